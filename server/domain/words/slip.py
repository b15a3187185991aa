"""A paper slip as data: what it says, not how a printer is told."""

from dataclasses import dataclass
from typing import Any, Literal

from server.domain.facts.settings import SlipStyle
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
    hall_en: str
    timezone: str
    style: SlipStyle
    ticket: dict[str, Any]
    """As `views.public.taken_answer`, with `wait` as `answers.wait` gives it, and for an appointment `slot`,
    the epoch ms of its beginning and its end."""
    copy: bool
    """True: this may be the second paper of the same ticket, and it must say so (补打)."""
    kind: Literal["ticket", "requeued", "transferred"] = "ticket"
    phones: tuple[str, ...] = ()
    """Of the windows it is for: where somebody was sent on, they may ask (R37)."""
    at: int = 0
    """When it is printed, epoch ms; 0 = when the number was taken."""


def slip_facts(  # noqa: PLR0913 - what a slip says
    hall: Hall,
    ticket: Ticket,
    *,
    copy: bool,
    wait: dict[str, int] | None = None,
    at: int = 0,
    sent: bool = False,
) -> SlipFacts:
    """By what the ticket is now: first paper, back after a no-show, or sent on to another window. `sent`: the
    way there, whatever happened before."""
    appointment = hall.appointments.get(ticket.appointment)
    slot = (appointment.start, appointment.end) if appointment else None
    windows = hall.plan.windows_of[ticket.queue]
    return SlipFacts(
        hall=hall.plan.name,
        hall_en=hall.plan.name_en,
        timezone=hall.plan.timezone,
        style=hall.plan.slip,
        ticket=taken_answer(hall, ticket) | {"wait": wait, "slot": slot},
        copy=copy,
        kind="requeued" if ticket.requeues and not sent else "transferred" if ticket.legs else "ticket",
        phones=tuple(dict.fromkeys(w.phone for w in windows if w.phone)),
        at=at,
    )
