"""By hand: an outage declared, its paper entered, the hall resumed (R119, decisions 14 to 16)."""

from typing import Any

from server.domain import messages as m
from server.domain.hall import BY_HAND, Hall, HallState, Incident, may_hall
from server.domain.hours import clock
from server.domain.numbers import PAPER_FIRST, PAPER_LAST
from server.domain.rules.guards import MAX_REASON, Decision
from server.domain.ticket import IN_HAND, Slip, Ticket, may_ticket

MINUTE_MS = 60_000
OUTCOMES = ("waiting", "finished", "void")


def incident_id(hall: Hall) -> str:
    return f"IN-{hall.day.replace('-', '')}-{len(hall.incidents) + 1}"


def declare(hall: Hall, c: m.DeclareOutage) -> Decision:
    """Short or long (R119); a short one may become long, a long one ends when somebody resumes."""
    if hall.state in BY_HAND and (c.short or not hall.waits_it_out):
        return []
    if not c.reason.strip():
        return m.Refusal("reason_required")
    if not hall.waits_it_out and not may_hall(hall, m.OutageDeclared):
        return m.Refusal("wrong_state", {"state": hall.state})
    known = hall.incidents[-1].id if hall.waits_it_out else incident_id(hall)
    reason = c.reason.strip()[:MAX_REASON]
    return [m.OutageDeclared(at=c.at, actor=c.actor, incident=known, reason=reason, short=c.short)]


def recover(hall: Hall, c: m.RecoverHall) -> Decision:
    """A person resumes, but never on a clock that stands before what has happened already."""
    if hall.state not in BY_HAND:
        return m.Refusal("wrong_state", {"state": hall.state})
    if hall.wrong_clock and c.at <= hall.last_at:
        return m.Refusal("clock_wrong", {"last": clock(hall, hall.last_at)})
    return [m.HallRecovered(at=c.at, actor=c.actor)]


def close_incident(hall: Hall, c: m.CloseIncident) -> Decision:
    incident = next((i for i in hall.incidents if i.id == c.incident), None)
    if incident is None:
        return m.Refusal("unknown_incident", {"incident": c.incident[:MAX_REASON]})
    if incident.closed:
        return []
    if incident.until is None:
        return m.Refusal("recovery")
    if not c.report.strip():
        return m.Refusal("reason_required")
    if owed := outstanding(hall, incident):
        return m.Refusal("entries_outstanding", {"count": str(len(owed)), "number": owed[0].number})
    report = c.report.strip()[:MAX_REASON]
    return [m.IncidentClosed(at=c.at, actor=c.actor, incident=incident.id, report=report)]


def outstanding(hall: Hall, incident: Incident) -> list[Ticket]:
    """What the paper must still tell: visits in hand when it began, and slips nobody saw come out."""
    return [
        t
        for t in hall.unsettled()
        if t.slip is Slip.UNCONFIRMED
        or (t.state in IN_HAND and t.called_at is not None and t.called_at <= incident.since)
    ]


# ---------------------------------------------------------------- 补录


def back_enter(hall: Hall, c: m.BackEnter) -> Decision:
    """One number of the paper: a machine ticket's end, or a paper ticket from its beginning."""
    incident = hall.incident
    if incident is None:
        return m.Refusal("no_outage")
    if hall.state in (HallState.OFF, HallState.CLOSED):
        return m.Refusal("wrong_state", {"state": hall.state})
    if c.outcome not in OUTCOMES:
        return m.Refusal("unknown_outcome", {"outcome": c.outcome[:MAX_REASON]})
    if refusal := _impossible(hall, incident, c):
        return refusal
    ticket = hall.tickets.get(_id(hall, c.number))
    if ticket is None:
        return _new_paper(hall, incident, c)
    if c.outcome == "waiting":
        return m.Refusal("already_entered", {"number": ticket.number})
    end = m.PaperFinished if c.outcome == "finished" else m.TicketVoided
    if not may_ticket(ticket, end):
        code = "already_entered" if ticket.source == "manual" else "wrong_state"
        return m.Refusal(code, {"number": ticket.number, "state": ticket.state})
    return _ended(hall, incident, c, ticket.id)


def _id(hall: Hall, number: str) -> str:
    return f"{hall.day.replace('-', '')}-{number}"


def _new_paper(hall: Hall, incident: Incident, c: m.BackEnter) -> Decision:
    """Only numbers of the paper pads may be new; the machine's own sequence stays without a gap."""
    prefix = c.number.rstrip("0123456789")
    digits = c.number[len(prefix) :]
    queue = next((q.id for q in hall.plan.queues if q.prefix == prefix), None)
    if queue is None or len(digits) != 3 or not PAPER_FIRST <= int(digits) <= PAPER_LAST:
        return m.Refusal(
            "not_a_paper_number",
            {"number": c.number[:MAX_REASON], "first": str(PAPER_FIRST), "last": str(PAPER_LAST)},
        )
    if c.taken_at is None:
        return m.Refusal("times_missing")
    taken = m.PaperTaken(
        at=c.at,
        actor=c.actor,
        ticket=_id(hall, c.number),
        queue=queue,
        number=c.number,
        serial=int(digits),
        event_at=c.taken_at,
        incident=incident.id,
    )
    if c.outcome == "waiting":
        return [taken]
    ended = _ended(hall, incident, c, taken.ticket)
    return ended if isinstance(ended, m.Refusal) else [taken, *ended]


def _ended(hall: Hall, incident: Incident, c: m.BackEnter, ticket: str) -> Decision:
    who: dict[str, Any] = {"at": c.at, "actor": c.actor, "ticket": ticket, "incident": incident.id}
    if c.outcome == "void":
        if not c.reason.strip():
            return m.Refusal("reason_required")
        reason = c.reason.strip()[:MAX_REASON]
        return [m.TicketVoided(**who, reason=reason, event_at=c.ended_at or c.at, source="manual")]
    if c.window not in hall.plan.window:
        return m.Refusal("unknown_window", {"window": c.window})
    if c.staff not in hall.plan.person:
        return m.Refusal("unknown_staff", {"staff": c.staff})
    if c.ended_at is None:
        return m.Refusal("times_missing")
    finished = m.PaperFinished(
        **who,
        window=c.window,
        staff=c.staff,
        event_at=c.ended_at,
        called_at=c.called_at,
        started_at=c.started_at,
    )
    return [finished]


def _impossible(hall: Hall, incident: Incident, c: m.BackEnter) -> m.Refusal | None:
    """The hours on a paper run forwards, end before now, and no visit by hand ended before the minute of the
    outage: people write no seconds."""
    times = [t for t in (c.taken_at, c.called_at, c.started_at, c.ended_at) if t is not None]
    first, last = hall.midnight, c.at
    in_order = times == sorted(times) and all(first <= t <= last for t in times)
    after = c.ended_at is None or c.ended_at >= incident.since // MINUTE_MS * MINUTE_MS
    if in_order and after:
        return None
    return m.Refusal("impossible_times", {"since": clock(hall, incident.since), "now": clock(hall, c.at)})
