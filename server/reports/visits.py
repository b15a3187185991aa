"""The visits, or stretches of a window's time, that a number comes from."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from server.domain.plan import HallPlan
from server.reports.gather import Period, Scope
from server.store import schema
from server.store.day_figures import IDLE_MS, PAUSE_MS, PRESS_MS, SHORT_MS

PAGE = 200
s, t, r = schema.spans.c, schema.tickets.c, schema.ratings.c
_called = sa.and_(s.kind == "serving", s.end == "finished")
SPANS: dict[str, Any] = {
    "taken": s.kind == "taken",
    "finished": s.end == "finished",
    "waiting": sa.and_(s.kind == "waiting", s.end == "called"),
    "walking": sa.and_(s.kind == "walking", s.end == "serving"),
    "serving": s.kind == "serving",
    "holding": s.kind == "holding",
    "no_show": sa.and_(s.kind == "walking", s.end == "passed"),
    "transferred": s.end == "transferred",
    "left": s.end.in_(("cancelled", "void", "expired")),
    "idle": s.kind == "idle",
    "suspended": s.kind == "suspended",
    "present": s.kind == "present",
    "long_pause": sa.and_(s.kind == "suspended", s.until - s.since >= PAUSE_MS),
    "idle_waiting": sa.and_(s.kind == "idle", s.until - s.since >= IDLE_MS),
    "short": sa.and_(_called, t.ended_at - t.called_at < SHORT_MS),
    "rated": sa.and_(s.end == "finished", r.level.is_not(None)),
    "unrated": sa.and_(s.end == "finished", r.level.is_(None)),
    "bad": sa.and_(s.end == "finished", r.level <= 2),
    "quick_press": sa.and_(_called, r.channel.not_in(("phone", "paper")), r.at - t.ended_at < PRESS_MS),
    **{f"level{n}": sa.and_(s.end == "finished", r.level == n) for n in range(1, 6)},
}
"""Kind of a number -> its spans. `left` of a leg that was handed on is none."""
BY_LEVEL = frozenset({"rated", "unrated", "quick_press", "bad", *(f"level{n}" for n in range(1, 6))})
"""What would tell who rated, or who gave which level: for the manager and the duty officer alone (R90)."""


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
    query = (
        sa.select(s.day, s.ticket, t.number, s.queue, s.window, s.staff_no, s.since, s.until, s.end)
        .select_from(schema.spans)
        .outerjoin(schema.tickets, ticket)
        .outerjoin(schema.ratings, rating)
        .where(s.hall == hall, s.day.between(*_days(period, by, key)), SPANS[kind])
        .where(*_place(plan, by, key), *_seen(scope, kind))
        .order_by(s.day, s.since)
        .limit(PAGE + 1)
    )
    names = ("day", "ticket", "number", "queue", "window", "staff", "since", "until", "end")
    for row in connection.execute(query):
        yield dict(zip(names, row, strict=True))


def _days(period: Period, by: str, key: str) -> tuple[str, str]:
    if by == "day":
        return key, key
    return (f"{key}-01", f"{key}-31") if by == "month" else (period.first, period.last)


def _place(plan: HallPlan, by: str, key: str) -> tuple[Any, ...]:
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
        case "unit":
            queues = [q.id for q in plan.queues if q.unit == key]
            seats = [w.id for w in plan.windows if w.units and w.units[0] == key]
            return (sa.or_(s.queue.in_(queues), sa.and_(s.queue == "", s.window.in_(seats))),)
    return ()


def _seen(scope: Scope, kind: str) -> tuple[Any, ...]:
    if not scope.unit:
        return ()
    if kind in ("idle", "suspended", "present", "long_pause", "idle_waiting"):
        return (sa.or_(s.window.in_(sorted(scope.windows)), s.staff_no.in_(sorted(scope.staff))),)
    own = (
        s.queue.in_(sorted(scope.queues)),
        s.staff_no.in_(sorted(scope.staff)),
        s.window.in_(sorted(scope.windows)),
    )
    return (sa.or_(*own),)
