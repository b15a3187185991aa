"""What signs owe to the clock and to the duty officer: thanks that end, hours, notices, the dark."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.domain import messages as m
from server.domain.bulletins import TURN_MS, NoticeTemplate, Urgency
from server.domain.facts.plan import Device, DeviceKind
from server.domain.texts.signs import Brightness, Scene, SignTexts
from tests.halls import ANN
from tests.serving import wait_until

pytestmark = pytest.mark.pty

NOON = int(datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1000)
MINUTE = 60_000


def sign(protocol: str, **options: Any) -> Device:
    return Device("sign", DeviceKind.SIGN, protocol, "far", 3, window="w1", options=options)


class Clock:
    """A wall clock that stands until somebody moves it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock(life) -> Clock:
    life.clock = Clock()
    return life.clock


def face(life, key: str = "text") -> Any:
    state = life.state("far")
    return (state.get("signs") or state["displays"])["3"][key]


def shows(life, text: str) -> None:
    wait_until(lambda: face(life) == text, what=f"{text!r}, not {face(life)!r}")


def rated(life) -> None:
    life.call()
    life.do(m.Finish, window="w1")
    shows(life, "请您评价")
    life.do(m.PressRating, window="w1", level=5, channel="rater")


def test_thanks_stand_for_the_rest_of_the_rating_window_and_no_event_ends_them(life, clock):
    life.far_end("onbon", "far", addresses="3")
    life.begin(sign("onbon-k", width=256, height=16))
    shows(life, f"社保窗口 安敏 工号{ANN}")
    rated(life)
    shows(life, "感谢您的评价")
    before = life.executor.read(lambda hall: hall.seq)
    clock.now += 31_000
    shows(life, f"社保窗口 安敏 工号{ANN}")
    assert life.executor.read(lambda hall: hall.seq) == before


def test_thanks_are_still_owed_after_a_restart(life, clock):
    life.far_end("onbon", "far", addresses="3")
    life.begin(sign("onbon-k", width=256, height=16))
    rated(life)
    shows(life, "感谢您的评价")
    life.restart()
    wait_until(lambda: life.link("sign") == ("in_step", ""))
    assert face(life) == "感谢您的评价"
    clock.now += 31_000
    shows(life, f"社保窗口 安敏 工号{ANN}")


def test_the_duty_officers_notice_runs_behind_the_staff_card_and_goes(life):
    life.far_end("onbon", "far", addresses="3")
    life.begin(sign("onbon-k", width=128, height=16))
    shows(life, f"社保窗口 安敏 工号{ANN}")
    life.do(m.SetNotice, text="下午三点停电检修")
    shows(life, f"社保窗口 安敏 工号{ANN} 下午三点停电检修")
    assert face(life, "mode") == "left"
    life.call()
    shows(life, "请A001号")
    (notice,) = life.executor.read(lambda hall: list(hall.bulletins))
    life.do(m.EndNotice, notice=notice)
    life.do(m.Finish, window="w1")
    shows(life, "请您评价")


BURNING = [
    ("onbon-k", "onbon", {"width": 256, "height": 16}, "火警,请从安全出口离开", ""),
    ("lihe", "lihe", {}, "火警撤离", "blink"),
    ("shuangse", "shuangse", {"columns": 8}, "火警撤离", ""),
    ("ruize", "ruize", {"columns": 8}, "火警撤离", ""),
    ("alpha", "alpha", {}, "FIRE", "flash"),
]


@pytest.mark.parametrize(
    ("protocol", "kind", "options", "text", "mode"), BURNING, ids=[row[0] for row in BURNING]
)
def test_a_fire_stands_on_every_sign_even_over_a_number_and_the_number_is_back_after_it(
    life, protocol, kind, options, text, mode
):
    """The bytes that go out when an emergency begins, and when it ends; and over a restart in between."""
    life.far_end(kind, "far", addresses="3")
    life.begin(sign(protocol, **options))
    life.call()
    wait_until(lambda: "A001" in face(life), what="a number")
    before = face(life)
    life.do(m.SetNotice, template="fire", reason="消防演练")
    shows(life, text)
    if mode:
        wait_until(lambda: face(life, "mode") == mode, what=f"{mode}, not {face(life, 'mode')}")
    life.restart()
    wait_until(lambda: life.executor.read(lambda hall: hall.evacuating))
    shows(life, text)
    (notice,) = life.executor.read(lambda hall: list(hall.bulletins))
    life.do(m.EndNotice, notice=notice)
    shows(life, before)


def test_the_digits_of_an_alarm_are_no_number_that_is_called(life):
    """A card with sentences of its own would send number 119 to this window, in the middle of a fire."""
    fire = NoticeTemplate("fire", "火警", "火警,拨119", "Fire", ("火警拨119",), urgency=Urgency.EVACUATE)
    life.more = {"notices": (fire,)}
    life.far_end("lihe", "far", addresses="3")
    life.begin(sign("lihe", sentences=True))
    life.call()
    wait_until(lambda: "A0001" in face(life), what="a number")
    life.do(m.SetNotice, template="fire")
    shows(life, "火警拨119")


TURNS = [
    ("ruize", "ruize", {"columns": 8}, "系统故障", "提前结束"),
    ("shuangse", "shuangse", {"columns": 8}, "系统故障", "提前结束"),
]


@pytest.mark.parametrize(("protocol", "kind", "options", "first", "second"), TURNS, ids=["ruize", "shuangse"])
def test_two_urgent_notices_take_turns_on_a_sign_that_cannot_run(
    life, clock, protocol, kind, options, first, second
):
    """A call stands before both, a fire before all, and so it is after a stop and on a card that was off."""
    far = life.far_end(kind, "far", addresses="3")
    clock.now -= clock.now % (2 * TURN_MS)
    life.begin(sign(protocol, **options))
    life.do(m.SetNotice, template="early-close")
    shows(life, "提前结束")
    clock.now += 1
    life.do(m.SetNotice, template="outage")
    for _ in range(2):
        shows(life, first)
        clock.now += TURN_MS
        shows(life, second)
        clock.now += TURN_MS
    life.call()
    shows(life, "请A001号")
    life.do(m.SetNotice, template="fire")
    shows(life, "火警撤离")
    life.do(m.EndNotice, notice=life.executor.read(lambda hall: list(hall.bulletins)[-1]))
    shows(life, "请A001号")
    life.do(m.Finish, window="w1")
    clock.now += 31_000 - 31_000 % TURN_MS + TURN_MS
    far.kill()
    life.restart()
    far.start()
    now = (first, second)[clock.now // TURN_MS % 2]
    shows(life, now)
    clock.now += TURN_MS
    shows(life, second if now == first else first)


def test_two_urgent_notices_run_in_one_line_on_a_sign_that_can(life):
    life.far_end("onbon", "far", addresses="3")
    life.begin(sign("onbon-k", width=128, height=16))
    life.do(m.SetNotice, template="early-close")
    shows(life, "今日提前结束取号")
    life.do(m.SetNotice, template="outage")
    shows(life, "系统故障,请稍候  今日提前结束取号")
    assert face(life, "mode") == "left"


def test_an_outage_stands_on_idle_signs_to_its_end_and_not_after_a_stop(life, clock):
    life.far_end("onbon", "far", addresses="3")
    life.begin(sign("onbon-k", width=256, height=16))
    card = f"社保窗口 安敏 工号{ANN}"
    shows(life, card)
    life.do(m.SetNotice, template="outage", minutes=10)
    shows(life, "系统故障,请稍候")
    clock.now += 10 * MINUTE
    shows(life, card)
    life.do(m.SetNotice, template="outage", minutes=10)
    shows(life, "系统故障,请稍候")
    clock.now += 10 * MINUTE - 5000
    life.restart()
    shows(life, "系统故障,请稍候")
    life.stop()
    clock.now += 5000
    life.restart()
    shows(life, card)


@pytest.mark.parametrize(
    ("protocol", "kind", "options"),
    [("shuangse", "shuangse", {"columns": 8}), ("ruize", "ruize", {"columns": 8})],
)
def test_a_card_of_eight_characters_is_never_sent_more(life, protocol, kind, options):
    """The staff number of this hall is longer than the card: then it is all there is."""
    life.far_end(kind, "far", addresses="3")
    life.begin(sign(protocol, **options))
    shows(life, ANN)
    life.call()
    shows(life, "请A001号")
    life.do(m.StartService, window="w1")
    shows(life, "办理A001")
    life.do(m.Finish, window="w1")
    shows(life, "请您评价")
    life.do(m.PressRating, window="w1", level=5, channel="rater")
    shows(life, "谢谢评价")
    life.do(m.SetNotice, text="下午停电检修")
    life.do(m.Suspend, window="w1", reason="取材料")
    shows(life, "暂停服务")


@pytest.mark.parametrize(
    ("protocol", "kind", "mode"), [("lihe", "lihe", "blink"), ("alpha", "alpha", "flash")]
)
def test_a_call_blinks_where_the_card_can(life, protocol, kind, mode):
    life.far_end(kind, "far", addresses="3")
    life.begin(sign(protocol))
    life.call()
    wait_until(lambda: face(life, "mode") == mode, what=f"{mode}, not {face(life, 'mode')}")
    life.do(m.StartService, window="w1")
    wait_until(lambda: face(life, "mode") not in (mode, "left", "rotate"))


def test_a_hall_says_it_in_its_own_words(life):
    life.more = {"signs": SignTexts({Scene.CALL: ("{number}到{window}",), Scene.PAUSED: ("马上回来",)})}
    life.far_end("lihe", "far", addresses="3")
    life.begin(sign("lihe"))
    life.call()
    shows(life, "A001到1号窗口")
    life.do(m.Finish, window="w1")
    life.do(m.Suspend, window="w1", reason="取材料")
    shows(life, "马上回来")


def test_brightness_follows_the_hour_and_comes_back_with_the_line(life, clock):
    """Level 15 of 15 by day, 6 in the evening, as the card counts."""
    life.more = {"signs": SignTexts(brightness=(Brightness(450, 100), Brightness(1080, 40)))}
    far = life.far_end("onbon", "far", addresses="3")
    life.begin(sign("onbon-k"))
    wait_until(lambda: life.link("sign") == ("in_step", ""))
    assert face(life, "brightness") == 15
    clock.now = NOON + 6 * 60 * MINUTE
    wait_until(lambda: face(life, "brightness") == 6, what="the evening's light")
    far.kill()
    wait_until(lambda: life.link("sign")[0] == "lost")
    far.start()
    wait_until(lambda: face(life, "brightness") == 6, what="the evening's light on a card that forgot it")
    clock.now = NOON + 19 * 60 * MINUTE + 29 * MINUTE
    clock.now += MINUTE
    wait_until(lambda: face(life, "brightness") == 15, what="the morning's light")


def test_a_sign_that_cannot_be_dimmed_is_left_alone(life, clock):
    life.more = {"signs": SignTexts(brightness=(Brightness(0, 10),))}
    life.far_end("shuangse", "far", addresses="3")
    life.begin(sign("shuangse"))
    wait_until(lambda: life.link("sign") == ("in_step", ""))
    clock.now += 24 * 60 * MINUTE
    life.call()
    shows(life, "请A001号")
    wait_until(lambda: life.link("sign") == ("in_step", ""))


DARK = [
    ("onbon-k", "onbon", {"off_when_dark": True}, ""),
    ("onbon-k", "onbon", {}, ""),
    ("lihe", "lihe", {}, ""),
    ("shuangse", "shuangse", {}, ""),
    ("ruize", "ruize", {}, ""),
    ("alpha", "alpha", {}, ""),
    ("modbus-digits", "digits", {}, "      "),
]


@pytest.mark.parametrize(
    ("protocol", "kind", "options", "blank"), DARK, ids=[f"{d[0]} {' '.join(d[2])}".strip() for d in DARK]
)
def test_every_brand_goes_dark_after_closing_and_comes_back(life, protocol, kind, options, blank):
    life.far_end(kind, "far", addresses="3")
    life.begin(sign(protocol, **options), dark_s=1)
    life.call()
    wait_until(lambda: "1" in face(life))
    life.do(m.Finish, window="w1")
    life.do(m.SignOut, window="w1", reason="下班")
    for _ in range(2):
        life.do(m.CloseHall)
    wait_until(lambda: life.executor.read(lambda hall: hall.dark), what="the hall is dark")
    wait_until(lambda: face(life).strip() == blank.strip(), what="a dark sign")
    if kind == "onbon":
        wait_until(lambda: face(life, "on") is not bool(options), what="its light switched off")
        life.do(m.ExtendHall)
        wait_until(lambda: face(life, "on") and face(life), what="light again")
