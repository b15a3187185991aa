"""A slip's layout as what a printer is told, broken into lines where people would break them."""

import unicodedata
from collections.abc import Iterator
from math import ceil

from devices.codecs import escpos
from server.domain.words.slip import Slip, SlipFeed, SlipQr, SlipRule, SlipText

BREAKS_AFTER = "、,。;: )」』】"
"""A line may end with these, and none begins with one."""


def elements(
    slip: Slip, *, phone_base: str, columns: int, logo: escpos.Picture | None = None
) -> list[escpos.Element]:
    """phone_base: the hall's address as phones see it, without a slash at the end. columns: half-width
    characters a line at size 1."""
    laid: list[escpos.Element] = [logo] if logo else []
    for element in slip:
        match element:
            case SlipText():
                laid += _set(element, columns)
            case SlipQr():
                laid.append(escpos.Qr(phone_base + element.path))
            case SlipFeed():
                laid.append(escpos.Feed(element.lines))
            case SlipRule():
                laid.append(escpos.Rule())
    return [*laid, escpos.Cut()]


def _set(text: SlipText, columns: int) -> Iterator[escpos.Element]:
    """As large as it was meant if it then fits on one line, smaller if not; only size 1 has several lines."""
    size = max(1, min(text.size, columns // max(1, cells(text.text))))
    for line in broken(text.text, columns) if size == 1 else (text.text,):
        yield escpos.Text(line, size, size, text.align, text.bold)


def broken(text: str, columns: int) -> Iterator[str]:
    """Lines of about the same length, broken behind a mark or a space where one is near.

    >>> list(broken("请在休息区等候,留意屏幕和广播叫号", 32))
    ['请在休息区等候,', '留意屏幕和广播叫号']
    >>> list(broken("一二三四五六", 10))
    ['一二三', '四五六']
    """
    while (wide := cells(text)) > columns:
        most = _fitting(text, columns)
        even = _fitting(text, ceil(wide / ceil(wide / columns)))
        at = next((n for n in range(most, even // 2, -1) if text[n - 1] in BREAKS_AFTER), max(1, even))
        while 1 < at < len(text) and text[at] in BREAKS_AFTER:
            at -= 1
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    yield text


def _fitting(text: str, columns: int) -> int:
    """How many of its first characters have room."""
    room = columns
    for n, character in enumerate(text):
        room -= cells(character)
        if room < 0:
            return n
    return len(text)


def cells(text: str) -> int:
    """Half-width places; what is wide in Chinese type takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
