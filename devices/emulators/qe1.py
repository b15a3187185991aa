"""Rating boxes that speak QE1, our own protocol. Source: as in `devices.codecs.qe1`.

Orders beside the common ones:

    {"op": "rate", "address": 3, "button": 1}     a citizen presses; nothing happens unless the box asks

A result is repeated every `repeat_s` seconds, `repeats` times, until the host answers it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from devices.emulators.far_end import Answer, BadOrder, FarEnd, Order

BUTTONS = range(1, 6)
LONGEST = 67


class Cmd(IntEnum):
    """What a frame is about."""

    POLL = 0x01
    WELCOME = 0x02
    ASK = 0x03
    CANCEL = 0x04
    STAFF = 0x05
    ACK = 0x81
    RESULT = 0x90


@dataclass
class Box:
    """One box. showing: welcome, asking, waiting (pressed, not answered yet), thanks, refused."""

    showing: str = "welcome"
    ticket: str = ""
    staff: str = ""
    seq: int = 0
    asked_at: float = 0.0
    ends_at: float = 0.0
    polls: int = 0
    asks: int = 0
    cancels: int = 0
    thanks: int = 0
    ignored: int = 0
    result: bytes = b""
    result_seq: int = 0
    due: list[float] = field(default_factory=list)

    def state(self) -> Answer:
        """What one would see, and what was counted."""
        names = ("showing", "ticket", "staff", "polls", "asks", "cancels", "thanks", "ignored")
        return {name: getattr(self, name) for name in names} | {"unanswered": bool(self.result)}


def check_of(data: bytes) -> bytes:
    """CRC-16/MODBUS, bit by bit."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return bytes([crc & 0xFF, crc >> 8])


def frame_of(address: int, seq: int, cmd: int, data: bytes) -> bytes:
    """A box's frame."""
    body = bytes([3 + len(data), address, seq, cmd]) + data
    return b"\xaa\x55" + body + check_of(body)


class Qe1(FarEnd):
    """A line with a box at each address."""

    def __init__(
        self,
        addresses: Sequence[int],
        *,
        baud: int | None = None,
        repeat_s: float = 0.5,
        repeats: int = 3,
    ) -> None:
        super().__init__(baud=baud)
        self.boxes = {address: Box() for address in addresses}
        self.bad_frames = 0
        self._repeat_s = repeat_s
        self._repeats = repeats
        self._buffer = b""

    def transmit(self, now: float) -> bytes:
        """Bytes due by now: results, their repeats, and time that ran out."""
        for address, box in self.boxes.items():
            if box.showing == "asking" and now >= box.ends_at:
                self._press(address, box, 0, now)
                box.showing = "welcome"
            while box.result and box.due and box.due[0] <= now:
                self._reply(box.result, box.due.pop(0), address)
        return super().transmit(now)

    def next_due(self) -> float | None:
        """When `transmit` will next have something."""
        times = [box.due[0] for box in self.boxes.values() if box.result and box.due]
        times += [box.ends_at for box in self.boxes.values() if box.showing == "asking"]
        owed = super().next_due()
        return min(times + ([] if owed is None else [owed]), default=None)

    def _heard(self, data: bytes, now: float) -> None:
        self._buffer += data
        while (start := self._buffer.find(b"\xaa\x55")) >= 0:
            rest = self._buffer[start + 2 :]
            size = rest[0] if rest else 3
            if not 3 <= size <= LONGEST:
                self._buffer = self._buffer[start + 1 :]
                continue
            if len(rest) < size + 3:
                self._buffer = self._buffer[start:]
                return
            if check_of(rest[: size + 1]) != rest[size + 1 : size + 3]:
                self.bad_frames += 1
                self._buffer = self._buffer[start + 1 :]
                continue
            self._buffer = rest[size + 3 :]
            box = self.boxes.get(rest[1])
            if box is not None:
                self._obey(box, rest[: size + 1], now)
        self._buffer = self._buffer[-1:]

    def _obey(self, box: Box, body: bytes, now: float) -> None:
        address, seq, cmd, data = body[1], body[2], body[3], body[4:]
        if cmd == Cmd.ACK:
            self._answered(box, seq, data)
            return
        if cmd == Cmd.RESULT:
            return
        error = self._fault("nack", address, 2) or self._do_command(box, seq, cmd, data, now)
        said = address + 1 if self._fault("wrong_address", address) else address
        self._reply(
            frame_of(said & 0xFF, seq, Cmd.ACK, bytes([int(error)])), now, address, heard=len(body) + 4
        )

    def _do_command(self, box: Box, seq: int, cmd: int, data: bytes, now: float) -> int:
        match cmd:
            case Cmd.POLL:
                box.polls += 1
            case Cmd.WELCOME | Cmd.CANCEL:
                box.showing, box.ticket = "welcome", ""
                box.cancels += cmd == Cmd.CANCEL
            case Cmd.ASK if data:
                self._ask(box, seq, data, now)
            case Cmd.STAFF:
                box.staff = data.decode("gb18030", "replace")
            case _:
                return 3 if cmd == Cmd.ASK else 1
        return 0

    def _ask(self, box: Box, seq: int, data: bytes, now: float) -> None:
        """The same question again, because the host missed the answer, changes nothing."""
        if (box.showing == "asking" and box.seq == seq) or (box.result and box.result_seq == seq):
            return
        box.showing, box.seq, box.result = "asking", seq, b""
        box.ticket = data[1:].decode("ascii", "replace")
        box.asked_at, box.ends_at = now, now + data[0]
        box.asks += 1

    def _answered(self, box: Box, seq: int, data: bytes) -> None:
        if box.result and seq == box.result_seq and len(data) == 1:
            box.result = b""
            if box.showing == "waiting":
                box.showing = "refused" if data[0] else "thanks"
                box.thanks += not data[0]

    def _press(self, address: int, box: Box, button: int, now: float) -> None:
        said = address + 1 if self._fault("wrong_address", address) else address
        tenths = min(255, int((now - box.asked_at) * 10))
        box.result = frame_of(said & 0xFF, box.seq, Cmd.RESULT, bytes([button, tenths]))
        box.result_seq = box.seq
        box.due = [now + n * self._repeat_s for n in range(self._repeats + 1)]
        box.showing = "waiting"

    def _state(self) -> Answer:
        boxes = {str(address): box.state() for address, box in self.boxes.items()}
        return {"kind": "qe1", "bad_frames": self.bad_frames, "boxes": boxes}

    def _do(self, op: str, order: Order, now: float) -> Answer:
        if op != "rate":
            return super()._do(op, order, now)
        address, button = order.get("address", 0), order.get("button", 0)
        if address not in self.boxes or button not in BUTTONS:
            raise BadOrder(f"no button {button} at address {address}")
        box = self.boxes[address]
        if box.showing == "asking":
            self._press(int(address), box, int(button), now)
        else:
            box.ignored += 1
        return {}
