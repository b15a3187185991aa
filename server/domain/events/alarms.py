"""What happens to the alarms between being raised and being cleared (`events.duty`)."""

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
