"""实名取号: a queue may ask who takes a number of it, and no way leads round one that must know."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.facts.plan import Device, DeviceKind, RealName
from server.domain.hall import Appointment
from server.domain.views.public import kiosk_view
from tests.domain.test_appointments import HALF_PAST, TEN, booked, booking, checked_in
from tests.halls import (
    ANN,
    DUTY,
    OPEN,
    PLAN,
    TIMED,
    TIMED_OPEN,
    WAITING,
    Case,
    at_window,
    called_because,
    day_started,
    hall_after,
    oclock,
    signed_in,
    take,
    taken,
    want,
)

SOCIAL, TAX = PLAN.queues


def asking(how: RealName) -> tuple[object, ...]:
    return (replace(SOCIAL, identity=how), TAX)


MUST, MAY = (replace(PLAN, queues=asking(how)) for how in (RealName.REQUIRED, RealName.ASKED))
MUST_TIMED = replace(TIMED, queues=asking(RealName.REQUIRED))
ANNS = booked(identity="ann")
BOOKED = [*TIMED_OPEN, ANNS]
LATER = booked("YY2", start=oclock("11:00"), end=oclock("11:30"), identity="ann")


def number(queue: str = "social", actor: str = "kiosk:k1", **more: object) -> m.Command:
    token = "secret-A1" if queue == "social" else "secret-B1"
    kiosk = "k1" if actor == "kiosk:k1" else None
    return take(queue, token=token, kiosk=kiosk, actor=actor, **more)


def on_the_word_of(who: str, reason: str = "身份证遗失", **more: object) -> m.Command:
    return number(actor=who, no_papers=True, reason=reason, **more)


def walk_in(reason: str = "") -> m.Command:
    return at_window(m.WalkIn, "w1", ANN, queue="social", token="secret-A1", reason=reason)


def check_in(clock: str, code: str = "YY1", who: str = "") -> m.Command:
    return want(m.CheckIn, oclock(clock), "kiosk:k1", code=code, token="secret-A1", kiosk="k1", identity=who)


UNNAMED = taken(reason="身份证遗失", no_papers=True)
CASES: dict[str, Case] = {
    # ------------------------------------------------------------ taking a number
    "nobody is asked": (PLAN, OPEN, number(), [taken(kiosk="k1")]),
    "asked, and not said": (MAY, OPEN, number(), [taken(kiosk="k1")]),
    "asked, and said": (MAY, OPEN, number(identity="ann"), [taken(kiosk="k1", identity="ann")]),
    "required, and not said": (MUST, OPEN, number(), "identity_required"),
    "required, and said": (MUST, OPEN, number(identity="ann"), [taken(kiosk="k1", identity="ann")]),
    "required of another queue": (MUST, OPEN, number("tax"), [taken("tax", kiosk="k1")]),
    "not said at the help desk either": (MUST, OPEN, number(actor=f"staff:{DUTY}"), "identity_required"),
    "a reason alone is no word for it": (
        MUST,
        OPEN,
        number(actor=f"staff:{DUTY}", reason="高龄"),
        "identity_required",
    ),
    "on the word of a person": (MUST, OPEN, on_the_word_of(f"staff:{DUTY}"), [UNNAMED]),
    "who does not say why": (MUST, OPEN, on_the_word_of(f"staff:{DUTY}", " "), "reason_required"),
    "a kiosk has no word": (MUST, OPEN, on_the_word_of("kiosk:k1"), "forbidden"),
    "a word that is not needed": (
        MUST,
        OPEN,
        on_the_word_of(f"staff:{DUTY}", identity="ann"),
        [taken(reason="身份证遗失", identity="ann")],
    ),
    "a walk-in whom the clerk knows": (
        MUST,
        [*OPEN, signed_in()],
        walk_in("已核对身份证"),
        [taken(walk_in=True, reason="已核对身份证"), called_because("walk_in")],
    ),
    "a walk-in without a word": (MUST, [*OPEN, signed_in()], walk_in(), "identity_required"),
    # ------------------------------------------------------------ appointments
    "an appointment of somebody": (
        TIMED,
        TIMED_OPEN,
        want(m.BookAppointments, bookings=(replace(booking(), identity="ann"),)),
        [ANNS],
    ),
    "the same once more": (
        TIMED,
        BOOKED,
        want(m.BookAppointments, bookings=(replace(booking(), identity="ann"),)),
        [],
    ),
    "now of somebody else": (
        TIMED,
        BOOKED,
        want(m.BookAppointments, bookings=(replace(booking(), identity="ben"),)),
        [booked(identity="ben")],
    ),
    "here by its code": (TIMED, BOOKED, check_in("9:40"), [checked_in(identity="ann")]),
    "here by whose it is": (TIMED, BOOKED, check_in("9:40", "", "ann"), [checked_in(identity="ann")]),
    "of nobody who is here": (TIMED, BOOKED, check_in("9:40", "", "ben"), "no_appointment"),
    "neither code nor person": (TIMED, [*TIMED_OPEN, booked()], check_in("9:40", ""), "no_appointment"),
    "two of the same person: the earlier": (
        TIMED,
        [*TIMED_OPEN, LATER, ANNS],
        check_in("9:40", "", "ann"),
        [checked_in(identity="ann")],
    ),
    "two, and the earlier is over": (
        TIMED,
        [*TIMED_OPEN, LATER, ANNS],
        check_in("10:50", "", "ann"),
        [replace(checked_in(oclock("11:00"), identity="ann"), appointment="YY2")],
    ),
    "one, and it is over": (
        TIMED,
        BOOKED,
        check_in("10:50", "", "ann"),
        [checked_in(None, identity="ann")],
    ),
    "here already": (
        TIMED,
        [*BOOKED, checked_in(identity="ann")],
        check_in("9:50", "", "ann"),
        "checked_in",
    ),
    "a code of nobody, where somebody must be known": (
        MUST_TIMED,
        [*TIMED_OPEN, booked()],
        check_in("9:40"),
        "identity_required",
    ),
    "a code of nobody, and who brings it": (
        MUST_TIMED,
        [*TIMED_OPEN, booked()],
        check_in("9:40", who="ann"),
        [checked_in(identity="ann")],
    ),
    "who has a number of that queue": (
        TIMED,
        [*BOOKED, taken(identity="ann")],
        check_in("9:40"),
        "open_ticket_exists",
    ),
}


def test_an_appointment_of_another_day_keeps_whose_it_is() -> None:
    record = {"code": "YY1", "day": "2026-11-23", "queue": "social", "start": TEN, "end": HALF_PAST}
    old, new = (hall_after([day_started(bookings=[b])]) for b in (record, record | {"identity": "ann"}))
    assert old.appointments["YY1"] == Appointment("YY1", "social", TEN, HALF_PAST)
    assert new.appointments["YY1"].identity == "ann"


WELL = {"link": "in_step", "cause": "", "since": 0, "last_ok": 0, "errors": 0, "paper": ""}


@pytest.mark.parametrize(
    ("health", "reads"),
    [
        (WELL, True),
        (WELL | {"link": "opened"}, True),
        (WELL | {"link": "opened", "cause": "no_answer"}, False),
        (WELL | {"link": "lost", "cause": "unplugged"}, False),
        (WELL | {"link": "answered", "cause": "nack_self_test"}, False),
        (None, False),
    ],
)
def test_a_kiosk_knows_whether_it_can_read_a_card(health: dict | None, reads: bool) -> None:
    reader = Device("id-k1", DeviceKind.ID_READER, "samv", "/dev/none", kiosk="k1")
    hall = hall_after(OPEN, replace(MAY, devices=(reader,)))
    healths = {"id-k1": health} if health else {}
    view = kiosk_view(hall, "k1", healths)
    assert view["reader"] is reads
    assert kiosk_view(hall, "k2", healths)["reader"] is False
    assert [q["real_name"] for q in view["queues"]] == ["asked", "none"]


def test_waiting_for_a_number_says_nothing_of_who_it_is() -> None:
    hall = hall_after([*WAITING, taken(serial=2, kiosk="k1", identity="ann-4711")])
    assert "ann-4711" not in str(kiosk_view(hall, "k1", {}))
