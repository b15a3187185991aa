"""The contract between the sign driver, which owns policy and time, and a brand's card, which owns the bytes.

A card is one controller at one address. It keeps no state and is called from the bus thread only. The
driver asks: which exchanges bring you from what you show to this look, and what does this message mean?
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from devices.driver import Decoder


@dataclass(frozen=True, slots=True)
class Look:
    """What a sign is to show. text: the whole of it, "" is dark; lines end with a line feed.

    number: the ticket called (`call`) or served, for cards that show nothing but numbers or that have
    sentences of their own; `paused`: the window is suspended. brightness: percent, None = as the card is.
    """

    text: str
    call: bool = False
    number: str = ""
    paused: bool = False
    brightness: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange. reply_s: longest wait for the answer, or how long to leave the line alone.

    answered: a good card answers this one; if not, the step is done when `reply_s` is over.
    must: without it the look is not reached; else a refusal is counted and the next step goes on.
    """

    data: bytes
    reply_s: float = 0.5
    answered: bool = True
    must: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """The card said yes, or named an error. passing: it may do it if asked again in a moment.

    firmware: what it said of its own program, "" if the answer tells nothing of it.
    """

    error: str = ""
    passing: bool = False
    firmware: str = ""


class Face(NamedTuple):
    """What a sign can show. cells: half-width characters of a line that stands, None = not known.

    rows: lines that stand. scrolls: a longer line runs. ascii: no Chinese.
    """

    cells: int | None = None
    rows: int = 1
    scrolls: bool = False
    ascii: bool = False


class Card(Protocol):
    """One brand."""

    @property
    def face(self) -> Face:
        """What there is room for; whoever chooses a text asks this."""

    @property
    def dims(self) -> bool:
        """Whether the card can be told how bright to be."""

    @property
    def confirms(self) -> bool:
        """Whether the card acknowledges a look: "in_step"; else "sent" is all that can be known."""

    def new_decoder(self) -> Decoder:
        """A parser of the brand's wire."""

    def prepare(self, now: time.struct_time) -> Sequence[Step]:
        """Steps before the first look after the line opened or the card was silent. now: local time."""

    def steps(self, look: Look, shown: Look | None) -> Sequence[Step]:
        """The whole look again, one step at least; `shown` is what the card shows, None if nobody knows."""

    def ping(self) -> Step | None:
        """A question without effect; None if the card answers none."""

    def answer(self, message: object, asked: Step | None) -> Answer | None:
        """What the message means for this card; None: not meant for it. asked: the step on the wire."""
