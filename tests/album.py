"""Pictures for docs/screens: half size, a phone and a docked console whole, 4K a quarter; few colours, at
most LIMIT bytes each."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.serving import ROOT

FOLDER = ROOT / "docs" / "screens"
LIMIT = 80_000
SLOW = 60_000
AREAS = 12
UPRIGHT, LYING, PHONE, WALL = (1080, 1920), (1920, 1080), (390, 844), (3840, 2160)


def few(picture: Image.Image, colours: int) -> Image.Image:
    """In a palette that keeps the small things, a lamp or a red word, and the large areas as they are."""
    made = picture.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    palette = made.getpalette() or []
    common: list[tuple[int, tuple[int, int, int]]] = picture.getcolors(picture.width * picture.height)  # type: ignore[assignment]
    held = set()
    for _, colour in sorted(common, reverse=True)[:AREAS]:
        nearest = min(range(len(palette) // 3), key=lambda at: _apart(palette[3 * at : 3 * at + 3], colour))
        if nearest not in held:
            held.add(nearest)
            palette[3 * nearest : 3 * nearest + 3] = colour
    made.putpalette(palette)
    return made


def _apart(one: Sequence[int], other: Sequence[int]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


@dataclass
class Album:
    """Opens pages, takes pictures and keeps what each shows."""

    browser: Browser
    shown: list[tuple[str, str]] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, url: str, size: tuple[int, int]) -> Page:
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SLOW)
        page.goto(url)
        return page

    def take(self, page: Page, name: str, says: str, *, whole: bool = False) -> None:
        if page.locator(".settling").count():
            expect(page.locator(".settling")).to_have_count(0)
        page.mouse.move(0, 0)
        shot = page.screenshot(full_page=whole, animations="disabled")  # what slides in has come
        picture = Image.open(io.BytesIO(shot)).convert("RGB")
        part = 1 if picture.width <= PHONE[0] else 4 if picture.width == WALL[0] else 2
        picture = picture.resize((picture.width // part, picture.height // part), Image.Resampling.LANCZOS)
        for colours in (128, 64, 32):
            data = io.BytesIO()
            few(picture, colours).save(data, "PNG", optimize=True)
            if data.tell() <= LIMIT:
                break
        assert data.tell() <= LIMIT, (name, data.tell())
        (FOLDER / f"{name}.png").write_bytes(data.getvalue())
        self.shown.append((name, says))
        print(f"{name} {data.tell()}")

    def close(self) -> None:
        while self.contexts:
            self.contexts.pop().close()
