"""What every command carries.

`actor` is who asks: "staff:1001", "kiosk:k1", "device:keypad-w1", "system".
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    at: int
    """Server time, epoch ms."""
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWindow(Command):
    """A press of a clerk's may say what it was meant for, so that the second of a double press, or one that
    was long on its way, does not act on what came meanwhile."""

    window: str
    meant: str = ""
    """`Desk.stand` as the one who pressed saw it; "" = whatever is there."""
    until: int = 0
    """Epoch ms by the server's clock; after that it is not carried out any more. 0 = no end."""
