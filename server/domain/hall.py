"""The hall as it stands: its state, and the transition tables of the hall and of its windows.

A missing entry in a table IS the refusal: the rules ask `may_…`, never a chain of ifs. A ticket's own table
is in `ticket.py`; `evolve.py` applies events; nothing else writes here.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from server.domain import messages as m
from server.domain.line import Line, Place
from server.domain.plan import HallPlan
from server.domain.ticket import SETTLED, TICKET_MOVES, Ticket, TicketState


class HallState(StrEnum):
    OFF = "off"
    PREP = "prep"
    OPEN = "open"
    EXTENDED = "extended"
    CLOSED = "closed"
    RECOVERY = "recovery"


class WindowState(StrEnum):
    CLOSED = "closed"
    IDLE = "idle"
    CALLING = "calling"
    SERVING = "serving"
    SUSPENDED = "suspended"


H, W = HallState, WindowState

HALL_MOVES: dict[tuple[HallState, type[m.Event]], HallState] = {
    (H.PREP, m.HallOpened): H.OPEN,
    (H.EXTENDED, m.HallOpened): H.OPEN,
    (H.CLOSED, m.HallOpened): H.OPEN,
    (H.OPEN, m.HallExtended): H.EXTENDED,
    (H.OPEN, m.HallClosed): H.CLOSED,
    (H.EXTENDED, m.HallClosed): H.CLOSED,
    (H.PREP, m.HallClosed): H.CLOSED,
    (H.RECOVERY, m.HallClosed): H.CLOSED,
    (H.CLOSED, m.HallPrepared): H.PREP,
}

WINDOW_MOVES: dict[tuple[WindowState, type[m.Event]], WindowState] = {
    (W.CLOSED, m.SignedIn): W.IDLE,
    (W.SUSPENDED, m.SignedOut): W.CLOSED,
    (W.IDLE, m.SignedOut): W.CLOSED,
    (W.IDLE, m.TicketCalled): W.CALLING,
    (W.CALLING, m.TicketRecalled): W.CALLING,
    (W.CALLING, m.ServiceStarted): W.SERVING,
    (W.CALLING, m.TicketPassed): W.IDLE,
    (W.CALLING, m.TicketReturned): W.IDLE,
    (W.CALLING, m.TicketHeld): W.IDLE,
    (W.SERVING, m.TicketHeld): W.IDLE,
    (W.CALLING, m.TicketTransferred): W.IDLE,
    (W.SERVING, m.TicketTransferred): W.IDLE,
    (W.SERVING, m.TicketFinished): W.IDLE,
    (W.IDLE, m.WindowSuspended): W.SUSPENDED,
    (W.SUSPENDED, m.WindowResumed): W.IDLE,
}


@dataclass(slots=True)
class Desk:
    """What happens at one window."""

    window: str
    state: WindowState = WindowState.CLOSED
    since: int = 0
    staff: str | None = None
    reason: str = ""
    ticket: str | None = None
    visit: str | None = None
    """The last finished visit: the one a press on this window's rater is about."""
    turn: int = 0
    """Where the lane ratio stands: 0 = the next call, while both lanes wait, is a priority one."""


@dataclass(frozen=True, slots=True)
class Call:
    """The newest call of a ticket in hand: one line of the board. `seq` names the announcement."""

    seq: int
    at: int
    ticket: str
    number: str
    window: str


class _Desks(dict[str, Desk]):
    """A window that left the plan overnight gets a desk while the log still speaks of it (so do queues)."""

    def __missing__(self, window: str) -> Desk:
        desk = self[window] = Desk(window)
        return desk


class Hall:
    """The state of one hall-day. Only `evolve` writes to it."""

    def __init__(self, plan: HallPlan, seq: int = 0) -> None:
        self.plan = plan
        self.seq = seq
        self.day = ""
        self.last_at = 0
        self.state = HallState.OFF
        self.begin_day()

    def begin_day(self) -> None:
        """A fresh day: nobody waits, every counter at its start."""
        self.state_before_recovery = HallState.OFF
        self.tickets: dict[str, Ticket] = {}
        self.tokens: dict[str, str] = {}
        self.lines: defaultdict[str, Line] = defaultdict(Line, {q.id: Line() for q in self.plan.queues})
        self.sent_to: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
        self.waiting: defaultdict[str, int] = defaultdict(int, dict.fromkeys(self.plan.queue, 0))
        self.serials: dict[str, int] = {}
        self.desks: dict[str, Desk] = _Desks({w.id: Desk(w.id) for w in self.plan.windows})
        self.posts: dict[str, str] = {}
        self.calls: dict[str, Call] = {}
        self.passed: dict[str, None] = {}
        self.held: dict[str, None] = {}
        self.open_ratings: dict[str, int] = {}
        self.failed_slips: dict[str, int] = {}
        self.counts: dict[str, int] = {}

    def unsettled(self) -> Iterator[Ticket]:
        """Tickets that still have somewhere to go."""
        return (ticket for ticket in self.tickets.values() if ticket.state not in SETTLED)

    def waiting_tickets(self, queue: str) -> Iterator[Ticket]:
        """Of this queue, those sent back to it first, then its lanes in order."""
        ids = [place[3] for place in self.sent_to.get(("queue", queue), ())]
        return (self.tickets[id_] for id_ in (*ids, *self.lines[queue]))

    def in_hand(self) -> int:
        return sum(1 for desk in self.desks.values() if desk.ticket)

    def waiting_total(self) -> int:
        return sum(self.waiting.values())


def may_hall(hall: Hall, event: type[m.Event]) -> bool:
    return (hall.state, event) in HALL_MOVES


def may_ticket(ticket: Ticket, event: type[m.Event]) -> bool:
    return (ticket.state, event) in TICKET_MOVES


def may_window(desk: Desk, event: type[m.Event]) -> bool:
    return (desk.state, event) in WINDOW_MOVES


__all__ = ["Call", "Desk", "Hall", "HallState", "Ticket", "TicketState", "WindowState"]
