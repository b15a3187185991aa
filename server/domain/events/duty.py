"""What concerns the duty officer."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from server.domain.events.base import Event, event


@event("alarm.raised.v1")
class AlarmRaised(Event):
    """`alarm` names it while it lasts: "unmanned:w22", "waiting:marriage", "help:w3"."""

    alarm: str
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)


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


@event("complaint.registered.v1")
class ComplaintRegistered(Event):
    """What R89 demands of every complaint; who complained and in which words is kept apart (`record`)."""

    complaint: str
    channel: str
    target: str
    matter: str
    happened_at: int
    place: str
    record: str = ""
    visit: str = ""
    """The ticket of the visit, from a box or a tablet at the window, or by its slip."""
    due: str = ""
    """To be answered by then, the hall's date (R91–R93)."""
    staff: str = ""
    """The clerk of that visit."""
