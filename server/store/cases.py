"""Complaints and bad ratings of other days, read from their tables; and when who complained is forgotten."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from server.domain.cases import Case, case_from
from server.store import schema
from server.store.database import Database
from server.store.people import Complaint

LISTED = 500
"""Cases of one list; who wants more asks for fewer days."""


def case_before(database: Database, id_: str) -> Mapping[str, Any]:
    """The case as earlier days left it; empty where there is none."""
    c = schema.cases.c
    query = sa.select(c.body).where(c.hall == database.hall, c.id == id_)
    with database.readers.connect() as connection:
        body = connection.execute(query).scalar()
    return json.loads(body) if body else {}


def case_list(database: Database, kind: str, *, over: bool, first: str = "", last: str = "") -> list[Case]:
    """Of a kind, received between these days, the newest first; LISTED at most."""
    c = schema.cases.c
    query = sa.select(c.body).where(c.hall == database.hall, c.kind == kind, c.over == int(over))
    query = query.where(c.day.between(first or "0", last or "9"))
    with database.readers.connect() as connection:
        rows = connection.execute(query.order_by(c.day.desc(), c.id.desc()).limit(LISTED)).scalars()
        return [case_from(json.loads(body)) for body in rows]


def case_counts(connection: sa.Connection, hall: str, kind: str, first: str, last: str) -> list[Case]:
    """All that were received between these days."""
    c = schema.cases.c
    query = sa.select(c.body).where(c.hall == hall, c.kind == kind, c.day.between(first, last))
    return [case_from(json.loads(body)) for body in connection.execute(query).scalars()]


def steps_of(database: Database, id_: str) -> list[dict[str, Any]]:
    """[{at (epoch ms), actor, step, state, …}], oldest first."""
    s = schema.case_steps.c
    query = sa.select(schema.case_steps).where(s.hall == database.hall, s.case == id_).order_by(s.seq)
    with database.readers.connect() as connection:
        return [
            {"at": row.at, "actor": row.actor} | json.loads(row.body) for row in connection.execute(query)
        ]


def about(database: Database, staff: str, since: str) -> int:
    """How many complaints about this clerk came since that day and were not refused as invalid (R98)."""
    c = schema.cases.c
    query = sa.select(sa.func.count()).where(
        c.hall == database.hall,
        c.kind == "complaint",
        c.staff == staff,
        c.day >= since,
        c.state.not_in(("invalid", "out_of_scope")),
    )
    with database.readers.connect() as connection:
        return int(connection.execute(query).scalar() or 0)


def words_of(database: Database, ref: str) -> Complaint | None:
    """What was said and by whom; None where nothing is kept. For whoever handles it only."""
    c = schema.complaints.c
    query = sa.select(schema.complaints).where(c.hall == database.hall, c.ref == ref)
    with database.readers.connect() as connection:
        row = connection.execute(query).one_or_none()
    return Complaint(row.ref, row.text, row.person, row.phone) if row else None


def forget_complainants(connection: sa.Connection, hall: str, before: int) -> int:
    """Name and telephone of those whose complaint was closed before this time, epoch ms. How many rows."""
    c, p = schema.cases.c, schema.complaints.c
    done = sa.select(c.record).where(
        c.hall == hall, c.over == 1, c.closed_at > 0, c.closed_at < before, c.record != ""
    )
    named = sa.or_(p.person != "", p.phone != "")
    query = sa.update(schema.complaints).where(p.hall == hall, p.ref.in_(done), named)
    return connection.execute(query.values(person="", phone="")).rowcount
