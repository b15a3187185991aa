"""Every page of the kiosk in every mode and language on both screens: nothing cut, covered or too small."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.kiosk_page import take_number, touch
from tests.browser.measure import faults_of
from tests.browser.test_accessibility import findings
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SCREENS = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
MODES: list[tuple[str, ...]] = [(), ("large",), ("contrast",), ("low",), ("large", "contrast", "low")]
# Where the first and the last sign of a text begin, in px from the left.
LEFT_OF_ENDS = """({ firstChild: text }) => [0, text.length - 1].map((at) => {
  const range = document.createRange();
  range.setStart(text, at);
  range.setEnd(text, at + 1);
  return range.getBoundingClientRect().left;
})"""


def start(page: Page) -> None:
    expect(page.get_by_test_id("queue-insurance")).to_be_enabled()


def matters(page: Page) -> None:
    start(page)
    touch(page, "queue-insurance")
    expect(page.get_by_test_id("any-insurance")).to_be_enabled()


def search(page: Page) -> None:
    start(page)
    touch(page, "search")
    touch(page, "letter-H")


def result(page: Page) -> None:
    start(page)
    take_number(page, "marriage")
    expect(page.get_by_test_id("done")).to_be_enabled()


def trouble(page: Page) -> None:
    """No answer from the server: the page says so, and what is next."""
    page.route("**/api/tickets", lambda route: route.abort())
    start(page)
    take_number(page, "marriage")
    expect(page.get_by_test_id("trouble")).to_be_visible(timeout=30_000)
    expect(page.get_by_test_id("done")).to_be_enabled()


PAGES: dict[str, Callable[[Page], None]] = {
    "start": start,
    "matters": matters,
    "search": search,
    "result": result,
    "trouble": trouble,
}


def switch(page: Page, modes: tuple[str, ...], on: bool) -> None:
    for mode in modes:
        key = page.get_by_test_id(f"mode-{mode}")
        if not key.is_visible():
            continue  # a wide screen is low enough
        key.click()
        expect(key).to_have_attribute("aria-pressed", str(on).lower())


def choose(page: Page, code: str) -> None:
    page.get_by_test_id("language").click()
    page.get_by_test_id(f"language-{code}").click()
    expect(page.get_by_test_id("languages")).to_have_count(0)
    page.wait_for_function("code => document.documentElement.lang.startsWith(code)", arg=code)


def stay(page: Page) -> None:
    """The page is not to leave while it is looked at."""
    more = page.get_by_test_id("more-time")
    if more.count():
        more.first.click()


def wrong(page: Page, screen: str, modes: tuple[str, ...]) -> list[str]:
    low = "low" in modes and screen == "portrait"
    text = 40 if "large" in modes else 28
    return faults_of(page, text=text, lowest=720 if low else 0) + findings(page)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_in_every_mode_and_language(
    server: Server, open_page: OpenPage, faults: list[str], name: str, screen: str
) -> None:
    page = open_page("/kiosk/k1", *SCREENS[screen])
    PAGES[name](page)
    found = {}
    for modes in MODES:
        stay(page)
        switch(page, modes, True)
        found[modes] = wrong(page, screen, modes)
        shot(page, f"kiosk-{name}-{screen}-{'-'.join(modes) or 'plain'}")
        switch(page, modes, False)
    for code in ("en", "ug"):
        stay(page)
        choose(page, code)
        found[(code,)] = wrong(page, screen, ())
        shot(page, f"kiosk-{name}-{screen}-{code}")
    assert {modes: what for modes, what in found.items() if what} == {}
    assert faults == []


def test_a_mode_and_a_language_are_gone_when_the_kiosk_goes_home(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    start(page)
    choose(page, "ug")
    for mode in ("large", "contrast", "low", "voice"):
        switch(page, (mode,), True)
    page.keyboard.press("Escape")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    for mode in ("large", "contrast", "low", "voice"):
        expect(page.get_by_test_id(f"mode-{mode}")).to_have_attribute("aria-pressed", "false")
    assert faults == []


def test_from_right_to_left_the_page_is_mirrored_and_numbers_are_not(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    start(page)
    hall = page.locator(".head-hall").bounding_box()
    choose(page, "ug")
    mirrored = page.locator(".head-hall").bounding_box()
    assert hall and mirrored
    assert hall["x"] < 540 < mirrored["x"] + mirrored["width"]
    assert hall["x"] + mirrored["x"] + mirrored["width"] == pytest.approx(1080, abs=2)
    expect(page.locator("h2")).to_contain_text("تاللاڭ")
    expect(page.locator("h2 .en")).to_have_text("请选择要办理的业务")
    card = page.get_by_test_id("queue-insurance")
    expect(card).to_contain_text("Social insurance")
    take_number(page, "insurance")
    number = page.get_by_test_id("result-number")
    expect(number).to_be_visible()
    assert number.evaluate("e => getComputedStyle(e).direction") == "ltr"
    order = number.evaluate(LEFT_OF_ENDS)
    assert order[0] < order[1]
    assert faults == []


def test_more_time_holds_a_page_that_would_leave(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    result(page)
    done = page.get_by_test_id("done")
    expect(done).to_contain_text("(17)")
    page.get_by_test_id("more-time").click()
    expect(done).to_contain_text("(20)")
    assert faults == []
