"""Complaints as they came in; the steps of complaints and bad ratings; lists that left the house."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from server.domain.events.base import Event, event


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


@event("case.step.v1")
class CaseStepped(Event):
    """`state`: the case's after it. What else a step says depends on the step."""

    case: str
    step: str
    state: str
    text: str = ""
    staff: str = ""
    due: str = ""
    form: str = ""
    result: str = ""
    unit: str = ""
    second: int = 0
    """The level that the citizen gave afterwards, as an officer was told; the first one stays."""
    complex: bool = False
    changes: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    """The case as earlier days left it, so that the day's stream is whole."""


@event("export.noted.v1")
class ExportNoted(Event):
    """R76: every copy that leaves has a person and a reason."""

    what: str
    reason: str
    rows: int = 0
