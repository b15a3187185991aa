"""What the duty officer is told without asking, and until when (R2, R41, R45, decision 15)."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.decide import next_due
from server.domain.facts.calendar import DayEdit, DayKind
from server.domain.hall import Hall
from server.domain.views.duty import duty_view
from server.domain.words.alarms import alarm_words
from tests.halls import (
    ANN,
    BEN,
    DAY,
    EVE,
    INCIDENT,
    OPEN,
    PLAN,
    T0,
    TIMED,
    TIMED_OPEN,
    TIMED_PREP,
    Case,
    S,
    apply,
    at_window,
    called,
    cleared,
    expired,
    finished,
    gap,
    hall_after,
    happened,
    lapsed,
    oclock,
    plan_with,
    press,
    raised,
    rung,
    serving,
    signed_in,
    start_day,
    suspended,
    taken,
    told,
    want,
)

EMPTY = replace(
    TIMED,
    windows=(*TIMED.windows[:2], replace(TIMED.windows[2], staffed=False), TIMED.windows[3]),
    settings=replace(TIMED.settings, unmanned_s=180),
)
"""Of its windows 1 and 2 should have somebody; w3 need not, and the bank has nobody of ours."""
CROWDED = plan_with(waiting_alarm=2)
HOLIDAY = replace(EMPTY, calendar=replace(TIMED.calendar, edits={DAY: DayEdit(DAY, DayKind.DUTY, ("w2",))}))
FEW = replace(TIMED, settings=replace(TIMED.settings, min_staff=2))
FEW_A_WHILE = replace(FEW, settings=replace(FEW.settings, unmanned_s=180), windows=PLAN.windows)

READY = [*TIMED_PREP, rung("readiness", "8:25")]
BOTH = [signed_in("w1", ANN), signed_in("w2", BEN)]
UNMANNED = [raised("unmanned:w1", window="w1"), raised("unmanned:w2", window="w2")]
THREE_WAIT = [*OPEN, *(taken(serial=n) for n in (1, 2, 3))]
MANY = raised("waiting:social", queue="social", count=3)
TOO_FEW = raised("min_staff", least=2)


def tick(clock: str = "") -> m.Command:
    return want(m.Tick, oclock(clock) if clock else T0)


CASES: dict[str, Case] = {
    # ------------------------------------------------------------ nobody there
    "before the list of readiness nobody is missed": (EMPTY, TIMED_PREP, tick("8:20"), []),
    "five minutes before opening (4.1)": (EMPTY, READY, tick("8:25"), UNMANNED),
    "who is missing then is told once": (EMPTY, [*READY, *UNMANNED], tick("8:26"), []),
    "who came is taken off the list": (
        EMPTY,
        [*READY, *UNMANNED, signed_in("w2", BEN)],
        tick("8:26:10"),
        [cleared("unmanned:w2")],
    ),
    "the doors open, the list stays": (
        EMPTY,
        [*READY, *UNMANNED, rung("open", "8:30"), happened(m.HallOpened, oclock("8:30"))],
        tick("8:30"),
        [],
    ),
    "after opening, a clerk may be three minutes late": (EMPTY, TIMED_OPEN, tick("8:32:59"), []),
    "and then it is an alarm": (EMPTY, TIMED_OPEN, tick("8:33"), UNMANNED),
    "the chair is empty for a while": (
        EMPTY,
        [*TIMED_OPEN, *BOTH, happened(m.SignedOut, oclock("9:00"), window="w1", staff=ANN)],
        tick("9:02:59"),
        [],
    ),
    "the chair is empty for too long (R41)": (
        EMPTY,
        [*TIMED_OPEN, *BOTH, happened(m.SignedOut, oclock("9:00"), window="w1", staff=ANN)],
        tick("9:03"),
        UNMANNED[:1],
    ),
    "a paused window is not empty": (EMPTY, [*TIMED_OPEN, *BOTH, suspended()], tick("10:00"), []),
    "at lunch nobody need sit there": (
        EMPTY,
        [*TIMED_OPEN, *UNMANNED, rung("close", "11:30"), happened(m.HallAtLunch)],
        tick("11:30"),
        [cleared("unmanned:w1"), cleared("unmanned:w2")],
    ),
    "before the afternoon they are missed again": (
        EMPTY,
        [*TIMED_OPEN, happened(m.HallAtLunch), rung("readiness", "13:55")],
        tick("13:55"),
        UNMANNED,
    ),
    "a duty day misses only who is on duty": (HOLIDAY, READY, tick("8:25"), UNMANNED[1:]),
    "a hall that a person closed misses nobody": (
        EMPTY,
        [*TIMED_OPEN, happened(m.HallClosed), happened(m.HallDarkened), rung("readiness", "13:55")],
        tick("13:56"),
        [],
    ),
    "a hall that does not mind": (TIMED, TIMED_OPEN, tick("11:00"), []),
    "handled by hand, nothing is watched": (
        EMPTY,
        [*TIMED_OPEN, happened(m.OutageDeclared, incident=INCIDENT, reason="停电")],
        tick("9:00"),
        [],
    ),
    "nor while the hall comes back": (EMPTY, [*TIMED_OPEN, gap(600, recovery=True)], tick("9:00"), []),
    "nor is an alarm cleared then": (
        EMPTY,
        [*TIMED_OPEN, *UNMANNED, *BOTH, gap(600, recovery=True)],
        tick("9:00"),
        [],
    ),
    # ------------------------------------------------------------ too few people
    "one of two at work, from the first minute": (
        FEW,
        [*TIMED_OPEN, signed_in()],
        tick("8:30"),
        [TOO_FEW],
    ),
    "where a while is given, not before it is over": (
        FEW_A_WHILE,
        [*TIMED_OPEN, signed_in("w3", EVE)],
        tick("8:32:59"),
        [],
    ),
    "who pauses is not at work": (FEW, [*TIMED_OPEN, *BOTH, suspended()], tick("9:00"), [TOO_FEW]),
    "enough": (FEW, [*TIMED_OPEN, *BOTH], tick("9:00"), []),
    "enough again": (FEW, [*TIMED_OPEN, TOO_FEW, *BOTH], tick("9:00"), [cleared("min_staff")]),
    "after closing they may be fewer": (
        FEW,
        [*TIMED_OPEN, TOO_FEW, rung("close", "17:00"), happened(m.HallExtended)],
        tick("17:00"),
        [cleared("min_staff")],
    ),
    # ------------------------------------------------------------ too many people
    "two wait": (CROWDED, THREE_WAIT[:-1], tick(), []),
    "a third comes": (CROWDED, THREE_WAIT, tick(), [MANY]),
    "a fourth is no news": (CROWDED, [*THREE_WAIT, MANY, taken(serial=4)], tick(), []),
    "each queue for itself": (CROWDED, [*THREE_WAIT[:-1], taken("tax")], tick(), []),
    "one is called": (
        CROWDED,
        [*THREE_WAIT, MANY, signed_in(), called()],
        tick(),
        [cleared("waiting:social")],
    ),
    "who waits after closing still waits": (
        CROWDED,
        [*THREE_WAIT, MANY, happened(m.HallExtended)],
        tick(),
        [],
    ),
    "with the day, it is over": (
        CROWDED,
        [*THREE_WAIT, MANY, happened(m.HallExtended)],
        want(m.CloseHall),
        [
            *(expired(f"20261123-A00{n}") for n in (1, 2, 3)),
            cleared("waiting:social"),
            happened(m.HallClosed, reason="day_closed"),
        ],
    ),
    "a hall that counts nobody": (PLAN, THREE_WAIT, tick(), []),
    # ------------------------------------------------------------ what else a tick does, first things first
    "a rating lapses before anything is watched": (
        CROWDED,
        [*THREE_WAIT, taken(serial=4), signed_in(), called(), serving(), finished()],
        want(m.Tick, T0 + 31 * S),
        [lapsed()],
    ),
}


WATCHES = {
    "unmanned": (EMPTY, TIMED_OPEN, oclock("8:33")),
    "unmanned, one of them told": (EMPTY, [*TIMED_OPEN, signed_in(), UNMANNED[1]], None),
    "too few": (FEW_A_WHILE, [*TIMED_OPEN, *BOTH[:1], *UNMANNED, raised("unmanned:w3")], oclock("8:33")),
    "enough": (FEW, [*TIMED_OPEN, *BOTH], None),
}


@pytest.mark.parametrize(("plan", "given", "due"), WATCHES.values(), ids=WATCHES)
def test_the_clock_is_looked_at_when_a_condition_comes_about(plan, given, due):
    noon = oclock("11:20")
    assert next_due(hall_after(given, plan)) == (due or noon)


def ticked(hall: Hall, clock: str) -> list[m.Event]:
    """Every step of the clock at this hour."""
    seen: list[m.Event] = []
    while events := apply(hall, tick(clock)):
        seen += events
    return seen


def test_a_morning_without_a_clerk():
    """Missed at 8:25, cleared when somebody sits down, missed again three minutes after he left."""
    hall = Hall(EMPTY)
    apply(hall, want(m.StartDay, day=DAY, midnight=T0))
    ticked(hall, "8:25")
    assert list(hall.alarms) == ["unmanned:w1", "unmanned:w2"]
    for command in (at_window(m.SignIn, at=oclock("8:26")), at_window(m.SignIn, "w2", BEN)):
        apply(hall, command)
    ticked(hall, "8:30")
    assert hall.alarms == {}
    apply(hall, at_window(m.SignOut, at=oclock("9:00"), reason="身体不适"))
    assert next_due(hall) == oclock("9:03")
    ticked(hall, "9:03")
    assert [alarm_words(hall, a)[0] for a in hall.alarms.values()] == ["1号窗口无人在岗"]


def test_the_count_of_an_alarm_is_the_present_one():
    hall = hall_after([*THREE_WAIT, MANY, taken(serial=4)], CROWDED)
    assert [a["text"] for a in duty_view(hall, {})["alarms"]] == ["社会保险等候4人"]


WORDS = {
    "waiting": (MANY, "社会保险等候0人", "0 wait for Social insurance"),
    "unmanned": (UNMANNED[0], "1号窗口无人在岗", "Nobody at Window 1"),
    "min_staff": (TOO_FEW, "在岗窗口不足2个", "Fewer than 2 windows at work"),
    "help": (raised("help:w1", window="w1"), "1号窗口呼叫值班", "Window 1 calls for the duty officer"),
    "help, and why": (
        raised("help:w1", window="w1", note="争吵"),
        "1号窗口呼叫值班:争吵",
        "Window 1 calls for the duty officer",
    ),
    "help, and what was answered": (
        raised("help:w1", window="w1", note="争吵", by="zx-duty", answer="马上到"),
        "1号窗口呼叫值班:争吵(杜明已回复:马上到)",
        "Window 1 calls for the duty officer (answered)",
    ),
    "bad rating": (
        raised("bad_rating:BR-20261123-001", window="w1"),
        "1号窗口收到差评",
        "Bad rating at Window 1",
    ),
    "unbalanced": (
        raised("unbalanced", issued=7),
        "今日票数不符,共 7 张",
        "The day's sum does not add up: 7",
    ),
    "of a window that is gone": (raised("unmanned:w9", window="w9"), "无人在岗", "Nobody at "),
}


@pytest.mark.parametrize(("alarm", "zh", "en"), WORDS.values(), ids=WORDS)
def test_an_alarm_in_words(alarm, zh, en):
    hall = hall_after([*OPEN, alarm])
    (shown,) = duty_view(hall, {})["alarms"]
    assert (shown["text"], shown["text_en"]) == (zh, en)


def test_an_alarm_names_its_floor_only_where_it_has_one():
    hall = hall_after([*OPEN, UNMANNED[0], TOO_FEW])
    shown = [(a["window"], a["floor"], a["answerable"]) for a in duty_view(hall, {})["alarms"]]
    assert shown == [(None, None, False), ("w1", "1", False)]


def test_a_bad_rating_waits_for_a_person_over_the_closing_of_the_day():
    hall = hall_after([*OPEN, taken(), signed_in(), called(), serving(), finished()])
    apply(hall, press(1))
    apply(hall, want(m.Tick))
    apply(hall, want(m.CloseHall))
    assert list(hall.alarms) == ["bad_rating:BR-20261123-001"]
    apply(hall, start_day("2026-11-24"))
    assert hall.alarms == {}


def test_a_minute_of_standing_in_costs_no_alarm_when_nobody_left():
    """09:10 (4.1): suspended for 40 s, then B: the window was never empty."""
    hall = hall_after([*TIMED_OPEN, *BOTH, suspended()], EMPTY)
    assert told(apply(hall, tick("9:10"))) == []
