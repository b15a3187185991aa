"""What a clerk types on a caller, whatever the wire: function keys, digits, OK.

A function key is reported when it comes. Digits are collected until OK. Transfer, digits, OK asks for that
window. Any other function key, CANCEL, or ENTRY_S without a key drops what was typed.
"""

from dataclasses import dataclass
from enum import StrEnum

ENTRY_S = 10.0
MAX_DIGITS = 4
CANCEL = "cancel"


class Key(StrEnum):
    """What a clerk may mean. OK and TRANSFER carry digits."""

    CALL = "call"
    RECALL = "recall"
    RATE = "rate"
    PAUSE = "pause"
    TRANSFER = "transfer"
    HELP = "help"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class KeyPress:
    """One press. digits: what was typed before OK, "" for other keys."""

    device: str
    key: Key
    digits: str = ""


class KeyEntry:
    """What was typed and not yet completed on one caller. Times are seconds of the bus's clock."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._digits = ""
        self._transfer = False
        self._typed_at = 0.0

    def touch(self, now: float) -> None:
        """A key went down; what was typed too long before it is forgotten."""
        if now - self._typed_at > ENTRY_S:
            self.drop()
        self._typed_at = now

    def type(self, digits: str) -> None:
        """The last MAX_DIGITS count."""
        self._digits = (self._digits + digits)[-MAX_DIGITS:]

    def function(self, meaning: str) -> KeyPress | None:
        """The press that this function key completes; transfer and cancel complete none."""
        digits, transfer = self._digits, self._transfer
        self.drop()
        if meaning in (CANCEL, Key.TRANSFER):
            self._transfer = meaning == Key.TRANSFER
            return None
        if meaning == Key.OK:
            return KeyPress(self._device, Key.TRANSFER if transfer else Key.OK, digits)
        return KeyPress(self._device, Key(meaning))

    def drop(self) -> None:
        """Nothing was typed."""
        self._digits = ""
        self._transfer = False
