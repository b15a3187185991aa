"""The contract between the bus, which owns the line and the time, and the drivers, which own the meaning.

A driver never touches the line and never waits. The bus asks it, turn by turn: how urgent is what you
have to send, give it me, here is what came back, nothing came back. All methods are called from the bus
thread; what a driver offers to the hall (`show`, `print` …) may be called from any thread and only
records a wish. Times are seconds of the bus's clock, which has no zero anybody may rely on.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from devices.health import Health


class Urgency(IntEnum):
    """Who goes first on a shared line. Equals take turns."""

    CALL = 0
    CHANGE = 1
    IDLE = 2


@dataclass(frozen=True, slots=True)
class Send:
    """One turn on the line: bytes out, then up to `reply_s` seconds for the answer (0: none is due).

    killable: crash tests may stop the process in the middle of it; polls are never worth that.
    """

    data: bytes
    reply_s: float = 0.0
    killable: bool = True


class Decoder(Protocol):
    """One protocol's stream parser; shared by all devices of a line."""

    bad_frames: int

    def feed(self, data: bytes) -> list[object]:
        """Messages completed by these bytes. Never raises."""

    def flush(self) -> list[object]:
        """The line fell quiet: a frame begun and not ended will not end. Messages hidden behind it."""


class Driver(Protocol):
    """One device on a line."""

    def new_decoder(self) -> Decoder:
        """The parser of this device's protocol; one is made each time the line opens."""

    def opened(self, now: float) -> None:
        """The line is open. Nothing is known of the device yet."""

    def lost(self, cause: str, retry_s: float) -> None:
        """The line is gone, or could not be opened; the next attempt comes in `retry_s`."""

    def tick(self, now: float) -> None:
        """Time passes, whether the line is open or not."""

    def urgency(self, now: float) -> Urgency | None:
        """How urgent is what you would send now? None: you have nothing to send."""

    def take(self, now: float) -> Send:
        """Your turn. Called only right after `urgency` was not None."""

    def heard(self, message: object, now: float) -> bool:
        """A message came on the line, perhaps from a neighbour. True: it ends the turn you have."""

    def silent(self, now: float, *, garbage: bool) -> None:
        """The answer to your last `Send` did not come; `garbage` if something unreadable did."""

    def health(self) -> Health:
        """Where the device stands."""
