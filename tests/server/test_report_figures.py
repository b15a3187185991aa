"""Every figure of every report, once more from the raw events by independent naive code."""

import pytest
import sqlalchemy as sa

from server.domain.facts.settings import ReportLimits
from server.reports import build
from server.reports.counted_by import counted_by
from server.reports.gather import BY, Gatherer, scope_of
from server.reports.period import Period, month_of
from server.reports.rates import wilson
from server.reports.table import Said
from server.reports.times import times_table
from server.reports.visits import visits
from server.store import schema
from server.store.day_figures import forget, put, settled_rows
from server.store.log import Log
from server.store.settling import settle_due
from tests.naive_tables import TIMES
from tests.odd_days import ODD
from tests.reports_lived import PART, PLAN, WHOLE, Lived, rows_of


@pytest.fixture(scope="module", params=["crowd 1", "odd 1", "odd 2", "odd 3"])
def lived(request, tmp_path_factory):
    """Working days of two months, one of them not settled; simulated, or on which everything odd happens."""
    kind, seed = request.param.split()
    url = f"sqlite:///{tmp_path_factory.mktemp('lived') / 'hall.db'}"
    lived = Lived(url, ODD if kind == "odd" else PLAN, int(seed))
    yield lived
    lived.database.close()


@pytest.mark.parametrize("by", [*BY, "all"])
def test_times(lived, by):
    assert set(TIMES) == {*BY, "all"}
    for unit in lived.units():
        assert lived.table("times", by, unit=unit) == lived.truth(unit=unit).times(by), unit
    assert lived.table("times", by, PART) == lived.truth(PART).times(by)
    assert len(lived.table("times", by)) > 1 or by == "all"


def test_ratings(lived):
    for unit in lived.units():
        for by in (*BY, "all"):
            assert lived.table("ratings", by, unit=unit) == lived.truth(unit=unit).ratings(by), (unit, by)
    assert len(lived.given) > 40


def test_ranking(lived):
    for unit in lived.units():
        for by in ("staff", "window"):
            assert lived.table("ranking", by, unit=unit) == lived.truth(unit=unit).ranking(by), (unit, by)
            for day in sorted({e["day"] for e in lived.events}):  # few ratings: some are equal
                one = Period(day, day)
                assert lived.table("ranking", by, one, unit=unit) == lived.truth(one, unit).ranking(by), day
        quarter, truth = lived.report("quarter", unit=unit), lived.truth(unit=unit)
        wanted = [truth.ranking("staff"), truth.ranking("window"), truth.ratings("unit")]
        assert [rows_of(table) for table in quarter.tables] == wanted, unit


def test_questions(lived):
    for unit in lived.units():
        for period in (WHOLE, PART):
            table = lived.report("questions", period=period, unit=unit).tables[0]
            assert rows_of(table, "question") == lived.truth(period, unit).questions(), (unit, period)


def test_presence(lived):
    for unit in lived.units():
        assert lived.table("presence", unit=unit) == lived.truth(unit=unit).presence(), unit


def test_grades(lived):
    for unit in lived.units():
        for period in (month_of("2026-10"), month_of("2026-11"), WHOLE):
            found = lived.table("grades", period=period, unit=unit)
            assert found == lived.truth(period, unit).grades(), (unit, period)


def test_comparison(lived):
    november, than = month_of("2026-11"), Period("2026-10-30", "2026-10-30")
    for unit in lived.units():
        for period, other in ((november, None), (PART, None), (PART, than)):
            table = lived.report("comparison", period=period, unit=unit, than=other).tables[0]
            truth = lived.truth(period, unit)
            wanted = truth.compared(lived.truth(other, unit) if other else None)
            assert rows_of(table, "key", "unit") == wanted, (unit, period, other)


def test_the_month(lived):
    """Each of its tables, and every number in its sentences."""
    for unit in lived.units():
        november = month_of("2026-11")
        found, truth = lived.report("month", period=november, unit=unit), lived.truth(november, unit)
        assert {table.id: rows_of(table, *BUT.get(table.id, ())) for table in found.tables} == {
            "comparison": truth.compared(),
            **{f"times_{by}": truth.times(by) for by in ("day", "hour", "queue", "window", "staff")},
            "ratings_unit": truth.ratings("unit"),
            "ratings_staff": truth.ratings("staff"),
            "questions": truth.questions(),
        }
        told = [[float(n.text) for n in words if isinstance(n, Said)] for words in found.spoken]
        assert told[: -1 if unit else -3] == truth.told(), unit  # the last are of cases, and its dates
        last = found.lines[-1][0]
        assert last.startswith("本报告2026-12-01起可出,应于2026-12-07前报送")
        assert ("节假日尚未录入" in last) == (lived.plan.calendar.known_until < "2026-12-07")


BUT = {"comparison": ("key", "unit"), "questions": ("question",)}


def test_a_settled_day_and_one_added_up_now_are_the_same(lived):
    for by in (*BY, "all"):
        kept = lived.table("times", by)
        with lived.database.writer.begin() as connection:
            connection.execute(sa.text("DELETE FROM day_figures WHERE day = '2026-11-02'"))
            gatherer = Gatherer(connection, lived.database, lived.plan)
            found = gatherer.gather(WHOLE, by, scope_of(lived.plan))
            assert rows_of(times_table(lived.plan, by, found)) == kept
            connection.rollback()


def test_a_day_keeps_the_limits_it_was_closed_with(lived):
    """Each day is counted, and led back, by its own; the text of a period says both."""
    wide, scope = ReportLimits(short_s=900, idle_s=600), scope_of(lived.plan)
    with lived.database.writer.begin() as connection:
        gatherer = Gatherer(connection, lived.database, lived.plan)
        before = gatherer.gather(WHOLE, "all", scope)["all"]
        assert len(counted_by(connection, lived.plan.code, WHOLE)) == 1
        rows = settled_rows(connection, lived.plan.code, "2026-11-02", wide)
        forget(connection, lived.plan.code, "2026-11-02")
        put(connection, schema.day_figures, rows)
        gatherer = Gatherer(connection, lived.database, lived.plan)
        asked = build.Asked(gatherer, connection, lived.plan.code, lived.plan, WHOLE, "all", scope)
        kinds = gatherer.gather(WHOLE, "all", scope)["all"]
        assert kinds["short"].n > before["short"].n > 0
        assert before["idle_waiting"].n >= kinds["idle_waiting"].n and before["idle_waiting"].n > 0
        for kind in ("short", "idle_waiting"):
            place = {"kind": kind, "by": "all", "key": "all"}
            found = visits(connection, lived.plan.code, lived.plan, WHOLE, scope, **place)
            assert len(list(found)) == kinds[kind].n <= 200, kind
        assert counted_by(connection, lived.plan.code, WHOLE)[wide] == ["2026-11-02"]
        said = " ".join(str(row.cells[1]) for row in build.questions(asked).tables[0].rows)
        connection.rollback()
    assert "30秒或15分钟(按当天的规定)" in said and "within 30 s or 15 min" in said


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

    def tables(connection):
        query = "SELECT * FROM {} ORDER BY 1, 2, 3, 4, 5, 6"
        found = {t: connection.execute(sa.text(query.format(t))).all() for t in REPORT_TABLES}
        return {t: [row for row in rows if "2026-11-03" not in row] for t, rows in found.items()}

    with lived.database.writer.begin() as connection:
        before = tables(connection)
        for table in REPORT_TABLES:
            connection.execute(sa.text(f"DELETE FROM {table}"))
    log, days = Log(lived.database), {e["day"] for e in lived.events}
    assert (log.catch_up(), log.catch_up()) == (len(days), 0)
    settle_due(lived.database, lived.plan.reports)
    with lived.database.writer.begin() as connection:
        assert tables(connection) == before and before["spans"] and before["day_figures"]
        connection.execute(sa.text("DELETE FROM day_figures WHERE day = '2026-11-03'"))


def test_three_of_three_does_not_beat_290_of_300():
    assert wilson(3, 3) < wilson(290, 300) < wilson(2990, 3000) < 1
    assert wilson(0, 5) == 0.0


def test_the_histories_have_what_is_asked_about(lived):
    """Else the tests above would hold of nothing."""
    kinds = {p["kind"] for p in lived.pieces}
    assert kinds >= {"quick_press", "idle_waiting", "short", "extended", "holding", "no_show", "left"}
    rows = lived.table("questions")
    assert len(rows) > 2
