"""The screen of a window: the scene of its LED sign, the number, who sits there; never a level."""

import json
from dataclasses import replace

import pytest

from server.domain.views.window_screen import window_screen_view
from server.domain.words.signs import sign_scene
from tests.halls import (
    A1,
    ANN,
    CALLED,
    FINISHED,
    OPEN,
    PLAN,
    RECOVERY,
    SERVING,
    WAITING,
    S,
    hall_after,
    lapsed,
    rated,
    suspended,
)

CARD = {"no": ANN, "name": "安敏", "unit": "社保窗口"}
NUMBER = "A001"


@pytest.mark.parametrize(
    ("given", "scene", "number", "text", "staff"),
    [
        (OPEN, "not_open", "", "暂未开放", None),
        (WAITING, "idle", "", "", CARD),
        (CALLED, "call", NUMBER, "", CARD),
        (SERVING, "serving", NUMBER, f"正在办理 {NUMBER}", CARD),
        (FINISHED, "rate", "", "请您评价", CARD),
        ([*FINISHED, rated(level=1)], "thanks", "", "感谢您的评价", CARD),
        ([*FINISHED, lapsed()], "idle", "", "", CARD),
        ([*WAITING, suspended()], "paused", "", "暂停服务", CARD),
    ],
)
def test_it_shows_the_scene_of_the_sign(given, scene, number, text, staff):
    hall = hall_after(given)
    view = window_screen_view(hall, "w1")
    assert (view["scene"], view["number"], view["text"], view["staff"]) == (scene, number, text, staff)
    assert view["scene"] == sign_scene(hall, hall.desks["w1"], hall.last_at)


def test_it_is_dark_with_the_signs():
    hall = hall_after(WAITING)
    hall.dark = True
    assert window_screen_view(hall, "w1")["scene"] == "dark"


def test_thanks_end_with_the_time_for_rating():
    hall = hall_after([*FINISHED, rated()])
    until = window_screen_view(hall, "w1")["thanks_until"]
    assert until == hall.tickets[A1].ended_at + PLAN.settings.rating_open_s * S
    assert window_screen_view(hall_after(FINISHED), "w1")["thanks_until"] is None


@pytest.mark.parametrize("level", [1, 5])
def test_nobody_reads_a_level_from_it(level):
    of = [json.dumps(window_screen_view(hall_after([*FINISHED, rated(level=x)]), "w1")) for x in (1, 5)]
    assert of[0] == of[1]
    assert "level" not in of[level == 5]


def test_who_was_taken_out_of_the_plan_keeps_the_number():
    gone = replace(PLAN, staff=tuple(s for s in PLAN.staff if s.no != ANN))
    hall = hall_after(WAITING)
    hall.plan = gone
    assert window_screen_view(hall, "w1")["staff"] == {"no": ANN, "name": "", "unit": ""}


def test_the_hall_in_other_hands_waits():
    assert window_screen_view(hall_after(RECOVERY), "w1")["scene"] == "wait"
