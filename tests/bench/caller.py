"""bench caller: from a clerk's key to the answer, to every board page, and to the window's sign."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from devices.drivers.sign import WRITE_EVERY_S
from devices.emulators.control import Control
from tests.bench.bare_post import BarePost
from tests.bench.feed import WINDOW, Desk
from tests.bench.figures import QUICK, Figure, percentile, progress
from tests.bench.hall import bare_hall, scratch
from tests.bench.pages import Pages
from tests.bench.wire import Connection, post
from tests.serving import Server

TITLE = "caller — key to answer, to board pages, to the sign; floor: a bare POST with its commit"
PAGES = (1,) if QUICK else (10, 50)
CALLS = 3 if QUICK else 60
GOALS = {"answer": 20.0, "board": 30.0, "sign": 80.0}
"""Times the floor of the same run, p50 and p99 alike."""
LINE, ADDRESS = "signs-1", 2
SIGN = f"""
[[device]]
id = "sign-{WINDOW}"
kind = "sign"
protocol = "onbon-k"
url = "emulator://{LINE}"
address = {ADDRESS}
window = "{WINDOW}"
"""
PAUSE_S = 1.2 * WRITE_EVERY_S
"""A sign is not written twice sooner: each call meets one that may be."""
LOOK_S = 0.001
LIMIT_S = 60.0


@dataclass(slots=True)
class _Took:
    """One number of pages, in ms."""

    answer: list[float] = field(default_factory=list)
    board: list[float] = field(default_factory=list)
    sign: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)


def measure() -> tuple[list[Figure], list[str]]:
    """Figures and notes. Each call is followed by a bare POST."""
    measured = {count: _Took() for count in PAGES}
    with scratch() as folder, _hall(folder) as server, BarePost(folder / "bare.db") as bare, Pages() as pages:
        server.passwords()
        board = server.session()
        assert board.get("/display/hall").ok
        desk = Desk(server, len(PAGES) * CALLS)
        floor, sign = Connection(("127.0.0.1", bare.port)), server.control(LINE)
        _until(sign, lambda text: desk.person in text)  # signing in wrote it just now
        time.sleep(PAUSE_S)
        for count, took in measured.items():
            progress(f"caller: {count} pages, {CALLS} calls")
            pages.connect("hall", server.port, board.cookies(), count)
            for _ in range(CALLS):
                _call(desk, pages, sign, took)
                begun = time.monotonic_ns()
                floor.ask(post("/press", {}))
                took.floor.append(_ms_since(begun))
                shown = sign.state()["signs"][str(ADDRESS)]["text"]
                desk.pass_on()
                _until(sign, partial(str.__ne__, shown))
                time.sleep(PAUSE_S)
    figures = [figure for count, took in measured.items() for figure in _figures(count, took)]
    return figures, [
        f"the sign is looked at every {1000 * LOOK_S:g} ms; its far end answers at once",
        f"a call waits until the sign's last text has stood for {WRITE_EVERY_S:g} s: the card's own limit",
    ]


def _hall(folder: Path) -> Server:
    server = bare_hall(folder)
    server.config.write_text(server.config.read_text() + SIGN)
    return server


def _call(desk: Desk, pages: Pages, sign: Control, took: _Took) -> None:
    number = desk.next_number()
    pages.expect("hall", f'"number":"{number}"')
    begun = time.monotonic_ns()
    called = desk.call()
    took.answer.append(_ms_since(begun))
    assert called == number, f"{called} was called, {number} was next"
    _until(sign, lambda text: number in text)
    took.sign.append(_ms_since(begun))
    times, _ = pages.received()
    took.board += [(t - begun) / 1e6 for t in times]


def _until(sign: Control, wanted: Callable[[str], bool]) -> None:
    begun = time.monotonic_ns()
    while not wanted(sign.state()["signs"][str(ADDRESS)]["text"]):
        if _ms_since(begun) > 1000 * LIMIT_S:
            raise TimeoutError(f"the sign stays as it is: {sign.state()}")
        time.sleep(LOOK_S)


def _ms_since(begun: int) -> float:
    return (time.monotonic_ns() - begun) / 1e6


def _figures(count: int, took: _Took) -> list[Figure]:
    figures = []
    for name, values in (("answer", took.answer), ("board", took.board), ("sign", took.sign)):
        for percent in (50, 99):
            floor = percentile(took.floor, percent)
            value, goal = percentile(values, percent), round(GOALS[name] * floor, 2)
            figures.append(Figure(f"caller_{name}_p{percent}_ms_{count}", value, "ms", floor, goal))
    return figures
