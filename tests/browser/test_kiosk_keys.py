"""A kiosk without a hand on the glass: keyboard and keypad, from the start page to the ticket and back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser


def focused(page: Page, testid: str) -> None:
    expect(page.get_by_test_id(testid)).to_be_focused()


def taken(page: Page) -> str:
    number = page.get_by_test_id("result-number")
    expect(number).to_be_visible()
    return number.inner_text()


def to_start(page: Page) -> None:
    """Home again by the zero of the pad, as soon as the new page takes keys."""
    expect(page.get_by_test_id("done")).to_be_focused()
    page.keyboard.press("Numpad0")
    expect(page.get_by_test_id("queue-marriage")).to_be_focused()


def test_arrows_and_enter_take_a_number_and_the_focus_is_seen(open_page: OpenPage, faults: list[str]) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    focused(kiosk, "queue-marriage")
    kiosk.keyboard.press("ArrowDown")
    focused(kiosk, "queue-insurance")
    outline = kiosk.get_by_test_id("queue-insurance").evaluate(
        "e => parseFloat(getComputedStyle(e).outlineWidth)"
    )
    assert outline >= 3
    kiosk.keyboard.press("ArrowUp")
    focused(kiosk, "queue-marriage")
    kiosk.keyboard.press("Enter")
    focused(kiosk, "matter-marriage-register")
    kiosk.keyboard.press("Enter")
    assert taken(kiosk).startswith("A")
    focused(kiosk, "done")
    kiosk.keyboard.press("Enter")
    focused(kiosk, "queue-marriage")
    assert faults == []


def test_the_numeric_pad_alone_takes_a_number_and_goes_back(open_page: OpenPage, faults: list[str]) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    focused(kiosk, "queue-marriage")
    kiosk.keyboard.press("Numpad2")
    focused(kiosk, "matter-insurance-medical")
    kiosk.keyboard.press("Numpad2")
    assert taken(kiosk).startswith("B")
    to_start(kiosk)
    kiosk.keyboard.press("NumpadAdd")
    focused(kiosk, "queue-insurance")
    kiosk.keyboard.press("NumpadEnter")
    focused(kiosk, "matter-insurance-medical")
    kiosk.keyboard.press("NumpadEnter")
    assert taken(kiosk).startswith("B")
    to_start(kiosk)
    assert faults == []


def test_tab_reaches_every_key_of_the_page_and_the_modes(open_page: OpenPage, faults: list[str]) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    focused(kiosk, "queue-marriage")
    keys = kiosk.locator("button:enabled:visible")
    seen = set()
    for _ in range(keys.count() + 2):
        seen.add(kiosk.evaluate("document.activeElement.dataset.testid ?? ''"))
        kiosk.keyboard.press("Tab")
    assert seen >= {key.get_attribute("data-testid") or "" for key in keys.all()}
    kiosk.get_by_test_id("mode-large").focus()
    kiosk.keyboard.press("Enter")
    expect(kiosk.get_by_test_id("mode-large")).to_have_attribute("aria-pressed", "true")
    kiosk.keyboard.press("Escape")
    expect(kiosk.get_by_test_id("mode-large")).to_have_attribute("aria-pressed", "false")
    assert faults == []


def test_the_heading_of_a_page_is_announced(open_page: OpenPage, faults: list[str]) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    expect(kiosk.get_by_test_id("announced")).to_have_text("请选择要办理的业务")
    assert faults == []
