"""预约: booked elsewhere, checked in by code, and fair to those who came (decision 6, R11)."""

import pytest

from server.domain import messages as m
from server.domain.answers import answer
from server.domain.hall import Appointment
from server.domain.turns.dispatch import choose
from server.domain.views.staff import console_view
from tests.halls import (
    A1,
    ANN,
    DAY,
    DUTY,
    EXTENDED,
    LUNCH,
    NEXT_DAY,
    OPEN,
    PLAN,
    PREP,
    RECOVERY,
    T0,
    TIMED,
    TIMED_OPEN,
    Case,
    apply,
    at_window,
    called,
    day_started,
    gap,
    hall_after,
    happened,
    oclock,
    passed,
    plan_with,
    signed_in,
    start_day,
    taken,
    want,
)

TEN, HALF_PAST = oclock("10:00"), oclock("10:30")


def booking(code: str = "YY1", day: str = DAY, queue: str = "social", **slot: int) -> m.Booking:
    return m.Booking(code=code, day=day, queue=queue, **({"start": TEN, "end": HALF_PAST} | slot))


def book(*bookings: m.Booking) -> m.Command:
    return want(m.BookAppointments, bookings=bookings)


def booked(code: str = "YY1", day: str = DAY, queue: str = "social", **slot: int) -> m.Event:
    what = {"code": code, "day": day, "queue": queue, "start": TEN, "end": HALF_PAST}
    return happened(m.AppointmentBooked, **(what | slot))


def check_in(clock: str, code: str = "YY1", actor: str = "kiosk:k1") -> m.Command:
    kiosk = actor.removeprefix("kiosk:") if actor.startswith("kiosk:") else None
    return want(m.CheckIn, oclock(clock), actor, code=code, token="secret-A1", kiosk=kiosk)


def checked_in(due_from: int | None = TEN, serial: int = 1, at: int = T0, **more: object) -> m.Event:
    return taken(serial=serial, at=at, appointment="YY1", due_from=due_from, **({"kiosk": "k1"} | more))


BOOKED = [*TIMED_OPEN, booked()]
ARRIVED = [*BOOKED, checked_in(at=oclock("9:40"))]

CASES: dict[str, Case] = {
    # ------------------------------------------------------------ booking
    "an appointment comes": (TIMED, TIMED_OPEN, book(booking()), [booked()]),
    "for another day": (TIMED, TIMED_OPEN, book(booking(day=NEXT_DAY)), [booked(day=NEXT_DAY)]),
    "two at once": (
        TIMED,
        TIMED_OPEN,
        book(booking(), booking("YY2", queue="tax")),
        [booked(), booked("YY2", queue="tax")],
    ),
    "the same once more": (TIMED, BOOKED, book(booking()), []),
    "the same code, a new time": (
        TIMED,
        BOOKED,
        book(booking(end=oclock("11:00"))),
        [booked(end=oclock("11:00"))],
    ),
    "before any day": (TIMED, [], book(booking()), [booked()]),
    "one is wrong: none is booked": (
        TIMED,
        TIMED_OPEN,
        book(booking(), booking("YY2", queue="post")),
        "unknown_queue",
    ),
    "without a code": (TIMED, TIMED_OPEN, book(booking(" ")), "bad_appointment"),
    "with a code without end": (TIMED, TIMED_OPEN, book(booking("Y" * 41)), "bad_appointment"),
    "for a day that is over": (TIMED, TIMED_OPEN, book(booking(day="2026-11-22")), "bad_appointment"),
    "for a day that is none": (TIMED, TIMED_OPEN, book(booking(day="2026-11-31")), "bad_appointment"),
    "a slot that ends before it begins": (
        TIMED,
        TIMED_OPEN,
        book(booking(end=TEN)),
        "bad_appointment",
    ),
    "changed after the check-in": (TIMED, ARRIVED, book(booking(end=oclock("11:00"))), "checked_in"),
    # ------------------------------------------------------------ checking in
    "half an hour before the slot": (TIMED, BOOKED, check_in("9:30"), [checked_in()]),
    "a second earlier": (TIMED, BOOKED, check_in("9:29:59"), "too_early"),
    "in the slot": (TIMED, BOOKED, check_in("10:15"), [checked_in()]),
    "a quarter of an hour after it": (TIMED, BOOKED, check_in("10:45"), [checked_in()]),
    "later it is a normal ticket": (TIMED, BOOKED, check_in("10:45:01"), [checked_in(None)]),
    "a second time": (TIMED, ARRIVED, check_in("9:41"), "checked_in"),
    "a code that is not": (TIMED, BOOKED, check_in("9:40", "YY9"), "unknown_appointment"),
    "a code of another day": (
        TIMED,
        [*TIMED_OPEN, booked(day=NEXT_DAY)],
        check_in("9:40"),
        "unknown_appointment",
    ),
    "before the doors open": (PLAN, [*PREP, booked()], check_in("9:40"), "hall_not_open"),
    "at lunch": (PLAN, [*LUNCH, booked()], check_in("9:40"), "hall_not_open"),
    "while the hall comes back": (PLAN, [*RECOVERY, booked()], check_in("9:40"), "recovery"),
    "after closing, at a kiosk": (PLAN, [*EXTENDED, booked()], check_in("9:40"), "hall_not_open"),
    "after closing, at the help desk": (
        PLAN,
        [*EXTENDED, booked()],
        check_in("9:40", actor=f"staff:{DUTY}"),
        [checked_in(kiosk=None, extended=True)],
    ),
    # ------------------------------------------------------------ whose turn
    "due: before the lanes": (
        TIMED,
        [*ARRIVED, taken(serial=2, at=oclock("9:20")), signed_in()],
        at_window(m.CallNext, at=TEN),
        [
            happened(
                m.TicketCalled, ticket=A1, window="w1", staff=ANN, reason="appointment", facts={"slot": TEN}
            )
        ],
    ),
    "not due: who came before the slot comes first": (
        TIMED,
        [*ARRIVED, taken(serial=2, at=oclock("9:45")), signed_in()],
        at_window(m.CallNext, at=oclock("9:59:59")),
        [called("20261123-A002", at=oclock("9:59:59"), arrived_at=oclock("9:45"))],
    ),
    "not due and alone: called by the place of the slot": (
        TIMED,
        [*ARRIVED, signed_in()],
        at_window(m.CallNext, at=oclock("9:50")),
        [called(arrived_at=TEN)],
    ),
}


def turns(*events: m.Event, at: str = "10:00") -> tuple[str, str] | None:
    """(number, reason) of whom window 1 would call."""
    hall = hall_after([*events, signed_in()], TIMED)
    chosen = choose(hall, "w1", oclock(at))
    return chosen and (chosen[0].number, chosen[1].code)


def test_two_due_the_earlier_slot_first_and_then_the_earlier_check_in():
    two = [booked(), booked("YY2"), booked("YY3", start=oclock("9:50"))]
    ann, ben = (
        taken(serial=1, at=oclock("9:45"), appointment="YY1", due_from=TEN),
        taken(serial=2, at=oclock("9:44"), appointment="YY2", due_from=TEN),
    )
    early = taken(serial=3, at=oclock("9:48"), appointment="YY3", due_from=oclock("9:50"))
    assert turns(*TIMED_OPEN, *two, ann, ben, early) == ("A003", "appointment")
    assert turns(*TIMED_OPEN, *two, ann, ben) == ("A002", "appointment")


def test_an_appointment_does_not_count_for_the_ratio():
    hall = hall_after([*ARRIVED, taken(serial=2), taken(serial=3, lane="priority"), signed_in()], TIMED)
    apply(hall, at_window(m.CallNext, at=TEN))
    assert hall.desks["w1"].turn == 0


def test_an_appointment_that_did_not_come_to_the_window_waits_like_others_afterwards():
    given = [*ARRIVED, signed_in(), called(), passed()]
    hall = hall_after(given, TIMED)
    apply(hall, want(m.RequeueTicket, oclock("10:05"), ticket=A1))
    chosen = choose(hall, "w1", oclock("10:06"))
    assert (hall.tickets[A1].due_from, chosen and chosen[1].code) == (None, "arrival")


def test_who_came_late_stands_where_a_ticket_of_that_minute_would():
    hall = hall_after([*BOOKED, taken(serial=1, at=oclock("10:50")), signed_in()], TIMED)
    apply(hall, want(m.CheckIn, oclock("10:51"), code="YY1", token="late"))
    assert [choose(hall, "w1", oclock("10:52"))[0].number, hall.tickets["20261123-A002"].due_from] == [
        "A001",
        None,
    ]


def test_what_was_booked_on_other_days_stands_in_the_start_of_the_day():
    """A day is one stream: the boot brings what other days know."""
    hall = hall_after([])
    command = want(m.StartDay, day=DAY, bookings=(booking(), booking("YY2", day=NEXT_DAY)))
    apply(hall, command)
    assert hall.appointments == {"YY1": Appointment("YY1", "social", TEN, HALF_PAST)}
    apply(hall, start_day(NEXT_DAY))
    assert hall.appointments == {}


def test_a_new_day_is_started_with_its_bookings_by_the_log_alone():
    record = {"code": "YY1", "day": DAY, "queue": "tax", "start": TEN, "end": HALF_PAST}
    hall = hall_after([day_started(bookings=[record])])
    assert hall.appointments["YY1"].queue == "tax"


@pytest.mark.parametrize(("early_s", "late_s", "clock"), [(0, 900, "10:00"), (1800, 0, "10:30")])
def test_how_early_and_how_late_are_settings(early_s, late_s, clock):
    plan = plan_with(appointment_early_s=early_s, appointment_late_s=late_s)
    hall = hall_after([*OPEN, booked()], plan)
    assert apply(hall, check_in(clock))[0].due_from == TEN


def test_checking_in_answers_like_taking_a_number():
    hall = hall_after([*BOOKED, taken()], TIMED)
    number = apply(hall, check_in("9:40"))[0]
    assert (number.number, hall.appointments["YY1"].ticket) == ("A002", number.ticket)
    again = apply(hall, check_in("9:41"))
    assert again.params == {"code": "YY1", "number": "A002", "ticket": number.ticket}


@pytest.mark.parametrize(
    ("at", "said"),
    [("9:40", "预约时间 10:00–10:30,到时优先叫号"), ("10:45:01", "预约时间 10:00–10:30 已过,按普通号排队")],
)
def test_who_checks_in_is_told_what_the_slot_is_worth(at, said):
    hall = hall_after(BOOKED, TIMED)
    command = check_in(at)
    told = answer(hall, command, apply(hall, command))
    assert told["slot"]["text"] == said
    assert "10:00–10:30" in told["slot"]["text_en"]


def test_a_stop_moves_nobodys_slot():
    hall = hall_after([*ARRIVED, gap(40, recovery=False, at=oclock("9:45")), signed_in()], TIMED)
    assert choose(hall, "w1", TEN)[1].code == "appointment"
    assert hall.lines["social"].appointments[0][0] == TEN


def test_a_clerk_sees_an_appointment_among_those_who_wait():
    hall = hall_after([*ARRIVED, signed_in()], TIMED)
    assert [t["number"] for t in console_view(hall, "w1", {})["waiting"]] == ["A001"]
