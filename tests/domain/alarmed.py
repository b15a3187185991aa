"""Conditions and alarms as the tables of `test_alarms` begin with them, ask and expect."""

from dataclasses import replace
from typing import Any

from server.domain import messages as m
from server.domain.facts.plan import HallPlan, Role, Staff
from server.domain.facts.settings import AlarmLimits
from tests.halls import (
    ANN,
    DUTY,
    PLAN,
    T0,
    TIMED_PREP,
    S,
    happened,
    raised,
    rung,
    want,
)

MIN = 60 * S
DON = "zx-don"
TWO = replace(PLAN, staff=(*PLAN.staff, Staff(DON, "董宁", "值班", frozenset({Role.DUTY}))))
STRICT = AlarmLimits(suspended_s=600, escalate_s=180, again_s=300)


def strict(plan: HallPlan = TWO, **limits: Any) -> HallPlan:
    return replace(plan, alarms=replace(STRICT, **limits))


def only(plan: HallPlan = TWO, **limits: Any) -> HallPlan:
    """Nothing else than what is said."""
    return replace(plan, alarms=replace(PLAN.alarms, **limits))


def noted(kind: str, subject: str = "", at: int = T0, *, present: bool = True, **facts: Any) -> m.Event:
    return happened(m.ConditionNoted, at, kind=kind, subject=subject, present=present, facts=facts)


def note(kind: str, subject: str = "", *, at: int = T0, present: bool = True, **facts: Any) -> m.Command:
    return want(m.NoteCondition, at, kind=kind, subject=subject, present=present, facts=facts)


def tick(at: int = T0) -> m.Command:
    return want(m.Tick, at)


def take(*alarms: str, by: str = DUTY, of: str = "", at: int = T0) -> m.Command:
    return want(m.TakeAlarms, at, f"staff:{by}", alarms=alarms, of=of)


def has_taken(*alarms: str, by: str = DUTY, of: str = "", at: int = T0) -> m.Event:
    return happened(m.AlarmsTaken, at, alarms=list(alarms), staff=by, of=of)


def write(alarm: str, text: str = " 已报修 ", by: str = DUTY) -> m.Command:
    return want(m.NoteAlarm, actor=f"staff:{by}", alarm=alarm, text=text)


def louder(*alarms: str, at: int = T0) -> m.Event:
    return happened(m.AlarmsEscalated, at, alarms=list(alarms))


SIGN = {"device": "sign-w1", "window": "w1", "cause": "no_answer", "since": T0}
LOST = noted("sign", "sign-w1", **SIGN)
TOLD = raised("sign:sign-w1", **SIGN)
PAPER = {"device": "printer-k1", "kiosk": "k1", "cause": "paper_out", "since": T0}
AWAY = {"board": "f1", "state": "gone", "since": T0}
DISK = noted("disk", free_mb=300)
KIOSK_AWAY = noted("kiosk", "k1", kiosk="k1", since=T0)
KIOSK_OFF = happened(m.KioskSwitched, kiosk="k1", on=False, reason="维修")
DISK_TOLD = happened(m.AlarmRaised, alarm="disk", kind="disk", facts={"free_mb": 300})
READY = [*TIMED_PREP, rung("readiness", "8:25")]
LONG = TWO.settings.promise_s * S
HELP = raised("help:w1", window="w1", staff=ANN, note="")
WAITED = raised("wait:social", queue="social")
PAUSED = raised("suspended:w1", window="w1")
