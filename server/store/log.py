"""The log of one hall: append what happened in one durable transaction; rebuild the hall from it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from server.domain import messages as m
from server.domain.evolve import evolve
from server.domain.hall import Hall
from server.domain.plan import HallPlan
from server.domain.ticket import Ticket
from server.store import schema
from server.store.database import Database, Prepared, StorageFailed

ANSWERS_KEPT_MS = 24 * 3600 * 1000
"""How long a request may be repeated under the same key and get the same answer."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its place in the log."""

    seq: int
    day: str
    event: m.Event


@dataclass(slots=True)
class Batch:
    """What one transaction writes."""

    events: list[Recorded] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    alive_at: int | None = None

    def __bool__(self) -> bool:
        return bool(self.events or self.answers or self.alive_at is not None)


class Log:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.hall = database.hall
        insert = _dialect_insert(database)
        engine = database.writer
        self._insert_event = Prepared(sa.insert(schema.events), engine)
        self._insert_rating = Prepared(sa.insert(schema.ratings), engine)
        self._put_answer = Prepared(_upsert(insert, schema.answers), engine)
        self._put_ticket = Prepared(_upsert(insert, schema.tickets), engine)
        self._put_alive = Prepared(_upsert(insert, schema.alive), engine)

    def append(self, batch: Batch) -> None:
        """All of it or nothing, on disk when this returns. Raises IntegrityError for a row that contradicts
        the log, StorageFailed for everything else that kept it from the disk."""
        try:
            with self.database.writer.begin() as connection:
                self._insert_event.run(connection, [self._event_row(r) for r in batch.events])
                self._insert_rating.run(connection, list(self._rating_rows(batch.events)))
                self._put_ticket.run(connection, [self._ticket_row(t) for t in batch.tickets.values()])
                self._put_answer.run(connection, batch.answers)
                if batch.alive_at is not None:
                    self._put_alive.run(connection, [{"hall": self.hall, "at": batch.alive_at}])
        except sa.exc.IntegrityError:
            raise
        except sa.exc.SQLAlchemyError as failed:
            raise StorageFailed(str(failed)) from failed

    def load(self, plan: HallPlan) -> Hall:
        """The hall as the newest day's stream leaves it; a new hall if the log is empty."""
        newest = sa.select(sa.func.max(schema.events.c.day)).where(schema.events.c.hall == self.hall)
        try:
            with self.database.readers.connect() as connection:
                day = connection.execute(newest).scalar()
                hall = Hall(plan)
                for recorded in self._stream(connection, day) if day else ():
                    if not hall.day:
                        hall.seq = recorded.seq - 1
                    evolve(hall, recorded.event)
                return hall
        except sa.exc.SQLAlchemyError as failed:
            raise StorageFailed(str(failed)) from failed

    def _stream(self, connection: sa.Connection, day: str) -> Iterator[Recorded]:
        e = schema.events.c
        query = sa.select(schema.events).where(e.hall == self.hall, e.day == day).order_by(e.seq)
        return map(_recorded, connection.execute(query))

    def events(self, *, limit: int, before: int | None = None) -> list[Recorded]:
        """The newest events first."""
        e = schema.events.c
        query = sa.select(schema.events).where(e.hall == self.hall).order_by(e.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(e.seq < before)
        with self.database.readers.connect() as connection:
            return [_recorded(row) for row in connection.execute(query)]

    def last_alive(self) -> int | None:
        """When the server last said it was alive, epoch ms."""
        query = sa.select(schema.alive.c.at).where(schema.alive.c.hall == self.hall)
        with self.database.readers.connect() as connection:
            return connection.execute(query).scalar()

    def recent_answers(self, now: int) -> Iterable[tuple[str, str, str]]:
        """(key, fingerprint, outcome) of the last day; older ones are dropped."""
        a = schema.answers.c
        with self.database.writer.begin() as connection:
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

    def _ticket_row(self, ticket: Ticket) -> dict[str, Any]:
        return {
            "hall": self.hall,
            "id": ticket.id,
            "day": ticket.day,
            "queue": ticket.queue,
            "number": ticket.number,
            "lane": ticket.lane,
            "state": ticket.state.value,
            "kiosk": ticket.kiosk,
            "window": ticket.window,
            "staff_no": ticket.staff,
            "taken_at": ticket.taken_at,
            "called_at": ticket.called_at,
            "started_at": ticket.started_at,
            "ended_at": ticket.ended_at,
            "calls": ticket.calls,
            "slip": ticket.slip.value,
            "rating": ticket.rating.value,
        }

    def _rating_rows(self, recorded: Iterable[Recorded]) -> Iterator[dict[str, Any]]:
        for r in recorded:
            if isinstance(r.event, m.RatingGiven):
                yield {
                    "hall": self.hall,
                    "ticket": r.event.ticket,
                    "at": r.event.at,
                    "level": r.event.level,
                    "channel": r.event.channel,
                    "window": r.event.window,
                    "staff_no": r.event.staff,
                }


def _recorded(row: Any) -> Recorded:
    body: Mapping[str, Any] = json.loads(row.body)
    return Recorded(row.seq, row.day, m.from_record(row.type, row.at, row.actor, body))


def _dialect_insert(database: Database) -> Any:
    """Only one dialect is imported: the other costs 80 ms of every start."""
    if database.sqlite:
        from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]  # noqa: PLC0415
    return insert


def _upsert(insert: Any, table: sa.Table) -> sa.Executable:
    statement = insert(table)
    keys = [c.name for c in table.primary_key]
    changed = {c.name: statement.excluded[c.name] for c in table.c if c.name not in keys}
    done: sa.Executable = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    return done
