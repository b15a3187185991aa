"""Windows graded by people, with the figures beside them (R99)."""

from server.domain import messages as m
from server.domain.facts.plan import Role
from server.domain.hall import Hall
from server.domain.rules.guards import MAX_REASON, Decision, has_role

GRADES = ("好", "较好", "一般", "差")


def grade_window(hall: Hall, c: m.GradeWindow) -> Decision:
    """By whoever answers for the hall; "" takes a grade back."""
    if c.window not in hall.plan.window:
        return m.Refusal("unknown_window", {"window": c.window})
    if not has_role(hall, c.actor, Role.MANAGER, Role.DUTY):
        return m.Refusal("forbidden")
    if c.grade not in ("", *GRADES):
        return m.Refusal("no_such_grade", {"grade": c.grade[:MAX_REASON], "grades": "、".join(GRADES)})
    note = c.note.strip()[:MAX_REASON]
    return [
        m.WindowGraded(at=c.at, actor=c.actor, window=c.window, period=c.period, grade=c.grade, note=note)
    ]
