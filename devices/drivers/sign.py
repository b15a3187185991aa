"""A window's LED sign of any brand. LatestWins: the newest look, sent until it is there.

The brand is a `Card`. Signs cannot be asked what they show. So the wanted look is written again after
each reconnect, after each silence, and once every `verify_s` without other writes: a card that lost its
power while the line stayed up shows the right text again no later than that.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from devices.driver import Decoder, Send, Urgency
from devices.drivers.cards.card import Answer, Card, Face, Look, Step
from devices.drivers.cards.onbon import OnbonCard
from devices.health import Health, HealthRecord, Link, OnHealth, unix_ms

WRITE_EVERY_S = 1.0  # decision 22; also what Onbon allows for dynamic areas (§8.2.1)
TRIES = 2  # unanswered exchanges before a sign counts as silent
SILENT_RETRY_FIRST_S = 2.0
PING_S = 15.0
PING_BYTES = 64  # the longest question with its answer (Onbon), escapes among them
DEAD_S = 0.6  # what a question to a dead card costs beyond its bytes
PING_SHARE = 0.5  # of the line, if every card on it were dead
REFUSED_RETRY_S = (1.0, 30.0)
PASSING_RETRY_S = (1.0, 4.0)
MAX_CHARACTERS = 200  # as GBK with colours this fits in the smallest card's buffer


class Sign:
    """One sign. A line has up to 60; they share it in turns.

    card: the brand; without it an Onbon card of this size. ping_s: see `ping_period`. reply_s: no answer is
    waited for longer.
    """

    def __init__(  # noqa: PLR0913 - all but two are named
        self,
        device_id: str,
        address: int,
        *,
        card: Card | None = None,
        width: int = 128,
        height: int = 32,
        ping_s: float = PING_S,
        verify_s: float = 60.0,
        reply_s: float = 2.0,
        on_health: OnHealth | None = None,
        wall_ms: Callable[[], int] = unix_ms,
    ) -> None:
        self.device = device_id
        self.address = address
        self._card: Card = card or OnbonCard(address, width=width, height=height)
        self._ping_s = ping_s
        self._verify_s = verify_s
        self._reply_s = reply_s
        self._wall_ms = wall_ms
        self._record = HealthRecord(device_id, on_health, wall_ms)
        self._lock = threading.Lock()
        self._brightness: int | None = None
        self._wanted: Look | None = None
        self._shown: Look | None = None
        self._target: Look | None = None
        self._refused: Look | None = None
        self._plan: deque[Step] = deque()
        self._asked: Step | None = None
        self._wake: Callable[[], None] = lambda: None
        self._opened(0.0)

    def show(self, text: str, *, call: bool = False, number: str = "", paused: bool = False) -> None:
        """Want this text from now on; "" is a dark sign. `call`: red, and first on the line.

        number, paused: see `Look`.
        """
        with self._lock:
            self._wanted = Look(text[:MAX_CHARACTERS], call, number, paused, self._brightness)
        self._wake()

    @property
    def face(self) -> Face:
        """What it has room for."""
        return self._card.face

    def dim(self, percent: int | None) -> None:
        """Want this brightness; None leaves it to the card, and so does a card that cannot be told."""
        if not self._card.dims:
            return
        with self._lock:
            self._brightness = percent
            if self._wanted is not None:
                self._wanted = replace(self._wanted, brightness=percent)
        self._wake()

    def on_wish(self, wake: Callable[[], None]) -> None:
        """Bus contract. Called after each `show` and `dim`."""
        self._wake = wake

    def health(self) -> Health:
        """`in_step`: the sign acknowledged what is wanted now; `sent`: all of it was written."""
        health = self._record.now
        return replace(health, link=self._floor()) if self._fell_behind(health) else health

    def new_decoder(self) -> Decoder:
        """Driver contract."""
        return self._card.new_decoder()

    def opened(self, now: float) -> None:
        """Driver contract. What the sign shows is unknown."""
        self._opened(now)
        self._record.set("opened")

    def lost(self, cause: str, retry_s: float) -> None:
        """Driver contract."""
        self._record.set("lost", cause, note=f"retry_s={retry_s:.1f}")

    def tick(self, now: float) -> None:  # noqa: ARG002 - the contract
        """Driver contract. A new wish makes an agreed sign fall back at once, before its turn comes."""
        if self._fell_behind(self._record.now):
            self._record.set(self._floor(), self._record.now.cause)

    def urgency(self, now: float) -> Urgency | None:
        """Driver contract."""
        wanted = self._want()
        if wanted is not None and self._due(wanted, now):
            if self._fails >= TRIES or (wanted == self._shown and not self._plan):
                return Urgency.IDLE
            return Urgency.CALL if wanted.call else Urgency.CHANGE
        return Urgency.IDLE if now >= self._ping_at and self._card.ping() is not None else None

    def take(self, now: float) -> Send:
        """Driver contract. A silent sign is only pinged: that blocks the others for less long."""
        wanted = self._want()
        ping = self._card.ping()
        self._ping_at = now + self._ping_s
        if wanted is None or (ping is not None and not self._due(wanted, now)):
            assert ping is not None  # noqa: S101 - or nothing was urgent
            return self._ask(ping, killable=False)
        if wanted != self._target or not self._plan:
            self._begin(wanted)
        self._write_at = now + WRITE_EVERY_S
        return self._ask(self._plan[0], killable=True)

    def heard(self, message: object, now: float) -> bool:
        """Driver contract."""
        answer = self._card.answer(message, self._asked)
        if answer is None:
            return False
        self._record.heard()
        if answer.firmware:
            self._record.named(answer.firmware)
        self._spoke = True
        asked, self._asked = self._asked, None
        planned = bool(self._plan) and asked is self._plan[0]
        if answer.error:
            self._record.failed()
        if answer.error and (asked is None or asked.must):
            self._refuse(answer, now)
            return True
        self._fails = 0
        self._done(now, planned=planned)
        return True

    def silent(self, now: float, *, garbage: bool) -> None:
        """Driver contract. A late answer may yet be taken for one to the next exchange: verify soon."""
        asked, self._asked = self._asked, None
        if asked is not None and not asked.answered:
            self._done(now, planned=True)
            return
        self._record.failed()
        self._plan.clear()
        self._shown = None
        self._fails += 1
        self._verify_at = now
        self._doubtful = True
        if self._fails >= TRIES:
            self._prepared = self._spoke = False
            self._ping_at = now + _backoff((SILENT_RETRY_FIRST_S, self._ping_s), self._fails - TRIES)
            self._record.set("opened", "garbage" if garbage else "no_answer")

    def _opened(self, now: float) -> None:
        self._shown = self._target = self._refused = self._asked = None
        self._plan.clear()
        self._prepared = self._doubtful = self._spoke = False
        self._fails = self._nacks = 0
        self._write_at = self._retry_at = self._ping_at = now
        self._verify_at = now + self._verify_s

    def _due(self, wanted: Look, now: float) -> bool:
        """Whether there is something to write and it may be written now."""
        if self._fails >= TRIES:  # a card that can be pinged is pinged until it speaks
            return self._card.ping() is None and now >= self._ping_at
        if self._plan and wanted == self._target:
            return True
        if now < self._write_at or (now < self._retry_at and wanted == self._refused):
            return False
        return bool(self._plan) or wanted != self._shown or now >= self._verify_at

    def _begin(self, wanted: Look) -> None:
        """Plan the way to the wish; a plan begun and given up leaves the sign in a state nobody knows."""
        if self._plan:
            self._shown = None
        steps = [] if self._prepared else [*self._card.prepare(time.localtime(self._wall_ms() / 1000))]
        self._plan = deque([*steps, *self._card.steps(wanted, self._shown)])
        self._target = wanted

    def _ask(self, step: Step, *, killable: bool) -> Send:
        self._asked = step
        reply_s = min(step.reply_s, self._reply_s) if step.answered else step.reply_s
        return Send(step.data, reply_s, killable=killable)

    def _done(self, now: float, *, planned: bool) -> None:
        """The exchange went well; the last of a plan brings the sign to its target."""
        cause = self._record.now.cause if self._nacks else ""  # a ping heals no refused text
        if planned:
            self._plan.popleft()
            if not self._plan:
                self._prepared = True
                self._nacks, cause = 0, ""
                self._shown = self._target
                self._verify_at = now + (2 * self._reply_s if self._doubtful else self._verify_s)
                self._doubtful = False
        agreed = self._shown is not None and self._shown == self._want() == self._target
        self._record.set(self._top() if agreed else self._floor(), cause)

    def _refuse(self, answer: Answer, now: float) -> None:
        """The same look is tried again later; another one at once."""
        self._plan.clear()
        self._shown = None
        self._refused = self._want()
        bounds = PASSING_RETRY_S if answer.passing else REFUSED_RETRY_S
        self._retry_at = now + _backoff(bounds, self._nacks)
        self._nacks += 1
        self._record.set("answered", f"nack_{answer.error}")

    def _top(self) -> Link:
        return "in_step" if self._card.confirms else "sent"

    def _floor(self) -> Link:
        return "answered" if self._spoke else "opened"

    def _fell_behind(self, health: Health) -> bool:
        return health.link in ("in_step", "sent") and self._want() != self._shown

    def _want(self) -> Look | None:
        with self._lock:
            return self._wanted


def ping_period(signs: int, baudrate: int) -> float:
    """Seconds between two questions to a sign, so that those to `signs` of them leave the line half free
    even if not one answers; calls go first, but cannot interrupt a question.

    >>> ping_period(8, 9600), ping_period(60, 9600)
    (15.0, 80.0)
    """
    return max(PING_S, round(signs * (PING_BYTES * 10 / baudrate + DEAD_S) / PING_SHARE, 1))


def _backoff(bounds: tuple[float, float], fails: int) -> float:
    first, longest = bounds
    return min(longest, first * 2.0 ** min(fails, 16))
