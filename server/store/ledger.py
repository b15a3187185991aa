"""登记台账 on disk: a read table of lines that outlive the day, the seqs of their steps, who collected."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

import sqlalchemy as sa

from server.domain.changes.ledger import LINE_EVENTS, after
from server.domain.ledger import COLLECTED, Line, LineKind, LineState
from server.domain.ticket import TicketState
from server.store import schema
from server.store.database import Database, Prepared
from server.store.recorded import Recorded, upsert

MOST = 500
"""Lines that one question gives; more are counted, not listed."""
_FIELDS = tuple(f.name for f in fields(Line))


class LedgerTable:
    """Written in the same transaction as the events its lines come from."""

    def __init__(self, database: Database) -> None:
        self.hall = database.hall
        engine = database.writer
        self._put_line = Prepared(upsert(database, schema.ledger), engine)
        self._add_step = Prepared(sa.insert(schema.ledger_steps), engine)

    def write(self, connection: sa.Connection, recorded: Iterable[Recorded]) -> None:
        steps = [r for r in recorded if isinstance(r.event, LINE_EVENTS)]
        if not steps:
            return
        lines = followed(read_lines(connection, self.hall, {_line_of(r) for r in steps}), steps)
        self._put_line.run(connection, [{"hall": self.hall, **asdict(line)} for line in lines.values()])
        rows = [{"hall": self.hall, "line": _line_of(r), "seq": r.seq} for r in steps]
        self._add_step.run(connection, rows)


def followed(lines: Mapping[str, Line], steps: Iterable[Recorded]) -> dict[str, Line]:
    """The lines after these steps, in order."""
    known: dict[str, Line] = dict(lines)
    for r in steps:
        if (line := after(known.get(_line_of(r)), r.event, r.day)) is not None:
            known[line.line] = line
    return known


def _line_of(recorded: Recorded) -> str:
    return str(getattr(recorded.event, "line", ""))


def read_lines(connection: sa.Connection, hall: str, ids: Iterable[str]) -> dict[str, Line]:
    """Those of these ids that there are."""
    t = schema.ledger.c
    query = sa.select(schema.ledger).where(t.hall == hall, t.line.in_(sorted(ids)))
    return {row.line: as_line(row) for row in connection.execute(query)}


def as_line(row: Any) -> Line:
    return Line(**{name: getattr(row, name) for name in _FIELDS})


def line_of(database: Database, id_: str, pending: Iterable[Recorded] = ()) -> Line | None:
    """One line as it stands. `pending`: events that the table lacks yet."""
    with database.readers.connect() as connection:
        lines = read_lines(connection, database.hall, [id_])
    return followed(lines, (r for r in pending if _line_of(r) == id_)).get(id_)


# ---------------------------------------------------------------- questions

_RUNNING = (LineState.OPEN.value, LineState.PAUSED.value)


def lines_with(
    connection: sa.Connection, hall: str, *where: sa.ColumnElement[bool], units: Iterable[str] | None = None
) -> tuple[list[Line], int]:
    """The lines (at most `MOST`, the most urgent first), and how many there are. units: None = all."""
    t = schema.ledger.c
    of_these = [t.hall == hall, *where] + ([] if units is None else [t.unit.in_(sorted(units))])
    counted = sa.select(sa.func.count()).select_from(schema.ledger).where(*of_these)
    count = connection.execute(counted).scalar()
    query = sa.select(schema.ledger).where(*of_these).order_by(t.promised, t.accepted_at, t.line).limit(MOST)
    return [as_line(row) for row in connection.execute(query)], int(count or 0)


def all_of_days(
    connection: sa.Connection, hall: str, first: str, last: str, *, units: Iterable[str] | None = None
) -> list[Line]:
    """Every line of these days, oldest first: for an export, however many there are."""
    t = schema.ledger.c
    of_these = [t.hall == hall, of_days(first, last)] + ([] if units is None else [t.unit.in_(sorted(units))])
    query = sa.select(schema.ledger).where(*of_these).order_by(t.day, t.accepted_at, t.line)
    return [as_line(row) for row in connection.execute(query)]


def due_by(last: str) -> sa.ColumnElement[bool]:
    """R64: promised for this day or earlier, and not finished; a clock that stands still is not due."""
    t = schema.ledger.c
    return sa.and_(t.state == LineState.OPEN.value, t.promised <= last)


def running() -> sa.ColumnElement[bool]:
    return schema.ledger.c.state.in_(_RUNNING)


def is_case() -> sa.ColumnElement[bool]:
    """No mere enquiry."""
    return schema.ledger.c.kind != LineKind.NONE.value


def to_collect() -> sa.ColumnElement[bool]:
    """取件: ready or told, and still here."""
    t = schema.ledger.c
    return sa.and_(t.collect != "", t.collect != COLLECTED)


def without_case_no() -> sa.ColumnElement[bool]:
    """R72: a case that no e-government system knows."""
    return sa.and_(schema.ledger.c.external_case_no == "", is_case())


def of_days(first: str, last: str) -> sa.ColumnElement[bool]:
    """Both ends included."""
    return schema.ledger.c.day.between(first, last)


def finding(words: str) -> sa.ColumnElement[bool]:
    """受理编号, or the number of the visit's ticket, or a part of either."""
    t = schema.ledger.c
    return sa.or_(*(c.contains(words, autoescape=True) for c in (t.external_case_no, t.line)))


def visits_without_line(connection: sa.Connection, hall: str, first: str, last: str) -> list[Any]:
    """R71: finished visits of these days that have neither a line nor the mark of an enquiry.

    id, day, number, queue, window, staff_no and ended_at, oldest first."""
    v, t = schema.tickets.c, schema.ledger.c
    noted = sa.select(t.line).where(t.hall == hall, t.line == v.id).exists()
    query = (
        sa.select(v.id, v.day, v.number, v.queue, v.window, v.staff_no, v.ended_at)
        .where(v.hall == hall, v.day.between(first, last), v.state == TicketState.FINISHED.value, ~noted)
        .order_by(v.day, v.ended_at)
        .limit(MOST)
    )
    return list(connection.execute(query))


def steps_of(connection: sa.Connection, hall: str, id_: str) -> list[Recorded]:
    """All that was done with a line, oldest first."""
    s, e = schema.ledger_steps.c, schema.events.c
    query = (
        sa.select(schema.events)
        .join(schema.ledger_steps, sa.and_(s.hall == e.hall, s.seq == e.seq))
        .where(s.hall == hall, s.line == id_)
        .order_by(e.seq)
    )
    return [Recorded.of(row) for row in connection.execute(query)]


# ---------------------------------------------------------------- who collected


def keep_collector(connection: sa.Connection, hall: str, ref: str, name: str, at: int) -> None:
    """Once: asked again, what is there stays."""
    p = schema.ledger_people.c
    if connection.execute(sa.select(p.ref).where(p.hall == hall, p.ref == ref)).scalar() is None:
        row = {"hall": hall, "ref": ref, "name": name, "created_at": at}
        connection.execute(sa.insert(schema.ledger_people).values(row))


def collectors(connection: sa.Connection, hall: str, refs: Iterable[str]) -> dict[str, str]:
    """Names by reference; a deleted one is not among them."""
    p = schema.ledger_people.c
    query = sa.select(p.ref, p.name).where(p.hall == hall, p.ref.in_(sorted(set(refs))))
    return {row.ref: row.name for row in connection.execute(query)}


def forget_collector(connection: sa.Connection, hall: str, ref: str) -> int:
    """How many rows are gone."""
    p = schema.ledger_people.c
    gone = sa.delete(schema.ledger_people).where(p.hall == hall, p.ref == ref)
    return connection.execute(gone).rowcount
