"""The screen of one window, and a board's pictures: which a call takes the place of."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_accessibility import findings
from tests.serving import Server

pytestmark = pytest.mark.browser

WIDE, SMALL, UPRIGHT = (1280, 800), (1024, 600), (800, 1280)


def looked_at(page: Page, name: str) -> None:
    """Clean by axe, nothing cut off at any size, and pictures."""
    for shape, (width, height) in (("upright", UPRIGHT), ("small", SMALL), ("wide", WIDE)):
        page.set_viewport_size({"width": width, "height": height})
        for box in (part.bounding_box() for part in page.locator("section > *").all()):
            assert box and box["y"] >= 0 and box["y"] + box["height"] <= height, (name, shape, box)
            assert box["x"] >= 0 and box["x"] + box["width"] <= width, (name, shape, box)
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        shot(page, f"window-{name}-{shape}")
    assert findings(page) == []


def test_a_board_shows_pictures_until_somebody_is_called(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    board = open_page("/display/hall", 1920, 1080)
    expect(board.get_by_test_id("picture")).to_be_visible()
    first = board.get_by_test_id("picture").get_attribute("src")
    shot(board, "board-picture")
    expect(board.get_by_test_id("picture")).not_to_have_attribute("src", str(first), timeout=30_000)
    assert findings(board) == []
    clerk, kiosk = server.staff("1002"), server.kiosk("k1")
    clerk.post("/api/windows/w2/sign-in")
    kiosk.post("/api/tickets", {"queue": "insurance", "kiosk": "k1"})
    number = clerk.post("/api/windows/w2/call-next").json()["ticket"]["number"]
    expect(board.get_by_test_id("newest-number")).to_have_text(number)
    expect(board.get_by_test_id("picture")).to_have_count(0)
    assert faults == []


def test_the_screen_of_a_window_through_a_visit(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    screen = open_page("/window/w1", *WIDE)
    expect(screen.get_by_test_id("scene-not_open")).to_contain_text("暂未开放")
    looked_at(screen, "not-open")
    clerk, kiosk = server.staff("1001"), server.kiosk("k1")
    clerk.post("/api/windows/w1/sign-in")
    expect(screen.get_by_test_id("card")).to_contain_text("张敏")
    looked_at(screen, "idle")
    kiosk.post("/api/tickets", {"queue": "marriage", "kiosk": "k1"})
    number = clerk.post("/api/windows/w1/call-next").json()["ticket"]["number"]
    expect(screen.get_by_test_id("called")).to_contain_text(number)
    looked_at(screen, "called")
    height = screen.get_by_test_id("number").evaluate("el => parseFloat(getComputedStyle(el).fontSize)")
    assert height >= 160, "read from two metres"
    clerk.post("/api/windows/w1/start")
    expect(screen.get_by_test_id("scene-serving")).to_contain_text(number)
    looked_at(screen, "serving")
    screen.context.set_offline(True)
    expect(screen.get_by_test_id("stale")).to_be_visible(timeout=40_000)
    expect(screen.get_by_test_id("scene-serving")).to_contain_text(number)
    screen.context.set_offline(False)
    expect(screen.get_by_test_id("stale")).to_have_count(0, timeout=40_000)
    clerk.post("/api/windows/w1/finish")
    expect(screen.get_by_test_id("scene-rate")).to_contain_text("请您评价")
    looked_at(screen, "rate")
    clerk.post("/api/windows/w1/suspend", {"reason": "取材料"})
    expect(screen.get_by_test_id("scene-paused")).to_contain_text("暂停服务")
    looked_at(screen, "paused")
    assert faults == []
