"""数据上报: what waits to be sent to the platform of the province, written with the events it comes from.

Of one case everything goes in order, the case before its rating; a record that was refused holds back what
follows of its case, and nothing else. Nothing is ever given up: it waits, or a person looks at it.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from server.domain import messages as m
from server.domain.changes.ledger import LINE_EVENTS
from server.domain.facts.plan import HallPlan
from server.domain.ledger import Line, LineKind
from server.store import schema
from server.store.database import Database, Prepared
from server.store.ledger import read_lines
from server.store.recorded import Recorded
from server.store.upload_fields import case_fields, rating_fields

WAITING, SENT, PARKED = "waiting", "sent", "parked"
"""PARKED: the far end refused it, in `said`; a person mends what it asks for and sends it again."""
CASE, RATING = "case", "rating"
PART = {CASE: 0, RATING: 1}
SAID = 500
"""So much of the far end's words is kept."""
_TELLING = tuple(cls for cls in LINE_EVENTS if cls not in (m.LinePaper, m.LineTold, m.LineCollected))


def unsent(connection: sa.Connection, hall: str | None = None) -> tuple[int, int | None]:
    """How many records have not arrived, the refused ones included, and when the oldest of them was written,
    epoch ms; (0, None) = all have arrived, or nothing is to be sent. hall: None = every one on this disk."""
    o = schema.outbox.c
    query = sa.select(sa.func.count(), sa.func.min(o.created_at)).where(o.state.in_((WAITING, PARKED)))
    if hall is not None:
        query = query.where(o.hall == hall)
    count, oldest = connection.execute(query).one()
    return count, oldest


class OutboxTable:
    """Written in the same transaction as the events: what is committed is sent, what is not never was."""

    def __init__(self, database: Database, plan: HallPlan) -> None:
        self.hall = database.hall
        self._plan = plan
        self._insert = Prepared(sa.insert(schema.outbox), database.writer)

    def write(self, connection: sa.Connection, recorded: Iterable[Recorded]) -> None:
        """After the tables of lines and ratings."""
        why: dict[str, int] = {}
        changed: set[str] = set()
        for r in recorded:
            if isinstance(r.event, _TELLING):
                why[r.event.line] = r.seq  # type: ignore[attr-defined]
                changed.add(r.event.line)  # type: ignore[attr-defined]
            elif isinstance(r.event, m.RatingGiven):
                why.setdefault(r.event.ticket, r.seq)
            elif isinstance(r.event, m.RecordReplayed):
                self._again(connection, r.event.record)
        if why:
            at = max(r.event.at for r in recorded)
            self._insert.run(connection, list(self._rows(connection, why, changed, at)))

    def _rows(
        self, connection: sa.Connection, why: Mapping[str, int], changed: set[str], at: int
    ) -> Iterable[dict[str, Any]]:
        """A case that has changed or was never told, then its rating, once. No case number, nothing."""
        for id_, line in read_lines(connection, self.hall, why).items():
            if line.kind == LineKind.NONE and id_ in changed:
                self._take_back(connection, id_)
            if not line.external_case_no or line.kind == LineKind.NONE:
                continue
            told = self._kinds_of(connection, id_)
            if told and id_ in changed:
                self._renumber(connection, line)
            if id_ in changed or CASE not in told:
                yield self._row(why[id_], CASE, line, case_fields(self._plan, line), at)
            rating = None if RATING in told else self._rating_of(connection, id_)
            if rating:
                yield self._row(why[id_], RATING, line, rating_fields(self._plan, line, rating), at)

    def _row(self, seq: int, kind: str, line: Line, body: dict[str, Any], at: int) -> dict[str, Any]:
        return {
            "hall": self.hall,
            "seq": seq,
            "part": PART[kind],
            "line": line.line,
            "kind": kind,
            "body": _json(body),
            "state": WAITING,
            "tries": 0,
            "next_at": 0,
            "said": "",
            "created_at": at,
            "sent_at": None,
        }

    def _kinds_of(self, connection: sa.Connection, line: str) -> set[str]:
        o = schema.outbox.c
        query = sa.select(o.kind).where(o.hall == self.hall, o.line == line)
        return set(connection.execute(query).scalars())

    def _rating_of(self, connection: sa.Connection, ticket: str) -> Any:
        r = schema.ratings.c
        query = sa.select(r.level, r.channel, r.at).where(r.hall == self.hall, r.ticket == ticket)
        return connection.execute(query).one_or_none()

    def _renumber(self, connection: sa.Connection, line: Line) -> None:
        """A number that was mended counts for what has not gone yet; what was tried may have arrived."""
        o = schema.outbox.c
        untried = (o.hall == self.hall, o.line == line.line, o.state == WAITING, o.tries == 0)
        for row in list(connection.execute(sa.select(schema.outbox).where(*untried))):
            body = json.loads(row.body) | {"projectNo": line.external_case_no}
            this = of_record(self.hall, record_id(row))
            connection.execute(sa.update(schema.outbox).where(this).values(body=_json(body)))

    def _take_back(self, connection: sa.Connection, line: str) -> None:
        """It was an enquiry after all (R71): what has not gone, or was refused, is not told. What was tried
        may have arrived; the field table (2.1) has no word that takes a case back, so that stays."""
        o = schema.outbox.c
        not_there = sa.or_(sa.and_(o.state == WAITING, o.tries == 0), o.state == PARKED)
        gone = sa.and_(o.hall == self.hall, o.line == line, not_there)
        connection.execute(sa.delete(schema.outbox).where(gone))

    def _again(self, connection: sa.Connection, record: str) -> None:
        """A refused one waits again, made anew from what its case says now."""
        this = of_record(self.hall, record)
        row = connection.execute(sa.select(schema.outbox).where(this)).one_or_none()
        if row is None or row.state != PARKED:
            return
        line = read_lines(connection, self.hall, [row.line])[row.line]
        rating = self._rating_of(connection, row.line) if row.kind == RATING else None
        body = rating_fields(self._plan, line, rating) if rating else case_fields(self._plan, line)
        change = {"state": WAITING, "next_at": 0, "body": _json(body)}
        connection.execute(sa.update(schema.outbox).where(this).values(change))


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def record_id(row: Any) -> str:
    """The name of a record, here and at the far end, for ever: the event it came from, and which part."""
    return f"{row.seq}-{row.part}"


def of_record(hall: str, record: str) -> sa.ColumnElement[bool]:
    """Raises ValueError for what is no record's name."""
    seq, _, part = record.partition("-")
    if not (seq.isascii() and seq.isdigit() and len(seq) <= 15 and part in ("0", "1")):
        raise ValueError(record)
    o = schema.outbox.c
    return sa.and_(o.hall == hall, o.seq == int(seq), o.part == int(part))


def state_of(database: Database, record: str) -> str:
    """ "" = there is no such record."""
    try:
        query = sa.select(schema.outbox.c.state).where(of_record(database.hall, record))
    except ValueError:
        return ""
    with database.readers.connect() as connection:
        return str(connection.execute(query).scalar() or "")


# ---------------------------------------------------------------- who sends


def sendable(connection: sa.Connection, hall: str, now: int, most: int) -> list[Any]:
    """Rows whose time has come, oldest first, of each case the first that has not arrived only."""
    o, before = schema.outbox.c, schema.outbox.alias()
    held_back = (
        sa.select(before.c.seq)
        .where(
            before.c.hall == hall,
            before.c.line == o.line,
            before.c.state.in_((WAITING, PARKED)),
            sa.or_(before.c.seq < o.seq, sa.and_(before.c.seq == o.seq, before.c.part < o.part)),
        )
        .exists()
    )
    query = (
        sa.select(schema.outbox)
        .where(o.hall == hall, o.state == WAITING, o.next_at <= now, ~held_back)
        .order_by(o.seq, o.part)
        .limit(most)
    )
    return list(connection.execute(query))


def next_due(connection: sa.Connection, hall: str) -> int | None:
    """When the first of those that wait may be tried, epoch ms."""
    o = schema.outbox.c
    query = sa.select(sa.func.min(o.next_at)).where(o.hall == hall, o.state == WAITING)
    due: int | None = connection.execute(query).scalar()
    return due


def arrived(connection: sa.Connection, hall: str, row: Any, at: int) -> None:
    _change(connection, hall, row, {"state": SENT, "sent_at": at, "said": "", "tries": row.tries + 1})


def refused(connection: sa.Connection, hall: str, row: Any, said: str) -> None:
    _change(connection, hall, row, {"state": PARKED, "said": said[:SAID], "tries": row.tries + 1})


def failed(connection: sa.Connection, hall: str, row: Any, said: str, next_at: int) -> None:
    _change(connection, hall, row, {"said": said[:SAID], "next_at": next_at, "tries": row.tries + 1})


def _change(connection: sa.Connection, hall: str, row: Any, change: dict[str, Any]) -> None:
    this = sa.and_(of_record(hall, record_id(row)), schema.outbox.c.state == WAITING)
    connection.execute(sa.update(schema.outbox).where(this).values(change))


def shown(connection: sa.Connection, hall: str, most: int) -> list[Any]:
    """What a person should see: the refused ones first, then those that were tried in vain."""
    o = schema.outbox.c
    query = (
        sa.select(schema.outbox)
        .where(o.hall == hall, sa.or_(o.state == PARKED, sa.and_(o.state == WAITING, o.tries > 0)))
        .order_by(o.state, o.seq, o.part)
        .limit(most)
    )
    return list(connection.execute(query))
