"""Many board pages in one process: websocket only, Engine.IO 4 / Socket.IO 5 on raw sockets.

A program of its own (``python -m tests.bench.pages``), so that reading costs the asker nothing and each
page costs a few microseconds. Orders come as JSON lines on stdin, answers leave as JSON lines on stdout:

  {"do": "connect", "group": g, "port": p, "cookie": c, "count": n}   -> {"pages": how many are ready}
  {"do": "stick", "group": g, "port": p, "cookie": c}                 -> {"stuck": true}: one page more, which
                                       asks for hundreds of views and reads none of them
  {"do": "count", "group": g}                                         -> {"frames": how many it got in all}
  {"do": "expect", "group": g, "text": t}                             -> {"armed": true}, and then, once every
                                       page of the group got it, {"times": [ns of each], "frame": the first}

Times are CLOCK_MONOTONIC, the same clock in every process.
"""

import json
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.bench.wire import dial
from tests.serving import ROOT

PATIENCE_S = 30.0
JOIN = b'40/display,{"id":"hall"}'
SNAPSHOT = b'42/display,["snapshot"'
STUCK_ASKS = 300
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Pages:
    """The process, seen from outside. A context manager."""

    def __enter__(self) -> "Pages":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.pages"],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def connect(self, group: str, port: int, cookie: str, count: int) -> None:
        """Until the group has `count` pages, each with its snapshot."""
        answer = self._ask({"do": "connect", "group": group, "port": port, "cookie": cookie, "count": count})
        assert answer["pages"] == count, answer

    def stick(self, group: str, port: int, cookie: str) -> None:
        """Beside the group there is now a page that reads no more; it is none of the group."""
        self._ask({"do": "stick", "group": group, "port": port, "cookie": cookie})

    def count(self, group: str) -> int:
        """How many events its pages have got so far."""
        return int(self._ask({"do": "count", "group": group})["frames"])

    def expect(self, group: str, text: str) -> None:
        """From now on wait for the first frame with this text on every page of the group."""
        self._ask({"do": "expect", "group": group, "text": text})

    def received(self) -> tuple[list[int], str]:
        """When each page got it, and what the first got."""
        answer = self._answer()
        return answer["times"], answer["frame"]

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the pages gave up")
        answer: dict[str, Any] = json.loads(line)
        return answer


# ---------------------------------------------------------------- the process itself


@dataclass(slots=True)
class _Group:
    pages: "list[_Page]" = field(default_factory=list)
    text: bytes = b""
    got: dict[int, int] = field(default_factory=dict)
    frame: bytes = b""
    frames: int = 0


class _Page:
    """One websocket."""

    def __init__(self, group: _Group, port: int, cookie: str) -> None:
        self.group = group
        self.ready = False
        self._buffer = b""
        self._upgraded = False
        self.link = dial(("127.0.0.1", port))
        self.link.sendall(
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
            b"Host: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: %s\r\n\r\n" % (port, cookie.encode())
        )

    def readable(self) -> None:
        more = self.link.recv(65536)
        now = time.monotonic_ns()
        if not more:
            raise RuntimeError("the server closed a page's connection")
        self._buffer += more
        if not self._upgraded:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head:
                raise RuntimeError(head.decode())
            self._upgraded, self._buffer = True, rest
        for opcode, payload in self._frames():
            self._take(opcode, payload, now)

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        while (frame := first_frame(self._buffer)) is not None:
            opcode, payload, self._buffer = frame
            yield opcode, payload

    def _take(self, opcode: int, payload: bytes, now: int) -> None:
        group = self.group
        group.frames += payload.startswith(b"42")
        if opcode == PING:
            self._send(PONG, payload)
        elif opcode == CLOSE:
            raise RuntimeError("the server closed a page")
        elif group.text and group.text in payload and id(self) not in group.got:
            group.got[id(self)] = now
            group.frame = group.frame or payload
        elif payload == b"2":
            self._send(TEXT, b"3")
        elif payload.startswith(b"0"):
            self._send(TEXT, JOIN)
        elif payload.startswith(SNAPSHOT):
            self.ready = True
        elif payload.startswith(b"44/display"):
            raise RuntimeError(payload.decode())

    def ask(self, times: int) -> None:
        """For the newest view, so often."""
        for _ in range(times):
            self._send(TEXT, b'42/display,["ask"]')

    def _send(self, opcode: int, payload: bytes) -> None:
        """Masked with zeros: the mask is a must, what is in it is not."""
        self.link.sendall(bytes((0x80 | opcode, 0x80 | len(payload))) + bytes(4) + payload)


def first_frame(buffer: bytes) -> tuple[int, bytes, bytes] | None:
    """(opcode, payload, rest) of an unmasked, unfragmented frame; None while it is not whole.

    >>> first_frame(bytes([0x81, 1, 50, 0x81]))
    (1, b'2', b'\\x81')
    """
    if len(buffer) < 2:
        return None
    size, start = buffer[1], 2
    if size == 126:
        size, start = int.from_bytes(buffer[2:4], "big"), 4
    elif size == 127:
        size, start = int.from_bytes(buffer[2:10], "big"), 10
    end = start + size
    if len(buffer) < max(end, start):
        return None
    return buffer[0] & 0x0F, buffer[start:end], buffer[end:]


class _Loop:
    """Serves all sockets while it waits for what was ordered."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._groups: dict[str, _Group] = {}
        self._stuck: list[_Page] = []

    def serve(self) -> None:
        """Until stdin ends."""
        self._selector.register(sys.stdin.fileno(), selectors.EVENT_READ, None)
        while True:
            if self._turn():
                line = sys.stdin.readline()  # the asker waits for an answer: never two orders in the buffer
                if not line:
                    return
                self._obey(json.loads(line))

    def _obey(self, order: dict[str, Any]) -> None:
        group = self._groups.setdefault(order["group"], _Group())
        if order["do"] == "connect":
            while len(group.pages) < order["count"]:
                self._connect(group, order["port"], order["cookie"])
            _tell({"pages": len(group.pages)})
            return
        if order["do"] == "count":
            _tell({"frames": group.frames})
            return
        if order["do"] == "stick":
            self._stick(group, order["port"], order["cookie"])
            _tell({"stuck": True})
            return
        group.text, group.got, group.frame = order["text"].encode(), {}, b""
        _tell({"armed": True})
        all_got, some_got = (lambda: len(group.got) == len(group.pages)), (lambda: group.got)
        self._until(all_got, f"all pages got {order['text']}", begun=some_got)
        group.text = b""
        _tell({"times": list(group.got.values()), "frame": group.frame.decode()})

    def _connect(self, group: _Group, port: int, cookie: str) -> None:
        page = _Page(group, port, cookie)
        self._selector.register(page.link, selectors.EVENT_READ, page)
        group.pages.append(page)
        self._until(lambda: page.ready, "a page got its snapshot")

    def _stick(self, group: _Group, port: int, cookie: str) -> None:
        self._connect(group, port, cookie)
        page = group.pages.pop()
        self._selector.unregister(page.link)
        page.ask(STUCK_ASKS)
        self._stuck.append(page)

    def _until(self, done: Any, what: str, *, begun: Any = lambda: False) -> None:
        """Once it has `begun` nobody sleeps before it is done: to wake a reader costs whoever sends to it on
        the same machine as much as the sending, for each page anew if the reader is the quicker one. Boards
        are machines of their own. Before that the processor is left to who has to answer the press."""
        end = time.monotonic() + PATIENCE_S
        while not done():
            self._turn(0 if begun() else 1)
            if time.monotonic() > end:
                raise TimeoutError(f"still not so after {PATIENCE_S} s: {what}")

    def _turn(self, patience_s: float = 1) -> bool:
        """Serve what is readable; whether an order has come."""
        ordered = False
        for key, _ in self._selector.select(timeout=patience_s):
            if key.data is None:
                ordered = True
            else:
                key.data.readable()
        return ordered


def _tell(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _Loop().serve()
