"""Simulated days are days: the rules hold, the store is the real one, the same seed gives the same ones."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from config.load import load
from server.simulation.crowd import Crowd, Habits, hours, seats
from server.simulation.pure import PureHall, simulated, work_days
from server.store.database import Database
from server.store.log import Log
from tests.invariants import check_invariants

ROOT = Path(__file__).resolve().parents[2]
PLAN = simulated(load(ROOT / "config" / "hall.toml"))
FAULTS = Habits(paper_out=0.5, rater_away=0.3, power_cut=1.0, transfer=0.1, hold=0.1)
MONDAY = "2026-10-12"


def lived(folder: Path, days: int = 2, habits: Habits = FAULTS, seed: int = 7) -> tuple[PureHall, str]:
    url = f"sqlite:///{folder / 'hall.db'}"
    database = Database(url, PLAN.code)
    hall = PureHall(PLAN, Log(database))
    for day in work_days(PLAN, MONDAY, days):
        hall.day(day, Crowd(PLAN, day, seed, habits=habits))
    database.close()
    return hall, url


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """Two days full of faults: (hall, its events as rows)."""
    hall, url = lived(tmp_path_factory.mktemp("simulated"))
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = [
            dict(row) for row in connection.execute(sa.text("SELECT * FROM events ORDER BY seq")).mappings()
        ]
    engine.dispose()
    return hall, url, rows


def test_what_a_simulated_day_stores_contradicts_itself_nowhere(faulty):
    hall, url, rows = faulty
    check_invariants(url, PLAN.code, PLAN)
    assert len(rows) == hall.events and hall.visits > 500


def test_a_day_has_all_that_goes_wrong(faulty):
    _, _, rows = faulty
    kinds = {row["type"] for row in rows}
    assert kinds >= {
        "hall.gap.v1",
        "ticket.slip_failed.v1",
        "ticket.passed.v1",
        "ticket.requeued.v1",
        "ticket.held.v1",
        "ticket.woken.v1",
        "ticket.transferred.v1",
        "ticket.cancelled.v1",
        "window.suspended.v1",
        "rating.lapsed.v1",
        "rating.follow_up.v1",
        "hall.lunch.v1",
        "hall.closed.v1",
    }


def test_the_duty_officer_sees_to_what_is_told(faulty):
    """Mostly in time: who looks after a day's alarms hears few of them twice."""
    _, _, rows = faulty
    told = {kind: [json.loads(row["body"]) for row in rows if row["type"] == kind] for kind in ALARMS}
    bad = {e["alarm"] for e in told["alarm.raised.v1"] if e["kind"] == "bad_rating"}
    seen_to = {e["alarm"] for e in told["alarm.cleared.v1"] if e.get("note")}
    assert bad and len(bad & seen_to) >= 0.9 * len(bad)
    escalated = {alarm for e in told["alarm.escalated.v1"] for alarm in e["alarms"]}
    assert len(bad & escalated) <= 0.3 * len(bad)


ALARMS = ("alarm.raised.v1", "alarm.cleared.v1", "alarm.escalated.v1")


def test_one_place_alone_makes_levels():
    """Only the rules of ratings make a RatingGiven; everything else reads it."""
    makers = [
        str(path.relative_to(ROOT))
        for folder in ("server", "kiosk", "caller", "display", "devices", "config")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"\bRatingGiven\(", path.read_text().replace("class RatingGiven(", ""))
    ]
    assert makers == ["server/domain/rules/ratings.py"]


def test_the_same_seed_gives_the_same_day_and_another_another():
    def told(seed: int) -> tuple[int, int]:
        hall = PureHall(PLAN)
        hall.day(MONDAY, Crowd(PLAN, MONDAY, seed))
        return hall.events, sum(t.called_at or 0 for t in hall.hall.tickets.values())

    assert told(3) == told(3) != told(4)


def test_who_comes_when():
    """Mondays are fuller than Fridays, 9 o'clock fuller than 11, and nobody comes at lunch."""
    crowds = [Crowd(PLAN, day, seed) for seed in range(20) for day in (MONDAY, "2026-10-16")]
    taken = {
        day: [a for c in crowds if c.day == day for a in c.arrivals("insurance")]
        for day in (MONDAY, "2026-10-16")
    }
    by_hour = [sum(at // 3_600_000 == hour for at in taken[MONDAY]) for hour in range(24)]
    assert len(taken[MONDAY]) > 1.1 * len(taken["2026-10-16"])
    assert by_hour[9] > by_hour[11] * 1.5 and by_hour[12] == by_hour[13] == 0
    assert [s.open for s in hours(PLAN, MONDAY)] == [510, 840] and hours(PLAN, "2026-10-11") == ()


def test_everybody_sits_where_the_plan_lets_them():
    taken = seats(PLAN)
    assert len({person.no for person in taken.values()}) == len(taken) == 8
    assert all(not person.windows or window in person.windows for window, person in taken.items())
    alone = replace(PLAN, staff=PLAN.staff[:1])
    assert set(seats(alone)) == {"w1"}
