"""How a visit ended: 即办件, 承诺件 … as the hall lists them (R54–R56, R71)."""

from server.domain import messages as m
from server.domain.hall import Hall
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
    case_no = c.case_no.strip()[:MAX_CASE_NO]
    if refusal := _no_such(hall, c.outcome, case_no):
        return refusal
    if (ticket.outcome, ticket.case_no) == (c.outcome, case_no):
        return []
    return [_noted(c, ticket, case_no)]


def _noted(c: m.NoteOutcome, ticket: Ticket, case_no: str) -> m.OutcomeNoted:
    return m.OutcomeNoted(
        at=c.at, actor=c.actor, ticket=ticket.id, outcome=c.outcome, case_no=case_no, by=str(ticket.staff)
    )


def _no_such(hall: Hall, id_: str, case_no: str) -> m.Refusal | None:
    outcome = hall.plan.outcome.get(id_)
    if outcome is None:
        allowed = "、".join(one.name for one in hall.plan.outcomes) or "无"
        return m.Refusal("outcome_not_listed", {"outcome": id_[:MAX_REASON], "allowed": allowed})
    if outcome.needs_case_no and not case_no:
        return m.Refusal("case_no_required", {"outcome": outcome.name})
    return None
