"""bench reports: a year of a hall of 70 windows, two million visits, and how long each report of it takes.

Three days go the whole way, by the rules and the store. The year is their read rows under the dates of all
its working days: what a report reads is as large as two million visits leave behind, and no two million were
decided for it.
"""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from config.load import load
from server.domain.plan import HallPlan
from server.reports.build import REPORTS, Asked
from server.reports.gather import Gatherer, scope_of
from server.reports.period import Period
from server.reports.visits import visits
from server.simulation.crowd import Crowd
from server.simulation.pure import PureHall, simulated, work_days
from server.store.database import Database
from server.store.log import Log
from server.store.report_tables import ReportTables
from tests.bench.figures import QUICK, Figure, progress
from tests.bench.hall import scratch

TITLE = "reports — a year of 70 windows; floor: SQLite alone scans the year's rows of the same report"
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
    ("times", "window"),
    ("times", "staff"),
    ("times", "queue"),
    ("times", "hour"),
    ("times", "day"),
    ("ratings", "staff"),
    ("ranking", "staff"),
    ("questions", "staff"),
    ("grades", "staff"),
    ("comparison", "staff"),
    ("month", "staff"),
)
DIMS = {"times": None, "ratings": "staff", "ranking": "staff", "questions": "staff", "grades": "window"}


def measure() -> tuple[list[Figure], list[str]]:
    plan = simulated(load(ROOT / "config" / "shangyu.toml"))
    with scratch() as folder:
        cost, visits_a_day = _model_days(folder, plan)
        database = Database(f"sqlite:///{folder / 'hall.db'}", plan.code)
        total = _a_year(database, plan)
        figures = [_timed(database, plan, id_, by) for id_, by in ASKED]
        figures += [_a_unit(database, plan), _led_back(database, plan), cost]
        size = (folder / "hall.db").stat().st_size / 1e6
        database.close()
    note = f"{total:,} visits of {MODELS} decided days ({visits_a_day:,} a day), {size:,.0f} MB"
    return figures, [note, "presence is a month at most, and has no figure here"]


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


def _a_year(database: Database, plan: HallPlan) -> int:
    """Every working day of the year has the rows of one of the decided days; how many visits that is."""
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
        finished = "SELECT count(*) FROM spans WHERE \"end\" = 'finished' AND day >= :first"
        return int(connection.execute(sa.text(finished), {"first": FIRST}).scalar() or 0)


YEAR, MONTH = Period("2025-01-01", "2025-12-31"), Period("2025-01-01", "2025-01-31")


def _timed(database: Database, plan: HallPlan, id_: str, by: str) -> Figure:
    def work() -> None:
        with database.readers.connect() as connection:
            gatherer = Gatherer(connection, database, plan)
            period = MONTH if id_ == "month" else YEAR
            asked = Asked(gatherer, connection, plan.code, plan, period, by, scope_of(plan))
            REPORTS[id_](asked)

    name = f"{id_}_{by}_ms" if id_ == "times" else f"{id_}_ms"
    progress(f"reports: {name}")
    return Figure(
        name, _ms(work), "ms", _ms(lambda: _scan(database, DIMS.get(id_) or _dim(id_, by))), GOAL_MS
    )


def _dim(id_: str, by: str) -> str:
    """Of the sheet of a month the days, hours and people are read; the floor is its largest part."""
    return "window" if id_ == "month" else {"day": "all"}.get(by, by) if id_ == "times" else "all"


def _scan(database: Database, dim: str) -> None:
    """SQLite reads every row that the report needs, and nothing is made of them."""
    query = (
        "SELECT sum(length(figures)), count(*) FROM day_figures"
        " WHERE hall = :hall AND dim = :dim AND day > '2025'"
    )
    with database.readers.connect() as connection:
        connection.execute(sa.text(query), {"hall": database.hall, "dim": dim}).all()


def _a_unit(database: Database, plan: HallPlan) -> Figure:
    """What a lead sees: hours of the own queues alone."""

    def work() -> None:
        with database.readers.connect() as connection:
            gatherer = Gatherer(connection, database, plan)
            unit = scope_of(plan, plan.queues[0].unit)
            REPORTS["times"](Asked(gatherer, connection, plan.code, plan, YEAR, "hour", unit))

    return Figure("times_of_a_unit_ms", _ms(work), "ms", _ms(lambda: _scan(database, "queue")), GOAL_MS)


def _led_back(database: Database, plan: HallPlan) -> Figure:
    """A click on the year's waits at a window; floor: its first 200 rows by SQLite alone."""
    window = plan.windows[0].id

    def work() -> None:
        with database.readers.connect() as connection:
            place = {"kind": "waiting", "by": "window", "key": window}
            list(visits(connection, plan.code, plan, YEAR, scope_of(plan), **place))

    def floor() -> None:
        query = "SELECT * FROM spans WHERE hall = :hall AND day > '2025' AND kind = 'waiting' LIMIT 200"
        with database.readers.connect() as connection:
            connection.execute(sa.text(query), {"hall": plan.code}).all()

    return Figure("led_back_ms", _ms(work), "ms", _ms(floor), GOAL_MS)


def _ms(work: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return median(times)
