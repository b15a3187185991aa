"""What a sign says in the room it has: shortened by a list, a call never to something ambiguous."""

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from server.domain import messages as m
from server.domain.hall import Hall
from server.domain.texts.signs import (
    BLANKS,
    NEEDED,
    RUN_LIMIT,
    USUAL,
    Brightness,
    Room,
    Scene,
    SignTexts,
    blanks,
    cells,
)
from server.domain.words.signs import holds_until, sign_text, thanks_until
from tests.halls import (
    ANN,
    CALLED,
    CLOSED,
    FINISHED,
    OPEN,
    PLAN,
    SERVING,
    T0,
    S,
    apply,
    at_window,
    hall_after,
    happened,
    lapsed,
    rated,
    signed_in,
    suspended,
)

UNITS = Path(__file__).parents[2] / "config" / "windows_shangyu.csv"
CHEAP, BAR, TWO_ROWS = Room(8), Room(16, scrolls=True), Room(16, 2, scrolls=True)
LED = Room(13, scrolls=True, ascii=True)
WIDTHS = (*range(4, 31), 64)


def longest_unit() -> str:
    """Of Shangyu's list of 69 counters, by its bytes on the wire."""
    with UNITS.open(encoding="utf-8-sig", newline="") as file:
        units = [unit for row in csv.DictReader(file) for unit in row["unit"].split(";")]
    return max(units, key=lambda unit: len(unit.encode("gbk")))


UNIT = longest_unit()
FACTS = {"unit": UNIT, "name": "欧阳镕", "no": "1032", "number": "AB1000", "window": "50号窗口", "notice": ""}


def test_the_longest_unit_of_the_real_hall_is_what_it_was():
    assert len(UNIT.encode("gbk")) == 26


SHORTENED = {
    # On a card of eight half-width characters, one of sixteen that runs, two rows of them, ASCII letters.
    Scene.IDLE: ("工号1032", f"{UNIT} 欧阳镕 工号1032", f"{UNIT} 欧阳镕 工号1032", "No.1032"),
    Scene.CALL: ("请AB1000", "请AB1000号", "请AB1000号", "AB1000"),
    Scene.SERVING: ("办AB1000", "正在办理 AB1000", "正在办理 AB1000", "NOW AB1000"),
    Scene.RATE: ("请您评价", "请您评价", "请您评价", "PLEASE RATE"),
    Scene.THANKS: ("谢谢评价", "感谢您的评价", "感谢您的评价", "THANK YOU"),
    Scene.PAUSED: ("暂停服务", "暂停服务", "暂停服务", "PAUSED"),
    Scene.CLOSED: ("已结束", "今日已结束", "今日已结束", "CLOSED"),
    Scene.NOT_OPEN: ("暂未开放", "暂未开放", "暂未开放", "CLOSED"),
    Scene.WAIT: ("请稍候", "请稍候", "请稍候", "PLEASE WAIT"),
    Scene.NOTICE: ("", "", "", ""),
}


@pytest.mark.parametrize("scene", Scene)
@pytest.mark.parametrize("at", range(4), ids=["8 characters", "16, runs", "2 rows of 16", "ASCII"])
def test_each_text_in_the_room_there_is(scene, at):
    room = (CHEAP, BAR, TWO_ROWS, LED)[at]
    text = SignTexts().said(scene, FACTS, room)
    assert text == SHORTENED[scene][at]
    assert room.holds(text) or (room.scrolls and scene is Scene.IDLE)


@pytest.mark.parametrize("scene", [scene for scene in Scene if scene is not Scene.NOTICE])
def test_wherever_a_variant_fits_the_text_fits(scene):
    """Every width from 4 half-width characters on, with the longest unit and the longest number."""
    for width in WIDTHS:
        room = Room(width)
        filled = [v.format_map(FACTS) for v in USUAL[scene]]
        text = SignTexts().said(scene, FACTS, room)
        assert text in filled
        if any(room.holds(one) for one in filled):
            assert room.holds(text), width


@pytest.mark.parametrize("number", ["A001", "A1000", "AB001", "AB1000"])
def test_a_call_is_never_shortened_to_something_ambiguous(number):
    """The whole number at every width; and what calls it is never what serves it."""
    texts = SignTexts()
    for width in WIDTHS:
        for room in (Room(width), Room(width, scrolls=True), Room(width, ascii=True, scrolls=True)):
            call = texts.said(Scene.CALL, FACTS | {"number": number}, room)
            serving = texts.said(Scene.SERVING, FACTS | {"number": number}, room)
            assert number in call
            assert number in serving
            assert call != serving


def test_what_is_dropped_first():
    """Unit, then name, then the word before the number (R21)."""
    facts = FACTS | {"unit": "民政窗口", "name": "张敏", "no": "1001"}
    shown = [SignTexts().said(Scene.IDLE, facts, Room(width)) for width in (22, 21, 13, 12, 8, 7, 6, 4, 2)]
    assert shown == [
        "民政窗口 张敏 工号1001",
        "张敏 工号1001",
        "张敏 工号1001",
        "工号1001",
        "工号1001",
        "No.1001",
        "1001",
        "1001",
        "1001",
    ]


def test_two_rows_hold_the_whole_card_without_running():
    facts = FACTS | {"unit": "民政窗口", "name": "张敏", "no": "1001"}
    assert SignTexts().said(Scene.IDLE, facts, TWO_ROWS) == "民政窗口\n张敏 工号1001"
    assert SignTexts().said(Scene.IDLE, facts, BAR) == "民政窗口 张敏 工号1001", "it runs"


NOTICES = {
    "stands": ("停电", Room(64), f"{UNIT} 欧阳镕 工号1032 停电"),
    "stands alone": ("停电检修", CHEAP, "停电检修"),
    "does not fit: the staff card is kept": ("下午停电检修", CHEAP, ""),
    "runs whole": ("下午停电检修", BAR, f"{UNIT} 欧阳镕 工号1032 下午停电检修"),
    "too long for one line with the card": ("停" * RUN_LIMIT, BAR, "停" * RUN_LIMIT),
    "too long for any card": ("停" * (RUN_LIMIT + 1), BAR, ""),
    "Chinese on letters": ("停电", LED, ""),
    "letters": ("Closed 14-15h", LED, "Closed 14-15h"),
}


@pytest.mark.parametrize(("notice", "room", "text"), NOTICES.values(), ids=NOTICES)
def test_a_notice_is_shown_whole_or_not_at_all(notice, room, text):
    assert SignTexts().said(Scene.NOTICE, FACTS | {"notice": notice}, room) == text


def test_a_halls_own_texts():
    own = SignTexts({Scene.CALL: ("请{number}号到{window}", "{number}"), Scene.IDLE: ("{unit} {no}",)})
    assert own.said(Scene.CALL, FACTS, Room(20)) == "请AB1000号到50号窗口"
    assert own.said(Scene.CALL, FACTS, CHEAP) == "AB1000"
    assert own.said(Scene.RATE, FACTS, CHEAP) == "请您评价", "what is left out has the usual texts"
    assert own.said(Scene.IDLE, FACTS | {"unit": "", "name": ""}, CHEAP) == "工号1032", "nobody is left out"


def test_the_usual_texts_keep_the_rules_for_a_halls_own():
    for scene, variants in USUAL.items():
        for variant in variants:
            assert set(blanks(variant)) <= set(BLANKS[scene])
            assert scene not in NEEDED or NEEDED[scene] in blanks(variant)
            variant.encode("gbk")
    assert not set(USUAL[Scene.CALL]) & set(USUAL[Scene.SERVING])
    assert set(USUAL) == set(Scene) == set(BLANKS)
    assert Counter(map(cells, ("请A001号", "AB\n12"))) == {8: 1, 5: 1}


@pytest.mark.parametrize(
    ("minute", "percent"), [(0, 40), (449, 40), (450, 100), (1079, 100), (1080, 40), (1439, 40)]
)
def test_brightness_by_the_hour(minute, percent):
    """07:30 and 18:00; before the first of the day it is the last of the day before."""
    signs = SignTexts(brightness=(Brightness(450, 100), Brightness(1080, 40)))
    assert signs.percent(minute) == percent
    assert SignTexts().percent(minute) is None


# ---------------------------------------------------------------- in a hall


def noticed(text: str) -> m.Event:
    return happened(m.NoticeSet, text=text)


def test_the_duty_officers_notice_stands_on_idle_signs_only():
    room = Room(64)
    for given, expected in (
        ([*OPEN, signed_in()], "社保窗口 安敏 工号zx-ann 十一点 停电"),
        (CALLED, "请A001号"),
        (SERVING, "正在办理 A001"),
        (FINISHED, "请您评价"),
        ([*OPEN, signed_in(), suspended()], "暂停服务"),
        (OPEN, "暂未开放"),
        (CLOSED, "今日服务已结束,谢谢"),
    ):
        hall = hall_after([*given, noticed("十一点\n停电")])
        assert sign_text(hall, "w1", room=room).text == expected
    assert sign_text(hall_after([*OPEN, signed_in(), noticed("停电")]), "w1", room=CHEAP).text == "停电"
    assert sign_text(hall_after([*OPEN, signed_in(), noticed("停电检修中")]), "w1", room=CHEAP).text == (
        "zx-ann"
    )


def test_thanks_last_for_the_rest_of_the_rating_window():
    """From the press to 30 s after the finish, inclusive; then the staff card again."""
    hall = hall_after([*FINISHED, rated(level=1)])
    until = thanks_until(hall, hall.desks["w1"])
    assert until is not None
    assert (holds_until(hall, "w1", until), holds_until(hall, "w1", until + 1)) == (until, None)
    assert until == (hall.tickets[str(hall.desks["w1"].visit)].ended_at or 0) + 30 * S
    assert sign_text(hall, "w1").text == "感谢您的评价", "as of the last event"
    assert sign_text(hall, "w1", at=until).text == "感谢您的评价"
    assert sign_text(hall, "w1", at=until + 1).text == "社保窗口 安敏 工号zx-ann"


@pytest.mark.parametrize("given", [OPEN, [*OPEN, signed_in()], FINISHED, [*FINISHED, lapsed()]])
def test_nobody_is_thanked_for_nothing(given):
    hall = hall_after(given)
    assert thanks_until(hall, hall.desks["w1"]) is None
    assert "谢" not in sign_text(hall, "w1", at=T0).text


def test_the_next_call_comes_before_thanks():
    hall: Hall = hall_after(
        [*FINISHED, rated()], replace(PLAN, signs=SignTexts({Scene.CALL: ("来{number}",)}))
    )
    apply(hall, m.TakeNumber(at=hall.last_at, actor="kiosk:k1", queue="social", token="t9", kiosk="k1"))
    apply(hall, at_window(m.CallNext, "w1", ANN))
    assert (sign_text(hall, "w1").text, sign_text(hall, "w1").call) == ("来A002", True)
