"""Who may sit where, stand in for whom, and leave when (R7, R9, R41 to R45)."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.facts.calendar import DayEdit, DayKind
from server.domain.facts.plan import Role, Staff
from server.domain.views.duty import duty_view
from server.domain.views.staff import console_view
from tests.halls import (
    A1,
    ANN,
    B1,
    BEN,
    CALLED,
    DAY,
    DUTY,
    EVE,
    OPEN,
    PREP,
    SERVING,
    T0,
    TIMED,
    TIMED_OPEN,
    TIMED_PREP,
    Case,
    apply,
    at_window,
    called,
    closed,
    gap,
    hall_after,
    handed_over,
    happened,
    held,
    moved_on,
    oclock,
    press,
    recalled,
    returned,
    rung,
    signed_in,
    signed_out,
    suspended,
    take,
    taken,
    told,
    transferred,
    want,
)

CAL, LEE = "zx-cal", "zx-lee"
STAFF = (
    Staff(ANN, "安敏", "社保窗口", windows=("w1", "w2")),
    Staff(BEN, "贲强", "社保窗口", stands_in_for=(ANN, EVE)),
    Staff(EVE, "易芳", "税务窗口", windows=("w3",)),
    Staff(CAL, "柯利", "社保窗口", windows=("w2",)),
    Staff(LEE, "黎首", "社保窗口", frozenset({Role.CLERK, Role.LEAD}), windows=("w2",)),
    Staff(DUTY, "杜明", "值班", frozenset({Role.DUTY})),
)
PLAN = replace(TIMED, staff=STAFF)
ANYBODY = replace(PLAN, settings=replace(PLAN.settings, stand_ins_listed=False))
TWO_WINDOWS = replace(PLAN, settings=replace(PLAN.settings, windows_per_person=2))
HOLIDAY = replace(PLAN, calendar=replace(PLAN.calendar, edits={DAY: DayEdit(DAY, DayKind.DUTY, ("w2",))}))

PAUSED = [*OPEN, signed_in(), suspended()]
BEN_SITS = [*OPEN, signed_in(staff=BEN, acting_for=ANN)]
BEN_PAUSED = [*BEN_SITS, suspended(staff=BEN)]
HANDED_OVER = "交接"


def sign_in(staff: str, window: str = "w1", acting_for: str = "") -> m.Command:
    return at_window(m.SignIn, window, staff, acting_for=acting_for)


SIGN_IN: dict[str, Case] = {
    # name: (plan, given, when, then)
    "a person's own window": (PLAN, OPEN, sign_in(ANN), [signed_in()]),
    "B at A's window, in A's place": (PLAN, OPEN, sign_in(BEN), [signed_in(staff=BEN, acting_for=ANN)]),
    "B says for whom": (PLAN, OPEN, sign_in(BEN, acting_for=ANN), [signed_in(staff=BEN, acting_for=ANN)]),
    "B of two people, at the other's window": (
        PLAN,
        OPEN,
        sign_in(BEN, "w3"),
        [signed_in("w3", BEN, acting_for=EVE)],
    ),
    "B for somebody who sits elsewhere": (PLAN, OPEN, sign_in(BEN, acting_for=EVE), "not_allowed_here"),
    "B for oneself": (PLAN, OPEN, sign_in(BEN, acting_for=BEN), "not_allowed_here"),
    "who is no B": (PLAN, OPEN, sign_in(CAL), "not_allowed_here"),
    "who is no B says for whom": (PLAN, OPEN, sign_in(CAL, acting_for=ANN), "not_allowed_here"),
    "anybody, where the hall does not mind": (
        ANYBODY,
        OPEN,
        sign_in(CAL),
        [signed_in(staff=CAL, acting_for=ANN)],
    ),
    "the lead of the unit, for its clerk": (
        PLAN,
        OPEN,
        sign_in(LEE),
        [signed_in(staff=LEE, acting_for=ANN)],
    ),
    "the lead at his own window": (PLAN, OPEN, sign_in(LEE, "w2"), [signed_in("w2", LEE)]),
    "the lead at his own window, for its other clerk": (
        PLAN,
        OPEN,
        sign_in(LEE, "w2", acting_for=CAL),
        [signed_in("w2", LEE, acting_for=CAL)],
    ),
    "the lead of another unit": (PLAN, OPEN, sign_in(LEE, "w3"), "not_allowed_here"),
    "who is bound to no window and nobody's B": (PLAN, OPEN, sign_in(DUTY), [signed_in(staff=DUTY)]),
    "a counter that is not government": (PLAN, OPEN, sign_in(DUTY, "bank"), "not_allowed_here"),
    "a window that is not": (PLAN, OPEN, sign_in(ANN, "w9"), "unknown_window"),
    "a person that is not": (PLAN, OPEN, sign_in("9999"), "unknown_staff"),
    "while A sits there": (PLAN, [*OPEN, signed_in()], sign_in(BEN), "window_taken"),
    "while A has a citizen": (PLAN, CALLED, sign_in(BEN), "window_taken"),
    "A has handed over to B": (
        PLAN,
        PAUSED,
        sign_in(BEN),
        [signed_out(reason=HANDED_OVER), signed_in(staff=BEN, acting_for=ANN)],
    ),
    "A has handed over, not to this one": (PLAN, PAUSED, sign_in(CAL), "not_allowed_here"),
    "A has paused, and somebody has no post here": (PLAN, PAUSED, sign_in(DUTY), "window_taken"),
    "A comes back, B has paused": (
        PLAN,
        BEN_PAUSED,
        sign_in(ANN),
        [signed_out(staff=BEN, reason=HANDED_OVER), signed_in()],
    ),
    "A comes back while B still sits": (PLAN, BEN_SITS, sign_in(ANN), "window_taken"),
    "the lead after B, both for A": (PLAN, BEN_PAUSED, sign_in(LEE), "window_taken"),
    "B who sits there already": (PLAN, BEN_SITS, sign_in(BEN), []),
    "B who sits elsewhere": (PLAN, BEN_SITS, sign_in(BEN, "w3"), "signed_in_elsewhere"),
    "B who sits elsewhere, where the hall allows two": (
        TWO_WINDOWS,
        BEN_SITS,
        sign_in(BEN, "w3"),
        [signed_in("w3", BEN, acting_for=EVE)],
    ),
    "a third window, where the hall allows two": (
        TWO_WINDOWS,
        [*BEN_SITS, signed_in("w3", BEN, EVE)],
        sign_in(BEN, "w2"),
        "signed_in_elsewhere",
    ),
    "before any day": (PLAN, [], sign_in(ANN), "hall_not_open"),
    "after the day": (PLAN, [*OPEN, closed()], sign_in(ANN), "hall_not_open"),
    "before the doors open": (PLAN, PREP, sign_in(ANN), [signed_in()]),
    "a duty day without this window": (HOLIDAY, PREP, sign_in(ANN), "window_off_today"),
    "a window on duty": (HOLIDAY, PREP, sign_in(CAL, "w2"), [signed_in("w2", CAL)]),
}

SENT_TO_ANN = [
    *OPEN,
    signed_in(),
    signed_in("w3", EVE),
    taken("tax"),
    called(B1, "w3", EVE),
    transferred("staff", ANN, "social", B1, window="w3", staff=EVE),
]


SENT_TO_W1 = [
    *OPEN,
    signed_in(),
    signed_in("w3", EVE),
    taken("tax"),
    called(B1, "w3", EVE),
    transferred("window", "w1", "social", B1, window="w3", staff=EVE),
]
KEEPS_PAPERS = [*SERVING, held(hold="away_papers_kept")]


def hand_over(to: str, staff: str = ANN, window: str = "w1") -> m.Command:
    return at_window(m.HandOver, window, staff, to=to)


HAND_OVER: dict[str, Case] = {
    "to the listed B, who holds A's post": (
        PLAN,
        [*OPEN, signed_in()],
        hand_over(BEN),
        [handed_over(acting_for=ANN)],
    ),
    "with a citizen called": (PLAN, CALLED, hand_over(BEN), [handed_over(acting_for=ANN, ticket=A1)]),
    "with a citizen at the desk": (
        PLAN,
        SERVING,
        hand_over(BEN),
        [handed_over(acting_for=ANN, ticket=A1)],
    ),
    "while paused": (PLAN, PAUSED, hand_over(BEN), [handed_over(acting_for=ANN)]),
    "back from B to A, who has the post": (
        PLAN,
        BEN_SITS,
        hand_over(ANN, BEN),
        [handed_over(ANN, staff=BEN)],
    ),
    "from one B of A to another": (PLAN, BEN_SITS, hand_over(LEE, BEN), [handed_over(LEE, ANN, staff=BEN)]),
    "to somebody whose window it is, too": (
        PLAN,
        [*OPEN, signed_in("w2", CAL)],
        hand_over(ANN, CAL, "w2"),
        [handed_over(ANN, window="w2", staff=CAL)],
    ),
    "to the lead, for whom it is an own window": (
        PLAN,
        [*OPEN, signed_in("w2", CAL)],
        hand_over(LEE, CAL, "w2"),
        [handed_over(LEE, window="w2", staff=CAL)],
    ),
    "of several posts the one that is left": (
        ANYBODY,
        [*OPEN, signed_in("w2", CAL)],
        hand_over(BEN, CAL, "w2"),
        [handed_over(BEN, CAL, window="w2", staff=CAL)],
    ),
    "who was sent to A waits for the window": (
        PLAN,
        SENT_TO_ANN,
        hand_over(BEN),
        [handed_over(acting_for=ANN), moved_on(B1, to="window", to_id="w1")],
    ),
    "while the hall comes back": (
        PLAN,
        [*CALLED, gap(600, recovery=True)],
        hand_over(BEN),
        [handed_over(acting_for=ANN, ticket=A1)],
    ),
    "to who is no B": (PLAN, [*OPEN, signed_in()], hand_over(CAL), "not_allowed_here"),
    "to a person that is not": (PLAN, [*OPEN, signed_in()], hand_over("9999"), "unknown_staff"),
    "to oneself": (PLAN, [*OPEN, signed_in()], hand_over(ANN), "same_person"),
    "to who sits elsewhere": (
        PLAN,
        [*OPEN, signed_in(), signed_in("w3", BEN, EVE)],
        hand_over(BEN),
        "signed_in_elsewhere",
    ),
    "by who does not sit there": (PLAN, [*OPEN, signed_in()], hand_over(BEN, BEN), "not_signed_in"),
    "where nobody sits": (PLAN, OPEN, hand_over(BEN), "not_signed_in"),
    "to who may be at another window as well": (
        TWO_WINDOWS,
        [*OPEN, signed_in(), signed_in("w3", BEN, EVE)],
        hand_over(BEN),
        [handed_over(acting_for=ANN)],
    ),
    "by who stays at another window: who was sent to A still waits for A": (
        TWO_WINDOWS,
        [*SENT_TO_ANN, signed_in("w2", ANN)],
        hand_over(BEN),
        [handed_over(acting_for=ANN)],
    ),
}

AT_WORK = [*TIMED_OPEN, signed_in()]
EVENING = [*AT_WORK, rung("close", "17:00"), happened(m.HallExtended, oclock("17:00"))]
FIVE_WAIT = [*EVENING, *(taken(serial=n) for n in range(1, 6))]


def leave(clock: str, reason: str = "", window: str = "w1", staff: str = ANN) -> m.Command:
    return at_window(m.SignOut, window, staff, oclock(clock), reason=reason)


LEAVE: dict[str, Case] = {
    "in the hours of service": (PLAN, AT_WORK, leave("10:00"), "too_early_to_leave"),
    "in the hours of service, blank reason": (PLAN, AT_WORK, leave("10:00", " "), "too_early_to_leave"),
    "in the hours of service, with a reason": (
        PLAN,
        AT_WORK,
        leave("10:00", " 身体不适 "),
        [signed_out(reason="身体不适")],
    ),
    "a long reason ends after 200 characters": (
        PLAN,
        AT_WORK,
        leave("10:00", "长" * 300),
        [signed_out(reason="长" * 200)],
    ),
    "in the moment of opening": (PLAN, AT_WORK, leave("8:30"), "too_early_to_leave"),
    "before the doors open": (PLAN, [*TIMED_PREP, signed_in()], leave("8:29:59"), [signed_out()]),
    "at noon, two minutes after closing": (PLAN, AT_WORK, leave("11:32"), "too_early_to_leave"),
    "at noon, five minutes after": (PLAN, AT_WORK, leave("11:35"), [signed_out()]),
    "at lunch": (PLAN, AT_WORK, leave("13:59:59"), [signed_out()]),
    "in the afternoon": (PLAN, AT_WORK, leave("14:00"), "too_early_to_leave"),
    "half a minute after closing (4.2)": (PLAN, EVENING, leave("17:00:30"), "too_early_to_leave"),
    "a second too early": (PLAN, EVENING, leave("17:04:59"), "too_early_to_leave"),
    "five minutes after closing (4.2)": (PLAN, EVENING, leave("17:05"), [signed_out()]),
    "five wait at closing (4.2)": (PLAN, FIVE_WAIT, leave("17:10"), "queue_waits"),
    "five wait, and a clerk's reason does not do": (PLAN, FIVE_WAIT, leave("17:10", "累了"), "queue_waits"),
    "those who wait are another window's": (
        PLAN,
        [*EVENING, taken("tax")],
        leave("17:10"),
        [signed_out()],
    ),
    "the duty officer lets the clerk go": (
        PLAN,
        FIVE_WAIT,
        leave("17:10", "由2号窗口办理", staff=DUTY),
        [signed_out(reason="由2号窗口办理")],
    ),
    "the lead lets the clerk go": (
        PLAN,
        FIVE_WAIT,
        leave("17:10", "由我办理", staff=LEE),
        [signed_out(reason="由我办理")],
    ),
    "the duty officer must say why": (PLAN, FIVE_WAIT, leave("17:10", " ", staff=DUTY), "reason_required"),
    "the lead of another unit cannot": (
        PLAN,
        [*FIVE_WAIT, signed_in("w3", EVE)],
        leave("17:10", "由我办理", "w3", LEE),
        "not_signed_in",
    ),
    "another clerk cannot": (PLAN, FIVE_WAIT, leave("17:10", "走了", staff=CAL), "not_signed_in"),
    "a lead must say why about herself": (
        PLAN,
        [*EVENING, signed_in("w2", LEE), taken()],
        leave("17:10", "", "w2", LEE),
        "queue_waits",
    ),
    "a citizen is called": (PLAN, CALLED, leave("17:10"), "window_busy"),
    "a citizen is at the desk, whoever says so": (
        PLAN,
        SERVING,
        leave("17:10", "先走", staff=DUTY),
        "window_busy",
    ),
    "a citizen was sent to this window": (
        PLAN,
        [*CALLED, returned(), happened(m.HallExtended)],
        leave("17:10"),
        "queue_waits",
    ),
    "who was sent to this window is called first at any of the queue": (
        PLAN,
        [*SENT_TO_W1, signed_in("w2", CAL)],
        leave("10:00", "请假"),
        [signed_out(reason="请假"), moved_on(B1, to="queue", to_id="social")],
    ),
    "who was sent to the person, too": (
        PLAN,
        SENT_TO_ANN,
        leave("10:00", "请假"),
        [signed_out(reason="请假"), moved_on(B1, to="queue", to_id="social")],
    ),
    "the duty officer lets go, and nobody waits for an empty window": (
        PLAN,
        [*SENT_TO_W1, happened(m.HallExtended)],
        leave("17:10", "由2号窗口办理", staff=DUTY),
        [signed_out(reason="由2号窗口办理"), moved_on(B1, to="queue", to_id="social")],
    ),
    "what is on hold goes on at another window of the queue": (
        PLAN,
        [*KEEPS_PAPERS, signed_in("w2", CAL), happened(m.HallExtended)],
        leave("17:10"),
        [signed_out()],
    ),
    "with something on hold that nobody else goes on with": (
        PLAN,
        [*KEEPS_PAPERS, signed_in("w3", EVE), happened(m.HallExtended)],
        leave("17:10", "下班"),
        "held_waits",
    ),
    "the lead takes that over": (
        PLAN,
        [*KEEPS_PAPERS, happened(m.HallExtended)],
        leave("17:10", "由我办理", staff=LEE),
        [signed_out(reason="由我办理")],
    ),
    "in the hours of service somebody comes back to it": (
        PLAN,
        KEEPS_PAPERS,
        leave("10:00", "请假"),
        [signed_out(reason="请假")],
    ),
    "while paused": (PLAN, [*AT_WORK, suspended()], leave("17:10"), [signed_out()]),
    "where nobody sits": (PLAN, TIMED_OPEN, leave("10:00"), "not_signed_in"),
    "where nobody sits, the duty officer": (
        PLAN,
        TIMED_OPEN,
        leave("10:00", "关窗", staff=DUTY),
        "not_signed_in",
    ),
    "where no window is": (PLAN, TIMED_OPEN, leave("10:00", "关窗", "w9", DUTY), "unknown_window"),
    "a hall without hours minds no hours": (
        replace(PLAN, calendar=replace(PLAN.calendar, profiles=())),
        [*OPEN, signed_in()],
        leave("10:00"),
        [signed_out()],
    ),
}
CASES: dict[str, Case] = (
    SIGN_IN
    | {f"leaving: {name}": case for name, case in LEAVE.items()}
    | {f"handing over: {name}": case for name, case in HAND_OVER.items()}
)


def test_a_refusal_says_until_when():
    hall = hall_after(EVENING, PLAN)
    assert apply(hall, leave("17:00:30")).params == {"until": "17:05"}


@pytest.mark.parametrize("paused_at", ["10:00", "16:59"])
def test_a_day_of_a_and_b(paused_at):
    """4.1 09:10: A pauses, B sits down; what B does is B's own, and the duty officer sees for whom (R43)."""
    hall = hall_after([*TIMED_OPEN, taken(), taken(serial=2)], PLAN)
    apply(hall, sign_in(ANN))
    apply(hall, at_window(m.Suspend, at=oclock(paused_at), reason="请假"))
    assert apply(hall, at_window(m.CallNext, at=oclock(paused_at))).code == "window_suspended"
    apply(hall, sign_in(BEN))
    desk = next(w for w in duty_view(hall, {})["windows"] if w["id"] == "w1")
    assert (desk["staff"]["no"], desk["acting_for"], desk["state"]) == (BEN, ANN, "idle")
    for command in (m.CallNext, m.Finish):
        apply(hall, at_window(command, staff=BEN))
    assert [e.staff for e in apply(hall, press(4))] == [BEN]
    assert apply(hall, sign_in(ANN)).code == "window_taken"
    apply(hall, at_window(m.Suspend, staff=BEN, reason="交还"))
    apply(hall, sign_in(ANN))
    assert (hall.desks["w1"].staff, hall.desks["w1"].acting_for, hall.posts) == (ANN, "", {ANN: ("w1",)})


def test_who_ends_a_visit_that_was_handed_over_is_rated_for_it():
    """What A has finished is A's; the visit in hand goes to B with all that follows (R43, decision 12)."""
    waiting = [*TIMED_OPEN, taken(), taken(serial=2), taken(serial=3, lane="priority", reason="出示证件")]
    hall = hall_after(waiting, PLAN)
    for command in (sign_in(ANN), at_window(m.CallNext), at_window(m.Finish)):
        apply(hall, command)
    (first,) = [t for t in hall.tickets.values() if t.state == "finished"]
    apply(hall, at_window(m.CallNext))
    turn, in_hand = hall.desks["w1"].turn, hall.desks["w1"].ticket
    apply(hall, hand_over(BEN))
    assert [e.staff for e in apply(hall, press(4))] == [ANN]
    assert apply(hall, at_window(m.StartService)).code == "not_signed_in"
    desk = hall.desks["w1"]
    assert (desk.staff, desk.acting_for, desk.state, desk.ticket) == (BEN, ANN, "calling", in_hand)
    assert (desk.turn, hall.posts) == (turn, {BEN: ("w1",)})
    apply(hall, at_window(m.Finish, staff=BEN))
    assert [e.staff for e in apply(hall, press(5))] == [BEN]
    second = hall.tickets[str(in_hand)]
    assert (second.first_receiver, second.staff, first.staff) == (ANN, BEN, ANN)
    assert (hall.served_by[ANN], hall.served_by[BEN]) == ([first.id], [second.id])


def test_what_is_held_for_a_window_comes_back_to_it_whoever_sits_there():
    hall = hall_after([*SERVING, held(hold="away_papers_kept")], PLAN)
    apply(hall, hand_over(BEN))
    apply(hall, want(m.WakeTicket, actor=f"staff:{BEN}", ticket=A1))
    assert [e.staff for e in apply(hall, at_window(m.CallNext, staff=BEN))] == [BEN]


@pytest.mark.parametrize("hold", ["away_papers_kept", "internal_wait"])
def test_what_a_window_held_goes_on_at_the_front_of_its_queue_when_nobody_sits_there_any_more(hold):
    """The citizen comes back, the clerk has gone: the next window of the queue calls before all others."""
    hall = hall_after([*SERVING, held(hold=hold), taken(serial=2), signed_in("w2", CAL)], PLAN)
    apply(hall, leave("10:00", "请假"))
    assert [(t["number"], t["left"]) for t in console_view(hall, "w2", {})["held"]] == [("A001", True)]
    wake = want(m.WakeTicket, actor=f"staff:{CAL}", ticket=A1)
    assert [(e.to, e.to_id) for e in apply(hall, wake)] == [("queue", "social")]
    (call,) = apply(hall, at_window(m.CallNext, "w2", CAL))
    assert (call.ticket, call.reason, call.staff) == (A1, "directed", CAL)


def test_who_comes_back_to_a_window_that_was_left_is_called_first_in_its_queue():
    """R34: to the cashier and back, and meanwhile the clerk has gone home."""
    given = [*SERVING, signed_in("w3", EVE), signed_in("w2", CAL), taken(serial=2)]
    hall = hall_after(given, PLAN)
    apply(hall, at_window(m.Transfer, to="queue", id="tax", come_back=True))
    apply(hall, leave("10:00", "请假"))
    apply(hall, at_window(m.CallNext, "w3", EVE))
    ended = apply(hall, at_window(m.Finish, "w3", EVE))
    assert [(type(e), e.to, e.to_id) for e in ended[1:]] == [
        (m.TicketTransferred, "window", "w1"),
        (m.TicketMoved, "queue", "social"),
    ]
    (call,) = apply(hall, at_window(m.CallNext, "w2", CAL))
    assert (call.ticket, call.reason) == (A1, "directed")


def test_one_person_at_two_windows_keeps_both_and_each_press_is_that_persons():
    hall = hall_after([*OPEN, taken(), taken(serial=2), taken("tax")], TWO_WINDOWS)
    for window, acting_for in (("w1", ANN), ("w3", EVE)):
        apply(hall, sign_in(BEN, window, acting_for))
    for window in ("w1", "w3"):
        (call,) = apply(hall, want(m.CallNext, actor=f"device:keypad-{window}", window=window))
        assert (call.staff, call.window) == (BEN, window)
    assert hall.posts == {BEN: ("w1", "w3")}
    console = console_view(hall, "w1", {})["window"]
    assert (console["also"], console["more_windows"]) == (["契税窗口(2号旁)"], True)
    seen = {w["id"]: w["also"] for w in duty_view(hall, {})["windows"]}
    assert (seen["w1"], seen["w2"], seen["w3"]) == (["契税窗口(2号旁)"], [], ["1号窗口"])
    apply(hall, at_window(m.Finish, staff=BEN))
    apply(hall, leave("10:00", "请假", staff=BEN))
    assert (hall.posts, hall.desks["w3"].staff) == ({BEN: ("w3",)}, BEN)
    assert apply(hall, at_window(m.Finish, "w3", BEN))[-1].staff == BEN


def test_who_is_at_two_windows_counts_as_one_person_at_work():
    at_two = [*OPEN, signed_in(staff=BEN, acting_for=ANN), signed_in("w3", BEN, EVE)]
    always = replace(TWO_WINDOWS, calendar=replace(PLAN.calendar, profiles=()))
    asked = [
        apply(hall_after(at_two, replace(always, settings=replace(always.settings, min_staff=least))), tick)
        for least, tick in ((2, want(m.Tick)), (1, want(m.Tick)))
    ]
    assert [[e.kind for e in events] for events in asked] == [["min_staff"], []]


@pytest.mark.parametrize(("there", "then"), [("w2", "w2"), ("w1", "transfer_forbidden")])
def test_a_number_is_sent_to_a_person_wherever_that_one_sits_but_here(there, then):
    hall = hall_after([*SERVING, signed_in(there, ANN)] if there != "w1" else SERVING, TWO_WINDOWS)
    found = apply(hall, at_window(m.Transfer, to="staff", id=ANN))
    assert (found.code if isinstance(found, m.Refusal) else "w2") == then


def test_a_hand_over_while_paused_ends_the_pause_and_nothing_calls_by_itself():
    hall = hall_after(PAUSED, PLAN)
    apply(hall, hand_over(BEN))
    desk = hall.desks["w1"]
    assert (desk.state, desk.reason, desk.stored) == ("idle", "", False)


def test_a_window_left_and_taken_again_begins_its_ratio_anew():
    hall = hall_after([*OPEN, signed_in(), taken(lane="priority", reason="出示证件"), taken(serial=2)], PLAN)
    apply(hall, at_window(m.CallNext))
    assert hall.desks["w1"].turn == 1
    for command in (at_window(m.Pass), leave("17:10"), sign_in(ANN)):
        apply(hall, command)
    assert hall.desks["w1"].turn == 0


def test_nobody_leaves_with_a_citizen_who_was_recalled():
    hall = hall_after([*CALLED, recalled()], PLAN)
    assert apply(hall, leave("17:10")).params == {"number": "A001"}
    assert hall.tickets[A1].calls == 2


def test_taking_over_leaves_nobody_signed_in_twice():
    hall = hall_after(PAUSED, PLAN)
    events = apply(hall, sign_in(BEN))
    assert told(events)[0][1]["staff"] == ANN
    assert hall.posts == {BEN: ("w1",)}
    assert apply(hall, at_window(m.CallNext)).code == "not_signed_in"
    assert apply(hall, take(at=T0))[0].number == "A001"
    assert apply(hall, want(m.CallNext, actor=f"staff:{BEN}", window="w1"))[0].staff == BEN
