"""值班记录: what the duty officer writes down, checks and signs (R78, R79)."""

from dataclasses import dataclass

from server.domain.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDuty(Command):
    """An entry of the officer's own, beside those that the hall writes by itself."""

    text: str
    guard: bool = False
    """A guard writes it (R83)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDuty(Command):
    """One item of the daily list. `found`: what was not in order; empty = all is well."""

    item: str
    found: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignDuty(Command):
    """The officer signs for the day as it stands: closed, and every item of the list looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDuty(Command):
    """交接班: the duty is handed to the officer `to`, who has it once that person has confirmed."""

    to: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeDuty(Command):
    """The officer to whom the duty is handed takes it."""
