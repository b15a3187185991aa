"""What is noted from outside the log, what officers do about an alarm, and calls for help (R75, R81)."""

from server.domain import messages as m
from server.domain.alarm import Alarm, condition_id, help_of
from server.domain.facts.plan import Role
from server.domain.hall import Hall
from server.domain.hours import clock
from server.domain.rules.guards import MAX_REASON, Decision, desk_of, has_role, may_direct
from server.domain.rules.watch import NOTED, WATCHED

MAX_ANSWER = 40
"""Characters: it stands on one line of a docked console."""


def note_condition(hall: Hall, c: m.NoteCondition) -> Decision:
    """What is known already is no news."""
    if c.kind not in NOTED:
        return m.Refusal("unknown_alarm", {"alarm": c.kind[:MAX_REASON]})
    known = hall.conditions.get(condition_id(c.kind, c.subject))
    news = (known is None or known.facts != c.facts) if c.present else known is not None
    if not news:
        return []
    facts = c.facts if c.present else {}
    return [
        m.ConditionNoted(
            at=c.at, actor=c.actor, kind=c.kind, subject=c.subject, present=c.present, facts=facts
        )
    ]


def take_alarms(hall: Hall, c: m.TakeAlarms) -> Decision:
    """Of two officers the first has it, and the second is told who."""
    if not has_role(hall, c.actor, Role.DUTY):
        return m.Refusal("forbidden")
    staff = c.actor.removeprefix("staff:")
    there = [hall.alarms[id_] for id_ in dict.fromkeys(c.alarms) if id_ in hall.alarms]
    if not there:
        return m.Refusal("unknown_alarm", {"alarm": "、".join(c.alarms)[:MAX_REASON]})
    others = [alarm for alarm in there if alarm.owner != staff]
    free = [alarm.id for alarm in others if alarm.owner == c.of]
    if others and not free:
        return _taken(hall, others[0])
    return [m.AlarmsTaken(at=c.at, actor=c.actor, alarms=free, staff=staff, of=c.of)] if free else []


def _taken(hall: Hall, alarm: Alarm) -> m.Refusal:
    """Nobody has it who was thought to: then it is free, and can be pressed again."""
    if not alarm.owner:
        return m.Refusal("alarm_free")
    person = hall.plan.person.get(alarm.owner)
    who = {"name": person.name if person else alarm.owner, "staff": alarm.owner}
    return m.Refusal("alarm_taken", who | {"time": clock(hall, alarm.taken_at)})


def note_alarm(hall: Hall, c: m.NoteAlarm) -> Decision:
    if not has_role(hall, c.actor, Role.DUTY):
        return m.Refusal("forbidden")
    if c.alarm not in hall.alarms:
        return m.Refusal("unknown_alarm", {"alarm": c.alarm[:MAX_REASON]})
    text = c.text.strip()[:MAX_REASON]
    if not text:
        return m.Refusal("note_required")
    return [m.AlarmNoted(at=c.at, actor=c.actor, alarm=c.alarm, text=text)]


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
