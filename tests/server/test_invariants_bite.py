"""The invariants are only worth something if they break: each row here is a lie that must be found."""

import json

import pytest
import sqlalchemy as sa

from server.domain import messages as m
from tests.halls import (
    A1,
    A2,
    ANN,
    BEN,
    CALLED,
    DAY,
    FINISHED,
    OPEN,
    PLAN,
    WAITING,
    at_window,
    called,
    finished,
    passed,
    rated,
    serving,
    signed_in,
    signed_out,
    take,
    taken,
    voided,
)
from tests.invariants import Broken, check_log
from tests.server.conftest import make


def rows(events: list[m.Event]) -> list[dict[str, object]]:
    """As the table would hold them."""
    return [
        {
            "seq": seq,
            "day": DAY,
            "at": e.at,
            "type": e.type,
            "actor": e.actor,
            "body": json.dumps(m.to_record(e)),
        }
        for seq, e in enumerate(events, 1)
    ]


TWO = [*OPEN, signed_in(), signed_in("w2", BEN), taken(), taken(serial=2)]
LIES = {
    "a number that was left out": [*OPEN, taken(), taken(serial=3)],
    "a number given twice": [*OPEN, taken(), taken()],
    "a number of the paper range": [*OPEN, *(taken(serial=n) for n in range(1, 802))],
    "a ticket called that nobody took": [*OPEN, signed_in(), called()],
    "called twice": [*CALLED, called()],
    "called at two windows": [*TWO, called(), called(A1, "w2", BEN)],
    "two at one window": [*TWO, called(), called(A2)],
    "one before another who came first": [*TWO, called(A2)],
    "called by a window that does not serve the queue": [
        *OPEN,
        signed_in(),
        taken("tax"),
        called("20261123-B001"),
    ],
    "called where nobody sits": [*OPEN, taken(), called()],
    "called in another's name": [*WAITING, called(staff=BEN)],
    "served without a call": [*WAITING, serving()],
    "finished at another window": [*TWO, called(), serving(), finished(window="w2", staff=BEN)],
    "void while called": [*CALLED, voided()],
    "passed twice": [*CALLED, passed(), passed()],
    "signed out with a citizen at the desk": [*CALLED, signed_out()],
    "two people at one desk": [*OPEN, signed_in(), signed_in(staff=BEN)],
    "one person at two desks": [*OPEN, signed_in(), signed_in("w2", ANN)],
    "a rating of nobody": [*WAITING, rated()],
    "a rating before the end": [*CALLED, rated()],
    "a second rating": [*FINISHED, rated(), rated(level=1)],
    "a rating for another person": [*FINISHED, rated(staff=BEN)],
    "a rating of another window": [*FINISHED, rated(window="w2")],
    "a level that is none": [*FINISHED, rated(level=0)],
    "time that runs backwards": [*OPEN, taken(at=0)],
}


@pytest.mark.parametrize("events", LIES.values(), ids=LIES)
def test_a_lie_in_the_log_is_found(events):
    with pytest.raises(Broken):
        check_log(rows(events), PLAN)


@pytest.mark.parametrize("told", [OPEN, WAITING, CALLED, [*FINISHED, rated()]])
def test_and_the_truth_is_let_pass(told):
    check_log(rows(told), PLAN)


def test_a_hole_in_the_sequence_is_found():
    with pytest.raises(Broken, match="seq"):
        check_log(rows(CALLED)[1:], PLAN)


def test_an_event_that_the_invariants_do_not_know_must_be_taught():
    strange = [*rows(OPEN), {"seq": 3, "day": DAY, "at": 2**60, "type": "x.v1", "actor": "", "body": "{}"}]
    with pytest.raises(Broken, match="teach"):
        check_log(strange, PLAN)


TAMPERED = [
    "UPDATE tickets SET state = 'called' WHERE id = :a1",
    "UPDATE tickets SET window = 'w2' WHERE id = :a1",
    "UPDATE tickets SET staff_no = 'zx-ben' WHERE id = :a1",
    "UPDATE tickets SET calls = 7 WHERE id = :a1",
    "UPDATE tickets SET slip = 'printed' WHERE id = :a1",
    "UPDATE tickets SET called_at = 1 WHERE id = :a1",
    "DELETE FROM tickets WHERE id = :a1",
    "DELETE FROM ratings",
    "UPDATE ratings SET level = 1",
    "UPDATE ratings SET staff_no = 'zx-ben'",
    "UPDATE answers SET outcome = replace(outcome, 'A001', 'A009')",
    "INSERT INTO ratings SELECT hall, 'nobody', at, level, channel, window, staff_no FROM ratings",
]


@pytest.mark.parametrize("lie", TAMPERED)
def test_a_lie_in_the_tables_is_found(sqlite_place, lie):
    place = sqlite_place
    executor = place.start()
    for command in (
        at_window(m.SignIn),
        take(),
        at_window(m.CallNext),
        at_window(m.Finish),
        m.PressRating(at=0, actor="device:r", window="w1", level=5, channel="rater"),
    ):
        executor.submit(make(command), key=type(command).__name__, fingerprint="f").result(10)
    place.check()
    place.stop()
    stranger = sa.create_engine(place.url)
    with stranger.begin() as connection:
        assert connection.execute(sa.text(lie), {"a1": A1} if ":a1" in lie else {}).rowcount > 0
    stranger.dispose()
    with pytest.raises(Broken):
        place.check()
