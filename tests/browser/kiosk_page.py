"""Ways through a kiosk's page that several tests take."""

from playwright.sync_api import Locator, Page, expect


def touch(page: Page, test_id: str) -> Locator:
    """Touch it as soon as the page has settled."""
    key = page.get_by_test_id(test_id)
    expect(key).to_be_enabled()
    key.click()
    return key


def take_number(page: Page, queue: str, matter: str = "") -> None:
    """From the start page of a small hall: the queue, then the matter, or none of them."""
    touch(page, f"queue-{queue}")
    touch(page, f"matter-{matter}" if matter else f"any-{queue}")
