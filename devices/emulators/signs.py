"""What the emulated signs of all brands have in common: panels at addresses, a buffer, a power switch.

Orders beside the common ones: `{"op": "power_cycle", "address": 3}` makes a sign forget what it shows.
"""

from devices.emulators.far_end import LINE_FAULTS, Answer, BadOrder, FarEnd, Order
from devices.emulators.panel import Panel

BUFFER = 4096


class Signs(FarEnd):
    """Signs at these addresses. A brand parses `_buffer` in `_frames`."""

    KIND = ""
    FAULTS = LINE_FAULTS

    def __init__(self, addresses: list[int], *, baud: int | None = None) -> None:
        super().__init__(baud=baud)
        self.panels = {address: Panel() for address in addresses}
        self.bad_frames = 0
        self._buffer = b""

    def _heard(self, data: bytes, now: float) -> None:
        self._buffer += data
        self._frames(now)
        self._buffer = self._buffer[-BUFFER:]

    def _frames(self, now: float) -> None:
        """Take whole frames off the buffer and obey them."""
        raise NotImplementedError

    def _state(self) -> Answer:
        return {
            "kind": self.KIND,
            "bad_frames": self.bad_frames,
            "signs": {str(address): panel.state() for address, panel in self.panels.items()},
        }

    def _do(self, op: str, order: Order, now: float) -> Answer:
        if op != "power_cycle":
            return super()._do(op, order, now)
        address = order.get("address")
        if address is not None and address not in self.panels:
            raise BadOrder(f"no sign at address {address}")
        for number in self.panels if address is None else [address]:
            self.panels[number].clear()
        return {}
