"""What the lead of a unit (首席代表) or the duty officer decides for others; always with a reason."""

from dataclasses import dataclass

from server.domain.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignQueues(Command):
    """Which queues a window serves, until the day's end or the next word."""

    window: str
    queues: tuple[str, ...]
    reason: str
    backup: tuple[str, ...] = ()
    """The second tier: served only while nobody waits in `queues`."""
    lanes: tuple[int, int] | None = None
    """(priority, normal) calls in turn at this window; None = as the hall's settings have it."""
    confirmed: bool = False
    """True: even if people wait in a queue that no window serves afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveWaiting(Command):
    """All who wait in a queue or were sent to a window, or some of them, wait elsewhere, numbers kept."""

    of: str
    """"queue", "window" or "ticket"."""
    source: str
    to: str
    """"queue" or "window"."""
    id: str
    reason: str
    tickets: tuple[str, ...] = ()
    """Only these of those who wait there; empty = all. Who does not wait there any more is left out."""
    tell: bool = False
    """True: the hall is told by a notice where to wait now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGreenChannel(Command):
    """绿色通道 for one who waits (R48): never a public button, never without a reason (R47)."""

    ticket: str
    reason: str
