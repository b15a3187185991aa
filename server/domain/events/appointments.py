"""预约: appointments made elsewhere."""

from server.domain.events.base import Event, event


@event("appointment.booked.v1")
class AppointmentBooked(Event):
    """Counts on its `day` only; `start` and `end` of the slot are epoch ms."""

    code: str
    day: str
    queue: str
    start: int
    end: int
    identity: str = ""
    """Whose it is, as in `NumberTaken`; empty = whoever brings the code."""
