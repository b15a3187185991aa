"""补录: thirty slips by keyboard alone, told at once what cannot be; nothing lost when Chromium is killed."""

import os
import signal
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.conftest import CHROMIUM, FLAGS, OpenPage, shot
from tests.browser.test_accessibility import findings
from tests.browser.test_visit import sign_in
from tests.serving import Server, wait_until

pytestmark = pytest.mark.browser

SLIPS = 30
MOST_KEYS = 25
"""A slip: thirty of them at two and a half keys a second are five minutes."""


class Keyboard:
    """Hands on a keyboard, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1

    def fields(self, *words: str) -> None:
        """Each followed by Enter."""
        for word in words:
            self.type(word)
            self.press("Enter")


def clock() -> str:
    return datetime.now(ZoneInfo("Asia/Shanghai")).strftime("%H%M")


def entered(server: Server) -> list[str]:
    events = server.staff("D01").get("/api/events?limit=200").json()["events"]
    return sorted(e["number"] for e in events if e["type"] == "ticket.paper_taken.v1")


@pytest.fixture
def by_hand(server: Server) -> Server:
    duty = server.staff("D01")
    if duty.get("/api/hall").json()["hall"]["state"] != "outage":
        assert server.staff("1001").post("/api/windows/w1/sign-in").ok
        assert duty.post("/api/hall/outage", {"reason": "停电"}).ok
    return server


def test_thirty_slips_are_entered_by_keyboard_alone(
    by_hand: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/duty", 1440, 900)
    sign_in(page, by_hand, "D01")
    number = page.get_by_test_id("entry-number")
    number.focus()
    hands = Keyboard(page)
    now = clock()
    for slip in range(SLIPS):
        before, serial = hands.pressed, 801 + slip
        if slip == 0:
            hands.fields("A801", "", "1")  # whoever sits at window 1 is proposed
        elif slip % 5 == 0:
            hands.fields(f"{serial}", "")  # written out of the order of the pad: digits alone
        else:
            expect(number).to_have_value(f"A{serial}")
            hands.fields("", "")
        hands.fields(now, now, now, now)
        expect(page.get_by_test_id("entered")).to_contain_text(f"A{serial}")
        expect(number).to_be_focused()
        assert hands.pressed - before <= MOST_KEYS + (4 if slip == 0 else 0), slip
    assert entered(by_hand) == [f"A{801 + slip}" for slip in range(SLIPS)]
    finished = by_hand.staff("D01").get("/api/hall/sums").json()
    assert (finished["finished"], finished["paper"]) == (SLIPS, SLIPS)

    hands.fields("801")
    expect(page.get_by_test_id("told-number")).to_contain_text("A801 已补录过")
    hands.fields("", now, "2359", now, "0001")
    expect(page.get_by_test_id("told-called_at")).to_contain_text("晚于现在")
    expect(page.get_by_test_id("told-ended_at")).to_contain_text("早于")
    expect(number).to_be_focused()  # nothing was sent: the first thing that is wrong
    shot(page, "back-entry-told")
    assert findings(page) == []
    assert entered(by_hand) == [f"A{801 + slip}" for slip in range(SLIPS)]
    assert faults == []


def test_what_was_typed_is_there_again_when_the_browser_was_killed(
    by_hand: Server, playwright: Playwright, tmp_path: Path
) -> None:
    def browser() -> tuple[Page, int]:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path), executable_path=CHROMIUM, args=FLAGS, viewport={"width": 1440, "height": 900}
        )
        page = context.pages[0]
        page.set_default_timeout(40_000)
        page.goto(by_hand.base + "/duty")
        sign_in(page, by_hand, "D01")
        return page, _browser_of(tmp_path)

    page, pid = browser()
    page.get_by_test_id("entry-number").focus()
    hands = Keyboard(page)
    hands.fields("B801", "", "1")
    hands.fields(clock(), "1")
    expect(page.locator(".back-entry")).to_have_attribute("data-safe", "true")
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not Path(f"/proc/{pid}/cmdline").exists() or not _alive(pid), what="it is dead")
    again, _ = browser()
    for field, value in (("number", "B801"), ("window", "1"), ("staff", "1001"), ("called_at", "1")):
        expect(again.get_by_test_id(f"entry-{field}")).to_have_value(value)
    again.context.close()


def _browser_of(profile: Path) -> int:
    """The process id of the Chromium that has this profile: the one without a --type."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            here = any(str(profile).encode() in word for word in words)
            if here and not any(word.startswith(b"--type=") for word in words) and _alive(int(folder.name)):
                return int(folder.name)
    raise AssertionError("no browser")


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
