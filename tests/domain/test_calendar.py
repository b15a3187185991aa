"""Working days, hours and duty by date: the dates of R3–R6, R12 and R77, and what holds for any calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.facts.calendar import (
    Calendar,
    DayEdit,
    DayKind,
    DutyDay,
    DutyPost,
    GuardRoster,
    HoursProfile,
    Roster,
    ServiceDays,
    Session,
    in_order,
)

MORNING = Session(480, 510, 690)
SUMMER = HoursProfile("summer", "夏季", "05-01", "09-30", (MORNING, Session(870, 870, 1080)))
USUAL = HoursProfile("usual", "", "01-01", "12-31", (MORNING, Session(840, 840, 1020)))
OFFICIAL = {
    "2026-06-19": False,
    "2026-09-20": True,
    "2026-10-01": False,
    "2026-10-02": False,
    "2026-10-05": False,
    "2026-10-06": False,
    "2026-10-07": False,
    "2026-10-10": True,
}
CALENDAR = Calendar((SUMMER, USUAL), OFFICIAL, "2026-12-31")
TWENTIETH = ServiceDays(month_days=(20,))


def edited(*edits: DayEdit) -> Calendar:
    return CALENDAR.with_edits({edit.date: edit for edit in edits})


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-20", True),  # Friday
        ("2026-11-21", False),
        ("2026-11-22", False),
        ("2026-09-20", True),  # a Sunday that makes up
        ("2026-10-10", True),  # a Saturday that makes up
        ("2026-10-07", False),  # a Wednesday off
        ("2028-02-29", True),  # unknown year, Tuesday
    ],
)
def test_workdays(day: str, works: bool) -> None:
    assert CALENDAR.is_workday(day) is works


@pytest.mark.parametrize("kind", DayKind)
@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-22", "2026-09-20", "2026-10-07"])
def test_a_hand_edit_wins_and_a_duty_day_is_no_workday(day: str, kind: DayKind) -> None:
    calendar = edited(DayEdit(day, kind, ("w1",) if kind is DayKind.DUTY else (), "通知"))
    assert calendar.is_workday(day) is (kind is DayKind.OPEN)
    assert bool(calendar.sessions_of(day)) is (kind is not DayKind.CLOSED)
    assert calendar.windows_of(day) == (("w1",) if kind is DayKind.DUTY else None)
    assert calendar.notice_of(day) == "通知"
    assert CALENDAR.notice_of(day) == ""


def test_later_edits_replace_earlier_ones_of_the_same_date_only() -> None:
    calendar = edited(DayEdit("2026-11-20", DayKind.CLOSED), DayEdit("2026-11-23", DayKind.CLOSED))
    calendar = calendar.with_edits({"2026-11-20": DayEdit("2026-11-20", DayKind.OPEN)})
    assert (calendar.is_workday("2026-11-20"), calendar.is_workday("2026-11-23")) == (True, False)


def test_what_is_known_ends_with_the_official_days() -> None:
    calendar = edited(DayEdit("2027-01-01", DayKind.CLOSED))
    days = ("2026-12-31", "2027-01-01", "2027-01-02")
    assert [calendar.known(day) for day in days] == [True, True, False]
    assert not Calendar().known("2026-12-31")


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-11-24", 1, "2026-11-25"),
        ("2026-11-24", 15, "2026-12-15"),
        ("2026-11-21", 1, "2026-11-23"),  # received on a Saturday
        ("2026-09-18", 1, "2026-09-20"),  # a Sunday counts
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-10-09", 2, "2026-10-12"),
        ("2026-12-24", 15, "2027-01-14"),  # into a year nobody knows: Monday to Friday
        ("2026-11-22", 0, "2026-11-22"),
    ],
)
def test_deadlines(start: str, n: int, end: str) -> None:
    assert CALENDAR.add_workdays(start, n) == end
    assert CALENDAR.workdays_between(start, end) == n


def test_no_workdays_lie_between_a_day_and_an_earlier_one() -> None:
    assert CALENDAR.workdays_between("2026-11-24", "2026-11-24") == 0
    assert CALENDAR.workdays_between("2026-11-24", "2026-11-20") == 0


@pytest.mark.parametrize(
    ("days", "after", "served"),
    [
        (TWENTIETH, "2026-09-19", "2026-09-20"),  # a Sunday that makes up
        (TWENTIETH, "2026-09-20", "2026-10-20"),
        (TWENTIETH, "2026-06-01", "2026-06-22"),  # the 20th is a Saturday in the holidays
        (TWENTIETH, "2026-11-24", "2026-12-21"),  # the 20th is a Sunday
        (TWENTIETH, "2026-11-19", "2026-11-20"),
        (TWENTIETH, "2026-11-20", "2026-12-21"),
        (ServiceDays((20,), else_next_workday=False), "2026-11-24", "2027-01-20"),
        (ServiceDays((1,)), "2026-09-30", "2026-10-08"),  # after the whole holiday
        (ServiceDays((31,)), "2026-11-02", "2026-12-01"),  # a month without a 31st: after its end
        (ServiceDays((31,)), "2026-09-15", "2026-10-08"),
        (ServiceDays((30,)), "2026-02-15", "2026-03-02"),
        (ServiceDays((31,), else_next_workday=False), "2026-11-02", "2026-12-31"),
        (ServiceDays((30,)), "2026-11-30", "2026-12-30"),  # November has a 30th
        (ServiceDays((29,)), "2028-02-01", "2028-02-29"),  # a leap year has it
        (ServiceDays(weekdays=(1, 3)), "2026-11-23", "2026-11-25"),
        (ServiceDays(weekdays=(3,)), "2026-10-06", "2026-10-08"),  # Wednesday the 7th is off
        (ServiceDays(weekdays=(3,), else_next_workday=False), "2026-10-06", "2026-10-14"),
        (ServiceDays((20,), (2,)), "2026-11-18", "2026-11-20"),  # either will do
        (ServiceDays(), "2026-09-30", "2026-10-08"),
    ],
)
def test_the_next_day_a_matter_is_served(days: ServiceDays, after: str, served: str) -> None:
    assert CALENDAR.next_service_day(days, after) == served


@pytest.mark.parametrize(
    ("day", "served"),
    [("2026-09-20", True), ("2026-06-20", False), ("2026-06-22", True), ("2026-12-20", False)],
)
def test_served_on_the_twentieth(day: str, served: bool) -> None:
    assert CALENDAR.served_on(TWENTIETH, day) is served


def test_a_day_closed_by_hand_moves_the_service_to_the_next() -> None:
    calendar = edited(DayEdit("2026-11-20", DayKind.CLOSED))
    assert calendar.next_service_day(TWENTIETH, "2026-11-19") == "2026-11-23"
    duty = edited(DayEdit("2026-11-20", DayKind.DUTY, ("w1",)))
    assert not duty.served_on(TWENTIETH, "2026-11-20")


@pytest.mark.parametrize(
    ("days", "possible"),
    [
        (ServiceDays(), True),
        (ServiceDays((31,), else_next_workday=False), True),
        (ServiceDays((20,), (6,), else_next_workday=False), True),
        (ServiceDays(weekdays=(6, 5), else_next_workday=False), True),
        (ServiceDays(weekdays=(6, 7)), True),
        (ServiceDays(weekdays=(6, 7), else_next_workday=False), False),
    ],
)
def test_days_that_can_never_come(days: ServiceDays, possible: bool) -> None:
    assert days.can_be_met() is possible


@pytest.mark.parametrize(
    ("day", "profile"),
    [
        ("2026-04-30", USUAL),
        ("2026-05-06", SUMMER),
        ("2026-09-30", SUMMER),
        ("2026-10-08", USUAL),
    ],
)
def test_the_season_gives_the_hours(day: str, profile: HoursProfile) -> None:
    assert CALENDAR.sessions_of(day) == profile.sessions


@pytest.mark.parametrize(
    ("day", "covered"),
    [("2026-10-01", True), ("2027-01-01", True), ("2027-04-30", True), ("2027-05-01", False)],
)
def test_a_profile_may_run_over_the_new_year(day: str, covered: bool) -> None:
    assert HoursProfile("winter", "", "10-01", "04-30", (MORNING,)).covers(day) is covered


def test_a_profile_may_last_a_single_day() -> None:
    single = HoursProfile("eve", "", "12-31", "12-31", (MORNING,))
    assert [single.covers(day) for day in ("2026-12-30", "2026-12-31", "2027-01-01")] == [False, True, False]


def test_no_hours_on_a_day_off_nor_outside_every_profile() -> None:
    assert CALENDAR.sessions_of("2026-11-22") == ()
    assert Calendar((SUMMER,)).sessions_of("2026-11-20") == ()


@pytest.mark.parametrize(
    ("day", "minute", "opening"),
    [
        ("2026-11-20", 0, ("2026-11-20", 510)),
        ("2026-11-20", 509, ("2026-11-20", 510)),
        ("2026-11-20", 510, ("2026-11-20", 840)),  # it is opening now: the next is after lunch
        ("2026-11-20", 840, ("2026-11-23", 510)),
        ("2026-09-30", 900, ("2026-10-08", 510)),
        ("2026-11-22", 600, ("2026-11-23", 510)),
    ],
)
def test_the_next_opening(day: str, minute: int, opening: tuple[str, int]) -> None:
    assert CALENDAR.next_opening(day, minute) == opening


def test_a_duty_day_opens_and_a_hall_without_hours_never_does() -> None:
    duty = edited(DayEdit("2026-11-21", DayKind.DUTY, ("w1",)))
    assert duty.next_opening("2026-11-20", 840) == ("2026-11-21", 510)
    assert Calendar().next_opening("2026-11-20", 0) is None
    assert Calendar((HoursProfile("x", "", "01-01", "12-31", ()),)).next_opening("2026-11-20", 0) is None


def test_the_duty_of_a_floor_changes_on_mondays() -> None:
    roster = Roster((DutyPost("1", ("D01", "D02", "D03")), DutyPost("2", ("D04",)), DutyPost("3", ())))
    days = ("2026-11-22", "2026-11-23", "2026-11-29", "2026-11-30", "2026-12-07")  # weeks 47, 48, 48, 49, 50
    assert [roster.duty_on("1", day) for day in days] == ["D03", "D01", "D01", "D02", "D03"]
    assert {roster.duty_on("2", day) for day in days} == {"D04"}
    assert roster.duty_on("3", days[0]) is None
    assert roster.duty_on("9", days[0]) is None


# Whatever the calendar

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31)).map(date.isoformat)
NEAR = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(date.isoformat)
EDITS = st.lists(st.builds(DayEdit, NEAR, st.sampled_from(DayKind)), max_size=60)
CALENDARS = st.builds(
    lambda official, edits: Calendar((SUMMER, USUAL), official, "2026-12-31", {e.date: e for e in edits}),
    st.dictionaries(NEAR, st.booleans(), max_size=60),
    EDITS,
)
SERVICE_DAYS = st.builds(
    ServiceDays,
    st.lists(st.integers(1, 31), max_size=3, unique=True).map(tuple),
    st.lists(st.integers(1, 7), max_size=3, unique=True).map(tuple),
    st.booleans(),
).filter(ServiceDays.can_be_met)


def days_after(first: str, last: str) -> list[str]:
    """Strictly after `first`, up to and with `last`."""
    start, length = date.fromisoformat(first), date.fromisoformat(last) - date.fromisoformat(first)
    return [(start + timedelta(days=n)).isoformat() for n in range(1, length.days + 1)]


@given(CALENDARS, NEAR, st.integers(1, 40))
def test_a_deadline_is_the_nth_workday(calendar: Calendar, start: str, n: int) -> None:
    end = calendar.add_workdays(start, n)
    assert sum(map(calendar.is_workday, days_after(start, end))) == n
    assert calendar.is_workday(end)
    assert calendar.workdays_between(start, end) == n


@given(CALENDARS, SERVICE_DAYS, DAYS)
def test_the_next_service_day_is_served_and_none_before_it_is(
    calendar: Calendar, days: ServiceDays, after: str
) -> None:
    *before, found = days_after(after, calendar.next_service_day(days, after))
    assert calendar.served_on(days, found)
    assert calendar.is_workday(found)
    assert not any(calendar.served_on(days, day) for day in before)


@given(CALENDARS, st.integers(1, 31), st.integers(1, 12))
def test_else_the_next_workday_means_every_month_is_served(
    calendar: Calendar, month_day: int, month: int
) -> None:
    """A month too short has its day one past its end; from there it is the next working day."""
    first = date(2026, month, 1)
    length = ((first + timedelta(days=31)).replace(day=1) - first).days
    named = first + timedelta(days=min(month_day, length + 1) - 1)
    due = (
        named.isoformat()
        if calendar.is_workday(named.isoformat())
        else calendar.next_workday(named.isoformat())
    )
    assert calendar.served_on(ServiceDays((month_day,)), due)


@given(CALENDARS, NEAR, st.integers(0, 1439))
def test_the_next_opening_is_later_and_the_first(calendar: Calendar, day: str, minute: int) -> None:
    opening = calendar.next_opening(day, minute)
    assert opening is not None
    assert opening > (day, minute)
    every = [(d, s.open) for d in [day, *days_after(day, opening[0])] for s in calendar.sessions_of(d)]
    assert [found for found in every if (day, minute) < found < opening] == []
    assert opening in every


SESSION = st.builds(Session, st.integers(0, 1440), st.integers(0, 1440), st.integers(0, 1440))


@given(st.lists(SESSION, max_size=3).map(tuple))
def test_sessions_in_order_go_up_minute_by_minute(sessions: tuple[Session, ...]) -> None:
    minutes = [minute for s in sessions for minute in (s.prep, s.open, s.close)]
    rising = minutes == sorted(minutes) and all(s.open < s.close for s in sessions)
    assert in_order(sessions) is rising


@given(st.lists(st.integers(0, 1440), min_size=6, max_size=6, unique=True).map(sorted))
def test_rising_times_are_in_order(times: list[int]) -> None:
    assert in_order((Session(*times[:3]), Session(*times[3:])))
    assert not in_order((Session(*times[3:]), Session(*times[:3])))


def test_a_date_of_its_own_comes_before_the_week():
    """R82: on holidays, and where two officers have exchanged a day."""
    roster = Roster((DutyPost("1", ("D01", "D02")),), (DutyDay("2027-01-01", "1", "D09"),))
    assert roster.duty_on("1", "2027-01-01") == "D09"
    assert {roster.duty_on("1", f"2027-01-0{n}") for n in (4, 8)} == {roster.duty_on("1", "2027-01-05")}
    assert roster.duty_on("2", "2027-01-01") is None


def test_guards_change_every_week_and_the_night_belongs_to_the_day_it_began():
    """R83: 8 to 20 and 20 to 8, two groups, weekly swap. 2026-11-23 begins week 48."""
    guards = GuardRoster(groups=(("G1",), ("G2", "G3")))
    assert guards.on("2026-11-23", 8 * 60) == guards.on("2026-11-23", 20 * 60 - 1) == ("G1",)
    assert guards.on("2026-11-23", 20 * 60) == guards.on("2026-11-24", 8 * 60 - 1) == ("G2", "G3")
    assert guards.on("2026-11-30", 9 * 60) == ("G2", "G3")
    assert guards.on("2026-11-30", 3 * 60) == ("G2", "G3"), "the night of Sunday, still of week 48"
    assert GuardRoster().on("2026-11-23", 600) == ()
