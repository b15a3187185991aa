"""Booting: a new day, the same day, an unclean stop, a wrong clock, a day left open (decisions 10, 14)."""

from dataclasses import replace
from typing import Any

import pytest

from server.domain import messages as m
from server.domain.decide import decide, next_due
from server.domain.hall import Hall
from tests.halls import (
    A1,
    A2,
    ANN,
    B1,
    CALLED,
    CLOSED,
    DAY,
    DAY_BEFORE,
    EXTENDED,
    FINISHED,
    LUNCH,
    NEXT_DAY,
    OPEN,
    OUTAGE,
    PASSED,
    PLAN,
    PREP,
    RECOVERY,
    SERVING,
    T0,
    WAITING,
    S,
    apply,
    at_window,
    called,
    closed,
    day_started,
    expired,
    finished,
    gap,
    hall_after,
    happened,
    held,
    lapsed,
    plan_with,
    press,
    rated,
    serving,
    signed_in,
    signed_out,
    slip_failed,
    start_day,
    suspended,
    take,
    taken,
    told,
    want,
)

PREPARED = happened(m.HallPrepared)
LATE = T0 + 600 * S


LATER_RATED = {
    "id": A1,
    "token": "secret-A1",
    "number": "A001",
    "queue": "social",
    "window": "w1",
    "staff": ANN,
    "ended_at": T0,
    "rating": "unrated",
    "complained": False,
}
"""What the next day is told of the visit of FINISHED."""


def left_open(*settled: m.Event, **more: Any) -> list[m.Event]:
    return [*settled, closed("day_not_closed"), day_started(NEXT_DAY, before=DAY, **more)]


BOOTS = {
    # name: (given, boot, then, hall state afterwards)
    "the very first boot": ([], start_day(), [day_started()], "prep"),
    "off and on at once, nothing lost": (OPEN, start_day(), [], "open"),
    "a short stop": (OPEN, start_day(gap_s=5), [gap(5, recovery=False)], "open"),
    "exactly a minute": (OPEN, start_day(gap_s=60), [gap(60, recovery=False)], "open"),
    "a moment more than a minute": (OPEN, start_day(gap_s=61), [gap(61, recovery=True)], "recovery"),
    "a long stop after closing time": (EXTENDED, start_day(gap_s=61), [gap(61, recovery=True)], "recovery"),
    "a long stop before opening": (PREP, start_day(gap_s=3600), [gap(3600, recovery=False)], "prep"),
    "a second stop while it comes back": (RECOVERY, start_day(gap_s=5), [gap(5, recovery=False)], "recovery"),
    "a long one too, of the same incident": (
        RECOVERY,
        start_day(gap_s=700),
        [gap(700, recovery=True, incident="")],
        "recovery",
    ),
    "a long stop while handled by hand: of that incident": (
        OUTAGE,
        start_day(gap_s=700),
        [gap(700, recovery=True, incident="")],
        "recovery",
    ),
    "a short stop while handled by hand": (OUTAGE, start_day(gap_s=5), [gap(5, recovery=False)], "outage"),
    "a long stop at lunch": (LUNCH, start_day(gap_s=61), [gap(61, recovery=True)], "recovery"),
    "a short stop with paper on its way: it is printed again": (
        [*OPEN, taken(kiosk="k1")],
        start_day(gap_s=60),
        [gap(60, recovery=False)],
        "open",
    ),
    "a long stop with paper on its way: a person looks": (
        [*OPEN, taken(kiosk="k1"), taken(serial=2, kiosk="k1"), slip_failed(A2), taken("tax", kiosk="k2")],
        start_day(gap_s=61),
        [gap(61, recovery=True), happened(m.SlipUnconfirmed, ticket=A1)],
        "recovery",
    ),
    "switched on again after the day": (CLOSED, start_day(gap_s=3600), [PREPARED], "prep"),
    "the morning after closing": (
        CLOSED,
        start_day(NEXT_DAY, gap_s=50),
        [day_started(NEXT_DAY, before=DAY)],
        "prep",
    ),
    "nobody closed, nobody was there": (OPEN, start_day(NEXT_DAY), left_open(), "prep"),
    "nobody closed, one waited": (
        WAITING,
        start_day(NEXT_DAY),
        left_open(expired(reason="day_not_closed"), signed_out()),
        "prep",
    ),
    "nobody closed, one was called": (
        CALLED,
        start_day(NEXT_DAY),
        left_open(expired(reason="day_not_closed"), signed_out()),
        "prep",
    ),
    "nobody closed, one was served": (
        SERVING,
        start_day(NEXT_DAY),
        left_open(expired(reason="day_not_closed"), signed_out()),
        "prep",
    ),
    "nobody closed, one was passed": (
        PASSED,
        start_day(NEXT_DAY),
        left_open(expired(reason="day_not_closed"), signed_out()),
        "prep",
    ),
    "nobody closed, one might still have rated": (
        FINISHED,
        start_day(NEXT_DAY),
        left_open(lapsed(), signed_out(), visits=[LATER_RATED]),
        "prep",
    ),
    "nobody closed, a window paused": (
        [*OPEN, signed_in(), suspended()],
        start_day(NEXT_DAY),
        left_open(signed_out()),
        "prep",
    ),
    "nobody resumed either": (RECOVERY, start_day(NEXT_DAY), left_open(), "prep"),
    "nobody came back from lunch": (LUNCH, start_day(NEXT_DAY), left_open(), "prep"),
    "nobody ended the outage": (OUTAGE, start_day(NEXT_DAY), left_open(), "prep"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "boot", "then", "state"), BOOTS.values(), ids=BOOTS)
def test_boot(given, boot, then, state):
    hall = hall_after(given)
    assert told(apply(hall, boot)) == told(then)
    assert hall.state == state
    assert hall.day == (boot.day if given else DAY)


def test_how_long_a_stop_may_be_is_a_setting():
    hall = hall_after(OPEN, plan_with(gap_s=600))
    apply(hall, start_day(gap_s=600))
    assert hall.state == "open"


WRONG_CLOCKS = {
    "behind the last event": ([*OPEN, taken(at=LATE)], start_day(at=T0), "recovery"),
    "behind, before opening": ([day_started(at=LATE)], start_day(at=T0), "prep"),
    "a day behind": (OPEN, start_day(DAY_BEFORE, at=T0 - 86_400 * S), "recovery"),
    "a day behind, before opening": (PREP, start_day(DAY_BEFORE, at=T0 - 86_400 * S, gap_s=1), "prep"),
    "a day behind after the day": (CLOSED, start_day(DAY_BEFORE, at=T0 - 86_400 * S), "prep"),
    "the battery is empty": (OPEN, start_day("2000-01-01", at=946_684_800_000), "recovery"),
}


@pytest.mark.parametrize(("given", "boot", "state"), WRONG_CLOCKS.values(), ids=WRONG_CLOCKS)
def test_a_clock_that_went_back_starts_no_day_and_asks_for_a_person(given, boot, state):
    hall = hall_after(given)
    apply(hall, boot)
    assert (hall.state, hall.day) == (state, DAY)


@pytest.mark.parametrize(("given", "boot", "_"), WRONG_CLOCKS.values(), ids=WRONG_CLOCKS)
def test_the_time_of_the_log_never_runs_backwards(given, boot, _):
    hall = hall_after(given)
    assert all(event.at >= hall.last_at for event in decide(hall, boot))


@pytest.mark.parametrize("before", [OPEN, EXTENDED], ids=["open", "extended"])
def test_after_recovery_the_hall_is_what_it_was(before):
    hall = hall_after(before)
    was = hall.state
    apply(hall, start_day(at=LATE, gap_s=590))
    assert hall.state == "recovery"
    apply(hall, want(m.RecoverHall, at=LATE))
    assert hall.state == was


def test_two_stops_in_a_row_still_remember_what_was_before():
    hall = hall_after(EXTENDED)
    apply(hall, start_day(at=LATE, gap_s=590))
    apply(hall, start_day(at=2 * LATE, gap_s=590))
    apply(hall, want(m.RecoverHall, at=2 * LATE))
    assert hall.state == "extended"


IN_RECOVERY = {
    # what somebody wants: (given before the stop, command, refusal code or events)
    "no kiosk ticket": (OPEN, take(at=LATE), "recovery"),
    "no call": (WAITING, at_window(m.CallNext, at=LATE), "recovery"),
    "no recall": (CALLED, at_window(m.Recall, at=LATE), "recovery"),
    "no no-show": (CALLED, at_window(m.Pass, at=LATE), "recovery"),
    "no opening": (OPEN, want(m.OpenHall, at=LATE), "recovery"),
    "no closing": (OPEN, want(m.CloseHall, at=LATE), "recovery"),
    "signing in": (OPEN, at_window(m.SignIn, at=LATE), [signed_in()]),
    "signing out": ([*OPEN, signed_in()], at_window(m.SignOut, at=LATE), [signed_out()]),
    "the visit in hand ends": (SERVING, at_window(m.Finish, at=LATE), [finished()]),
    "nobody is served anew": (CALLED, at_window(m.StartService, at=LATE), "recovery"),
    "nobody is sent on": (SERVING, at_window(m.Transfer, at=LATE, to="queue", id="tax"), "recovery"),
    "the called one came, was served and is gone": (
        CALLED,
        at_window(m.Finish, at=LATE),
        [serving(implied=True), finished()],
    ),
    "the visit in hand is held": (
        SERVING,
        at_window(m.Hold, at=LATE, kind="internal_wait"),
        [held(hold="internal_wait")],
    ),
    "a press for a rating that was open": (FINISHED, press(at=LATE), [rated()]),
    "no slip is void by the jump in time": (
        [*OPEN, taken(kiosk="k1"), slip_failed()],
        want(m.Tick, at=LATE + 3600 * S),
        [],
    ),
}


@pytest.mark.parametrize(("given", "command", "then"), IN_RECOVERY.values(), ids=IN_RECOVERY)
def test_while_the_hall_comes_back(given, command, then):
    hall = hall_after([*given, gap(600, recovery=True, at=LATE)])
    decision = decide(hall, command)
    assert (decision.code if isinstance(decision, m.Refusal) else told(decision)) == (
        then if isinstance(then, str) else told(then)
    )


def test_the_gap_itself_causes_nothing():
    """No call, no no-show, no expiry from the jump in time: only the jump is recorded."""
    given = [*SERVING, taken(serial=2, kiosk="k1"), slip_failed(A2), taken("tax", 1)]
    hall = hall_after(given)
    assert told(apply(hall, start_day(at=LATE, gap_s=600))) == told([gap(600, recovery=True, at=LATE)])
    assert decide(hall, want(m.Tick, at=LATE)) == []


def test_people_stay_signed_in_and_citizens_in_hand_over_a_stop():
    hall = hall_after(SERVING)
    apply(hall, start_day(at=LATE, gap_s=600))
    apply(hall, want(m.RecoverHall, at=LATE))
    assert (hall.desks["w1"].staff, hall.desks["w1"].ticket, hall.tickets[A1].state) == (ANN, A1, "serving")


def test_on_the_same_day_numbers_go_on_after_closing_and_opening_again():
    hall = hall_after([*OPEN, taken()])
    for command in (want(m.CloseHall), want(m.CloseHall), start_day(), want(m.OpenHall)):
        apply(hall, command)
    assert apply(hall, take())[0].number == "A002"


def test_a_new_day_begins_with_an_empty_hall_but_for_what_slips_may_still_rate():
    hall = hall_after(
        [*FINISHED, taken(serial=2, kiosk="k1"), slip_failed(A2), taken("tax"), gap(600, recovery=True)]
    )
    apply(hall, start_day(NEXT_DAY))
    fresh = hall_after([day_started(NEXT_DAY, visits=[LATER_RATED])])
    seq = hall.seq
    hall.seq = fresh.seq
    assert {k: v for k, v in vars(hall).items() if k != "plan"} == {
        k: v for k, v in vars(fresh).items() if k != "plan"
    }
    assert seq > fresh.seq
    assert next_due(hall) is None


def test_yesterday_can_be_closed_although_the_configuration_changed_overnight():
    """The window, the queue and the person of yesterday's open ticket are gone from the plan this morning."""
    yesterday = [
        *OPEN,
        signed_in(),
        signed_in("w3", "zx-eve"),
        taken(),
        taken("tax"),
        called(B1, "w3", "zx-eve"),
        taken("tax", 2),
    ]
    smaller = replace(
        PLAN,
        queues=PLAN.queues[:1],
        matters=PLAN.matters[:1],
        windows=(PLAN.windows[0],),
        staff=PLAN.staff[:2],
        kiosks=(),
        devices=(),
    )
    hall = hall_after(yesterday, smaller)
    apply(hall, start_day(NEXT_DAY))
    assert (hall.day, hall.state, hall.in_hand(), hall.waiting_total()) == (NEXT_DAY, "prep", 0, 0)
    assert set(hall.desks) == {"w1"}
    assert Hall(smaller).waiting.keys() == hall.waiting.keys() == {"social"}
