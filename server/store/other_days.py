"""What a day must know that was said on other days: its bookings, and the hand edits of the calendar."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from server.domain import messages as m
from server.domain.messages import Booking
from server.store import schema
from server.store.database import Database
from server.store.recorded import Recorded


def midnight(day: str, timezone: str) -> int:
    """When the day begins at the hall's place, epoch ms."""
    return int(datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(timezone)).timestamp()) * 1000


def local_ms(day: str, clock: str, timezone: str) -> int:
    """Epoch ms of "09:00" or "09:00:30" on this day at the hall's place. Raises ValueError."""
    hours, minutes, *seconds = map(int, clock.split(":"))
    at = datetime.fromisoformat(day).replace(
        hour=hours, minute=minutes, second=seconds[0] if seconds else 0, tzinfo=ZoneInfo(timezone)
    )
    return int(at.timestamp()) * 1000


def bookings_of(database: Database, day: str, pending: Iterable[Recorded] = ()) -> tuple[Booking, ...]:
    """The bookings for this day, in the order of their slots. `pending`: events that the tables lack yet."""
    booked = {row.code: Booking(**_fields(row)) for row in appointment_rows(database, day)}
    for r in pending:
        if isinstance(r.event, m.AppointmentBooked) and r.event.day == day:
            booked[r.event.code] = Booking(**_fields(r.event))
    return tuple(sorted(booked.values(), key=lambda b: (b.start, b.code)))


def _fields(source: Any) -> dict[str, Any]:
    return {name: getattr(source, name) for name in ("code", "day", "queue", "start", "end", "identity")}


def appointment_rows(database: Database, day: str) -> list[Any]:
    """code, day, queue, start, end (epoch ms), ticket and identity, in the order of their slots."""
    a = schema.appointments.c
    query = sa.select(schema.appointments).where(a.hall == database.hall, a.day == day)
    with database.readers.connect() as connection:
        return list(connection.execute(query.order_by(a.start, a.code)))


def secrets_before(database: Database, day: str) -> frozenset[str]:
    """The secrets of the slips of the hall-day before this one. Looks through that day."""
    e = schema.events.c
    earlier = sa.select(sa.func.max(e.day)).where(e.hall == database.hall, e.day < day)
    taken = sa.select(e.body).where(
        e.hall == database.hall, e.day == earlier.scalar_subquery(), e.type == m.NumberTaken.type
    )
    with database.readers.connect() as connection:
        return frozenset(json.loads(body)["token"] for body in connection.execute(taken).scalars())


def edits_from(
    database: Database, first: str, last: str = "9999-12-31", pending: Iterable[Recorded] = ()
) -> tuple[Mapping[str, Any], ...]:
    """Days set by hand, both ends included, as `DayEdit` has them."""
    d = schema.calendar_days.c
    query = sa.select(schema.calendar_days).where(d.hall == database.hall, d.date.between(first, last))
    with database.readers.connect() as connection:
        edits = {row.date: _edit(row, json.loads(row.windows)) for row in connection.execute(query)}
    for r in pending:
        if isinstance(r.event, m.DaySet) and first <= r.event.date <= last:
            edits[r.event.date] = _edit(r.event, r.event.windows)
    return tuple(edits[date] for date in sorted(edits))


def _edit(source: Any, windows: Iterable[str]) -> dict[str, Any]:
    return {"date": source.date, "kind": source.kind, "windows": list(windows), "notice": source.notice}


def clock_words(at: int, timezone: str, *, form: str = "%H:%M") -> str:
    """
    "09:00", as the hall's clock shows it.
    """
    return datetime.fromtimestamp(at / 1000, ZoneInfo(timezone)).strftime(form)


def days_between(first: str, last: str) -> list[str]:
    """Both ends included; none when `last` is earlier."""
    day, count = date.fromisoformat(first), (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    return [(day + timedelta(days=n)).isoformat() for n in range(count)]


def days_after(day: str, count: int) -> str:
    """
    >>> days_after("2026-11-23", 7), days_after("2026-11-23", -23)
    ('2026-11-30', '2026-10-31')
    """
    return (date.fromisoformat(day) + timedelta(days=count)).isoformat()
