"""How long somebody will wait: tables for what must come out, properties for what must never.

Where a table reckons with times, a call costs COST: the plan's five minutes, the moment between two, and the
share of a day that a window stands empty.
"""

import copy
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain import messages as m
from server.domain.decide import decide
from server.domain.evolve import evolve
from server.domain.turns import rehearsal
from server.domain.turns.estimate import (
    AWAY,
    BETWEEN_MS,
    LEAST_LEFT,
    LEAST_PAUSE_LEFT_MS,
    WaitRange,
    service_pace,
    shown_minutes,
    wait_range,
)
from tests.halls import picture
from tests.life import Life

USUAL = 300_000
COST = (USUAL + BETWEEN_MS) / (1 - AWAY) / 1000
"""Seconds that one call costs a window of which nothing is known yet."""
ALL_DAY = 86_400


def open_hall(queues: str = "A", windows: dict[str, str] | None = None, **more: Any) -> Life:
    """Every window signed in; nobody waits longer than promised unless a test says so."""
    life = Life(queues, windows, **({"promise_s": ALL_DAY} | more))
    for window in life.hall.plan.windows:
        life.sign_in(window.id)
    return life


def told(life: Life, queue: str = "A", number: str = "", lane: str = "normal") -> WaitRange:
    """What the holder of this number is told now, or who would take one now."""
    ticket = life.ticket(number) if number else None
    wait = wait_range(life.hall, queue, life.at, ticket=ticket, lane=lane)
    assert wait is not None
    return wait


def expected(life: Life, queue: str = "A", number: str = "", lane: str = "normal") -> float:
    return told(life, queue, number, lane).expected_s


# ---------------------------------------------------------------- one queue


def test_nobody_waits_and_a_window_is_free() -> None:
    wait = told(open_hall())
    assert (wait.low_s, wait.expected_s) == (0, 0)
    assert shown_minutes(wait) == (0, 1)


def test_no_window_open_for_it_is_said_instead_of_a_number() -> None:
    life = Life("AB", {"w1": "A", "w2": "B"})
    life.sign_in("w2")
    life.take("A")
    assert wait_range(life.hall, "A", life.at) is None
    assert wait_range(life.hall, "A", life.at, ticket=life.ticket("A001")) is None
    assert wait_range(life.hall, "B", life.at) is not None


def test_a_queue_that_only_suspended_windows_serve_has_no_window_open() -> None:
    life = open_hall()
    life.do(m.Suspend, "w1", reason="取材料")
    assert wait_range(life.hall, "A", life.at) is None


def test_a_hall_that_calls_nobody_tells_no_time() -> None:
    life = open_hall()
    life.take("A")
    life.at += 600_000
    life.do(m.StartDay, day="2026-11-24", gap_ms=600_000)
    assert wait_range(life.hall, "A", life.at, ticket=life.ticket("A001")) is None
    life.do(m.RecoverHall)
    assert expected(life, number="A001") == 0


def test_a_queue_that_is_not_in_the_plan_has_no_window_open() -> None:
    assert wait_range(open_hall().hall, "Z", 0) is None


@pytest.mark.parametrize(
    ("windows", "waiting", "calls_before"), [(1, 1, 1), (1, 3, 3), (2, 4, 2), (2, 5, 2), (3, 9, 3), (3, 2, 0)]
)
def test_first_in_first_out_over_free_windows(windows: int, waiting: int, calls_before: int) -> None:
    life = open_hall(windows={f"w{n + 1}": "A" for n in range(windows)})
    life.take("A", times=waiting)
    assert expected(life) == pytest.approx(calls_before * COST)


def test_each_ticket_in_line_waits_for_those_before_it() -> None:
    life = open_hall()
    life.take("A", times=4)
    waits = [expected(life, number=f"A00{n}") for n in (1, 2, 3, 4)]
    assert waits == pytest.approx([0, COST, 2 * COST, 3 * COST])


@pytest.mark.parametrize(
    ("elapsed_s", "left_s"), [(1, COST - 1), (200, COST - 200), (3600, LEAST_LEFT * COST)]
)
def test_the_visit_in_hand_takes_what_is_left_of_it(elapsed_s: int, left_s: float) -> None:
    life = open_hall()
    life.take("A")
    life.call("w1")
    life.at += elapsed_s * 1000
    assert expected(life) == pytest.approx(left_s)


def test_a_suspended_window_is_expected_back_for_those_who_wait_long() -> None:
    life = open_hall(windows={"w1": "A", "w2": "A"})
    life.take("A", times=12)
    both = expected(life)
    life.do(m.Suspend, "w2", reason="短暂离开")
    paused, soon = expected(life), expected(life, number="A002")
    life.do(m.Resume, "w2")
    life.do(m.SignOut, "w2")
    alone = expected(life)
    assert both < paused < alone
    assert soon == pytest.approx(COST)
    assert COST * 1000 < LEAST_PAUSE_LEFT_MS, "the second ticket's turn comes before anybody is back"


def test_those_who_do_not_come_take_their_own_time() -> None:
    life = open_hall(no_show_calls=1, no_show_s=0)
    life.take("A", times=30)
    for _ in range(20):
        life.call("w1")
        life.do(m.Pass, "w1")
    assert expected(life) < 0.6 * 10 * COST


# ---------------------------------------------------------------- what a service takes


@pytest.mark.parametrize(
    ("recent", "mean"),
    [
        ([], USUAL),
        ([120_000], (120_000 + 5 * USUAL) / 6),
        ([120_000] * 5, (120_000 + USUAL) / 2),
        ([120_000] * 30, (30 * 120_000 + 5 * USUAL) / 35),
        ([0] * 5, USUAL / 2),
    ],
)
def test_what_a_queue_needed_today_is_shrunk_to_the_plan(recent: list[int], mean: float) -> None:
    assert service_pace(recent, USUAL).expected == pytest.approx(mean)


def test_one_visit_that_nobody_finished_moves_little() -> None:
    usual = [240_000 + 8_000 * n for n in range(15)]
    plain, spoilt = service_pace(usual, USUAL), service_pace([*usual, 4 * 3600 * 1000], USUAL)
    assert spoilt.expected < 1.1 * plain.expected
    assert spoilt.deviation < 1.5 * plain.deviation


def test_even_services_make_a_narrower_range_than_uneven_ones() -> None:
    even, uneven = open_hall(), open_hall()
    even.hall.service_ms["A"].extend([300_000] * 30)
    uneven.hall.service_ms["A"].extend([100_000, 500_000] * 15)
    for life in (even, uneven):
        life.take("A", times=5)
    assert expected(even) == pytest.approx(expected(uneven))
    assert told(even).low_s > told(uneven).low_s
    assert told(even).high_s < told(uneven).high_s


def test_many_windows_make_a_surer_wait_than_one() -> None:
    one, four = open_hall(), open_hall(windows={f"w{n}": "A" for n in range(1, 5)})
    one.take("A", times=5)
    four.take("A", times=20)
    assert expected(one) == pytest.approx(expected(four))
    assert told(four).high_s < told(one).high_s


def test_a_quick_day_is_told_as_one() -> None:
    life = open_hall()
    life.take("A", times=4)
    before = expected(life)
    life.hall.service_ms["A"].extend([60_000] * 30)
    assert expected(life) < before / 2


@pytest.mark.parametrize(
    ("low_s", "high_s", "shown"),
    [(0, 20, (0, 1)), (59.9, 60, (0, 1)), (60, 60.1, (1, 2)), (179, 601, (2, 11))],
)
def test_minutes_are_rounded_outward(low_s: float, high_s: float, shown: tuple[int, int]) -> None:
    assert shown_minutes(WaitRange(low_s, high_s, low_s)) == shown


# ---------------------------------------------------------------- whatever choose knows


def test_the_priority_lane_is_shorter() -> None:
    life = open_hall()
    life.take("A", times=5)
    assert expected(life, lane="priority") < expected(life)


def test_priority_tickets_that_still_come_make_the_normal_wait_longer() -> None:
    calm, busy = open_hall(), open_hall()
    for life, lane in ((calm, "normal"), (busy, "priority")):
        life.take("A", times=6, lane=lane)
        life.calls("w1", 6)
        life.hall.service_ms["A"].clear()
        life.take("A", times=6)
    assert expected(busy) > expected(calm)


def test_who_waits_longer_than_promised_is_told_to_come_next() -> None:
    life = open_hall(promise_s=2700)
    life.take("A")
    life.at += 2_701_000
    life.take("A", times=3, lane="priority")
    assert expected(life, number="A001") == 0
    assert expected(life, number="A004") == pytest.approx(3 * COST)


def test_two_queues_of_one_window_wait_for_each_other() -> None:
    life = open_hall("AB", {"w1": "AB"})
    life.take("A", times=3)
    life.take("B")
    assert expected(life, "B", "B001") == pytest.approx(3 * COST)
    assert expected(life, "A") == pytest.approx(4 * COST)


def test_a_window_between_two_queues_joins_their_waits() -> None:
    """B has two windows while nobody comes for A; a crowd for A that came earlier takes one of them."""
    plan = {"w1": "A", "w2": "AB", "w3": "B"}
    quiet, crowded = open_hall("AB", plan), open_hall("AB", plan)
    crowded.take("A", times=8)
    for life in (quiet, crowded):
        life.take("B", times=4)
    assert expected(quiet, "B") == pytest.approx(2 * COST)
    assert expected(crowded, "B") == pytest.approx(4 * COST)


def test_a_window_helps_another_queue_only_when_its_own_is_empty() -> None:
    life = open_hall("AB", {"w1": "B"}, backup={"w1": "A"})
    life.take("A")
    life.take("B", times=2)
    assert expected(life, "B", "B001") == 0
    assert expected(life, "A", "A001") >= 2 * COST


def test_a_ticket_sent_back_to_the_front_is_next() -> None:
    life = open_hall()
    life.take("A", times=3)
    life.call("w1")
    life.do(m.ReturnToFront, "w1", reason="叫错")
    assert expected(life, number="A001") == 0
    assert expected(life, number="A002") == pytest.approx(COST)
    assert life.call("w1") == ("A001", "directed"), "reckoning has called nobody"


def sent_to_w2() -> Life:
    """A001 comes from w1 to w2, which has A002 in hand, before A003 and A004 there."""
    life = open_hall(windows={"w1": "A", "w2": "A"})
    life.take("A", times=4)
    life.call("w1")
    life.call("w2")
    life.do(m.Transfer, "w1", to="window", id="w2")
    return life


def test_a_ticket_sent_to_a_window_waits_for_that_window() -> None:
    life = sent_to_w2()
    assert expected(life, number="A003") == 0
    assert 0 < expected(life, number="A001") < COST


def test_a_ticket_sent_to_a_person_waits_for_that_person() -> None:
    life = open_hall(windows={"w1": "A", "w2": "A"})
    life.take("A", times=2)
    life.call("w1")
    life.call("w2")
    life.do(m.Transfer, "w1", to="staff", id=life.staff_at("w2"))
    assert 0 < expected(life, number="A001") < COST
    life.finish("w2")
    assert expected(life, number="A001") == 0
    life.do(m.SignOut, "w2")  # who leaves is waited for no longer
    assert wait_range(life.hall, "A", life.at, ticket=life.ticket("A001")) is not None


def test_a_ticket_sent_to_a_window_that_pauses_is_told_no_time() -> None:
    life = sent_to_w2()
    life.finish("w2")
    life.do(m.Suspend, "w2", reason="取材料")
    assert wait_range(life.hall, "A", life.at, ticket=life.ticket("A001")) is None


def test_an_appointment_is_reckoned_from_its_slot() -> None:
    life = open_hall()
    life.take("A", times=9)
    ticket, line = life.ticket("A009"), life.hall.lines["A"]
    line.remove(ticket)
    ticket.due_from = life.at + int(2.5 * COST * 1000)
    line.add(ticket)
    assert expected(life, number="A009") == pytest.approx(3 * COST)
    assert expected(life, number="A004") == pytest.approx(4 * COST)


# ---------------------------------------------------------------- a full hall


def test_beyond_what_is_played_forward_the_rate_goes_on() -> None:
    life = open_hall(windows={"w1": "A", "w2": "A"})
    life.take("A", times=1000)
    assert expected(life) == pytest.approx(500 * COST, rel=0.02)


@pytest.mark.parametrize("lane", ["normal", "priority"])
def test_the_rate_is_that_of_the_lane(lane: str, monkeypatch: pytest.MonkeyPatch) -> None:
    life = open_hall("AB", {"w1": "A", "w2": "AB", "w3": "B"})
    for _ in range(150):
        life.take("A", times=3)
        life.take("A", lane="priority")
        life.take("B")
    guessed = expected(life, lane=lane)
    monkeypatch.setattr(rehearsal, "CAP", 5000)
    played = expected(life, lane=lane)
    assert guessed == pytest.approx(played, rel=0.25), "priority tickets that still come are not in the rate"


def test_many_idle_windows_elsewhere_do_not_hide_the_turn() -> None:
    """Sixty windows have nothing to do; priority tickets keep coming to them; A's only clerk is busy."""
    life = open_hall("AB", {"w1": "AB"} | {f"w{n}": "B" for n in range(2, 62)})
    for n in range(2, 62):
        life.take("B", lane="priority")
        life.call(f"w{n}")
        life.finish(f"w{n}")
    life.hall.service_ms.clear()
    life.take("A", times=6)
    life.call("w1")
    assert expected(life) == pytest.approx(6 * COST, rel=0.02)


def test_visits_of_hours_still_give_a_time() -> None:
    life = open_hall()
    life.take("A", times=70, lane="priority")
    life.call("w1")
    life.hall.service_ms["A"].extend([6 * 3_600_000] * 30)
    life.take("A")
    assert expected(life) > 5 * 3600


def test_a_queue_that_is_never_reached_waits_for_everybody() -> None:
    life = open_hall("AB", {"w1": "B"}, backup={"w1": "A"})
    life.take("A")
    life.take("B", times=300)
    assert expected(life, number="A001") >= 300 * COST * 0.98


# ---------------------------------------------------------------- properties

LANES = st.sampled_from(["normal", "normal", "priority"])


@given(windows=st.integers(1, 4), waiting=st.integers(0, 260), in_hand=st.integers(0, 4))
@settings(max_examples=25, deadline=None)
def test_more_waiting_never_shortens_the_wait(windows: int, waiting: int, in_hand: int) -> None:
    life = open_hall(windows={f"w{n + 1}": "A" for n in range(windows)})
    for n in range(min(in_hand, windows)):
        life.take("A")
        life.call(f"w{n + 1}")
    life.take("A", times=waiting)
    for _ in range(3):
        before = wait_range(life.hall, "A", life.at + 5000)
        life.take("A")
        life.at -= 1000
        after = wait_range(life.hall, "A", life.at + 5000)
        assert before
        assert after
        assert after.expected_s >= before.expected_s - 1e-6


@given(lanes=st.lists(LANES, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_the_order_told_is_the_order_called(lanes: list[str]) -> None:
    """One window: nobody is told to come before somebody whom `choose` then calls first."""
    life = open_hall()
    for lane in lanes:
        life.take("A", lane=lane)
    waits = {t.number: expected(life, number=t.number) for t in life.hall.waiting_tickets("A")}
    assert sorted(waits, key=lambda number: waits[number]) == life.calls("w1", len(lanes))


@given(lanes=st.lists(LANES, max_size=10), order=st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_how_the_line_came_about_does_not_matter(lanes: list[str], order: Any) -> None:
    life = open_hall(windows={"w1": "A", "w2": "A"})
    for lane in lanes:
        life.take("A", lane=lane)
    before = told(life)
    line, tickets = life.hall.lines["A"], list(life.hall.waiting_tickets("A"))
    for ticket in tickets:
        line.remove(ticket)
    order.shuffle(tickets)
    for ticket in tickets:
        line.add(ticket)
    assert told(life) == before


WINDOWS = ("w1", "w2", "w3")
AT_WINDOW: tuple[tuple[type[m.Command], dict[str, Any]], ...] = (
    (m.SignIn, {}),
    (m.SignOut, {}),
    (m.CallNext, {}),
    (m.CallNext, {}),
    (m.StartService, {}),
    (m.Finish, {}),
    (m.Pass, {}),
    (m.ReturnToFront, {"reason": "叫错"}),
    (m.Suspend, {"reason": "取材料"}),
    (m.Resume, {}),
    (m.Hold, {"kind": "away_no_papers"}),
    (m.Hold, {"kind": "away_papers_kept"}),
    (m.Transfer, {"to": "queue", "id": "B"}),
    (m.Transfer, {"to": "window", "id": "w2", "come_back": True}),
    (m.Transfer, {"to": "staff", "id": "1w3"}),
)
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.sampled_from("ABC"), LANES),
        st.tuples(st.just("window"), st.sampled_from(WINDOWS), st.sampled_from(AT_WINDOW)),
        st.tuples(st.sampled_from([m.WakeTicket, m.RequeueTicket, m.CancelTicket]), st.integers(0, 9)),
        st.tuples(st.just("later"), st.integers(1, 3000)),
    ),
    max_size=40,
)


@given(deeds=DEEDS)
@settings(max_examples=100, deadline=None)
def test_it_always_answers_and_only_reads(deeds: list[tuple[Any, ...]]) -> None:
    plan = {"w1": "A", "w2": "AB", "w3": "B"}
    life = Life("ABC", plan, backup={"w3": "A"}, no_show_calls=1, no_show_s=0, promise_s=1800)
    for window in ("w1", "w2"):
        life.sign_in(window)
    life.take("A", times=2)
    for deed in deeds:
        _try(life, deed)
    before = copy.deepcopy(picture(life.hall))
    waits = [wait_range(life.hall, q, life.at, lane=lane) for q in "ABC" for lane in ("normal", "priority")]
    standing = [t for q in "ABC" for t in life.hall.waiting_tickets(q)]
    waits += [wait_range(life.hall, t.queue, life.at, ticket=t) for t in (*standing, *_sent(life))]
    assert picture(life.hall) == before
    assert all(0 <= w.low_s <= w.expected_s <= w.high_s < 10 * ALL_DAY for w in waits if w)
    assert waits[4:6] == [None, None], "nobody serves C"


def _sent(life: Life) -> Iterable[Any]:
    return [life.hall.tickets[place[3]] for places in life.hall.sent_to.values() for place in places]


def _try(life: Life, deed: tuple[Any, ...]) -> None:
    """It happens if the rules let it."""
    what, *how = deed
    if what == "take":
        life.take(how[0], lane=how[1])
    elif what == "later":
        life.at += how[0] * 1000
    else:
        command, given_ = (what, {}) if what != "window" else how[1]
        if what == "window":
            given_ = given_ | {"window": how[0]}
            given_ |= {"staff": life.staff_at(how[0])} if command is m.SignIn else {}
        else:
            tickets = list(life.hall.tickets.values())
            given_ = {"ticket": tickets[how[0] % len(tickets)].id}
        life.at += 1000
        answer = decide(life.hall, command(at=life.at, actor="system", **given_))
        for event in [] if isinstance(answer, m.Refusal) else answer:
            evolve(life.hall, event)
