"""A ticket printer. EveryOne: each job is printed or reported, first in, first out.

A job goes out only after the printer said, right before, that it can print. That it came out is known by

    the mark     at the job's end the printer is told to report by itself; it obeys in its turn, behind the
                 slip's last byte, and answers at once. Printers are tried for it when the line opens.
    the status   where it cannot: `settle_s` after the job it is still online and has paper. Status answers
                 overtake the text in the buffer, so this is strong evidence but no proof.

What stops a job halfway (paper, cover, cutter, a pulled plug, a power cut) is waited out until its time is
over, and the printer is told to forget the rest. Does the mark come after all, the rest was printed, and
nothing is printed twice. If not, and the printer can print again, the whole slip is printed once more, with
`reprint_mark` on top, since nobody knows what lies in the tray. Else the job failed and is `uncertain`.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum, auto

from devices.codecs import escpos
from devices.codecs.escpos_status import FORGET, Firmware, PrinterStatus, Reply
from devices.driver import Send, Urgency
from devices.drivers.print_job import Job, PrintOutcome, Proof, Verdict
from devices.drivers.printer_firmware import ASK_FIRMWARE, FirmwareQuestion
from devices.drivers.printer_marks import MARK, Marks
from devices.drivers.printer_rounds import Rounds
from devices.health import Health, HealthRecord, OnHealth, tell, unix_ms

__all__ = ["PrintOutcome", "Printer"]

log = logging.getLogger("devices")

REPLY_S = 1.0
TRIES = 2  # unanswered queries before the printer counts as silent
ATTEMPTS = 2  # the slip, and once more with its mark
ASK_AGAIN_S = 0.25
FAULT_POLL_S = 2.0
READY_S = 5.0  # a job waits this long for its line and for the answers before it
SPARE_S = 1.5  # a mark that is on its way comes sooner
SLOWEST_CHAR_S = 0.001
CLEARABLE = ("cutter", "recoverable", "unknown")
REPRINT = escpos.Text("【补打】", align="center")


OnJob = Callable[[str, PrintOutcome], None]


class _Phase(Enum):
    IDLE = auto()
    CHECK = auto()
    WRITE = auto()
    CONFIRM = auto()


class Printer:
    """One printer, alone on its line.

    columns: instead of the profile's. draw: for lines that its font lacks (`printer_art.PaperFont().draw`).
    marks: try whether the printer can answer a mark; off for models that print the order as text.
    answers: off for a printer that can only listen: its jobs are written, and nothing is known of them.
    firmware: ask for it once, if the printer answers marks; off for models that print the order as text.
    spare: another printer can take over now: what stops a job is then not waited out for long.
    """

    def __init__(  # noqa: PLR0913 - all but two are named
        self,
        device_id: str,
        *,
        on_job: OnJob,
        columns: int | None = None,
        profile: escpos.Profile | None = None,
        draw: escpos.Draw | None = None,
        reprint_mark: escpos.Text | None = REPRINT,
        marks: bool = True,
        answers: bool = True,
        firmware: bool = False,
        poll_s: float = 5.0,
        settle_s: float = 1.0,
        confirm_s: float = 8.0,
        spare: Callable[[], bool] = lambda: False,
        on_health: OnHealth | None = None,
        wall_ms: Callable[[], int] = unix_ms,
    ) -> None:
        profile = profile or escpos.Profile()
        self.device = device_id
        self._profile = profile if columns is None else replace(profile, columns=columns)
        self._spare = spare
        self._draw = draw
        self._reprint_mark = reprint_mark
        self._answers = answers
        self._on_job = on_job
        self._poll_s = poll_s
        self._settle_s = settle_s
        self._confirm_s = confirm_s
        self._record = HealthRecord(device_id, on_health, wall_ms)
        self._lock = threading.Lock()
        self._queue: deque[Job] = deque()
        self._job: Job | None = None
        self._phase = _Phase.IDLE
        self._orders: deque[bytes] = deque()
        self._padding = b""
        self._may_swallow = False
        self._marks = Marks(may=marks and answers)
        self._rounds = Rounds()
        self._firmware = FirmwareQuestion(may=firmware)
        self._forget_at = 0.0

    @property
    def columns(self) -> int:
        """Half-width characters a line at size 1."""
        return self._profile.columns

    def print(self, job_id: str, layout: Sequence[escpos.Element]) -> None:
        """Queue a job; `on_job` is called exactly once for it, from the bus thread."""
        with self._lock:
            self._queue.append(Job(job_id, tuple(layout)))

    def health(self) -> Health:
        """`in_step`: answered just now that it can print; `sent`: it cannot answer."""
        return self._record.now

    def new_decoder(self) -> escpos.Decoder:
        """Driver contract."""
        return escpos.Decoder()

    def opened(self, now: float) -> None:
        """Driver contract. A job not yet written begins again with the status queries."""
        self._rounds.silences = 0
        self._marks.opened()
        self._firmware.opened()
        self._rounds.begin(now)
        if self._job is not None:
            self._phase = _Phase.CHECK
        self._record.set("opened" if self._answers else "sent")

    def lost(self, cause: str, retry_s: float) -> None:
        """Driver contract. Bytes may have broken off: the block they were in must be ended later."""
        self._record.set("lost", cause, note=f"retry_s={retry_s:.1f}")
        self._orders.clear()
        if self._job is None:
            return
        if self._phase is _Phase.CONFIRM:
            self._padding = self._job.padding
            self._job.proof.broke(cause)
        self._phase = _Phase.CHECK

    def tick(self, now: float) -> None:
        """Driver contract. Begins the next job and ends one that waited too long."""
        if self._job is None:
            with self._lock:
                self._job = self._queue.popleft() if self._queue else None
            if self._job is None:
                return
            self._phase = _Phase.CHECK
            self._job.deadline = now + READY_S
            self._rounds.silences = 0
            if not self._rounds.asking:
                self._rounds.begin(now)
        if self._phase is _Phase.CHECK and self._record.now.link == "sent":
            self._write_next(self._job)
        elif self._phase is not _Phase.WRITE and self._over(self._job, now):
            self._finish("" if self._phase is _Phase.CONFIRM and not self._answers else self._why(self._job))

    def _over(self, job: Job, now: float) -> bool:
        """Its time is up; with a spare at hand soon after something stopped it."""
        health = self._record.now
        if not job.proof.cause and (health.link == "in_step" or not health.cause):
            job.stopped_at = None
        elif job.stopped_at is None:
            job.stopped_at = now
        hasty = job.stopped_at is not None and now >= job.stopped_at + SPARE_S and self._spare()
        return hasty or now >= job.deadline

    def urgency(self, now: float) -> Urgency | None:
        """Driver contract."""
        if self._padding or self._orders:
            return Urgency.CALL
        if self._phase is _Phase.WRITE:
            return Urgency.CALL if self._marks.quiet(now) else None
        if self._wants_mark() or self._wants_firmware():
            return Urgency.IDLE
        if not self._answers or now < self._rounds.at:
            return None
        return Urgency.IDLE if self._job is None else Urgency.CALL

    def take(self, now: float) -> Send:
        """Driver contract. A job is one piece, so no query can come between its bytes."""
        if self._padding:
            padding, self._padding = self._padding, b""
            return Send(padding, killable=False)
        if self._orders:
            return Send(self._orders.popleft(), killable=False)
        if self._wants_mark():
            self._marks.trying = True
            return Send(MARK, REPLY_S, killable=False)
        if self._wants_firmware():
            self._firmware.asked()
            return Send(ASK_FIRMWARE, REPLY_S, killable=False)
        if self._phase is _Phase.WRITE and self._job is not None:
            if data := self._encoded(self._job):
                self._written(self._job, data, now)
                return Send(data)
            self._phase = _Phase.CHECK
            self._finish("layout")
        if self._job is not None:
            self._job.proof.out(now)
        return Send(self._rounds.next(now), REPLY_S, killable=False)

    def heard(self, message: object, now: float) -> bool:
        """Driver contract."""
        if isinstance(message, PrinterStatus):
            return self._told(message, now)
        if isinstance(message, Firmware):
            self._record.heard()
            self._record.named(message.text)
            return self._firmware.over()
        if not isinstance(message, Reply) or not self._rounds.asking:
            return False
        self._may_swallow = False
        if status := self._rounds.reply(message):
            self._note(status)
            self._answered(status, now)
        return True

    def silent(self, now: float, *, garbage: bool) -> None:
        """Driver contract."""
        if self._marks.trying:
            self._marks.failed()
            self._recheck(now)
            if self._job is not None:
                self._job.deadline = now + READY_S
            return
        if self._firmware.over():
            return
        self._record.failed()
        self._rounds.silences += 1
        self._rounds.begin(now + (self._poll_s if self._job is None else ASK_AGAIN_S))
        if self._phase is _Phase.CONFIRM and self._job is not None:
            self._job.proof.silence(self._rounds.silences)
        if self._rounds.silences % TRIES == 0 and self._may_swallow:
            self._padding = escpos.PADDING
        if self._rounds.silences >= TRIES:
            self._record.set("opened", "garbage" if garbage else "no_answer")
            if self._phase is _Phase.CHECK and self._job is not None and not self._job.attempts:
                self._finish(self._record.now.cause)

    def _recheck(self, now: float) -> None:
        """What was known of the printer is old by now."""
        if self._phase is _Phase.WRITE:
            self._phase = _Phase.CHECK
            self._rounds.begin(now)

    def _wants_mark(self) -> bool:
        """Only a printer that can print obeys in its turn."""
        able = self._record.now.link == "in_step" and not self._rounds.midway
        return able and self._marks.known is None and self._phase in (_Phase.IDLE, _Phase.WRITE)

    def _wants_firmware(self) -> bool:
        able = self._record.now.link == "in_step" and not self._rounds.midway
        return self._firmware.due and able and bool(self._marks.known) and self._phase is _Phase.IDLE

    def _note(self, status: PrinterStatus) -> None:
        self._record.heard()
        near = "paper_near_end" if status.paper == "near_end" else ""
        self._record.set("answered" if status.cause else "in_step", status.cause or near, paper=status.paper)

    def _told(self, status: PrinterStatus, now: float) -> bool:
        """The printer spoke by itself: news, or the mark. Ends the turn only if it was tried for that."""
        self._note(status)
        awaited = self._job if self._phase is _Phase.CONFIRM and self._marks.known else None
        tried = self._marks.heard(now, in_turn=awaited is not None)
        if awaited is not None and not status.cause:
            awaited.proof.mark(now)
        if status.cause:
            self._recheck(now)
            self._rounds.at = min(self._rounds.at, now + FAULT_POLL_S)
        return tried

    def _answered(self, status: PrinterStatus, now: float) -> None:
        if status.error in CLEARABLE and now >= self._forget_at:
            self._forget_at = now + FAULT_POLL_S
            self._orders.append(FORGET)
        if self._job is None:
            self._rounds.begin(now + (min(FAULT_POLL_S, self._poll_s) if status.cause else self._poll_s))
            return
        self._rounds.begin(now + (ASK_AGAIN_S if self._job.attempts else 0.0))
        if self._phase is _Phase.CONFIRM:
            self._obey(self._job.proof.judge(status, self._rounds.began_at, now, TRIES), self._job)
        elif not status.cause:
            self._write_next(self._job)
        elif not self._job.attempts:
            self._finish(status.cause)

    def _obey(self, verdict: Verdict, job: Job) -> None:
        match verdict:
            case Verdict.PRINTED:
                self._finish("")
            case Verdict.ASK_MARK:
                self._orders.append(MARK)
            case Verdict.FORGET:
                self._orders.append(FORGET)
            case Verdict.AGAIN:
                self._write_next(job)
            case Verdict.WAIT:
                pass

    def _write_next(self, job: Job) -> None:
        """The slip, or the whole slip once more, if that is allowed."""
        if job.attempts and (self._reprint_mark is None or job.attempts >= ATTEMPTS):
            self._finish(self._why(job))
            return
        if job.attempts:
            self._marks.doubt()
        self._phase = _Phase.WRITE

    def _encoded(self, job: Job) -> bytes:
        again = (self._reprint_mark,) if job.attempts and self._reprint_mark else ()
        try:
            data = escpos.encode((*again, *job.layout), self._profile, self._draw)
        except Exception:  # a layout nobody can print must not stop the jobs behind it
            log.exception("device=%s job=%s cause=layout", self.device, job.job_id)
            return b""
        return self._marks.behind(data)

    def _written(self, job: Job, data: bytes, now: float) -> None:
        if job.attempts:
            log.info("device=%s job=%s cause=%s printed=again", self.device, job.job_id, job.proof.cause)
        job.attempts += 1
        job.padding = escpos.padding(data)
        job.proof = Proof(marks=bool(self._marks.known), settle_s=self._settle_s)
        job.deadline = now + len(data) * SLOWEST_CHAR_S + (self._confirm_s if self._answers else 0.0)
        self._may_swallow = True
        self._phase = _Phase.CONFIRM
        self._rounds.begin(now)

    def _why(self, job: Job) -> str:
        """Why a job ends that was not printed."""
        health = self._record.now
        return job.proof.cause or ("" if health.link == "in_step" else health.cause) or "no_answer"

    def _finish(self, cause: str) -> None:
        """End the job in hand: printed if there is no cause."""
        job, self._job = self._job, None
        self._phase = _Phase.IDLE
        if job is not None:
            log.debug("device=%s job=%s cause=%s", self.device, job.job_id, cause)
            if cause and job.attempts:
                self._marks.doubt()
            uncertain = bool(job.attempts) and (bool(cause) or not self._answers)
            outcome = PrintOutcome(not cause, cause, uncertain)
            tell(lambda done: self._on_job(job.job_id, done), outcome)
