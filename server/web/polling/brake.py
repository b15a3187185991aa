"""A brake on those who ask too often: so many at once, then so many a minute. Memory is bounded."""

import threading
import time
from collections import OrderedDict

MOST_KEYS = 20_000


class Brake:
    """One bucket a key. From any thread; the clock is the process's own, not the wall's."""

    def __init__(self, *, at_once: int, a_minute: float) -> None:
        self._at_once = float(at_once)
        self._a_second = a_minute / 60
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def lets(self, key: str) -> bool:
        """Whether this one may go on; counts it."""
        now = time.monotonic()
        with self._lock:
            left, since = self._left.pop(key, (self._at_once, now))
            left = min(self._at_once, left + (now - since) * self._a_second)
            allowed = left >= 1
            self._left[key] = (left - 1 if allowed else left, now)
            if len(self._left) > MOST_KEYS:
                self._left.popitem(last=False)
            return allowed
