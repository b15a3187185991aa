"""登记台账 and 数据上报: what people do with a line, with the records, with what was refused elsewhere."""

from dataclasses import dataclass

from server.domain.commands.base import Command
from server.domain.ledger import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class OfALine(Command):
    """`line`: the id of its ticket, which may be of another day."""

    line: str
    found: Line | None = None
    """As the ledger has it; the writer hands it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleLine(OfALine):
    """One step of a case: "extend", "pause", "resume", "finish", "tell", "collect" or "number"."""

    step: str
    days: int = 0
    """Of an extension; of a pause that ends, where nothing was promised yet."""
    why: str = ""
    """Of a pause: a key of `ledger.PAUSES`."""
    reason: str = ""
    case_no: str = ""
    collect: bool = False
    """Of a finish: there is something to be collected."""
    collector: str = ""
    """The reference under which the name of who collected is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintLine(OfALine):
    """受理回单, 补正告知书, 延期通知书 or 退回件通知书, printed as `GiveNotice` is."""

    paper: str
    kiosk: str = ""
    window: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRecord(Command):
    """再次上报: a refused record is sent again."""

    record: str
    state: str = ""
    """As the outbox has it, "" = there is none; the writer hands it in."""
