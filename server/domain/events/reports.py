"""Reports that are kept as they were."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from server.domain.events.base import Event, event


@event("report.kept.v1")
class ReportKept(Event):
    """What was sent, or might have been, stands whatever is corrected later. `body`: the whole report."""

    report: str
    period: str
    body: Mapping[str, Any] = field(default_factory=dict)
