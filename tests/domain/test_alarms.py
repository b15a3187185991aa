"""What is told of devices, boards, clock and disk, who takes it, and when it is told louder (R24, R117)."""

from itertools import pairwise

import pytest

from server.domain import messages as m
from server.domain.decide import next_due
from tests.domain.alarmed import (
    AWAY,
    DISK,
    DISK_TOLD,
    DON,
    HELP,
    KIOSK_AWAY,
    KIOSK_OFF,
    LONG,
    LOST,
    PAPER,
    PAUSED,
    READY,
    SIGN,
    TOLD,
    TWO,
    WAITED,
    has_taken,
    louder,
    note,
    noted,
    only,
    strict,
    take,
    tick,
    write,
)
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
    signed_in,
    signed_out,
    start_day,
    suspended,
    taken,
    told,
    transferred,
    want,
)

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
