"""What goes over a line, both ways, kept in a file from which the device's side can be played again.

JSON lines. The first: `{"line": url, "protocol": …, "baudrate": …, "begun": wall clock}`. Then one a chunk:

    {"at": 1.25, "way": "out", "hex": "1b40"}    seconds since the begin; `out` from the hall, `in` to it
    {"at": 9.00, "way": "open"}                  the line was opened; `lost` with its cause: it went away

For a technician who sends a session that went wrong. Nothing of an ID reader is ever recorded: whoever
builds the lines leaves it out. A file that cannot be written ends the recording and never the line.
"""

import json
import logging
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from devices.bus import LineLike
from devices.line import LineLost

log = logging.getLogger("devices")

MAX_BYTES = 50_000_000
"""Of one file."""
Way = Literal["out", "in", "open", "lost"]
WAYS: dict[str, Way] = {"out": "out", "in": "in", "open": "open", "lost": "lost"}


class BadRecording(ValueError):
    """The file is none; says where and why in Chinese and English."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """at: seconds since the begin. data: what one write or read carried; empty for `open` and `lost`."""

    at: float
    way: Way
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Recording:
    """line: the url of the hall's configuration."""

    line: str
    protocol: str
    baudrate: int
    chunks: tuple[Chunk, ...]


def read(path: Path) -> Recording:
    """Raises BadRecording; OSError if there is no such file."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    chunks: list[Chunk] = []
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            if number == 1:
                head = (str(entry["line"]), str(entry["protocol"]), int(entry["baudrate"]))
                continue
            way, data = WAYS[entry["way"]], bytes.fromhex(entry.get("hex", ""))
            chunks.append(Chunk(float(entry["at"]), way, data))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if number == len(lines) > 1:
                break  # the last line broke off when the hall was stopped
            raise BadRecording(
                f"{path} 第 {number} 行不是记录({error!r}),请用 --record 录下的文件。"
                f" Line {number} is no recording: give a file made by --record."
            ) from error
    if not lines:
        raise BadRecording(f"{path} 是空文件,请用 --record 录下的文件。 Empty: give a file made by --record.")
    return Recording(*head, tuple(chunks))


class RecordedLine:
    """Takes the place of a line under a bus and writes down what passes. Used by one thread at a time."""

    def __init__(  # noqa: PLR0913 - all but two are named
        self,
        line: LineLike,
        folder: Path,
        *,
        url: str,
        protocol: str,
        baudrate: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Makes the file, readable by its owner alone. Raises OSError."""
        self._line = line
        self._clock = clock
        self._begun = clock()
        self._left = MAX_BYTES
        begun = datetime.now(UTC)
        name = re.sub(r"[^\w.-]+", "_", url).strip("_")
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{begun:%Y%m%d-%H%M%S}-{name}-{os.getpid()}.jsonl"
        self._fd = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        head = {"line": url, "protocol": protocol, "baudrate": baudrate, "begun": begun.isoformat()}
        self._put(head)
        log.warning("line=%s recorded=%s", url, self.path)

    def open(self) -> None:
        """Raises LineLost; a line that is not there is tried often and noted only when it was."""
        self._line.open()
        self._note("open")

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """As the line does."""
        try:
            data = self._line.read(max_bytes, timeout_s)
        except LineLost as lost:
            self._note("lost", cause=lost.cause)
            raise
        if data:
            self._note("in", hex=data.hex())
        return data

    def write(self, data: bytes) -> None:
        """As the line does."""
        try:
            self._line.write(data)
        except LineLost as lost:
            self._note("lost", cause=lost.cause)
            raise
        self._note("out", hex=data.hex())

    def close(self) -> None:
        """The line is closed; the file stays open, since a bus opens its line anew."""
        self._line.close()

    def _note(self, way: Way, **more: str) -> None:
        self._put({"at": round(self._clock() - self._begun, 4), "way": way, **more})

    def _put(self, entry: dict[str, Any]) -> None:
        """Each entry is one write, so that a power cut leaves whole lines."""
        if self._fd < 0:
            return
        data = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        self._left -= len(data)
        if self._left < 0:
            self._end(f"more than {MAX_BYTES} bytes")
            return
        try:
            os.write(self._fd, data)
        except OSError as error:
            self._end(str(error))

    def _end(self, cause: str) -> None:
        os.close(self._fd)
        self._fd = -1
        log.warning("recording=%s ended cause=%s", self.path, cause)

    def __del__(self) -> None:
        if getattr(self, "_fd", -1) >= 0:
            os.close(self._fd)
