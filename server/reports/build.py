"""The reports there are: each a title, sentences and tables, from the figures of a period."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from server.domain.cases import BAD_RATING, COMPLAINT, Case
from server.domain.facts.calendar import Calendar
from server.domain.facts.plan import HallPlan
from server.reports.counted_by import limits_of
from server.reports.gather import Gatherer, Kinds, Scope
from server.reports.month import Facts, sentences
from server.reports.period import Period
from server.reports.questions import questions_table
from server.reports.rates import Rates
from server.reports.ratings import ranking_table, rates_by, ratings_table
from server.reports.table import UNITS, Cell, Chart, Column, Report, Row, Table, percent, plain_text
from server.reports.times import COLUMNS as TIMES
from server.reports.times import cells_of, length, name_of, times_table
from server.store import schema
from server.store.cases import case_counts
from server.store.day_figures import Figure

MONTH_DAYS = 31
GRADES = ("好", "较好", "一般", "差")


@dataclass(frozen=True, slots=True)
class Asked:
    """One report, for whom, of when. `than`: the period that it is compared with; None = the one before."""

    gatherer: Gatherer
    connection: sa.Connection
    hall: str
    plan: HallPlan
    period: Period
    by: str
    scope: Scope
    than: Period | None = None
    today: str = ""

    def report(self, id_: str, title: str, title_en: str, *tables: Table, lines: Any = ()) -> Report:
        period = self.period
        return Report(id_, title, title_en, period.first, period.last, self.scope.unit, lines, tables)


def times(asked: Asked) -> Report:
    table = times_table(asked.plan, asked.by, asked.gatherer.gather(asked.period, asked.by, asked.scope))
    return asked.report("times", "时间与去向", "Times and outcomes", table)


def ratings(asked: Asked) -> Report:
    by = asked.by if asked.by != "hour" else "staff"
    table = ratings_table(asked.plan, by, rates_by(asked.gatherer, asked.period, by, asked.scope))
    return asked.report("ratings", "评价", "Ratings", table)


def ranking(asked: Asked) -> Report:
    by = asked.by if asked.by in ("staff", "window") else "staff"
    table = ranking_table(asked.gatherer, asked.plan, by, asked.period, asked.scope)
    return asked.report("ranking", "排名", "Ranking", table)


def quarter(asked: Asked) -> Report:
    """People and windows by what their ratings prove, for a whole quarter (R100, R107)."""
    tables = tuple(ranking(replace(asked, by=by)).tables[0] for by in ("staff", "window"))
    units = ratings(replace(asked, by="unit")).tables[0]
    return asked.report("quarter", "季度排名", "Quarterly ranking", *tables, units)


def questions(asked: Asked) -> Report:
    return asked.report("questions", "请了解的情况", "Questions to look into", _questions(asked))


def _questions(asked: Asked) -> Table:
    found = asked.gatherer.gather(asked.period, "staff", asked.scope, bins=False)
    return questions_table(
        asked.plan, found, limits_of(asked.connection, asked.hall, asked.plan, asked.period)
    )


TIMELINE = Chart(
    "谁什么时候在哪个窗口?",
    "Who sat where, and when?",
    "stretches",
    ("staff", "window", "since", "until"),
    400,
)


def presence(asked: Asked) -> Report:
    """Who sat where from when to when (R112): for a look at the hall, never for attendance (R111)."""
    s, scope = schema.spans.c, asked.scope
    query = sa.select(s.day, s.staff_no, s.window, s.since, s.until).where(
        s.hall == asked.hall, s.day.between(asked.period.first, asked.period.last), s.kind == "present"
    )
    rows = []
    for day, staff, window, since, until in asked.connection.execute(
        query.order_by(s.day, s.since, s.window)
    ):
        if not scope.unit or staff in scope.staff:
            seat = name_of(asked.plan, "window", window)
            cells = (day, name_of(asked.plan, "staff", staff), seat, since, until, (until - since) // 60_000)
            rows.append(Row(staff, cells))
    columns = (
        Column("key", "日期", "Day"),
        Column("staff", "人员", "Person"),
        Column("window", "窗口", "Window"),
        Column("since", "签到", "From", "clock"),
        Column("until", "签退", "To", "clock"),
        Column("minutes", "在岗", "Present", "min", "present"),
    )
    note = "窗口在岗情况,不是考勤;还在岗的人签退后列出。选一天,可看时间轴。"
    note_en = "Presence at windows, not attendance; who still sits there is listed after signing out."
    note_en += " Of a single day there is a timeline."
    title, title_en = "在岗时间", "Presence"
    charts = (TIMELINE,) if asked.period.first == asked.period.last else ()
    table = Table("presence", title, title_en, "staff", columns, tuple(rows), charts, note, note_en)
    return asked.report("presence", title, title_en, table)


def comparison(asked: Asked) -> Report:
    return asked.report("comparison", "两个时期的比较", "Two periods compared", _compared(asked))


def _than(asked: Asked) -> Period:
    return asked.than or asked.period.before()


def _compared(asked: Asked) -> Table:
    """Each figure of this period, of the other one, and the difference."""
    than = _than(asked)
    rows = [
        Row(
            column.id,
            (f"{column.name} {column.name_en}", UNITS.get(column.unit, ""), now, then, _less(now, then)),
        )
        for column, now, then in zip(
            _FIGURES, _overall(asked, asked.period), _overall(asked, than), strict=True
        )
    ]
    columns = (
        Column("key", "指标", "Figure"),
        Column("unit", "单位", "Unit"),
        Column("now", f"{asked.period.first}–{asked.period.last}", "this period", "", "*"),
        Column("then", f"{than.first}–{than.last}", "the other", "", "*"),
        Column("change", "增减", "Change", "", "*"),
    )
    title, title_en = "与另一时期比较", "Beside another period"
    return Table("comparison", title, title_en, "all", columns, tuple(rows))


_RATED = (
    Column("active", "主动评价", "Rated by a press"),
    Column("active_good_rate", "主动评价好评率", "Good of presses", "%"),
    Column("lower_bound", "好评率下限", "At least", "%"),
    Column("unrated", "未评价", "Not rated"),
    Column("unrated_rate", "不评价率", "Share not rated", "%"),
    Column("bad", "差评", "Bad"),
)
_FIGURES = (*TIMES, *_RATED)


def _overall(asked: Asked, period: Period) -> tuple[Cell, ...]:
    kinds: Kinds = asked.gatherer.gather(period, "all", asked.scope).get("all", {})
    rates = rates_by(asked.gatherer, period, "all", asked.scope).get("all", Rates(0, {}))
    shares = (percent(rates.active_good_rate), percent(rates.lower_bound), percent(rates.unrated_rate))
    return (*cells_of(kinds), rates.active, *shares[:2], rates.unrated, shares[2], rates.bad)


def _less(now: Cell, then: Cell) -> Cell:
    if isinstance(now, str | None) or isinstance(then, str | None):
        return None
    return round(now - then, 1)


# ---------------------------------------------------------------- windows graded by people (R99)


def grades(asked: Asked) -> Report:
    """好/较好/一般/差 as people typed them, for the month or quarter that the period begins in."""
    kinds = asked.gatherer.gather(asked.period, "window", asked.scope)
    rates = rates_by(asked.gatherer, asked.period, "window", asked.scope)
    typed = {row.window: row for row in asked.connection.execute(_typed(asked))}
    rows = []
    for window in asked.plan.windows:
        if window.id not in asked.scope.windows or not window.queues:
            continue
        mine, rated = kinds.get(window.id, {}), rates.get(window.id, Rates(0, {}))
        grade = typed.get(window.id)
        by = grade.actor.removeprefix("staff:") if grade else ""
        cells: tuple[Cell, ...] = (
            window.label,
            rated.visits,
            round(mine.get("present", Figure()).total_ms / 3_600_000, 1),
            length(mine.get("waiting", Figure()), "median"),
            rated.active,
            percent(rated.active_good_rate),
            percent(rated.lower_bound),
            rated.bad,
            grade.grade if grade else "",
            grade.note if grade else "",
            name_of(asked.plan, "staff", by) if by else "",
        )
        rows.append(Row(window.id, cells))
    columns = (
        Column("key", "窗口", "Window"),
        Column("visits", "办结", "Finished", "", "finished"),
        Column("present", "在岗", "Present", "h", "present"),
        Column("waiting_median", "等候中位", "Wait, median", "min", "waiting"),
        Column("active", "主动评价", "Rated", "", "rated"),
        Column("active_good_rate", "主动评价好评率", "Good of presses", "%", "rated"),
        Column("lower_bound", "好评率下限", "At least", "%", "rated"),
        Column("bad", "差评", "Bad", "", "bad"),
        Column("grade", "评定", "Grade"),
        Column("note", "说明", "Note"),
        Column("by", "评定人", "By"),
    )
    note = "好、较好、一般、差由人评定;旁边的数据只供参考,不参与计算。"
    note_en = "People type the grade; the figures beside it only inform, and nothing is reckoned from them."
    title, title_en = "窗口评定", "Windows graded"
    table = Table("grades", title, title_en, "window", columns, tuple(rows), (), note, note_en)
    return asked.report("grades", title, title_en, table)


def grade_period(period: Period) -> str:
    """What a grade is given for: "2026-11", or the quarter "2026-Q4" where the period is longer.

    >>> grade_period(Period("2026-11-01", "2026-11-30")), grade_period(Period("2026-10-01", "2026-12-31"))
    ('2026-11', '2026-Q4')
    """
    if period.first[:7] == period.last[:7]:
        return period.first[:7]
    return f"{period.first[:4]}-Q{(int(period.first[5:7]) + 2) // 3}"


def _typed(asked: Asked) -> sa.Select[Any]:
    g = schema.window_grades.c
    return sa.select(schema.window_grades).where(g.hall == asked.hall, g.period == grade_period(asked.period))


# ---------------------------------------------------------------- the month (R108, R109)


def month(asked: Asked) -> Report:
    """What a manager sends: sentences, then the tables that they come from."""
    by = {
        name: times(replace(asked, by=name)).tables[0] for name in ("day", "hour", "queue", "window", "staff")
    }
    compared = _compared(asked)
    parts = (
        compared,
        *by.values(),
        ratings(replace(asked, by="unit")).tables[0],
        ratings(replace(asked, by="staff")).tables[0],
        _questions(asked),
    )
    due = due_days(asked.plan.calendar, asked.period.first[:7])
    tables = {"days": by["day"], "hours": by["hour"], "queues": by["queue"], "windows": by["window"]}
    facts = Facts(
        period=asked.period,
        than=_than(asked),
        compared=compared,
        cases=_cases(asked),
        due=due,
        guessed=is_guess(asked.plan.calendar, due[1]),
        today=asked.today,
        **tables,
    )
    told = tuple(sentences(facts))
    lines = tuple((plain_text(zh), en) for zh, en in told)
    report = asked.report("month", "月度报告", "Monthly report", *parts, lines=lines)
    return replace(report, spoken=tuple(zh for zh, _ in told))


def _cases(asked: Asked) -> dict[str, list[Case]] | None:
    """Those that came within the period; of the whole hall, as a complaint has no unit (R90)."""
    if asked.scope.unit:
        return None
    return {
        kind: case_counts(asked.connection, asked.hall, kind, asked.period.first, asked.period.last)
        for kind in (BAD_RATING, COMPLAINT)
    }


def is_guess(calendar: Calendar, day: str) -> bool:
    """Whether nobody has said yet if this day is worked, in a hall that has hours (2.8)."""
    return bool(calendar.profiles) and not calendar.known(day)


def due_days(calendar: Calendar, month_: str) -> tuple[str, str]:
    """(from when the report of a month can be made, until when it is sent): the 1st and the 5th of the month
    after; where that is no working day, the next one (R108)."""
    year, number = int(month_[:4]), int(month_[5:7])
    first = date(year + number // 12, number % 12 + 1, 1)

    def workday(day: date) -> str:
        text = day.isoformat()
        return text if calendar.is_workday(text) else calendar.next_workday(text)

    return workday(first), workday(first.replace(day=5))


REPORTS: dict[str, Callable[[Asked], Report]] = {
    "month": month,
    "quarter": quarter,
    "times": times,
    "ratings": ratings,
    "ranking": ranking,
    "questions": questions,
    "presence": presence,
    "comparison": comparison,
    "grades": grades,
}
SHORT = frozenset({"presence"})
"""Not for longer than a month: a line a person and day."""
