"""登记台账: what was done with a line, which records left the hall. `line`: the id of its ticket."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from server.domain.events.base import Event, event


@event("ledger.opened.v1")
class LineOpened(Event):
    """The line of a visit, as its outcome was noted (R70, R71); a correction opens it anew."""

    line: str
    number: str
    queue: str
    unit: str
    matter: str
    window: str
    staff: str
    outcome: str
    kind: str
    case_no: str
    accepted_at: int
    promised: str = ""
    """The promised day, or ""."""
    days: int = 0
    workdays: bool = True
    guessed: bool = False
    """The calendar does not know the holidays of the promised day yet."""
    reason: str = ""


@event("ledger.extended.v1")
class LineExtended(Event):
    """延期 (R67, R68), by whoever approved it."""

    line: str
    promised: str
    days: int
    reason: str
    guessed: bool = False


@event("ledger.paused.v1")
class LinePaused(Event):
    """The clock stands still (R66, R69). left: days of the promise that remain."""

    line: str
    why: str
    reason: str
    left: int


@event("ledger.resumed.v1")
class LineResumed(Event):
    """The clock goes on, to another promised day."""

    line: str
    promised: str
    guessed: bool = False


@event("ledger.finished.v1")
class LineFinished(Event):
    """办结. collect: there is something to be collected."""

    line: str
    collect: bool


@event("ledger.told.v1")
class LineTold(Event):
    """The applicant was told to collect (R73)."""

    line: str


@event("ledger.collected.v1")
class LineCollected(Event):
    """取件. collector: the reference of a row that can be deleted; "" = nobody was written down."""

    line: str
    collector: str


@event("ledger.numbered.v1")
class LineNumbered(Event):
    """办件编号 of the e-government system (R72)."""

    line: str
    case_no: str


@event("ledger.paper.v1")
class LinePaper(Event):
    """A receipt or notice of this line was given in writing; `facts` is all that stands on it."""

    line: str
    notice: str
    paper: str
    kiosk: str = ""
    """Where it is printed; empty = at the window."""
    window: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@event("outbox.replayed.v1")
class RecordReplayed(Event):
    """A person had a refused record sent again."""

    record: str
