"""The figures of a period, by whatever divides it: settled days from their rows, the others added up now."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from server.domain.facts.plan import HallPlan
from server.reports.period import Period
from server.store import schema
from server.store.database import Database
from server.store.day_figures import Figure, day_of
from server.store.settling import open_days

MOST_DAYS = 1100
AT_WINDOWS = frozenset({"idle", "suspended", "present", "idle_waiting", "long_pause"})
"""Kinds that belong to a window or a person, and to no queue."""
OF_PEOPLE = frozenset({"extended"})
"""Kinds that belong to a person alone."""
BY = ("day", "month", "hour", "queue", "window", "staff", "floor", "unit")
Kinds = dict[str, Figure]
"""Kind -> so many, how long."""


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
    """A unit's days and hours are those of its queues; what no queue has is its windows' and people's."""
    named = naming(plan, by)
    if by in ("queue", "window", "staff"):
        return (Source(by, keys=_own(by, scope)),)
    if by == "floor":
        return (Source("window", "key", named, _own("window", scope)),)
    if by == "unit":
        units = {w.id: scope.unit or w.units[0] for w in plan.windows if w.units}
        at_windows = Source("window", "key", partial(_get, units), _own("window", scope), AT_WINDOWS)
        whose = partial(_get, {s.no: s.unit for s in plan.staff})
        of_people = Source("staff", "key", whose, _own("staff", scope), OF_PEOPLE)
        return (Source("queue", "key", named, _own("queue", scope)), at_windows, of_people)
    if by == "hour":
        return (Source("queue_hour", "hour", keys=scope.queues) if scope.unit else Source("hour", "hour"),)
    if scope.unit:
        windows_only = Source("window", "day", named, scope.windows, AT_WINDOWS)
        people_only = Source("staff", "day", named, scope.staff, OF_PEOPLE)
        return (Source("queue", "day", named, scope.queues), windows_only, people_only)
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


class Gatherer:
    """Reads for one report, on one connection."""

    def __init__(self, connection: sa.Connection, database: Database, plan: HallPlan) -> None:
        self._connection = connection
        self._hall = database.hall
        self._plan = plan
        self._months: frozenset[str] | None = None
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
            for day, key, hour, kinds in self._rows(period, source, months=by != "day"):
                group = source.named({"day": day, "key": key, "hour": f"{hour:02d}"}[source.of])
                if not group:
                    continue
                into = found[group]
                for kind, packed in kinds:
                    if source.only is None or kind in source.only:
                        into[kind].merge(*packed[:parts])
        return dict(found)

    def _rows(
        self, period: Period, source: Source, *, months: bool
    ) -> Iterator[tuple[str, str, int, Iterable[tuple[str, Any]]]]:
        """Of months that are over their one row, of the other days theirs."""
        m, d = schema.month_figures.c, schema.day_figures.c
        whole = [one for one in period.months() if one in self._standing()] if months else []
        of_months = sa.select(m.month, m.key, m.hour, m.figures).where(
            m.hall == self._hall, m.dim == source.dim, m.month.in_(whole)
        )
        asked = [(of_months, m.key)] if whole else []
        for part in period.without(whole):
            between = (d.hall == self._hall, d.dim == source.dim, d.day.between(part.first, part.last))
            asked.append((sa.select(d.day, d.key, d.hour, d.figures).where(*between), d.key))
        for query, name in asked:
            mine = query if source.keys is None else query.where(name.in_(sorted(source.keys)))
            for day, key, hour, figures in self._connection.execute(mine):
                yield day, key, hour, json.loads(figures).items()
        for day, live in self._unsettled(period).items():
            for (dim, key, hour), kinds in live.items():
                if dim == source.dim and (source.keys is None or key in source.keys):
                    yield day, key, hour, ((kind, figure.packed()) for kind, figure in kinds.items())

    def _standing(self) -> frozenset[str]:
        """The months that are added up."""
        if self._months is None:
            m = schema.month_figures.c
            query = sa.select(m.month).where(m.hall == self._hall, m.dim == "all")
            self._months = frozenset(self._connection.execute(query).scalars())
        return self._months

    def _unsettled(self, period: Period) -> Mapping[str, Mapping[Any, Kinds]]:
        """Days with something in them and no figures yet: today, as a rule."""
        if period not in self._live:
            self._live[period] = {
                day: day_of(self._connection, self._hall, day, self._plan.reports)
                for day in open_days(self._connection, self._hall, period.first, period.last)
            }
        return self._live[period]

    # ------------------------------------------------------------ ratings

    def levels(self, period: Period, by: str, scope: Scope) -> dict[str, dict[tuple[int, str], int]]:
        """Key of the report -> (level, channel) -> how many visits of the period were rated so."""
        group = naming(self._plan, by)
        whole = [] if by == "day" else period.months()
        queries = [self._counted(schema.rating_months, by, scope, schema.rating_months.c.month.in_(whole))]
        day = schema.rating_sums.c.day
        for part in period.without(whole):
            between = day.between(part.first, part.last)
            queries.append(self._counted(schema.rating_sums, by, scope, between))
        found: dict[str, dict[tuple[int, str], int]] = defaultdict(lambda: defaultdict(int))
        for query in queries:
            for id_, level, channel, count in self._connection.execute(query):
                found[group(id_)][level, channel] += int(count)
        return {id_: dict(counts) for id_, counts in found.items() if id_}

    def _counted(self, table: sa.Table, by: str, scope: Scope, when: Any) -> sa.Select[Any]:
        """Of the table by days or of that by months."""
        r = table.c
        date_ = r.month if "month" in r else r.day
        columns = {
            "staff": r.staff_no,
            "window": r.window,
            "floor": r.window,
            "queue": r.queue,
            "unit": r.queue,
        }
        key = columns.get(by, date_)
        query = sa.select(key, r.level, r.channel, sa.func.sum(r.n)).where(r.hall == self._hall, when)
        if scope.unit:
            windows = r.window.in_(sorted(scope.windows))
            limit = {"staff": r.staff_no.in_(sorted(scope.staff)), "window": windows, "floor": windows}
            query = query.where(limit.get(by, r.queue.in_(sorted(scope.queues))))
        return query.group_by(key, r.level, r.channel)
