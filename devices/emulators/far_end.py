"""What every emulated device can do: take bytes, owe bytes at a later time, and misbehave when told to.

Faults, set by `{"op": "fault", "kind": …, "on": true}`; `value` and `address` (only that device) are
optional:

    silence        no reply                       drop           every value-th byte is lost, both ways (7)
    late           replies after value s (2.5)    duplicate      each reply comes twice
    garbage        noise before each reply        half_frame     each reply breaks off in the middle
    bad_crc        a checksum that is wrong       wrong_address  the reply names a neighbour
    nack           refuse with error value (3)

A device adds kinds of its own. `{"op": "noise", "hex": …}` puts any bytes on the line.
"""

import heapq
from collections.abc import Mapping
from typing import Any

Order = Mapping[str, Any]
Answer = dict[str, Any]

LINE_FAULTS = frozenset(
    ("silence", "late", "garbage", "bad_crc", "nack", "drop", "duplicate", "wrong_address", "half_frame")
)
NOISE = bytes.fromhex("00 5A FF 68 03 13 A5 31")


class BadOrder(Exception):
    """The control socket asked for something this device does not have."""


class FarEnd:
    """Base of the emulators. baud: reply no earlier than a real line could carry it (None: at once)."""

    FAULTS = LINE_FAULTS

    def __init__(self, *, baud: int | None = None) -> None:
        self.bytes_in = 0
        self._char_s = 10 / baud if baud else 0.0
        self._faults: dict[tuple[str, int | None], Any] = {}
        self._owed: list[tuple[float, int, bytes]] = []
        self._order = 0
        self._counted_in = 0
        self._counted_out = 0

    def receive(self, data: bytes, now: float) -> None:
        """Bytes from the host."""
        self.bytes_in += len(data)
        kept, self._counted_in = self._dropped(data, self._counted_in)
        self._heard(kept, now)

    def transmit(self, now: float) -> bytes:
        """Bytes due to the host by now."""
        out = b""
        while self._owed and self._owed[0][0] <= now:
            out += heapq.heappop(self._owed)[2]
        return out

    def next_due(self) -> float | None:
        """When `transmit` will next have something."""
        return self._owed[0][0] if self._owed else None

    def request(self, order: Order, now: float) -> Answer:
        """Do one order of the control socket. Raises BadOrder."""
        match order.get("op"):
            case "state":
                return self._state() | {
                    "bytes": self.bytes_in,
                    "faults": [kind if at is None else f"{kind}@{at}" for kind, at in self._faults],
                }
            case "fault":
                self._set_fault(order)
            case "noise":
                self._owe(bytes.fromhex(order.get("hex", NOISE.hex())), now)
            case op:
                return self._do(str(op), order, now)
        return {}

    def _heard(self, data: bytes, now: float) -> None:
        raise NotImplementedError

    def _state(self) -> Answer:
        raise NotImplementedError

    def _do(self, op: str, order: Order, now: float) -> Answer:  # noqa: ARG002 - devices have orders of their own
        raise BadOrder(f"no such op: {op}")

    def _set_fault(self, order: Order) -> None:
        kind, address = order.get("kind"), order.get("address")
        if kind not in self.FAULTS:
            raise BadOrder(f"no such fault: {kind}; this device has {', '.join(sorted(self.FAULTS))}")
        if order.get("on", True):
            self._faults[kind, address] = order.get("value")
        else:
            self._faults.pop((kind, address), None)

    def _fault(self, kind: str, address: int | None = None, default: Any = True) -> Any:
        """The fault's value if it is on for this address, else None."""
        for key in ((kind, address), (kind, None)):
            if key in self._faults:
                return default if self._faults[key] is None else self._faults[key]
        return None

    def _reply(self, frame: bytes, now: float, address: int | None = None, *, heard: int = 0) -> None:
        """Owe a reply to a request of `heard` bytes, spoilt by whatever faults are on."""
        if self._fault("silence", address):
            return
        if self._fault("bad_crc", address) and len(frame) > 2:
            frame = frame[:-2] + bytes([frame[-2] ^ 0x08]) + frame[-1:]
        if self._fault("half_frame", address):
            frame = frame[: len(frame) // 2]
        if self._fault("garbage", address):
            frame = NOISE + frame
        if self._fault("duplicate", address):
            frame += frame
        delay = float(self._fault("late", address, 2.5) or 0.0)
        self._owe(frame, now + delay + (heard + len(frame)) * self._char_s)

    def _owe(self, data: bytes, at: float) -> None:
        data, self._counted_out = self._dropped(data, self._counted_out)
        self._order += 1
        heapq.heappush(self._owed, (at, self._order, data))

    def _dropped(self, data: bytes, counted: int) -> tuple[bytes, int]:
        nth = self._fault("drop", None, 7)
        if not nth:
            return data, counted
        kept = bytes(byte for at, byte in enumerate(data, counted + 1) if at % nth)
        return kept, counted + len(data)
