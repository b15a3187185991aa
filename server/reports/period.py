"""A period of days, and the months in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """Both ends included, YYYY-MM-DD."""

    first: str
    last: str

    def before(self) -> "Period":
        """The period of the same length just before; of a whole month, the month before."""
        first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        ends = first - timedelta(days=1)
        if first.day == 1 and (last + timedelta(days=1)).day == 1 and first.month == last.month:
            return Period(ends.replace(day=1).isoformat(), ends.isoformat())
        return Period((ends - (last - first)).isoformat(), ends.isoformat())

    def months(self) -> list[str]:
        """Those of which every day is in it.

        >>> Period("2026-01-31", "2026-03-31").months()
        ['2026-02', '2026-03']
        """
        first, found = date.fromisoformat(self.first).replace(day=1), []
        while (whole := month_of(first.isoformat()[:7])).last <= self.last:
            if whole.first >= self.first:
                found.append(whole.first[:7])
            first = date.fromisoformat(whole.last) + timedelta(days=1)
        return found

    def without(self, months: Iterable[str]) -> "list[Period]":
        """What is left of it without these months of its own.

        >>> Period("2026-01-31", "2026-04-02").without(["2026-02"])
        [Period(first='2026-01-31', last='2026-01-31'), Period(first='2026-03-01', last='2026-04-02')]
        """
        left, since = [], self.first
        for whole in map(month_of, sorted(months)):
            if since < whole.first:
                left.append(Period(since, _day_after(whole.first, -1)))
            since = _day_after(whole.last, 1)
        return [*left, Period(since, self.last)] if since <= self.last else left


def _day_after(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def month_of(month: str) -> Period:
    """
    >>> month_of("2026-02")
    Period(first='2026-02-01', last='2026-02-28')
    """
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    return Period(first.isoformat(), (after - timedelta(days=1)).isoformat())
