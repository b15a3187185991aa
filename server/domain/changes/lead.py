"""What was decided for others: who serves what, and who waits where."""

from dataclasses import replace

from server.domain import messages as m
from server.domain.changes.moves import count, enter, move_ticket
from server.domain.changes.windows import CHOSEN_KEPT
from server.domain.hall import ChosenCall, Hall
from server.domain.ticket import Directed, Lane


def queues_assigned(hall: Hall, event: m.QueuesAssigned) -> None:
    """The day's plan is another one from here on; everybody who asks it finds the new order."""
    window = hall.plan.window.get(event.window)
    if window is None:  # it left the plan overnight
        return
    lanes = tuple(event.lanes) if event.lanes else None
    if lanes != window.lanes:
        hall.desks[event.window].turn = 0
    known = hall.plan.queue
    changed = replace(
        window,
        queues=tuple(q for q in event.queues if q in known),
        backup_queues=tuple(q for q in event.backup if q in known),
        lanes=(lanes[0], lanes[1]) if lanes else None,
    )
    hall.plan = hall.plan.with_window(changed)
    count(hall, "assigned")


def ticket_moved(hall: Hall, event: m.TicketMoved) -> None:
    """Who was sent to somebody keeps the time of that; who stood in a line comes by arrival."""
    ticket = hall.tickets[event.ticket]
    since = ticket.directed.at if ticket.directed else ticket.arrival
    move_ticket(hall, event)
    ticket.moved_from = ticket.issued_in
    ticket.queue = event.queue
    ticket.directed = Directed(event.to, event.to_id, since) if event.to else None
    enter(hall, ticket)
    count(hall, "moved")


def green_opened(hall: Hall, event: m.GreenChannelOpened) -> None:
    """It joins the priority side of the ratio where its arrival puts it (R48)."""
    ticket = move_ticket(hall, event)
    ticket.lane = Lane.GREEN
    enter(hall, ticket)
    hall.chosen.append(
        ChosenCall(event.at, ticket.number, "", event.actor.removeprefix("staff:"), event.reason)
    )
    del hall.chosen[:-CHOSEN_KEPT]
