"""The tablet at a window and the question on the phone: who is asked, how long, what is never told."""

import json

import pytest

from server.domain.hall import HallState
from server.domain.views.rating import LEVELS, REASONS, level_views, phone_rating, reason_views, tablet_view
from tests.halls import (
    A1,
    A2,
    ANN,
    BEN,
    CALLED,
    FINISHED,
    OPEN,
    PLAN,
    RECOVERY,
    SERVING,
    T0,
    WAITING,
    S,
    called,
    gap,
    hall_after,
    lapsed,
    plan_with,
    rated,
    signed_in,
    signed_out,
    suspended,
    taken,
    transferred,
)

TOKEN = "secret-A1"
CARD = {"no": ANN, "name": "安敏", "unit": "社保窗口"}


@pytest.mark.parametrize(
    ("given", "state", "visit", "staff"),
    [
        (OPEN, "idle", "", None),
        ([*OPEN, signed_in()], "idle", "", CARD),
        (WAITING, "idle", "", CARD),
        (SERVING, "idle", "", CARD),
        (FINISHED, "ask", TOKEN, CARD),
        ([*FINISHED, lapsed()], "idle", "", CARD),
        ([*FINISHED, rated(level=1)], "thanks", "", CARD),
        ([*SERVING, transferred("queue", "tax", "tax")], "idle", "", CARD),
        ([*RECOVERY, signed_in()], "idle", "", CARD),
    ],
)
def test_the_tablet_asks_after_a_visit_and_only_while_it_may_be_rated(given, state, visit, staff):
    view = tablet_view(hall_after(given), "w1")
    assert (view["state"], view["visit"], view["staff"]) == (state, visit, staff)
    assert view["levels"] == level_views()


def test_the_tablet_of_another_window_asks_nobody():
    view = tablet_view(hall_after([*FINISHED, signed_in("w2", BEN)]), "w2")
    assert (view["state"], view["visit"], view["staff"]["no"]) == ("idle", "", BEN)


def test_who_served_is_shown_while_the_question_stands_even_after_the_clerk_has_gone():
    view = tablet_view(hall_after([*FINISHED, signed_out()]), "w1")
    assert (view["state"], view["staff"], view["screen"]["staff"]) == ("ask", CARD, None)


def test_calling_the_next_does_not_close_the_question():
    view = tablet_view(hall_after([*FINISHED, taken(serial=2), called(A2)]), "w1")
    assert (view["state"], view["visit"]) == ("ask", TOKEN)
    assert (view["screen"]["scene"], view["screen"]["number"]) == ("call", "A002")


@pytest.mark.parametrize(
    ("given", "scene", "number"),
    [
        (OPEN, "not_open", ""),
        (WAITING, "idle", ""),
        (CALLED, "call", "A001"),
        (SERVING, "serving", "A001"),
        (FINISHED, "idle", ""),
        ([*FINISHED, rated()], "idle", ""),
        ([*FINISHED, rated(), signed_out(), signed_in(staff=BEN)], "idle", ""),
        (RECOVERY, "wait", ""),
    ],
)
def test_the_tablet_is_the_windows_screen_while_nobody_is_asked(given, scene, number):
    """Who has just rated is thanked by the page that asked, and by nothing else here."""
    hall = hall_after(given)
    screen = tablet_view(hall, "w1")["screen"]
    assert (screen["scene"], screen["number"]) == (scene, number)
    assert (screen["staff"] or {}).get("no") == hall.desks["w1"].staff
    assert bool(screen["text"]) is (scene not in ("idle", "call"))


def test_a_paused_window_says_so():
    given = [*OPEN, signed_in(), suspended()]
    assert tablet_view(hall_after(given), "w1")["screen"]["scene"] == "paused"


def test_somebody_taken_out_of_the_plan_is_shown_by_number_alone():
    view = tablet_view(hall_after([*OPEN, signed_in(staff="zx-gone")]), "w1")
    assert view["staff"] == {"no": "zx-gone", "name": "", "unit": ""}


def test_a_dark_hall_asks_nobody():
    hall = hall_after(FINISHED)
    hall.dark = True
    view = tablet_view(hall, "w1")
    assert (view["state"], view["visit"], view["staff"]) == ("dark", "", None)


@pytest.mark.parametrize("level", [5, 1])
def test_the_tablet_is_never_told_a_level_or_a_number(level):
    """R90: it stands at the window."""
    told = json.dumps(tablet_view(hall_after([*FINISHED, rated(level=level)]), "w1"), ensure_ascii=False)
    other = json.dumps(tablet_view(hall_after([*FINISHED, rated(level=3)]), "w1"), ensure_ascii=False)
    assert told == other
    assert "A001" not in told and A1 not in told and TOKEN not in told


# ---------------------------------------------------------------- on the phone


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (WAITING, ""),
        (CALLED, ""),
        (SERVING, ""),
        (FINISHED, "ask"),
        ([*FINISHED, lapsed()], "ask"),
        ([*FINISHED, rated()], "rated"),
        ([*FINISHED, lapsed(), rated()], "rated"),
    ],
)
def test_the_phone_asks_from_the_finish_until_somebody_has_rated(given, asked):
    assert phone_rating(hall_after(given), TOKEN, T0 + S) == asked


@pytest.mark.parametrize(("after_s", "asked"), [(3600, "ask"), (3601, "closed")])
def test_the_phone_asks_for_as_long_as_the_hall_has_set(after_s, asked):
    hall = hall_after([*FINISHED, lapsed()], plan_with(rating_phone_s=3600))
    assert phone_rating(hall, TOKEN, T0 + after_s * S) == asked


def test_no_phone_is_asked_without_the_secret():
    hall = hall_after(FINISHED)
    assert [phone_rating(hall, token, T0) for token in ("", "guessed", A1)] == ["", "", ""]


def test_the_question_lives_through_a_long_stop():
    hall = hall_after([*FINISHED, gap(600, recovery=True, at=T0 + 610 * S)])
    assert hall.state is HallState.RECOVERY
    assert tablet_view(hall, "w1")["visit"] == TOKEN
    assert phone_rating(hall, TOKEN, T0 + 611 * S) == "ask"


def test_the_levels_are_five_and_the_reasons_have_codes_of_their_own():
    assert [level["level"] for level in level_views()] == [5, 4, 3, 2, 1]
    assert len({zh for _, zh, _ in LEVELS}) == 5
    assert [(r["code"], r["label"]) for r in reason_views()] == [(c, zh) for c, (zh, _) in REASONS.items()]


def test_every_window_of_the_hall_has_a_view_before_the_day_begins():
    hall = hall_after([])
    assert {tablet_view(hall, window.id)["state"] for window in PLAN.windows} == {"idle"}
