"""A console that nobody closed: over a killed server, over the night that follows, and over a night in
which everything stays on. It shows what is so, and no key fires that was pressed meanwhile."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.domain import messages as m
from server.domain.facts.calendar import Calendar, HoursProfile, Session
from tests.browser.conftest import OpenPage, shot
from tests.browser.kiosk_page import take_number
from tests.browser.test_console_holds import at_window, pressed, settled, take
from tests.browser.test_visit import events
from tests.serving import SAMPLE, Server
from tests.web.house import PASSWORD, House, sample_plan

pytestmark = pytest.mark.browser

SLOW = 60_000
LETTERS = ("KeyN", "KeyS", "KeyR", "KeyF", "KeyP", "KeyZ")
EVENING, MORNING = "Etc/GMT+12", "Etc/GMT-12"
"""Signs of these zones are reversed: the hall of the second is a day ahead of the first's."""


def in_zone(zone: str) -> str:
    return re.sub(r"(?m)^timezone = .*$", f'timezone = "{zone}"', SAMPLE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("nights")
    config = folder / "hall.toml"
    config.write_text(in_zone(EVENING), encoding="utf-8")
    with Server(folder / "data", config=config) as running:
        running.passwords()
        yield running


def deeds(server: Server) -> list[str]:
    """What was done with numbers, oldest first."""
    kinds = ("called", "recalled", "serving", "finished", "passed")
    found = [e for kind in kinds for e in events(server, f"ticket.{kind}.v1")]
    return [e["type"].split(".")[1] for e in sorted(found, key=lambda e: e["seq"])]


def hammered(page: Page) -> None:
    for letter in LETTERS:
        page.keyboard.press(letter)


def test_a_console_left_open_over_a_killed_server_and_into_the_next_day(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    numbers = [take(server, "marriage") for _ in range(3)]
    page = open_page("/caller", 380, 800)
    page.evaluate("window.sameDocument = true")
    at_window(page, server, "1001", "w1")
    pressed(page, "call-next", "calling")
    pressed(page, "pass", "idle")
    pressed(page, "call-next", "calling")
    before = deeds(server)
    server.kill()
    expect(page.get_by_test_id("stale")).to_be_visible(timeout=SLOW)
    hammered(page)
    expect(page.get_by_test_id("message")).to_contain_text("操作没有发送")
    expect(page.get_by_test_id("in-hand")).to_contain_text(numbers[1])
    server.start()
    expect(page.get_by_test_id("stale")).to_have_count(0, timeout=SLOW)
    settled(page, "calling")
    assert deeds(server) == before, "nothing that was pressed meanwhile"
    pressed(page, "start", "serving")
    before = deeds(server)

    server.kill()  # and the mains stay off for the night
    expect(page.get_by_test_id("stale")).to_be_visible(timeout=SLOW)
    hammered(page)
    server.config.write_text(in_zone(MORNING), encoding="utf-8")
    server.start()
    expect(page.get_by_test_id("stale")).to_have_count(0, timeout=SLOW)
    expect(page.get_by_test_id("state")).to_have_attribute("data-state", "closed")
    expect(page.get_by_test_id("in-hand")).not_to_contain_text(re.compile("[A-Z]0"))
    for number in numbers:
        expect(page.locator("#app")).not_to_contain_text(number)
    shot(page, "console-next-morning")
    assert deeds(server) == before
    assert len({e["day"] for e in events(server, "day.started.v1")}) == 2, "it is another day"
    first = take(server, "marriage")
    page.get_by_test_id("window-sign-in").click()
    settled(page, "idle")
    pressed(page, "call-next", "calling")
    expect(page.get_by_test_id("in-hand")).to_contain_text(first)
    assert page.evaluate("window.sameDocument") is True, "nobody had to load it again"
    assert faults == []


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A hall with hours where no screen ever locks, at four in the afternoon."""
    plan = sample_plan()
    hours = HoursProfile("usual", "", "01-01", "12-31", (Session(480, 510, 1020),))
    settings = replace(plan.settings, auto_open=False, lock_s=0, min_staff=0, unmanned_s=0)
    plan = replace(plan, settings=settings, calendar=Calendar((hours,)))
    house = House(tmp_path / "house", plan, hour="16:00")
    yield house
    house.close()


def later(house: House, hours: float, day: str = "") -> None:
    """So many hours pass, and what is due happens; `day`: midnight was among them."""
    house.clock.ahead_ms += int(hours * 3_600_000)
    house.executor.submit(lambda *, at: m.Tick(at=at, actor="system")).result()
    if day:
        house.executor.submit(lambda *, at: m.NewDay(at=at, actor="system", day=day)).result()


def enter(page: Page, house: House) -> None:
    house.staff("1001")
    page.get_by_test_id("staff-no").fill("1001")
    page.get_by_test_id("password").fill(PASSWORD)
    page.get_by_test_id("sign-in").click()
    page.get_by_test_id("window-w1").click()
    settled(page, "idle")


def test_a_console_that_stays_on_for_the_night_shows_no_old_number_and_asks_who_is_there(
    house: House, open_page: OpenPage, faults: list[str]
) -> None:
    kiosk = house.device("kiosk", "k1")
    for _ in range(3):
        assert kiosk.post("/api/tickets", {"queue": "marriage", "kiosk": "k1"}).status_code == 201
    page = open_page("/caller", 380, 800, base=house.base())
    page.evaluate("window.sameDocument = true")
    enter(page, house)
    pressed(page, "call-next", "calling")
    pressed(page, "start", "serving")
    expect(page.get_by_test_id("in-hand")).to_contain_text("A001")
    later(house, 2)  # closed at five: who is here is served to the end
    expect(page.get_by_test_id("in-hand")).to_contain_text("A001")
    expect(page.locator(".hall-state")).to_contain_text("停止取号")
    pressed(page, "finish", "idle")
    pressed(page, "call-next", "calling")
    expect(page.get_by_test_id("in-hand")).to_contain_text("A002")
    pressed(page, "pass", "idle")
    assert house.staff("D01").post("/api/hall/close").status_code == 200
    expect(page.get_by_test_id("state")).to_have_attribute("data-state", "closed")

    later(house, 14, day="2026-03-03")  # eight in the morning: prepared, not open yet
    expect(page.get_by_test_id("state")).to_have_attribute("data-state", "closed")
    for number in ("A001", "A002", "A003"):
        expect(page.locator("#app")).not_to_contain_text(number)
    shot(page, "console-after-the-night")
    before = len(house.log("ticket.called.v1"))
    hammered(page)
    page.get_by_test_id("window-sign-in").click()
    expect(page.get_by_test_id("staff-no")).to_be_visible()
    expect(page.get_by_test_id("message")).to_contain_text("登录已失效")
    enter(page, house)
    page.keyboard.press("KeyN")
    expect(page.get_by_test_id("message")).to_contain_text("未到对外服务时间")
    later(house, 1)
    assert kiosk.post("/api/tickets", {"queue": "marriage", "kiosk": "k1"}).status_code == 201
    expect(page.locator(".hall-state")).to_have_count(0)  # an hour heard: an older press is refused
    settled(page, "idle")
    pressed(page, "call-next", "calling")
    expect(page.get_by_test_id("in-hand")).to_contain_text("A001")
    assert len(house.log("ticket.called.v1")) == before + 1
    assert page.evaluate("window.sameDocument") is True
    assert faults == []


def test_a_kiosk_that_stays_on_for_the_night_closes_opens_and_begins_anew(
    house: House, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k1", 1080, 1920, base=house.base())
    page.evaluate("window.sameDocument = true")
    take_number(page, "marriage")
    expect(page.get_by_test_id("result-number")).to_have_text("A001")
    page.keyboard.press("Escape")  # no printer stands here: its paper stays on the way
    expect(page.get_by_test_id("queue-marriage")).to_contain_text("等候 1 人")
    later(house, 2)
    closed = page.get_by_test_id("closed")
    expect(closed).to_be_visible()
    evening = closed.inner_text()
    assert house.staff("D01").post("/api/hall/close").status_code == 200
    later(house, 14, day="2026-03-03")  # eight in the morning: prepared, not open yet
    expect(closed).to_contain_text("8:30")
    assert closed.inner_text() != evening
    expect(page.locator("#app")).not_to_contain_text("A001")
    later(house, 1)
    expect(page.get_by_test_id("queue-marriage")).to_contain_text("无人等候")
    take_number(page, "marriage")
    expect(page.get_by_test_id("result-number")).to_have_text("A001")
    expect(page.get_by_test_id("result-number").locator("xpath=ancestor::section")).to_contain_text(
        "前面等候 0 人"
    )
    assert len(house.log("ticket.taken.v1")) == 2
    assert page.evaluate("window.sameDocument") is True, "nobody had to load it again"
    assert faults == []
