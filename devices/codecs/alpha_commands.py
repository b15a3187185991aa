r"""What an Alpha sign can be told: the commands inside a packet of `devices.codecs.alpha`.

    A label                                          release (priority file) or empty a TEXT file
    A label 1B position mode [1C colour] text        write a TEXT file
    B label                                          read one
    G label text                                     write a STRING file
    E $ (label kind lock size(4) times(4)) × n       memory configuration; none: clear
    E . order protection labels                      run sequence
    E , | E s 0/1 | E 7 address                      soft reset, acknowledge, address

Position is always 20 (middle line): the one value on which all sources agree. Sources: as in
`devices.codecs.alpha`.
"""

import re
from dataclasses import dataclass
from enum import Enum

PRIORITY = "0"  # the TEXT file that always exists and is shown over all others
PRIORITY_MAX = 125
_MIDDLE = b"\x1b "
_TEXT = re.compile(rb"([ -~])\x1b ([a-mo-v]|n.)(?:\x1c([1-9A-C]))?([ -~\r]*)", re.DOTALL)
_FILE = re.compile(rb"([ -~])([ABD])([UL])([0-9A-F]{4})([0-9A-F]{4})")


class Colour(Enum):
    """Control code 1C."""

    RED = "1"
    GREEN = "2"
    AMBER = "3"


class Mode(Enum):
    """How a text comes on; signs know more of them."""

    ROTATE = "a"
    HOLD = "b"
    FLASH = "c"
    COMPRESSED_ROTATE = "t"


@dataclass(frozen=True, slots=True)
class Text:
    """Write a TEXT file. text: printable ASCII; "\n" is a new line. What a sign lacks is sent as `?`."""

    label: str
    text: str
    mode: str = Mode.HOLD.value
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """Write a TEXT file with nothing at all.

    `PRIORITY`: back to the other files; an empty `Text` in its place would hold the sign dark.
    """

    label: str = PRIORITY


@dataclass(frozen=True, slots=True)
class ReadText:
    """Ask for a TEXT file; the answer is a packet of type `ANSWER` with a `Text`."""

    label: str


@dataclass(frozen=True, slots=True)
class String:
    """Write a STRING file, which a TEXT file calls."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class File:
    """One entry of the memory configuration.

    kind: A TEXT, B STRING, D DOTS; size: bytes; locked: not to be changed by remote control;
    times: of a TEXT, FF00 is always.
    """

    label: str
    size: int
    kind: str = "A"
    locked: bool = True
    times: str = "FF00"


@dataclass(frozen=True, slots=True)
class Memory:
    """Which files there are; everything stored is lost. No files: clear, which must come before a new
    configuration."""

    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class ClearAll:
    """Clear memory and flash card, on signs that have one."""


@dataclass(frozen=True, slots=True)
class RunSequence:
    """Which TEXT files run. order: S as listed, T each at its times; protection: U or L."""

    labels: str
    order: str = "S"
    protection: str = "L"


@dataclass(frozen=True, slots=True)
class SoftReset:
    """Start anew, keeping the memory."""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Answer each packet from now on, or never. Newer signs only."""

    on: bool


@dataclass(frozen=True, slots=True)
class SetAddress:
    """The sign's own address."""

    address: str


@dataclass(frozen=True, slots=True)
class Other:
    """A sound command with contents not read here."""

    data: bytes


Special = Memory | ClearAll | RunSequence | SoftReset | Acknowledge | SetAddress
Command = Text | Release | ReadText | String | Special | Other


def encode_command(command: Command) -> bytes:
    """Its bytes behind the 02."""
    match command:
        case Text(label, text, mode, colour):
            tint = b"\x1c" + colour.encode() if colour else b""
            return b"A" + _label(label) + _MIDDLE + mode.encode() + tint + _encode_text(text)
        case Release(label):
            return b"A" + _label(label)
        case ReadText(label):
            return b"B" + _label(label)
        case String(label, text):
            return b"G" + _label(label) + _encode_text(text)
        case Other(data):
            return data
        case _:
            return b"E" + _encode_special(command)


def _encode_special(command: Special) -> bytes:
    match command:
        case Memory(files):
            return b"$" + b"".join(_encode_file(entry) for entry in files)
        case ClearAll():
            return b"$$$$"
        case RunSequence(labels, order, protection):
            return f".{order}{protection}{labels}".encode("ascii", "replace")
        case SoftReset():
            return b","
        case Acknowledge(on):
            return b"s1" if on else b"s0"
        case SetAddress(address):
            return b"7" + address.encode()


def _encode_file(entry: File) -> bytes:
    lock = "L" if entry.locked else "U"
    return _label(entry.label) + f"{entry.kind}{lock}{entry.size & 0xFFFF:04X}{entry.times}".encode()


def _label(label: str) -> bytes:
    return label[:1].encode("ascii", "replace")


def _encode_text(text: str) -> bytes:
    plain = "".join("\r" if c == "\n" else c if " " <= c <= "~" else "?" for c in text)
    return plain.encode("ascii")


def decode_command(body: bytes) -> Command:
    """The command in these bytes, at least one. Never raises."""
    code, data = body[:1], body[1:]
    if code == b"E":
        return _decode_special(data) or Other(body)
    if code == b"A" and (found := _TEXT.fullmatch(data)):
        label, mode, tint, text = (part.decode("latin-1") for part in found.groups(b""))
        return Text(label, text.replace("\r", "\n"), mode, tint)
    if not re.match(rb"[ -~]", data):
        return Other(body)
    label = data[:1].decode()
    if code in (b"A", b"B") and len(data) == 1:
        return Release(label) if code == b"A" else ReadText(label)
    if code == b"G" and re.fullmatch(rb"[ -~\r]*", data[1:]):
        return String(label, data[1:].decode().replace("\r", "\n"))
    return Other(body)


def _decode_special(data: bytes) -> Command | None:
    simple: dict[bytes, Command] = {
        b"$": Memory(),
        b"$$$$": ClearAll(),
        b",": SoftReset(),
        b"s1": Acknowledge(True),
        b"s0": Acknowledge(False),
    }
    if (command := simple.get(data)) is not None:
        return command
    if data[:1] == b"$" and len(data) % 11 == 1:
        entries = [_FILE.fullmatch(data[at : at + 11]) for at in range(1, len(data), 11)]
        files = [_file(*(part.decode() for part in entry.groups())) for entry in entries if entry]
        return Memory(tuple(files)) if len(files) == len(entries) else None
    if sequence := re.fullmatch(rb"\.([ -~])([ -~])([ -~]*)", data):
        order, protection, labels = (part.decode() for part in sequence.groups())
        return RunSequence(labels, order, protection)
    if re.fullmatch(rb"7[0-9A-F]{2}", data):
        return SetAddress(data[1:].decode())
    return None


def _file(label: str, kind: str, lock: str, size: str, times: str) -> File:
    return File(label, int(size, 16), kind, lock == "L", times)
