"""Windows and presses: given what happened, when somebody wants something, then this, or a polite no."""

import pytest

from server.domain import messages as m
from tests.domain.asked import (
    A3,
    BOTH_LANES,
    CHAINED,
    LATER,
    RATED,
    TWO_WINDOWS,
    called_chosen,
    chosen,
    extended,
    in_lane,
    transfer,
    walk_in,
)
from tests.halls import (
    A1,
    A2,
    ANN,
    B1,
    BEN,
    CALLED,
    CLOSED,
    EVE,
    FINISHED,
    HELD,
    OPEN,
    PASSED,
    PLAN,
    PREP,
    RECOVERY,
    SERVING,
    T0,
    WAITING,
    Case,
    S,
    apply,
    at_window,
    called,
    called_because,
    finished,
    hall_after,
    held,
    lapsed,
    passed,
    press,
    press_refused,
    rated,
    recalled,
    resumed,
    returned,
    serving,
    signed_in,
    signed_out,
    suspended,
    take,
    taken,
    told,
    transferred,
    want,
)

ACCEPTED = {
    # ------------------------------------------------------------ windows
    "a clerk signs in": (OPEN, at_window(m.SignIn), [signed_in()]),
    "and again, which changes nothing": ([*OPEN, signed_in()], at_window(m.SignIn), []),
    "anybody's window, for who is bound to none": (
        OPEN,
        at_window(m.SignIn, "w3", BEN),
        [signed_in("w3", BEN)],
    ),
    "a clerk may sign in before the doors open": (PREP, at_window(m.SignIn), [signed_in()]),
    "a clerk may sign in while the hall comes back": (RECOVERY, at_window(m.SignIn), [signed_in()]),
    "a clerk who signed out may sit elsewhere": (
        [*OPEN, signed_in(), signed_out()],
        at_window(m.SignIn, "w2"),
        [signed_in("w2")],
    ),
    "a clerk signs out": ([*OPEN, signed_in()], at_window(m.SignOut), [signed_out()]),
    "the one who waits is called": (WAITING, at_window(m.CallNext), [called()]),
    "who came first is called first": (
        [*WAITING, taken(serial=2, at=LATER)],
        at_window(m.CallNext),
        [called()],
    ),
    "first come across the queues of a window": (
        [*OPEN, signed_in("w2", BEN), taken("social", at=LATER), taken("tax", at=T0)],
        at_window(m.CallNext, "w2", BEN),
        [called(B1, "w2", BEN)],
    ),
    "a window sees only its own queues": (
        [*OPEN, signed_in(), taken("tax", at=T0), taken("social", at=LATER)],
        at_window(m.CallNext),
        [called(arrived_at=LATER)],
    ),
    "two who came in the same moment go by number": (
        [*TWO_WINDOWS, taken(), taken(serial=2), called()],
        at_window(m.CallNext, "w2", BEN),
        [called(A2, "w2", BEN)],
    ),
    "who waits is called after closing too": ([*WAITING, extended], at_window(m.CallNext), [called()]),
    "a keypad calls for the person signed in": (
        WAITING,
        want(m.CallNext, actor="device:keypad-w1", window="w1"),
        [called()],
    ),
    "while both lanes wait, priority begins": (
        BOTH_LANES,
        at_window(m.CallNext),
        [called_because("lane", A2, facts={"lane": "priority", "turn": 1, "of": [2, 1]}, turn=1)],
    ),
    "green is of the priority side": (
        [*BOTH_LANES, called_because("lane", A2, turn=1), serving(A2), finished(A2)],
        at_window(m.CallNext),
        [called_because("lane", A3, facts={"lane": "priority", "turn": 2, "of": [2, 1]}, turn=2)],
    ),
    "after two of priority, one normal": (
        [*BOTH_LANES, called_because("lane", A2, turn=2), serving(A2), finished(A2)],
        at_window(m.CallNext),
        [called_because("lane", A1, facts={"lane": "normal", "turn": 3, "of": [2, 1]}, turn=0)],
    ),
    "waiting longer than promised comes first": (
        [*OPEN, signed_in(), taken(), in_lane(2)],
        at_window(m.CallNext, at=T0 + 2700 * S + 1),
        [called_because("promise", A1, facts={"since": T0})],
    ),
    "returned to the front comes first": (
        [*CALLED, returned(), in_lane(2)],
        at_window(m.CallNext),
        [called_because("directed", A1, facts={"to": "queue"})],
    ),
    "transferred to the person comes first": (
        [*CALLED, transferred("staff", BEN), taken(serial=2), signed_in("w2", BEN)],
        at_window(m.CallNext, "w2", BEN),
        [called_because("directed", A1, "w2", BEN, facts={"to": "staff"})],
    ),
    "a chosen number, out of its order (R47)": ([*WAITING, taken(serial=2)], chosen(A2), [called_chosen(A2)]),
    "a passed citizen stands at the window": (PASSED, chosen(), [called_chosen()]),
    "a held one too": (HELD, chosen(), [called_chosen()]),
    "the last call before closing": ([*PASSED, extended], chosen(), [called_chosen()]),
    "a chosen number directed elsewhere": (
        [*CALLED, transferred("window", "w2")],
        chosen(),
        [called_chosen()],
    ),
    "the reason of a choice ends after 200 characters": (
        WAITING,
        chosen(reason="长" * 300),
        [called_chosen(reason="长" * 200)],
    ),
    "nobody waits and somebody walks in": (
        [*OPEN, signed_in()],
        walk_in(),
        [taken(walk_in=True), called_because("walk_in")],
    ),
    "who waits for other windows is not in the way": (
        [*OPEN, signed_in(), taken("tax")],
        walk_in(),
        [taken(walk_in=True), called_because("walk_in")],
    ),
    "called by mistake": (
        CALLED,
        at_window(m.ReturnToFront, reason=" 叫错了 "),
        [returned()],
    ),
    "held from the call": (CALLED, at_window(m.Hold, kind="away_no_papers"), [held()]),
    "held from the service": (
        SERVING,
        at_window(m.Hold, kind="internal_wait"),
        [held(hold="internal_wait")],
    ),
    "transferred to a queue": (
        SERVING,
        transfer("queue", "tax"),
        [transferred("queue", "tax", "tax")],
    ),
    "transferred to a queue, to come back": (
        CALLED,
        transfer("queue", "tax", come_back=True),
        [transferred("queue", "tax", "tax", come_back=True)],
    ),
    "transferred to a window of its queue": (
        SERVING,
        transfer("window", "w2"),
        [transferred("window", "w2")],
    ),
    "transferred to a window of another queue": (
        SERVING,
        transfer("window", "w3"),
        [transferred("window", "w3", "tax")],
    ),
    "transferred to a person at work": (
        [*SERVING, signed_in("w3", EVE)],
        transfer("staff", EVE),
        [transferred("staff", EVE, "tax")],
    ),
    "the cashier's leg ends: back to where it came from": (
        [*CHAINED, serving(A1, "w3", EVE)],
        at_window(m.Finish, "w3", EVE),
        [transferred("window", "w1", window="w3", staff=EVE, chain=True)],
    ),
    "so it does from the call": (
        CHAINED,
        at_window(m.Finish, "w3", EVE),
        [
            serving(A1, "w3", EVE, implied=True),
            transferred("window", "w1", window="w3", staff=EVE, chain=True),
        ],
    ),
    "and the chain ends there": (
        [
            *CHAINED,
            serving(A1, "w3", EVE),
            transferred("window", "w1", window="w3", staff=EVE, chain=True),
            called_because("directed"),
            serving(),
        ],
        at_window(m.Finish),
        [finished()],
    ),
    "called once more": (CALLED, at_window(m.Recall), [recalled()]),
    "the citizen came": (CALLED, at_window(m.StartService), [serving()]),
    "a press meant for this number, in time": (
        CALLED,
        at_window(m.StartService, meant=f"calling:{A1}", until=T0),
        [serving()],
    ),
    "the citizen did not come": (CALLED, at_window(m.Pass), [passed()]),
    "served": (SERVING, at_window(m.Finish), [finished()]),
    "finishing a called ticket implies the start": (
        CALLED,
        at_window(m.Finish),
        [serving(implied=True), finished()],
    ),
    "serving the next closes the rating of the one before": (
        [*FINISHED, taken(serial=2), called(A2)],
        at_window(m.StartService),
        [lapsed(), serving(A2)],
    ),
    "so does finishing the next without saying start": (
        [*FINISHED, taken(serial=2), called(A2)],
        at_window(m.Finish),
        [lapsed(), serving(A2, implied=True), finished(A2)],
    ),
    "a rating that was given stays": (
        [*RATED, taken(serial=2), called(A2)],
        at_window(m.StartService),
        [serving(A2)],
    ),
    "a window pauses": ([*OPEN, signed_in()], at_window(m.Suspend, reason=" 取材料 "), [suspended()]),
    "pausing twice is pausing once": (
        [*OPEN, signed_in(), suspended()],
        at_window(m.Suspend, reason="又"),
        [],
    ),
    "and goes on": ([*OPEN, signed_in(), suspended()], at_window(m.Resume), [resumed()]),
    "the pause key has a reason of its own": (
        [*OPEN, signed_in()],
        at_window(m.TogglePause),
        [suspended(reason="短暂离开")],
    ),
    "the pause key again": ([*OPEN, signed_in(), suspended()], at_window(m.TogglePause), [resumed()]),
    # ------------------------------------------------------------ ratings and time
    "a press in time": (FINISHED, press(4), [rated(level=4)]),
    "time passes and nothing is due": (FINISHED, want(m.Tick, LATER), []),
}

REFUSED = {
    # ------------------------------------------------------------ windows
    "signing in where no window is": (OPEN, at_window(m.SignIn, "w9"), "unknown_window"),
    "signing in as nobody": (OPEN, at_window(m.SignIn, staff="9999"), "unknown_staff"),
    "signing in at another unit's window": (OPEN, at_window(m.SignIn, "w3"), "not_allowed_here"),
    "signing in at the bank (R19)": (OPEN, at_window(m.SignIn, "bank", BEN), "not_allowed_here"),
    "signing in after the day": (CLOSED, at_window(m.SignIn), "hall_not_open"),
    "signing in before any day": ([], at_window(m.SignIn), "hall_not_open"),
    "signing in where somebody is": ([*OPEN, signed_in()], at_window(m.SignIn, staff=BEN), "window_taken"),
    "signing in at a second window": ([*OPEN, signed_in()], at_window(m.SignIn, "w2"), "signed_in_elsewhere"),
    "signing out where nobody is": (OPEN, at_window(m.SignOut), "not_signed_in"),
    "signing out somebody else": ([*OPEN, signed_in()], at_window(m.SignOut, staff=BEN), "not_signed_in"),
    "signing out with a citizen called": (CALLED, at_window(m.SignOut), "window_busy"),
    "signing out with a citizen at the desk": (SERVING, at_window(m.SignOut), "window_busy"),
    "calling where no window is": (OPEN, at_window(m.CallNext, "w9"), "unknown_window"),
    "calling without having signed in": ([*OPEN, taken()], at_window(m.CallNext), "not_signed_in"),
    "calling at somebody else's window": (WAITING, at_window(m.CallNext, staff=BEN), "not_signed_in"),
    "calling from a keypad where nobody is": (
        [*OPEN, taken()],
        want(m.CallNext, actor="device:keypad-w1", window="w1"),
        "not_signed_in",
    ),
    "calling when nobody waits": ([*OPEN, signed_in()], at_window(m.CallNext), "nobody_waiting"),
    "calling when only other queues wait": (
        [*OPEN, signed_in(), taken("tax")],
        at_window(m.CallNext),
        "nobody_waiting",
    ),
    "a press that was meant for an idle window": (
        [*CALLED, taken(serial=2)],
        at_window(m.Finish, meant="idle:"),
        "moved_on",
    ),
    "a press that was meant for another number": (
        CALLED,
        at_window(m.StartService, meant=f"calling:{A2}"),
        "moved_on",
    ),
    "a press that was too long on its way": (CALLED, at_window(m.StartService, until=T0 - 1), "stale_key"),
    "a press that was meant for a window that is not": (
        OPEN,
        at_window(m.CallNext, "w9", meant="idle:", until=1),
        "unknown_window",
    ),
    "calling with a citizen called": ([*CALLED, taken(serial=2)], at_window(m.CallNext), "window_busy"),
    "calling while paused": ([*WAITING, suspended()], at_window(m.CallNext), "window_suspended"),
    "calling before opening": ([*PREP, signed_in()], at_window(m.CallNext), "hall_not_open"),
    "calling while the hall comes back": (RECOVERY, at_window(m.CallNext), "recovery"),
    "choosing where no window is": (WAITING, chosen(window="w9"), "unknown_window"),
    "choosing a ticket that is not": (WAITING, chosen(A2), "unknown_ticket"),
    "choosing without a reason": (WAITING, chosen(reason="  "), "reason_required"),
    "choosing who is served": (
        [*SERVING, signed_in("w2", BEN)],
        chosen(window="w2", staff=BEN),
        "wrong_state",
    ),
    "choosing another queue's number": ([*WAITING, taken("tax")], chosen(B1), "other_queue"),
    "choosing with a citizen called": ([*CALLED, taken(serial=2)], chosen(A2), "window_busy"),
    "choosing while paused": ([*WAITING, suspended()], chosen(), "window_suspended"),
    "choosing after the day": (CLOSED, chosen(), "hall_not_open"),
    "walking in where others wait": (WAITING, walk_in(), "others_wait"),
    "walking in where one is directed": (
        [*CALLED, returned()],
        walk_in(),
        "others_wait",
    ),
    "walking in for another queue": ([*OPEN, signed_in()], walk_in("tax"), "other_queue"),
    "walking in for a queue that is not": ([*OPEN, signed_in()], walk_in("post"), "unknown_queue"),
    "walking in where nobody sits": (OPEN, walk_in(), "not_signed_in"),
    "walking in with a citizen called": (CALLED, walk_in(), "window_busy"),
    "walking in after the day": (CLOSED, walk_in(), "hall_not_open"),
    "recalling too often": ([*CALLED, *[recalled()] * 5], at_window(m.Recall), "recall_limit"),
    "returning without a reason": (CALLED, at_window(m.ReturnToFront, reason=" "), "reason_required"),
    "returning who is being served": (SERVING, at_window(m.ReturnToFront, reason="叫错了"), "wrong_state"),
    "returning at somebody else's window": (
        CALLED,
        at_window(m.ReturnToFront, staff=BEN, reason="叫错了"),
        "not_signed_in",
    ),
    "holding nobody": (WAITING, at_window(m.Hold, kind="internal_wait"), "wrong_state"),
    "holding in a way that is not": (SERVING, at_window(m.Hold, kind="lunch"), "unknown_hold"),
    "transferring nobody": (WAITING, transfer("queue", "tax"), "wrong_state"),
    "transferring to a queue that is not": (SERVING, transfer("queue", "post"), "unknown_queue"),
    "transferring to a window that is not": (SERVING, transfer("window", "w9"), "unknown_window"),
    "transferring to a person that is not": (SERVING, transfer("staff", "9999"), "unknown_staff"),
    "transferring to who is not at work": (SERVING, transfer("staff", EVE), "not_at_work"),
    "transferring to the moon": (SERVING, transfer("moon", "w2"), "unknown_window"),
    "transferring to the bank": (SERVING, transfer("window", "bank"), "transfer_forbidden"),
    "transferring to the same window": (SERVING, transfer("window", "w1"), "transfer_forbidden"),
    "transferring to oneself": (SERVING, transfer("staff", ANN), "transfer_forbidden"),
    "recalling nobody": (WAITING, at_window(m.Recall), "wrong_state"),
    "recalling who is being served": (SERVING, at_window(m.Recall), "wrong_state"),
    "starting with nobody": (WAITING, at_window(m.StartService), "wrong_state"),
    "starting twice": (SERVING, at_window(m.StartService), "wrong_state"),
    "passing who is being served": (SERVING, at_window(m.Pass), "wrong_state"),
    "passing twice": (PASSED, at_window(m.Pass), "wrong_state"),
    "finishing nobody": (WAITING, at_window(m.Finish), "wrong_state"),
    "finishing twice": (FINISHED, at_window(m.Finish), "wrong_state"),
    "finishing at somebody else's window": (SERVING, at_window(m.Finish, staff=BEN), "not_signed_in"),
    "pausing without a reason": ([*OPEN, signed_in()], at_window(m.Suspend, reason=" "), "reason_required"),
    "pausing with a citizen at the desk": (SERVING, at_window(m.Suspend, reason="取材料"), "window_busy"),
    "going on without a pause": (WAITING, at_window(m.Resume), "wrong_state"),
    "the pause key with a citizen at the desk": (SERVING, at_window(m.TogglePause), "window_busy"),
    "the pause key where no window is": (OPEN, at_window(m.TogglePause, "w9"), "unknown_window"),
    # ------------------------------------------------------------ ratings
    "a press where no window is": (FINISHED, press(window="w9"), "unknown_window"),
    "a press before any visit": (WAITING, press(), "rating_closed"),
    "a press while the visit goes on": (SERVING, press(), "rating_closed"),
    "a press after the time": (FINISHED, press(at=T0 + 30 * S + 1), "rating_closed"),
    "a second press": (RATED, press(1), "already_rated"),
    "a key that means no level": (FINISHED, press(0), "unknown_level"),
    "a level above five": (FINISHED, press(6), "unknown_level"),
}  # fmt: skip


CASES: dict[str, Case] = {name: (PLAN, *case) for name, case in (ACCEPTED | REFUSED).items()}


@pytest.mark.parametrize("press_", [press(), press(1), press(0)], ids=["five", "one", "no level"])
def test_a_refused_press_is_logged_all_the_same(press_):
    hall = hall_after(RATED)
    refusal = apply(hall, press_)
    assert told(refusal.events) == told([press_refused("already_rated", level=press_.level)])
    assert hall.tickets[A1].rating == "rated"


def test_a_ticket_called_at_one_window_is_gone_for_the_other():
    hall = hall_after([*TWO_WINDOWS, taken()])
    assert told(apply(hall, at_window(m.CallNext))) == told([called()])
    assert apply(hall, at_window(m.CallNext, "w2", BEN)).code == "nobody_waiting"


def test_a_long_morning_is_fifo_at_every_window():
    """Sixty tickets, three windows that take turns: nobody is overtaken within a queue."""
    hall = hall_after([*TWO_WINDOWS, signed_in("w3", EVE)])
    order: dict[str, list[int]] = {"social": [], "tax": []}
    for i in range(60):
        apply(hall, take("social" if i % 3 else "tax", at=T0 + i, token=str(i)))
    for turn in range(90):
        window, clerk = (("w1", ANN), ("w2", BEN), ("w3", EVE))[turn % 3]
        decision = apply(hall, at_window(m.CallNext, window, clerk, at=T0 + 100 + turn))
        if not isinstance(decision, m.Refusal):
            ticket = hall.tickets[decision[0].ticket]
            order[ticket.queue].append(ticket.serial)
            apply(hall, at_window(m.Finish, window, clerk, at=T0 + 100 + turn))
    assert order == {"social": list(range(1, 41)), "tax": list(range(1, 21))}
    assert hall.waiting_total() == 0


def test_who_received_a_citizen_first_is_kept_over_every_leg():
    """首问责任人 (R36), whoever serves in the end."""
    hall = hall_after([*CHAINED, serving(A1, "w3", EVE)])
    assert (hall.tickets[A1].first_receiver, hall.tickets[A1].staff) == (ANN, EVE)
