"""Tickets that no window has in hand: taken, kept, cancelled, void, requeued, woken, and their paper."""

from typing import Any

from server.domain import messages as m
from server.domain.facts.plan import RealName, Role
from server.domain.hall import Hall, HallState
from server.domain.hours import clock, date_words, minute_of_day, service_days_words
from server.domain.numbers import next_serial, number
from server.domain.rules.guards import (
    MAX_REASON,
    VISITOR,
    Decision,
    has_role,
    kiosk_off,
    not_serving,
    not_theirs,
    ticket_of,
)
from server.domain.texts.refusals import refusal_text
from server.domain.ticket import SETTLED, HoldKind, Lane, Slip, Ticket, may_ticket


def take_number(hall: Hall, c: m.TakeNumber) -> Decision:
    """取号. Server time decides; no gap and no duplicate in the machine's own sequence (decision 11)."""
    if c.queue not in hall.plan.queue:
        return m.Refusal("unknown_queue", {"queue": c.queue})
    refusal = (
        not_serving(hall)
        or kiosk_off(hall, c.actor)
        or _too_late(hall, c)
        or not_today(hall, c.queue, c.matter)
        or _wrong_lane(hall, c)
        or _nameless(hall, c)
        or has_open(hall, c.queue, c.identity)
        or _quota(hall, c)
    )
    if refusal:
        return refusal
    taken = number_taken(
        hall,
        c,
        c.queue,
        c.token,
        kiosk=c.kiosk,
        lane=c.lane,
        reason=c.reason.strip()[:MAX_REASON],
        matter=c.matter,
        identity=c.identity,
        no_papers=c.no_papers and not c.identity,
        assist=c.assist,
    )
    return [taken]


def number_taken(hall: Hall, c: m.Command, queue: str, token: str, **more: Any) -> m.NumberTaken:
    """The next number of a queue; `more`: what else the event says."""
    serial = next_serial(hall.serials.get(queue, 0))
    name = number(hall.plan.queue[queue].prefix, serial)
    return m.NumberTaken(
        at=c.at,
        actor=c.actor,
        ticket=f"{hall.day.replace('-', '')}-{name}",
        queue=queue,
        number=name,
        serial=serial,
        token=token,
        extended=hall.state is HallState.EXTENDED,
        **more,
    )


def not_today(hall: Hall, queue: str, matter: str) -> m.Refusal | None:
    """A matter has its days (R12), a duty day its windows (R5). Without a matter, any of the queue."""
    windows = hall.calendar.windows_of(hall.day)
    if windows is not None and not any(w.id in windows for w in hall.plan.windows_of[queue]):
        return m.Refusal("window_off_today")
    matters = hall.plan.matters_of[queue]
    if matter:
        matters = tuple(one for one in matters if one.id == matter)
        if not matters:
            return m.Refusal("unknown_matter", {"matter": matter[:MAX_REASON]})
    days = [one.days for one in matters if one.days is not None]
    if not days or len(days) < len(matters) or any(hall.calendar.served_on(d, hall.day) for d in days):
        return None
    soonest = min(days, key=lambda d: hall.calendar.next_service_day(d, hall.day))
    next_day = hall.calendar.next_service_day(soonest, hall.day)
    (days_zh, days_en), (zh, en) = service_days_words(soonest), date_words(next_day)
    words = {"days": days_zh, "days_en": days_en, "next": zh, "next_en": en, "date": next_day}
    return m.Refusal("not_today", words)


def closed_today(hall: Hall, queue: str) -> m.Refusal | None:
    """Nobody is sent to a queue that serves nobody today (R5, R12)."""
    refusal = not_today(hall, queue, "")
    if refusal is None:
        return None
    why, why_en = refusal_text(refusal.code, refusal.params)
    to = hall.plan.queue[queue]
    named = {"queue": to.name, "queue_en": to.name_en, "why": why, "why_en": why_en}
    return m.Refusal("queue_off_today", named)


def _nameless(hall: Hall, c: m.TakeNumber) -> m.Refusal | None:
    """实名取号: nobody without papers but on the word of a person, who says why."""
    if not c.no_papers or c.identity:
        return needs_name(hall, c.queue, c.identity)
    if not c.actor.startswith("staff:"):
        return m.Refusal("forbidden")
    return None if c.reason.strip() else m.Refusal("reason_required")


def needs_name(hall: Hall, queue: str, identity: str) -> m.Refusal | None:
    """A queue that requires an identity gives no number without one."""
    required = hall.plan.queue[queue].identity is RealName.REQUIRED
    return m.Refusal("identity_required") if required and not identity else None


def has_open(hall: Hall, queue: str, identity: str) -> m.Refusal | None:
    """One open ticket a person and queue; the paper may be printed again instead."""
    theirs = (hall.tickets[id_] for id_ in hall.identities.get(identity, ()))
    ticket = next((t for t in theirs if t.queue == queue and t.state not in SETTLED), None)
    if ticket is None:
        return None
    return m.Refusal("open_ticket_exists", {"ticket": ticket.id, "number": ticket.number})


def _quota(hall: Hall, c: m.TakeNumber) -> m.Refusal | None:
    """So many a day, so many in a time slot; the duty officer may go beyond, with a reason."""
    if has_role(hall, c.actor, Role.DUTY) and c.reason.strip():
        return None
    queue, taken = hall.plan.queue[c.queue], hall.taken_at.get(c.queue, [])
    if queue.daily_limit is not None and len(taken) >= queue.daily_limit:
        return m.Refusal("quota_reached", {"limit": str(queue.daily_limit)})
    minute = minute_of_day(hall, c.at)
    for slot in queue.slots:
        if slot.first <= minute < slot.last:
            in_slot = sum(slot.first <= minute_of_day(hall, at) < slot.last for at in taken)
            if in_slot >= slot.limit:
                again = clock(hall, hall.midnight + slot.last * 60_000)
                return m.Refusal("slot_full", {"limit": str(slot.limit), "time": again})
    return None


def _too_late(hall: Hall, c: m.TakeNumber) -> m.Refusal | None:
    """After closing only staff issue late tickets, with a reason (decision 13, R8)."""
    if hall.state is not HallState.EXTENDED:
        return None
    if not c.actor.startswith("staff:"):
        return m.Refusal("hall_not_open", {"state": hall.state})
    return None if c.reason.strip() else m.Refusal("reason_required")


def _wrong_lane(hall: Hall, c: m.TakeNumber) -> m.Refusal | None:
    """No VIP class (R47): priority on proof at the help desk, green by a supervisor (R48), with a reason."""
    if c.lane == Lane.NORMAL:
        return None
    if c.lane == Lane.PRIORITY and c.actor.startswith("kiosk:"):
        return None if hall.plan.settings.citizen_priority else m.Refusal("forbidden")
    needed = {Lane.PRIORITY: (Role.HELP_DESK, Role.DUTY), Lane.GREEN: (Role.LEAD, Role.DUTY)}
    if c.lane not in needed:
        return m.Refusal("unknown_lane", {"lane": c.lane})
    if not has_role(hall, c.actor, *needed[Lane(c.lane)]):
        return m.Refusal("forbidden")
    return None if c.reason.strip() else m.Refusal("reason_required")


def keep_ticket(hall: Hall, c: m.KeepTicket) -> Decision:
    ticket = ticket_of(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    if _foreign_kiosk(ticket, c):
        return m.Refusal("forbidden")
    if ticket.slip is Slip.KEPT:
        return []
    if ticket.slip is not Slip.FAILED or ticket.state in SETTLED:
        return m.Refusal("wrong_state", {"state": ticket.state})
    return [m.TicketKept(at=c.at, actor=c.actor, ticket=ticket.id)]


def void_ticket(hall: Hall, c: m.VoidTicket) -> Decision:
    """作废, by staff with a reason; by a kiosk only for its own ticket without paper."""
    ticket = ticket_of(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    if _foreign_kiosk(ticket, c) or (c.actor.startswith("kiosk:") and ticket.slip is not Slip.FAILED):
        return m.Refusal("forbidden")
    if not c.reason.strip():
        return m.Refusal("reason_required")
    if not may_ticket(ticket, m.TicketVoided):
        return m.Refusal("wrong_state", {"state": ticket.state})
    return [m.TicketVoided(at=c.at, actor=c.actor, ticket=ticket.id, reason=c.reason[:MAX_REASON])]


def _foreign_kiosk(ticket: Ticket, c: m.Command) -> bool:
    """A kiosk speaks only for the citizen who stands before it."""
    return c.actor.startswith("kiosk:") and c.actor != f"kiosk:{ticket.kiosk}"


def cancel_ticket(hall: Hall, c: m.CancelTicket) -> Decision:
    """弃号."""
    ticket = ticket_of(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    if not may_ticket(ticket, m.TicketCancelled):
        return m.Refusal("wrong_state", {"state": ticket.state})
    return [m.TicketCancelled(at=c.at, actor=c.actor, ticket=ticket.id, reason=c.reason.strip()[:MAX_REASON])]


def requeue_ticket(hall: Hall, c: m.RequeueTicket) -> Decision:
    """Behind the n-th ticket now waiting in its own queue and lane, or at the end (decision 5)."""
    ticket = ticket_of(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    if refusal := not_theirs(hall, c.actor, ticket.queue) or not_serving(hall):
        return refusal
    if not may_ticket(ticket, m.TicketRequeued):
        return m.Refusal("wrong_state", {"state": ticket.state})
    if ticket.requeues >= hall.plan.settings.requeue_times:
        return m.Refusal("requeue_limit")
    if c.kiosk and c.kiosk not in hall.plan.kiosk:
        return m.Refusal("unknown_kiosk", {"kiosk": c.kiosk})
    nth = hall.lines[ticket.queue].nth(ticket, hall.plan.settings.requeue_places)
    if nth is None:
        return [m.TicketRequeued(at=c.at, actor=c.actor, ticket=ticket.id, arrival=c.at, kiosk=c.kiosk)]
    before = hall.tickets[nth]
    serial, behind = before.behind or (before.serial, "")
    requeued = m.TicketRequeued(
        at=c.at,
        actor=c.actor,
        ticket=ticket.id,
        arrival=before.arrival,
        behind_serial=serial,
        behind=f"{behind}>{c.at:015d}",
        kiosk=c.kiosk,
    )
    return [requeued]


def wake_ticket(hall: Hall, c: m.WakeTicket) -> Decision:
    """Away without papers: any window of the queue; papers kept or internal: the same window (decision 9), or
    where nobody sits there any more, any of the queue, for its papers have been handed on."""
    ticket = ticket_of(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    if refusal := not_serving(hall):
        return refusal
    if not may_ticket(ticket, m.TicketWoken):
        return m.Refusal("wrong_state", {"state": ticket.state})
    anywhere = ticket.hold is HoldKind.AWAY_NO_PAPERS
    if c.actor == VISITOR and not anywhere:
        return m.Refusal("wait_for_staff")
    left = hall.desks[str(ticket.window)].staff is None
    to, to_id = ("queue", ticket.queue) if anywhere or left else ("window", str(ticket.window))
    return [m.TicketWoken(at=c.at, actor=c.actor, ticket=ticket.id, to=to, to_id=to_id)]


def report_slip(hall: Hall, c: m.ReportSlip) -> Decision:
    ticket = ticket_of(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    late = c.printed and ticket.slip in (Slip.UNCONFIRMED, Slip.FAILED) and ticket.state not in SETTLED
    if ticket.slip is not Slip.PENDING and not late:
        return []
    if c.printed:
        return [m.SlipPrinted(at=c.at, actor=c.actor, ticket=ticket.id)]
    if c.then and ticket.state not in SETTLED:
        return [
            m.SlipMoved(at=c.at, actor=c.actor, ticket=ticket.id, cause=c.cause, printer=c.then, copy=c.copy)
        ]
    return [m.SlipFailed(at=c.at, actor=c.actor, ticket=ticket.id, cause=c.cause)]


def reprint(hall: Hall, c: m.Reprint) -> Decision:
    """补打, marked so. By a kiosk only on its own paper."""
    ticket = ticket_of(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    if c.kiosk and c.kiosk not in hall.plan.kiosk:
        return m.Refusal("unknown_kiosk", {"kiosk": c.kiosk})
    if c.actor.startswith("kiosk:") and c.actor != f"kiosk:{c.kiosk or ticket.kiosk}":
        return m.Refusal("forbidden")
    if refusal := not_theirs(hall, c.actor, ticket.queue):
        return refusal
    if ticket.state in SETTLED:
        return m.Refusal("wrong_state", {"state": ticket.state})
    first = ticket.slip is Slip.NONE and not ticket.reprints
    return [m.ReprintAsked(at=c.at, actor=c.actor, ticket=ticket.id, kiosk=c.kiosk, copy=not first)]
