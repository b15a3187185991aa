"""The floor under the feed in the stack that is given: gunicorn and Flask with nothing of ours in them.

One route commits one row, writes one finished frame to every websocket, raw and without a queue, and answers
(``python -m tests.bench.bare_stack FILE PORT``). No rules, no rights, no views, no care for a slow page.
"""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Flask, request
from gunicorn.app.base import BaseApplication
from websockets.frames import Frame, Opcode
from wsproto.utilities import generate_accept_token

from tests.bench.bare_post import presses
from tests.bench.broadcast import WELCOME
from tests.bench.wire import Connection, post
from tests.serving import ROOT, free_port, listens, wait_until

THREADS = 2048
"""One a websocket, as with us."""


class BareStack:
    """The process, seen from outside. A context manager."""

    def __init__(self, database: Path) -> None:
        self.port = free_port()
        self._command = [sys.executable, "-m", "tests.bench.bare_stack", str(database), str(self.port)]

    def __enter__(self) -> "BareStack":
        self._process = subprocess.Popen(self._command, cwd=ROOT)
        wait_until(lambda: listens(self.port), what="the bare stack listens")
        self._asker = Connection(("127.0.0.1", self.port))
        return self

    def __exit__(self, *_: object) -> None:
        self._asker.close()
        self._process.terminate()
        self._process.wait()

    def dial(self) -> None:
        """Anew: while a thousand pages connect, the server closes what is silent."""
        self._asker.close()
        self._asker = Connection(("127.0.0.1", self.port))

    def load(self, text: str) -> None:
        self._asker.ask(post("/text", {"text": text}))

    def call(self) -> None:
        """Returns with the answer."""
        self._asker.ask(post("/call", {"window": "w2"}))


# ---------------------------------------------------------------- the process itself


class _Stack:
    def __init__(self, database: Path) -> None:
        self._link = presses(database, any_thread=True)
        self._turn = threading.Lock()
        self._pages: list[socket.socket] = []
        self._frame = b""

    def application(self) -> Any:
        flask = Flask(__name__)
        flask.post("/text")(self._keep)
        flask.post("/call")(self._call)

        def with_websockets(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            if "HTTP_UPGRADE" in environ:
                self._page(environ["gunicorn.socket"], environ["HTTP_SEC_WEBSOCKET_KEY"])
            return flask.wsgi_app(environ, start_response)

        return with_websockets

    def _keep(self) -> dict[str, bool]:
        self._frame = _framed(request.get_json()["text"])
        return {"ok": True}

    def _call(self) -> dict[str, bool]:
        window = request.get_json()["window"]
        with self._turn:
            self._link.execute("INSERT INTO presses (data) VALUES (?)", (window,))
            for page in self._pages:
                page.send(self._frame)
        return {"ok": True}

    def _page(self, page: socket.socket, key: str) -> None:
        """Until it leaves. Raises StopIteration: how a websocket ends under gunicorn."""
        page.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        accept = generate_accept_token(key.encode()).decode()
        head = f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}"
        page.sendall(f"HTTP/1.1 101 Switching Protocols\r\n{head}\r\n\r\n".encode())
        for text in WELCOME:
            page.sendall(_framed(text))
        with self._turn:
            self._pages.append(page)
        while page.recv(65536):
            pass
        raise StopIteration


def _framed(text: str) -> bytes:
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


class _Served(BaseApplication):  # type: ignore[misc]
    def __init__(self, database: Path, port: int) -> None:
        self._database, self._port = database, port
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"127.0.0.1:{self._port}",
            "worker_class": "gthread",
            "threads": THREADS,
            "worker_connections": 2 * THREADS,
            "keepalive": 30,
            "graceful_timeout": 0,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return _Stack(self._database).application()


if __name__ == "__main__":
    _Served(Path(sys.argv[1]), int(sys.argv[2])).run()
