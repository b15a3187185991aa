"""What is told to the duty officer, and what the duty officer does about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.domain.commands.base import AtWindow, Command


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCondition(Command):
    """Something outside the log is wrong, or is not any more: a device, a board, the disk, the clock.

    `kind`: one of `rules.watch.NOTED`. `subject`: the id of the device, board or zone; "" = there is one.
    Whether it is an alarm, and when, the hall decides: at a window nobody sits at it is none.
    """

    kind: str
    subject: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Of a device: device, window or kiosk, cause, since (epoch ms). Of a board or zone: board, state, since.
    Of the clock: by_s. Of the disk: free_mb. Of what was not sent: count, since."""
    present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAlarms(Command):
    """接手: from now on this officer looks after these alarms; what has gone meanwhile is left out.

    `of`: whom it is taken over from, "" = from nobody: of two who press at once the first has it.
    """

    alarms: tuple[str, ...]
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAlarm(Command):
    """What was found or done, while the alarm lasts."""

    alarm: str
    text: str


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
