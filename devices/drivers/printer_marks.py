"""Whether a printer answers marks, and when two of them can be told apart.

A mark is the order to report by itself, off and on: the printer obeys in its turn and answers at once.
"""

from devices.codecs.escpos_status import STATUS_BACK_OFF, STATUS_BACK_ON

MARK = STATUS_BACK_OFF + STATUS_BACK_ON
TRIES = 2
QUIET_S = 0.5  # marks that leave one buffer follow each other faster than this


class Marks:
    """known: True, the printer answers; False, it does not or must not be tried; None, it is to be tried."""

    def __init__(self, *, may: bool) -> None:
        self._may = may
        self._tries = 0
        self._answered_once = False
        self._hold_until = 0.0
        self.trying = False
        self.known: bool | None = None if may else False

    def opened(self) -> None:
        """The line is new: perhaps another printer."""
        self.known = None if self._may else False
        self._tries = 0
        self.trying = False

    def heard(self, now: float, *, in_turn: bool) -> bool:
        """The printer reported by itself; in_turn: a job waits for its mark. True: the try succeeded."""
        tried, self.trying = self.trying, False
        if tried:
            self.known = self._answered_once = True
        if not in_turn:
            self._hold_until = now + QUIET_S
        return tried

    def failed(self) -> None:
        """The try was not answered."""
        self.trying = False
        self._tries += 1
        self.known = None if self._tries < TRIES else False

    def doubt(self) -> None:
        """A mark that did not come may still come: try anew before the next job."""
        if self.known or self._answered_once:
            self.known = None
            self._tries = 0

    def quiet(self, now: float) -> bool:
        """No mark of an earlier order is on its way."""
        return now >= self._hold_until

    def behind(self, job: bytes) -> bytes:
        """The job with its mark: silent before, reporting after."""
        return STATUS_BACK_OFF + job + STATUS_BACK_ON if self.known else job
