"""Reports that are kept as they were."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.domain.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepReport(Command):
    """The report of a month or quarter that is over, as it was reckoned then (R108, R100)."""

    report: str
    """As the page has it: "month" or "quarter"."""
    period: str
    """"2026-10" or "2026-Q3"."""
    body: Mapping[str, Any] = field(default_factory=dict)
    """The report as plain data."""
    kept: bool = False
    """The writer's: there is one already, and it stays as it is."""
