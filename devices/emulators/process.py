"""Start and end emulators from another process."""

import selectors
import subprocess
import sys
from pathlib import Path
from typing import Any

from devices.emulators.control import Control

ROOT = Path(__file__).parents[2]
START_S = 40.0
"""Enough for an old PC that is busy with all of them at once."""


class EmulatorProcess:
    """One emulator. It dies with the process that started it: its standard input ends then."""

    def __init__(self, kind: str, name: str, folder: Path | str, **options: Any) -> None:
        """options: those of the command line, `addresses="1-8"`, `repeat_s=0.1`."""
        folder = Path(folder)
        self.name = name
        self.tty = folder / f"{name}.tty"
        self.control = Control(folder / f"{name}.ctl")
        self._command = [sys.executable, "-m", "devices.emulators", kind]
        self._command += ["--name", name, "--dir", str(folder.resolve()), "--watch-stdin"]
        for option, value in options.items():
            self._command += [f"--{option.replace('_', '-')}", str(value)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when the device is on its line. May be called again after `kill` or `stop`."""
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None  # noqa: S101 - asked for above
        with selectors.DefaultSelector() as ready:
            ready.register(self._process.stdout, selectors.EVENT_READ)
            if not ready.select(START_S) or self._process.stdout.readline() != b"ready\n":
                self.kill()
                raise RuntimeError(f"the emulator {self.name} did not start")

    def kill(self) -> None:
        """End it as a pulled plug would. The link goes too: its number may soon be another terminal's."""
        if self._process is not None:
            self._process.kill()
            self._ended(self._process)
            self.tty.unlink(missing_ok=True)

    def stop(self) -> None:
        """Ask it to end; it clears its paths away."""
        process = self._process
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            process.wait(5.0)
        except subprocess.TimeoutExpired:
            process.kill()
        self._ended(process)

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def _ended(self, process: "subprocess.Popen[bytes]") -> None:
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        self._process = None
