"""What is known of people: kept beside the log, where only a reference stands, so that it can be deleted."""

import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from server.store import schema


@dataclass(frozen=True, slots=True)
class Complaint:
    """What was said, and by whom; for the eyes of those who handle it only (R89)."""

    ref: str
    text: str
    person: str
    phone: str


def identity_ref(connection: sa.Connection, hall: str, keyed_hash: str, last4: str, at: int) -> str:
    """The reference of this person: the same one as long as the row lives."""
    i = schema.identities.c
    known = sa.select(i.ref).where(i.hall == hall, i.hash == keyed_hash)
    if ref := connection.execute(known).scalar():
        return str(ref)
    ref = new_ref()
    row = {"hall": hall, "ref": ref, "hash": keyed_hash, "last4": last4, "created_at": at}
    connection.execute(sa.insert(schema.identities).values(row))
    return ref


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
