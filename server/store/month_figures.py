"""The settled days of a month added up: a year of a window is twelve rows, not 250.

A month that stands here is the sum of every row that `day_figures` has of it. It is made when a day of a
later month has been settled (`settling.py`), and thrown away whenever one of its days changes: then its
days are read.
"""

import json
from collections import defaultdict
from typing import Any

import sqlalchemy as sa

from server.store import schema
from server.store.day_figures import DIMS, LIMITS, Figure, Figures, packed


def months_due(connection: sa.Connection, hall: str) -> list[str]:
    """Every month that has settled days and does not stand, but for the newest, to which days are added."""
    d, s = schema.day_figures.c, schema.month_figures.c
    month = sa.func.substr(d.day, 1, 7)
    settled = sa.select(month).where(d.hall == hall, d.dim == "all").distinct()
    standing = sa.select(s.month).where(s.hall == hall, s.dim == "all")
    months = sorted(connection.execute(settled).scalars())
    return sorted({*months[:-1]} - {*connection.execute(standing).scalars()})


def month_rows(connection: sa.Connection, hall: str, month: str) -> list[dict[str, Any]]:
    """Its settled days added up, as the table has them."""
    return [
        {"hall": hall, "dim": dim, "month": month, "key": key, "hour": hour, "figures": packed(kinds)}
        for (dim, key, hour), kinds in _added_up(connection, hall, month).items()
    ]


def forget_month(connection: sa.Connection, hall: str, day: str) -> None:
    """The month of this day: its days are no longer what they were when it was added up."""
    s = schema.month_figures.c
    where = (s.hall == hall, s.month == day[:7], s.dim.in_(DIMS))
    connection.execute(sa.delete(schema.month_figures).where(*where))


def _added_up(connection: sa.Connection, hall: str, month: str) -> Figures:
    d = schema.day_figures.c
    figures: Figures = defaultdict(lambda: defaultdict(Figure))
    days = (d.hall == hall, d.dim.in_(DIMS), d.dim != LIMITS, d.day.between(f"{month}-01", f"{month}-31"))
    query = sa.select(d.dim, d.key, d.hour, d.figures).where(*days).order_by(d.day)
    for dim, key, hour, kinds in connection.execute(query):
        into = figures[dim, key, hour]
        for kind, values in json.loads(kinds).items():
            into[kind].merge(*values)
    return figures
