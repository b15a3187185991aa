"""The device's side of a recorded session (`devices.recording`), against whatever speaks to it now.

It waits for the hall's bytes as they were recorded and then says what the device said, as long after them as
it did. What the hall says otherwise is kept as a difference:

    not recorded   bytes that stand nowhere in the recording; nothing answers them
    not sent       recorded ones that the hall passed over, of which the next two are looked for

The same question at another time (a ping that comes earlier) is answered as somewhere else in the recording
and only counted, as `out_of_turn`. What the device said before the hall said anything is played when the
first byte comes, or by `{"op": "play"}`: some devices only speak.
"""

from devices.emulators.far_end import Answer, FarEnd, Order
from devices.recording import Recording

AHEAD = 3
ANSWER_S = 3.0  # what comes longer after a question was said for another reason
QUIET_S = 0.1  # so long after the last byte nothing more belongs to it
KEPT = 100


class Replay(FarEnd):
    """One line."""

    FAULTS = frozenset(("silence",))

    def __init__(self, recording: Recording) -> None:
        super().__init__()
        self.line = recording.line
        self.differences: list[Answer] = []
        self.out_of_turn = 0
        self._asked: list[bytes] = []
        self._said: list[list[tuple[float, bytes]]] = [[]]
        """What came after each that was asked, and how long after it; the first: before any."""
        asked_at = next((chunk.at for chunk in recording.chunks if chunk.way == "in"), 0.0)
        for chunk in recording.chunks:
            if chunk.way == "out":
                self._asked.append(chunk.data)
                self._said.append([])
                asked_at = chunk.at
            elif chunk.way == "in":
                self._said[-1].append((chunk.at - asked_at, chunk.data))
        self._at = 0
        self._played = False
        self._buffer = b""
        self._judge_at: float | None = None

    def transmit(self, now: float) -> bytes:
        """Bytes due by now. What nothing was found for is a difference when the line has been quiet."""
        if self._judge_at is not None and now >= self._judge_at:
            self._differs(expected=self._asked[self._at : self._at + 1], got=self._buffer)
            self._buffer, self._judge_at = b"", None
        return super().transmit(now)

    def next_due(self) -> float | None:
        """When `transmit` will next have something to do."""
        due = [at for at in (super().next_due(), self._judge_at) if at is not None]
        return min(due, default=None)

    def _heard(self, data: bytes, now: float) -> None:
        self._play(now)
        self._buffer += data
        while self._buffer and (index := self._find()) is not None:
            self._buffer = self._buffer[len(self._asked[index]) :]
            self._answer(index, now)
        self._judge_at = now + QUIET_S if self._buffer else None

    def _find(self) -> int | None:
        """Which recorded chunk stands at the front: the next, one soon after it, or any."""
        ahead = range(self._at, min(self._at + AHEAD, len(self._asked)))
        if ahead and self._asked[self._at].startswith(self._buffer) and self._buffer != self._asked[self._at]:
            return None  # the next one, so far
        anywhere = (*ahead, *(n for n in range(len(self._asked)) if n not in ahead))
        return next((n for n in anywhere if self._asked[n] and self._buffer.startswith(self._asked[n])), None)

    def _answer(self, index: int, now: float) -> None:
        in_turn = self._at <= index < self._at + AHEAD
        if in_turn:
            for passed in self._asked[self._at : index]:
                self._differs(expected=[passed], got=b"")
            self._at = index + 1
        else:
            self.out_of_turn += 1
        for after, data in self._said[index + 1]:
            if (in_turn or after < ANSWER_S) and not self._fault("silence"):
                self._owe(data, now + after)

    def _play(self, now: float) -> None:
        if not self._played:
            self._played = True
            for after, data in self._said[0]:
                self._owe(data, now + after)

    def _differs(self, *, expected: list[bytes], got: bytes) -> None:
        if len(self.differences) < KEPT:
            said = "".join(data.hex(" ") for data in expected)
            self.differences.append({"at": self._at, "expected": said, "got": got.hex(" ")})

    def _state(self) -> Answer:
        return {
            "kind": "replay",
            "line": self.line,
            "at": self._at,
            "of": len(self._asked),
            "out_of_turn": self.out_of_turn,
            "differences": self.differences,
        }

    def _do(self, op: str, order: Order, now: float) -> Answer:
        if op != "play":
            return super()._do(op, order, now)
        self._play(now)
        return {}
