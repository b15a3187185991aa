"""What the reports read, kept by the writer: spans, ratings counted; a day that goes on loses its figures."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from server.domain import messages as m
from server.domain.spans import Span, Spans
from server.domain.ticket import Ticket
from server.store import schema
from server.store.database import Database, Prepared, inserting
from server.store.day_figures import forget
from server.store.kept_reports import kept_row
from server.store.month_figures import forget_month
from server.store.recorded import upsert


class ReportTables:
    """`spans` is the fold of the present day; None until the log has been read (`Log.load`)."""

    def __init__(self, database: Database) -> None:
        self.hall = database.hall
        self.spans: Spans | None = None
        self._may_stand = True
        """Whether there may be figures of the day (`settling.py`) although it goes on."""
        engine = database.writer
        self._insert_span = Prepared(sa.insert(schema.spans), engine)
        self._put_grade = Prepared(upsert(database, schema.window_grades), engine)
        self._insert_export = Prepared(sa.insert(schema.exports), engine)
        self._count_rating = Prepared(_counting(database, schema.rating_sums), engine)
        self._count_month = Prepared(_counting(database, schema.rating_months), engine)
        self._put_kept = Prepared(upsert(database, schema.kept_reports), engine)

    def write(
        self, connection: sa.Connection, recorded: Sequence[Any], tickets: Iterable[Ticket] = ()
    ) -> None:
        """The rows that these events leave behind, in their order. `tickets`: of today, touched by them."""
        rows: list[dict[str, Any]] = []
        if self.spans is None:
            self.spans = self._read_again(connection, recorded)
        for r in recorded:
            told = self.spans.feed(r.event)
            rows += [span_row(self.hall, r, part, span) for part, span in enumerate(told)]
        self._insert_span.run(connection, rows)
        self._put_grade.run(
            connection, [grade_row(self.hall, r.event) for r in _of(recorded, m.WindowGraded)]
        )
        self._insert_export.run(connection, [export_row(self.hall, r) for r in _of(recorded, m.ExportNoted)])
        self._put_kept.run(connection, [kept_row(self.hall, r) for r in _of(recorded, m.ReportKept)])
        given = [r.event for r in recorded if isinstance(r.event, m.RatingGiven)]
        known = {ticket.id: (ticket.day, ticket.queue) for ticket in tickets} if given else {}
        counted = [row for e in given for row in self._rated(connection, e, known.get(e.ticket))]
        self._count_rating.run(connection, counted)
        self._count_month.run(connection, counted)
        self._unsettle(connection, recorded, {row["day"] for row in rows})

    def lost(self) -> None:
        """What was told is not stored: what is known of the day is read again."""
        self.spans, self._may_stand = None, True

    def _read_again(self, connection: sa.Connection, recorded: Sequence[Any]) -> Spans:
        """The fold as the day's events before these leave it."""
        spans, e = Spans(), schema.events.c
        if recorded:
            earlier = (e.hall == self.hall, e.day == recorded[0].day, e.seq < recorded[0].seq)
            for row in connection.execute(sa.select(schema.events).where(*earlier).order_by(e.seq)):
                spans.feed(m.from_record(row.type, row.at, row.actor, json.loads(row.body)))
        return spans

    def _rated(
        self, connection: sa.Connection, e: m.RatingGiven, known: tuple[str, str] | None
    ) -> Iterator[dict[str, Any]]:
        """Counted for the day of the visit, which may be over."""
        t = schema.tickets.c
        visit = sa.select(t.day, t.queue).where(t.hall == self.hall, t.id == e.ticket)
        for day, queue in (known,) if known else connection.execute(visit):
            said = {"window": e.window, "staff_no": e.staff, "level": e.level, "channel": e.channel}
            yield {"hall": self.hall, "day": day, "month": day[:7], "queue": queue, **said, "n": 1}

    def _unsettle(self, connection: sa.Connection, recorded: Iterable[Any], changed: set[str]) -> None:
        """A day to which something came, or that is closed anew, is to be added up again."""
        closed = {r.day for r in recorded if isinstance(r.event, m.HallClosed)}
        if closed or (changed and self._may_stand):
            for day in changed | closed:
                forget(connection, self.hall, day)
                forget_month(connection, self.hall, day)
            self._may_stand = bool(closed)


def span_row(hall: str, recorded: Any, part: int, span: Span) -> dict[str, Any]:
    return {
        "hall": hall,
        "seq": recorded.seq,
        "part": part,
        "day": recorded.day,
        "kind": span.kind,
        "end": span.end,
        "since": span.since,
        "until": span.until,
        "hour": span.hour,
        "ticket": span.ticket,
        "queue": span.queue,
        "window": span.window,
        "staff_no": span.staff,
    }


def _of(recorded: Iterable[Any], kind: type[m.Event]) -> list[Any]:
    return [r for r in recorded if isinstance(r.event, kind)]


def grade_row(hall: str, e: m.WindowGraded) -> dict[str, Any]:
    said = {"period": e.period, "window": e.window, "grade": e.grade, "note": e.note}
    return {"hall": hall, **said, "actor": e.actor, "at": e.at}


def export_row(hall: str, recorded: Any) -> dict[str, Any]:
    e = recorded.event
    return {
        "hall": hall,
        "seq": recorded.seq,
        "at": e.at,
        "actor": e.actor,
        "what": e.what[:80],
        "reason": e.reason,
    }


def _counting(database: Database, table: sa.Table) -> sa.Executable:
    """One visit more of a day or month, queue, window, person, level and channel."""
    more = {"n": table.c.n + sa.literal_column("1")}
    keys = [c.name for c in table.primary_key]
    done: sa.Executable = inserting(database, table).on_conflict_do_update(index_elements=keys, set_=more)
    return done
