"""Boards of one room: one of them speaks, and another goes on where it falls silent (R20)."""

import html
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.domain.facts.plan import Screen
from server.domain.facts.voice import Voice, Volume
from server.web.feed import feed
from server.web.feed.boards import KEPT_MS, MUTE_MS, Boards
from tests.serving import wait_until
from tests.web.house import House, sample_plan

SCREENS = (
    Screen("east", "东屏", ("1",), zone="ground"),
    Screen("west", "西屏", ("1",), zone="ground"),
    Screen("up", "二楼屏", ("2",)),
)
T0 = 1_000_000


@pytest.fixture
def boards() -> Boards:
    made = Boards(SCREENS, T0)
    for screen in SCREENS:
        made.came(screen.id, f"{screen.id}-page", T0)
        made.sounds(f"{screen.id}-page", "on", T0)
    assert made.settle(T0) == []
    return made


def mouths(boards: Boards) -> list[str]:
    return [board["id"] for board in boards.view(T0) if board["speaks"]]


def call(id_: str, at: int) -> dict[str, Any]:
    return {"id": id_, "at": at}


def test_one_board_of_a_zone_speaks_and_each_board_without_one_for_itself(boards: Boards):
    assert mouths(boards) == ["east", "up"]
    assert boards.role("east", "east-page") == {"speaks": True, "shared": True, "twin": False}
    assert boards.role("west", "west-page") == {"speaks": False, "shared": True, "twin": False}
    assert boards.role("up", "up-page") == {"speaks": True, "shared": False, "twin": False}
    assert [board["zone"] for board in boards.view(T0)] == ["ground", "ground", "up"]


def test_what_was_not_said_moves_to_the_board_that_takes_over(boards: Boards):
    for screen in ("east", "west"):
        for id_ in ("call-1", "call-2"):
            boards.told(screen, call(id_, T0), T0)
    boards.begun("east-page")
    boards.spoke("east-page", "call-1", T0 + 11_000)
    boards.left("east-page", T0 + 14_000)
    (change,) = boards.settle(T0 + 14_000)
    assert (change.boards, change.mouth) == (("east", "west"), "west")
    assert change.unsaid == [{"id": "call-2", "at": T0, "waited": 11_000}]
    assert mouths(boards) == ["west", "up"]
    assert boards.settle(T0 + 15_000) == [], "once"


def test_a_sentence_cut_off_is_said_again_and_its_own_time_does_not_age_what_waits(boards: Boards):
    boards.told("east", call("call-1", T0), T0)
    boards.begun("east-page")
    boards.told("east", call("call-2", T0 + 2_000), T0 + 2_000)
    boards.sounds("east-page", "off", T0 + 12_000)
    (change,) = boards.settle(T0 + 12_000)
    assert [(m["id"], m["waited"]) for m in change.unsaid] == [("call-1", 12_000), ("call-2", 10_000)]


def test_the_last_board_that_goes_in_mid_sentence_leaves_no_word_of_yesterday(boards: Boards):
    """Nobody speaks overnight, and so nothing is as young in the morning as if somebody had."""
    boards.told("east", call("call-1", T0), T0)
    boards.begun("east-page")
    boards.left("west-page", T0 + 1_000)
    boards.left("east-page", T0 + 2_000)
    assert boards.settle(T0 + 2_000) == []
    boards.came("west", "soon", T0 + 8_000)
    (change,) = boards.settle(T0 + 8_000)
    assert change.unsaid == [{"id": "call-1", "at": T0, "waited": 2_000}]
    boards.told("west", call("call-2", T0 + 9_000), T0 + 9_000)
    boards.begun("soon")
    boards.left("soon", T0 + 10_000)
    morning = T0 + 9_000 + KEPT_MS
    boards.came("east", "morning", morning)
    (change,) = boards.settle(morning)
    assert (change.mouth, change.unsaid) == ("east", [])


def test_a_page_that_comes_back_in_mid_sentence_and_does_not_begin_is_mute(boards: Boards):
    boards.told("east", call("call-1", T0), T0)
    boards.begun("east-page")
    boards.left("east-page", T0 + 1_000)
    boards.came("east", "again", T0 + 1_000)
    boards.sounds("again", "on", T0 + 1_000)
    assert boards.settle(T0 + 1_000) == []
    boards.told("east", call("call-2", T0 + 2_000), T0 + 2_000)
    assert boards.settle_due() == T0 + 2_000 + MUTE_MS
    (change,) = boards.settle(T0 + 2_000 + MUTE_MS)
    assert (change.mouth, [said["id"] for said in change.unsaid]) == ("west", ["call-1", "call-2"])


def test_a_board_that_does_not_begin_is_no_mouth_where_there_is_another(boards: Boards):
    boards.told("up", call("call-1", T0), T0)
    boards.told("east", call("call-2", T0), T0)
    assert boards.settle_due() == T0 + MUTE_MS
    assert boards.settle(T0 + MUTE_MS - 1) == []
    (change,) = boards.settle(T0 + MUTE_MS)
    assert (change.mouth, [m["id"] for m in change.unsaid]) == ("west", ["call-2"])
    assert change.unsaid[0]["waited"] == 0, "nobody spoke meanwhile"
    assert boards.settle_due() is None, "alone in its zone, nobody could take over from the other"
    boards.told("west", call("call-3", T0), T0)
    boards.left("west-page", T0)
    assert [c.mouth for c in boards.settle(T0)] == ["east"], "better mute than gone: it may be only slow"


def test_the_mouth_stays_when_a_board_as_good_comes_back(boards: Boards):
    boards.left("east-page", T0 + 1)
    boards.settle(T0 + 1)
    boards.came("east", "anew", T0 + 2)
    boards.sounds("anew", "on", T0 + 3)
    assert boards.settle(T0 + 3) == []
    boards.sounds("west-page", "chime", T0 + 4)
    assert [c.mouth for c in boards.settle(T0 + 4)] == ["east"], "words are better than a chime"


def test_only_the_mouth_owes_and_what_is_old_is_forgotten(boards: Boards):
    boards.told("west", call("call-1", T0), T0)
    boards.told("east", call("call-2", T0), T0 + 5)
    boards.begun("east-page")
    late = T0 + KEPT_MS
    boards.told("east", call("call-3", late), late)
    states = {b["id"]: (b["state"], b["since"]) for b in boards.view(late)}
    assert (states["east"], states["west"]) == (("silent", T0 + 5), ("well", T0))
    boards.left("east-page", late)
    (change,) = boards.settle(late)
    assert [m["id"] for m in change.unsaid] == ["call-3"]


def test_who_takes_over_in_a_fire_says_only_to_leave_and_after_it_only_that_it_is_over(boards: Boards):
    fire = call("notice-3", T0 + 2) | {"leave": True}
    for message in (call("call-1", T0), call("notice-2", T0 + 1), fire):
        boards.told("east", message, T0 + 2)
    boards.sounds("east-page", "off", T0 + 3)
    (change,) = boards.settle(T0 + 3)
    assert [m["id"] for m in change.unsaid] == ["notice-3"]
    for message in (*change.unsaid, call("notice-4", T0 + 4) | {"clear": True}, call("call-5", T0 + 5)):
        boards.told("west", message, T0 + 5)
    boards.left("west-page", T0 + 6)
    (change,) = boards.settle(T0 + 6)
    assert [m["id"] for m in change.unsaid] == ["notice-4", "call-5"]


ECHO = {"speaks": False, "shared": True, "twin": True}
VOICE = {"speaks": True, "shared": True, "twin": False}


def test_of_two_pages_of_one_board_the_second_is_silent_until_the_first_goes(boards: Boards):
    boards.came("up", "second", T0)
    boards.sounds("second", "on", T0)
    (change,) = boards.settle(T0)
    assert (change.boards, change.mouth, change.unsaid) == (("up",), "up", [])
    assert (boards.role("up", "up-page"), boards.role("up", "second")) == (VOICE, ECHO)
    boards.told("up", call("call-1", T0), T0)
    boards.begun("second")
    assert boards.settle_due() == T0 + MUTE_MS, "the other's word does not count"
    boards.begun("up-page")
    boards.left("up-page", T0 + 3_000)
    (change,) = boards.settle(T0 + 3_000)
    assert [(m["id"], m["waited"]) for m in change.unsaid] == [("call-1", 3_000)]
    assert boards.role("up", "second") == {"speaks": True, "shared": False, "twin": False}
    assert [b["pages"] for b in boards.view(T0)] == [1, 1, 1]


def test_a_page_that_died_without_a_word_leaves_its_board_to_the_next(boards: Boards):
    """A television was switched off and on: its old page is still connected for a while."""
    boards.came("up", "anew", T0 + 1)
    boards.sounds("anew", "on", T0 + 1)
    boards.settle(T0 + 1)
    boards.told("up", call("call-1", T0 + 2), T0 + 2)
    assert boards.settle(T0 + 1 + MUTE_MS) == []
    (change,) = boards.settle(T0 + 2 + MUTE_MS)
    assert [m["id"] for m in change.unsaid] == ["call-1"]
    assert (boards.role("up", "anew"), boards.role("up", "up-page")) == (VOICE, ECHO)
    boards.told("up", call("call-2", T0 + 9_000), T0 + 9_000)
    assert boards.settle(T0 + 9_000 + MUTE_MS) == [], "both mute: it stays where it is"
    boards.left("up-page", T0 + 20_000)
    (change,) = boards.settle(T0 + 20_000)
    assert change.unsaid == [], "the voice stays who it was"


def test_a_page_that_may_sound_speaks_for_one_that_may_not(boards: Boards):
    boards.came("east", "second", T0)
    boards.settle(T0)
    boards.sounds("second", "on", T0)
    boards.sounds("east-page", "off", T0 + 5)
    assert {b["id"]: b["state"] for b in boards.view(T0 + 6)}["east"] == "off"
    (change,) = boards.settle(T0 + 5)
    assert (change.mouth, boards.role("east", "second")["speaks"]) == ("east", True)
    assert {b["id"]: b["state"] for b in boards.view(T0 + 6)}["east"] == "well"
    assert boards.role("west", "west-page")["speaks"] is False


def test_on_the_wire_roles_come_with_the_snapshot_and_move_with_the_unsaid_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(feed, "BEAT_S", 0.2)
    house = House(tmp_path, replace(sample_plan(), screens=SCREENS))
    try:
        east = house.feed("/display", {"id": "east"}, house.device("screen", "east"))
        east.wait_for("snapshot")
        echo = house.feed("/display", {"id": "east"}, house.device("screen", "east"))
        assert echo.wait_for("snapshot")["mouth"] == ECHO
        west = house.feed("/display", {"id": "west"}, house.device("screen", "west"))
        assert east.wait_for("snapshot")["mouth"] == {"speaks": True, "shared": True, "twin": False}
        assert west.wait_for("snapshot")["mouth"] == {"speaks": False, "shared": True, "twin": False}
        clerk = house.staff("1001")
        clerk.post("/api/windows/w1/sign-in")
        house.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage", "assist": True})
        clerk.post("/api/windows/w1/call-next")
        told = east.wait_for("announce")
        assert told["floor_no"] == 1 and told["assisted"] is True
        west.wait_for("announce")
        east.emit("begun", {"id": told["id"]})
        east.emit("spoken", {"id": "another"})
        for nonsense in (None, 7, {"id": ["x"]}):
            east.emit("begun", nonsense)
            east.emit("spoken", nonsense)
        echo.close()
        east.close()
        wait_until(lambda: west.named("mouth")[-1:] == [VOICE])
        assert west.wait_for("mouth") == {"speaks": True, "shared": True, "twin": False}
        again = west.wait_for("announce", 2)
        assert (again["id"], again["number"]) == (told["id"], told["number"])
        assert again["waited"] >= 0
        west.emit("begun", {"id": told["id"]})
        west.emit("spoken", {"id": told["id"]})
        back = house.feed("/display", {"id": "east"}, house.device("screen", "east"))
        assert back.wait_for("snapshot")["mouth"]["speaks"] is False
        wait_until(lambda: back.named("beat"))
        assert not back.named("announce"), "what was said is not told again"
        back.close()
        west.close()
    finally:
        house.close()


def test_a_board_that_comes_back_is_no_second_page_however_late_the_break_is_noticed(tmp_path: Path):
    house = House(tmp_path, replace(sample_plan(), screens=SCREENS))
    try:
        screen = house.device("screen", "up")
        before = house.feed("/display", {"id": "up", "page": "one"}, screen)
        other = house.feed("/display", {"id": "up", "page": "another"}, screen)
        assert other.wait_for("snapshot")["mouth"] == ECHO
        other.close()
        back = house.feed("/display", {"id": "up", "page": "one"}, screen)
        wait_until(lambda: not before.connected)
        only = {"speaks": True, "shared": False, "twin": False}
        wait_until(
            lambda: [told.get("mouth", told) for told in back.named("snapshot", "mouth")][-1:] == [only]
        )
        assert back.connected, "its own end takes nothing from who came after it"
        again = house.feed("/display", {"id": "up", "page": "one"}, screen)
        wait_until(lambda: not back.connected)
        for page in (before, back, again):
            page.close()
    finally:
        house.close()


def boot_of(page: str) -> dict[str, Any]:
    found = re.search(r'data-boot="([^"]*)"', page)
    assert found
    boot: dict[str, Any] = json.loads(html.unescape(found[1]))
    return boot


def test_boards_and_kiosks_are_told_whose_voice_speaks_and_how_loud_it_is_when(tmp_path: Path):
    voice = Voice("xiaoxiao", english=True, volume=(Volume(720, 40),))
    house = House(tmp_path, replace(sample_plan(), voice=voice))
    try:
        board = boot_of(house.device("screen", "f1").get("/display/f1").text)
        assert board["packs"] == {"mandarin": "xiaoxiao", "english": "english"}
        assert board["volume"] == [{"first": 720, "percent": 40}]
        assert boot_of(house.device("kiosk", "k1").get("/kiosk/k1").text)["speaker"] == "xiaoxiao"
        for pack in ("xiaoxiao", "english"):
            assert house.browser().get(f"/display/static/voice/{pack}/voice.json").status_code == 200
    finally:
        house.close()
