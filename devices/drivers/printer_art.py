"""Dots for the ticket printer: a hall's logo, and lines with characters that the printer's font lacks.

Made on this PC with a font of this PC; the printer only sees raster. A line of size 1 costs 24 rows of one
byte every 8 dots: a name of four characters 300 bytes, 0.3 s at 9600 baud.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from devices.codecs.escpos import CELL, Picture, Text

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)
HIGH = 2 * CELL
BASELINE = 21
"""Rows above it: 0.88 of the height, as Chinese type is cast."""
HALF_GREY = 128
MOST_FACES = 8


class PaperFont:
    """Draws lines as the printer would set them. path: "" takes the first of `FONTS` that is there."""

    def __init__(self, path: str = "") -> None:
        self.path = path or next((font for font in FONTS if Path(font).is_file()), "")
        self._missing = self._mask("\U0010ffff") if self.path else b""

    def draw(self, line: Text, dots: int) -> Picture | None:
        """`line` as dots, wrapped at `dots`; None without a font, or if the font lacks a character too."""
        if not self.path or any(self._mask(c) == self._missing for c in line.text if not c.isspace()):
            return None
        cell, high = CELL * line.width, HIGH * line.height
        rows = list(_wrapped(line.text, max(2, dots // cell)))
        paper = Image.new("1", (max(map(_cells, rows)) * cell, high * len(rows)), 0)
        for n, row in enumerate(rows):
            paper.paste(self._strip(row, bold=line.bold).resize((_cells(row) * cell, high)), (0, n * high))
        return Picture(paper.width, paper.tobytes(), line.align)

    def _strip(self, text: str, *, bold: bool) -> Image.Image:
        """One line at size 1."""
        strip = Image.new("L", (_cells(text) * CELL, HIGH), 0)
        at = 0
        for character in text:
            wide = _cells(character) * CELL
            strip.paste(self._type(character, wide, bold=bold), (at, 0))
            at += wide
        return strip.point(lambda grey: 255 * (grey >= HALF_GREY)).convert("1")

    def _type(self, character: str, wide: int, *, bold: bool) -> Image.Image:
        """One character; letters broader than their cell are squeezed."""
        font = _font(self.path)
        own = max(wide, int(font.getlength(character)))
        box = Image.new("L", (own, HIGH), 0)
        pen = ImageDraw.Draw(box)
        pen.text(
            ((own - font.getlength(character)) // 2, BASELINE),
            character,
            255,
            font,
            "ls",
            stroke_width=int(bold),
        )
        return box if own == wide else box.resize((wide, HIGH))

    def _mask(self, character: str) -> bytes:
        return bytes(_font(self.path).getmask(character))


@lru_cache(maxsize=4)
def _font(path: str) -> ImageFont.FreeTypeFont:
    """The face for simplified Chinese, if the file has several."""
    first = ImageFont.truetype(path, HIGH)
    for index in range(1, MOST_FACES):
        try:
            face = ImageFont.truetype(path, HIGH, index)
        except OSError:
            break
        if (face.getname()[0] or "").endswith(" SC"):
            return face
    return first


def _cells(text: str) -> int:
    """Half-width places; what is wide in Chinese type takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _wrapped(text: str, columns: int) -> Iterable[str]:
    row = ""
    for character in text:
        if row and _cells(row + character) > columns:
            yield row
            row = ""
        row += character
    yield row


def logo(path: str, dots: int) -> Picture:
    """A picture file as dots, at most `dots` wide; transparent is white, grey is dithered. Raises OSError."""
    with Image.open(path) as opened:
        drawn = opened.convert("RGBA")
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn)
    grey = paper.convert("L")
    if grey.width > dots:
        grey = grey.resize((dots, max(1, grey.height * dots // grey.width)))
    return Picture(grey.width, ImageOps.invert(grey).convert("1").tobytes())
