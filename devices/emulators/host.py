"""Runs one far end on a pseudo-terminal with a control socket, in one thread.

    DIR/NAME.tty   a symbolic link to the pseudo-terminal; replaced atomically, gone while unplugged
    DIR/NAME.ctl   the control socket: one JSON object a line, one line back

Orders of the host itself: `{"op": "unplug"}`, `{"op": "plug"}`.
"""

import contextlib
import json
import os
import selectors
import socket
import sys
import time
import tty
from collections.abc import Callable
from pathlib import Path

from devices.emulators.control import short
from devices.emulators.far_end import Answer, BadOrder, FarEnd

READ = selectors.EVENT_READ


class Host:
    """One emulated device (or line of devices), until its standard input ends."""

    def __init__(self, far_end: FarEnd, name: str, folder: Path) -> None:
        self._far_end = far_end
        self._tty = folder / f"{name}.tty"
        self._ctl = folder / f"{name}.ctl"
        self._ends: tuple[int, int] | None = None
        self._selector = selectors.DefaultSelector()
        self._running = True

    def run(self, *, watch_stdin: bool) -> None:
        """Serve; with `watch_stdin`, until whoever started this is gone."""
        self._listen()
        self._plug()
        if watch_stdin:
            self._selector.register(sys.stdin.fileno(), READ, self._on_stdin)
        print("ready", flush=True)
        try:
            while self._running:
                due = self._far_end.next_due()
                timeout = None if due is None else max(0.0, due - time.monotonic())
                for key, _ in self._selector.select(timeout):
                    key.data()
                self._send()
        finally:
            self._unplug()
            self._ctl.unlink(missing_ok=True)

    def _plug(self) -> None:
        if self._ends is not None:
            return
        master, slave = os.openpty()
        tty.setraw(master)
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._ends = master, slave
        self._selector.register(master, READ, self._on_line)
        fresh = self._tty.with_suffix(f".{os.getpid()}")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(slave))
        fresh.replace(self._tty)

    def _unplug(self) -> None:
        if self._ends is None:
            return
        self._tty.unlink(missing_ok=True)
        master, slave = self._ends
        self._ends = None
        self._selector.unregister(master)
        os.close(master)
        os.close(slave)

    def _listen(self) -> None:
        self._ctl.unlink(missing_ok=True)
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with short(str(self._ctl)) as name:
            server.bind(name)
        server.listen()
        self._selector.register(server, READ, lambda: self._accept(server))

    def _accept(self, server: socket.socket) -> None:
        client, _ = server.accept()
        client.settimeout(1.0)
        waiting = bytearray()
        self._selector.register(client, READ, lambda: self._on_client(client, waiting))

    def _on_client(self, client: socket.socket, waiting: bytearray) -> None:
        with contextlib.suppress(OSError):
            data = client.recv(65536)
            waiting += data
            while (end := waiting.find(b"\n")) >= 0:
                answer = self._order(bytes(waiting[:end]))
                del waiting[: end + 1]
                client.sendall(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
            if data:
                return
        self._selector.unregister(client)
        client.close()

    def _order(self, line: bytes) -> Answer:
        own: dict[str, Callable[[], None]] = {"plug": self._plug, "unplug": self._unplug}
        try:
            order = json.loads(line)
            if order.get("op") in own:
                own[order["op"]]()
                return {"ok": True}
            return {"ok": True, **self._far_end.request(order, time.monotonic())}
        except (BadOrder, ValueError, TypeError, AttributeError) as error:
            return {"error": str(error)}

    def _on_line(self) -> None:
        if self._ends is None:
            return
        with contextlib.suppress(OSError):
            self._far_end.receive(os.read(self._ends[0], 65536), time.monotonic())

    def _on_stdin(self) -> None:
        self._running = bool(os.read(sys.stdin.fileno(), 4096))

    def _send(self) -> None:
        data = self._far_end.transmit(time.monotonic())
        if data and self._ends is not None:
            with contextlib.suppress(BlockingIOError):  # nobody reads: a line forgets what nobody hears
                os.write(self._ends[0], data)
