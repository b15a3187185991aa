"""What a lead sees of the unit's windows, the duty officer of all: who sits, who waits, what is served."""

from itertools import islice
from typing import Any, TypedDict

from server.domain.alarm import help_of
from server.domain.facts.plan import Window, WindowKind
from server.domain.hall import Hall
from server.domain.rules.guards import may_direct
from server.domain.ticket import Ticket
from server.domain.turns.dispatch import waiting_for
from server.domain.views.hall import LIST_LENGTH, HallView, QueueView, also_at, hall_view, place, queue_view
from server.domain.views.staff import help_answer


class LeadView(TypedDict):
    hall: HallView
    windows: list[dict[str, Any]]
    """Those that this person may direct."""
    queues: list[QueueView]
    """All of the hall: any of them may be given to a window."""
    goals: list[dict[str, str]]
    """Windows that who waits may be moved to."""
    tickets: list[dict[str, Any]]
    """Who waits, was passed or is held in the queues of `windows`, or was sent to one of them."""
    lanes: list[int]
    """(priority, normal) calls in turn, where a window has no ratio of its own."""


def lead_view(hall: Hall, staff: str) -> LeadView:
    plan = hall.plan
    service = [w for w in plan.windows if w.kind is WindowKind.SERVICE]
    windows = [w for w in service if may_direct(hall, f"staff:{staff}", [w])]
    return {
        "hall": hall_view(hall),
        "windows": [_window(hall, window) for window in windows],
        "queues": [queue_view(hall, queue.id) for queue in plan.queues],
        "goals": [{"id": w.id, "label": w.label} for w in service if w.queues],
        "tickets": [_ticket(hall, ticket) for ticket in _theirs(hall, windows)],
        "lanes": [plan.settings.lane_priority, plan.settings.lane_normal],
    }


def _window(hall: Hall, window: Window) -> dict[str, Any]:
    desk = hall.desks[window.id]
    person = hall.plan.person.get(desk.staff or "")
    return {
        **place(hall, window),
        "units": list(window.units),
        "state": desk.state,
        "since": desk.since,
        "reason": desk.reason,
        "staff": {"no": person.no, "name": person.name} if person else None,
        "number": hall.tickets[desk.ticket].number if desk.ticket else None,
        "also": also_at(hall, desk),
        "queues": list(window.queues),
        "backup": list(window.backup_queues),
        "lanes": list(window.lanes) if window.lanes else None,
        "waiting": waiting_for(hall, window.id),
        "help": _help(hall, window.id),
        "sent_here": len(hall.sent_to.get(("window", window.id), ())),
    }


def _help(hall: Hall, window: str) -> dict[str, Any] | None:
    """The call for help from this window, if there is one: what the clerk said, and what was answered."""
    alarm = hall.alarms.get(help_of(window))
    if alarm is None:
        return None
    return {
        "alarm": alarm.id,
        "at": alarm.at,
        "note": alarm.facts.get("note", ""),
        "answer": help_answer(hall, window),
    }


def _theirs(hall: Hall, windows: list[Window]) -> list[Ticket]:
    """Of each queue the first ones only: who decides about one looks at the head, or types its number."""
    queues = {queue: None for window in windows for tier in window.tiers for queue in tier}
    sent = [hall.tickets[at[3]] for w in windows for at in hall.sent_to.get(("window", w.id), ())]
    waiting = [t for queue in queues for t in islice(hall.waiting_tickets(queue), LIST_LENGTH)]
    others = [hall.tickets[id_] for id_ in (*hall.passed, *hall.held)]
    return [*sent, *waiting, *(t for t in others if t.queue in queues)]


def _ticket(hall: Hall, ticket: Ticket) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "number": ticket.number,
        "queue": ticket.queue,
        "queue_name": hall.plan.queue[ticket.queue].name,
        "windows": [window.id for window in hall.plan.windows_of[ticket.queue]],
        "lane": ticket.lane,
        "state": ticket.state,
        "sent": ticket.directed is not None,
        "sent_to": ticket.directed.id if ticket.directed and ticket.directed.kind == "window" else "",
        "taken_at": ticket.taken_at,
    }
