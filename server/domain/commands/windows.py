"""At the window."""

from dataclasses import dataclass

from server.domain.commands.base import AtWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn(AtWindow):
    """`acting_for`: whose post it is, where one person may stand in for several (R42, R43)."""

    staff: str
    acting_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOut(AtWindow):
    """Before the end of the session only with a reason (R7)."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(AtWindow):
    """交班: who sits here gives the place, and whatever is in hand, to the person who stands beside (R42)."""

    to: str
    """Staff number of who takes over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNext(AtWindow):
    """`store`: if nobody waits, the next one to come is called by itself."""

    store: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallChosen(AtWindow):
    """指呼: call this very ticket, waiting, passed or held, with a reason (decision 7)."""

    ticket: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkIn(AtWindow):
    """A citizen without a ticket, nobody waiting; after closing, with a reason."""

    queue: str
    token: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToFront(AtWindow):
    """The clerk called by mistake: back to the queue, before all others, with a reason."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoCall(AtWindow):
    """叫错了: in the first seconds the call is as if it had never been; no reason is asked."""


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
    slip: bool = True
    """Its way on paper (R37), if a printer is near; False = the clerk wants none."""
    kiosk: str = ""
    """Where the slip is printed; empty = at the window, or else at the nearest kiosk of its floor."""


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
