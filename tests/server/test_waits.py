"""How long it may take, as it is told with a number: fresh for a short line, shared in a rush."""

import pytest

from server.domain import messages as m
from server.domain.answers import LONG_LINE, SHARED_MS, Waits, wait
from server.domain.hall import Hall
from tests.halls import ANN, OPEN, T0, apply, at_window, hall_after, take


def line_of(count: int, *, manned: bool = True) -> Hall:
    """A hall in which so many wait for one window."""
    hall = hall_after(OPEN)
    if manned:
        apply(hall, at_window(m.SignIn))
    for n in range(count):
        apply(hall, take(token=str(n)))
    return hall


def last(hall: Hall):
    return list(hall.tickets.values())[-1]


def join(hall: Hall):
    apply(hall, take(token=f"more-{len(hall.tickets)}"))
    return last(hall)


@pytest.mark.parametrize("count", [1, 5, LONG_LINE, LONG_LINE + 1, 50])
def test_what_is_told_first_is_the_estimate_itself(count: int):
    hall = line_of(count)
    assert Waits().of(hall, last(hall), T0) == wait(hall, last(hall), T0) is not None


def test_a_short_line_is_always_reckoned_anew():
    hall, waits = line_of(LONG_LINE - 1), Waits()
    before = waits.of(hall, last(hall), T0)
    apply(hall, at_window(m.SignOut, staff=ANN))
    assert (before is None, waits.of(hall, last(hall), T0)) == (False, None)


def test_a_long_line_shares_for_a_second_and_a_tenth_of_its_length():
    hall, waits = line_of(51), Waits()
    told = waits.of(hall, last(hall), T0)
    for _ in range(5):
        assert waits.of(hall, join(hall), T0 + SHARED_MS - 1) is told
    sixth = join(hall)
    anew = waits.of(hall, sixth, T0 + SHARED_MS - 1)
    assert anew == wait(hall, sixth, T0 + SHARED_MS - 1) != told


def test_after_a_second_it_is_reckoned_anew():
    hall, waits = line_of(51), Waits()
    told = waits.of(hall, last(hall), T0)
    assert waits.of(hall, last(hall), T0 + SHARED_MS) is not told


def test_who_stands_further_in_front_never_gets_the_estimate_of_who_stands_behind():
    hall, waits = line_of(51), Waits()
    waits.of(hall, last(hall), T0)
    ahead = list(hall.tickets.values())[40]
    assert waits.of(hall, ahead, T0) == wait(hall, ahead, T0)


def test_lanes_and_queues_do_not_share():
    hall, waits = line_of(51), Waits()
    waits.of(hall, last(hall), T0)
    apply(hall, take("tax", token="tax"))
    assert waits.of(hall, last(hall), T0) is None, "no window of that queue is open"


def test_no_window_open_is_not_remembered():
    hall, waits = line_of(51, manned=False), Waits()
    assert waits.of(hall, last(hall), T0) is None
    apply(hall, at_window(m.SignIn))
    assert waits.of(hall, last(hall), T0) is not None


def test_who_waits_no_more_is_told_nothing():
    hall = line_of(1)
    apply(hall, at_window(m.CallNext))
    assert wait(hall, last(hall), T0) is None
