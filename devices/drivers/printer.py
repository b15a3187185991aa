"""A ticket printer. EveryOne: each job is printed or reported, first in, first out.

A job goes out only after the printer said, right before, that it can print. Written jobs are confirmed
by asking until the printer, `settle_s` after it took the job, is still online and has paper. Status
answers overtake the text in the printer's buffer, so this is strong evidence but no proof: paper that
ends later than `settle_s` after the bytes is seen by the next poll and not blamed on the job. A failed
job whose bytes had begun to leave is `uncertain`: a printer that ran out of paper keeps the rest and
prints it when paper is back.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from devices.codecs import escpos
from devices.driver import Send, Urgency
from devices.health import Health, HealthRecord, OnHealth, tell, unix_ms

log = logging.getLogger("devices")

REPLY_S = 1.0
TRIES = 2  # unanswered queries before the printer counts as silent
ASK_AGAIN_S = 0.25
READY_S = 5.0  # a job waits this long for its line and for the answers before it
SLOWEST_CHAR_S = 0.001


@dataclass(frozen=True, slots=True)
class PrintOutcome:
    """What became of a job. cause: as in `Health`, "" if printed; uncertain: paper may have moved."""

    printed: bool
    cause: str
    uncertain: bool


OnJob = Callable[[str, PrintOutcome], None]


@dataclass(frozen=True, slots=True)
class _Job:
    job_id: str
    layout: tuple[escpos.Element, ...]


class _Phase(Enum):
    IDLE = auto()
    CHECK = auto()
    WRITE = auto()
    CONFIRM = auto()


class Printer:
    """One printer, alone on its line. columns: half-width characters a line, 32 (58 mm) or 48 (80 mm)."""

    def __init__(  # noqa: PLR0913 - all but two are named
        self,
        device_id: str,
        *,
        columns: int,
        on_job: OnJob,
        poll_s: float = 5.0,
        settle_s: float = 1.0,
        confirm_s: float = 8.0,
        on_health: OnHealth | None = None,
        wall_ms: Callable[[], int] = unix_ms,
    ) -> None:
        self.device = device_id
        self._columns = columns
        self._on_job = on_job
        self._poll_s = poll_s
        self._settle_s = settle_s
        self._confirm_s = confirm_s
        self._record = HealthRecord(device_id, on_health, wall_ms)
        self._lock = threading.Lock()
        self._queue: deque[_Job] = deque()
        self._job: _Job | None = None
        self._phase = _Phase.IDLE
        self._replies: dict[int, escpos.Reply] = {}
        self._asking = False
        self._silences = 0
        self._ask_at = 0.0
        self._deadline = 0.0
        self._settled_at: float | None = None

    def print(self, job_id: str, layout: Sequence[escpos.Element]) -> None:
        """Queue a job; `on_job` is called exactly once for it, from the bus thread."""
        with self._lock:
            self._queue.append(_Job(job_id, tuple(layout)))

    def health(self) -> Health:
        """`in_step`: answered just now that it can print."""
        return self._record.now

    def new_decoder(self) -> escpos.Decoder:
        """Driver contract."""
        return escpos.Decoder()

    def opened(self, now: float) -> None:
        """Driver contract. A job not yet written begins again with the status queries."""
        self._silences = 0
        self._ask(now)
        if self._job is not None:
            self._phase = _Phase.CHECK
        self._record.set("opened")

    def lost(self, cause: str, retry_s: float) -> None:
        """Driver contract."""
        self._record.set("lost", cause, note=f"retry_s={retry_s:.1f}")
        if self._phase is _Phase.CONFIRM:
            self._finish(cause)
        elif self._phase is _Phase.WRITE:
            self._phase = _Phase.CHECK

    def tick(self, now: float) -> None:
        """Driver contract. Begins the next job and ends one that waited too long."""
        if self._job is None:
            with self._lock:
                self._job = self._queue.popleft() if self._queue else None
            if self._job is None:
                return
            self._phase = _Phase.CHECK
            self._deadline = now + READY_S
            self._silences = 0
            if not self._asking:
                self._ask(now)
        if now >= self._deadline and self._phase is not _Phase.WRITE:
            health = self._record.now
            self._finish("no_answer" if health.link == "in_step" else health.cause or "no_answer")

    def urgency(self, now: float) -> Urgency | None:
        """Driver contract."""
        if self._phase is _Phase.WRITE:
            return Urgency.CALL
        if now < self._ask_at:
            return None
        return Urgency.IDLE if self._job is None else Urgency.CALL

    def take(self, now: float) -> Send:
        """Driver contract. A job is one piece, so no query can come between its bytes."""
        if self._phase is _Phase.WRITE and self._job is not None and (data := self._encoded(self._job)):
            self._phase = _Phase.CONFIRM
            self._deadline = now + self._confirm_s + len(data) * SLOWEST_CHAR_S
            self._settled_at = None
            self._ask(now)
            return Send(data)
        if self._phase is _Phase.WRITE:
            self._phase = _Phase.CHECK
            self._finish("layout")
        if self._phase is _Phase.CONFIRM and self._settled_at is None:
            self._settled_at = now + self._settle_s
        self._asking = True
        return Send(escpos.status_query(len(self._replies) + 1), REPLY_S, killable=False)

    def heard(self, message: object, now: float) -> bool:
        """Driver contract."""
        if isinstance(message, escpos.PrinterStatus):
            self._note(message)
        if not isinstance(message, escpos.Reply) or not self._asking:
            return False
        self._asking = False
        self._silences = 0
        self._replies[len(self._replies) + 1] = message
        if len(self._replies) == len(escpos.STATUS_QUERIES):
            status = escpos.status_of(self._replies)
            self._note(status)
            self._answered(status, now)
        return True

    def silent(self, now: float, *, garbage: bool) -> None:
        """Driver contract."""
        self._record.failed()
        self._silences += 1
        self._ask(now + (self._poll_s if self._job is None else ASK_AGAIN_S))
        if self._silences >= TRIES:
            self._record.set("opened", "garbage" if garbage else "no_answer")
            if self._phase is _Phase.CHECK:
                self._finish(self._record.now.cause)

    def _ask(self, at: float) -> None:
        """Begin a round of queries with n = 1 at that time."""
        self._replies = {}
        self._asking = False
        self._ask_at = at

    def _note(self, status: escpos.PrinterStatus) -> None:
        self._record.heard()
        near = "paper_near_end" if status.paper == "near_end" else ""
        self._record.set("answered" if status.cause else "in_step", status.cause or near, paper=status.paper)

    def _answered(self, status: escpos.PrinterStatus, now: float) -> None:
        if self._phase is _Phase.CHECK:
            self._ask(now)
            if status.cause:
                self._finish(status.cause)
            else:
                self._phase = _Phase.WRITE
        elif self._phase is _Phase.CONFIRM:
            self._ask(now + ASK_AGAIN_S)
            if not status.cause and self._settled_at is not None and now >= self._settled_at:
                self._finish("")
        else:
            self._ask(now + self._poll_s)

    def _encoded(self, job: _Job) -> bytes:
        try:
            return escpos.encode(job.layout, self._columns)
        except Exception:  # a layout nobody can print must not stop the jobs behind it
            log.exception("device=%s job=%s cause=layout", self.device, job.job_id)
            return b""

    def _finish(self, cause: str) -> None:
        """End the job in hand: printed if there is no cause."""
        job, self._job = self._job, None
        uncertain = bool(cause) and self._phase is _Phase.CONFIRM
        self._phase = _Phase.IDLE
        if job is not None:
            log.debug("device=%s job=%s cause=%s", self.device, job.job_id, cause)
            outcome = PrintOutcome(not cause, cause, uncertain)
            tell(lambda done: self._on_job(job.job_id, done), outcome)
