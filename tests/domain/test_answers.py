"""What the one who gave a command is told when it was accepted."""

import json

import pytest

from server.domain import messages as m
from server.domain.answers import REASONS, Waits, answer, queue_waits, ticket_answer, wait
from server.domain.hall import Hall
from tests.halls import (
    A1,
    A2,
    ANN,
    B1,
    BEN,
    CALLED,
    DAY,
    DUTY,
    EVE,
    FINISHED,
    INCIDENT,
    OPEN,
    PASSED,
    RECOVERY,
    SERVING,
    T0,
    WAITING,
    S,
    apply,
    at_window,
    called,
    hall_after,
    plan_with,
    press,
    signed_in,
    signed_out,
    slip_failed,
    suspended,
    take,
    taken,
    transferred,
    want,
)

AT_A_WINDOW = {
    # name: (given, command, window state told, (ticket told, its state) or None)
    "sign in": (OPEN, at_window(m.SignIn), "idle", None),
    "sign in again, with a citizen": (CALLED, at_window(m.SignIn), "calling", (A1, "called")),
    "sign out": ([*OPEN, signed_in()], at_window(m.SignOut), "closed", None),
    "call next": (WAITING, at_window(m.CallNext), "calling", (A1, "called")),
    "recall": (CALLED, at_window(m.Recall), "calling", (A1, "called")),
    "start": (CALLED, at_window(m.StartService), "serving", (A1, "serving")),
    "start, and the rating before lapses": (
        [*FINISHED, taken(serial=2), called(A2)],
        at_window(m.StartService),
        "serving",
        (A2, "serving"),
    ),
    "pass": (CALLED, at_window(m.Pass), "idle", (A1, "passed")),
    "finish": (SERVING, at_window(m.Finish), "idle", (A1, "finished")),
    "finish without start": (CALLED, at_window(m.Finish), "idle", (A1, "finished")),
    "finish, and the rating before lapses": (
        [*FINISHED, taken(serial=2), called(A2)],
        at_window(m.Finish),
        "idle",
        (A2, "finished"),
    ),
    "suspend": ([*OPEN, signed_in()], at_window(m.Suspend, reason="取材料"), "suspended", None),
    "resume": ([*OPEN, signed_in(), suspended()], at_window(m.Resume), "idle", None),
}


@pytest.mark.parametrize(("given", "command", "state", "ticket"), AT_A_WINDOW.values(), ids=AT_A_WINDOW)
def test_at_a_window(given, command, state, ticket):
    hall = hall_after(given)
    told = answer(hall, command, apply(hall, command))
    assert (told["window"], told["state"], told["seq"]) == ("w1", state, hall.seq)
    assert (told["ticket"] and (told["ticket"]["id"], told["ticket"]["state"])) == ticket


def test_a_call_says_why_in_words():
    hall = hall_after(WAITING)
    command = at_window(m.CallNext)
    told = answer(hall, command, apply(hall, command))
    assert told["ticket"]["reason"] == {"code": "arrival", "text": "按取号先后顺序"}
    assert all(zh and en.isascii() for zh, en in REASONS.values())


def test_a_number_comes_with_all_that_its_holder_needs():
    hall = hall_after([*OPEN, taken()])
    command = take(token="only-mine")
    told = answer(hall, command, apply(hall, command))
    assert (told["id"], told["number"], told["ahead"], told["token"]) == (A2, "A002", 1, "only-mine")
    assert [window["id"] for window in told["windows"]] == ["w1", "w2"]


def test_keep_and_void_answer_with_the_ticket():
    for command, state in (
        (want(m.KeepTicket, ticket=A1), "waiting"),
        (want(m.VoidTicket, ticket=A1, reason="重复取号"), "void"),
    ):
        hall = hall_after([*OPEN, taken(kiosk="k1"), slip_failed()])
        assert answer(hall, command, apply(hall, command))["ticket"]["state"] == state


@pytest.mark.parametrize(
    "command",
    [want(m.CloseHall), want(m.Tick), at_window(m.SignIn, staff=ANN)],
    ids=["close", "tick", "sign in"],
)
def test_nothing_happened_is_a_yes_too(command):
    hall = hall_after([*OPEN, signed_in()])
    assert answer(hall, command, [])["seq"] == hall.seq


def told_of(given: list[m.Event], command: m.Command) -> dict[str, object]:
    hall = hall_after(given)
    return answer(hall, command, apply(hall, command))


def test_a_requeued_citizen_is_told_how_many_are_before_him():
    told = told_of([*PASSED, taken(serial=2), taken(serial=3)], want(m.RequeueTicket, ticket=A1, at=T0 + S))
    assert (told["ticket"]["number"], told["ahead"]) == ("A001", 2)


def test_what_was_entered_from_paper_is_shown():
    told = told_of(RECOVERY, want(m.BackEnter, number="A801", outcome="waiting", taken_at=T0))
    assert (told["ticket"]["number"], told["ticket"]["state"]) == ("A801", "waiting")


def test_so_many_were_booked():
    booking = m.Booking(code="YY1", day=DAY, queue="social", start=T0, end=T0 + S)
    command = want(m.BookAppointments, bookings=(booking,))
    hall = hall_after(OPEN)
    assert [answer(hall, command, apply(hall, command))["booked"] for _ in range(2)] == [1, 0]


def test_an_outage_is_told_its_incident_and_a_complaint_its_number():
    assert told_of(OPEN, want(m.DeclareOutage, reason="停电"))["incident"] == INCIDENT
    assert told_of(RECOVERY, want(m.RecoverHall))["incident"] == INCIDENT
    assert answer(hall_after(OPEN), want(m.DeclareOutage, reason=""), [])["incident"] is None
    what = {"channel": "phone", "target": "1号窗口", "matter": "态度", "happened_at": T0, "place": "一楼"}
    told = told_of(OPEN, want(m.RegisterComplaint, **what, record="c-17"))
    assert (told["complaint"], told["record"]) == ("TS-20261123-001", "c-17")


def test_a_call_that_is_stored_says_so():
    hall = hall_after([*OPEN, signed_in()], plan_with(store_next=True))
    command = at_window(m.CallNext, store=True)
    told = answer(hall, command, apply(hall, command))
    assert (told["stored"], told["ticket"], told["state"]) == (True, None, "idle")


WAITS = {
    "somebody serves": ([*WAITING, taken(serial=2)], A2, True),
    "no window is open for it": ([*OPEN, taken()], A1, False),
    "it waits no more": (CALLED, A1, False),
}


@pytest.mark.parametrize(("given", "ticket", "known"), WAITS.values(), ids=WAITS)
def test_how_long_it_will_be_is_told_as_a_range_or_not_at_all(given, ticket, known):
    told = ticket_answer(hall_after(given), ticket, T0)
    assert (told["ticket"]["id"], told["wait"] is not None) == (ticket, known)
    if known:
        assert 0 <= told["wait"]["low_min"] <= told["wait"]["high_min"]


def crowd(tickets: int) -> Hall:
    """So many waiting in one line, a clerk who finishes one every minute, and one at the desk."""
    hall = hall_after([*OPEN, signed_in()])
    for n in range(tickets):
        apply(hall, take(token=str(n), at=T0 + n))
    for minute in range(1, 4):
        apply(hall, at_window(m.CallNext, at=T0 + minute * 60 * S))
        apply(hall, at_window(m.Finish, at=T0 + minute * 60 * S + 50 * S))
    return hall


NOW = T0 + 240 * S


def test_in_a_rush_the_tickets_of_a_long_line_share_an_estimate_for_a_second():
    """Within a tenth of the line it is one answer; after a second, or further back, it is a new one."""
    hall, waits = crowd(60), Waits()
    last = list(hall.tickets.values())[-6:]
    first = waits.of(hall, last[0], NOW)
    assert first == wait(hall, last[0], NOW)
    assert waits.of(hall, last[-1], NOW + 999) is first
    later = waits.of(hall, last[-1], NOW + 1000)
    assert later is not first
    assert later == wait(hall, last[-1], NOW + 1000)


NOT_SHARED = {
    "a short line": (10, 1, 0),
    "a line that has grown by more than a tenth": (60, 20, 0),
    "a clock that went back": (60, 1, -1),
}


@pytest.mark.parametrize(("tickets", "apart", "later"), NOT_SHARED.values(), ids=NOT_SHARED)
def test_otherwise_each_ticket_has_its_own(tickets, apart, later):
    hall, waits = crowd(tickets), Waits()
    mine, other = [t for t in hall.tickets.values() if t.state == "waiting"][-1 - apart :: apart][:2]
    assert waits.of(hall, other, NOW + later) == wait(hall, other, NOW + later)
    first = waits.of(hall, mine, NOW)
    assert waits.of(hall, other, NOW + later) is not first
    assert waits.of(hall, other, NOW + later) == wait(hall, other, NOW + later)


def test_a_line_that_nobody_serves_has_no_estimate_to_share():
    hall, waits = crowd(60), Waits()
    apply(hall, at_window(m.SignOut))
    assert [waits.of(hall, t, NOW) for t in list(hall.tickets.values())[-2:]] == [None, None]


def test_lanes_and_queues_share_nothing():
    hall, waits = crowd(60), Waits()
    given = [
        take(token=f"p{n}", at=T0 + 200 * S, actor=f"staff:{DUTY}", lane="green", reason="加急")
        for n in range(15)
    ]
    for command in given:
        apply(hall, command)
    *_, normal = (t for t in hall.tickets.values() if t.lane == "normal")
    *_, green = hall.tickets.values()
    assert waits.of(hall, green, NOW) == wait(hall, green, NOW)
    assert waits.of(hall, normal, NOW) == wait(hall, normal, NOW)


def test_a_citizen_sent_after_a_person_who_moved_is_in_nobodys_way():
    """Eve was sent a visitor of another queue and moved: how long he takes is not known of this line."""
    sent = [*OPEN, taken("tax"), signed_in("w3", EVE), signed_in("w2", BEN), called(B1, "w2", BEN)]
    moved = [transferred("staff", EVE, "tax", B1, window="w2", staff=BEN), signed_out("w3", EVE)]
    here = [signed_out("w2", BEN), signed_in("w1", EVE), called(B1, "w1", EVE), taken("social")]
    told = ticket_answer(hall_after([*sent, *moved, *here]), A1, T0)
    assert told["wait"] is not None


@pytest.mark.parametrize(("matter", "name"), [("pension", "养老"), ("", ""), ("gone", "")])
def test_the_window_is_told_what_the_citizen_came_for(matter, name):
    told = ticket_answer(hall_after([*OPEN, taken(matter=matter)]), A1, T0)
    assert (told["ticket"]["matter"], told["ticket"]["matter_name"]) == (matter, name)


def test_who_would_take_a_number_now_is_told_the_same_range_as_who_does():
    hall = hall_after([*OPEN, signed_in()])
    told = queue_waits(hall, ["social", "tax"], T0)
    assert list(told) == ["social", "tax"]
    assert told["social"]["low_min"] <= told["social"]["high_min"]
    assert queue_waits(hall_after(OPEN), ["social"], T0) == {"social": None}


def test_a_ticket_that_is_not_has_no_answer():
    assert ticket_answer(hall_after(OPEN), A1, T0) is None


def test_who_moves_many_is_told_who_is_elsewhere_now():
    hall = hall_after([*OPEN, taken(), taken(serial=2), signed_in(), called()])
    move = {"of": "queue", "source": "social", "to": "queue", "id": "tax", "reason": "窗口关闭"}
    command = want(m.MoveWaiting, actor=f"staff:{DUTY}", tickets=(A1, A2), **move)
    assert answer(hall, command, apply(hall, command))["moved"] == ["A002"]


def test_every_answer_is_plain_json_without_a_level_or_the_person_served():
    hall = hall_after(FINISHED)
    command = press(2)
    told = json.dumps(answer(hall, command, apply(hall, command)))
    assert '"level"' not in told
    assert BEN not in told
