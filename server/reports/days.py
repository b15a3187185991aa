"""The days on which a number may have its visits, so that no other day is looked through."""

import sqlalchemy as sa

from server.reports.period import Period
from server.store import schema

_DAYS = sa.text(
    "WITH RECURSIVE seen(day) AS ("
    " SELECT min(day) FROM spans WHERE hall = :hall AND day >= :first"
    " UNION ALL"
    " SELECT (SELECT min(day) FROM spans WHERE hall = :hall AND day > seen.day) FROM seen"
    " WHERE seen.day < :last"
    ") SELECT day FROM seen WHERE day <= :last"
)
"""From day to day by the index: a year has millions of spans, and some 250 days."""
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
    return sorted({*open_days(connection, hall, period), *connection.execute(having).scalars()})


def open_days(connection: sa.Connection, hall: str, period: Period) -> list[str]:
    """Those with something in them and no figures yet: today, as a rule."""
    d = schema.day_figures.c
    closed = (d.hall == hall, d.dim == "all", d.day.between(period.first, period.last))
    settled = set(connection.execute(sa.select(d.day).where(*closed)).scalars())
    given = {"hall": hall, "first": period.first, "last": period.last}
    return [day for day in connection.execute(_DAYS, given).scalars() if day not in settled]
