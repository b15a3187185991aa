"""What a hall may do otherwise by its settings, at kiosks and windows."""

from server.domain import messages as m
from tests.domain.asked import (
    TWO_WINDOWS,
    chosen,
    of_ticket,
    stored,
    stored_at_w2,
    transfer,
)
from tests.halls import (
    A1,
    A2,
    ANN,
    BEN,
    CALLED,
    FINISHED,
    OPEN,
    PASSED,
    PLAN,
    SERVING,
    T0,
    WAITING,
    Case,
    S,
    apply,
    at_window,
    called,
    finished,
    gap,
    hall_after,
    happened,
    lapsed,
    passed,
    plan_with,
    recalled,
    resumed,
    serving,
    signed_in,
    suspended,
    take,
    taken,
    told,
    want,
)

STRICT = plan_with(no_show_calls=3, no_show_s=60, transfer_allowed=False, requeue_times=0)
CALLED_THRICE = [*CALLED, recalled(), recalled()]
CASES: dict[str, Case] = {
    "passing after one call": (STRICT, CALLED, at_window(m.Pass, at=T0 + 60 * S), "pass_too_early"),
    "passing after two calls": (
        STRICT,
        [*CALLED, recalled()],
        at_window(m.Pass, at=T0 + 60 * S),
        "pass_too_early",
    ),
    "passing before the time": (
        STRICT,
        CALLED_THRICE,
        at_window(m.Pass, at=T0 + 60 * S - 1),
        "pass_too_early",
    ),
    "passing in time": (STRICT, CALLED_THRICE, at_window(m.Pass, at=T0 + 60 * S), [passed()]),
    "a hall that settles at the first window": (
        STRICT,
        SERVING,
        transfer("queue", "tax"),
        "transfer_forbidden",
    ),
    "a hall that never requeues": (STRICT, PASSED, of_ticket(m.RequeueTicket), "requeue_limit"),
    "a citizen may say so at the kiosk": (
        plan_with(citizen_priority=True),
        OPEN,
        take(token="secret-A1", kiosk="k1", lane="priority"),
        [taken(kiosk="k1", lane="priority")],
    ),
    "but never open the green channel": (
        plan_with(citizen_priority=True),
        OPEN,
        take(kiosk="k1", lane="green"),
        "forbidden",
    ),
    "one key calls": (plan_with(one_key=True), WAITING, at_window(m.CallNext), [called()]),
    "one key finishes and calls": (
        plan_with(one_key=True),
        [*CALLED, taken(serial=2)],
        at_window(m.CallNext),
        [serving(implied=True), finished(), called(A2)],
    ),
    "one key finishes though nobody waits": (
        plan_with(one_key=True),
        SERVING,
        at_window(m.CallNext),
        [finished()],
    ),
    "one key and nobody anywhere": (
        plan_with(one_key=True),
        [*OPEN, signed_in()],
        at_window(m.CallNext),
        "nobody_waiting",
    ),
    "a call is stored while nobody waits": (
        plan_with(store_next=True),
        [*OPEN, signed_in()],
        at_window(m.CallNext, store=True),
        [stored],
    ),
    "stored once is enough": (
        plan_with(store_next=True),
        [*OPEN, signed_in(), stored],
        at_window(m.CallNext, store=True),
        [],
    ),
    "stored where the hall does not store": (
        PLAN,
        [*OPEN, signed_in()],
        at_window(m.CallNext, store=True),
        "nobody_waiting",
    ),
    "not stored unless it is wished": (
        plan_with(store_next=True),
        [*OPEN, signed_in()],
        at_window(m.CallNext),
        "nobody_waiting",
    ),
    "a stored call waits for somebody": (
        plan_with(store_next=True),
        [*OPEN, signed_in(), stored, taken("tax")],
        want(m.Tick),
        [],
    ),
    "somebody comes: a stored call calls": (
        plan_with(store_next=True),
        [*OPEN, signed_in(), stored, taken()],
        want(m.Tick),
        [called()],
    ),
    "two stored: who asked first": (
        plan_with(store_next=True),
        [*TWO_WINDOWS, happened(m.NextStored, T0 + S, window="w1", staff=ANN), stored_at_w2, taken()],
        want(m.Tick),
        [called(A1, "w2", BEN)],
    ),
    "a stored call is none while the hall is at lunch": (
        plan_with(store_next=True),
        [*OPEN, signed_in(), stored, taken(), happened(m.HallAtLunch)],
        want(m.Tick),
        [],
    ),
    "a stored call is forgotten at the next pause": (
        plan_with(store_next=True),
        [*OPEN, signed_in(), stored, suspended(), resumed(), taken()],
        want(m.Tick),
        [],
    ),
    "one key: who was called so long ago has come": (
        plan_with(one_key=True),
        CALLED,
        want(m.Tick, T0 + 90 * S),
        [serving(implied=True)],
    ),
    "one key: a second before that": (plan_with(one_key=True), CALLED, want(m.Tick, T0 + 90 * S - 1), []),
    "one key: the rating before lapses first": (
        plan_with(one_key=True, rating_open_s=600),
        [*FINISHED, taken(serial=2), called(A2)],
        want(m.Tick, T0 + 90 * S),
        [lapsed(), serving(A2, implied=True)],
    ),
    "one key: who is served already": (plan_with(one_key=True), SERVING, want(m.Tick, T0 + 3600 * S), []),
    "without it a clerk must say so": (PLAN, CALLED, want(m.Tick, T0 + 3600 * S), []),
    "one key is no key for a chosen number": (
        plan_with(one_key=True),
        [*CALLED, taken(serial=2)],
        chosen(A2),
        "window_busy",
    ),
}


def test_an_outage_is_no_time_to_come_to_the_window():
    strict = plan_with(no_show_s=60, gap_s=600)
    hall = hall_after([*CALLED, gap(300, recovery=False, at=T0 + 300 * S)], strict)
    assert apply(hall, at_window(m.Pass, at=T0 + 360 * S - 1)).code == "pass_too_early"
    assert told(apply(hall, at_window(m.Pass, at=T0 + 360 * S))) == told([passed()])
