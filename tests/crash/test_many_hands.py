"""Two consoles, two keypads and the hot keys of one window, all pressed at once, again and again.

Every press is real: an FF 68 caller and a USB keypad on their lines, the agent of the hot keys, two pages of
one browser. Whatever they press, one of them is heard; the others learn that it has moved on.
"""

import contextlib
import os
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from caller.hotkeys.agent import Agent
from caller.hotkeys.link import Link
from server.delivery.stands import SETTLE_MS
from server.executor import wall_clock
from tests.crash.crash_house import CLERKS, CONFIG, CrashHouse
from tests.serving import Session, new_key, wait_until
from tests.web.page import Page

pytestmark = pytest.mark.crash

ROUNDS = 150 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 8
WINDOW = "w1"
MORE = """
[[device]]
id = "typed-w1"
kind = "keypad"
protocol = "evdev"
url = "emulator://typed"
window = "w1"

[[staff]]
no = "S01"
name = "管理员"
unit = "管理"
roles = ["admin"]
"""
LIVE_MS = 7_000
MOVES = ("ticket.called.v1", "ticket.serving.v1", "ticket.finished.v1", "ticket.passed.v1")
DEEDS = (
    ["ticket.called.v1"],
    ["ticket.serving.v1"],
    ["ticket.passed.v1"],
    ["ticket.finished.v1"],
    ["ticket.serving.v1", "ticket.finished.v1"],
)
NEXT = ["ticket.called.v1"]
FF68 = {"call-next": "call", "recall": "recall", "finish": "rate", "pass": ["6", "ok"]}
USB = {"call-next": "plus", "recall": "minus", "finish": "dot", "pass": ["6", "enter"]}
AGENT = {"call-next": "call"}
"""A route of the console's -> the key of another hand, where the name is not the same."""


class Console:
    """One of two pages of a clerk's browser: sees by the feed, presses by HTTP."""

    def __init__(self, house: CrashHouse, session: Session) -> None:
        self._house = house
        self._http = Session(house.server.base)
        self._http.http.cookies.update(session.http.cookies)
        self._http.get("/caller")
        self._page = Page(house.server.base, "/caller", {"window": WINDOW}, {"Cookie": session.cookies()})
        self.answers: list[tuple[int, str]] = []

    def see(self) -> tuple[str, str]:
        """(stand, number in hand) on the page."""
        self._page.wait_for("snapshot")
        view = self._page.named("snapshot", "view")[-1]["view"]
        return view["window"]["stand"], view["ticket"]["number"] if view["ticket"] else ""

    def press(self, route: str, stand: str = "") -> None:
        """stand: what the clerk saw when deciding to press; "" = what the page shows now."""
        headers = {"If-Match": f'"{stand or self.see()[0]}"', "Hallcall-Until": str(wall_clock() + LIVE_MS)}
        answer = self._http.post(f"/api/windows/{WINDOW}/{route}", key=new_key(), headers=headers)
        self.answers.append((answer.status_code, "" if answer.ok else answer.json()["code"]))

    def close(self) -> None:
        self._page.close()


class Window:
    """The window with five hands at it."""

    def __init__(self, house: CrashHouse, consoles: Sequence[Any]) -> None:
        self.house = house
        self.consoles = consoles
        made = house.server.staff("S01").post("/api/pairings", {"kind": "agent", "device": WINDOW}).json()
        token = Link(house.server.base, WINDOW).redeem(made["code"])
        self.agent = Agent(Link(house.server.base, WINDOW, token), "短暂离开")
        assert self.agent.sign_in(CLERKS[WINDOW], house.server.passwords()[CLERKS[WINDOW]])
        self.others: tuple[Callable[[str], None], ...] = (
            lambda route: self._key("desks", FF68, route, address=1),
            lambda route: self._key("typed", USB, route),
            lambda route: self.agent.press(AGENT.get(route, route)),
        )

    def _key(self, line: str, keys: dict[str, Any], route: str, **more: int) -> None:
        if route in keys:
            self.house.server.control(line).request({"op": "press", "key": keys[route], **more})

    def at_once(self, routes: list[str]) -> None:
        """Each hand presses its key for what it sees now; all are over when this returns."""
        pages = (partial(console.press, stand=console.see()[0]) for console in self.consoles)
        hands = (*pages, *self.others)
        with pressing(list(zip(hands, routes, strict=True))):
            pass

    def agreed(self) -> str:
        """The stand, once everything that shows the window shows the same one, and no hand is busy."""

        def same() -> bool:
            seen = {console.see() for console in self.consoles}
            shown = self.agent.shown()
            keypad = self.house.desk(WINDOW)["ticket"]
            number = self.house.rows("SELECT number FROM tickets WHERE state IN ('called', 'serving')")
            assert len(number) <= 1, "two in hand"
            in_hand = number[0][0] if number else ""
            return (
                len(seen) == 1
                and next(iter(seen))[1] == shown.number == in_hand
                and shown.ready
                and keypad == (in_hand[-3:] or "   ")
            )

        try:
            wait_until(same, 60)
        except AssertionError as late:
            raise AssertionError(self._told()) from late
        return self.consoles[0].see()[0]

    def _told(self) -> str:
        return f"{[c.see() for c in self.consoles]} {self.agent.shown()} {self.house.desk(WINDOW)}"

    def moves(self, since: int) -> list[tuple[int, str, str, str]]:
        """(at, type, actor, ticket) of what changed who is in hand."""
        query = (
            "SELECT at, type, actor, json_extract(body, '$.ticket') FROM events"
            f" WHERE seq > ? AND type IN ({', '.join('?' * len(MOVES))}) ORDER BY seq"
        )
        return [
            (at, type_, actor, ticket) for at, type_, actor, ticket in self.house.rows(query, since, *MOVES)
        ]

    def newest(self) -> int:
        return int(self.house.rows("SELECT max(seq) FROM events")[0][0])

    def close(self) -> None:
        self.agent.stop()
        for console in self.consoles:
            console.close()


@contextlib.contextmanager
def pressing(hands: Sequence[tuple[Callable[[str], None], str]]) -> Iterator[None]:
    """Each hand presses in a thread of its own, all when this begins; at its end all are over."""
    ready = threading.Barrier(len(hands) + 1)
    broken: list[BaseException] = []

    def press(hand: Callable[[str], None], route: str) -> None:
        try:
            ready.wait(30)
            hand(route)
        except BaseException as error:
            broken.append(error)

    threads = [threading.Thread(target=press, args=both) for both in hands]
    for thread in threads:
        thread.start()
    ready.wait(30)
    yield
    for thread in threads:
        thread.join(60)
    assert broken == []


@pytest.fixture(params=[False, True], ids=["a key for each step", "one key"])
def one_key(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def window(folder: Path, one_key: bool) -> Iterator[Window]:
    with house_of(folder, one_key) as house:
        clerk = house.server.staff(CLERKS[WINDOW])
        window = Window(house, [Console(house, clerk) for _ in range(2)])
        yield window
        window.close()


@contextlib.contextmanager
def house_of(folder: Path, one_key: bool) -> Iterator[CrashHouse]:
    """The clerk sits at the window."""
    config = folder / "hall.toml"
    text = CONFIG.read_text(encoding="utf-8")
    config.write_text(
        text.replace("[settings]\n", f"[settings]\none_key = {str(one_key).lower()}\n") + MORE,
        encoding="utf-8",
    )
    house = CrashHouse(folder / "data", config)
    try:
        house.start()
        house.enter()
        house.do(WINDOW, "sign-in")
        yield house
    finally:
        house.power_cut()


def check_round(
    window: Window, since: int, before: str, one_key: bool, late: tuple[str, ...] = ("device:",)
) -> None:
    """One deed of one hand; one of the `late` may follow when all could see the new state."""
    moves = window.moves(since)
    deeds: dict[int, list[tuple[int, str, str, str]]] = {}
    for move in moves:
        deeds.setdefault(move[0], []).append(move)
    for n, (at, deed) in enumerate(deeds.items()):
        types = [type_ for _, type_, _, _ in deed]
        assert len({actor for _, _, actor, _ in deed}) == 1, (before, moves)
        assert types in DEEDS or (one_key and types[:-1] in DEEDS and types[-1:] == NEXT), (before, moves)
        if n:
            assert deed[0][2].startswith(late), (before, moves)
            assert at - list(deeds)[n - 1] >= SETTLE_MS, (before, moves)


def begin(window: Window) -> tuple[str, int]:
    """Two wait, everything shows the same, everybody may press: (stand, newest event)."""
    while len(window.house.rows("SELECT 1 FROM tickets WHERE state = 'waiting'")) < 2:
        window.house.take()
    stand = window.agreed()
    window.house.settled()
    return stand, window.newest()


def routes_for(stand: str, *, call: bool, chance: random.Random) -> list[str]:
    """What each of the five presses."""
    if call or stand == "idle:":
        return ["call-next"] * 5
    if stand.startswith("serving"):
        return ["finish"] * 5
    return chance.choices(["recall", "pass", "finish", "start"], k=5)


@pytest.mark.timeout(900)
def test_five_hands_at_one_window_are_one_hand(window: Window, one_key: bool) -> None:
    chance = random.Random(20261122)
    for turn in range(ROUNDS):
        stand, since = begin(window)
        routes = routes_for(stand, call=one_key and turn % 3 > 0, chance=chance)
        window.at_once(routes)
        after = window.agreed()
        check_round(window, since, stand, one_key)
        # A keypad's press may still be on its wire; those of the two pages have been answered.
        assert after != stand or set(routes[:2]) == {"recall"}, (stand, routes)
    answers = [answer for console in window.consoles for answer in console.answers]
    assert {status for status, _ in answers} <= {200, 409}
    assert "moved_on" in {code for _, code in answers}
    window.house.check()
