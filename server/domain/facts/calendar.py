"""Which days and hours the hall works, and what counts in working days (R1, R3–R6, R12, R77).

Days are local and written YYYY-MM-DD; they sort as text. Minutes count from local midnight. A day is decided
by a hand edit, then by the official holidays and makeup days, then by Monday to Friday. Past the last year
whose holidays are known Monday to Friday is a guess, which `Calendar.known` makes visible.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Date
from datetime import timedelta
from enum import StrEnum

HORIZON = 800
"""Days that a search for the next opening looks ahead: two years cover every profile."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Session:
    """Public hours (R1): staff make ready from `prep`, the public comes from `open` to `close`."""

    prep: int
    open: int
    close: int


def in_order(sessions: tuple[Session, ...]) -> bool:
    """Each session ends after it begins, and before the next one is made ready."""
    ends = (0, *(s.close for s in sessions))
    return all(end <= s.prep <= s.open < s.close for end, s in zip(ends, sessions, strict=False))


@dataclass(frozen=True, slots=True)
class HoursProfile:
    """The hours of a part of the year, both ends included; "10-01" to "04-30" runs over the new year."""

    id: str
    name: str
    first: str
    """MM-DD"""
    last: str
    sessions: tuple[Session, ...]

    def covers(self, date: str) -> bool:
        day = date[5:]
        if self.first <= self.last:
            return self.first <= day <= self.last
        return day >= self.first or day <= self.last


@dataclass(frozen=True, slots=True)
class ServiceDays:
    """When a matter is served: on any of these days that is a working day (R12). None named = every one."""

    month_days: tuple[int, ...] = ()
    """1 to 31. A day that a month lacks counts as a day off after the month's last."""
    weekdays: tuple[int, ...] = ()
    """1 = Monday."""
    else_next_workday: bool = True
    """A day off is made up for on the next working day; False: it falls out."""

    def can_be_met(self) -> bool:
        """False: only weekends, and nothing makes up for them."""
        return bool(self.else_next_workday or self.month_days or not self.weekdays or min(self.weekdays) <= 5)

    def names(self, day: Date) -> bool:
        return day.day in self.month_days or day.isoweekday() in self.weekdays

    def outlast(self, month: Date) -> bool:
        """One of the days is missing at the end of this date's month."""
        length = (month.replace(day=28) + 4 * _DAY).replace(day=1) - month.replace(day=1)
        return max(self.month_days, default=0) > length.days


class DayKind(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    DUTY = "duty"
    """Only the named windows work (R5). For deadlines it is a day off."""


@dataclass(frozen=True, slots=True)
class DayEdit:
    """A day set by hand."""

    date: str
    kind: DayKind
    windows: tuple[str, ...] = ()
    """Window ids, for DUTY only."""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class DutyPost:
    """Who has the duty of a floor, week by week (R77)."""

    floor: str
    staff: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutyDay:
    """Who has the duty of a floor on one date, whatever the week says: holidays (R82), exchanges."""

    date: str
    floor: str
    staff: str


@dataclass(frozen=True, slots=True)
class Roster:
    posts: tuple[DutyPost, ...] = ()
    days: tuple[DutyDay, ...] = ()

    def duty_on(self, floor: str, date: str) -> str | None:
        """The staff number: as that date has it, else by ISO week number modulo the number of people, so odd
        and even weeks alternate."""
        for day in self.days:
            if (day.date, day.floor) == (date, floor):
                return day.staff
        for post in self.posts:
            if post.floor == floor and post.staff:
                return post.staff[_day(date).isocalendar().week % len(post.staff)]
        return None


@dataclass(frozen=True, slots=True)
class GuardRoster:
    """Guards for 24 hours in two groups that change places every week (R83). Minutes after midnight."""

    day: int = 8 * 60
    night: int = 20 * 60
    groups: tuple[tuple[str, ...], ...] = ()
    """Staff numbers; in weeks of even number the first group has the day."""

    def shifts(self, date: str) -> tuple[tuple[str, ...], ...]:
        """(who has the day, who has the night that begins on it); empty without groups."""
        if len(self.groups) != 2:
            return ()
        first, second = self.groups
        return (second, first) if _day(date).isocalendar().week % 2 else (first, second)

    def on(self, date: str, minute: int) -> tuple[str, ...]:
        """Who is on guard then; before the day's shift it is the night of the date before."""
        if minute < self.day:
            date = (_day(date) - _DAY).isoformat()
        shifts = self.shifts(date)
        return shifts[0 if self.day <= minute < self.night else 1] if shifts else ()


@dataclass(frozen=True, slots=True)
class Calendar:
    profiles: tuple[HoursProfile, ...] = ()
    """The first that covers a date gives its hours."""
    official: Mapping[str, bool] = field(default_factory=dict)
    """Date -> works; only the dates that differ from Monday to Friday."""
    known_until: str = ""
    """The last date whose official holidays are known; empty = none is."""
    edits: Mapping[str, DayEdit] = field(default_factory=dict)

    def with_edits(self, edits: Mapping[str, DayEdit]) -> "Calendar":
        """These edits over the present ones; the same date is replaced."""
        return replace(self, edits={**self.edits, **edits})

    # One day

    def is_workday(self, date: str) -> bool:
        edit = self.edits.get(date)
        if edit is not None:
            return edit.kind is DayKind.OPEN
        works = self.official.get(date)
        return _day(date).isoweekday() <= 5 if works is None else works

    def known(self, date: str) -> bool:
        """False: nobody has said whether this day works; Monday to Friday is assumed, and shown as such."""
        return date <= self.known_until or date in self.edits

    def sessions_of(self, date: str) -> tuple[Session, ...]:
        """The hours of this day; none on a day off. Duty windows keep the hours of the season."""
        if not self.is_workday(date) and self.windows_of(date) is None:
            return ()
        return next((p.sessions for p in self.profiles if p.covers(date)), ())

    def windows_of(self, date: str) -> tuple[str, ...] | None:
        """The only windows that may work on a duty day; None = no limit."""
        edit = self.edits.get(date)
        return edit.windows if edit is not None and edit.kind is DayKind.DUTY else None

    def notice_of(self, date: str) -> str:
        edit = self.edits.get(date)
        return edit.notice if edit is not None else ""

    def served_on(self, days: ServiceDays, date: str) -> bool:
        """A named working day, or the first working day after a named one that was off. Never a duty day."""
        if not self.is_workday(date):
            return False
        day = _day(date)
        if days.names(day) or not (days.month_days or days.weekdays):
            return True
        return days.else_next_workday and self._makes_up(days, day)

    def _makes_up(self, days: ServiceDays, day: Date) -> bool:
        """Whether the run of days off before this day holds a named one, or one that its month lacks."""
        while True:
            last, day = day, day - _DAY
            if day.month != last.month and days.outlast(day):
                return True
            if self.is_workday(day.isoformat()):
                return False
            if days.names(day):
                return True

    # Counting

    def next_workday(self, date: str) -> str:
        """Strictly after."""
        return next(day for day in _after(date) if self.is_workday(day))

    def add_workdays(self, date: str, n: int) -> str:
        """The n-th working day after the day of receipt, which is not counted (R6); 0 is that day itself."""
        for _ in range(n):
            date = self.next_workday(date)
        return date

    def workdays_between(self, first: str, last: str) -> int:
        """Working days after `first` up to and with `last`; 0 when `last` is not later."""
        days = range((_day(last) - _day(first)).days)
        return sum(self.is_workday(day) for _, day in zip(days, _after(first), strict=False))

    def add_days(self, date: str, n: int) -> str:
        """The n-th day after the day of receipt; where that is a day off, the next working day."""
        last = (_day(date) + n * _DAY).isoformat()
        return last if n == 0 or self.is_workday(last) else self.next_workday(last)

    def days_between(self, first: str, last: str) -> int:
        """Days after `first` up to and with `last`; 0 when `last` is not later."""
        return max(0, (_day(last) - _day(first)).days)

    def next_service_day(self, days: ServiceDays, after_date: str) -> str:
        """Strictly after. `days` must be such as can be met."""
        return next(day for day in _after(after_date) if self.served_on(days, day))

    def next_opening(self, date: str, minute: int) -> tuple[str, int] | None:
        """The next time that a session opens, strictly after this minute; None where no hours are given."""
        for session in self.sessions_of(date):
            if session.open > minute:
                return date, session.open
        for _, day in zip(range(HORIZON if self.profiles else 0), _after(date), strict=False):
            for session in self.sessions_of(day):
                return day, session.open
        return None


def weekday(date: str) -> int:
    """1 = Monday."""
    return _day(date).isoweekday()


def is_date(text: str) -> bool:
    """Whether it is a day as this house writes days."""
    try:
        return _day(text).isoformat() == text
    except ValueError:
        return False


def _day(date: str) -> Date:
    return Date.fromisoformat(date)


def _after(date: str) -> Iterator[str]:
    day = _day(date)
    while True:
        day += _DAY
        yield day.isoformat()
