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
    window: str
