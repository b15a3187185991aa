"""After every batch the hall looks round: what has become due by it stands in the same commit."""

from dataclasses import replace
from functools import partial

import pytest

from server.domain import messages as m
from server.domain.facts.calendar import Calendar, HoursProfile, Session
from server.store.other_days import local_ms
from tests.halls import ANN, BEN, DAY, at_window, take, want
from tests.server.conftest import Place, in_one_batch, make

HOURS = HoursProfile("usual", "", "01-01", "12-31", (Session(480, 510, 720), Session(840, 870, 1020)))


def do(executor, command: m.Command):
    return executor.submit(make(command)).result(10)


def commits(executor) -> list[list[str]]:
    """The events of every commit from now on, by name."""
    heard: list[list[str]] = []
    executor.listeners.append(lambda recorded, _: heard.append([r.event.type for r in recorded]))
    return heard


def start(place: Place, hour: str = "", **settings):
    place.plan = replace(place.plan, settings=replace(place.plan.settings, **settings))
    if hour:
        place.plan = replace(place.plan, calendar=Calendar((HOURS,)))
        place.clock.now = local_ms(DAY, hour, place.plan.timezone)
    return place.start()


def test_an_alarm_is_raised_and_cleared_by_the_commit_that_brings_it_about(place: Place):
    executor = start(place, waiting_alarm=1)
    do(executor, at_window(m.SignIn))
    heard = commits(executor)
    do(executor, take(token="1"))
    do(executor, take(token="2"))
    do(executor, at_window(m.CallNext))
    assert heard == [
        ["ticket.taken.v1"],
        ["ticket.taken.v1", "alarm.raised.v1"],
        ["ticket.called.v1", "alarm.cleared.v1"],
    ]
    place.check()


def test_a_stored_call_is_answered_by_the_commit_of_the_number(place: Place):
    executor = start(place, store_next=True)
    do(executor, at_window(m.SignIn))
    assert do(executor, at_window(m.CallNext, store=True)).body["stored"] is True
    heard = commits(executor)
    do(executor, take())
    assert heard == [["ticket.taken.v1", "ticket.called.v1"]]
    assert executor.read(lambda hall: (hall.desks["w1"].ticket, hall.desks["w1"].stored)) == (
        "20261123-A001",
        False,
    )
    place.check()


def test_two_stored_calls_and_two_numbers_in_one_batch(place: Place):
    executor = start(place, store_next=True)
    for post in (("w1", ANN), ("w2", BEN)):
        do(executor, at_window(m.SignIn, *post))
        do(executor, at_window(m.CallNext, *post, store=True))
    heard = commits(executor)
    in_one_batch(executor, *[partial(executor.submit, make(take(token=str(i)))) for i in range(2)])
    assert heard == [["ticket.taken.v1"] * 2 + ["ticket.called.v1"] * 2]
    place.check()


def test_lunch_begins_with_the_commit_that_ends_the_morning_s_last_visit(place: Place):
    executor = start(place, "11:50", auto_open=False)
    assert executor.read(lambda hall: hall.state) == "open"
    for command in (at_window(m.SignIn), take(), at_window(m.CallNext)):
        do(executor, command)
    place.clock.now = local_ms(DAY, "12:03", place.plan.timezone)
    executor.read(lambda hall: None)  # wakes the writer
    assert executor.read(lambda hall: hall.state) == "extended"
    heard = commits(executor)
    do(executor, at_window(m.Finish))
    assert heard == [["ticket.serving.v1", "ticket.finished.v1", "hall.lunch.v1"]]
    place.check()


@pytest.mark.parametrize("hour", ["08:10", "08:30", "11:59", "12:00", "14:30", "16:59"])
def test_a_boot_at_any_hour_is_at_once_in_its_state(place: Place, hour: str):
    executor = start(place, hour, auto_open=False)
    state = {"08:10": "prep", "12:00": "lunch"}.get(hour, "open")
    assert executor.read(lambda hall: hall.state) == state
    place.check()


def test_looking_round_has_an_end_and_the_next_batch_goes_on(place: Place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.executor.LOOKS", 1)
    executor = start(place, store_next=True)
    for post in (("w1", ANN), ("w2", BEN)):
        do(executor, at_window(m.SignIn, *post))
        do(executor, at_window(m.CallNext, *post, store=True))
    heard = commits(executor)
    in_one_batch(executor, *[partial(executor.submit, make(take(token=str(i)))) for i in range(2)])
    do(executor, take(token="3"))
    assert heard == [
        ["ticket.taken.v1", "ticket.taken.v1", "ticket.called.v1"],
        ["ticket.taken.v1", "ticket.called.v1"],
    ]
    place.check()


def test_nothing_is_looked_for_after_a_refusal(place: Place):
    executor = start(place)
    heard = commits(executor)
    assert do(executor, at_window(m.CallNext)).code == "not_signed_in"
    assert do(executor, want(m.RecoverHall)).code == "wrong_state"
    assert heard == []
