"""FF 68 callers and rating boxes, one of each at every address. Source: as in `devices.codecs.ff68`.

Orders beside the common ones:

    {"op": "press", "address": 3, "key": "call"}            or "key": ["6", "ok"], sent as one frame
    {"op": "rate", "address": 3, "button": 1}
    {"op": "collide", "addresses": [1, 2], "key": "call"}   both at once; both repeat, unless "again": false

An unanswered frame is repeated every `repeat_s` seconds, `repeats` times, as such devices do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from devices.emulators.far_end import LINE_FAULTS, Answer, BadOrder, FarEnd, Order

KEYS = {
    "rate": 0x0B, "call": 0x0C, "recall": 0x0D, "cancel": 0x0E, "ok": 0x0F,
    "line": 0x11, "pause": 0x12, "transfer": 0x13,
} | {str(digit): digit for digit in range(10)}  # fmt: skip
NAMES = {code: name for name, code in KEYS.items()}
LONGEST = 15


@dataclass
class _Pending:
    frame: bytes
    data: bytes
    due: list[float] = field(default_factory=list)


@dataclass
class Desk:
    """The caller and the rating box of one window."""

    display: str = "      "
    acked: str = ""
    acks: int = 0
    beeps: int = 0
    asking: bool = False
    asks: int = 0
    thanked: int | None = None
    thanks: int = 0
    stars: int | None = None
    frames: int = 0
    keys: _Pending | None = None
    rating: _Pending | None = None

    def state(self) -> Answer:
        """What one would see, and what was counted."""
        return {
            "display": self.display,
            "waiting": self.display[:3],
            "ticket": self.display[3:],
            "acked": self.acked,
            "acks": self.acks,
            "beeps": self.beeps,
            "unanswered": self.keys is not None,
            "rater": {
                "asking": self.asking,
                "asks": self.asks,
                "thanked": self.thanked,
                "thanks": self.thanks,
                "stars": self.stars,
                "unanswered": self.rating is not None,
            },
            "frames": self.frames,
        }


def frame_of(address: int, func: int, data: bytes) -> bytes:
    """A device's frame."""
    size = len(data) + 2
    check = (address + func + sum(data)) % 256
    return bytes([0xFF, 0x68, size, size, 0x68, address, func, *data, check, 0x16])


class Ff68(FarEnd):
    """A line with a desk at each address. It refuses nothing: it answers nothing."""

    FAULTS = LINE_FAULTS - {"nack"}

    def __init__(
        self,
        addresses: Sequence[int],
        *,
        baud: int | None = None,
        repeat_s: float = 0.5,
        repeats: int = 3,
    ) -> None:
        super().__init__(baud=baud)
        self.desks = {address: Desk() for address in addresses}
        self.bad_frames = 0
        self._repeat_s = repeat_s
        self._repeats = repeats
        self._buffer = b""

    def transmit(self, now: float) -> bytes:
        """Bytes due by now, repeats among them."""
        for address, desk in self.desks.items():
            for pending in (desk.keys, desk.rating):
                while pending and pending.due and pending.due[0] <= now:
                    self._reply(pending.frame, pending.due.pop(0), address)
        return super().transmit(now)

    def next_due(self) -> float | None:
        """When `transmit` will next have something."""
        pending = [p for desk in self.desks.values() for p in (desk.keys, desk.rating) if p and p.due]
        times = [p.due[0] for p in pending]
        owed = super().next_due()
        return min(times + ([] if owed is None else [owed]), default=None)

    def _heard(self, data: bytes, now: float) -> None:  # noqa: ARG002 - it answers nothing
        self._buffer += data
        while (start := self._buffer.find(b"\xff\x68")) >= 0:
            frame = self._buffer[start : start + LONGEST]
            size = frame[2] if len(frame) > 2 else 0
            if len(frame) < 5 or (size + 7 > len(frame) and size <= LONGEST - 7):
                self._buffer = self._buffer[start:]
                return
            frame = frame[: size + 7]
            sound = size >= 2 and frame[3] == size and frame[4] == 0x68 and frame[-1] == 0x16
            if sound and size <= LONGEST - 7 and sum(frame[5:-2]) % 256 == frame[-2]:
                self._obey(frame[5], frame[6], frame[7:-2])
                self._buffer = self._buffer[start + len(frame) :]
            else:
                self.bad_frames += 1
                self._buffer = self._buffer[start + 1 :]
        self._buffer = self._buffer[-1:]

    def _obey(self, address: int, func: int, data: bytes) -> None:
        desk = self.desks.get(address)
        if desk is None:
            return
        desk.frames += 1
        if func == 3:
            desk.beeps += 1
        elif func == 2 and len(data) == 6:
            shown = (str(digit) if digit < 10 else " " for digit in data)
            desk.display = "".join(shown)
        elif func == 2 and len(data) == 1:
            desk.stars = data[0]
        elif func == 1:
            self._answered(desk, data)

    def _answered(self, desk: Desk, data: bytes) -> None:
        """The same bytes may be echo, thanks, or the start of a rating: each device takes its own."""
        if desk.keys and desk.keys.data == data:
            desk.acked = " ".join(NAMES.get(code, str(code)) for code in data)
            desk.acks += 1
            desk.keys = None
        if desk.rating and desk.rating.data == data:
            desk.thanked, desk.asking, desk.rating = data[0], False, None
            desk.thanks += 1
        if data == bytes([KEYS["rate"]]):
            desk.asking = True
            desk.asks += 1

    def _state(self) -> Answer:
        return {
            "kind": "ff68",
            "bad_frames": self.bad_frames,
            "desks": {str(address): desk.state() for address, desk in self.desks.items()},
        }

    def _do(self, op: str, order: Order, now: float) -> Answer:
        match op:
            case "press":
                self._press(order.get("address"), order.get("key"), now)
            case "rate":
                desk, address = self._desk(order.get("address"))
                data = bytes([int(order.get("button", 0))])
                desk.rating = self._pending(address, 0x11, data, now)
            case "collide":
                self._collide(order, now)
            case _:
                return super()._do(op, order, now)
        return {}

    def _press(self, address: Any, key: Any, now: float) -> None:
        desk, number = self._desk(address)
        desk.keys = self._pending(number, 0x01, codes_of(key), now)

    def _collide(self, order: Order, now: float) -> None:
        addresses = order.get("addresses", [])
        frames = []
        for at, address in enumerate(addresses):
            desk, number = self._desk(address)
            desk.keys = self._pending(number, 0x01, codes_of(order.get("key", "call")), now)
            frames.append(desk.keys.frame)
            # Each device draws its own pause before it speaks again, or they would collide for ever.
            desk.keys.due = [due + at * self._repeat_s / 4 for due in desk.keys.due[1:]]
            if not order.get("again", True):
                desk.keys = None
        mixed = bytes(byte for pair in zip(*frames, strict=False) for byte in pair)
        self._owe(mixed, now)

    def _pending(self, address: int, func: int, data: bytes, now: float) -> _Pending:
        said = address + 1 if self._fault("wrong_address", address) else address
        due = [now + n * self._repeat_s for n in range(self._repeats + 1)]
        return _Pending(frame_of(said, func, data), data, due)

    def _desk(self, address: Any) -> tuple[Desk, int]:
        if address not in self.desks:
            raise BadOrder(f"no desk at address {address}")
        return self.desks[address], int(address)


def codes_of(key: Any) -> bytes:
    """The data bytes of one key, or of several sent together."""
    names = key if isinstance(key, list) else [key]
    unknown = [name for name in names if str(name) not in KEYS]
    if unknown or not names:
        raise BadOrder(f"no such key: {unknown}; there are {', '.join(KEYS)}")
    return bytes(KEYS[str(name)] for name in names)
