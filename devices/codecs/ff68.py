"""FF 68: the callers (呼叫器) and rating boxes (评价器) of one RS-485 line, 9600 8N1.

    FF 68 len len 68 | addr func data… | chk 16
                     |<---- len ----->|
    chk   sum of addr, func and data, modulo 256
    addr  the window's caller; its rating box has the same

    device -> host   func 01, last byte the key, digits before it     func 11, one byte: the button pressed
    host -> device   the key frame again = accepted                   func 01, the button again = thank you
                     func 02, six digits = show on the caller         func 01, 0B = ask for a rating
                     func 02, one byte = stars                        func 03 = beep

What the line does wrong: devices speak unasked, so two may collide and both frames arrive mixed; a
frame may break off. A checksum may itself be 16 or 68, so nothing is found by looking for the end.
Resynchronise: after a frame that does not add up, look for `FF 68 l l 68` from its second byte on; when
the line falls quiet, give up a frame that has not ended.

No manual of this protocol is public. Source: CallSystem/frmMain.cs of the JackQChen/QueueSystem hall
system, in use in real halls, which does not check `chk`; we do. Digits as 00..09, func 01 of key frames
and 0A as a dark digit are inferred from it.
"""

from dataclasses import dataclass
from enum import IntEnum

from devices.codecs.framing import FrameDecoder

MAX_LENGTH = 8
_OVERHEAD = 7
_HOST_FUNCS = (0x02, 0x03)
BLANK = 0x0A


class Code(IntEnum):
    """The last byte of a key frame."""

    RATE = 0x0B
    CALL = 0x0C
    RECALL = 0x0D
    CANCEL = 0x0E
    OK = 0x0F
    LINE = 0x11
    PAUSE = 0x12
    TRANSFER = 0x13


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys pressed (or a host's echo, or its "rate" or "thank you": the same bytes)."""

    address: int
    codes: tuple[int, ...]
    func: int = 0x01


@dataclass(frozen=True, slots=True)
class Rated:
    """A button of the rating box, 0..3."""

    address: int
    button: int


@dataclass(frozen=True, slots=True)
class Display:
    """The caller's display: three digits waiting, three of the ticket; `BLANK` leaves one dark."""

    address: int
    digits: tuple[int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Stars:
    """The clerk's stars on the rating box."""

    address: int
    stars: int


@dataclass(frozen=True, slots=True)
class Beep:
    """One beep of the caller."""

    address: int


@dataclass(frozen=True, slots=True)
class Other:
    """A sound frame with contents not read here."""

    address: int
    func: int
    data: bytes


Message = Keys | Rated | Display | Stars | Beep | Other


def ask_rating(address: int) -> Keys:
    """Start a rating at this address."""
    return Keys(address, (Code.RATE,))


def thanks(rated: Rated) -> Keys:
    """The host's answer to a button: it may say thank you now."""
    return Keys(rated.address, (rated.button,))


def encode(message: Message) -> bytes:
    """The frame as it goes on the wire."""
    match message:
        case Keys(address, codes, func):
            return _frame(address, func, bytes(codes))
        case Rated(address, button):
            return _frame(address, 0x11, bytes([button]))
        case Display(address, digits):
            return _frame(address, 0x02, bytes(digits))
        case Stars(address, stars):
            return _frame(address, 0x02, bytes([stars]))
        case Beep(address):
            return _frame(address, 0x03, b"")
        case Other(address, func, data):
            return _frame(address, func, data)


def _frame(address: int, func: int, data: bytes) -> bytes:
    body = bytes([address, func]) + data
    return bytes([0xFF, 0x68, len(body), len(body), 0x68]) + body + bytes([sum(body) & 0xFF, 0x16])


class Decoder(FrameDecoder):
    """Bytes of a line to messages, of either direction."""

    head = b"\xff\x68"

    def size(self, buffer: bytearray) -> int | None:
        """From the length, said twice."""
        if len(buffer) < 5:
            return None
        sound = buffer[2] == buffer[3] and 2 <= buffer[2] <= MAX_LENGTH and buffer[4] == 0x68
        return buffer[2] + _OVERHEAD if sound else 0

    def decode(self, frame: bytes) -> Message | None:
        """By `addr`, `func` and the number of data bytes."""
        body, chk, end = frame[5:-2], frame[-2], frame[-1]
        sound = end == 0x16 and chk == sum(body) & 0xFF
        return _decode_body(body[0], body[1], body[2:]) if sound else None


def _decode_body(address: int, func: int, data: bytes) -> Message:
    if func == 0x11 and len(data) == 1:
        return Rated(address, data[0])
    if func == 0x02 and len(data) == 6:
        return Display(address, (data[0], data[1], data[2], data[3], data[4], data[5]))
    if func == 0x02 and len(data) == 1:
        return Stars(address, data[0])
    if func == 0x03 and not data:
        return Beep(address)
    if data and func not in (*_HOST_FUNCS, 0x11):
        return Keys(address, tuple(data), func)
    return Other(address, func, data)
