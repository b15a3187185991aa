"""How many numbers, on which days, and one open ticket a person and queue (R5, R12)."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.facts.calendar import DayEdit, DayKind, ServiceDays
from server.domain.facts.plan import Matter, Queue, QuotaSlot
from server.domain.hall import Hall
from server.domain.views.public import kiosk_view
from tests.halls import (
    A1,
    ANN,
    CALLED,
    DAY,
    DUTY,
    FINISHED,
    OPEN,
    PLAN,
    SERVING,
    T0,
    TIMED,
    WAITING,
    Case,
    apply,
    at_window,
    cancelled,
    day_started,
    expired,
    hall_after,
    happened,
    oclock,
    opened,
    passed,
    signed_in,
    take,
    taken,
    ticket_id,
    transferred,
    want,
)

SOCIAL, TAX = PLAN.queues
TWO_A_DAY = replace(PLAN, queues=(replace(SOCIAL, daily_limit=2), TAX))
MORNING = QuotaSlot(8 * 60, 10 * 60, 2)
SLOTS = replace(PLAN, queues=(replace(SOCIAL, slots=(MORNING, QuotaSlot(10 * 60, 11 * 60, 0))), TAX))
TODAY = [day_started(midnight=T0), opened()]
THE_20TH = ServiceDays(month_days=(20,))
MONDAYS = ServiceDays(weekdays=(1,))
CARD = Matter("card", "social", "残疾人证核发", "Card", THE_20TH)
PENSION, RELIEF = PLAN.matters


def with_matters(*matters: Matter, **calendar: object) -> object:
    return replace(TIMED, matters=matters, calendar=replace(TIMED.calendar, **calendar))


ONLY_THE_20TH = with_matters(CARD, RELIEF)
CARD_OR_PENSION = with_matters(CARD, PENSION, RELIEF)
ONLY_W3 = replace(TIMED, calendar=replace(TIMED.calendar, edits={DAY: DayEdit(DAY, DayKind.DUTY, ("w3",))}))
NOBODY = Queue("nobody", "N", "无窗口", "Nobody", "无")


def at(clock: str, serial: int = 1) -> m.Event:
    return taken(serial=serial, at=oclock(clock))


def number(clock: str = "9:00", queue: str = "social", **more: object) -> m.Command:
    return take(queue, oclock(clock), "secret-A1", **more)


def given(serial: int = 1, queue: str = "social", **more: object) -> m.Event:
    """What `number` brings."""
    return replace(taken(queue, serial, **more), token="secret-A1")


def of(person: str, queue: str = "social", **more: object) -> m.Command:
    return take(queue, token=f"secret-{'A' if queue == 'social' else 'B'}1", identity=person, **more)


def with_identity(person: str = "p1") -> m.Event:
    return taken(identity=person)


CASES: dict[str, Case] = {
    # ------------------------------------------------------------ so many a day
    "the second of two": (TWO_A_DAY, [*TODAY, at("8:40")], number(), [given(2)]),
    "the third of two": (TWO_A_DAY, [*TODAY, at("8:40"), at("8:41", 2)], number(), "quota_reached"),
    "another queue has its own": (
        TWO_A_DAY,
        [*TODAY, at("8:40"), at("8:41", 2)],
        number(queue="tax"),
        [given(queue="tax")],
    ),
    "a number given back stays used": (
        TWO_A_DAY,
        [*TODAY, at("8:40"), at("8:41", 2), cancelled()],
        number(),
        "quota_reached",
    ),
    "the duty officer goes beyond, with a reason": (
        TWO_A_DAY,
        [*TODAY, at("8:40"), at("8:41", 2)],
        number(actor=f"staff:{DUTY}", reason=" 外地群众 "),
        [given(3, reason="外地群众")],
    ),
    "but not without": (
        TWO_A_DAY,
        [*TODAY, at("8:40"), at("8:41", 2)],
        number(actor=f"staff:{DUTY}"),
        "quota_reached",
    ),
    "a clerk does not": (
        TWO_A_DAY,
        [*TODAY, at("8:40"), at("8:41", 2)],
        number(actor=f"staff:{ANN}", reason="外地群众"),
        "quota_reached",
    ),
    # ------------------------------------------------------------ so many in a time
    "the second of the slot": (
        SLOTS,
        [*TODAY, at("8:40")],
        number("9:59:59"),
        [given(2)],
    ),
    "the third of the slot": (SLOTS, [*TODAY, at("8:40"), at("8:41", 2)], number("9:59:59"), "slot_full"),
    "who came before the slot does not count": (
        SLOTS,
        [*TODAY, at("7:59:59"), at("8:41", 2)],
        number("9:00"),
        [given(3)],
    ),
    "a slot of nobody": (SLOTS, TODAY, number("10:00"), "slot_full"),
    "outside the slots": (
        SLOTS,
        [*TODAY, at("8:40"), at("8:41", 2)],
        number("11:00"),
        [given(3)],
    ),
    # ------------------------------------------------------------ one open ticket a person and queue
    "the first of a person": (PLAN, OPEN, of("p1"), [with_identity()]),
    "a second one while the first waits": (
        PLAN,
        [*OPEN, with_identity()],
        of("p1"),
        "open_ticket_exists",
    ),
    "a second one while the first is served": (
        PLAN,
        [*OPEN, signed_in(), with_identity(), *SERVING[-2:]],
        of("p1"),
        "open_ticket_exists",
    ),
    "a second one after the first was passed": (
        PLAN,
        [*OPEN, signed_in(), with_identity(), CALLED[-1], passed()],
        of("p1"),
        "open_ticket_exists",
    ),
    "a second one after the first was given up": (
        PLAN,
        [*OPEN, with_identity(), cancelled()],
        of("p1"),
        [given(2, identity="p1")],
    ),
    "one for another matter of the day": (
        PLAN,
        [*OPEN, with_identity()],
        of("p1", "tax"),
        [taken("tax", identity="p1")],
    ),
    "one after the first was sent to another queue": (
        PLAN,
        [*OPEN, signed_in(), with_identity(), *SERVING[-2:], transferred("queue", "tax", "tax")],
        of("p1"),
        [given(2, identity="p1")],
    ),
    "somebody else": (
        PLAN,
        [*OPEN, with_identity()],
        of("p2"),
        [given(2, identity="p2")],
    ),
    "nobody in particular": (
        PLAN,
        [*OPEN, with_identity()],
        number(),
        [given(2)],
    ),
    # ------------------------------------------------------------ days of a matter, windows of a day
    "on a Monday, what is for the 20th": (ONLY_THE_20TH, OPEN, number(), "not_today"),
    "and by its name": (CARD_OR_PENSION, OPEN, number(matter="card"), "not_today"),
    "the queue has something else today": (
        CARD_OR_PENSION,
        OPEN,
        number(),
        [given()],
    ),
    "something else by its name": (
        CARD_OR_PENSION,
        OPEN,
        number(matter="pension"),
        [taken(matter="pension")],
    ),
    "on its day": (
        with_matters(replace(CARD, days=MONDAYS), RELIEF),
        OPEN,
        number(matter="card"),
        [taken(matter="card")],
    ),
    "a matter that is not": (PLAN, OPEN, number(matter="dog"), "unknown_matter"),
    "a matter of another queue": (PLAN, OPEN, number(matter="deed"), "unknown_matter"),
    "no window of the queue is on duty": (ONLY_W3, OPEN, number(), "window_off_today"),
    "a window of the queue is on duty": (ONLY_W3, OPEN, number(queue="tax"), [given(queue="tax")]),
    "somebody walks in for what is not today": (
        ONLY_THE_20TH,
        [*OPEN, signed_in()],
        at_window(m.WalkIn, queue="social", token="secret-A1"),
        "not_today",
    ),
    "somebody walks in after closing, with a reason": (
        PLAN,
        [*OPEN, signed_in(), happened(m.HallExtended)],
        at_window(m.WalkIn, queue="social", token="secret-A1", reason=" 已在窗口 "),
        [
            taken(walk_in=True, extended=True, reason="已在窗口"),
            happened(m.TicketCalled, ticket=A1, window="w1", staff=ANN, reason="walk_in"),
        ],
    ),
    "somebody walks in after closing, without": (
        PLAN,
        [*OPEN, signed_in(), happened(m.HallExtended)],
        at_window(m.WalkIn, queue="social", token="secret-A1", reason=" "),
        "reason_required",
    ),
    # ------------------------------------------------------------ the same paper once more
    "the first paper of one from the help desk": (
        PLAN,
        WAITING,
        want(m.Reprint, actor=f"staff:{DUTY}", ticket=A1, kiosk="k1"),
        [happened(m.ReprintAsked, ticket=A1, kiosk="k1", copy=False)],
    ),
    "once more on paper": (
        PLAN,
        [*WAITING, happened(m.ReprintAsked, ticket=A1, kiosk="k1", copy=False)],
        want(m.Reprint, ticket=A1),
        [happened(m.ReprintAsked, ticket=A1)],
    ),
    "by its own kiosk": (
        PLAN,
        [*OPEN, taken(kiosk="k1")],
        want(m.Reprint, actor="kiosk:k1", ticket=A1),
        [happened(m.ReprintAsked, ticket=A1)],
    ),
    "by a kiosk on its own paper, whoever printed it first": (
        PLAN,
        [*OPEN, taken(kiosk="k1")],
        want(m.Reprint, actor="kiosk:k2", ticket=A1, kiosk="k2"),
        [happened(m.ReprintAsked, ticket=A1, kiosk="k2")],
    ),
    "by a kiosk on another's paper": (
        PLAN,
        [*OPEN, taken(kiosk="k1")],
        want(m.Reprint, actor="kiosk:k2", ticket=A1),
        "forbidden",
    ),
    "on a kiosk that is not": (PLAN, WAITING, want(m.Reprint, ticket=A1, kiosk="k9"), "unknown_kiosk"),
    "of a visit that is over": (PLAN, FINISHED, want(m.Reprint, ticket=A1), "wrong_state"),
    "of a ticket that is not": (PLAN, OPEN, want(m.Reprint, ticket=A1), "unknown_ticket"),
}


def test_when_it_is_served_next_is_said_in_words():
    """4.1 10:05: the 20th was a Sunday, so the next working day; R12."""
    hall = Hall(ONLY_THE_20TH)
    for command in (want(m.StartDay, day="2026-11-24"), want(m.OpenHall)):
        apply(hall, command)
    assert apply(hall, take(matter="card")).params == {
        "days": "每月20日",
        "days_en": "day 20 of each month",
        "next": "12月21日(星期一)",
        "next_en": "Monday 12-21",
        "date": "2026-12-21",
    }
    (social, tax) = kiosk_view(hall, "k1", {})["queues"]
    assert social["closed"]["text"] == "每月20日办理,下次12月21日(星期一)"
    assert tax["closed"] is None


def test_a_kiosk_says_of_each_matter_whether_it_is_served_today():
    hall = Hall(CARD_OR_PENSION)
    apply(hall, want(m.StartDay, day="2026-11-24"))
    social, _ = kiosk_view(hall, "k1", {})["queues"]
    card, pension = social["matters"]
    assert (social["closed"], social["staffed"], pension["closed"]) == (None, False, None)
    assert (card["id"], card["frequent"], pension["id"]) == ("card", False, "pension")
    assert card["closed"]["text"].startswith("每月20日办理")


WORDS = {
    "a day of the month": (ServiceDays(month_days=(20,)), "每月20日", "day 20 of each month"),
    "two of them": (ServiceDays(month_days=(1, 15)), "每月1日、15日", "day 1, 15 of each month"),
    "days of the week": (ServiceDays(weekdays=(2, 3)), "每周二、三", "Tuesday, Wednesday"),
    "both": (
        ServiceDays(month_days=(20,), weekdays=(5,)),
        "每月20日和每周五",
        "day 20 of each month and Friday",
    ),
}


@pytest.mark.parametrize(("days", "zh", "en"), WORDS.values(), ids=WORDS)
def test_which_days_in_words(days, zh, en):
    refusal = apply(hall_after(OPEN, with_matters(replace(CARD, days=days), RELIEF)), take())
    assert (refusal.params["days"], refusal.params["days_en"]) == (zh, en)


def test_the_sooner_of_two_days_is_said():
    both = with_matters(CARD, replace(CARD, id="fri", days=ServiceDays(weekdays=(5,))), RELIEF)
    assert apply(hall_after(OPEN, both), take()).params["date"] == "2026-11-27"


def test_full_says_when_to_come_again():
    hall = hall_after([*TODAY, at("8:40"), at("8:41", 2)], SLOTS)
    assert apply(hall, number("9:00")).params == {"limit": "2", "time": "10:00"}


def test_a_ticket_that_expired_is_no_open_ticket():
    hall = hall_after([*OPEN, with_identity(), expired()])
    assert apply(hall, of("p1"))[0].ticket == ticket_id(serial=2)


def test_assist_and_matter_stay_with_the_ticket():
    hall = hall_after(OPEN)
    apply(hall, take(matter="pension", assist=True))
    assert (hall.tickets[A1].matter, hall.tickets[A1].assist) == ("pension", True)


def test_a_queue_that_nobody_serves_is_off_on_a_duty_day():
    plan = replace(ONLY_W3, queues=(*ONLY_W3.queues, NOBODY))
    assert apply(hall_after(OPEN, plan), take("nobody")).code == "window_off_today"
