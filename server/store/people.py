"""What is known of people: kept beside the log, where only a reference stands, so that it can be deleted."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from server.store import schema
from server.store.database import Database


@dataclass(frozen=True, slots=True)
class Complaint:
    """What was said, and by whom; for the eyes of those who handle it only (R89)."""

    ref: str
    text: str
    person: str
    phone: str


def identity_ref(connection: sa.Connection, hall: str, keyed_hash: str, last4: str, at: int) -> str:
    """The reference of this person: the same one as long as the row lives. Asking for it is a use of it."""
    i = schema.identities.c
    theirs = (i.hall == hall, i.hash == keyed_hash)
    if ref := connection.execute(sa.select(i.ref).where(*theirs)).scalar():
        connection.execute(sa.update(schema.identities).where(*theirs).values(used_at=at))
        return str(ref)
    ref = new_ref()
    row = {"hall": hall, "ref": ref, "hash": keyed_hash, "last4": last4, "created_at": at, "used_at": at}
    connection.execute(sa.insert(schema.identities).values(row))
    return ref


def identity_tail(database: Database, ref: str) -> str:
    """尾号: the last four characters of the number behind a reference; "" once the row is gone."""
    i = schema.identities.c
    query = sa.select(i.last4).where(i.hall == database.hall, i.ref == ref)
    with database.readers.connect() as connection:
        return str(connection.execute(query).scalar() or "")


def forget_identities(
    connection: sa.Connection, hall: str, before: int, day: str, kept: Collection[str]
) -> int:
    """Those last used before this time, epoch ms, but neither those `kept` nor those who have an appointment
    on this day or later. How many rows are gone."""
    i, a = schema.identities.c, schema.appointments.c
    booked = sa.select(a.identity).where(a.hall == hall, a.day >= day)
    old = sa.select(i.ref).where(i.hall == hall, i.used_at < before, i.ref.not_in(booked))
    gone = [ref for ref in connection.execute(old).scalars() if ref not in kept]
    return sum(forget_identity(connection, hall, ref) for ref in gone)


def forget_identity(connection: sa.Connection, hall: str, ref: str) -> int:
    """How many rows are gone."""
    i = schema.identities.c
    return connection.execute(sa.delete(schema.identities).where(i.hall == hall, i.ref == ref)).rowcount


def keep_complaint(connection: sa.Connection, hall: str, complaint: Complaint, at: int) -> None:
    """Once: asked again, what is there stays."""
    c = schema.complaints.c
    known = sa.select(c.ref).where(c.hall == hall, c.ref == complaint.ref)
    if connection.execute(known).scalar() is not None:
        return
    row = {
        "hall": hall,
        "ref": complaint.ref,
        "text": complaint.text,
        "person": complaint.person,
        "phone": complaint.phone,
        "created_at": at,
    }
    connection.execute(sa.insert(schema.complaints).values(row))


def forget_complainant(connection: sa.Connection, hall: str, ref: str) -> int:
    """Name and telephone go, what was said stays. How many rows it was."""
    c = schema.complaints.c
    query = sa.update(schema.complaints).where(c.hall == hall, c.ref == ref)
    return connection.execute(query.values(person="", phone="")).rowcount


def new_ref() -> str:
    return secrets.token_hex(12)
