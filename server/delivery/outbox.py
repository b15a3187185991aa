"""数据上报 (R113): sends what waits, in a thread of its own while the hall lives, never on the writer's.

A record that fails is tried again after a while that doubles, up to a cap, shaken so that many halls do not
come back together. While the line itself is down nothing else is tried either. Only the marks (arrived,
refused, failed) go to the writer, which alone writes; killed in between, a record goes again under its name.
"""

import json
import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from server.delivery.upload import Adapter, Answer, Verdict
from server.domain.hall import Hall
from server.executor import Executor
from server.store import outbox
from server.store.database import StorageFailed
from server.store.recorded import Recorded

log = logging.getLogger("outbox")
AT_ONCE = 50
"""So many are read at a time."""
LOOK_EVERY_S = 60


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to wait after a failure, ms."""

    first_ms: int = 2000
    most_ms: int = 600_000

    def after(self, tries: int) -> int:
        """Between half and all of a time that doubles with every try."""
        whole = min(self.most_ms, self.first_ms << min(tries, 20))
        return whole // 2 + secrets.randbelow(whole // 2 + 1)


class Outbox:
    """The sender of one hall."""

    def __init__(self, executor: Executor, adapter: Adapter, pace: Pace | None = None) -> None:
        self._executor = executor
        self._adapter = adapter
        self._pace = pace or Pace()
        self._hall = executor.plan.code
        self._database = executor.log.database
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._failures = 0
        """Of the line, one after the other."""
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        self._executor.listeners.append(self._heard)
        self._thread.start()

    def stop(self) -> None:
        """What is on its way may still arrive; its mark is then made after the next start."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(timeout=5)

    def _heard(self, _events: list[Recorded], _hall: Hall) -> None:
        """At the writer's turn: only a nod."""
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                patience_s = self._round()
            except (StorageFailed, sa.exc.SQLAlchemyError) as failed:
                log.warning("state=storage_failed cause=%s", failed)
                patience_s = LOOK_EVERY_S
            if patience_s > 0 and not self._stopping.is_set():
                self._wait(patience_s)

    def _wait(self, patience_s: float) -> None:
        """While the line is down new work does not shorten the pause."""
        (self._stopping if self._failures else self._wake).wait(patience_s)

    def _round(self) -> float:
        """Sends what is due. Seconds until there may be more."""
        now = self._executor.clock()
        rows = self._read(partial(outbox.sendable, hall=self._hall, now=now, most=AT_ONCE))
        for row in rows:
            if self._stopping.is_set():
                return 0
            if self._one(row).verdict is Verdict.LATER:
                self._failures += 1
                return self._pace.after(self._failures - 1) / 1000
            self._failures = 0
        if rows:
            return 0
        due: int | None = self._read(partial(outbox.next_due, hall=self._hall))
        return LOOK_EVERY_S if due is None else max(0.005, min(LOOK_EVERY_S, (due - now) / 1000))

    def _one(self, row: Any) -> Answer:
        record = outbox.record_id(row)
        answer = self._adapter.send(record, row.kind, json.loads(row.body))
        at = self._executor.clock()
        match answer.verdict:
            case Verdict.ACCEPTED:
                mark = partial(outbox.arrived, hall=self._hall, row=row, at=at)
            case Verdict.REFUSED:
                log.warning("state=refused record=%s said=%s", record, answer.said)
                mark = partial(outbox.refused, hall=self._hall, row=row, said=answer.said)
            case Verdict.LATER:
                next_at = at + self._pace.after(row.tries)
                mark = partial(outbox.failed, hall=self._hall, row=row, said=answer.said, next_at=next_at)
        self._executor.write(mark)
        return answer

    def _read(self, look: Callable[[sa.Connection], Any]) -> Any:
        with self._database.readers.connect() as connection:
            return look(connection)
