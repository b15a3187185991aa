"""What a lead decides at the console and the duty officer at the duty page: by mouse, by keys, in the log."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, answers_lost, shot
from tests.browser.test_accessibility import findings
from tests.browser.test_console_holds import at_window, take
from tests.browser.test_visit import events, sign_in
from tests.serving import Server

pytestmark = pytest.mark.browser


def ticket_of(server: Server, number: str) -> dict[str, Any]:
    tickets = [e for e in events(server, "ticket.taken.v1") if e["number"] == number]
    return tickets[0]


def task(page: Page, window: str, name: str) -> None:
    page.get_by_test_id(f"lead-window-{window}").click()
    page.get_by_test_id(f"task-{name}").click()


def decided(page: Page, words: str, reason: str = "") -> None:
    if reason:
        page.get_by_test_id("lead-reason").fill(reason)
    page.get_by_test_id("lead-ok").click()
    expect(page.get_by_test_id("lead-done")).to_contain_text(words)


def looked_at(page: Page, name: str) -> None:
    assert findings(page) == []
    shot(page, f"lead-{name}")


def test_a_lead_directs_the_windows_of_the_unit_from_the_console(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    first, second, third = (take(server, "insurance") for _ in range(3))
    colleague = server.staff("1003")
    assert colleague.post("/api/windows/w3/sign-in").ok
    page = open_page("/caller", 1280, 800)
    at_window(page, server, "1002", "w2")
    page.get_by_test_id("lead").click()
    expect(page.locator("[data-testid^=lead-window-]")).to_have_count(3)  # those of the own unit
    expect(page.get_by_test_id("lead-window-w2")).to_be_focused()
    page.keyboard.press("KeyN")  # the console's keys rest
    page.locator(":focus").blur()
    page.keyboard.press("KeyN")  # and where nothing has the focus
    a_window_gets_other_queues(page, server)
    a_number_is_preferred_and_called(page, server, second, third)
    it_says_why_somebody_was_called(page, first, second)
    assert colleague.post("/api/windows/w3/finish").ok
    assert colleague.post("/api/windows/w3/help", {"note": "群众着急"}).ok
    a_call_for_help_is_answered(page, server)
    a_colleague_is_signed_out(page, server)
    one_person_is_moved(page, first)
    gone = some_are_ticked(page, server, third)
    an_answer_that_is_lost_moves_nobody_twice(page, server, first, third, gone)
    what_the_hall_is_told_stands_in_the_panel(page, server, open_page)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("lead-panel")).to_have_count(0)
    assert [e["staff"] for e in events(server, "ticket.called.v1")] == ["1003"]  # nobody was called here
    page.set_viewport_size({"width": 380, "height": 800})
    page.get_by_test_id("lead").click()
    looked_at(page, "assign-380")
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    assert faults == []


def a_window_gets_other_queues(page: Page, server: Server) -> None:
    task(page, "w3", "assign")
    page.get_by_test_id("tier-marriage-second").check(force=True)
    page.get_by_test_id("lead-lanes").select_option("1:1")
    page.get_by_test_id("lead-ok").click()
    expect(page.get_by_test_id("lead-problem")).to_contain_text("请填写原因")
    looked_at(page, "assign-1280")
    decided(page, "已调整:3号窗口", "人手不足")
    assigned = events(server, "window.queues_assigned.v1")[0]
    assert (assigned["actor"], assigned["window"], assigned["reason"]) == ("staff:1002", "w3", "人手不足")
    assert (assigned["backup"], assigned["lanes"]) == (["marriage"], [1, 1])
    expect(page.get_by_test_id("lead-window-w3")).to_contain_text("备 A")


def a_number_is_preferred_and_called(page: Page, server: Server, second: str, third: str) -> None:
    task(page, "w3", "green")
    page.get_by_test_id("green-number").select_option(label=f"{third} 社会保险 · 等候")
    decided(page, "已开通绿色通道", "重大项目")
    assert events(server, "ticket.green.v1")[0]["actor"] == "staff:1002"

    task(page, "w3", "call")
    page.get_by_test_id("call-number").select_option(label=f"{second} 社会保险 · 等候")
    looked_at(page, "call-1280")
    decided(page, "已叫到3号窗口", "身体不适")
    call = events(server, "ticket.called.v1")[0]
    assert (call["actor"], call["staff"], call["chosen"]) == ("staff:1002", "1003", "身体不适")


def it_says_why_somebody_was_called(page: Page, first: str, second: str) -> None:
    task(page, "w3", "why")
    expect(page.get_by_test_id("why-number")).to_have_value(second)
    page.get_by_test_id("lead-ok").click()
    expect(page.get_by_test_id("why")).to_contain_text("工作人员指定呼叫:身体不适")
    expect(page.get_by_test_id("why")).to_contain_text(first)
    looked_at(page, "why-1280")


def a_call_for_help_is_answered(page: Page, server: Server) -> None:
    expect(page.get_by_test_id("help-w3")).to_contain_text("呼叫值班")
    task(page, "w3", "help")
    page.get_by_test_id("reply-马上到").click()
    expect(page.get_by_test_id("help-w3")).to_contain_text("已回复")
    looked_at(page, "help-1280")
    assert events(server, "help.answered.v1")[0]["text"] == "马上到"
    page.get_by_test_id("help-done").click()
    expect(page.get_by_test_id("no-help")).to_be_visible()
    assert events(server, "alarm.cleared.v1")[0]["actor"] == "staff:1002"


def a_colleague_is_signed_out(page: Page, server: Server) -> None:
    task(page, "w3", "out")
    expect(page.get_by_test_id("sign-out-who")).to_contain_text("1003")
    decided(page, "已签退:3号窗口", "身体不适")
    left = events(server, "window.signed_out.v1")[0]
    assert (left["actor"], left["staff"], left["window"]) == ("staff:1002", "1003", "w3")


def one_person_is_moved(page: Page, first: str) -> None:
    task(page, "w2", "move")
    page.get_by_test_id("move-source").select_option(label=f"{first} 社会保险 · 等候")
    page.get_by_test_id("move-goal").select_option(label="3号窗口")
    expect(page.get_by_test_id("lead-ok")).to_have_text(f"转移 {first}")
    looked_at(page, "move-one-1280")
    decided(page, "已转移", "等错队")


def some_are_ticked(page: Page, server: Server, third: str) -> str:
    """Returns the number of one who was ticked and has gone since."""
    task(page, "w3", "assign")
    task(page, "w2", "move")
    expect(page.locator("label", has=page.get_by_test_id("move-all"))).to_contain_text("全部 1 人")
    page.get_by_test_id("move-some").check(force=True)
    page.get_by_test_id("move-goal").select_option(label="4号窗口")
    expect(page.get_by_test_id("lead-ok")).to_have_attribute("aria-disabled", "true")  # nobody is ticked
    page.get_by_test_id(f"tick-{third}").check(force=True)
    expect(page.get_by_test_id("lead-ok")).to_have_text("转移 1 人")
    looked_at(page, "move-some-1280")
    page.get_by_test_id("move-all").check(force=True)
    expect(page.get_by_test_id("lead-ok")).to_have_text("转移全部等候")
    page.get_by_test_id("move-some").check(force=True)
    page.get_by_test_id(f"tick-{third}").check(force=True)
    gone = take(server, "insurance")
    page.get_by_test_id(f"tick-{gone}").check(force=True)
    expect(page.get_by_test_id("lead-ok")).to_have_text("转移 2 人")
    assert server.staff("H01").post(f"/api/tickets/{ticket_of(server, gone)['ticket']}/cancel").ok
    expect(page.get_by_test_id(f"tick-{gone}")).to_have_count(0)
    return gone


def an_answer_that_is_lost_moves_nobody_twice(
    page: Page, server: Server, first: str, third: str, gone: str
) -> None:
    page.get_by_test_id("lead-reason").fill("窗口故障")
    with answers_lost(page, "**/api/moves") as swallowed:
        page.get_by_test_id("lead-ok").click()
        expect(page.get_by_test_id("lead-problem")).to_contain_text("连接不上服务器")
    assert swallowed and set(swallowed) == {200}
    decided(
        page, f"已转移 {third},号码和取号时间不变。没有转移:{gone}"
    )  # pressed again it is the same decision, not a second one that finds nobody waiting
    assert [
        (e["actor"], e["ticket"].rpartition("-")[2], e["to"], e["to_id"], e["reason"])
        for e in events(server, "ticket.moved.v1")
    ] == [
        ("staff:1002", third, "window", "w4", "窗口故障"),
        ("staff:1002", first, "window", "w3", "等错队"),
    ]


def what_the_hall_is_told_stands_in_the_panel(page: Page, server: Server, open_page: OpenPage) -> None:
    expect(page.get_by_test_id("lead-panel").get_by_test_id("hall-notice")).to_have_count(
        1
    )  # of all, not of one
    looked_at(page, "moved-1280")
    assert server.staff("D01").post("/api/hall/notice", {"text": "三楼电梯停用"}).ok
    desk = open_page("/desk", 1280, 800)
    sign_in(desk, server, "H01")
    expect(desk.get_by_test_id("hall-notice").filter(has_text="三楼电梯停用")).to_be_visible()
    looked_at(desk, "desk-notice")


def test_a_clerk_has_no_such_key(server: Server, open_page: OpenPage, faults: list[str]) -> None:
    page = open_page("/caller", 380, 800)
    at_window(page, server, "1008", "w7")
    expect(page.get_by_test_id("lead")).to_have_count(0)
    assert faults == []


def test_the_duty_officer_decides_by_keys_alone_and_overrules_with_a_second_word(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    take(server, "business")
    page = open_page("/duty", 1280, 800)
    page.get_by_label("工号").fill("D01")
    page.get_by_label("密码").fill(server.passwords()["D01"])
    page.keyboard.press("Enter")
    page.get_by_test_id("lead").focus()
    page.keyboard.press("Enter")
    window, name = page.get_by_test_id("lead-window-w7"), page.get_by_test_id("task-assign")
    reach(page, window)
    page.keyboard.press("Enter")
    expect(window).to_have_attribute("aria-pressed", "true")
    reach(page, name)
    page.keyboard.press("Enter")
    reach(page, page.get_by_test_id("tier-payment-none"))
    page.keyboard.press("ArrowLeft")  # second
    page.keyboard.press("ArrowLeft")  # first
    expect(page.get_by_test_id("tier-payment-first")).to_be_checked()
    reach(page, page.get_by_test_id("tier-business-first"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    reach(page, page.get_by_test_id("lead-reason"))
    page.keyboard.type("统一受理")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("lead-problem")).to_contain_text("只有这个窗口办理")
    looked_at(page, "unserved-1280")
    reach(page, page.get_by_test_id("lead-overrule"))
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("lead-done")).to_be_focused()
    assigned = events(server, "window.queues_assigned.v1")[0]
    assert (assigned["actor"], assigned["window"], assigned["queues"]) == ("staff:D01", "w7", ["payment"])
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("log")).to_contain_text("7号窗口 调整业务:统一受理")
    shot(page, "duty-after-lead")
    assert faults == []


def test_every_decision_of_a_lead_is_made_by_keys_alone(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    first, second, third = (take(server, "property") for _ in range(3))
    colleague = server.staff("1007")
    assert colleague.post("/api/windows/w6/sign-in").ok
    page = open_page("/duty", 1280, 800)
    page.get_by_label("工号").fill("D01")
    page.get_by_label("密码").fill(server.passwords()["D01"])
    page.keyboard.press("Enter")
    page.get_by_test_id("lead").focus()
    page.keyboard.press("Enter")

    by_keys(page, "w6", "green")
    picked(page, "green-number", third)
    reasoned(page, "重大项目")
    assert events(server, "ticket.green.v1")[0]["reason"] == "重大项目"

    by_keys(page, "w6", "call")
    picked(page, "call-number", second)
    reasoned(page, "身体不适")
    assert events(server, "ticket.called.v1")[0]["ticket"].endswith(second)

    by_keys(page, "w6", "why")
    reach(page, page.get_by_test_id("lead-ok"))
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("why")).to_contain_text("身体不适")
    assert colleague.post("/api/windows/w6/finish").ok

    by_keys(page, "w6", "move")
    picked(page, "move-source", first)
    picked(page, "move-goal", "7号窗口")
    reasoned(page, "等错队")
    moved = events(server, "ticket.moved.v1")[0]
    assert (moved["actor"], moved["ticket"].endswith(first), moved["to_id"]) == ("staff:D01", True, "w7")

    by_keys(page, "w6", "out")
    reasoned(page, "家中急事")
    left = events(server, "window.signed_out.v1")[0]
    assert (left["actor"], left["window"]) == ("staff:D01", "w6")
    assert faults == []


def by_keys(page: Page, window: str, name: str) -> None:
    """This task of this window."""
    for key in (f"lead-window-{window}", f"task-{name}"):
        reach(page, page.get_by_test_id(key))
        page.keyboard.press("Enter")


def picked(page: Page, list_: str, words: str) -> None:
    """The entry with these words, by the arrow key."""
    box = page.get_by_test_id(list_)
    reach(page, box)
    for _ in range(40):
        if words in box.evaluate("e => e.selectedOptions[0]?.textContent ?? ''"):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no {words} in {list_}")


def reasoned(page: Page, reason: str) -> None:
    """The reason is typed, Enter decides, and the panel says that it is done."""
    reach(page, page.get_by_test_id("lead-reason"))
    page.keyboard.type(reason)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("lead-done")).to_be_visible()
    expect(page.get_by_test_id("lead-problem")).to_have_count(0)


def reach(page: Page, element: Any) -> None:
    """By Tab alone, as many as it takes."""
    for _ in range(80):
        if element.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there")
