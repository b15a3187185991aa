"""One room of the feed: who shows the same view, who waits for its snapshot, and when something is due."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.domain.effects import Effect
from server.domain.hall import Hall

MERGE_S = 0.1
AGAIN_S = 1.0
"""After how long a view that could not be built is tried again."""

Build = Callable[[Hall], Mapping[str, Any]]


@dataclass(slots=True, eq=False)
class Room:
    """Times are on the monotonic clock."""

    namespace: str
    name: str
    build: Build
    effect: Effect
    members: dict[str, None] = field(default_factory=dict)
    """In the order in which they came: what belongs to each lies in memory about so."""
    newcomers: list[str] = field(default_factory=list)
    """Pages that wait for a snapshot."""
    behind: set[str] = field(default_factory=set)
    """Pages that have not read the view before the newest."""
    roles: dict[str, dict[str, bool]] = field(default_factory=dict)
    """What each page of a board was told of its part."""
    newest: Mapping[str, Any] = field(default_factory=dict)
    dirty: bool = False
    pushed_at: float = 0.0
    tried_at: float = 0.0
    failed_at: float | None = None
    """When its view could last not be built: until it can, nobody here is told that all is well."""
    seq: int = -1

    def push_due(self) -> float:
        """When a view is to be built and pushed."""
        due = math.inf
        if self.newcomers:
            due = 0.0
        elif self.dirty and self.members:
            due = self.pushed_at + MERGE_S
        return due if self.failed_at is None else max(due, self.failed_at + AGAIN_S)

    def retry_due(self) -> float:
        """When the pages that are behind are offered the newest view again."""
        return self.tried_at + MERGE_S if self.behind else math.inf

    def take(self, now: float) -> tuple[bool, list[str]]:
        """Whether its view is to be pushed to all now, and who gets a snapshot."""
        changed = self.dirty and bool(self.members) and self.pushed_at + MERGE_S <= now
        if changed:
            self.dirty, self.pushed_at = False, now
        newcomers, self.newcomers = self.newcomers, []
        return changed, newcomers

    def give_back(self, changed: bool, newcomers: list[str], now: float) -> None:
        """Nothing came of it: they go on waiting."""
        self.dirty |= changed
        self.newcomers = newcomers + self.newcomers
        self.failed_at = now

    def forget(self, page: str) -> None:
        """It has left."""
        self.members.pop(page, None)
        self.newcomers = [p for p in self.newcomers if p != page]
        self.roles.pop(page, None)
