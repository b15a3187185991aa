"""A newcomer in a hall of 69 counters: to the right number in three touches, or by search."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from config.load import load
from tests.browser.conftest import OpenPage, shot
from tests.browser.kiosk_modes import in_every_mode, switch
from tests.browser.kiosk_page import touch
from tests.browser.measure import faults_of
from tests.browser.test_accessibility import findings
from tests.browser.test_visit import events
from tests.serving import Server, wait_until

pytestmark = pytest.mark.browser

SHANGYU = Path(__file__).parents[2] / "config" / "shangyu.toml"
PLAN = load(SHANGYU)
MODES_OF = ("department", "others", "not-today")
"""Looked at in every mode too; the search and the start are by test_kiosk_modes."""
SIZES = [(1080, 1920), (1920, 1080)]
READS = """() => [...document.querySelectorAll('[data-testid^="%s"]')].map((e) => e.dataset.testid)"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("shangyu"), config=SHANGYU) as running:
        running.passwords()
        yield running


def seen(page: Page, prefix: str) -> list[str]:
    found: list[str] = page.evaluate(READS % prefix)
    return found


def at_start(page: Page) -> None:
    expect(page.get_by_test_id("search")).to_be_enabled()
    expect(page.get_by_test_id("others")).to_be_visible()


def departments(floor: str) -> set[str]:
    """The test ids of a floor's departments: each is named after its first queue."""
    first: dict[tuple[str, str], str] = {}
    for queue in PLAN.queues:
        first.setdefault((queue.unit, PLAN.windows_of[queue.id][0].floor), f"department-{queue.id}")
    return {id_ for (_, at), id_ in first.items() if at == floor}


@pytest.mark.parametrize(
    ("kiosk", "width", "height"), [(kiosk, *size) for kiosk in ("k1", "k2") for size in SIZES]
)
def test_three_touches_are_enough_in_every_mode(
    open_page: OpenPage, faults: list[str], kiosk: str, width: int, height: int
) -> None:
    """Each floor's departments stand on one page, and so do the matters of the largest; the rest of the
    proof, over all 69 counters, is tests/web/test_three_touches.py."""
    page = open_page(f"/kiosk/{kiosk}", width, height)
    own = PLAN.kiosk[kiosk].floor
    matters = {f"matter-{m.id}" for m in PLAN.matters if PLAN.queue[m.queue].unit == "社保窗口"}
    for modes in ((), ("large",), ("low",), ("large", "low")):
        if "low" in modes and width > height:
            continue  # a wide screen is low enough
        at_start(page)
        switch(page, modes, True)
        for floor in (own, "1" if own == "2" else "2"):
            touch(page, f"floor-{floor}")
            expect(page.get_by_test_id(sorted(departments(floor))[0])).to_be_visible()
            wait_until(
                lambda floor=floor: set(seen(page, "department-")) == departments(floor),
                what=f"the departments of floor {floor} alone: {modes}",
            )
            expect(page.get_by_test_id("others")).to_be_visible()
            expect(page.get_by_test_id("page-on")).to_have_count(0)
            assert small_ones(page, modes) == []
        touch(page, "floor-1")
        touch(page, "department-q-w5")
        expect(page.get_by_test_id("back")).to_be_enabled()
        expect(page.get_by_test_id("other-floor")).to_have_count(0 if own == "1" else 1)
        wait_until(lambda: set(seen(page, "matter-")) == matters, what="the matters of this department alone")
        expect(page.get_by_test_id("page-on")).to_have_count(0)
        assert small_ones(page, modes) == []
        shot(page, f"kiosk-three-{kiosk}-{width}-{'-'.join(modes) or 'plain'}")
        touch(page, "back")
    assert faults == []


def small_ones(page: Page, modes: tuple[str, ...]) -> list[str]:
    """What a page that holds so much pays for it: nothing."""
    return faults_of(page, text=40 if "large" in modes else 28, lowest=720 if "low" in modes else 0)


def test_letters_sounds_and_chinese_find_it_and_one_touch_is_the_number(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k2", 1080, 1920)
    at_start(page)
    touch(page, "search")
    for letter in "HYDJ":
        touch(page, f"letter-{letter}")
    card = page.get_by_test_id("matter-m-w1")
    expect(card).to_contain_text("婚姻登记")
    expect(card).to_contain_text("一楼")
    expect(page.get_by_test_id("found").locator(".card")).to_have_count(1)
    shot(page, "kiosk-search-portrait")
    touch(page, "letter-clear")
    for typed, found in (
        ("hunyin", "m-w1"),
        ("契税", "m-w18"),
        ("qsjm", "m-w18"),
        ("fangleijiance", "m-w44-side"),
    ):
        page.keyboard.type(typed)
        expect(page.get_by_test_id("typed")).to_have_value(typed)
        expect(page.get_by_test_id(f"matter-{found}")).to_be_visible()
        touch(page, "letter-clear")
    page.keyboard.type("vv")
    expect(page.get_by_test_id("nothing")).to_contain_text("总服务台")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("gz")
    direction = page.get_by_test_id("direction-w24")
    expect(direction).to_contain_text("不用取号")
    expect(direction).to_contain_text("24号窗口")
    touch(page, "letter-clear")
    page.keyboard.type("hydj")
    card.click()
    expect(page.get_by_test_id("result-number")).to_have_text("A001")
    assert events(server, "ticket.taken.v1")[0]["matter"] == "m-w1"
    assert faults == []


def test_a_double_tap_and_a_long_slipping_press_give_one_number(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    at_start(page)
    touch(page, "department-q-w17")
    card = page.get_by_test_id("matter-m-w17")
    expect(card).to_be_enabled()
    card.dblclick()
    expect(page.get_by_test_id("result-number")).to_have_text(re.compile("001$"))
    touch(page, "done")
    at_start(page)
    touch(page, "department-q-w17")
    expect(card).to_be_enabled()
    box = card.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 60, steps=5)
    page.mouse.up()
    expect(page.get_by_test_id("result-number")).to_have_text(re.compile("002$"))
    taken = [e for e in events(server, "ticket.taken.v1") if e["queue"] == "q-w17"]
    assert [e["matter"] for e in taken] == ["m-w17", "m-w17"]
    assert faults == []


def test_a_matter_says_its_windows_how_many_wait_and_how_long_or_when_it_is_served(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    assert server.staff("2009").post("/api/windows/w9/sign-in").ok
    kiosk = server.kiosk("k1")
    for _ in range(5):
        assert kiosk.post("/api/tickets", {"queue": "q-w9", "matter": "m-w9", "kiosk": "k1"}).ok
    page = open_page("/kiosk/k1", 1920, 1080)
    at_start(page)
    expect(page.get_by_test_id("department-q-w5")).to_contain_text("等候 5 人")
    touch(page, "department-q-w5")
    card = page.get_by_test_id("matter-m-w9")
    expect(card).to_contain_text("9、10号窗口")
    expect(card).to_contain_text("等候 5 人")
    expect(card.get_by_test_id("card-wait")).to_have_text(re.compile(r"约 \d+–\d+ 分钟"))
    touch(page, "back")
    touch(page, "department-q-w17-side")
    if PLAN.calendar.served_on(PLAN.matters_of["q-w17-side"][0].days, server_day(server)):
        return
    card = page.get_by_test_id("matter-m-w17-side")
    expect(card).to_contain_text(re.compile(r"每月20日办理,\s*下次\d+月\d+日"))
    expect(card.locator("xpath=self::button")).to_have_count(0)
    assert faults == []


def server_day(server: Server) -> str:
    day: str = server.staff("D01").get("/api/hall/sums").json()["day"]
    return day


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_texts_targets_and_gaps_of_every_page_of_the_way(
    open_page: OpenPage, faults: list[str], width: int, height: int
) -> None:
    page = open_page("/kiosk/k1", width, height)
    name = "portrait" if height > width else "landscape"
    pages: dict[str, list[str]] = {
        "start": [],
        "floor-2": ["floor-2"],
        "department": ["department-q-w5"],
        "away": ["floor-2", "department-q-w50"],
        "others": ["floor-2", "others"],
        "not-today": ["department-q-w17-side"],
        "search": ["search"],
        "found": ["search", "letter-H"],
        "nothing": ["search", "letter-V", "letter-V"],
    }
    for label, touches in pages.items():
        at_start(page)
        for key in touches:
            touch(page, key)
        expect(page.locator(".settling")).to_have_count(0)
        shot(page, f"kiosk-way-{label}-{name}")
        assert faults_of(page) == [], label
        assert findings(page) == [], label
        if label in MODES_OF:
            assert in_every_mode(page, f"way-{label}") == {}
        page.keyboard.press("Escape")
    assert faults == []
