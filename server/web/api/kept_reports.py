"""Reports that were kept when their month or quarter was over, beside what the figures say now."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from server.reports.kept import changes, name_of_period, period_of, quarters_over, report_from
from server.reports.period import Period
from server.reports.table import Report
from server.store.kept_reports import Kept, kept_list, kept_one

Words = Callable[[int], str]
"""Epoch ms -> "2026-11-02 08:03" at the hall."""


def kept_of(connection: sa.Connection, hall: str, report: str, period: Period) -> Kept | None:
    """What was kept of just this period."""
    name = name_of_period(report, period)
    return kept_one(connection, hall, report, name) if name else None


def beside(kept: Kept, now: Report, words: Words) -> dict[str, Any]:
    """What is shown of it: as it was, when it was made, which cells were corrected since."""
    return {"at": words(kept.at), "report": kept.body, "changes": changes(report_from(kept.body), now)}


def quarters(connection: sa.Connection, hall: str, months: list[str], today: str, words: Words) -> list[Any]:
    """Those that are over, the newest first, and when the ranking of each was made; None: not yet."""
    made = kept_list(connection, hall, "quarter")
    found = []
    for name in quarters_over(months, today):
        period = period_of(name)
        at = words(made[name][0]) if name in made else None
        found.append({"quarter": name, "from": period.first, "to": period.last, "made": at})
    return found
