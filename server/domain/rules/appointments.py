"""预约: imported, checked in by code, merged fairly (decision 6, R11)."""

from server.domain import messages as m
from server.domain.calendar import is_date
from server.domain.hall import Appointment, Hall, HallState
from server.domain.hours import clock
from server.domain.rules.guards import Decision, not_serving
from server.domain.rules.tickets import number_taken

MAX_CODE = 40


def book(hall: Hall, c: m.BookAppointments) -> Decision:
    """All of them or none; those that stand already as they are change nothing."""
    events: list[m.Event] = []
    for booking in c.bookings:
        if refusal := _wrong(hall, booking):
            return refusal
        if not _as_booked(hall, booking):
            events.append(
                m.AppointmentBooked(
                    at=c.at,
                    actor=c.actor,
                    code=booking.code,
                    day=booking.day,
                    queue=booking.queue,
                    start=booking.start,
                    end=booking.end,
                )
            )
    return events


def _wrong(hall: Hall, b: m.Booking) -> m.Refusal | None:
    known = hall.appointments.get(b.code) if b.day == hall.day else None
    if b.queue not in hall.plan.queue:
        return m.Refusal("unknown_queue", {"queue": b.queue})
    if (
        not b.code.strip()
        or len(b.code) > MAX_CODE
        or not is_date(b.day)
        or b.day < hall.day
        or not 0 <= b.start < b.end
    ):
        return m.Refusal("bad_appointment", {"code": b.code[:MAX_CODE]})
    if known and known.ticket:
        return m.Refusal("checked_in", {"code": b.code, "number": hall.tickets[known.ticket].number})
    return None


def _as_booked(hall: Hall, b: m.Booking) -> bool:
    return b.day == hall.day and hall.appointments.get(b.code) == Appointment(b.code, b.queue, b.start, b.end)


def check_in(hall: Hall, c: m.CheckIn) -> Decision:
    """From a while before the slot; kept until a while after its end, later a normal ticket."""
    booked = hall.appointments.get(c.code)
    if booked is None:
        return m.Refusal("unknown_appointment", {"code": c.code[:MAX_CODE]})
    if refusal := not_serving(hall):
        return refusal
    if hall.state is HallState.EXTENDED and not c.actor.startswith("staff:"):
        return m.Refusal("hall_not_open", {"state": hall.state})
    if booked.ticket:
        return m.Refusal("checked_in", {"code": c.code, "number": hall.tickets[booked.ticket].number})
    settings = hall.plan.settings
    from_ = booked.start - settings.appointment_early_s * 1000
    if c.at < from_:
        return m.Refusal("too_early", {"time": clock(hall, from_)})
    kept = c.at <= booked.end + settings.appointment_late_s * 1000
    due_from = booked.start if kept else None
    taken = number_taken(
        hall, c, booked.queue, c.token, kiosk=c.kiosk, appointment=booked.code, due_from=due_from
    )
    return [taken]
