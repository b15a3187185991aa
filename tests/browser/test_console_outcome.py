"""How a visit ended, noted below the keys by mouse and by keyboard, and never in the way of the next call."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_console_holds import at_window, looked_at, pressed, settled, take
from tests.browser.test_visit import events
from tests.serving import Server

pytestmark = pytest.mark.browser


def visit(page: Page) -> None:
    """Called, started and finished by keys."""
    page.keyboard.press("KeyN")
    settled(page, "calling")
    page.keyboard.press("KeyS")
    settled(page, "serving")
    page.keyboard.press("KeyF")
    settled(page, "idle")


def asked(page: Page) -> None:
    """Until the panel takes an answer."""
    expect(page.get_by_test_id("outcome-instant")).to_have_attribute("aria-disabled", "false")


def test_by_keyboard_one_digit_for_the_usual_and_a_number_where_it_is_needed(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    first, second = take(server, "property"), take(server, "property")
    page = open_page("/caller", 380, 800)
    at_window(page, server, "1007", "w6")
    visit(page)
    outcome = page.get_by_test_id("outcome")
    expect(outcome).to_contain_text(first)
    expect(page.get_by_test_id("call-next")).to_be_focused()
    looked_at(page, "outcome")
    asked(page)
    page.keyboard.press("Digit1")
    expect(outcome).to_have_count(0)
    assert [(e["outcome"], e["case_no"], e["by"]) for e in events(server, "ticket.outcome.v1")] == [
        ("instant", "", "1007")
    ]
    visit(page)
    expect(outcome).to_contain_text(second)
    expect(page.get_by_test_id("my-day")).to_contain_text("2")
    asked(page)
    page.keyboard.press("Digit3")
    field = page.get_by_test_id("case-no")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")  # nothing typed yet
    looked_at(page, "case-no")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("call-next")).to_be_focused()
    page.keyboard.press("Digit3")
    page.keyboard.type("NXS-2026-17")
    page.keyboard.press("Enter")
    expect(outcome).to_have_count(0)
    noted = events(server, "ticket.outcome.v1")[0]
    assert (noted["outcome"], noted["case_no"]) == ("promised", "NXS-2026-17")
    page.get_by_test_id("my-day").locator("summary").click()
    expect(page.get_by_test_id(f"noted-{second}")).to_contain_text("承诺件 · NXS-2026-17")
    looked_at(page, "my-day")
    page.get_by_test_id(f"correct-{second}").click()
    asked(page)
    page.get_by_test_id("outcome-enquiry").click()
    expect(page.get_by_test_id(f"noted-{second}")).to_contain_text("咨询")
    assert len(events(server, "ticket.outcome.v1")) == 3
    assert faults == []


def test_the_next_call_needs_no_outcome_and_what_is_open_is_kept(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    first, second = take(server, "disabled"), take(server, "disabled")
    page = open_page("/caller", 380, 800)
    at_window(page, server, "1006", "w5-side")
    visit(page)
    pressed(page, "call-next", "calling")
    expect(page.get_by_test_id("in-hand")).to_contain_text(second)
    pressed(page, "start", "serving")
    pressed(page, "finish", "idle")
    expect(page.get_by_test_id("outcome")).to_contain_text(second)
    expect(page.get_by_test_id(f"unnoted-{first}")).to_be_visible()
    looked_at(page, "unnoted")
    page.get_by_test_id(f"note-{first}").click()
    expect(page.get_by_test_id("outcome")).to_contain_text(first)
    asked(page)
    page.get_by_test_id("outcome-returned").click()
    page.get_by_test_id("case-reason").fill("不属本级受理")
    page.get_by_test_id("case-no-ok").click()
    expect(page.get_by_test_id("outcome")).to_contain_text(second)
    (noted,) = [e for e in events(server, "ticket.outcome.v1") if e["by"] == "1006"]
    assert (noted["ticket"].split("-")[-1], noted["outcome"]) == (first, "returned")
    assert faults == []
