"""What concerns the duty officer: help, answers, the calendar (R5, R81)."""

from server.domain import messages as m
from server.domain.alarm import help_of
from server.domain.facts.calendar import DayKind, is_date
from server.domain.facts.plan import Role
from server.domain.hall import Hall
from server.domain.rules.guards import MAX_REASON, Decision, desk_of, has_role, may_direct
from server.domain.rules.watch import WATCHED

MAX_ANSWER = 40
"""Characters: it stands on one line of a docked console."""


def ask_help(hall: Hall, c: m.AskHelp) -> Decision:
    """Asked again while nobody has come, it is the same call for help."""
    desk = desk_of(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    alarm = help_of(c.window)
    if alarm in hall.alarms:
        return []
    facts = {"window": c.window, "staff": str(desk.staff), "note": c.note.strip()[:MAX_REASON]}
    return [m.AlarmRaised(at=c.at, actor=c.actor, alarm=alarm, kind="help", facts=facts)]


def answer_help(hall: Hall, c: m.AnswerHelp) -> Decision:
    """By the duty officer, or the lead of the window's unit (R75): the clerk sees who answers, and what."""
    window = hall.plan.window.get(c.window)
    if window is None:
        return m.Refusal("unknown_window", {"window": c.window})
    if not may_direct(hall, c.actor, [window]):
        return m.Refusal("forbidden")
    alarm = hall.alarms.get(help_of(c.window))
    if alarm is None:
        return m.Refusal("help_not_asked", {"window": window.label})
    staff, text = c.actor.removeprefix("staff:"), c.text.strip()[:MAX_ANSWER]
    if not text:
        return m.Refusal("answer_required")
    if (alarm.facts.get("by"), alarm.facts.get("answer")) == (staff, text):
        return []
    return [m.HelpAnswered(at=c.at, actor=c.actor, window=c.window, staff=staff, text=text)]


def answer_alarm(hall: Hall, c: m.AnswerAlarm) -> Decision:
    """A condition goes when its cause goes; a call for a person goes when a person has been there. A lead
    looks after the calls from the own unit's windows, and after nothing else."""
    alarm = hall.alarms.get(c.alarm)
    if alarm is None:
        return m.Refusal("unknown_alarm", {"alarm": c.alarm[:MAX_REASON]})
    called = hall.plan.window.get(alarm.facts.get("window", "")) if alarm.kind == "help" else None
    if has_role(hall, c.actor, Role.LEAD) and not may_direct(hall, c.actor, [called] if called else []):
        return m.Refusal("forbidden")
    if alarm.kind in WATCHED:
        return m.Refusal("clears_itself")
    if not c.note.strip():
        return m.Refusal("reason_required")
    note = c.note.strip()[:MAX_REASON]
    return [m.AlarmCleared(at=c.at, actor=c.actor, alarm=alarm.id, note=note)]


def set_day(hall: Hall, c: m.SetDay) -> Decision:
    """Today and later; what was is not changed."""
    if c.kind not in set(DayKind) or not is_date(c.date) or c.date < hall.day:
        return m.Refusal("bad_day", {"date": c.date, "today": hall.day})
    unknown = [w for w in c.windows if w not in hall.plan.window]
    if unknown:
        return m.Refusal("unknown_window", {"window": unknown[0]})
    windows = c.windows if c.kind == DayKind.DUTY else ()
    if c.kind == DayKind.DUTY and not windows:
        return m.Refusal("windows_missing")
    return [
        m.DaySet(
            at=c.at,
            actor=c.actor,
            date=c.date,
            kind=c.kind,
            windows=list(windows),
            notice=c.notice.strip()[:MAX_REASON],
        )
    ]
