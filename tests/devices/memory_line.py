"""A line in memory between a bus and an emulated far end, with time that passes only when somebody waits."""

import random
from collections.abc import Callable

from devices.bus import Bus
from devices.emulators.far_end import FarEnd
from devices.line import LineLost


class Clock:
    """Seconds since the test began, plus some so that zero is nothing special."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def wall_ms(self) -> int:
        return int(self.now * 1000)


class MemoryLine:
    """kind: perfect; bytewise (one byte a read, one a write); lossy (1 byte in 200 gone); late (0.3 s)."""

    def __init__(self, far_end: FarEnd, clock: Clock, kind: str = "perfect") -> None:
        self.far_end = far_end
        self.clock = clock
        self.kind = kind
        self.plugged = True
        self.opens = 0
        self.written: list[bytes] = []
        self._rng = random.Random(7)
        self._open = False
        self._in: list[tuple[float, bytes]] = []
        self._out: list[tuple[float, bytes]] = []

    def open(self) -> None:
        self.opens += 1
        self._in, self._out = [], []
        self._check(opening=True)
        self._open = True

    def close(self) -> None:
        self._open = False

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        self._check()
        deadline = self.clock.now + timeout_s
        while not (data := self._arrived()) and self.clock.now < deadline:
            times = [at for at, _ in self._in + self._out]
            due = self.far_end.next_due()
            times += [] if due is None else [due]
            self.clock.now = max(self.clock.now + 1e-6, min([deadline, *times]))
        return data

    def write(self, data: bytes) -> None:
        self._check()
        self.written.append(data)
        for chunk in self._chunks(data):
            self._out.append((self._later(), chunk))
        self._deliver()

    def _arrived(self) -> bytes:
        self._deliver()
        for chunk in self._chunks(self.far_end.transmit(self.clock.now)):
            self._in.append((self._later(), chunk))
        if self.kind == "bytewise":
            return self._in.pop(0)[1] if self._in else b""
        data = b"".join(chunk for at, chunk in self._in if at <= self.clock.now)
        self._in = [(at, chunk) for at, chunk in self._in if at > self.clock.now]
        return data

    def _deliver(self) -> None:
        due = [chunk for at, chunk in self._out if at <= self.clock.now]
        self._out = [(at, chunk) for at, chunk in self._out if at > self.clock.now]
        for chunk in due:
            self.far_end.receive(chunk, self.clock.now)

    def _chunks(self, data: bytes) -> list[bytes]:
        if self.kind == "lossy":
            data = bytes(byte for byte in data if self._rng.random() > 0.005)
        if self.kind == "bytewise":
            return [bytes([byte]) for byte in data]
        return [data] if data else []

    def _later(self) -> float:
        return self.clock.now + (0.3 if self.kind == "late" else 0.0)

    def _check(self, *, opening: bool = False) -> None:
        if not self.plugged or not (self._open or opening):
            self._open = False
            raise LineLost("unplugged")


class Rig:
    """A bus without a thread over a line in memory."""

    def __init__(
        self, far_end: FarEnd, drivers: list, clock: Clock, kind: str = "perfect", **options
    ) -> None:
        self.clock = clock
        self.far_end = far_end
        self.line = MemoryLine(far_end, clock, kind)
        self.bus = Bus("memory", drivers, line=self.line, clock=clock, jitter=lambda: 0.5, **options)

    def run(self, seconds: float) -> None:
        """Let time pass."""
        end = self.clock.now + seconds
        while self.clock.now < end:
            if not self.bus.step():
                self.clock.now += 0.02

    def until(self, condition: Callable[[], object], limit_s: float = 30.0) -> float:
        """Let time pass until it is so; the seconds it took."""
        start = self.clock.now
        while not condition():
            assert self.clock.now - start < limit_s, f"still not so after {limit_s} s"
            if not self.bus.step():
                self.clock.now += 0.02
        return self.clock.now - start

    def order(self, **order) -> dict:
        """Ask the far end."""
        return self.far_end.request(order, self.clock.now)

    def fault(self, kind: str, on: bool = True, **options) -> None:
        """Switch a fault of the far end."""
        self.order(op="fault", kind=kind, on=on, **options)
