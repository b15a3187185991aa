"""[reports]: from when on a report asks about something."""

from collections.abc import Mapping
from dataclasses import fields

from config.reader import Table
from server.domain.facts.settings import ReportLimits

_TIMES, _SHARES = range(1, 10_001), range(101)
RANGES: Mapping[str, range] = {
    "short_s": range(5, 601),
    "short_least": _TIMES,
    "short_percent": _SHARES,
    "idle_s": range(30, 3601),
    "idle_least": _TIMES,
    "pause_s": range(60, 14_401),
    "pause_least": _TIMES,
    "press_s": range(1, 61),
    "press_least": _TIMES,
    "press_percent": _SHARES,
    "no_show_least": _TIMES,
    "no_show_percent": _SHARES,
}


def read_reports(table: Table) -> ReportLimits:
    """Keys and defaults are those of `ReportLimits`; only the ranges are ours."""
    usual = ReportLimits()
    values = {
        limit.name: table.number(limit.name, getattr(usual, limit.name), RANGES[limit.name])
        for limit in fields(ReportLimits)
    }
    table.close()
    return ReportLimits(**values)
