"""What the staff do at a kiosk, and the duty officer with one."""

from dataclasses import dataclass

from server.domain.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class TendKiosk(Command):
    """`actor` is the person who stands there. `what`: "opened" its staff page, or wants a "test" slip."""

    kiosk: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchKiosk(Command):
    """Out of service, or back: until the day's end or the next word."""

    kiosk: str
    on: bool
    reason: str = ""
    """Needed to take it out of service."""
