"""Reports as they were when they were made: what was sent can be shown whatever is corrected later."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from server.domain import messages as m
from server.store import schema
from server.store.database import Database
from server.store.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Kept:
    """`at`: when it was made, epoch ms. `seq`: of its event in the log."""

    report: str
    period: str
    seq: int
    at: int
    body: dict[str, Any]


def kept_row(hall: str, recorded: Any) -> dict[str, Any]:
    e = recorded.event
    body = json.dumps(e.body, ensure_ascii=False, separators=(",", ":"))
    place = {"hall": hall, "report": e.report, "period": e.period}
    return {**place, "seq": recorded.seq, "at": e.at, "body": body}


def is_kept(database: Database, report: str, period: str, pending: Iterable[Recorded] = ()) -> bool:
    """`pending`: what the same transaction is to write."""
    for recorded in pending:
        e = recorded.event
        if isinstance(e, m.ReportKept) and (e.report, e.period) == (report, period):
            return True
    with database.readers.connect() as connection:
        return kept_one(connection, database.hall, report, period) is not None


def kept_one(connection: sa.Connection, hall: str, report: str, period: str) -> Kept | None:
    k = schema.kept_reports.c
    where = (k.hall == hall, k.report == report, k.period == period)
    row = connection.execute(sa.select(schema.kept_reports).where(*where)).one_or_none()
    return Kept(row.report, row.period, row.seq, row.at, json.loads(row.body)) if row else None


def kept_list(connection: sa.Connection, hall: str, report: str) -> dict[str, tuple[int, int]]:
    """Period -> when it was made (epoch ms), and the seq of its event."""
    k = schema.kept_reports.c
    query = sa.select(k.period, k.at, k.seq).where(k.hall == hall, k.report == report)
    return {row.period: (row.at, row.seq) for row in connection.execute(query)}
