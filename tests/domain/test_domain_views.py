"""Who sees what: the public sees numbers and places, a clerk never who gave which level."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import messages as m
from server.domain.facts.calendar import DutyPost, Roster
from server.domain.hall import HallState
from server.domain.texts.kiosks import KIOSK_CLOSED
from server.domain.texts.refusals import HALL_STATES
from server.domain.views.duty import duty_view
from server.domain.views.phone import phone_view
from server.domain.views.public import board_view, kiosk_view
from server.domain.views.staff import agent_view, console_view
from server.domain.words.signs import keypad_digits, rater_view, sign_text
from tests.halls import (
    A1,
    A2,
    ANN,
    B1,
    BEN,
    CALLED,
    CLOSED,
    DUTY,
    EVE,
    EXTENDED,
    FINISHED,
    LUNCH,
    OPEN,
    PASSED,
    PLAN,
    PREP,
    RECOVERY,
    SERVICE_WINDOWS,
    SERVING,
    STAFF_NUMBERS,
    T0,
    WAITING,
    S,
    apply,
    at_window,
    called,
    expired,
    finished,
    gap,
    hall_after,
    happened,
    keys_named,
    lapsed,
    passed,
    press,
    rated,
    recalled,
    serving,
    signed_in,
    signed_out,
    slip_failed,
    suspended,
    take,
    taken,
    ticket_id,
    voided,
    want,
)

PRIVATE = ("token", "staff", "staff_no", "level", "rating", "channel", "reason", "actor", "visit", "facts")

ACTIONS = [m.SignIn, m.CallNext, m.CallNext, m.Recall, m.Pass, m.Finish, m.SignOut]
POSTS = [("w1", ANN), ("w2", BEN), ("w3", EVE)]
QUEUES, KIOSKS = ["social", "tax"], [None, "k1"]
steps = st.lists(
    st.one_of(
        st.builds(take, st.sampled_from(QUEUES), token=st.just("hush"), kiosk=st.sampled_from(KIOSKS)),
        st.builds(lambda cls, post: at_window(cls, *post), st.sampled_from(ACTIONS), st.sampled_from(POSTS)),
        st.builds(lambda post: at_window(m.Suspend, *post, reason="身体不适"), st.sampled_from(POSTS)),
        st.builds(press, st.integers(0, 6), st.sampled_from(SERVICE_WINDOWS)),
        st.sampled_from([want(m.CloseHall), want(m.OpenHall), want(m.Tick, at=T0 + 60 * S)]),
    ),
    max_size=40,
)


@given(steps)
def test_what_the_public_sees_holds_no_secret_and_no_person(commands):
    hall = hall_after(OPEN)
    for command in commands:
        apply(hall, command)
    public = [board_view(hall, screen.id) for screen in hall.plan.screens]
    public += [kiosk_view(hall, kiosk.id, {}) for kiosk in hall.plan.kiosks]
    text = json.dumps(public, ensure_ascii=False)
    assert not [name for name in PRIVATE if f'"{name}"' in text]
    assert not [word for word in ("hush", "身体不适", *STAFF_NUMBERS) if word in text]
    assert not [person.name for person in hall.plan.staff if person.name in text]


@given(steps)
def test_no_clerk_sees_a_level_or_a_token(commands):
    hall = hall_after(OPEN)
    for command in commands:
        apply(hall, command)
    for view in (*(console_view(hall, w, {}) for w in SERVICE_WINDOWS), duty_view(hall, {})):
        text = json.dumps(view, ensure_ascii=False)
        assert '"level"' not in text
        assert "hush" not in text
        assert set(keys_named("rating", view)) <= {"open", "done"}


@pytest.mark.parametrize("level", [1, 5, None])
def test_a_console_looks_the_same_whatever_was_pressed(level):
    """Bad, good or nothing at all: the clerk learns only that it is over."""
    hall = hall_after(FINISHED)
    assert console_view(hall, "w1", {})["visit"] == {"number": "A001", "rating": "open"}
    apply(hall, press(level) if level else want(m.Tick, at=T0 + 31 * S))
    assert console_view(hall, "w1", {})["visit"] == {"number": "A001", "rating": "done"}


# ---------------------------------------------------------------- the board

BOARDS = {
    # name: (given, lines of the board of floor 1, numbers passed)
    "an empty hall": (OPEN, [], []),
    "one called": (CALLED, [("A001", "called")], []),
    "called twice is one line": ([*CALLED, recalled()], [("A001", "called")], []),
    "one served": (SERVING, [("A001", "serving")], []),
    "finished leaves": (FINISHED, [], []),
    "passed moves to its own list": (PASSED, [], ["A001"]),
    "the newest first": (
        [*CALLED, signed_in("w2", BEN), taken(serial=2), called(A2, "w2", BEN)],
        [("A002", "called"), ("A001", "called")],
        [],
    ),
    "a recall is news": (
        [*CALLED, signed_in("w2", BEN), taken(serial=2), called(A2, "w2", BEN), recalled()],
        [("A001", "called"), ("A002", "called")],
        [],
    ),
    "what is called upstairs is not shown here": (
        [*OPEN, signed_in("w3", EVE), taken("tax"), called(B1, "w3", EVE)],
        [],
        [],
    ),
    "passed and then void is gone": ([*PASSED, voided()], [], []),
    "expired is gone": ([*CALLED, expired()], [], []),
}


@pytest.mark.parametrize(("given", "lines", "gone"), BOARDS.values(), ids=BOARDS)
def test_the_board(given, lines, gone):
    board = board_view(hall_after(given), "f1")
    assert [(call["number"], call["state"]) for call in board["calls"]] == lines
    assert board["passed"] == gone


def test_a_board_says_where_to_go():
    (call,) = board_view(hall_after(CALLED), "all")["calls"]
    assert {k: call[k] for k in ("number", "label", "label_en", "floor_name", "window_no")} == {
        "number": "A001",
        "label": "1号窗口",
        "label_en": "Window 1",
        "floor_name": "一楼",
        "window_no": "1",
    }


def test_a_board_shows_the_queues_of_its_floors():
    """R20."""
    hall = hall_after([*OPEN, taken(), taken("tax"), taken("tax", 2)])
    shown = {s: {q["id"]: q["waiting"] for q in board_view(hall, s)["queues"]} for s in ("f1", "f2", "all")}
    assert shown == {"f1": {"social": 1, "tax": 2}, "f2": {"tax": 2}, "all": {"social": 1, "tax": 2}}


def test_a_board_never_grows_without_end():
    hall = hall_after([*OPEN, signed_in()])
    for serial in range(1, 60):
        for command in (take(token=str(serial)), at_window(m.CallNext), at_window(m.Pass)):
            apply(hall, command)
    board = board_view(hall, "f1")
    assert len(board["calls"]) <= len(SERVICE_WINDOWS)
    assert (len(board["passed"]), board["passed"][0]) == (30, "A059")


# ---------------------------------------------------------------- kiosk, phone, duty

BROKEN = {"link": "answered", "cause": "paper_out", "since": 0, "last_ok": 0, "errors": 1, "paper": "out"}
FINE = BROKEN | {"link": "in_step", "cause": "", "paper": "ok"}


@pytest.mark.parametrize(
    ("given", "kiosk", "health", "closed"),
    [
        (OPEN, "k1", {}, None),
        (OPEN, "k1", {"printer-k1": FINE}, None),
        (OPEN, "k1", {"printer-k1": BROKEN}, "printer"),
        (OPEN, "k2", {"printer-k1": BROKEN}, None),
        ([], "k1", {}, "off"),
        (PREP, "k1", {}, "prep"),
        (EXTENDED, "k1", {}, "extended"),
        (CLOSED, "k1", {}, "closed"),
        (RECOVERY, "k1", {}, "recovery"),
    ],
)
def test_when_a_kiosk_is_closed(given, kiosk, health, closed):
    view = kiosk_view(hall_after(given), kiosk, health)
    assert view["open"] == (closed is None)
    assert (view["closed"] and view["closed"]["code"]) == closed


def test_a_kiosk_follows_the_paper_of_its_own_last_tickets():
    given = [*OPEN, *(taken(serial=n, kiosk="k1") for n in range(1, 11)), taken("tax", kiosk="k2")]
    hall = hall_after([*given, slip_failed(ticket_id(serial=9)), voided(ticket_id(serial=10))])
    slips = kiosk_view(hall, "k1", {})["slips"]
    assert list(slips) == [ticket_id(serial=n) for n in range(10, 2, -1)]
    assert list(slips.values())[:3] == ["void", "failed", "pending"]


@pytest.mark.parametrize(
    "given", [WAITING, CALLED, SERVING, PASSED, FINISHED, [*WAITING, voided()], [*WAITING, expired()]]
)
def test_a_phone_sees_the_one_ticket_of_its_token(given):
    hall = hall_after(given)
    view = phone_view(hall, "secret-A1")
    assert (view["number"], view["state"], bool(view["text"])) == ("A001", hall.tickets[A1].state, True)
    assert not set(PRIVATE) - {"token"} & set(view)
    assert phone_view(hall, "guessed") is None
    assert phone_view(hall, "") is None


def test_the_duty_officer_sees_windows_queues_and_paper_in_doubt():
    """R78."""
    given = [*CALLED, taken("tax", 1, at=T0 + S, kiosk="k1"), slip_failed(B1)]
    view = duty_view(hall_after(given), {})
    window = next(w for w in view["windows"] if w["id"] == "w1")
    assert (window["staff"]["no"], window["state"], window["number"]) == (ANN, "calling", "A001")
    tax = next(q for q in view["queues"] if q["id"] == "tax")
    assert (tax["waiting"], tax["oldest_at"], tax["windows_open"]) == (1, T0 + S, 0)
    assert [(slip["number"], slip["slip"]) for slip in view["unconfirmed"]] == [("B001", "failed")]
    assert (view["counts"]["waiting"], view["counts"]["in_hand"], view["counts"]["issued"]) == (1, 1, 2)


def test_a_clerk_sees_whom_the_next_call_brings():
    hall = hall_after(
        [*OPEN, signed_in("w2", BEN), taken(at=T0 + S), taken("tax", at=T0), taken(serial=2, at=T0 + 2 * S)]
    )
    view = console_view(hall, "w2", {})
    assert [t["number"] for t in view["waiting"]] == ["B001", "A001", "A002"]
    for number in ("B001", "A001", "A002"):
        apply(hall, at_window(m.CallNext, "w2", BEN))
        assert console_view(hall, "w2", {})["ticket"]["number"] == number
        apply(hall, at_window(m.Finish, "w2", BEN))
    assert console_view(hall, "w2", {})["finished"] == 3


# ---------------------------------------------------------------- signs and words

SIGNS = {
    "nobody there": (OPEN, "暂未开放", False),
    "after the day": (CLOSED, "今日服务已结束,谢谢", False),
    "the staff card": ([*OPEN, signed_in()], "社保窗口 安敏 工号zx-ann", False),
    "a call": (CALLED, "请A001号", True),
    "a visit": (SERVING, "正在办理 A001", False),
    "please rate": (FINISHED, "请您评价", False),
    "rated": ([*FINISHED, rated()], "感谢您的评价", False),
    "not rated": ([*FINISHED, lapsed()], "社保窗口 安敏 工号zx-ann", False),
    "the next is called": ([*FINISHED, taken(serial=2), called(A2)], "请A002号", True),
    "paused": ([*OPEN, signed_in(), suspended()], "暂停服务", False),
}


@pytest.mark.parametrize(("given", "text", "call"), SIGNS.values(), ids=SIGNS)
def test_the_sign(given, text, call):
    sign = sign_text(hall_after(given), "w1")
    assert (sign.text, sign.call) == (text, call)


BY_HAND = {
    "somebody sits there": ([*OPEN, signed_in()], "社保窗口 安敏 工号zx-ann"),
    "with a citizen": (CALLED, "社保窗口 安敏 工号zx-ann"),
    "nobody": (OPEN, "请稍候"),
}


@pytest.mark.parametrize(("given", "text"), BY_HAND.values(), ids=BY_HAND)
def test_while_the_hall_is_worked_by_hand_a_sign_says_only_who_is_there(given, text):
    """4.3: nothing on a sign may speak of numbers that paper has overtaken."""
    hall = hall_after([*given, gap(600, recovery=True)])
    assert (sign_text(hall, "w1").text, sign_text(hall, "w1").call) == (text, False)


def test_a_person_who_left_the_plan_is_a_number():
    plan = replace(PLAN, staff=())
    assert sign_text(hall_after([*OPEN, signed_in()], plan), "w1").text == "工号zx-ann"


RATERS = {
    "nobody there": (OPEN, ("idle", "", "")),
    "before any visit": ([*OPEN, signed_in()], ("idle", ANN, "")),
    "asking": (FINISHED, ("ask", ANN, "请您对本次服务作出评价")),
    "asking for who served, not for who sits there": (
        [*FINISHED, signed_out(), signed_in(staff=BEN)],
        ("ask", ANN, "请您对本次服务作出评价"),
    ),
    "thanks, whatever was pressed": ([*FINISHED, rated(level=1)], ("thanks", ANN, "感谢您的评价")),
    "nobody pressed (4.1 09:05)": ([*FINISHED, lapsed()], ("idle", ANN, "")),
    "dark": ([*FINISHED, lapsed(), happened(m.HallClosed), happened(m.HallDarkened)], ("dark", "", "")),
}


@pytest.mark.parametrize(("given", "shown"), RATERS.values(), ids=RATERS)
def test_the_rater(given, shown):
    view = rater_view(hall_after(given), "w1")
    assert (view["state"], view["staff_no"], view["text"]) == shown


def test_who_has_the_duty_of_each_floor_today():
    """R77: from the roster; a person who left is not shown. R13: at noon as in the morning."""
    posts = (DutyPost("1", (DUTY,)), DutyPost("2", ("9999",)))
    plan = replace(PLAN, roster=Roster(posts))
    assert [(p["floor"], p["no"], p["name"]) for p in duty_view(hall_after(OPEN, plan), {})["duty"]] == [
        ("1", DUTY, "杜明")
    ]
    at_noon = duty_view(hall_after(LUNCH, replace(plan, duty_hours=(480, 1020))), {})
    assert (len(at_noon["duty"]), at_noon["duty_hours"]) == (1, "8:00–17:00")
    assert duty_view(hall_after([], plan), {})["duty"] == []


def test_the_mains_may_be_cut_when_the_day_is_closed_and_no_paper_is_owed():
    given = [*OPEN, taken(kiosk="k1"), slip_failed()]
    switches = [given, [*given, happened(m.HallClosed)], CLOSED]
    assert [duty_view(hall_after(events), {})["may_switch_off"] for events in switches] == [
        False,
        False,
        True,
    ]


def test_the_keypad_shows_who_waits_and_who_is_in_hand():
    hall = hall_after([*CALLED, taken(serial=2), taken("tax")])
    assert [keypad_digits(hall, w) for w in SERVICE_WINDOWS] == [(1, "A001"), (2, ""), (1, "")]


def test_every_state_of_the_hall_has_words():
    states = {state.value for state in HallState}
    assert HALL_STATES.keys() == states
    assert KIOSK_CLOSED.keys() == states - {"open"} | {"printer", "paused", "evacuation"}
    assert all(zh and en.isascii() for zh, en in (HALL_STATES | KIOSK_CLOSED).values())


def test_serving_elsewhere_is_no_line_of_this_floor():
    hall = hall_after(
        [*OPEN, signed_in("w3", EVE), taken("tax"), called(B1, "w3", EVE), serving(B1, "w3", EVE)]
    )
    assert board_view(hall, "f1")["calls"] == []
    assert [c["number"] for c in board_view(hall, "f2")["calls"]] == ["B001"]
    apply(hall, at_window(m.Finish, "w3", EVE))
    assert board_view(hall, "f2")["calls"] == []


def test_passed_and_finished_are_counted_once():
    hall = hall_after([*PASSED, taken(serial=2), called(A2), serving(A2), finished(A2)])
    assert {k: v for k, v in hall.counts.items() if ":" not in k} == {"issued": 2, "passed": 1, "finished": 1}
    assert hall.passed == {A1: None}
    assert passed().ticket == A1


def test_a_window_that_recalls_again_and_again_pushes_nobody_off_the_board():
    busy = [taken(serial=2), signed_in("w2", BEN), called(A2, "w2", BEN), *[recalled(A2, "w2", BEN)] * 20]
    board = board_view(hall_after([*OPEN, taken(), signed_in(), called(), *busy]), "f1")
    assert [call["number"] for call in board["calls"]] == ["A002", "A001"]


@pytest.mark.parametrize(
    ("given", "number", "staff"),
    [
        (CALLED, "A001", {"no": ANN, "name": "安敏"}),
        ([*OPEN, signed_in()], "", {"no": ANN, "name": "安敏"}),
        (OPEN, "", None),
    ],
    ids=["called", "free", "nobody there"],
)
def test_the_small_window_of_the_hot_keys_shows_the_number_in_hand_and_no_list(given, number, staff):
    view = agent_view(hall_after(given), "w1")
    assert (view["number"], view["staff"], view["waiting"]) == (number, staff, 0)
    assert "secret" not in json.dumps(view)


def test_a_device_says_what_to_do_about_it():
    """By its cause where there is something special; always in two languages, never to repair it (R117)."""
    health = {"link": "answered", "since": 0, "last_ok": None, "errors": 0, "paper": ""}
    healths = {d.id: {**health, "cause": "paper_out"} for d in PLAN.devices}
    told = {d["kind"]: (d["advice"], d["advice_en"]) for d in duty_view(hall_after(OPEN), healths)["devices"]}
    assert "装纸" in told["printer"][0]
    assert all(zh and en.isascii() for zh, en in told.values())
