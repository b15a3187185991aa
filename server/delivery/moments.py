"""What the devices owe to the time alone: the end of a thank-you, a change of brightness with the hour.

No event marks these, and the log needs none: what a sign shows is worked out from the log and the clock.
"""

import contextlib
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from server.store.database import StorageFailed

LOOK_S = 0.5


class Moments:
    """Looks at the clock twice a second. `until` may be called from any thread.

    clock: epoch ms. due: told the windows whose time is over. hour: told the minute after midnight, when the
    looking begins and at each new minute.
    """

    def __init__(
        self,
        clock: Callable[[], int],
        timezone: str,
        *,
        due: Callable[[Iterable[str]], None],
        hour: Callable[[int], None],
    ) -> None:
        self._clock = clock
        self._zone = ZoneInfo(timezone)
        self._due = due
        self._hour = hour
        self._minute: int | None = None
        self._lock = threading.Lock()
        self._until: dict[str, int] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="moments", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def until(self, window: str, at: int | None) -> None:
        """What this window shows now holds to the end of this epoch ms; None or past: for now."""
        past = at is None or at < self._clock()
        with self._lock:
            if at is None or past:
                self._until.pop(window, None)
            else:
                self._until[window] = at

    def look(self) -> None:
        """Once round."""
        now = self._clock()
        moment = datetime.fromtimestamp(now / 1000, self._zone)
        minute = 60 * moment.hour + moment.minute
        if minute != self._minute:
            self._minute = minute
            self._hour(minute)
        with self._lock:
            over = [window for window, at in self._until.items() if at < now]
            for window in over:
                del self._until[window]
        if over:
            self._due(over)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_S):
            with contextlib.suppress(StorageFailed):  # the hall is stopping
                self.look()
