"""The hall as it stands: its state, the transition tables, and `evolve`, which applies one event.

A missing entry in a table IS the refusal: `decide` asks `may`, never a chain of ifs. `evolve` changes the
hall it is given, in place, and nothing else does; the executor owns the only live hall and rebuilds it from
the log whenever a commit fails (docs/decisions/0002).
"""

from bisect import bisect_left, insort
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from server.domain import messages as m
from server.domain.plan import DeviceKind, HallPlan

RECENT_CALLS = 12
"""How many calls a board may look back on."""


class HallState(StrEnum):
    OFF = "off"
    PREP = "prep"
    OPEN = "open"
    EXTENDED = "extended"
    CLOSED = "closed"
    RECOVERY = "recovery"


class TicketState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PASSED = "passed"
    FINISHED = "finished"
    VOID = "void"
    EXPIRED = "expired"


class WindowState(StrEnum):
    CLOSED = "closed"
    IDLE = "idle"
    CALLING = "calling"
    SERVING = "serving"
    SUSPENDED = "suspended"


H, T, W = HallState, TicketState, WindowState

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

TICKET_MOVES: dict[tuple[TicketState, type[m.Event]], TicketState] = {
    (T.WAITING, m.TicketCalled): T.CALLED,
    (T.CALLED, m.TicketRecalled): T.CALLED,
    (T.CALLED, m.ServiceStarted): T.SERVING,
    (T.CALLED, m.TicketPassed): T.PASSED,
    (T.SERVING, m.TicketFinished): T.FINISHED,
    (T.WAITING, m.TicketVoided): T.VOID,
    (T.PASSED, m.TicketVoided): T.VOID,
    (T.WAITING, m.TicketExpired): T.EXPIRED,
    (T.CALLED, m.TicketExpired): T.EXPIRED,
    (T.SERVING, m.TicketExpired): T.EXPIRED,
    (T.PASSED, m.TicketExpired): T.EXPIRED,
}

WINDOW_MOVES: dict[tuple[WindowState, type[m.Event]], WindowState] = {
    (W.CLOSED, m.SignedIn): W.IDLE,
    (W.SUSPENDED, m.SignedOut): W.CLOSED,
    (W.IDLE, m.SignedOut): W.CLOSED,
    (W.IDLE, m.TicketCalled): W.CALLING,
    (W.CALLING, m.TicketRecalled): W.CALLING,
    (W.CALLING, m.ServiceStarted): W.SERVING,
    (W.CALLING, m.TicketPassed): W.IDLE,
    (W.SERVING, m.TicketFinished): W.IDLE,
    (W.IDLE, m.WindowSuspended): W.SUSPENDED,
    (W.SUSPENDED, m.WindowResumed): W.IDLE,
}


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


@dataclass(slots=True)
class Ticket:
    id: str
    day: str
    number: str
    queue: str
    lane: str
    serial: int
    token: str
    kiosk: str | None
    taken_at: int
    arrival: int
    """Effective arrival, epoch ms: what the order goes by."""
    state: TicketState = TicketState.WAITING
    slip: Slip = Slip.NONE
    window: str | None = None
    staff: str | None = None
    called_at: int | None = None
    started_at: int | None = None
    ended_at: int | None = None
    calls: int = 0
    rating: Rating = Rating.NONE

    @property
    def turn(self) -> tuple[int, int, str]:
        return (self.arrival, self.serial, self.id)


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


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the board. `seq` names the announcement."""

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
        self._clear()

    def _clear(self) -> None:
        self.state_before_recovery = HallState.OFF
        self.tickets: dict[str, Ticket] = {}
        self.tokens: dict[str, str] = {}
        lines: dict[str, list[tuple[int, int, str]]] = {q.id: [] for q in self.plan.queues}
        self.waiting = defaultdict(list, lines)
        self.serials: dict[str, int] = {}
        self.desks: dict[str, Desk] = _Desks({w.id: Desk(w.id) for w in self.plan.windows})
        self.posts: dict[str, str] = {}
        self.calls: deque[Call] = deque(maxlen=RECENT_CALLS)
        self.passed: dict[str, None] = {}
        self.open_ratings: dict[str, int] = {}
        self.failed_slips: dict[str, int] = {}
        self.counts: dict[str, int] = {}

    def unsettled(self) -> Iterator[Ticket]:
        """Tickets that still have somewhere to go."""
        for ticket in self.tickets.values():
            if ticket.state in (T.WAITING, T.CALLED, T.SERVING, T.PASSED):
                yield ticket

    def in_hand(self) -> int:
        return sum(1 for desk in self.desks.values() if desk.ticket)

    def waiting_total(self) -> int:
        return sum(len(line) for line in self.waiting.values())


def may_hall(hall: Hall, event: type[m.Event]) -> bool:
    return (hall.state, event) in HALL_MOVES


def may_ticket(ticket: Ticket, event: type[m.Event]) -> bool:
    return (ticket.state, event) in TICKET_MOVES


def may_window(desk: Desk, event: type[m.Event]) -> bool:
    return (desk.state, event) in WINDOW_MOVES


def evolve(hall: Hall, event: m.Event) -> None:
    """Apply one event. Never fails on an event that `decide` made."""
    hall.seq += 1
    hall.last_at = max(hall.last_at, event.at)
    _EVOLVE[type(event)](hall, event)


# ---------------------------------------------------------------- one function an event


def _move_ticket(hall: Hall, event: Any) -> Ticket:
    ticket = hall.tickets[event.ticket]
    if ticket.state is T.WAITING:
        line = hall.waiting[ticket.queue]
        del line[bisect_left(line, ticket.turn)]
    hall.passed.pop(ticket.id, None)
    ticket.state = TICKET_MOVES[ticket.state, type(event)]
    return ticket


def _move_window(hall: Hall, event: Any) -> Desk:
    desk = hall.desks[event.window]
    desk.state = WINDOW_MOVES[desk.state, type(event)]
    desk.since = event.at
    return desk


def _count(hall: Hall, key: str) -> None:
    hall.counts[key] = hall.counts.get(key, 0) + 1


def _day_started(hall: Hall, event: m.DayStarted) -> None:
    hall._clear()
    hall.day = event.day
    hall.state = H.PREP


def _hall_moved(hall: Hall, event: m.Event) -> None:
    hall.state = HALL_MOVES[hall.state, type(event)]


def _gap_seen(hall: Hall, event: m.GapSeen) -> None:
    gap = max(0, event.at - event.since)
    for deadlines in (hall.open_ratings, hall.failed_slips):
        for ticket in deadlines:
            deadlines[ticket] += gap
    if event.recovery and hall.state is not H.RECOVERY:
        hall.state_before_recovery = hall.state
        hall.state = H.RECOVERY


def _recovered(hall: Hall, _: m.HallRecovered) -> None:
    hall.state = hall.state_before_recovery


def _taken(hall: Hall, event: m.NumberTaken) -> None:
    paper = bool(event.kiosk and hall.plan.devices_at(DeviceKind.PRINTER, kiosk=event.kiosk))
    ticket = Ticket(
        id=event.ticket,
        day=hall.day,
        number=event.number,
        queue=event.queue,
        lane=event.lane,
        serial=event.serial,
        token=event.token,
        kiosk=event.kiosk,
        taken_at=event.at,
        arrival=event.at,
        slip=Slip.PENDING if paper else Slip.NONE,
    )
    hall.tickets[ticket.id] = ticket
    hall.tokens[ticket.token] = ticket.id
    hall.serials[event.queue] = event.serial
    insort(hall.waiting[event.queue], ticket.turn)
    _count(hall, "issued")


def _slip_printed(hall: Hall, event: m.SlipPrinted) -> None:
    hall.tickets[event.ticket].slip = Slip.PRINTED
    hall.failed_slips.pop(event.ticket, None)


def _slip_failed(hall: Hall, event: m.SlipFailed) -> None:
    hall.tickets[event.ticket].slip = Slip.FAILED
    hall.failed_slips[event.ticket] = event.at + hall.plan.settings.slip_answer_s * 1000


def _slip_unconfirmed(hall: Hall, event: m.SlipUnconfirmed) -> None:
    hall.tickets[event.ticket].slip = Slip.UNCONFIRMED


def _kept(hall: Hall, event: m.TicketKept) -> None:
    hall.tickets[event.ticket].slip = Slip.KEPT
    hall.failed_slips.pop(event.ticket, None)


def _called(hall: Hall, event: m.TicketCalled) -> None:
    ticket = _move_ticket(hall, event)
    desk = _move_window(hall, event)
    ticket.window, ticket.staff, ticket.called_at = event.window, event.staff, event.at
    ticket.calls = 1
    desk.ticket = ticket.id
    hall.calls.append(Call(hall.seq, event.at, ticket.id, ticket.number, event.window))


def _recalled(hall: Hall, event: m.TicketRecalled) -> None:
    ticket = _move_ticket(hall, event)
    ticket.calls += 1
    hall.calls.append(Call(hall.seq, event.at, ticket.id, ticket.number, event.window))


def _serving(hall: Hall, event: m.ServiceStarted) -> None:
    ticket = _move_ticket(hall, event)
    _move_window(hall, event).visit = None
    ticket.started_at = event.at


def _passed(hall: Hall, event: m.TicketPassed) -> None:
    ticket = _move_ticket(hall, event)
    _move_window(hall, event).ticket = None
    ticket.ended_at = event.at
    hall.passed[ticket.id] = None
    _count(hall, "passed")


def _finished(hall: Hall, event: m.TicketFinished) -> None:
    ticket = _move_ticket(hall, event)
    desk = _move_window(hall, event)
    desk.ticket, desk.visit = None, ticket.id
    ticket.ended_at = event.at
    ticket.rating = Rating.OPEN
    hall.open_ratings[ticket.id] = event.at + hall.plan.settings.rating_open_s * 1000
    _count(hall, "finished")
    _count(hall, f"finished:{event.window}:{event.staff}")


def _voided(hall: Hall, event: m.TicketVoided) -> None:
    _move_ticket(hall, event).ended_at = event.at
    hall.failed_slips.pop(event.ticket, None)
    _count(hall, "void")


def _expired(hall: Hall, event: m.TicketExpired) -> None:
    ticket = _move_ticket(hall, event)
    if ticket.window and hall.desks[ticket.window].ticket == ticket.id:
        desk = hall.desks[ticket.window]
        desk.ticket, desk.state = None, W.IDLE
    ticket.ended_at = event.at
    hall.failed_slips.pop(event.ticket, None)
    _count(hall, "expired")


def _signed_in(hall: Hall, event: m.SignedIn) -> None:
    desk = _move_window(hall, event)
    desk.staff = event.staff
    hall.posts[event.staff] = event.window


def _signed_out(hall: Hall, event: m.SignedOut) -> None:
    desk = _move_window(hall, event)
    desk.staff, desk.reason = None, ""
    hall.posts.pop(event.staff, None)


def _suspended(hall: Hall, event: m.WindowSuspended) -> None:
    _move_window(hall, event).reason = event.reason


def _resumed(hall: Hall, event: m.WindowResumed) -> None:
    _move_window(hall, event).reason = ""


def _rated(hall: Hall, event: m.RatingGiven) -> None:
    hall.tickets[event.ticket].rating = Rating.RATED
    hall.open_ratings.pop(event.ticket, None)
    _count(hall, "rated")


def _lapsed(hall: Hall, event: m.RatingLapsed) -> None:
    hall.tickets[event.ticket].rating = Rating.UNRATED
    hall.open_ratings.pop(event.ticket, None)
    _count(hall, "unrated")


def _nothing(_hall: Hall, _event: m.Event) -> None:
    """A refused press changes nothing; it is only remembered."""


_EVOLVE: dict[type[m.Event], Callable[[Hall, Any], None]] = {
    m.DayStarted: _day_started,
    m.HallPrepared: _hall_moved,
    m.HallOpened: _hall_moved,
    m.HallExtended: _hall_moved,
    m.HallClosed: _hall_moved,
    m.GapSeen: _gap_seen,
    m.HallRecovered: _recovered,
    m.NumberTaken: _taken,
    m.SlipPrinted: _slip_printed,
    m.SlipFailed: _slip_failed,
    m.SlipUnconfirmed: _slip_unconfirmed,
    m.TicketKept: _kept,
    m.TicketCalled: _called,
    m.TicketRecalled: _recalled,
    m.ServiceStarted: _serving,
    m.TicketPassed: _passed,
    m.TicketFinished: _finished,
    m.TicketVoided: _voided,
    m.TicketExpired: _expired,
    m.SignedIn: _signed_in,
    m.SignedOut: _signed_out,
    m.WindowSuspended: _suspended,
    m.WindowResumed: _resumed,
    m.RatingGiven: _rated,
    m.RatingLapsed: _lapsed,
    m.RatingRefused: _nothing,
}
