"""Straight to the sockets: order, pages that read slowly or not at all, and the stock way as the fallback.

The slow page parses with wsproto, which is not what frames here.
"""

import json
import socket
import subprocess
import threading
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import socketio
from werkzeug.serving import make_server
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Request, TextMessage
from wsproto.extensions import PerMessageDeflate
from wsproto.frame_protocol import FrameProtocol

from server.web.feed import fanout, feed
from tests.serving import ROOT, wait_until
from tests.web.house import House

BIG = "x" * 200_000
MORE_THAN_A_SOCKET_HOLDS = 60
FEW = 10
"""The polling client of these tests takes sixteen packets at once, not more."""


class SlowPage:
    """A board whose browser reads only when told to."""

    def __init__(self, port: int, bearer: str) -> None:
        self._link = socket.socket()
        self._link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._link.connect(("127.0.0.1", port))
        self._link.settimeout(10)
        self._ws = WSConnection(ConnectionType.CLIENT)
        target = "/socket.io/?EIO=4&transport=websocket"
        headers = [(b"Authorization", f"Bearer {bearer}".encode())]
        self._link.sendall(
            self._ws.send(Request("127.0.0.1", target, [PerMessageDeflate()], extra_headers=headers))
        )
        self._text = ""
        self.told: list[tuple[str, Any]] = []
        self.accepted: AcceptConnection | None = None

    def say(self, text: str) -> None:
        self._link.sendall(self._ws.send(TextMessage(text)))

    def read_until(self, name: str) -> Any:
        """Read on until an event of this name has come; its message."""
        seen = len(self.told)
        while not (found := [message for known, message in self.told[seen:] if known == name]):
            self.read()
        return found[-1]

    def read(self) -> None:
        more = self._link.recv(65536)
        assert more, "the connection ended"
        self._ws.receive_data(more)
        for event in self._ws.events():
            self._take(event)

    def _take(self, event: Any) -> None:
        if isinstance(event, AcceptConnection):
            self.accepted = event
        if not isinstance(event, TextMessage):
            return
        self._text += event.data
        if not event.message_finished:
            return
        text, self._text = self._text, ""
        if text.startswith("0"):
            self.say('40/display,{"id":"f1"}')
        elif text == "2":
            self.say("3")
        elif text.startswith("42/display,"):
            name, message = json.loads(text.partition(",")[2])
            self.told.append((name, message))

    def close(self) -> None:
        self._link.close()


@pytest.fixture
def slow(house: House) -> Iterator[SlowPage]:
    screen = house.device("screen", "f1")
    page = SlowPage(int(house.base().rpartition(":")[2]), screen.bearer)
    yield page
    page.close()


def members(house: House) -> set[str]:
    room = house.web.feed._rooms.get(("/display", "f1"))
    return set(room.members) if room else set()


def test_a_page_that_does_not_read_holds_up_nobody_and_misses_no_announcement(
    house: House, slow: SlowPage
) -> None:
    slow.read_until("snapshot")
    quick = house.feed("/display", {"id": "f1"}, house.device("screen", "f1"))
    quick.wait_for("snapshot")
    wait_until(lambda: len(members(house)) == 2)
    send = house.web.feed.fanout.send
    behind: set[str] = set()
    for at in range(MORE_THAN_A_SOCKET_HOLDS):
        pages = set(members(house))
        late = send("/display", pages, "view", {"seq": at, "view": BIG}, whole=True).behind
        assert behind <= late, "who is behind stays behind while nothing is read"
        behind = late
        send("/display", pages, "announce", {"seq": at})
        quick.wait_for("announce", at + 1)
    assert len(behind) == 1, "the slow page is behind, the quick one is not"
    assert len([v for v in quick.named("view") if v["view"] == BIG]) == MORE_THAN_A_SOCKET_HOLDS
    assert [a["seq"] for a in quick.named("announce")] == list(range(MORE_THAN_A_SOCKET_HOLDS))

    while [m["seq"] for n, m in slow.told if n == "announce"][-1:] != [MORE_THAN_A_SOCKET_HOLDS - 1]:
        slow.read()
    announced = [m["seq"] for n, m in slow.told if n == "announce"]
    assert announced == list(range(MORE_THAN_A_SOCKET_HOLDS)), "each once and in order"
    views = [m for n, m in slow.told if n == "view" and m["view"] == BIG]
    assert len(views) < MORE_THAN_A_SOCKET_HOLDS
    order = [(m["seq"], n) for n, m in slow.told if n == "announce" or m.get("view") == BIG]
    assert order == sorted(order, key=lambda told: told[0]), "never anything before what was sent earlier"
    assert wait_until(lambda: not send("/display", behind, "view", {"seq": 99}, whole=True).behind)
    assert slow.read_until("view") == {"seq": 99}
    assert slow.accepted is not None
    assert slow.accepted.extensions, "compression was agreed on; a plain frame is right even so"


def test_a_page_that_was_behind_gets_the_newest_view_by_itself(house: House, slow: SlowPage) -> None:
    slow.read_until("snapshot")
    wait_until(lambda: members(house))
    (sid,) = members(house)
    for at in range(MORE_THAN_A_SOCKET_HOLDS):
        house.web.feed.fanout.send("/display", {sid}, "announce", {"seq": at, "text": BIG})
    house.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage"})
    room = house.web.feed._rooms["/display", "f1"]
    wait_until(lambda: sid in room.behind, what="the page is behind")
    told = slow.read_until("view")
    assert told["view"]["queues"][0]["waiting"] == 1
    wait_until(lambda: not room.behind)


def test_many_hands_at_once_leave_whole_frames(house: House, slow: SlowPage) -> None:
    """The feed, the ping of engineio and an answer through the stock way, all at one socket."""
    slow.read_until("snapshot")
    (sid,) = wait_until(lambda: set(members(house)))
    server, rounds = house.web.socketio.server, 150

    def stock() -> None:
        for at in range(rounds):
            server.emit("stock", {"at": at, "text": "x" * 2000}, namespace="/display", to=sid)

    other = threading.Thread(target=stock)
    other.start()
    for at in range(rounds):
        house.web.feed.fanout.send("/display", {sid}, "announce", {"seq": at, "text": "y" * 2000})
    while len([n for n, _ in slow.told if n in {"stock", "announce"}]) < 2 * rounds:
        slow.read()
    other.join()
    assert [m["at"] for n, m in slow.told if n == "stock"] == list(range(rounds))
    assert [m["seq"] for n, m in slow.told if n == "announce"] == list(range(rounds))


@pytest.mark.parametrize("transports", [["polling"], ["polling", "websocket"]])
def test_a_page_that_polls_or_changes_over_gets_the_same(house: House, transports: list[str]) -> None:
    screen = house.device("screen", "f1")
    told: list[tuple[str, Any]] = []
    page = socketio.Client(reconnection=False)
    page.on("*", lambda name, message: told.append((name, message)), namespace="/display")
    page.connect(
        house.base(),
        namespaces=["/display"],
        auth={"id": "f1"},
        headers={"Authorization": f"Bearer {screen.bearer}"},
        transports=transports,
    )
    try:
        wait_until(lambda: [n for n, _ in told if n == "snapshot"])
        sid = str(page.get_sid("/display"))
        for at in range(FEW):
            assert not house.web.feed.fanout.send("/display", {sid}, "announce", {"seq": at}).gone
        wait_until(lambda: len([n for n, _ in told if n == "announce"]) == FEW)
        assert [m["seq"] for n, m in told if n == "announce"] == list(range(FEW))
    finally:
        page.disconnect()


@pytest.fixture
def by_tls(house: House, tmp_path: Path) -> Iterator[str]:
    """The address of the same hall behind a certificate of its own."""
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1"
    subprocess.run(
        [*made.split(), "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True
    )
    served = make_server(
        "127.0.0.1", 0, house.web.app, threaded=True, ssl_context=(str(certificate), str(key))
    )
    threading.Thread(target=served.serve_forever, args=(0.02,), daemon=True).start()
    yield f"https://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()


def test_over_tls_a_page_goes_the_stock_way_and_the_others_do_not(
    house: House, by_tls: str, slow: SlowPage
) -> None:
    """Bytes handed to the socket under TLS would be no TLS: such a page has no wire."""
    screen = house.device("screen", "f1")
    told: list[tuple[str, Any]] = []
    page = socketio.Client(reconnection=False, ssl_verify=False)
    page.on("*", lambda name, message: told.append((name, message)), namespace="/display")
    page.connect(
        by_tls,
        namespaces=["/display"],
        auth={"id": "f1"},
        headers={"Authorization": f"Bearer {screen.bearer}"},
        transports=["websocket"],
    )
    try:
        slow.read_until("snapshot")
        wait_until(lambda: len(members(house)) == 2)
        server, sid = house.web.socketio.server, str(page.get_sid("/display"))
        engine = {
            s: server.eio.sockets[server.manager.eio_sid_from_sid(s, "/display")] for s in members(house)
        }
        assert {s for s, one in engine.items() if fanout._wire(one) is None} == {sid}
        for at in range(FEW):
            sent = house.web.feed.fanout.send("/display", members(house), "announce", {"seq": at})
            assert sent == (set(), set())
        house.web.feed.fanout.send("/display", {sid}, "view", {"seq": FEW, "view": BIG}, whole=True)
        wait_until(lambda: [m for n, m in told if n == "view" and m.get("view") == BIG])
        assert [m["seq"] for n, m in told if n == "announce"] == list(range(FEW))
        while len([n for n, _ in slow.told if n == "announce"]) < FEW:
            slow.read()
    finally:
        page.disconnect()


def test_the_versions_whose_insides_are_leant_on_are_locked_and_tried() -> None:
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name in ("python-engineio", "python-socketio", "simple-websocket", "flask-socketio"):
        assert f"\n{name}=={version(name)} " in locked
    assert fanout._tried(), "what is installed is what the fan-out was written for"


def test_who_has_left_is_named_and_forgotten(house: House, slow: SlowPage) -> None:
    slow.read_until("snapshot")
    (sid,) = wait_until(lambda: set(members(house)))
    slow.close()
    wait_until(lambda: house.web.feed.fanout.send("/display", {sid}, "announce", {}).gone == {sid})
    wait_until(lambda: not members(house))
    assert not house.web.feed.fanout._wires, "and its socket is not kept for ever"


def test_insides_that_are_not_as_expected_send_the_stock_way(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(fanout, "CHECK_S", 0.2)
    monkeypatch.setattr(fanout.Wire, "offer", lambda *_: False)
    monkeypatch.setattr(feed, "BEAT_S", 0.2)
    house = House(tmp_path)
    try:
        assert not house.web.feed.fanout.direct
        assert "stock_fanout" in caplog.text
        page = house.feed("/display", {"id": "f1"}, house.device("screen", "f1"))
        page.wait_for("snapshot")
        house.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage"})
        assert page.wait_for("view")["view"]["queues"][0]["waiting"] == 1
        page.close()
        wait_until(lambda: not members(house), what="who has left is forgotten")
    finally:
        house.close()


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 70_001])
def test_a_frame_of_any_size_is_read_by_an_outside_parser(size: int) -> None:
    frames = FrameProtocol(client=True, extensions=[])
    frames.receive_bytes(fanout.framed(b"x" * size))
    assert "".join(f.payload for f in frames.received_frames()) == "x" * size
