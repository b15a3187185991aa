"""One job of a ticket printer, and what is known of its paper from the last byte on."""

from dataclasses import dataclass, field
from enum import Enum, auto

from devices.codecs.escpos import Element
from devices.codecs.escpos_status import PrinterStatus

MARK_SETTLE_S = 0.3  # from the mark to the knife's rest
MARK_LATE_S = 3.0  # then it is asked for again: a byte of it may be lost
MARK_GONE_S = 6.0
REST_S = 2.0  # once the printer can print again, the rest of a slip is out by then
HARMLESS_LATER = ("", "paper_out", "cover_open")  # to a slip that is out


@dataclass(frozen=True, slots=True)
class PrintOutcome:
    """What became of a job. cause: as in `Health`, "" if printed; uncertain: not known for sure.

    Not printed and uncertain: paper may have moved. Printed and uncertain: the printer cannot answer.
    """

    printed: bool
    cause: str
    uncertain: bool


class Verdict(Enum):
    """What the driver should do now."""

    WAIT = auto()
    PRINTED = auto()
    ASK_MARK = auto()  # once more
    FORGET = auto()  # something stopped it: the rest is better not printed later
    AGAIN = auto()  # nobody knows what lies in the tray, and the printer can print


class Proof:
    """The evidence of one attempt. marks: the printer answers a mark behind the job's last byte.

    settle_s: what counts instead where it does not: so long after the job it is still well.
    """

    def __init__(self, *, marks: bool, settle_s: float) -> None:
        self.cause = ""
        self._marks = marks
        self._settle_s = settle_s
        self._out_at: float | None = None
        self._marked_at: float | None = None
        self._well_at: float | None = None
        self._silences = 0
        self._asked = False

    def out(self, now: float) -> None:
        """The line is free again: the last byte left. Later calls change nothing."""
        if self._out_at is None:
            self._out_at = now

    def mark(self, now: float) -> None:
        """The printer answered the mark."""
        if self._marked_at is None:
            self._marked_at = now

    def silence(self, count: int) -> None:
        """So many queries in a row unanswered since the job left: it may have lost its power."""
        self._silences = max(self._silences, count)

    def broke(self, cause: str) -> None:
        """The line was lost."""
        self.cause = cause

    def judge(self, status: PrinterStatus, asked_at: float, now: float, tries: int) -> Verdict:
        """`status`: a whole round of queries begun at `asked_at`; `tries`: so many silences are a doubt."""
        cause = status.cause
        if self._marked_at is not None:
            if cause not in HARMLESS_LATER:
                self.cause = cause
            elif asked_at >= self._marked_at + MARK_SETTLE_S:
                return Verdict.PRINTED
            return Verdict.WAIT
        if cause:
            first, self.cause, self._well_at = not self.cause, cause, None
            return Verdict.FORGET if first else Verdict.WAIT
        if self.cause or self._silences >= tries:
            if self._well_at is None:
                self._well_at = now
            return Verdict.AGAIN if now >= self._well_at + REST_S * self._marks else Verdict.WAIT
        return self._calm(now)

    def _calm(self, now: float) -> Verdict:
        """Nothing happened since the last byte left."""
        passed = 0.0 if self._out_at is None else now - self._out_at
        if not self._marks:
            return Verdict.PRINTED if self._out_at is not None and passed >= self._settle_s else Verdict.WAIT
        if passed >= MARK_GONE_S:
            return Verdict.AGAIN
        if passed >= MARK_LATE_S and not self._asked and not self._silences:
            self._asked = True
            return Verdict.ASK_MARK
        return Verdict.WAIT


@dataclass(slots=True)
class Job:
    """deadline: when it ends, printed or not. padding: what ends its blocks if its bytes broke off.
    stopped_at: since when something keeps it from being printed."""

    job_id: str
    layout: tuple[Element, ...]
    deadline: float = 0.0
    attempts: int = 0
    padding: bytes = b""
    stopped_at: float | None = None
    proof: Proof = field(default_factory=lambda: Proof(marks=False, settle_s=0.0))
