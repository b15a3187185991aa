"""A broadcast is encoded and framed once, and handed to every websocket without waiting for any of them.

The stock manager queues a packet for each page, and a thread a page frames it again. Here the finished
frame goes straight to the socket of each page that nothing else waits for; a slower page goes through its own
queue and never delays the others. No page gets two things in another order than they were sent in.

This leans on the insides of python-engineio and simple-websocket (their versions are locked). `Fanout` tries
it on a socket pair at start; where that fails, or over TLS or polling, everything goes the stock way.
"""

import contextlib
import logging
import queue
import socket
import ssl
import threading
import time
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import engineio
import engineio.packet
import socketio
import socketio.packet
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from engineio.socket import Socket as Page

SOCKETS = ("gunicorn.socket", "werkzeug.socket")
UNREAD_MS = 30_000
"""How long a page may leave everything unread before its connection is cut."""
CHECK_S = 5.0
_DONTWAIT = int(socket.MSG_DONTWAIT)

log = logging.getLogger("feed")


class Sent(NamedTuple):
    """Of the pages meant: who was passed over, with older things still to read, and who has left."""

    behind: set[str]
    gone: set[str]


class Outbox(queue.Queue[Any]):
    """What waits for one page. Its wire is free while the page's writer has written all it took and waits for
    more; what is put or taken ends that, under the mutex of the queue."""

    wire: "Wire | None" = None

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        if block:
            with self.mutex:
                self._mark(free=not self.queue)
        return super().get(block, timeout)

    def _put(self, item: Any) -> None:
        self._mark(free=False)
        super()._put(item)

    def _get(self) -> Any:
        self._mark(free=False)
        return super()._get()

    def _mark(self, *, free: bool) -> None:
        if self.wire is not None:
            self.wire.free = free


class Wire:
    """The socket under one websocket. One writer at a time; a frame begun is finished before the next."""

    __slots__ = ("_outbox", "_rest", "_sock", "_turn", "free")

    def __init__(self, sock: socket.socket, outbox: Outbox) -> None:
        self._sock = sock
        self._turn = threading.Lock()
        self._rest = b""
        self._outbox = outbox
        self.free = False
        outbox.wire = self
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, "TCP_USER_TIMEOUT", 18), UNREAD_MS)

    def send(self, data: bytes) -> int:
        """All of it, however slow the page is. Raises OSError when the page is gone."""
        with self._turn:
            rest, self._rest = self._rest, b""
            self._sock.sendall(rest + data)
        return len(data)

    def offer(self, frame: bytes) -> bool:
        """Whether the frame was taken without waiting, and after all that is older. What did not fit goes out
        before the next `send`. Nothing is done here that could be done elsewhere: a call passes through it a
        thousand times, and each time what the kernel needs for sending has to be fetched again."""
        if not self.free or not self._turn.acquire(False):
            return False
        try:
            if self._rest:
                return False
            sent = self._sock.send(frame, _DONTWAIT)
            if sent < len(frame):
                self._rest = frame[sent:]
                self._outbox.put(engineio.packet.Packet(engineio.packet.NOOP))  # wakes the writer: it goes on
        except OSError:  # full, or gone: the queue's writer finds out which
            return False
        finally:
            self._turn.release()
        return True

    def recv(self, size: int) -> bytes:
        return self._sock.recv(size)

    def close(self) -> None:
        self._sock.close()


class Upgraded(SimpleWebSocketWSGI):  # type: ignore[misc]
    """engineio's websocket over a `Wire`, which the queue of its Engine.IO socket knows."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        for name in SOCKETS:
            sock = environ.get(name)
            if isinstance(sock, socket.socket) and not isinstance(sock, ssl.SSLSocket):
                environ[name] = Wire(sock, self.app.__self__.queue)
        return super().__call__(environ, start_response)


class Fanout:
    """Sends events to pages. `direct` says whether frames go straight to the sockets."""

    def __init__(self, server: socketio.Server) -> None:
        self._server = server
        self._wires: dict[str, Wire] = {}
        self.direct = _tried()
        if self.direct:
            _prepare(server.eio)
        else:
            log.warning("state=stock_fanout")

    def send(
        self,
        namespace: str,
        pages: Collection[str],
        name: str,
        message: Mapping[str, Any],
        *,
        whole: bool = False,
    ) -> Sent:
        """One event to these pages (Socket.IO sids). A page that has not read the `whole` view before this
        one is passed over: it only needs the newest."""
        sent = Sent(set(), set())
        if not self.direct:
            sent.gone.update(p for p in pages if not self._server.manager.is_connected(p, namespace))
            self._server.emit(name, message, namespace=namespace, to=list(pages))
            return sent
        event = socketio.packet.EVENT
        said = self._server.packet_class(event, namespace=namespace, data=[name, message], binary=False)
        text = said.encode()
        packet = engineio.packet.Packet(engineio.packet.MESSAGE, text)
        frame = framed(packet.encode().encode())
        wires = self._wires
        late = [sid for sid in pages if (wire := wires.get(sid)) is None or not wire.offer(frame)]
        for sid in late:
            page = self._page(sid, namespace)
            if page is None or page.closed:
                self.forget(sid)
                sent.gone.add(sid)
            elif not self._offered_first(sid, page, frame):
                if whole and sid in wires:
                    sent.behind.add(sid)
                else:
                    self._server.eio.send_packet(page.sid, packet)
        return sent

    def _offered_first(self, sid: str, page: Page, frame: bytes) -> bool:
        """Whether it has a wire that was not known yet, which took the frame."""
        wire = _wire(page)
        if wire is None or sid in self._wires:
            return False
        self._wires[sid] = wire
        return wire.offer(frame)

    def forget(self, sid: str) -> None:
        """It has left."""
        self._wires.pop(sid, None)

    def _page(self, sid: str, namespace: str) -> Page | None:
        try:
            eio_sid = self._server.manager.eio_sid_from_sid(sid, namespace)
        except KeyError:  # the last page of this namespace is leaving at this moment
            return None
        return self._server.eio.sockets.get(eio_sid)


def framed(payload: bytes) -> bytes:
    """An unmasked, whole text frame (RFC 6455 5.2)."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def _wire(page: Page) -> Wire | None:
    """None until the page speaks by websocket alone, and for a connection that is no plain socket."""
    return page.queue.wire if page.upgraded and not page.upgrading else None


def _prepare(eio: engineio.Server) -> None:
    eio._async = {**eio._async, "queue": Outbox, "websocket": Upgraded}


def _tried() -> bool:
    """Whether a frame that is offered arrives, on a real socket pair through a real Engine.IO server."""
    eio = engineio.Server(async_mode="threading", monitor_clients=False)
    ours, theirs = socket.socketpair()
    theirs.settimeout(CHECK_S)
    environ = {
        "REQUEST_METHOD": "GET",
        "QUERY_STRING": "EIO=4&transport=websocket",
        "HTTP_HOST": "self-check",
        "HTTP_UPGRADE": "websocket",
        "HTTP_CONNECTION": "Upgrade",
        "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
        "HTTP_SEC_WEBSOCKET_VERSION": "13",
        SOCKETS[0]: ours,
    }

    def live() -> None:
        with contextlib.suppress(StopIteration):  # how a websocket ends under gunicorn
            eio.handle_request(environ, lambda *_: None)

    try:
        _prepare(eio)
        threading.Thread(target=live, name="fanout-check", daemon=True).start()
        _until(theirs, b'"sid"')
        (page,) = eio.sockets.values()
        frame = framed(b"4self-check")
        end = time.monotonic() + CHECK_S
        while not ((wire := _wire(page)) and wire.offer(frame)) and time.monotonic() < end:
            time.sleep(0.001)
        return _until(theirs, frame)
    except Exception as error:
        log.warning("state=fanout_check_failed error=%r", error)
        return False
    finally:
        theirs.close()


def _until(sock: socket.socket, wanted: bytes) -> bool:
    heard = b""
    while wanted not in heard:
        more = sock.recv(65536)
        if not more:
            raise OSError("the connection ended")
        heard += more
    return True
