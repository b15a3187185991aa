"""A ticket and its life: the states, and the table of moves between them.

A missing entry in the table IS the refusal. waiting → called → serving → finished is the straight way; the
side ways are passing, returning to the front, transfer to another leg, holding, and the ways to end.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, NamedTuple

from server.domain import messages as m


class TicketState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    PASSED = "passed"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    VOID = "void"
    EXPIRED = "expired"


T = TicketState

TICKET_MOVES: dict[tuple[TicketState, type[m.Event]], TicketState] = {
    (T.WAITING, m.TicketCalled): T.CALLED,
    (T.PASSED, m.TicketCalled): T.CALLED,
    (T.HELD, m.TicketCalled): T.CALLED,
    (T.CALLED, m.TicketRecalled): T.CALLED,
    (T.CALLED, m.ServiceStarted): T.SERVING,
    (T.CALLED, m.TicketPassed): T.PASSED,
    (T.CALLED, m.TicketReturned): T.WAITING,
    (T.CALLED, m.CallUndone): T.WAITING,  # or what it was: `changes.windows.undone`
    (T.SERVING, m.TicketFinished): T.FINISHED,
    (T.CALLED, m.TicketHeld): T.HELD,
    (T.SERVING, m.TicketHeld): T.HELD,
    (T.HELD, m.TicketWoken): T.WAITING,
    (T.CALLED, m.TicketTransferred): T.WAITING,
    (T.SERVING, m.TicketTransferred): T.WAITING,
    (T.PASSED, m.TicketRequeued): T.WAITING,
    (T.WAITING, m.TicketMoved): T.WAITING,
    (T.WAITING, m.GreenChannelOpened): T.WAITING,
    (T.WAITING, m.TicketCancelled): T.CANCELLED,
    (T.PASSED, m.TicketCancelled): T.CANCELLED,
    (T.HELD, m.TicketCancelled): T.CANCELLED,
    (T.WAITING, m.TicketVoided): T.VOID,
    (T.PASSED, m.TicketVoided): T.VOID,
    (T.HELD, m.TicketVoided): T.VOID,
    (T.WAITING, m.TicketExpired): T.EXPIRED,
    (T.CALLED, m.TicketExpired): T.EXPIRED,
    (T.SERVING, m.TicketExpired): T.EXPIRED,
    (T.HELD, m.TicketExpired): T.EXPIRED,
    (T.PASSED, m.TicketExpired): T.EXPIRED,
    (T.WAITING, m.PaperFinished): T.FINISHED,
    (T.CALLED, m.PaperFinished): T.FINISHED,
    (T.SERVING, m.PaperFinished): T.FINISHED,
    (T.HELD, m.PaperFinished): T.FINISHED,
    (T.PASSED, m.PaperFinished): T.FINISHED,
}

IN_HAND = frozenset({T.CALLED, T.SERVING})
"""States in which a window has the ticket, and the boards show it."""

SETTLED = frozenset({T.FINISHED, T.CANCELLED, T.VOID, T.EXPIRED})
"""States that a ticket never leaves."""


class Lane(StrEnum):
    """Priority and the green channel share the priority side of the ratio; nothing public shows which."""

    NORMAL = "normal"
    PRIORITY = "priority"
    GREEN = "green"


PRIORITY_LANES = frozenset({Lane.PRIORITY, Lane.GREEN})


class HoldKind(StrEnum):
    """挂起 (decision 9)."""

    AWAY_NO_PAPERS = "away_no_papers"
    """The citizen fetches papers; back at any window of the queue without queueing."""
    AWAY_PAPERS_KEPT = "away_papers_kept"
    """The papers stay; back to the same window."""
    INTERNAL_WAIT = "internal_wait"
    """The hall is busy with it; the clerk serves the next and wakes it."""


class Slip(StrEnum):
    """Where the paper of a ticket stands."""

    NONE = "none"
    PENDING = "pending"
    UNCONFIRMED = "unconfirmed"
    """A long stop came between commit and paper: a person looks, nothing prints by itself (decision 16)."""
    PRINTED = "printed"
    FAILED = "failed"
    KEPT = "kept"


class Rating(StrEnum):
    """An open rating belongs to the visit, not to the window (decision 12)."""

    NONE = "none"
    OPEN = "open"
    RATED = "rated"
    UNRATED = "unrated"


class Directed(NamedTuple):
    """To whom a waiting ticket is sent before all others (decision 1, step 0)."""

    kind: str
    """"window", "staff" or "queue"."""
    id: str
    at: int


@dataclass(slots=True)
class Leg:
    """A visit's way through one window. A transferred leg has no rating."""

    queue: str
    window: str | None = None
    staff: str | None = None
    ended_at: int | None = None
    slip: str = ""
    """Of the way from here: "pending", "printed" or "failed"; "" = none was asked for."""
    printer: str = ""
    cause: str = ""
    """Why that slip did not come out, as its printer said."""


@dataclass(slots=True)
class Ticket:
    id: str
    day: str
    number: str
    queue: str
    lane: Lane
    serial: int
    token: str
    kiosk: str | None
    taken_at: int
    arrival: int
    """Effective arrival, epoch ms: what the order inside a lane goes by."""
    promise_from: int
    """When the promised maximum of this leg began, epoch ms, gaps of an outage added."""
    state: TicketState = TicketState.WAITING
    slip: Slip = Slip.NONE
    slip_printer: str = ""
    """The spare that has the first paper in hand, where another printer could not."""
    directed: Directed | None = None
    sent_before: Directed | None = None
    """Among whom it stood last, if it has left there: those behind it moved up."""
    window: str | None = None
    staff: str | None = None
    called_at: int | None = None
    no_show_from: int = 0
    """When the time began after which the called citizen is a no-show: the call, gaps of an outage added."""
    started_at: int | None = None
    ended_at: int | None = None
    calls: int = 0
    hold: HoldKind | None = None
    requeues: int = 0
    reprints: int = 0
    behind: tuple[int, str] | None = None
    """(serial, id) of the ticket of the same arrival that this one stands behind (requeued)."""
    rating: Rating = Rating.NONE
    level: int | None = None
    """For sums only; nobody at a window is shown it (R90)."""
    why: tuple[str, ...] = ()
    """Codes of why that level was bad, if somebody said so; as secret as the level."""
    legs: list[Leg] = field(default_factory=list)
    """The legs before the present one."""
    moved_from: str = ""
    """The queue that gave the number, where the ticket was moved before any window had it."""
    first_receiver: str | None = None
    """首问责任人 (R36): who first received the citizen, kept over transfers."""
    matter: str = ""
    identity: str = ""
    assist: bool = False
    extended: bool = False
    """Issued after closing (R8)."""
    source: str = "machine"
    """"manual" = handed out on paper and entered afterwards."""
    appointment: str = ""
    due_from: int | None = None
    """A kept appointment: from when it comes before the lanes, epoch ms."""
    outcome: str = ""
    """How the visit ended, as its clerk noted it (R54); "" = not noted."""
    case_no: str = ""
    """受理编号."""
    back_to: list[tuple[str, str]] = field(default_factory=list)
    """(window, queue) that this visit still comes back to, the last first (R34)."""

    @property
    def issued_in(self) -> str:
        """The queue that gave the number."""
        return self.moved_from or (self.legs[0].queue if self.legs else self.queue)


@dataclass(slots=True)
class PastVisit:
    """A visit of the hall-day before: all that is kept of it while its slip may still rate (decision 12)."""

    id: str
    token: str
    number: str
    queue: str
    window: str
    staff: str
    ended_at: int
    rating: Rating = Rating.UNRATED
    complained: bool = False
    state: ClassVar[TicketState] = TicketState.FINISHED


def may_ticket(ticket: Ticket, event: type[m.Event]) -> bool:
    return (ticket.state, event) in TICKET_MOVES
