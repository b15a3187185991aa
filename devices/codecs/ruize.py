"""瑞泽 dot-matrix signs on a queue hall's bus, RS-485 half duplex, 9600 8N1.

    DL [DH] cmd parameters… 1A
    DL   10xxxxxx, the low six bits of the address; DH 110000xx, the high two, may be left out below 64
    cmd  a capital letter; only C, D and W have parameters and the 1A

    H         are you there?  ->  3B, one byte, half a millisecond later
    W …       one-colour board: GB 2312 without bit 7, two bytes a character; below 21 is control
    C … D …   two-colour board: colours, then text to be shown now. A byte of Chinese goes as two nibbles,
              high first; ASCII as it is. Colours go twice for each byte of the text: 1 red, 2 green, 3 yellow
    S         stop blinking          T   dark

What the line does wrong: loses bytes and adds noise; there is no checksum, so a damaged text is shown as it
came and is put right by the next writing. The answer names no address. Resynchronise: bit 7 is set in
addresses and nowhere else, so such a byte always begins a frame.

Source: 瑞泽 "系统总线通讯规范（LED点阵屏）" with 点阵屏发送内容说明 (github.com/wangenheng/gitHub,
workspace-latest/queue - 副本/screen/IMM9003), whose program always sends DH. Only C, D and their example are
shown in bytes there; W is prose. Replies to W, C and D are not described: there are none.
"""

from dataclasses import dataclass
from enum import IntEnum

MAX_TEXT = 256  # bytes of GBK; ours: the manual names no limit
MAX_PARAMETERS = 2 * MAX_TEXT
_END, _HERE, _GETA = 0x1A, 0x3B, b"\x21\x7e"
_WIDE_SPACE = b"\x21\x21"


class Colour(IntEnum):
    """Of one byte of the text."""

    RED = 1
    GREEN = 2
    YELLOW = 3


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one colour."""

    text: str
    colour: Colour = Colour.RED


@dataclass(frozen=True, slots=True)
class Query:
    """Are you there?"""

    address: int


@dataclass(frozen=True, slots=True)
class Here:
    """Some board's answer to a query."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours for the text that follows, one for each byte of it in GBK."""

    address: int
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Show:
    """Show this now on a two-colour board."""

    address: int
    text: str


@dataclass(frozen=True, slots=True)
class Write:
    """Show this on a one-colour board; ASCII comes back as full-width characters."""

    address: int
    text: str


@dataclass(frozen=True, slots=True)
class Steady:
    """Stop blinking."""

    address: int


@dataclass(frozen=True, slots=True)
class Dark:
    """Show nothing."""

    address: int


@dataclass(frozen=True, slots=True)
class Other:
    """A frame with contents not read here."""

    data: bytes


Message = Query | Here | Colours | Show | Write | Steady | Dark | Other


def colours(address: int, runs: tuple[Run, ...]) -> Colours:
    """The colours of these runs."""
    return Colours(address, tuple(int(run.colour) for run in runs for _ in gbk(run.text)))


def gbk(text: str) -> bytes:
    """A text's bytes, 256 at most; what GBK lacks becomes a question mark, what controls a terminal goes."""
    data = "".join(c for c in text if " " <= c != "\x7f").encode("gbk", "replace")
    return data if len(data) <= MAX_TEXT else data[:MAX_TEXT].decode("gbk", "ignore").encode("gbk")


def encode(message: Message) -> bytes:
    """The frame as it goes on the wire, with both address bytes."""
    match message:
        case Here():
            return bytes([_HERE])
        case Query(address):
            return _head(address) + b"H"
        case Steady(address):
            return _head(address) + b"S"
        case Dark(address):
            return _head(address) + b"T"
        case Colours(address, codes):
            return _frame(address, b"C", bytes(code for code in codes for _ in range(2)))
        case Show(address, text):
            return _frame(address, b"D", b"".join(map(_nibbles, gbk(text))))
        case Write(address, text):
            return _frame(address, b"W", b"".join(map(_seven_bits, gbk(text).decode("gbk"))))
        case Other(data):
            return data


def _head(address: int) -> bytes:
    return bytes([0x80 | address & 0x3F, 0xC0 | address >> 6 & 3])


def _frame(address: int, command: bytes, parameters: bytes) -> bytes:
    return _head(address) + command + parameters + bytes([_END])


def _nibbles(byte: int) -> bytes:
    return bytes([byte >> 4, byte & 0x0F]) if byte & 0x80 else bytes([byte])


def _seven_bits(c: str) -> bytes:
    """Of GBK only what GB 2312 has too fits in seven bits; ASCII is widened."""
    if c == " ":
        return _WIDE_SPACE
    wide = chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c
    code = wide.encode("gb2312", "ignore")
    return bytes(byte & 0x7F for byte in code) if len(code) == 2 else _GETA


class Decoder:
    """Bytes of a line to messages, of either direction. Holds at most one frame."""

    def __init__(self) -> None:
        self.bad_frames = 0
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[object]:
        """Messages completed by these bytes. Never raises."""
        messages: list[object] = []
        for byte in data:
            if 0x80 <= byte < 0xC0:
                self.flush()
                self._buffer.append(byte)
            elif not self._buffer:
                messages += [Here()] if byte == _HERE else []
            elif (message := self._add(byte)) is not None:
                messages.append(message)
        return messages

    def flush(self) -> list[object]:
        """Drop a frame begun and not ended."""
        self.bad_frames += bool(self._buffer)
        self._buffer.clear()
        return []

    def _add(self, byte: int) -> Message | None:
        """One more byte of a frame; the message if it was the last."""
        buffer = self._buffer
        buffer.append(byte)
        high = len(buffer) > 1 and buffer[1] >= 0xC0
        at = 2 if high else 1
        if byte & 0x80:
            if len(buffer) != 2 or byte > 0xC3:
                self.flush()
            return None
        command = buffer[at]
        if len(buffer) == at + 1 and chr(command) in "HST":
            return self._end(_address(buffer, high=high), command, b"")
        if not 0x41 <= command <= 0x5A or (byte == _END and chr(command) not in "CDW"):
            self.flush()
        elif byte == _END:
            return self._end(_address(buffer, high=high), command, bytes(buffer[at + 1 : -1]))
        elif len(buffer) > at + 1 + MAX_PARAMETERS:
            self.flush()
        return None

    def _end(self, address: int, command: int, parameters: bytes) -> Message:
        frame = bytes(self._buffer)
        self._buffer.clear()
        return _decode(address, chr(command), parameters) or Other(frame)


def _address(frame: bytearray, *, high: bool) -> int:
    return frame[0] & 0x3F | ((frame[1] & 3) << 6 if high else 0)


def _decode(address: int, command: str, parameters: bytes) -> Message | None:
    match command:
        case "H":
            return Query(address)
        case "S":
            return Steady(address)
        case "T":
            return Dark(address)
        case "C":
            doubled = parameters[::2] == parameters[1::2]
            return Colours(address, tuple(parameters[::2])) if doubled else None
        case "D":
            text = _from_nibbles(parameters)
            return None if text is None else Show(address, text.decode("gbk", "replace"))
        case _:
            wide = bytes(byte | 0x80 for byte in parameters if byte > 0x20)
            return Write(address, wide.decode("gb2312", "replace"))


def _from_nibbles(parameters: bytes) -> bytes | None:
    out = bytearray()
    high: int | None = None
    for byte in parameters:
        if byte > 0x0F:
            if high is not None:
                return None
            out.append(byte)
        elif high is None:
            high = byte
        else:
            out.append(high << 4 | byte)
            high = None
    return bytes(out) if high is None else None
