"""From a citizen's phone to the officer's sheet and its paper: complaints in the pages (R85–R96)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_accessibility import findings
from tests.browser.test_visit import sign_in
from tests.serving import Server

pytestmark = pytest.mark.browser

NAME, PHONE = "张三丰", "0000-1357"


def fits(page: Page) -> bool:
    """Nothing stands beside the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def complain(open_page: OpenPage) -> str:
    phone = open_page("/complain", 390, 780)
    for field, text in {"target": "一楼 2号窗口", "matter": "服务态度", "place": "一楼 2号窗口"}.items():
        phone.get_by_test_id(field).fill(text)
    phone.get_by_test_id("text").fill("态度生硬,没有说明理由")
    phone.get_by_test_id("person").fill(NAME)
    phone.get_by_test_id("phone").fill(PHONE)
    assert fits(phone)
    assert findings(phone) == []
    shot(phone, "complain")
    phone.get_by_test_id("submit").click()
    expect(phone.get_by_test_id("registered")).to_contain_text("TS-")
    return phone.locator(".case").inner_text()


def rated_badly(server: Server) -> None:
    """A visit of today that its citizen rates from the phone."""
    taken = server.staff("H01").post("/api/tickets", {"queue": "marriage"}).json()
    clerk = server.staff("1001")
    clerk.post("/api/windows/w1/sign-in")
    for action in ("call-next", "start", "finish"):
        assert clerk.post(f"/api/windows/w1/{action}").ok
    rating = {"level": 1, "channel": "phone"}
    assert server.staff("H01").post(f"/api/visits/{taken['token']}/rating", rating).ok


def test_a_complaint_is_worked_on_by_keyboard_until_its_reply_is_on_paper(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    case = complain(open_page)
    page = open_page("/duty/complaints", 1024, 768)
    sign_in(page, server, "D01")
    row = page.get_by_test_id(f"case-{case}")
    expect(row).to_contain_text("服务态度")
    assert NAME not in page.content()
    row.focus()
    page.keyboard.press("Enter")
    sheet = page.get_by_test_id("sheet")
    expect(sheet).to_have_attribute("data-state", "received")
    expect(page.get_by_test_id("person")).to_have_text(NAME)
    expect(page.get_by_test_id("record-of-day")).to_be_visible()
    shot(page, "complaints")
    assert findings(page) == []

    page.get_by_test_id("step-take").press("Enter")
    expect(page.get_by_test_id("field-staff")).to_be_focused()
    page.get_by_test_id("step-ok").press("Enter")
    expect(sheet).to_have_attribute("data-state", "verifying")
    page.get_by_test_id("step-answer").press("Enter")
    expect(page.get_by_test_id("pick-written")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type(f"已致电{NAME}")
    shot(page, "complaints-step")
    assert findings(page) == []
    page.get_by_test_id("step-ok").press("Enter")
    expect(page.get_by_test_id("step-problem")).to_contain_text("请勿写投诉人姓名")
    page.get_by_test_id("field-text").fill("已核实,工作人员已改正并致歉")
    page.get_by_test_id("step-ok").press("Enter")
    expect(sheet).to_have_attribute("data-state", "answered")

    page.emulate_media(media="print")
    expect(page.get_by_test_id("step-close")).to_be_hidden()
    expect(sheet).to_contain_text("承办人签字")
    page.evaluate("document.body.dataset.print = 'reply'")
    expect(page.locator(".reply")).to_contain_text("已核实,工作人员已改正并致歉")
    expect(sheet).to_be_hidden()
    shot(page, "complaints-reply")
    page.evaluate("document.body.dataset.print = ''")
    shot(page, "complaints-print")
    page.emulate_media(media="screen")

    page.get_by_test_id("step-close").click()
    page.get_by_test_id("step-ok").click()
    expect(sheet).to_have_attribute("data-state", "closed")
    page.get_by_test_id("over-1").click()
    expect(page.get_by_test_id(f"case-{case}")).to_contain_text("已办结")
    with page.expect_download() as download:
        page.get_by_test_id("export").click()
        page.get_by_test_id("export-reason").fill("季度汇总")
        page.get_by_test_id("export-reason").press("Enter")
    table = download.value.path().read_text(encoding="utf-8-sig")
    assert case in table
    assert NAME not in table

    page.get_by_test_id("figures").click()
    expect(page.get_by_test_id("figure-投诉-closed")).to_have_text("1")
    assert findings(page) == []
    shot(page, "complaints-figures")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 380, "height": 800})
    page.get_by_test_id(f"case-{case}").click()
    expect(page.get_by_test_id("sheet")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["case"] == [case]
    assert fits(page)
    assert findings(page) == []
    shot(page, "complaints-380")
    page.get_by_test_id("to-list").click()
    expect(page.get_by_test_id("sheet")).to_have_count(0)
    page.set_viewport_size({"width": 1024, "height": 900})
    page.get_by_test_id("kind-bad_rating").click()
    page.get_by_test_id("over-0").click()
    expect(page.locator(".list")).to_contain_text("没有未办结的差评")
    rated_badly(server)
    page.reload()
    page.locator("button.row").click()
    for step, choice in (("take", ""), ("contact", "not_reached"), ("result", "explained")):
        page.get_by_test_id(f"step-{step}").click()
        if choice:
            page.get_by_test_id(f"pick-{choice}").check()
            page.get_by_test_id("field-text").fill("未留电话,已核对办理经过")
        page.get_by_test_id("step-ok").click()
        expect(page.locator("dialog")).to_have_count(0)
    expect(sheet).to_have_attribute("data-state", "closed")
    expect(page.get_by_test_id("result")).to_have_text("已解释说明")
    expect(page.locator(".visit")).to_contain_text("办结")
    assert findings(page) == []
    shot(page, "complaints-rating")
    log = server.log.read_text(errors="replace")
    assert not [secret for secret in (NAME, PHONE, "态度生硬") if secret in log]
    assert faults == []
