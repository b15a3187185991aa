"""At the window."""

from typing import cast

from server.domain import messages as m
from server.domain.changes.moves import count, enter, free_window, move_ticket, move_window
from server.domain.desk import BeforeCall
from server.domain.hall import Call, ChosenCall, Hall
from server.domain.ticket import Directed, HoldKind, Leg, Rating, Ticket, TicketState

BEFORE = (
    "directed",
    "sent_before",
    "window",
    "staff",
    "called_at",
    "calls",
    "hold",
    "first_receiver",
    "no_show_from",
)
CHOSEN_KEPT = 50
"""How many calls out of order the duty officer finds without looking into the log."""


def called(hall: Hall, event: m.TicketCalled) -> None:
    """Who was passed and is called once more has heard the earlier calls, too (decision 7)."""
    heard = hall.tickets[event.ticket].calls if event.ticket in hall.passed else 0
    before = _before(hall, event)
    ticket = move_ticket(hall, event)
    desk = move_window(hall, event)
    desk.before_call = before
    ticket.window, ticket.staff, ticket.called_at = event.window, event.staff, event.at
    ticket.first_receiver = ticket.first_receiver or event.staff
    ticket.calls, ticket.hold, ticket.no_show_from = heard + 1, None, event.at
    desk.ticket = ticket.id
    if event.turn is not None:
        desk.turn = event.turn
    if event.chosen:
        count(hall, "chosen")
        by = event.actor.removeprefix("staff:") if event.actor.startswith("staff:") else event.staff
        hall.chosen.append(ChosenCall(event.at, ticket.number, event.window, by, event.chosen))
        del hall.chosen[:-CHOSEN_KEPT]
    _show_call(hall, event, ticket)


def _before(hall: Hall, event: m.TicketCalled) -> BeforeCall:
    ticket, turn = hall.tickets[event.ticket], hall.desks[event.window].turn
    kept = {name: getattr(ticket, name) for name in BEFORE}
    return BeforeCall(at=event.at, turn=turn, state=ticket.state, **kept)


def undone(hall: Hall, event: m.CallUndone) -> None:
    """Back into its own place, among those sent to somebody, passed or on hold; the ratio has not moved."""
    before = cast("BeforeCall", hall.desks[event.window].before_call)
    ticket = move_ticket(hall, event)
    free_window(hall, event).turn = before.turn
    for name in BEFORE:
        setattr(ticket, name, getattr(before, name))
    ticket.state = before.state
    if ticket.state is TicketState.WAITING:
        enter(hall, ticket)
    else:
        (hall.passed if ticket.state is TicketState.PASSED else hall.held)[ticket.id] = None


def _show_call(hall: Hall, event: m.TicketCalled | m.TicketRecalled, ticket: Ticket) -> None:
    """To the end: the boards read the calls from the newest back."""
    hall.calls.pop(ticket.id, None)
    hall.calls[ticket.id] = Call(hall.seq, event.at, ticket.id, ticket.number, event.window)


def recalled(hall: Hall, event: m.TicketRecalled) -> None:
    ticket = move_ticket(hall, event)
    ticket.calls += 1
    hall.desks[event.window].before_call = None
    _show_call(hall, event, ticket)


def serving(hall: Hall, event: m.ServiceStarted) -> None:
    ticket = move_ticket(hall, event)
    move_window(hall, event).visit = None
    ticket.started_at = event.at


def passed(hall: Hall, event: m.TicketPassed) -> None:
    ticket = move_ticket(hall, event)
    free_window(hall, event)
    ticket.ended_at = event.at
    hall.passed[ticket.id] = None
    count(hall, "passed")


def returned(hall: Hall, event: m.TicketReturned) -> None:
    ticket = move_ticket(hall, event)
    free_window(hall, event)
    ticket.directed = Directed("queue", ticket.queue, event.at)
    enter(hall, ticket)


def held(hall: Hall, event: m.TicketHeld) -> None:
    ticket = move_ticket(hall, event)
    free_window(hall, event)
    ticket.hold = HoldKind(event.hold)
    hall.held[ticket.id] = None


def transferred(hall: Hall, event: m.TicketTransferred) -> None:
    """The new leg arrived when the ticket was taken: who came earlier stays earlier (decision 4)."""
    ticket = move_ticket(hall, event)
    desk = free_window(hall, event)
    slip = "pending" if event.slip else ""
    ticket.legs.append(Leg(ticket.queue, event.window, event.staff, event.at, slip))
    desk.sent = (ticket.id, len(ticket.legs))
    if event.chain:
        ticket.back_to.pop()
    elif event.come_back:
        ticket.back_to.append((event.window, ticket.queue))
    ticket.queue = event.queue
    ticket.arrival, ticket.promise_from, ticket.behind = ticket.taken_at, event.at, None
    ticket.directed = None if event.to == "queue" else Directed(event.to, event.to_id, event.at)
    ticket.window = ticket.staff = ticket.called_at = ticket.started_at = ticket.due_from = None
    ticket.calls = 0
    enter(hall, ticket)


def way_slip_told(hall: Hall, event: m.WaySlipTold) -> None:
    leg = hall.tickets[event.ticket].legs[event.leg - 1]
    leg.slip = "printed" if event.printed else "failed"
    leg.printer, leg.cause = event.printer, event.cause


def finished(hall: Hall, event: m.TicketFinished) -> None:
    ticket = move_ticket(hall, event)
    free_window(hall, event).visit = ticket.id
    ticket.ended_at = event.at
    ticket.rating = Rating.OPEN
    hall.open_ratings[ticket.id] = event.at + hall.plan.settings.rating_open_s * 1000
    hall.service_ms[ticket.queue].append(event.at - (ticket.called_at or event.at))
    count(hall, "finished")
    count(hall, f"finished:{event.window}:{event.staff}")
    hall.served_by[event.staff].append(ticket.id)


def signed_in(hall: Hall, event: m.SignedIn) -> None:
    desk = move_window(hall, event)
    desk.staff, desk.acting_for = event.staff, event.acting_for
    _arrives(hall, event.staff, event.window)


def _arrives(hall: Hall, staff: str, window: str) -> None:
    hall.posts[staff] = (*hall.posts.get(staff, ()), window)


def _leaves(hall: Hall, staff: str, window: str) -> None:
    others = tuple(other for other in hall.posts.pop(staff, ()) if other != window)
    if others:
        hall.posts[staff] = others


def signed_out(hall: Hall, event: m.SignedOut) -> None:
    desk = move_window(hall, event)
    desk.staff, desk.acting_for, desk.reason, desk.turn = None, "", "", 0
    _leaves(hall, event.staff, event.window)


def handed_over(hall: Hall, event: m.HandedOver) -> None:
    """The window was never left: its ratio of lanes goes on. Who ends the visit in hand is rated for it."""
    desk = move_window(hall, event)
    desk.staff, desk.acting_for, desk.reason = event.to, event.acting_for, ""
    _leaves(hall, event.staff, event.window)
    _arrives(hall, event.to, event.window)
    if desk.ticket:
        hall.tickets[desk.ticket].staff = event.to


def suspended(hall: Hall, event: m.WindowSuspended) -> None:
    move_window(hall, event).reason = event.reason


def resumed(hall: Hall, event: m.WindowResumed) -> None:
    move_window(hall, event).reason = ""


def next_stored(hall: Hall, event: m.NextStored) -> None:
    move_window(hall, event).stored = True
