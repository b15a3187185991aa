"""The floor under a ticket: the rows it leaves, written by raw sqlite3 in one thread, one transaction each.

Same tables, same rows (read back from the server's database), same pragmas, same folder. No HTTP, no rules.
"""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

TABLES = ("events", "tickets", "answers")
"""A ticket leaves one row in each."""

Rows = list[tuple[tuple[object, ...], ...]]
"""For every ticket its row of each table."""


def marks(database: Path) -> dict[str, int]:
    """The last row of each table now."""
    with _reader(database) as link:
        return {t: link.execute(f"SELECT coalesce(max(rowid), 0) FROM {t}").fetchone()[0] for t in TABLES}


def rows_since(database: Path, since: dict[str, int]) -> Rows:
    with _reader(database) as link:
        columns = [
            link.execute(f"SELECT * FROM {t} WHERE rowid > ? ORDER BY rowid", (since[t],)).fetchall()
            for t in TABLES
        ]
    assert len({len(column) for column in columns}) == 1, "something else than tickets was written"
    return list(zip(*columns, strict=True))


def commit_all(rows: Rows, like: Path, target: Path) -> list[float]:
    """Seconds each transaction took, in a new database at `target`."""
    link = sqlite3.connect(target, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        link.execute(f"PRAGMA {pragma}")
    for statement in _schema(like):
        link.execute(statement)
    inserts = [f"INSERT INTO {t} VALUES ({', '.join('?' * len(rows[0][i]))})" for i, t in enumerate(TABLES)]
    took = [_commit(link, inserts, row) for row in rows]
    link.close()
    return took


def _commit(link: sqlite3.Connection, inserts: Sequence[str], row: Sequence[tuple[object, ...]]) -> float:
    start = time.perf_counter()
    link.execute("BEGIN IMMEDIATE")
    for statement, values in zip(inserts, row, strict=True):
        link.execute(statement, values)
    link.execute("COMMIT")
    return time.perf_counter() - start


def _schema(database: Path) -> list[str]:
    query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    with _reader(database) as link:
        return [sql for (sql,) in link.execute(query)]


def _reader(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{database}?mode=ro", uri=True)
