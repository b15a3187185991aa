"""By which limits the days of a period were counted: those of the hall on the day that each was closed."""

import json
from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa

from server.domain.facts.plan import HallPlan
from server.domain.facts.settings import ReportLimits
from server.reports.period import Period
from server.store import schema
from server.store.day_figures import COUNTED_BY, LIMITS

USUAL = ReportLimits()
Counted = dict[ReportLimits, list[str]]
"""Limits, those by which nothing is counted left as they usually are -> the closed days that have them."""


def counting(limits: ReportLimits) -> ReportLimits:
    """Two of them are equal if days are counted alike by both."""
    return replace(USUAL, **{name: getattr(limits, name) for name in COUNTED_BY})


def counted_by(connection: sa.Connection, hall: str, period: Period) -> Counted:
    """Of the closed days; whatever is not closed is counted by the present limits. A day that was closed
    before there were limits to set was counted by the usual ones."""
    d = schema.day_figures.c
    said = sa.case((d.dim == LIMITS, d.figures), else_="")
    query = sa.select(d.day, d.dim, said).where(
        d.hall == hall, d.dim.in_(("all", LIMITS)), d.day.between(period.first, period.last)
    )
    found: dict[str, ReportLimits] = {}
    for day, dim, figures in connection.execute(query):
        if dim == LIMITS:
            found[day] = ReportLimits(**json.loads(figures))
        else:
            found.setdefault(day, USUAL)
    days: Counted = {}
    for day, limits in found.items():
        days.setdefault(limits, []).append(day)
    return days


def limits_of(connection: sa.Connection, hall: str, plan: HallPlan, period: Period) -> Iterable[ReportLimits]:
    """All that days of the period were counted by; the present ones if none is closed."""
    return counted_by(connection, hall, period) or [counting(plan.reports)]
