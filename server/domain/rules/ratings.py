"""Ratings: bound to the visit and to the staff number that served it, by the time of the press."""

from server.domain import messages as m
from server.domain.cases import due_after
from server.domain.hall import Hall
from server.domain.rules.guards import MAX_REASON, Decision, ticket_of
from server.domain.ticket import PastVisit, Rating, Ticket, TicketState

LEVELS = range(1, 6)
TABLET, PHONE = "tablet", "phone"
BAD = 2
"""差评: this level and below."""


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
    code = _why_not(hall, ticket, c.level, c.at)
    if ticket is None or code:
        return _refused(c, code, c.window, ticket)
    return _given(hall, c, ticket, c.level, c.channel, reason=c.reason)


def rate_visit(hall: Hall, c: m.RateVisit) -> Decision:
    """The slip's secret says which visit; the first press on any channel counts (decision 12)."""
    ticket = hall.visit(c.token)
    if ticket is None:
        return m.Refusal("unknown_visit")
    if c.channel not in (TABLET, PHONE):
        return m.Refusal("unknown_channel", {"channel": c.channel[:MAX_REASON]})
    if ticket.state is not TicketState.FINISHED:
        return m.Refusal("wrong_state", {"state": ticket.state})
    in_time = c.at <= phone_until(hall, ticket)
    late = c.channel == PHONE and ticket.rating in (Rating.OPEN, Rating.UNRATED) and in_time
    code = ("" if c.level in LEVELS else "unknown_level") if late else _why_not(hall, ticket, c.level, c.at)
    if code:
        return _refused(c, code, str(ticket.window), ticket)
    return _given(hall, c, ticket, c.level, c.channel)


def give_reasons(hall: Hall, c: m.GiveReasons) -> Decision:
    """After a bad level of today, for as long as the day is open."""
    visit = hall.visit(c.token)
    if visit is None:
        return m.Refusal("unknown_visit")
    if not isinstance(visit, Ticket) or visit.level is None or visit.level > BAD:
        return m.Refusal("reasons_not_asked")
    if visit.why or not c.reasons:
        return []
    reasons = list(dict.fromkeys(c.reasons))
    what = {"ticket": visit.id, "window": str(visit.window), "reasons": reasons, "version": c.version}
    return [m.ReasonsGiven(at=c.at, actor=c.actor, **what)]  # type: ignore[arg-type]


def phone_until(hall: Hall, visit: Ticket | PastVisit) -> int:
    """The last moment at which a phone may rate this visit, epoch ms."""
    return (visit.ended_at or 0) + hall.plan.settings.rating_phone_s * 1000


def _refused(
    c: m.PressRating | m.RateVisit, code: str, window: str, ticket: Ticket | PastVisit | None
) -> m.Refusal:
    """A press that counts for nothing is kept all the same: it was a press."""
    refused = m.RatingRefused(
        at=c.at,
        actor=c.actor,
        window=window,
        code=code,
        level=c.level,
        channel=c.channel,
        ticket=ticket.id if ticket else None,
    )
    return m.Refusal(code, events=(refused,))


def _given(  # noqa: PLR0913 - what one press says
    hall: Hall, c: m.Command, ticket: Ticket | PastVisit, level: int, channel: str, *, reason: str = ""
) -> list[m.Event]:
    """The level, and for a bad one what it begins at once (2.1)."""
    given = m.RatingGiven(
        at=c.at,
        actor=c.actor,
        ticket=ticket.id,
        window=str(ticket.window),
        staff=str(ticket.staff),
        level=level,
        channel=channel,
        reason=reason[:MAX_REASON],
    )
    return [given] if level > BAD else [given, *_follow_up(hall, given)]


def _follow_up(hall: Hall, given: m.RatingGiven) -> list[m.Event]:
    """A case with its working days (R6), and the duty officer is told."""
    settings, number = hall.plan.settings, hall.cases.get("BR", 0) + 1
    case = m.FollowUpOpened(
        at=given.at,
        actor=given.actor,
        case=f"BR-{hall.day.replace('-', '')}-{number:03d}",
        ticket=given.ticket,
        window=given.window,
        level=given.level,
        contact_due=due_after(hall.calendar, hall.day, settings.bad_contact_days),
        close_due=due_after(hall.calendar, hall.day, settings.bad_close_days),
        staff=given.staff,
    )
    facts = {"window": given.window, "case": case.case}
    alarm = m.AlarmRaised(
        at=given.at, actor=given.actor, alarm=f"bad_rating:{case.case}", kind="bad_rating", facts=facts
    )
    return [case, alarm]


def enter_card(hall: Hall, c: m.EnterCard) -> Decision:
    """评议卡: only for a finished visit that nobody has rated, and only by a named person."""
    ticket = ticket_of(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    if not c.actor.startswith("staff:"):
        return m.Refusal("forbidden")
    if ticket.rating is Rating.RATED:
        return m.Refusal("already_rated")
    if ticket.state is not TicketState.FINISHED or ticket.rating is Rating.OPEN:
        return m.Refusal("wrong_state", {"state": ticket.state})
    if c.level not in LEVELS:
        return m.Refusal("unknown_level")
    return _given(hall, c, ticket, c.level, "paper")


def _why_not(hall: Hall, ticket: Ticket | PastVisit | None, level: int, at: int) -> str:
    if ticket is None or ticket.rating is Rating.UNRATED:
        return "rating_closed"
    if ticket.rating is Rating.RATED:
        return "already_rated"
    if at > hall.open_ratings[ticket.id]:
        return "rating_closed"
    return "" if level in LEVELS else "unknown_level"
