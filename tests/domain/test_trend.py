"""How the length of a queue goes: pure sums over when it changed."""

import pytest

from server.domain import messages as m
from server.domain.hours import MINUTE
from server.domain.trend import POINTS, length_at, trend
from server.domain.views.duty import duty_view
from tests.halls import A1, A2, BEN, OPEN, T0, called, hall_after, happened, signed_in, taken

NOW = T0 + 60 * MINUTE


def came(*minutes: int) -> list[m.Event]:
    return [taken(serial=n, at=T0 + minute * MINUTE) for n, minute in enumerate(minutes, 1)]


TRENDS = {
    # name: (events after opening, more than 15 and 30 minutes ago, the word)
    "nobody yet": ([], 0, 0, "even"),
    "all came long ago": (came(1, 2, 3), 0, 0, "even"),
    "three in a quarter": (came(1, 50, 51, 52), 3, 3, "up"),
    "one is no trend": (came(1, 2, 50), 1, 1, "even"),
    "two in the quarter before": (came(35, 36, 50), 1, 3, "even"),
    "exactly a quarter ago counts as then": (came(44, 45, 45, 46, 47), 2, 5, "up"),
    "two were called": (
        [
            signed_in(),
            signed_in("w2", BEN),
            *came(1, 2, 3),
            called(A1, at=T0 + 50 * MINUTE),
            called(A2, "w2", BEN, at=T0 + 51 * MINUTE),
        ],
        -2,
        -2,
        "down",
    ),
}


@pytest.mark.parametrize(("given", "short", "long", "went"), TRENDS.values(), ids=TRENDS)
def test_how_many_more_than_a_quarter_and_half_an_hour_ago(given, short, long, went):
    told = trend(hall_after([*OPEN, *given]), "social", NOW)
    assert (told["short"], told["long"], told["went"]) == (short, long, went)


def test_the_line_of_the_day_is_drawn_by_tens_of_minutes_and_ends_now():
    hall = hall_after([*OPEN, *came(1, 11, 12, 33)])
    assert trend(hall, "social", T0 + 44 * MINUTE)["day"] == [0, 1, 3, 3, 4, 4]
    assert trend(hall, "social", T0 + 40 * MINUTE)["day"] == [0, 1, 3, 3, 4, 4]
    assert trend(hall, "tax", NOW)["day"] == [0], "nobody ever waited there"
    late = trend(hall, "social", T0 + 24 * 60 * MINUTE)["day"]
    assert late == [4] * (POINTS + 2)


def test_who_only_changes_the_lane_never_left():
    green = happened(m.GreenChannelOpened, T0 + 50 * MINUTE, ticket=A1, reason="急")
    hall = hall_after([*OPEN, *came(1, 2), green])
    assert length_at(hall.lengths["social"], T0 + 50 * MINUTE) == 2
    assert hall.lengths["social"][-1] == (T0 + 50 * MINUTE, 2)


def test_the_board_shows_it_at_the_moment_that_it_is_asked_for():
    hall = hall_after([*OPEN, *came(1, 2, 3)])
    asked = [duty_view(hall, {}, now)["queues"][0]["trend"]["short"] for now in (T0 + 4 * MINUTE, NOW)]
    assert asked == [3, 0]
    assert duty_view(hall, {})["queues"][0]["trend"]["short"] == 3, "at the newest event"
