"""The hall's day: start, hours, calendar, close, outage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.commands.appointments import Booking
from server.domain.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class _ADay(Command):
    """What the day must know that happened on other days."""

    day: str
    midnight: int = 0
    """When the day began at the hall's place, epoch ms."""
    bookings: tuple[Booking, ...] = ()
    edits: tuple[Mapping[str, Any], ...] = ()
    """Hand edits of the calendar from this day on, as `DayEdit` has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDay(_ADay):
    """The first boot of a day, or a boot within one. `gap_ms` is how long nobody was alive."""

    gap_ms: int = 0
    started_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDay(_ADay):
    """Midnight has passed on a machine that nobody switched off.

    What is still open goes on until the readiness of the new day (ADR 0020).
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHall(Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendHall(Command):
    """延时服务: no more tickets from kiosks, those waiting are served; from CLOSED, service goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseHall(Command):
    """From OPEN: no more tickets from kiosks (EXTENDED). From EXTENDED: the day is settled (R9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareOutage(Command):
    """The duty officer stops the hall while the server still lives (R119). `short`: people are asked to wait,
    and nothing is done on paper; once more without it, the same outage is a long one."""

    reason: str
    short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverHall(Command):
    """A person has looked, and the hall goes on after an unclean stop or an outage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseIncident(Command):
    """Everything of an outage is entered; what happened is put in words."""

    incident: str
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDay(Command):
    """A hand edit of the calendar: a day off, a day worked, or a day of duty windows (R5)."""

    date: str
    kind: str
    windows: tuple[str, ...] = ()
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Command):
    """Time has passed, or something has happened: what is due by `at` happens now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackEnter(Command):
    """补录: what was done by hand while the system was away (R119).

    `number` is a machine ticket of the day, or one of the paper range. Times are epoch ms, as on the paper.
    `outcome`: "waiting", "finished" or "void" (with a reason).
    """

    number: str
    outcome: str
    window: str = ""
    staff: str = ""
    taken_at: int | None = None
    called_at: int | None = None
    started_at: int | None = None
    ended_at: int | None = None
    reason: str = ""
