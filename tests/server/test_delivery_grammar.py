"""What a clerk's keypad means, and what of it depends on where the clerk sits (decision 21)."""

from dataclasses import replace
from typing import Any

import pytest

from caller.keypad import keypad_command, window_of
from server.domain import messages as m
from server.domain.facts.plan import Window, WindowKind
from tests.halls import PLAN

HELD = "20261123-A007"
UPSTAIRS = Window("u1", "1", "1号窗口", "Window 1", "2", ("税务窗口",), ("tax",))
TWINS = (Window("t5", "5", "5", "5", "2", (), ("tax",)), Window("t6", "05", "5", "5", "2", (), ("tax",)))
SHOP = Window("shop", "8", "8", "8", "1", (), (), WindowKind.OTHER)
BIG = replace(PLAN, windows=(*PLAN.windows, UPSTAIRS, *TWINS, SHOP))


def meant(key: str, digits: str = "", window: str = "w1", held: str = HELD) -> Any:
    made = keypad_command(BIG, key, digits, window=window, held=held)
    return made and made(at=1, actor="device:k")


WHO: dict[str, Any] = {"at": 1, "actor": "device:k", "window": "w1"}


@pytest.mark.parametrize(
    ("key", "digits", "command"),
    [
        ("call", "", m.CallNext(**WHO)),
        ("recall", "", m.Recall(**WHO)),
        ("rate", "", m.Finish(**WHO)),
        ("pause", "", m.TogglePause(**WHO)),
        ("help", "", m.AskHelp(**WHO)),
        ("ok", "9", m.AskHelp(**WHO)),
        ("ok", "6", m.Pass(**WHO)),
        ("ok", "0", m.Hold(**WHO, kind="away_papers_kept")),
        ("ok", "3", m.WakeTicket(at=1, actor="device:k", ticket=HELD)),
        ("transfer", "2", m.Transfer(**WHO, to="window", id="w2")),
        ("transfer", "02", m.Transfer(**WHO, to="window", id="w2")),
        ("transfer", "1", m.Transfer(**WHO, to="window", id="w1")),
        ("transfer", "", None),
        ("transfer", "7", None),
        ("transfer", "0", None),
        ("transfer", "8", None),
        ("ok", "", None),
        ("ok", "12", None),
        ("ok", "36", None),
        ("call", "1", None),
        ("cancel", "", None),
    ],
)
def test_every_press_means_one_thing_or_nothing(key: str, digits: str, command: m.Command | None) -> None:
    assert meant(key, digits) == command


def test_nobody_on_hold_nothing_to_wake() -> None:
    assert meant("ok", "3", held="") is None


def test_a_number_that_comes_again_is_that_of_the_own_floor() -> None:
    assert window_of(BIG, "1", near="w2") == "w1"
    assert window_of(BIG, "1", near="w3") == "u1"
    assert window_of(BIG, "2", near="u1") == "w2"
    assert window_of(BIG, "5", near="w1") == ""
