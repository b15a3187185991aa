"""预约: imported, checked in by code, merged fairly (decision 6, R11)."""

from server.domain import messages as m
from server.domain.facts.calendar import is_date
from server.domain.hall import Appointment, Hall, HallState
from server.domain.hours import clock
from server.domain.rules.guards import Decision, kiosk_off, not_serving, not_theirs
from server.domain.rules.tickets import has_open, needs_name, number_taken

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
                    identity=booking.identity,
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
    as_it_is = Appointment(b.code, b.queue, b.start, b.end, identity=b.identity)
    return b.day == hall.day and hall.appointments.get(b.code) == as_it_is


def check_in(hall: Hall, c: m.CheckIn) -> Decision:
    """From a while before the slot; kept until a while after its end, later a normal ticket."""
    booked = hall.appointments.get(c.code) if c.code else _theirs(hall, c)
    if booked is None and c.code:
        return m.Refusal("unknown_appointment", {"code": c.code[:MAX_CODE]})
    if booked is None:
        return m.Refusal("no_appointment")
    if refusal := (not_theirs(hall, c.actor, booked.queue) or not_serving(hall) or kiosk_off(hall, c.actor)):
        return refusal
    if hall.state is HallState.EXTENDED and not c.actor.startswith("staff:"):
        return m.Refusal("hall_not_open", {"state": hall.state})
    if booked.ticket:
        number = hall.tickets[booked.ticket].number
        return m.Refusal("checked_in", {"code": booked.code, "number": number, "ticket": booked.ticket})
    from_ = booked.start - hall.plan.settings.appointment_early_s * 1000
    if c.at < from_:
        slot = f"{clock(hall, booked.start)}–{clock(hall, booked.end)}"
        return m.Refusal("too_early", {"time": clock(hall, from_), "slot": slot})
    identity = booked.identity or c.identity
    if refusal := needs_name(hall, booked.queue, identity) or has_open(hall, booked.queue, identity):
        return refusal
    due_from = booked.start if c.at <= _kept_until(hall, booked) else None
    taken = number_taken(
        hall,
        c,
        booked.queue,
        c.token,
        kiosk=c.kiosk,
        appointment=booked.code,
        due_from=due_from,
        identity=identity,
    )
    return [taken]


def _theirs(hall: Hall, c: m.CheckIn) -> Appointment | None:
    """The next of this person's that is kept; else one that nobody has checked in; else the last one."""
    theirs = [a for a in hall.appointments.values() if a.identity and a.identity == c.identity]
    to_come = [a for a in theirs if not a.ticket]
    kept = [a for a in to_come if c.at <= _kept_until(hall, a)]
    return min(kept or to_come[-1:] or theirs[-1:], key=lambda a: (a.start, a.code), default=None)


def _kept_until(hall: Hall, booked: Appointment) -> int:
    return booked.end + hall.plan.settings.appointment_late_s * 1000
