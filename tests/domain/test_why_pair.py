"""Why him before me: the two tickets as they stood before the call, and what decided between them (R47)."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.decide import decide
from server.domain.evolve import evolve
from server.domain.facts.plan import HallPlan
from server.domain.hours import MINUTE
from server.domain.views.looks import queue_facts, window_facts
from server.domain.views.why_pair import pair_view
from tests.halls import (
    A1,
    A2,
    ANN,
    B1,
    BEN,
    DUTY,
    EVE,
    PLAN,
    T0,
    at_window,
    called,
    cancelled,
    day_started,
    hall_after,
    happened,
    held,
    opened,
    passed,
    signed_in,
    taken,
    ticket_id,
    transferred,
    want,
)

A3 = ticket_id(serial=3)
TEN = T0 + 10 * MINUTE
SECOND = replace(
    PLAN,
    windows=tuple(
        replace(w, queues=("social",), backup_queues=("tax",)) if w.id == "w1" else w for w in PLAN.windows
    ),
)
OPEN = [day_started(midnight=T0), opened()]
HERE = [*OPEN, signed_in()]
THREE = [*HERE, *(taken(serial=n, at=T0 + n * MINUTE) for n in (1, 2, 3))]
SENT_1 = transferred("window", "w1", "social", B1, window="w3", staff=EVE)
AT_W3 = [*OPEN, signed_in(), signed_in("w3", EVE), taken("tax"), called(B1, "w3", EVE)]
BOOKED = happened(
    m.AppointmentBooked, code="YY", day=day_started().day, queue="social", start=TEN, end=TEN + MINUTE
)


def call_next(at: int = TEN) -> m.Command:
    return at_window(m.CallNext, at=at)


PAIRS: dict[str, tuple[HallPlan, list[m.Event], m.Command, str, str]] = {
    # name: (plan, given, the call, who asks, what the officer says)
    "in order of arrival": (PLAN, THREE, call_next(), A2, "先到先办:A001 按 0:01 计,A002 按 0:02 计"),
    "the ratio of lanes": (
        PLAN,
        [*THREE, taken(serial=4, at=T0 + 4 * MINUTE, lane="priority", reason="出示证件")],
        call_next(),
        A1,
        "优先与普通按 2:1 交替,轮到优先号;A001 是普通号",
    ),
    "the ratio, of the same lane": (
        PLAN,
        [*HERE, *(taken(serial=n, lane="priority" if n < 3 else "normal") for n in (1, 2, 3))],
        call_next(),
        A2,
        "先到先办:A001 按 0:00 计,A002 按 0:00 计,同一分钟内 A001 在前",
    ),
    "a second tier": (
        SECOND,
        [*HERE, taken("tax"), taken(serial=1, at=T0 + MINUTE)],
        call_next(),
        B1,
        "契税是该窗口的备办业务,主办业务无人等候时才叫",
    ),
    "a second tier while both lanes wait": (
        SECOND,
        [*HERE, taken("tax"), taken(lane="priority"), taken(serial=2)],
        call_next(),
        B1,
        "契税是该窗口的备办业务,主办业务无人等候时才叫",
    ),
    "the promise is exceeded": (
        PLAN,
        [*HERE, taken(), taken(serial=2, at=T0 + 50 * MINUTE)],
        call_next(T0 + 55 * MINUTE),
        A2,
        "A001 自 0:00 起已超过承诺的 45 分钟;A002 自 0:50 起还没有超过",
    ),
    "both promises are exceeded": (
        PLAN,
        [*HERE, taken(), taken(serial=2, at=T0 + MINUTE)],
        call_next(T0 + 55 * MINUTE),
        A2,
        "两人都已超过承诺的 45 分钟;A001 等得更久(自 0:00,0:01)",
    ),
    "sent to this window": (
        PLAN,
        [*AT_W3, SENT_1, taken(at=T0)],
        call_next(),
        A1,
        "B001 是指定或返回的号,排在最前;A001 按顺序排队",
    ),
    "both were sent": (
        PLAN,
        [*AT_W3, SENT_1, taken(), called(A1, "w1"), transferred("staff", ANN, "social", A1, at=T0 + MINUTE)],
        call_next(),
        A1,
        "两人都被指定;B001 更早(0:00,0:01)",
    ),
    "who asks was sent elsewhere": (
        PLAN,
        [*AT_W3, transferred("window", "w2", "social", B1, window="w3", staff=EVE), taken()],
        call_next(),
        B1,
        "B001 已指定到别的窗口或工作人员,不由这里呼叫",
    ),
    "another service": (PLAN, [*HERE, taken("tax"), taken()], call_next(), B1, "该窗口不办理契税"),
    "an appointment is due": (
        PLAN,
        [*HERE, BOOKED, taken(serial=1), taken(serial=2, due_from=TEN, appointment="YY")],
        call_next(),
        A1,
        "A002 预约 0:10 的时间已到",
    ),
    "both have appointments": (
        PLAN,
        [
            *HERE,
            BOOKED,
            taken(serial=1, due_from=TEN, appointment="YY"),
            replace(BOOKED, code="ZZ"),
            taken(serial=2, due_from=TEN + MINUTE, appointment="ZZ"),
        ],
        call_next(),
        A2,
        "A001 预约 0:10 的时间已到,A002 预约 0:11",
    ),
    "chosen by number": (
        PLAN,
        THREE,
        want(m.CallChosen, TEN, f"staff:{DUTY}", window="w1", ticket=A3, reason="身体不适"),
        A1,
        "工作人员指定呼叫 A003:身体不适",
    ),
    "back in line": (
        PLAN,
        [
            *THREE,
            called(A1),
            passed(A1),
            happened(m.TicketRequeued, T0 + 5 * MINUTE, ticket=A1, arrival=T0 + 5 * MINUTE),
        ],
        call_next(),
        A1,
        "A001 重新排队或预约未到,按 0:05 计;A002 按 0:02 计,更早",
    ),
    "passed": (PLAN, [*THREE, called(A1), passed(A1)], call_next(), A1, "A001 当时已过号,还没有重新排队"),
    "on hold": (PLAN, [*THREE, called(A1), held(A1)], call_next(), A1, "A001 当时挂起,人还没有回来"),
    "given up": (PLAN, [*THREE, cancelled(A1)], call_next(), A1, "A001 当时已弃号"),
    "at another window": (
        PLAN,
        [*THREE, signed_in("w2", BEN), called(A1, "w2", BEN)],
        call_next(),
        A1,
        "A001 当时已被呼叫",
    ),
}


@pytest.mark.parametrize(("plan", "given", "command", "asks", "said"), PAIRS.values(), ids=PAIRS)
def test_what_the_officer_says(plan, given, command, asks, said):
    then = hall_after(given, plan)
    (call,) = [e for e in decide(then, command) if isinstance(e, m.TicketCalled)]
    told = pair_view(then, call, then.tickets[asks])
    assert told["text"] == said
    assert told["text_en"].replace("身体不适", "").isascii()
    assert (told["first"]["number"], told["asks"]["number"]) == (
        call.ticket.rpartition("-")[2],
        asks.rpartition("-")[2],
    )


def test_who_had_no_number_yet_is_told_so():
    then, now = hall_after([*HERE, taken()]), hall_after([*HERE, taken(), taken(serial=2, at=TEN)])
    told = pair_view(then, called(A1), now.tickets[A2])
    assert told["text"] == "A002 当时还没有取号(0:10 才取)"


def test_both_tickets_are_shown_as_they_stood():
    then = hall_after([*THREE, taken("tax", lane="priority")])
    told = pair_view(then, called(A1), then.tickets[B1])
    assert told["asks"] | {"taken_at": 0, "arrival": 0} == {
        "number": "B001",
        "queue_name": "契税",
        "taken_at": 0,
        "arrival": 0,
        "lane": "priority",
        "tier": "none",
        "state": "waiting",
        "sent": "",
    }
    assert [told["first"][k] for k in ("number", "lane", "tier", "arrival")] == [
        "A001",
        "normal",
        "first",
        T0 + MINUTE,
    ]


def test_a_window_that_left_the_plan_is_still_answered_for():
    then = hall_after(THREE)
    gone = replace(called(A1), window="w9")
    assert pair_view(then, gone, then.tickets[A2])["text"] == "该窗口不办理社会保险"
    then = hall_after([*AT_W3, SENT_1, taken()])
    assert "别的窗口" in pair_view(then, replace(called(A1), window="w9"), then.tickets[B1])["text"]


# ---------------------------------------------------------------- behind a thing of the board


def test_behind_a_window_are_its_last_calls_and_who_comes_next():
    given = [*AT_W3, SENT_1, taken(), taken(serial=2), called(A1, at=TEN)]
    hall = hall_after(given)
    here = window_facts(hall, "w1", TEN)
    assert (here["next"], here["waiting"]) == ("B001", 2)
    assert [(call["number"], call["state"]) for call in here["calls"]] == [("A001", "called")]
    assert [(c["number"], c["state"]) for c in window_facts(hall, "w3", TEN)["calls"]] == [
        ("B001", "sent_on")
    ]
    evolve(hall, happened(m.TicketExpired, TEN, ticket=A1, reason="day_closed"))
    assert window_facts(hall, "w2", TEN)["next"] == "A002"
    assert window_facts(hall_after(OPEN), "w1", TEN)["next"] is None


def test_behind_a_queue_are_its_people_in_order_and_the_windows_that_serve_it():
    given = [*AT_W3, transferred("staff", ANN, "social", B1, window="w3", staff=EVE)]
    given += [taken(), taken(serial=2, lane="priority"), signed_in("w2", BEN)]
    facts = queue_facts(hall_after(given), "social")
    assert [(t["number"], t["lane"], t["sent"], t["movable"]) for t in facts["tickets"]] == [
        ("A002", "priority", "", True),
        ("A001", "normal", "", True),
        ("B001", "normal", "安敏", False),
    ]
    assert [(w["id"], w["state"], w["staff"], w["first"]) for w in facts["windows"]] == [
        ("w1", "idle", "安敏", True),
        ("w2", "idle", "贲强", True),
    ]
    sent = [*AT_W3, SENT_1]
    assert [t["sent"] for t in queue_facts(hall_after(sent), "social")["tickets"]] == ["1号窗口"]
