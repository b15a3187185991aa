"""SAM-V (GA 450): readers of the resident's ID card (二代居民身份证), 8N1, 115200 from the factory.

    AA AA AA 96 69 | len(2) | cmd para      data… | chk     host -> reader
    AA AA AA 96 69 | len(2) | sw1 sw2 sw3   data… | chk     reader -> host
                   |        |<------- len ------------->|
                   |<-- exclusive or of these is chk -->|
    numbers   big-endian
    a card    sw 00 00 90, text length 01 00, photo length 04 00, 256 bytes of text, 1024 of photo:
              1295 bytes in all. Read with fingerprints: two bytes of their length more, and they follow

Find and select come before every read. What the line does wrong: it breaks off when the plug is pulled,
and noise may hold a preamble. Resynchronise: after a frame that does not add up, look for the preamble
from its second byte on; when the line falls quiet, give up a frame that has not ended.

Privacy: photo and fingerprints end here, no message holds them; no repr shows what a card says.

Sources: frame and commands, softs.im/身份证阅读器通信协议 and eastcoms.com (downdrive/508); read replies,
yzsam.com; text layout, GA/T 490 as on wiki.nfc.im; check digit, GB 11643. `until` may be 长期.
"""

from dataclasses import dataclass, field
from functools import reduce
from operator import xor

from devices.codecs.framing import FrameDecoder

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
MAX_LENGTH = 2314  # a card with two fingerprints
_HEAD = len(PREAMBLE) + 2
_TEXT, _PHOTO = 256, 1024

OK, FOUND, NOBODY = 0x90, 0x9F, 0x80
CODES = {
    0x90: "ok", 0x9F: "found", 0x91: "no_item", 0x10: "checksum", 0x11: "length", 0x21: "command",
    0x23: "not_allowed", 0x24: "unknown", 0x31: "card_rejects_sam", 0x32: "sam_rejects_card",
    0x33: "verify", 0x37: "fingerprint", 0x40: "card_type", 0x41: "read", 0x47: "random",
    0x60: "self_test", 0x66: "not_authorised", 0x80: "no_card", 0x81: "select",
}  # fmt: skip
_FIELDS = {
    "name": 30, "sex": 2, "nation": 4, "birth": 16, "address": 70, "number": 36, "issuer": 30,
    "valid_from": 16, "valid_until": 16,
}  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Command:
    """What the host wants of the reader."""

    cmd: int
    para: int
    data: bytes = b""


FIND, SELECT, READ = Command(0x20, 0x01), Command(0x20, 0x02), Command(0x30, 0x01)
STATUS, RESET, SAM_ID = Command(0x11, 0xFF), Command(0x10, 0xFF), Command(0x12, 0xFF)
_RF_SIZE = b"\x61\xff"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the reader says of a command; `CODES` names sw3. card_sw: what the card itself said, or 0."""

    code: int
    data: bytes = field(default=b"", repr=False)
    card_sw: int = 0

    @property
    def name(self) -> str:
        """The stable name of the code."""
        return CODES.get(self.code, f"{self.code:02x}")


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """The text of a card. sex 1 or 2, nation 01..56, dates as YYYYMMDD."""

    name: str
    sex: str
    nation: str
    birth: str
    address: str
    number: str
    issuer: str
    valid_from: str
    valid_until: str

    def __repr__(self) -> str:
        return "Person(…)"


@dataclass(frozen=True, slots=True)
class Card:
    """A card was read. Encoded with a black photo."""

    person: Person


Message = Command | Reply | Card


def is_id_number(text: str) -> bool:
    """17 digits and the check digit they ask for.

    >>> is_id_number("11010519491231002X"), is_id_number("110105194912310021")
    (True, False)
    """
    digits = text[:17]
    if len(text) != 18 or not (digits.isascii() and digits.isdigit()):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == text[17]


def encode(message: Message) -> bytes:
    """The frame as it goes on the wire."""
    match message:
        case Command(cmd, para, data):
            return _frame(bytes([cmd, para]) + data)
        case Reply(code, data, card_sw):
            return _frame(card_sw.to_bytes(2, "big") + bytes([code]) + data)
        case Card(person):
            sizes = _TEXT.to_bytes(2, "big") + _PHOTO.to_bytes(2, "big")
            return _frame(bytes([0, 0, OK]) + sizes + _text(person) + bytes(_PHOTO))


def _frame(body: bytes) -> bytes:
    checked = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + checked + bytes([reduce(xor, checked)])


def _text(person: Person) -> bytes:
    fields = (_padded(getattr(person, name), size) for name, size in _FIELDS.items())
    return _padded_to(b"".join(fields), _TEXT)


def _padded(text: str, size: int) -> bytes:
    cut = text.encode("utf-16-le", "replace")[:size].decode("utf-16-le", "ignore")
    return _padded_to(cut.encode("utf-16-le"), size)


def _padded_to(data: bytes, size: int) -> bytes:
    return data + b" \x00" * ((size - len(data)) // 2)


class Decoder(FrameDecoder):
    """Bytes of a line to messages, of either direction."""

    head = PREAMBLE

    def size(self, buffer: bytearray) -> int | None:
        """From `len`."""
        if len(buffer) < _HEAD:
            return None
        length = int.from_bytes(buffer[len(PREAMBLE) : _HEAD], "big")
        return _HEAD + length if 3 <= length <= MAX_LENGTH else 0

    def decode(self, frame: bytes) -> Message | None:
        """A command has two bytes, a reply three or more."""
        return _decode_body(frame[_HEAD:-1]) if reduce(xor, frame[len(PREAMBLE) : -1]) == frame[-1] else None


def _decode_body(body: bytes) -> Message:
    if len(body) == 2 or (len(body) == 3 and body.startswith(_RF_SIZE)):
        return Command(body[0], body[1], body[2:])
    reply = Reply(body[2], body[3:], int.from_bytes(body[:2], "big"))
    return _decode_card(reply) or reply


def _decode_card(reply: Reply) -> Card | None:
    data = reply.data
    sizes = (4, 6) if reply.code == OK and data.startswith(_TEXT.to_bytes(2, "big")) else ()
    for head in sizes:
        lengths = [int.from_bytes(data[at : at + 2], "big") for at in range(0, head, 2)]
        if len(data) == head + sum(lengths):
            return Card(_decode_text(data[head : head + _TEXT]))
    return None


def _decode_text(text: bytes) -> Person:
    fields: dict[str, str] = {}
    at = 0
    for name, size in _FIELDS.items():
        fields[name] = text[at : at + size].decode("utf-16-le", "replace").rstrip(" \0")
        at += size
    return Person(**fields)
