"""Days that are over get their figures beside the writer: nobody waits at a counter because a day was closed.

A day without figures is added up when asked, so that nothing is wrong meanwhile, and a kill between any two
steps leaves a day to be settled at the next look.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import sqlalchemy as sa

from server.crash import crash_point
from server.domain import messages as m
from server.domain.facts.settings import ReportLimits
from server.store import schema
from server.store.database import Database
from server.store.day_figures import forget, put, settled_rows
from server.store.month_figures import forget_month, month_rows, months_due

Write = Callable[[Callable[[sa.Connection], Any]], Any]
"""Runs the work in one transaction of the connection that writes."""

_DAYS = sa.text(
    "WITH RECURSIVE seen(day) AS ("
    " SELECT min(day) FROM spans WHERE hall = :hall AND day >= :first"
    " UNION ALL"
    " SELECT (SELECT min(day) FROM spans WHERE hall = :hall AND day > seen.day) FROM seen"
    " WHERE seen.day < :last"
    ") SELECT day FROM seen WHERE day <= :last"
)
"""From day to day by the index: a year has millions of spans, and some 250 days."""


def open_days(connection: sa.Connection, hall: str, first: str = "", last: str = "9999") -> list[str]:
    """Those with something in them and no figures yet: today, as a rule."""
    d = schema.day_figures.c
    closed = (d.hall == hall, d.dim == "all", d.day.between(first, last))
    settled = set(connection.execute(sa.select(d.day).where(*closed)).scalars())
    given = {"hall": hall, "first": first, "last": last}
    return [day for day in connection.execute(_DAYS, given).scalars() if day not in settled]


def settle_due(database: Database, limits: ReportLimits, write: Write | None = None) -> list[str]:
    """The days that were settled now, one transaction each, then the months that are over. For one thread at
    a time. Reading and adding up are done beside the writer; it only takes the rows."""
    hall, done = database.hall, []
    write = write or partial(_alone, database)
    with database.readers.connect() as connection:
        due = list(_over(connection, hall))
    for day in due:
        with database.snapshot() as connection:
            upto, rows = _newest(connection, hall), settled_rows(connection, hall, day, limits)
        crash_point("settling")
        if rows and write(partial(_put_day, hall=hall, day=day, upto=upto, rows=rows)):
            done.append(day)
    with database.readers.connect() as connection:
        months = months_due(connection, hall)
    for month in months:
        with database.snapshot() as connection:
            rows = month_rows(connection, hall, month)
        crash_point("settling")
        write(partial(put, table=schema.month_figures, rows=rows))
    return done


def _over(connection: sa.Connection, hall: str) -> Iterator[str]:
    """Without figures, and nothing more comes: an earlier day, or one closed and left alone since."""
    e = schema.events.c
    newest = connection.execute(sa.select(sa.func.max(e.day)).where(e.hall == hall)).scalar()
    closed = sa.select(e.day).where(
        e.hall == hall, e.seq >= _last_span(connection, hall), e.type == m.HallClosed.type
    )
    left_alone = set(connection.execute(closed).scalars())
    for day in open_days(connection, hall):
        if day != newest or day in left_alone:
            yield day


def _last_span(connection: sa.Connection, hall: str) -> int:
    """The seq of the event that ended the newest stretch."""
    s = schema.spans.c
    return connection.execute(sa.select(sa.func.max(s.seq)).where(s.hall == hall)).scalar() or 0


def _newest(connection: sa.Connection, hall: str) -> int:
    """The seq of the newest event."""
    e = schema.events.c
    return connection.execute(sa.select(sa.func.max(e.seq)).where(e.hall == hall)).scalar() or 0


def _put_day(
    connection: sa.Connection, *, hall: str, day: str, upto: int, rows: list[dict[str, Any]]
) -> bool:
    """False: the day has gone on since it was added up."""
    s, e = schema.spans.c, schema.events.c
    more = sa.select(s.seq).where(s.hall == hall, s.seq > upto, s.day == day)
    again = sa.select(e.seq).where(e.hall == hall, e.seq > upto, e.day == day, e.type == m.HallClosed.type)
    if any(connection.execute(one.limit(1)).first() for one in (more, again)):
        return False
    forget(connection, hall, day)
    forget_month(connection, hall, day)
    crash_point("settling")
    put(connection, schema.day_figures, rows)
    return True


def _alone(database: Database, work: Callable[[sa.Connection], Any]) -> Any:
    """Where nobody else writes."""
    with database.writing() as connection:
        return work(connection)
