"""What is noted from outside the log, and what officers do about an alarm: take it, write what they found."""

from server.domain import messages as m
from server.domain.alarm import Alarm, condition_id
from server.domain.facts.plan import Role
from server.domain.hall import Hall
from server.domain.hours import clock
from server.domain.rules.guards import MAX_REASON, Decision, has_role
from server.domain.rules.watch import NOTED


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
