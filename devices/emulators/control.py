"""The client of an emulator's control socket: one JSON line out, one back."""

import contextlib
import json
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any


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
                link.connect(self.path)
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
