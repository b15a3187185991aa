"""What the hot keys on a clerk's PC see of their window: a few facts, asked for again and again.

The agent needs nothing but HTTP (docs/hotkeys.md), and a question costs a thread only while it is held: until
something changes in the hall, or for HOLD_S. That is also how long a cut cable can stay unseen. Who finds no
place to be held is answered at once and asks again after a second.
"""

import hashlib
import json
import threading
import time
from typing import NamedTuple

from server.domain.hall import Hall
from server.domain.views.staff import agent_view
from server.executor import Executor
from server.store.log import Recorded

HELD_MOST = 128
"""Threads that hot keys may hold at a time, of the 512 that the hall has."""
HELD_A_WINDOW = 2
HOLD_S = 5.0
MERGE_S = 0.05


class Seen(NamedTuple):
    """A window as it goes out; `seq` is not in the body, so that what others do does not change the tag."""

    etag: str
    body: str
    seq: int


class Agents:
    """Views by window. From any thread."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._change = 0
        self._changed = threading.Condition()
        self._held: dict[str, int] = {}
        executor.listeners.append(self._heard)

    def _heard(self, _recorded: list[Recorded], _hall: Hall) -> None:
        with self._changed:
            self._change += 1
            self._changed.notify_all()

    @property
    def holding(self) -> int:
        """How many questions are held back now."""
        with self._changed:
            return sum(self._held.values())

    def view(self, window: str, _known: str = "") -> Seen:
        """As it is now: every command that was answered before is in it."""
        seq, view = self._executor.read(lambda hall: (hall.seq, agent_view(hall, window)))
        body = json.dumps(view, ensure_ascii=False, separators=(",", ":"))
        return Seen(hashlib.sha256(body.encode()).hexdigest()[:20], body, seq)

    def newer(self, window: str, known: str) -> Seen:
        """The view, held back while it is the `known` one, at most HOLD_S."""
        end = time.monotonic() + HOLD_S
        change, seen = self._change, self.view(window)
        if seen.etag != known or not self._take_place(window):
            return seen
        try:
            while seen.etag == known and self._wait(change, end):
                change, seen = self._change, self.view(window)
        finally:
            self._give_place(window)
        return seen

    def _wait(self, change: int, end: float) -> bool:
        """Until something has happened since this change; a burst counts as one. False: the time is up."""
        with self._changed:
            happened = self._changed.wait_for(
                lambda: self._change != change, timeout=max(0.0, end - time.monotonic())
            )
        if happened:
            time.sleep(MERGE_S)
        return happened

    def _take_place(self, window: str) -> bool:
        with self._changed:
            mine = self._held.get(window, 0)
            if mine >= HELD_A_WINDOW or sum(self._held.values()) >= HELD_MOST:
                return False
            self._held[window] = mine + 1
            return True

    def _give_place(self, window: str) -> None:
        with self._changed:
            self._held[window] -= 1
