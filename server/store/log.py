"""The log of one hall: append what happened in one durable transaction; rebuild the hall from it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from server.domain import messages as m
from server.domain.cases import Case, case_named
from server.domain.evolve import evolve
from server.domain.facts.plan import HallPlan
from server.domain.hall import Hall
from server.domain.spans import Spans
from server.domain.ticket import Ticket
from server.store import schema
from server.store.database import Database, Prepared, StorageFailed
from server.store.recorded import Recorded, upsert
from server.store.tables import ReadTables

__all__ = ["ANSWERS_KEPT_MS", "BAD_ROW", "Batch", "Log", "Recorded"]

BAD_ROW = (sa.exc.IntegrityError, sa.exc.DataError)
"""One row is at fault: the others may be stored without it."""
ANSWERS_KEPT_MS = 24 * 3600 * 1000
"""How long a request may be repeated under the same key and get the same answer."""


@dataclass(slots=True)
class Batch:
    """What one transaction writes."""

    events: list[Recorded] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    alive_at: int | None = None

    def add(self, hall: Hall, event: m.Event) -> None:
        """An event, and what it leaves in the hall that it has just been applied to."""
        self.events.append(Recorded(hall.seq, hall.day, event))
        touched = getattr(event, "ticket", None)
        if touched in hall.tickets:  # a rating may be of a visit of the day before
            self.tickets[touched] = hall.tickets[touched]
        if case := hall.casebook.get(case_named(event)):
            self.cases[case.id] = case

    def __bool__(self) -> bool:
        return bool(self.events or self.answers or self.alive_at is not None)


class Log:
    def __init__(self, database: Database, plan: HallPlan | None = None) -> None:
        """plan: of the hall that is written; whoever only reads needs none."""
        self.database = database
        self.hall = database.hall
        self._tables = ReadTables(database, plan)
        engine = database.writer
        self._insert_event = Prepared(sa.insert(schema.events), engine)
        self._put_answer = Prepared(upsert(database, schema.answers), engine)
        self._put_alive = Prepared(upsert(database, schema.alive), engine)

    def append(self, batch: Batch) -> None:
        """All of it or nothing, on disk when this returns. Raises IntegrityError for a row that contradicts
        the log, DataError for one that the database cannot hold, StorageFailed for everything else that kept
        it from the disk."""
        try:
            with self.database.writing() as connection:
                self._insert_event.run(connection, [self._event_row(r) for r in batch.events])
                self._tables.write(connection, batch.events, batch.tickets.values(), batch.cases.values())
                self._put_answer.run(connection, batch.answers)
                if batch.alive_at is not None:
                    self._put_alive.run(connection, [{"hall": self.hall, "at": batch.alive_at}])
        except BaseException as failed:
            self._tables.reports.lost()
            if isinstance(failed, BAD_ROW) or not isinstance(failed, sa.exc.SQLAlchemyError):
                raise
            raise StorageFailed(str(failed)) from failed

    def catch_up(self) -> int:
        """Where the log is older than the tables of the reports, they are written from it; how many days."""
        e, s = schema.events.c, schema.spans.c
        with self.database.writing() as connection:
            kept = connection.execute(sa.select(s.seq).where(s.hall == self.hall).limit(1)).first()
            if kept is not None:
                return 0
            days = connection.execute(sa.select(e.day).where(e.hall == self.hall).distinct().order_by(e.day))
            old = list(days.scalars())
            for day in old:
                self._tables.reports.spans = Spans()
                self._tables.reports.write(connection, list(self._stream(connection, day)))
            return len(old)

    def load(
        self, plan: HallPlan, *, day: str = "", before: int | None = None, to_write: bool = False
    ) -> Hall:
        """The hall as the stream of its newest `day` leaves it, or left it `before` that seq; a new hall if
        the log is empty. `to_write`: by the writer, who goes on from there."""
        spans = Spans()
        newest = sa.select(sa.func.max(schema.events.c.day)).where(schema.events.c.hall == self.hall)
        try:
            with self.database.readers.connect() as connection:
                of_day = day or connection.execute(newest).scalar()
                hall = Hall(plan)
                for recorded in self._stream(connection, of_day) if of_day else ():
                    if before is not None and recorded.seq >= before:
                        break
                    if not hall.day:
                        hall.seq = recorded.seq - 1
                    evolve(hall, recorded.event)
                    spans.feed(recorded.event)
                if to_write:
                    self._tables.reports.spans = spans
                return hall
        except sa.exc.SQLAlchemyError as failed:
            raise StorageFailed(str(failed)) from failed

    def _stream(self, connection: sa.Connection, day: str) -> Iterator[Recorded]:
        e = schema.events.c
        query = sa.select(schema.events).where(e.hall == self.hall, e.day == day).order_by(e.seq)
        return map(Recorded.of, connection.execute(query))

    def events(self, *, limit: int, before: int | None = None) -> list[Recorded]:
        """The newest events first."""
        e = schema.events.c
        query = sa.select(schema.events).where(e.hall == self.hall).order_by(e.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(e.seq < before)
        with self.database.readers.connect() as connection:
            return [Recorded.of(row) for row in connection.execute(query)]

    def of_ticket(self, ticket: str, day: str) -> list[Recorded]:
        """What happened to this ticket, oldest first. Looks through the day: for questions, not for work."""
        e = schema.events.c
        named = e.body.contains(f'"ticket":{json.dumps(ticket)}', autoescape=True)
        query = sa.select(schema.events).where(e.hall == self.hall, e.day == day, named).order_by(e.seq)
        with self.database.readers.connect() as connection:
            return [Recorded.of(row) for row in connection.execute(query)]

    def of_day(self, day: str, types: Iterable[str]) -> list[Recorded]:
        """What happened of these types on a day, oldest first; empty for a day the hall knows nothing of."""
        e = schema.events.c
        query = sa.select(schema.events).where(e.hall == self.hall, e.day == day, e.type.in_(sorted(types)))
        with self.database.readers.connect() as connection:
            return [Recorded.of(row) for row in connection.execute(query.order_by(e.seq))]

    def day_before(self, *, seq: int | None = None, at: int | None = None) -> tuple[str, int]:
        """The hall-day of the last event before this seq, or up to this epoch ms, and the seq after it.
        ("", 0) if there is none."""
        e = schema.events.c
        wanted = e.seq < seq if seq is not None else e.at <= at
        query = sa.select(e.day, e.seq).where(e.hall == self.hall, wanted).order_by(e.seq.desc()).limit(1)
        with self.database.readers.connect() as connection:
            row = connection.execute(query).one_or_none()
        return (row.day, row.seq + 1) if row else ("", 0)

    def last_alive(self) -> int | None:
        """When the server last said it was alive, epoch ms."""
        query = sa.select(schema.alive.c.at).where(schema.alive.c.hall == self.hall)
        with self.database.readers.connect() as connection:
            return connection.execute(query).scalar()

    def recent_answers(self, now: int) -> Iterable[tuple[str, str, str]]:
        """(key, fingerprint, outcome) of the last day; older ones are dropped."""
        a = schema.answers.c
        with self.database.writing() as connection:
            connection.execute(
                sa.delete(schema.answers).where(a.hall == self.hall, a.at < now - ANSWERS_KEPT_MS)
            )
            query = sa.select(a.key, a.fingerprint, a.outcome).where(a.hall == self.hall).order_by(a.at)
            return [(row.key, row.fingerprint, row.outcome) for row in connection.execute(query)]

    def _event_row(self, recorded: Recorded) -> dict[str, Any]:
        event = recorded.event
        return {
            "hall": self.hall,
            "seq": recorded.seq,
            "day": recorded.day,
            "at": event.at,
            "type": event.type,
            "actor": event.actor,
            "body": json.dumps(m.to_record(event), ensure_ascii=False, separators=(",", ":")),
        }
