"""The phones' way to the hall: one view a slip, asked for again and again, held back while nothing changes.

A websocket holds three or four threads for as long as the page is open; a held question holds one, and up to
two thousand phones are held at a time (decision record 0013). What happens to the own ticket is answered at
once, however far the turn is; the place in the line only where the turn is near, and else at a slower pace.
"""

import hashlib
import json
import threading
import time
from collections import OrderedDict
from typing import Any, NamedTuple

from server.domain.answers import wait
from server.domain.hall import Hall
from server.domain.ticket import SETTLED, PastVisit, Ticket, TicketState
from server.domain.views.phone import PhoneView, phone_view
from server.domain.views.rating import phone_rating
from server.executor import Executor
from server.store.other_days import secrets_before
from server.web.polling.brake import Brake
from server.web.polling.held import Changes, Held, Topics
from server.web.polling.topics import HALL, of_line, of_ticket
from server.web.problems import Problem
from server.web.serving.limits import files, phones_most

HELD_A_SLIP = 2
NEAR_HOLD_S, HOLD_S = 20.0, 45.0
"""Shorter than the minute after which proxies give up; a page waits eight seconds longer (phone/link.js)."""
KEPT = 4096
KEPT_S = 10.0
"""A view is built again after so long though nothing happened: the estimate runs with the clock."""
NEAR_S, FAR_S, SETTLED_S = 1, 20, 60
LINE_S = ((10, 5), (30, 10))
"""(people ahead at most, seconds until a phone asks that finds no room to be held)."""
CLOSE = 10
"""People ahead at most of who is told at once that the line has moved, so that no ring comes late."""
LOOK_S = ((CLOSE, 10.0), (30, 20.0))
"""(people ahead at most, seconds until a held phone is looked at anyway); HOLD_S beyond."""
STATE_S = {TicketState.SERVING: 3, TicketState.HELD: 5, TicketState.PASSED: 5}


class Shown(NamedTuple):
    """A view as it goes out; the rest as `held.Seen`."""

    etag: str
    body: str
    topics: Topics
    look_s: float
    hold_s: float


class _Built(NamedTuple):
    """`depends`: good while none of these has changed since change `number`; `topics`: what wakes a phone."""

    view: dict[str, Any]
    depends: Topics
    topics: Topics
    number: int


class _Kept(NamedTuple):
    built: _Built
    at: float
    shown: Shown


class Phones:
    """Views by slip, built when asked for. From any thread."""

    def __init__(self, executor: Executor, changes: Changes) -> None:
        self._executor = executor
        self._changes = changes
        self.held = Held(changes, phones_most(files()), a_subject=HELD_A_SLIP, hold_s=HOLD_S)
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._asking = Brake(at_once=30, a_minute=180)
        self._acting = Brake(at_once=12, a_minute=6)
        self._guessing = Brake(at_once=30, a_minute=30)
        self._before = _DayBefore(executor)

    # ------------------------------------------------------------ limits

    def may_ask(self, token: str) -> None:
        """Raises Problem too_often."""
        if not self._asking.lets(token):
            raise Problem("too_often")

    def may_act(self, token: str) -> None:
        """Raises Problem too_often."""
        if not self._acting.lets(token):
            raise Problem("too_often")

    def unknown(self, token: str, address: str) -> Problem:
        """What somebody is told whose slip is of the day before, or who shows no secret of ours; who tries
        many of those is slowed down."""
        if self._before.has(self._executor.read(lambda hall: hall.day), token):
            return Problem("visit_over")
        return Problem("unknown_visit" if self._guessing.lets(address) else "too_often")

    # ------------------------------------------------------------ views

    def view(self, token: str, address: str) -> Shown:
        """As it is now. Raises Problem visit_over, unknown_visit, or too_often for somebody who guesses."""
        with self._lock:
            kept = self._kept.get(token)
        if kept and time.monotonic() - kept.at >= KEPT_S:
            kept = None
        built = self._executor.read(lambda hall: self._build(hall, token, kept))
        if built is None:
            raise self.unknown(token, address)
        if kept and built is kept.built:
            return kept.shown
        body = json.dumps(built.view, ensure_ascii=False, separators=(",", ":"))
        etag = hashlib.sha256(body.encode()).hexdigest()[:20]
        shown = Shown(
            etag, body, built.topics, _look_s(built.view), NEAR_HOLD_S if built.view["near"] else HOLD_S
        )
        with self._lock:
            self._kept[token] = _Kept(built, time.monotonic(), shown)
            self._kept.move_to_end(token)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return shown

    def newer(self, token: str, known: str, address: str) -> Shown:
        """The view, held back while it is the `known` one and there is room."""
        return self.held.newer(token, known, lambda: self.view(token, address))

    def _build(self, hall: Hall, token: str, kept: _Kept | None) -> _Built | None:
        """At the writer's turn, so that what was answered before is in it; the one that is kept, if it is
        still good."""
        if kept and not self._changes.changed(kept.built.depends, kept.built.number):
            return kept.built
        visit = hall.visit(token)
        view = _view(hall, token, self._executor.clock())
        if visit is None or view is None:
            return None
        depends = depends_on(visit)
        return _Built(view, depends, _woken_by(visit, view, depends), self._changes.number)


class _DayBefore:
    """The slips of the hall-day before, read once a day when somebody shows one that is not of today."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._lock = threading.Lock()
        self._read: tuple[str, frozenset[str]] = ("", frozenset())

    def has(self, day: str, token: str) -> bool:
        """Whether this secret was that day's; `day`: today."""
        with self._lock:
            if self._read[0] != day:
                self._read = (day, secrets_before(self._executor.log.database, day))
            return token in self._read[1]


def depends_on(visit: Ticket | PastVisit) -> Topics:
    """What may change the view of this visit, but for the clock."""
    lines = of_line(visit) if isinstance(visit, Ticket) else ()
    return (of_ticket(visit.id), HALL, *lines)


def _woken_by(visit: Ticket | PastVisit, view: dict[str, Any], depends: Topics) -> Topics:
    """Who may soon be near sees the line move; who is far is only called."""
    if visit.state in SETTLED:
        return ()
    before = view["ahead"]
    close = view["near"] or (before is not None and before <= CLOSE)
    return depends if close else (of_ticket(visit.id),)


def _view(hall: Hall, token: str, now: int) -> dict[str, Any] | None:
    view = phone_view(hall, token)
    if view is None:
        return None
    visit = hall.visit(token)
    expected = wait(hall, visit, now) if isinstance(visit, Ticket) else None
    rest = {
        "wait": expected,
        "rating": phone_rating(hall, token, now),
        "complained": visit is not None and visit.id in hall.complained,
        "again_s": _pace_s(view),
    }
    return {**view, **rest}


def _pace_s(view: PhoneView) -> int:
    """Seconds until this phone asks again whose question is not held: who can be called soon asks often."""
    if view["near"]:
        return NEAR_S
    before = view["ahead"]
    if before is None:
        return STATE_S.get(TicketState(view["state"]), SETTLED_S)
    return next((seconds for most, seconds in LINE_S if before <= most), FAR_S)


def _look_s(view: dict[str, Any]) -> float:
    """Seconds until a held question is looked at though nothing woke it: the line has moved."""
    if view["near"]:
        return KEPT_S
    before = view["ahead"]
    return next((seconds for most, seconds in LOOK_S if before is not None and before <= most), HOLD_S)
