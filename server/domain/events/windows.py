"""Who sits where."""

from server.domain.events.base import Event, event


@event("window.signed_in.v1")
class SignedIn(Event):
    """`acting_for`: the A whose post this B holds; what happens counts for the B (R43)."""

    window: str
    staff: str
    acting_for: str = ""


@event("window.signed_out.v1")
class SignedOut(Event):
    window: str
    staff: str
    reason: str = ""


@event("window.handed_over.v1")
class HandedOver(Event):
    """From `staff` to `to`, who holds the post of `acting_for` ("" = the own one). The window goes on where
    it was; the hand-over is on record (R74), and from here on what happens counts for `to` (R43)."""

    window: str
    staff: str
    to: str
    acting_for: str = ""
    ticket: str = ""
    """The one in hand, whose leg `to` goes on with; "" = none."""


@event("window.suspended.v1")
class WindowSuspended(Event):
    window: str
    staff: str
    reason: str


@event("window.resumed.v1")
class WindowResumed(Event):
    window: str
    staff: str


@event("window.next_stored.v1")
class NextStored(Event):
    """Nobody waits: the next one to come is called here by itself."""

    window: str
    staff: str
