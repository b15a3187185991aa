"""Where a clerk may send somebody on: who waits there, who is there, and where paper comes out."""

from dataclasses import replace

from server.domain.facts.calendar import ServiceDays
from server.domain.facts.plan import Device, DeviceKind
from server.domain.views.duty import duty_view
from server.domain.views.help_desk import desk_view
from server.domain.views.staff import console_view
from server.domain.views.targets import targets_view
from tests.halls import (
    ANN,
    B1,
    EVE,
    OPEN,
    PLAN,
    T0,
    called,
    hall_after,
    plan_with,
    signed_in,
    taken,
    transferred,
)

AT_W1 = Device("printer-w1", DeviceKind.PRINTER, "escpos", "/dev/none", window="w1")
ILL = {"link": "answered", "cause": "paper_out", "since": 0, "last_ok": 0, "errors": 1, "paper": "out"}
PHONED = replace(PLAN, windows=tuple(replace(w, phone="8201") for w in PLAN.windows))
BUSY = [
    *OPEN,
    signed_in(),
    signed_in("w3", EVE),
    taken(),
    taken("tax"),
    called(B1, "w3", EVE),
    transferred("staff", ANN, "social", B1, window="w3", staff=EVE),
]


def test_what_is_open_is_told_with_its_line_and_what_is_empty_in_words():
    found = targets_view(hall_after(BUSY, PHONED), "w3")
    assert found["allowed"] is True
    social, _ = found["queues"]
    assert (social["waiting"], social["windows_open"], social["phones"], social["closed"]) == (
        2,
        1,
        ["8201"],
        None,
    )
    w1, w2 = found["windows"]  # neither the own one nor a counter without numbers
    assert (w1["staff"], w1["waiting"], w1["closed"]) == ({"no": ANN, "name": "安敏"}, 2, None)
    assert w2["closed"] == {"text": "现在没有人在岗", "text_en": "Nobody is there now"}
    assert [(p["id"], p["label"], p["waiting"]) for p in found["staff"]] == [(ANN, "1号窗口", 1)]


def test_the_longest_wait_of_a_queue_counts_who_was_sent_to_a_window_or_a_person():
    directed = [*OPEN, signed_in(), taken(at=T0 + 5), called(), transferred("window", "w2", "social")]
    hall = hall_after(directed)
    for view in (duty_view(hall, {}), desk_view(hall, {})):
        social, tax = view["queues"]
        assert (social["waiting"], social["oldest_at"]) == (1, T0 + 5)
        assert (tax["waiting"], tax["oldest_at"]) == (0, None)


def test_a_queue_that_takes_nobody_today_says_why_and_a_hall_that_forbids_it_says_so():
    thursdays = ServiceDays(weekdays=(4,), else_next_workday=False)
    shut = replace(PLAN, matters=tuple(replace(matter, days=thursdays) for matter in PLAN.matters))
    assert targets_view(hall_after(OPEN, shut), "w1")["queues"][1]["closed"]["text"]
    assert targets_view(hall_after(OPEN, plan_with(transfer_allowed=False)), "w1")["allowed"] is False


def test_paper_comes_out_here_or_at_a_kiosk_and_what_ails_a_printer_is_known():
    here = replace(PLAN, devices=(*PLAN.devices, AT_W1))
    assert console_view(hall_after(OPEN, here), "w1", {"printer-w1": ILL})["papers"] == [
        {"window": "w1", "name": "1号窗口", "prints": False, "cause": "paper_out"},
        {"kiosk": "k1", "name": "一楼取号机", "prints": True, "cause": "not_started"},
    ]
    assert [paper["name"] for paper in console_view(hall_after(OPEN), "w3", {})["papers"]] == ["一楼取号机"]
