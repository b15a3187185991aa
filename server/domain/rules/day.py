"""The hall's day: start, open, extend, close; days set by hand (R5).

Mains are cut every evening: what was due in the dark is done at the boot (R118).
"""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from server.domain import messages as m
from server.domain.bulletins import carried
from server.domain.facts.calendar import DayKind, is_date
from server.domain.hall import BY_HAND, Hall, HallState, may_hall
from server.domain.hours import bells_of
from server.domain.rules.guards import MAX_REASON, Decision, halted
from server.domain.rules.notices import ended
from server.domain.rules.outage import incident_id
from server.domain.rules.ratings import lapse, phone_until
from server.domain.rules.watch import WATCHED
from server.domain.sums import day_sums
from server.domain.ticket import PastVisit, Rating, Slip, TicketState


def start_day(hall: Hall, c: m.StartDay) -> Decision:
    """The boot (decision 14): a new day, the same state after a short gap, RECOVERY after a long one."""
    wrong_clock = c.at < hall.last_at or c.day < hall.day
    since = hall.last_at if c.at < hall.last_at else c.at - c.gap_ms
    c = replace(c, at=max(c.at, hall.last_at))  # the time of the log never runs backwards
    if not hall.day:
        return _new_day(hall, c)
    if c.day > hall.day:
        return _close_old_day(hall, c) + _new_day(hall, c)
    if hall.state is HallState.CLOSED:
        return [m.HallPrepared(at=c.at, actor=c.actor), *ended(hall, c)]
    recovery = hall.state is not HallState.PREP and (
        wrong_clock or c.gap_ms > hall.plan.settings.gap_s * 1000
    )
    if not recovery and not c.gap_ms:
        return [*ended(hall, c)]
    seen = m.GapSeen(
        at=c.at,
        actor=c.actor,
        since=since,
        recovery=recovery,
        incident=incident_id(hall) if recovery and hall.state not in BY_HAND else "",
        wrong_clock=wrong_clock or hall.wrong_clock,
    )
    return [seen, *(_unconfirmed(hall, c) if recovery else ()), *ended(hall, c)]


def _unconfirmed(hall: Hall, c: m.StartDay) -> list[m.Event]:
    """Paper that nobody saw come out before a long stop is listed, not printed again (decision 16)."""
    owed = [ticket for ticket in hall.unsettled() if ticket.slip is Slip.PENDING]
    return [m.SlipUnconfirmed(at=c.at, actor=c.actor, ticket=ticket.id) for ticket in owed]


def new_day(hall: Hall, c: m.NewDay) -> Decision:
    """A hall that is closed, or not open yet, goes on into the new day; an open one is closed by people, and
    where they forgot it, by the readiness of the new day (decision 10, ADR 0020)."""
    if c.day <= hall.day or hall.state in BY_HAND:
        return []
    if hall.state not in (HallState.PREP, HallState.CLOSED) and not _readiness_has_come(hall, c):
        return []
    return _close_old_day(hall, c) + _new_day(hall, c)


def _readiness_has_come(hall: Hall, c: m.NewDay) -> bool:
    """Whether the new day's first bell is due."""
    bells = bells_of(hall.plan, hall.calendar, c.day, c.midnight)
    return bool(bells) and bells[0].at <= c.at


def _new_day(hall: Hall, c: m.StartDay | m.NewDay) -> list[m.Event]:
    """What a month's end asks for is due on the first day after it: no machine is on at midnight (R108)."""
    who: dict[str, Any] = {"at": c.at, "actor": c.actor}
    events: list[m.Event] = [
        m.DayStarted(
            **who,
            day=c.day,
            midnight=c.midnight,
            before=hall.day,
            bookings=[asdict(b) for b in c.bookings],
            edits=list(c.edits),
            visits=[asdict(visit) for visit in _still_rateable(hall, c.at)],
            notices=carried(hall.bulletins.values(), c.at),
            cases=[asdict(case) for case in hall.casebook.values() if not case.over],
        )
    ]
    if hall.day and hall.day[:7] < c.day[:7]:
        events.append(m.MonthEnded(**who, month=hall.day[:7]))
    if hall.plan.settings.auto_open:
        events.append(m.HallOpened(at=c.at, actor=c.actor))
    return events


def _still_rateable(hall: Hall, now: int) -> Iterator[PastVisit]:
    """Of the day that ends; what is open now lapses with it, only a phone rates it later (decision 12)."""
    for t in hall.tickets.values():
        if t.token and t.state is TicketState.FINISHED and now <= phone_until(hall, t):
            rating = Rating.RATED if t.rating is Rating.RATED else Rating.UNRATED
            where, who, complained = str(t.window), str(t.staff), t.id in hall.complained
            yield PastVisit(t.id, t.token, t.number, t.queue, where, who, t.ended_at or 0, rating, complained)


def _close_old_day(hall: Hall, c: m.Command) -> list[m.Event]:
    """A day nobody closed is closed visibly, with what was left in it (decision 10)."""
    if hall.state is HallState.CLOSED:
        return []
    return _settle(hall, c, "day_not_closed")


def _settle(hall: Hall, c: m.Command, reason: str) -> list[m.Event]:
    who: dict[str, Any] = {"at": c.at, "actor": c.actor}
    events: list[m.Event] = [lapse(hall, ticket, c) for ticket in hall.open_ratings]
    events += [m.TicketExpired(**who, ticket=t.id, reason=reason) for t in hall.unsettled()]
    events += [m.AlarmCleared(**who, alarm=a.id) for a in hall.alarms.values() if a.kind in WATCHED]
    events += [
        m.SignedOut(**who, window=desk.window, staff=desk.staff) for desk in hall.desks.values() if desk.staff
    ]
    sums = day_sums(hall, settling=True)
    if not sums["balanced"]:
        facts = {"issued": sums["issued"]}
        events.append(m.AlarmRaised(**who, alarm="unbalanced", kind="unbalanced", facts=facts))
    return [*events, m.HallClosed(**who, reason=reason, sums=sums)]


def open_hall(hall: Hall, c: m.OpenHall) -> Decision:
    if hall.state is HallState.OPEN:
        return []
    if refusal := halted(hall):
        return refusal
    if not may_hall(hall, m.HallOpened):
        return m.Refusal("wrong_state", {"state": hall.state})
    return [m.HallOpened(at=c.at, actor=c.actor)]


def extend_hall(hall: Hall, c: m.ExtendHall) -> Decision:
    if hall.state is HallState.EXTENDED:
        return []
    if refusal := halted(hall):
        return refusal
    if not may_hall(hall, m.HallExtended):
        return m.Refusal("wrong_state", {"state": hall.state})
    return [m.HallExtended(at=c.at, actor=c.actor)]


def close_hall(hall: Hall, c: m.CloseHall) -> Decision:
    """First no more tickets; then, when nobody is in hand, the day is settled (R9)."""
    if refusal := halted(hall):
        return refusal
    if hall.state is HallState.CLOSED:
        return []
    if hall.state is HallState.OPEN and (hall.waiting_total() or hall.in_hand() or hall.held):
        return [m.HallExtended(at=c.at, actor=c.actor)]
    if not may_hall(hall, m.HallClosed):
        return m.Refusal("wrong_state", {"state": hall.state})
    if hall.in_hand():
        return m.Refusal("tickets_in_hand", {"count": str(hall.in_hand())})
    return _settle(hall, c, "day_closed")


def set_day(hall: Hall, c: m.SetDay) -> Decision:
    """Today and later; what was is not changed."""
    if c.kind not in set(DayKind) or not is_date(c.date) or c.date < hall.day:
        return m.Refusal("bad_day", {"date": c.date, "today": hall.day})
    unknown = [w for w in c.windows if w not in hall.plan.window]
    if unknown:
        return m.Refusal("unknown_window", {"window": unknown[0]})
    windows = c.windows if c.kind == DayKind.DUTY else ()
    if c.kind == DayKind.DUTY and not windows:
        return m.Refusal("windows_missing")
    return [
        m.DaySet(
            at=c.at,
            actor=c.actor,
            date=c.date,
            kind=c.kind,
            windows=list(windows),
            notice=c.notice.strip()[:MAX_REASON],
        )
    ]
