"""A key of a keypad means what stood there when it was pressed, not what somebody else brought just then."""

from dataclasses import replace

import pytest

from server.delivery.stands import SETTLE_MS, Stands
from server.domain import messages as m
from server.domain.evolve import evolve
from server.domain.hall import Hall
from server.store.log import Recorded
from tests.halls import A1, ANN, DAY, T0, WAITING, called, hall_after, passed, recalled, suspended

KEYPAD, CONSOLE, BESIDE = "device:keypad-w1", f"staff:{ANN}", "device:typed-w1"
IDLE, CALLING = "idle:", f"calling:{A1}"
SOON, LATER = T0 + SETTLE_MS - 1, T0 + SETTLE_MS


class Window:
    """A window that somebody waits for, and what is known there."""

    def __init__(self) -> None:
        self.hall: Hall = hall_after(WAITING)
        self.stands = Stands()
        self.stands.begin(self.hall)

    def batch(self, *events: tuple[m.Event, str]) -> None:
        """These are committed together."""
        recorded = [Recorded(n, DAY, replace(event, actor=actor)) for n, (event, actor) in enumerate(events)]
        for record in recorded:
            evolve(self.hall, record.event)
        self.stands.heard(recorded, self.hall)


@pytest.fixture
def window() -> Window:
    return Window()


def test_what_stands_there_since_the_start_is_what_is_meant(window: Window):
    assert window.stands.meant("w1", KEYPAD, T0) == IDLE


@pytest.mark.parametrize("by", [CONSOLE, BESIDE, "system"])
def test_what_somebody_else_brought_just_now_is_not_what_the_finger_meant(window: Window, by: str):
    window.batch((called(), by))
    assert window.stands.meant("w1", KEYPAD, SOON) == IDLE
    assert window.stands.meant("w1", KEYPAD, LATER) == CALLING
    assert window.stands.meant("w2", KEYPAD, SOON) == "closed:"


def test_who_presses_keys_one_after_the_other_means_each(window: Window):
    window.batch((called(), KEYPAD))
    assert window.stands.meant("w1", KEYPAD, T0) == CALLING


def test_a_recall_changes_nothing_that_a_key_could_mean(window: Window):
    window.batch((called(), KEYPAD))
    window.batch((replace(recalled(), at=LATER), CONSOLE))
    assert window.stands.meant("w1", KEYPAD, LATER) == CALLING


def test_who_had_a_part_in_it_beside_others_has_not_seen_it_either(window: Window):
    window.batch((called(), KEYPAD))
    later = T0 + 10 * SETTLE_MS
    window.batch((replace(passed(), at=later), KEYPAD), (replace(suspended(), at=later), CONSOLE))
    assert window.stands.meant("w1", KEYPAD, later) == CALLING
