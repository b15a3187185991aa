"""bench feed: from the press of 叫号 to the frame at every board page, and what a delivery costs."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.bare_stack import BareStack
from tests.bench.broadcast import Broadcast
from tests.bench.figures import QUICK, Figure, percentile, progress
from tests.bench.hall import kiosk_token, scratch, serving
from tests.bench.pages import Pages
from tests.bench.wire import Connection, post
from tests.serving import Server

TITLE = (
    "feed — POST call-next to the call at each page; floor: gunicorn and Flask, one commit, then a raw\n"
    "websocket broadcast of the same text. The same times beside lower floors: `asyncio`: bare POST,\n"
    "commit and broadcast without gunicorn and Flask; `push`: that broadcast alone"
)
PAGES = (1, 5) if QUICK else (1, 50, 200, 1000)
BESIDE_STUCK = 5 if QUICK else 50
"""So many pages are measured once more beside one that reads nothing."""
CALLS = 4 if QUICK else 60
GOAL_ALONE_MS = 12.0
"""With one page there is nothing to fan out; the best peer takes as long for the call alone."""
GOAL_RATIOS = {50: 1.5, 99: 2.0}
"""× the floor, where more than one page listens."""
STAFF, WINDOW, QUEUE, SCREEN = "1002", "w2", "insurance", "hall"
PAUSE_S = 0.15
"""Longer than the feed merges views for: each call meets a quiet hall. The floors wait as long, too: a
processor and a disk that have just worked answer two to three times as fast as those of a hall at rest."""
SCHEDULED = 2
"""CPUCLOCK_SCHED of clock_getcpuclockid(3) under Linux."""


@dataclass(slots=True)
class _Measured:
    """One number of pages, in ms. `cpu_us`: of the serving process for each event at each page."""

    pushes: list[float] = field(default_factory=list)
    lasts: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)
    floor_lasts: list[float] = field(default_factory=list)
    asyncio: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    size: int = 0
    cpu_us: float = 0.0
    floor_cpu_us: float = 0.0


class Desk:
    """A clerk at a window, and the people who wait for it."""

    def __init__(self, server: Server, waiting: int) -> None:
        address = ("127.0.0.1", server.port)
        staff = server.staff(STAFF)
        self.person: str = staff.get("/api/session").json()["staff"]["name"]
        self._headers = {"Cookie": staff.cookies(), "X_CSRF_Token": staff.get("/api/session").json()["csrf"]}
        self._address = address
        self.dial()
        self._act("sign-in")
        kiosk, bearer = Connection(address), f"Bearer {kiosk_token(server)}"
        taken = [
            kiosk.ask(post("/api/tickets", {"queue": QUEUE}, Authorization=bearer)) for _ in range(waiting)
        ]
        kiosk.close()
        self._numbers = iter([answer["number"] for answer in taken])

    def dial(self) -> None:
        """Anew: while a thousand pages connect, the server closes what is silent."""
        self._link = Connection(self._address)

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
    """Figures and notes. Each call is followed by its floors: the same text to as many pages."""
    measured = {}
    with (
        scratch() as folder,
        serving(folder) as server,
        BareStack(folder / "stack.db") as stack,
        Broadcast(folder / "floor.db") as floor,
        Pages() as pages,
    ):
        floors = _Floors(stack, floor, pages)
        board = server.session()
        assert board.get(f"/display/{SCREEN}").ok
        desk = Desk(server, (len(PAGES) + 1) * CALLS)
        for count in PAGES:
            progress(f"feed: {count} pages, {CALLS} calls")
            pages.connect("hall", server.port, board.cookies(), count)
            floors.connect(count)
            desk.dial()
            measured[count] = _calls(server, desk, pages, floors)
            if count == BESIDE_STUCK:
                progress(f"feed: {count} pages, {CALLS} calls, beside one that reads nothing")
                pages.stick("hall", server.port, board.cookies())
                stuck = _calls(server, desk, pages, floors)
    figures = [figure for count in PAGES for figure in _figures(count, measured[count])]
    notes = [_note(count, measured[count]) for count in PAGES]
    # The same pages, and one more that reads nothing: the floor is how they were without it.
    beside = _beside(
        f"feed_beside_stuck_p{{}}_ms_{BESIDE_STUCK}", stuck.pushes, measured[BESIDE_STUCK].pushes
    )
    return [*figures, *beside], notes


def _calls(server: Server, desk: Desk, pages: Pages, floors: "_Floors") -> _Measured:
    """One number of pages, with what the processor did meanwhile in both processes."""
    time.sleep(4 * PAUSE_S)
    measured, worker, floor = _Measured(), server.worker(), floors.broadcast.pid
    cpu, events = _cpu_s(worker), pages.count("hall")
    floor_cpu, floor_events = _cpu_s(floor), pages.count("floor")
    for _ in range(CALLS):
        time.sleep(PAUSE_S)
        frame, text = _call(desk, pages, measured)
        desk.pass_on()
        floors.load(frame)
        measured.bare += floors.ask("floor", floors.broadcast.fire, text)
        measured.asyncio += floors.ask("floor", floors.broadcast.call, text)
        took = floors.ask("stack", floors.stack.call, text)
        measured.floors += took
        measured.floor_lasts.append(max(took))
    measured.cpu_us = 1e6 * (_cpu_s(worker) - cpu) / (pages.count("hall") - events)
    measured.floor_cpu_us = 1e6 * (_cpu_s(floor) - floor_cpu) / (pages.count("floor") - floor_events)
    return measured


@dataclass(frozen=True, slots=True)
class _Floors:
    """What others would build: each is asked after the same rest as the hall."""

    stack: BareStack
    broadcast: Broadcast
    pages: Pages

    def connect(self, count: int) -> None:
        self.pages.connect("stack", self.stack.port, "", count)
        self.pages.connect("floor", self.broadcast.port, "", count)
        self.stack.dial()

    def load(self, text: str) -> None:
        self.stack.load(text)
        self.broadcast.load(text)

    def ask(self, group: str, start_it: Callable[[], None], text: str) -> list[float]:
        """When each page of the group got the text, in ms from the asking."""
        time.sleep(PAUSE_S)
        self.pages.expect(group, text)
        start = time.monotonic_ns()
        start_it()
        times, _ = self.pages.received()
        return [(t - start) / 1e6 for t in times]


def _cpu_s(process: int) -> float:
    """Processor time of all threads of a process so far, in seconds: its clock, by the kernel's numbering."""
    return time.clock_gettime((~process << 3) | SCHEDULED)


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


def _figures(count: int, measured: _Measured) -> list[Figure]:
    last, floor_last = percentile(measured.lasts, 50), percentile(measured.floor_lasts, 50)
    return [
        *(_push(f"feed_p{percent}_ms_{count}", percent, count, measured) for percent in (50, 99)),
        Figure(f"feed_last_page_p50_ms_{count}", last, "ms", floor_last),
        *_beside(f"feed_asyncio_p{{}}_ms_{count}", measured.pushes, measured.asyncio),
        *_beside(f"feed_push_p{{}}_ms_{count}", measured.pushes, measured.bare),
        Figure(f"feed_cpu_us_{count}", measured.cpu_us, "µs", measured.floor_cpu_us),
    ]


def _beside(name: str, ours: list[float], floor: list[float]) -> list[Figure]:
    """`name` has a place for the percentile."""
    return [
        Figure(name.format(percent), percentile(ours, percent), "ms", percentile(floor, percent))
        for percent in (50, 99)
    ]


def _push(name: str, percent: int, count: int, measured: _Measured) -> Figure:
    floor = percentile(measured.floors, percent)
    goal = GOAL_RATIOS[percent] * floor if count > 1 else GOAL_ALONE_MS if percent == 50 else None
    return Figure(name, percentile(measured.pushes, percent), "ms", floor, goal=goal and float(f"{goal:.3g}"))


def _note(count: int, measured: _Measured) -> str:
    answer = percentile(measured.answers, 50)
    return (
        f"{count} pages: frame of {measured.size} bytes, the clerk's own answer after {answer:.1f} ms (p50)"
    )
