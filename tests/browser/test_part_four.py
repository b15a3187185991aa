"""What the acceptance scenarios say of the console, in Chromium at its hour: the scenario is played to that
moment, its log is put on a disk, and the hall goes on from there with a clock of that day (domain Part 4)."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from server.domain import messages as m
from server.store.database import Database
from server.store.log import Batch, Log, Recorded
from tests.browser.conftest import shot
from tests.scenarios.script import HERE, read
from tests.scenarios.stage import Stage
from tests.scenarios.test_scenarios import _play_step, plan_of
from tests.web.house import PASSWORD, Clock, House, Readers

pytestmark = pytest.mark.browser

Story = Callable[..., tuple[Stage, "Hall"]]


class Hall(House):
    """The real application over a real database, from a moment of a scenario on."""

    def __init__(self, folder: Path, stage: Stage, at: int, alive: int) -> None:
        rows = list(stage.rows)
        self.plan, self.phone_base, self.folder = stage.plan, "", folder
        self.clock, self.healths, self.readers = Clock(at), {}, Readers()
        self.demo_accounts: list[dict[str, str]] = []
        self._url, self._listening = f"sqlite:///{folder / 'hall.db'}", None
        self.day = rows[-1]["day"]
        batch = Batch(alive_at=alive)
        for row in rows:
            event = m.from_record(row["type"], row["at"], row["actor"], json.loads(row["body"]))
            batch.events.append(Recorded(row["seq"], row["day"], event))
        database = Database(self._url, self.plan.code)
        Log(database).append(batch)
        database.close()
        self._open(self.day)

    def until(self, stage: Stage, clock: str) -> None:
        """The hands of the clock are moved on; what is due happens."""
        self.clock.ahead_ms += stage.ms(clock) - self.clock()
        self.look()

    def look(self) -> None:
        self.executor.submit(lambda *, at: m.Tick(at=at, actor="system")).result()

    def do(self, command: type[m.Command], actor: str, **what: Any) -> dict[str, Any]:
        """Somebody at a window, a box or a kiosk; it must be a yes."""
        outcome = self.executor.submit(lambda *, at: command(at=at, actor=actor, **what)).result()
        assert not outcome.code, outcome
        return outcome.body


@pytest.fixture
def pages(browser: Chromium) -> Iterator[Callable[..., Page]]:
    contexts = []

    def opened(hall: Hall, path: str, staff_no: str = "D01") -> Page:
        hall.web.access.set_password(staff_no, PASSWORD)
        contexts.append(browser.new_context(viewport={"width": 1440, "height": 900}))
        page = contexts[-1].new_page()
        page.set_default_timeout(40_000)
        page.goto(hall.base() + path)
        page.get_by_test_id("staff-no").fill(staff_no)
        page.get_by_test_id("password").fill(PASSWORD)
        page.get_by_test_id("sign-in").click()
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def story(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Story]:
    """`story(until)`: the scenario goes on to it, and its hall opens then, or at `at`; one at a time."""
    scenario = read(HERE / request.param)
    stage, steps, halls = Stage(plan_of(scenario), scenario.day), list(scenario.steps), []

    def to(until: str, at: str = "") -> tuple[Stage, Hall]:
        while steps and steps[0].at < until:
            step = steps.pop(0)
            for _ in _play_step(stage, step, len(stage.rows), len(stage.said)):
                pass
        if halls:
            halls.pop().close()
        folder = tmp_path / until.replace(":", "")
        folder.mkdir()
        alive = stage.rows[-1]["at"] if at else stage.ms(until) - 1000
        halls.append(Hall(folder, stage, stage.ms(at or until), alive))
        return stage, halls[-1]

    yield to
    for hall in halls:
        hall.close()


def left(page: Page, step: str, *names: str) -> None:
    line = page.get_by_test_id(f"step-{step}")
    expect(line).to_have_attribute("data-done", str(not names).lower())
    if names:
        expect(line.locator(".left-over")).to_have_text("、".join(names))


def alarm(page: Page, words: str, *, there: bool = True) -> None:
    expect(page.get_by_test_id("alarms").get_by_text(words)).to_have_count(1 if there else 0)


@pytest.mark.parametrize("story", ["41_normal_morning.toml"], indirect=True)
def test_a_normal_morning_on_the_console(story: Story, pages: Callable[..., Page]) -> None:
    stage, hall = story("08:24:50")
    page = pages(hall, "/duty")
    expect(page.get_by_test_id("hall-state")).to_have_attribute("data-state", "prep")
    hall.until(stage, "08:25:01")
    alarm(page, "22号窗口无人在岗")
    left(page, "windows", "22号窗口")
    shot(page, "part4-readiness")
    hall.until(stage, "08:26:10")
    hall.do(m.SignIn, "staff:1032", window="w22", staff="1032", acting_for="1022")
    alarm(page, "22号窗口无人在岗", there=False)
    left(page, "windows")
    hall.until(stage, "08:30:01")
    expect(page.get_by_test_id("hall-state")).to_have_attribute("data-state", "open")
    expect(page.get_by_test_id("readiness")).to_have_count(0)

    stage, hall = story("09:20:00")
    page = pages(hall, "/duty")
    alarm(page, "7号窗口收到差评", there=False)
    hall.do(m.PressRating, "device:rater-w7", window="w7", level=1, channel="rater")
    alarm(page, "7号窗口收到差评")

    stage, hall = story("10:00:00")
    page = pages(hall, "/duty")
    expect(page.get_by_test_id("waiting-marriage")).to_have_text("10")
    alarm(page, "婚姻登记等候11人", there=False)
    hall.do(m.TakeNumber, "kiosk:k1", queue="marriage", kiosk="k1", token="eleventh")
    alarm(page, "婚姻登记等候11人")

    stage, hall = story("11:45:01")
    page = pages(hall, "/duty/report")
    cells = page.get_by_test_id("figures").locator("tbody tr").last.locator("td")
    figures = {0: "412", 1: "0", 2: "0", 3: "398", 4: "9", 5: "301", 6: "97", 9: "5", 10: "98.7%"}
    for place, figure in figures.items():
        expect(cells.nth(place)).to_have_text(figure)
    expect(page.get_by_test_id("fact-评价")).to_contain_text("240")
    expect(page.get_by_test_id("fact-投诉差评")).to_contain_text("差评 4 件")
    shot(page, "part4-report")


@pytest.mark.parametrize("story", ["42_closing.toml"], indirect=True)
def test_closing_with_fourteen_waiting_on_the_console(story: Story, pages: Callable[..., Page]) -> None:
    stage, hall = story("17:00:01")
    page = pages(hall, "/duty/closing")
    line = page.get_by_test_id("step-waiting").locator(".left-over")
    waiting = [*(f"A0{n}" for n in range(43, 48)), *(f"B0{n}" for n in range(31, 35)), "D027", "D028", "D029"]
    expect(line).to_have_text("、".join(waiting) + " 等 14 项")
    expect(page.get_by_test_id("sums")).to_contain_text("等候\u00a014 · 在办\u00a07")
    expect(page.get_by_test_id("close")).to_have_text("关闭大厅")
    page.get_by_test_id("close").click()
    page.get_by_test_id("confirm").click()
    expect(page.locator("dialog .problem")).to_contain_text("还有 7 个窗口正在办理")
    shot(page, "part4-closing")

    stage, hall = story("17:50:00")
    page = pages(hall, "/duty/closing")
    left(page, "waiting")
    left(page, "in_hand")
    left(page, "passed", "E019")
    page.get_by_test_id("close").click()
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("shutdown")).to_have_attribute("data-so", "false")
    page.get_by_test_id("way-signed").click()
    page.get_by_test_id("sign").click()
    expect(page.get_by_test_id("signed")).not_to_be_empty()
    hall.until(stage, "17:52:30")
    page.get_by_test_id("report").click()
    expect(page.get_by_test_id("fact-延时服务")).to_contain_text("48 分钟")
    page.get_by_test_id("back").click()
    expect(page.get_by_test_id("shutdown")).to_have_attribute("data-so", "true")
    shot(page, "part4-shutdown")
    morning = stage.ms("2026-11-25 07:55")
    hall.clock.ahead_ms += morning - hall.clock()
    hall.restart("2026-11-25")
    page = pages(hall, "/duty")
    expect(page.get_by_test_id("hall-state")).to_have_attribute("data-state", "prep")
    expect(page.get_by_test_id("count-issued")).to_have_text("0")


def enter(page: Page, number: str, *fields: str) -> None:
    """By keyboard; the number is typed over what is proposed."""
    page.get_by_test_id("entry-number").focus()
    for word in (number, "", *fields):
        page.keyboard.type(word)
        page.keyboard.press("Enter")
    expect(page.get_by_test_id("entered")).to_contain_text(number)


def sits(page: Page, window: str, staff: str) -> None:
    page.get_by_test_id("entry-window").fill(window)
    page.get_by_test_id("entry-staff").fill(staff)


@pytest.mark.parametrize("story", ["43_power_cut.toml"], indirect=True)
def test_a_power_cut_on_the_console(story: Story, pages: Callable[..., Page]) -> None:
    stage, hall = story("09:40:00", at="10:23:00")
    page = pages(hall, "/duty")
    expect(page.get_by_test_id("hall-state")).to_have_attribute("data-state", "recovery")
    expect(page.get_by_test_id("count-waiting")).to_have_text("12")
    expect(page.get_by_test_id("count-in_hand")).to_have_text("5")
    left(page, "clock")
    left(page, "in_hand", "A031", "A032", "A033", "B018", "B019")
    left(page, "unconfirmed", "A041")
    shot(page, "part4-recovery")
    hall.until(stage, "10:27:00")

    sits(page, "1", "1001")
    for n in range(31, 41):
        enter(page, f"A0{n}", "", "", "", "1005")  # taken, called and started stand on the machine's slip
    sits(page, "6", "1006")
    for n in range(18, 24):
        enter(page, f"B0{n}", "", "", "", "1010")
    enter(page, "B801", "955", "1012", "1012", "1015")
    sits(page, "1", "1001")
    enter(page, "A801", "950", "1010", "1010", "1018")
    page.get_by_test_id("outcome-waiting").check()
    for number in (*(f"A80{n}" for n in range(2, 7)), "B802", "B803"):
        enter(page, number, "1000")
    page.get_by_test_id("outcome-void").check()
    enter(page, "A041", "1018", "改用手工号A801")
    for step in ("in_hand", "unconfirmed", "paper"):
        left(page, step)
    page.get_by_test_id("recover").click()
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("hall-state")).to_have_attribute("data-state", "open")
    expect(page.get_by_test_id("waiting-marriage")).to_have_text("5")
    expect(page.get_by_test_id("waiting-social")).to_have_text("2")
    called = hall.do(m.CallNext, "staff:1001", window="w1")
    assert called["ticket"]["number"] == "A802"
    taken = hall.do(m.TakeNumber, "kiosk:k1", queue="marriage", kiosk="k1", token="next")
    assert taken["number"] == "A042"
    page.get_by_test_id("close-incident").click()
    page.get_by_test_id("report").fill("10:20 来电,10:28 恢复叫号,补录完毕")
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("incident")).to_have_count(0)
    page.goto(hall.base() + "/duty/incident?id=IN-20261125-1")
    expect(page.get_by_test_id("fact-手工办理")).to_contain_text("办结 18、等候 7、作废 1")
    expect(page.get_by_test_id("fact-时间")).to_contain_text("09:39 起")
    shot(page, "part4-incident")
