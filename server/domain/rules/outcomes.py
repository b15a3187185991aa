"""How a visit ended: 即办件, 承诺件 … as the hall lists them, and its line (R54–R56, R59, R70, R71)."""

from server.domain import messages as m
from server.domain.facts.settings import Outcome
from server.domain.hall import Hall
from server.domain.ledger import LineKind, promised_day
from server.domain.rules.guards import MAX_REASON, Decision, ticket_of
from server.domain.ticket import Ticket, TicketState

MAX_CASE_NO = 40


def note_outcome(hall: Hall, c: m.NoteOutcome) -> Decision:
    """By whoever served the visit, on its day, at any hour; another word of the same clerk corrects it."""
    ticket = ticket_of(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    if ticket.state is not TicketState.FINISHED:
        return m.Refusal("not_finished", {"number": ticket.number})
    if c.actor != f"staff:{ticket.staff}":
        return m.Refusal("other_clerk", {"number": ticket.number, "staff": str(ticket.staff)})
    case_no, reason = c.case_no.strip()[:MAX_CASE_NO], c.reason.strip()[:MAX_REASON]
    if refusal := _no_such(hall, c.outcome, case_no):
        return refusal
    if (ticket.outcome, ticket.case_no) == (c.outcome, case_no) and not c.days and not reason:
        return []
    if c.found and c.found.touched:
        return m.Refusal("line_went_on", {"number": ticket.number})
    outcome = hall.plan.outcome[c.outcome]
    days, workdays = promise_of(hall, ticket.matter, outcome)
    if c.days:
        days, workdays = c.days, True
    if outcome.line is LineKind.OPEN and not days:
        return m.Refusal("promise_required", {"outcome": outcome.name})
    return [
        m.OutcomeNoted(
            at=c.at, actor=c.actor, ticket=ticket.id, outcome=c.outcome, case_no=case_no, by=str(ticket.staff)
        ),
        _line(hall, c, ticket, case_no, reason, days if outcome.line in _RUNNING else 0, workdays=workdays),
    ]


_RUNNING = (LineKind.OPEN, LineKind.PAUSED)


def promise_of(hall: Hall, matter: str, outcome: Outcome) -> tuple[int, bool]:
    """(days, whether they are working days) promised for a matter that ends so: the guide's limit where it
    has one (R64), else the outcome's (R62); 0 = nobody has said."""
    guide = hall.plan.guide_of(matter, hall.day)
    if guide is not None and guide.limit.days:
        return guide.limit.days, guide.limit.working
    return outcome.promise_days, outcome.promise_workdays


def _line(  # noqa: PLR0913, PLR0917 - what a line begins with
    hall: Hall, c: m.NoteOutcome, ticket: Ticket, case_no: str, reason: str, days: int, *, workdays: bool
) -> m.LineOpened:
    """Nothing is promised while the citizen still has to bring papers: the clock has not begun (R69)."""
    kind = hall.plan.outcome[c.outcome].line
    runs = kind is LineKind.OPEN
    promised = promised_day(hall.calendar, hall.day, days, workdays=workdays) if runs else ""
    return m.LineOpened(
        at=c.at,
        actor=c.actor,
        line=ticket.id,
        number=ticket.number,
        queue=ticket.queue,
        unit=hall.plan.queue[ticket.queue].unit,
        matter=ticket.matter,
        window=str(ticket.window),
        staff=str(ticket.staff),
        outcome=c.outcome,
        kind=kind.value,
        case_no=case_no,
        accepted_at=ticket.ended_at or c.at,
        promised=promised,
        days=days,
        workdays=workdays,
        guessed=runs and not hall.calendar.known(promised),
        reason=reason,
    )


def _no_such(hall: Hall, id_: str, case_no: str) -> m.Refusal | None:
    outcome = hall.plan.outcome.get(id_)
    if outcome is None:
        allowed = "、".join(one.name for one in hall.plan.outcomes) or "无"
        return m.Refusal("outcome_not_listed", {"outcome": id_[:MAX_REASON], "allowed": allowed})
    if outcome.needs_case_no and not case_no:
        return m.Refusal("case_no_required", {"outcome": outcome.name})
    return None
