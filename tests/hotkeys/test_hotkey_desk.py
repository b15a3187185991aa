"""What a press may do: one at a time, meant for what was seen, never kept. The clock is a number."""

from collections.abc import Mapping
from typing import Any

import pytest

from caller.hotkeys import words as w
from caller.hotkeys.desk import LIVE_MS, SETTLE_S, Answer, Desk

ANN = {"no": "1001", "name": "安敏"}
DONE = Answer("done", number="A001")


def view(state: str = "idle", number: str = "", **more: Any) -> Mapping[str, Any]:
    return {
        "window": "w1",
        "label": "1号窗口",
        "state": state,
        "stand": f"{state}:{number}",
        "reason": "短暂离开" if state == "suspended" else "",
        "staff": None if state == "closed" else ANN,
        "number": number,
        "queue": "婚姻登记" if number else "",
        "calls": 1,
        "waiting": 3,
        "stored": False,
        "store_next": False,
        "one_key": False,
        "help_asked": False,
        "help_answer": None,
        "hall": {"state": "open", "text": "正在办理业务", "text_en": "Open"},
    } | more


@pytest.fixture
def desk() -> Desk:
    """At an idle window, somebody signed in, ready since second 1."""
    keys = iter(f"key-{n}" for n in range(1000))
    desk = Desk("短暂离开", lambda: next(keys))
    desk.saw(view(), 10, 1_000_000, 0.0)
    desk.signed_in(ANN)
    assert desk.ready(1.0)
    return desk


def said(desk: Desk) -> w.Words:
    return desk.shown(0.0).said


def test_a_press_carries_what_it_was_meant_for_and_how_long_it_lives(desk: Desk):
    press = desk.press("call", 2.0)
    assert press is not None
    assert (press.route, press.meant) == ("call-next", "idle:")
    assert press.until == 1_000_000 + 2000 + LIVE_MS, "by the server's clock"


def test_the_second_of_a_double_press_is_the_same_press_and_no_fuss(desk: Desk):
    assert desk.press("call", 2.0)
    assert desk.press("call", 2.15) is None
    desk.saw(view("calling", "A001"), 11, 1_002_000, 2.2)
    desk.answered(DONE, 2.2)
    assert desk.press("call", 2.3) is None
    assert said(desk) == w.filled(w.DONE["call-next"], number="A001")
    assert desk.shown(2.3).beeps == 0


def test_another_key_while_one_is_on_its_way_does_nothing_and_says_so(desk: Desk):
    assert desk.press("call", 2.0)
    assert desk.press("pass", 2.1) is None
    assert (said(desk), desk.shown(2.1).beeps) == (w.BUSY, 1)


def test_a_number_that_somebody_else_brought_stands_a_moment_before_a_key_acts_on_it(desk: Desk):
    desk.saw(view("calling", "A007"), 11, 1_005_000, 5.0)
    assert desk.press("finish", 5.0 + SETTLE_S / 2) is None
    press = desk.press("finish", 5.0 + SETTLE_S)
    assert press is not None and press.meant == "calling:A007"


def test_who_else_waits_does_not_hold_a_press_up(desk: Desk):
    desk.saw(view(waiting=9), 11, 1_005_000, 5.0)
    assert desk.ready(5.0)


def test_while_the_server_is_away_a_press_is_refused_and_forgotten(desk: Desk):
    desk.lost()
    assert desk.press("call", 3.0) is None
    assert (said(desk), desk.shown(3.0).state) == (w.AWAY, w.AWAY_STATE)
    assert (desk.shown(3.0).number, desk.shown(3.0).waiting) == ("", None), "nothing old is shown as new"
    desk.saw(None, 11, 1_009_000, 9.0)
    assert (said(desk), desk.ready(9.0)) == (w.BACK, True)
    press = desk.press("call", 10.0)
    assert press is not None and press.key == "key-0", "no press of before was kept"


def test_before_anything_was_seen_a_press_is_refused():
    desk = Desk("x", lambda: "key")
    assert desk.press("call", 1.0) is None
    assert said(desk) == w.AWAY


def test_without_a_person_nobody_presses(desk: Desk):
    desk.signed_out()
    assert desk.press("call", 2.0) is None
    assert (said(desk), desk.shown(2.0).needs) == (w.SIGN_IN_FIRST, "sign-in")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (DONE, w.filled(w.DONE["call-next"], number="A001")),
        (Answer("done", did="finish", number="A001"), w.filled(w.DONE["finish"], number="A001")),
        (Answer("done", did="stored"), w.DONE["stored"]),
        (
            Answer("refused", w.Words("现在没有人等候。", "Nobody is waiting.")),
            ("现在没有人等候。", "Nobody is waiting."),
        ),
        (Answer("session_over"), w.SESSION_OVER),
        (Answer("none"), w.UNANSWERED),
    ],
)
def test_every_end_of_a_press_is_told_in_words(desk: Desk, answer: Answer, words: w.Words):
    desk.press("call", 2.0)
    desk.answered(answer, 2.1)
    assert said(desk) == words
    assert desk.shown(2.1).beeps == (0 if answer.kind == "done" else 1)
    assert desk.ready(2.1 + SETTLE_S) == (answer.kind != "session_over")


def test_one_key_suspends_and_resumes(desk: Desk):
    suspend = desk.press("suspend", 2.0)
    assert suspend is not None and (suspend.route, suspend.body) == ("suspend", {"reason": "短暂离开"})
    desk.saw(view("suspended"), 11, 1_002_000, 2.1)
    desk.answered(Answer("done"), 2.1)
    resume = desk.press("suspend", 4.0)
    assert resume is not None and (resume.route, resume.body) == ("resume", {})


def test_a_view_that_was_overtaken_is_not_shown(desk: Desk):
    assert desk.saw(view("calling", "A001"), 20, 1_002_000, 2.0)
    assert not desk.saw(view(), 15, 1_001_000, 2.1)
    assert desk.shown(3.0).number == "A001"


def test_a_hall_restored_from_a_backup_is_believed(desk: Desk):
    desk.saw(view("calling", "A001"), 20, 1_002_000, 2.0)
    desk.lost()
    assert desk.saw(view(), 3, 1_003_000, 5.0)
    assert desk.shown(6.0).number == ""


def test_a_pc_that_is_not_paired_any_more_says_so(desk: Desk):
    desk.unpaired()
    assert desk.press("call", 2.0) is None
    assert (said(desk), desk.shown(2.0).state) == (w.UNPAIRED, w.UNPAIRED_STATE)


def test_after_a_hand_over_no_key_acts_until_the_next_person_has_signed_in_here(desk: Desk):
    ben = {"no": "1002", "name": "贲强"}
    desk.saw(view("calling", "A001", staff=ben), 11, 1_002_000, 2.0)
    assert desk.shown(3.0).state == w.OTHERS_STATE
    assert "贲强" in desk.shown(3.0).detail
    for action in w.ACTIONS:
        assert desk.press(action, 3.0) is None
        assert said(desk) == w.filled(w.OTHERS, name="贲强")
    desk.signed_out()
    desk.signed_in(ben)
    assert desk.shown(4.0).state == w.STATES["calling"]
    assert desk.press("recall", 4.0)


@pytest.mark.parametrize("state", ["closed", "idle", "calling", "serving", "suspended"])
def test_every_state_has_its_word(desk: Desk, state: str):
    desk.saw(view(state, "A001" if state in ("calling", "serving") else ""), 11, 1_002_000, 2.0)
    shown = desk.shown(3.0)
    assert shown.state == w.STATES[state]
    assert shown.detail
    assert shown.needs == ("window" if state == "closed" else "")


def test_who_answers_a_call_for_help_is_said_once_and_no_key_waits_for_it(desk: Desk):
    answer = {"name": "杜明", "text": "马上到", "at": 1_003_000}
    desk.saw(view(help_asked=True), 11, 1_002_000, 2.0)
    assert said(desk) != w.filled(w.HELP_ANSWER, name="杜明", text="马上到")
    desk.saw(view(help_asked=True, help_answer=answer), 12, 1_003_000, 3.0)
    assert (said(desk), desk.shown(3.0).said_tone) == (
        w.Words("值班回复 杜明:马上到", w.HELP_ANSWER.en),
        "good",
    )
    told = desk.shown(3.0).told
    desk.saw(view(help_asked=True, help_answer=answer), 13, 1_004_000, 4.0)
    desk.saw(view(), 14, 1_005_000, 5.0)
    assert desk.shown(5.0).told == told
    assert desk.press("call", 6.0)
