"""ESC/POS: the ticket printer. A slip's layout to bytes; the way back is `devices.codecs.escpos_status`.

    host -> printer   1B 40 · 1C 26 · text in GBK or GB 18030, each line 0A · 1D 21 size · 1B 61 align
                      1D 28 6B … QR · 1D 76 30 00 xL xH yL yH … raster · 1B 64 n feed · 1D 56 00 | 01 cut

What printers do wrong: swallow the next job's head as the rest of a QR or raster whose bytes broke off
(`padding` ends it), and print a blank, or wrong halves, for characters that their font lacks. Fonts of
cheap models hold the two-byte characters only. A line with others is drawn as raster if the caller can
draw; else each of them is `〓`, the printers' own sign for a missing type.

The layout is encoded by python-escpos except for text: its `text()` sends strings without a CJK
ideograph (`：`, `￥`, and so on) through code pages, as `?`. Chinese mode is switched on
here once and text goes out raw. Source: python-escpos 3.1, Sureprint SP91 manual p. 66, TM-T88III guide.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from devices.codecs.escpos_status import Decoder

__all__ = ["CELL", "Cut", "Decoder", "Element", "Feed", "Picture", "Profile", "Qr", "Rule", "Text"]
__all__ += ["PADDING", "encode", "lacking", "padding"]

Align = Literal["left", "center", "right"]
CELL = 12
"""Dots across a half-width character at size 1; it is twice as high."""
BLOCK = 2048
"""Most bytes of raster in one command: small printers take no more at once."""
PADDING = bytes(BLOCK + 8)
MISSING = "〓"


@dataclass(frozen=True, slots=True)
class Profile:
    """What one model does.

    columns: half-width characters a line at size 1, 32 (58 mm), 42 or 48 (80 mm).
    encoding: the characters its own font holds: `gbk`, or `gb18030` with the four-byte ones too.
    feed: lines from the print head to the knife or tear bar. cut: `none` where a person tears.
    """

    columns: int = 48
    encoding: Literal["gbk", "gb18030"] = "gbk"
    cut: Literal["full", "partial", "none"] = "full"
    feed: int = 4

    @property
    def dots(self) -> int:
        """Width of the paper that can be printed on."""
        return self.columns * CELL


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph; the printer wraps what is too wide. width and height 1..8 times."""

    text: str
    width: int = 1
    height: int = 1
    align: Align = "left"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Blank lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, model 2, error correction M, centred; module: dots per square."""

    data: str
    module: int = 6


@dataclass(frozen=True, slots=True)
class Picture:
    """Dots from the top, row by row, each row padded to whole bytes; most significant bit left, 1 black."""

    width: int
    data: bytes
    align: Align = "center"

    @property
    def row(self) -> int:
        """Bytes a row."""
        return (self.width + 7) // 8


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of the slip: fed past the knife (a `Feed` right before counts), cut as the model does."""


Element = Text | Rule | Feed | Qr | Picture | Cut
Draw = Callable[[Text, int], Picture | None]
"""(one line of text, dots across the paper) -> the same as dots; None = not everything can be drawn."""


def encode(layout: Sequence[Element], profile: Profile, draw: Draw | None = None) -> bytes:
    """A whole job. Raises where nobody could print the layout (a QR or a picture that is too big)."""
    return _Writer(profile, draw).job(layout)


def padding(job: bytes) -> bytes:
    """What ends any QR or raster of this job that broke off; nothing to a printer that waits for none."""
    return PADDING[: len(job)]


def lacking(text: str, profile: Profile) -> set[str]:
    """The characters of a text that the printer's font lacks."""
    return {c for c in text if not _held(c, profile.encoding)}


def _held(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


class _Writer:
    """One job under way."""

    def __init__(self, profile: Profile, draw: Draw | None) -> None:
        from escpos.printer import Dummy  # noqa: PLC0415 - slow to import

        self._profile = profile
        self._draw = draw
        self._out = Dummy()
        self._style = Text("")
        self._fed = 0

    def job(self, layout: Sequence[Element]) -> bytes:
        self._out.hw("INIT")
        self._out._raw(b"\x1c\x26")
        for element in layout:
            self._put(element)
            self._fed = element.lines if isinstance(element, Feed) else 0
        return bytes(self._out.output)

    def _put(self, element: Element) -> None:
        match element:
            case Text():
                for line in element.text.split("\n"):
                    self._text(replace(element, text="".join(c for c in line if c.isprintable())))
            case Rule():
                self._plain(Text("-" * self._profile.columns))
            case Feed(lines):
                self._out.print_and_feed(lines)
            case Qr(data, module):
                self._aligned("center")
                self._out.qr(data, ec=1, size=module, native=True)
            case Picture():
                self._picture(element)
            case Cut():
                self._cut()

    def _text(self, line: Text) -> None:
        """Without control characters: one of them could be a command."""
        missing = lacking(line.text, self._profile)
        drawn = self._draw(line, self._profile.dots) if missing and self._draw else None
        if drawn is not None:
            self._picture(drawn)
        else:
            shown = "".join(MISSING if c in missing else c for c in line.text)
            self._plain(replace(line, text=shown))

    def _plain(self, line: Text) -> None:
        self._restyle(line)
        self._out._raw(line.text.encode(self._profile.encoding) + b"\n")

    def _picture(self, picture: Picture) -> None:
        height = len(picture.data) // max(1, picture.row)
        if not 0 < picture.width <= self._profile.dots or height * picture.row != len(picture.data):
            raise ValueError(f"a picture of {picture.width} dots in {len(picture.data)} bytes")
        self._aligned(picture.align)
        rows = BLOCK // picture.row
        for top in range(0, height, rows):
            size = picture.row.to_bytes(2, "little") + min(rows, height - top).to_bytes(2, "little")
            block = picture.data[top * picture.row : (top + rows) * picture.row]
            self._out._raw(b"\x1dv0\x00" + size + block)

    def _cut(self) -> None:
        from escpos.constants import PAPER_FULL_CUT, PAPER_PART_CUT  # noqa: PLC0415

        if self._fed < self._profile.feed:
            self._out.print_and_feed(self._profile.feed - self._fed)
        if self._profile.cut != "none":
            self._out._raw(PAPER_FULL_CUT if self._profile.cut == "full" else PAPER_PART_CUT)

    def _aligned(self, align: Align) -> None:
        self._restyle(replace(self._style, align=align))

    def _restyle(self, style: Text) -> None:
        """Send only what changes."""
        was, self._style = self._style, style
        if style.align != was.align:
            self._out.set(align=style.align)
        if (style.width, style.height) != (was.width, was.height):
            self._out.set(custom_size=True, width=style.width, height=style.height)
        if style.bold != was.bold:
            self._out.set(bold=style.bold)
