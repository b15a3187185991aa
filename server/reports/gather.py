"""The figures of a period, by whatever divides it: settled days from their rows, the others added up now."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from server.domain.plan import HallPlan
from server.store import schema
from server.store.database import Database
from server.store.day_figures import Figure, day_of

MOST_DAYS = 1100
AT_WINDOWS = frozenset({"idle", "suspended", "present", "idle_waiting", "long_pause", "quick_press"})
"""Kinds that belong to a window or a person, and to no queue."""
BY = ("day", "month", "hour", "queue", "window", "staff", "floor", "unit")
Kinds = dict[str, Figure]
"""Kind -> so many, how long."""


@dataclass(frozen=True, slots=True)
class Period:
    """Both ends included, YYYY-MM-DD."""

    first: str
    last: str

    def before(self) -> "Period":
        """The period of the same length just before; of a whole month, the month before."""
        first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        ends = first - timedelta(days=1)
        if first.day == 1 and (last + timedelta(days=1)).day == 1 and first.month == last.month:
            return Period(ends.replace(day=1).isoformat(), ends.isoformat())
        return Period((ends - (last - first)).isoformat(), ends.isoformat())


def month_of(month: str) -> Period:
    """
    >>> month_of("2026-02")
    Period(first='2026-02-01', last='2026-02-28')
    """
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    return Period(first.isoformat(), (after - timedelta(days=1)).isoformat())


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be seen: a unit's queues, windows and people, or the whole hall (`unit` "")."""

    unit: str
    queues: frozenset[str]
    windows: frozenset[str]
    staff: frozenset[str]


def scope_of(plan: HallPlan, unit: str = "") -> Scope:
    """A unit's own: its queues, the windows where it sits, its people."""
    return Scope(
        unit,
        frozenset(q.id for q in plan.queues if unit in ("", q.unit)),
        frozenset(w.id for w in plan.windows if not unit or unit in w.units),
        frozenset(s.no for s in plan.staff if unit in ("", s.unit)),
    )


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one dimension: each counts under its `of` ("day", "key" or "hour"), as `named` has it; what
    that calls "" counts nowhere."""

    dim: str
    of: str = "key"
    named: Callable[[str], str] = str
    keys: frozenset[str] | None = None
    only: frozenset[str] | None = None
    """Kinds; None = all."""


def sources(plan: HallPlan, by: str, scope: Scope) -> tuple[Source, ...]:
    """A unit's days and hours are those of its queues; what no queue has comes from its windows."""
    named = naming(plan, by)
    if by in ("queue", "window", "staff"):
        return (Source(by, keys=_own(by, scope)),)
    if by == "floor":
        return (Source("window", "key", named, _own("window", scope)),)
    if by == "unit":
        units = {w.id: w.units[0] for w in plan.windows if w.units}
        at_windows = Source("window", "key", partial(_get, units), _own("window", scope), AT_WINDOWS)
        return (Source("queue", "key", named, _own("queue", scope)), at_windows)
    if by == "hour":
        return (Source("queue_hour", "hour", keys=scope.queues) if scope.unit else Source("hour", "hour"),)
    if scope.unit:
        windows_only = Source("window", "day", named, scope.windows, AT_WINDOWS)
        return (Source("queue", "day", named, scope.queues), windows_only)
    return (Source("all", "day", named),)


def naming(plan: HallPlan, by: str) -> Callable[[str], str]:
    """An id or a day -> the key of a report by units, floors, months or of everything in one."""
    match by:
        case "unit":
            return partial(_get, {q.id: q.unit for q in plan.queues})
        case "floor":
            return partial(_get, {w.id: w.floor for w in plan.windows})
        case "month":
            return itemgetter(slice(7))
        case "all":
            return partial(_get, defaultdict(lambda: "all"))
    return str


def _get(names: Mapping[str, str], id_: str) -> str:
    return names[id_] if isinstance(names, defaultdict) else names.get(id_, "")


def _own(by: str, scope: Scope) -> frozenset[str] | None:
    """Of a unit only what is its own; of the hall all, what left the plan included."""
    own = {"queue": scope.queues, "window": scope.windows, "staff": scope.staff}
    return own[by] if scope.unit else None


_DAYS = sa.text(
    "WITH RECURSIVE some(day) AS ("
    " SELECT min(day) FROM spans WHERE hall = :hall AND day >= :first"
    " UNION ALL"
    " SELECT (SELECT min(day) FROM spans WHERE hall = :hall AND day > some.day) FROM some"
    " WHERE some.day < :last"
    ") SELECT day FROM some"
)
"""From day to day by the index: a year has millions of spans, and some 250 days."""


class Gatherer:
    """Reads for one report, on one connection."""

    def __init__(self, connection: sa.Connection, database: Database, plan: HallPlan) -> None:
        self._connection = connection
        self._hall = database.hall
        self._plan = plan
        self._live: dict[Period, Mapping[str, Mapping[Any, Kinds]]] = {}
        self._found: dict[tuple[Period, str, str, bool], dict[str, Kinds]] = {}

    def gather(self, period: Period, by: str, scope: Scope, *, bins: bool = True) -> dict[str, Kinds]:
        """Key of the report -> its figures; read once, whoever asks again. `bins`: for medians and P90."""
        asked = (period, by, scope.unit)
        if (*asked, True) in self._found:
            return self._found[*asked, True]
        if (*asked, bins) not in self._found:
            self._found[*asked, bins] = self._gathered(period, by, scope, 5 if bins else 3)
        return self._found[*asked, bins]

    def _gathered(self, period: Period, by: str, scope: Scope, parts: int) -> dict[str, Kinds]:
        found: dict[str, Kinds] = defaultdict(lambda: defaultdict(Figure))
        for source in sources(self._plan, by, scope):
            for day, key, hour, kinds in self._rows(period, source):
                group = source.named({"day": day, "key": key, "hour": f"{hour:02d}"}[source.of])
                if not group:
                    continue
                into = found[group]
                for kind, packed in kinds:
                    if source.only is None or kind in source.only:
                        into[kind].merge(*packed[:parts])
        return dict(found)

    def _rows(
        self, period: Period, source: Source
    ) -> Iterator[tuple[str, str, int, Iterable[tuple[str, Any]]]]:
        d = schema.day_figures.c
        query = sa.select(d.day, d.key, d.hour, d.figures).where(
            d.hall == self._hall, d.dim == source.dim, d.day.between(period.first, period.last)
        )
        if source.keys is not None:
            query = query.where(d.key.in_(sorted(source.keys)))
        for day, key, hour, figures in self._connection.execute(query):
            yield day, key, hour, json.loads(figures).items()
        for day, live in self._unsettled(period).items():
            for (dim, key, hour), kinds in live.items():
                if dim == source.dim and (source.keys is None or key in source.keys):
                    yield day, key, hour, ((kind, figure.packed()) for kind, figure in kinds.items())

    def _unsettled(self, period: Period) -> Mapping[str, Mapping[Any, Kinds]]:
        """Days with something in them and no figures yet: today, as a rule."""
        if period not in self._live:
            d = schema.day_figures.c
            whole = (d.hall == self._hall, d.dim == "all", d.day.between(period.first, period.last))
            settled = set(self._connection.execute(sa.select(d.day).where(*whole)).scalars())
            given = {"hall": self._hall, "first": period.first, "last": period.last}
            with_spans = list(self._connection.execute(_DAYS, given).scalars())
            self._live[period] = {
                day: day_of(self._connection, self._hall, day, self._plan.reports)
                for day in with_spans
                if day and day not in settled and day <= period.last
            }
        return self._live[period]

    # ------------------------------------------------------------ ratings

    def levels(self, period: Period, by: str, scope: Scope) -> dict[str, dict[tuple[int, str], int]]:
        """Key of the report -> (level, channel) -> how many visits of the period were rated so."""
        r = schema.rating_sums.c
        column = {"staff": r.staff_no, "window": r.window, "queue": r.queue, "day": r.day}
        columns = {"unit": r.queue, "floor": r.window, "month": r.day, "all": r.day}
        key = (column | columns)[by]
        n = sa.func.sum(r.n)
        query = sa.select(key, r.level, r.channel, n).where(
            r.hall == self._hall, r.day.between(period.first, period.last)
        )
        if scope.unit:
            limit = {
                "staff": r.staff_no.in_(sorted(scope.staff)),
                "window": r.window.in_(sorted(scope.windows)),
            }
            limit["floor"] = limit["window"]
            query = query.where(limit.get(by, r.queue.in_(sorted(scope.queues))))
        group = naming(self._plan, by)
        found: dict[str, dict[tuple[int, str], int]] = defaultdict(lambda: defaultdict(int))
        for id_, level, channel, count in self._connection.execute(query.group_by(key, r.level, r.channel)):
            found[group(id_)][level, channel] += int(count)
        return {id_: dict(counts) for id_, counts in found.items() if id_}
