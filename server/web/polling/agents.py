"""What the hot keys on a clerk's PC see of their window: a few facts, asked for again and again.

The agent needs nothing but HTTP (docs/hotkeys.md), and a question costs a thread only while it is held: until
something changes at its window, or for HOLD_S. That is also how long a cut cable can stay unseen. Who finds
no place to be held is answered at once and asks again after a second.
"""

import hashlib
import json
import math
from typing import Any, NamedTuple

from server.domain.hall import Hall
from server.domain.views.staff import agent_view
from server.executor import Executor
from server.web.polling.held import Changes, Held, Topics
from server.web.polling.topics import ALARMS, HALL, of_queue, of_staff, of_window
from server.web.serving.limits import HOT_KEYS_MOST

HELD_A_WINDOW = 2
HOLD_S = 5.0
MERGE_S = 0.05


class Seen(NamedTuple):
    """A window as it goes out; `seq` is not in the body, so that what others do does not change the tag."""

    etag: str
    body: str
    seq: int
    topics: Topics
    look_s: float = HOLD_S
    hold_s: float = math.inf


class Agents:
    """Views by window. From any thread."""

    def __init__(self, executor: Executor, changes: Changes) -> None:
        self._executor = executor
        self.held = Held(changes, HOT_KEYS_MOST, a_subject=HELD_A_WINDOW, hold_s=HOLD_S, merge_s=MERGE_S)

    def view(self, window: str, _known: str = "") -> Seen:
        """As it is now: every command that was answered before is in it."""
        seq, view, topics = self._executor.read(lambda hall: _look(hall, window))
        body = json.dumps(view, ensure_ascii=False, separators=(",", ":"))
        return Seen(hashlib.sha256(body.encode()).hexdigest()[:20], body, seq, topics)

    def newer(self, window: str, known: str) -> Seen:
        """The view, held back while it is the `known` one and there is room."""
        return self.held.newer(window, known, lambda: self.view(window))


def _look(hall: Hall, window: str) -> tuple[int, dict[str, Any], Topics]:
    return hall.seq, agent_view(hall, window), depends_on(hall, window)


def depends_on(hall: Hall, window: str) -> Topics:
    """What may change the view of this window."""
    queues = [of_queue(queue) for tier in hall.plan.window[window].tiers for queue in tier]
    return (HALL, ALARMS, of_window(window), of_staff(hall.desks[window].staff or ""), *queues)
