"""What the clerk at a window sees: the ticket in hand, who waits, and the devices of the window."""

from dataclasses import asdict
from itertools import islice
from typing import Any, TypedDict

from server.domain.alarm import help_of
from server.domain.desk import Desk
from server.domain.facts.plan import Window
from server.domain.hall import Hall
from server.domain.rules.guards import undo_until
from server.domain.ticket import Leg, Rating, Ticket
from server.domain.turns.dispatch import sent_here, waiting_for
from server.domain.views.duty import device_views, health_of
from server.domain.views.hall import (
    LIST_LENGTH,
    HallView,
    Healths,
    QueueView,
    able,
    also_at,
    hall_view,
    place,
    queue_view,
)

NOTED_SHOWN = 10
"""How many visits can still be corrected from the page."""


RATINGS_TOLD_BY = 5
"""The counts of ratings go on after so many visits."""


class ConsoleView(TypedDict):
    hall: HallView
    window: dict[str, Any]
    staff: dict[str, str] | None
    ticket: dict[str, Any] | None
    visit: dict[str, str] | None
    queues: list[QueueView]
    waiting: list[dict[str, Any]]
    waiting_total: int
    held: list[dict[str, Any]]
    passed: list[dict[str, Any]]
    finished: int
    outcomes: list[dict[str, Any]]
    unnoted: list[dict[str, Any]]
    unnoted_total: int
    noted: list[dict[str, Any]]
    newest: str | None
    my_day: dict[str, int | None]
    devices: list[dict[str, Any]]
    papers: list[dict[str, Any]]
    notice: dict[str, str] | None
    """The newest that was given here, and what became of its paper: pending, printed or failed."""
    sent: dict[str, Any] | None
    """Who was sent on from here last, and what became of the slip: pending, printed or failed; "" = none."""


def console_view(hall: Hall, window_id: str, healths: Healths) -> ConsoleView:
    window, desk = hall.plan.window[window_id], hall.desks[window_id]
    waiting = _waiting_at(hall, window, desk)
    person = hall.plan.person.get(desk.staff or "")
    visit = hall.tickets[desk.visit] if desk.visit else None
    served = _served_here(hall, desk)
    asked = served if hall.plan.outcomes else []
    unnoted, noted = [t for t in asked if not t.outcome], [t for t in asked if t.outcome]
    return {
        "hall": hall_view(hall, [window.floor]),
        "window": _window(hall, window, desk),
        "staff": {"no": person.no, "name": person.name, "unit": person.unit} if person else None,
        "ticket": ticket_view(hall, hall.tickets[desk.ticket]) if desk.ticket else None,
        "visit": {"number": visit.number, "rating": _rating_told(visit)} if visit else None,
        "queues": [queue_view(hall, q) for q in window.queues],
        "waiting": [ticket_view(hall, ticket) for ticket in waiting[:LIST_LENGTH]],
        "waiting_total": waiting_for(hall, window_id),
        "held": [
            {**ticket_view(hall, t), "left": hall.desks[str(t.window)].staff is None}
            for t in _held_at(hall, window)
        ],
        "passed": [ticket_view(hall, t) for t in _passed_at(hall, window)],
        "finished": hall.counts.get(f"finished:{window_id}:{desk.staff}", 0),
        "outcomes": [asdict(outcome) for outcome in hall.plan.outcomes],
        "unnoted": [ticket_view(hall, t) for t in unnoted[:LIST_LENGTH]],
        "unnoted_total": len(unnoted),
        "noted": [ticket_view(hall, t) for t in noted[:NOTED_SHOWN]],
        "newest": asked[0].id if asked else None,
        "my_day": _my_day(served),
        "devices": device_views(hall, healths, (d for d in hall.plan.devices if d.window == window_id)),
        "papers": _papers(hall, window, healths),
        "notice": _notice(hall, window),
        "sent": _sent(hall, desk),
    }


def _window(hall: Hall, window: Window, desk: Desk) -> dict[str, Any]:
    return {
        **place(hall, window),
        "units": list(window.units),
        "state": desk.state,
        "stand": desk.stand,
        "since": desk.since,
        "reason": desk.reason,
        "acting_for": desk.acting_for,
        "stored": desk.stored,
        "store_next": hall.plan.settings.store_next,
        "one_key": hall.plan.settings.one_key,
        "also": also_at(hall, desk),
        "more_windows": hall.plan.settings.windows_per_person > 1,
        "undo_until": undo_until(hall, desk),
        "promise_s": hall.plan.settings.promise_s,
        "help_asked": help_of(window.id) in hall.alarms,
        "help_answer": help_answer(hall, window.id),
    }


def agent_view(hall: Hall, window_id: str) -> dict[str, Any]:
    """What the small status window of the hot keys shows: no list, and of the citizen the number only."""
    window, desk = hall.plan.window[window_id], hall.desks[window_id]
    ticket = hall.tickets[desk.ticket] if desk.ticket else None
    person = hall.plan.person.get(desk.staff or "")
    return {
        "window": window_id,
        "label": window.label,
        "state": desk.state,
        "stand": desk.stand,
        "reason": desk.reason,
        "staff": {"no": person.no, "name": person.name} if person else None,
        "number": ticket.number if ticket else "",
        "queue": hall.plan.queue[ticket.queue].name if ticket else "",
        "calls": ticket.calls if ticket else 0,
        "waiting": waiting_for(hall, window_id),
        "stored": desk.stored,
        "store_next": hall.plan.settings.store_next,
        "one_key": hall.plan.settings.one_key,
        "help_asked": help_of(window_id) in hall.alarms,
        "help_answer": help_answer(hall, window_id),
        "hall": hall_view(hall),
    }


def help_answer(hall: Hall, window: str) -> dict[str, Any] | None:
    """Who answers the call from this window, and what; None while nobody has."""
    alarm = hall.alarms.get(help_of(window))
    if alarm is None or "answer" not in alarm.facts:
        return None
    person = hall.plan.person.get(alarm.facts["by"])
    told = {"text": alarm.facts["answer"], "at": alarm.facts["answered_at"]}
    return {"name": person.name if person else alarm.facts["by"], **told}


def _waiting_at(hall: Hall, window: Window, desk: Desk) -> list[Ticket]:
    """Sent here first, then by arrival; the lanes' ratio is not shown, it is decided at the call."""
    sent = [hall.tickets[sent_to[3]] for key in sent_here(desk) for sent_to in hall.sent_to.get(key, ())]
    queues = [queue for tier in window.tiers for queue in tier]
    lined = [t for q in queues for t in islice(hall.waiting_tickets(q), LIST_LENGTH)]
    return sent + sorted(lined, key=lambda t: (t.directed is None, t.arrival, t.serial))


def _papers(hall: Hall, window: Window, healths: Healths) -> list[dict[str, Any]]:
    """Where paper for a citizen can come out: at this window, then at the kiosks, those of its floor first.

    prints: one of the printers there can be sent paper; cause: what ails the first, if none can.
    """
    plan = hall.plan
    kiosks = sorted(plan.kiosks, key=lambda kiosk: kiosk.floor != window.floor)
    places = [({"window": window.id}, window.label), *(({"kiosk": k.id}, k.name) for k in kiosks)]
    return [
        {
            **at,
            "name": name,
            "prints": bool(able(healths, printers)),
            "cause": health_of(healths, printers[0].id)["cause"],
        }
        for at, name in places
        if (printers := plan.slip_printers(**at))
    ]


def _notice(hall: Hall, window: Window) -> dict[str, str] | None:
    given = next((n for n in islice(reversed(hall.notices.values()), 50) if n.window == window.id), None)
    return {"id": given.id, "state": given.state} if given else None


def _sent(hall: Hall, desk: Desk) -> dict[str, Any] | None:
    """place: where the slip came out, or did not, as it is named in `papers`; "" while nobody knows."""
    if desk.sent is None:
        return None
    id_, number = desk.sent
    leg = hall.tickets[id_].legs[number - 1]
    printer = next((d for d in hall.plan.devices if d.id == leg.printer), None)
    at = (printer.kiosk or "") if printer else ""
    place_ = (
        "" if printer is None else hall.plan.kiosk[at].name if at else hall.plan.window[desk.window].label
    )
    return {"id": id_, "leg": number, "slip": leg.slip, "cause": leg.cause, "kiosk": at, "place": place_}


def _served_here(hall: Hall, desk: Desk) -> list[Ticket]:
    """What the person here has finished today, the newest first."""
    return [hall.tickets[id_] for id_ in reversed(hall.served_by.get(desk.staff or "", ()))]


def _my_day(served: list[Ticket]) -> dict[str, int | None]:
    """Counts of the person's own day. Ratings are told five visits at a time, so that no change of a count
    says who has rated (R90)."""
    times = [t.ended_at - t.started_at for t in served if t.ended_at and t.started_at]
    settled = [t.rating for t in reversed(served) if t.rating is not Rating.OPEN]
    told = settled[: len(settled) - len(settled) % RATINGS_TOLD_BY]
    return {
        "served": len(served),
        "service_ms": sum(times) // len(times) if times else None,
        "rated": told.count(Rating.RATED),
        "unrated": told.count(Rating.UNRATED),
    }


def _held_at(hall: Hall, window: Window) -> list[Ticket]:
    """Held here, or free to come back to any window of a queue of this one."""
    held = [hall.tickets[id_] for id_ in hall.held]
    return [t for t in held if t.window == window.id or window in hall.plan.windows_of[t.queue]]


def _passed_at(hall: Hall, window: Window) -> list[Ticket]:
    passed = [hall.tickets[id_] for id_ in hall.passed]
    return [t for t in passed if window in hall.plan.windows_of[t.queue]]


def _rating_told(ticket: Ticket) -> str:
    """A clerk learns that it is over, never who gave what (R90)."""
    return "open" if ticket.rating is Rating.OPEN else "done"


def ticket_view(hall: Hall, ticket: Ticket) -> dict[str, Any]:
    """For staff; the public sees the number only."""
    return {
        "id": ticket.id,
        "number": ticket.number,
        "queue": ticket.queue,
        "queue_name": hall.plan.queue[ticket.queue].name,
        "lane": ticket.lane,
        "state": ticket.state,
        "window": ticket.window,
        "taken_at": ticket.taken_at,
        "called_at": ticket.called_at,
        "started_at": ticket.started_at,
        "calls": ticket.calls,
        "hold": ticket.hold,
        "leg": len(ticket.legs) + 1,
        "assist": ticket.assist,
        "matter": ticket.matter,
        "matter_name": _matter_name(hall, ticket),
        "appointment": bool(ticket.appointment),
        "promise_from": ticket.promise_from,
        "legs": [_leg(hall, leg) for leg in ticket.legs],
        "outcome": ticket.outcome,
        "case_no": ticket.case_no,
    }


def _leg(hall: Hall, leg: Leg) -> dict[str, Any]:
    """Where somebody was before, and until when."""
    window = hall.plan.window.get(leg.window or "")
    return {"window": window.label if window else "", "ended_at": leg.ended_at}


def _matter_name(hall: Hall, ticket: Ticket) -> str:
    """What the citizen said to come for; empty if nothing, or what its queue is called anyhow."""
    matter = hall.plan.matter.get(ticket.matter)
    return matter.name if matter and matter.name != hall.plan.queue[ticket.queue].name else ""
