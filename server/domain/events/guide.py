"""The service guide: what was handed over in writing, by whom, when (R51, R52)."""

from collections.abc import Sequence
from dataclasses import field

from server.domain.events.base import Event, event


@event("notice.given.v1")
class NoticeGiven(Event):
    """`at` is the time of the notice that R52 asks for. `version`: the day from which the guide's text holds;
    with the configuration of that day it gives back every word of the paper."""

    notice: str
    matter: str
    version: str
    missing: Sequence[str] = field(default_factory=list)
    """What must still be brought; empty = the whole list was handed over."""
    kiosk: str = ""
    """Where it is printed; empty = at the window."""
    window: str = ""
    ticket: str = ""
    also: Sequence[str] = field(default_factory=list)
    """What else must be brought, in the words of who gave it."""


@event("notice.paper.v1")
class NoticePaper(Event):
    """Whether the paper came out; `cause` as the printer says, where it did not."""

    notice: str
    printed: bool
    cause: str = ""
