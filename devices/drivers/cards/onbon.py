"""Onbon BX-5K / BX-6K cards with fonts of their own. Each exchange is acknowledged or refused by number.

Calls are red. Text that fits stands; text that does not runs to the left in one line. With `areas`, each
line of the text has an area of its own, so that only the line that is too long runs.
"""

import time
from collections.abc import Sequence

from devices.codecs import onbon
from devices.codecs.onbon_area import Area, Areas, Colour, Show, Span
from devices.drivers.cards.card import Answer, Face, Look, Step

TEXT_REPLY_S = 2.0  # the card's time-out on serial lines (§10.1)
PING_REPLY_S = 0.6
PASSING = ("busy", "checksum")
FONTS = {16: "", 24: "001", 32: "002"}


class OnbonCard:
    """width, height: pixels of the sign. font: height of the card's Chinese font, 16, 24 or 32 pixels.

    off_when_dark: switch the light off with an empty text and on with the next. clock: set the card's
    clock when the line opens. eighths: say x and width in units of 8 pixels, as 5K cards are sent by the
    vendor's own software.
    """

    confirms = True
    dims = True

    def __init__(  # noqa: PLR0913 - the card's settings, all but the address named
        self,
        address: int,
        *,
        width: int = 128,
        height: int = 32,
        font: int = 16,
        areas: bool = False,
        off_when_dark: bool = False,
        clock: bool = False,
        eighths: bool = False,
    ) -> None:
        if font not in FONTS:
            raise ValueError(f"font: {font}; the card has {', '.join(map(str, FONTS))}")
        self.address = address
        self._width = width
        self._height = height
        self._font = font
        self._areas = areas
        self._off_when_dark = off_when_dark
        self._clock = clock
        self._eighths = eighths

    @property
    def face(self) -> Face:
        """Card contract."""
        return Face(2 * self._width // self._font, max(1, self._height // self._font), scrolls=True)

    def new_decoder(self) -> onbon.Decoder:
        """Card contract."""
        return onbon.Decoder()

    def prepare(self, now: time.struct_time) -> Sequence[Step]:
        """Card contract."""
        if not self._clock:
            return ()
        clock = onbon.Clock(
            now.tm_year, now.tm_mon, now.tm_mday, now.tm_hour, now.tm_min, now.tm_sec, now.tm_wday + 1
        )
        return (self._step(clock, must=False),)

    def steps(self, look: Look, shown: Look | None) -> Sequence[Step]:
        """Card contract. Light before text and brightness after it; neither is worth a missing text."""
        switch = self._off_when_dark and (shown is None or bool(shown.text) != bool(look.text))
        steps = [self._step(self._picture(look, shown))]
        if switch:
            power = self._step(onbon.Power(bool(look.text)), must=False)
            steps.insert(0 if look.text else 1, power)
        told = shown is not None and shown != look and shown.brightness == look.brightness
        if look.brightness is not None and not told:  # the whole look again says all of it again
            level = round(15 * max(0, min(100, look.brightness)) / 100)
            steps.append(self._step(onbon.Brightness(level), must=False))
        return steps

    def ping(self) -> Step:
        """Card contract."""
        return self._step(onbon.Ping(), PING_REPLY_S)

    def answer(self, message: object, asked: Step | None) -> Answer | None:  # noqa: ARG002 - the contract
        """Card contract. An answer names its card, not the question."""
        match message:
            case onbon.Frame(src=self.address, body=onbon.Ack()):
                return Answer()
            case onbon.Frame(src=self.address, body=onbon.Nack() as nack):
                return Answer(nack.name, passing=nack.name in PASSING)
        return None

    def _step(self, body: onbon.Body, reply_s: float = TEXT_REPLY_S, *, must: bool = True) -> Step:
        frame = onbon.encode(onbon.Frame(self.address, onbon.HOST, body))
        return Step(frame, reply_s, must=must)

    def _picture(self, look: Look, shown: Look | None) -> onbon.Body:
        if not look.text:
            return onbon.Clear()
        areas = self._layout(look)
        if not self._areas:
            return areas[0]
        before = None if shown is None or not shown.text else len(self._layout(shown))
        return Areas(areas, clear=before != len(areas))

    def _layout(self, look: Look) -> tuple[Area, ...]:
        lines = look.text.split("\n")
        rows = max(1, self._height // self._font)
        if len(lines) <= rows and all(self._px(line) <= self._width for line in lines):
            return (self._area(look, look.text),)
        if not self._areas or not 1 < len(lines) <= rows:
            return (self._area(look, " ".join(lines), runs=True),)
        height = self._height // len(lines)
        return tuple(
            self._area(
                look, line, runs=self._px(line) > self._width, y=at * height, height=height, area_id=at
            )
            for at, line in enumerate(lines)
        )

    def _area(  # noqa: PLR0913 - all but two are named
        self, look: Look, text: str, *, runs: bool = False, y: int = 0, height: int = 0, area_id: int = 0
    ) -> Area:
        colour = Colour.RED if look.call else None
        spans: tuple[Span, ...] = (Span(text, colour),)
        if number := FONTS[self._font]:
            spans = (Span("", None, f"O{number}"), Span(text, colour, f"E{number}"))
        return Area(
            spans,
            self._width,
            height or self._height,
            y=y,
            area_id=area_id,
            single_line=runs,
            show=Show.LEFT if runs else Show.STATIC,
            eighths=self._eighths,
        )

    def _px(self, line: str) -> int:
        return sum(self._font // 2 if ord(c) < 0x80 else self._font for c in line)
