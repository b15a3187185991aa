"""The floor under the feed: a raw websocket broadcast by the `websockets` library, in a process of its own.

No Flask, no rules, no rooms, no rights (``python -m tests.bench.broadcast FILE``). It prints three ports.
Websockets come to the first and hear what a page of ours hears on connecting. On the second comes one
connection: a line is kept, an empty line broadcasts it. On the third comes one asker: each POST is one row
committed to FILE, then the kept text to every websocket, then an answer — what any server that must not lose
a call has to do.
"""

import asyncio
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

from websockets.asyncio.server import ServerConnection, broadcast, serve

from tests.bench.bare_post import ANSWER, presses
from tests.bench.wire import Connection, dial, post
from tests.serving import ROOT

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


class _Floor:
    def __init__(self, link: sqlite3.Connection) -> None:
        self._link = link
        self._pages: set[ServerConnection] = set()
        self._text = ""

    async def welcome(self, page: ServerConnection) -> None:
        for text in WELCOME:
            await page.send(text)
        self._pages.add(page)
        await page.wait_closed()

    async def obey(self, orders: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        while line := await orders.readline():
            if line == b"\n":
                broadcast(self._pages, self._text)
            else:
                self._text = line[:-1].decode()

    async def answer(self, asker: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        while request := await asker.read(65536):  # `wire.post` sends one segment
            self._link.execute("INSERT INTO presses (data) VALUES (?)", (request.decode(),))
            broadcast(self._pages, self._text)
            answers.write(ANSWER)


async def _serve(database: Path) -> None:
    floor = _Floor(presses(database))
    async with (
        serve(floor.welcome, "127.0.0.1", 0, backlog=512, compression=None, ping_interval=None) as pages,
        await asyncio.start_server(floor.obey, "127.0.0.1", 0) as orders,
        await asyncio.start_server(floor.answer, "127.0.0.1", 0) as askers,
    ):
        doors: list[socket.socket] = [next(iter(server.sockets)) for server in (pages, orders, askers)]
        print(*(door.getsockname()[1] for door in doors), flush=True)
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
