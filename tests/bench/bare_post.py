"""The floor under a press: one POST, one row committed to disk, one answer. No Flask, no rules, no rights.

A program of its own (``python -m tests.bench.bare_post FILE``), so that it shares no interpreter with the
asker; it prints its port. Same pragmas as the hall's database.
"""

import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.serving import ROOT

ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"ok":true}'


class BarePost:
    """The process, seen from outside. A context manager."""

    def __init__(self, database: Path) -> None:
        self._command = [sys.executable, "-m", "tests.bench.bare_post", str(database)]

    def __enter__(self) -> "BarePost":
        self._process = subprocess.Popen(self._command, cwd=ROOT, text=True, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


# ---------------------------------------------------------------- the process itself


def presses(database: Path, *, any_thread: bool = False) -> sqlite3.Connection:
    """A new file with one table, each INSERT a commit on the disk. `any_thread`: used by more than one."""
    link = sqlite3.connect(database, isolation_level=None, check_same_thread=not any_thread)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        link.execute(f"PRAGMA {pragma}")
    link.execute("CREATE TABLE presses (seq INTEGER PRIMARY KEY, data TEXT NOT NULL)")
    return link


def _serve(database: Path) -> None:
    link = presses(database)
    with socket.create_server(("127.0.0.1", 0)) as door:
        print(door.getsockname()[1], flush=True)
        asker, _ = door.accept()
        asker.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while request := asker.recv(65536):  # `wire.post` sends one segment
            link.execute("INSERT INTO presses (data) VALUES (?)", (request.decode(),))
            asker.sendall(ANSWER)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
