"""平安力合 (漳州圆心) LED cards of queue halls, protocol V2.1, 9600 8N1.

    A0 len | cmd addr data… | chk FF        the sentences the card knows: welcome, call, paused, serving
           |<---- len ----->|
    AA addr BB 51 54 sum | mode speed stay colour valid text… FF |      any text
                         |<--------------- sum ----------------->|
    chk    sum of len to the last data byte, low byte of it, modulo 100 (decimal)
    sum    modulo 256
    text   GBK, which has no FF; so FF always ends it

    28 window bar: 00 welcome   01 ticket/100 ticket%100 window [letter] = called   02 paused   04 … = serving
    98 addr 50 version? -> 98 addr 50 type version     14 addr 50 = done     29 addr online?

What the line does wrong: loses bytes, adds noise. A card says nothing to a frame that it did not carry
out. Resynchronise: after a frame that does not add up, look for the next A0 or AA from its second byte on;
when the line falls quiet, give up a frame that has not ended.

Source: "平安力合LED控制卡通讯协议 V2.1" of 2012 (github.com/wangenheng/gitHub, workspace-latest/queue/
screen/IMM9002): sentences §1, text §2, done §3, version §6. "累加和掩模100" may be read with or without
the low byte first; they differ for sums above FF; §3 says low byte first, and so do we. Its example for
"01号窗口" has the byte 03: window 3. `len` of the done frame is inferred. The answer to 29 is nowhere said.
"""

from dataclasses import dataclass
from enum import IntEnum

from devices.codecs.framing import FrameDecoder

MAX_LENGTH = 16
MAX_TEXT = 256  # ours: the manual names no limit
_BAR, _DONE, _ONLINE, _VERSION, _CARD = 0x28, 0x14, 0x29, 0x98, 0x50
_CALLED, _SERVING, _HEAD, _STYLE = 0x01, 0x04, 6, 5
_ENDLESS = _HEAD + _STYLE + MAX_TEXT + 1  # so many bytes without FF are no text


class Scene(IntEnum):
    """Sentences without a number."""

    WELCOME = 0x00
    PAUSED = 0x02


class Mode(IntEnum):
    """How a text appears on a 16-pixel window bar (TPK-YXBZJS1616RG-V2). Other cards number otherwise."""

    LEFT = 1
    UP = 2
    DOWN = 3
    INVERSE = 6
    BLINK = 7
    INSTANT = 8


class Colour(IntEnum):
    """Of the whole text."""

    RED = 0
    GREEN = 1
    YELLOW = 2


@dataclass(frozen=True, slots=True)
class Say:
    """One of the card's own sentences."""

    address: int
    scene: Scene


@dataclass(frozen=True, slots=True)
class Ticket:
    """The card's own "please come" or "now serving". number 0..9999; letter: one, or none."""

    address: int
    number: int
    window: int
    letter: str = ""
    serving: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Any text. speed 0..7; stay 0..99; valid 0..99 (99: for ever); whole: the whole of a main screen."""

    address: int
    text: str
    mode: int = Mode.INSTANT
    colour: Colour = Colour.RED
    speed: int = 0
    stay: int = 99
    valid: int = 99
    whole: bool = False


@dataclass(frozen=True, slots=True)
class AskVersion:
    """Which card are you?"""

    address: int


@dataclass(frozen=True, slots=True)
class Version:
    """type: A1 16-pixel bar, A2 24/32-pixel bar, A3 24/32-pixel text bar, A4 main screen."""

    address: int
    card: int
    version: int


@dataclass(frozen=True, slots=True)
class Done:
    """Received and carried out."""

    address: int


@dataclass(frozen=True, slots=True)
class Other:
    """A sound frame with contents not read here."""

    data: bytes


Message = Say | Ticket | Text | AskVersion | Version | Done | Other


def encode(message: Message) -> bytes:
    """The frame as it goes on the wire."""
    match message:
        case Say(address, scene):
            return _frame(bytes([_BAR, address, scene]))
        case Ticket(address, number, window, letter, serving):
            scene_byte = _SERVING if serving else _CALLED
            prefix = letter.encode("ascii")
            return _frame(bytes([_BAR, address, scene_byte, *divmod(number, 100), window]) + prefix)
        case Text():
            return _text_frame(message)
        case AskVersion(address):
            return _frame(bytes([_VERSION, address, _CARD]))
        case Version(address, card, version):
            return _frame(bytes([_VERSION, address, _CARD, card, version]))
        case Done(address):
            return _frame(bytes([_DONE, address, _CARD]))
        case Other(data):
            return data


def _frame(body: bytes) -> bytes:
    return bytes([0xA0, len(body)]) + body + bytes([_chk(body), 0xFF])


def _chk(body: bytes) -> int:
    return ((len(body) + sum(body)) & 0xFF) % 100


def _text_frame(text: Text) -> bytes:
    plain = "".join(c for c in text.text if c >= " ").encode("gbk", "replace")
    if len(plain) > MAX_TEXT:
        plain = plain[:MAX_TEXT].decode("gbk", "ignore").encode("gbk")
    body = bytes([text.mode, text.speed, text.stay, text.colour, text.valid]) + plain + b"\xff"
    head = bytes([0xAA, text.address, 0xBB, 0x51, 0x50 if text.whole else 0x54])
    return head + bytes([sum(body) & 0xFF]) + body


class Decoder(FrameDecoder):
    """Bytes of a line to messages, of either direction."""

    def size(self, buffer: bytearray) -> int | None:
        """A sentence says its length; a text goes on until FF."""
        if buffer[0] == 0xA0:
            if len(buffer) < 2:
                return None
            return buffer[1] + 4 if 2 <= buffer[1] <= MAX_LENGTH else 0
        if buffer[0] != 0xAA or not _text_head(buffer):
            return 0
        end = buffer.find(0xFF, _HEAD, _ENDLESS)
        if end < 0:
            return None if len(buffer) < _ENDLESS else 0
        return end + 1

    def decode(self, frame: bytes) -> Message | None:
        """Of either kind."""
        return _decode_text(frame) if frame[0] == 0xAA else _decode_sentence(frame)

    def begun(self, buffer: bytearray) -> bool:
        """One byte is all that both kinds have for a head."""
        return buffer[0] in (0xA0, 0xAA)


def _text_head(buffer: bytearray) -> bool:
    """Whether what is there of a text's head is right."""
    return (
        (len(buffer) < 3 or buffer[2] == 0xBB)
        and (len(buffer) < 4 or buffer[3] == 0x51)
        and (len(buffer) < 5 or buffer[4] in (0x50, 0x54))
    )


def _decode_sentence(frame: bytes) -> Message | None:
    body = frame[2:-2]
    if frame[-1] != 0xFF or frame[-2] != _chk(body):
        return None
    cmd, address, data = body[0], body[1], body[2:]
    if cmd == _BAR and data in (b"\x00", b"\x02"):
        return Say(address, Scene(data[0]))
    if cmd == _BAR and len(data) in (4, 5) and data[0] in (_CALLED, _SERVING):
        letter = data[4:].decode("ascii", "replace")
        return Ticket(address, data[1] * 100 + data[2], data[3], letter, data[0] == _SERVING)
    if cmd == _DONE and data == bytes([_CARD]):
        return Done(address)
    if cmd == _VERSION and data[:1] == bytes([_CARD]) and len(data) in (1, 3):
        return Version(address, data[1], data[2]) if len(data) == 3 else AskVersion(address)
    return Other(frame)


def _decode_text(frame: bytes) -> Message | None:
    body = frame[_HEAD:]
    if len(body) <= _STYLE or sum(body) & 0xFF != frame[5]:
        return None
    mode, speed, stay, colour, valid = body[:_STYLE]
    if colour > Colour.YELLOW:
        return Other(frame)
    text = body[_STYLE:-1].decode("gbk", "replace")
    return Text(frame[1], text, mode, Colour(colour), speed, stay, valid, whole=frame[4] == 0x50)
