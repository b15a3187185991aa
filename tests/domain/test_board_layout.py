"""What a hall board is sent: by its queues, its rows, and every young call however many there are."""

from dataclasses import replace

from server.domain.facts.plan import Screen
from server.domain.views.public import CROWD_MS, board_view, concerns
from tests.halls import (
    A1,
    A2,
    B1,
    BEN,
    EVE,
    OPEN,
    PLAN,
    T0,
    TIMED,
    TIMED_OPEN,
    called,
    hall_after,
    passed,
    signed_in,
    taken,
)

OF_TAX = Screen("tax", "契税屏", ("1", "2"), queues=("tax",))
SMALL = Screen("small", "小屏", ("1", "2"), rows=1, panels=("last", "clock"), scale=50, guide="请稍候")
HALL = replace(PLAN, screens=(*PLAN.screens, OF_TAX, SMALL))
THREE = [
    *OPEN,
    signed_in(),
    signed_in("w2", BEN),
    signed_in("w3", EVE),
    taken(),
    taken(serial=2),
    taken("tax"),
]


def three_called(last_at: int = T0) -> list:
    return [*THREE, called(), called(A2, "w2", BEN, T0 + 1), called(B1, "w3", EVE, last_at)]


def numbers(view) -> list[str]:
    return [call["number"] for call in view["calls"]]


def test_a_screen_of_some_queues_shows_nothing_of_the_others():
    hall = hall_after([*three_called(), passed(A2, "w2", BEN)], HALL)
    board = board_view(hall, "tax")
    assert numbers(board) == ["B001"]
    assert [queue["id"] for queue in board["queues"]] == ["tax"]
    assert board["passed"] == []
    assert board_view(hall, "all")["passed"] == ["A002"]


def test_where_a_call_is_shown_is_told_by_floor_and_queue():
    window = HALL.window
    assert concerns(OF_TAX, window["w2"], "tax")
    assert not concerns(OF_TAX, window["w2"], "social")
    assert not concerns(HALL.screen["f1"], window["w3"], "tax")


def test_young_calls_are_sent_however_few_rows_there_are():
    assert numbers(board_view(hall_after(three_called(T0 + 2), HALL), "small")) == ["B001", "A002", "A001"]


def test_older_ones_are_sent_only_as_far_as_there_are_rows():
    hall = hall_after(three_called(T0 + CROWD_MS + 1), HALL)
    assert numbers(board_view(hall, "small")) == ["B001", "A002"]
    assert numbers(board_view(hall, "all")) == ["B001", "A002", "A001"]


def test_every_view_says_how_the_board_is_laid_out():
    assert board_view(hall_after(OPEN, HALL), "small")["screen"] == {
        "id": "small",
        "name": "小屏",
        "floors": ["1", "2"],
        "panels": ["last", "clock"],
        "rows": 1,
        "scale": 50,
        "guide": "请稍候",
        "guide_en": "Please take a number and wait",
    }
    assert A1 in hall_after(three_called(), HALL).calls


def test_the_hours_of_today_stand_on_the_board_where_the_hall_has_hours():
    (screen, *_) = PLAN.screens
    assert board_view(hall_after(TIMED_OPEN, TIMED), screen.id)["hours"] == [
        "8:30",
        "11:30",
        "14:00",
        "17:00",
    ]
    assert board_view(hall_after(OPEN), screen.id)["hours"] == []
