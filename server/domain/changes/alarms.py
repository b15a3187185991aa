"""What the duty officer is told, and what became of it."""

from dataclasses import replace

from server.domain import messages as m
from server.domain.alarm import Alarm, Condition, help_of
from server.domain.hall import Hall


def condition_noted(hall: Hall, event: m.ConditionNoted) -> None:
    condition = Condition(event.kind, event.subject, event.facts)
    if event.present:
        hall.conditions[condition.id] = condition
    else:
        hall.conditions.pop(condition.id, None)


def raised(hall: Hall, event: m.AlarmRaised) -> None:
    hall.alarms[event.alarm] = Alarm(event.alarm, event.kind, event.at, event.facts, unheard_from=event.at)
    hall.raised_at[event.alarm] = event.at


def cleared(hall: Hall, event: m.AlarmCleared) -> None:
    """A jump of the clock is over when somebody has looked at it."""
    alarm = hall.alarms.pop(event.alarm, None)
    if alarm and alarm.kind == "clock_jump":
        hall.conditions.pop(alarm.id, None)


def taken(hall: Hall, event: m.AlarmsTaken) -> None:
    for id_ in event.alarms:
        hall.alarms[id_] = replace(hall.alarms[id_], owner=event.staff, taken_at=event.at)


def noted(hall: Hall, event: m.AlarmNoted) -> None:
    alarm = hall.alarms[event.alarm]
    note = (event.at, event.actor.removeprefix("staff:"), event.text)
    hall.alarms[alarm.id] = replace(alarm, notes=(*alarm.notes, note))


def escalated(hall: Hall, event: m.AlarmsEscalated) -> None:
    for id_ in event.alarms:
        hall.alarms[id_] = replace(hall.alarms[id_], escalated_at=event.at)


def help_answered(hall: Hall, event: m.HelpAnswered) -> None:
    alarm = hall.alarms[help_of(event.window)]
    told = {"by": event.staff, "answer": event.text, "answered_at": event.at}
    hall.alarms[alarm.id] = replace(alarm, facts={**alarm.facts, **told})
