"""预约: appointments made elsewhere, imported and kept (R11)."""

from dataclasses import dataclass

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
class BookAppointments(Command):
    """预约, imported. The same code again changes the booking, as long as nobody has checked in."""

    bookings: tuple[Booking, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn(Command):
    """An appointment is here, by its code, or without one by whose it is."""

    code: str
    token: str
    kiosk: str | None = None
    identity: str = ""
    """Who stands there, as in `TakeNumber`."""
