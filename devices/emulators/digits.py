"""Seven-segment displays on Modbus-RTU, any number on one line. Source: as in `devices.codecs.digits`.

A display answers every request to its unit, refuses what it has not, and is silent on a bad checksum and
on unit 0, which it obeys. A pause of more than 50 ms inside a frame ends it: real ones end it after 1.5
characters, which gateways do not keep.

Orders beside the common ones: `{"op": "power_cycle", "address": 3}` darkens a display.
"""

from dataclasses import dataclass, field
from typing import Any

from devices.emulators.far_end import Answer, BadOrder, FarEnd, Order

NUMBER, UNIT, BAUD, POINT, TEXT = 0x00, 0x02, 0x03, 0x04, 0x70
SINGLE = (NUMBER, UNIT, BAUD, POINT)
NO_FUNCTION, NO_REGISTER, NO_VALUE, NOT_NOW = 1, 2, 3, 6
PAUSE_S = 0.05
LONGEST = 256


@dataclass
class Display:
    """One display."""

    unit: int
    digits: int
    text: str = ""
    registers: dict[int, int] = field(default_factory=dict)
    frames: int = 0
    writes: int = 0

    def state(self) -> Answer:
        """What one would see, and what was counted."""
        return {"text": self.text, "frames": self.frames, "writes": self.writes}

    def write_one(self, register: int, value: int) -> int:
        """Function 06; the error, 0 for none."""
        if register not in SINGLE:
            return NO_REGISTER
        self.writes += 1
        self.registers[register] = value
        if register == UNIT:
            self.unit = value
        elif register in (NUMBER, POINT):
            self.text = self._number()
        return 0

    def write_many(self, register: int, data: bytes) -> int:
        """Function 10; the error, 0 for none."""
        if register != TEXT:
            return NO_REGISTER
        if len(data) > self.digits + self.digits % 2 or any(not 0x20 <= byte <= 0x7E for byte in data):
            return NO_VALUE
        self.writes += 1
        self.text = data.decode().ljust(self.digits)[: self.digits]
        return 0

    def _number(self) -> str:
        value = self.registers.get(NUMBER, 0)
        point = self.registers.get(POINT, 0)
        signed = value - 0x10000 if value >= 0x8000 else value
        text = f"{signed / 10**point:.{point}f}"
        return text.rjust(self.digits + bool(point))


def crc(data: bytes) -> bytes:
    """Modbus checksum, bit by bit, as sent."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return value.to_bytes(2, "little")


class Digits(FarEnd):
    """Displays of these units."""

    def __init__(self, addresses: list[int], *, baud: int | None = None, digits: int = 6) -> None:
        super().__init__(baud=baud)
        self.displays = [Display(unit, digits) for unit in addresses]
        self.bad_frames = 0
        self._buffer = b""
        self._heard_at = -10.0

    def _heard(self, data: bytes, now: float) -> None:
        if self._buffer and now - self._heard_at > PAUSE_S:
            self.bad_frames += 1
            self._buffer = b""
        self._heard_at = now
        self._buffer += data
        while size := self._next():
            frame, self._buffer = self._buffer[:size], self._buffer[size:]
            self._request(frame[0], frame[1], frame[2:-2], now, size)
        self._buffer = self._buffer[-LONGEST:]

    def _next(self) -> int:
        """Bring a sound frame to the front; its size, 0 if none is there yet. Junk before it goes."""
        for start in range(len(self._buffer) - 3):
            size = self._size(self._buffer[start:])
            frame = self._buffer[start : start + size]
            if size and len(frame) == size and crc(frame[:-2]) == frame[-2:]:
                self.bad_frames += start > 0
                self._buffer = self._buffer[start:]
                return size
        return 0

    def _size(self, at: bytes) -> int:
        if at[1] in (3, 4, 5, 6):
            return 8
        if at[1] in (15, 16):
            return 9 + at[6] if len(at) > 6 else 0
        return 0

    def _request(self, unit: int, function: int, data: bytes, now: float, size: int) -> None:
        for display in self.displays:
            if unit not in (0, display.unit):
                continue
            display.frames += 1
            asked = display.unit
            error = int(self._fault("nack", asked, NOT_NOW) or 0)
            reply, error = (b"", error) if error else self._obey(display, function, data)
            if unit == 0:
                continue
            says = asked + 1 if self._fault("wrong_address", asked) else asked
            body = bytes([says, function | 0x80, error]) if error else bytes([says, function]) + reply
            self._reply(body + crc(body), now, asked, heard=size)

    def _obey(self, display: Display, function: int, data: bytes) -> tuple[bytes, int]:
        register, value = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
        match function:
            case 6:
                return data, display.write_one(register, value)
            case 16:
                if data[4] != 2 * value or len(data) != 5 + data[4]:
                    return b"", NO_VALUE
                return data[:4], display.write_many(register, data[5:])
            case 3 if register in SINGLE and register + value <= POINT + 1:
                words = [display.registers.get(register + n, 0) for n in range(value)]
                return bytes([2 * value]) + b"".join(word.to_bytes(2, "big") for word in words), 0
            case 3:
                return b"", NO_REGISTER
        return b"", NO_FUNCTION

    def _state(self) -> Answer:
        return {
            "kind": "digits",
            "bad_frames": self.bad_frames,
            "displays": {str(display.unit): display.state() for display in self.displays},
        }

    def _do(self, op: str, order: Order, now: float) -> Answer:
        if op != "power_cycle":
            return super()._do(op, order, now)
        for display in self._chosen(order.get("address")):
            display.text = ""
            display.registers.clear()
        return {}

    def _chosen(self, unit: Any) -> list[Display]:
        displays = [display for display in self.displays if unit in (None, display.unit)]
        if not displays:
            raise BadOrder(f"no display of unit {unit}")
        return displays
