"""Every figure of every report, once more from the raw events by independent naive code."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from config.load import load
from server.domain.settings import ReportLimits
from server.reports.build import Asked, questions
from server.reports.counted_by import counted_by
from server.reports.gather import BY, Gatherer, scope_of
from server.reports.period import Period
from server.reports.rates import wilson
from server.reports.ratings import rates_by, ratings_table
from server.reports.times import times_table
from server.reports.visits import visits
from server.simulation.crowd import Crowd, Habits
from server.simulation.pure import PureHall, simulated, work_days
from server.store.database import Database
from server.store.day_figures import settle
from server.store.log import Log
from tests import naive_reports as naive

ROOT = Path(__file__).resolve().parents[2]
PLAN = simulated(load(ROOT / "config" / "hall.toml"))
FAULTS = Habits(paper_out=0.3, rater_away=0.2, power_cut=0.6, transfer=0.08, hold=0.08, no_show=0.1)
FIRST = "2026-10-29"
WHOLE = Period("2026-10-01", "2026-11-30")
UNIT = "社保窗口"


@pytest.fixture(scope="module", params=[1, 2])
def lived(request, tmp_path_factory):
    """(database, events as plain rows, stretches by naive reading); two working days of two months and one
    more, whose figures are not settled."""
    url = f"sqlite:///{tmp_path_factory.mktemp('lived') / 'hall.db'}"
    database = Database(url, PLAN.code)
    hall = PureHall(PLAN, Log(database))
    for day in work_days(PLAN, FIRST, 6):
        hall.day(day, Crowd(PLAN, day, request.param, habits=FAULTS))
    with database.writer.begin() as connection:
        connection.execute(sa.text("DELETE FROM day_figures WHERE day = '2026-11-03'"))
    events = naive.read_log(url)
    yield database, events, naive.pieces_of(events, PLAN.timezone)
    database.close()


FLOORS = {w.id: w.floor for w in PLAN.windows}
UNITS = {q.id: q.unit for q in PLAN.queues}
SEATS = {w.id: w.units[0] for w in PLAN.windows}
KEYS = {
    "day": lambda p: p["day"],
    "month": lambda p: p["day"][:7],
    "all": lambda p: "all",
    "hour": lambda p: p["hour"],
    "queue": lambda p: p["queue"],
    "window": lambda p: p["window"],
    "staff": lambda p: p["staff"],
    "floor": lambda p: FLOORS.get(p["window"], ""),
    "unit": lambda p: UNITS.get(p["queue"], "") or SEATS.get(p["window"], ""),
}


def shown(table):
    """Row key -> column -> cell."""
    return {row.key: dict(zip((c.id for c in table.columns), row.cells, strict=True)) for row in table.rows}


@pytest.mark.parametrize("by", [*BY, "all"])
def test_times_are_those_of_the_events(lived, by):
    database, _, pieces = lived
    with database.readers.connect() as connection:
        found = Gatherer(connection, database, PLAN).gather(WHOLE, by, scope_of(PLAN))
    table = shown(times_table(PLAN, by, found))
    wanted = naive.grouped(pieces, KEYS[by])
    assert set(table) == set(wanted) and (len(table) > 1) != (by == "all")
    for key, mine in wanted.items():
        truth = naive.cells(mine)
        told = {id_: cell for id_, cell in table[key].items() if id_ not in ("key", "extended")}
        assert told == {id_: truth[id_] for id_ in told}, (by, key)


@pytest.mark.parametrize("by", ["staff", "window", "queue", "floor", "unit", "day", "month", "all"])
def test_ratings_are_those_that_were_pressed(lived, by):
    database, events, pieces = lived
    with database.readers.connect() as connection:
        found = rates_by(Gatherer(connection, database, PLAN), WHOLE, by, scope_of(PLAN))
    table = shown(ratings_table(PLAN, by, found))
    visits = naive.grouped([p for p in pieces if p["kind"] == "finished"], KEYS[by])
    given = naive.grouped(list(naive.rated(events).values()), KEYS[by])
    assert set(table) == set(visits)
    assert sum(len(some) for some in given.values()) > 500
    for key, mine in visits.items():
        levels = [one["level"] for one in given.get(key, [])]
        row, n, good = table[key], len(levels), sum(level >= 3 for level in levels)
        assert [row[f"level{level}"] for level in (5, 4, 3, 2, 1)] == [
            levels.count(x) for x in (5, 4, 3, 2, 1)
        ]
        assert (row["visits"], row["active"], row["default"]) == (len(mine), n, 0)
        assert row["unrated"] == len(mine) - n
        assert row["unrated_rate"] == naive.one_decimal(100 * (len(mine) - n) / len(mine))
        if n:
            assert row["good_rate"] == row["active_good_rate"] == naive.one_decimal(100 * good / n)
            assert row["lower_bound"] == pytest.approx(100 * naive.lower_bound(good, n), abs=0.051)


def test_a_unit_sees_its_own_and_the_units_are_the_whole(lived):
    database, _, pieces = lived
    own = scope_of(PLAN, UNIT)
    with database.readers.connect() as connection:
        gatherer = Gatherer(connection, database, PLAN)
        for by in ("queue", "window", "staff", "hour", "day", "all"):
            found = gatherer.gather(WHOLE, by, own)
            mine = [p for p in pieces if p["queue"] in own.queues]
            if by in ("window", "staff"):
                mine = [p for p in pieces if p[by] in (own.windows if by == "window" else own.staff)]
            wanted = naive.grouped([p for p in mine if p["kind"] == "finished"], KEYS[by])
            assert {k: v["finished"].n for k, v in found.items() if "finished" in v} == {
                k: len(v) for k, v in wanted.items()
            }
        units = [
            gatherer.gather(WHOLE, "all", scope_of(PLAN, u))["all"]["finished"].n for u in set(UNITS.values())
        ]
        assert sum(units) == gatherer.gather(WHOLE, "all", scope_of(PLAN))["all"]["finished"].n


def test_a_settled_day_and_one_added_up_now_are_the_same(lived):
    database, _, _ = lived
    day = Period("2026-11-02", "2026-11-02")
    with database.writer.begin() as connection:
        kept = Gatherer(connection, database, PLAN).gather(day, "staff", scope_of(PLAN))
        connection.execute(sa.text("DELETE FROM day_figures WHERE day = '2026-11-02'"))
        assert Gatherer(connection, database, PLAN).gather(day, "staff", scope_of(PLAN)) == kept
        connection.rollback()


def test_a_day_keeps_the_limits_it_was_closed_with(lived):
    """Each day is counted, and led back, by its own; the text of a period says both."""
    database, _, _ = lived
    day, wide = "2026-11-02", ReportLimits(short_s=90, idle_s=600)
    with database.writer.begin() as connection:
        before = Gatherer(connection, database, PLAN).gather(WHOLE, "all", scope_of(PLAN))["all"]
        assert len(counted_by(connection, PLAN.code, WHOLE)) == 1
        settle(connection, PLAN.code, day, wide)
        asked = Asked(
            Gatherer(connection, database, PLAN), connection, PLAN.code, PLAN, WHOLE, "all", scope_of(PLAN)
        )
        kinds = asked.gatherer.gather(WHOLE, "all", asked.scope)["all"]
        assert kinds["short"].n > before["short"].n > 0
        assert before["idle_waiting"].n > kinds["idle_waiting"].n > 0
        for kind in ("short", "idle_waiting"):
            found = visits(connection, PLAN.code, PLAN, WHOLE, asked.scope, kind=kind, by="all", key="all")
            assert len(list(found)) == kinds[kind].n <= 200, kind
        assert counted_by(connection, PLAN.code, WHOLE)[wide] == [day]
        said = " ".join(str(row.cells[1]) for row in questions(asked).tables[0].rows)
        connection.rollback()
    assert "30秒或90秒(按当天的规定)" in said and "within 30 s or 90 s" in said and "3分钟或10分钟" in said


REPORT_TABLES = (
    "spans",
    "day_figures",
    "month_figures",
    "rating_sums",
    "rating_months",
    "window_grades",
    "exports",
)


def test_a_log_older_than_the_tables_fills_them(lived):
    """As after an upgrade: what the writer kept day by day is what the log gives back in one go."""
    database, _, _ = lived

    def tables(connection):
        query = "SELECT * FROM {} ORDER BY 1, 2, 3, 4, 5, 6"
        found = {t: connection.execute(sa.text(query.format(t))).all() for t in REPORT_TABLES}
        return {t: [row for row in rows if "2026-11-03" not in row] for t, rows in found.items()}

    with database.writer.begin() as connection:
        before = tables(connection)
        for table in REPORT_TABLES:
            connection.execute(sa.text(f"DELETE FROM {table}"))
    log = Log(database)
    assert (log.catch_up(), log.catch_up()) == (4, 0)
    with database.writer.begin() as connection:
        assert tables(connection) == before and before["spans"] and before["day_figures"]
        connection.execute(sa.text("DELETE FROM day_figures WHERE day = '2026-11-03'"))


def test_three_of_three_does_not_beat_290_of_300():
    assert wilson(3, 3) < wilson(290, 300) < wilson(2990, 3000) < 1
    assert wilson(0, 5) == 0.0


def test_who_acts_oddly_is_asked_about(lived):
    """The simulated hall has one who idles, one who grabs numbers and one who presses for others."""
    database, _, pieces = lived
    with database.readers.connect() as connection:
        found = Gatherer(connection, database, PLAN).gather(WHOLE, "staff", scope_of(PLAN))
    short = naive.grouped([p for p in pieces if p["kind"] == "short"], KEYS["staff"])
    assert {k: v["short"].n for k, v in found.items() if "short" in v} == {
        k: len(v) for k, v in short.items()
    }
    assert any("quick_press" in kinds for kinds in found.values())
    assert any("idle_waiting" in kinds for kinds in found.values())
