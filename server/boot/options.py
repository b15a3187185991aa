"""What `run.py` may be told, and what follows from it: files, addresses, the day."""

import argparse
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from server.domain.facts.plan import HallPlan

ROOT = Path(__file__).resolve().parents[2]
PORT = 8000


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
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
    drill = commands.add_parser("drill", help="practise an outage, away from the real hall", parents=again)
    drill.add_argument("--database", default=argparse.SUPPRESS, help=argparse.SUPPRESS)  # refused in words
    _check_arguments(
        commands.add_parser("check", help="read the configuration, try every device", parents=again)
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


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only-config", action="store_true", help="leave the devices alone")
    parser.add_argument(
        "--test-pattern", action="store_true", help="a text on every sign, a slip from every printer"
    )
    parser.add_argument(
        "--commission",
        metavar="DEVICE",
        help="give the one Onbon card on this sign's line the address of the configuration, then stop",
    )
    parser.add_argument(
        "--replay", metavar="FILE", type=Path, help="try a recorded line's devices against the recording"
    )


def _simulate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=int, default=30, help="calendar days; days off are skipped (30)")
    parser.add_argument("--from", dest="first", metavar="DATE", help="the first; else they end yesterday")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same days (1)")
    parser.add_argument("--visits", type=int, help="a day's visits in the mean; else what windows can do")
    parser.add_argument("--live", metavar="URL", help="drive the running sample hall there instead")
    parser.add_argument("--speed", type=float, default=60.0, help="of a live one: times the clock (60)")
    parser.add_argument("--minutes", type=float, help="of a live one: stop after so many minutes")


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


def address(options: argparse.Namespace) -> str:
    return f"{'https' if options.cert else 'http'}://{options.host}:{options.port}"


def today(plan: HallPlan) -> str:
    """The hall's own date."""
    return datetime.now(ZoneInfo(plan.timezone)).date().isoformat()


def database_url(options: argparse.Namespace) -> str:
    return options.database or f"sqlite:///{(options.data / 'hall.db').resolve()}"
