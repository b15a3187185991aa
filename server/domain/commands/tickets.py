"""Tickets that no window has in hand."""

from dataclasses import dataclass

from server.domain.commands.base import Command
from server.domain.ledger import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeNumber(Command):
    queue: str
    token: str
    """Unguessable; printed as QR so that only the holder finds the ticket's page."""
    kiosk: str | None = None
    lane: str = "normal"
    reason: str = ""
    """Why this lane, or why after closing; private."""
    matter: str = ""
    """What the citizen comes for, if the kiosk was told; else any matter of the queue."""
    identity: str = ""
    """Who it is, as a reference to a row that can be deleted: one open ticket a person and queue."""
    no_papers: bool = False
    """The staff's word, with a reason, for somebody who has no papers to show."""
    assist: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTicket(Command):
    """The citizen keeps the number although no paper came."""

    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidTicket(Command):
    ticket: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTicket(Command):
    """弃号: the citizen gives up; staff may add why."""

    ticket: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequeueTicket(Command):
    """过号重排: a passed citizen is back; once, some places behind the head (decision 5)."""

    ticket: str
    kiosk: str = ""
    """Where the new slip is printed; empty = nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeTicket(Command):
    """唤醒: a held ticket goes on, before all others (decision 9)."""

    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSlip(Command):
    """What the printer said of a slip. `then`: where it was not printed, the printer that tries next, empty =
    none is left; `copy`: paper may have come out of the first."""

    ticket: str
    printed: bool
    cause: str = ""
    then: str = ""
    copy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWaySlip(Command):
    """What a printer said of the slip of somebody sent on; `leg`: the one that ended, from 1."""

    ticket: str
    leg: int
    printed: bool
    printer: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOutcome(Command):
    """六件: how a finished visit ended, by its clerk; of several the last counts (R54, R71)."""

    ticket: str
    outcome: str
    case_no: str = ""
    """受理编号; for some outcomes the hall demands it."""
    days: int = 0
    """Promised by the clerk; 0 = as the matter's guide or the outcome says."""
    reason: str = ""
    """Why it was given back, or what is still to be brought (R58, R69)."""
    found: Line | None = None
    """The line of this visit as the ledger has it; the writer hands it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprint(Command):
    """补打: the same ticket once more on paper."""

    ticket: str
    kiosk: str = ""
