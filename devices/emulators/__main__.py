"""Start one emulated device: `python -m devices.emulators onbon --name led --dir /tmp/hall`."""

import argparse
import contextlib
from pathlib import Path

from devices.emulators.alpha import Alpha
from devices.emulators.digits import Digits
from devices.emulators.far_end import FarEnd
from devices.emulators.ff68 import Ff68
from devices.emulators.host import Host
from devices.emulators.keys import UsbKeys
from devices.emulators.onbon import Onbon
from devices.emulators.printer import Printer
from devices.emulators.qe1 import Qe1
from devices.emulators.samv import Samv


def addresses(text: str) -> list[int]:
    """`1,2,5-8` as numbers."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def far_end(options: argparse.Namespace) -> FarEnd:
    """The device that was asked for."""
    match options.kind:
        case "onbon":
            return Onbon(options.addresses, baud=options.baud)
        case "ff68":
            return Ff68(
                options.addresses, baud=options.baud, repeat_s=options.repeat_s, repeats=options.repeats
            )
        case "alpha":
            return Alpha(options.addresses, baud=options.baud, seven_bits=options.seven_bits)
        case "digits":
            return Digits(options.addresses, baud=options.baud, digits=options.digits)
        case "samv":
            return Samv(baud=options.baud)
        case "keys":
            return UsbKeys(baud=options.baud)
        case "qe1":
            return Qe1(
                options.addresses, baud=options.baud, repeat_s=options.repeat_s, repeats=options.repeats
            )
        case _:
            return Printer(baud=options.baud)


def main() -> None:
    """Parse the command line and serve until killed."""
    parser = argparse.ArgumentParser(prog="devices.emulators", description=__doc__)
    parser.add_argument(
        "kind", choices=("printer", "onbon", "ff68", "alpha", "digits", "samv", "keys", "qe1")
    )
    parser.add_argument("--name", required=True)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--addresses", type=addresses, default=[1], help="as 1,2,5-8")
    parser.add_argument("--baud", type=int, help="answer no faster than this line speed")
    parser.add_argument("--repeat-s", type=float, default=0.5, help="ff68, qe1: pause before a repeat")
    parser.add_argument("--repeats", type=int, default=3, help="ff68, qe1: how often")
    parser.add_argument("--seven-bits", action="store_true", help="alpha: the sign speaks 7E1")
    parser.add_argument("--digits", type=int, default=6, help="digits: places of a display")
    parser.add_argument("--watch-stdin", action="store_true", help="end when standard input does")
    options = parser.parse_args()
    options.dir.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(KeyboardInterrupt):
        Host(far_end(options), options.name, options.dir).run(watch_stdin=options.watch_stdin)


if __name__ == "__main__":
    main()
