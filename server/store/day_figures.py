"""The spans of a day added up, by which every report of a long period is quick.

For medians and P90 each stretch is counted in a bin, exact to the second under a minute, to 5 s under ten
minutes, to 30 s under an hour and to 5 min beyond (`bin_of`). Sums and counts are exact.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import sqlalchemy as sa

from server.domain import messages as m
from server.domain.facts.settings import ReportLimits
from server.domain.spans import Span
from server.store import schema

BINNED = ("waiting", "walking", "serving", "holding")
LIMITS = "limits"
"""The one row of this dimension says by which limits the day was counted; without it: by the usual ones."""
COUNTED_BY = ("short_s", "idle_s", "pause_s", "press_s")
DIMS = ("all", "hour", "queue", "queue_hour", "window", "staff", LIMITS)


@dataclass(slots=True)
class Figure:
    """So many of a kind; of those that last: how long together, the longest, and bin (s) -> how many."""

    n: int = 0
    total_ms: int = 0
    longest_ms: int = 0
    bins: dict[int, int] = field(default_factory=dict)

    def add(self, ms: int, *, binned: bool) -> None:
        self.n += 1
        self.total_ms += ms
        self.longest_ms = max(self.longest_ms, ms)
        if binned:
            bin_ = bin_of(ms)
            self.bins[bin_] = self.bins.get(bin_, 0) + 1

    def merge(
        self, n: int, total_ms: int, longest_ms: int, values: Sequence[int] = (), counts: Sequence[int] = ()
    ) -> None:
        """As `packed` has them, of another day or cell."""
        self.n += n
        self.total_ms += total_ms
        self.longest_ms = max(self.longest_ms, longest_ms)
        mine = self.bins
        for value, count_ in zip(values, counts, strict=True):
            mine[value] = mine.get(value, 0) + count_

    def at(self, percent: int) -> int:
        """The nearest-rank percentile, s, as exact as its bin; 0 of none."""
        rank, seen = ceil(percent * sum(self.bins.values()) / 100), 0
        for value in sorted(self.bins):
            seen += self.bins[value]
            if seen >= rank:
                return value
        return 0

    def packed(self) -> list[Any]:
        plain = [self.n, self.total_ms, self.longest_ms]
        return [*plain, list(self.bins), list(self.bins.values())] if self.bins else plain


Cell = tuple[str, str, int]
"""Dimension, key, hour; hour -1 = all of them."""
Figures = dict[Cell, dict[str, Figure]]


def bin_of(ms: int) -> int:
    """The lower end of its bin, s.

    >>> bin_of(59_999), bin_of(64_000), bin_of(605_000), bin_of(4_000_000)
    (59, 60, 600, 3900)
    """
    s = ms // 1000
    step = 1 if s < 60 else 5 if s < 600 else 30 if s < 3600 else 300
    return s // step * step


def kinds_of(span: Span, limits: ReportLimits) -> Iterator[tuple[str, int]]:
    """What a span counts as, and for how long, ms. Of a service that nobody saw end no length is known."""
    ms = span.until - span.since
    match span.kind, span.end:
        case ("taken", _):
            yield "taken", 0
        case ("waiting", "called"):
            yield "waiting", ms
        case ("walking", "serving"):
            yield "walking", ms
        case ("walking", "passed"):
            yield "no_show", ms
        case ("serving", "expired" | "by_hand"):
            pass
        case ("serving" | "holding" | "idle" | "suspended" | "present", _):
            yield span.kind, ms
    if span.end in ("cancelled", "void", "expired"):
        yield "left", 0
    if span.end in ("finished", "transferred"):
        yield span.end, 0
    if span.kind == "suspended" and ms >= limits.pause_s * 1000:
        yield "long_pause", ms


def added_up(spans: Iterable[Span], limits: ReportLimits) -> Figures:
    """All figures of these spans of one day, in the order of their ends."""
    figures: Figures = defaultdict(lambda: defaultdict(Figure))
    called: dict[str, int] = {}
    idle: list[Span] = []
    waits: dict[str, list[Span]] = defaultdict(list)
    serves: dict[str, set[str]] = defaultdict(set)
    for span in spans:
        for kind, ms in kinds_of(span, limits):
            count(figures, span, kind, ms)
        if span.kind == "walking":
            called[span.ticket] = span.since
            serves[span.window].add(span.queue)
        elif span.kind == "serving" and span.end == "finished":
            took = span.until - called.get(span.ticket, span.since)
            if took < limits.short_s * 1000:
                count(figures, span, "short", took)
        elif span.kind == "waiting":
            waits[span.queue].append(span)
        elif span.kind == "idle" and span.until - span.since >= limits.idle_s * 1000:
            idle.append(span)
    for span in idle:
        together = while_waiting(span, (w for queue in serves[span.window] for w in waits[queue]))
        if together >= limits.idle_s * 1000:
            count(figures, span, "idle_waiting", together)
    return figures


def while_waiting(idle: Any, waits: Iterable[Any]) -> int:
    """How long, ms, at most one and the same of these waited while the window was idle."""
    return max((min(idle.until, w.until) - max(idle.since, w.since) for w in waits), default=0)


def count(figures: Figures, span: Any, kind: str, ms: int) -> None:
    """Into every cell that the span belongs to."""
    binned = kind in BINNED
    for cell in _cells(span):
        figures[cell][kind].add(ms, binned=binned)


def _cells(span: Any) -> Iterator[Cell]:
    yield "all", "", -1
    yield "hour", "", span.hour
    if span.queue:
        yield "queue", span.queue, -1
        yield "queue_hour", span.queue, span.hour
    if span.window:
        yield "window", span.window, -1
    if span.staff:
        yield "staff", span.staff, -1


def rows(hall: str, day: str, figures: Figures) -> list[dict[str, Any]]:
    """As the table has them."""
    return [
        {"hall": hall, "dim": dim, "day": day, "key": key, "hour": hour, "figures": packed(kinds)}
        for (dim, key, hour), kinds in figures.items()
    ]


def packed(kinds: Mapping[str, Figure]) -> str:
    return json.dumps({kind: figure.packed() for kind, figure in kinds.items()}, separators=(",", ":"))


# ---------------------------------------------------------------- from the tables


def day_of(connection: sa.Connection, hall: str, day: str, limits: ReportLimits) -> Figures:
    """The figures of a day from its rows, as they stand now."""
    s = schema.spans.c
    query = sa.select(s.kind, s.end, s.since, s.until, s.hour, s.ticket, s.queue, s.window, s.staff_no).where(
        s.hall == hall, s.day == day
    )
    spans = (Span(*row) for row in connection.execute(query.order_by(s.seq, s.part)))
    figures = added_up(spans, limits)
    for row in connection.execute(_quick_presses(hall, day, limits.press_s * 1000)):
        count(figures, row, "quick_press", row.ms)
    for staff, minutes in _extended(connection, hall, day).items():
        for cell in (("all", "", -1), ("staff", staff, -1)):
            figures[cell]["extended"].add(minutes * 60_000, binned=False)
    return figures


def settled_rows(
    connection: sa.Connection, hall: str, day: str, limits: ReportLimits
) -> list[dict[str, Any]]:
    """The figures of a day as the table has them, and by which limits they were counted; none of no day."""
    found = rows(hall, day, day_of(connection, hall, day, limits))
    counted_by = json.dumps({name: getattr(limits, name) for name in COUNTED_BY})
    of_limits = {"hall": hall, "dim": LIMITS, "day": day, "key": "", "hour": -1, "figures": counted_by}
    return [*found, of_limits] if found else []


def put(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Into the table of the days' figures, or of the months'."""
    if rows:
        connection.execute(sa.insert(table), rows)


def forget(connection: sa.Connection, hall: str, day: str) -> None:
    """Something came after the day was settled: until it is again, its figures are added up when asked."""
    d = schema.day_figures.c
    where = (d.hall == hall, d.day == day, d.dim.in_(DIMS))
    connection.execute(sa.delete(schema.day_figures).where(*where))


def _quick_presses(hall: str, day: str, soon_ms: int) -> sa.Select[Any]:
    """Levels on the box that came too soon after the visit for a citizen to have read the question."""
    t, r, s = schema.tickets.c, schema.ratings.c, schema.spans.c
    ms = r.at - t.ended_at
    done = sa.and_(s.hall == hall, s.day == day, s.ticket == t.id, s.kind == "serving", s.end == "finished")
    return (
        sa.select(s.hour, s.queue, s.window, s.staff_no.label("staff"), ms.label("ms"))
        .join_from(schema.spans, schema.tickets, sa.and_(t.hall == hall, t.id == s.ticket))
        .join(schema.ratings, sa.and_(r.hall == hall, r.ticket == t.id))
        .where(done, r.channel.not_in(("phone", "paper")), ms < soon_ms)
    )


def _extended(connection: sa.Connection, hall: str, day: str) -> Mapping[str, int]:
    """Staff number -> minutes of service after closing (R10), as the day's newest sum has them."""
    e = schema.events.c
    newest = sa.select(e.body).where(e.hall == hall, e.day == day, e.type == m.HallClosed.type)
    body = connection.execute(newest.order_by(e.seq.desc()).limit(1)).scalar()
    minutes: Mapping[str, int] = json.loads(body).get("sums", {}).get("extended_minutes", {}) if body else {}
    return minutes
