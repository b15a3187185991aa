#!/usr/bin/env python3
"""Hallcall 叫号: the command line. Nothing imports it.

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
from importlib.util import find_spec

if __name__ == "__main__" and sys.argv[1:2] == ["hotkeys"]:  # a clerk's PC has nothing of what follows
    from caller.hotkeys.main import main as hotkeys

    sys.exit(hotkeys(sys.argv[2:]))

if __name__ == "__main__" and not find_spec("flask"):
    sys.exit(
        "这个 Python 里没有叫号需要的软件包:先运行 make setup,再用 .venv/bin/python run.py。"
        " This Python lacks the packages: run make setup, then .venv/bin/python run.py."
    )

import argparse
import logging
from collections.abc import Sequence

from config.load import ConfigErrors, load
from server.boot.options import database_url, parse, today
from server.domain.facts.plan import HallPlan


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 = done, 1 = it did not work, 2 = it cannot be asked like this."""
    options = parse(arguments)
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
    return run(plan, options)


def run(plan: HallPlan, options: argparse.Namespace) -> int:
    """Each loads what it needs and nothing else."""
    match options.command:
        case "check":
            from server.boot.check import check  # noqa: PLC0415

            return check(plan, options)
        case "password":
            from server.web.access.command import set_password  # noqa: PLC0415

            return set_password(plan, options.staff_no, database_url(options))
        case "simulate":
            from server.simulation.command import simulate  # noqa: PLC0415

            return simulate(plan, options, database_url(options), today(plan))
        case "backup" | "restore":
            from server.store.command import keep_data  # noqa: PLC0415

            return keep_data(options, database_url(options))
        case "replay":
            from server.store.command import replay_day  # noqa: PLC0415

            return replay_day(plan, options.data, options.until)
        case "emulators":
            from server.boot.far_ends import emulators_only  # noqa: PLC0415

            return emulators_only(plan, options)
        case _:
            from server.boot.start import start  # noqa: PLC0415

            return start(plan, options)


if __name__ == "__main__":
    sys.exit(main())
