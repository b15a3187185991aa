"""Only a few phones are worked for at a time, however many come at once: no press at a kiosk waits for them.

When the server comes back, or many pages are opened at one moment, two thousand phones ask at once; each
costs a few milliseconds of the one interpreter, and every thread that wants it gets an equal turn. Who waits
here wants nothing. A question that is held is outside meanwhile.
"""

import threading
from collections.abc import Iterable
from typing import Any

PATHS = ("/api/visits/", "/t/")
AT_A_TIME = 3


class Turnstile:
    """Wraps the application. Others than phones walk past it, and so does a press, also a tablet's rating."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self._free = threading.Semaphore(AT_A_TIME)
        self._thread = threading.local()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or not environ["PATH_INFO"].startswith(PATHS):
            answer: Iterable[bytes] = self._application(environ, start_response)
            return answer
        self.enter()
        try:
            answer = self._application(environ, start_response)
        finally:
            self.leave()
        return answer

    def enter(self) -> None:
        self._free.acquire()
        self._thread.inside = True

    def leave(self) -> None:
        """If this thread is inside."""
        if getattr(self._thread, "inside", False):
            self._thread.inside = False
            self._free.release()
