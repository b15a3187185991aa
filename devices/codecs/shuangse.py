"""双色屏: two-colour signs of queue halls, shown at once, RS-485, 9600 8N1.

    A0 90 | addr A5 len(2) { character(1 or 2) colour(1) }… | xor          len: high byte first, of { }
          |<-------------------- xor ---------------------->|
    A0 90 addr A5 AA        done
    A0 90 addr A5 55        not done

    character   GBK     colour   0 red, 1 green, 2 yellow

What the line does wrong: loses bytes, adds noise. A reply carries no checksum; it is believed only as an
answer to what was just asked. Resynchronise: after a frame that does not add up, look for A0 90 from its
second byte on; when the line falls quiet, give up a frame that has not ended.

Source: 双色屏通信协议_即时显示.txt (github.com/wangenheng/gitHub, workspace-latest/queue/screen/IMM9012).
There is no other command: no brightness, no clearing, no query. An empty text is a space, and the question
"are you there" is the present text once more.
"""

from dataclasses import dataclass
from enum import IntEnum

from devices.codecs.framing import FrameDecoder

MAX_DATA = 512  # ours: the manual names no limit
_HEAD, _SHOW, _DONE, _FAILED = b"\xa0\x90", 0xA5, 0xAA, 0x55
_OVERHEAD = 7


class Colour(IntEnum):
    """Of one character."""

    RED = 0
    GREEN = 1
    YELLOW = 2


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one colour."""

    text: str
    colour: Colour = Colour.RED


@dataclass(frozen=True, slots=True)
class Show:
    """Show this now, in place of all that was there."""

    address: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """Whether it was done."""

    address: int
    done: bool


@dataclass(frozen=True, slots=True)
class Other:
    """A sound frame with contents not read here."""

    data: bytes


Message = Show | Reply | Other


def encode(message: Message) -> bytes:
    """The frame as it goes on the wire; characters beyond `MAX_DATA` bytes are left out."""
    match message:
        case Show(address, runs):
            data = b""
            for character in (_character(c, run.colour) for run in runs for c in run.text if c >= " "):
                if len(data) + len(character) <= MAX_DATA:
                    data += character
            inside = bytes([address, _SHOW]) + len(data).to_bytes(2, "big") + data
            return _HEAD + inside + bytes([_xor(inside)])
        case Reply(address, done):
            return _HEAD + bytes([address, _SHOW, _DONE if done else _FAILED])
        case Other(data):
            return data


def _character(c: str, colour: Colour) -> bytes:
    return c.encode("gbk", "replace") + bytes([colour])


def _xor(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte
    return value


class Decoder(FrameDecoder):
    """Bytes of a line to messages, of either direction."""

    head = _HEAD

    def size(self, buffer: bytearray) -> int | None:
        """A reply has AA or 55 where a text has the high byte of its length, which is never so great."""
        if len(buffer) < 5:
            return None
        if buffer[3] != _SHOW:
            return 0
        if buffer[4] in (_DONE, _FAILED):
            return 5
        if len(buffer) < 6:
            return None
        length = int.from_bytes(buffer[4:6], "big")
        return length + _OVERHEAD if length <= MAX_DATA else 0

    def decode(self, frame: bytes) -> Message | None:
        """A reply is all head."""
        if len(frame) == 5:
            return Reply(frame[2], frame[4] == _DONE)
        if _xor(frame[2:-1]) != frame[-1]:
            return None
        runs = _decode_runs(frame[6:-1])
        return Other(frame) if runs is None else Show(frame[2], runs)


def _decode_runs(data: bytes) -> tuple[Run, ...] | None:
    """Neighbours of one colour together; None if the data does not end with a colour."""
    found: list[tuple[bytes, int]] = []
    at = 0
    while at < len(data):
        size = 2 if data[at] >= 0x80 else 1
        if at + size >= len(data) or data[at + size] > Colour.YELLOW:
            return None
        colour = data[at + size]
        if found and found[-1][1] == colour:
            found[-1] = (found[-1][0] + data[at : at + size], colour)
        else:
            found.append((data[at : at + size], colour))
        at += size + 1
    return tuple(Run(text.decode("gbk", "replace"), Colour(colour)) for text, colour in found)
