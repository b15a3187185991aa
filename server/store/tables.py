"""The read tables beside the log: written in the same transaction as the events they come from."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from server.domain import messages as m
from server.domain.cases import Case, case_named
from server.domain.facts.plan import HallPlan
from server.domain.ticket import Rating, Ticket
from server.store import schema
from server.store.database import Database, Prepared
from server.store.ledger import LedgerTable
from server.store.outbox import OutboxTable
from server.store.recorded import Recorded, upsert
from server.store.report_tables import ReportTables


class ReadTables:
    """What reports, and the days to come, read without going through the log."""

    def __init__(self, database: Database, plan: HallPlan | None = None) -> None:
        """plan: whether it sends its cases and ratings elsewhere."""
        self.hall = database.hall
        self.reports = ReportTables(database)
        self._outbox = OutboxTable(database, plan) if plan and plan.upload else None
        engine = database.writer
        self._insert_rating = Prepared(sa.insert(schema.ratings), engine)
        self._put_ticket = Prepared(upsert(database, schema.tickets), engine)
        self._put_booking = Prepared(upsert(database, schema.appointments, but="ticket"), engine)
        self._put_day = Prepared(upsert(database, schema.calendar_days), engine)
        self._put_case = Prepared(upsert(database, schema.cases), engine)
        self._insert_step = Prepared(sa.insert(schema.case_steps), engine)
        self._ledger = LedgerTable(database)

    def write(
        self,
        connection: sa.Connection,
        recorded: Sequence[Recorded],
        tickets: Iterable[Ticket],
        cases: Iterable[Case] = (),
    ) -> None:
        """The rows that these events, and the tickets and cases they touched, leave behind."""
        rows: dict[type[m.Event], list[dict[str, Any]]] = {cls: [] for cls in _ROWS}
        for r in recorded:
            if (row := _ROWS.get(type(r.event))) is not None:
                rows[type(r.event)].append({"hall": self.hall, **row(r.event)})
        self._insert_rating.run(connection, rows[m.RatingGiven])
        self._put_ticket.run(connection, [self._ticket_row(t) for t in tickets])
        self._put_booking.run(connection, rows[m.AppointmentBooked])
        self._put_day.run(connection, rows[m.DaySet])
        self._put_case.run(connection, [{"hall": self.hall, **_case_row(case)} for case in cases])
        self._insert_step.run(
            connection,
            [{"hall": self.hall, **_step_row(r)} for r in recorded if isinstance(r.event, m.CaseStepped)],
        )
        today = {ticket.id for ticket in tickets}
        for changed in (*self._kept(recorded), *self._rated_later(recorded, today)):
            connection.execute(changed)
        self.reports.write(connection, recorded, tickets)
        self._ledger.write(connection, recorded)
        if self._outbox:
            self._outbox.write(connection, recorded)

    def _kept(self, recorded: Iterable[Recorded]) -> Iterator[sa.Update]:
        """Whose appointment was kept, by which ticket."""
        a = schema.appointments.c
        for r in recorded:
            if isinstance(r.event, m.NumberTaken) and r.event.appointment:
                where = (a.hall == self.hall, a.day == r.day, a.code == r.event.appointment)
                yield sa.update(schema.appointments).where(*where).values(ticket=r.event.ticket)

    def _rated_later(self, recorded: Iterable[Recorded], today: set[str]) -> Iterator[sa.Update]:
        """The row of a visit that was rated on a later day than its own."""
        t = schema.tickets.c
        for r in recorded:
            if isinstance(r.event, m.RatingGiven) and r.event.ticket not in today:
                where = (t.hall == self.hall, t.id == r.event.ticket)
                yield sa.update(schema.tickets).where(*where).values(rating=Rating.RATED.value)

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
            "matter": ticket.matter,
            "source": ticket.source,
            "appointment": ticket.appointment,
            "first_receiver": ticket.first_receiver,
            "assist": ticket.assist,
            "extended": ticket.extended,
            "legs": len(ticket.legs) + 1,
        }


def _rating_row(event: Any) -> dict[str, Any]:
    return {
        "ticket": event.ticket,
        "at": event.at,
        "level": event.level,
        "channel": event.channel,
        "window": event.window,
        "staff_no": event.staff,
    }


def _booking_row(event: Any) -> dict[str, Any]:
    names = ("day", "code", "queue", "start", "end", "identity")
    return {name: getattr(event, name) for name in names} | {"ticket": None}


def _day_row(event: Any) -> dict[str, Any]:
    windows = json.dumps(list(event.windows))
    return {"date": event.date, "kind": event.kind, "windows": windows, "notice": event.notice}


def _case_row(case: Case) -> dict[str, Any]:
    names = ("id", "kind", "day", "staff", "visit", "record", "closed_at")
    columns = {name: getattr(case, name) for name in names}
    body = json.dumps(asdict(case), ensure_ascii=False)
    return columns | {"state": case.state.value, "over": int(case.over), "body": body}


def _step_row(r: Recorded) -> dict[str, Any]:
    said = {k: v for k, v in m.to_record(r.event).items() if v and k not in ("case", "before")}
    body = json.dumps(said, ensure_ascii=False)
    return {"seq": r.seq, "case": case_named(r.event), "at": r.event.at, "actor": r.event.actor, "body": body}


_ROWS: dict[type[m.Event], Callable[[Any], dict[str, Any]]] = {
    m.RatingGiven: _rating_row,
    m.AppointmentBooked: _booking_row,
    m.DaySet: _day_row,
}
