"""Emulated far ends with honest timing, one line under our drivers and one under a bare program."""

import contextlib
import os
import select
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from devices.bus import Bus
from devices.emulators.process import EmulatorProcess

BAUD = 9600
BITS = 10  # a byte with its start and stop
LIMIT_S = 30.0


@contextlib.contextmanager
def far_end(folder: Path, kind: str, name: str, **options: Any) -> Iterator[EmulatorProcess]:
    process = EmulatorProcess(kind, name, folder, **options)
    process.start()
    try:
        yield process
    finally:
        process.stop()


@contextlib.contextmanager
def running(process: EmulatorProcess, drivers: list[Any], baud: int = BAUD) -> Iterator[Bus]:
    bus = Bus(str(process.tty), drivers, baudrate=baud)
    bus.start()
    try:
        yield bus
    finally:
        bus.stop()


def until(condition: Callable[[], object], step_s: float = 0.005) -> None:
    end = time.monotonic() + LIMIT_S
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"still not so after {LIMIT_S:.0f} s")
        time.sleep(step_s)


class Bare:
    """A line with no driver: as little as a program can do there."""

    def __init__(self, process: EmulatorProcess) -> None:
        self._fd = os.open(process.tty, os.O_RDWR | os.O_NOCTTY)

    def read(self, timeout_s: float = LIMIT_S) -> bytes:
        """What came, b"" if nothing did."""
        return os.read(self._fd, 4096) if select.select([self._fd], [], [], timeout_s)[0] else b""

    def write(self, data: bytes) -> None:
        os.write(self._fd, data)

    def exchange_s(self, data: bytes, end: bytes = b"") -> tuple[float, int]:
        """Seconds until the answer, which ends so, was there, and its bytes."""
        begun = time.perf_counter()
        self.write(data)
        answer = b""
        while not answer or not answer.endswith(end):
            if not (more := self.read()):
                raise TimeoutError("the far end is silent")
            answer += more
        return time.perf_counter() - begun, len(answer)

    def close(self) -> None:
        os.close(self._fd)
