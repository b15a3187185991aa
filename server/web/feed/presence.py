"""Which kiosks show their page: a dark kiosk gives no numbers, and nobody else would say so."""

import threading
from collections.abc import Iterable


class Presence:
    """Told by the feed from several threads. Times are epoch ms of the hall's clock."""

    def __init__(self, ids: Iterable[str], now: int) -> None:
        self._pages: dict[str, set[str]] = {id_: set() for id_ in ids}
        self._since = dict.fromkeys(self._pages, now)
        self._lock = threading.Lock()

    def came(self, id_: str, page: str) -> None:
        with self._lock:
            self._pages[id_].add(page)

    def left(self, page: str, now: int) -> None:
        with self._lock:
            for id_, pages in self._pages.items():
                if page in pages:
                    pages.remove(page)
                    self._since[id_] = now

    def away(self) -> dict[str, int]:
        """Those without any page, and since when; since the start, where there has been none."""
        with self._lock:
            return {id_: self._since[id_] for id_, pages in self._pages.items() if not pages}
