"""`evolve(hall, event)`: apply one event, in place. One function an event, one table of them.

It never fails on an event that `decide` made, and the same events always give the same hall.
"""

from bisect import insort
from collections.abc import Callable
from typing import Any

from server.domain import messages as m
from server.domain.hall import HALL_MOVES, WINDOW_MOVES, Call, Desk, Hall, HallState, WindowState
from server.domain.line import drop, sent_place
from server.domain.plan import DeviceKind
from server.domain.ticket import (
    IN_HAND,
    TICKET_MOVES,
    Directed,
    HoldKind,
    Lane,
    Leg,
    Rating,
    Slip,
    Ticket,
    TicketState,
)


def evolve(hall: Hall, event: m.Event) -> None:
    """Apply one event."""
    hall.seq += 1
    hall.last_at = max(hall.last_at, event.at)
    _EVOLVE[type(event)](hall, event)


# ---------------------------------------------------------------- standing in line


def _enter(hall: Hall, ticket: Ticket) -> None:
    hall.waiting[ticket.queue] += 1
    if ticket.directed:
        insort(hall.sent_to[ticket.directed.kind, ticket.directed.id], sent_place(ticket))
    else:
        hall.lines[ticket.queue].add(ticket)


def _leave(hall: Hall, ticket: Ticket) -> None:
    hall.waiting[ticket.queue] -= 1
    if ticket.directed:
        drop(hall.sent_to[ticket.directed.kind, ticket.directed.id], sent_place(ticket))
        ticket.directed = None
    else:
        hall.lines[ticket.queue].remove(ticket)


def _move_ticket(hall: Hall, event: Any) -> Ticket:
    """Out of where it stood, into the state that the table gives. A new wait begins in `_enter`."""
    ticket = hall.tickets[event.ticket]
    if ticket.state is TicketState.WAITING:
        _leave(hall, ticket)
    hall.passed.pop(ticket.id, None)
    hall.held.pop(ticket.id, None)
    ticket.state = TICKET_MOVES[ticket.state, type(event)]
    if ticket.state not in IN_HAND:
        hall.calls.pop(ticket.id, None)
    return ticket


def _move_window(hall: Hall, event: Any) -> Desk:
    desk = hall.desks[event.window]
    desk.state = WINDOW_MOVES[desk.state, type(event)]
    desk.since = event.at
    return desk


def _free_window(hall: Hall, event: Any) -> Desk:
    desk = _move_window(hall, event)
    desk.ticket = None
    return desk


def _count(hall: Hall, key: str) -> None:
    hall.counts[key] = hall.counts.get(key, 0) + 1


# ---------------------------------------------------------------- the hall's day


def _day_started(hall: Hall, event: m.DayStarted) -> None:
    hall.begin_day()
    hall.day = event.day
    hall.state = HallState.PREP


def _hall_moved(hall: Hall, event: m.Event) -> None:
    hall.state = HALL_MOVES[hall.state, type(event)]


def _gap_seen(hall: Hall, event: m.GapSeen) -> None:
    """Nothing ran out while nobody was alive: every clock of a person is put forward by the gap."""
    gap = max(0, event.at - event.since)
    for deadlines in (hall.open_ratings, hall.failed_slips):
        for ticket in deadlines:
            deadlines[ticket] += gap
    for line in hall.lines.values():
        line.shift_promises(gap)
    for waiting in hall.unsettled():
        waiting.promise_from += gap
        waiting.no_show_from += gap
    if event.recovery and hall.state is not HallState.RECOVERY:
        hall.state_before_recovery = hall.state
        hall.state = HallState.RECOVERY


def _recovered(hall: Hall, _: m.HallRecovered) -> None:
    hall.state = hall.state_before_recovery


# ---------------------------------------------------------------- tickets


def _taken(hall: Hall, event: m.NumberTaken) -> None:
    paper = bool(event.kiosk and hall.plan.devices_at(DeviceKind.PRINTER, kiosk=event.kiosk))
    ticket = Ticket(
        id=event.ticket,
        day=hall.day,
        number=event.number,
        queue=event.queue,
        lane=Lane(event.lane),
        serial=event.serial,
        token=event.token,
        kiosk=event.kiosk,
        taken_at=event.at,
        arrival=event.at,
        promise_from=event.at,
        slip=Slip.PENDING if paper else Slip.NONE,
    )
    hall.tickets[ticket.id] = ticket
    hall.tokens[ticket.token] = ticket.id
    hall.serials[event.queue] = event.serial
    _enter(hall, ticket)
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


def _requeued(hall: Hall, event: m.TicketRequeued) -> None:
    ticket = _move_ticket(hall, event)
    ticket.arrival, ticket.promise_from = event.arrival, event.at
    ticket.behind = (event.behind_serial, event.behind) if event.behind else None
    ticket.requeues += 1
    _enter(hall, ticket)


def _woken(hall: Hall, event: m.TicketWoken) -> None:
    ticket = _move_ticket(hall, event)
    ticket.directed = Directed(event.to, event.to_id, event.at)
    ticket.hold = None
    _enter(hall, ticket)


def _settled_as(count: str) -> Callable[[Hall, Any], None]:
    """A ticket that nobody has in hand comes to its end."""

    def settle(hall: Hall, event: Any) -> None:
        ticket = _move_ticket(hall, event)
        desk = hall.desks[ticket.window] if ticket.window else None
        if desk and desk.ticket == ticket.id:
            desk.ticket, desk.state = None, WindowState.IDLE
        ticket.ended_at = event.at
        hall.failed_slips.pop(ticket.id, None)
        _count(hall, count)

    return settle


# ---------------------------------------------------------------- at the window


def _called(hall: Hall, event: m.TicketCalled) -> None:
    ticket = _move_ticket(hall, event)
    desk = _move_window(hall, event)
    ticket.window, ticket.staff, ticket.called_at = event.window, event.staff, event.at
    ticket.first_receiver = ticket.first_receiver or event.staff
    ticket.calls, ticket.hold, ticket.no_show_from = 1, None, event.at
    desk.ticket = ticket.id
    if event.turn is not None:
        desk.turn = event.turn
    _show_call(hall, event, ticket)


def _show_call(hall: Hall, event: m.TicketCalled | m.TicketRecalled, ticket: Ticket) -> None:
    """To the end: the boards read the calls from the newest back."""
    hall.calls.pop(ticket.id, None)
    hall.calls[ticket.id] = Call(hall.seq, event.at, ticket.id, ticket.number, event.window)


def _recalled(hall: Hall, event: m.TicketRecalled) -> None:
    ticket = _move_ticket(hall, event)
    ticket.calls += 1
    _show_call(hall, event, ticket)


def _serving(hall: Hall, event: m.ServiceStarted) -> None:
    ticket = _move_ticket(hall, event)
    _move_window(hall, event).visit = None
    ticket.started_at = event.at


def _passed(hall: Hall, event: m.TicketPassed) -> None:
    ticket = _move_ticket(hall, event)
    _free_window(hall, event)
    ticket.ended_at = event.at
    hall.passed[ticket.id] = None
    _count(hall, "passed")


def _returned(hall: Hall, event: m.TicketReturned) -> None:
    ticket = _move_ticket(hall, event)
    _free_window(hall, event)
    ticket.directed = Directed("queue", ticket.queue, event.at)
    _enter(hall, ticket)


def _held(hall: Hall, event: m.TicketHeld) -> None:
    ticket = _move_ticket(hall, event)
    _free_window(hall, event)
    ticket.hold = HoldKind(event.hold)
    hall.held[ticket.id] = None


def _transferred(hall: Hall, event: m.TicketTransferred) -> None:
    """The new leg arrived when the ticket was taken: who came earlier stays earlier (decision 4)."""
    ticket = _move_ticket(hall, event)
    _free_window(hall, event)
    ticket.legs.append(Leg(ticket.queue, event.window, event.staff))
    if event.chain:
        ticket.back_to.pop()
    elif event.come_back:
        ticket.back_to.append((event.window, ticket.queue))
    ticket.queue = event.queue
    ticket.arrival, ticket.promise_from, ticket.behind = ticket.taken_at, event.at, None
    ticket.directed = None if event.to == "queue" else Directed(event.to, event.to_id, event.at)
    ticket.window = ticket.staff = ticket.called_at = ticket.started_at = None
    ticket.calls = 0
    _enter(hall, ticket)


def _finished(hall: Hall, event: m.TicketFinished) -> None:
    ticket = _move_ticket(hall, event)
    _free_window(hall, event).visit = ticket.id
    ticket.ended_at = event.at
    ticket.rating = Rating.OPEN
    hall.open_ratings[ticket.id] = event.at + hall.plan.settings.rating_open_s * 1000
    _count(hall, "finished")
    _count(hall, f"finished:{event.window}:{event.staff}")


def _signed_in(hall: Hall, event: m.SignedIn) -> None:
    _move_window(hall, event).staff = event.staff
    hall.posts[event.staff] = event.window


def _signed_out(hall: Hall, event: m.SignedOut) -> None:
    desk = _move_window(hall, event)
    desk.staff, desk.reason, desk.turn = None, "", 0
    hall.posts.pop(event.staff, None)


def _suspended(hall: Hall, event: m.WindowSuspended) -> None:
    _move_window(hall, event).reason = event.reason


def _resumed(hall: Hall, event: m.WindowResumed) -> None:
    _move_window(hall, event).reason = ""


# ---------------------------------------------------------------- ratings


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
    m.TicketReturned: _returned,
    m.TicketHeld: _held,
    m.TicketWoken: _woken,
    m.TicketTransferred: _transferred,
    m.TicketRequeued: _requeued,
    m.TicketFinished: _finished,
    m.TicketCancelled: _settled_as("cancelled"),
    m.TicketVoided: _settled_as("void"),
    m.TicketExpired: _settled_as("expired"),
    m.SignedIn: _signed_in,
    m.SignedOut: _signed_out,
    m.WindowSuspended: _suspended,
    m.WindowResumed: _resumed,
    m.RatingGiven: _rated,
    m.RatingLapsed: _lapsed,
    m.RatingRefused: _nothing,
}
