"""The phone with a slip: what it is told in each situation, and that it is told of nobody else."""

import json
from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.answers import theirs_answer
from server.domain.hall import Hall
from server.domain.views.phone import WORDS, phone_view
from tests.halls import (
    A1,
    A2,
    ANN,
    CALLED,
    DAY,
    EXTENDED,
    FINISHED,
    HELD,
    LUNCH,
    NEXT_DAY,
    OPEN,
    OUTAGE,
    PASSED,
    PLAN,
    SERVING,
    T0,
    WAITING,
    S,
    called,
    day_started,
    expired,
    hall_after,
    happened,
    held,
    plan_with,
    signed_in,
    taken,
    transferred,
    voided,
    woken,
)

TOKEN = "secret-A1"
PAST = {
    "id": A1,
    "token": TOKEN,
    "number": "A001",
    "queue": "social",
    "window": "w1",
    "staff": ANN,
    "ended_at": T0,
    "rating": "unrated",
    "complained": False,
}
TOMORROW = [day_started(NEXT_DAY, before=DAY, visits=[PAST])]


def view_of(given: list[m.Event], token: str = TOKEN, **settings: object) -> dict:
    view = phone_view(hall_after(given, plan_with(**settings)), token)
    assert view is not None
    return dict(view)


def line_before(ahead: int) -> list[m.Event]:
    """So many came a second before."""
    others = [taken(serial=n + 2) for n in range(ahead)]
    return [*OPEN, *others, taken(at=T0 + S)]


SITUATIONS = {
    # name: (given, situation, ahead, near, what the holder may do)
    "far": (line_before(4), "waiting", 4, False, ["cancel"]),
    "three ahead": (line_before(3), "near", 3, True, ["cancel"]),
    "alone": (WAITING, "near", 0, True, ["cancel"]),
    "in an outage nobody is almost next": ([*OUTAGE, taken()], "waiting", 0, False, ["cancel"]),
    "while the last are served": ([*EXTENDED, taken()], "near", 0, True, ["cancel"]),
    "called": (CALLED, "called", None, True, []),
    "served": (SERVING, "serving", None, False, []),
    "passed": (PASSED, "passed", None, False, ["cancel"]),
    "away for papers": (HELD, "away_no_papers", None, False, ["cancel", "come_back"]),
    "papers kept": ([*SERVING, held(hold="away_papers_kept")], "away_papers_kept", None, False, ["cancel"]),
    "the window works on it": (
        [*CALLED, held(hold="internal_wait")],
        "internal_wait",
        None,
        False,
        ["cancel"],
    ),
    "back": ([*HELD, woken()], "back", 0, True, ["cancel"]),
    "sent on": ([*SERVING, transferred("queue", "tax", "tax")], "moved", 0, True, ["cancel"]),
    "sent to a window": ([*SERVING, transferred("window", "w3", "tax")], "moved", 0, True, ["cancel"]),
    "finished": (FINISHED, "finished", None, False, []),
    "given up": ([*WAITING, happened(m.TicketCancelled, ticket=A1)], "cancelled", None, False, []),
    "void": ([*WAITING, voided()], "void", None, False, []),
    "expired": ([*WAITING, expired()], "expired", None, False, []),
    "the day after": (TOMORROW, "finished", None, False, []),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_what_the_phone_is_told(name):
    given, situation, ahead, near, may = SITUATIONS[name]
    view = view_of(given)
    assert (view["situation"], view["ahead"], view["near"], view["may"]) == (situation, ahead, near, may)
    for zh, en in ((view["text"], view["text_en"]), (view["next"], view["next_en"])):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in zh) and "{" not in zh + en
        assert en.isascii()


def test_each_situation_has_been_met():
    assert {situation for _, situation, *_ in SITUATIONS.values()} == set(WORDS)


def test_how_near_is_near_is_the_hall_s_to_say():
    assert [view_of(line_before(5), phone_notice_ahead=n)["near"] for n in (0, 4, 5)] == [False, False, True]
    assert not view_of(WAITING, phone_notice_ahead=0)["near"]


def test_who_is_called_is_told_where():
    view = view_of(CALLED)
    assert view["next"] == f"请到{view['window']['floor_name']} {view['window']['label']}"
    assert view["windows"] == []


def test_a_recall_is_another_call():
    first = view_of(CALLED)["call"]
    again = view_of([*CALLED, happened(m.TicketRecalled, ticket=A1, window="w1", staff=ANN)])["call"]
    assert first and again and first != again
    assert view_of(SERVING)["call"] == ""


def test_who_is_sent_to_a_window_sees_that_window_alone():
    assert len(view_of([*SERVING, transferred("queue", "social")])["windows"]) == 2
    sent = view_of([*SERVING, transferred("window", "w2")])
    assert [w["label"] for w in sent["windows"]] == [PLAN.window["w2"].label]
    assert sent["text"] == f"已转到{PLAN.queue['social'].name}"


@pytest.mark.parametrize(("given", "told"), [(OPEN, False), (EXTENDED, False), (LUNCH, True), (OUTAGE, True)])
def test_why_nobody_is_called_is_said(given, told):
    hall = view_of([*given, taken()])["hall"]
    assert (bool(hall["text"]), bool(hall["text_en"])) == (told, told)


def test_a_window_and_a_queue_that_left_the_plan_overnight_are_passed_over():
    gone = {**PAST, "queue": "gone", "window": "gone"}
    view = view_of([day_started(NEXT_DAY, before=DAY, visits=[gone])])
    assert (view["number"], view["queue_name"], view["window"]) == ("A001", "", None)


def test_nothing_of_anybody_else_nor_of_the_staff():
    crowd = [*CALLED, taken("tax", at=T0), taken(serial=2, lane="priority", reason="残疾证")]
    view = view_of(crowd)
    words = json.dumps(view, ensure_ascii=False)
    assert not [
        secret
        for secret in ("A002", "B001", "secret", "安敏", ANN, A1, A2, "残疾证", "priority")
        if secret in words
    ]
    assert phone_view(hall_after(crowd), "guessed") is None
    assert phone_view(Hall(PLAN), "") is None


@pytest.mark.parametrize(
    ("given", "text"), [(WAITING, "等候中"), (HELD, "为您保留,等您回来"), (PASSED, "已过号")]
)
def test_at_a_kiosk_the_same_words_without_the_secret(given, text):
    told = theirs_answer(hall_after(given), A1, T0)
    assert (told["text"], told["number"], "token" in told) == (text, "A001", False)


def test_the_lane_is_nobody_s_affair():
    normal, priority = (
        view_of([*OPEN, signed_in(), replace(taken(), lane=lane), called()])
        for lane in ("normal", "priority")
    )
    assert normal == priority
