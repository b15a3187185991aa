"""Beside the writer: the figures of days that are over, and the reports of months and quarters that are, made
once and kept as they were."""

import logging
import threading
from functools import partial
from typing import Any

import sqlalchemy as sa

from server.crash import crash_point
from server.domain import messages as m
from server.domain.alarm import Condition
from server.executor import Executor
from server.reports import build
from server.reports.gather import Gatherer, scope_of
from server.reports.kept import months_over, period_of, to_be_kept
from server.store import schema
from server.store.database import StorageFailed
from server.store.kept_reports import kept_one
from server.store.settling import settle_due

LOOK_S = 600.0
"""A day that begins or is closed, and a list taken out, wake it at once; this is for what failed."""
SENT = "report-sent"

log = logging.getLogger("web")


def reckoned(executor: Executor, connection: sa.Connection, report: str, name: str, today: str) -> Any:
    """The report of a whole period of the whole hall, as it is now."""
    plan, database = executor.plan, executor.log.database
    asked = build.Asked(
        Gatherer(connection, database, plan),
        connection,
        database.hall,
        plan,
        period_of(name),
        "staff",
        scope_of(plan),
        None,
        today,
    )
    return build.REPORTS[report](asked)


class ReportKeeper:
    """`look` may be called by hand where no thread runs."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._pending: list[Condition] = []
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="reports", daemon=True)
        executor.listeners.append(self._heard)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def pending(self) -> list[Condition]:
        """What the duty officer is told: the newest month is ready, or is due and was not sent."""
        return list(self._pending)

    def _heard(self, events: list[Any], _: Any) -> None:
        if any(isinstance(r.event, m.DayStarted | m.HallClosed | m.ExportNoted) for r in events):
            self._wake.set()

    def _run(self) -> None:
        while not self._stopping:
            try:
                self.look()
            except StorageFailed:  # the disk is full, or the hall is stopping: it is made at the next look
                pass
            except Exception:
                log.exception("state=reports_failed")
            self._wake.wait(LOOK_S)
            self._wake.clear()

    def look(self) -> None:
        """Once round. Killed between making and keeping, a report is made again: it is kept once."""
        executor = self._executor
        hall = executor.log.hall
        settle_due(executor.log.database, executor.plan.reports, executor.write)
        today = executor.read(lambda hall: hall.day)
        with executor.log.database.snapshot() as connection:
            for report, name in list(to_be_kept(connection, hall, today)):
                body = reckoned(executor, connection, report, name, today).plain()
                said = {"report": report, "period": name, "body": body}
                crash_point("before_keep")
                executor.submit(partial(m.KeepReport, actor="system", **said)).result()
        with executor.log.database.readers.connect() as connection:
            self._pending = self.due(connection, hall, today)

    def due(self, connection: sa.Connection, hall: str, today: str) -> list[Condition]:
        """Of the newest month that is over on this day; the last day for sending is still in time (R6)."""
        months = months_over(connection, hall, today)
        if not months or not (kept := kept_one(connection, hall, "month", months[0])):
            return []
        x = schema.exports.c
        sent = sa.select(x.seq).where(x.hall == hall, x.what.startswith(f"{SENT}:month:{months[0]}"))
        if connection.execute(sent.limit(1)).first():
            return []
        due = build.due_days(self._executor.plan.calendar, months[0])[1]
        kind = "report" if today <= due else "report_late"
        return [Condition(kind, months[0], {"month": months[0], "due": due, "since": kept.at})]
