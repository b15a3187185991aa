"""我要投诉 (R85) on a rating box, and keys that say why: of one visit, once, told to nobody there."""

import pytest

from server.domain import messages as m
from server.domain.answers import Waits, answer
from server.domain.decide import decide
from server.domain.views.staff import console_view
from tests.halls import (
    A1,
    A2,
    ANN,
    CALLED,
    DAY,
    FINISHED,
    OPEN,
    PLAN,
    RECOVERY,
    T0,
    WAITING,
    Case,
    S,
    apply,
    at_window,
    called,
    gap,
    hall_after,
    happened,
    lapsed,
    press,
    rated,
    serving,
    signed_out,
    taken,
    want,
)

END = T0 + 30 * S
ABOUT = {
    "channel": "rater",
    "target": f"1号窗口 工号{ANN}",
    "matter": "社会保险",
    "place": "1号窗口",
    "happened_at": T0,
    "visit": A1,
}


def complain(at: int = T0, window: str = "w1") -> m.Command:
    return want(m.PressComplaint, at, f"device:rater-{window}", window=window)


def complained(number: int = 1, at: int = T0, **other: object) -> m.Event:
    facts = ABOUT | {"due": DAY, "staff": ANN} | other
    return happened(m.ComplaintRegistered, at, complaint=f"TS-20261123-{number:03d}", **facts)


ONCE = [*FINISHED, complained()]
NEXT_CALLED = [*FINISHED, taken(serial=2), called(A2)]
OTHER = complained(visit="", channel="phone")

TABLE = {
    "while it asks": (FINISHED, complain(), [complained()]),
    "in the last millisecond": (FINISHED, complain(END), [complained(at=END)]),
    "after a level, in the same time": ([*FINISHED, rated(level=1)], complain(END), [complained(at=END)]),
    "while the next is called": (NEXT_CALLED, complain(), [complained()]),
    "after the clerk signed out: still that clerk": ([*FINISHED, signed_out()], complain(), [complained()]),
    "the second complaint of the day": ([*FINISHED, OTHER], complain(), [complained(2)]),
    "after a short stop the box asks longer": (
        [*FINISHED, gap(20, recovery=False)],
        complain(END + 20 * S),
        [complained(at=END + 20 * S)],
    ),
    "a millisecond too late": (FINISHED, complain(END + 1), "rating_closed"),
    "a millisecond too late, rated": ([*FINISHED, rated()], complain(END + 1), "rating_closed"),
    "nobody pressed in time": ([*FINISHED, lapsed()], complain(), "rating_closed"),
    "a second time": (ONCE, complain(), "already_complained"),
    "a second time, rated between": ([*ONCE, rated()], complain(), "already_complained"),
    "while the next is served": ([*NEXT_CALLED, lapsed(), serving(A2)], complain(), "rating_closed"),
    "before any visit": (WAITING, complain(), "rating_closed"),
    "during the visit": (CALLED, complain(), "rating_closed"),
    "at another window": (FINISHED, complain(window="w2"), "rating_closed"),
    "at no window": (OPEN, complain(window="w9"), "unknown_window"),
    "on the tablet, of a visit": (
        FINISHED,
        want(m.RegisterComplaint, **ABOUT),
        [complained()],
    ),
    "on the tablet, after the box": (ONCE, want(m.RegisterComplaint, **ABOUT), "already_complained"),
    "at the desk, of no visit in particular": (
        [*FINISHED, OTHER],
        want(m.RegisterComplaint, **(ABOUT | {"visit": ""})),
        [complained(2, visit="", staff="")],
    ),
}
CASES: dict[str, Case] = {name: (PLAN, *case) for name, case in TABLE.items()}


@pytest.mark.parametrize(("given", "when", "then"), TABLE.values(), ids=TABLE)
def test_a_press_that_is_refused_is_kept_as_a_press(given, when, then):
    if not isinstance(then, str) or not isinstance(when, m.PressComplaint) or then == "unknown_window":
        return
    (refused,) = decide(hall_after(given), when).events
    assert isinstance(refused, m.RatingRefused)
    assert (refused.code, refused.level, refused.channel, refused.window) == (then, 0, "rater", when.window)


def test_a_complaint_is_no_rating_and_the_level_still_counts():
    hall = hall_after(FINISHED)
    apply(hall, complain())
    assert A1 in hall.open_ratings
    (given,) = apply(hall, press(4, at=END))
    assert given.level == 4
    assert (hall.counts["rated"], hall.cases) == (1, {"TS": 1})


def test_who_complained_may_do_so_again_of_another_visit():
    hall = hall_after(FINISHED)
    apply(hall, complain())
    apply(hall, want(m.TakeNumber, queue="social", token="t2"))
    for command in (m.CallNext, m.Finish):
        apply(hall, at_window(command))
    (second,) = apply(hall, complain())
    assert (second.complaint, second.visit) == ("TS-20261123-002", A2)


def test_a_key_that_says_why_is_a_level_with_a_reason():
    hall = hall_after(FINISHED)
    why = want(m.PressRating, T0, "device:rater-w1", window="w1", level=1, channel="rater", reason="slow")
    given, case, alarm = apply(hall, why)
    assert (given.level, given.reason, case.level, alarm.kind) == (1, "slow", 1, "bad_rating")


@pytest.mark.parametrize("when", [complain(), press(1)])
def test_nothing_of_it_is_told_at_the_window(when):
    """R90: neither the answer to the press nor the page of the clerk."""
    hall, good = hall_after(FINISHED), hall_after(FINISHED)
    said = answer(hall, when, apply(hall, when), Waits())
    apply(good, press(5))
    assert {"level", "reason", "visit", "target"} & said.keys() == set()
    shown, usual = console_view(hall, "w1", {}), console_view(good, "w1", {})
    assert shown.keys() == usual.keys()
    assert "slow" not in str(shown)
    assert "TS-" not in str(shown)


def test_a_log_from_before_says_nothing_of_reasons_and_visits():
    """What was stored without the new fields replays as it was."""
    plain = {"ticket": A1, "window": "w1", "staff": ANN, "level": 1, "channel": "rater"}
    assert happened(m.RatingGiven, **plain).reason == ""
    old = {name: value for name, value in ABOUT.items() if name != "visit"}
    hall = hall_after([*FINISHED, happened(m.ComplaintRegistered, complaint="TS-20261123-001", **old)])
    assert (hall.complained, hall.cases) == (set(), {"TS": 1})
    assert hall_after(RECOVERY).complained == set()
