"""Hours, days and duty: [[hours]], [[calendar]], [duty], [[duty_post]], a matter's days, a queue's slots.

When summer begins, and by how much it moves the afternoon, differs from hall to hall: data, never ours (R4).
"""

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache
from importlib import import_module

from config.errors import Report, Rule, shown
from config.reader import ID, Choice, Form, Table
from server.domain.facts.calendar import (
    Calendar,
    DayEdit,
    DayKind,
    DutyDay,
    DutyPost,
    GuardRoster,
    HoursProfile,
    ServiceDays,
    Session,
    in_order,
)
from server.domain.facts.plan import QuotaSlot

CLOCK = Form(
    re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00"),
    Rule('a time such as "08:30", in quotes', '时间,例如 "08:30",加引号'),
)
_MONTH_DAY = r"(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|[12]\d)"
MONTH_DAY = Form(
    re.compile(_MONTH_DAY), Rule('a day of the year such as "05-01"', '月-日,例如 "05-01"(五月一日)')
)
DATE = Form(
    re.compile(rf"20\d\d-({_MONTH_DAY})"),
    Rule('a date such as "2027-01-01", in quotes', '日期,例如 "2027-01-01",加引号'),
)
NOTICE_LIMIT = 120
MOST_TICKETS = 10_000
_LEAP_YEAR = tuple(
    (date(2024, 1, 1) + timedelta(days=n)).isoformat() for n in range(366)
)  # every day that can come
_DAY_KINDS = Choice(tuple(DayKind), Rule("a kind of day", "日子的种类"))
_SESSIONS = '[{ open = "08:30", close = "11:30" }]'
_SLOTS = '[{ from = "08:30", to = "11:30", limit = 60 }]'


def minute_of(clock: str) -> int:
    """ "08:30" -> 510; 0 for what is not a time, and reported as such already."""
    if not CLOCK.pattern.fullmatch(clock):
        return 0
    return int(clock[:2]) * 60 + int(clock[3:])


def read_hours(table: Table) -> HoursProfile:
    hours_id = table.text("id", form=ID)
    name = table.text("name", "")
    first, last = (table.text("from", "01-01", form=MONTH_DAY), table.text("to", "12-31", form=MONTH_DAY))
    rows = table.rows("sessions", _SESSIONS)
    faults = table.report.count
    sessions = tuple(_read_session(row) for row in rows)
    if faults == table.report.count and not in_order(sessions):
        rule = Rule(
            "times that go up: prep (or open) ≤ open < close, and the next session after that",
            "时间须依次递增:prep ≤ open < close,下一段在其后",
        )
        table.wrong("sessions", rule)
    return HoursProfile(hours_id, name, first, last, sessions)


def _read_session(row: Table) -> Session:
    begins, ends = row.text("open", form=CLOCK), row.text("close", form=CLOCK)
    prep = row.text("prep", begins or "00:00", form=CLOCK)
    row.close()
    return Session(minute_of(prep), minute_of(begins), minute_of(ends))


def check_hours(report: Report, profiles: Mapping[str, HoursProfile]) -> None:
    """Together they cover the whole year, and each gives the hours of at least one day."""
    covering: dict[str, str | None] = {
        day[5:]: next((path for path, profile in profiles.items() if profile.covers(day)), None)
        for day in _LEAP_YEAR
    }
    for path, profile in profiles.items():
        if path not in covering.values():
            report.add(
                f"{path}.from",
                shown(profile.first),
                Rule(
                    "days that no earlier [[hours]] has: the first that fits a date is taken",
                    "前面的 [[hours]] 尚未包含的日期:同一天以先写的为准",
                ),
            )
    gap = next((day for day, path in covering.items() if path is None), "")
    if gap and profiles:
        *_, (path, profile) = profiles.items()
        report.add(
            f"{path}.to",
            shown(profile.last),
            Rule(f"hours for every day of the year: none for {gap}", f"全年每天都有时间段:{gap} 没有"),
        )


def read_day_edit(table: Table, windows: Choice) -> DayEdit:
    day, kind = table.text("date", form=DATE), table.one_of("kind", _DAY_KINDS)
    if day.endswith("02-29") and int(day[:4]) % 4:
        table.wrong("date", Rule("a date that the year has", "该年确有的日期"))
    named = table.some_of("windows", windows, least=0)
    if kind == DayKind.DUTY and not table.holds("windows"):
        table.wrong("windows", Rule("the windows that work on this day", "当天值班的窗口"))
    if kind in (DayKind.OPEN, DayKind.CLOSED) and table.holds("windows"):
        table.wrong("windows", Rule('no windows unless kind = "duty"', '只有 kind = "duty" 才写窗口'))
    notice = table.text("notice", "", limit=NOTICE_LIMIT)
    return DayEdit(day, DayKind(kind or DayKind.CLOSED), named, notice)


def read_service_days(table: Table) -> ServiceDays:
    """The `days` of a matter."""
    days = ServiceDays(
        month_days=table.numbers("month", range(1, 32)),
        weekdays=table.numbers("weekdays", range(1, 8)),
        else_next_workday=table.flag("else_next", True),
    )
    if not table.holds("month") and not table.holds("weekdays"):
        rule = Rule(
            "month = [20], weekdays = [1, 3] or both",
            "month = [20](每月20日)、weekdays = [1, 3](周一、周三)或两者",
        )
        table.wrong("month", rule)
    elif not days.can_be_met():
        rule = Rule(
            "a day from 1 (Monday) to 5, or else_next = true: a weekend is no working day",
            "1(周一)至 5 中的一天,或 else_next = true:周末不是工作日",
        )
        table.wrong("weekdays", rule)
    table.close()
    return days


def read_slots(table: Table) -> tuple[QuotaSlot, ...]:
    """The `slots` of a queue, in order."""
    rows = table.rows("slots", _SLOTS, least=0)
    faults = table.report.count
    slots = tuple(_read_slot(row) for row in rows)
    ends = (0, *(slot.last for slot in slots))
    if faults == table.report.count and not all(
        end <= slot.first < slot.last for end, slot in zip(ends, slots, strict=False)
    ):
        rule = Rule(
            "slots that follow each other: from < to, none overlapping",
            "依次排列、互不重叠的时段:from 早于 to",
        )
        table.wrong("slots", rule)
    return slots


def _read_slot(row: Table) -> QuotaSlot:
    begins, ends = row.text("from", form=CLOCK), row.text("to", form=CLOCK)
    limit = row.number("limit", None, range(MOST_TICKETS + 1))
    row.close()
    return QuotaSlot(minute_of(begins), minute_of(ends), limit)


def read_duty(root: Table) -> tuple[int, int] | None:
    """[duty], or None where the file has none."""
    given = "duty" in root
    table = root.table("duty")
    if not given:
        return None
    begins, ends = table.text("from", form=CLOCK), table.text("to", form=CLOCK)
    first, last = minute_of(begins), minute_of(ends)
    if first >= last and CLOCK.pattern.fullmatch(begins) and CLOCK.pattern.fullmatch(ends):
        table.wrong("to", Rule(f"a time after {begins}", f"晚于 {begins} 的时间"))
    table.close()
    return first, last


def read_duty_post(table: Table, floors: Choice, officers: Choice) -> DutyPost:
    return DutyPost(table.one_of("floor", floors), table.some_of("staff", officers))


def read_duty_day(table: Table, floors: Choice, officers: Choice) -> DutyDay:
    day = table.text("date", form=DATE)
    return DutyDay(day, table.one_of("floor", floors), table.one_of("staff", officers))


def read_guards(root: Table, guards: Choice) -> GuardRoster:
    """[guards] and the two [[guard_group]]s (R83)."""
    table = root.table("guards")
    day, night = table.text("day", "08:00", form=CLOCK), table.text("night", "20:00", form=CLOCK)
    if minute_of(day) >= minute_of(night):
        table.wrong("night", Rule(f"a time after {day}", f"晚于 {day} 的时间"))
    table.close()
    groups = []
    for group in root.tables("guard_group", least=0):
        groups.append(group.some_of("staff", guards))
        group.close()
    if len(groups) not in (0, 2):
        rule = Rule("two [[guard_group]]s, or none", "两个 [[guard_group]],或都不写")
        root.report.add("guard_group", str(len(groups)), rule)
    return GuardRoster(minute_of(day), minute_of(night), tuple(groups))


@cache
def official_days() -> tuple[Mapping[str, bool], str]:
    """China's public holidays and makeup days, and the last date they are known for.

    Only the dates that differ from Monday to Friday. Loaded when a hall first asks: the tables are large.
    """
    package = import_module("chinese_calendar")
    off = {day.isoformat(): False for day in package.holidays if day.isoweekday() <= 5}
    works = {day.isoformat(): True for day in package.workdays if day.isoweekday() > 5}
    return off | works, f"{max(package.holidays).year}-12-31"


def calendar_of(profiles: Collection[HoursProfile], edits: Collection[DayEdit], *, by_days: bool) -> Calendar:
    """`by_days`: matters of the hall go by days, or it promises some. A hall with neither hours nor days asks
    for no holidays."""
    if not (profiles or edits or by_days):
        return Calendar()
    official, known_until = official_days()
    return Calendar(tuple(profiles), official, known_until, {edit.date: edit for edit in edits})
