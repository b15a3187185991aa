"""The days on which a number may have its visits, so that no other day is looked through."""

import sqlalchemy as sa

from server.reports.period import Period
from server.store import schema
from server.store.settling import open_days

OWN = ("queue", "window", "staff")
OF_FINISHED = frozenset({"rated", "unrated", "bad", "default", *(f"level{n}" for n in range(1, 6))})


def days_with(  # noqa: PLR0913 - the place of a number
    connection: sa.Connection, hall: str, period: Period, *, kind: str, by: str, key: str
) -> list[str]:
    """In order. A closed day says itself what it has; every other one may have some."""
    d = schema.day_figures.c
    closed = sa.select(d.day).where(d.hall == hall, d.day.between(period.first, period.last))
    dim = by if by in OWN and kind != "extended" else "all"
    counted = "finished" if kind in OF_FINISHED else kind
    having = closed.where(d.dim == dim, d.figures.contains(f'"{counted}":', autoescape=True))
    if dim != "all":
        having = having.where(d.key == key)
    still_open = open_days(connection, hall, period.first, period.last)
    return sorted({*still_open, *connection.execute(having).scalars()})
