"""A kiosk page in every mode and language: what is wrong with it there, and a picture of each."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import shot
from tests.browser.measure import faults_of
from tests.browser.test_accessibility import findings

Modes = tuple[str, ...]
MODES: tuple[Modes, ...] = ((), ("large",), ("contrast",), ("low",), ("large", "contrast", "low"))
LANGUAGES = ("en", "ug")


def switch(page: Page, modes: Modes, on: bool) -> None:
    for mode in modes:
        key = page.get_by_test_id(f"mode-{mode}")
        if not key.is_visible():
            continue  # a wide screen is low enough
        key.click()
        expect(key).to_have_attribute("aria-pressed", str(on).lower())


def choose(page: Page, code: str) -> None:
    page.get_by_test_id("language").click()
    page.get_by_test_id(f"language-{code}").click()
    expect(page.get_by_test_id("languages")).to_have_count(0)
    page.wait_for_function("code => document.documentElement.lang.startsWith(code)", arg=code)


def stay(page: Page) -> None:
    """The page is not to leave while it is looked at."""
    more = page.get_by_test_id("more-time")
    if more.count():
        more.first.click()


def wrong(page: Page, modes: Modes = ()) -> list[str]:
    """What old eyes, a low reach, or axe would complain of."""
    upright = page.evaluate("innerHeight > innerWidth")
    low = "low" in modes and upright
    return faults_of(page, text=40 if "large" in modes else 28, lowest=720 if low else 0) + findings(page)


def in_every_mode(page: Page, name: str, languages: tuple[str, ...] = LANGUAGES) -> dict[str, list[str]]:
    """`name/modes` -> its faults; empty when all is well. The page is left in Chinese without a mode."""
    upright = page.evaluate("innerHeight > innerWidth")
    screen = "portrait" if upright else "landscape"
    found = {}
    for modes in MODES:
        if modes == ("low",) and not upright:
            continue
        stay(page)
        switch(page, modes, True)
        label = f"kiosk-{name}-{screen}-{'-'.join(modes) or 'plain'}"
        found[label] = wrong(page, modes)
        shot(page, label)
        switch(page, modes, False)
    for code in languages:
        stay(page)
        choose(page, code)
        label = f"kiosk-{name}-{screen}-{code}"
        found[label] = wrong(page)
        shot(page, label)
    if languages:
        choose(page, "zh")
    return {label: faults for label, faults in found.items() if faults}
