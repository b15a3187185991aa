"""叫错了: a call taken back within seconds leaves the hall as it was; a finish is never taken back."""

import pytest

from server.domain import messages as m
from server.domain.effects import EFFECTS, SAID, Effect, effects_of
from server.domain.views.public import board_view
from server.domain.views.staff import console_view
from server.domain.words.signs import sign_text
from tests.halls import (
    A1,
    ANN,
    BEN,
    CALLED,
    EVE,
    EXTENDED,
    FINISHED,
    HELD,
    OPEN,
    PASSED,
    PLAN,
    RECOVERY,
    SERVING,
    T0,
    WAITING,
    Case,
    S,
    apply,
    at_window,
    call_undone,
    called,
    called_because,
    hall_after,
    handed_over,
    picture,
    plan_with,
    recalled,
    returned,
    signed_in,
    taken,
    told,
    transferred,
    want,
)

NEVER = plan_with(undo_s=0)


def undo(late_ms: int = 0, staff: str = ANN, window: str = "w1") -> m.Command:
    return at_window(m.UndoCall, window, staff, T0 + late_ms)


CHOSEN = called_because("chosen", chosen="人在窗口")
CASES: dict[str, Case] = {
    "a call by mistake": (PLAN, CALLED, undo(), [call_undone()]),
    "in the last moment": (PLAN, CALLED, undo(10 * S - 1), [call_undone()]),
    "after the seconds": (PLAN, CALLED, undo(10 * S), "undo_too_late"),
    "where the hall allows none": (NEVER, CALLED, undo(), "undo_too_late"),
    "after it was called again": (PLAN, [*CALLED, recalled()], undo(), "undo_too_late"),
    "after somebody else took over": (
        PLAN,
        [*CALLED, handed_over(ticket=A1)],
        undo(staff=BEN),
        "undo_too_late",
    ),
    "a passed number chosen by mistake": (PLAN, [*PASSED, CHOSEN], undo(), [call_undone(back="passed")]),
    "a held number chosen by mistake": (PLAN, [*HELD, CHOSEN], undo(), [call_undone(back="held")]),
    "after closing": (
        PLAN,
        [*EXTENDED, signed_in(), taken(), called()],
        undo(),
        [call_undone()],
    ),
    "by the keypad": (PLAN, CALLED, want(m.UndoCall, actor="device:keypad-w1", window="w1"), [call_undone()]),
    "a service that has begun": (PLAN, SERVING, undo(), "nothing_to_undo"),
    "a finish": (PLAN, FINISHED, undo(), "nothing_to_undo"),
    "where nobody was called": (PLAN, WAITING, undo(), "nothing_to_undo"),
    "by another clerk": (PLAN, CALLED, undo(staff=BEN), "not_signed_in"),
    "at no window": (PLAN, CALLED, undo(window="w9"), "unknown_window"),
    "while the hall comes back": (PLAN, [*CALLED, *RECOVERY[-1:]], undo(), "recovery"),
}

LANES = [*OPEN, signed_in(), taken(lane="priority", reason="出示证件"), taken(serial=2)]
SENT = [
    *OPEN,
    signed_in(),
    signed_in("w3", EVE),
    taken(),
    called(window="w3", staff=EVE),
    transferred("window", "w1", window="w3", staff=EVE),
]
STOOD = {
    "in its lane, the ratio counted": (LANES, at_window(m.CallNext)),
    "sent to the window": (SENT, at_window(m.CallNext)),
    "back at the front": ([*CALLED, returned()], at_window(m.CallNext)),
    "passed": (PASSED, at_window(m.CallChosen, ticket=A1, reason="人在窗口")),
    "on hold": (HELD, at_window(m.CallChosen, ticket=A1, reason="人在窗口")),
}


@pytest.mark.parametrize(("given", "call"), STOOD.values(), ids=STOOD)
def test_all_stands_as_before_the_call(given, call):
    """But the log, and that somebody was called out of order once."""
    hall, kept = hall_after(given), hall_after(given)
    apply(hall, call)
    assert hall.desks["w1"].ticket
    assert told(apply(hall, undo()))[0][0] == "ticket.call_undone.v1"
    now, before = picture(hall), picture(kept)
    for seen in (now, before):
        del seen["seq"], seen["chosen"], seen["counts"]
    assert now == before


def test_the_boards_forget_the_call_and_the_same_number_is_called_next():
    hall = hall_after([*CALLED, taken(serial=2)])
    assert [c["number"] for c in board_view(hall, "f1")["calls"]] == ["A001"]
    apply(hall, undo())
    assert board_view(hall, "f1")["calls"] == []
    (call,) = apply(hall, at_window(m.CallNext))
    assert (call.ticket, call.reason) == (A1, "arrival")
    assert hall.tickets[A1].calls == 1


def test_sign_and_boards_follow_at_once():
    assert Effect.SHOW | Effect.BOARDS | Effect.CONSOLES | Effect.KIOSKS in EFFECTS[m.CallUndone]
    assert effects_of([]) == Effect.NONE
    assert effects_of(CALLED) & Effect.SAY and m.TicketCalled in SAID and m.CallUndone not in SAID
    hall = hall_after(CALLED)
    assert "A001" in sign_text(hall, "w1").text
    apply(hall, undo())
    assert sign_text(hall, "w1") == sign_text(hall_after(WAITING), "w1")


def test_the_console_knows_until_when():
    hall = hall_after(CALLED)
    assert console_view(hall, "w1", {})["window"]["undo_until"] == T0 + 10 * S
    apply(hall, undo())
    assert console_view(hall, "w1", {})["window"]["undo_until"] == 0
