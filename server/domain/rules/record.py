"""值班记录: own entries, the daily list, the signature (R78, R79)."""

from server.domain import messages as m
from server.domain.hall import Hall, HallState
from server.domain.rules.guards import Decision

MAX_NOTE = 500
"""Characters: about five lines of an A4 page."""


def note_duty(_: Hall, c: m.NoteDuty) -> Decision:
    text = c.text.strip()[:MAX_NOTE]
    return [m.DutyNoted(at=c.at, actor=c.actor, text=text)] if text else m.Refusal("note_required")


def check_duty(hall: Hall, c: m.CheckDuty) -> Decision:
    if all(check.id != c.item for check in hall.plan.duty_checks):
        return m.Refusal("unknown_check", {"check": c.item[:MAX_NOTE]})
    found = c.found.strip()[:MAX_NOTE]
    if hall.checked.get(c.item) == found:
        return []
    return [m.DutyChecked(at=c.at, actor=c.actor, item=c.item, found=found)]


def sign_duty(hall: Hall, c: m.SignDuty) -> Decision:
    """Nobody signs for what is still to come, or for what nobody has looked at."""
    if hall.state is not HallState.CLOSED:
        return m.Refusal("day_not_over")
    missing = [check.text for check in hall.plan.duty_checks if check.id not in hall.checked]
    if missing:
        return m.Refusal("checks_missing", {"checks": "、".join(missing), "count": str(len(missing))})
    return [] if c.actor in hall.signed else [m.DutySigned(at=c.at, actor=c.actor)]
