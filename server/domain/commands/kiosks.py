"""What the staff do at a kiosk itself."""

from dataclasses import dataclass

from server.domain.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class TendKiosk(Command):
    """`actor` is the person who stands there. `what`: "opened" its staff page, or wants a "test" slip."""

    kiosk: str
    what: str
