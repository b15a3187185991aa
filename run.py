#!/usr/bin/env python3
"""Hallcall 叫号: composition root and command line. Knows everything; nothing imports it.

python run.py                     serve the hall of config/hall.toml
python run.py --record DIR        the same, and keep all bytes of the device lines there
python run.py drill               practise an outage: own data, emulated devices, every page marked
python run.py emulators           only the far ends of the emulated devices
python run.py check               is the configuration right, and does every device answer?
python run.py password STAFF_NO   set a password while the server is stopped
python run.py backup FILE         a proven copy of the data, while the server runs or not
python run.py restore FILE        put such a copy in place, while the server is stopped
python run.py replay --until T    the hall as it stood then, played again from the log
python run.py bench NAME          measure, beside a floor measured in the same run
python run.py simulate            days that never were, into the database (docs/reports.md)
python run.py hotkeys             global keys on a clerk's PC (docs/hotkeys.md)
"""

import sys

if __name__ == "__main__" and sys.argv[1:2] == ["hotkeys"]:  # a clerk's PC has nothing of what follows
    from caller.hotkeys.main import main as hotkeys

    sys.exit(hotkeys(sys.argv[2:]))

import argparse
import contextlib
import getpass
import logging
import secrets
import signal
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from config import drill
from config.guide import guide_notes
from config.load import ConfigErrors, load
from devices.emulators import fleet
from server.domain import messages as m
from server.domain.plan import HallPlan
from server.store.database import AlreadyRunning, check_free

if TYPE_CHECKING:
    from server.delivery.outbox import Outbox
    from server.web.app import Web
    from server.web.conditions import Conditions

ROOT = Path(__file__).resolve().parent
PORT = 8000
MIDNIGHT_EVERY_S = 20


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parse(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    if options.command == "bench":
        from tests.bench.run import run as bench  # noqa: PLC0415

        return bench(options.names)
    if options.command == "hotkeys":
        from caller.hotkeys.main import main as hotkeys  # noqa: PLC0415

        return hotkeys([])
    try:
        plan = load(options.config)
    except ConfigErrors as errors:
        print(f"配置有误,大厅没有启动。The configuration is not right:\n{errors}", file=sys.stderr)
        return 2
    match options.command:
        case "check":
            print(f"{options.config}: 配置正确 ok — {plan.name}, {len(plan.windows)} windows")
            print("\n".join([*guide_notes(plan, _today(plan)), *_languages(), *_media(plan)]))
            return 0 if options.only_config else _check(plan, options)
        case "password":
            return _set_password(plan, options)
        case "simulate":
            return _simulate(plan, options)
        case "backup" | "restore":
            from server.store.command import keep_data  # noqa: PLC0415

            return keep_data(options, _database_url(options))
        case "replay":
            from server.store.command import replay_day  # noqa: PLC0415

            return replay_day(plan, options.data, options.until)
        case "emulators":
            return _emulators_only(plan, options)
        case _:
            return _start(plan, options)


def _languages() -> list[str]:
    from kiosk.catalogues import language_notes  # noqa: PLC0415

    return language_notes()


def _media(plan: HallPlan) -> list[str]:
    from server.web.media import Media  # noqa: PLC0415

    return Media(plan.media).notes()


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py", description="Hallcall 叫号", parents=[_common()])
    parser.add_argument("--database", help="another database than DIR/hall.db, as an SQLAlchemy URL")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on; loopback until told otherwise"
    )
    parser.add_argument("--port", type=int)
    parser.add_argument("--cert", type=Path, help="serve by TLS: the certificate, PEM; goes with --key")
    parser.add_argument("--key", type=Path, help="the key of --cert, PEM")
    parser.add_argument("--phone-base", help="the hall's address as phones see it, for the QR of the slip")
    commands = parser.add_subparsers(dest="command")
    again = [_common(again=True)]
    emulators = commands.add_parser("emulators", help="start only the emulated devices", parents=again)
    emulators.add_argument("--replay", metavar="FILE", type=Path, help="the device's side of a recording")
    commands.add_parser("drill", help="practise an outage, away from the real hall", parents=again)
    check = commands.add_parser("check", help="read the configuration, try every device", parents=again)
    check.add_argument("--only-config", action="store_true", help="leave the devices alone")
    check.add_argument(
        "--test-pattern", action="store_true", help="a text on every sign, a slip from every printer"
    )
    check.add_argument(
        "--commission",
        metavar="DEVICE",
        help="give the one Onbon card on this sign's line the address of the configuration, then stop",
    )
    check.add_argument(
        "--replay", metavar="FILE", type=Path, help="try a recorded line's devices against the recording"
    )
    password = commands.add_parser(
        "password", help="set a password while the server is stopped", parents=again
    )
    password.add_argument("staff_no", metavar="STAFF_NO")
    backup = commands.add_parser("backup", help="a proven copy of the hall's data", parents=again)
    backup.add_argument("file", metavar="FILE", type=Path)
    restore = commands.add_parser("restore", help="put a copy in place, server stopped", parents=again)
    restore.add_argument("file", metavar="FILE", type=Path)
    restore.add_argument("--replace", action="store_true", help="put the data that is there aside")
    replay = commands.add_parser("replay", help="the hall as it stood, from the log", parents=again)
    replay.add_argument(
        "--until", metavar="T", default="", help='number of an event, or "YYYY-MM-DD HH:MM[:SS]"; none = now'
    )
    bench = commands.add_parser("bench", help="measure")
    bench.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="tickets, feed, phones, caller, start, dispatch, estimate, devices, reports; none = all",
    )
    _simulate_arguments(commands.add_parser("simulate", help="simulated days of work", parents=again))
    commands.add_parser("hotkeys", help="global keys on a clerk's PC; goes first: run.py hotkeys --help")
    return parser.parse_args(arguments)


def _simulate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=int, default=30, help="calendar days; days off are skipped (30)")
    parser.add_argument("--from", dest="first", metavar="DATE", help="the first; else they end yesterday")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same days (1)")
    parser.add_argument("--visits", type=int, help="a day's visits in the mean; else what windows can do")
    parser.add_argument("--live", metavar="URL", help="drive the running sample hall there instead")
    parser.add_argument("--speed", type=float, default=60.0, help="of a live one: times the clock (60)")
    parser.add_argument("--minutes", type=float, help="of a live one: stop after so many minutes")


def _simulate(plan: HallPlan, options: argparse.Namespace) -> int:
    from server.simulation.command import simulate  # noqa: PLC0415

    return simulate(plan, options, _database_url(options), _today(plan))


def _common(*, again: bool = False) -> argparse.ArgumentParser:
    """What may stand before the command's name or, `again`, behind it."""
    common = argparse.ArgumentParser(add_help=False)
    config, data = ROOT / "config" / "hall.toml", ROOT / "data"
    gone = argparse.SUPPRESS
    common.add_argument("--config", type=Path, default=gone if again else config)
    common.add_argument(
        "--data", type=Path, default=gone if again else data, help="where the hall's data is kept"
    )
    common.add_argument(
        "--record",
        metavar="DIR",
        type=Path,
        default=gone if again else None,
        help="keep all bytes of every device line in files there, except those of ID readers",
    )
    return common


# ---------------------------------------------------------------- emulated devices


@contextlib.contextmanager
def _emulated(plan: HallPlan, folder: Path) -> Iterator[None]:
    """The far ends live as long as this block."""
    with fleet.running(plan.devices, folder) as lines:
        if lines:
            print(f"  模拟设备 emulated devices: {lines} lines in {folder}")
        yield


def _start(plan: HallPlan, options: argparse.Namespace) -> int:
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


def _emulators_only(plan: HallPlan, options: argparse.Namespace) -> int:
    if options.replay:
        return _replayed(options) if _recorded_line(options.replay) else 2
    with _emulated(plan, options.data / "emulators"):
        print("  模拟设备已启动,按 Ctrl+C 结束。Running; Ctrl+C ends them.")
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    return 0


def _recorded_line(path: Path) -> str:
    """The url in the recording; "" if it is none, which is said."""
    from devices.recording import BadRecording, read  # noqa: PLC0415

    try:
        return read(path).line
    except BadRecording as bad:
        print(bad, file=sys.stderr)
    except OSError as error:
        print(f"读不到 {path}({error.strerror})。 Cannot be read.", file=sys.stderr)
    return ""


def _replayed(options: argparse.Namespace) -> int:
    """A line of return plays what the device said by itself; the end of the input ends all."""
    with fleet.replaying(options.replay, options.data / "emulators") as (tty, control):
        print(f'  url = "{tty}"')
        print("  回车:播放设备自己发的;Ctrl+D 结束。Return plays what it says unasked; Ctrl+D ends.")
        for _ in sys.stdin:
            control.request({"op": "play"})
        state = control.state()
    print("\n".join(fleet.differences(state)))
    return 1 if state["differences"] else 0


def _check_replay(plan: HallPlan, options: argparse.Namespace) -> int:
    """The devices of the recorded line, with the recording in place of the line."""
    from server.delivery import trial  # noqa: PLC0415

    line = _recorded_line(options.replay)
    here = tuple(device for device in plan.devices if device.url == line)
    if not line:
        return 2
    if not here:
        urls = "、".join(dict.fromkeys(device.url for device in plan.devices))
        print(
            f"配置中没有录下的线路 {line}(有 {urls}),请用录制时的配置。"
            f" The configuration has no line {line}: give the one it was recorded with.",
            file=sys.stderr,
        )
        return 2
    with (
        tempfile.TemporaryDirectory(prefix="hallcall-") as folder,
        fleet.replaying(options.replay, Path(folder)) as (tty, control),
    ):
        only = replace(plan, devices=here)
        found = trial.try_devices(only, lambda _: str(tty), pattern=options.test_pattern)
        state = control.state()
    print("\n".join([*trial.table(found), *fleet.differences(state)]))
    return 0 if all(one.well for one in found) and not state["differences"] else 1


def _check(plan: HallPlan, options: argparse.Namespace) -> int:
    """Try every device. Emulated ones get far ends of their own: a running sample hall is left alone."""
    from server.delivery import trial  # noqa: PLC0415

    if options.replay:
        return _check_replay(plan, options)
    logging.getLogger("devices").setLevel(logging.ERROR)  # the table says it
    with tempfile.TemporaryDirectory(prefix="hallcall-") as folder, _emulated(plan, Path(folder)):
        resolve = partial(fleet.resolve, folder=Path(folder))
        if options.commission:
            said = trial.commission(plan, options.commission, resolve)
            print(said.text)
            return 0 if said.well else 1
        found = trial.try_devices(plan, resolve, pattern=options.test_pattern, record=options.record)
    print("\n".join(trial.table(found)))
    return 0 if all(one.well for one in found) else 1


# ---------------------------------------------------------------- the server


class Serving:
    """One hall, put together: log, executor, devices, web."""

    def __init__(self, plan: HallPlan, options: argparse.Namespace) -> None:
        from caller import keypad  # noqa: PLC0415
        from kiosk import notice_slip  # noqa: PLC0415
        from server.delivery import Delivery  # noqa: PLC0415
        from server.executor import Executor  # noqa: PLC0415
        from server.store.database import Database  # noqa: PLC0415
        from server.web.demo import DemoAccounts  # noqa: PLC0415
        from server.web.keeper import ReportKeeper  # noqa: PLC0415

        data: Path = options.data
        self._stopping = threading.Event()
        self.database = Database(_database_url(options), plan.code)
        self.executor: Executor = Executor(self.database, plan)
        self.executor.start(_today(plan))
        emulated = data / "emulators"
        self.delivery: Delivery = Delivery(
            self.executor,
            layout=notice_slip.any_slip,
            grammar=partial(keypad.keypad_command, plan),
            phone_base=options.phone_base or _address(options),
            resolve=partial(fleet.resolve, folder=emulated),
            record=options.record,
        )
        self.web: Web = self._web(plan, data, options.phone_base or "")
        self.delivery.on_change = self.web.feed.changed
        self.delivery.cards.tell(self.web.cards.read, self.web.cards.trouble)
        self.delivery.start()
        self.keeper = ReportKeeper(self.executor)
        self.keeper.start()
        self.conditions = self._conditions(plan, data)
        self.conditions.start()
        threading.Thread(target=self._watch_midnight, name="midnight", daemon=True).start()
        self.outbox = self._outbox(plan)
        self.demo = DemoAccounts(self.web.access, data / "demo-accounts.json")

    def _outbox(self, plan: HallPlan) -> "Outbox | None":
        """None where nothing is sent."""
        if plan.upload is None:
            return None
        from server.delivery.outbox import Outbox  # noqa: PLC0415
        from server.delivery.upload import HttpsJson  # noqa: PLC0415

        outbox = Outbox(self.executor, HttpsJson(plan.upload, self.executor.clock))
        outbox.start()
        return outbox

    def _web(self, plan: HallPlan, data: Path, phone_base: str) -> "Web":
        import caller.routes  # noqa: PLC0415
        import display.at_window  # noqa: PLC0415
        import display.duty_pages  # noqa: PLC0415
        import display.lab  # noqa: PLC0415
        import display.report_pages  # noqa: PLC0415
        import display.routes  # noqa: PLC0415
        import kiosk.guide_pages  # noqa: PLC0415
        import kiosk.phone  # noqa: PLC0415
        import kiosk.routes  # noqa: PLC0415
        from server.web.app import create_app  # noqa: PLC0415

        def pages(shared: Any) -> Iterator[Any]:
            yield kiosk.routes.blueprint(shared)
            yield kiosk.phone.blueprint(shared)
            yield kiosk.guide_pages.blueprint(shared)
            yield caller.routes.blueprint(shared)
            yield display.routes.blueprint(shared)
            yield display.duty_pages.blueprint(shared)
            yield display.at_window.blueprint(shared)
            yield display.report_pages.blueprint(shared)
            if ends := fleet.controls(plan.devices, data / "emulators"):
                yield display.lab.blueprint(shared, ends)

        return create_app(
            self.executor,
            secret=_secret(data / "secret.key"),
            healths=self.delivery.healths,
            readers=self.delivery.cards,
            pages=pages,
            phone_base=phone_base,
            demo_accounts=lambda: self.demo.listed(),  # noqa: PLW0108  made after the app
        )

    def _conditions(self, plan: HallPlan, data: Path) -> "Conditions":
        from server.store.outbox import unsent  # noqa: PLC0415
        from server.web.conditions import Conditions, Sources  # noqa: PLC0415

        def waiting_to_be_sent() -> tuple[int, int | None]:
            with self.database.readers.connect() as connection:
                return unsent(connection, plan.code)

        boards = self.web.feed.boards.view
        kiosks = self.web.feed.kiosks.away
        sources = Sources(
            self.delivery.healths, boards, data, kiosks, waiting_to_be_sent, self.keeper.pending
        )
        return Conditions(self.executor, sources)

    def _watch_midnight(self) -> None:
        """Most halls cut the mains at night; one that does not still begins a new day."""
        while not self._stopping.wait(MIDNIGHT_EVERY_S):
            self.executor.submit(partial(m.NewDay, actor="system", day=_today(self.executor.plan)))

    @property
    def app(self) -> Any:
        """What gunicorn serves."""
        return self.web.app

    def stop(self) -> None:
        self._stopping.set()
        self.conditions.stop()
        self.keeper.stop()
        self.web.changes.stop()
        if self.outbox:
            self.outbox.stop()
        self.delivery.stop()
        self.executor.stop()
        self.database.close()


def _address(options: argparse.Namespace) -> str:
    return f"{'https' if options.cert else 'http'}://{options.host}:{options.port}"


def _today(plan: HallPlan) -> str:
    """The hall's own date."""
    return datetime.now(ZoneInfo(plan.timezone)).date().isoformat()


def _database_url(options: argparse.Namespace) -> str:
    return options.database or f"sqlite:///{(options.data / 'hall.db').resolve()}"


def _secret(path: Path) -> bytes:
    from server.web.demo import write_private  # noqa: PLC0415

    if not path.exists():
        write_private(path, secrets.token_bytes(32))
    return path.read_bytes()


def _serve(plan: HallPlan, options: argparse.Namespace) -> int:
    from server.web.serve import Certificate, check_port, serve  # noqa: PLC0415

    if (options.cert is None) != (options.key is None):
        print("--cert 和 --key 要一起写。 --cert and --key go together.", file=sys.stderr)
        return 2
    certificate = Certificate(options.cert, options.key) if options.cert else None
    try:
        check_free(_database_url(options))
        check_port(options.host, options.port)
        if certificate:
            certificate.check()
    except (AlreadyRunning, OSError) as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"Hallcall 叫号 · {plan.name} · {len(plan.windows)} windows")
    with _emulated(plan, options.data / "emulators"):
        _print_links(plan, options)
        if options.record:
            print(
                f"  注意:设备线路的全部字节正在录入 {options.record},找到毛病后请关掉。"
                f" All bytes of the device lines are recorded there; switch it off when the fault is found.",
                flush=True,
            )
        serve(lambda: Serving(plan, options), options.host, options.port, certificate)
    return 0


def _set_password(plan: HallPlan, options: argparse.Namespace) -> int:
    """The first password of a hall: typed twice, or one line of standard input."""
    from server.store.database import Database  # noqa: PLC0415
    from server.web.access import MIN_PASSWORD, store_password  # noqa: PLC0415

    person = plan.person.get(options.staff_no)
    if person is None:
        print(f"没有工号 {options.staff_no}。No such staff number.", file=sys.stderr)
        return 2
    typed = _typed_password(f"{person.name} {person.no}")
    if typed is None or len(typed) < MIN_PASSWORD:
        print(
            f"两次要一致,至少 {MIN_PASSWORD} 位。Twice the same, {MIN_PASSWORD} or longer.", file=sys.stderr
        )
        return 2
    try:
        database = Database(_database_url(options), plan.code)
    except AlreadyRunning as running:
        print(running, file=sys.stderr)
        return 1
    with contextlib.closing(database), database.writer.begin() as connection:
        store_password(connection, plan.code, person.no, typed)
    print(f"已设置。Password set: {person.name} {person.no}")
    return 0


def _typed_password(who: str) -> str | None:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(f"{who} 新密码 new password: ")
    return first if first == getpass.getpass("再输一次 once more: ") else None


def _print_links(plan: HallPlan, options: argparse.Namespace) -> None:
    base = _address(options)
    print(f"  开始 start here   {base}/lab" if plan.sample else f"  叫号 console      {base}/caller")
    if plan.sample:
        print(f"  账号 accounts     {base}/lab  ({options.data / 'demo-accounts.json'})")
    print("  按 Ctrl+C 结束 stop with Ctrl+C", flush=True)


if __name__ == "__main__":
    sys.exit(main())
