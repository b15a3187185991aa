"""Every task of the help desk in at most three steps: a click, a key, or something typed with Enter."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_accessibility import findings
from tests.browser.test_help_desk import ID_NUMBER, at_desk, at_window, number_given, opened, server, take
from tests.browser.test_rules_in_pages import TODAY, printed
from tests.browser.test_visit import events
from tests.serving import Server, wait_until

__all__ = ["server"]

pytestmark = pytest.mark.browser

MOST = 3


class Task:
    """One task on an open page. Leaves the page ready for the next citizen; waiting costs no step."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name, self.steps = page, name, 0

    def __enter__(self) -> "Task":
        self.page.keyboard.press("F2")
        expect(self.page.get_by_test_id("ticket")).to_have_count(0)  # of the last citizen, and no focus to it
        expect(self.page.get_by_test_id("matter")).to_be_focused()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            assert self.steps <= MOST, f"{self.name}: {self.steps} steps"

    def click(self, testid: str) -> None:
        self.steps += 1
        there = self.page.get_by_test_id(testid)
        expect(there).not_to_have_attribute("aria-disabled", "true")
        there.click()

    def key(self, key: str, focused: str) -> None:
        self.steps += 1
        expect(self.page.get_by_test_id(focused)).to_be_focused()
        expect(self.page.get_by_test_id(focused)).not_to_have_attribute("aria-disabled", "true")
        self.page.keyboard.press(key)

    def entry(self, testid: str, words: str) -> None:
        self.steps += 1
        self.page.get_by_test_id(testid).fill(words)
        self.page.get_by_test_id(testid).press("Enter")

    def sees(self, testid: str, words: str) -> None:
        expect(self.page.get_by_test_id(testid)).to_contain_text(words)


def on_paper(server: Server, page: Page) -> str:
    """The number that was just given, once its slip has come out."""
    number = number_given(page)
    expect(page.get_by_test_id("done")).to_contain_text("已送到一楼取号机打印")
    assert number in printed(server, "printer-k1", number)
    return number


def test_numbers_and_what_a_matter_needs(server: Server, open_page: OpenPage, faults: list[str]) -> None:
    page = at_desk(open_page, server)
    with Task(page, "find a matter by pinyin") as task:
        page.get_by_test_id("matter").fill("gs")
        task.steps += 1
        task.sees("choose-insurance-medical", "一楼 2号窗口")
    with Task(page, "find a window") as task:
        page.get_by_test_id("matter").fill("7号窗口")
        task.steps += 1
        task.sees("choose-business-register", "二楼 7号窗口")
    with Task(page, "a number with its paper") as task:
        task.entry("matter", "养老")
        task.key("Enter", "take")
        on_paper(server, page)
    with Task(page, "priority with its reason, and paper") as task:
        task.entry("matter", "养老")
        task.key("4", "take")
        task.key("Enter", "take")
        number = on_paper(server, page)
    assert (
        events(server, "ticket.taken.v1")[0]["number"],
        events(server, "ticket.taken.v1")[0]["reason"],
    ) == (
        number,
        "孕妇",
    )
    with Task(page, "real name by the number of the card") as task:
        task.entry("matter", "结婚")
        expect(page.get_by_test_id("id-number")).to_be_focused()
        task.entry("id-number", ID_NUMBER)
        on_paper(server, page)
    with Task(page, "real name without papers") as task:
        task.entry("matter", "离婚")
        task.click("papers-证件遗失")
        task.key("Enter", "take")
        on_paper(server, page)
    with Task(page, "what a matter needs, on paper") as task:
        task.entry("matter", "工伤")
        task.click("notice")
        task.key("Enter", "missing-typed")
        task.sees("done", "告知单已送到")
    with Task(page, "what is missing, on paper") as task:
        task.entry("matter", "工伤")
        task.click("notice")
        expect(page.get_by_test_id("missing-typed")).to_be_focused()
        task.entry("missing-typed", "1、单位介绍信")
        task.sees("done", "告知单已送到")
        assert findings(page) == []
        shot(page, "desk-steps-missing")
    said = events(server, "notice.given.v1")[0]
    assert (len(said["missing"]), said["also"]) == (1, ["单位介绍信"])
    with Task(page, "what a matter needs that is closed today") as task:
        task.entry("matter", "残疾人证")
        task.click("tell-disabled-card")
        task.key("Enter", "missing-typed")
        task.sees("done", "告知单已送到")
        assert findings(page) == []
        shot(page, "desk-steps-closed")
    assert events(server, "notice.given.v1")[0]["matter"] == "disabled-card"
    with Task(page, "a complaint") as task:
        task.click("tab-complaint")
        task.entry("complaint-line", "2号窗口 服务态度")
        expect(page.get_by_test_id("target")).to_have_value("一楼 2号窗口")
        shot(page, "desk-steps-complaint")
        task.key("Enter", "register")
        task.sees("done", "已受理 TS-")
    with Task(page, "all queues of all floors") as task:
        task.click("tab-overview")
        task.sees("queue-business", "7号窗口")
    admin = at_desk(open_page, server, "S01")
    admin.get_by_test_id("tab-pair").click()
    admin.get_by_test_id("pair-w3").click()  # two steps to the code of a clerk's hot keys
    expect(admin.get_by_test_id("pair-code")).to_contain_text("热键 · 3号窗口")
    code = admin.get_by_test_id("pair-code").locator("code").inner_text().split()[-1]
    assert findings(admin) == []
    shot(admin, "desk-pair")
    assert server.session().get(f"/api/pair/{code}").json()["token"]
    assert not server.session().get(f"/api/pair/{code}").ok  # once
    admin.get_by_test_id("pair-w3").click()
    admin.get_by_test_id("unpair").click()
    expect(admin.get_by_test_id("pair-code")).to_have_count(0)
    expect(admin.get_by_test_id("pair-w3").locator("small")).to_have_count(0)
    admin.get_by_test_id("tab-accounts").click()
    admin.get_by_test_id("account-1004").click()
    admin.get_by_test_id("new-password").fill("short")
    admin.get_by_test_id("save-password").click()
    expect(admin.get_by_test_id("problem")).to_contain_text("至少 8 位")
    for field in ("new-password", "new-password-again"):
        admin.get_by_test_id(field).fill("a new secret")
    shot(admin, "desk-accounts")
    assert findings(admin) == []
    admin.get_by_test_id("save-password").click()
    expect(admin.get_by_test_id("done")).to_contain_text("密码已设置")
    assert (
        server.session().sign_in("1004", "a new secret").get("/api/session").json()["staff"]["no"] == "1004"
    )
    duty = at_desk(open_page, server, "D01")
    with Task(duty, "the green channel with its reason") as task:
        task.entry("matter", "养老")
        task.click("quick-重大项目审批")
        task.click("take")
        on_paper(server, duty)
    assert events(server, "ticket.taken.v1")[0]["lane"] == "green"
    take(server, "property")
    with Task(duty, "a number beyond the quota") as task:
        task.entry("matter", "契税")
        task.key("Enter", "take")
        task.click("quick-值班员同意加号")
        on_paper(server, duty)
    assert faults == []


def test_numbers_that_are_known_and_appointments(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    (gone_id, gone), (away_id, away), (done_id, done) = (take(server, "business") for _ in range(3))
    for id_, then in ((gone_id, ("pass",)), (away_id, ("start", "hold")), (done_id, ("start", "finish"))):
        acts = [(what, {"kind": "away_no_papers"} if what == "hold" else {}) for what in then]
        at_window(server, "1008", "w7", ("call", {"ticket": id_, "reason": "x"}), *acts)
    wait_until(lambda: [e for e in events(server, "rating.lapsed.v1") if e["ticket"] == done_id])
    (_, first), (_, second) = take(server, "payment"), take(server, "payment")
    answer = server.staff("H01").post(
        "/api/appointments",
        {
            "appointments": [
                {"code": code, "day": str(TODAY), "queue": queue, "start": "12:00", "end": "14:00"}
                for code, queue in (("8001", "payment"), ("8002", "insurance"))
            ]
        },
    )
    assert answer.ok, answer.text
    page = at_desk(open_page, server)
    with Task(page, "passed: in line again, with paper") as task:
        task.click(f"passed-{gone}")
        task.click("do-requeue")
        task.sees("done", f"{gone} 已重新排队")
    with Task(page, "held: woken") as task:
        task.click(f"held-{away}")
        task.click("do-wake")
        opened(page, away, "waiting")
    with Task(page, "the paper again") as task:
        task.entry("lookup", first)
        task.click("do-reprint")
        task.sees("done", f"{first} 已送到一楼取号机打印")
    with Task(page, "what happened to a number") as task:
        task.entry("lookup", gone)
        task.click("story")
        task.sees("ticket", "过号:无人应答")
    with Task(page, "given up") as task:
        task.entry("lookup", first)
        task.click("do-cancel")
        task.click("confirm")
        opened(page, first, "cancelled")
    with Task(page, "void with its reason") as task:
        task.entry("lookup", second)
        task.click("do-void")
        assert findings(page) == []
        shot(page, "desk-steps-void")
        task.click("void-重复取号")
        opened(page, second, "void")
    with Task(page, "a paper card") as task:
        task.entry("lookup", done)
        task.click("level-4")
        task.click("confirm")
        task.sees("done", "评议已录入")
    with Task(page, "an appointment checked in, with paper") as task:
        task.click("tab-booked")
        task.entry("code", "8001")
        on_paper(server, page)
    lead = at_desk(open_page, server, "1002", 768)
    with Task(lead, "an appointment checked in by a lead") as task:
        task.click("tab-booked")
        task.entry("code", "8002")
        on_paper(server, lead)
        assert findings(lead) == []
        shot(lead, "desk-steps-lead")
    tomorrow = f"{TODAY + timedelta(days=1)}T09:00"
    page.get_by_test_id("tab-complaint").click()
    page.get_by_test_id("complaint-line").fill("取号机 缺纸")
    page.get_by_test_id("complaint-line").press("Enter")
    page.get_by_test_id("happened_at").fill(tomorrow)
    page.get_by_test_id("register").click()
    expect(page.get_by_test_id("problem")).to_contain_text("时间在将来")
    expect(page.get_by_test_id("problem")).to_contain_text("最晚为今天")
    assert server.staff("D01").post("/api/hall/close").ok  # the last task of this hall
    expect(page.get_by_test_id("hall-state")).to_have_attribute("data-state", "extended")
    with Task(page, "a number after closing, with its reason and paper") as task:
        task.entry("matter", "罚没")
        task.click("quick-延时服务")
        number = on_paper(server, page)
    assert "延时服务" in printed(server, "printer-k1", number)
    assert faults == []
