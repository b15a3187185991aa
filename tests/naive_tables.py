"""Whole reports once more, from the stretches of `naive_reports`: which rows, in which order, every cell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.domain.facts.plan import HallPlan
from tests import naive_reports as naive

Rows = list[tuple[str, dict[str, Any]]]
"""Key of the row -> column -> cell, in order."""
IN_ROW = {
    "visits": "taken finished waiting_mean waiting_median waiting_p90 waiting_max walking_mean walking_median"
    " walking_p90 serving_mean serving_median serving_p90 holding holding_mean no_show no_show_rate"
    " transferred left",
    "seats": "idle suspended present",
}
ASKED = {
    "short": (5, 0.03),
    "idle_waiting": (3, None),
    "long_pause": (3, None),
    "quick_press": (5, 0.05),
    "no_show": (10, 0.12),
}
"""Question -> asked from so many, and from this share of the finished."""
TIMES = {"day", "month", "hour", "queue", "window", "staff", "floor", "unit", "all"}


@dataclass(frozen=True)
class Truth:
    """One history as somebody sees it who may see a `unit`; "" = all."""

    plan: HallPlan
    events: list[dict[str, Any]]
    pieces: list[dict[str, Any]]
    given: list[dict[str, Any]]
    first: str
    last: str
    unit: str = ""

    # ------------------------------------------------------------ whose, and where it belongs

    def _in_time(self, what: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [one for one in what if self.first <= one["day"] <= self.last]

    def _unit_of(self, one: dict[str, Any]) -> str:
        """A visit is its queue's; the time of a window the first one's that sits there; extended minutes are
        of the person's."""
        if one.get("kind") == "extended":
            return self.plan.person[one["staff"]].unit
        if one["queue"]:
            return self.plan.queue[one["queue"]].unit
        return self.plan.window[one["window"]].units[0]

    def key(self, by: str, one: dict[str, Any]) -> str:
        match by:
            case "all":
                return "all"
            case "hour" if one.get("kind") == "extended":
                return ""
            case "month":
                return str(one["day"][:7])
            case "floor":
                return self.plan.window[one["window"]].floor if one["window"] else ""
            case "unit":
                return self.unit or self._unit_of(one)
        return str(one[by])

    def _seen(self, by: str, one: dict[str, Any]) -> bool:
        if not self.unit:
            return True
        if by == "hour" and not one["queue"]:
            return False
        if by == "staff":
            return one["staff"] != "" and self.plan.person[one["staff"]].unit == self.unit
        if by in ("window", "floor") or not (one["queue"] or one.get("kind") == "extended"):
            return one["window"] != "" and self.unit in self.plan.window[one["window"]].units
        return self._unit_of(one) == self.unit

    def grouped(
        self, by: str, what: Iterable[dict[str, Any]] | None = None
    ) -> dict[str, list[dict[str, Any]]]:
        some = self._in_time(self.pieces if what is None else what)
        some = [p for p in some if p.get("kind") != "gave up" and self._seen(by, p)]
        return naive.grouped(some, lambda one: self.key(by, one))

    def in_order(self, by: str, keys: Iterable[str]) -> list[str]:
        plan = self.plan
        known = {
            "queue": [q.id for q in plan.queues],
            "window": [w.id for w in plan.windows],
            "staff": [s.no for s in plan.staff],
            "floor": [f.id for f in plan.floors],
        }.get(by, [])
        return [k for k in known if k in keys] + sorted(k for k in keys if k not in known)

    def name(self, by: str, key: str) -> str:
        plan = self.plan
        match by:
            case "hour":
                return f"{key}:00–{int(key) + 1:02d}:00"
            case "all":
                return "合计 In all"
            case "staff":
                return f"{plan.person[key].name} {key}"
            case "window":
                return plan.window[key].label
            case "queue":
                return plan.queue[key].name
            case "floor":
                return plan.floor[key].name
        return key

    # ------------------------------------------------------------ tables

    def times(self, by: str) -> Rows:
        columns = IN_ROW["visits"].split() + ([] if by in ("queue", "hour") else IN_ROW["seats"].split())
        if by in ("window", "staff", "floor"):
            columns = [c for c in columns if c not in ("taken", "left")]
        if by in ("day", "month", "staff", "unit", "all"):
            columns.append("extended")
        found = self.grouped(by)
        rows = []
        for key in self.in_order(by, found):
            cells = naive.cells(found[key])
            rows.append((key, {"key": self.name(by, key), **{c: cells[c] for c in columns}}))
        return rows

    def rates(self, by: str) -> dict[str, dict[str, Any]]:
        visits = {k: sum(p["kind"] == "finished" for p in some) for k, some in self.grouped(by).items()}
        given = self.grouped(by, self.given)
        keys = {k for k, n in visits.items() if n} | set(given)
        return {k: rates(visits.get(k, 0), [one["level"] for one in given.get(k, [])]) for k in keys}

    def ratings(self, by: str) -> Rows:
        by, found = ("staff", self.rates("staff")) if by == "hour" else (by, self.rates(by))
        names = "visits active default unrated level5 level4 level3 level2 level1 good_rate active_good_rate"
        columns = [*names.split(), "lower_bound", "unrated_rate"]
        rows = self.in_order(by, found)
        return [(k, {"key": self.name(by, k), **{c: found[k][c] for c in columns}}) for k in rows]

    def ranking(self, by: str) -> Rows:
        by = by if by in ("staff", "window") else "staff"
        found, pieces = self.rates(by), self.grouped(by)
        order = sorted(found, key=lambda k: (-found[k]["bound"], -found[k]["visits"], k))
        rows: Rows = []
        for place, key in enumerate(order):
            mine, before = found[key], order[place - 1]
            same = place and all(mine[x] == found[before][x] for x in ("bound", "visits"))
            units = [self.plan.person[key].unit] if by == "staff" else self.plan.window[key].units
            cells = naive.cells(pieces.get(key, []))
            columns = ("visits", "active", "level2", "level1", "active_good_rate", "lower_bound")
            row = {c: mine[c] for c in columns} | {c: cells[c] for c in ("serving_median", "no_show")}
            rank = rows[-1][1]["rank"] if same else place + 1
            rows.append((key, {"key": self.name(by, key), "rank": rank, "unit": "、".join(units), **row}))
        return rows

    def questions(self) -> Rows:
        rows: Rows = []
        for kind, (least, share) in ASKED.items():
            asked = []
            for key, some in self.grouped("staff").items():
                mine = [p["ms"] for p in some if p["kind"] == kind]
                finished = sum(p["kind"] == "finished" for p in some)
                if len(mine) >= least and (share is None or len(mine) >= share * finished):
                    asked.append((-len(mine), key, sum(mine) / len(mine), finished if share else 0))
            for n, key, mean, of in sorted(asked):
                row = {"key": self.name("staff", key), "n": -n, "mean": naive.one_decimal(mean / 60_000)}
                share_of = naive.one_decimal(100 * -n / of) if of else None
                rows.append((f"{key}:{kind}", row | {"share": share_of}))
        return rows

    def presence(self) -> Rows:
        sat = [p for p in self._in_time(self.pieces) if p["kind"] == "present" and self._seen("staff", p)]
        rows = []
        for p in sorted(sat, key=lambda p: (p["day"], p["since"], p["window"])):
            until = p["since"] + p["ms"]
            row = {"key": p["day"], "staff": self.name("staff", p["staff"])}
            row |= {"window": self.name("window", p["window"]), "since": p["since"], "until": until}
            rows.append((p["staff"], row | {"minutes": p["ms"] // 60_000}))
        return rows

    def grades(self) -> Rows:
        months = self.first[:7] == self.last[:7]
        period = self.first[:7] if months else f"{self.first[:4]}-Q{(int(self.first[5:7]) + 2) // 3}"
        typed = {
            e["window"]: e for e in self.events if e["type"] == "window.graded.v1" and e["period"] == period
        }
        rates_, pieces, rows = self.rates("window"), self.grouped("window"), []
        for window in self.plan.windows:
            if not window.queues or self.unit not in ("", *window.units):
                continue
            rated, cells = rates_.get(window.id, rates(0, [])), naive.cells(pieces.get(window.id, []))
            row = {"key": window.label, **{c: cells[c] for c in ("present", "waiting_median")}}
            row |= {c: rated[c] for c in ("visits", "active", "active_good_rate", "lower_bound", "bad")}
            said = typed.get(window.id, {"grade": "", "note": "", "actor": ""})
            by = said["actor"].removeprefix("staff:")
            row |= {"grade": said["grade"], "note": said["note"], "by": self.name("staff", by) if by else ""}
            rows.append((window.id, row))
        return rows

    # ------------------------------------------------------------ two periods, the month

    def overall(self) -> dict[str, Any]:
        rated = self.rates("all").get("all", rates(0, []))
        names = ("active", "active_good_rate", "lower_bound", "unrated", "unrated_rate", "bad")
        cells = naive.cells(self.grouped("all").get("all", []))
        columns = [*IN_ROW["visits"].split(), *IN_ROW["seats"].split(), "extended"]
        return {c: cells[c] for c in columns} | {name: rated[name] for name in names}

    def told(self) -> list[list[float]]:
        """The numbers in the sentences of a month, sentence by sentence, those of cases left out."""
        now, than = self.overall(), self.before().overall()

        def more(name: str) -> list[float]:
            if not than["taken"] or now[name] is None or than[name] is None:
                return []
            change = abs(round(now[name] - than[name], 1))
            return [change] if change else []

        finished = [p for p in self._in_time(self.pieces) if p["kind"] == "finished" and self._seen("day", p)]
        days = len({p["day"] for p in finished})
        found = [[days, now["taken"], now["finished"], *more("finished"), now["left"]]]
        if now["waiting_median"] is not None:
            lengths = [now["waiting_median"], now["waiting_p90"], *more("waiting_p90"), now["waiting_max"]]
            found.append(lengths + [n for n in (now["serving_median"],) if n is not None])
        if most := max([row["taken"] for _, row in self.times("hour")], default=0):
            found.append([most, round(100 * most / max(1, now["taken"]))])
        longest = [[row["waiting_p90"] or 0 for _, row in self.times(by)] for by in ("queue", "window")]
        if waits := [max(some) for some in longest if any(some)]:
            found.append(waits)
        rate = [now["no_show_rate"]] if now["no_show_rate"] is not None else []
        found.append([now["no_show"], *rate, *more("no_show"), now["transferred"], now["extended"]])
        if now["finished"]:
            good = ("active", "active_good_rate", "lower_bound", "bad") if now["active"] else ()
            left = now["finished"] - now["active"]
            found.append([*(now[c] for c in good), left, now["unrated_rate"]])
        return found

    def of(self, first: str, last: str) -> "Truth":
        return Truth(self.plan, self.events, self.pieces, self.given, first, last, self.unit)

    def before(self) -> "Truth":
        """A month before a month, else as many days as this has."""
        first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        ends = first - timedelta(days=1)
        whole = (
            first.day == 1 and first.month == last.month and (last + timedelta(days=1)).month != last.month
        )
        begins = ends.replace(day=1) if whole else ends - (last - first)
        return self.of(begins.isoformat(), ends.isoformat())

    def compared(self, than: "Truth | None" = None) -> Rows:
        now, then = self.overall(), (than or self.before()).overall()
        rows: Rows = []
        for name, cell in now.items():
            other = then[name]
            change = None if cell is None or other is None else round(cell - other, 1)
            rows.append((name, {"now": cell, "then": other, "change": change}))
        return rows


def rates(visits: int, levels: list[int]) -> dict[str, Any]:
    """Each figure by its formula in docs/reports.md. `bound`: not rounded."""
    n, good = len(levels), sum(level >= 3 for level in levels)
    share: Callable[[int, int], float | None] = lambda a, b: naive.one_decimal(100 * a / b) if b else None  # noqa: E731
    bound = naive.lower_bound(good, n) if n else 0.0
    return {
        "visits": visits,
        "active": n,
        "default": 0,
        "unrated": visits - n,
        **{f"level{level}": levels.count(level) for level in range(1, 6)},
        "good_rate": share(good, n),
        "active_good_rate": share(good, n),
        "lower_bound": naive.one_decimal(100 * bound) if n else None,
        "unrated_rate": share(visits - n, visits),
        "bad": n - good,
        "bound": round(bound, 9),
    }
