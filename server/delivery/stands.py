"""What stood at each window when a key of its keypad went down.

A keypad shows a change late or not at all, and several things act on one window: keypads, consoles, hot keys.
What anybody else changed a moment ago cannot be what the finger meant.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from server.domain.hall import Hall
from server.store.log import Recorded

SETTLE_MS = 400
"""As on the console's page and in the hot keys: so long a new state must stand before a key may act on it."""


class _Stand(NamedTuple):
    now: str
    before: str = ""
    at: int = 0
    by: frozenset[str] = frozenset()
    """Actors of whatever happened at the window with the change."""


class Stands:
    """At the writer's turn alone."""

    def __init__(self) -> None:
        self._known: dict[str, _Stand] = {}

    def begin(self, hall: Hall) -> None:
        """As it is now; nobody changed it just now."""
        self._known = {window: _Stand(desk.stand) for window, desk in hall.desks.items()}

    def heard(self, recorded: Iterable[Recorded], hall: Hall) -> None:
        """After each commit."""
        actors: dict[str, set[str]] = {}
        at = 0
        for record in recorded:
            event: Any = record.event
            at = event.at
            if (window := getattr(event, "window", None)) in self._known:
                actors.setdefault(str(window), set()).add(event.actor)
        for window, by in actors.items():
            known, stand = self._known[window], hall.desks[window].stand
            if stand != known.now:
                self._known[window] = _Stand(stand, known.now, at, frozenset(by))

    def meant(self, window: str, actor: str, at: int) -> str:
        """The stand (`Desk.stand`) that a press of this device was meant for, epoch ms `at`."""
        known = self._known[window]
        others = bool(known.by - {actor})
        return known.before if others and at - known.at < SETTLE_MS else known.now
