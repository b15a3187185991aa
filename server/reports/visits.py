"""The visits, or stretches of a window's time, that a number comes from."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, pairwise
from sys import maxsize
from typing import Any

import sqlalchemy as sa

from server.domain import messages as m
from server.domain.facts.plan import HallPlan
from server.domain.facts.settings import ReportLimits
from server.reports.counted_by import counted_by
from server.reports.days import days_with
from server.reports.gather import OF_PEOPLE, Scope
from server.reports.kinds import AT_WINDOWS, LIMITED, condition, r, s, t
from server.reports.period import Period
from server.store import schema
from server.store.day_figures import while_waiting

PAGE = 200
NAMES = ("day", "ticket", "number", "queue", "window", "staff", "since", "until", "end", "kind")
Rows = Iterable[Any]


def visits(  # noqa: PLR0913 - the place of a number
    connection: sa.Connection,
    hall: str,
    plan: HallPlan,
    period: Period,
    scope: Scope,
    *,
    kind: str,
    by: str,
    key: str,
) -> Iterator[dict[str, Any]]:
    """The oldest first, one more than `PAGE` of them where there are more. Times are epoch ms."""
    ticket = sa.and_(t.hall == hall, t.id == s.ticket)
    rating = sa.and_(r.hall == hall, r.ticket == s.ticket)
    period = _days(period, by, key)
    counted = counted_by(connection, hall, period) if kind in LIMITED else {}
    limits = {day: one for one, days in counted.items() for day in days}
    query = (
        sa.select(s.day, s.ticket, t.number, s.queue, s.window, s.staff_no, s.since, s.until, s.end, s.kind)
        .select_from(schema.spans)
        .outerjoin(schema.tickets, ticket)
        .outerjoin(schema.ratings, rating)
        .where(s.hall == hall, s.day == sa.bindparam("day"))
        .where(
            condition(kind, plan.reports, counted),
            *_place(plan, scope, by, key, kind),
            *_counted(scope, by, kind),
        )
        .order_by(s.since, s.seq)
    )
    sift = _SIFTED.get(kind)
    if sift is None:
        query = query.limit(PAGE + 1)
    left = PAGE + 1
    for day in days_with(connection, hall, period, kind=kind, by=by, key=key):
        rows: Rows = connection.execute(query, {"day": day})
        if sift is not None:
            rows = sift(connection, hall, day, list(rows), limits.get(day, plan.reports))
        for row in islice(rows, left):
            left -= 1
            yield dict(zip(NAMES, row, strict=True))
        if not left:
            return


def _waited_for(
    connection: sa.Connection, hall: str, day: str, idle: list[Any], limits: ReportLimits
) -> Rows:
    """Of these idle stretches of a day those in which somebody waited as long for a queue called there."""
    query = sa.select(s.kind, s.queue, s.window, s.since, s.until).where(
        s.hall == hall, s.day == day, s.kind.in_(("waiting", "walking"))
    )
    stretches = list(connection.execute(query))
    served = {(row.window, row.queue) for row in stretches if row.kind == "walking"}
    for row in idle:
        waits = (w for w in stretches if w.kind == "waiting" and (row.window, w.queue) in served)
        if while_waiting(row, waits) >= limits.idle_s * 1000:
            yield row


def _after_closing(
    connection: sa.Connection, hall: str, day: str, served: list[Any], _: ReportLimits
) -> Rows:
    """Of the visits of a day those that ended after closing, in the morning or the evening (R10)."""
    e = schema.events.c
    types = [kind.type for kind in (m.HallExtended, *AFTER_EXTENDED)]
    query = sa.select(e.at, e.type).where(e.hall == hall, e.day == day, e.type.in_(types)).order_by(e.seq)
    moves = [*connection.execute(query), (maxsize, "")]
    late = [(at, end) for (at, type_), (end, _) in pairwise(moves) if type_ == m.HallExtended.type]
    return [row for row in served if any(since <= row.until <= end for since, end in late)]


AFTER_EXTENDED = (m.HallOpened, m.HallAtLunch, m.HallClosed, m.OutageDeclared)
"""What ends an extended service."""
_SIFTED: dict[str, Callable[[sa.Connection, str, str, list[Any], ReportLimits], Rows]] = {
    "idle_waiting": _waited_for,
    "extended": _after_closing,
}
"""Kinds that need more of their day than a row of their own."""


def _days(period: Period, by: str, key: str) -> Period:
    if by == "day":
        return Period(key, key)
    return Period(f"{key}-01", f"{key}-31") if by == "month" else period


def _place(plan: HallPlan, scope: Scope, by: str, key: str, kind: str) -> tuple[Any, ...]:
    match by:
        case "hour":
            return (s.hour == int(key),)
        case "queue":
            return (s.queue == key,)
        case "window":
            return (s.window == key,)
        case "staff":
            return (s.staff_no == key,)
        case "floor":
            return (s.window.in_([w.id for w in plan.windows if w.floor == key]),)
        case "unit" if kind in OF_PEOPLE:
            return (s.staff_no.in_([p.no for p in plan.staff if p.unit == key]),)
        case "unit" if kind in AT_WINDOWS and not scope.unit:
            return (s.window.in_([w.id for w in plan.windows if w.units and w.units[0] == key]),)
        case "unit" if kind in AT_WINDOWS:
            return () if key == scope.unit else (sa.false(),)
        case "unit":
            queues = [q.id for q in plan.queues if q.unit == key]
            return (s.queue.in_(queues),)
    return ()


def _counted(scope: Scope, by: str, kind: str) -> tuple[Any, ...]:
    """What the number of a unit counts, as `gather.sources` has it."""
    if not scope.unit:
        return ()
    if by == "staff" or (kind in OF_PEOPLE and by not in ("window", "floor")):
        return (s.staff_no.in_(sorted(scope.staff)),)
    if by in ("window", "floor") or kind in AT_WINDOWS:
        return (s.window.in_(sorted(scope.windows)),)
    return (s.queue.in_(sorted(scope.queues)),)


def seen(scope: Scope, kind: str) -> tuple[Any, ...]:
    """What a lead may see of a kind: the own unit's."""
    if not scope.unit:
        return ()
    theirs = [s.staff_no.in_(sorted(scope.staff)), s.window.in_(sorted(scope.windows))]
    if kind not in AT_WINDOWS:
        theirs.append(s.queue.in_(sorted(scope.queues)))
    return (sa.or_(*theirs),)
