"""Who may sit where, stand in for whom, and leave when (R7, R9, R41 to R45)."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.calendar import DayEdit, DayKind
from server.domain.plan import Role, Staff
from server.domain.views.duty import duty_view
from tests.halls import (
    A1,
    ANN,
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
    closed,
    hall_after,
    happened,
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
    "before any day": (PLAN, [], sign_in(ANN), "hall_not_open"),
    "after the day": (PLAN, [*OPEN, closed()], sign_in(ANN), "hall_not_open"),
    "before the doors open": (PLAN, PREP, sign_in(ANN), [signed_in()]),
    "a duty day without this window": (HOLIDAY, PREP, sign_in(ANN), "window_off_today"),
    "a window on duty": (HOLIDAY, PREP, sign_in(CAL, "w2"), [signed_in("w2", CAL)]),
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
CASES: dict[str, Case] = SIGN_IN | {f"leaving: {name}": case for name, case in LEAVE.items()}


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
    assert (hall.desks["w1"].staff, hall.desks["w1"].acting_for, hall.posts) == (ANN, "", {ANN: "w1"})


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
    assert hall.posts == {BEN: "w1"}
    assert apply(hall, at_window(m.CallNext)).code == "not_signed_in"
    assert apply(hall, take(at=T0))[0].number == "A001"
    assert apply(hall, want(m.CallNext, actor=f"staff:{BEN}", window="w1"))[0].staff == BEN
