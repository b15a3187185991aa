"""The client of an emulator's control socket: one JSON line out, one back."""

import contextlib
import json
import os
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

LONGEST = 100
"""Bytes of a socket's name that every system allows, with some to spare."""


@contextlib.contextmanager
def short(path: str) -> Iterator[str]:
    """The same path in as few bytes as a socket's name may have, however deep its folder lies."""
    if len(path.encode()) <= LONGEST:
        yield path
        return
    folder = os.open(Path(path).parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{Path(path).name}"
    finally:
        os.close(folder)


class ControlLost(Exception):
    """The emulator cannot be reached, or it refused the order."""


class Control:
    """Connects anew for each request, so an emulator that was restarted is simply there again."""

    def __init__(self, path: Path | str, *, timeout_s: float = 5.0) -> None:
        self.path = str(path)
        self._timeout_s = timeout_s

    def request(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Do one order and return the answer. Raises ControlLost."""
        try:
            with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as link:
                link.settimeout(self._timeout_s)
                with short(self.path) as name:
                    link.connect(name)
                link.sendall(json.dumps(order).encode() + b"\n")
                with link.makefile("rb") as answers:
                    line = answers.readline()
            answer = json.loads(line)
        except (OSError, ValueError) as error:
            raise ControlLost(f"{self.path}: {error}") from error
        if not isinstance(answer, dict) or "error" in answer:
            raise ControlLost(f"{self.path}: {answer}")
        return answer

    def state(self) -> dict[str, Any]:
        """Everything the emulator has decoded."""
        return self.request({"op": "state"})

    def fault(self, kind: str, on: bool = True, **options: Any) -> None:
        """Switch a fault; options: value, address."""
        self.request({"op": "fault", "kind": kind, "on": on, **options})
