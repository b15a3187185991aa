"""Complaints and bad ratings on disk: their tables, the days between, restarts, what is forgotten."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from server.domain import messages as m
from server.domain.rules.guards import VISITOR
from server.executor import Executor, Outcome
from server.store import people, schema
from server.store.cases import about, case_before, case_list, forget_complainants, steps_of, words_of
from server.store.database import MIGRATIONS
from tests.halls import ANN, DAY, DUTY, NEXT_DAY, at_window, take, want
from tests.server.conftest import Place, in_one_batch, make

TS, AFTER = "TS-20261123-001", "2026-11-25"
SAID = {"channel": "phone", "target": "2号窗口", "matter": "态度", "happened_at": 0, "place": "一楼"}


def do(executor: Executor, wanted: m.Command) -> Outcome:
    return executor.submit(make(wanted)).result(10)


def work(step: str, text: str = "", case: str = TS, **more: Any) -> m.Command:
    return want(m.WorkCase, actor=f"staff:{DUTY}", case=case, step=step, text=text, **more)


def complain(executor: Executor, **more: Any) -> Outcome:
    return do(executor, want(m.RegisterComplaint, **(SAID | more)))


def finish_it(executor: Executor) -> None:
    for wanted in (work("take"), work("answer", "已说明", form="oral"), work("close")):
        assert do(executor, wanted).code == ""


def test_a_complaint_that_outlives_its_day_is_finished_on_another_one(executor: Executor, place: Place):
    complain(executor)
    later = place.restart(86_400, NEXT_DAY)
    assert later.read(lambda hall: list(hall.casebook)) == [TS]
    finish_it(later)
    place.check()
    assert [step["step"] for step in steps_of(later.log.database, TS)] == ["take", "answer", "close"]
    assert case_list(later.log.database, "complaint", over=False) == []
    (done,) = case_list(later.log.database, "complaint", over=True)
    assert (done.id, done.day, done.reply_form, done.officer) == (TS, DAY, "oral", DUTY)


def test_one_that_is_over_is_reopened_on_a_day_that_knows_nothing_of_it(executor: Executor, place: Place):
    complain(executor)
    finish_it(executor)
    last = place.restart(2 * 86_400, AFTER)
    assert last.read(lambda hall: dict(hall.casebook)) == {}
    assert do(last, work("reopen", "投诉人不满意")).code == ""
    place.check()
    again = place.restart(1, AFTER)
    state = again.read(lambda hall: hall.casebook[TS].state.value)
    assert (state, case_before(again.log.database, TS)["steps"]) == ("verifying", 4)
    assert do(again, work("take", case="TS-0")).code == "unknown_case"


def test_two_officers_at_once(executor: Executor, place: Place):
    complain(executor)
    press = [lambda: executor.submit(make(work("take", seen=0))) for _ in range(2)]
    told = sorted(future.result().code for future in in_one_batch(executor, *press))
    assert told == ["", "case_moved_on"]
    place.check()


def test_a_bad_rating_has_its_case_in_the_same_transaction(executor: Executor, place: Place):
    do(executor, want(m.SignIn, window="w1", staff=ANN))
    for wanted in (take(), at_window(m.CallNext), at_window(m.Finish)):
        assert do(executor, wanted).code == ""
    do(executor, want(m.PressRating, window="w1", level=1, channel="rater"))
    (case,) = case_list(executor.log.database, "bad_rating", over=False)
    assert (case.level, case.staff, case.state.value) == (1, ANN, "received")
    place.check()
    ticket = case.visit
    complain(executor, visit=ticket)
    complain(executor, visit="", channel="web")
    assert about(executor.log.database, ANN, DAY) == 1
    do(executor, work("invalid", "无对象"))
    assert about(executor.log.database, ANN, DAY) == 0


def test_who_complained_is_forgotten_so_long_after_the_end_and_not_before(executor: Executor, place: Place):
    hall, database = place.plan.code, executor.log.database
    for number in (1, 2):
        complain(executor, record=f"r{number}")
        kept = people.Complaint(f"r{number}", "态度生硬", "张三丰", "0000-1357")
        executor.write(lambda c, kept=kept: people.keep_complaint(c, hall, kept, place.clock.now))
    finish_it(executor)
    closed_at = place.clock.now

    def forget(before: int) -> int:
        return executor.write(lambda c: forget_complainants(c, hall, before))

    assert forget(closed_at) == 0
    assert forget(closed_at + 1) == 1
    assert forget(closed_at + 1) == 0
    first, second = words_of(database, "r1"), words_of(database, "r2")
    assert first == people.Complaint("r1", "态度生硬", "", "")
    assert second == people.Complaint("r2", "态度生硬", "张三丰", "0000-1357")
    assert words_of(database, "r3") is None


def test_what_came_before_there_were_steps_has_its_row(sqlite_place: Place):
    """A database of the version before: its complaints and bad ratings are there, received."""
    place = sqlite_place
    engine = sa.create_engine(place.url)
    names = ["hall", "seq", "day", "at", "type", "actor", "body"]
    events = sa.table("events", *map(sa.column, names))
    bodies = {
        "complaint.registered.v1": SAID | {"complaint": "TS-20260302-001", "record": "r1"},
        "rating.follow_up.v1": {"case": "BR-20260302-001", "ticket": "20260302-A001", "window": "w1"}
        | {"level": 1, "contact_due": "2026-03-03", "close_due": "2026-03-23"},
    }
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        for seq, (type_, body) in enumerate(bodies.items(), 1):
            values = (place.plan.code, seq, "2026-03-02", seq, type_, VISITOR, json.dumps(body))
            connection.execute(sa.insert(events).values(dict(zip(names, values, strict=True))))
    engine.dispose()
    executor = place.start()
    (complaint,) = case_list(executor.log.database, "complaint", over=False)
    (bad,) = case_list(executor.log.database, "bad_rating", over=False)
    assert (complaint.target, complaint.record, complaint.due) == ("2号窗口", "r1", "")
    assert (bad.level, bad.contact_due, bad.due) == (1, "2026-03-03", "2026-03-23")
    assert do(executor, work("take", case=bad.id)).code == ""
    assert executor.read(lambda hall: hall.casebook[bad.id].officer) == DUTY
    rows = sa.select(sa.func.count()).select_from(schema.case_steps)
    assert executor.write(lambda connection: connection.execute(rows).scalar()) == 1
