"""The day's sum: what became of every ticket, and that it adds up (4.1 11:45, 4.2, R10)."""

import pytest

from server.domain import messages as m
from server.domain.sums import day_sums, extended_minutes, waits
from tests.halls import (
    A1,
    A2,
    ANN,
    CALLED,
    FINISHED,
    HELD,
    INCIDENT,
    OPEN,
    PASSED,
    SERVING,
    T0,
    WAITING,
    S,
    apply,
    at_window,
    called,
    cancelled,
    expired,
    finished,
    gap,
    hall_after,
    happened,
    lapsed,
    passed,
    press,
    rated,
    requeued,
    serving,
    signed_in,
    start_day,
    taken,
    ticket_id,
    transferred,
    voided,
    want,
)
from tests.life import TimedLife

MIN = 60 * S
STATES = ("waiting", "in_hand", "held", "passed", "finished", "cancelled", "void", "expired")
PAPER = happened(
    m.PaperTaken,
    ticket=ticket_id(serial=801),
    queue="social",
    number="A801",
    serial=801,
    event_at=T0,
    incident=INCIDENT,
)

ENDS = {
    "waiting": (WAITING, "waiting"),
    "called": (CALLED, "in_hand"),
    "served": (SERVING, "in_hand"),
    "held": (HELD, "held"),
    "passed": (PASSED, "passed"),
    "finished": (FINISHED, "finished"),
    "given up": ([*WAITING, cancelled()], "cancelled"),
    "void": ([*WAITING, voided()], "void"),
    "expired": ([*WAITING, expired()], "expired"),
    "back in the line": ([*PASSED, requeued()], "waiting"),
    "sent on": ([*SERVING, transferred("queue", "tax", "tax")], "waiting"),
    "on paper": ([*OPEN, gap(600, recovery=True), PAPER], "waiting"),
}


@pytest.mark.parametrize(("given", "where"), ENDS.values(), ids=ENDS)
def test_every_ticket_is_counted_in_one_place(given, where):
    sums = day_sums(hall_after(given))
    assert {state: sums[state] for state in STATES} == {s: int(s == where) for s in STATES}
    assert (sums["issued"], sums["balanced"]) == (1, True)


@pytest.mark.parametrize(("given", "where"), ENDS.values(), ids=ENDS)
def test_when_the_day_is_settled_who_is_left_counts_as_expired(given, where):
    sums = day_sums(hall_after(given), settling=True)
    kept = where if where in ("finished", "cancelled", "void") else "expired"
    assert {state: sums[state] for state in STATES} == {s: int(s == kept) for s in STATES}


def test_a_ticket_that_went_on_is_counted_where_it_got_its_number():
    sums = day_sums(hall_after([*SERVING, transferred("queue", "tax", "tax")]))
    assert {q: sums["queues"][q]["issued"] for q in ("social", "tax")} == {"social": 1, "tax": 0}


def test_the_sum_of_a_day_stands_in_its_closing():
    hall = hall_after([*FINISHED, taken(serial=2), taken("tax")])
    events = apply(hall, want(m.CloseHall)) + apply(hall, want(m.CloseHall))
    sums = events[-1].sums
    assert (sums["issued"], sums["finished"], sums["expired"], sums["balanced"]) == (3, 1, 2, True)
    assert sums == day_sums(hall)
    assert hall.alarms == {}


def test_a_day_that_nobody_closed_is_summed_as_well():
    hall = hall_after(CALLED)
    closing = next(e for e in apply(hall, start_day("2026-11-24")) if isinstance(e, m.HallClosed))
    assert (closing.sums["expired"], closing.sums["balanced"]) == (1, True)


UNBALANCED = {
    "a ticket is gone": lambda hall: hall.tickets.pop(A2),
    "a ticket was counted that is not": lambda hall: hall.counts.update(issued=9),
    "a number was given that no ticket has": lambda hall: hall.serials.update(social=9),
}


@pytest.mark.parametrize("break_", UNBALANCED.values(), ids=UNBALANCED)
def test_a_sum_that_does_not_add_up_is_told_to_the_duty_officer(break_):
    """It cannot happen; if it does, somebody must know before the mains are cut."""
    hall = hall_after([*OPEN, taken(), taken(serial=2), cancelled(A1), cancelled(A2)])
    break_(hall)
    events = apply(hall, want(m.CloseHall))
    assert [e.kind for e in events if isinstance(e, m.AlarmRaised)] == ["unbalanced"]
    assert events[-1].sums["balanced"] is False
    assert list(hall.alarms) == ["unbalanced"]


def test_a_queue_that_left_the_plan_is_in_the_whole_and_not_among_the_queues():
    strange = happened(m.NumberTaken, ticket="x", queue="gone", number="Z001", serial=1, token="z")
    sums = day_sums(hall_after([*OPEN, taken(), strange]))
    assert (sums["issued"], set(sums["queues"]), sums["balanced"]) == (2, {"social", "tax"}, True)


# ---------------------------------------------------------------- ratings


def test_levels_good_ones_and_none():
    """4.1 11:45: active = the sum of the levels, good are three and above, unrated is no level."""
    hall = hall_after([*OPEN, signed_in()])
    for n, level in enumerate((5, 5, 4, 3, 2, 1, None), 1):
        apply(hall, want(m.TakeNumber, T0 + n * MIN, queue="social", token=str(n)))
        apply(hall, at_window(m.CallNext, at=T0 + n * MIN))
        apply(hall, at_window(m.Finish, at=T0 + n * MIN))
        apply(hall, press(level, at=T0 + n * MIN) if level else want(m.Tick, T0 + n * MIN + 31 * S))
    sums = day_sums(hall)
    assert sums["levels"] == {"5": 2, "4": 1, "3": 1, "2": 1, "1": 1}
    assert (sums["rated"], sums["good"], sums["unrated"], sums["rating_open"]) == (6, 4, 1, 0)
    assert sums["finished"] == sums["rated"] + sums["unrated"]
    assert (hall.counts["rated"], hall.counts["unrated"]) == (6, 1)


def test_an_open_rating_is_neither():
    sums = day_sums(hall_after(FINISHED))
    assert (sums["rated"], sums["unrated"], sums["rating_open"]) == (0, 0, 1)


def test_a_card_entered_later_takes_the_place_of_unrated():
    hall = hall_after([*FINISHED, lapsed(), rated(level=2)])
    sums = day_sums(hall)
    assert (sums["rated"], sums["unrated"], hall.counts["unrated"]) == (1, 0, 0)


# ---------------------------------------------------------------- waits


def waited(*minutes: int, more: tuple[m.Event, ...] = ()) -> dict[str, int]:
    """Tickets of the first moment, called after so many minutes."""
    events = [*OPEN, signed_in(), *(taken(serial=n) for n, _ in enumerate(minutes, 1))]
    for n, after in enumerate(minutes, 1):
        id_, at = ticket_id(serial=n), T0 + after * MIN
        events += [called(id_, at=at), serving(id_, at=at), finished(id_, at=at)]
    hall = hall_after([*events, *more])
    return waits(hall, hall.tickets.values())


WAITS = {
    "nobody was called": ((), {}),
    "one": ((4,), {"count": 1, "median_s": 240, "max_s": 240}),
    "three": ((1, 10, 2), {"count": 3, "median_s": 120, "max_s": 600}),
}


@pytest.mark.parametrize(("minutes", "then"), WAITS.values(), ids=WAITS)
def test_how_long_they_waited(minutes, then):
    assert waited(*minutes) == then


def test_an_outage_is_left_out_of_a_wait():
    """4.3: waiting-time figures leave out the gap, and the time until a person resumed."""
    resumed = happened(m.HallRecovered, T0 + 50 * MIN)
    events = [*OPEN, signed_in(), taken(), gap(2400, recovery=True, at=T0 + 45 * MIN), resumed]
    hall = hall_after([*events, called(at=T0 + 55 * MIN)])
    assert day_sums(hall)["waits"] == {"count": 1, "median_s": 600, "max_s": 600}


def test_an_outage_after_the_call_shortens_nothing():
    events = [*OPEN, signed_in(), taken(), called(at=T0 + 10 * MIN)]
    hall = hall_after([*events, gap(2400, recovery=True, at=T0 + 60 * MIN)])
    assert day_sums(hall)["waits"]["max_s"] == 600


def test_what_was_written_down_by_hand_is_no_wait_that_was_measured():
    done = happened(
        m.PaperFinished,
        T0 + 50 * MIN,
        ticket=A1,
        window="w1",
        staff=ANN,
        event_at=T0 + 40 * MIN,
        incident=INCIDENT,
        called_at=T0 + 30 * MIN,
    )
    hall = hall_after([*WAITING, gap(2400, recovery=True, at=T0 + 45 * MIN), done])
    assert (day_sums(hall)["waits"], day_sums(hall)["finished"]) == ({}, 1)


# ---------------------------------------------------------------- after closing (R10)


def test_extended_minutes_count_to_the_end_of_the_last_business_of_each_person():
    life = TimedLife(windows={"w1": "A", "w2": "A"})
    life.clock("16:50")
    for window in ("w1", "w2"):
        life.sign_in(window)
    life.take("A", 4)
    life.call("w1")
    life.clock("17:00")
    for window, ends in (("w1", "17:12"), ("w2", "17:20"), ("w1", "17:48")):
        if not life.hall.desks[window].ticket:
            life.call(window)
        life.clock(ends)
        life.finish(window)
    assert extended_minutes(life.hall) == {"1w1": 48, "1w2": 20}


def test_noon_and_evening_are_added():
    life = TimedLife()
    life.clock("11:00")
    life.sign_in("w1")
    life.take("A", 3)
    life.clock("11:35")
    life.calls("w1", 1)
    life.clock("11:40")
    life.calls("w1", 2)
    life.clock("16:59")
    life.take("A")
    life.clock("17:10")
    life.calls("w1", 1)
    assert extended_minutes(life.hall) == {"1w1": 20}


def test_who_passed_or_held_the_last_one_worked_until_then():
    hall = hall_after([*CALLED, happened(m.HallExtended, T0 + MIN), passed()])
    assert hall.worked_until == {(T0 + MIN, ANN): T0}
    assert hall_after([*CALLED, passed()]).worked_until == {}


def test_a_day_without_overtime():
    assert day_sums(hall_after(FINISHED))["extended_minutes"] == {}
