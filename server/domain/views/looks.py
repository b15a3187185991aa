"""What is behind one thing on the duty officer's board: a window's calls, a queue's people (R78)."""

from itertools import islice
from typing import Any

from server.domain.facts.plan import Window
from server.domain.hall import Hall
from server.domain.ticket import PRIORITY_LANES, Ticket
from server.domain.turns.dispatch import choose, waiting_for

CALLS_TOLD = 8
WAITING_TOLD = 60
"""From the head of the line; whoever wants others looks for the number."""


def window_facts(hall: Hall, window: str, now: int) -> dict[str, Any]:
    """`next`: who would be called there now. `calls`: the newest first, those sent on from there too."""
    chosen = choose(hall, window, now)
    calls = [*_calls_at(hall, window)]
    calls.sort(key=lambda call: call["at"], reverse=True)
    return {
        "seq": hall.seq,
        "window": window,
        "waiting": waiting_for(hall, window),
        "next": chosen[0].number if chosen else None,
        "calls": calls[:CALLS_TOLD],
    }


def _calls_at(hall: Hall, window: str) -> list[dict[str, Any]]:
    here: list[dict[str, Any]] = []
    for ticket in hall.tickets.values():
        if ticket.window == window and ticket.called_at:
            here.append(_call(ticket, ticket.called_at, ticket.state.value))
        here += [
            _call(ticket, leg.ended_at, "sent_on")
            for leg in ticket.legs
            if leg.window == window and leg.ended_at
        ]
    return here


def _call(ticket: Ticket, at: int, state: str) -> dict[str, Any]:
    """`at`: of the call; of one who was sent on, when that was. Epoch ms."""
    return {"id": ticket.id, "number": ticket.number, "at": at, "state": state}


def queue_facts(hall: Hall, queue: str) -> dict[str, Any]:
    """Who waits in it, in order, those sent to a window or person last; and the windows that serve it."""
    lined = list(islice(hall.waiting_tickets(queue), WAITING_TOLD))
    known = {ticket.id for ticket in lined}
    sent = [hall.tickets[place[3]] for places in hall.sent_to.values() for place in places]
    others = [t for t in sent if t.queue == queue and t.id not in known]
    return {
        "seq": hall.seq,
        "queue": queue,
        "waiting": hall.waiting[queue],
        "tickets": [_waits(hall, ticket) for ticket in (*lined, *others)],
        "windows": [_serves(hall, window, queue) for window in hall.plan.windows_of[queue]],
    }


def _waits(hall: Hall, ticket: Ticket) -> dict[str, Any]:
    sent = ticket.directed
    to = hall.plan.window.get(sent.id) if sent and sent.kind == "window" else None
    person = hall.plan.person.get(sent.id) if sent and sent.kind == "staff" else None
    return {
        "id": ticket.id,
        "number": ticket.number,
        "taken_at": ticket.taken_at,
        "lane": "priority" if ticket.lane in PRIORITY_LANES else "normal",
        "movable": sent is None or sent.kind == "queue",
        "sent": to.label if to else person.name if person else "",
    }


def _serves(hall: Hall, window: Window, queue: str) -> dict[str, Any]:
    desk = hall.desks[window.id]
    person = hall.plan.person.get(desk.staff or "")
    return {
        "id": window.id,
        "label": window.label,
        "state": desk.state,
        "since": desk.since,
        "staff": person.name if person else "",
        "first": queue in window.queues,
    }
