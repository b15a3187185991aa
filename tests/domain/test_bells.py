"""The hours of the day: what opens and closes by itself, and what people are told of it (R1 to R5, R8 to R10,
R118)."""

import pytest

from server.domain import messages as m
from server.domain.decide import next_due
from server.domain.facts.calendar import Calendar, DayEdit, DayKind
from server.domain.views.duty import duty_view
from server.domain.words.notices import banner_words, hall_words, kiosk_closed_words, warnings
from server.domain.words.signs import sign_text
from tests.halls import (
    TIMED,
    TIMED_OPEN,
    TIMED_PREP,
    Case,
    S,
    called,
    happened,
    ms,
    oclock,
    rung,
    serving,
    signed_in,
    taken,
    want,
)
from tests.life import NO_HOURS, TODAY, TimedLife

MAKEUP, SUNDAY = "2026-10-10", "2026-11-29"
TOMORROW = "2026-11-25"


def bells(events: list[m.Event]) -> list[str]:
    return [e.bell for e in events if isinstance(e, m.BellRung)]


def duty_day(date: str, *windows: str) -> Calendar:
    return Calendar(edits={date: DayEdit(date, DayKind.DUTY, windows)})


def tick(clock: str) -> m.Command:
    return want(m.Tick, oclock(clock))


MORNING = [*TIMED_OPEN, signed_in()]
NOON = rung("close", "11:30")
EVENING = [*TIMED_OPEN, rung("close", "17:00"), happened(m.HallExtended)]
DAY_OVER = [*EVENING, happened(m.HallClosed, oclock("17:50"))]
CASES: dict[str, Case] = {
    "readiness": (TIMED, TIMED_PREP, tick("8:25"), [rung("readiness", "8:25")]),
    "a second before": (TIMED, TIMED_PREP, tick("8:24:59"), []),
    "opening": (
        TIMED,
        [*TIMED_PREP, rung("readiness", "8:25")],
        tick("8:30"),
        [rung("open", "8:30"), happened(m.HallOpened)],
    ),
    "noon, nobody there": (TIMED, MORNING, tick("11:30"), [NOON, happened(m.HallAtLunch)]),
    "noon, one waits": (
        TIMED,
        [*MORNING, taken()],
        tick("11:30"),
        [NOON, happened(m.HallExtended)],
    ),
    "noon, one is served": (
        TIMED,
        [*MORNING, taken(), called(), serving()],
        tick("11:30"),
        [NOON, happened(m.HallExtended)],
    ),
    "the last of the morning is served": (
        TIMED,
        [*MORNING, NOON, happened(m.HallExtended)],
        tick("11:50"),
        [happened(m.HallAtLunch)],
    ),
    "the last of the morning is not served": (
        TIMED,
        [*MORNING, taken(), NOON, happened(m.HallExtended)],
        tick("11:50"),
        [],
    ),
    "evening, nobody there: a person closes": (
        TIMED,
        [*TIMED_OPEN, rung("closing_soon", "16:50")],
        tick("17:00"),
        [rung("close", "17:00"), happened(m.HallExtended)],
    ),
    "evening goes on": (TIMED, EVENING, tick("23:00"), []),
    "the day is over, signs still say so": (TIMED, DAY_OVER, tick("17:51:59"), []),
    "and then they go dark": (TIMED, DAY_OVER, tick("17:52"), [happened(m.HallDarkened)]),
    "once": (TIMED, [*DAY_OVER, happened(m.HallDarkened)], tick("18:00"), []),
    "before any day no bell rings": (TIMED, [], tick("9:00"), []),
}


# ---------------------------------------------------------------- a day goes by

STATES = [
    ("8:29:59", "prep"),
    ("8:30", "open"),
    ("11:29:59", "open"),
    ("11:30", "lunch"),
    ("13:59:59", "lunch"),
    ("14:00", "open"),
    ("16:59:59", "open"),
    ("17:00", "extended"),
    ("23:59", "extended"),
]


def test_a_day_with_nobody_in_it():
    """It opens and closes by itself, but only a person ends the day."""
    life = TimedLife()
    assert [(at, (life.clock(at) and None) or life.hall.state) for at, _ in STATES] == STATES
    assert bells(life.log) == ["readiness", "open", "closing_soon", "close"] * 2


@pytest.mark.parametrize(("at", "state"), STATES)
def test_a_first_boot_at_any_hour(at, state):
    """Whatever was missed is made up for by the newest bell alone; an evening opens nothing."""
    life = TimedLife(at=at)
    assert life.hall.state == ("prep" if ms(at) >= ms("17:00") else state)
    assert len(bells(life.log)) <= 1
    assert next_due(life.hall) is None or next_due(life.hall) > life.at


def test_a_boot_between_the_bells_of_closing_opens_first():
    life = TimedLife(at="11:25")
    assert (life.hall.state, life.hall.bell.name) == ("open", "closing_soon")
    assert banner_words(life.hall) == ("11:30停止取号", "No more numbers after 11:30")


# ---------------------------------------------------------------- noon and evening


def test_who_waits_at_noon_is_served_and_then_it_is_lunch():
    life = TimedLife()
    life.clock("8:30")
    life.sign_in("w1")
    life.take("A", 2)
    life.call("w1")
    life.clock("11:30")
    assert life.hall.state == "extended"
    assert life.refused(m.TakeNumber, queue="A", token="x") == "hall_not_open"
    life.finish("w1")
    life.clock("11:40")
    assert life.hall.state == "extended"
    life.call("w1")
    life.finish("w1")
    life.look()
    assert life.hall.state == "lunch"
    assert life.refused(m.CallNext, "w1") == "hall_not_open"


def test_who_is_held_over_noon_keeps_nobody_from_lunch():
    life = TimedLife()
    life.clock("8:30")
    life.sign_in("w1")
    life.take("A")
    life.call("w1")
    life.do(m.Hold, "w1", kind="away_no_papers")
    life.clock("11:30")
    assert (life.hall.state, list(life.hall.held)) == ("lunch", [life.id("A001")])


def test_a_morning_that_runs_into_the_afternoon():
    """Never lunch: the afternoon opens over it, and what was extended counts from half past eleven (R10)."""
    life = TimedLife()
    life.clock("8:30")
    life.sign_in("w1")
    life.take("A", 2)
    life.call("w1")
    life.clock("13:50")
    life.finish("w1")
    life.clock("14:00")
    assert life.hall.state == "open"
    assert not life.events(m.HallAtLunch)
    assert life.hall.worked_until == {(ms("11:30"), "1w1"): ms("13:50") + S}


def test_evening_nobody_is_void_and_only_a_person_closes():
    """4.2: fourteen wait at closing; the clock sends nobody home (R9)."""
    life = TimedLife()
    life.clock("16:30")
    life.take("A", 14)
    life.clock("17:00")
    assert (life.hall.state, life.hall.waiting_total()) == ("extended", 14)
    life.clock("23:00")
    assert (life.hall.state, life.hall.waiting_total()) == ("extended", 14)
    life.do(m.CloseHall)
    assert life.hall.state == "closed"
    assert [e.reason for e in life.events(m.TicketExpired)] == ["day_closed"] * 14


def test_in_the_evening_no_lunch_comes():
    life = TimedLife()
    life.clock("18:00")
    assert (life.hall.state, life.hall.midday) == ("extended", False)


def test_a_hall_that_a_person_closed_stays_closed():
    life = TimedLife()
    life.clock("10:00")
    life.do(m.CloseHall)
    life.clock("14:30")
    assert life.hall.state == "closed"
    life.do(m.OpenHall)
    life.clock("15:00")
    assert life.hall.state == "open"


def test_a_hall_that_a_person_opened_early_is_open():
    life = TimedLife()
    life.do(m.OpenHall)
    life.clock("8:40")
    assert [type(e) for e in life.events(m.HallOpened)] == [m.HallOpened]
    assert life.hall.state == "open"


def test_a_hall_extended_by_hand_goes_to_lunch_with_the_bell():
    life = TimedLife()
    life.clock("11:00")
    life.do(m.ExtendHall)
    life.look()
    assert life.hall.state == "extended"
    life.clock("11:30")
    assert life.hall.state == "lunch"


def test_the_day_opens_again_after_it_was_closed_and_extends_from_then():
    """13: in CLOSED nobody issues tickets until the duty officer extends again."""
    life = TimedLife()
    life.clock("17:10")
    life.do(m.CloseHall)
    life.clock("17:11")
    life.do(m.ExtendHall)
    life.sign_in("w1")
    life.do(m.TakeNumber, actor="staff:D01", queue="A", token="t", reason="延时")
    life.clock("17:20")
    life.call("w1")
    life.finish("w1")
    ((since, _),) = life.hall.worked_until
    assert ms("17:11") <= since <= ms("17:12")


# ---------------------------------------------------------------- stops over bells


def test_a_long_stop_over_a_bell_is_made_up_for_when_a_person_resumes():
    life = TimedLife()
    life.clock("11:00")
    life.boot("11:45", gap="11:00")
    assert life.hall.state == "recovery"
    assert next_due(life.hall) is None
    life.clock("12:00")
    assert (life.hall.state, life.hall.bell.name) == ("recovery", "open")
    life.do(m.RecoverHall)
    life.look()
    assert (life.hall.state, life.hall.bell.name) == ("lunch", "close")


def test_a_stop_over_the_whole_of_lunch():
    life = TimedLife()
    life.clock("11:00")
    life.boot("14:30", gap="11:00")
    life.do(m.RecoverHall)
    assert bells(life.look()) == ["open"]
    assert life.hall.state == "open"


def test_a_stop_before_opening_is_no_incident():
    life = TimedLife()
    life.boot("9:00", gap="8:05")
    assert (life.hall.state, life.hall.incidents) == ("open", [])


def test_a_short_stop_over_a_bell():
    life = TimedLife()
    life.clock("16:59:50")
    life.boot("17:00:20", gap="16:59:50")
    assert life.hall.state == "extended"


def test_a_stop_from_lunch_to_evening():
    """Nothing opens for the evening, and nobody is told of a lunch that is over."""
    life = TimedLife()
    life.clock("12:00")
    life.boot("17:30", gap="12:00")
    life.do(m.RecoverHall)
    life.look()
    assert life.hall.state == "lunch"
    assert next_due(life.hall) is None


# ---------------------------------------------------------------- other days

OTHER_DAYS = {
    # name: (hours, day, calendar, settings, state at 9:00)
    "a Saturday that makes up": (("8:30-17:00",), MAKEUP, Calendar(official={MAKEUP: True}), {}, "open"),
    "a Sunday": (("8:30-17:00",), SUNDAY, Calendar(), {}, "prep"),
    "a holiday": (("8:30-17:00",), TODAY, Calendar(official={TODAY: False}), {}, "prep"),
    "a Sunday with one window": (("8:30-17:00",), SUNDAY, duty_day(SUNDAY, "w1"), {}, "open"),
    "a hall without hours": (NO_HOURS, TODAY, Calendar(), {}, "prep"),
    "a hall that opens by itself": (("8:30-17:00",), TODAY, Calendar(), {"auto_open": True}, "open"),
    "it does so on a Sunday": (("8:30-17:00",), SUNDAY, Calendar(), {"auto_open": True}, "open"),
}


@pytest.mark.parametrize(
    ("hours", "day", "calendar", "settings", "state"), OTHER_DAYS.values(), ids=OTHER_DAYS
)
def test_other_days(hours, day, calendar, settings, state):
    life = TimedLife(*hours, day=day, calendar=calendar, **settings)
    life.clock("9:00")
    assert life.hall.state == state
    assert bool(life.hall.bells) == (state == "open" and not settings)


def test_a_hall_that_opens_by_itself_stays_open_whatever_the_hour():
    life = TimedLife(auto_open=True, at="23:00")
    life.clock("23:59")
    assert (life.hall.state, life.hall.bells) == ("open", ())


def test_a_day_set_by_hand_in_the_morning_changes_today():
    life = TimedLife()
    life.do(m.SetDay, date=TODAY, kind="closed", notice="今日停电")
    assert (life.hall.bells, life.hall.bulletins["day"].text) == ((), "今日停电")
    life.clock("9:00")
    assert life.hall.state == "prep"
    life.do(m.SetDay, date=TODAY, kind="open")
    life.look()
    assert life.hall.state == "open"


def test_a_day_set_by_hand_for_tomorrow_changes_nothing_today():
    life = TimedLife()
    before = life.hall.bells
    life.do(m.SetDay, date=TOMORROW, kind="closed")
    assert (life.hall.bells, life.hall.calendar.is_workday(TOMORROW)) == (before, False)


def test_a_month_that_ended_is_seen_on_the_first_day_after_it():
    life = TimedLife(day="2026-11-30")
    life.clock("17:00")
    life.do(m.CloseHall)
    life.do(m.StartDay, day="2026-12-01")
    assert [e.month for e in life.events(m.MonthEnded)] == ["2026-11"]
    life.do(m.StartDay, day="2026-12-02")
    assert [e.month for e in life.events(m.MonthEnded)] == ["2026-11"]


# ---------------------------------------------------------------- a night with the machine on

FRIDAY, SATURDAY, MONDAY = "2026-11-27", "2026-11-28", "2026-11-30"
A_DAY_MS = 24 * 3_600_000
IN_THE_NIGHT = {
    # name: (first day, acts before the night, day and hour, state then, day then)
    "nobody closed the day, before the readiness": (TODAY, [], (TOMORROW, "8:24:59"), ("extended", TODAY)),
    "nobody closed the day": (TODAY, [], (TOMORROW, "8:25"), ("prep", TOMORROW)),
    "opened again in the night": (TODAY, [m.CloseHall, m.OpenHall], (TOMORROW, "8:25"), ("prep", TOMORROW)),
    "no readiness on a day off": (FRIDAY, [], (SATURDAY, "12:00"), ("extended", FRIDAY)),
    "after the days off": (FRIDAY, [], (MONDAY, "8:25"), ("prep", MONDAY)),
    "an outage is ended by people": (TODAY, [m.DeclareOutage], (TOMORROW, "9:00"), ("outage", TODAY)),
}


@pytest.mark.parametrize(("first", "acts", "when", "then"), IN_THE_NIGHT.values(), ids=IN_THE_NIGHT)
def test_a_machine_that_stays_on_over_the_night(first, acts, when, then):
    """Decision 10 for a hall whose mains nobody cuts: the day is closed visibly, with what was left in it."""
    life = TimedLife(day=first)
    life.clock("16:50")
    life.take("A", 2)
    life.sign_in("w1")
    life.call("w1")
    life.clock("19:00")
    if m.CloseHall in acts:
        life.finish("w1")
    for act in acts:
        life.do(act, **({"reason": "停电"} if act is m.DeclareOutage else {}))
    day, hour = when
    life.do(m.NewDay, day=day, midnight=A_DAY_MS, at=A_DAY_MS + ms(hour))
    assert (life.hall.state, life.hall.day) == then
    left = [e.reason for e in life.events(m.TicketExpired) if e.reason != "day_closed"]
    assert left == (["day_not_closed"] * 2 if then == ("prep", day) and not acts else [])


# ---------------------------------------------------------------- dark


def test_signs_go_dark_two_minutes_after_the_day():
    life = TimedLife()
    life.clock("17:10")
    life.do(m.CloseHall)
    assert sign_text(life.hall, "w1").text == "今日服务已结束,谢谢"
    assert next_due(life.hall) == life.hall.closed_at + 120 * S
    life.clock("17:13")
    assert (life.hall.dark, sign_text(life.hall, "w1").text) == (True, "")
    assert len(life.events(m.HallDarkened)) == 1
    assert duty_view(life.hall, {})["may_switch_off"] is True


def test_a_hall_may_leave_its_signs_on():
    life = TimedLife(dark_s=0)
    life.clock("17:10")
    life.do(m.CloseHall)
    life.clock("23:00")
    assert (life.hall.dark, next_due(life.hall)) == (False, None)


def test_who_opens_a_dark_hall_lights_it():
    life = TimedLife()
    life.clock("17:10")
    life.do(m.CloseHall)
    life.clock("17:20")
    life.do(m.ExtendHall)
    assert sign_text(life.hall, "w1").text != ""


# ---------------------------------------------------------------- in words

NO_SESSION = ("尚未开始办理,请稍候", "Not open yet")
WORDS = {
    # hour: (board, kiosk or None while it is open, banner or None)
    "8:00": ("8:30开始办理业务", "8:30开始取号", None),
    "8:30": ("正在办理业务", None, None),
    "11:20": ("正在办理业务", None, "11:30停止取号"),
    "11:30": ("下午14:00继续办理", "下午14:00开始取号", None),
    "13:55": ("下午14:00继续办理", "下午14:00开始取号", None),
    "14:00": ("正在办理业务", None, None),
    "16:50": ("正在办理业务", None, "17:00停止取号"),
    "17:00": ("已停止取号。已取号的群众请继续等候,我们将为您办理完毕", "今日取号已结束", None),
}


def said(life: TimedLife) -> tuple[str, str | None, str | None]:
    closed = None if life.hall.state == "open" else kiosk_closed_words(life.hall, life.hall.state)[0]
    banner = banner_words(life.hall)
    return hall_words(life.hall)[0], closed, banner and banner[0]


def test_what_boards_and_kiosks_say_through_the_day():
    life = TimedLife()
    found = {}
    for at in WORDS:
        life.clock(at)
        found[at] = said(life)
    assert found == WORDS


def test_who_waits_over_noon_reads_when_it_goes_on():
    life = TimedLife()
    life.clock("11:00")
    life.take("A")
    life.clock("11:30")
    assert said(life) == ("下午14:00继续办理", "下午14:00开始取号", None)
    assert sign_text(life.hall, "w1").text == "暂未开放"


def test_who_waits_until_shortly_before_the_afternoon_reads_the_same():
    """The list of readiness at 13:55 is for staff; the public's hour stays what it was."""
    life = TimedLife()
    life.clock("11:00")
    life.take("A")
    life.clock("13:56")
    assert life.hall.state == "extended"
    assert said(life) == ("下午14:00继续办理", "下午14:00开始取号", None)
    assert sign_text(life.hall, "w1").text == "暂未开放"


def test_a_morning_hour_is_called_a_morning_hour():
    life = TimedLife("8:30-9:30", "10:00-17:00")
    life.clock("9:30")
    assert said(life)[:2] == ("上午10:00继续办理", "上午10:00开始取号")
    assert hall_words(life.hall)[1] == "Continues at 10:00"


DAYS_OFF = {
    "a Sunday": (("8:30-17:00",), SUNDAY, Calendar(), "今日休息,11月30日(星期一)8:30开始办理"),
    "a hall without hours": (NO_HOURS, SUNDAY, Calendar(), NO_SESSION[0]),
}


@pytest.mark.parametrize(("hours", "day", "calendar", "words"), DAYS_OFF.values(), ids=DAYS_OFF)
def test_a_day_off_says_when_to_come(hours, day, calendar, words):
    life = TimedLife(*hours, day=day, calendar=calendar)
    life.clock("9:00")
    kiosk = words if "休息" in words else "尚未开始取号,请稍候"
    assert said(life) == (words, kiosk, None)


def test_an_evening_that_was_booted_late_says_when_to_come():
    life = TimedLife(at="18:00")
    words = "今日服务已结束,11月25日(星期三)8:30开始办理"
    assert said(life)[:2] == (words, words)


SORRY = "系统暂时故障,给您带来不便,敬请谅解,请稍候"
STOPS = {
    "short": ("outage", SORRY, "系统暂时故障,敬请谅解,请稍候,已取的号有效"),
    "long": (
        "outage",
        "系统故障,现改为手工办理。请凭号票或纸质号等候,听工作人员叫号",
        "现改为手工办理,请到总服务台领取纸质号",
    ),
    "cut": ("recovery", SORRY, "系统暂时故障,请到总服务台"),
}


@pytest.mark.parametrize("stop", STOPS)
def test_by_hand_the_timetable_promises_nothing(stop):
    life = TimedLife()
    life.clock("11:00")
    if stop == "cut":
        life.boot("11:10", gap="11:00")
    else:
        life.do(m.DeclareOutage, reason="停电", short=stop == "short")
    assert (life.hall.state, *said(life)) == (*STOPS[stop], None)


UNKNOWN_YEAR = {
    "the plan of the year is in": (Calendar(known_until="2027-12-31"), []),
    "fifteen working days lead into a year that nobody has set (2.8)": (
        Calendar(known_until="2026-12-10"),
        ["2026年节假日安排尚未录入,暂按周一至周五计算"],
    ),
}


@pytest.mark.parametrize(("calendar", "told"), UNKNOWN_YEAR.values(), ids=UNKNOWN_YEAR)
def test_a_year_without_holidays_is_a_warning(calendar, told):
    assert [zh for zh, _ in warnings(TimedLife(calendar=calendar).hall)] == told


def test_a_hall_without_hours_warns_of_nothing():
    assert warnings(TimedLife(*NO_HOURS).hall) == []
