"""The screen of one window, and a board's pictures: which a call takes the place of."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_accessibility import findings
from tests.browser.test_kiosk_hard_days import LINES
from tests.browser.test_visit import sign_in
from tests.serving import Server, Session

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


def published(duty: Page, kind: str, keys: bool = False) -> None:
    """Three steps: the notice key, which one, out with it."""
    if keys:
        duty.keyboard.press("n")
        expect(duty.get_by_test_id("kind-fire")).to_be_focused()
        duty.keyboard.press(kind)
        duty.keyboard.press("Enter")
    else:
        duty.get_by_test_id("notice").click()
        duty.get_by_test_id(f"kind-{kind}").check()
        duty.get_by_test_id("publish").click()
    expect(duty.locator("dialog[open]")).to_have_count(0)


def all_clear(duty: Page) -> None:
    """Whoever presses twice in a hurry has not yet sent people back into the building."""
    standing = duty.locator("[data-testid^=standing-]")
    expect(standing.first).to_be_visible()
    before = standing.count()
    duty.get_by_test_id("end-notice").first.dblclick()
    expect(duty.get_by_test_id("confirm")).to_be_visible()
    expect(standing).to_have_count(before)
    duty.get_by_test_id("confirm").click()
    expect(standing).to_have_count(before - 1)


def in_turn(pages: dict[str, Page], words: str) -> list[object]:
    """Of several that are urgent none hides another. Where the kiosk's keys and the phone's number stand."""
    for name, place in (
        ("board", "urgent"),
        ("portrait", "urgent"),
        ("kiosk", "notice"),
        ("phone", "notice"),
    ):
        expect(pages[name].get_by_test_id(place)).to_contain_text(words)
        inside(pages[name])
    number = pages["phone"].locator(".number").bounding_box()
    assert number and number["y"] + number["height"] < 500, "the number is what the page is for"
    return [number, pages["kiosk"].get_by_test_id("search").bounding_box()]


def four_at_once(server: Server, kiosk: Session) -> list[str]:
    """The numbers called."""
    at_once = {"w3": ("1003", "insurance"), "w4": ("1004", "insurance")}
    at_once |= {"w5": ("1005", "payment"), "w7": ("1008", "business")}
    staff = {window: server.staff(no) for window, (no, _) in at_once.items()}
    for window, (_, queue) in at_once.items():
        assert staff[window].post(f"/api/windows/{window}/sign-in").ok
        assert kiosk.post("/api/tickets", {"queue": queue, "kiosk": "k1"}).ok
    calls = [staff[window].post(f"/api/windows/{window}/call-next").json() for window in at_once]
    return [call["ticket"]["number"] for call in calls]


def inside(page: Page) -> None:
    """No part of the text is beyond its place."""
    for part in page.locator(".urgent-notice, .evacuation").all():
        assert part.evaluate("el => el.scrollHeight <= el.clientHeight"), part.inner_text()


def seen(pages: dict[str, Page], testids: dict[str, str], words: str, what: str) -> None:
    for name, page in pages.items():
        expect(page.get_by_test_id(testids.get(name, what)).first).to_contain_text(words)
        inside(page)
        assert findings(page) == []
        shot(page, f"notice-{what}-{name}")


def test_a_notice_stands_everywhere_until_it_is_taken_back(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    """In one's own words, an outage, a fire: on board, kiosk, window screen and phone."""
    clerk, kiosk = server.staff("1007"), server.kiosk("k1")
    clerk.post("/api/windows/w6/sign-in")
    for _ in range(2):
        ticket = kiosk.post("/api/tickets", {"queue": "property", "kiosk": "k1"}).json()
    clerk.post("/api/windows/w6/call-next")
    duty = open_page("/duty", 1440, 900)
    pages = {
        "board": open_page("/display/hall", 1920, 1080),
        "portrait": open_page("/display/hall", 1080, 1920),
        "kiosk": open_page("/kiosk/k1", 1080, 1920),
        "window": open_page("/window/w6", 1280, 800),
        "tablet": open_page("/rater/w6", 1280, 800),
        "phone": open_page(f"/t/{ticket['token']}", 390, 844),
    }
    sign_in(duty, server, "D01")
    words = "今日下午3点系统维护,请提前取号"
    duty.get_by_test_id("notice").click()
    duty.get_by_test_id("kind-own").check()
    duty.get_by_test_id("publish").click()
    expect(duty.get_by_test_id("notice-problem")).to_contain_text("通知内容为空")
    duty.get_by_test_id("notice-text").fill(words)
    duty.get_by_test_id("notice-sign").fill("下午三点系统维护请提前取号")
    expect(duty.get_by_test_id("preview")).to_contain_text(words)
    assert findings(duty) == []
    shot(duty, "notice-asked")
    duty.get_by_test_id("notice-sign").fill("")
    duty.get_by_test_id("publish").click()
    seen(
        {name: page for name, page in pages.items() if name not in ("window", "tablet")}, {}, words, "notice"
    )
    published(duty, "outage")
    outage = "系统暂时故障"
    seen({name: pages[name] for name in ("board", "portrait")}, {}, outage, "urgent")
    seen({"kiosk": pages["kiosk"]}, {"kiosk": "notice"}, outage, "urgent")
    published(duty, "early-close")
    stood = [in_turn(pages, words) for words in (outage, "提前结束取号")]
    assert stood[0] == stood[1], "nothing moves under a finger when the turn passes on"
    numbers = four_at_once(server, kiosk)
    for name in ("board", "portrait"):
        for number in numbers:
            expect(pages[name].get_by_test_id(f"call-{number}")).to_be_visible()
        inside(pages[name])
    duty.get_by_test_id("end-notice").first.click()
    expect(duty.locator("[data-testid^=standing-]")).to_have_count(2)
    published(duty, "1", keys=True)
    seen(
        pages,
        {"window": "scene-evacuate", "tablet": "scene-evacuate", "phone": "notice"},
        "火警",
        "evacuation",
    )
    assert pages["kiosk"].locator(".evacuation h1").evaluate(LINES) == 3, "a line ends after a comma"
    expect(pages["phone"].get_by_test_id("kept")).to_contain_text("号码为您保留")
    expect(duty.locator("[data-testid^=standing-]")).to_have_count(3)
    expect(duty.locator("[data-testid^=standing-]").first).to_contain_text("火警")
    assert findings(duty) == []
    shot(duty, "notice-standing")
    reach = duty.locator("[data-testid^=reach-]")
    expect(reach).to_have_count(1)  # of what the fire hides nothing arrives
    for part in ("大屏 1/3(没有:一楼综合屏、二楼综合屏)", "取号机 1/2(没有:二楼取号机)", "窗口屏 8/8"):
        expect(reach).to_contain_text(part)
    expect(duty.get_by_test_id("hall-state")).to_contain_text("正在疏散")
    all_clear(duty)
    for left in (2, 1, 0):
        expect(duty.locator("[data-testid^=standing-]")).to_have_count(left)
        if left:
            duty.get_by_test_id("end-notice").first.click()
    for page in pages.values():
        for what in ("notice", "urgent", "evacuation", "scene-evacuate"):
            expect(page.get_by_test_id(what)).to_have_count(0)
    assert faults == []


def test_a_fire_is_published_and_read_on_a_phone(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    """Three touches, the whole preview in sight; what stands is read in lines, not one character each."""
    duty = open_page("/duty", 390, 844)
    sign_in(duty, server, "D01")
    duty.get_by_test_id("notice").click()
    duty.get_by_test_id("kind-own").check()
    duty.get_by_test_id("notice-text").fill("朱鎔先生请到总服务台")
    duty.get_by_test_id("publish").click()
    expect(duty.get_by_test_id("not-on-signs")).to_contain_text("窗口屏没有“鎔”")
    duty.get_by_test_id("end-notice").click()
    duty.get_by_test_id("notice").click()
    duty.get_by_test_id("kind-outage").check()
    preview = duty.locator(".mini")
    assert preview.evaluate("el => el.scrollHeight <= el.clientHeight")
    assert findings(duty) == []
    shot(duty, "notice-phone-asked")
    duty.get_by_test_id("publish").click()
    server.control("signs-1").fault("silence")
    published(duty, "fire")
    reach = duty.locator("[data-testid^=reach-]")
    expect(reach).to_contain_text("窗口屏 4/8(没有:1号窗口、2号窗口、3号窗口、4号窗口)")
    server.control("signs-1").fault("silence", on=False)
    expect(reach).to_contain_text("窗口屏 8/8")
    for text in duty.locator(".notices .what").all():
        box = text.bounding_box()
        assert box and box["width"] > 240 and box["height"] < 80, box
    assert duty.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert findings(duty) == []
    shot(duty, "notice-phone-standing")
    duty.keyboard.press("w")
    expect(duty.get_by_test_id("wall-hands").locator("li").first).to_contain_text("火警")
    duty.keyboard.press("Escape")
    duty.goto(f"{server.base}/duty")
    all_clear(duty)
    duty.get_by_test_id("end-notice").click()
    expect(duty.locator("[data-testid^=standing-]")).to_have_count(0)
    assert faults == []
