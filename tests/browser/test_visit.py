"""One visit lived through the pages: touch → paper → call → sign, screen, voice → press → the log."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.kiosk_page import take_number
from tests.serving import Server, wait_until

pytestmark = pytest.mark.browser

CLERK, WINDOW, QUEUE, MATTER = "1002", "w2", "insurance", "insurance-benefits"
VERY_SATISFIED = 0  # the first button of the sample hall's four-key boxes


def sign_in(page: Page, server: Server, staff_no: str) -> None:
    page.get_by_test_id("staff-no").fill(staff_no)
    page.get_by_test_id("password").fill(server.passwords()[staff_no])
    page.get_by_test_id("sign-in").click()


def sent_by(page: Page) -> list[str]:
    """Every frame the page sends from now on, over any websocket it opens."""
    frames: list[str] = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda data: frames.append(str(data))))
    return frames


def events(server: Server, type_: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.staff("D01").get("/api/events?limit=200").json()["events"]
    return [event for event in found if event["type"] == type_]


def test_a_whole_visit_from_the_touch_to_the_rating_in_the_log(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    lab = open_page("/lab", 1600, 1000)
    board = open_page("/display/f1", 1920, 1080)
    caller = open_page("/caller", 380, 800)
    said = sent_by(board)
    board.reload()

    take_number(kiosk, QUEUE, MATTER)
    expect(kiosk.get_by_test_id("result-number")).to_have_text("B001")
    expect(kiosk.get_by_test_id("slip-state")).to_contain_text("请取走号票")
    shot(kiosk, "kiosk-result")
    expect(lab.get_by_test_id("slip").first).to_contain_text("B001")
    paper = server.control("printer-k1").state()["tickets"][-1]
    assert any(line.get("text") == "B001" and line["height"] == 4 for line in paper["lines"])
    expect(board.get_by_test_id(f"queue-{QUEUE}")).to_have_text("1")
    expect(lab.get_by_test_id("display-w3")).to_have_attribute("data-digits", re.compile("^001"))

    sign_in(caller, server, CLERK)
    caller.get_by_test_id(f"window-{WINDOW}").click()
    expect(lab.get_by_test_id(f"led-{WINDOW}")).to_have_attribute("data-text", re.compile(f"工号{CLERK}"))
    caller.get_by_test_id("call-next").click()
    expect(caller.get_by_test_id("in-hand")).to_contain_text("B001")
    expect(caller.get_by_test_id("matter")).to_contain_text("社会待遇支付")
    expect(board.get_by_test_id("newest-number")).to_have_text("B001")
    expect(board.get_by_test_id("newest-window")).to_contain_text("2")
    expect(lab.get_by_test_id(f"led-{WINDOW}")).to_have_attribute("data-text", "请B001号")
    expect(lab.get_by_test_id("display-w3")).to_have_attribute("data-digits", re.compile("^000"))
    wait_until(lambda: [f for f in said if '"spoken"' in f] or board.wait_for_timeout(100), 25)
    shot(board, "board-call")
    shot(lab, "lab")

    caller.get_by_test_id("start").click()
    expect(board.get_by_test_id("call-B001")).to_be_visible()
    caller.get_by_test_id("finish").click()
    expect(lab.get_by_test_id(f"led-{WINDOW}")).to_have_attribute("data-text", "请您评价")
    lab.get_by_test_id(f"rate-{WINDOW}-{VERY_SATISFIED}").click()
    expect(lab.get_by_test_id(f"led-{WINDOW}")).to_have_attribute("data-text", "感谢您的评价")

    assert events(server, "ticket.taken.v1")[-1]["matter"] == MATTER
    given = wait_until(lambda: events(server, "rating.given.v1"))
    assert len(given) == 1
    rating = given[0]
    assert (rating["staff"], rating["window"], rating["level"]) == (CLERK, WINDOW, 5)
    assert rating["ticket"].endswith("-B001")
    assert rating["channel"] == "rater"
    finished = events(server, "ticket.finished.v1")[0]
    assert 0 <= rating["at"] - finished["at"] <= 30_000
    assert faults == []


def test_a_key_of_the_emulated_keypad_calls_and_the_duty_officer_sees_it(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    server.staff("1001").post("/api/windows/w1/sign-in")
    server.kiosk("k1").post("/api/tickets", {"queue": "marriage", "kiosk": "k1"})
    duty = open_page("/duty", 1280, 800)
    sign_in(duty, server, "D01")
    lab = open_page("/lab", 1600, 1000)
    lab.get_by_test_id("key-w1-call").click()
    expect(duty.get_by_test_id("window-w1")).to_have_attribute("data-state", "calling")
    expect(duty.get_by_test_id("window-w1")).to_contain_text("A001")
    expect(lab.get_by_test_id("led-w1")).to_have_attribute("data-text", "请A001号")
    assert len(events(server, "ticket.called.v1")) == len(
        {e["ticket"] for e in events(server, "ticket.called.v1")}
    )
    plug = lab.get_by_test_id("unplug-signs-1")
    plug.click()
    expect(duty.get_by_test_id("device-sign-w1")).to_have_attribute("data-link", "lost")
    expect(plug).to_have_attribute("aria-pressed", "true")
    shot(duty, "duty-sign-lost")
    plug.click()
    expect(duty.get_by_test_id("device-sign-w1")).to_have_attribute("data-link", "in_step")
    assert faults == []


def test_no_paper_closes_the_kiosk_with_words_and_paper_opens_it_again(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    kiosk = open_page("/kiosk/k2", 1080, 1920)
    expect(kiosk.get_by_test_id("queue-business")).to_be_visible()
    printer = server.control("printer-k2")
    printer.fault("paper_out")
    expect(kiosk.get_by_test_id("closed")).to_contain_text("请到总服务台取号")
    shot(kiosk, "kiosk-no-paper")
    printer.fault("paper_out", on=False)
    expect(kiosk.get_by_test_id("queue-business")).to_be_visible()
    assert faults == []


def test_markup_in_a_field_is_shown_as_text_and_never_run(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    evil = '<img src=x onerror="window.hacked=1"> \'; DROP TABLE events; --'
    clerk = server.staff("1005")
    assert clerk.post("/api/windows/w5/sign-in").ok
    assert clerk.post("/api/windows/w5/suspend", {"reason": evil}).ok
    duty = open_page("/duty", 1920, 1080)
    sign_in(duty, server, "D01")
    expect(duty.get_by_test_id("window-w5")).to_contain_text("<img src=x")
    assert duty.evaluate("window.hacked") is None
    assert json.dumps(events(server, "window.suspended.v1")[0]["reason"]) == json.dumps(evil)
    assert faults == []
