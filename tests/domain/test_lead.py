"""What a lead or the duty officer decides for others (R47, R48, R75): who serves what, who waits where."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.decide import decide
from server.domain.evolve import evolve
from server.domain.facts.calendar import Calendar, DayEdit, DayKind
from server.domain.facts.plan import HallPlan, Role, Staff
from server.domain.sums import day_sums
from server.domain.turns.dispatch import choose, waiting_for
from server.domain.views.duty import duty_view
from server.domain.views.phone import phone_view
from server.domain.views.public import kiosk_view
from server.domain.views.record import duty_record
from tests.halls import (
    A1,
    A2,
    ANN,
    B1,
    BEN,
    DAY,
    DUTY,
    EVE,
    OPEN,
    PLAN,
    T0,
    Case,
    at_window,
    called,
    closed,
    day_started,
    hall_after,
    happened,
    signed_in,
    signed_out,
    suspended,
    taken,
    ticket_id,
    transferred,
    want,
)

LEE = "zx-lee"
LED = replace(
    PLAN,
    staff=(
        *(p for p in PLAN.staff if p.no != BEN),
        Staff(BEN, "贲强", "社保窗口", stands_in_for=(ANN,)),
        Staff(LEE, "黎首", "社保窗口", frozenset({Role.LEAD})),
    ),
)
MO = "zx-mo"
BANKED = replace(LED, staff=(*LED.staff, Staff(MO, "莫首", "银行", frozenset({Role.LEAD}))))
WHY = "税务人手不足"


def assign(window: str = "w1", queues: str = "tax", by: str = DUTY, **more: object) -> m.Command:
    what = {"queues": tuple(queues.split()), "reason": WHY} | more
    return want(m.AssignQueues, actor=f"staff:{by}", window=window, **what)


def assigned(window: str = "w1", queues: str = "tax", **more: object) -> m.Event:
    return happened(
        m.QueuesAssigned, window=window, **({"queues": tuple(queues.split()), "reason": WHY} | more)
    )


def move(
    of: str, source: str, to: str, id_: str, by: str = DUTY, reason: str = WHY, **more: object
) -> m.Command:
    """`more`: tickets, tell."""
    there = {"of": of, "source": source, "to": to, "id": id_} | more
    return want(m.MoveWaiting, actor=f"staff:{by}", reason=reason, **there)


def many(of: str, source: str, to: str, to_id: str, *numbers: str) -> m.Event:
    there = {"of": of, "source": source, "to": to, "to_id": to_id}
    return happened(m.WaitingMoved, numbers=numbers, reason=WHY, **there)


def moved(ticket: str, queue: str, to: str = "", to_id: str = "", reason: str = WHY) -> m.Event:
    return happened(m.TicketMoved, ticket=ticket, queue=queue, to=to, to_id=to_id, reason=reason)


def told_to(text: str, text_en: str, floors: tuple[str, ...] = ()) -> m.Event:
    """What stands a quarter of an hour after people were moved."""
    words = {"text": text, "text_en": text_en, "floors": list(floors), "urgency": "plain"}
    return happened(m.NoticeSet, notice="TZ-5", until=T0 + 15 * 60_000, reason=WHY, **words)


def green(ticket: str = A1, by: str = DUTY, reason: str = "重大项目") -> m.Command:
    return want(m.OpenGreenChannel, actor=f"staff:{by}", ticket=ticket, reason=reason)


def call_for(by: str, reason: str = "最后一位", window: str = "w1") -> m.Command:
    return at_window(m.CallChosen, window, by, ticket=A2, reason=reason)


def called_chosen(ticket: str, by: str) -> m.Event:
    what = {"reason": "chosen", "chosen": "最后一位"}
    return happened(m.TicketCalled, actor=f"staff:{by}", ticket=ticket, window="w1", staff=ANN, **what)


DUTY_DAY = replace(LED, calendar=Calendar(edits={DAY: DayEdit(DAY, DayKind.DUTY, ("w3",))}))
"""Only w3 serves, and no social security."""
OPENED = happened(m.GreenChannelOpened, ticket=A1, reason="重大项目")
TWO = [*OPEN, taken(), taken(serial=2)]
TO_ANN = [
    *OPEN,
    signed_in(),
    signed_in("w3", EVE),
    taken("tax"),
    called(B1, "w3", EVE),
    transferred("staff", ANN, "tax", B1, window="w3", staff=EVE),
]
TO_W1 = [
    *TO_ANN[:-1],
    transferred("window", "w1", "social", B1, window="w3", staff=EVE),
]
ONLY_W2 = [*OPEN, assigned("w1", "tax"), taken()]
UNSERVED = [*ONLY_W2, assigned("w2", "tax")]

CASES: dict[str, Case] = {
    # name: (plan, given, when, then)
    "a queue that serves nobody today": (
        DUTY_DAY,
        [*OPEN, taken("tax")],
        move("queue", "tax", "queue", "social"),
        "queue_off_today",
    ),
    "the duty officer gives a window another queue": (LED, OPEN, assign(), [assigned()]),
    "the lead of its unit": (LED, OPEN, assign(by=LEE), [assigned()]),
    "the lead of another unit": (LED, OPEN, assign("w3", "social", by=LEE), "forbidden"),
    "a clerk": (LED, OPEN, assign(by=ANN), "forbidden"),
    "a counter that is not government": (LED, OPEN, assign("bank"), "forbidden"),
    "a window that is not": (LED, OPEN, assign("w9"), "unknown_window"),
    "a queue that is not": (LED, OPEN, assign(queues="tax none"), "unknown_queue"),
    "no queue at all": (LED, OPEN, assign(queues=""), "queues_missing"),
    "without a reason": (LED, OPEN, assign(reason=" "), "reason_required"),
    "with a second tier, named twice": (
        LED,
        OPEN,
        assign(queues="tax tax", backup=("social", "tax", "social")),
        [assigned(backup=("social",))],
    ),
    "as it is": (LED, OPEN, assign(queues="social"), []),
    "with another ratio": (
        LED,
        OPEN,
        assign(queues="social", lanes=(1, 3)),
        [assigned(queues="social", lanes=(1, 3))],
    ),
    "others still serve those who wait": (LED, [*OPEN, taken()], assign(), [assigned()]),
    "nobody would serve those who wait": (LED, ONLY_W2, assign("w2"), "queue_unserved"),
    "nobody would, and that is meant": (
        LED,
        ONLY_W2,
        assign("w2", confirmed=True),
        [assigned("w2")],
    ),
    "nobody waits in what is given up": (LED, ONLY_W2[:-1], assign("w2"), [assigned("w2")]),
    "a queue moves to another": (
        LED,
        TWO,
        move("queue", "social", "queue", "tax"),
        [many("queue", "social", "queue", "tax", "A001", "A002"), moved(A1, "tax"), moved(A2, "tax")],
    ),
    "only those that were chosen": (
        LED,
        TWO,
        move("queue", "social", "queue", "tax", tickets=(A2,)),
        [many("queue", "social", "queue", "tax", "A002"), moved(A2, "tax")],
    ),
    "who was called meanwhile is left out": (
        LED,
        [*TWO, signed_in(), called()],
        move("queue", "social", "queue", "tax", tickets=(A1, A2)),
        [many("queue", "social", "queue", "tax", "A002"), moved(A2, "tax")],
    ),
    "all who were chosen were called meanwhile": (
        LED,
        [*TWO, signed_in(), called()],
        move("queue", "social", "queue", "tax", tickets=(A1,)),
        "nobody_waiting",
    ),
    "one that was chosen is not there": (
        LED,
        TWO,
        move("queue", "social", "queue", "tax", tickets=(A1, "nobody")),
        "unknown_ticket",
    ),
    "the hall is told": (
        LED,
        TWO,
        move("queue", "social", "window", "w3", tell=True),
        [
            many("queue", "social", "window", "w3", "A001", "A002"),
            moved(A1, "tax", "window", "w3"),
            moved(A2, "tax", "window", "w3"),
            told_to(
                "A001、A002号请到二楼契税窗口(2号旁)等候,原号有效,不用重新取号",
                "A001, A002: please wait at Floor 2, Beside 2; your number stays good",
            ),
        ],
    ),
    "a queue moves to a window that serves it": (
        LED,
        TWO,
        move("queue", "social", "window", "w2"),
        [
            many("queue", "social", "window", "w2", "A001", "A002"),
            moved(A1, "social", "window", "w2"),
            moved(A2, "social", "window", "w2"),
        ],
    ),
    "a queue moves to a window that does not serve it": (
        LED,
        [*OPEN, taken()],
        move("queue", "social", "window", "w3"),
        [many("queue", "social", "window", "w3", "A001"), moved(A1, "tax", "window", "w3")],
    ),
    "who was sent to a window that closes": (
        LED,
        TO_W1,
        move("window", "w1", "queue", "social"),
        [many("window", "w1", "queue", "social", "B001"), moved(B1, "social", "queue", "social")],
    ),
    "who was sent to a window, by its lead": (
        LED,
        TO_W1,
        move("window", "w1", "window", "w2", by=LEE),
        [many("window", "w1", "window", "w2", "B001"), moved(B1, "social", "window", "w2")],
    ),
    "a lead of another unit moves nobody": (
        BANKED,
        TWO,
        move("queue", "social", "queue", "tax", MO),
        "forbidden",
    ),
    "a clerk moves nobody": (LED, TWO, move("queue", "social", "queue", "tax", ANN), "forbidden"),
    "moved without a reason": (
        LED,
        TWO,
        move("queue", "social", "queue", "tax", reason=""),
        "reason_required",
    ),
    "moved to where they are": (
        LED,
        TWO,
        move("queue", "social", "queue", "social"),
        "transfer_forbidden",
    ),
    "moved to the bank": (LED, TWO, move("queue", "social", "window", "bank"), "transfer_forbidden"),
    "moved to a queue that nobody serves": (
        LED,
        [*UNSERVED, taken("tax")],
        move("queue", "tax", "queue", "social"),
        "transfer_forbidden",
    ),
    "moved out of a queue that nobody serves": (
        LED,
        UNSERVED,
        move("queue", "social", "queue", "tax"),
        [many("queue", "social", "queue", "tax", "A001"), moved(A1, "tax")],
    ),
    "nobody is there to be moved": (LED, OPEN, move("window", "w1", "window", "w2"), "nobody_waiting"),
    "one moves to another queue": (LED, TWO, move("ticket", A1, "queue", "tax"), [moved(A1, "tax")]),
    "one moves to a window": (
        LED,
        TWO,
        move("ticket", A1, "window", "w1"),
        [moved(A1, "social", "window", "w1")],
    ),
    "one who was sent to a window moves to another": (
        LED,
        [*OPEN, signed_in(), taken(), called(), transferred("window", "w2", "social")],
        move("ticket", A1, "window", "w1"),
        [moved(A1, "social", "window", "w1")],
    ),
    "one who was sent there stays there": (
        LED,
        [*OPEN, signed_in(), taken(), called(), transferred("window", "w2", "social")],
        move("ticket", A1, "window", "w2"),
        "transfer_forbidden",
    ),
    "one is in that queue already": (LED, TWO, move("ticket", A1, "queue", "social"), "transfer_forbidden"),
    "one of another unit": (BANKED, TWO, move("ticket", A1, "queue", "tax", MO), "forbidden"),
    "one without a reason": (LED, TWO, move("ticket", A1, "queue", "tax", reason=" "), "reason_required"),
    "one who does not wait": (
        LED,
        [*OPEN, signed_in(), taken(), called()],
        move("ticket", A1, "queue", "tax"),
        "wrong_state",
    ),
    "one who is not there": (LED, TWO, move("ticket", "nobody", "queue", "tax"), "unknown_ticket"),
    "moved from a queue that is not": (LED, OPEN, move("queue", "no", "queue", "tax"), "unknown_queue"),
    "moved to a window that is not": (LED, TWO, move("queue", "tax", "window", "w9"), "unknown_window"),
    "moved from a floor": (LED, TWO, move("floor", "1", "queue", "tax"), "unknown_window"),
    "the green channel": (LED, TWO, green(), [OPENED]),
    "the green channel by the lead": (LED, TWO, green(by=LEE), [OPENED]),
    "the green channel by a clerk": (LED, TWO, green(by=ANN), "forbidden"),
    "the green channel by the lead of another unit": (
        LED,
        [*TWO, taken("tax"), assigned("w2", "social")],
        green(B1, LEE),
        "forbidden",
    ),
    "the green channel without a reason": (LED, TWO, green(reason=" "), "reason_required"),
    "the green channel for a number that is not": (LED, TWO, green("x"), "unknown_ticket"),
    "the green channel twice": (LED, [*TWO, OPENED], green(), "wrong_state"),
    "the green channel for one in hand": (LED, [*TWO, signed_in(), called()], green(), "wrong_state"),
    "the green channel for one who comes first anyhow": (LED, TO_ANN, green(B1), "wrong_state"),
    "the duty officer calls a number at somebody's window": (
        LED,
        [*TWO, signed_in()],
        call_for(DUTY),
        [called_chosen(A2, DUTY)],
    ),
    "the lead does, at a window of the unit": (
        LED,
        [*TWO, signed_in()],
        call_for(LEE),
        [called_chosen(A2, LEE)],
    ),
    "the lead of another unit does not": (BANKED, [*TWO, signed_in()], call_for(MO), "not_signed_in"),
    "another clerk does not": (LED, [*TWO, signed_in()], call_for(EVE), "not_signed_in"),
    "called without a reason": (LED, [*TWO, signed_in()], call_for(DUTY, " "), "reason_required"),
    "called where nobody sits": (LED, TWO, call_for(DUTY), "not_signed_in"),
    "called where somebody is called": (LED, [*TWO, signed_in(), called()], call_for(LEE), "window_busy"),
    "called at a window that is not": (LED, TWO, call_for(DUTY, window="w9"), "unknown_window"),
    "who was sent to somebody that leaves": (
        LED,
        TO_ANN,
        at_window(m.SignOut),
        [signed_out(), moved(B1, "tax", "queue", "tax", "签退")],
    ),
    "who was sent to somebody that hands over": (
        LED,
        [*TO_ANN, suspended()],
        at_window(m.SignIn, "w1", BEN),
        [
            signed_out(reason="交接"),
            moved(B1, "tax", "window", "w1", "签退"),
            signed_in(staff=BEN, acting_for=ANN),
        ],
    ),
}


def notice_of(given: list[m.Event], command: m.Command, plan: HallPlan = LED) -> m.NoticeSet:
    decision = decide(hall_after(given, plan), command)
    assert not isinstance(decision, m.Refusal)
    (told,) = [event for event in decision if isinstance(event, m.NoticeSet)]
    return told


CROWD = [*OPEN, *(taken(serial=n) for n in range(1, 31))]


def test_the_notice_names_numbers_while_there_is_room_and_else_whose_they_are():
    """A board's foot holds 100 characters."""
    whole = notice_of(CROWD, move("queue", "social", "queue", "tax", tell=True))
    assert whole.text == (
        "等候“社会保险”的群众请到一楼2号窗口或二楼契税窗口(2号旁)等候,原号有效,不用重新取号"
    )
    assert whole.text_en.startswith("All who wait for Social insurance: please wait at Floor 1, Window 2 or")
    most = tuple(ticket_id(serial=n) for n in range(2, 31))
    some = notice_of(CROWD, move("queue", "social", "queue", "tax", tickets=most, tell=True))
    assert some.text.startswith("A002等29个号请到一楼2号窗口或")
    assert some.text_en.startswith("A002 and 28 more: please wait at")
    assert whole.floors == some.floors == []
    below = notice_of(TWO, move("queue", "social", "window", "w2", tell=True))
    assert (below.floors, below.until - below.at) == (["1"], 15 * 60_000)


def test_of_many_windows_the_first_are_named():
    more = tuple(
        replace(LED.window["w1"], id=f"z{n}", label=f"{n}号窗口", label_en=f"No. {n}") for n in range(10, 16)
    )
    crowded = replace(LED, windows=(*LED.windows, *more))
    told = notice_of([*OPEN, taken("tax")], move("queue", "tax", "queue", "social", tell=True), crowded)
    assert told.text == ("B001号请到一楼1号窗口、2号窗口、10号窗口、11号窗口等处等候,原号有效,不用重新取号")
    long = tuple(
        replace(w, label_en="A window with a very long name indeed, so long that no board has room")
        for w in crowded.windows
    )
    told = notice_of(
        [*OPEN, taken("tax")], move("queue", "tax", "queue", "social", tell=True), replace(LED, windows=long)
    )
    assert told.text_en == "", "rather no English than one that is cut"


def test_one_decision_about_many_is_one_entry_of_the_duty_record():
    many_moved = [many("queue", "social", "queue", "tax", "A001", "A002"), moved(A1, "tax"), moved(A2, "tax")]
    alone = replace(moved(B1, "social"), at=T0 + 1)
    entries = duty_record(LED, DAY, [*many_moved, alone])["entries"]
    assert [(e["type"], e.get("numbers", e.get("ticket"))) for e in entries] == [
        ("queue.moved.v1", ("A001", "A002")),
        ("ticket.moved.v1", B1),
    ]


def test_a_window_calls_from_its_new_queue_at_once():
    hall = hall_after([*TWO, signed_in(), taken("tax"), assigned()], LED)
    assert choose(hall, "w1", T0)[0].id == B1
    assert waiting_for(hall, "w1") == 1
    assert [w["id"] for q in kiosk_view(hall, "k1", {})["queues"] for w in q["windows"]] == [
        "w2",
        *("w1", "w2", "w3"),
    ]


@pytest.mark.parametrize(("by", "told"), [(LEE, LEE), ("device:keypad", ANN)])
def test_the_duty_officer_sees_who_called_out_of_order(by, told):
    """R47: the operator, not the clerk at whose window it was; a keypad speaks for that clerk."""
    actor = by if ":" in by else f"staff:{by}"
    hall = hall_after([*TWO, signed_in()], LED)
    evolve(hall, replace(called_chosen(A2, LEE), actor=actor))
    assert [(c["number"], c["staff"]) for c in duty_view(hall, {})["chosen"]] == [("A002", told)]
    assert hall.tickets[A2].staff == ANN


def test_a_new_day_begins_as_the_configuration_says():
    hall = hall_after([*OPEN, assigned(), closed(), day_started("2026-11-24")], LED)
    assert hall.plan.window["w1"].queues == ("social",)


def test_a_ratio_of_its_own_holds_at_this_window_only():
    """Three normal after one priority at w1; the hall's two and one at w2."""
    crowd = [taken(serial=n, lane="priority" if n < 5 else "normal") for n in range(1, 10)]
    hall = hall_after([*OPEN, *crowd, assigned(queues="social", lanes=(1, 3)), signed_in()], LED)
    hall.desks["w1"].turn = hall.desks["w2"].turn = 1
    assert choose(hall, "w1", T0)[0].lane == "normal"
    assert choose(hall, "w2", T0)[0].lane == "priority"


@pytest.mark.parametrize(("lanes", "turn"), [(None, 2), ((1, 1), 0)])
def test_the_ratio_is_counted_anew_once_it_is_another(lanes, turn):
    hall = hall_after([*OPEN, signed_in()], LED)
    hall.desks["w1"].turn = 2
    evolve(hall, assigned(lanes=lanes))
    assert hall.desks["w1"].turn == turn


@pytest.mark.parametrize(("queues", "left"), [("social gone", ("social",)), ("gone", ())])
def test_a_queue_that_left_the_plan_is_served_no_more(queues, left):
    """An old log speaks of what the configuration has no more."""
    hall = hall_after([*OPEN, assigned(queues=queues), assigned("gone", "social")], LED)
    assert hall.plan.window["w1"].queues == left


def test_who_is_moved_keeps_number_and_turn():
    """Who came first is called first in the new queue, too, and the phone shows the new windows."""
    hall = hall_after([*OPEN, taken(at=T0), taken("tax", at=T0 + 5), moved(A1, "tax")], LED)
    assert choose(hall, "w3", T0 + 9)[0].id == A1
    shown = phone_view(hall, "secret-A1")
    assert [w["label"] for w in shown["windows"]] == [LED.window[w].label for w in ("w2", "w3")]
    assert shown["situation"] == "moved"
    assert hall.waiting == {"social": 0, "tax": 2}


def test_who_was_sent_to_somebody_stays_before_the_others():
    hall = hall_after([*TO_ANN, taken(), moved(B1, "social", "queue", "social")], LED)
    assert choose(hall, "w2", T0)[0].id == B1


def test_the_green_channel_stands_by_arrival_on_the_priority_side_and_is_seen_by_the_duty_officer():
    hall = hall_after(
        [
            *TWO,
            taken(serial=3, lane="priority"),
            happened(m.GreenChannelOpened, ticket=A2, actor=f"staff:{DUTY}", reason="重大项目"),
        ],
        LED,
    )
    assert choose(hall, "w1", T0)[0].id == A2
    assert [(c["number"], c["reason"], c["staff"]) for c in duty_view(hall, {})["chosen"]] == [
        ("A002", "重大项目", DUTY)
    ]


def test_the_day_s_sum_says_how_often_somebody_decided():
    """A green channel opened for a new number counts like one opened later."""
    decisions = [
        assigned(),
        assigned(queues="social"),
        called_chosen(A2, DUTY),
        moved(A1, "tax"),
        taken(serial=3, lane="green", reason="重大项目"),
        taken(serial=4),
        happened(m.GreenChannelOpened, ticket=ticket_id(serial=4), reason="重大项目"),
    ]
    hall = hall_after([*TWO, signed_in(), *decisions], LED)
    assert day_sums(hall)["decided"] == {"chosen": 1, "green": 2, "moved": 1, "assigned": 2}
