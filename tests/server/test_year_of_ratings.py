"""A year of simulation with faults: no rating exists without a press, and no press makes two."""

import json
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from config.load import load
from server.simulation.crowd import Crowd, Habits
from server.simulation.pure import PureHall, simulated, work_days
from server.store.database import Database
from server.store.log import Log

ROOT = Path(__file__).resolve().parents[2]
PLAN = simulated(load(ROOT / "config" / "hall.toml"))
FAULTS = Habits(
    load=0.01, paper_out=0.5, rater_away=0.3, power_cut=0.5, transfer=0.1, hold=0.1, no_show=0.2, phone=0.3
)
VISITS = 12
"""A day, at the mean of a week."""


class Pressed(PureHall):
    """Notes each press as it is made, before any rule has seen it: when, by whom, which level."""

    def __init__(self, *parts):
        super().__init__(*parts)
        self.presses = []

    def do(self, at, what, who, **how):
        if what in ("press", "phone"):
            self.presses.append((max(at + self._midnight, self.hall.last_at), who, how["level"]))
        return super().do(at, what, who, **how)


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """(presses, rows of the log as they stand, cursor into the file)."""
    path = tmp_path_factory.mktemp("year") / "hall.db"
    database = Database(f"sqlite:///{path}", PLAN.code)
    hall = Pressed(PLAN, Log(database))
    for day in work_days(PLAN, "2025-01-01", 365):
        hall.day(day, Crowd(PLAN, day, 9, VISITS, FAULTS))
    database.close()
    file = sqlite3.connect(path)
    log = [
        {**json.loads(body), "type": type_, "actor": actor, "at": at, "day": day}
        for type_, actor, at, day, body in file.execute(
            "SELECT type, actor, at, day, body FROM events ORDER BY seq"
        )
    ]
    yield hall.presses, log, file.execute
    file.close()


def of_type(log, type_):
    return [event for event in log if event["type"] == type_]


def test_the_year_has_its_faults(year):
    presses, log, _ = year
    told = Counter(event["type"] for event in log)
    assert len({event["day"] for event in log}) >= 240 and len(presses) > 1500
    assert told["ticket.finished.v1"] > 2000 and told["hall.closed.v1"] >= 240
    for fault in ("hall.gap.v1", "hall.recovered.v1", "ticket.slip_failed.v1", "rating.lapsed.v1"):
        assert told[fault] > 5, fault


def test_no_rating_in_a_year_with_faults_exists_without_its_press(year):
    """Each level in the log is one press that was made, by the box of that window or whoever holds the slip,
    after the visit; a paper card would name who entered it, and nobody entered one."""
    presses, log, _ = year
    given = of_type(log, "rating.given.v1")
    assert 1000 < len(given) <= len(presses)
    assert not Counter((e["at"], e["actor"], e["level"]) for e in given) - Counter(presses)
    finished = {e["ticket"]: e["at"] for e in of_type(log, "ticket.finished.v1")}
    for event in given:
        assert finished[event["ticket"]] <= event["at"]
        assert event["actor"] in ("visitor", f"device:rater-{event['window']}")
    assert max(Counter(e["ticket"] for e in given).values()) == 1


def test_every_level_of_a_table_is_one_of_the_log(year):
    _, log, ask = year
    given = {
        e["ticket"]: (e["level"], e["window"], e["staff"], e["channel"])
        for e in of_type(log, "rating.given.v1")
    }
    kept = ask("SELECT ticket, level, window, staff_no, channel FROM ratings")
    assert {ticket: tuple(said) for ticket, *said in kept} == given
    days = {e["ticket"]: e["day"] for e in of_type(log, "ticket.taken.v1")}
    for table, date, length in (("rating_sums", "day", 10), ("rating_months", "month", 7)):
        counted = ask(
            f"SELECT {date}, level, window, staff_no, channel, sum(n) FROM {table} GROUP BY 1, 2, 3, 4, 5"
        )
        assert {tuple(place): n for *place, n in counted} == Counter(
            (days[ticket][:length], *said) for ticket, said in given.items()
        )
    states = ask("SELECT id, rating, state FROM tickets").fetchall()
    assert {id_ for id_, rating, _ in states if rating == "rated"} == set(given)
    assert {rating for id_, rating, state in states if state == "finished" and id_ not in given} == {
        "unrated"
    }
    cases = [json.loads(body) for (body,) in ask("SELECT body FROM cases WHERE kind = 'bad_rating'")]
    assert {case["visit"]: case["level"] for case in cases} == {
        ticket: said[0] for ticket, said in given.items() if said[0] <= 2
    }
