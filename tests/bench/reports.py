"""bench reports: a year of a hall of 70 windows, two million visits, and how long each report of it takes.

Three days go the whole way, by the rules and the store. The year is their read rows under the dates of all
its working days: what a report reads is as large as two million visits leave behind, and no two million were
decided for it. `HALLCALL_BENCH_YEAR=hall.db` asks a year that was: of `simulate --config config/shangyu.toml
--from 2025-01-01 --days 365 --visits 8000`, a third of an hour of one processor.
"""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from config.load import load
from server.domain.facts.plan import HallPlan
from server.reports.build import REPORTS, Asked
from server.reports.gather import BY, Gatherer, scope_of
from server.reports.period import Period
from server.reports.table import Report
from server.reports.visits import visits
from server.reports.workbook import workbook
from server.simulation.crowd import Crowd, seats
from server.simulation.pure import PureHall, simulated, work_days
from server.store.database import Database
from server.store.log import Log
from server.store.report_tables import ReportTables
from server.store.settling import settle_due
from tests.bench.figures import QUICK, Figure, progress
from tests.bench.hall import scratch

TITLE = "reports — a year of 70 windows; floor: the rows of figures of the same report read and parsed"
ROOT = Path(__file__).resolve().parents[2]
MODELS, VISITS = (1, 300) if QUICK else (3, 8400)
FIRST, DAYS = "2025-01-01", 12 if QUICK else 362
ROUNDS = 1 if QUICK else 3
GOAL_MS = 1000.0
COPIED = {
    "spans": 'seq, part, day, kind, "end", since, until, hour, ticket, queue, "window", staff_no',
    "day_figures": "dim, day, key, hour, figures",
    "rating_sums": 'day, queue, "window", staff_no, level, channel, n',
}
ASKED = (
    *(("times", by) for by in BY),
    *(("ratings", by) for by in BY if by != "hour"),
    *((id_, "staff") for id_ in ("ranking", "questions", "grades", "comparison", "month")),
)
LED_BACK = (
    ("waiting", "window"),
    ("short", "staff"),
    ("level1", "staff"),
    ("bad", "window"),
    ("left", "queue"),
    ("long_pause", "staff"),
    ("transferred", "hour"),
)


def measure() -> tuple[list[Figure], list[str]]:
    plan = simulated(load(ROOT / "config" / "shangyu.toml"))
    presence = "presence is a month at most, and has no figure here"
    if given := os.environ.get("HALLCALL_BENCH_YEAR"):
        database = Database(f"sqlite:///{given}", plan.code)
        figures, (total, size) = _of_the_year(database, plan), _size(database)
        database.close()
        return figures, [f"{total:,} visits that were decided one by one, {size:,.0f} MB", presence]
    with scratch() as folder:
        cost, visits_a_day = _model_days(folder, plan)
        database = Database(f"sqlite:///{folder / 'hall.db'}", plan.code)
        _a_year(database, plan)
        figures, (total, size) = [*_of_the_year(database, plan), cost], _size(database)
        database.close()
    note = f"{total:,} visits: {MODELS} decided days ({visits_a_day:,} a day) copied, {size:,.0f} MB"
    return figures, [note, presence]


def _of_the_year(database: Database, plan: HallPlan) -> list[Figure]:
    figures = [_timed(database, plan, id_, by) for id_, by in ASKED]
    figures += [_a_unit(database, plan), _workbook(database, plan)]
    return figures + [_led_back(database, plan, kind, by) for kind, by in LED_BACK]


def _size(database: Database) -> tuple[int, float]:
    """Finished visits of the year, and MB on the disk."""
    finished = "SELECT count(*) FROM spans WHERE \"end\" = 'finished' AND day >= :first"
    with database.readers.connect() as connection:
        total = int(connection.execute(sa.text(finished), {"first": FIRST}).scalar() or 0)
    return total, Path(str(database.url.database)).stat().st_size / 1e6


def _model_days(folder: Path, plan: HallPlan) -> tuple[Figure, int]:
    """The days that are decided and stored; and what the reports' tables cost each append."""
    database = Database(f"sqlite:///{folder / 'hall.db'}", plan.code)
    hall, spent = PureHall(plan, Log(database)), {"write": 0.0, "append": 0.0}
    _watch(ReportTables, "write", spent)
    _watch(Log, "append", spent)
    try:
        for day in work_days(plan, "2024-03-04", 7)[:MODELS]:
            progress(f"reports: {day} is decided")
            hall.day(day, Crowd(plan, day, 1, VISITS))
    finally:
        for cls, name in ((ReportTables, "write"), (Log, "append")):
            setattr(cls, name, getattr(cls, name).__wrapped__)
    database.close()
    each = 1e6 / hall.events
    without = (spent["append"] - spent["write"]) * each
    return Figure("append_us_an_event", spent["append"] * each, "µs", without), hall.visits // MODELS


def _watch(cls: type, name: str, spent: dict[str, float]) -> None:
    plain: Callable[..., Any] = getattr(cls, name)

    def timed(*args: Any) -> Any:
        began = time.perf_counter()
        try:
            return plain(*args)
        finally:
            spent[name] += time.perf_counter() - began

    timed.__wrapped__ = plain  # type: ignore[attr-defined]
    setattr(cls, name, timed)


def _a_year(database: Database, plan: HallPlan) -> None:
    """Every working day of the year has the rows of one of the decided days."""
    progress("reports: the year is filled")
    plain = database.writer.raw_connection()  # no disk is asked, and the index is made at the end
    for pragma in ("synchronous=OFF", "cache_size=-400000"):
        plain.cursor().execute(f"PRAGMA {pragma}")
    plain.close()
    with database.writer.begin() as connection:
        for table in COPIED:
            connection.execute(sa.text(f"CREATE TEMP TABLE model_{table} AS SELECT * FROM {table}"))
        connection.execute(sa.text("DROP INDEX spans_by_day"))
        models = list(
            connection.execute(sa.text("SELECT DISTINCT day FROM day_figures ORDER BY day")).scalars()
        )
        for n, day in enumerate(work_days(plan, FIRST, DAYS)):
            said = {"day": day, "model": models[n % len(models)], "ahead": (n + 1) * 10_000_000}
            for table, columns in COPIED.items():
                new = columns.replace("day,", ":day,", 1).replace("seq", "seq + :ahead")
                connection.execute(
                    sa.text(
                        f"INSERT INTO {table} (hall, {columns})"
                        f" SELECT hall, {new} FROM model_{table} WHERE day = :model"
                    ),
                    {k: v for k, v in said.items() if f":{k}" in new + " :model"},
                )
        connection.execute(
            sa.text('CREATE INDEX spans_by_day ON spans (hall, day, kind, "end", staff_no, "window")')
        )
        connection.execute(sa.text(_BY_MONTH), {"first": FIRST})
    settle_due(database, plan.reports)


_BY_MONTH = (
    "INSERT INTO rating_months"
    ' SELECT hall, substr(day, 1, 7), queue, "window", staff_no, level, channel, sum(n) FROM rating_sums'
    " WHERE day >= :first GROUP BY 1, 2, 3, 4, 5, 6, 7"
)
YEAR, MONTH = Period("2025-01-01", "2025-12-31"), Period("2025-01-01", "2025-01-31")


def _timed(database: Database, plan: HallPlan, id_: str, by: str) -> Figure:
    period = MONTH if id_ == "month" else YEAR
    name = f"{id_}_{by}_ms" if id_ in ("times", "ratings") else f"{id_}_ms"
    progress(f"reports: {name}")

    def work() -> None:
        _report(database, plan, id_, by, period, "")

    return Figure(name, _ms(work), "ms", _ms(lambda: _scan(database, id_, by)), GOAL_MS)


def _report(database: Database, plan: HallPlan, id_: str, by: str, period: Period, unit: str) -> Report:
    with database.readers.connect() as connection:
        gatherer = Gatherer(connection, database, plan)
        asked = Asked(gatherer, connection, plan.code, plan, period, by, scope_of(plan, unit))
        return REPORTS[id_](asked)


def _scan(database: Database, id_: str, by: str) -> None:
    """Every row of figures that the report needs is read and parsed, and nothing is made of it."""
    table, when, dim = "month_figures", "month > '2025'", {"unit": "queue", "floor": "window"}.get(by, by)
    if id_ == "month":
        dim, when = "window", "month = '2025-01'"  # its largest part; of days, hours and people it reads, too
    elif by == "day":
        table, when, dim = "day_figures", "day > '2025'", "all"
    elif by == "month" or id_ == "comparison":
        dim = "all"
    query = f"SELECT figures FROM {table} WHERE hall = :hall AND dim = :dim AND {when}"
    with database.readers.connect() as connection:
        for row in connection.execute(sa.text(query), {"hall": database.hall, "dim": dim}).scalars():
            json.loads(row)


def _a_unit(database: Database, plan: HallPlan) -> Figure:
    """What a lead sees: days of the own queues and windows alone."""

    def work() -> None:
        _report(database, plan, "times", "day", YEAR, plan.queues[0].unit)

    floor = _ms(lambda: _scan(database, "times", "day"))
    return Figure("times_of_a_unit_ms", _ms(work), "ms", floor, GOAL_MS)


def _workbook(database: Database, plan: HallPlan) -> Figure:
    """The year by person as a file; floor: the report alone."""

    def report() -> Report:
        return _report(database, plan, "times", "staff", YEAR, "")

    def work() -> None:
        workbook(report(), plan.name, str)

    return Figure("workbook_staff_ms", _ms(work), "ms", _ms(report), GOAL_MS)


def _led_back(database: Database, plan: HallPlan, kind: str, by: str) -> Figure:
    """A click on a number of the year; floor: 200 stretches of its day by SQLite alone."""
    window, person = next(iter(seats(plan).items()))
    keys = {"window": window, "staff": person.no, "queue": plan.window[window].queues[0], "hour": "9"}

    def work() -> None:
        with database.readers.connect() as connection:
            place = {"kind": kind, "by": by, "key": keys[by]}
            list(visits(connection, plan.code, plan, YEAR, scope_of(plan), **place))

    def floor() -> None:
        query = "SELECT * FROM spans WHERE hall = :hall AND day > '2025' LIMIT 200"
        with database.readers.connect() as connection:
            connection.execute(sa.text(query), {"hall": plan.code}).all()

    return Figure(f"led_back_{kind}_{by}_ms", _ms(work), "ms", _ms(floor), GOAL_MS)


def _ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return median(times)
