"""The floor under the feed: one thread, no database, no HTTP, no rules, no rooms.

A program of its own (``python -m tests.bench.broadcast``). It prints two ports. Websockets come to the first
and hear what a page of ours hears on connecting. On the second comes one connection: a line is framed
and kept, an empty line sends it to every websocket, one ``send`` each.
"""

import base64
import hashlib
import socket
import subprocess
import sys
import threading

from tests.bench.wire import dial
from tests.serving import ROOT

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
WELCOME = ('0{"sid":"floor"}', '42/display,["snapshot",{}]')


class Broadcast:
    """The process, seen from outside. A context manager."""

    def __enter__(self) -> "Broadcast":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.broadcast"], cwd=ROOT, text=True, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        self.port, orders = map(int, self._process.stdout.readline().split())
        self._orders = dial(("127.0.0.1", orders))
        return self

    def __exit__(self, *_: object) -> None:
        self._orders.close()
        self._process.kill()
        self._process.wait()

    def load(self, text: str) -> None:
        self._orders.sendall(text.encode() + b"\n")

    def fire(self) -> None:
        self._orders.sendall(b"\n")


# ---------------------------------------------------------------- the process itself


def framed(payload: bytes) -> bytes:
    """A text frame as servers send it."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def _serve() -> None:
    pages: list[socket.socket] = []
    doors = [socket.create_server(("127.0.0.1", 0), backlog=512) for _ in range(2)]
    print(*(door.getsockname()[1] for door in doors), flush=True)
    threading.Thread(target=_welcome, args=(doors[0], pages), daemon=True).start()
    link, _ = doors[1].accept()
    frame = b""
    with link.makefile("rb") as orders:
        for line in orders:
            if line != b"\n":
                frame = framed(line[:-1])
                continue
            for page in pages:
                page.sendall(frame)


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
    _serve()
