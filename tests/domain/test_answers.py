"""What the one who gave a command is told when it was accepted."""

import json

import pytest

from server.domain import messages as m
from server.domain.answers import REASONS, answer
from tests.halls import (
    A1,
    A2,
    ANN,
    BEN,
    CALLED,
    FINISHED,
    OPEN,
    SERVING,
    WAITING,
    apply,
    at_window,
    called,
    hall_after,
    press,
    signed_in,
    slip_failed,
    suspended,
    take,
    taken,
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


def test_every_answer_is_plain_json_without_a_level_or_the_person_served():
    hall = hall_after(FINISHED)
    command = press(2)
    told = json.dumps(answer(hall, command, apply(hall, command)))
    assert '"level"' not in told
    assert BEN not in told
