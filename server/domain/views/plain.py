"""The hall in lines of text, as it stood at one moment of the log: for whoever asks the command line."""

from collections.abc import Iterator

from server.domain.desk import WindowState
from server.domain.hall import Hall
from server.domain.hours import clock
from server.domain.ticket import TicketState


def plain_lines(hall: Hall) -> list[str]:
    """State, who is at the windows, who waits in each queue in order, who was passed or is held."""
    day = hall.day or "–"
    at = clock(hall, hall.last_at) if hall.day else ""
    head = f"{day} {at} 第 {hall.seq} 号事件 event {hall.seq} · {hall.state}"
    return [head, *_windows(hall), *_queues(hall), *_aside(hall)]


def _windows(hall: Hall) -> Iterator[str]:
    for window in hall.plan.windows:
        desk = hall.desks[window.id]
        if desk.state is not WindowState.CLOSED:
            number = hall.tickets[desk.ticket].number if desk.ticket else "–"
            yield f"  {window.label}  {desk.state}  工号 {desk.staff or '–'}  {number}"


def _queues(hall: Hall) -> Iterator[str]:
    for queue in hall.plan.queues:
        if waiting := [ticket.number for ticket in hall.waiting_tickets(queue.id)]:
            yield f"  等候 waiting  {queue.name}  {len(waiting)}: {' '.join(waiting)}"


def _aside(hall: Hall) -> Iterator[str]:
    for state, words in ((TicketState.PASSED, "过号 passed"), (TicketState.HELD, "挂起 held")):
        if numbers := [t.number for t in hall.tickets.values() if t.state is state]:
            yield f"  {words}  {' '.join(numbers)}"
