"""登记台账: one line of the ledger, which outlives the day of its visit (R64–R74).

A line is what the table says of it and the steps that follow; `changes.ledger.after` applies one. Promised
days are dates of the hall, counted in working days unless the hall promises natural ones (R6, R62).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from server.domain.facts.calendar import Calendar


class LineKind(StrEnum):
    """What the line of an outcome begins as."""

    DONE = "done"
    """即办件: finished on the spot."""
    OPEN = "open"
    """承诺件, 联办件, 代办件: taken in, with a promised day."""
    PAUSED = "paused"
    """补办件: the clock stands still until the papers are complete (R69)."""
    RETURNED = "returned"
    """退回件: finished, with a reason (R58)."""
    NONE = "none"
    """咨询: a mark, no case (R71)."""


class LineState(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    FINISHED = "finished"
    ENQUIRY = "enquiry"


FIRST_STATE = {
    LineKind.DONE: LineState.FINISHED,
    LineKind.OPEN: LineState.OPEN,
    LineKind.PAUSED: LineState.PAUSED,
    LineKind.RETURNED: LineState.FINISHED,
    LineKind.NONE: LineState.ENQUIRY,
}
SUPPLEMENT = "supplement"
PAUSES = {
    "hearing": ("听证", "hearing"),
    "bidding": ("招标、拍卖", "bidding"),
    "inspection": ("检验、检测、检疫", "inspection"),
    "expert": ("专家评审", "expert review"),
    SUPPLEMENT: ("补正材料", "papers to be completed"),
}
"""What does not count into the promised time (R66, R69)."""
READY, TOLD, COLLECTED = "ready", "told", "collected"
"""Of what is to be collected (取件); "" = nothing is."""


@dataclass(frozen=True, slots=True)
class Line:
    """As its row in the table. `line`: the id of its ticket, one visit one line."""

    line: str
    day: str
    """Of the visit; days are counted from it."""
    number: str
    queue: str
    unit: str
    matter: str
    window: str
    staff: str
    outcome: str
    kind: str
    state: str
    external_case_no: str
    """办件编号 of the e-government system (R72), or ""."""
    accepted_at: int
    """受理时间, epoch ms: when the papers were taken at the window (R52)."""
    finished_at: int | None = None
    """办结时间."""
    promised: str = ""
    """The promised day, or ""."""
    days: int = 0
    workdays: bool = True
    """The days are working days; else every day counts."""
    guessed: bool = False
    """The promised day lies beyond the last year whose holidays are known."""
    extended: int = 0
    """By so many days in all (R67)."""
    left: int = 0
    """While it is paused: so many days remain."""
    paused_for: str = ""
    reason: str = ""
    """Why it was given back, was put off, or what is to be brought: for the paper that says so."""
    collect: str = ""
    collector: str = ""
    """Reference of who collected; the name is kept where it can be deleted."""
    collected_at: int | None = None
    touched: bool = False
    """Something has been done with it since its outcome was noted."""

    @property
    def accept_no(self) -> str:
        """受理编号: that of the case, else the hall's own."""
        return self.external_case_no or self.line


def promised_day(calendar: Calendar, from_: str, days: int, *, workdays: bool) -> str:
    """The last day of a promise: `from_` itself does not count (R6); a natural day off moves to the next
    working day."""
    return calendar.add_workdays(from_, days) if workdays else calendar.add_days(from_, days)


def days_left(calendar: Calendar, day: str, promised: str, *, workdays: bool) -> int:
    """After `day` up to and with `promised`; 0 when it is not later."""
    if workdays:
        return calendar.workdays_between(day, promised)
    return calendar.days_between(day, promised)


def accept_no_shown(number: str) -> str:
    """受理编号 as the public sees it: enough for who holds the slip, too little to ask elsewhere with.

    >>> accept_no_shown("330604202611230017"), accept_no_shown("26-7"), accept_no_shown("20261123-A001")
    ('3306**********0017', '26-7', '2026*****A001')
    """
    return number if len(number) <= 8 else f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"


PAPERS_DUE: dict[str, Callable[[Line], bool]] = {
    "receipt": lambda line: line.kind in (LineKind.OPEN, LineKind.PAUSED),
    "supplement": lambda line: line.paused_for == SUPPLEMENT,
    "extension": lambda line: line.extended > 0 and line.paused_for != SUPPLEMENT,
    "return": lambda line: line.kind == LineKind.RETURNED,
}
"""受理回单 (R63), 补正告知书 (R69), 延期通知书 (R67), 退回件通知书 (R58): when each is given."""
