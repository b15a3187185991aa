"""Hours, days, quotas and duty in hall.toml, and the official holidays behind them."""

import subprocess
import sys
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.hours import CLOCK, DATE, MONTH_DAY, minute_of
from config.load import ConfigErrors, parse
from server.domain.facts.calendar import DayKind, HoursProfile, Roster, ServiceDays, Session
from server.domain.facts.plan import HallPlan, QuotaSlot
from server.domain.facts.settings import Settings
from tests.config.examples import HALL, MINIMAL, uncommented

ROOT = Path(__file__).parents[2]
HOURS = """
[[hours]]
id = "usual"
sessions = [{ prep = "08:00", open = "08:30", close = "11:30" }, { open = "14:00", close = "17:00" }]
"""
MATTER = '[[matter]]\nid = "m"\nqueue = "a"\nname = "甲"\n'


def plan_of(*parts: str) -> HallPlan:
    return parse("".join([MINIMAL, *parts]).encode(), "x.toml")


def faults(*parts: str) -> list[str]:
    with pytest.raises(ConfigErrors) as caught:
        plan_of(*parts)
    return [error.key for error in caught.value.errors]


def test_the_examples_of_the_sample_hall_are_sound() -> None:
    plan = parse(uncommented().encode(), "x.toml")
    assert [profile.id for profile in plan.calendar.profiles] == ["summer", "usual"]
    assert plan.calendar.sessions_of("2026-07-01")[-1] == Session(870, 870, 1050)
    assert plan.calendar.sessions_of("2026-11-20")[0] == Session(480, 510, 690)
    assert plan.calendar.windows_of("2027-01-02") == ("w1", "w6")
    assert plan.calendar.notice_of("2027-01-01") == "元旦休息,1月4日起照常办理"
    assert plan.duty_hours == (480, 1020)
    assert {plan.roster.duty_on("1", day) for day in ("2026-11-20", "2026-11-27")} == {"D01", "D02"}
    assert plan.roster.duty_on("1", "2027-01-01") == "D02"
    assert plan.guards.on("2026-11-24", 9 * 60) == ("G01",)
    assert [m.id for m in plan.matters if m.days] == ["disabled-card"]
    assert plan.queue["payment"].slots == (QuotaSlot(510, 690, 60), QuotaSlot(840, 1020, 60))
    assert (plan.queue["payment"].daily_limit, plan.queue["payment"].service_s) == (200, 240)
    assert [w.id for w in plan.windows if not w.staffed] == ["w7"]
    assert plan.person["1009"].stands_in_for == ("1001", "1006")


def test_the_sample_hall_itself_is_always_open() -> None:
    plan = parse(HALL.encode(), "x.toml")
    assert (plan.duty_hours, plan.roster) == (None, Roster())
    assert (plan.calendar.profiles, plan.calendar.edits) == ((), {})
    assert plan.calendar.official, "what it promises is reckoned in working days"
    assert plan.settings.auto_open
    assert not any(m.days for m in plan.matters)


def test_the_sample_names_every_setting_with_its_default() -> None:
    named = {}
    for line in HALL.partition("[settings]")[2].partition("\n\n")[0].splitlines():
        key, _, rest = line.removeprefix("# ").partition(" = ")
        if rest:
            named[key] = rest.rstrip(")").rpartition("(")[2]
    assert named == {s.name: str(s.default).lower() for s in fields(Settings)}


def test_hours_of_a_hall() -> None:
    plan = plan_of(HOURS)
    sessions = (Session(480, 510, 690), Session(840, 840, 1020))
    assert plan.calendar.profiles == (HoursProfile("usual", "", "01-01", "12-31", sessions),)


def test_the_seeds_differ_by_configuration_alone() -> None:
    """Part 1.9: the hours of 000 and of 001, one file each."""
    first = plan_of(HOURS).calendar
    second = plan_of(
        '[[hours]]\nid = "summer"\nfrom = "05-01"\nto = "09-30"\n',
        'sessions = [{ open = "08:00", close = "12:00" }, { open = "14:30", close = "18:00" }]\n',
        '[[hours]]\nid = "usual"\n',
        'sessions = [{ open = "08:00", close = "12:00" }, { open = "14:30", close = "17:30" }]\n',
    ).calendar
    assert first.sessions_of("2026-07-01")[0] == Session(480, 510, 690)
    assert [c.next_opening("2026-07-01", 720) for c in (first, second)] == [
        ("2026-07-01", 840),
        ("2026-07-01", 870),
    ]
    assert [second.sessions_of(day)[-1].close for day in ("2026-07-01", "2026-11-20")] == [1080, 1050]


def test_the_official_days_are_those_of_the_package_for_every_day_it_knows() -> None:
    calendar = plan_of(HOURS).calendar
    day, last = date(2004, 1, 1), date.fromisoformat(calendar.known_until)
    while day <= last:
        assert calendar.is_workday(day.isoformat()) is chinese_calendar.is_workday(day), day
        day += timedelta(days=1)
    usual = {text: date.fromisoformat(text).isoweekday() <= 5 for text in calendar.official}
    assert all(works is not usual[text] for text, works in calendar.official.items())
    assert calendar.known(last.isoformat())
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(day)
    assert not calendar.known(day.isoformat())


def test_the_dates_of_2026_are_those_of_the_notice() -> None:
    calendar = plan_of(HOURS).calendar
    makeup = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    assert all(map(calendar.is_workday, makeup))
    assert [calendar.next_workday(day) for day in ("2026-02-14", "2026-06-18", "2026-09-30")] == [
        "2026-02-24",
        "2026-06-22",
        "2026-10-08",
    ]


@pytest.mark.parametrize(
    ("part", "seeded"),
    [
        ("", False),
        (MATTER, False),
        (HOURS, True),
        (MATTER + "days = { month = [20] }\n", True),
        ('[[calendar]]\ndate = "2026-11-20"\nkind = "closed"\n', True),
    ],
)
def test_holidays_are_loaded_only_for_a_hall_that_asks(part: str, seeded: bool) -> None:
    assert bool(plan_of(part).calendar.official) is seeded
    script = (
        "import sys; from config.load import parse; parse(sys.stdin.buffer.read(), 'x');"
        "print('chinese_calendar' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        input=(MINIMAL + part).encode(),
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    assert ran.stdout.decode().strip() == str(seeded)


def test_days_set_by_hand() -> None:
    calendar = plan_of(
        HOURS,
        '[[calendar]]\ndate = "2026-11-20"\nkind = "closed"\nnotice = "停电检修"\n',
        '[[calendar]]\ndate = "2026-11-21"\nkind = "duty"\nwindows = ["w1"]\n',
        '[[calendar]]\ndate = "2028-02-29"\nkind = "open"\n',
    ).calendar
    assert [edit.kind for edit in calendar.edits.values()] == [DayKind.CLOSED, DayKind.DUTY, DayKind.OPEN]
    assert calendar.notice_of("2026-11-20") == "停电检修"
    assert calendar.next_opening("2026-11-19", 900) == ("2026-11-21", 510)


def test_only_a_counter_that_serves_can_have_duty() -> None:
    bank = '[[window]]\nid = "bank"\nlabel = "银行"\nfloor = "1"\nunits = ["银行"]\nkind = "other"\n'
    day = '[[calendar]]\ndate = "2026-11-21"\nkind = "duty"\nwindows = ["bank"]\n'
    assert faults(bank, day) == ["calendar[0].windows[0]"]


@pytest.mark.parametrize(
    ("days", "read"),
    [
        ("{ month = [20] }", ServiceDays((20,))),
        ("{ weekdays = [1, 3], else_next = false }", ServiceDays((), (1, 3), False)),
        ("{ month = [10, 31], weekdays = [6] }", ServiceDays((10, 31), (6,))),
    ],
)
def test_days_of_a_matter(days: str, read: ServiceDays) -> None:
    assert plan_of(MATTER, f"days = {days}\n").matters[0].days == read


@pytest.mark.parametrize(
    "sessions",
    [
        '[{ open = "08:30", close = "08:30" }]',
        '[{ prep = "08:31", open = "08:30", close = "11:30" }]',
        '[{ open = "08:30", close = "12:00" }, { open = "11:59", close = "17:00" }]',
        '[{ open = "14:00", close = "17:00" }, { open = "08:30", close = "11:30" }]',
        '[{ open = "24:00", close = "24:00" }]',
        "[5]",
        "[]",
    ],
)
def test_sessions_at_fault(sessions: str) -> None:
    keys = faults(f'[[hours]]\nid = "x"\nsessions = {sessions}\n')
    assert keys in (["hours[0].sessions"], ["hours[0].sessions[0]"])


def test_sessions_may_meet_and_last_until_midnight() -> None:
    sessions = '[{ open = "00:00", close = "12:00" }, { open = "12:00", close = "24:00" }]'
    (profile,) = plan_of(f'[[hours]]\nid = "x"\nsessions = {sessions}\n').calendar.profiles
    assert profile.sessions == (Session(0, 0, 720), Session(720, 720, 1440))


@pytest.mark.parametrize(
    ("spans", "keys"),
    [
        ([("01-01", "12-31")], []),
        ([("10-01", "04-30"), ("05-01", "09-30")], []),
        ([("05-01", "09-30"), ("01-01", "12-31")], []),
        ([("05-01", "09-30")], ["hours[0].to"]),
        ([("03-01", "02-28")], ["hours[0].to"]),  # the leap day has none
        ([("01-01", "12-31"), ("05-01", "09-30")], ["hours[1].from"]),
    ],
)
def test_profiles_cover_the_year_and_none_is_idle(spans: list[tuple[str, str]], keys: list[str]) -> None:
    text = "".join(
        f'[[hours]]\nid = "h{n}"\nfrom = "{first}"\nto = "{last}"\nsessions = '
        '[{ open = "08:30", close = "11:30" }]\n'
        for n, (first, last) in enumerate(spans)
    )
    if keys:
        assert faults(text) == keys
    else:
        assert len(plan_of(text).calendar.profiles) == len(spans)


def test_one_key_needs_time_to_pass_a_citizen() -> None:
    late = "[settings]\none_key = true\nno_show_s = 90\n"
    assert faults(late) == ["settings.one_key_start_s"]
    assert plan_of(late, "one_key_start_s = 91\n").settings.one_key_start_s == 91
    assert plan_of(late.replace("true", "false")).settings.no_show_s == 90


def test_a_b_person_stands_in_for_somebody_else() -> None:
    def staff(no: str, others: str) -> str:
        return f'[[staff]]\nno = "{no}"\nname = "甲"\nunit = "甲窗口"\nstands_in_for = {others}\n'

    plan = plan_of(staff("1", '["2"]'), staff("2", '["1"]'))
    assert [person.stands_in_for for person in plan.staff] == [("2",), ("1",)]
    assert faults(staff("1", '["1", "3"]')) == ["staff[0].stands_in_for[0]", "staff[0].stands_in_for[1]"]


def test_the_duty_of_a_floor_is_for_duty_officers() -> None:
    staff = '[[staff]]\nno = "{}"\nname = "甲"\nunit = "甲"\nroles = ["{}"]\n'
    post = '[[duty_post]]\nfloor = "1"\nstaff = ["1"]\n'
    assert plan_of(staff.format(1, "duty"), post).roster.duty_on("1", "2026-11-20") == "1"
    assert faults(staff.format(1, "clerk"), post) == ["duty_post[0].staff[0]"]
    assert faults('[duty]\nfrom = "08:00"\n') == ["duty.to"]
    assert faults('[duty]\nfrom = "08:00"\nto = "08:00"\n') == ["duty.to"]


def test_a_date_of_the_roster_and_the_phone_of_who_has_it() -> None:
    staff = '[[staff]]\nno = "1"\nname = "甲"\nunit = "乙"\nroles = ["{}"]\nphone = "{}"\n'
    day = '[[duty_day]]\ndate = "2027-01-01"\nfloor = "1"\nstaff = "1"\n'
    plan = plan_of(staff.format("duty", "82120101"), day)
    assert (plan.roster.duty_on("1", "2027-01-01"), plan.person["1"].phone) == ("1", "82120101")
    assert faults(staff.format("clerk", "82120101"), day) == ["duty_day[0].staff"]
    assert faults(staff.format("duty", "call me"), day) == ["staff[0].phone"]
    assert faults(staff.format("duty", "82120101"), day, day) == ["duty_day[1].date"]


def test_guards_are_two_groups_or_none() -> None:
    staff = '[[staff]]\nno = "G1"\nname = "甲"\nunit = "保安"\nroles = ["{}"]\n'
    group = '[[guard_group]]\nstaff = ["G1"]\n'
    guards = plan_of(staff.format("guard"), group, group, '[guards]\nday = "07:00"\n').guards
    assert (guards.day, guards.night, guards.groups) == (420, 1200, (("G1",), ("G1",)))
    assert faults(staff.format("guard"), group) == ["guard_group"]
    assert faults(staff.format("duty"), group, group) == [
        "guard_group[0].staff[0]",
        "guard_group[1].staff[0]",
    ]
    assert faults('[guards]\nday = "20:00"\n') == ["guards.night"]


def test_the_daily_list_of_the_duty_officer() -> None:
    item = '[[duty_check]]\nid = "{}"\ntext = "{}"\n'
    (check,) = plan_of(item.format("badge", "挂牌上岗")).duty_checks
    assert (check.id, check.text, check.text_en) == ("badge", "挂牌上岗", "挂牌上岗")
    assert faults(item.format("badge", "甲"), item.format("badge", "乙")) == ["duty_check[1].id"]
    assert faults(item.format("badge", "长" * 61), item.format("b a", "")) == [
        "duty_check[0].text",
        "duty_check[1].id",
        "duty_check[1].text",
    ]


@pytest.mark.parametrize(
    ("times", "good"),
    [
        ([("08:30", "11:30"), ("11:30", "17:00")], True),
        ([("00:00", "24:00")], True),
        ([("08:30", "08:30")], False),
        ([("14:00", "17:00"), ("08:30", "11:30")], False),
        ([("08:30", "11:30"), ("11:29", "17:00")], False),
    ],
)
def test_slots_of_a_queue(times: list[tuple[str, str]], good: bool) -> None:
    rows = ", ".join(f'{{ from = "{first}", to = "{last}", limit = 5 }}' for first, last in times)
    text = MINIMAL.replace('prefix = "A"', f'prefix = "A"\nslots = [{rows}]')
    if good:
        (queue,) = parse(text.encode(), "x.toml").queues
        assert [slot.last for slot in queue.slots] == [minute_of(last) for _, last in times]
    else:
        with pytest.raises(ConfigErrors) as caught:
            parse(text.encode(), "x.toml")
        assert [error.key for error in caught.value.errors] == ["queue[0].slots"]


@given(st.integers(0, 1440))
def test_every_minute_can_be_written(minute: int) -> None:
    clock = f"{minute // 60:02}:{minute % 60:02}"
    assert CLOCK.pattern.fullmatch(clock)
    assert minute_of(clock) == minute


def test_every_date_can_be_written_and_no_other_day_of_the_year() -> None:
    days = {(date(2024, 1, 1) + timedelta(days=n)).isoformat() for n in range(366)}
    for month in range(14):
        for day in range(33):
            text = f"{month:02}-{day:02}"
            assert bool(MONTH_DAY.pattern.fullmatch(text)) is (f"2024-{text}" in days), text
            assert bool(DATE.pattern.fullmatch(f"2024-{text}")) is (f"2024-{text}" in days), text


@pytest.mark.parametrize("text", ["8:30", "24:01", "08:60", "25:00", "08-30", "08:30:00", "", "０8:30"])
def test_no_time(text: str) -> None:
    assert not CLOCK.pattern.fullmatch(text)
