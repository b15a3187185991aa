"""What a lead sees of the unit's windows, and why somebody was called before somebody else (R47, R75)."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.facts.plan import Role, Staff
from server.domain.hall import Hall
from server.domain.views.lead import lead_view
from server.domain.views.why import why_view, why_words
from tests.halls import (
    A1,
    A2,
    ANN,
    B1,
    DUTY,
    EVE,
    OPEN,
    PLAN,
    T0,
    called,
    called_because,
    cleared,
    hall_after,
    happened,
    passed,
    raised,
    signed_in,
    taken,
    transferred,
)

LEE = "zx-lee"
LED = replace(PLAN, staff=(*PLAN.staff, Staff(LEE, "黎首", "社保窗口", frozenset({Role.LEAD}))))
A3 = A1.replace("A001", "A003")
MIXED = [
    *OPEN,
    signed_in(),
    signed_in("w3", EVE),
    taken("tax"),
    called(B1, "w3", EVE),
    transferred("window", "w1", "social", B1, window="w3", staff=EVE),
    taken(),
    called(),
    passed(),
    taken(serial=2),
    happened(m.GreenChannelOpened, ticket=A2, actor=f"staff:{LEE}", reason="重大项目"),
]


def test_a_lead_sees_a_call_for_help_until_somebody_was_there():
    asked = [*MIXED, raised("help:w1", window="w1", staff=ANN, note="争吵")]
    said = happened(m.HelpAnswered, window="w1", staff=LEE, text="马上到")
    seen = [
        lead_view(hall_after(events, LED), LEE)["windows"][0]["help"] for events in (asked, [*asked, said])
    ]
    call = {"alarm": "help:w1", "at": T0, "note": "争吵", "answer": None}
    assert seen == [call, call | {"answer": {"name": "黎首", "text": "马上到", "at": T0}}]
    assert lead_view(hall_after([*asked, cleared("help:w1")], LED), LEE)["windows"][0]["help"] is None


def test_a_lead_sees_the_windows_of_the_own_unit_and_who_waits_there():
    view = lead_view(hall_after(MIXED, LED), LEE)
    assert [(w["id"], w["queues"], w["lanes"]) for w in view["windows"]] == [
        ("w1", ["social"], None),
        ("w2", ["social", "tax"], None),
    ]
    w1 = view["windows"][0]
    assert (w1["staff"], w1["state"], w1["waiting"], w1["sent_here"]) == (
        {"no": ANN, "name": "安敏"},
        "idle",
        2,
        1,
    )
    assert [(t["number"], t["state"], t["lane"], t["sent"]) for t in view["tickets"]] == [
        ("B001", "waiting", "normal", True),
        ("A002", "waiting", "green", False),
        ("A001", "passed", "normal", False),
    ]
    assert [q["id"] for q in view["queues"]] == ["social", "tax"]
    assert [goal["id"] for goal in view["goals"]] == ["w1", "w2", "w3"]
    assert view["lanes"] == [2, 1]


def test_the_duty_officer_sees_all_windows_of_the_hall_and_a_changed_one_as_it_is():
    changed = happened(
        m.QueuesAssigned, window="w1", queues=("tax",), backup=("social",), lanes=(1, 3), reason="x"
    )
    hall = hall_after([*OPEN, signed_in(), taken(), called(), changed], LED)
    view = lead_view(hall, DUTY)
    assert [w["id"] for w in view["windows"]] == ["w1", "w2", "w3"]
    w1, _, w3 = view["windows"]
    assert (w1["queues"], w1["backup"], w1["lanes"], w1["number"]) == (["tax"], ["social"], [1, 3], "A001")
    assert (w3["staff"], w3["number"]) == (None, None)


def test_a_clerk_directs_nothing():
    view = lead_view(hall_after(MIXED, LED), ANN)
    assert (view["windows"], view["tickets"]) == ([], [])


def at_nine(hall: Hall) -> Hall:
    hall.midnight = T0 - 9 * 3600 * 1000
    return hall


@pytest.mark.parametrize(
    ("code", "facts", "words"),
    [
        ("directed", {"to": "window"}, "已指定由本窗口办理,排在最前"),
        ("directed", {"to": "staff"}, "已指定由该工作人员办理,排在最前"),
        ("directed", {"to": "queue"}, "办理中退回或暂离后返回,排在本队列最前"),
        ("directed", {}, "指定由本窗口或本队列优先办理"),
        ("promise", {"since": T0}, "自 9:00 起等候已超过承诺的 45 分钟"),
        ("appointment", {"slot": T0 + 1_800_000}, "预约 9:30 的时间已到"),
        ("lane", {"lane": "priority", "turn": 1, "of": [2, 1]}, "优先与普通按 2:1 交替,轮到优先号"),
        ("lane", {"lane": "normal", "turn": 3, "of": [2, 1]}, "优先与普通按 2:1 交替,轮到普通号"),
        ("chosen", {}, "工作人员指定呼叫:人在窗口"),
        ("arrival", {"arrived_at": T0}, "按取号先后顺序"),
        ("walk_in", {}, "无人等候,直接办理"),
    ],
)
def test_the_reason_of_a_call_in_words(code, facts, words):
    hall = at_nine(hall_after(OPEN, PLAN))
    call = called_because(code, facts=facts, chosen="人在窗口" if code == "chosen" else "")
    zh, en = why_words(hall, call)
    assert zh == words
    assert en and en.isascii() is (code != "chosen")


def test_who_had_come_earlier_is_named_and_what_was_decided_before():
    history = [
        taken(serial=3, at=T0 + 2, lane="priority", reason="出示证件", actor=f"staff:{DUTY}"),
        happened(m.SlipPrinted, ticket=A3),
        happened(m.GreenChannelOpened, ticket=A3, actor=f"staff:{DUTY}", reason="重大项目", at=T0 + 3),
    ]
    hall = hall_after(
        [*OPEN, signed_in(), taken(at=T0), taken(serial=2, at=T0 + 1), taken("tax", at=T0), history[0]], PLAN
    )
    call = called_because("chosen", A3, actor=f"staff:{DUTY}", chosen="急", at=T0 + 9)
    why = why_view(hall, call, history)
    assert [t["number"] for t in why["before"]] == ["A001", "A002"]
    assert (why["before_total"], why["number"], why["window"], why["code"]) == (
        2,
        "A003",
        "1号窗口",
        "chosen",
    )
    assert (why["staff"], why["by"]) == (f"安敏 {ANN}", f"杜明 {DUTY}")
    assert [(mark["text"], mark["by"], mark["reason"]) for mark in why["marks"]] == [
        ("取优先号", f"杜明 {DUTY}", "出示证件"),
        ("开通绿色通道", f"杜明 {DUTY}", "重大项目"),
    ]


def test_a_normal_number_in_order_has_nobody_before_it_and_no_mark():
    hall = hall_after([*OPEN, signed_in(), taken(at=T0), taken(serial=2, at=T0 + 1)], PLAN)
    why = why_view(hall, called_because("arrival", actor="device:keypad"), [taken(at=T0)])
    assert (why["before"], why["marks"], why["by"]) == ([], [], "device:keypad")


def test_a_window_that_left_the_plan_is_named_as_the_log_has_it():
    hall = hall_after([*OPEN, taken(), taken(serial=2, at=T0 + 1)], PLAN)
    why = why_view(hall, called_because("arrival", A2, "gone"), [])
    assert (why["window"], [t["number"] for t in why["before"]]) == ("gone", ["A001"])
