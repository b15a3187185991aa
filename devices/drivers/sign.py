"""A window's LED sign on an Onbon card. LatestWins: the newest text, sent until it is there.

Dynamic areas live in the card's RAM and the card cannot be asked what it shows. So the wanted text is
written again after each reconnect, after each silence, and once every `verify_s` without other writes:
a card that lost its power while the line stayed up shows the right text again no later than that.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from devices.codecs import onbon, onbon_area
from devices.driver import Send, Urgency
from devices.health import Health, HealthRecord, OnHealth, unix_ms

WRITE_EVERY_S = 1.0  # the card's own limit for dynamic areas (§8.2.1)
TEXT_REPLY_S = 2.0  # the card's time-out on serial lines (§10.1)
PING_REPLY_S = 0.6
TRIES = 2  # unanswered exchanges before a sign counts as silent
SILENT_RETRY_S = (2.0, 15.0)
NACK_RETRY_S = (1.0, 30.0)
ROW_PX, WIDE_PX, NARROW_PX = 16, 16, 8


@dataclass(frozen=True, slots=True)
class _Wanted:
    text: str
    call: bool


class Sign:
    """One sign. A line has up to 60; they share it in turns."""

    def __init__(  # noqa: PLR0913 - all but two are named
        self,
        device_id: str,
        address: int,
        *,
        width: int = 128,
        height: int = 32,
        ping_s: float = 15.0,
        verify_s: float = 60.0,
        reply_s: float = TEXT_REPLY_S,
        on_health: OnHealth | None = None,
        wall_ms: Callable[[], int] = unix_ms,
    ) -> None:
        self.device = device_id
        self.address = address
        self._width = width
        self._height = height
        self._ping_s = ping_s
        self._verify_s = verify_s
        self._reply_s = reply_s
        self._record = HealthRecord(device_id, on_health, wall_ms)
        self._lock = threading.Lock()
        self._wanted: _Wanted | None = None
        self._sending: _Wanted | None = None
        self._shown: _Wanted | None = None
        self._fails = 0
        self._nacks = 0
        self._write_at = 0.0
        self._ping_at = 0.0
        self._verify_at = 0.0

    def show(self, text: str, *, call: bool = False) -> None:
        """Want this text from now on; "" is a dark sign. `call`: red, and first on the line."""
        with self._lock:
            self._wanted = _Wanted(text, call)

    def health(self) -> Health:
        """`in_step`: the sign acknowledged the text wanted now."""
        health = self._record.now
        return replace(health, link="answered") if self._fell_behind(health) else health

    def new_decoder(self) -> onbon.Decoder:
        """Driver contract."""
        return onbon.Decoder()

    def opened(self, now: float) -> None:
        """Driver contract. What the sign shows is unknown."""
        self._shown = self._sending = None
        self._fails = self._nacks = 0
        self._write_at = self._ping_at = now
        self._verify_at = now + self._verify_s
        self._record.set("opened")

    def lost(self, cause: str, retry_s: float) -> None:
        """Driver contract."""
        self._record.set("lost", cause, note=f"retry_s={retry_s:.1f}")

    def tick(self, now: float) -> None:  # noqa: ARG002 - the contract
        """Driver contract. A new wish makes an agreed sign fall back at once, before its turn comes."""
        if self._fell_behind(self._record.now):
            self._record.set("answered", self._record.now.cause)

    def urgency(self, now: float) -> Urgency | None:
        """Driver contract."""
        wanted = self._want()
        if self._fails < TRIES and wanted is not None and now >= self._write_at:
            if wanted != self._shown:
                return Urgency.CALL if wanted.call else Urgency.CHANGE
            if now >= self._verify_at:
                return Urgency.IDLE
        return Urgency.IDLE if now >= self._ping_at else None

    def take(self, now: float) -> Send:
        """Driver contract. A silent sign is only pinged: that blocks the others for less long."""
        wanted = self._want()
        self._ping_at = now + self._ping_s
        due = wanted != self._shown or now >= self._verify_at
        if wanted is None or self._fails >= TRIES or now < self._write_at or not due:
            self._sending = None
            return Send(self._encode(onbon.Ping()), min(PING_REPLY_S, self._reply_s), killable=False)
        self._sending = wanted
        self._write_at = now + WRITE_EVERY_S
        return Send(self._encode(self._picture(wanted)), self._reply_s)

    def heard(self, message: object, now: float) -> bool:
        """Driver contract."""
        match message:
            case onbon.Frame(src=self.address, body=onbon.Ack()):
                self._acknowledged(now)
                return True
            case onbon.Frame(src=self.address, body=onbon.Nack() as nack):
                self._refused(nack, now)
                return True
        return False

    def silent(self, now: float, *, garbage: bool) -> None:
        """Driver contract. A late answer may yet be taken for one to the next exchange: verify soon."""
        self._record.failed()
        self._sending = self._shown = None
        self._fails += 1
        self._verify_at = now
        if self._fails >= TRIES:
            self._ping_at = now + _backoff(SILENT_RETRY_S, self._fails - TRIES)
            self._record.set("opened", "garbage" if garbage else "no_answer")

    def _acknowledged(self, now: float) -> None:
        self._record.heard()
        doubtful = self._fails > 0
        self._fails = 0
        cause = ""
        if self._sending is None:
            cause = self._record.now.cause if self._nacks else ""  # a ping heals no refused text
        else:
            self._nacks = 0
            self._shown, self._sending = self._sending, None
            self._verify_at = now + (2 * self._reply_s if doubtful else self._verify_s)
        in_step = self._shown is not None and self._shown == self._want()
        self._record.set("in_step" if in_step else "answered", cause)

    def _refused(self, nack: onbon.Nack, now: float) -> None:
        self._record.heard()
        self._record.failed()
        self._sending = self._shown = None
        self._write_at = now + _backoff(NACK_RETRY_S, self._nacks)
        self._nacks += 1
        self._record.set("answered", f"nack_{nack.name}")

    def _fell_behind(self, health: Health) -> bool:
        return health.link == "in_step" and self._want() != self._shown

    def _want(self) -> _Wanted | None:
        with self._lock:
            return self._wanted

    def _encode(self, body: onbon.Body) -> bytes:
        return onbon.encode(onbon.Frame(self.address, onbon.HOST, body))

    def _picture(self, wanted: _Wanted) -> onbon.Body:
        """Static if it fits in the card's 16-pixel font, else one line running left."""
        if not wanted.text:
            return onbon.Clear()
        colour = onbon_area.Colour.RED if wanted.call else None
        lines = wanted.text.split("\n")
        if len(lines) <= max(1, self._height // ROW_PX) and all(_px(line) <= self._width for line in lines):
            return onbon_area.Area((onbon_area.Span(wanted.text, colour),), self._width, self._height)
        running = onbon_area.Span(" ".join(lines), colour)
        return onbon_area.Area(
            (running,), self._width, self._height, single_line=True, show=onbon_area.Show.LEFT
        )


def _px(line: str) -> int:
    return sum(NARROW_PX if ord(c) < 0x80 else WIDE_PX for c in line)


def _backoff(bounds: tuple[float, float], fails: int) -> float:
    first, longest = bounds
    return min(longest, first * 2.0 ** min(fails, 16))
