"""Seven-segment displays on Modbus-RTU (LED-485 series), RS-485, 9600 8N1.

    unit func data… | crc(2)

    func 06  register(2) value(2)                       reply: the same bytes
    func 10  register(2) count(2) bytes(1) values…      reply: register(2) count(2)
    func 03  register(2) count(2)                       reply: bytes(1) values…
    func | 80                                           reply: error(1)
    crc      CRC-16/MODBUS of all before it, low byte first; all else is high byte first
    unit     1..247 a display, 0 all of them, which none answers

    register 0000  one signed number        0002 unit     0003 baud code     0004 decimal point
             0070… text, two characters each, filled from the left so that it stands at the right

What the line does wrong: loses and adds bytes. A frame has no start and no end mark, only its length,
which depends on the function and on the direction, and silence around it, which gateways do not keep.
Resynchronise: from each byte on try the lengths that its function allows, shortest first, and believe a
checksum; when the line falls quiet, give up a frame that has not ended.

Sources: sman-dk/LED-485_setuptool (registers; tried there on the six-digit type), Modbus over serial line
(frame). pymodbus is the checker in the tests, not the codec: its framer drops all it has after one bad
checksum and changes its interface between minor versions, and a display needs three functions.
"""

import struct
from dataclasses import dataclass

from devices.codecs.crc import modbus
from devices.codecs.framing import FrameDecoder

VALUE, UNIT, BAUD, POINT, TEXT = 0x0000, 0x0002, 0x0003, 0x0004, 0x0070
BROADCAST, LAST_UNIT = 0, 247
MAX_REGISTERS = 16
MAX_FRAME = 9 + 2 * MAX_REGISTERS
READ, _WRITE, _WRITE_MANY, _REFUSED = 0x03, 0x06, 0x10, 0x80

ERRORS = {1: "function", 2: "register", 3: "value", 4: "failure", 5: "later", 6: "busy"}


@dataclass(frozen=True, slots=True)
class Write:
    """One register; the reply is the same message. value: 0..FFFF."""

    unit: int
    register: int
    value: int


@dataclass(frozen=True, slots=True)
class WriteMany:
    """Registers in a row, 1 to `MAX_REGISTERS` of them."""

    unit: int
    register: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """The reply to `WriteMany`."""

    unit: int
    register: int
    count: int


@dataclass(frozen=True, slots=True)
class Read:
    """Ask for registers."""

    unit: int
    register: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Values:
    """The reply to `Read`."""

    unit: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Not done; `ERRORS` names the error."""

    unit: int
    function: int
    error: int

    @property
    def name(self) -> str:
        """The stable name of the error."""
        return ERRORS.get(self.error, str(self.error))


Message = Write | WriteMany | Written | Read | Values | Refused


def show_number(unit: int, number: int) -> Write:
    """A number alone, -32768..32767; what is beyond is cut to that."""
    return Write(unit, VALUE, max(-0x8000, min(0x7FFF, number)) & 0xFFFF)


def show_text(unit: int, text: str, digits: int) -> WriteMany:
    """Text at the right of a display of so many digits; too much is cut at the left, what seven segments
    cannot show is dark.

    >>> [f"{value:04X}" for value in show_text(1, "A012", 6).values]
    ['2020', '4130', '3132']
    """
    shown = "".join(c if c.isascii() and (c.isalnum() or c == "-") else " " for c in text.upper())
    even = shown[-digits:].rjust(digits).ljust(digits + digits % 2).encode()
    return WriteMany(unit, TEXT, struct.unpack(f">{len(even) // 2}H", even))


def encode(message: Message) -> bytes:
    """The frame as it goes on the wire."""
    match message:
        case Write(unit, register, value):
            body = struct.pack(">BBHH", unit, _WRITE, register, value)
        case WriteMany(unit, register, values):
            head = struct.pack(">BBHHB", unit, _WRITE_MANY, register, len(values), 2 * len(values))
            body = head + _words(values)
        case Written(unit, register, count):
            body = struct.pack(">BBHH", unit, _WRITE_MANY, register, count)
        case Read(unit, register, count):
            body = struct.pack(">BBHH", unit, READ, register, count)
        case Values(unit, values):
            body = struct.pack(">BBB", unit, READ, 2 * len(values)) + _words(values)
        case Refused(unit, function, error):
            body = struct.pack(">BBB", unit, function | _REFUSED, error)
    return body + modbus(body).to_bytes(2, "little")


def _words(values: tuple[int, ...]) -> bytes:
    return struct.pack(f">{len(values)}H", *values)


class Decoder(FrameDecoder):
    """Bytes of a line to messages, of either direction."""

    def size(self, buffer: bytearray) -> int | None:
        """The shortest that its function allows and whose checksum is right."""
        if len(buffer) < 2:
            return None
        sizes = _sizes(buffer)
        sound = next((size for size in sizes if size <= len(buffer) and _sound(bytes(buffer[:size]))), 0)
        return sound or (None if any(size > len(buffer) for size in sizes) else 0)

    def decode(self, frame: bytes) -> Message:
        """By function and length; `size` has seen the checksum."""
        return _decode(frame[:-2])

    def begun(self, buffer: bytearray) -> bool:
        """A unit and a function that there are."""
        return len(buffer) > 1 and bool(_sizes(buffer))


def _sound(frame: bytes) -> bool:
    return modbus(frame[:-2]) == int.from_bytes(frame[-2:], "little")


def _sizes(buffer: bytearray) -> list[int]:
    """How long a frame beginning here may be, shortest first; of two bytes at least."""
    unit, func = buffer[:2]
    if unit > LAST_UNIT or (unit == BROADCAST and func not in (_WRITE, _WRITE_MANY)):
        return []
    if func in (READ | _REFUSED, _WRITE | _REFUSED, _WRITE_MANY | _REFUSED):
        return [5]
    if func == _WRITE:
        return [8]
    if func == READ:
        count = buffer[2] if len(buffer) > 2 else 0
        answer = 5 + count
        return sorted({8, answer} if count % 2 == 0 and 2 <= count <= 2 * MAX_REGISTERS else {8})
    if func == _WRITE_MANY:
        return [8, *_request_size(buffer)]
    return []


def _request_size(buffer: bytearray) -> list[int]:
    if len(buffer) < 7:
        return []
    count, size = int.from_bytes(buffer[4:6], "big"), buffer[6]
    return [9 + size] if size == 2 * count and 1 <= count <= MAX_REGISTERS else []


def _decode(body: bytes) -> Message:
    unit, func = body[:2]
    if func & _REFUSED:
        return Refused(unit, func & ~_REFUSED, body[2])
    if func == READ and len(body) != 6:
        return Values(unit, _numbers(body[3:]))
    register, number = struct.unpack_from(">HH", body, 2)
    if func == READ:
        return Read(unit, register, number)
    if func == _WRITE:
        return Write(unit, register, number)
    return (
        Written(unit, register, number) if len(body) == 6 else WriteMany(unit, register, _numbers(body[7:]))
    )


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(data) // 2}H", data)
