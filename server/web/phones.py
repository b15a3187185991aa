"""The phones' way to the hall: one view a slip, asked for again and again, held back while nothing changes.

A websocket holds a thread or two for as long as the page is open, and two thousand phones are more than the
hall has threads (decision record 0013). So a phone asks; only while its turn is near is its question held
until something changes, and only so many are held at a time. The others are told to ask again.
"""

import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from server.domain.answers import wait
from server.domain.hall import Hall
from server.domain.ticket import Ticket, TicketState
from server.domain.views.phone import PhoneView, phone_view
from server.domain.views.rating import phone_rating
from server.executor import Executor
from server.store.log import Recorded
from server.web.brake import Brake
from server.web.problems import Problem

ALL = ""
HELD_MOST = 64
"""Threads that phones may hold at a time, of the 512 that the hall has."""
HELD_AN_ADDRESS = 24
HELD_A_SLIP = 2
HOLD_S = 20.0
MERGE_S = 0.1
KEPT = 4096
KEPT_S = 10.0
"""A view is built again after so long though nothing happened: the estimate runs with the clock."""
NEAR_S, FAR_S, SETTLED_S = 1, 20, 60
LINE_S = ((10, 5), (30, 10))
"""(people ahead at most, seconds until the phone asks again)."""
STATE_S = {TicketState.SERVING: 3, TicketState.HELD: 5, TicketState.PASSED: 5}


class Shown(NamedTuple):
    """A view as it goes out. `near`: it is worth holding a question for it."""

    etag: str
    body: str
    near: bool


class _Kept(NamedTuple):
    change: int
    at: float
    shown: Shown


class Phones:
    """Views by slip, built when asked for. From any thread."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._change = 0
        self._changed = threading.Condition()
        self._held: dict[str, int] = {}
        self._asking = Brake(at_once=30, a_minute=180)
        self._acting = Brake(at_once=12, a_minute=6)
        self._guessing = Brake(at_once=30, a_minute=30)
        executor.listeners.append(self._heard)

    def _heard(self, _recorded: list[Recorded], _hall: Hall) -> None:
        with self._changed:
            self._change += 1
            self._changed.notify_all()

    @property
    def holding(self) -> int:
        """How many questions are held back now."""
        with self._changed:
            return self._held.get(ALL, 0)

    # ------------------------------------------------------------ limits

    def may_ask(self, token: str) -> None:
        """Raises Problem too_often."""
        if not self._asking.lets(token):
            raise Problem("too_often")

    def may_act(self, token: str) -> None:
        """Raises Problem too_often."""
        if not self._acting.lets(token):
            raise Problem("too_often")

    def unknown(self, address: str) -> Problem:
        """What somebody is told who shows no secret of ours; who tries many is slowed down."""
        return Problem("unknown_visit" if self._guessing.lets(address) else "too_often")

    # ------------------------------------------------------------ views

    def view(self, token: str, address: str) -> Shown:
        """Raises Problem unknown_visit, or too_often for somebody who guesses."""
        with self._changed:
            change, kept = self._change, self._kept.get(token)
        if kept and kept.change == change and time.monotonic() - kept.at < KEPT_S:
            return kept.shown
        now = self._executor.clock()
        view = self._executor.read(lambda hall: _view(hall, token, now))
        if view is None:
            raise self.unknown(address)
        body = json.dumps(view, ensure_ascii=False, separators=(",", ":"))
        etag = hashlib.sha256(body.encode()).hexdigest()[:20]
        shown = Shown(etag, body, view["near"])
        with self._changed:
            self._kept[token] = _Kept(change, time.monotonic(), shown)
            self._kept.move_to_end(token)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return shown

    def newer(self, token: str, known: str, address: str) -> Shown:
        """The view, held back while it is the `known` one: only for who is near, at most HOLD_S, and only
        if there is a thread to hold."""
        change, shown = self._change, self.view(token, address)
        if shown.etag != known or not shown.near:
            return shown
        end = time.monotonic() + HOLD_S
        with self._place(token, address) as held:
            while held and shown.etag == known and self._wait(change, end):
                change, shown = self._change, self.view(token, address)
        return shown

    def _wait(self, change: int, end: float) -> bool:
        """Until something has happened since this change; a burst counts as one. False: the time is up."""
        with self._changed:
            happened = self._changed.wait_for(
                lambda: self._change != change, timeout=max(0.0, end - time.monotonic())
            )
        if happened:
            time.sleep(MERGE_S / 2)
        return happened

    @contextmanager
    def _place(self, token: str, address: str) -> Iterator[bool]:
        """Whether there is room to hold one more."""
        keys = ((ALL, HELD_MOST), (f"address {address}", HELD_AN_ADDRESS), (f"slip {token}", HELD_A_SLIP))
        with self._changed:
            room = all(self._held.get(key, 0) < most for key, most in keys)
            for key, _ in keys if room else ():
                self._held[key] = self._held.get(key, 0) + 1
        try:
            yield room
        finally:
            with self._changed:
                for key, _ in keys if room else ():
                    self._held[key] -= 1
                    if not self._held[key]:
                        del self._held[key]


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
    """Seconds until this phone asks again: who can be called soon asks often."""
    if view["near"]:
        return NEAR_S
    before = view["ahead"]
    if before is None:
        return STATE_S.get(TicketState(view["state"]), SETTLED_S)
    return next((seconds for most, seconds in LINE_S if before <= most), FAR_S)
