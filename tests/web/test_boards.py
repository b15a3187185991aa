"""Whether the hall's boards are on and speak, as the duty officer sees it."""

from typing import Any

import pytest

from server.domain.facts.plan import Screen
from server.web.feed import feed
from server.web.feed.boards import SILENT_MS, Boards
from tests.serving import wait_until
from tests.web.house import House

SCREENS = (Screen("f1", "一楼屏", ("1",)), Screen("f2", "二楼屏", ("2",)))
T0 = 1_000_000
CALL: dict[str, Any] = {"id": "call-1", "at": T0 + 10}


@pytest.fixture
def boards() -> Boards:
    made = Boards(SCREENS, T0)
    made.came("f1", "page", T0 + 1)
    return made


def state(boards: Boards, now: int, screen: str = "f1") -> tuple[str, int]:
    (told,) = [b for b in boards.view(now) if b["id"] == screen]
    return told["state"], told["since"]


def test_a_board_that_is_not_there_is_gone_since_the_start_or_since_it_left(boards: Boards):
    assert state(boards, T0 + 5, "f2") == ("gone", T0)
    assert state(boards, T0 + 5) == ("well", T0 + 1)
    boards.came("f1", "second", T0 + 6)
    boards.left("page", T0 + 7)
    assert state(boards, T0 + 8)[0] == "well", "another page of it is still there"
    boards.left("second", T0 + 9)
    assert state(boards, T0 + 10) == ("gone", T0 + 9)


def test_it_is_silent_when_nothing_was_said_for_long_after_it_was_told(boards: Boards):
    boards.told("f1", CALL, T0 + 10)
    boards.told("f1", CALL, T0 + 20)
    assert state(boards, T0 + 10 + SILENT_MS) == ("well", T0 + 1)
    assert state(boards, T0 + 11 + SILENT_MS) == ("silent", T0 + 10)
    boards.spoke("page", "call-1", T0 + 12 + SILENT_MS)
    assert state(boards, T0 + 12 + SILENT_MS)[0] == "well"


def test_a_board_that_was_away_owes_nothing(boards: Boards):
    boards.told("f2", CALL, T0 + 10)
    boards.came("f2", "late", T0 + 20)
    assert state(boards, T0 + 30 + SILENT_MS, "f2") == ("well", T0 + 20)


def test_what_it_says_of_its_sound_is_believed_with_its_time(boards: Boards):
    boards.sounds("page", "off", T0 + 10)
    boards.sounds("page", "off", T0 + 20)
    assert state(boards, T0 + 30) == ("off", T0 + 10)
    boards.sounds("page", "chime", T0 + 40)
    assert state(boards, T0 + 50) == ("chime", T0 + 40)
    boards.sounds("page", "shouting", T0 + 60)
    boards.sounds("stranger", "off", T0 + 60)
    boards.sounds("page", "on", T0 + 70)
    assert state(boards, T0 + 80)[0] == "well"


def test_a_change_is_told_once(boards: Boards):
    assert boards.changed(T0 + 5)
    assert not boards.changed(T0 + 6)
    boards.told("f1", CALL, T0 + 10)
    assert not boards.changed(T0 + 11)
    assert boards.changed(T0 + 11 + SILENT_MS), "silence comes by itself"


def test_the_duty_officer_sees_a_board_come_fall_silent_and_go(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feed, "BEAT_S", 0.1)
    duty = house.feed("/duty", {}, house.staff("D01"))

    def seen() -> dict[str, Any]:
        view = duty.named("snapshot", "view")[-1]["view"]
        return {b["id"]: b["state"] for b in view["boards"]}

    duty.wait_for("snapshot")
    assert seen() == {"f1": "gone", "f2": "gone", "hall": "gone"}
    board = house.feed("/display", {"id": "f1"}, house.device("screen", "f1"))
    try:
        board.wait_for("snapshot")
        board.emit("sound", {"state": "on"})
        wait_until(lambda: seen() == {"f1": "well", "f2": "gone", "hall": "gone"})
        clerk = house.staff("1001")
        clerk.post("/api/windows/w1/sign-in")
        house.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage"})
        clerk.post("/api/windows/w1/call-next")
        board.wait_for("announce")
        house.clock.ahead_ms += SILENT_MS + 1_000
        wait_until(lambda: seen()["f1"] == "silent")
        board.emit("spoken", {"id": "call"})
        wait_until(lambda: seen()["f1"] == "well")
        board.emit("sound", {"state": "off"})
        wait_until(lambda: seen()["f1"] == "off")
        for nonsense in (None, 7, {"state": ["off"]}):
            board.emit("sound", nonsense)
    finally:
        board.close()
    wait_until(lambda: seen()["f1"] == "gone")
    duty.close()
