"""A ticket's life."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from server.domain.events.base import Event, event


@event("ticket.taken.v1")
class NumberTaken(Event):
    ticket: str
    queue: str
    number: str
    serial: int
    token: str
    kiosk: str | None = None
    lane: str = "normal"
    reason: str = ""
    """Why this lane or this hour; for staff only."""
    walk_in: bool = False
    matter: str = ""
    identity: str = ""
    """Points to a row that can be deleted, never a name or number."""
    no_papers: bool = False
    """Issued on the staff's word though the queue asks who it is; `reason` says why."""
    assist: bool = False
    """The citizen needs help: form-filling, slower and louder calls (R46)."""
    extended: bool = False
    """Issued by staff after closing (R8)."""
    appointment: str = ""
    due_from: int | None = None
    """An appointment kept: from when it comes before the lanes, epoch ms."""


@event("ticket.slip_printed.v1")
class SlipPrinted(Event):
    ticket: str


@event("ticket.slip_failed.v1")
class SlipFailed(Event):
    ticket: str
    cause: str


@event("ticket.slip_moved.v1")
class SlipMoved(Event):
    """`printer`, the next one at the same place, tries where another could not. copy: paper may have come out
    already, so this one says 补打."""

    ticket: str
    cause: str
    printer: str
    copy: bool = False


@event("ticket.slip_unconfirmed.v1")
class SlipUnconfirmed(Event):
    """A long stop came between commit and paper: it may or may not be in the citizen's hand."""

    ticket: str


@event("ticket.kept.v1")
class TicketKept(Event):
    ticket: str


@event("ticket.called.v1")
class TicketCalled(Event):
    ticket: str
    window: str
    staff: str
    reason: str
    """Code of why this ticket's turn came; kept so that "why him before me" can be answered."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    turn: int | None = None
    """Where the window's lane ratio stands after this call; None = the call does not count for it."""
    chosen: str = ""
    """The clerk's reason for calling this very number out of its order."""


@event("ticket.returned.v1")
class TicketReturned(Event):
    """Back to the front: the clerk's mistake, not the citizen's."""

    ticket: str
    window: str
    staff: str
    reason: str


@event("ticket.call_undone.v1")
class CallUndone(Event):
    """Called by mistake, and taken back within seconds: it stands where it stood, and nobody was missed."""

    ticket: str
    window: str
    staff: str
    back: str
    """"waiting", "passed" or "held": what it was before the call."""


@event("ticket.held.v1")
class TicketHeld(Event):
    ticket: str
    window: str
    staff: str
    hold: str


@event("ticket.woken.v1")
class TicketWoken(Event):
    """`to`, `to_id`: who serves it before all others, a queue's windows or one window."""

    ticket: str
    to: str
    to_id: str


@event("ticket.transferred.v1")
class TicketTransferred(Event):
    """A leg closes, the next one waits under the same number; a transferred leg has no rating."""

    ticket: str
    window: str
    staff: str
    queue: str
    to: str
    to_id: str
    come_back: bool = False
    chain: bool = False
    """True: the visit comes back by itself from the other leg of its chain."""
    slip: bool = False
    """Its way is printed (R37): at `kiosk`, empty = at the window or the nearest kiosk of its floor."""
    kiosk: str = ""


@event("ticket.way_slip.v1")
class WaySlipTold(Event):
    """Whether the slip of somebody sent on came out, of which printer; `leg`: the one that ended, from 1."""

    ticket: str
    leg: int
    printed: bool
    printer: str = ""
    cause: str = ""


@event("ticket.requeued.v1")
class TicketRequeued(Event):
    """`arrival`, and where that is another ticket's, `behind_serial` and `behind` name it. `kiosk`: where its
    slip is printed."""

    ticket: str
    arrival: int
    behind_serial: int = 0
    behind: str = ""
    kiosk: str = ""


@event("ticket.cancelled.v1")
class TicketCancelled(Event):
    ticket: str
    reason: str = ""


@event("ticket.recalled.v1")
class TicketRecalled(Event):
    ticket: str
    window: str
    staff: str


@event("ticket.serving.v1")
class ServiceStarted(Event):
    ticket: str
    window: str
    staff: str
    implied: bool = False
    """True where the clerk finished without saying start."""


@event("ticket.passed.v1")
class TicketPassed(Event):
    ticket: str
    window: str
    staff: str


@event("ticket.finished.v1")
class TicketFinished(Event):
    ticket: str
    window: str
    staff: str


@event("ticket.outcome.v1")
class OutcomeNoted(Event):
    """How a finished visit ended (R54). Of several the last counts, and the log keeps the earlier ones."""

    ticket: str
    outcome: str
    case_no: str
    """受理编号, or ""."""
    by: str
    """Staff number: whoever served the visit."""


@event("ticket.voided.v1")
class TicketVoided(Event):
    ticket: str
    reason: str
    event_at: int | None = None
    """When it happened on paper, where it was entered afterwards."""
    incident: str = ""
    source: str = ""


@event("ticket.expired.v1")
class TicketExpired(Event):
    ticket: str
    reason: str


@event("ticket.reprint.v1")
class ReprintAsked(Event):
    """A paper of a ticket on demand. `kiosk`: where; empty = its own. `copy`: it may not be the first, and is
    marked 补打; a ticket issued at the help desk has its first paper by this."""

    ticket: str
    kiosk: str = ""
    copy: bool = True


@event("ticket.paper_taken.v1")
class PaperTaken(Event):
    """补录: a number of the paper range that was handed out by hand (R119). `at` is when it was entered."""

    ticket: str
    queue: str
    number: str
    serial: int
    event_at: int
    incident: str
    source: str = "manual"


@event("ticket.paper_finished.v1")
class PaperFinished(Event):
    """补录: a visit that was finished by hand, at `event_at`, by this person at this window."""

    ticket: str
    window: str
    staff: str
    event_at: int
    incident: str
    called_at: int | None = None
    started_at: int | None = None
    source: str = "manual"
