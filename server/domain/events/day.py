"""The hall's day: hours, calendar, close, outage."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from server.domain.events.base import Event, event


@event("day.started.v1")
class DayStarted(Event):
    """What the day must know of other days stands in it, so that a day is one stream."""

    day: str
    midnight: int = 0
    before: str = ""
    """The hall-day before this one."""
    bookings: Sequence[Mapping[str, Any]] = ()
    edits: Sequence[Mapping[str, Any]] = ()
    visits: Sequence[Mapping[str, Any]] = ()
    """Visits of the day before that their slips may still rate, as `PastVisit` has them, secrets included."""
    notices: Sequence[Mapping[str, Any]] = ()
    """Notices of the day before that still stand, as `Bulletin` has them."""
    cases: Sequence[Mapping[str, Any]] = ()
    """Complaints and bad ratings that are not over, as `Case` has them."""


@event("hall.prepared.v1")
class HallPrepared(Event):
    """Switched on again on a day that was closed already."""


@event("hall.opened.v1")
class HallOpened(Event):
    pass


@event("hall.extended.v1")
class HallExtended(Event):
    """Kiosks stop; who waits is still served."""


@event("hall.closed.v1")
class HallClosed(Event):
    """`sums`: the day's sum as it was checked (`sums.day_sums`)."""

    reason: str = ""
    sums: Mapping[str, Any] = field(default_factory=dict)


@event("hall.gap.v1")
class GapSeen(Event):
    """Nobody was alive from `since` to `at`. `recovery`: too long to go on without a person."""

    since: int
    recovery: bool
    incident: str = ""
    wrong_clock: bool = False
    """The clock stood before the last event: nothing goes on before it has been set (4.3)."""


@event("hall.recovered.v1")
class HallRecovered(Event):
    pass


@event("hall.bell.v1")
class BellRung(Event):
    """An hour of the timetable: "readiness", "open", "closing_soon" or "close", which was `due` then."""

    bell: str
    due: int


@event("hall.lunch.v1")
class HallAtLunch(Event):
    """The morning's citizens are served; the afternoon opens by the timetable."""


@event("hall.darkened.v1")
class HallDarkened(Event):
    """The day is closed long enough: signs go dark, the machine may be switched off (R118)."""


@event("hall.outage.v1")
class OutageDeclared(Event):
    """`short`: nothing is done on paper. The same incident again, not short: now it is."""

    incident: str
    reason: str
    short: bool = False


@event("hall.incident_closed.v1")
class IncidentClosed(Event):
    incident: str
    report: str


@event("calendar.day_set.v1")
class DaySet(Event):
    date: str
    kind: str
    windows: Sequence[str] = ()
    notice: str = ""


@event("calendar.month_ended.v1")
class MonthEnded(Event):
    """The first day of the hall after a month: what a month's end asks for is due now, not at midnight."""

    month: str
