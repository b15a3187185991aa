"""Where the time goes: given what happened, these stretches and no others."""

from typing import Any

import pytest

from server.domain import messages as m
from server.domain.spans import Span, Spans
from tests.halls import S
from tests.life import Life, TimedLife

NOT_TOLD = ("present", "taken")


class Watched:
    """A life, and the stretches that its events ended."""

    def __init__(self, life: Life | None = None) -> None:
        self.life = life or Life(windows={"w1": "A", "w2": "A"}, no_show_calls=1, no_show_s=0, min_staff=0)

    def told(self, *kinds: str) -> list[tuple[str, str, int]]:
        """(kind, end, seconds) in the order of their ends; of all but `NOT_TOLD` where none is named."""
        return [(s.kind, s.end, (s.until - s.since) // S) for s in self.spans(*kinds)]

    def spans(self, *kinds: str) -> list[Span]:
        fold = Spans()
        everything = [span for event in self.life.log for span in fold.feed(event)]
        return [s for s in everything if (s.kind in kinds if kinds else s.kind not in NOT_TOLD)]

    def wait(self, seconds: int) -> None:
        self.life.at += seconds * S


@pytest.fixture
def hall() -> Watched:
    watched = Watched()
    watched.life.sign_in("w1")
    watched.life.take("A")
    return watched


TICKETS = ("waiting", "walking", "serving", "holding", "passed", "by_hand")


def test_a_plain_visit_has_three_stretches(hall):
    hall.wait(99)
    hall.life.call("w1")
    hall.wait(19)
    hall.life.do(m.StartService, "w1")
    hall.wait(299)
    hall.life.finish("w1")
    assert hall.told(*TICKETS) == [
        ("waiting", "called", 100),
        ("walking", "serving", 20),
        ("serving", "finished", 300),
    ]
    assert {(s.queue, s.window, s.staff) for s in hall.spans(*TICKETS)} == {("A", "w1", "1w1")}
    assert [s.ticket for s in hall.spans("taken")] == [hall.life.id("A001")]


def test_an_undone_call_has_not_been(hall):
    hall.wait(9)
    hall.life.call("w1")
    hall.life.do(m.UndoCall, "w1")
    hall.wait(9)
    hall.life.call("w1")
    hall.life.do(m.Pass, "w1")
    assert hall.told(*TICKETS) == [("waiting", "called", 21), ("walking", "passed", 1)]


def test_a_call_out_of_the_passed_ones_ends_no_wait(hall):
    hall.life.call("w1")
    hall.life.do(m.Pass, "w1")
    hall.life.do(m.CallChosen, "w1", ticket=hall.life.id("A001"), reason="在窗口前")
    hall.life.finish("w1")
    told = [(kind, end) for kind, end, _ in hall.told(*TICKETS)]
    assert told[1:] == [
        ("walking", "passed"),
        ("passed", "called"),
        ("walking", "serving"),
        ("serving", "finished"),
    ]


def test_returned_passed_requeued_held_woken_transferred(hall):
    do = hall.life.do
    hall.life.call("w1")
    do(m.ReturnToFront, "w1", reason="叫错")
    hall.life.call("w1")
    do(m.Pass, "w1")
    do(m.RequeueTicket, ticket=hall.life.id("A001"))
    hall.life.call("w1")
    do(m.Hold, "w1", kind="away_no_papers")
    do(m.WakeTicket, ticket=hall.life.id("A001"), actor="staff:D01")
    hall.life.call("w1")
    do(m.StartService, "w1")
    do(m.Transfer, "w1", to="window", id="w2")
    assert [(kind, end) for kind, end, _ in hall.told(*TICKETS)] == [
        ("waiting", "called"),
        ("walking", "returned"),
        ("waiting", "called"),
        ("walking", "passed"),
        ("passed", "requeued"),
        ("waiting", "called"),
        ("walking", "held"),
        ("holding", "woken"),
        ("waiting", "called"),
        ("walking", "serving"),
        ("serving", "transferred"),
    ]


@pytest.mark.parametrize(
    ("before", "kind"), [((), "waiting"), ((m.CallNext, m.Pass), "passed"), ((m.CallNext,), "walking")]
)
def test_who_is_left_at_the_end_of_the_day_has_a_last_stretch(hall, before, kind):
    for command in before:
        hall.life.do(command, "w1")
    fold = Spans()
    for event in hall.life.log:
        fold.feed(event)
    at = hall.life.at + 10 * S
    end = m.TicketExpired(at=at, actor="system", ticket=hall.life.id("A001"), reason="day_not_closed")
    assert [(s.kind, s.end) for s in fold.feed(end)][-1] == (kind, "expired")


def test_a_moved_ticket_waits_on_under_its_new_queue():
    hall = Watched(Life(queues="AB", windows={"w1": "A", "w2": "B"}, min_staff=0))
    hall.life.sign_in("w2")
    hall.life.take("A")
    moved = {"of": "queue", "source": "A", "to": "queue", "id": "B", "reason": "窗口关闭"}
    hall.life.do(m.MoveWaiting, actor="staff:D01", **moved)
    hall.life.call("w2")
    hall.life.finish("w2")
    assert [(s.kind, s.queue, s.window) for s in hall.spans("waiting")] == [("waiting", "B", "w2")]


def test_a_hand_over_divides_the_work(hall):
    hall.life.call("w1")
    hall.life.do(m.StartService, "w1")
    hall.life.do(m.HandOver, "w1", to="1w2")
    hall.life.finish("w1")
    told = [(s.kind, s.end, s.staff) for s in hall.spans("waiting", "walking", "serving")]
    assert told == [
        ("waiting", "called", "1w1"),
        ("walking", "serving", "1w1"),
        ("serving", "handed_over", "1w1"),
        ("serving", "finished", "1w2"),
    ]
    hall.life.do(m.HandOver, "w1", to="1w1")
    assert [(s.staff, s.end) for s in hall.spans("present")] == [("1w1", "signed_out"), ("1w2", "signed_out")]
    assert [s.staff for s in hall.spans("idle")] == ["1w1", "1w2"]


def test_idle_and_suspended_are_told_of_the_window(hall):
    hall.wait(29)
    hall.life.do(m.Suspend, "w1", reason="短暂离开")
    hall.wait(59)
    hall.life.do(m.Resume, "w1")
    hall.life.call("w1")
    assert hall.told("idle", "suspended") == [
        ("idle", "suspended", 31),
        ("suspended", "resumed", 60),
        ("idle", "called", 1),
    ]


def test_a_hall_that_does_not_serve_is_not_idle():
    hall = Watched(TimedLife("8:30-11:30", "14:00-17:00", at="8:25", no_show_s=0))
    life = hall.life
    life.sign_in("w1")
    for at in ("8:31", "11:31", "14:01", "17:01"):
        life.clock(at)
    life.do(m.CloseHall, actor="staff:D01")
    idle = [(s.hour, s.end, (s.until - s.since) // (60 * S)) for s in hall.spans("idle")]
    assert idle == [(8, "hall", 180), (14, "signed_out", 181)]


def closed_by_power_cut(life: Any, *before: type[m.Command]) -> None:
    life.sign_in("w1")
    life.take("A")
    for command in before:
        life.do(command, "w1")
    life.gap(40 * 60 * S)


def test_a_power_cut_is_nobodys_idleness():
    hall = Watched()
    closed_by_power_cut(hall.life)
    hall.life.call("w1")
    idle = hall.told("idle")
    assert [end for _, end, _ in idle] == ["hall", "called"]
    assert sum(seconds for *_, seconds in idle) < 10


@pytest.mark.parametrize("before", [(), (m.CallNext,), (m.CallNext, m.StartService)])
def test_what_paper_tells_counts_and_has_no_times(before):
    hall = Watched()
    closed_by_power_cut(hall.life, *before)
    at = hall.life.at
    done = {"number": "A001", "outcome": "finished", "window": "w1", "staff": "1w1", "ended_at": at}
    hall.life.do(m.BackEnter, actor="staff:D01", **done)
    hall.life.do(m.BackEnter, actor="staff:D01", number="A801", outcome="waiting", taken_at=at - 60 * S)
    assert [(s.end, s.window, s.staff) for s in hall.spans("by_hand")] == [("finished", "w1", "1w1")]
    assert not [s for s in hall.spans("serving") if s.end == "finished"]
    assert [s.since for s in hall.spans("taken")][-1] == at - 60 * S


def test_a_stop_before_the_hall_served_does_not_open_it():
    hall = Watched(TimedLife("8:30-11:30", at="8:00"))
    life = hall.life
    life.sign_in("w1")
    life.do(m.DeclareOutage, reason="停电")
    life.do(m.RecoverHall)
    life.clock("8:20")
    life.do(m.SignOut, "w1", reason="走错")
    assert hall.told("idle") == []


def test_a_day_that_nobody_closed_ends_with_the_last_deed():
    """Not when the machine finds it in the morning: nobody sat there all night."""
    hall = Watched(TimedLife("8:30-11:30", "14:00-17:00", at="8:25", no_show_s=0))
    life = hall.life
    life.sign_in("w1")
    life.clock("16:00")
    life.take("A", 2)
    life.call("w1")
    life.do(m.Hold, "w1", kind="away_no_papers")
    life.call("w1")
    life.do(m.StartService, "w1", actor="staff:1w1")
    life.at += 15 * 3600 * S
    life.do(m.StartDay, day="2026-11-25", midnight=24 * 3600 * S)
    last = next(e.at for e in reversed(life.log) if e.actor == "staff:1w1")
    open_ends = [s for s in hall.spans("serving", "holding", "present") if s.end in ("expired", "signed_out")]
    assert len(open_ends) == 3 and {s.until for s in open_ends} == {last}


def test_who_was_called_walks_from_the_call_whoever_sits_there_then(hall):
    hall.life.call("w1")
    hall.wait(19)
    hall.life.do(m.HandOver, "w1", actor="staff:1w1", to="1w2")
    hall.wait(9)
    hall.life.do(m.StartService, "w1", actor="staff:1w2")
    assert [(s.end, s.staff, s.until - s.since) for s in hall.spans("walking")] == [
        ("serving", "1w2", 30 * S)
    ]
    assert [s.staff for s in hall.spans("waiting")] == ["1w1"]


def test_what_concerns_no_window_that_is_known_tells_nothing():
    fold = Spans()
    assert fold.feed(m.SignedOut(at=1, actor="a", window="w9", staff="1")) == []
    assert fold.feed(m.WindowResumed(at=1, actor="a", window="w9", staff="1")) == []
    assert fold.feed(m.GapSeen(at=9, actor="a", since=1, recovery=False)) == []
    assert fold.feed(m.HallExtended(at=9, actor="a")) == fold.feed(m.HallExtended(at=9, actor="a")) == []
    taken = m.NumberTaken(at=9, actor="a", ticket="t", queue="A", number="A1", serial=1, token="x")
    fold.feed(taken)
    fold.feed(m.CallUndone(at=9, actor="a", ticket="t", window="w9", staff="1", back="waiting"))
    assert fold.feed(m.DayStarted(at=10, actor="a", day="2026-11-25")) == [] and not fold.ways
