"""The Socket.IO feed: whole views, numbered. One room an audience; a page gets `snapshot` first, then `view`.

The first change is pushed at once, a burst is merged to at most ten a second a room. `announce` is never held
back. `beat` carries the newest seq of the room, so a page that missed a view knows it and asks again.
All pushing is done by one thread, so that a snapshot can never overtake a newer view.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import Namespace, SocketIO

from server.crash import crash_point
from server.domain import messages as m
from server.domain.effects import EFFECTS, Effect
from server.domain.hall import Call, Hall
from server.domain.plan import Role
from server.domain.speech import spoken
from server.domain.texts import refusal_text
from server.domain.views.duty import duty_view
from server.domain.views.hall import Healths
from server.domain.views.help_desk import desk_view
from server.domain.views.lead import lead_view
from server.domain.views.public import board_view, call_view, kiosk_view
from server.domain.views.rating import tablet_view
from server.domain.views.staff import console_view
from server.executor import Executor
from server.store.log import Recorded
from server.web.access import SESSION_COOKIE, Access, Principal
from server.web.cards import Cards

MERGE_S = 0.1
BEAT_S = 5.0

log = logging.getLogger("feed")
Build = Callable[[Hall], Mapping[str, Any]]


@dataclass(slots=True)
class _Room:
    namespace: str
    name: str
    build: Build
    effect: Effect
    members: set[str] = field(default_factory=set)
    dirty: bool = False
    pushed_at: float = 0.0
    seq: int = -1


class Feed:
    """Keeps every connected page up to date. `healths` gives the devices' health for the views."""

    def __init__(
        self,
        socketio: SocketIO,
        executor: Executor,
        access: Access,
        healths: Callable[[], Healths],
        cards: Cards,
    ) -> None:
        self.executor = executor
        self.access = access
        self._io = socketio
        self._healths = healths
        self._cards = cards
        self.version = ""
        """Of the pages, told with every beat."""
        self._rooms: dict[tuple[str, str], _Room] = {}
        self._newcomers: deque[tuple[str, _Room]] = deque()
        self._announcements: deque[tuple[str, dict[str, Any]]] = deque()
        self._wake = threading.Condition()
        self._beat_due = 0.0
        self._actors: dict[tuple[str, str], str] = {}
        executor.listeners.append(self.heard)
        access.revoked.append(self._revoked)
        cards.on_change = lambda: self.changed(Effect.KIOSKS)
        for namespace in (_Display, _Kiosk, _Caller, _Duty, _Desk, _Lead, _Rater):
            socketio.on_namespace(namespace(self))
        threading.Thread(target=self._run, name="feed", daemon=True).start()

    # ------------------------------------------------------------ from other threads

    def heard(self, recorded: list[Recorded], hall: Hall) -> None:
        """On the writer's thread, after each commit: only notes what has to be pushed."""
        effects = Effect.NONE
        for record in recorded:
            effects |= EFFECTS[type(record.event)]
            if EFFECTS[type(record.event)] & Effect.SAY:
                self._say(record, hall)
        self.changed(effects)

    def changed(self, effects: Effect) -> None:
        """These audiences have something new to see."""
        with self._wake:
            for room in self._rooms.values():
                if room.effect & effects:
                    room.dirty = True
            self._wake.notify()

    def _say(self, record: Recorded, hall: Hall) -> None:
        """A call to the screens of its floor; what the hall says of itself to all of them."""
        if isinstance(record.event, m.TicketCalled | m.TicketRecalled):
            self._announce(record, hall)
        elif text := spoken(hall, record.event):
            told = {"kind": "notice", "text": text, "seq": record.seq, "at": record.event.at}
            message = told | {"id": f"notice-{record.seq}"}
            self._announcements.extend((screen.id, message) for screen in hall.plan.screens)

    def _announce(self, record: Recorded, hall: Hall) -> None:
        event: Any = record.event
        number = hall.tickets[event.ticket].number
        shown = call_view(hall, Call(record.seq, event.at, event.ticket, number, event.window))
        prefix = number.rstrip("0123456789")  # its own: a transferred ticket stands in another queue by now
        message = {
            **shown,
            "seq": record.seq,
            "id": f"call-{record.seq}",
            "kind": "call",
            "prefix": prefix,
            "digits": number.removeprefix(prefix),
            "repeat": 2,
            "recall": isinstance(event, m.TicketRecalled),
        }
        for screen in hall.plan.screens:
            if shown["floor"] in screen.floors:
                self._announcements.append((screen.id, message))

    def join(self, who: Principal, namespace: str, name: str, build: Build, effect: Effect) -> None:
        """The page that is connecting wants this room: it will get its snapshot first."""
        with self._wake:
            self._actors[namespace, _sid()] = who.actor
            room = self._rooms.setdefault((namespace, name), _Room(namespace, name, build, effect))
            self._newcomers.append((_sid(), room))
            self._wake.notify()

    def ask(self) -> None:
        """A page missed something."""
        with self._wake:
            for room in self._rooms.values():
                if _sid() in room.members:
                    self._newcomers.append((_sid(), room))
            self._wake.notify()

    def _revoked(self, actor: str) -> None:
        """Whoever has no right any more sees no more; with another session the page is back at once."""
        with self._wake:
            pages = [page for page, whose in self._actors.items() if whose == actor]
        for namespace, sid in pages:
            self._io.server.disconnect(sid, namespace=namespace)

    def leave(self, namespace: str) -> None:
        with self._wake:
            self._actors.pop((namespace, _sid()), None)
            for room in self._rooms.values():
                room.members.discard(_sid())

    # ------------------------------------------------------------ the feed's thread

    def _run(self) -> None:
        while True:
            try:
                self._round()
            except Exception:
                log.exception("state=push_failed")
                time.sleep(MERGE_S)

    def _round(self) -> None:
        with self._wake:
            if not (self._newcomers or self._announcements):
                self._wake.wait(self._patience_s())
            newcomers, self._newcomers = self._newcomers, deque()
            now = time.monotonic()
            due = [r for r in self._rooms.values() if r.dirty and r.members and now >= r.pushed_at + MERGE_S]
            for room in due:
                room.dirty, room.pushed_at = False, now
        while self._announcements:
            screen, message = self._announcements.popleft()
            crash_point("before_push")
            self._emit("announce", message | {"now": self.executor.clock()}, "/display", screen)
        if newcomers or due:
            self._push(newcomers, due)
        if now >= self._beat_due:
            self._beat_due = now + BEAT_S
            for room in list(self._rooms.values()):
                if room.members:
                    beat = {"seq": room.seq, "now": self.executor.clock(), "version": self.version}
                    self._emit("beat", beat, room.namespace, room.name)

    def _patience_s(self) -> float:
        now = time.monotonic()
        dirty = [r.pushed_at + MERGE_S for r in self._rooms.values() if r.dirty and r.members]
        return max(0.0, min([self._beat_due, *dirty]) - now)

    def _push(self, newcomers: deque[tuple[str, _Room]], due: list[_Room]) -> None:
        rooms = {(r.namespace, r.name): r for _, r in newcomers} | {(r.namespace, r.name): r for r in due}
        built = self.executor.read(lambda hall: {k: (hall.seq, r.build(hall)) for k, r in rooms.items()})
        now = self.executor.clock()
        for room in due:
            room.seq, view = built[room.namespace, room.name]
            crash_point("before_push")
            self._emit("view", {"seq": room.seq, "now": now, "view": view}, room.namespace, room.name)
        for sid, room in newcomers:
            seq, view = built[room.namespace, room.name]
            room.seq = max(room.seq, seq)
            self._emit("snapshot", {"seq": seq, "now": now, "view": view}, room.namespace, sid)
            if sid not in room.members:
                self._enter(room, sid)

    def _enter(self, room: _Room, sid: str) -> None:
        """A page that has gone meanwhile is passed over: the others still wait for their snapshots."""
        with self._wake:
            room.members.add(sid)
        try:
            self._io.server.enter_room(sid, room.name, namespace=room.namespace)
        except (KeyError, ValueError):
            with self._wake:
                room.members.discard(sid)

    def _emit(self, name: str, message: Mapping[str, Any], namespace: str, to: str) -> None:
        self._io.emit(name, message, namespace=namespace, to=to)


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _refuse(code: str) -> Refused:
    zh, en = refusal_text(code, {})
    return Refused(code, {"code": code, "detail": zh, "detail_en": en})


def _text(auth: object, name: str) -> str:
    value = auth.get(name) if isinstance(auth, dict) else None
    return value if isinstance(value, str) else ""


class _Audience(Namespace):  # type: ignore[misc]
    path = ""

    def __init__(self, feed: Feed) -> None:
        super().__init__(self.path)
        self.feed = feed

    def on_disconnect(self, *_: object) -> None:
        self.feed.leave(self.path)

    def on_ask(self, *_: object) -> None:
        self.feed.ask()

    def on_spoken(self, *_: object) -> None:
        """The board says it spoke an announcement; nobody asks yet."""

    def staff(self) -> Principal:
        who = self.feed.access.staff(request.cookies.get(SESSION_COOKIE))
        if who is None:
            raise _refuse("sign_in_required")
        return who

    def device(self, kind: str, id_: str) -> Principal:
        for who in self.feed.access.principals():
            if (who.kind, who.id) == (kind, id_):
                return who
        raise _refuse("bad_token")


class _Display(_Audience):
    path = "/display"

    def on_connect(self, auth: object = None) -> None:
        screen = _text(auth, "id")
        who = self.device("screen", screen)
        self.feed.join(who, self.path, screen, lambda hall: board_view(hall, screen), Effect.BOARDS)


class _Kiosk(_Audience):
    path = "/kiosk"

    def on_connect(self, auth: object = None) -> None:
        kiosk, healths, cards = _text(auth, "id"), self.feed._healths, self.feed._cards
        who = self.device("kiosk", kiosk)

        def view(hall: Hall) -> Mapping[str, Any]:
            return {**kiosk_view(hall, kiosk, healths()), "card": cards.view(kiosk)}

        self.feed.join(who, self.path, kiosk, view, Effect.KIOSKS)


class _Caller(_Audience):
    path = "/caller"

    def on_connect(self, auth: object = None) -> None:
        window, healths = _text(auth, "window"), self.feed._healths
        who = self.staff()
        if not who.roles & {Role.CLERK, Role.LEAD}:
            raise _refuse("forbidden")
        if window not in self.feed.executor.plan.window:
            raise _refuse("unknown_window")
        self.feed.join(
            who, self.path, window, lambda hall: console_view(hall, window, healths()), Effect.CONSOLES
        )


class _Duty(_Audience):
    path = "/duty"

    def on_connect(self, _auth: object = None) -> None:
        who = self.staff()
        if not who.roles & {Role.DUTY, Role.ADMIN}:
            raise _refuse("forbidden")
        healths = self.feed._healths
        self.feed.join(who, self.path, "duty", lambda hall: duty_view(hall, healths()), Effect.DUTY)


class _Desk(_Audience):
    path = "/desk"

    def on_connect(self, _auth: object = None) -> None:
        who = self.staff()
        if not who.roles & {Role.HELP_DESK, Role.LEAD, Role.DUTY, Role.ADMIN}:
            raise _refuse("forbidden")
        healths = self.feed._healths
        self.feed.join(who, self.path, "desk", lambda hall: desk_view(hall, healths()), Effect.DUTY)


class _Lead(_Audience):
    """The windows that this person may direct."""

    path = "/lead"

    def on_connect(self, _auth: object = None) -> None:
        who = self.staff()
        if not who.roles & {Role.LEAD, Role.DUTY}:
            raise _refuse("forbidden")
        self.feed.join(who, self.path, who.id, lambda hall: lead_view(hall, who.id), Effect.CONSOLES)


class _Rater(_Audience):
    """The tablet of a window: whatever its sign shows anew, the tablet may have to show too."""

    path = "/rater"

    def on_connect(self, auth: object = None) -> None:
        window = _text(auth, "id")
        who = self.device("rater", window)
        if window not in self.feed.executor.plan.window:
            raise _refuse("unknown_window")
        self.feed.join(who, self.path, window, lambda hall: tablet_view(hall, window), Effect.SHOW)
