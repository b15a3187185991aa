"""bench feed: from the press of 叫号 to the frame at every board page."""

import time
from dataclasses import dataclass, field

from tests.bench.broadcast import Broadcast
from tests.bench.figures import QUICK, Figure, percentile, progress
from tests.bench.hall import kiosk_token, scratch, serving
from tests.bench.pages import Pages
from tests.bench.wire import Connection, post
from tests.serving import Server

TITLE = "feed — POST call-next to the call at each page; floor: the same bytes by raw sockets, no database"
PAGES = (1, 5) if QUICK else (1, 50, 200, 1000)
CALLS = 4 if QUICK else 60
GOALS_MS = {1: 12.0, 200: 100.0}
"""Peers with 200 displays: 899 ms at best."""
STAFF, WINDOW, QUEUE, SCREEN = "1002", "w2", "insurance", "hall"
PAUSE_S = 0.15
"""Longer than the feed merges views for: each call meets a quiet hall."""


@dataclass(slots=True)
class _Measured:
    """One number of pages, in ms."""

    pushes: list[float] = field(default_factory=list)
    lasts: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)
    floor_lasts: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    size: int = 0


class Desk:
    """A clerk at a window, and the people who wait for it."""

    def __init__(self, server: Server, waiting: int) -> None:
        address = ("127.0.0.1", server.port)
        staff = server.staff(STAFF)
        self.person: str = staff.get("/api/session").json()["staff"]["name"]
        self._headers = {"Cookie": staff.cookies(), "X_CSRF_Token": staff.get("/api/session").json()["csrf"]}
        self._link = Connection(address)
        self._act("sign-in")
        kiosk, bearer = Connection(address), f"Bearer {kiosk_token(server)}"
        taken = [
            kiosk.ask(post("/api/tickets", {"queue": QUEUE}, Authorization=bearer)) for _ in range(waiting)
        ]
        kiosk.close()
        self._numbers = iter([answer["number"] for answer in taken])

    def next_number(self) -> str:
        """Who will be called."""
        return str(next(self._numbers))

    def call(self) -> str:
        return str(self._act("call-next")["ticket"]["number"])

    def pass_on(self) -> None:
        self._act("pass")

    def _act(self, action: str) -> dict[str, dict[str, object]]:
        return self._link.ask(post(f"/api/windows/{WINDOW}/{action}", {}, **self._headers))


def measure() -> tuple[list[Figure], list[str]]:
    """Figures and notes. Each call is followed by a broadcast of the same bytes to as many pages."""
    measured = {}
    with scratch() as folder, serving(folder) as server, Broadcast() as floor, Pages() as pages:
        board = server.session()
        assert board.get(f"/display/{SCREEN}").ok
        desk = Desk(server, len(PAGES) * CALLS)
        for count in PAGES:
            progress(f"feed: {count} pages, {CALLS} calls")
            pages.connect("hall", server.port, board.cookies(), count)
            pages.connect("floor", floor.port, "", count)
            time.sleep(4 * PAUSE_S)
            measured[count] = _Measured()
            for _ in range(CALLS):
                frame, text = _call(desk, pages, measured[count])
                _broadcast(floor, pages, frame, text, measured[count])
                desk.pass_on()
                time.sleep(PAUSE_S)
    figures = [figure for count in PAGES for figure in _figures(count, measured[count])]
    return figures, [_note(count, measured[count]) for count in PAGES]


def _call(desk: Desk, pages: Pages, measured: _Measured) -> tuple[str, str]:
    """The frame that brought the call, and the text it was known by."""
    number = desk.next_number()
    text = f'"number":"{number}"'
    pages.expect("hall", text)
    start = time.monotonic_ns()
    called = desk.call()
    measured.answers.append((time.monotonic_ns() - start) / 1e6)
    assert called == number, f"{called} was called, {number} was next"
    times, frame = pages.received()
    took = [(t - start) / 1e6 for t in times]
    measured.pushes += took
    measured.lasts.append(max(took))
    measured.size = len(frame.encode())
    return frame, text


def _broadcast(floor: Broadcast, pages: Pages, frame: str, text: str, measured: _Measured) -> None:
    floor.load(frame)
    pages.expect("floor", text)
    start = time.monotonic_ns()
    floor.fire()
    times, _ = pages.received()
    took = [(t - start) / 1e6 for t in times]
    measured.floors += took
    measured.floor_lasts.append(max(took))


def _figures(count: int, measured: _Measured) -> list[Figure]:
    def at(percent: int) -> tuple[float, str, float]:
        return percentile(measured.pushes, percent), "ms", percentile(measured.floors, percent)

    last, floor_last = percentile(measured.lasts, 50), percentile(measured.floor_lasts, 50)
    return [
        Figure(f"feed_p50_ms_{count}", *at(50), goal=GOALS_MS.get(count)),
        Figure(f"feed_p99_ms_{count}", *at(99)),
        Figure(f"feed_last_page_p50_ms_{count}", last, "ms", floor_last),
    ]


def _note(count: int, measured: _Measured) -> str:
    answer = percentile(measured.answers, 50)
    return (
        f"{count} pages: frame of {measured.size} bytes, the clerk's own answer after {answer:.1f} ms (p50)"
    )
