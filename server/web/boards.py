"""Which hall boards are on, and whether they speak: a call that is not heard did not happen.

Each board says how its sound is, and when it has spoken. One that was told something and has said nothing for
SILENT_MS is silent, whatever it says of itself.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from server.domain.plan import Screen

SILENT_MS = 90_000
"""A call may wait a minute behind others, and is said twice."""
SOUNDS = ("on", "off", "chime")


@dataclass(slots=True)
class _Board:
    pages: set[str] = field(default_factory=set)
    since: int = 0
    """Epoch ms: when the first of its pages came, or the last went."""
    sound: str = ""
    sound_at: int = 0
    owed_since: int | None = None
    """When it was first told something after it last spoke."""

    def state(self, now: int) -> tuple[str, int]:
        """("well", "gone", "off", "silent" or "chime", since when)."""
        if not self.pages:
            return "gone", self.since
        if self.sound == "off":
            return "off", self.sound_at
        if self.owed_since is not None and now - self.owed_since > SILENT_MS:
            return "silent", self.owed_since
        return ("chime", self.sound_at) if self.sound == "chime" else ("well", self.since)


class Boards:
    """Told by the feed from several threads. Times are epoch ms of the hall's clock."""

    def __init__(self, screens: Sequence[Screen], now: int) -> None:
        self._screens = screens
        self._boards = {screen.id: _Board(since=now) for screen in screens}
        self._lock = threading.Lock()
        self._told: list[tuple[str, str, int]] = []

    def came(self, screen: str, page: str, now: int) -> None:
        with self._lock:
            board = self._boards[screen]
            if not board.pages:
                board.since, board.owed_since = now, None
            board.pages.add(page)

    def left(self, page: str, now: int) -> None:
        with self._lock:
            for board in self._boards.values():
                if page in board.pages:
                    board.pages.discard(page)
                    if not board.pages:
                        board.since, board.sound = now, ""

    def told(self, screen: str, now: int) -> None:
        """Something was sent to it to be spoken."""
        with self._lock:
            board = self._boards[screen]
            if board.pages and board.owed_since is None:
                board.owed_since = now

    def spoke(self, page: str) -> None:
        with self._lock:
            for board in self._of(page):
                board.owed_since = None

    def sounds(self, page: str, sound: str, now: int) -> None:
        with self._lock:
            for board in self._of(page):
                if sound in SOUNDS and sound != board.sound:
                    board.sound, board.sound_at = sound, now

    def _of(self, page: str) -> list[_Board]:
        return [board for board in self._boards.values() if page in board.pages]

    def view(self, now: int) -> list[dict[str, Any]]:
        """For the duty officer, in the order of the plan."""
        with self._lock:
            states = {id_: board.state(now) for id_, board in self._boards.items()}
        return [
            {
                "id": s.id,
                "name": s.name,
                "floors": list(s.floors),
                "state": states[s.id][0],
                "since": states[s.id][1],
            }
            for s in self._screens
        ]

    def changed(self, now: int) -> bool:
        """Whether the view is another than when this was last asked."""
        told = [(b["id"], b["state"], b["since"]) for b in self.view(now)]
        anew, self._told = told != self._told, told
        return anew
