"""What is wrong with a kiosk page as it stands on the glass: cut off, covered, too small, too high."""

from pathlib import Path

from playwright.sync_api import Page

_LOOK = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def shape_faults(page: Page, *, smallest: int = 28, target: int = 88, lowest: int = 0) -> list[str]:
    """All in px of a 1080×1920 or 1920×1080 screen: the smallest text, the least side of what is touched, and
    how far down that must begin."""
    found: list[str] = page.evaluate(_LOOK, {"smallest": smallest, "target": target, "lowest": lowest})
    return found
