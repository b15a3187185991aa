"""Windows graded by people (R99); reports that are kept."""

from dataclasses import replace

from server.domain import messages as m
from server.domain.facts.plan import Role, Staff
from tests.halls import ANN, DUTY, OPEN, PLAN, Case, happened, want

BOSS = "zx-boss"
LED = replace(PLAN, staff=(*PLAN.staff, Staff(BOSS, "包主任", "中心", frozenset({Role.MANAGER}))))


def grade(grade: str = "较好", actor: str = f"staff:{BOSS}", window: str = "w1", note: str = "") -> m.Command:
    return want(m.GradeWindow, actor=actor, window=window, period="2026-11", grade=grade, note=note)


def graded(grade: str, actor: str = f"staff:{BOSS}", note: str = "") -> m.Event:
    return happened(m.WindowGraded, actor=actor, window="w1", period="2026-11", grade=grade, note=note)


MADE = {"lines": [["开放3天。", "Open on 3 days."]]}


def keep(**more: bool) -> m.Command:
    return want(m.KeepReport, actor="system", report="month", period="2026-10", body=MADE, **more)


KEPT = happened(m.ReportKept, actor="system", report="month", period="2026-10", body=MADE)
CASES: dict[str, Case] = {
    "a report is kept as it was made": (LED, OPEN, keep(), [KEPT]),
    "once, whoever comes second": (LED, OPEN, keep(kept=True), []),
    "a manager grades a window": (LED, OPEN, grade(note=" 整洁 "), [graded("较好", note="整洁")]),
    "so does the duty officer": (LED, (), grade("差", f"staff:{DUTY}"), [graded("差", f"staff:{DUTY}")]),
    "a grade is taken back": (LED, OPEN, grade(""), [graded("")]),
    "not by a clerk": (LED, OPEN, grade(actor=f"staff:{ANN}"), "forbidden"),
    "only the four there are": (LED, OPEN, grade("优秀"), "no_such_grade"),
    "only of a window that there is": (LED, OPEN, grade(window="w9"), "unknown_window"),
}
