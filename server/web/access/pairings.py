"""Kiosks, screens, raters and agents, and the tokens they were paired with; only hashes are stored."""

import hashlib
import secrets
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from server.domain.facts.plan import HallPlan
from server.executor import Executor
from server.store import schema
from server.web.access.rights import Principal

CODE_MS = 10 * 60 * 1000
PAIRED_DAYS = 3650


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Pairings:
    """What is read often is kept in memory; the executor writes."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor
        self.plan: HallPlan = executor.plan
        self.revoked: list[Callable[[str], None]] = []
        """Told the actor whose session, password or pairing has just ended."""
        self._devices: dict[str, tuple[str, str]] = {}
        executor.write(self._load_devices)

    def _load_devices(self, connection: sa.Connection) -> None:
        p = schema.pairings.c
        known = sa.select(schema.pairings).where(p.hall == self.plan.code, p.code_until == 0)
        for row in connection.execute(known):
            self._devices[row.token_hash] = (row.kind, row.device)

    def _tell_revoked(self, actor: str) -> None:
        for listener in self.revoked:
            listener(actor)

    def new_code(self, kind: str, device: str) -> str:
        """A code that pairs one device once, within ten minutes."""
        return self._store_pairing(kind, device, code_until=self.executor.clock() + CODE_MS)

    def redeem(self, code: str) -> tuple[Principal, str] | None:
        """The device and its token for a fresh code; the code is used up."""
        p, now = schema.pairings.c, self.executor.clock()
        where = (p.hall == self.plan.code) & (p.token_hash == token_hash(code)) & (p.code_until > now)

        def take(connection: sa.Connection) -> Any:
            row = connection.execute(sa.select(schema.pairings).where(where)).one_or_none()
            connection.execute(sa.delete(schema.pairings).where(where))
            return row

        row = self.executor.write(take)
        if row is None:
            return None
        return Principal(row.kind, row.device), self.pair(row.kind, row.device)

    def pair(self, kind: str, device: str) -> str:
        """A token for this device."""
        token = self._store_pairing(kind, device, code_until=0)
        self._devices[token_hash(token)] = (kind, device)
        return token

    def _store_pairing(self, kind: str, device: str, *, code_until: int) -> str:
        token = secrets.token_hex(24)  # no dash: at its start a command line would take it for an option
        row = {
            "hall": self.plan.code,
            "token_hash": token_hash(token),
            "kind": kind,
            "device": device,
            "code_until": code_until,
            "created_at": self.executor.clock(),
        }
        self.executor.write(lambda connection: connection.execute(sa.insert(schema.pairings).values(row)))
        return token

    def unpair(self, kind: str, device: str) -> int:
        """Forget every token of this device; how many there were."""
        p = schema.pairings.c
        query = sa.delete(schema.pairings).where(p.hall == self.plan.code, p.kind == kind, p.device == device)
        self.executor.write(lambda connection: connection.execute(query))
        gone = [k for k, v in self._devices.items() if v == (kind, device)]
        for token in gone:
            del self._devices[token]
        self._tell_revoked(f"{kind}:{device}")
        return len(gone)

    def pairings(self) -> list[tuple[str, str]]:
        return sorted(set(self._devices.values()))

    def device(self, token: str | None) -> Principal | None:
        known = self._devices.get(token_hash(token or ""))
        return Principal(*known) if known else None
