"""The wire protocols a `[[device]]` may speak: for which kinds, at which addresses, with which options.

An option that is left out has the default of its driver (docs/devices.md). Sizes of signs are pixels.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.domain.facts.plan import DeviceKind

ALONE = range(1)
"""The addresses of a device that shares its line with nobody."""
KEY_NAMES = ("plus", "minus", "star", "slash", "dot", "equal", "enter", "backspace", "tab", "escape")
KEY_MEANINGS = ("call", "recall", "rate", "pause", "transfer", "help", "ok", "cancel")


@dataclass(frozen=True)
class Protocol:
    kinds: frozenset[DeviceKind]
    addresses: range
    numbers: Mapping[str, range] = field(default_factory=dict)
    """Options that are integers, with what they may be."""
    sizes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Options that are one of a few integers."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Options that are one of a few words."""
    flags: tuple[str, ...] = ()
    """Options that are true or false."""
    files: tuple[str, ...] = ()
    """Options that are paths on this machine."""
    buttons: tuple[str, ...] = ()
    """How a rating box calls its buttons, from the best on; four to six of them in a row."""
    keys: bool = False
    """The option `keys` may say what the keys of a keypad mean."""
    baudrate: int = 9600
    """As most such devices come from the factory."""


def _kinds(*kinds: DeviceKind) -> frozenset[DeviceKind]:
    return frozenset(kinds)


_SIGN = _kinds(DeviceKind.SIGN)

PROTOCOLS: Mapping[str, Protocol] = {
    # columns: half-width characters a line, 32 on 58 mm, 42 or 48 on 80 mm. feed: lines from head to knife.
    "escpos": Protocol(
        _kinds(DeviceKind.PRINTER),
        ALONE,
        {"columns": range(24, 65), "feed": range(11)},
        choices={"encoding": ("gbk", "gb18030"), "cut": ("full", "partial", "none")},
        flags=("xonxoff", "marks", "answers", "firmware"),
        files=("font", "logo"),
    ),
    # 0 is reserved, from 8000 hex on are the PC and the broadcasts.
    "onbon-k": Protocol(
        _SIGN,
        range(1, 0x8000),
        {"width": range(16, 4097), "height": range(16, 513)},
        sizes={"font": (16, 24, 32)},
        flags=("areas", "off_when_dark", "clock", "eighths", "echo"),
    ),
    "lihe": Protocol(
        _SIGN,
        range(255),
        {"width": range(16, 4097), "window": range(256), "instant": range(1, 100), "blink": range(1, 100)},
        flags=("sentences", "confirms", "echo"),
    ),
    # columns: half-width characters that stand; these signs do not run.
    "shuangse": Protocol(_SIGN, range(256), {"columns": range(4, 129)}, flags=("echo",)),
    "ruize": Protocol(_SIGN, range(256), {"columns": range(4, 129)}, flags=("two_colour", "echo")),
    # 0: whichever sign is there, for one that is alone on its line.
    "alpha": Protocol(
        _SIGN,
        range(256),
        {"width": range(16, 4097), "rows": range(1, 5)},
        flags=("acknowledges", "seven_bits", "checksums", "configure", "echo"),
    ),
    "modbus-digits": Protocol(
        _SIGN, range(1, 248), {"places": range(1, 33)}, flags=("letters", "reads", "echo")
    ),
    # Keypad and rater of a window share its address.
    "ff68": Protocol(
        _kinds(DeviceKind.KEYPAD, DeviceKind.RATER),
        range(256),
        flags=("echo",),
        buttons=("0", "1", "2", "3", "4", "5"),
    ),
    "qe1": Protocol(_kinds(DeviceKind.RATER), range(256), flags=("echo",), buttons=("1", "2", "3", "4", "5")),
    # USB devices that type; a rating box may begin with its 0 or its 1.
    "evdev": Protocol(
        _kinds(DeviceKind.KEYPAD, DeviceKind.RATER),
        ALONE,
        buttons=("0", "1", "2", "3", "4", "5", "6"),
        keys=True,
    ),
    "samv": Protocol(_kinds(DeviceKind.ID_READER), ALONE, baudrate=115200),
}
