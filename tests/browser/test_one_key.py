"""A hall that allows more: one key a visit, priority by the citizen, a clerk at two windows; photographs."""

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.kiosk_page import take_number
from tests.browser.test_accessibility import findings
from tests.browser.test_console_holds import at_window, settled, take
from tests.browser.test_visit import events, sign_in
from tests.serving import SAMPLE, Server

pytestmark = pytest.mark.browser

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
ALLOWED = "[settings]\none_key = true\ncitizen_priority = true\nwindows_per_person = 2\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("one-key")
    config = folder / "hall.toml"
    sample = SAMPLE.read_text(encoding="utf-8").replace("[settings]\n", ALLOWED)
    config.write_text(sample.replace("[hall]\n", '[hall]\nmedia = "media"\n'), encoding="utf-8")
    (folder / "media" / "staff").mkdir(parents=True)
    (folder / "media" / "staff" / "1001.png").write_bytes(PICTURE)
    (folder / "media" / "staff" / "1004.jpg").write_bytes(b"no picture")
    with Server(folder / "data", config=config) as running:
        running.passwords()
        yield running


def test_the_citizen_chooses_priority_and_the_clerk_presses_one_key(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    priority = kiosk.get_by_test_id("priority")
    take_number(kiosk, "marriage")
    expect(kiosk.get_by_test_id("result-number")).to_have_text("A001")
    kiosk.get_by_test_id("done").click()
    priority.click()
    expect(priority).to_have_attribute("aria-pressed", "true")
    shot(kiosk, "kiosk-priority")
    assert findings(kiosk) == []
    take_number(kiosk, "marriage")
    expect(kiosk.get_by_test_id("result-number")).to_have_text("A002")
    assert [e["lane"] for e in reversed(events(server, "ticket.taken.v1"))] == ["normal", "priority"]
    kiosk.get_by_test_id("done").click()
    expect(priority).to_have_attribute("aria-pressed", "false")

    console = open_page("/caller", 380, 800)
    at_window(console, server, "1001", "w1")
    for number, stand in (("A002", "idle:"), ("A001", "calling:")):
        with console.expect_request("**/call-next") as pressed:
            console.keyboard.press("KeyN")
        meant, until = (pressed.value.headers[name] for name in ("if-match", "hallcall-until"))
        assert stand in meant and int(until) > events(server, "ticket.taken.v1")[0]["at"], (
            "what it was meant for"
        )
        expect(console.get_by_test_id("in-hand")).to_contain_text(number)
        settled(console, "calling")
    expect(console.get_by_test_id("call-next")).to_contain_text("办结并呼叫下一位")
    photo = console.get_by_test_id("photo")
    expect(photo).to_have_attribute("src", "/media/staff/1001.png")
    assert photo.evaluate("img => img.complete && img.naturalWidth") == 1, "it is shown, not only named"
    shot(console, "console-one-key")
    console.keyboard.press("KeyN")
    settled(console, "idle")
    assert len(events(server, "ticket.finished.v1")) == 2
    assert faults == []


def test_a_clerk_sits_at_two_windows_and_goes_from_one_to_the_other(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    numbers = [take(server, "insurance") for _ in range(2)]
    page, duty = open_page("/caller", 380, 800), open_page("/duty", 1440, 900)
    sign_in(duty, server, "D01")
    at_window(page, server, "1004", "w2")
    page.keyboard.press("KeyN")
    settled(page, "calling")
    page.get_by_test_id("leave").click()
    page.get_by_test_id("window-w3").click()
    settled(page, "idle")
    expect(page.get_by_test_id("also")).to_contain_text("2号窗口")
    expect(duty.get_by_test_id("window-w2")).to_contain_text("兼 3号窗口")
    expect(page.get_by_test_id("photo")).to_have_count(0)  # what is no picture leaves no hole
    shot(page, "console-two-windows")
    page.keyboard.press("KeyN")
    settled(page, "calling")
    expect(page.get_by_test_id("in-hand")).to_contain_text(numbers[1])
    page.reload()  # to the window that was before the clerk
    expect(page.get_by_test_id("in-hand")).to_contain_text(numbers[1])
    page.get_by_test_id("leave").click()
    page.get_by_test_id("window-w2").click()
    settled(page, "calling")
    expect(page.get_by_test_id("in-hand")).to_contain_text(numbers[0])
    page.reload()
    expect(page.get_by_test_id("in-hand")).to_contain_text(numbers[0])
    page.get_by_test_id("leave").click()
    page.get_by_test_id("window-w4").click()
    expect(page.get_by_test_id("message")).to_contain_text("您已在2号窗口、3号窗口签到")
    calls = events(server, "ticket.called.v1")[:2]
    assert [(e["staff"], e["window"]) for e in calls] == [("1004", "w3"), ("1004", "w2")]
    assert faults == []
