"""What an Onbon BX-5K / BX-6K card is told and answers: the data of a frame, without the frame.

    request   group cmd response(01 wanted) 00 00 …
    reply     group cmd error 00 00 …               yes and no are A0 00 and A0 01

    A2 00 ping    A2 03 clock    A2 06 set address    A2 07 address?    A1 02 status?
    A3 00 on/off    A3 02 brightness    A3 10 clear
    A3 06 areas   the last 00 00 of the head is process mode and 00, then
                  deleted(1; FF all) ids…  count(1)  { length(2) area }…

Source: as `devices.codecs.onbon`: errors §6, yes and no §7, areas §8.2.1, status §8.4, ping §8.7, clock
§8.10, addresses §8.11-12, on/off §8.13, clear §8.16, brightness §8.17. The manual's example of a clock
has 08 00 where its table has 00 00; both are read, the table is written.
"""

from dataclasses import dataclass

from devices.codecs.onbon_area import Area, Areas, decode_area, encode_area

ERRORS = {
    0: "ok", 1: "group", 2: "command", 3: "busy", 4: "memory", 5: "checksum", 6: "file_absent", 7: "flash",
    8: "download", 9: "name", 10: "type", 11: "file_crc", 12: "font_absent", 13: "firmware_type",
    14: "date_format", 15: "file_exists", 16: "block_number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ping:
    """Are you there?"""


@dataclass(frozen=True, slots=True)
class Clear:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Power:
    """Light on or off; what is stored stays."""

    on: bool


@dataclass(frozen=True, slots=True)
class Brightness:
    """0 (dark) to 15."""

    level: int


@dataclass(frozen=True, slots=True)
class Clock:
    """Set the card's clock, local time; weekday 1 (Monday) to 7."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    weekday: int


@dataclass(frozen=True, slots=True)
class SetAddress:
    """Take this address from now on. Only for the broadcast FFFE, with one card on the line."""

    address: int


@dataclass(frozen=True, slots=True)
class AskAddress:
    """Which address have you? Only for the broadcast FFFE, with one card on the line."""


@dataclass(frozen=True, slots=True)
class Address:
    """The answer to `AskAddress`."""

    address: int


@dataclass(frozen=True, slots=True)
class AskStatus:
    """How are you?"""


@dataclass(frozen=True, slots=True)
class Status:
    """The answer to `AskStatus`. areas: ids of the dynamic areas; none after the power was away."""

    on: bool
    brightness: int
    clock: Clock
    programmes: int
    areas: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ack:
    """Done."""


@dataclass(frozen=True, slots=True)
class Nack:
    """Not done; `ERRORS` names the number."""

    error: int

    @property
    def name(self) -> str:
        """The stable name of the error."""
        return ERRORS.get(self.error, str(self.error))


@dataclass(frozen=True, slots=True)
class Other:
    """A sound frame with contents not read here."""

    data: bytes


Body = (
    Ping | Area | Areas | Clear | Power | Brightness | Clock | SetAddress | AskAddress | Address
    | AskStatus | Status | Ack | Nack | Other
)  # fmt: skip


_BARE: dict[Body, bytes] = {
    Ping(): b"\xa2\x00",
    AskAddress(): b"\xa2\x07",
    AskStatus(): b"\xa1\x02",
    Clear(): b"\xa3\x10",
    Power(True): b"\xa3\x00\x01",
    Power(False): b"\xa3\x00\x02",
}
_BODIES = {data: body for body, data in _BARE.items()}
_ANSWER = b"\x01\x00\x00"


def encode_body(body: Body) -> bytes:
    """The data of a frame. Raises ValueError for what only a card says."""
    if bare := _BARE.get(body):
        return bare[:2] + _ANSWER + bare[2:]
    match body:
        case Area():
            return encode_body(Areas((body,)))
        case Areas(areas, clear):
            blocks = b"".join(len(data).to_bytes(2, "little") + data for data in map(encode_area, areas))
            return b"\xa3\x06" + _ANSWER + bytes([0xFF if clear else 0, len(areas)]) + blocks
        case Brightness(level):
            return b"\xa3\x02" + _ANSWER + bytes([1, level])
        case Clock():
            return b"\xa2\x03" + _ANSWER + _encode_clock(body)
        case SetAddress(address):
            return b"\xa2\x06" + _ANSWER + address.to_bytes(2, "little")
        case Ack():
            return bytes([0xA0, 0, 0, 0, 0])
        case Nack(error):
            return bytes([0xA0, 1, error, 0, 0])
        case Other(data):
            return data
        case _:
            raise ValueError(f"only a card says {body}")


def decode_body(data: bytes) -> Body:
    """What a frame's data says."""
    head, rest = data[:2], data[5:]
    if len(data) < 5:
        return Other(data)
    if head == b"\xa0\x00":
        return Ack()
    if head == b"\xa0\x01":
        return Nack(data[2])
    found: Body | None = _BODIES.get(head + rest)
    if found is None and len(rest) > 1:
        found = _decode_long(head, data[4:])
    return Other(data) if found is None else found


def _decode_long(head: bytes, data: bytes) -> Body | None:
    rest = data[1:]
    if head == b"\xa3\x02" and len(rest) == 2:
        return Brightness(rest[1])
    if head in (b"\xa2\x06", b"\xa2\x07") and len(rest) == 2:
        address = int.from_bytes(rest, "little")
        return SetAddress(address) if head[1] == 6 else Address(address)
    if head == b"\xa2\x03" and len(rest) == 8:
        return _decode_clock(rest)
    if head == b"\xa1\x02":
        return _decode_status(rest)
    if head == b"\xa3\x06":
        return _decode_areas(rest)
    return None


def _decode_areas(rest: bytes) -> Area | Areas | None:
    """None: areas of a kind not sent here."""
    if rest[0] not in (0, 0xFF):
        return None
    areas = []
    at = 2
    for _ in range(rest[1]):
        length = int.from_bytes(rest[at : at + 2], "little")
        area = decode_area(rest[at + 2 : at + 2 + length])
        if area is None:
            return None
        areas.append(area)
        at += 2 + length
    if at != len(rest):
        return None
    return areas[0] if len(areas) == 1 and not rest[0] else Areas(tuple(areas), clear=rest[0] == 0xFF)


def _bcd(number: int) -> int:
    return number // 10 << 4 | number % 10


def _plain(bcd: int) -> int:
    return (bcd >> 4) * 10 + (bcd & 0x0F)


def _encode_clock(clock: Clock) -> bytes:
    parts = (
        clock.year % 100, clock.year // 100, clock.month, clock.day,
        clock.hour, clock.minute, clock.second, clock.weekday,
    )  # fmt: skip
    return bytes(map(_bcd, parts))


def _decode_clock(data: bytes) -> Clock:
    low, high, *rest = map(_plain, data)
    return Clock(high * 100 + low, *rest)


def _decode_status(data: bytes) -> Status | None:
    """The weekday stands before the hour here. 5K1 cards leave out two bytes before the areas."""
    tail = 28  # bar code and id
    for at in (17, 15):
        if len(data) > at and len(data) == at + 1 + data[at] + tail:
            break
    else:
        return None
    first, second, month, day, weekday, hour, minute, seconds = map(_plain, data[2:10])
    year = first * 100 + second if first == 20 else second * 100 + first  # the manual has both orders
    clock = Clock(year, month, day, hour, minute, seconds, weekday)
    return Status(data[0] == 1, data[1], clock, data[10], tuple(data[at + 1 : at + 1 + data[at]]))
