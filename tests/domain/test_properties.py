"""What holds of every hall, whatever Hypothesis makes happen in it: nobody starves, first come is first
called inside a lane, the ratio is kept, and the order of events leaves no trace but its result."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import messages as m
from server.domain.evolve import evolve
from server.domain.hall import Hall
from server.domain.turns.dispatch import ahead, choose
from tests.halls import S, picture
from tests.life import Life

MINUTE = 60_000
PROMISE_S = 20 * 60
lanes = st.sampled_from(["normal", "priority", "green"])
ratios = st.tuples(st.integers(1, 3), st.integers(1, 3))


# ---------------------------------------------------------------- nobody starves

Round = list[str]
"""Who comes between two calls of the one window."""
rounds = st.lists(
    st.lists(st.sampled_from(["priority", "green", "normal", "appointment", "sent"]), max_size=4), max_size=60
)


class OneWindow(Life):
    """A single window that calls, serves and calls again; a visit lasts as long as the test says."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(queues="AB", windows={"w1": "A", "w2": "B"}, **settings)
        self.sign_in("w1")
        self.sign_in("w2")

    def comes(self, how: str) -> None:
        if how == "appointment":
            code = f"Y{self.at}"
            slot = m.Booking(code=code, day=self.hall.day, queue="A", start=self.at, end=self.at + MINUTE)
            self.do(m.BookAppointments, bookings=(slot,))
            self.do(m.CheckIn, code=code, token=code)
        elif how == "sent":
            self.take("B")
            self.do(m.CallNext, "w2")
            self.do(m.Transfer, "w2", to="window", id="w1")
        else:
            self.take("A", lane=how)


def calls_until(life: OneWindow, number: str, crowd: list[Round], visit_ms: int) -> int:
    """How many are called before this one, with the whole crowd coming meanwhile."""
    for before, arrivals in enumerate([*crowd, *([[]] * 1000)]):
        for how in arrivals:
            life.comes(how)
        called, _ = life.call("w1")
        if called == number:
            return before
        life.at += visit_ms
        life.finish("w1")
    raise AssertionError(f"{number} was never called")


@given(ratios, st.integers(0, 5), st.integers(0, 5), st.lists(st.lists(lanes, max_size=4), max_size=60))
def test_a_normal_ticket_is_called_within_what_the_ratio_allows(
    ratio: tuple[int, int], normal_ahead: int, special_ahead: int, crowd: list[Round]
) -> None:
    """However many priority and green tickets come, at most p of them are called before each normal one.

    Not p before each n: the count starts anew whenever one lane is alone, and no debt is kept (decision 2).
    While both lanes wait the ratio itself is exact, as a property below says.
    """
    p, n = ratio
    life = OneWindow(lane_priority=p, lane_normal=n, promise_s=10**6)
    life.take("A", times=special_ahead, lane="priority")
    life.take("A", times=normal_ahead + 1)
    number = f"A{special_ahead + normal_ahead + 1:03d}"
    assert calls_until(life, number, crowd, 1000) <= normal_ahead + p * (normal_ahead + 1)


@given(ratios, st.integers(0, 5), rounds)
def test_the_promise_ends_every_wait(ratio: tuple[int, int], normal_ahead: int, crowd: list[Round]) -> None:
    """Appointments too may come without end: once the promised time is over, only those who have waited as
    long, and those who are sent to this window, come before."""
    life = OneWindow(lane_priority=ratio[0], lane_normal=ratio[1], promise_s=PROMISE_S)
    life.take("A", times=normal_ahead + 1)
    patience = PROMISE_S * 1000 // (5 * MINUTE) + 1
    sent = sum(arrivals.count("sent") for arrivals in crowd)
    before = calls_until(life, f"A{normal_ahead + 1:03d}", crowd, 5 * MINUTE)
    assert before <= patience + normal_ahead + sent


@given(st.lists(st.sampled_from(["sent", "priority", "normal"]), max_size=20))
def test_who_is_sent_to_the_window_is_never_overtaken_by_the_line(crowd: list[str]) -> None:
    life = OneWindow()
    life.comes("sent")
    for how in crowd:
        life.comes(how)
    assert calls_until(life, "B001", [], 1000) == 0


# ---------------------------------------------------------------- first come, first called


Comer = tuple[str, str, bool]
"""(queue, lane, in the same moment as the one before)"""


@given(
    st.lists(st.tuples(st.sampled_from("AB"), lanes, st.booleans()), max_size=30), ratios, st.integers(1, 4)
)
def test_inside_a_lane_nobody_is_overtaken(crowd: list[Comer], ratio: tuple[int, int], pause: int) -> None:
    """Two windows call in any rhythm; the lane of all the queues they share goes strictly by arrival, and in
    the same moment by the number."""
    p, n = ratio
    windows = {"w1": "AB", "w2": "AB"}
    life = Life(queues="AB", windows=windows, lane_priority=p, lane_normal=n, promise_s=10**6)
    life.sign_in("w1")
    life.sign_in("w2")
    called: dict[bool, list[str]] = {True: [], False: []}
    for step, (queue, lane, together) in enumerate(crowd):
        if step % pause == 0 and not together:
            _call_one(life, ("w1", "w2")[step % 2], called)
        life.at -= 1000 * together
        life.take(queue, lane=lane)
    for step in range(len(crowd)):
        _call_one(life, ("w1", "w2")[step % 2], called)
    taken = sorted(life.events(m.NumberTaken), key=lambda e: (e.at, e.serial, e.ticket))
    assert called == {
        normal: [e.number for e in taken if (e.lane == "normal") == normal] for normal in called
    }


def _call_one(life: Life, window: str, called: dict[bool, list[str]]) -> None:
    if choose(life.hall, window, life.at):
        number, _ = life.call(window)
        called[life.ticket(number).lane == "normal"].append(number)
        life.finish(window)


# ---------------------------------------------------------------- the ratio


@pytest.mark.parametrize("ratio", [(2, 1), (1, 1), (1, 2), (3, 2), (5, 1)])
@given(st.lists(st.sampled_from(["w1", "w2"]), min_size=1, max_size=40))
def test_each_window_keeps_the_ratio_while_both_lanes_wait(ratio: tuple[int, int], rhythm: list[str]) -> None:
    """Whatever the other window does: p priority, n normal, and so on, beginning with priority."""
    p, n = ratio
    life = Life(windows={"w1": "A", "w2": "A"}, lane_priority=p, lane_normal=n, promise_s=10**6)
    life.take("A", times=len(rhythm))
    life.take("A", times=len(rhythm), lane="priority")
    life.sign_in("w1")
    life.sign_in("w2")
    for window in rhythm:
        life.calls(window, 1)
    for window in ("w1", "w2"):
        called = [e for e in life.events(m.TicketCalled) if e.window == window]
        special = ["n" if life.hall.tickets[e.ticket].lane == "normal" else "p" for e in called]
        both = [kind for kind, e in zip(special, called, strict=True) if e.reason == "lane"]
        assert "".join(both) == (("p" * p + "n" * n) * len(rhythm))[: len(both)]
        assert len(both) == len(called)


@given(ratios, st.integers(0, 4), lanes)
def test_a_lane_alone_begins_the_count_anew(ratio: tuple[int, int], calls: int, alone: str) -> None:
    """No debt is kept: after a call in which one lane had nobody, the next pair begins with priority."""
    p, n = ratio
    life = Life(lane_priority=p, lane_normal=n, promise_s=10**6)
    life.sign_in("w1")
    life.take("A", times=6)
    life.take("A", times=6, lane="priority")
    life.calls("w1", calls)
    while choose(life.hall, "w1", life.at):
        life.calls("w1", 1)
    life.take("A", lane=alone)
    assert life.call("w1")[1] == "arrival"
    life.finish("w1")
    life.take("A", times=p + n)
    life.take("A", times=p + n, lane="priority")
    numbers = life.calls("w1", p + n)
    assert ["n" if life.ticket(x).lane == "normal" else "p" for x in numbers] == ["p"] * p + ["n"] * n


# ---------------------------------------------------------------- no trace but the result

ROADS = ("straight", "called and returned", "held and woken", "passed and called back", "cancelled")


@given(
    st.lists(st.tuples(st.sampled_from("AB"), lanes), min_size=1, max_size=12),
    st.data(),
    st.integers(0, 50 * MINUTE),
)
def test_the_choice_depends_on_who_waits_and_not_on_what_was(
    crowd: list[tuple[str, str]], data: st.DataObject, later: int
) -> None:
    """The same people wait after any coming and going of others in between, and however they were entered."""
    kept, mixed = _same_crowd(crowd, set()), data.draw(st.sets(st.integers(0, len(crowd) - 1), max_size=6))
    busy = _same_crowd(crowd, mixed)
    now = busy.at + later
    for window in ("w1", "w2", "w3"):
        one, other = choose(kept.hall, window, now), choose(busy.hall, window, now)
        assert (one and (one[0].token, one[1])) == (other and (other[0].token, other[1]))
    assert _waiting(kept) == _waiting(busy)


def _same_crowd(crowd: list[tuple[str, str]], others: set[int]) -> Life:
    """Some take numbers of a queue that only another window serves, and are called, put off or gone."""
    life = Life(
        queues="ABC",
        windows={"w1": "A", "w2": "AB", "w3": "B", "w4": "C"},
        no_show_calls=1,
        no_show_s=0,
        promise_s=PROMISE_S,
    )
    for window in ("w1", "w2", "w3", "w4"):
        life.sign_in(window)
    for place, (queue, lane) in enumerate(crowd):
        life.at = 10 * 3600 * S + place * MINUTE
        reason = "" if lane == "normal" else "出示证件"
        life.do(
            m.TakeNumber, actor="staff:D01", queue=queue, token=f"{queue}{place}", lane=lane, reason=reason
        )
        if place in others:
            _comings_and_goings(life, ROADS[place % len(ROADS)])
    life.at = 10 * 3600 * S + len(crowd) * MINUTE
    return life


def _comings_and_goings(life: Life, road: str) -> None:
    life.take("C")
    id_ = life.events(m.NumberTaken)[-1].ticket
    if road == "cancelled":
        life.do(m.CancelTicket, ticket=id_)
        return
    life.do(m.CallNext, "w4")
    if road == "called and returned":
        life.do(m.ReturnToFront, "w4", reason="叫错了")
        life.do(m.CallNext, "w4")
    elif road == "held and woken":
        life.do(m.Hold, "w4", kind="away_no_papers")
        life.do(m.WakeTicket, ticket=id_)
        life.do(m.CallNext, "w4")
    elif road == "passed and called back":
        life.do(m.Pass, "w4")
        life.do(m.CallChosen, "w4", ticket=id_, reason="人在窗口")
    life.finish("w4")


def _waiting(life: Life) -> list[tuple[str, int]]:
    waiting = (t for queue in life.hall.lines for t in life.hall.waiting_tickets(queue))
    return [(t.token, ahead(life.hall, t)) for t in waiting]


@given(
    st.permutations(range(8)), st.lists(lanes, min_size=8, max_size=8), st.lists(st.booleans(), min_size=8)
)
def test_events_that_commute_give_the_same_choice(
    order: list[int], given_lanes: list[str], leaves: list[bool]
) -> None:
    """Eight wait; those who give up do so in any order."""
    halls = []
    for going in (range(8), order):
        life = Life(windows={"w1": "A", "w2": "A"}, promise_s=10**6)
        for lane in given_lanes:
            life.take("A", lane=lane)
        for place in going:
            if leaves[place]:
                life.do(m.CancelTicket, ticket=life.id(f"A{place + 1:03d}"))
        life.sign_in("w1")
        halls.append(life)
    left = leaves[:8].count(False)
    assert halls[0].calls("w1", left) == halls[1].calls("w1", left)


@given(rounds)
def test_the_log_played_again_is_the_hall(crowd: list[Round]) -> None:
    life = OneWindow()
    for arrivals in crowd:
        for how in arrivals:
            life.comes(how)
        if choose(life.hall, "w1", life.at):
            life.calls("w1", 1)
    again = Hall(life.hall.plan)
    for event in life.log:
        as_text = json.dumps(m.to_record(event), ensure_ascii=False)
        evolve(again, m.from_record(event.type, event.at, event.actor, json.loads(as_text)))
    assert picture(again) == picture(life.hall)
