"""Key events of the Linux kernel (`struct input_event`), as a USB keypad's device node gives them.

    sec(8) usec(8) type(2) code(2) value(4)     24 bytes on a 64-bit machine, in its own byte order
    type 1   a key: code, value 1 down, 0 up, 2 the key repeats by itself
    type 0   code 0 ends what happened at once; code 3: the kernel threw events away

A device node gives whole records. Through a pipe or an emulator's line records may come cut, or with
noise: there is no checksum, so what cannot be a record (its microseconds, type or key value out of
range) is skipped byte by byte until something can; when the line falls quiet, a part of one is dropped.

Source: Linux, include/uapi/linux/input.h and input-event-codes.h.
"""

import struct
from dataclasses import dataclass

EV_SYN, EV_KEY = 0, 1
SYN_DROPPED = 3
UP, DOWN = 0, 1
_EVENT = struct.Struct("llHHi")
_LAST_SEC = 1 << 33  # the year 2242
_LAST_TYPE = 0x1F
_REPEAT = 2

NAMES = {
    82: "0", 79: "1", 80: "2", 81: "3", 75: "4", 76: "5", 77: "6", 71: "7", 72: "8", 73: "9",
    11: "0", 2: "1", 3: "2", 4: "3", 5: "4", 6: "5", 7: "6", 8: "7", 9: "8", 10: "9",
    78: "plus", 74: "minus", 12: "minus", 55: "star", 98: "slash", 53: "slash", 83: "dot", 52: "dot",
    96: "enter", 28: "enter", 14: "backspace", 117: "equal", 13: "equal", 15: "tab", 1: "escape",
    69: "numlock",
}  # fmt: skip
"""Key codes to what is printed on the key: the keypad's own keys, and those of a main keyboard."""


@dataclass(frozen=True, slots=True)
class Event:
    """One record. sec, usec: the kernel's wall clock."""

    type: int
    code: int
    value: int
    sec: int = 0
    usec: int = 0

    @property
    def pressed(self) -> str:
        """The name of the key that went down; "" for all else: releases, repeats, keys without a name."""
        return NAMES.get(self.code, "") if (self.type, self.value) == (EV_KEY, DOWN) else ""

    @property
    def dropped(self) -> bool:
        """Events before this one are lost."""
        return (self.type, self.code) == (EV_SYN, SYN_DROPPED)


def encode(event: Event) -> bytes:
    """The record as the kernel gives it."""
    return _EVENT.pack(event.sec, event.usec, event.type, event.code, event.value)


class Decoder:
    """Bytes of a device node to events. Holds less than one record."""

    def __init__(self) -> None:
        self.bad_frames = 0
        self._buffer = bytearray()
        self._skipping = False

    def feed(self, data: bytes) -> list[object]:
        """Events completed by these bytes. Never raises."""
        self._buffer += data
        events: list[object] = []
        at = 0
        while len(self._buffer) - at >= _EVENT.size:
            sec, usec, kind, code, value = _EVENT.unpack_from(self._buffer, at)
            sound = 0 <= sec < _LAST_SEC and 0 <= usec < 1_000_000 and kind <= _LAST_TYPE
            if sound and (kind != EV_KEY or UP <= value <= _REPEAT):
                events.append(Event(kind, code, value, sec, usec))
                at, self._skipping = at + _EVENT.size, False
            else:
                self.bad_frames += not self._skipping
                at, self._skipping = at + 1, True
        del self._buffer[:at]
        return events

    def flush(self) -> list[object]:
        """Drop a part of a record."""
        self.bad_frames += bool(self._buffer)
        self._buffer.clear()
        self._skipping = False
        return []
