"""The rules of the hall as people meet them: outage and paper, help, leaving, days, appointments, notices.

The sample hall with hours: it is noon there, whatever the time is here, and the hall opens by its timetable.
"""

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.kiosk_page import take_number
from tests.browser.test_accessibility import findings
from tests.browser.test_console_holds import at_window, settled, take
from tests.browser.test_visit import events, sign_in
from tests.serving import SAMPLE, Server, Session, wait_until

pytestmark = pytest.mark.browser

NOON = 12
BEHIND = datetime.now(UTC).hour - NOON
ZONE = f"Etc/GMT{BEHIND:+d}" if BEHIND else "Etc/GMT"
"""Signs of these zones are reversed: Etc/GMT+5 is five hours behind."""
NOW = datetime.now(ZoneInfo(ZONE))
TODAY = NOW.date()
SERVED_ON = (TODAY + timedelta(days=2)).day
APPOINTMENT = "80412345"
ADDED = f"""
[[hours]]
id = "all-day"
sessions = [{{ prep = "06:00", open = "06:30", close = "20:00" }}]

[[calendar]]
date = "{TODAY}"
kind = "open"

[[device]]
id = "printer-w6"
kind = "printer"
protocol = "escpos"
url = "emulator://printer-w6"
window = "w6"
"""


def hall_with_hours() -> str:
    """The sample hall by its timetable, one matter on one day of the month, a printer at window 6."""
    sample = SAMPLE.read_text(encoding="utf-8")
    for pattern, instead in (
        (r"(?m)^auto_open = true.*$", "min_staff = 0\nunmanned_s = 0"),
        (r"(?m)^timezone = .*$", f'timezone = "{ZONE}"'),
        (r"(?m)^# days = \{.*$", f"days = {{ month = [{SERVED_ON}] }}"),
    ):
        sample, count = re.subn(pattern, instead, sample)
        assert count == 1, pattern
    return sample + ADDED


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("timed")
    config = folder / "hall.toml"
    config.write_text(hall_with_hours(), encoding="utf-8")
    with Server(folder / "data", config=config) as running:
        running.passwords()
        yield running


def looked_at(page: Page, name: str) -> None:
    assert findings(page) == []
    shot(page, name)


def local_clock(ms: int) -> str:
    """As somebody copies it from a wall clock."""
    return datetime.fromtimestamp(ms / 1000, ZoneInfo(ZONE)).strftime("%H%M%S")


def second_after(ms: int) -> int:
    """A whole second that has passed and lies after this moment, epoch ms."""
    whole = (ms // 1000 + 1) * 1000
    wait_until(lambda: time.time() * 1000 > whole, what="the next second")
    return whole


def typed(page: Page, *keys: str) -> None:
    """Word after word, Enter after each."""
    for word in keys:
        page.keyboard.type(word)
        page.keyboard.press("Enter")


def asked(page: Page, button: str, field: str, words: str) -> None:
    """A switch of the duty officer with what it asks."""
    page.get_by_test_id(button).click()
    page.get_by_test_id(field).fill(words)
    page.get_by_test_id("confirm").click()


def printed(server: Server, printer: str, text: str) -> str:
    """The slip with this text, once it has come out."""

    def found() -> str:
        slips = server.control(printer).state()["tickets"]
        texts = ["\n".join(line.get("text", "") for line in slip["lines"]) for slip in slips]
        return next((slip for slip in texts if text in slip), "")

    return wait_until(found, what=text)


def test_an_outage_is_declared_its_paper_entered_and_the_hall_resumed(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    first, second = take(server, "marriage"), take(server, "marriage")
    clerk = server.staff("1001")
    assert clerk.post("/api/windows/w1/sign-in").ok
    assert clerk.post("/api/windows/w1/call-next").ok
    assert clerk.post("/api/windows/w1/start").ok
    duty, kiosk = open_page("/duty", 1440, 900), open_page("/kiosk/k1", 1080, 1920)
    board = open_page("/display/f1", 1920, 1080)
    sign_in(duty, server, "D01")

    asked(duty, "outage-short", "reason", "停电")
    expect(duty.get_by_test_id("hall-state")).to_have_attribute("data-state", "outage")
    expect(kiosk.get_by_test_id("closed")).to_contain_text("系统暂时故障")
    expect(board.get_by_text("给您带来不便").first).to_be_visible()
    looked_at(board, "rules-board-outage")
    shot(kiosk, "rules-kiosk-outage")
    asked(duty, "outage", "reason", "变压器跳闸")
    expect(kiosk.get_by_test_id("closed")).to_contain_text("领取纸质号")
    expect(board.get_by_text("改为手工办理").first).to_be_visible()
    expect(duty.get_by_test_id("outage")).to_have_count(0)
    expect(duty.get_by_test_id("outstanding")).to_contain_text(first)
    expect(duty.get_by_test_id("outstanding")).not_to_contain_text(second)
    since = events(server, "hall.outage.v1")[0]["at"]
    ended = local_clock(second_after(since))

    number = duty.get_by_test_id("entry-number")
    number.focus()
    typed(duty, first, "", "1", "", "", "", ended)  # who sits at window 1 is proposed
    expect(duty.get_by_test_id("entered")).to_contain_text(first)
    expect(duty.get_by_test_id("outstanding")).to_contain_text("没有待补录的号码")
    expect(number).to_be_focused()
    typed(duty, "a801")
    duty.keyboard.press("ArrowRight")  # not finished: still waiting
    expect(duty.get_by_test_id("outcome-waiting")).to_be_checked()
    duty.reload()  # what was typed outlives the browser
    expect(number).to_have_value("a801")
    expect(duty.get_by_test_id("entry-window")).to_have_count(0)
    duty.get_by_test_id("outcome-waiting").focus()
    typed(duty, "", local_clock(since)[:4])
    expect(duty.get_by_test_id("entered")).to_contain_text("A801")
    typed(duty, "A800", "", local_clock(since)[:4])
    expect(duty.get_by_test_id("entry-problem")).to_contain_text("A800")
    looked_at(duty, "rules-duty-outage")
    finished = events(server, "ticket.paper_finished.v1")[0]
    assert (finished["ticket"][-4:], finished["window"], finished["staff"]) == (first, "w1", "1001")
    assert finished["event_at"] < finished["at"]

    duty.get_by_test_id("recover").click()
    duty.get_by_test_id("confirm").click()
    expect(duty.get_by_test_id("hall-state")).to_have_attribute("data-state", "open")
    expect(kiosk.get_by_test_id("queue-marriage")).to_contain_text("2")
    assert clerk.post("/api/windows/w1/call-next").json()["ticket"]["number"] in (second, "A801")
    asked(duty, "close-incident", "report", "停电,已全部补录")
    expect(duty.get_by_test_id("incident")).to_have_count(0)
    assert faults == []


def test_a_clerk_calls_for_help_and_the_duty_officer_answers(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    caller, duty = open_page("/caller", 380, 800), open_page("/duty", 1440, 900)
    at_window(caller, server, "1005", "w5")
    sign_in(duty, server, "D01")
    caller.keyboard.press("KeyG")
    expect(caller.get_by_test_id("help")).to_contain_text("已呼叫")
    looked_at(caller, "rules-console-help")
    expect(duty.get_by_test_id("alarm-help:w5")).to_contain_text("5号窗口呼叫值班")
    looked_at(duty, "rules-duty-help")
    expect(caller.get_by_test_id("help-line")).to_contain_text("等候回复")
    asked(duty, "reply-help:w5", "text", "马上到")
    expect(caller.get_by_test_id("help-line")).to_contain_text("马志明:马上到")
    expect(duty.get_by_test_id("alarm-help:w5")).to_contain_text("马志明已回复:马上到")
    looked_at(caller, "rules-console-help-answer")
    asked(duty, "answer-help:w5", "note", "已到窗口处理")
    expect(duty.get_by_test_id("alarm-help:w5")).to_have_count(0)
    expect(caller.get_by_test_id("help")).not_to_contain_text("已呼叫")
    expect(caller.get_by_test_id("help-line")).to_have_count(0)
    assert events(server, "alarm.cleared.v1")[0]["note"] == "已到窗口处理"
    assert faults == []


def test_who_leaves_in_the_hours_of_service_gives_a_reason(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/caller", 380, 800)
    at_window(page, server, "1008", "w7")
    page.get_by_test_id("sign-out").click()
    expect(page.get_by_test_id("ask-sign-out")).to_be_visible()
    expect(page.get_by_test_id("message")).to_contain_text("请坚守岗位到 20:05")
    expect(page.get_by_test_id("choice-1")).to_be_focused()
    looked_at(page, "rules-console-leaving")
    page.keyboard.press("Escape")
    settled(page, "idle")
    page.get_by_test_id("sign-out").click()
    page.get_by_test_id("reason-text").fill("去医院")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("window-w7")).to_contain_text("空")
    assert events(server, "window.signed_out.v1")[0]["reason"] == "去医院"
    assert faults == []


def test_nobody_waits_and_somebody_without_a_number_is_served_at_once(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/caller", 380, 800)
    at_window(page, server, "1004", "w4")
    page.get_by_test_id("walk-in").click()
    expect(page.get_by_test_id("ask-walk-in")).to_contain_text("非税缴费")
    looked_at(page, "rules-console-walk-in")
    page.keyboard.press("Digit2")
    settled(page, "calling")
    expect(page.get_by_test_id("in-hand")).to_contain_text("非税缴费")
    expect(page.get_by_test_id("walk-in")).to_have_attribute("data-idle", "true")
    assert events(server, "ticket.taken.v1")[0]["walk_in"] is True
    assert faults == []


def test_a_matter_that_is_not_served_today_says_when_and_gives_no_number(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    tile = kiosk.get_by_test_id("queue-disabled")
    expect(tile).to_contain_text(f"每月{SERVED_ON}日办理,下次")
    expect(tile.locator("xpath=self::button")).to_have_count(0)
    tile.click()
    looked_at(kiosk, "rules-kiosk")
    take_number(kiosk, "business")
    expect(kiosk.get_by_test_id("result-number")).to_have_text(re.compile("^H"))
    numbers = [event["number"] for event in events(server, "ticket.taken.v1")]
    assert not [number for number in numbers if number.startswith("D")]
    assert faults == []


def test_an_appointment_checks_in_by_its_code(server: Server, open_page: OpenPage, faults: list[str]) -> None:
    desk: Session = server.staff("H01")
    slot: dict[str, Any] = {"code": APPOINTMENT, "day": str(TODAY), "queue": "payment"}
    booked = desk.post("/api/appointments", {"appointments": [slot | {"start": "12:00", "end": "14:00"}]})
    assert booked.ok, booked.text
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    kiosk.get_by_test_id("check-in").click()
    code = kiosk.get_by_test_id("code")
    expect(kiosk.get_by_test_id("digit-1")).to_be_enabled()
    kiosk.get_by_test_id("digit-1").click()
    kiosk.get_by_test_id("check-in-ok").click()
    expect(kiosk.get_by_test_id("check-in-said")).to_contain_text("没有找到这个预约(1)")
    expect(kiosk.get_by_test_id("digit-1")).to_be_enabled()
    for digit in APPOINTMENT:
        kiosk.get_by_test_id(f"digit-{digit}").click()
    expect(code).to_have_text(APPOINTMENT)
    looked_at(kiosk, "rules-kiosk-check-in")
    kiosk.get_by_test_id("check-in-ok").click()
    expect(kiosk.get_by_test_id("result-number")).to_have_text(re.compile("^C"))
    shot(kiosk, "rules-kiosk-checked-in")
    assert events(server, "ticket.taken.v1")[0]["appointment"] == APPOINTMENT
    assert faults == []


def test_the_board_shows_what_the_hall_announces_and_then_its_own_words_again(
    open_page: OpenPage, faults: list[str]
) -> None:
    board = open_page("/display/hall", 1920, 1080)
    wires: list[WebSocketRoute] = []

    def wired(wire: WebSocketRoute) -> None:
        wire.connect_to_server()
        wires.append(wire)

    board.route_web_socket(re.compile("socket.io"), wired)
    board.clock.install()
    board.reload()
    expect(board.get_by_test_id("queue-marriage")).to_be_visible()
    expect(board.get_by_test_id("hours")).to_have_text("6:30–20:00")
    expect(board.get_by_test_id("stale")).to_have_count(0)
    said = {"kind": "notice", "text": "现在开始办理业务,请取号等候", "id": "notice-9", "seq": 10**6, "at": 0}
    wires[-1].send(f"42/display,{json.dumps(['announce', said])}")
    expect(board.get_by_test_id("notice")).to_have_text(said["text"])
    looked_at(board, "rules-board-announced")
    board.clock.fast_forward(15_000)
    expect(board.get_by_test_id("notice")).to_have_count(0)
    assert faults == []


def test_kiosk_and_phone_say_how_long_it_may_take(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    assert server.staff("1005").post("/api/windows/w5/sign-in").ok
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    take_number(kiosk, "payment")
    expect(kiosk.get_by_test_id("wait")).to_have_text(re.compile(r"预计等候 \d+–\d+ 分钟"))
    path = kiosk.locator(".qr img").get_attribute("src")
    phone = open_page(str(path).removesuffix("/qr.svg"), 390, 844)
    expect(phone.locator(".wait")).to_have_text(re.compile(r"预计等候 \d+–\d+ 分钟"))
    looked_at(phone, "rules-phone")
    assert faults == []


def test_who_is_sent_on_gets_paper_there_and_a_copy_says_that_it_is_one(server: Server) -> None:
    desk, clerk = server.staff("H01"), server.staff("1007")
    taken = server.kiosk("k2").post("/api/tickets", {"queue": "property", "kiosk": "k2"}).json()
    printed(server, "printer-k2", taken["number"])
    assert desk.post(f"/api/tickets/{taken['id']}/reprint", {"kiosk": "k1"}).ok
    copy = printed(server, "printer-k1", taken["number"])
    assert "【补打】" in copy
    assert clerk.post("/api/windows/w6/sign-in").ok
    assert clerk.post("/api/windows/w6/call-next").ok
    assert clerk.post("/api/windows/w6/transfer", {"to": "queue", "id": "business"}).ok
    sent = printed(server, "printer-w6", taken["number"])
    assert all(told in sent for told in ("工商登记", "工商窗口", "7号窗口 二楼", "0000-8207"))
    assert "补打" not in sent


def test_after_closing_nobody_is_left_and_then_the_machine_may_be_switched_off(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    take(server, "payment")
    cashier = server.staff("1005")
    assert cashier.post("/api/windows/w5/sign-in").ok
    duty, leaving, late = (open_page(path, 1440, 900) for path in ("/duty", "/caller", "/caller"))
    sign_in(duty, server, "D01")
    duty.get_by_test_id("close").click()
    duty.get_by_test_id("confirm").click()
    expect(duty.get_by_test_id("hall-state")).to_have_attribute("data-state", "extended")

    sign_in(leaving, server, "1005")
    settled(leaving, "idle")
    leaving.get_by_test_id("sign-out").click()
    expect(leaving.get_by_test_id("message")).to_contain_text("人等候,签退须首席代表或值班员同意")
    expect(leaving.get_by_test_id("ask-sign-out")).to_have_count(0)
    at_window(late, server, "1003", "w3")
    late.get_by_test_id("walk-in").click()
    expect(late.get_by_test_id("ask-walk-in")).to_contain_text("已停止取号")
    expect(late.get_by_test_id("choice-1")).to_be_focused()
    late.keyboard.press("Digit1")
    settled(late, "calling")
    assert events(server, "ticket.taken.v1")[0]["reason"] == "延时服务"

    for desk in cashier.get("/api/hall").json()["windows"]:
        if desk["state"] in ("calling", "serving"):
            assert server.staff(desk["staff"]["no"]).post(f"/api/windows/{desk['id']}/finish").ok
    expect(duty.get_by_test_id("may-switch-off")).to_have_count(0)
    duty.get_by_test_id("close").click()
    duty.get_by_test_id("confirm").click()
    expect(duty.get_by_test_id("may-switch-off")).to_have_text("可以关机")
    looked_at(duty, "rules-duty-closed")
    assert faults == []
