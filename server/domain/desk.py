"""A window at work: its states, which moves there are, and what is in hand there."""

from dataclasses import dataclass
from enum import StrEnum

from server.domain import messages as m
from server.domain.ticket import Directed, HoldKind, TicketState


class WindowState(StrEnum):
    CLOSED = "closed"
    IDLE = "idle"
    CALLING = "calling"
    SERVING = "serving"
    SUSPENDED = "suspended"


W = WindowState

WINDOW_MOVES: dict[tuple[WindowState, type[m.Event]], WindowState] = {
    (W.CLOSED, m.SignedIn): W.IDLE,
    (W.SUSPENDED, m.SignedOut): W.CLOSED,
    (W.IDLE, m.SignedOut): W.CLOSED,
    (W.IDLE, m.HandedOver): W.IDLE,
    (W.CALLING, m.HandedOver): W.CALLING,
    (W.SERVING, m.HandedOver): W.SERVING,
    (W.SUSPENDED, m.HandedOver): W.IDLE,
    (W.IDLE, m.NextStored): W.IDLE,
    (W.IDLE, m.TicketCalled): W.CALLING,
    (W.CALLING, m.TicketRecalled): W.CALLING,
    (W.CALLING, m.ServiceStarted): W.SERVING,
    (W.CALLING, m.TicketPassed): W.IDLE,
    (W.CALLING, m.TicketReturned): W.IDLE,
    (W.CALLING, m.CallUndone): W.IDLE,
    (W.CALLING, m.TicketHeld): W.IDLE,
    (W.SERVING, m.TicketHeld): W.IDLE,
    (W.CALLING, m.TicketTransferred): W.IDLE,
    (W.SERVING, m.TicketTransferred): W.IDLE,
    (W.SERVING, m.TicketFinished): W.IDLE,
    (W.IDLE, m.WindowSuspended): W.SUSPENDED,
    (W.SUSPENDED, m.WindowResumed): W.IDLE,
}


@dataclass(frozen=True, slots=True)
class BeforeCall:
    """A ticket and its window just before the newest call, epoch ms `at`: what an undo brings back."""

    at: int
    turn: int
    state: TicketState
    directed: Directed | None
    sent_before: Directed | None
    window: str | None
    staff: str | None
    called_at: int | None
    calls: int
    hold: HoldKind | None
    first_receiver: str | None
    no_show_from: int


@dataclass(slots=True)
class Desk:
    """What happens at one window."""

    window: str
    state: WindowState = WindowState.CLOSED
    since: int = 0
    staff: str | None = None
    reason: str = ""
    ticket: str | None = None
    visit: str | None = None
    """The last finished visit: the one a press on this window's rater is about."""
    acting_for: str = ""
    """The A whose post the person here holds (R43)."""
    stored: bool = False
    """The next one to come is called here by itself."""
    turn: int = 0
    """Where the lane ratio stands: 0 = the next call, while both lanes wait, is a priority one."""
    before_call: BeforeCall | None = None
    """While nothing has followed the call of the ticket in hand."""
    sent: tuple[str, int] | None = None
    """(ticket, leg that ended, from 1) of whoever was sent on from here last."""

    @property
    def stand(self) -> str:
        """State and ticket in hand in one word: what a press is meant for."""
        return f"{self.state}:{self.ticket or ''}"


def may_window(desk: Desk, event: type[m.Event]) -> bool:
    return (desk.state, event) in WINDOW_MOVES
