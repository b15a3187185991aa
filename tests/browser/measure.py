"""What a hand and an old eye need of a kiosk page, measured in the browser: sizes, gaps, nothing covered."""

from pathlib import Path

from playwright.sync_api import Page

MIN_TEXT = 28.0
MIN_TARGET = 88.0
MIN_GAP = 16.0
SLACK = 0.6  # of a pixel: layout rounds

PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""A list that fits itself does so until the frame is shown: before, it may be too long."""
MEASURE = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def faults_of(
    page: Page, *, text: float = MIN_TEXT, target: float = MIN_TARGET, lowest: float = 0
) -> list[str]:
    """Every text that is too small, every target that is too small or too near to another, all that is cut
    off or covered. CSS px; `text` and `target`: the least font size and side that this page is held to;
    `lowest`: nothing that must be touched begins above it (a field that keys below type into may)."""
    page.evaluate(PAINTED)
    found = page.evaluate(MEASURE)
    assert found["texts"] and found["targets"], "nothing to measure"
    small = [f"{name}: {size} px" for name, size in found["texts"] if size < text - SLACK]
    targets = found["targets"]
    narrow = [
        f"{name}: {right - left:.0f}×{bottom - top:.0f}"
        for name, left, top, right, bottom, _ in targets
        if min(right - left, bottom - top) < target - SLACK
    ]
    near = [
        f"{a[0]} | {b[0]}: {gap:.1f} px"
        for index, a in enumerate(targets)
        for b in targets[index + 1 :]
        if (gap := _gap(a[1:5], b[1:5])) < MIN_GAP - SLACK
    ]
    high = [
        f"too high, at {top:.0f} px: {name}"
        for name, _, top, _, _, typed in targets
        if top < lowest - SLACK and not typed
    ]
    return [*small, *narrow, *near, *high, *found["cut"]]


def _gap(a: list[float], b: list[float]) -> float:
    """Between two boxes (left, top, right, bottom); 0 where they overlap."""
    across = max(b[0] - a[2], a[0] - b[2])
    down = max(b[1] - a[3], a[1] - b[3])
    return max(across, down, 0.0)
