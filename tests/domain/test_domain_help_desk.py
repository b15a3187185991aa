"""What the help desk is shown: all floors, who was passed or is on hold, where paper comes out."""

import json
from dataclasses import replace

import pytest

from server.domain.facts.calendar import ServiceDays
from server.domain.facts.plan import Matter, RealName
from server.domain.views.help_desk import LISTED, desk_view
from tests.halls import (
    A1,
    A2,
    BEN,
    CALLED,
    CLOSED,
    EXTENDED,
    FINISHED,
    HELD,
    OPEN,
    PASSED,
    PLAN,
    SERVING,
    STAFF_NUMBERS,
    T0,
    called,
    cancelled,
    hall_after,
    held,
    keys_named,
    passed,
    requeued,
    serving,
    signed_in,
    taken,
    ticket_id,
    woken,
)

ILL = {"link": "answered", "cause": "paper_out", "since": 0, "last_ok": 0, "errors": 1, "paper": "out"}
LATE = {"link": "lost", "cause": "not_started", "since": 0, "last_ok": None, "errors": 0, "paper": ""}


def shown(events, plan=PLAN, healths=None):
    return desk_view(hall_after(events, plan), healths or {})


@pytest.mark.parametrize(
    ("given", "who_passed", "who_held"),
    [
        (OPEN, [], []),
        (CALLED, [], []),
        (PASSED, ["A001"], []),
        (HELD, [], ["A001"]),
        ([*PASSED, requeued()], [], []),
        ([*HELD, woken()], [], []),
        ([*PASSED, cancelled()], [], []),
        (FINISHED, [], []),
        ([*PASSED, taken(serial=2), called(A2), serving(A2), held(A2)], ["A001"], ["A002"]),
        ([*PASSED, taken(serial=2), called(A2), passed(A2)], ["A002", "A001"], []),
    ],
)
def test_who_needs_the_desk(given, who_passed, who_held):
    view = shown(given)
    assert [t["number"] for t in view["passed"]] == who_passed
    assert [t["number"] for t in view["held"]] == who_held


def test_the_list_of_passed_numbers_never_grows_without_end():
    many = [e for n in range(1, LISTED + 6) for e in passing(n)]
    view = shown([*OPEN, signed_in(), *many])
    assert (view["passed_total"], len(view["passed"])) == (LISTED + 5, LISTED)
    assert view["passed"][0]["number"] == f"A{LISTED + 5:03d}"


def passing(serial):
    ticket = ticket_id(serial=serial)
    return [taken(serial=serial), called(ticket), passed(ticket)]


def test_a_passed_number_says_where_and_how_often_it_was_called():
    (ticket,) = shown(PASSED)["passed"]
    assert {k: ticket[k] for k in ("id", "window", "calls", "called_at", "state")} == {
        "id": A1,
        "window": "w1",
        "calls": 1,
        "called_at": T0,
        "state": "passed",
    }


def test_every_queue_of_every_floor_with_its_length_and_its_people():
    view = shown([*OPEN, signed_in("w2", BEN), taken(), taken(serial=2), taken("tax")])
    queues = {q["id"]: (q["prefix"], q["waiting"], q["oldest_at"], q["windows_open"]) for q in view["queues"]}
    assert queues == {"social": ("A", 2, T0, 1), "tax": ("B", 1, T0, 1)}
    (empty, _) = shown(OPEN)["queues"]
    assert (empty["waiting"], empty["oldest_at"], empty["windows_open"]) == (0, None, 0)


def test_who_is_sent_on_is_told_the_floor_the_window_and_its_telephone():
    """R37."""
    windows = tuple(replace(w, phone=f"000{w.id[-1]}") for w in PLAN.windows)
    (_, tax) = shown([*OPEN, signed_in("w2", BEN)], replace(PLAN, windows=windows))["queues"]
    assert [(w["floor_name"], w["label"], w["phone"], w["open"]) for w in tax["windows"]] == [
        ("一楼", "2号窗口", "0002", True),
        ("二楼", "契税窗口(2号旁)", "0003", False),
    ]


def test_a_matter_of_another_day_says_when_and_the_queue_still_takes_the_others():
    """R12; the day of these tests is Monday, 23 November."""
    wednesdays = Matter("visa", "social", "签证", "Visa", ServiceDays(weekdays=(3,)))
    plan = replace(PLAN, matters=(*PLAN.matters, wednesdays))
    (social, tax) = shown(OPEN, plan)["queues"]
    closed = {m["id"]: m["closed"] for m in social["matters"] + tax["matters"]}
    assert (closed["pension"], closed["deed"], social["closed"]) == (None, None, None)
    assert "下次" in closed["visa"]["text"]
    assert closed["visa"]["text_en"]


def test_a_queue_with_no_matter_today_is_closed_as_a_whole():
    only = Matter("visa", "tax", "签证", "Visa", ServiceDays(weekdays=(3,)))
    (social, tax) = shown(OPEN, replace(PLAN, matters=(only,)))["queues"]
    assert social["closed"] is None
    assert tax["closed"] == {"text": tax["matters"][0]["closed"]["text"].rstrip("。")} | {
        "text_en": tax["matters"][0]["closed"]["text_en"].rstrip(".")
    }


def test_before_the_first_day_there_is_a_view_as_well():
    days = Matter("visa", "tax", "签证", "Visa", ServiceDays(weekdays=(3,)))
    view = shown([], replace(PLAN, matters=(*PLAN.matters, days)))
    assert (view["hall"]["state"], view["passed"], view["held"]) == ("off", [], [])


@pytest.mark.parametrize("given", [OPEN, EXTENDED, CLOSED])
@pytest.mark.parametrize(
    ("health", "prints"),
    [({}, True), ({"printer-k1": ILL}, False), ({"printer-k1": LATE}, True)],
)
def test_paper_comes_out_where_the_printer_is_well_whatever_the_hour(given, health, prints):
    """k2 has no printer."""
    kiosks = {k["id"]: k["prints"] for k in shown(given, healths=health)["kiosks"]}
    assert kiosks == {"k1": prints, "k2": False}


@pytest.mark.parametrize("given", [CALLED, PASSED, HELD, FINISHED])
def test_the_desk_sees_no_secret_no_level_and_no_person(given):
    view = shown(given)
    assert not [
        name for name in ("token", "level", "rating", "identity", "staff") if list(keys_named(name, view))
    ]
    text = json.dumps(view, ensure_ascii=False)
    assert not [no for no in STAFF_NUMBERS if no in text]


def test_a_queue_says_whether_it_asks_for_a_name_and_a_window_what_it_does():
    named = replace(PLAN.queues[0], identity=RealName.REQUIRED)
    view = shown([*SERVING], replace(PLAN, queues=(named, *PLAN.queues[1:])))
    assert [q["real_name"] for q in view["queues"][:2]] == ["required", "none"]
    states = {w["id"]: (w["open"], w["state"]) for w in view["queues"][0]["windows"]}
    assert states["w1"] == (True, "serving")
    assert (False, "closed") in states.values()
    assert view["hours"] == []
