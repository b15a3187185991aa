"""An event with its place in the log, and the upsert that read tables are written with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from server.domain import messages as m
from server.store.database import Database, inserting


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its place in the log."""

    seq: int
    day: str
    event: m.Event

    @classmethod
    def of(cls, row: Any) -> "Recorded":
        """From a row of `events`."""
        body: Mapping[str, Any] = json.loads(row.body)
        return cls(row.seq, row.day, m.from_record(row.type, row.at, row.actor, body))


def upsert(database: Database, table: sa.Table, *, but: str = "") -> sa.Executable:
    """Insert, or put the new values in place of the old ones, except in the column `but`."""
    statement = inserting(database, table)
    keys = [c.name for c in table.primary_key]
    changed = {c.name: statement.excluded[c.name] for c in table.c if c.name not in (*keys, but)}
    done: sa.Executable = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    return done
