"""The agent: one thread looks at the window, one carries out presses, and both tell whoever shows it."""

import queue
import secrets
import threading
import time
from collections.abc import Callable

from caller.hotkeys.desk import Answer, Desk, Press, Shown
from caller.hotkeys.link import AWAY, Link, Refused
from caller.hotkeys.words import Words

AGAIN_S = 0.5
UNHELD_S = 1.0
"""Between two looks where the server has no place to hold the question."""


class Agent:
    """`press` and `shown` may be called from any thread and never wait for the network."""

    def __init__(self, link: Link, suspend_reason: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._link = link
        self._clock = clock
        self._lock = threading.Lock()
        self._desk = Desk(suspend_reason, lambda: secrets.token_hex(16))
        self._presses: queue.SimpleQueue[Press | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._etag = ""
        """Of the view that is shown."""
        for work in (self._watch, self._carry_out):
            threading.Thread(target=work, name=work.__name__.strip("_"), daemon=True).start()

    # ------------------------------------------------------------ for every thread

    def press(self, action: str) -> None:
        """A key was pressed."""
        with self._lock:
            press = self._desk.press(action, self._clock())
        if press is not None:
            self._presses.put(press)

    def shown(self) -> Shown:
        with self._lock:
            return self._desk.shown(self._clock())

    def stop(self) -> None:
        """End the clerk's session too: nothing of it outlives the program."""
        self._stopping.set()
        self._presses.put(None)
        self._link.sign_out()

    # ------------------------------------------------------------ may wait for the network

    def sign_in(self, staff_no: str, password: str) -> bool:
        """Whether it worked; the words are shown."""
        try:
            person = self._link.sign_in(staff_no, password)
        except Refused as refused:
            return self._told(refused.words)
        except AWAY:
            return self._told(NO_ANSWER)
        with self._lock:
            self._desk.signed_in(person)
        return True

    def sign_out(self) -> None:
        self._link.sign_out()
        with self._lock:
            self._desk.signed_out()

    def _told(self, words: Words) -> bool:
        with self._lock:
            self._desk.told(words)
        return False

    # ------------------------------------------------------------ the two threads

    def _watch(self) -> None:
        online = False
        while not self._stopping.is_set():
            began, known = self._clock(), self._etag
            online = self._look(wait=online)
            if not online:
                self._stopping.wait(AGAIN_S)
            elif self._etag == known and self._clock() - began < AGAIN_S:
                self._stopping.wait(UNHELD_S)

    def _look(self, *, wait: bool) -> bool:
        """Whether the server answers; what it says is shown."""
        try:
            seen = self._link.seen(self._etag, wait=wait)
        except Refused as refused:
            with self._lock:
                self._desk.unpaired() if refused.status in (401, 403, 404) else self._desk.lost()
            return False
        except AWAY:
            with self._lock:
                self._desk.lost()
            return False
        with self._lock:
            if self._desk.saw(seen.view, seen.seq, seen.server_ms, self._clock()) and seen.view is not None:
                self._etag = seen.etag
        return True

    def _carry_out(self) -> None:
        while (press := self._presses.get()) is not None:
            answer = self._link.send(press, self._clock, self._stopping)
            if answer.kind != "none":
                self._look(wait=False)
            self._answered(answer)

    def _answered(self, answer: Answer) -> None:
        with self._lock:
            self._desk.answered(answer, self._clock())


NO_ANSWER = Words(
    "服务器没有应答,请稍候再登录。", "The server does not answer; please sign in again in a moment."
)
