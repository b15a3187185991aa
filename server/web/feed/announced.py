"""What boards are told to say: a call to those of its floor, what the hall says of itself to all of them."""

from typing import Any

from server.domain import messages as m
from server.domain.hall import Call, Hall
from server.domain.views.public import call_view, concerns
from server.domain.words.speech import floor_number, spoken
from server.store.log import Recorded

Announcement = tuple[str, dict[str, Any]]
"""The screen, and its message."""


def announcements(record: Recorded, hall: Hall) -> list[Announcement]:
    """In the order of the plan. `hall`: as it is after the whole batch of this record."""
    if isinstance(record.event, m.TicketCalled | m.TicketRecalled):
        return _call(record, hall)
    if not (said := spoken(hall, record.event)):
        return []
    message = {
        "kind": "notice",
        "text": said.text,
        "text_en": said.text_en,
        "clip": said.clip,
        "urgent": said.urgent,
        "leave": said.leave,
        "clear": said.clear,
        "notice": said.notice,
        "seq": record.seq,
        "at": record.event.at,
        "id": f"notice-{record.seq}",
    }
    here = [s for s in hall.plan.screens if not said.floors or set(said.floors) & set(s.floors)]
    return [(screen.id, message) for screen in here]


def _call(record: Recorded, hall: Hall) -> list[Announcement]:
    event: Any = record.event
    ticket = hall.tickets[event.ticket]
    number = ticket.number
    shown = call_view(hall, Call(record.seq, event.at, event.ticket, number, event.window))
    prefix = number.rstrip("0123456789")  # its own: a transferred ticket stands in another queue by now
    message = {
        **shown,
        "seq": record.seq,
        "id": f"call-{record.seq}",
        "kind": "call",
        "prefix": prefix,
        "digits": number.removeprefix(prefix),
        "repeat": 2,
        "recall": isinstance(event, m.TicketRecalled),
        "assisted": ticket.assist,
        "floor_no": floor_number(hall.plan.floor[shown["floor"]]),
    }
    window = hall.plan.window[event.window]
    return [(s.id, message) for s in hall.plan.screens if concerns(s, window, ticket.queue)]
