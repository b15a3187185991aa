"""Tickets and windows on the move, as the tables say: what most changes begin with."""

from bisect import insort
from typing import Any

from server.domain.desk import WINDOW_MOVES, Desk
from server.domain.hall import Hall, HallState
from server.domain.ticket import IN_HAND, TICKET_MOVES, Ticket, TicketState
from server.domain.turns.line import drop, sent_place


def enter(hall: Hall, ticket: Ticket) -> None:
    """Into the line, or among those sent to somebody."""
    _length(hall, ticket.queue, +1)
    if ticket.directed:
        insort(hall.sent_to[ticket.directed.kind, ticket.directed.id], sent_place(ticket))
    else:
        hall.lines[ticket.queue].add(ticket)


def leave(hall: Hall, ticket: Ticket) -> None:
    _length(hall, ticket.queue, -1)
    if ticket.directed:
        drop(hall.sent_to[ticket.directed.kind, ticket.directed.id], sent_place(ticket))
        ticket.sent_before, ticket.directed = ticket.directed, None
    else:
        hall.lines[ticket.queue].remove(ticket)


def _length(hall: Hall, queue: str, change: int) -> None:
    """Of one moment only the last is kept: who leaves a place of the line for another never left it."""
    hall.waiting[queue] += change
    lengths = hall.lengths[queue]
    if lengths and lengths[-1][0] == hall.last_at:
        lengths.pop()
    lengths.append((hall.last_at, hall.waiting[queue]))


def move_ticket(hall: Hall, event: Any) -> Ticket:
    """Out of where it stood, into the state that the table gives. A new wait begins in `enter`."""
    ticket = hall.tickets[event.ticket]
    if ticket.state is TicketState.WAITING:
        leave(hall, ticket)
    hall.passed.pop(ticket.id, None)
    hall.held.pop(ticket.id, None)
    ticket.state = TICKET_MOVES[ticket.state, type(event)]
    if ticket.state not in IN_HAND:
        hall.calls.pop(ticket.id, None)
    return ticket


def move_window(hall: Hall, event: Any) -> Desk:
    desk = hall.desks[event.window]
    desk.state = WINDOW_MOVES[desk.state, type(event)]
    desk.since, desk.stored, desk.before_call = event.at, False, None
    return desk


def free_window(hall: Hall, event: Any) -> Desk:
    """The business in hand is over; after closing its end counts as extended service (R10)."""
    desk = move_window(hall, event)
    desk.ticket = None
    if hall.state is HallState.EXTENDED:
        hall.worked_until[hall.extended_from, event.staff] = event.at
    return desk


def count(hall: Hall, key: str) -> None:
    hall.counts[key] = hall.counts.get(key, 0) + 1
