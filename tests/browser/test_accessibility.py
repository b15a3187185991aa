"""axe-core finds nothing on any page, in the states that people meet."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_visit import sign_in
from tests.serving import Server

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


LOOK = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)}`);
}"""
"""Every rule is run; what is well is not listed, which would take most of the time."""


def findings(page: Page) -> list[str]:
    if not page.evaluate("typeof axe === 'object'"):
        # The page's own policy forbids injected script tags, as it should; evaluate goes round it.
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(LOOK)
    return found


def test_axe_does_find_what_is_wrong(server: Server, open_page: OpenPage) -> None:
    page = open_page("/display/hall", 1920, 1080)
    expect(page.get_by_test_id("queue-payment")).to_be_visible()
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x><button></button>')")
    assert [found.partition(":")[0] for found in findings(page)] == ["button-name", "image-alt", "region"]


def test_axe_finds_nothing_on_the_public_pages(server: Server, open_page: OpenPage) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    expect(kiosk.get_by_test_id("queue-insurance")).to_be_visible()
    assert findings(kiosk) == []
    kiosk.get_by_test_id("search").click()
    expect(kiosk.get_by_test_id("letter-Z")).to_be_enabled()
    assert findings(kiosk) == []
    kiosk.get_by_test_id("back").click()
    expect(kiosk.get_by_test_id("queue-insurance")).to_be_enabled()
    kiosk.get_by_test_id("queue-insurance").click()
    expect(kiosk.get_by_test_id("any-insurance")).to_be_enabled()
    assert findings(kiosk) == []
    kiosk.get_by_test_id("any-insurance").click()
    expect(kiosk.get_by_test_id("result-number")).to_be_visible()
    assert findings(kiosk) == []
    board = open_page("/display/hall", 1920, 1080)
    expect(board.get_by_test_id("queue-insurance")).to_be_visible()
    assert findings(board) == []
    token = server.kiosk("k1").post("/api/tickets", {"queue": "marriage", "kiosk": "k1"}).json()["token"]
    phone = open_page(f"/t/{token}", 390, 844)
    expect(phone.get_by_text("前面等候")).to_be_visible()
    assert findings(phone) == []


def test_axe_finds_nothing_on_the_staff_pages(server: Server, open_page: OpenPage) -> None:
    caller = open_page("/caller", 380, 800)
    expect(caller.get_by_test_id("staff-no")).to_be_visible()
    assert findings(caller) == []
    sign_in(caller, server, "1001")
    caller.get_by_test_id("window-w1").click()
    caller.get_by_test_id("call-next").click()
    expect(caller.get_by_test_id("in-hand")).to_contain_text("A001")
    assert findings(caller) == []
    duty = open_page("/duty", 1280, 800)
    sign_in(duty, server, "D01")
    expect(duty.get_by_test_id("window-w1")).to_be_visible()
    assert findings(duty) == []
    lab = open_page("/lab", 1600, 1000)
    expect(lab.get_by_test_id("led-w1")).to_be_visible()
    assert findings(lab) == []
