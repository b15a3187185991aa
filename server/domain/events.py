"""Events: what happened. Facts, stored for ever as JSON under the dotted name that `@event` gives them.

A field may be added with a default but never renamed. Events hold no name and no ID number of a citizen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, TypeVar, dataclass_transform

E = TypeVar("E", bound="Event")
EVENT_TYPES: dict[str, type["Event"]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    at: int
    actor: str
    type: ClassVar[str] = ""


@dataclass_transform(kw_only_default=True, frozen_default=True)
def event(name: str) -> Callable[[type[E]], type[E]]:
    """Give an event its name on disk."""

    def register(cls: type[E]) -> type[E]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.type = name
        EVENT_TYPES[name] = made
        return made

    return register


@event("day.started.v1")
class DayStarted(Event):
    day: str


@event("hall.prepared.v1")
class HallPrepared(Event):
    """Switched on again on a day that was closed already."""


@event("hall.opened.v1")
class HallOpened(Event):
    pass


@event("hall.extended.v1")
class HallExtended(Event):
    """Kiosks stop; who waits is still served."""


@event("hall.closed.v1")
class HallClosed(Event):
    reason: str = ""


@event("hall.gap.v1")
class GapSeen(Event):
    """Nobody was alive from `since` to `at`. `recovery`: too long to go on without a person."""

    since: int
    recovery: bool


@event("hall.recovered.v1")
class HallRecovered(Event):
    pass


@event("ticket.taken.v1")
class NumberTaken(Event):
    ticket: str
    queue: str
    number: str
    serial: int
    token: str
    kiosk: str | None = None
    lane: str = "normal"
    reason: str = ""
    """Why this lane or this hour; for staff only."""
    walk_in: bool = False


@event("ticket.slip_printed.v1")
class SlipPrinted(Event):
    ticket: str


@event("ticket.slip_failed.v1")
class SlipFailed(Event):
    ticket: str
    cause: str


@event("ticket.slip_unconfirmed.v1")
class SlipUnconfirmed(Event):
    """A long stop came between commit and paper: it may or may not be in the citizen's hand."""

    ticket: str


@event("ticket.kept.v1")
class TicketKept(Event):
    ticket: str


@event("ticket.called.v1")
class TicketCalled(Event):
    ticket: str
    window: str
    staff: str
    reason: str
    """Code of why this ticket's turn came; kept so that "why him before me" can be answered."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    turn: int | None = None
    """Where the window's lane ratio stands after this call; None = the call does not count for it."""
    chosen: str = ""
    """The clerk's reason for calling this very number out of its order."""


@event("ticket.returned.v1")
class TicketReturned(Event):
    """Back to the front: the clerk's mistake, not the citizen's."""

    ticket: str
    window: str
    staff: str
    reason: str


@event("ticket.held.v1")
class TicketHeld(Event):
    ticket: str
    window: str
    staff: str
    hold: str


@event("ticket.woken.v1")
class TicketWoken(Event):
    """`to`, `to_id`: who serves it before all others, a queue's windows or one window."""

    ticket: str
    to: str
    to_id: str


@event("ticket.transferred.v1")
class TicketTransferred(Event):
    """A leg closes, the next one waits under the same number; a transferred leg has no rating."""

    ticket: str
    window: str
    staff: str
    queue: str
    to: str
    to_id: str
    come_back: bool = False
    chain: bool = False
    """True: the visit comes back by itself from the other leg of its chain."""


@event("ticket.requeued.v1")
class TicketRequeued(Event):
    """`arrival`, and where that is another ticket's, `behind_serial` and `behind` name it."""

    ticket: str
    arrival: int
    behind_serial: int = 0
    behind: str = ""


@event("ticket.cancelled.v1")
class TicketCancelled(Event):
    ticket: str


@event("ticket.recalled.v1")
class TicketRecalled(Event):
    ticket: str
    window: str
    staff: str


@event("ticket.serving.v1")
class ServiceStarted(Event):
    ticket: str
    window: str
    staff: str
    implied: bool = False
    """True where the clerk finished without saying start."""


@event("ticket.passed.v1")
class TicketPassed(Event):
    ticket: str
    window: str
    staff: str


@event("ticket.finished.v1")
class TicketFinished(Event):
    ticket: str
    window: str
    staff: str


@event("ticket.voided.v1")
class TicketVoided(Event):
    ticket: str
    reason: str


@event("ticket.expired.v1")
class TicketExpired(Event):
    ticket: str
    reason: str


@event("window.signed_in.v1")
class SignedIn(Event):
    window: str
    staff: str


@event("window.signed_out.v1")
class SignedOut(Event):
    window: str
    staff: str


@event("window.suspended.v1")
class WindowSuspended(Event):
    window: str
    staff: str
    reason: str


@event("window.resumed.v1")
class WindowResumed(Event):
    window: str
    staff: str


@event("rating.given.v1")
class RatingGiven(Event):
    """一次一评: bound to the visit and to the staff number that served it."""

    ticket: str
    window: str
    staff: str
    level: int
    channel: str


@event("rating.lapsed.v1")
class RatingLapsed(Event):
    """Nobody pressed in time: unrated, which is never a level."""

    ticket: str
    window: str
    staff: str


@event("rating.refused.v1")
class RatingRefused(Event):
    """A press that counts for nothing, kept because it was a press (rule: a refused press is logged)."""

    window: str
    code: str
    level: int
    channel: str
    ticket: str | None = None


def to_record(happened: Event) -> dict[str, Any]:
    """The event's own fields as plain JSON data (`at`, `actor` and the type have columns of their own)."""
    return {f.name: getattr(happened, f.name) for f in fields(happened) if f.name not in ("at", "actor")}


def from_record(type_: str, at: int, actor: str, record: Mapping[str, Any]) -> Event:
    """Rebuild an event; KeyError where this version does not know the type."""
    cls = EVENT_TYPES[type_]
    known = {f.name for f in fields(cls)}
    return cls(at=at, actor=actor, **{k: v for k, v in record.items() if k in known})
