"""Hold, transfer, return, and calling a passed number, at the clerk's console."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_accessibility import findings
from tests.browser.test_visit import events, sign_in
from tests.serving import Server

pytestmark = pytest.mark.browser


def take(server: Server, queue: str) -> str:
    """The number of a new ticket."""
    taken: dict[str, Any] = server.kiosk("k1").post("/api/tickets", {"queue": queue, "kiosk": "k1"}).json()
    return str(taken["number"])


def at_window(page: Page, server: Server, staff_no: str, window: str) -> None:
    sign_in(page, server, staff_no)
    page.get_by_test_id(f"window-{window}").click()
    settled(page, "idle")  # keys rest for a moment after every change of state


def pressed(page: Page, testid: str, state: str) -> None:
    """Press, and wait until the console shows the state and takes the next press."""
    expect(page.locator("[data-stood=false]")).to_have_count(0)
    page.get_by_test_id(testid).click()
    settled(page, state)


def settled(page: Page, state: str) -> None:
    expect(page.get_by_test_id("state")).to_have_attribute("data-state", state)
    expect(page.locator(".main-key")).to_have_attribute("aria-disabled", "false")


def looked_at(page: Page, name: str) -> None:
    """Clean by axe, and a picture docked and wide."""
    assert findings(page) == []
    shot(page, f"console-{name}-380")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert findings(page) == []
    shot(page, f"console-{name}-1280")
    page.set_viewport_size({"width": 380, "height": 800})


def calls(server: Server, number: str) -> list[dict[str, Any]]:
    """How this number was called, the newest first."""
    return [e for e in events(server, "ticket.called.v1") if e["ticket"].endswith(f"-{number}")]


def test_a_held_number_is_woken_and_comes_back_to_this_window_first(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    held, other = take(server, "property"), take(server, "property")
    page = open_page("/caller", 380, 800)
    at_window(page, server, "1007", "w6")
    pressed(page, "call-next", "calling")
    looked_at(page, "calling")
    pressed(page, "start", "serving")
    page.get_by_test_id("hold").dblclick()  # the second click falls on a choice
    expect(page.get_by_test_id("choice-1")).to_be_visible()
    looked_at(page, "hold")
    pressed(page, "choice-2", "idle")
    expect(page.get_by_test_id(f"held-{held}")).to_contain_text("材料留下")
    looked_at(page, "held")
    page.get_by_test_id(f"wake-{held}").click()
    expect(page.get_by_test_id(f"held-{held}")).to_have_count(0)
    expect(page.get_by_test_id("call-next")).to_be_focused()
    expect(page.get_by_test_id("waiting-list").locator("li").first).to_contain_text(held)
    settled(page, "idle")
    pressed(page, "call-next", "calling")
    expect(page.get_by_test_id("in-hand")).to_contain_text(held)
    assert [call["reason"] for call in calls(server, held)] == ["directed", "arrival"]
    assert calls(server, other) == []
    assert faults == []


def test_by_keyboard_alone_hold_wake_transfer_and_suspend(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    number = take(server, "disabled")
    page = open_page("/caller", 380, 800)
    at_window(page, server, "1006", "w5-side")
    page.keyboard.press("KeyH")
    expect(page.get_by_test_id("message")).to_contain_text("现在不能这样操作")
    page.keyboard.press("KeyN")
    settled(page, "calling")
    page.keyboard.press("KeyH")
    expect(page.get_by_test_id("choice-1")).to_be_focused()
    page.keyboard.press("KeyP")  # the letters of the console rest
    page.keyboard.press("Escape")  # leaves the panel, and nothing has happened
    expect(page.get_by_test_id("start")).to_be_focused()
    settled(page, "calling")
    page.keyboard.press("KeyH")
    page.keyboard.press("Digit3")
    settled(page, "idle")
    expect(page.get_by_test_id(f"held-{number}")).to_contain_text("内部办理")
    expect(page.get_by_test_id("call-next")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.get_by_test_id(f"wake-{number}").evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_test_id(f"held-{number}")).to_have_count(0)
    assert events(server, "ticket.held.v1")[0]["hold"] == "internal_wait"

    settled(page, "idle")
    page.keyboard.press("KeyN")
    settled(page, "calling")
    page.keyboard.press("KeyT")
    expect(page.get_by_test_id("target-insurance")).to_be_visible()
    place = page.get_by_test_id("way-place")
    place.focus()
    for key, kiosk in (("ArrowDown", "k2"), ("ArrowUp", "k1")):
        page.keyboard.press(key)
        expect(place).to_have_value(kiosk)
    page.get_by_test_id("target-find").focus()
    page.keyboard.press("Enter")  # nothing is wanted yet
    page.keyboard.type("wsby")
    expect(page.locator(".target-list")).to_contain_text("没有符合的目标")
    page.keyboard.press("Enter")
    page.get_by_test_id("target-find").fill("")
    page.keyboard.type("shbx")  # by the first letters of its pinyin; its windows are found as well, and empty
    expect(page.get_by_test_id("shut-w3")).to_contain_text("现在没有人在岗")
    expect(page.get_by_test_id("target-insurance")).to_contain_text("等候 0 人 · 无人在岗")
    page.keyboard.press("Enter")
    settled(page, "idle")
    expect(page.get_by_test_id("sent")).to_contain_text(f"{number} 已转到 B 社会保险")
    expect(page.get_by_test_id("sent")).to_contain_text("一楼 2号窗口、3号窗口、4号窗口 ☎ 0000-8202")
    expect(page.get_by_test_id("sent-slip")).to_contain_text("去处单在一楼取号机打出,请群众到那里取单")
    looked_at(page, "sent")
    (way,) = server.control("printer-k1").state()["tickets"][-1:]
    lines = [str(line.get("text", "")) for line in way["lines"]]
    assert lines[lines.index(number) :][1:3] == ["请到", "社会保险"]
    assert "2、3、4号窗口 一楼" in lines
    transferred = events(server, "ticket.transferred.v1")[0]
    assert (transferred["to"], transferred["to_id"], transferred["come_back"]) == (
        "queue",
        "insurance",
        False,
    )

    page.keyboard.press("KeyZ")
    expect(page.get_by_test_id("choice-1")).to_be_focused()
    looked_at(page, "suspend")
    page.keyboard.press("Digit4")
    settled(page, "suspended")
    assert faults == []


AT_ONCE = """document.addEventListener("focusin", ({ target }) => target.dataset.testid === "missing-1" &&
    target.dispatchEvent(new KeyboardEvent("keydown", { key: "2", code: "Digit2", bubbles: true })))"""
"""A key that is down when the list is: before anything else could happen in the page."""


def told_what_is_missing(server: Server, page: Page, number: str) -> None:
    """补正告知 by keyboard alone: what was ticked and typed is on the paper of the kiosk."""
    page.keyboard.press("KeyK")
    matter = page.get_by_test_id("notice-matter")
    expect(matter).to_be_focused()
    expect(matter.locator("option")).to_have_count(4)  # those of the queue that have a guide
    page.evaluate(AT_ONCE)
    matter.select_option("marriage-register")
    expect(page.get_by_test_id("missing-1")).to_be_focused()
    expect(page.get_by_test_id("missing-2")).to_be_checked()
    looked_at(page, "notice")
    page.get_by_test_id("missing-own").fill("单位介绍信、体检报告")
    expect(page.get_by_test_id("notice-ok")).to_contain_text("补正告知(3)")
    page.keyboard.press("Enter")
    given = page.get_by_test_id("given")
    expect(given).to_contain_text(f"{number} 补正告知单(缺 3 项) · 一楼取号机")
    expect(given).to_contain_text("已打印,请交给群众")
    looked_at(page, "given")
    said = events(server, "notice.given.v1")[0]
    assert (said["actor"], said["window"], said["ticket"].split("-")[-1]) == ("staff:1001", "w1", number)
    assert (said["missing"], said["also"]) == (["双方户口簿"], ["单位介绍信", "体检报告"])
    (slip,) = server.control("printer-k1").state()["tickets"][-1:]
    lines = "".join(str(line.get("text", "")) for line in slip["lines"])
    assert all(words in lines for words in ("补正告知单", "□双方户口簿", "□单位介绍信", "□体检报告", number))
    settled(page, "serving")


def test_a_transfer_with_return_goes_to_another_queue_and_comes_back(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    number = take(server, "marriage")
    colleague = server.staff("1005")
    assert colleague.post("/api/windows/w5/sign-in").ok
    page = open_page("/caller", 380, 800)
    at_window(page, server, "1001", "w1")
    pressed(page, "call-next", "calling")
    pressed(page, "start", "serving")
    told_what_is_missing(server, page, number)
    page.get_by_test_id("transfer").click()
    expect(page.get_by_test_id("target-w5")).to_contain_text("刘洋")
    expect(page.get_by_test_id("target-1005")).to_contain_text("5号窗口")
    way = page.get_by_test_id("way-place")
    expect(way.locator("option")).to_have_text(["一楼取号机", "二楼取号机", "不打印"])
    way.select_option("none")
    expect(page.get_by_test_id("target-w1")).to_have_count(0)
    expect(page.get_by_test_id("target-marriage")).to_have_count(0)
    looked_at(page, "transfer")
    page.get_by_test_id("target-find").fill("缴费")
    expect(page.get_by_test_id("target-insurance")).to_have_count(0)
    page.get_by_test_id("target-find").fill("liuyang")
    expect(page.locator(".target-list button")).to_have_count(1)
    looked_at(page, "transfer-found")
    page.get_by_test_id("target-find").fill("缴费")
    page.get_by_test_id("come-back").check()
    pressed(page, "target-payment", "idle")
    expect(page.get_by_test_id("sent-slip")).to_contain_text("没有打印,请把去处告诉群众")
    slips = [event["ticket"].split("-")[-1] for event in events(server, "ticket.way_slip.v1")]
    assert number not in slips, "there was none to print"

    assert colleague.post("/api/windows/w5/call-next").json()["ticket"]["number"] == number
    assert colleague.post("/api/windows/w5/start").ok
    assert colleague.post("/api/windows/w5/finish").ok
    expect(page.get_by_test_id("waiting-list")).to_contain_text(number)
    pressed(page, "call-next", "calling")
    expect(page.get_by_test_id("in-hand")).to_contain_text(number)
    assert calls(server, number)[0]["reason"] == "directed"
    assert faults == []


def test_a_passed_number_is_called_with_a_reason_and_given_back(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    number, after = take(server, "business"), take(server, "business")
    page = open_page("/caller", 380, 800)
    at_window(page, server, "1008", "w7")
    pressed(page, "call-next", "calling")
    pressed(page, "pass", "idle")
    pressed(page, "call-next", "calling")
    call = page.get_by_test_id(f"call-{number}")
    expect(call).to_have_attribute("aria-disabled", "true")

    page.get_by_test_id("return").click()
    looked_at(page, "return")
    page.get_by_test_id("reason-text").fill("群众去打电话")
    pressed(page, "reason-ok", "idle")
    assert events(server, "ticket.returned.v1")[0]["reason"] == "群众去打电话"
    expect(page.get_by_test_id("waiting-list").locator("li").first).to_contain_text(after)

    call.click()
    expect(page.get_by_test_id("choice-1")).to_be_focused()
    expect(page.get_by_test_id("choice-1")).to_be_in_viewport(ratio=1)
    looked_at(page, "call")
    pressed(page, "choice-1", "calling")
    expect(page.get_by_test_id("in-hand")).to_contain_text(number)
    expect(page.get_by_test_id(f"passed-{number}")).to_have_count(0)
    chosen = calls(server, number)[0]
    assert (chosen["reason"], chosen["chosen"]) == ("chosen", "群众已到窗口")
    assert faults == []
