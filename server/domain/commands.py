"""Commands: what somebody wants. Every one carries `at` (server time, epoch ms) and `actor`.

`actor` is who asks: "staff:1001", "kiosk:k1", "device:keypad-w1", "system".
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    at: int
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDay(Command):
    """The first boot of a day, or a boot within one. `gap_ms` is how long nobody was alive."""

    day: str
    gap_ms: int = 0
    started_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDay(Command):
    """Midnight has passed on a machine that nobody switched off. Nothing happens while yesterday is open."""

    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHall(Command):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseHall(Command):
    """From OPEN: no more tickets from kiosks (EXTENDED). From EXTENDED: the day is settled (R9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverHall(Command):
    """A person has looked, and the hall goes on after an unclean stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeNumber(Command):
    queue: str
    token: str
    """Unguessable; printed as QR so that only the holder finds the ticket's page."""
    kiosk: str | None = None
    lane: str = "normal"
    reason: str = ""
    """Why this lane, or why after closing; private."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTicket(Command):
    """The citizen keeps the number although no paper came."""

    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidTicket(Command):
    ticket: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTicket(Command):
    """弃号: the citizen gives up."""

    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequeueTicket(Command):
    """过号重排: a passed citizen is back; once, some places behind the head (decision 5)."""

    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeTicket(Command):
    """唤醒: a held ticket goes on, before all others (decision 9)."""

    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSlip(Command):
    """What the printer said of a slip."""

    ticket: str
    printed: bool
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWindow(Command):
    window: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn(AtWindow):
    staff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOut(AtWindow):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNext(AtWindow):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CallChosen(AtWindow):
    """指呼: call this very ticket, waiting, passed or held, with a reason (decision 7)."""

    ticket: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkIn(AtWindow):
    """A citizen without a ticket stands at an idle window with nobody waiting."""

    queue: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToFront(AtWindow):
    """The clerk called by mistake: back to the queue, before all others, with a reason."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(AtWindow):
    """挂起, in one of three kinds."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(AtWindow):
    """转移: this leg ends, the next one waits at a queue, a window or a person, under the same number."""

    to: str
    """"queue", "window" or "staff"."""
    id: str
    come_back: bool = False
    """True: afterwards it returns to this window (R34: matter, cashier, matter)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall(AtWindow):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class StartService(AtWindow):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass(AtWindow):
    """过号: the called citizen did not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish(AtWindow):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspend(AtWindow):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(AtWindow):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class TogglePause(AtWindow):
    """The one pause key of a keypad: suspends, or resumes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PressRating(AtWindow):
    """A citizen pressed a key of the device at this window. `at` decides which visit it rates."""

    level: int
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Command):
    """Time has passed: what was due by `at` happens now."""
