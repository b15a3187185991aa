"""Emulator processes and real buses, ended after each test."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.bus import Bus
from devices.emulators.process import EmulatorProcess
from tests.pty.living import Life


def eventually(condition: Callable[[], object], limit_s: float = 40.0) -> None:
    """Wait until it is so."""
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end, f"still not so after {limit_s} s"
        time.sleep(0.01)


class Bench:
    """What a test started."""

    eventually = staticmethod(eventually)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started: list[EmulatorProcess | Bus] = []

    def emulator(self, kind: str, name: str = "far", **options: object) -> EmulatorProcess:
        """A far end that runs."""
        emulator = EmulatorProcess(kind, name, self.folder, **options)
        emulator.start()
        self._started.append(emulator)
        return emulator

    def bus(self, url: object, drivers: list, **options) -> Bus:
        """A bus that runs."""
        bus = Bus(str(url), drivers, **options)
        bus.start()
        self._started.append(bus)
        return bus

    def end(self) -> None:
        """End all."""
        for started in reversed(self._started):
            started.stop()


@pytest.fixture
def bench() -> Iterator[Bench]:
    folder = Path(tempfile.mkdtemp(prefix="hallcall-"))  # short: a socket's path has 108 bytes
    bench = Bench(folder)
    yield bench
    bench.end()
    shutil.rmtree(folder)


@pytest.fixture
def life(bench, tmp_path: Path) -> Iterator[Life]:
    life = Life(bench, tmp_path)
    yield life
    life.stop()
