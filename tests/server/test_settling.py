"""A closed day gets its figures beside the writer: who presses meanwhile is answered, nothing is stale."""

import os
import signal
import subprocess
import sys

import pytest
import sqlalchemy as sa

from server.domain import messages as m
from server.reports.gather import Gatherer, scope_of
from server.reports.keeper import ReportKeeper
from server.reports.period import Period
from server.store.settling import settle_due
from tests.halls import ANN, DAY, DUTY, NEXT_DAY, take, want
from tests.server.conftest import Place, make
from tests.serving import ROOT

WHOLE = Period("2026-11-01", "2026-12-31")


def do(executor, command: m.Command):
    outcome = executor.submit(make(command)).result(20)
    assert not outcome.code, outcome
    return outcome


def visit(place: Place) -> None:
    executor = place.executor
    do(executor, take(actor=f"staff:{DUTY}", reason="延时服务"))
    for command, seconds in ((m.CallNext, 60), (m.StartService, 20), (m.Finish, 300)):
        place.clock.forward(seconds)
        do(executor, want(command, window="w1", actor=f"staff:{ANN}"))


def a_closed_day(place: Place, visits: int = 3) -> None:
    do(place.executor, want(m.SignIn, window="w1", staff=ANN, actor=f"staff:{ANN}"))
    for _ in range(visits):
        visit(place)
    close(place)


def close(place: Place) -> None:
    place.clock.forward(60)
    while place.executor.read(lambda hall: hall.state) != "closed":
        do(place.executor, want(m.CloseHall, actor=f"staff:{DUTY}"))


def settled(place: Place) -> list[str]:
    query = sa.text("SELECT DISTINCT day FROM day_figures WHERE hall = :hall ORDER BY day")
    with place.database.readers.connect() as connection:
        return list(connection.execute(query, {"hall": place.plan.code}).scalars())


def months(place: Place) -> list[str]:
    query = sa.text("SELECT DISTINCT month FROM month_figures WHERE hall = :hall")
    with place.database.readers.connect() as connection:
        return list(connection.execute(query, {"hall": place.plan.code}).scalars())


def told(place: Place) -> dict:
    """What a report says of all of it."""
    with place.database.snapshot() as connection:
        gatherer = Gatherer(connection, place.database, place.plan)
        found = gatherer.gather(WHOLE, "all", scope_of(place.plan))["all"]
    return {kind: (figure.n, figure.total_ms) for kind, figure in found.items()}


def look(place: Place, write=None) -> list[str]:
    return settle_due(place.database, place.plan.reports, write or place.executor.write)


def test_closing_leaves_the_figures_to_whoever_looks_next(place):
    place.start()
    a_closed_day(place)
    assert settled(place) == []
    before = told(place)
    ReportKeeper(place.executor).look()
    assert settled(place) == [DAY] and told(place) == before and before["finished"][0] == 3
    assert look(place) == []


def test_a_day_that_is_open_is_left_alone(place):
    place.start()
    assert look(place) == []
    do(place.executor, want(m.SignIn, window="w1", staff=ANN, actor=f"staff:{ANN}"))
    visit(place)
    assert look(place) == [] and told(place)["finished"][0] == 1


@pytest.mark.parametrize("more", ["a visit", "only closed anew"])
def test_a_day_that_goes_on_while_it_is_added_up_gets_no_stale_figures(place, more):
    place.start()
    a_closed_day(place)

    def meanwhile(work):
        do(place.executor, want(m.ExtendHall, actor=f"staff:{DUTY}"))
        if more == "a visit":
            do(place.executor, want(m.SignIn, window="w1", staff=ANN, actor=f"staff:{ANN}"))
            visit(place)
        close(place)
        return place.executor.write(work)

    assert look(place, meanwhile) == [] == settled(place)
    live = told(place)
    assert look(place) == [DAY] and told(place) == live
    assert live["finished"][0] == (4 if more == "a visit" else 3)


def test_what_comes_after_the_figures_takes_them_back(place):
    place.start()
    a_closed_day(place)
    look(place)
    do(place.executor, want(m.ExtendHall, actor=f"staff:{DUTY}"))
    assert settled(place) == [DAY]
    do(place.executor, want(m.SignIn, window="w1", staff=ANN, actor=f"staff:{ANN}"))
    visit(place)
    assert settled(place) == [] and told(place)["finished"][0] == 4
    assert look(place) == []
    close(place)
    assert look(place) == [DAY] and told(place)["finished"][0] == 4


@pytest.mark.parametrize("dies", ["before it is asked", "before it is written", "before the month"])
def test_a_kill_between_two_steps_leaves_a_day_to_be_settled(place, dies):
    """The next boot may be days later; meanwhile every report says the same."""
    place.start()
    a_closed_day(place)
    wanted = told(place)

    def the_mains_fail(work):
        if dies == "before it is written":
            raise OSError("dark")
        place.executor.write(work)
        raise OSError("dark")

    if dies != "before it is asked":
        with pytest.raises(OSError, match="dark"):
            look(place, the_mains_fail)
    assert told(place) == wanted
    place.restart(after_s=9 * 24 * 3600, day="2026-12-02")
    assert told(place) == wanted
    look(place)
    assert settled(place) == [DAY] and told(place) == wanted
    a_closed_day(place, visits=1)
    look(place)
    assert settled(place) == [DAY, "2026-12-02"] and told(place)["finished"][0] == 4
    assert months(place) == [DAY[:7]]


SETTLE = """
import sys
from server.domain.facts.settings import ReportLimits
from server.store.database import Database
from server.store.settling import settle_due
settle_due(Database(sys.argv[1], sys.argv[2]), ReportLimits())
"""
DEATHS = {
    "the first day is added up": [],
    "the first day is half written": [],
    "the second day is added up": [DAY],
    "the second day is half written": [DAY],
    "the month is added up": [DAY, "2026-12-02"],
}


@pytest.mark.parametrize("death", DEATHS)
def test_a_process_that_is_killed_leaves_whole_days_or_none(place, death):
    """SIGKILL, not an error that could be caught: of each day all figures are there, or none."""
    place.start()
    a_closed_day(place)
    place.restart(after_s=9 * 24 * 3600, day="2026-12-02")
    a_closed_day(place, visits=1)
    wanted = told(place)
    place.stop()
    point = {"HALLCALL_CRASH": f"settling:{list(DEATHS).index(death) + 1}"}
    settling = [sys.executable, "-c", SETTLE, place.url, place.plan.code]
    killed = subprocess.run(settling, env=os.environ | point, cwd=ROOT, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    place.start(day="2026-12-02")
    assert settled(place) == DEATHS[death] and told(place) == wanted
    look(place)
    assert settled(place) == [DAY, "2026-12-02"] and told(place) == wanted
    assert months(place) == [DAY[:7]]


def test_a_day_that_nobody_closed_is_settled_with_the_next(place):
    place.start()
    do(place.executor, want(m.SignIn, window="w1", staff=ANN, actor=f"staff:{ANN}"))
    visit(place)
    place.clock.forward(16 * 3600)
    place.restart(day=NEXT_DAY)
    assert look(place) == [DAY] == settled(place)
