"""Decided by the lead of a unit or the duty officer."""

from server.domain.events.base import Event, event


@event("window.queues_assigned.v1")
class QueuesAssigned(Event):
    """Until the day's end or the next one of this window."""

    window: str
    queues: tuple[str, ...]
    backup: tuple[str, ...] = ()
    lanes: tuple[int, int] | None = None
    """(priority, normal) in turn; None = as the hall has it."""
    reason: str = ""


@event("queue.moved.v1")
class WaitingMoved(Event):
    """One decision about many who wait; a `TicketMoved` for each follows with it."""

    of: str
    """"queue" or "window"."""
    source: str
    to: str
    to_id: str
    numbers: tuple[str, ...]
    reason: str = ""


@event("ticket.moved.v1")
class TicketMoved(Event):
    """Waits elsewhere, under the same number and with the same arrival."""

    ticket: str
    queue: str
    to: str = ""
    """"window" or "queue": before all others there; "" = in the queue's line."""
    to_id: str = ""
    reason: str = ""


@event("ticket.green.v1")
class GreenChannelOpened(Event):
    ticket: str
    reason: str
