"""What concerns the duty officer: help, alarms, back-entries of an outage, complaints."""

from dataclasses import dataclass

from server.domain.commands.base import AtWindow, Command


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHelp(AtWindow):
    """呼叫值班: the clerk needs the duty officer at the window (R81)."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHelp(Command):
    """回复窗口: what the clerk is told; the call stays until somebody has been there."""

    window: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAlarm(Command):
    """Somebody has taken an alarm on; what was done is kept."""

    alarm: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackEnter(Command):
    """补录: what was done by hand while the system was away (R119).

    `number` is a machine ticket of the day, or one of the paper range. Times are epoch ms, as on the paper.
    `outcome`: "waiting", "finished" or "void" (with a reason).
    """

    number: str
    outcome: str
    window: str = ""
    staff: str = ""
    taken_at: int | None = None
    called_at: int | None = None
    started_at: int | None = None
    ended_at: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterComplaint(Command):
    """Target, matter, time and place of every complaint, however it came (R85, R89).

    `record` points to what was said and by whom, which is kept apart and can be deleted.
    """

    channel: str
    target: str
    matter: str
    happened_at: int
    place: str
    record: str = ""
    visit: str = ""
    """The ticket whose visit it is about, where that is known; of a visit there is one complaint."""
