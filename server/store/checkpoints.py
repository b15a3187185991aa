"""What SQLite has written beside the database (its write-ahead log) is copied into it by a thread of its own.

Left to itself SQLite does this within the commit that fills the thousandth page: every hundredth press or so
would wait for some hundred writes all over the file, on an old disk for a second.
"""

import logging
import threading

import sqlalchemy as sa

from server.store.database import Database

EVERY_S = 2.0
LEAST = 64
"""Transactions worth a round: each writes about eight pages, many of them the same again."""

log = logging.getLogger("store")


class Checkpoints:
    """`look` may be called by hand where no thread runs. PostgreSQL does all this itself."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._copied = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)

    def start(self) -> None:
        if self._database.sqlite:
            self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stopping.wait(EVERY_S):
            self.look()

    def look(self) -> None:
        """Copies what no reader still needs where it is, without keeping the writer waiting."""
        written = self._database.written
        if written - self._copied < LEAST:
            return
        try:
            with self._database.readers.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        except sa.exc.SQLAlchemyError as failed:  # a full disk: the next commit says so to whoever must know
            log.warning("state=checkpoint_failed cause=%s", failed)
        else:
            self._copied = written
