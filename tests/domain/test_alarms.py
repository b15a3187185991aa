"""What is told of devices, boards, clock and disk, who takes it, and when it is told louder (R24, R117)."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from server.domain import messages as m
from server.domain.decide import next_due
from server.domain.facts.plan import HallPlan, Role, Staff
from server.domain.facts.settings import AlarmLimits
from server.domain.rules.watch import NOTED, PERSON, WATCHED
from server.domain.texts.alarms import ADVICE, CAUSES, DEVICE_NAMES, GROUPS
from server.domain.views.alarms import alarm_lines
from tests.halls import (
    ANN,
    CLOSED,
    DUTY,
    NEXT_DAY,
    OPEN,
    PLAN,
    T0,
    TIMED,
    TIMED_OPEN,
    TIMED_PREP,
    Case,
    S,
    apply,
    called,
    cleared,
    gap,
    hall_after,
    happened,
    oclock,
    raised,
    resumed,
    rung,
    signed_in,
    signed_out,
    start_day,
    suspended,
    taken,
    told,
    transferred,
    want,
)

MIN = 60 * S
DON = "zx-don"
TWO = replace(PLAN, staff=(*PLAN.staff, Staff(DON, "董宁", "值班", frozenset({Role.DUTY}))))
STRICT = AlarmLimits(suspended_s=600, escalate_s=180, again_s=300)


def strict(plan: HallPlan = TWO, **limits: Any) -> HallPlan:
    return replace(plan, alarms=replace(STRICT, **limits))


def only(plan: HallPlan = TWO, **limits: Any) -> HallPlan:
    """Nothing else than what is said."""
    return replace(plan, alarms=replace(PLAN.alarms, **limits))


def noted(kind: str, subject: str = "", at: int = T0, *, present: bool = True, **facts: Any) -> m.Event:
    return happened(m.ConditionNoted, at, kind=kind, subject=subject, present=present, facts=facts)


def note(kind: str, subject: str = "", *, at: int = T0, present: bool = True, **facts: Any) -> m.Command:
    return want(m.NoteCondition, at, kind=kind, subject=subject, present=present, facts=facts)


def tick(at: int = T0) -> m.Command:
    return want(m.Tick, at)


def take(*alarms: str, by: str = DUTY, of: str = "", at: int = T0) -> m.Command:
    return want(m.TakeAlarms, at, f"staff:{by}", alarms=alarms, of=of)


def has_taken(*alarms: str, by: str = DUTY, of: str = "", at: int = T0) -> m.Event:
    return happened(m.AlarmsTaken, at, alarms=list(alarms), staff=by, of=of)


def write(alarm: str, text: str = " 已报修 ", by: str = DUTY) -> m.Command:
    return want(m.NoteAlarm, actor=f"staff:{by}", alarm=alarm, text=text)


def louder(*alarms: str, at: int = T0) -> m.Event:
    return happened(m.AlarmsEscalated, at, alarms=list(alarms))


SIGN = {"device": "sign-w1", "window": "w1", "cause": "no_answer", "since": T0}
LOST = noted("sign", "sign-w1", **SIGN)
TOLD = raised("sign:sign-w1", **SIGN)
PAPER = {"device": "printer-k1", "kiosk": "k1", "cause": "paper_out", "since": T0}
AWAY = {"board": "f1", "state": "gone", "since": T0}
DISK = noted("disk", free_mb=300)
KIOSK_AWAY = noted("kiosk", "k1", kiosk="k1", since=T0)
KIOSK_OFF = happened(m.KioskSwitched, kiosk="k1", on=False, reason="维修")
DISK_TOLD = happened(m.AlarmRaised, alarm="disk", kind="disk", facts={"free_mb": 300})
READY = [*TIMED_PREP, rung("readiness", "8:25")]
LONG = TWO.settings.promise_s * S
HELP = raised("help:w1", window="w1", staff=ANN, note="")
WAITED = raised("wait:social", queue="social")
PAUSED = raised("suspended:w1", window="w1")

NOTES: dict[str, Case] = {
    "a sign is lost": (PLAN, OPEN, note("sign", "sign-w1", **SIGN), [LOST]),
    "that is known": (PLAN, [*OPEN, LOST], note("sign", "sign-w1", **SIGN), []),
    "for another reason now": (
        PLAN,
        [*OPEN, LOST],
        note("sign", "sign-w1", **SIGN | {"cause": "unplugged"}),
        [noted("sign", "sign-w1", **SIGN | {"cause": "unplugged"})],
    ),
    "it is well again": (
        PLAN,
        [*OPEN, LOST],
        note("sign", "sign-w1", present=False, cause="forgotten"),
        [noted("sign", "sign-w1", present=False)],
    ),
    "it was well": (PLAN, OPEN, note("sign", "sign-w1", present=False), []),
    "what nobody knows": (PLAN, OPEN, note("weather"), "unknown_alarm"),
    "while the hall comes back it is known": (
        PLAN,
        [*OPEN, gap(600, recovery=True)],
        note("disk", free_mb=300),
        [DISK],
    ),
}
DEVICES: dict[str, Case] = {
    "a sign where somebody sits": (PLAN, [*OPEN, signed_in(), LOST], tick(), [TOLD]),
    "where nobody sits it waits": (PLAN, [*OPEN, LOST], tick(), []),
    "who sits there has left": (
        PLAN,
        [*OPEN, signed_in(), LOST, TOLD, signed_out()],
        tick(),
        [cleared("sign:sign-w1")],
    ),
    "a pause leaves it an alarm": (PLAN, [*OPEN, signed_in(), suspended(), LOST], tick(), [TOLD]),
    "before the doors open, too": (TIMED, [*TIMED_PREP, signed_in(), LOST], tick(), [TOLD]),
    "well again": (
        PLAN,
        [*OPEN, signed_in(), LOST, TOLD, noted("sign", "sign-w1", present=False)],
        tick(),
        [cleared("sign:sign-w1")],
    ),
    "at a window that is gone": (PLAN, [*OPEN, noted("sign", "s9", window="w9")], tick(), []),
    "a kiosk without paper": (
        PLAN,
        [*OPEN, noted("printer", "printer-k1", **PAPER)],
        tick(),
        [raised("printer:printer-k1", **PAPER)],
    ),
    "at night a kiosk may be off": (
        TIMED,
        [*TIMED_PREP, noted("printer", "printer-k1", **PAPER)],
        tick(),
        [],
    ),
    "not when the doors are about to open": (
        TIMED,
        [*READY, noted("printer", "printer-k1", **PAPER)],
        tick(oclock("8:25")),
        [raised("printer:printer-k1", **PAPER)],
    ),
    "a board away while the hall calls": (
        PLAN,
        [*OPEN, noted("board", "f1", **AWAY)],
        tick(),
        [raised("board:f1", **AWAY)],
    ),
    "a kiosk away while it is to give numbers": (
        PLAN,
        [*OPEN, KIOSK_AWAY],
        tick(),
        [raised("kiosk:k1", kiosk="k1", since=T0)],
    ),
    "one that the duty officer has switched off": (PLAN, [*OPEN, KIOSK_AWAY, KIOSK_OFF], tick(), []),
    "after hours it may be away": (
        PLAN,
        [*OPEN, KIOSK_AWAY, raised("kiosk:k1", kiosk="k1", since=T0), happened(m.HallExtended)],
        tick(),
        [cleared("kiosk:k1")],
    ),
    "before that it may be": (TIMED, [*READY, noted("board", "f1", **AWAY)], tick(oclock("8:25")), []),
    "the disk, at any hour of work": (TIMED, [*TIMED_PREP, DISK], tick(), [DISK_TOLD]),
    "not in a closed hall": (PLAN, [*CLOSED, DISK], tick(), []),
    "nothing while handled by hand": (
        PLAN,
        [*OPEN, happened(m.OutageDeclared, incident="IN-1", reason="停电"), DISK],
        tick(),
        [],
    ),
    "nothing after a long stop, until a person resumes": (
        PLAN,
        [*OPEN, gap(600, recovery=True), DISK],
        tick(),
        [],
    ),
    "then it is told": (
        PLAN,
        [*OPEN, gap(600, recovery=True), DISK, happened(m.HallRecovered)],
        tick(),
        [DISK_TOLD],
    ),
    "closing the day clears it": (
        PLAN,
        [*OPEN, DISK, DISK_TOLD],
        want(m.CloseHall),
        [cleared("disk"), happened(m.HallClosed, reason="day_closed")],
    ),
}
AGAIN = [
    *OPEN,
    signed_in(),
    LOST,
    TOLD,
    noted("sign", "sign-w1", present=False),
    cleared("sign:sign-w1"),
    LOST,
]
JUMPED = [noted("clock_jump", by_s=9), raised("clock_jump", by_s=9)]
FLAPS: dict[str, Case] = {
    "back after a moment: told already": (only(again_s=300), AGAIN, tick(T0 + 299 * S), []),
    "still gone five minutes after it was told": (only(again_s=300), AGAIN, tick(T0 + 300 * S), [TOLD]),
    "the clock jumped again, and somebody had looked at the first time": (
        only(again_s=300),
        [*OPEN, *JUMPED, cleared("clock_jump", "已核对"), noted("clock_jump", by_s=-9)],
        tick(),
        [raised("clock_jump", by_s=-9)],
    ),
    "a hall that wants to hear each time": (only(again_s=0), AGAIN, tick(), [TOLD]),
}
WAITS: dict[str, Case] = {
    "just as long as promised": (only(promise=True), [*OPEN, taken()], tick(T0 + LONG), []),
    "longer than promised": (only(promise=True), [*OPEN, taken()], tick(T0 + LONG + 1), [WAITED]),
    "a hall that does not mind": (only(promise=False), [*OPEN, taken()], tick(T0 + LONG + 1), []),
    "the time by hand counts for nobody": (
        only(promise=True),
        [
            *OPEN,
            taken(),
            gap(600, recovery=True, at=T0 + LONG),
            happened(m.HallRecovered, T0 + LONG + 60 * S),
        ],
        tick(T0 + LONG + 61 * S),
        [],
    ),
    "called, and the next one has time": (
        only(promise=True),
        [*OPEN, taken(), taken(serial=2, at=T0 + LONG), WAITED, signed_in(), called()],
        tick(T0 + LONG + 1),
        [cleared("wait:social")],
    ),
    "who was sent to a window waits, too": (
        only(promise=True),
        [*OPEN, signed_in(), taken(), called(), transferred("window", "w2")],
        tick(T0 + LONG + 1),
        [WAITED],
    ),
    "at lunch nobody counts": (
        only(promise=True),
        [*OPEN, taken(), WAITED, happened(m.HallAtLunch)],
        tick(T0 + LONG + 1),
        [cleared("wait:social")],
    ),
    "suspended for a while": (
        only(suspended_s=600),
        [*OPEN, signed_in(), suspended()],
        tick(T0 + 599 * S),
        [],
    ),
    "suspended for too long": (
        only(suspended_s=600),
        [*OPEN, signed_in(), suspended()],
        tick(T0 + 600 * S),
        [PAUSED],
    ),
    "for lunch": (
        only(suspended_s=600),
        [*OPEN, signed_in(), suspended(reason="轮流用餐")],
        tick(T0 + 9000 * S),
        [],
    ),
    "resumed": (
        only(suspended_s=600),
        [*OPEN, signed_in(), suspended(), PAUSED, resumed()],
        tick(T0 + 601 * S),
        [cleared("suspended:w1")],
    ),
    "paused since before the doors opened": (
        only(TIMED, suspended_s=600),
        [*TIMED_PREP, signed_in(), suspended(), *TIMED_OPEN[1:]],
        tick(oclock("8:39:59")),
        [],
    ),
    "a hall that minds no pause": (
        only(suspended_s=0),
        [*OPEN, signed_in(), suspended()],
        tick(T0 + 9000 * S),
        [],
    ),
}
UNHEARD = [*OPEN, signed_in(), HELP, TOLD, LOST]
ESCALATES: dict[str, Case] = {
    "for three minutes it is told once": (only(escalate_s=180), UNHEARD, tick(T0 + 179 * S), []),
    "then once more, all in one": (
        only(escalate_s=180),
        UNHEARD,
        tick(T0 + 180 * S),
        [louder("help:w1", "sign:sign-w1")],
    ),
    "and not for a third time": (
        only(escalate_s=180),
        [*UNHEARD, louder("help:w1", "sign:sign-w1")],
        tick(T0 + 9000 * S),
        [],
    ),
    "what somebody has taken is not": (
        only(escalate_s=180),
        [*UNHEARD, has_taken("help:w1")],
        tick(T0 + 180 * S),
        [louder("sign:sign-w1")],
    ),
    "before the doors open nobody may be there": (
        only(TIMED, escalate_s=180),
        [*TIMED_PREP, signed_in(), LOST, TOLD],
        tick(oclock("8:20")),
        [],
    ),
    "then it has its time": (
        only(TIMED, escalate_s=180),
        [*TIMED_PREP, signed_in(), LOST, TOLD, *TIMED_OPEN[1:]],
        tick(oclock("8:32:59")),
        [],
    ),
    "a hall that tells once": (only(escalate_s=0), UNHEARD, tick(T0 + 9000 * S), []),
    "in a closed hall nobody hears it": (
        only(escalate_s=180),
        [*OPEN, HELP, happened(m.HallClosed), happened(m.HallDarkened)],
        tick(T0 + 9000 * S),
        [],
    ),
    "a short stop counts for nothing": (
        only(escalate_s=180),
        [*OPEN, HELP, gap(60, recovery=False, at=T0 + 100 * S)],
        tick(T0 + 239 * S),
        [],
    ),
    "but no longer": (
        only(escalate_s=180),
        [*OPEN, HELP, gap(60, recovery=False, at=T0 + 100 * S)],
        tick(T0 + 240 * S),
        [louder("help:w1")],
    ),
    "by hand nothing is told louder": (
        only(escalate_s=180),
        [*OPEN, HELP, gap(600, recovery=True, at=T0 + 700 * S)],
        tick(T0 + 9000 * S),
        [],
    ),
    "nor at once when a person resumes": (
        only(escalate_s=180),
        [*OPEN, HELP, gap(600, recovery=True, at=T0 + 700 * S), happened(m.HallRecovered, T0 + 8000 * S)],
        tick(T0 + 8000 * S + 79 * S),
        [],
    ),
}
TAKES: dict[str, Case] = {
    "an officer takes it": (TWO, [*OPEN, HELP], take("help:w1"), [has_taken("help:w1")]),
    "again": (TWO, [*OPEN, HELP, has_taken("help:w1")], take("help:w1"), []),
    "two at once: the second is told": (
        TWO,
        [*OPEN, HELP, has_taken("help:w1")],
        take("help:w1", by=DON),
        "alarm_taken",
    ),
    "who has it has left the plan": (
        TWO,
        [*OPEN, HELP, has_taken("help:w1", by="zx-gone")],
        take("help:w1"),
        "alarm_taken",
    ),
    "taken over from a colleague": (
        TWO,
        [*OPEN, HELP, has_taken("help:w1")],
        take("help:w1", by=DON, of=DUTY),
        [has_taken("help:w1", by=DON, of=DUTY)],
    ),
    "from one who does not have it": (TWO, [*OPEN, HELP], take("help:w1", by=DON, of=DUTY), "alarm_free"),
    "many, each once, and those that are left": (
        TWO,
        [*OPEN, HELP, TOLD, DISK_TOLD, has_taken("disk", by=DON)],
        take("sign:sign-w1", "help:w1", "sign:sign-w1", "disk", "gone"),
        [has_taken("sign:sign-w1", "help:w1")],
    ),
    "what has gone": (TWO, OPEN, take("help:w1"), "unknown_alarm"),
    "nothing": (TWO, OPEN, take(), "unknown_alarm"),
    "a clerk": (TWO, [*OPEN, HELP], take("help:w1", by=ANN), "forbidden"),
    "a note": (
        TWO,
        [*OPEN, HELP],
        write("help:w1"),
        [happened(m.AlarmNoted, alarm="help:w1", text="已报修")],
    ),
    "a note of nothing": (TWO, [*OPEN, HELP], write("help:w1", " "), "note_required"),
    "a note on what has gone": (TWO, OPEN, write("help:w1"), "unknown_alarm"),
    "a clerk's note": (TWO, [*OPEN, HELP], write("help:w1", by=ANN), "forbidden"),
    "a jump of the clock stays until somebody has looked": (
        TWO,
        [
            *OPEN,
            noted("clock_jump", by_s=3600),
            happened(m.AlarmRaised, alarm="clock_jump", kind="clock_jump"),
        ],
        tick(),
        [],
    ),
    "then it goes": (
        TWO,
        [
            *OPEN,
            noted("clock_jump", by_s=3600),
            happened(m.AlarmRaised, alarm="clock_jump", kind="clock_jump"),
        ],
        want(m.AnswerAlarm, actor=f"staff:{DUTY}", alarm="clock_jump", note="已核对"),
        [cleared("clock_jump", "已核对")],
    ),
    "the disk cannot be talked away": (
        TWO,
        [*OPEN, DISK, DISK_TOLD],
        want(m.AnswerAlarm, actor=f"staff:{DUTY}", alarm="disk", note="知道了"),
        "clears_itself",
    ),
}


CASES: dict[str, Case] = NOTES | DEVICES | FLAPS | WAITS | ESCALATES | TAKES


DUE = {
    "a promise that ends": (only(promise=True), [*OPEN, taken()], T0 + LONG + 1),
    "a pause": (only(suspended_s=600), [*OPEN, signed_in(), suspended()], T0 + 600 * S),
    "a second telling": (only(escalate_s=180), [*OPEN, HELP], T0 + 180 * S),
    "what came back": (only(again_s=300), AGAIN, T0 + 300 * S),
    "nothing": (only(), [*OPEN, HELP, taken()], None),
}


@pytest.mark.parametrize(("plan", "given", "due"), DUE.values(), ids=DUE)
def test_the_clock_is_looked_at_when_something_is_to_be_told(plan, given, due):
    assert next_due(hall_after(given, plan)) == due


def test_a_jump_that_somebody_looked_at_is_told_no_more():
    given = [
        *OPEN,
        noted("clock_jump", by_s=-90),
        happened(m.AlarmRaised, alarm="clock_jump", kind="clock_jump"),
    ]
    hall = hall_after([*given, cleared("clock_jump", "已核对")], strict())
    assert (hall.conditions, hall.alarms) == ({}, {})
    assert told(apply(hall, tick(T0 + 900 * S))) == []


def test_what_was_wrong_yesterday_is_noted_anew_today():
    hall = hall_after([*OPEN, signed_in(), LOST, TOLD], strict())
    apply(hall, start_day(NEXT_DAY))
    assert (hall.day, hall.conditions, hall.alarms, hall.raised_at) == (NEXT_DAY, {}, {}, {})


def test_a_flapping_sign_is_told_once_in_five_minutes():
    """It comes and goes every ten seconds for an hour."""
    hall = hall_after([*OPEN, signed_in()], strict(escalate_s=0, suspended_s=0))
    raises = []
    for second in range(0, 3600, 10):
        lost = second % 20 == 0
        apply(hall, note("sign", "sign-w1", at=T0 + second * S, present=lost, **(SIGN if lost else {})))
        raises += [e.at for e in apply(hall, tick(T0 + second * S)) if isinstance(e, m.AlarmRaised)]
    assert len(raises) <= 12
    assert all(later - earlier >= 300 * S for earlier, later in pairwise(raises))


# ---------------------------------------------------------------- as officers read it

WORDS = {
    "a sign": (TOLD, "1号窗口显示屏无应答", "The sign at Window 1 does not answer"),
    "for a reason that has no words": (
        raised("rater:rater-w1", window="w1", device="rater-w1", cause="nack_03"),
        "1号窗口评价器故障",
        "The rating device at Window 1 is out of order",
    ),
    "a kiosk's printer": (
        raised("printer:printer-k1", **PAPER),
        "一楼取号机打印机缺纸",
        "The printer printer-k1 is out of paper",
    ),
    "of a kiosk that is gone": (
        raised("printer:p9", device="p9", kiosk="k9", cause="offline"),
        "打印机脱机",
        "The printer p9 is offline",
    ),
    "a board": (raised("board:f1", **AWAY), "一楼屏未连接", "Board 一楼屏 is away"),
    "a kiosk": (raised("kiosk:k1", kiosk="k1"), "一楼取号机未连接", "Kiosk k1 is away"),
    "a kiosk that is gone from the plan": (raised("kiosk:k9", kiosk="k9"), "k9未连接", "Kiosk k9 is away"),
    "a board that is gone from the plan": (raised("board:f9", board="f9"), "f9未连接", "Board f9 is away"),
    "a zone nobody has touched": (
        raised("voice:f1", **AWAY | {"state": "off"}),
        "一楼屏声音未开启",
        "Board 一楼屏 has no sound",
    ),
    "a zone that says nothing": (
        raised("voice:f1", **AWAY | {"state": "silent"}),
        "一楼屏没有播报",
        "Board 一楼屏 is silent",
    ),
    "the clock": (
        happened(m.AlarmRaised, alarm="clock", kind="clock"),
        "服务器时间没有与标准时间同步",
        "The server's clock is not kept right by a time server",
    ),
    "an hour ahead": (
        raised("clock_jump", by_s=3600),
        "服务器时间向前跳了60分钟",
        "The server's clock jumped by 3600 s",
    ),
    "a little back": (
        raised("clock_jump", by_s=-90),
        "服务器时间向后跳了90秒",
        "The server's clock jumped by -90 s",
    ),
    "the disk": (DISK_TOLD, "数据磁盘将满,只剩 300 MB", "The data disk is nearly full: 300 MB left"),
    "a kiosk whose page has gone": (
        raised("kiosk:k1", kiosk="k1", since=T0),
        "一楼取号机未连接",
        "Kiosk k1 is away",
    ),
    "a report to be sent": (
        raised("report:2026-10", month="2026-10", due="2026-11-05"),
        "2026-10 月度报告已生成,应于 2026-11-05 前报送",
        "The report of 2026-10 is ready; to be sent by 2026-11-05",
    ),
    "a report that was not sent": (
        raised("report_late:2026-10", month="2026-10", due="2026-11-05"),
        "2026-10 月度报告未报送,期限 2026-11-05 已过",
        "The report of 2026-10 was due on 2026-11-05, not sent",
    ),
    "not sent": (raised("outbox", count=12), "12条数据未能上报", "12 records could not be sent"),
    "a wait": (WAITED, "社会保险A001等候超过45分钟", "A001 waits for Social insurance for over 45 min"),
    "a wait of nobody": (
        raised("wait:tax", queue="tax"),
        "契税等候超过45分钟",
        "waits for Deed tax for over 45 min",
    ),
    "a pause": (PAUSED, "1号窗口暂停过久:取材料", "Window 1 is paused for long"),
    "a pause at a window that is gone": (
        raised("suspended:w9", window="w9"),
        "暂停过久",
        " is paused for long",
    ),
}


@pytest.mark.parametrize(("alarm", "zh", "en"), WORDS.values(), ids=WORDS)
def test_an_alarm_in_words(alarm, zh, en):
    hall = hall_after([*OPEN, taken(), signed_in(), suspended(), alarm])
    (line,) = alarm_lines(hall)
    assert (line["text"], line["text_en"]) == (zh, en)
    assert line["advice"].endswith("。")
    assert line["advice_en"].isascii()


def test_every_alarm_has_words_and_an_instruction():
    """R117: nobody is asked to repair anything."""
    kinds = NOTED | WATCHED | PERSON
    assert kinds - DEVICE_NAMES.keys() <= ADVICE.keys() | set()
    assert DEVICE_NAMES.keys() <= NOTED
    assert GROUPS.keys() <= WATCHED
    assert all(zh.startswith("请") for zh, _ in ADVICE.values())
    for words in (*ADVICE.values(), *CAUSES.values(), *GROUPS.values()):
        assert all(words)
        assert not {"重启", "拆", "修理"} & {words[0][i : i + 2] for i in range(len(words[0]))}


def test_the_cause_is_the_present_one():
    """First without paper, then its cover is open: the line and the instruction say what is so now."""
    cover = noted("printer", "printer-k1", **PAPER | {"cause": "cover_open"})
    hall = hall_after(
        [*OPEN, noted("printer", "printer-k1", **PAPER), raised("printer:printer-k1", **PAPER), cover]
    )
    (line,) = alarm_lines(hall)
    assert line["text"] == "一楼取号机打印机盖子开着"
    assert "盖子" in line["advice"]


def test_a_line_leads_to_its_cause():
    given = [*OPEN, signed_in(), taken(), taken("tax", at=T0 - 5 * MIN), called(), LOST, TOLD]
    hall = hall_after([*given, raised("wait:tax", at=T0 + S, queue="tax")], TWO)
    wait, sign = alarm_lines(hall)
    about = {"device": "sign-w1", "window": "w1", "place": "1号窗口", "state": "calling", "number": "A001"}
    assert sign["about"].items() >= about.items()
    assert sign["about"]["staff"] == {"no": ANN, "name": "安敏"}
    assert (sign["since"], sign["floor"], sign["kind"]) == (T0, "1", "sign")
    tax = {"queue": "tax", "place": "契税", "waiting": 1, "number": "B001"}
    assert wait["about"].items() >= tax.items()
    assert wait["since"] == T0 - 5 * MIN
    kiosk = hall_after([*OPEN, raised("printer:printer-k1", **PAPER)])
    assert alarm_lines(kiosk)[0]["about"] == {
        "device": "printer-k1",
        "kiosk": "k1",
        "cause": "paper_out",
        "place": "一楼取号机",
    }
    empty = hall_after(
        [*TIMED_OPEN, raised("unmanned:w1", oclock("9:00"), window="w1"), raised("wait:tax", queue="tax")],
        TIMED,
    )
    assert [line["since"] for line in alarm_lines(empty)] == [T0, T0]
    assert "ticket" not in alarm_lines(empty)[1]["about"]


def test_who_has_it_what_was_written_and_what_comes_first():
    given = [*OPEN, signed_in(), TOLD, HELP, DISK_TOLD, has_taken("disk", at=T0 + S)]
    wrote = happened(m.AlarmNoted, T0 + 2 * S, f"staff:{DON}", alarm="disk", text="已报修")
    hall = hall_after(
        [*given, wrote, happened(m.AlarmNoted, T0, "staff:zx-gone", alarm="disk", text="看过")], TWO
    )
    lines = alarm_lines(hall)
    assert [(line["id"], line["urgent"], line["answerable"]) for line in lines] == [
        ("help:w1", True, True),
        ("sign:sign-w1", False, False),
        ("disk", True, False),
    ]
    assert (lines[2]["owner"], lines[2]["taken_at"]) == ({"no": DUTY, "name": "杜明"}, T0 + S)
    assert lines[2]["notes"] == [
        {"at": T0 + 2 * S, "by": "董宁", "text": "已报修"},
        {"at": T0, "by": "zx-gone", "text": "看过"},
    ]
    louder_now = hall_after([*given, louder("sign:sign-w1", at=T0 + 180 * S)], TWO)
    sign = next(line for line in alarm_lines(louder_now) if line["kind"] == "sign")
    assert (sign["urgent"], sign["escalated_at"]) == (True, T0 + 180 * S)


MANY = replace(
    TWO, windows=tuple(replace(PLAN.windows[0], id=f"w{n}", label=f"{n}号窗口") for n in range(1, 41))
)


def forty(*but: int) -> list[m.Event]:
    return [
        raised(f"sign:s{n:02d}", T0 + n, device=f"s{n:02d}", window=f"w{n}", cause="unplugged", since=T0 - n)
        for n in range(1, 41)
        if n not in but
    ]


def test_forty_signs_are_one_line_that_opens():
    hall = hall_after([*OPEN, *forty(), HELP], replace(MANY, alarms=strict().alarms))
    help_, signs = alarm_lines(hall)
    assert (signs["id"], signs["text"], signs["text_en"]) == (
        "group:sign",
        "40块窗口屏失联",
        "40 window signs are lost",
    )
    assert [member["id"] for member in signs["members"]] == [f"sign:s{n:02d}" for n in range(1, 41)]
    assert (signs["since"], signs["at"], signs["owner"], signs["about"]) == (T0 - 40, T0 + 40, None, {})
    assert (help_["members"], signs["urgent"], signs["escalated_at"]) == ([], False, None)


def test_a_group_is_somebodys_when_all_of_it_is():
    plan = replace(MANY, alarms=strict().alarms)
    hall = hall_after([*OPEN, *forty()], plan)
    names = [f"sign:s{n:02d}" for n in range(1, 41)]
    apply(hall, take(*names[1:]))
    (signs,) = alarm_lines(hall)
    assert signs["owner"] is None
    apply(hall, take(*names))
    (signs,) = alarm_lines(hall)
    assert signs["owner"] == {"no": DUTY, "name": "杜明"}


def test_how_many_are_one_line_is_the_halls_own_word():
    three = forty(*range(4, 41))
    assert len(alarm_lines(hall_after([*OPEN, *three], replace(MANY, alarms=replace(STRICT, group=3))))) == 1
    assert len(alarm_lines(hall_after([*OPEN, *three], replace(MANY, alarms=replace(STRICT, group=4))))) == 3
    assert (
        len(alarm_lines(hall_after([*OPEN, *forty()], replace(MANY, alarms=replace(STRICT, group=0))))) == 40
    )


def test_a_call_for_help_is_never_one_of_many():
    calls = [raised(f"help:w{n}", window=f"w{n}", staff=ANN, note="") for n in range(1, 41)]
    assert len(alarm_lines(hall_after([*OPEN, *calls], MANY))) == 40
