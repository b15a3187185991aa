"""Many phone pages in one process: each asks for its slip as `phone/link.js` does, on raw sockets.

A program of its own (``python -m tests.bench.phone_pages``), so that the phones share no interpreter with the
asker. Orders come as JSON lines on stdin, answers leave as JSON lines on stdout:

  {"do": "open", "port": p, "tokens": [...]}   -> {"open": how many know their view}
  {"do": "expect", "token": t, "text": s}      -> {"armed": true}, and then, once this phone was told a view
                                                  with that text, {"at": ns}
  {"do": "asked"}                              -> {"asked": questions so far}

Times are CLOCK_MONOTONIC, the same clock in every process.
"""

import heapq
import json
import re
import resource
import selectors
import socket
import subprocess
import sys
import time
from typing import Any

from tests.bench.wire import dial
from tests.serving import ROOT

PATIENCE_S = 120.0
HELD_S, AT_ONCE_S = 1.0, 0.1
"""As in `phone/link.js`: an answer sooner was not held; the pause before the next question."""
ETAG, AGAIN, LENGTH = (
    re.compile(rb'(?i)\r\netag: *"(\w+)"'),
    re.compile(rb'"again_s":(\d+)'),
    b"content-length:",
)


class PhonePages:
    """The process, seen from outside. A context manager."""

    def __enter__(self) -> "PhonePages":
        command = [sys.executable, "-m", "tests.bench.phone_pages"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def open(self, port: int, tokens: list[str]) -> None:
        """These too, until each of them knows its view."""
        self._ask({"do": "open", "port": port, "tokens": tokens})

    def expect(self, token: str, text: str) -> None:
        """From now on wait until this phone is told a view with this text."""
        self._ask({"do": "expect", "token": token, "text": text})

    def told_at(self) -> int:
        """When it was, in ns."""
        return int(self._answer()["at"])

    def asked(self) -> int:
        """How many questions all of them have asked."""
        return int(self._ask({"do": "asked"})["asked"])

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the phones gave up")
        answer: dict[str, Any] = json.loads(line)
        return answer


# ---------------------------------------------------------------- the process itself


class _Phone:
    """One page on a connection that is kept."""

    def __init__(self, port: int, token: str) -> None:
        self.token = token
        self.link: socket.socket = dial(("127.0.0.1", port))
        self.etag = b""
        self._again_s = 1.0
        self._asked_at = 0.0
        self._received = b""

    def ask(self) -> None:
        known = b'If-None-Match: "%s"\r\n' % self.etag if self.etag else b""
        wait = int(bool(self.etag))
        path = b"/api/visits/%s?wait=%d" % (self.token.encode(), wait)
        self._asked_at = time.monotonic()
        self.link.sendall(b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n" % (path, known))

    def readable(self) -> tuple[float, bytes] | None:
        """(seconds until the next question, the body) once the answer is there."""
        more = self.link.recv(65536)
        if not more:
            raise RuntimeError("the server closed a phone's connection")
        self._received += more
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return None
        self._received = b""
        status = int(head[9:12])
        if status not in (200, 304):
            raise RuntimeError(f"{status}: {body.decode()}")
        if etag := ETAG.search(head):
            self.etag = etag.group(1)
        if again := AGAIN.search(body):
            self._again_s = float(again.group(1))
        no_room = status == 304 and time.monotonic() - self._asked_at < HELD_S
        return (self._again_s if no_room else AT_ONCE_S), body


def _length(head: bytes) -> int:
    """
    >>> _length(b"HTTP/1.1 200 OK" + bytes([13, 10]) + b"Content-Length: 12"), _length(b"HTTP/1.1 304 X")
    (12, 0)
    """
    if head[9:12] == b"304":
        return 0
    return int(head.lower().partition(LENGTH)[2].split(b"\r\n", 1)[0] or 0)


class _Loop:
    """Serves all sockets while it waits for what was ordered."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._later: list[tuple[float, int, _Phone]] = []
        self._expected: tuple[str, bytes] | None = None
        self._told_at = self._asked = self._opened = self._known = 0

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
        match order["do"]:
            case "open":
                for token in order["tokens"]:
                    self._open(order["port"], token)
                self._until(lambda: self._known == self._opened, "all phones know their view")
                _tell({"open": self._known})
            case "expect":
                self._expected, self._told_at = (order["token"], order["text"].encode()), 0
                _tell({"armed": True})
                self._until(lambda: self._told_at > 0, f"a phone is told {order['text']}")
                self._expected = None
                _tell({"at": self._told_at})
            case _:
                _tell({"asked": self._asked})

    def _open(self, port: int, token: str) -> None:
        phone = _Phone(port, token)
        self._selector.register(phone.link, selectors.EVENT_READ, phone)
        self._opened += 1
        self._ask(phone)

    def _ask(self, phone: _Phone) -> None:
        self._asked += 1
        phone.ask()

    def _until(self, done: Any, what: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while not done():
            self._turn()
            if time.monotonic() > end:
                raise TimeoutError(f"still not so after {PATIENCE_S} s: {what}")

    def _turn(self) -> bool:
        """Serve what is readable and ask what is due; whether an order has come."""
        ordered = False
        due = self._later[0][0] - time.monotonic() if self._later else 1.0
        for key, _ in self._selector.select(timeout=min(1.0, max(0.0, due))):
            if key.data is None:
                ordered = True
            else:
                self._answered(key.data)
        while self._later and self._later[0][0] <= time.monotonic():
            self._ask(heapq.heappop(self._later)[2])
        return ordered

    def _answered(self, phone: _Phone) -> None:
        first = not phone.etag
        answer = phone.readable()
        if answer is None:
            return
        pause, body = answer
        self._known += first
        if self._expected and self._expected[0] == phone.token and self._expected[1] in body:
            self._told_at = time.monotonic_ns()
        heapq.heappush(self._later, (time.monotonic() + pause, id(phone), phone))


def _tell(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    _Loop().serve()
