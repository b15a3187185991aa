"""gunicorn's worker with many threads, as the hall needs it: where connections lie, who keeps a thread."""

import contextlib
import fcntl
import select
import signal
import socket
import ssl
import threading
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from server.web.serving import limits

BEING_ANSWERED_S = 1
"""So long a worker that ends waits for questions that are being answered; pages are never done."""


class Worker(ThreadWorker):  # type: ignore[misc]
    """Who has just pressed will press again: such a connection keeps its thread until it would be closed for
    its silence. The next press wakes that thread, not first the one that watches all connections
    (record 0027). Only so many at a time, so that nobody else goes without."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._places = threading.Semaphore(limits.staying(limits.files()))
        self._staying: set[TConn] = set()

    def accept(self, listener: Any) -> None:
        super().accept(_Door(listener))

    def handle(self, conn: TConn) -> Any:
        again = super().handle(conn)
        while again is True and self._pressed(conn) and self._places.acquire(blocking=False):
            try:
                if not self._next(conn):
                    return False
            finally:
                self._places.release()
            again = super().handle(conn)
        return again

    def handle_request(self, req: Any, conn: TConn) -> Any:
        conn.pressed = req.method == "POST"
        return super().handle_request(req, conn)

    def _pressed(self, conn: TConn) -> bool:
        """And nothing of its next question has been read yet, which the socket alone would not tell."""
        plain = not isinstance(conn.sock, ssl.SSLSocket)
        return plain and conn.pressed and not conn.parser.unreader.buf.getvalue()

    def _next(self, conn: TConn) -> bool:
        """Whether there is something to read, perhaps its end, before the silence is too long."""
        watch = select.poll()  # takes no file number, of which the devices need the low ones
        watch.register(conn.sock, select.POLLIN)
        self._staying.add(conn)
        try:
            return bool(self.alive and watch.poll(self.cfg.keepalive * 1000))
        finally:
            self._staying.discard(conn)

    def handle_quit(self, sig: int, frame: Any) -> None:
        _no_more_signals()
        super().handle_quit(sig, frame)

    def handle_exit(self, sig: int, frame: Any) -> None:
        _no_more_signals()
        super().handle_exit(sig, frame)
        self.cfg.set("graceful_timeout", BEING_ANSWERED_S)  # this worker's own; the master kills later
        for conn in tuple(
            self._staying
        ):  # wakes its thread; what has already come is still read and answered
            with contextlib.suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RD)


def _no_more_signals() -> None:
    """Ctrl+C and a service manager tell the worker, and so does its master: the second time would cut off the
    stop that the first began. Heard and not ignored: one that is on its way would be an error."""
    for sig in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(sig, lambda *_: None)


class _Door:
    """A listener whose connections leave the low file numbers to the devices."""

    def __init__(self, listener: Any) -> None:
        self._listener = listener
        self.getsockname = listener.getsockname

    def accept(self) -> tuple[socket.socket, Any]:
        link, address = self._listener.accept()
        return moved_up(link), address


def moved_up(link: socket.socket) -> socket.socket:
    """The same connection under a file number of LOW_FILES or above, where the system has such."""
    with contextlib.suppress(OSError):
        high = fcntl.fcntl(link.fileno(), fcntl.F_DUPFD_CLOEXEC, limits.LOW_FILES)
        moved = socket.socket(link.family, link.type, link.proto, fileno=high)
        link.close()
        return moved
    return link
