"""After an update the pages nobody sits at load themselves anew: at night, once, never in mid-question."""

import contextlib

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_kiosk_staff import HOUR
from tests.browser.test_rater_tablet import served
from tests.serving import Server

pytestmark = pytest.mark.browser

PAGES = {"board": "/display/f1", "window": "/window/w5", "tablet": "/rater/w5"}
OLDER = "import('/static/hall.js').then(({ boot }) => { boot.version = 'older'; })"
NIGHT = "window.hallHour = '03'"
ALONE_MS, STRIDE_MS, STRIDES = 6 * 60_000, 7_000, 12


def old_page(open_page: OpenPage, path: str) -> tuple[Page, list[str]]:
    """A page of other files than the server's, by day, alone for long; and what it loads from now on."""
    page = open_page(path, 1280, 800)
    page.clock.install()
    page.reload()
    expect(page.locator("section").first).to_be_visible()
    page.evaluate(OLDER)
    page.evaluate(HOUR)
    loads: list[str] = []
    page.on("load", lambda one: loads.append(one.url))
    page.clock.run_for(ALONE_MS)
    return page, loads


def pass_by(page: Page, loads: list[str], strides: int) -> None:
    """Real beats, a hurried clock: the page is in step for a part of each stride only."""
    for _ in range(strides):
        with contextlib.suppress(Error):  # it may load anew at any moment
            expect(page.get_by_test_id("stale")).to_have_count(0)
            page.clock.run_for(STRIDE_MS)
        if loads:
            return


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_an_older_page_renews_itself_at_night(
    server: Server, open_page: OpenPage, faults: list[str], path: str
) -> None:
    page, loads = old_page(open_page, path)
    pass_by(page, loads, 4)
    assert loads == [], "not by day"
    page.evaluate(NIGHT)
    pass_by(page, loads, STRIDES)
    assert len(loads) == 1
    expect(page.locator("section").first).to_be_visible()
    expect(page.get_by_test_id("stale")).to_have_count(0)
    assert faults == []


def test_a_tablet_that_asks_is_not_taken_from_under_the_hand(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page, loads = old_page(open_page, PAGES["tablet"])
    served(server, "1005", "w5", "payment")
    expect(page.get_by_test_id("ask")).to_be_visible()
    page.evaluate(NIGHT)
    pass_by(page, loads, 4)
    expect(page.get_by_test_id("ask")).to_be_visible()
    assert loads == []
    assert faults == []
