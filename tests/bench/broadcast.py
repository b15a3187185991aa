"""The two floors under the feed, of the same process: no Flask, no rules, no rooms, no rights.

A program of its own (``python -m tests.bench.broadcast FILE``). It prints three ports. Websockets come to the
first and hear what a page of ours hears on connecting. On the second comes one connection: a line is framed
and kept, an empty line sends it to every websocket, one ``send`` each. On the third comes one asker: each
POST is one row committed to FILE, then the kept frame to every websocket, then an answer — what any server
that must not lose a call has to do.
"""

import base64
import hashlib
import socket
import subprocess
import sys
import threading
from pathlib import Path

from tests.bench.bare_post import ANSWER, presses
from tests.bench.wire import Connection, dial, post
from tests.serving import ROOT

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
WELCOME = ('0{"sid":"floor"}', '42/display,["snapshot",{}]')


class Broadcast:
    """The process, seen from outside. A context manager."""

    def __init__(self, database: Path) -> None:
        self._command = [sys.executable, "-m", "tests.bench.broadcast", str(database)]

    def __enter__(self) -> "Broadcast":
        self._process = subprocess.Popen(self._command, cwd=ROOT, text=True, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self.port, orders, askers = map(int, self._process.stdout.readline().split())
        self.pid = self._process.pid
        self._orders = dial(("127.0.0.1", orders))
        self._asker = Connection(("127.0.0.1", askers))
        return self

    def __exit__(self, *_: object) -> None:
        self._orders.close()
        self._asker.close()
        self._process.kill()
        self._process.wait()

    def load(self, text: str) -> None:
        self._orders.sendall(text.encode() + b"\n")

    def fire(self) -> None:
        """At once, without a question or a commit."""
        self._orders.sendall(b"\n")

    def call(self) -> None:
        """By a POST that commits one row first; returns with its answer."""
        self._asker.ask(post("/call", {"window": "w2"}))


# ---------------------------------------------------------------- the process itself


def framed(payload: bytes) -> bytes:
    """A text frame as servers send it."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def _serve(database: Path) -> None:
    pages: list[socket.socket] = []
    kept = bytearray()
    doors = [socket.create_server(("127.0.0.1", 0), backlog=512) for _ in range(3)]
    print(*(door.getsockname()[1] for door in doors), flush=True)
    threading.Thread(target=_welcome, args=(doors[0], pages), daemon=True).start()
    threading.Thread(target=_answer, args=(doors[2], database, kept, pages), daemon=True).start()
    link, _ = doors[1].accept()
    with link.makefile("rb") as orders:
        for line in orders:
            if line == b"\n":
                _send(pages, kept)
            else:
                kept[:] = framed(line[:-1])


def _send(pages: list[socket.socket], frame: bytearray) -> None:
    for page in pages:
        page.sendall(frame)


def _answer(door: socket.socket, database: Path, kept: bytearray, pages: list[socket.socket]) -> None:
    link = presses(database)
    asker, _ = door.accept()
    asker.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while request := asker.recv(65536):  # `wire.post` sends one segment
        link.execute("INSERT INTO presses (data) VALUES (?)", (request.decode(),))
        _send(pages, kept)
        asker.sendall(ANSWER)


def _welcome(door: socket.socket, pages: list[socket.socket]) -> None:
    while True:
        page, _ = door.accept()
        page.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request = b""
        while b"\r\n\r\n" not in request:
            request += page.recv(4096)
        key = request.partition(b"Sec-WebSocket-Key: ")[2].split(b"\r\n", 1)[0]
        accept = base64.b64encode(hashlib.sha1(key + MAGIC).digest())
        head = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        page.sendall(head + b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        pages.append(page)
        page.sendall(b"".join(framed(text.encode()) for text in WELCOME))


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
