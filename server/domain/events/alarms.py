"""What is wrong outside the log; an alarm raised, taken, told louder, cleared; calls for help answered."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from server.domain.events.base import Event, event


@event("alarm.condition.v1")
class ConditionNoted(Event):
    """Something outside the log is so, or is not any more; whether that is an alarm is another event."""

    kind: str
    subject: str
    present: bool
    facts: Mapping[str, Any] = field(default_factory=dict)


@event("alarm.raised.v1")
class AlarmRaised(Event):
    """`alarm` names it while it lasts: "unmanned:w22", "waiting:marriage", "help:w3"."""

    alarm: str
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@event("alarm.taken.v1")
class AlarmsTaken(Event):
    """One officer looks after them; `of`: who did before."""

    alarms: Sequence[str]
    staff: str
    of: str = ""


@event("alarm.noted.v1")
class AlarmNoted(Event):
    alarm: str
    text: str


@event("alarm.escalated.v1")
class AlarmsEscalated(Event):
    """For so long nobody has taken them: told once more, louder."""

    alarms: Sequence[str]


@event("alarm.cleared.v1")
class AlarmCleared(Event):
    """Its cause is gone, or somebody has answered it with a note."""

    alarm: str
    note: str = ""


@event("help.answered.v1")
class HelpAnswered(Event):
    """What the clerk who called is told, and by whom; of several the last counts."""

    window: str
    staff: str
    text: str
