r"""The dynamic area of an Onbon BX-5K / BX-6K card: a box on the sign and the text in it.

    00 x(2) y(2) w(2) h(2) id spacing run timeout(2) sound=00 extra=00 align single wrap show exit speed stay
    length(4) text

    numbers   little-endian; x and w with the top bit set are pixels, else units of 8 pixels
    text      GBK, with escapes in ASCII: \C1 colour, \FO001 font, \n new line

Source: as `devices.codecs.onbon`; area §9.1, text escapes §11.1.
"""

import re
import struct
from dataclasses import dataclass
from enum import IntEnum

_AREA = struct.Struct("<BHHHHBBBHBBBBBBBBBI")
_PIXELS = 0x8000


class Colour(IntEnum):
    r"""The digit after `\C`."""

    RED = 1
    GREEN = 2
    YELLOW = 3
    BLUE = 4
    CYAN = 5
    MAGENTA = 6
    WHITE = 7


class Show(IntEnum):
    """How an area's text appears."""

    STATIC = 1
    INSTANT = 2
    LEFT = 3
    RIGHT = 4
    UP = 5
    DOWN = 6


class Run(IntEnum):
    """How long an area stays."""

    LOOP = 0
    STAY = 1
    DELETE = 2


@dataclass(frozen=True, slots=True)
class Span:
    r"""Text in one colour and font; None leaves them as they were. font: as in `\F`, "O001"."""

    text: str
    colour: Colour | None = None
    font: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """Replace the text of one dynamic area. It lives in RAM: free to write often, gone with the power.

    x, y, width, height in pixels; timeout_s for Run.DELETE; speed 0 (fast) to 24; stay in half seconds.
    eighths: x and width travel in units of 8 pixels, rounded down and up.
    """

    text: tuple[Span, ...]
    width: int = 128
    height: int = 32
    x: int = 0
    y: int = 0
    area_id: int = 0
    run: Run = Run.LOOP
    timeout_s: int = 10
    align: int = 0
    single_line: bool = False
    wrap: bool = False
    show: Show = Show.STATIC
    speed: int = 2
    stay: int = 10
    eighths: bool = False


@dataclass(frozen=True, slots=True)
class Areas:
    """Replace several areas at once; `clear` takes away all others first."""

    areas: tuple[Area, ...]
    clear: bool = False


def encode_area(area: Area) -> bytes:
    """The area without its length."""
    x, width = area.x | _PIXELS, area.width | _PIXELS
    if area.eighths:
        x, width = area.x // 8, -(-area.width // 8)
    text = b"".join(_encode_span(span) for span in area.text)
    return (
        _AREA.pack(
            0, x, area.y, width, area.height, area.area_id, 0,
            area.run, area.timeout_s, 0, 0, area.align, 1 if area.single_line else 2,
            2 if area.wrap else 1, area.show, 0, area.speed, area.stay, len(text),
        )
        + text
    )  # fmt: skip


def _encode_span(span: Span) -> bytes:
    r"""The card reads a backslash as the start of an escape and has no escape for itself: send ＼."""
    out = b"" if span.colour is None else b"\\C%d" % span.colour
    out += b"" if span.font is None else b"\\F" + span.font.encode("ascii")
    plain = "".join(c for c in span.text.replace("\\", "＼") if c >= " " or c == "\n")
    return out + b"\\n".join(line.encode("gbk", "replace") for line in plain.split("\n"))


_TOKEN = re.compile(rb"\\C(\d)|\\F([OE]\d{3})|(\\n)|([\x81-\xfe][\x40-\xfe])|([^\\])|(\\)", re.DOTALL)


def _decode_text(data: bytes) -> tuple[Span, ...]:
    spans: list[Span] = []
    colour: Colour | None = None
    font: str | None = None
    text = b""

    def close() -> None:
        nonlocal colour, font, text
        if text or colour is not None or font is not None:
            spans.append(Span(text.decode("gbk", "replace"), colour, font))
        colour, font, text = None, None, b""

    for token in _TOKEN.finditer(data):
        if token[1] in (b"1", b"2", b"3", b"4", b"5", b"6", b"7"):
            if text or colour is not None or font is not None:
                close()
            colour = Colour(int(token[1]))
        elif token[2]:
            if text or font is not None:
                close()
            font = token[2].decode("ascii")
        else:
            text += b"\n" if token[3] else token[0]
    close()
    return tuple(spans)


def decode_area(data: bytes) -> Area | None:
    """None: an area of a kind not sent here (sound, bitmaps, extra parameters)."""
    if len(data) < _AREA.size:
        return None
    kind, x, y, width, height, area_id, _, run, timeout_s, sound, extra, *rest = _AREA.unpack_from(data)
    align, single, newline, show, _, speed, stay, length = rest
    text = data[_AREA.size :]
    if kind or sound or extra or len(text) != length or run > Run.DELETE or not 1 <= show <= Show.DOWN:
        return None
    return Area(
        _decode_text(text), _pixels(width), height, _pixels(x), y, area_id, Run(run), timeout_s, align,
        single == 1, newline == 2, Show(show), speed, stay, not (x | width) & _PIXELS,
    )  # fmt: skip


def _pixels(value: int) -> int:
    return value & ~_PIXELS if value & _PIXELS else value * 8
