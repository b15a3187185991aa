"""Start one emulated device: `python -m devices.emulators onbon --name led --dir /tmp/hall`."""

import argparse
import contextlib
from collections.abc import Callable
from pathlib import Path

from devices.emulators.alpha import Alpha
from devices.emulators.digits import Digits
from devices.emulators.far_end import FarEnd
from devices.emulators.ff68 import Ff68
from devices.emulators.host import Host
from devices.emulators.keys import UsbKeys
from devices.emulators.lihe import Lihe
from devices.emulators.onbon import Onbon
from devices.emulators.printer import Printer
from devices.emulators.qe1 import Qe1
from devices.emulators.replay import Replay
from devices.emulators.ruize import Ruize
from devices.emulators.samv import Samv
from devices.emulators.shuangse import Shuangse
from devices.recording import read


def addresses(text: str) -> list[int]:
    """`1,2,5-8` as numbers."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


KINDS: dict[str, Callable[[argparse.Namespace], FarEnd]] = {
    "printer": lambda o: Printer(baud=o.baud),
    "onbon": lambda o: Onbon(o.addresses, baud=o.baud),
    "lihe": lambda o: Lihe(o.addresses, baud=o.baud, old=o.old),
    "shuangse": lambda o: Shuangse(o.addresses, baud=o.baud),
    "ruize": lambda o: Ruize(o.addresses, baud=o.baud),
    "alpha": lambda o: Alpha(o.addresses, baud=o.baud, seven_bits=bool(o.seven_bits)),
    "digits": lambda o: Digits(o.addresses, baud=o.baud, digits=o.digits),
    "ff68": lambda o: Ff68(o.addresses, baud=o.baud, repeat_s=o.repeat_s, repeats=o.repeats),
    "qe1": lambda o: Qe1(o.addresses, baud=o.baud, repeat_s=o.repeat_s, repeats=o.repeats),
    "samv": lambda o: Samv(baud=o.baud),
    "keys": lambda o: UsbKeys(baud=o.baud),
    "replay": lambda o: Replay(read(o.file)),
}


def main() -> None:
    """Parse the command line and serve until killed."""
    parser = argparse.ArgumentParser(prog="devices.emulators", description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--name", required=True)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--addresses", type=addresses, default=[1], help="as 1,2,5-8")
    parser.add_argument("--baud", type=int, help="answer no faster than this line speed")
    parser.add_argument("--repeat-s", type=float, default=0.5, help="ff68, qe1: pause before a repeat")
    parser.add_argument("--repeats", type=int, default=3, help="ff68, qe1: how often")
    parser.add_argument("--seven-bits", type=int, default=0, help="alpha: 1 if the sign speaks 7E1")
    parser.add_argument("--old", action="store_true", help="lihe: cards that acknowledge nothing")
    parser.add_argument("--digits", type=int, default=6, help="digits: places of a display")
    parser.add_argument("--file", type=Path, help="replay: what was recorded")
    parser.add_argument("--watch-stdin", action="store_true", help="end when standard input does")
    options = parser.parse_args()
    options.dir.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(KeyboardInterrupt):
        Host(KINDS[options.kind](options), options.name, options.dir).run(watch_stdin=options.watch_stdin)


if __name__ == "__main__":
    main()
