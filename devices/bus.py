"""One worker a line: connect, take turns, retry. Knows no protocol; see `devices.driver` for the contract.

A line is half duplex: one master, one exchange at a time, a pause of 3.5 characters before the next.
The most urgent driver goes first, equals take turns. `step` does one small piece of work and reads the
clock only through `clock`, so tests drive a whole bus without a thread and without waiting.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from devices.driver import Decoder, Driver, Send
from devices.line import Line, LineLost

log = logging.getLogger("devices")

TICK_S = 0.02  # longest time between two looks at the drivers
SLICE_S = 0.005  # longest wait of a read where turns are taken or calls may come; the guard time is 3.6 ms
BACKOFF_S = (0.25, 8.0)  # first and longest pause between attempts to open
SETTLED_S = 5.0  # a line that lived this long starts its backoff anew
QUIET_S = 0.3  # gateways cut frames apart, but not for longer than this
GUARD_CHARS = 3.5
BITS_PER_CHAR = 10


class LineLike(Protocol):
    """What the bus needs of a line; `devices.line.Line` in the hall."""

    def open(self) -> None: ...
    def read(self, max_bytes: int, timeout_s: float) -> bytes: ...
    def write(self, data: bytes) -> None: ...
    def close(self) -> None: ...


@runtime_checkable
class Eager(Protocol):
    """A driver whose wishes should not wait for the next look."""

    def on_wish(self, wake: Callable[[], None]) -> None:
        """Call `wake` after each wish, from any thread."""


class Bus:
    """The drivers of one line. All speak one protocol.

    echo: the adapter returns our own bytes; drop them.
    kill_point: called as `kill_point("mid_frame")` when half of a frame or job is written (crash tests);
    pings and status queries are written whole.
    """

    def __init__(  # noqa: PLR0913 - all but two are named and optional
        self,
        url: str,
        drivers: Sequence[Driver],
        *,
        baudrate: int = 9600,
        clock: Callable[[], float] = time.monotonic,
        line: LineLike | None = None,
        echo: bool = False,
        jitter: Callable[[], float] = random.random,
        kill_point: Callable[[str], None] | None = None,
    ) -> None:
        if len({type(driver.new_decoder()) for driver in drivers}) != 1:
            raise ValueError(f"{url}: a line has at least one device, and all speak one protocol")
        self.url = url
        self.kill_point = kill_point
        self.bad_frames = 0
        self._drivers = tuple(drivers)
        self._line: LineLike = line or Line(url, baudrate=baudrate)
        self._char_s = BITS_PER_CHAR / baudrate
        self._clock = clock
        self._jitter = jitter
        self._expect_echo = echo
        self._echo = b""
        self._decoder: Decoder | None = None
        self._attempts = 0
        self._retry_at = clock()
        self._opened_at = 0.0
        self._heard_at = 0.0
        self._free_at = 0.0
        self._looked_at = 0.0
        self._wished = False
        self._turn: tuple[Driver, float, int] | None = None
        self._last_turn = dict.fromkeys(range(len(self._drivers)), 0)
        self._turns = 0
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        eager = [driver for driver in self._drivers if isinstance(driver, Eager)]
        for driver in eager:
            driver.on_wish(self.wake)
        self._read_s = SLICE_S if eager or len(self._drivers) > 1 else TICK_S

    def start(self) -> None:
        """Begin in a thread of its own; returns at once."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name=f"bus {self.url}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and let go of the line. A turn under way is cut short."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._line.close()

    def wake(self) -> None:
        """There is a fresh wish: look at the drivers without waiting for the next tick. Any thread."""
        self._wished = True

    def step(self) -> bool:
        """One piece of work. False: the line is not open and there was nothing to wait on."""
        if self._decoder is None and not self._connect():
            self._tick()
            return False
        try:
            came = self._read()
            if came or self._must_look():
                self._wished = False
                self._looked_at = self._clock()
                self._tick()
                self._write()
        except LineLost as error:
            self._lose(error.cause)
            return False
        return True

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                idle = not self.step()
            except Exception:  # the other devices of the hall must live on
                log.exception("line=%s state=fault", self.url)
                self._line.close()
                self._lose("fault")
                idle = True
            if idle:
                self._stopping.wait(TICK_S)

    def _connect(self) -> bool:
        now = self._clock()
        if now < self._retry_at:
            return False
        try:
            self._line.open()
        except LineLost as error:
            self._lose(error.cause)
            return False
        now = self._clock()
        self._decoder = self._drivers[0].new_decoder()
        self._opened_at = self._heard_at = self._free_at = now
        self._echo = b""
        for driver in self._drivers:
            driver.opened(now)
        return True

    def _lose(self, cause: str) -> None:
        now = self._clock()
        if self._decoder is not None and now - self._opened_at > SETTLED_S:
            self._attempts = 0
        first, longest = BACKOFF_S
        retry_s = min(longest, first * 2 ** min(self._attempts, 16)) * (0.75 + self._jitter() / 2)
        self._attempts += 1
        self._retry_at = now + retry_s
        self._decoder = None
        self._turn = None
        log.debug("line=%s state=lost cause=%s retry_s=%.1f", self.url, cause, retry_s)
        for driver in self._drivers:
            driver.lost(cause, retry_s)

    def _must_look(self) -> bool:
        """A wish is fresh, a tick is over, the line has just become free, or an answer is overdue."""
        now = self._clock()
        if self._wished or now - self._looked_at > TICK_S - SLICE_S / 2:
            return True
        moments = (self._free_at, self._turn[1] if self._turn else now + 1)
        return any(self._looked_at < moment <= now for moment in moments)

    def _read(self) -> bool:
        """Take in what came, and pass on what it means; whether anything came."""
        decoder = self._decoder
        assert decoder is not None  # noqa: S101 - step() has just connected
        data = self._line.read(4096, self._read_s)
        now = self._clock()
        bad = decoder.bad_frames
        if data:
            self._heard_at = now
            self._free_at = max(self._free_at, now + GUARD_CHARS * self._char_s)
            messages = decoder.feed(self._without_echo(data))
        elif now - self._heard_at > QUIET_S or (self._turn is not None and now >= self._turn[1]):
            messages = decoder.flush()
        else:
            messages = []
        self.bad_frames += decoder.bad_frames - bad
        for message in messages:
            self._dispatch(message, now)
        return bool(data or messages)

    def _without_echo(self, data: bytes) -> bytes:
        expected = self._echo[: len(data)]
        if not expected or not data.startswith(expected):
            self._echo = b""
            return data
        self._echo = self._echo[len(expected) :]
        return data[len(expected) :]

    def _dispatch(self, message: object, now: float) -> None:
        for driver in self._drivers:
            if driver.heard(message, now) and self._turn is not None and self._turn[0] is driver:
                self._turn = None

    def _tick(self) -> None:
        now = self._clock()
        for driver in self._drivers:
            driver.tick(now)

    def _write(self) -> None:
        now = self._clock()
        if self._turn is not None:
            driver, deadline, bad_frames = self._turn
            if now < deadline:
                return
            self._turn = None
            driver.silent(now, garbage=self.bad_frames > bad_frames)
        if now < self._free_at or (chosen := self._choose(now)) is None:
            return
        send = chosen.take(now)
        self._put(send)
        out_s = len(send.data) * self._char_s
        self._free_at = now + out_s + GUARD_CHARS * self._char_s
        if send.reply_s > 0:
            self._turn = (chosen, now + out_s + send.reply_s, self.bad_frames)

    def _choose(self, now: float) -> Driver | None:
        wishes = [
            (urgency, self._last_turn[index], index)
            for index, driver in enumerate(self._drivers)
            if (urgency := driver.urgency(now)) is not None
        ]
        if not wishes:
            return None
        index = min(wishes)[2]
        self._turns += 1
        self._last_turn[index] = self._turns
        return self._drivers[index]

    def _put(self, send: Send) -> None:
        if self._expect_echo:
            self._echo = send.data
        if self.kill_point is None or not send.killable:
            self._line.write(send.data)
            return
        half = len(send.data) // 2
        self._line.write(send.data[:half])
        self.kill_point("mid_frame")
        self._line.write(send.data[half:])
