"""The hall's day: started, opened, closed, interrupted."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from server.domain import messages as m
from server.domain.bulletins import DAY, Bulletin, bulletin_of
from server.domain.cases import case_from
from server.domain.changes.halts import go_on
from server.domain.facts.calendar import DayEdit, DayKind
from server.domain.hall import BY_HAND, HALL_MOVES, Appointment, Bell, Hall, HallState, Incident
from server.domain.hours import bells_of
from server.domain.ticket import PastVisit, Rating


def started(hall: Hall, event: m.DayStarted) -> None:
    hall.begin_day()
    hall.day, hall.midnight = event.day, event.midnight
    hall.state = HallState.PREP
    hall.calendar = hall.calendar.with_edits({e["date"]: _edit(e) for e in event.edits})
    for booking in event.bookings:
        _book(hall, booking)
    for visit in event.visits:
        past = PastVisit(**{**visit, "rating": Rating(visit["rating"])})
        hall.past[past.id], hall.tokens[past.token] = past, past.id
        if past.complained:
            hall.complained.add(past.id)
    hall.bulletins = {b["id"]: bulletin_of(b) for b in event.notices}
    for case in event.cases:
        hall.keep_case(case_from(case))
    hall.by_hand_from = event.at if hall.halted else 0
    _set_hours(hall, event.at)


def _set_hours(hall: Hall, at: int) -> None:
    hall.bells = bells_of(hall.plan, hall.calendar, hall.day, hall.midnight)
    if notice := hall.calendar.notice_of(hall.day):
        hall.bulletins[DAY] = Bulletin(DAY, at, notice)


def _edit(e: Any) -> DayEdit:
    return DayEdit(e["date"], DayKind(e["kind"]), tuple(e["windows"]), e["notice"])


def day_set(hall: Hall, event: m.DaySet) -> None:
    record = {"date": event.date, "kind": event.kind, "windows": event.windows, "notice": event.notice}
    hall.calendar = hall.calendar.with_edits({event.date: _edit(record)})
    if event.date == hall.day:
        _set_hours(hall, event.at)


def booked(hall: Hall, event: m.AppointmentBooked) -> None:
    _book(hall, m.to_record(event))


def _book(hall: Hall, booking: Mapping[str, Any]) -> None:
    code, queue, start, end = (booking[key] for key in ("code", "queue", "start", "end"))
    if booking["day"] == hall.day:
        hall.appointments[code] = Appointment(code, queue, start, end, identity=booking.get("identity", ""))


def moved(hall: Hall, event: m.Event) -> None:
    hall.state = HALL_MOVES[hall.state, type(event)]


def opened(hall: Hall, event: m.HallOpened) -> None:
    moved(hall, event)
    hall.opened_at, hall.dark = event.at, False


def extended(hall: Hall, event: m.HallExtended) -> None:
    """Extended service counts from the hour of closing, not from when the machine noticed it (R10)."""
    again = hall.state is HallState.CLOSED
    moved(hall, event)
    hall.dark = False
    rung = hall.bell is not None and hall.bell.name == "close" and not again
    hall.extended_from = hall.bell.at if rung and hall.bell else event.at


def closed(hall: Hall, event: m.HallClosed) -> None:
    moved(hall, event)
    hall.closed_at, hall.dark = event.at, False
    hall.signed.clear()  # for a day that ended earlier


def darkened(hall: Hall, _: m.HallDarkened) -> None:
    hall.dark = True


def bell_rung(hall: Hall, event: m.BellRung) -> None:
    last = all(bell.last for bell in hall.bells if bell.at >= event.due)
    hall.bell = Bell(event.due, event.bell, last)
    if event.bell == "close" and hall.state is HallState.EXTENDED:
        hall.extended_from = event.due


# ---------------------------------------------------------------- interrupted


def gap_seen(hall: Hall, event: m.GapSeen) -> None:
    """Nothing ran out while nobody was alive: every clock of a person is put forward by the gap."""
    gap = max(0, event.at - event.since)
    _put_forward(hall, gap, event.at)
    hall.wrong_clock = event.wrong_clock
    if hall.halted:
        hall.by_hand_from += gap
    elif event.recovery:
        hall.by_hand_from = event.at
    if event.recovery and hall.state not in BY_HAND:
        hall.state_before = hall.state
        hall.incidents.append(Incident(event.incident, event.since))
    if event.recovery:
        hall.state = HallState.RECOVERY


def _put_forward(hall: Hall, gap: int, at: int) -> None:
    for deadlines in (hall.open_ratings, hall.failed_slips):
        for ticket_id in deadlines:
            deadlines[ticket_id] += gap
    for line in hall.lines.values():
        line.shift_promises(gap)
    for ticket in hall.unsettled():
        ticket.promise_from += gap
        ticket.no_show_from = min(ticket.no_show_from + gap, at)  # called after the last sign of life
    for alarm in hall.alarms.values():
        hall.alarms[alarm.id] = replace(alarm, unheard_from=alarm.unheard_from + gap)


def outage_declared(hall: Hall, event: m.OutageDeclared) -> None:
    if hall.waits_it_out:  # a short one has become long
        hall.incidents[-1].short, hall.incidents[-1].reason = event.short, event.reason
        return
    hall.state_before = hall.state
    if not hall.halted:
        hall.by_hand_from = event.at
    moved(hall, event)
    hall.incidents.append(Incident(event.incident, event.at, event.reason, short=event.short))


def recovered(hall: Hall, event: m.HallRecovered) -> None:
    hall.state = hall.state_before
    if not hall.halted:
        go_on(hall, event.at)
    hall.opened_at, hall.wrong_clock = event.at, False
    for incident in hall.incidents:
        incident.until = incident.until or event.at


def incident_closed(hall: Hall, event: m.IncidentClosed) -> None:
    next(i for i in hall.incidents if i.id == event.incident).closed = True


def nothing(_hall: Hall, _event: m.Event) -> None:
    """Only remembered."""
