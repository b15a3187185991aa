"""A USB numeric keypad, as the records its event node gives. Source: as in `devices.codecs.keys`.

A real keypad has an event node and no terminal; this one gives the same records on the emulator's line, so
that the driver can be tried without hardware. Orders beside the common ones:

    {"op": "press", "key": "plus"}           or a list, pressed one after the other
    {"op": "press", "key": "1", "held": 5}   held until it repeats so often
    {"op": "lost"}                           the kernel threw events away

`numlock` wraps each key in presses of NumLock, as some keypads do. Nothing is ever received.
"""

import struct

from devices.emulators.far_end import Answer, BadOrder, FarEnd, Order

CODES = {
    "0": 82, "1": 79, "2": 80, "3": 81, "4": 75, "5": 76, "6": 77, "7": 71, "8": 72, "9": 73,
    "plus": 78, "minus": 74, "star": 55, "slash": 98, "dot": 83, "enter": 96, "backspace": 14,
}  # fmt: skip
NUMLOCK = 69
SCAN = 0x70000


class UsbKeys(FarEnd):
    """One keypad."""

    FAULTS = frozenset(("silence", "late", "drop", "garbage", "half_frame", "duplicate", "numlock"))

    def __init__(self, *, baud: int | None = None) -> None:
        super().__init__(baud=baud)
        self.presses = 0

    def _heard(self, data: bytes, now: float) -> None:
        """A keypad has lamps, but nobody sets them."""

    def _state(self) -> Answer:
        return {"kind": "keys", "presses": self.presses}

    def _do(self, op: str, order: Order, now: float) -> Answer:
        match op:
            case "press":
                key = order.get("key", "")
                names = key if isinstance(key, list) else [key]
                if unknown := [name for name in names if name not in CODES]:
                    raise BadOrder(f"no such key: {unknown}; there are {', '.join(CODES)}")
                for name in names:
                    self._press(CODES[name], int(order.get("held", 0)), now)
            case "lost":
                self._reply(self._record(0, 3, 0, now), now)
            case _:
                return super()._do(op, order, now)
        return {}

    def _press(self, code: int, held: int, now: float) -> None:
        self.presses += 1
        around = self._stroke(NUMLOCK, 0, now) if self._fault("numlock") else b""
        self._reply(around + self._stroke(code, held, now) + around, now)

    def _stroke(self, code: int, held: int, now: float) -> bytes:
        """Down, repeats, up; each with its scan code before it and the end of the moment after it."""
        out = b""
        for value in (1, *[2] * held, 0):
            out += self._record(4, 4, SCAN | code, now) if value != 2 else b""
            out += self._record(1, code, value, now) + self._record(0, 0, 0, now)
        return out

    def _record(self, kind: int, code: int, value: int, now: float) -> bytes:
        return struct.pack("llHHi", int(now), int(now % 1 * 1e6), kind, code, value)
