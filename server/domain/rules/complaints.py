"""Complaints (R85, R89): however they come they are registered; of a visit, once."""

from server.domain import messages as m
from server.domain.cases import due_after
from server.domain.hall import Hall
from server.domain.hours import clock
from server.domain.rules.guards import MAX_REASON, Decision
from server.domain.ticket import Rating, Ticket

CHANNELS = ("rater", "desk", "phone", "web", "letter", "box", "card")
"""How a complaint may come (R85, R86)."""


def register_complaint(hall: Hall, c: m.RegisterComplaint) -> Decision:
    """Whoever it is about, it is registered; whether it is in our remit is seen afterwards (R89)."""
    if c.channel not in CHANNELS:
        return m.Refusal("unknown_channel", {"channel": c.channel[:MAX_REASON]})
    if not (c.target.strip() and c.matter.strip() and c.place.strip()):
        return m.Refusal("complaint_incomplete")
    if c.happened_at > c.at:
        return m.Refusal("complaint_in_future", {"now": clock(hall, c.at)})
    if c.visit and c.visit in hall.complained:
        return m.Refusal("already_complained")
    return [_registered(hall, c)]


def press_complaint(hall: Hall, c: m.PressComplaint) -> Decision:
    """我要投诉 on a rating box: about the visit that is asked for there, as long as its rating window lasts,
    whether a level was pressed before or not. It gives no level itself; a press too many is kept as one.
    """
    if c.window not in hall.plan.window:
        return m.Refusal("unknown_window", {"window": c.window})
    visit = hall.desks[c.window].visit
    ticket = hall.tickets[visit] if visit else None
    code = _why_not(hall, ticket, c.at)
    if ticket is None or code:
        refused = m.RatingRefused(
            at=c.at, actor=c.actor, window=c.window, code=code, level=0, channel="rater", ticket=visit
        )
        return m.Refusal(code, events=(refused,))
    window = hall.plan.window[c.window]
    about = m.RegisterComplaint(
        at=c.at,
        actor=c.actor,
        channel="rater",
        target=f"{window.label} 工号{ticket.staff}",
        matter=hall.plan.queue[ticket.queue].name,
        happened_at=ticket.ended_at or c.at,
        place=window.label,
        visit=ticket.id,
    )
    return [_registered(hall, about)]


def _why_not(hall: Hall, visit: Ticket | None, at: int) -> str:
    if visit is None or visit.rating not in (Rating.OPEN, Rating.RATED):
        return "rating_closed"
    if visit.id in hall.complained:
        return "already_complained"
    until = (visit.ended_at or 0) + hall.plan.settings.rating_open_s * 1000
    return "rating_closed" if at > hall.open_ratings.get(visit.id, until) else ""


def _registered(hall: Hall, c: m.RegisterComplaint) -> m.ComplaintRegistered:
    return m.ComplaintRegistered(
        at=c.at,
        actor=c.actor,
        complaint=f"TS-{hall.day.replace('-', '')}-{hall.cases.get('TS', 0) + 1:03d}",
        channel=c.channel,
        target=c.target.strip()[:MAX_REASON],
        matter=c.matter.strip()[:MAX_REASON],
        happened_at=c.happened_at,
        place=c.place.strip()[:MAX_REASON],
        record=c.record,
        visit=c.visit,
        due=due_after(hall.calendar, hall.day, hall.plan.complaints.simple),
        staff=_whose(hall, c.visit),
    )


def _whose(hall: Hall, visit: str) -> str:
    """The clerk of this visit."""
    found = hall.tickets.get(visit) or hall.past.get(visit)
    return str(found.staff or "") if found else ""
