"""Ratings: bound to the visit and to the staff number that served it, by the time of the press."""

from server.domain import messages as m
from server.domain.hall import Hall
from server.domain.rules.guards import Decision
from server.domain.ticket import Rating, Ticket


def lapse(hall: Hall, ticket_id: str, c: m.Command) -> m.RatingLapsed:
    """Nobody pressed: unrated, which is never a level."""
    ticket = hall.tickets[ticket_id]
    return m.RatingLapsed(
        at=c.at, actor=c.actor, ticket=ticket.id, window=str(ticket.window), staff=str(ticket.staff)
    )


def press_rating(hall: Hall, c: m.PressRating) -> Decision:
    if c.window not in hall.plan.window:
        return m.Refusal("unknown_window", {"window": c.window})
    visit = hall.desks[c.window].visit
    ticket = hall.tickets[visit] if visit else None
    code = _why_not(hall, ticket, c)
    if ticket is None or code:
        refused = m.RatingRefused(
            at=c.at,
            actor=c.actor,
            window=c.window,
            code=code,
            level=c.level,
            channel=c.channel,
            ticket=ticket.id if ticket else None,
        )
        return m.Refusal(code, events=(refused,))
    return [
        m.RatingGiven(
            at=c.at,
            actor=c.actor,
            ticket=ticket.id,
            window=c.window,
            staff=str(ticket.staff),
            level=c.level,
            channel=c.channel,
        )
    ]


def _why_not(hall: Hall, ticket: Ticket | None, c: m.PressRating) -> str:
    if ticket is None or ticket.rating is Rating.UNRATED:
        return "rating_closed"
    if ticket.rating is Rating.RATED:
        return "already_rated"
    if c.at > hall.open_ratings[ticket.id]:
        return "rating_closed"
    return "" if c.level in range(1, 6) else "unknown_level"
