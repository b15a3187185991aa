"""A page that loses the network says so, keeps what it knew, and recovers without a reload."""

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, shot
from tests.serving import Server, Session, free_port

pytestmark = pytest.mark.browser


class Cable:
    """A plain TCP relay between the browser and the server that can be pulled, hushed and put back."""

    def __init__(self, port: int) -> None:
        self.port = free_port()
        self._to = port
        self._cut = threading.Event()
        self._hushed = threading.Event()
        self._ending = threading.Event()
        self.no_websockets = False
        """As an old proxy: who asks for one is cut off."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._listener.settimeout(0.1)
        threading.Thread(target=self._accept, daemon=True).start()

    def pull(self) -> None:
        self._cut.set()

    def hush(self) -> None:
        """Nothing comes through, and neither end is told: a switch that hangs."""
        self._hushed.set()

    def put_back(self) -> None:
        """What was held back while hushed comes late."""
        self._cut.clear()
        self._hushed.clear()

    def close(self) -> None:
        self._ending.set()
        self._cut.set()

    def _accept(self) -> None:
        while not self._ending.is_set():
            with contextlib.suppress(TimeoutError):
                near, _ = self._listener.accept()
                if self._cut.is_set():
                    near.close()
                else:
                    threading.Thread(target=self._relay, args=(near,), daemon=True).start()
        self._listener.close()

    def _relay(self, near: socket.socket) -> None:
        with (
            contextlib.suppress(OSError),
            near,
            socket.create_connection(("127.0.0.1", self._to)) as far,
            selectors.DefaultSelector() as ready,
        ):
            ready.register(near, selectors.EVENT_READ, far)
            ready.register(far, selectors.EVENT_READ, near)
            while not self._cut.is_set():
                if self._hushed.is_set():
                    self._ending.wait(0.01)
                    continue
                for key, _ in ready.select(0.1):
                    data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                    if not data or (self.no_websockets and b"\r\nUpgrade: websocket\r\n" in data):
                        return
                    key.data.sendall(data)


def waiting(anybody: Session, queue: str) -> int:
    """How many wait in this queue, as the server says."""
    queues = anybody.get("/api/hall").json()["queues"]
    return next(int(q["waiting"]) for q in queues if q["id"] == queue)


@pytest.fixture
def cable(server: Server) -> Iterator[Cable]:
    relay = Cable(server.port)
    yield relay
    relay.close()


def test_the_board_goes_stale_keeps_its_calls_and_comes_back_by_itself(
    server: Server, cable: Cable, open_page: OpenPage, faults: list[str]
) -> None:
    clerk = server.staff("1001")
    clerk.post("/api/windows/w1/sign-in")
    kiosk = server.kiosk("k1")
    for _ in range(2):
        kiosk.post("/api/tickets", {"queue": "marriage", "kiosk": "k1"})
    clerk.post("/api/windows/w1/call-next")
    board = open_page("/display/f1", 1920, 1080, base=f"http://127.0.0.1:{cable.port}")
    expect(board.get_by_test_id("newest-number")).to_have_text("A001")
    board.evaluate("window.sameDocument = true")

    cable.pull()
    expect(board.get_by_test_id("stale")).to_be_visible()
    expect(board.get_by_test_id("newest-number")).to_have_text("A001")
    clerk.post("/api/windows/w1/finish")
    clerk.post("/api/windows/w1/call-next")
    shot(board, "board-stale")

    cable.put_back()
    expect(board.get_by_test_id("newest-number")).to_have_text("A002")
    expect(board.get_by_test_id("stale")).to_have_count(0)
    assert board.evaluate("window.sameDocument") is True
    assert faults == []


def test_a_kiosk_without_network_refuses_the_touch_and_nothing_fires_later(
    server: Server, cable: Cable, open_page: OpenPage, faults: list[str]
) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920, base=f"http://127.0.0.1:{cable.port}")
    kiosk.get_by_test_id("queue-payment").click()
    expect(kiosk.get_by_test_id("any-payment")).to_be_enabled()
    clerk = server.staff("1001")
    before = waiting(clerk, "payment")
    cable.pull()
    expect(kiosk.get_by_test_id("stale")).to_be_visible()
    kiosk.get_by_test_id("any-payment").click(force=True)
    expect(kiosk.get_by_test_id("message")).to_contain_text("连接中断")
    cable.put_back()
    expect(kiosk.get_by_test_id("stale")).to_have_count(0)
    assert waiting(clerk, "payment") == before
    assert faults == []


def test_a_restart_of_the_server_is_survived_by_an_open_board(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    board = open_page("/display/hall", 1920, 1080)
    expect(board.get_by_test_id("queue-payment")).to_have_text("0")
    board.evaluate("window.sameDocument = true")
    server.kill()
    expect(board.get_by_test_id("stale")).to_be_visible()
    server.start()
    server.kiosk("k1").post("/api/tickets", {"queue": "payment", "kiosk": "k1"})
    expect(board.get_by_test_id("queue-payment")).to_have_text("1")
    expect(board.get_by_test_id("stale")).to_have_count(0)
    assert board.evaluate("window.sameDocument") is True
    assert faults == []


def test_where_no_websocket_comes_through_the_board_lives_all_the_same(
    server: Server, cable: Cable, open_page: OpenPage
) -> None:
    cable.no_websockets = True
    board = open_page("/display/f1", 1920, 1080, base=f"http://127.0.0.1:{cable.port}")
    expect(board.get_by_test_id("stale")).to_have_count(0)
    clerk, kiosk = server.staff("1001"), server.kiosk("k1")
    clerk.post("/api/windows/w1/sign-in")
    clerk.post("/api/windows/w1/finish")  # whoever is still there from another test
    for _ in range(2):
        kiosk.post("/api/tickets", {"queue": "marriage", "kiosk": "k1"})
        called = clerk.post("/api/windows/w1/call-next").json()["ticket"]["number"]
        expect(board.get_by_test_id("newest-number")).to_have_text(called)
        clerk.post("/api/windows/w1/finish")

    cable.pull()
    expect(board.get_by_test_id("stale")).to_be_visible()
    cable.put_back()
    expect(board.get_by_test_id("stale")).to_have_count(0)
