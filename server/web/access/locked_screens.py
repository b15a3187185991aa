"""Which sessions have their screen locked: they may look, sign in and out, and no more until unlocked."""

import sqlalchemy as sa

from server.executor import Executor
from server.store import schema


class Screens:
    """Known by the hash of the session; stored, so that no restart opens a screen."""

    def __init__(self, executor: Executor, hall: str) -> None:
        self._executor = executor
        self._hall = hall
        s = schema.sessions.c
        query = sa.select(s.id_hash).where(s.hall == hall, s.locked != 0)
        self.locked: set[str] = set(
            executor.write(lambda connection: connection.execute(query).scalars().all())
        )

    def set(self, id_hash: str, *, locked: bool) -> None:
        """Stored first, then so."""
        s = schema.sessions.c
        query = sa.update(schema.sessions).where(s.hall == self._hall, s.id_hash == id_hash)
        self._executor.write(lambda connection: connection.execute(query.values(locked=int(locked))))
        (self.locked.add if locked else self.locked.discard)(id_hash)
