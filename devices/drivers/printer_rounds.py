"""A round of the four status queries, one at a time, and how often in a row nobody answered."""

from devices.codecs.escpos_status import STATUS_QUERIES, PrinterStatus, Reply, status_of, status_query


class Rounds:
    """at: when the next query is due; began_at: when the first of this round left."""

    def __init__(self) -> None:
        self.at = 0.0
        self.began_at = 0.0
        self.silences = 0
        self.asking = False
        self._replies: dict[int, Reply] = {}

    def begin(self, at: float) -> None:
        """From n = 1, at that time. An answer still under way belongs to nothing."""
        self._replies = {}
        self.asking = False
        self.at = at

    @property
    def midway(self) -> bool:
        """Some answers of the round have come."""
        return bool(self._replies)

    def next(self, now: float) -> bytes:
        """The query to send."""
        if not self._replies:
            self.began_at = now
        self.asking = True
        return status_query(len(self._replies) + 1)

    def reply(self, reply: Reply) -> PrinterStatus | None:
        """The answer to the last query; the whole status with the last of the round."""
        self.asking = False
        self.silences = 0
        self._replies[len(self._replies) + 1] = reply
        return status_of(self._replies) if len(self._replies) == len(STATUS_QUERIES) else None
