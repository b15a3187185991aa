"""The halls that the state machine lives in: short sessions, so that a run meets every hour of the day."""

from dataclasses import replace

from server.domain.facts.calendar import Calendar, HoursProfile, ServiceDays, Session
from server.domain.facts.guide import Guide, Material, Sentence, TimeLimit
from server.domain.facts.plan import HallPlan, Matter, Queue, QuotaSlot, Role, Staff
from server.domain.facts.settings import AlarmLimits, DutyCheck, Outcome
from server.domain.ledger import LineKind
from tests.halls import ANN, PLAN, plan_with

BO, LEA, DAI = "zx-bo", "zx-lea", "zx-dai"
"""ANN's B, who has no post of his own, the lead of her unit, and another duty officer."""
SESSIONS = (Session(10, 20, 60), Session(70, 90, 130))
HOURS = Calendar(profiles=(HoursProfile("year", "全年", "01-01", "12-31", SESSIONS),))
QUEUES = (
    *(replace(q, daily_limit=30) if q.id == "tax" else q for q in PLAN.queues),
    Queue("rare", "C", "专项", "Rare", "税务窗口", slots=(QuotaSlot(0, 25, 2), QuotaSlot(25, 1440, 9))),
)
MATTERS = (
    *PLAN.matters,
    Matter(
        "tuesdays", "rare", "周二办理", "Tuesdays", ServiceDays(weekdays=(2, 3, 5), else_next_workday=False)
    ),
)
PENSION = Guide(
    "pension",
    "2020-01-01",
    Sentence("养老"),
    (Sentence("受理"),),
    (Material("户口簿"),),
    (Sentence("社会保险法"),),
    TimeLimit(5),
    Sentence("不收费"),
)
BACKUPS = {"w2": ("rare",), "w3": ("social",)}
BASE = replace(
    PLAN,
    queues=QUEUES,
    matters=MATTERS,
    guides=(PENSION,),
    windows=tuple(
        replace(w, backup_queues=BACKUPS.get(w.id, ()), staffed=w.id != "w2") for w in PLAN.windows
    ),
    duty_checks=(DutyCheck("badge", "挂牌上岗", "Badges"), DutyCheck("safety", "消防通道", "Fire exits")),
    outcomes=(
        Outcome("instant", "即办件", "Done at once", usual=True),
        Outcome("promised", "承诺件", "Promised", needs_case_no=True, line=LineKind.OPEN, promise_days=5),
    ),
    staff=(
        *PLAN.staff,
        Staff(BO, "鲍立", "社保窗口", stands_in_for=(ANN,)),
        Staff(LEA, "雷安", "社保窗口", frozenset({Role.LEAD}), windows=("w2",)),
        Staff(DAI, "戴宁", "值班", frozenset({Role.DUTY})),
    ),
)


def _hall(plan: HallPlan, **settings: object) -> HallPlan:
    figures = {
        "no_show_s": 1,
        "no_show_calls": 1,
        "recall_limit": 2,
        "requeue_places": 2,
        "promise_s": 1800,
        "rating_phone_s": 120,
    }
    return replace(plan, settings=replace(plan_with(**(figures | settings)).settings))


ALARMS = AlarmLimits(suspended_s=300, away=("交接",), escalate_s=120, again_s=600)

HALLS = {
    "hours": _hall(
        replace(BASE, calendar=HOURS, alarms=ALARMS),
        waiting_alarm=4,
        min_staff=2,
        unmanned_s=180,
        store_next=True,
    ),
    "one key": _hall(
        replace(BASE, calendar=HOURS, alarms=replace(ALARMS, again_s=0, suspended_s=0)),
        one_key=True,
        store_next=True,
        lane_priority=1,
        lane_normal=2,
        no_show_calls=2,
        requeue_times=2,
        stand_ins_listed=False,
        citizen_priority=True,
        waiting_alarm=0,
        unmanned_s=0,
        min_staff=1,
    ),
    "by hand": _hall(
        replace(BASE, alarms=replace(ALARMS, promise=False)),
        waiting_alarm=6,
        min_staff=0,
        unmanned_s=600,
        dark_s=0,
        transfer_allowed=False,
    ),
    "sample": _hall(
        BASE,
        windows_per_person=2,
        auto_open=True,
        waiting_alarm=0,
        min_staff=0,
        unmanned_s=0,
        lane_priority=3,
    ),
}
"""With the timetable, with one key, opened by people only, and the one that opens by itself."""
