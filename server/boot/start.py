"""`run.py` and `run.py drill`: the hall is served until it is ended."""

import argparse
import sys
from typing import TYPE_CHECKING

from config import drill
from server.boot.far_ends import emulated
from server.boot.options import PORT, address, database_url
from server.domain.facts.plan import HallPlan
from server.store.database import AlreadyRunning, check_free
from server.web.serving.serve import Certificate, check_port, serve

if TYPE_CHECKING:
    from server.boot.serving import Serving


def start(plan: HallPlan, options: argparse.Namespace) -> int:
    """The hall; or a drill, beside it or without it: own data, own port, emulated devices (ADR 0023)."""
    if options.command != "drill":
        options.port = options.port or PORT
        return _serve(plan, options)
    if options.database:
        print(
            "演练不能用 --database:它只用自己的数据文件夹。A drill has its own data; leave --database out.",
            file=sys.stderr,
        )
        return 2
    options.data, options.port = options.data / drill.FOLDER, options.port or drill.PORT
    options.data.mkdir(parents=True, exist_ok=True)
    print("  演练 DRILL:结束本程序再启动,就是一次停电。End this program and start it again: a power cut.")
    return _serve(drill.drill_plan(plan), options)


def _serve(plan: HallPlan, options: argparse.Namespace) -> int:
    if (options.cert is None) != (options.key is None):
        print("--cert 和 --key 要一起写。 --cert and --key go together.", file=sys.stderr)
        return 2
    certificate = Certificate(options.cert, options.key) if options.cert else None
    try:
        check_free(database_url(options))
        check_port(options.host, options.port)
        if certificate:
            certificate.check()
    except (AlreadyRunning, OSError) as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"Hallcall 叫号 · {plan.name} · {len(plan.windows)} windows")
    with emulated(plan, options.data / "emulators"):
        _print_links(plan, options)
        if options.record:
            print(
                f"  注意:设备线路的全部字节正在录入 {options.record},找到毛病后请关掉。"
                f" All bytes of the device lines are recorded there; switch it off when the fault is found.",
                flush=True,
            )
        serve(lambda: _made(plan, options), options.host, options.port, certificate)
    return 0


def _made(plan: HallPlan, options: argparse.Namespace) -> "Serving":
    """In the process that serves, which alone loads what a hall is made of."""
    from server.boot.serving import Serving  # noqa: PLC0415

    return Serving(plan, options)


def _print_links(plan: HallPlan, options: argparse.Namespace) -> None:
    base = address(options)
    print(f"  开始 start here   {base}/lab" if plan.sample else f"  叫号 console      {base}/caller")
    if plan.sample:
        print(f"  账号 accounts     {base}/lab  ({options.data / 'demo-accounts.json'})")
    print("  按 Ctrl+C 结束 stop with Ctrl+C", flush=True)
