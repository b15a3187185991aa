"""What an event may have changed for somebody who asks: the topics that held questions name (held.py)."""

from server.domain import messages as m
from server.domain.effects import EFFECTS, Effect
from server.domain.hall import Hall
from server.domain.ticket import Directed, Ticket

HALL, ALARMS = "hall", "alarms"


def of_ticket(id_: str) -> str:
    return f"ticket {id_}"


def of_queue(id_: str) -> str:
    return f"queue {id_}"


def of_window(id_: str) -> str:
    return f"window {id_}"


def of_staff(no: str) -> str:
    return f"staff {no}"


def of_line(ticket: Ticket) -> set[str]:
    """Where it waits: whoever moves there moves it."""
    return {of_queue(ticket.queue)} | _of_sent(ticket.directed)


def _of_sent(sent: Directed | None) -> set[str]:
    """The topic of a window, person or queue to whom somebody was sent."""
    return {f"{sent.kind} {sent.id}"} if sent else set()


def concerned(hall: Hall, event: m.Event) -> set[str]:
    """The topics of this event, once it has been applied."""
    id_ = getattr(event, "ticket", "") or getattr(event, "visit", "")
    effects = EFFECTS[type(event)]
    if not id_ and Effect.BOARDS in effects:
        return {HALL}
    if not id_:
        return _of_window(hall, event) if Effect.CONSOLES in effects else set()
    ticket = hall.tickets.get(id_)
    return (
        {of_ticket(id_)}
        | _of_place(event)
        | (_of_lines(ticket) if ticket and Effect.BOARDS in effects else set())
    )


def _of_window(hall: Hall, event: m.Event) -> set[str]:
    """Who sits there, and whether anybody is called there: its queues wait longer or less long."""
    window = hall.plan.window.get(getattr(event, "window", ""))
    if window is None:
        return {ALARMS}
    return _of_place(event) | {of_queue(queue) for tier in window.tiers for queue in tier}


def _of_place(where: m.Event | Ticket) -> set[str]:
    window, staff = getattr(where, "window", ""), getattr(where, "staff", "")
    return ({of_window(window)} if window else set()) | ({of_staff(staff)} if staff else set())


def _of_lines(ticket: Ticket) -> set[str]:
    """Also everywhere it has stood: there the others move up."""
    queues = {of_queue(queue) for queue in (ticket.issued_in, *(leg.queue for leg in ticket.legs))}
    return of_line(ticket) | queues | _of_place(ticket) | _of_sent(ticket.sent_before)
