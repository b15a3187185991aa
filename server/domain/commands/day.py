"""The hall's day: start, hours, calendar, close, outage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """An appointment made elsewhere. `start` and `end` of its slot are epoch ms; `day` is the hall's date."""

    code: str
    day: str
    queue: str
    start: int
    end: int
    identity: str = ""
    """Whose it is, as a reference to a row that can be deleted; empty = whoever brings the code."""


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
class SetNotice(Command):
    """A notice everywhere at once (R5, R32): a prepared one, or in words of one's own. One that stands
    already gets a new end, and is said again."""

    template: str = ""
    """A `NoticeTemplate`; "" = `text`, `text_en` and, for window signs, `sign`."""
    text: str = ""
    text_en: str = ""
    sign: str = ""
    minutes: int | None = None
    """How long; 0 = until it is taken back; None = as its kind has it, one's own to the end of the day."""
    until: int | None = None
    """Instead: the minute after today's midnight at which it ends."""
    floors: tuple[str, ...] = ()
    """Empty = the whole hall."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndNotice(Command):
    """A notice is taken back."""

    notice: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDay(Command):
    """A hand edit of the calendar: a day off, a day worked, or a day of duty windows (R5)."""

    date: str
    kind: str
    windows: tuple[str, ...] = ()
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookAppointments(Command):
    """预约, imported. The same code again changes the booking, as long as nobody has checked in."""

    bookings: tuple[Booking, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Command):
    """Time has passed, or something has happened: what is due by `at` happens now."""
