"""值班记录: own entries, the daily list, the signature (R78, R79)."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.facts.calendar import DutyPost, GuardRoster, Roster
from server.domain.facts.plan import HallPlan, Role, Staff
from server.domain.facts.settings import DutyCheck
from server.domain.texts.refusals import refusal_text
from server.domain.views.duty import duty_view
from server.domain.views.record import ENTRIES, duty_record
from tests.halls import (
    ANN,
    CLOSED,
    DAY,
    DUTY,
    OPEN,
    PLAN,
    T0,
    WAITING,
    Case,
    S,
    apply,
    hall_after,
    happened,
    want,
)

CHECKS = (DutyCheck("badge", "挂牌上岗", "Name badges"), DutyCheck("safety", "消防通道", "Fire exits"))
LISTED = replace(PLAN, duty_checks=CHECKS)
OFFICER, OTHER, GUARD, DAI = f"staff:{DUTY}", "staff:zx-lea", "staff:zx-guard", "zx-dai"
TWO = replace(PLAN, staff=(*PLAN.staff, Staff(DAI, "戴宁", "值班", frozenset({Role.DUTY}), phone="6101")))
"""With another duty officer."""


def noted(text: str = "三楼灯坏", at: int = T0) -> m.Event:
    return happened(m.DutyNoted, at, OFFICER, text=text)


def checked(item: str, found: str = "", at: int = T0) -> m.Event:
    return happened(m.DutyChecked, at, OFFICER, item=item, found=found)


def signed(by: str = OFFICER, at: int = T0) -> m.Event:
    return happened(m.DutySigned, at, by)


def note(text: str) -> m.Command:
    return want(m.NoteDuty, actor=OFFICER, text=text)


def check(item: str = "badge", found: str = "") -> m.Command:
    return want(m.CheckDuty, actor=OFFICER, item=item, found=found)


def sign(by: str = OFFICER) -> m.Command:
    return want(m.SignDuty, actor=by)


def offered(**facts: int) -> m.Event:
    nothing = {"alarms": 0, "cases": 0, "incident": "", "waiting": 0, "in_hand": 0, "unconfirmed": 0}
    return happened(m.DutyOffered, actor=OFFICER, to=DAI, note="二楼灯坏", facts=nothing | facts)


def took(*floors: str) -> m.Event:
    return happened(m.DutyTaken, actor=f"staff:{DAI}", of=DUTY, floors=list(floors))


BY_GUARD = happened(m.DutyNoted, actor=GUARD, text="东门已锁", guard=True)
ALL_CHECKED = [checked("badge"), checked("safety", "杂物已移走")]
DONE = [*CLOSED, *ALL_CHECKED]
CASES: dict[str, Case] = {
    "an entry of one's own": (LISTED, OPEN, note(" 三楼灯坏 "), [noted()]),
    "as long as five lines": (LISTED, OPEN, note("长" * 600), [noted("长" * 500)]),
    "an empty entry": (LISTED, OPEN, note(" "), "note_required"),
    "all is well": (LISTED, OPEN, check(), [checked("badge")]),
    "it is well still": (LISTED, [*OPEN, checked("badge")], check(), []),
    "it is not well any more": (
        LISTED,
        [*OPEN, checked("badge")],
        check(found=" 两人未挂牌 "),
        [checked("badge", "两人未挂牌")],
    ),
    "no such item": (LISTED, OPEN, check("weather"), "unknown_check"),
    "who signs for a day that is not over": (LISTED, [*OPEN, *ALL_CHECKED], sign(), "day_not_over"),
    "who signs without having looked": (LISTED, [*CLOSED, checked("badge")], sign(), "checks_missing"),
    "a signature": (LISTED, DONE, sign(), [signed()]),
    "the same hand twice": (LISTED, [*DONE, signed()], sign(), []),
    "another hand": (LISTED, [*DONE, signed()], sign(OTHER), [signed(OTHER)]),
    "again, as something was added": (LISTED, [*DONE, signed(), noted()], sign(), [signed()]),
    "again, as something was found": (LISTED, [*DONE, signed(), checked("badge", "x")], sign(), [signed()]),
    "again, as the day went on": (
        LISTED,
        [*DONE, signed(), happened(m.HallExtended), happened(m.HallClosed)],
        sign(),
        [signed()],
    ),
    "a guard writes": (
        LISTED,
        OPEN,
        want(m.NoteDuty, actor=GUARD, text="东门已锁", guard=True),
        [happened(m.DutyNoted, actor=GUARD, text="东门已锁", guard=True)],
    ),
    "signed, whatever a guard wrote since": (LISTED, [*DONE, signed(), BY_GUARD], sign(), []),
    "the duty is handed over": (
        TWO,
        [*WAITING, happened(m.AlarmRaised, alarm="help:w1", kind="help")],
        want(m.OfferDuty, actor=OFFICER, to=DAI, note=" 二楼灯坏 "),
        [offered(alarms=1, waiting=1)],
    ),
    "to nobody that is known": (TWO, OPEN, want(m.OfferDuty, actor=OFFICER, to="x"), "unknown_staff"),
    "to a clerk": (TWO, OPEN, want(m.OfferDuty, actor=OFFICER, to=ANN), "no_duty_officer"),
    "to oneself": (TWO, OPEN, want(m.OfferDuty, actor=OFFICER, to=DUTY), "no_duty_officer"),
    "and taken, with the floors of nobody": (
        TWO,
        [*OPEN, offered()],
        want(m.TakeDuty, actor=f"staff:{DAI}"),
        [took("1", "2")],
    ),
    "taken by somebody else": (TWO, [*OPEN, offered()], want(m.TakeDuty, actor=OFFICER), "nothing_offered"),
    "taken twice": (
        TWO,
        [*OPEN, offered(), took("1")],
        want(m.TakeDuty, actor=f"staff:{DAI}"),
        "nothing_offered",
    ),
    "a hall without a list": (PLAN, CLOSED, sign(), [signed()]),
}


@pytest.mark.parametrize(("plan", "given", "command", "then"), CASES.values(), ids=CASES)
def test_the_record(plan, given, command, then):
    answer = apply(hall_after(given, plan), command)
    assert (answer.code if isinstance(answer, m.Refusal) else answer) == then


def test_what_is_still_open_is_said_by_name():
    refusal = apply(hall_after([*CLOSED, checked("badge")], LISTED), sign())
    assert refusal_text(refusal.code, refusal.params)[0] == "还有 1 项没有检查:消防通道。请逐项检查后再签字。"


def record(*events: m.Event, plan: HallPlan = LISTED) -> dict:
    return duty_record(plan, DAY, events)


def test_the_record_of_a_day_says_what_happened_and_who_answers_for_it():
    posts = Roster((DutyPost(LISTED.floors[0].id, (DUTY,)),))
    closed = happened(m.HallClosed, T0 + 3 * S, reason="day_closed", sums={"issued": 4})
    told = record(
        happened(m.HallOpened),
        noted(at=T0 + S),
        checked("badge", "两人未挂牌", at=T0 + 2 * S),
        closed,
        checked("badge", at=T0 + 4 * S),
        signed(at=T0 + 5 * S),
        plan=replace(LISTED, roster=posts),
    )
    assert [officer["no"] for officer in told["officers"]] == [DUTY]
    assert [e["type"] for e in told["entries"]][:2] == ["hall.opened.v1", "duty.noted.v1"]
    assert told["entries"][1] | {"actor": OFFICER, "text": "三楼灯坏"} == told["entries"][1]
    assert [(c["id"], c["found"], c["by"], c["at"]) for c in told["checks"]] == [
        ("badge", "", DUTY, T0 + 4 * S),
        ("safety", None, "", None),
    ]
    assert told["signed"] == [{"staff": DUTY, "at": T0 + 5 * S}]
    assert told["sums"] == {"issued": 4}


@pytest.mark.parametrize("later", [noted(), checked("badge"), happened(m.HallClosed)])
def test_what_is_written_after_a_signature_is_not_signed_for(later):
    assert record(signed(), later)["signed"] == []


def test_who_complained_or_may_rate_is_not_in_the_record():
    complaint = happened(
        m.ComplaintRegistered,
        complaint="TS-1",
        channel="phone",
        target="1号窗口",
        matter="态度",
        happened_at=T0,
        place="一楼",
        record="c-17",
    )
    started = happened(
        m.DayStarted, day=DAY, midnight=0, visits=[{"token": "secret"}], bookings=[{"code": "Y1"}]
    )
    assert complaint.__class__ in ENTRIES
    told = str(record(started, complaint)["entries"])
    assert "TS-1" in told
    assert not any(secret in told for secret in ("c-17", "secret", "Y1"))


def test_who_took_the_duty_over_has_it_in_the_record_and_on_the_board():
    """R77: since the hand-over, whoever the roster names; the phone is there for staff (R82)."""
    guards = GuardRoster(groups=((DAI,), ("gone",)))
    plan = replace(TWO, roster=Roster((DutyPost("1", (DUTY,)),)), guards=guards)
    events = [*OPEN, offered(), took("1")]
    told = record(*events, plan=plan)
    assert [(o["floor"], o["no"], o["phone"]) for o in told["officers"]] == [("1", DAI, "6101")]
    assert told["guards"] == [["戴宁"], ["gone"]]
    assert [e["type"] for e in told["entries"]][-2:] == ["duty.offered.v1", "duty.taken.v1"]
    before, since = hall_after([*OPEN, offered()], plan), hall_after(events, plan)
    assert (before.officer_of("1"), since.officer_of("1"), since.duty_offer) == (DUTY, DAI, None)
    assert duty_view(before, {})["duty_offer"]["to"] == DAI
    assert [o["name"] for o in duty_view(since, {})["duty"]] == ["戴宁"]
    assert hall_after([], plan).officer_of("1") is None


def test_the_signature_stands_though_a_guard_wrote_in_the_night():
    """R83: guards write at any hour; the officer has signed for the day's own entries."""
    assert record(signed(), BY_GUARD)["signed"] == [{"staff": DUTY, "at": T0}]
