"""Complaints and bad ratings after they have come in; lists that left the house."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from server.domain.events.base import Event, event


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
