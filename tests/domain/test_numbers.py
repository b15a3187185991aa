"""Numbers are unique and gapless in the machine's own sequence; 801–899 belong to the paper pads."""

import pytest

from server.domain import messages as m
from server.domain.numbers import next_serial, number
from tests.halls import NEXT_DAY, OPEN, apply, hall_after, start_day, take, taken, ticket_id, voided, want


@pytest.mark.parametrize(
    ("last", "following"),
    [(0, 1), (1, 2), (799, 800), (800, 900), (900, 901), (999, 1000), (1000, 1001), (1800, 1801)],
)
def test_what_follows(last, following):
    assert next_serial(last) == following


@pytest.mark.parametrize(
    ("prefix", "serial", "shown"),
    [("A", 1, "A001"), ("A", 99, "A099"), ("AB", 800, "AB800"), ("A", 900, "A900"), ("A", 1000, "A1000")],
)
def test_how_it_is_shown(prefix, serial, shown):
    assert number(prefix, serial) == shown


def test_a_very_long_day_issues_each_number_once():
    hall = hall_after(OPEN)
    shown = [apply(hall, take(token=str(i)))[0].number for i in range(1200)]
    assert len(set(shown)) == 1200
    assert (shown[0], shown[799], shown[800], shown[899], shown[900]) == (
        "A001",
        "A800",
        "A900",
        "A999",
        "A1000",
    )


def test_a_void_ticket_leaves_its_number_used():
    hall = hall_after([*OPEN, taken(), taken(serial=2), voided(ticket_id(serial=2))])
    assert apply(hall, take())[0].number == "A003"


def test_the_next_day_begins_at_one():
    hall = hall_after([*OPEN, taken()])
    apply(hall, start_day(NEXT_DAY))
    apply(hall, want(m.OpenHall))
    first = apply(hall, take())[0]
    assert (first.number, first.ticket) == ("A001", "20261124-A001")
