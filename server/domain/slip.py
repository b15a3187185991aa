"""A paper slip as data: what it says, not how a printer is told."""

from dataclasses import dataclass
from typing import Any, Literal

from server.domain.hall import Hall
from server.domain.ticket import Ticket
from server.domain.views.public import taken_answer


@dataclass(frozen=True, slots=True)
class SlipText:
    text: str
    size: int = 1
    """1 to 8 times the printer's own font."""
    align: Literal["left", "center", "right"] = "center"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class SlipRule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class SlipQr:
    path: str
    """What the phone opens, relative to the hall's own address: "/t/…"."""


@dataclass(frozen=True, slots=True)
class SlipFeed:
    lines: int = 1


SlipElement = SlipText | SlipRule | SlipQr | SlipFeed
Slip = tuple[SlipElement, ...]


@dataclass(frozen=True, slots=True)
class SlipFacts:
    hall: str
    timezone: str
    ticket: dict[str, Any]
    """As `views.taken_answer`."""
    copy: bool
    """True: this may be the second paper of the same ticket, and it must say so (补打)."""


def slip_facts(hall: Hall, ticket: Ticket, *, copy: bool) -> SlipFacts:
    return SlipFacts(hall.plan.name, hall.plan.timezone, taken_answer(hall, ticket), copy)
