"""The paper of a ticket: printed, failed, kept or void, and no ghost in the queue (decision 10)."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.decide import decide, next_due
from server.domain.evolve import evolve
from server.domain.facts.plan import Device, DeviceKind, Kiosk
from server.domain.views.duty import duty_view
from server.domain.views.public import kiosk_view
from server.domain.words.slip import slip_facts
from tests.halls import (
    A1,
    DAY,
    OPEN,
    PLAN,
    T0,
    S,
    apply,
    at_window,
    called,
    expired,
    gap,
    hall_after,
    happened,
    passed,
    plan_with,
    signed_in,
    slip_failed,
    taken,
    told,
    voided,
    want,
)

TAKEN = [*OPEN, taken(kiosk="k1")]
FAILED = [*TAKEN, slip_failed()]
KEPT = happened(m.TicketKept, ticket=A1)
PRINTED = happened(m.SlipPrinted, ticket=A1)
UNCONFIRMED = happened(m.SlipUnconfirmed, ticket=A1)
AFTER = T0 + 30 * S + 1
SECOND = "printer-k1-spare"
MOVED = happened(m.SlipMoved, ticket=A1, cause="paper_out", printer=SECOND)
GHOST = voided(reason="print_failed")


@pytest.mark.parametrize(
    ("given", "slip"),
    [
        ([*OPEN, taken(kiosk="k1")], "pending"),
        ([*OPEN, taken(kiosk="k2")], "none"),
        ([*OPEN, taken()], "none"),
        ([*TAKEN, PRINTED], "printed"),
        (FAILED, "failed"),
        ([*FAILED, KEPT], "kept"),
        ([*TAKEN, UNCONFIRMED], "unconfirmed"),
        ([*TAKEN, MOVED], "pending"),
        ([*TAKEN, MOVED, PRINTED], "printed"),
    ],
    ids=[
        "on its way",
        "a kiosk without printer",
        "no kiosk at all",
        "printed",
        "failed",
        "kept",
        "a long stop came between",
        "the second printer has it in hand",
        "and printed it",
    ],
)
def test_where_the_paper_stands(given, slip):
    assert hall_after(given).tickets[A1].slip == slip


TICKS = {
    "the citizen may think for half a minute": (FAILED, T0 + 30 * S, []),
    "no answer: the ticket is void": (FAILED, AFTER, [GHOST]),
    "kept: it stays": ([*FAILED, KEPT], AFTER, []),
    "void already": ([*FAILED, voided()], AFTER, []),
    "who was called has shown up": ([*FAILED, signed_in(), called()], AFTER, [KEPT]),
    "who was called and passed is not void": ([*FAILED, signed_in(), called(), passed()], AFTER, [KEPT]),
    "expired with the day": ([*FAILED, expired()], AFTER, []),
    "printed": ([*TAKEN, PRINTED], AFTER, []),
    "on its way to the second printer": ([*TAKEN, MOVED], T0 + 3600 * S, []),
    "still on its way: the clock voids nothing": (TAKEN, T0 + 3600 * S, []),
    "not confirmed: a person decides, not the clock": ([*TAKEN, UNCONFIRMED], T0 + 3600 * S, []),
    "a stop lengthens the thinking": ([*FAILED, gap(40, recovery=False, at=T0 + 45 * S)], T0 + 70 * S, []),
    "and then it ends": ([*FAILED, gap(40, recovery=False, at=T0 + 45 * S)], T0 + 70 * S + 1, [GHOST]),
    "while the hall comes back nothing is void": (
        [*FAILED, gap(600, recovery=True, at=T0 + 620 * S)],
        T0 + 9000 * S,
        [],
    ),
}


@pytest.mark.parametrize(("given", "at", "then"), TICKS.values(), ids=TICKS)
def test_time_passes(given, at, then):
    assert told(decide(hall_after(given), want(m.Tick, at=at))) == told(then)


@pytest.mark.parametrize(("given", "at", "then"), TICKS.values(), ids=TICKS)
def test_a_tick_comes_when_it_is_due_and_leaves_nothing_due(given, at, then):
    hall = hall_after(given)
    due = next_due(hall)
    assert (due is not None and due <= at) == bool(then)
    apply(hall, want(m.Tick, at=at))
    assert next_due(hall) is None or next_due(hall) > at


def test_a_void_ghost_is_called_by_nobody():
    hall = hall_after([*FAILED, signed_in()])
    apply(hall, want(m.Tick, at=AFTER))
    assert apply(hall, at_window(m.CallNext, at=AFTER)).code == "nobody_waiting"


def test_keep_and_the_clock_in_the_same_moment():
    """Whoever comes first: after the void the citizen is told that it is too late."""
    hall = hall_after(FAILED)
    apply(hall, want(m.Tick, at=AFTER))
    assert apply(hall, want(m.KeepTicket, at=AFTER, actor="kiosk:k1", ticket=A1)).code == "wrong_state"


def test_how_long_the_citizen_may_think_is_a_setting():
    hall = hall_after(FAILED, plan_with(slip_answer_s=5))
    assert next_due(hall) == T0 + 5 * S + 1


@pytest.mark.parametrize("copy", [False, True])
def test_what_the_slip_is_told(copy):
    hall = hall_after([*TAKEN, taken(serial=2, kiosk="k1")])
    facts = slip_facts(hall, hall.tickets[A1], copy=copy)
    assert (facts.hall, facts.timezone, facts.copy) == ("测试大厅", "Asia/Shanghai", copy)
    told_ = {name: facts.ticket[name] for name in ("number", "queue_name", "ahead", "token")}
    assert told_ == {"number": "A001", "queue_name": "社会保险", "ahead": 0, "token": "secret-A1"}
    assert [w["label"] for w in facts.ticket["windows"]] == ["1号窗口", "2号窗口"]


def test_paper_owed_before_a_long_stop_is_listed_and_never_printed_by_itself() -> None:
    hall = hall_after([*OPEN, taken(kiosk="k1")])
    events = decide(hall, m.StartDay(at=T0 + 600 * S, actor="system", day=DAY, gap_ms=600 * S))
    assert isinstance(events, list)
    assert [type(e) for e in events] == [m.GapSeen, m.SlipUnconfirmed]
    for event in events:
        evolve(hall, event)
    assert hall.tickets[A1].slip == "unconfirmed"
    assert [slip["number"] for slip in duty_view(hall, {})["unconfirmed"]] == ["A001"]


LATE_WORDS = {
    # name: (how the paper stood, what the printer says later, what is believed)
    "it did come out": ([*TAKEN, UNCONFIRMED], True, [PRINTED]),
    "it did not: a person looks anyway": ([*TAKEN, UNCONFIRMED], False, []),
    "it came out after it had been called lost": (FAILED, True, [PRINTED]),
    "it came out when the ticket was void already": ([*FAILED, voided()], True, []),
    "it is lost as it was before": (FAILED, False, []),
    "it was kept without paper": ([*FAILED, KEPT], True, []),
}


@pytest.mark.parametrize(("given", "printed", "then"), LATE_WORDS.values(), ids=LATE_WORDS)
def test_what_a_printer_says_late(given, printed, then):
    report = want(m.ReportSlip, ticket=A1, printed=printed, cause="" if printed else "offline")
    assert told(decide(hall_after(given), report)) == told(then)


HANDED_ON = {
    # name: (how the paper stood, whether paper may be out, what follows)
    "nothing came out: the next printer's is the first": (TAKEN, False, [MOVED]),
    "paper may be out: the next one says so": (TAKEN, True, [replace(MOVED, copy=True)]),
    "from the second to a third": ([*TAKEN, MOVED], False, [MOVED]),
    "the number is void: no more paper": ([*TAKEN, voided()], False, [slip_failed()]),
    "a long stop came between: a person looks": ([*TAKEN, UNCONFIRMED], False, []),
    "it came out after all": ([*TAKEN, PRINTED], True, []),
}


@pytest.mark.parametrize(("given", "copy", "then"), HANDED_ON.values(), ids=HANDED_ON)
def test_a_slip_goes_on_to_the_next_printer(given, copy, then):
    said = want(m.ReportSlip, ticket=A1, printed=False, cause="paper_out", then=SECOND, copy=copy)
    assert told(decide(hall_after(given), said)) == told(then)


def test_the_kiosk_says_while_its_second_printer_works():
    hall = hall_after([*TAKEN, MOVED])
    assert kiosk_view(hall, "k1", {})["slips"] == {A1: "moved"}
    evolve(hall, PRINTED)
    assert kiosk_view(hall, "k1", {})["slips"] == {A1: "printed"}


FIRST, SPARE = (Device(id_, DeviceKind.PRINTER, "escpos", f"/dev/{id_}", kiosk="k1") for id_ in ("p1", "p2"))
WELL = {"link": "in_step", "cause": "", "since": 0, "last_ok": 0, "errors": 0, "paper": "ok"}


@pytest.mark.parametrize(
    ("spare", "first", "second", "closed"),
    [
        ("second", "paper_out", "", None),
        ("second", "", "cutter", None),
        ("second", "paper_near_end", "paper_near_end", None),
        ("second", "unreachable", "error", "printer"),
        ("none", "paper_out", "", "printer"),
        ("none", "", "paper_out", None),
    ],
)
def test_a_kiosk_with_two_printers_closes_when_none_of_those_that_count_can_print(
    spare, first, second, closed
):
    kiosks = (replace(PLAN.kiosks[0], spare=spare), PLAN.kiosks[1])
    plan = replace(PLAN, devices=(FIRST, SPARE), kiosks=kiosks)
    healths = {"p1": WELL | {"cause": first}, "p2": WELL | {"cause": second}}
    view = kiosk_view(hall_after(OPEN, plan), "k1", healths)
    assert (view["closed"] and view["closed"]["code"]) == closed


def test_a_closed_kiosk_names_the_nearest_one_that_gives_numbers():
    devices = (FIRST, replace(SPARE, kiosk="k3"))
    kiosks = (*(replace(k, needs_paper=True) for k in PLAN.kiosks), Kiosk("k3", "一楼二号机", "1"))
    plan = replace(PLAN, devices=devices, kiosks=kiosks)
    ill = WELL | {"cause": "paper_out"}

    def elsewhere(**healths: object) -> object:
        closed = kiosk_view(hall_after(OPEN, plan), "k1", healths)["closed"]
        assert closed
        return closed["elsewhere"]

    assert elsewhere(p1=ill) == {"name": "一楼二号机", "floor_name": "一楼", "floor_name_en": "Floor 1"}
    assert elsewhere(p1=ill, p2=ill) == {
        "name": "无纸取号机",
        "floor_name": "二楼",
        "floor_name_en": "Floor 2",
    }
    closed = kiosk_view(hall_after([], plan), "k1", {})["closed"]
    assert closed
    assert closed["elsewhere"] is None


def test_the_printers_that_take_over_from_one():
    plan = replace(PLAN, devices=(FIRST, SPARE, replace(FIRST, id="desk", kiosk=None, window="w1")))
    assert plan.slip_printers(kiosk="k1") == plan.devices[:2]
    assert plan.behind(FIRST) == (SPARE,)
    assert plan.behind(SPARE) == plan.behind(plan.devices[2]) == ()
    alone = replace(plan, kiosks=(replace(PLAN.kiosks[0], spare="none"),))
    assert alone.slip_printers(kiosk="k1") == (FIRST,)
    assert alone.behind(FIRST) == alone.behind(SPARE) == ()
