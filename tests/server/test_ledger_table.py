"""The ledger on disk: written with its events, handed in to what outlives the day, found by any list."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from server.domain import messages as m
from server.domain.ledger import Line
from server.executor import Executor
from server.store import ledger
from server.store.ledger import line_of, lines_with
from tests.domain.test_ledger import CHIEF, LISTED
from tests.halls import A1, ANN, DAY, DUTY, NEXT_DAY, at_window, take, want
from tests.invariants import Broken
from tests.server.conftest import Place, in_one_batch, make


@pytest.fixture
def listed(place: Place) -> Place:
    """The hall of test_ledger, which lists outcomes and knows its holidays."""
    place.plan = replace(LISTED, code=place.plan.code, settings=place.plan.settings)
    return place


def do(executor: Executor, command: m.Command, key: str | None = None) -> Any:
    return executor.submit(make(command), key=key, fingerprint="f" if key else "").result(10)


def serve(executor: Executor, count: int = 1) -> None:
    """So many visits at w1."""
    do(executor, at_window(m.SignIn))
    for number in range(count):
        do(executor, take(token=f"t{number}"))
        for cls in (m.CallNext, m.StartService, m.Finish):
            do(executor, at_window(cls))


def note(outcome: str, ticket: str = A1, **more: object) -> m.Command:
    return want(m.NoteOutcome, actor=f"staff:{ANN}", ticket=ticket, outcome=outcome, **more)


def step(what: str, by: str = ANN, line: str = A1, **more: object) -> m.Command:
    return want(m.HandleLine, actor=f"staff:{by}", line=line, step=what, **more)


def line_at(place: Place, id_: str = A1) -> Line:
    assert place.database
    found = line_of(place.database, id_)
    assert found
    return found


def test_a_case_goes_on_for_days_and_over_restarts(listed: Place):
    executor = listed.start()
    serve(executor)
    assert do(executor, note("promised", case_no="XS-1")).code == ""
    first = line_at(listed)
    assert (first.state, first.promised, first.day) == ("open", "2026-11-30", DAY)
    executor = listed.restart(20 * 3600, NEXT_DAY)
    assert A1 not in executor.read(lambda hall: hall.tickets)
    assert do(executor, step("pause", why="expert", reason="评审")).code == ""
    assert (line_at(listed).state, line_at(listed).left) == ("paused", 5)
    executor = listed.restart(48 * 3600, "2026-11-26")
    assert do(executor, step("resume")).code == ""
    assert line_at(listed).promised == "2026-12-02"
    assert do(executor, step("extend", CHIEF, days=1, reason="会审")).code == ""
    assert do(executor, step("finish", collect=True)).code == ""
    assert do(executor, step("finish")).code == "line_not_so"
    last = line_at(listed)
    assert (last.state, last.promised, last.collect, last.extended) == ("finished", "2026-12-03", "ready", 1)
    listed.check()


def test_steps_of_one_batch_see_each_other(listed: Place):
    """What is not on disk yet is handed in as well: of two who finish a case one is refused."""
    executor = listed.start()
    serve(executor)
    commands = (note("promised", case_no="XS-1"), step("finish", collect=True), step("finish"), step("tell"))
    futures = in_one_batch(executor, *[partial(executor.submit, make(c)) for c in commands])
    assert [future.result(10).code for future in futures] == ["", "", "line_not_so", ""]
    assert (line_at(listed).state, line_at(listed).collect) == ("finished", "told")


def test_a_correction_is_refused_once_the_case_has_gone_on(listed: Place):
    executor = listed.start()
    serve(executor)
    do(executor, note("promised", case_no="XS-1"))
    assert do(executor, note("instant")).code == ""
    assert (line_at(listed).state, line_at(listed).promised) == ("finished", "")
    do(executor, note("promised", case_no="XS-1"))
    do(executor, step("finish"))
    assert do(executor, note("instant")).code == "line_went_on"


def test_the_same_key_is_one_step(listed: Place):
    executor = listed.start()
    serve(executor)
    do(executor, note("promised", case_no="XS-1"))
    again = step("extend", DUTY, days=2, reason="会审")
    assert do(executor, again, "k") == do(executor, again, "k")
    assert line_at(listed).extended == 2


def lists(place: Place, *where: Any, units: tuple[str, ...] | None = None) -> list[str]:
    assert place.database
    with place.database.readers.connect() as connection:
        lines, count = lines_with(connection, place.plan.code, *where, units=units)
    assert count == len(lines)
    return [line.number for line in lines]


def test_every_list_names_what_belongs_to_it(listed: Place):
    executor = listed.start()
    serve(executor, 5)
    ids = [A1.replace("001", f"00{n}") for n in range(1, 6)]
    do(executor, note("promised", ids[0], case_no="XS-1"))
    do(executor, note("joint", ids[1], days=1))
    do(executor, note("returned", ids[2], reason="不属本级"))
    do(executor, note("enquiry", ids[3]))
    do(executor, step("finish", line=ids[0], collect=True))
    assert lists(listed, ledger.due_by("2026-11-24")) == []
    assert lists(listed, ledger.due_by("2026-11-25")) == ["A002"]
    assert lists(listed, ledger.running()) == ["A002"]
    assert lists(listed, ledger.to_collect()) == ["A001"]
    assert lists(listed, ledger.without_case_no()) == ["A003", "A002"]
    assert lists(listed, ledger.of_days(DAY, DAY)) == ["A003", "A004", "A002", "A001"]
    assert lists(listed, ledger.of_days(NEXT_DAY, NEXT_DAY)) == []
    assert lists(listed, ledger.finding("XS-")) == ["A001"]
    assert lists(listed, ledger.finding("%")) == []
    assert lists(listed, ledger.running(), units=("税务窗口",)) == []
    assert lists(listed, ledger.running(), units=("社保窗口",)) == ["A002"]
    assert listed.database
    with listed.database.readers.connect() as connection:
        missing = ledger.visits_without_line(connection, listed.plan.code, DAY, DAY)
        steps = ledger.steps_of(connection, listed.plan.code, ids[0])
    assert [row.number for row in missing] == ["A005"]
    assert [r.event.type for r in steps] == ["ledger.opened.v1", "ledger.finished.v1"]


def test_who_collected_can_be_forgotten(listed: Place):
    executor, hall = listed.start(), listed.plan.code
    executor.write(lambda c: ledger.keep_collector(c, hall, "ref", "王芳", 1))
    executor.write(lambda c: ledger.keep_collector(c, hall, "ref", "李四", 2))
    assert executor.write(lambda c: ledger.collectors(c, hall, ["ref", "other"])) == {"ref": "王芳"}
    assert executor.write(lambda c: ledger.forget_collector(c, hall, "ref")) == 1
    assert executor.write(lambda c: ledger.collectors(c, hall, ["ref"])) == {}


LIES = {
    "another state": "UPDATE ledger SET state = 'open'",
    "another promise": "UPDATE ledger SET promised = '2027-01-01'",
    "a line lost": "DELETE FROM ledger",
    "a step lost": "DELETE FROM ledger_steps WHERE seq = (SELECT max(seq) FROM ledger_steps)",
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_ledger_that_is_not_the_logs_is_found(sqlite_place: Place, lie: str):
    sqlite_place.plan = replace(LISTED, code=sqlite_place.plan.code, settings=sqlite_place.plan.settings)
    executor = sqlite_place.start()
    serve(executor)
    do(executor, note("promised", case_no="XS-1"))
    do(executor, step("finish", collect=True))
    sqlite_place.check()
    executor.write(lambda connection: connection.execute(sa.text(lie)))
    with pytest.raises(Broken):
        sqlite_place.check()
