"""The tablet at a window and the phone with a slip, in a real browser: called, asked, thanked, heard out."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_accessibility import findings
from tests.browser.test_visit import events
from tests.serving import Server, Session

pytestmark = pytest.mark.browser

LANDSCAPE, UPRIGHT, PHONE = (1280, 800), (800, 1280), (390, 844)
SMALLEST_KEY = 88


def served(server: Server, staff_no: str, window: str, queue: str) -> str:
    """The secret of a visit that has just been finished at this window."""
    taken = server.kiosk("k1").post("/api/tickets", {"queue": queue, "kiosk": "k1"}).json()
    clerk = server.staff(staff_no)
    assert clerk.post(f"/api/windows/{window}/sign-in").ok
    for action in ("call-next", "start", "finish"):
        assert clerk.post(f"/api/windows/{window}/{action}").ok
    return str(taken["token"])


def called(server: Server, clerk: Session) -> str:
    """The number that has just been called at window 1."""
    assert server.kiosk("k1").post("/api/tickets", {"queue": "marriage", "kiosk": "k1"}).ok
    return str(clerk.post("/api/windows/w1/call-next").json()["ticket"]["number"])


def window_screen_too(server: Server, tablet: Page) -> tuple[Session, str]:
    """What the screen of a window shows, on its tablet, until the visit is over: (clerk, number)."""
    clerk = server.staff("1001")
    assert clerk.post("/api/windows/w1/sign-in").ok
    expect(tablet.get_by_test_id("card")).to_contain_text("1001")
    looked_at_both_ways(tablet, "card")
    assert clerk.post("/api/windows/w1/suspend", {"reason": "取材料"}).ok
    expect(tablet.get_by_test_id("scene-paused")).to_contain_text("暂停服务")
    looked_at_both_ways(tablet, "paused")
    assert clerk.post("/api/windows/w1/resume").ok
    number = called(server, clerk)
    expect(tablet.get_by_test_id("called")).to_contain_text(f"{number}请到本窗口办理")
    looked_at_both_ways(tablet, "called")
    height = tablet.get_by_test_id("number").evaluate("el => parseFloat(getComputedStyle(el).fontSize)")
    assert height >= 160, "read from two metres"
    assert clerk.post("/api/windows/w1/start").ok
    expect(tablet.get_by_test_id("scene-serving")).to_contain_text(number)
    looked_at_both_ways(tablet, "serving")
    assert clerk.post("/api/windows/w1/finish").ok
    return clerk, number


def looked_at(page: Page, name: str) -> None:
    """Clean by axe, nothing cut off, and a picture."""
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(page, name)


def looked_at_both_ways(page: Page, name: str) -> None:
    for shape, (width, height) in (("upright", UPRIGHT), ("wide", LANDSCAPE)):
        page.set_viewport_size({"width": width, "height": height})
        for box in (section.bounding_box() for section in page.locator("section > *").all()):
            assert box and box["y"] >= 0 and box["y"] + box["height"] <= height
        looked_at(page, f"rater-{name}-{shape}")


def sizes(page: Page) -> list[tuple[int, int]]:
    boxes = [key.bounding_box() for key in page.get_by_test_id(re.compile("^level-")).all()]
    return [(round(box["width"]), round(box["height"])) for box in boxes if box]


def test_a_citizen_is_asked_presses_and_is_thanked_after_the_commit(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    tablet = open_page("/rater/w1", *LANDSCAPE)
    expect(tablet.get_by_role("heading", name="1号窗口")).to_be_visible()
    expect(tablet.get_by_test_id("scene-not_open")).to_contain_text("暂未开放")
    looked_at_both_ways(tablet, "closed")
    clerk, first = window_screen_too(server, tablet)
    expect(tablet.get_by_test_id("ask")).to_contain_text("请您对本次服务作出评价")
    expect(tablet.get_by_test_id("ask")).to_contain_text("工号 1001")
    looked_at_both_ways(tablet, "ask")
    keys = sizes(tablet)
    assert len(keys) == 5 and len(set(keys)) == 1, "no key is larger than another"
    assert min(keys[0]) >= SMALLEST_KEY
    expect(tablet.get_by_test_id("next-call")).to_have_text("")
    tablet.set_viewport_size({"width": UPRIGHT[0], "height": UPRIGHT[1]})
    before = [key.bounding_box() for key in tablet.get_by_test_id(re.compile("^level-")).all()]
    second = called(server, clerk)
    expect(tablet.get_by_test_id("next-call")).to_contain_text(f"请 {second} 到本窗口办理")
    after = [key.bounding_box() for key in tablet.get_by_test_id(re.compile("^level-")).all()]
    assert after == before, "no key moves under a finger"
    looked_at_both_ways(tablet, "ask-next")

    tablet.get_by_test_id("level-4").dblclick()  # the second touch of a trembling hand
    expect(tablet.get_by_test_id("thanks")).to_contain_text("感谢您的评价")
    looked_at_both_ways(tablet, "thanks")
    expect(tablet.get_by_test_id("called")).to_contain_text(
        second
    )  # who is thanked goes, who is called comes
    (given,) = events(server, "rating.given.v1")
    assert (given["level"], given["channel"], given["staff"], given["window"]) == (4, "tablet", "1001", "w1")
    assert given["ticket"].endswith(f"-{first}") and events(server, "rating.refused.v1") == []
    tablet.context.set_offline(True)
    expect(tablet.get_by_test_id("stale")).to_be_visible()
    expect(tablet.get_by_test_id("called")).to_contain_text(second)
    tablet.context.set_offline(False)
    expect(tablet.get_by_test_id("stale")).to_have_count(0)
    assert faults == []


def test_no_thanks_before_the_hall_has_it(server: Server, open_page: OpenPage, faults: list[str]) -> None:
    tablet = open_page("/rater/w2", *LANDSCAPE)
    served(server, "1002", "w2", "insurance")
    expect(tablet.get_by_test_id("ask")).to_be_visible()
    tablet.route("**/api/visits/**", lambda route: route.abort())
    tablet.get_by_test_id("level-5").click()
    expect(tablet.get_by_test_id("told")).to_contain_text("连接不上服务器")
    expect(tablet.get_by_test_id("thanks")).to_have_count(0)
    looked_at_both_ways(tablet, "away")
    tablet.unroute("**/api/visits/**")
    tablet.get_by_test_id("level-5").click()
    expect(tablet.get_by_test_id("thanks")).to_be_visible()
    assert len([e for e in events(server, "rating.given.v1") if e["window"] == "w2"]) == 1
    assert faults == []


def test_whoever_rated_by_phone_meanwhile_is_told_so_at_the_tablet(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    tablet = open_page("/rater/w3", *LANDSCAPE)
    visit = served(server, "1003", "w3", "insurance")
    expect(tablet.get_by_test_id("ask")).to_be_visible()

    def phone_first(route: Route) -> None:
        server.session().post(f"/api/visits/{visit}/rating", {"level": 2, "channel": "phone"})
        route.continue_()

    tablet.route("**/api/visits/**", phone_first)
    tablet.get_by_test_id("level-5").click()
    expect(tablet.get_by_test_id("over")).to_contain_text("本次服务已评价")
    looked_at_both_ways(tablet, "over")
    given = [e for e in events(server, "rating.given.v1") if e["window"] == "w3"]
    assert [(e["level"], e["channel"]) for e in given] == [(2, "phone")]
    assert [e["code"] for e in events(server, "rating.refused.v1")] == ["already_rated"]
    assert faults == []


def test_who_is_not_satisfied_may_give_reasons_and_complain_once(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    tablet = open_page("/rater/w7", *LANDSCAPE)
    served(server, "1008", "w7", "business")
    tablet.get_by_test_id("level-1").click()
    expect(tablet.get_by_test_id("sorry")).to_contain_text("很抱歉")
    tablet.get_by_test_id("reason-slow").click()
    tablet.get_by_test_id("reason-attitude").click()
    tablet.get_by_test_id("reason-attitude").click()
    expect(tablet.get_by_test_id("reason-slow")).to_have_attribute("aria-pressed", "true")
    expect(tablet.get_by_test_id("reason-attitude")).to_have_attribute("aria-pressed", "false")
    looked_at_both_ways(tablet, "sorry")
    tablet.get_by_test_id("complain").dblclick()
    expect(tablet.get_by_test_id("registered")).to_contain_text("TS-")
    looked_at_both_ways(tablet, "registered")
    (complaint,) = events(server, "complaint.registered.v1")
    assert (complaint["channel"], complaint["target"]) == ("rater", "7号窗口 工号1008")
    assert complaint["record"] and "时间" not in str(complaint)
    tablet.get_by_test_id("done").click()
    expect(tablet.get_by_test_id("card")).to_contain_text("1008")
    assert faults == []


def test_the_next_citizen_is_asked_at_once_while_reasons_still_stand_there(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    tablet = open_page("/rater/w5", *LANDSCAPE)
    first = served(server, "1005", "w5", "payment")
    tablet.get_by_test_id("level-2").click()
    expect(tablet.get_by_test_id("no-complaint")).to_contain_text("不说明,完成")
    tablet.get_by_test_id("reason-papers").click()
    tablet.get_by_test_id("reason-other").click()
    expect(tablet.get_by_test_id("no-complaint")).to_contain_text("提交原因")
    looked_at_both_ways(tablet, "reasons")
    tablet.get_by_test_id("no-complaint").dblclick()
    expect(tablet.get_by_test_id("thanks")).to_be_visible()
    (why,) = events(server, "rating.reasons.v1")
    assert (why["reasons"], why["window"], why["actor"]) == (["papers", "other"], "w5", "rater:w5")
    served(server, "1005", "w5", "payment")
    tablet.get_by_test_id("level-2").click()
    expect(tablet.get_by_test_id("sorry")).to_be_visible()
    second = served(server, "1005", "w5", "payment")
    expect(tablet.get_by_test_id("ask")).to_be_visible()
    tablet.get_by_test_id("level-5").click()
    expect(tablet.get_by_test_id("thanks")).to_be_visible()
    given = [(e["level"], e["ticket"]) for e in events(server, "rating.given.v1") if e["window"] == "w5"]
    assert first != second and [level for level, _ in given] == [5, 2, 2]
    assert len({ticket for _, ticket in given}) == 3
    assert faults == []


def test_a_phone_rates_the_visit_of_its_slip(server: Server, open_page: OpenPage, faults: list[str]) -> None:
    visit = served(server, "1006", "w5-side", "disabled")
    phone = open_page(f"/t/{visit}", *PHONE)
    expect(phone.get_by_test_id("level-5")).to_be_visible()
    keys = sizes(phone)
    assert len(keys) == 5 and len(set(keys)) == 1 and min(keys[0]) >= SMALLEST_KEY
    looked_at(phone, "phone-ask")
    phone.route("**/api/visits/**", lambda route: route.abort())
    phone.get_by_test_id("level-3").click()
    expect(phone.locator(".told")).to_contain_text("连接不上")
    phone.unroute("**/api/visits/**")
    phone.get_by_test_id("level-3").click()
    expect(phone.get_by_test_id("rated")).to_contain_text("已评价")
    looked_at(phone, "phone-rated")
    given = [e for e in events(server, "rating.given.v1") if e["window"] == "w5-side"]
    assert [(e["level"], e["channel"], e["staff"]) for e in given] == [(3, "phone", "1006")]
    assert faults == []


def test_a_phone_whose_browser_is_also_signed_in_somewhere_here_rates_too(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    """Such a browser has cookies of the hall, so its requests need the token against forgery."""
    visit = served(server, "1007", "w6", "property")
    phone = open_page("/caller", *PHONE)
    phone.goto(f"{server.base}/t/{visit}")
    phone.get_by_test_id("level-5").click()
    expect(phone.get_by_test_id("rated")).to_be_visible()
    assert [e["level"] for e in events(server, "rating.given.v1") if e["window"] == "w6"] == [5]
    assert faults == []
