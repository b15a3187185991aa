"""Two real consoles, two keypads and the hot keys at one window, all pressed at once: one is heard."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_console_holds import settled
from tests.browser.test_visit import sign_in
from tests.crash.crash_house import CLERKS
from tests.crash.test_many_hands import (
    WINDOW,
    Window,
    begin,
    check_round,
    house_of,
    pressing,
    routes_for,
)
from tests.serving import Server

pytestmark = pytest.mark.browser
ROUNDS = 5
KEYS = {"call-next": "KeyN", "recall": "KeyR", "start": "KeyS", "finish": "KeyF", "pass": "KeyP"}
SEEN = """() => {
  const state = document.querySelector("[data-testid=state]").dataset.state;
  const number = document.querySelector(".in-hand-number")?.textContent ?? "";
  const ready = document.querySelector(".main-key").getAttribute("aria-disabled") === "false";
  return [`${state}:${number}${ready ? "" : " not ready"}`, number];
}"""


class PageConsole:
    """A console in a browser of its own: seen on the screen, pressed on its keyboard."""

    def __init__(self, browser: Browser, server: Server, faults: list[str]) -> None:
        self._context = browser.new_context(viewport={"width": 380, "height": 800})
        self.page: Page = self._context.new_page()
        self.page.on("pageerror", lambda error: faults.append(str(error)))
        self.page.goto(server.base + "/caller")
        sign_in(self.page, server, CLERKS[WINDOW])
        settled(self.page, "idle")

    def see(self) -> tuple[str, str]:
        stand, number = self.page.evaluate(SEEN)
        return stand, number

    def press(self, route: str) -> None:
        self.page.keyboard.press(KEYS[route])

    def close(self) -> None:
        self._context.close()


@pytest.fixture(params=[False, True], ids=["a key for each step", "one key"])
def one_key(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def window(tmp_path: Path, browser: Browser, one_key: bool, faults: list[str]) -> Iterator[Window]:
    with house_of(tmp_path, one_key) as house:
        window = Window(house, [PageConsole(browser, house.server, faults) for _ in range(2)])
        yield window
        window.close()


def test_two_pages_two_keypads_and_the_hot_keys_are_one_hand(
    window: Window, one_key: bool, faults: list[str]
) -> None:
    """No number is called twice, none is left out, and everything shows the same afterwards."""
    chance = random.Random(20261122)
    for turn in range(ROUNDS):
        stand, since = begin(window)
        routes = routes_for(stand, call=one_key and turn % 3 > 0, chance=chance)
        with pressing(list(zip(window.others, routes[2:], strict=True))):
            for console, route in chance.sample(list(zip(window.consoles, routes, strict=False)), 2):
                console.press(route)
        after = window.agreed()
        check_round(window, since, stand, one_key, late=("device:", "staff:"))
        assert after != stand or "recall" in routes, (stand, routes)
    called = [event["ticket"] for event in window.house.events("ticket.called.v1")]
    taken = [event["ticket"] for event in window.house.events("ticket.taken.v1")]
    assert called == taken[: len(called)], "each once, in the order of their coming"
    assert len(called) >= 2
    window.house.check()
    for console in window.consoles:
        expect(console.page.get_by_test_id("stale")).to_have_count(0)
    assert faults == []
