"""The duty officer beside the board: hand-over, guards, an outage to its report, closing to 可以关机."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_accessibility import findings
from tests.browser.test_rules_in_pages import asked
from tests.browser.test_visit import sign_in
from tests.serving import Server

pytestmark = pytest.mark.browser


def so(page: Page, step: str, done: bool) -> None:
    expect(page.get_by_test_id(f"step-{step}")).to_have_attribute("data-done", str(done).lower())


def take(server: Server, queue: str) -> str:
    answer = server.kiosk("k1").post("/api/tickets", {"queue": queue, "kiosk": "k1"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


def test_the_duty_is_handed_over_by_one_officer_and_taken_by_the_other(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    form = {"channel": "phone", "target": "1号窗口", "matter": "态度不好", "place": "一楼"}
    assert server.staff("D01").post("/api/complaints", form | {"happened_at": "2026-01-05 15:20"}).ok
    first, second = open_page("/duty/roster", 1280, 800), open_page("/duty/roster", 1280, 800)
    sign_in(first, server, "D01")
    sign_in(second, server, "D02")
    first.get_by_test_id("to").select_option("D02")
    first.get_by_test_id("note").fill("3号窗口评价器待修")
    first.get_by_test_id("offer-ok").click()
    expect(second.get_by_test_id("offer")).to_contain_text("3号窗口评价器待修")
    handed = second.get_by_test_id("open-cases").get_by_role("listitem")
    expect(handed.filter(has_text="1号窗口")).to_contain_text("前")
    expect(handed.filter(has_text="1号窗口").get_by_role("link")).to_have_attribute(
        "href", re.compile("^/duty/complaints\\?kind=complaint&case=")
    )
    first.get_by_test_id("take").click()
    expect(first.get_by_test_id("problem")).to_contain_text("现在没有人向您交班")
    shot(second, "duty-roster")
    assert findings(second) == []
    second.get_by_test_id("take").click()
    expect(first.get_by_test_id("on-duty")).to_contain_text("朱红")
    expect(first.get_by_test_id("offer")).to_have_count(0)
    record = server.staff("D01").get("/api/duty-record").json()["entries"]
    assert [e["actor"] for e in record if e["type"].startswith(("duty.offered", "duty.taken"))] == [
        "staff:D01",
        "staff:D02",
    ]
    assert faults == []


def test_a_guard_sees_the_hall_writes_into_the_record_and_nothing_else(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/guard", 1280, 800)
    sign_in(page, server, "G01")
    expect(page.get_by_test_id("hall-state")).to_have_attribute("data-state", "open")
    page.get_by_test_id("note").fill("22:10 巡查,二楼窗户已关")
    page.get_by_test_id("note-ok").click()
    expect(page.get_by_test_id("entries")).to_contain_text("二楼窗户已关")
    assert findings(page) == []
    shot(page, "guard")
    duty = server.staff("D01")
    fire = duty.post("/api/hall/notice", {"template": "fire"}).json()["notices"][0]
    page.reload()
    expect(page.get_by_test_id("hall-notice")).to_contain_text("火警")
    expect(page.get_by_test_id("hall-state")).to_have_text("正在疏散")
    assert findings(page) == []
    assert duty.post(f"/api/hall/notices/{fire}/end").ok
    page.goto(server.base + "/duty")
    expect(page.get_by_test_id("message")).to_contain_text("没有这项权限")
    expect(page.get_by_test_id("who-may")).to_contain_text("值班员、管理员")
    page.goto(server.base + "/guard")
    page.get_by_test_id("sign-out").click()
    expect(page.get_by_test_id("staff-no")).to_be_focused()
    expect(page.get_by_test_id("message")).to_have_count(0)
    for words, offline in (("工号或密码不对", False), ("连接不上服务器", True)):
        page.context.set_offline(offline)
        page.get_by_test_id("staff-no").fill("G01")
        page.get_by_test_id("password").fill("no")
        page.get_by_test_id("sign-in").click()
        expect(page.get_by_test_id("message")).to_contain_text(words)
        expect(page.get_by_test_id("password")).to_be_focused()
        expect(page.get_by_test_id("password")).to_have_value("")
    page.context.set_offline(False)
    page.goto(server.base + "/duty")
    sign_in(page, server, "D01")
    page.get_by_test_id("sign-out").click()
    expect(page.get_by_test_id("staff-no")).to_be_focused()
    expect(page.get_by_test_id("message")).to_have_count(0)
    assert server.staff("G01").get("/api/duty-record").status_code == 403
    entries = server.staff("D01").get("/api/duty-record").json()["entries"]
    assert [e["text"] for e in entries if e.get("guard")] == ["22:10 巡查,二楼窗户已关"]
    assert faults == []


def test_an_outage_leads_to_its_report_and_the_evening_to_the_mains(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    number, later = take(server, "marriage"), take(server, "marriage")
    clerk = server.staff("1001")
    assert clerk.post("/api/windows/w1/sign-in").ok
    assert clerk.post("/api/windows/w1/call-next").ok
    page = open_page("/duty", 1440, 900)
    sign_in(page, server, "D01")
    asked(page, "outage", "reason", "停电")
    so(page, "in_hand", False)
    expect(page.get_by_test_id("step-in_hand")).to_contain_text(number)
    so(page, "clock", True)
    duty = server.staff("D01")
    for paper in ("A801", "A803"):
        body = {"number": paper, "outcome": "waiting", "taken_at": _now()}
        assert duty.post("/api/back-entries", body).ok
    expect(page.get_by_test_id("step-paper")).to_contain_text("A802")
    shot(page, "duty-recovery")
    done = {"number": number, "outcome": "finished", "window": "w1", "staff": "1001", "ended_at": _now()}
    assert duty.post("/api/back-entries", done).ok
    so(page, "in_hand", True)
    gone = {"number": "A802", "outcome": "void", "taken_at": _now(), "reason": "未使用"}
    assert duty.post("/api/back-entries", gone).ok
    so(page, "paper", True)
    page.get_by_test_id("recover").click()
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("hall-state")).to_have_attribute("data-state", "open")
    asked(page, "close-incident", "report", "供电恢复,补录完毕")
    page.get_by_test_id("record").click()
    page.locator("[data-testid^=incident-]").first.click()
    expect(page.get_by_test_id("fact-情况报告")).to_have_text("供电恢复,补录完毕")
    expect(page.get_by_test_id("fact-手工办理")).to_contain_text("办结 1、等候 2、作废 1")
    expect(page.get_by_test_id("entries").locator("tbody tr")).to_have_count(4)
    assert findings(page) == []
    shot(page, "incident-report")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1

    page.goto(server.base + "/duty/closing")
    expect(page.get_by_test_id("step-waiting")).to_contain_text(f"{later}、A801、A803")
    so(page, "incident", True)
    so(page, "checks", False)
    assert findings(page) == []
    shot(page, "duty-closing")
    page.get_by_test_id(f"left-{later}").click()  # one press, and what can be done with it is there
    expect(page.get_by_test_id("do-cancel")).to_be_visible()
    expect(page.get_by_role("heading", name=later)).to_be_visible()
    shot(page, "duty-closing-number")
    page.goto(server.base + "/duty/closing")
    page.get_by_test_id("way-checks").click()
    for item in ("presence", "badge", "attitude", "devices", "safety"):
        page.get_by_test_id(f"well-{item}").click()
        expect(page.get_by_test_id(f"check-{item}")).to_have_attribute("data-found", "")
    page.goto(server.base + "/duty/closing")
    so(page, "checks", True)
    for _ in ("停止取号", "关闭大厅"):
        page.get_by_test_id("close").click()
        page.get_by_test_id("confirm").click()
        expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.get_by_test_id("shutdown")).to_have_attribute("data-so", "false")
    so(page, "closed", True)
    page.get_by_test_id("way-signed").click()
    page.get_by_test_id("sign").click()
    expect(page.get_by_test_id("signed")).to_contain_text("马志明")
    page.get_by_test_id("report").click()
    figures = page.get_by_test_id("figures").locator("tbody tr").last.locator("td")
    expect(figures.first).to_have_text("5")
    sums = duty.get("/api/hall/sums").json()
    assert (sums["issued"], sums["finished"], sums["void"], sums["expired"]) == (5, 1, 1, 3)
    assert findings(page) == []
    shot(page, "day-report")
    with page.expect_download() as download:
        page.get_by_test_id("export").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert next(line for line in lines if line.startswith('"合计"')).startswith('"合计","5"')
    page.goto(server.base + "/duty/closing")
    expect(page.get_by_test_id("shutdown").get_by_role("heading").last).to_contain_text("断电顺序")
    shot(page, "duty-shutdown")
    assert faults == []


def _now() -> str:
    return datetime.now(ZoneInfo("Asia/Shanghai")).strftime("%H:%M:%S")
