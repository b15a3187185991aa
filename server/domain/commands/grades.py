"""What people think of a window."""

from dataclasses import dataclass

from server.domain.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeWindow(Command):
    """好、较好、一般、差 for a month or a quarter, typed by a person (R99). Of several the last counts."""

    window: str
    period: str
    """"2026-11" or "2026-Q4"."""
    grade: str
    note: str = ""
