"""The kiosk's voice in a real browser: what was played to its end, by the clips of the hall's pack."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.kiosk_page import take_number

pytestmark = pytest.mark.browser


def said(page: Page, clips: str) -> None:
    expect(page.locator("html")).to_have_attribute("data-said", clips, timeout=40_000)


def test_the_voice_speaks_when_asked_says_the_number_and_is_silent_for_the_next(
    open_page: OpenPage, faults: list[str]
) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    kiosk.get_by_test_id("mode-voice").click()
    said(kiosk, "kiosk-start")
    take_number(kiosk, "insurance")
    expect(kiosk.get_by_test_id("result-number")).to_have_text("B001")
    said(
        kiosk,
        "kiosk-number letter-B digit-0 pair-01 kiosk-called floor-1 label-2 label-3 window-4 kiosk-take",
    )
    kiosk.get_by_test_id("done").click()
    expect(kiosk.get_by_test_id("mode-voice")).to_have_attribute("aria-pressed", "false")
    assert faults == []


def test_the_asterisk_of_a_keypad_says_it_again(open_page: OpenPage, faults: list[str]) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    kiosk.get_by_test_id("mode-voice").click()
    said(kiosk, "kiosk-start")
    kiosk.evaluate("delete document.documentElement.dataset.said")
    kiosk.keyboard.press("NumpadMultiply")
    said(kiosk, "kiosk-start")
    assert faults == []
