"""The Socket.IO feed: whole views, numbered. One room an audience; a page gets `snapshot` first, then `view`.

The first change is pushed at once, a burst is merged to at most ten a second a room, and a page that reads
slower gets the newest view once it has read the one before. `announce` is never held back. `beat` carries the
newest seq of the room, so a page that missed a view knows it and asks again.
One thread at a time pushes, so that a snapshot can never overtake a newer view: the feed's own; calls go out
from the thread that stored them, before it answers.
"""

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_socketio import SocketIO

from server.crash import crash_point
from server.domain import messages as m
from server.domain.effects import EFFECTS, Effect
from server.domain.hall import Call, Hall
from server.domain.speech import floor_number, spoken
from server.domain.views.hall import Healths
from server.domain.views.public import call_view, concerns
from server.executor import Executor
from server.store.log import Recorded
from server.web.access import Access
from server.web.boards import Boards
from server.web.cards import Cards
from server.web.fanout import Fanout
from server.web.presence import Presence
from server.web.rights import Principal

MERGE_S = 0.1
BEAT_S = 5.0
MINUTE_MS = 60_000
DISPLAY = "/display"

log = logging.getLogger("feed")
Build = Callable[[Hall], Mapping[str, Any]]


@dataclass(slots=True, eq=False)
class _Room:
    namespace: str
    name: str
    build: Build
    effect: Effect
    members: set[str] = field(default_factory=set)
    behind: set[str] = field(default_factory=set)
    """Pages that have not read the view before the newest."""
    roles: dict[str, dict[str, bool]] = field(default_factory=dict)
    """What each page of a board was told of its part."""
    newest: Mapping[str, Any] = field(default_factory=dict)
    dirty: bool = False
    pushed_at: float = 0.0
    tried_at: float = 0.0
    seq: int = -1

    def push_due(self) -> float:
        """When a view is to be built and pushed, on the monotonic clock."""
        return self.pushed_at + MERGE_S if self.dirty and self.members else math.inf

    def retry_due(self) -> float:
        """When the pages that are behind are offered the newest view again."""
        return self.tried_at + MERGE_S if self.behind else math.inf


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
        self.io = socketio
        self.healths = healths
        self.cards = cards
        self.fanout = Fanout(socketio.server)
        self.boards = Boards(executor.plan.screens, executor.clock())
        self.kiosks = Presence(executor.plan.kiosk, executor.clock())
        self.version = ""
        """Of the pages, told with every beat."""
        self._rooms: dict[tuple[str, str], _Room] = {}
        self._newcomers: deque[tuple[str, _Room]] = deque()
        self._announcements: deque[tuple[str, dict[str, Any]]] = deque()
        self._wake = threading.Condition()
        self._pushing = threading.Lock()
        self._beat_due = 0.0
        self._minute = 0
        self._sounded = False
        self._actors: dict[tuple[str, str], str] = {}
        executor.listeners.insert(0, self.heard)  # a page waits for this thread, every device has its own
        access.revoked.append(self._revoked)
        cards.on_change = lambda: self.changed(Effect.KIOSKS)
        threading.Thread(target=self._run, name="feed", daemon=True).start()

    # ------------------------------------------------------------ from other threads

    def heard(self, recorded: list[Recorded], hall: Hall) -> None:
        """At the writer's turn, after each commit: calls go out, views are left to the feed's thread."""
        effects = Effect.NONE
        for record in recorded:
            effects |= EFFECTS[type(record.event)]
            if EFFECTS[type(record.event)] & Effect.SAY:
                self._say(record, hall)
        self._announce_now()
        self.changed(effects)

    def _announce_now(self) -> None:
        """Without a change of thread, and before whoever is answered takes the interpreter away between two
        pages (record 0021). Where the feed's thread is pushing, it will."""
        if not self._announcements or not self._pushing.acquire(blocking=False):
            return
        try:
            self._announce_all()
        except Exception:
            log.exception("state=push_failed")
        finally:
            self._pushing.release()

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
        elif said := spoken(hall, record.event):
            message = {
                "kind": "notice",
                "text": said.text,
                "text_en": said.text_en,
                "clip": said.clip,
                "urgent": said.urgent,
                "leave": said.leave,
                "seq": record.seq,
                "at": record.event.at,
                "id": f"notice-{record.seq}",
            }
            here = [s for s in hall.plan.screens if not said.floors or set(said.floors) & set(s.floors)]
            self._announcements.extend((screen.id, message) for screen in here)

    def _announce(self, record: Recorded, hall: Hall) -> None:
        event: Any = record.event
        ticket = hall.tickets[event.ticket]
        number = ticket.number
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
            "assisted": ticket.assist,
            "floor_no": floor_number(hall.plan.floor[shown["floor"]]),
        }
        for screen in hall.plan.screens:
            if concerns(screen, hall.plan.window[event.window], ticket.queue):
                self._announcements.append((screen.id, message))

    def join(  # noqa: PLR0913, PLR0917 - who, where, and what of it
        self, who: Principal, namespace: str, page: str, name: str, build: Build, effect: Effect
    ) -> None:
        """The page that is connecting wants this room: it will get its snapshot first."""
        with self._wake:
            self._actors[namespace, page] = who.actor
            room = self._rooms.setdefault((namespace, name), _Room(namespace, name, build, effect))
            self._newcomers.append((page, room))
            self._wake.notify()

    def ask(self, namespace: str, page: str) -> None:
        """A page missed something."""
        with self._wake:
            for room in self._rooms.values():
                if room.namespace == namespace and page in room.members:
                    self._newcomers.append((page, room))
            self._wake.notify()

    def _revoked(self, actor: str) -> None:
        """Whoever has no right any more sees no more; with another session the page is back at once."""
        with self._wake:
            pages = [page for page, whose in self._actors.items() if whose == actor]
        for namespace, sid in pages:
            self.io.server.disconnect(sid, namespace=namespace)

    def leave(self, namespace: str, page: str) -> None:
        with self._wake:
            self._actors.pop((namespace, page), None)
            for room in self._rooms.values():
                if room.namespace == namespace:
                    room.members.discard(page)
                    room.roles.pop(page, None)

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
            if not (self._newcomers or self._announcements or self._sounded):
                self._wake.wait(self._patience_s())
            self._sounded = False
            # Before any view is built: one that told of a change nobody noted would never be mended.
            if self.boards.changed(self.executor.clock()) or self._minute_passed():
                self.changed(Effect.DUTY)
            newcomers, self._newcomers = self._newcomers, deque()
            now = time.monotonic()
            due = [room for room in self._rooms.values() if room.push_due() <= now]
            for room in due:
                room.dirty, room.pushed_at = False, now
        with self._pushing:
            self._push_all(newcomers, due, now)

    def _push_all(self, newcomers: deque[tuple[str, _Room]], due: list[_Room], now: float) -> None:
        self._hand_over()
        self._announce_all()
        if newcomers or due:
            self._push(newcomers, due)
        for room in list(self._rooms.values()):
            if room.retry_due() <= now:
                self._view(room, room.behind)
        if now >= self._beat_due:
            self._beat_due = now + BEAT_S
            self._beat()

    def _minute_passed(self) -> bool:
        """How queues go changes by time alone; whoever watches the hall is told once a minute."""
        before, self._minute = self._minute, self.executor.clock() // MINUTE_MS
        return before != self._minute

    def sounded(self) -> None:
        """A board came, left or told how its sound is: another may have to speak for its zone."""
        with self._wake:
            self._sounded = True
            self._wake.notify()

    def _hand_over(self) -> None:
        for zone in self.boards.settle(self.executor.clock()):
            for board in zone.boards:
                if room := self._rooms.get((DISPLAY, board)):
                    self._tell_roles(room)
            for message in zone.unsaid:  # every page shows it already
                self._tell(zone.mouth, message, {self.boards.voice(zone.mouth)})

    def _tell_roles(self, room: _Room) -> None:
        """To each page whose part is another one than it was told."""
        roles = {page: self.boards.role(room.name, page) for page in room.members.copy()}
        for role in {tuple(role.items()) for role in roles.values()}:
            part = dict(role)
            anew = {page for page, now in roles.items() if now == part != room.roles.get(page)}
            self._emit(room, "mouth", part, anew)
        room.roles = roles  # last: a page that leaves takes its own out

    def _announce_all(self) -> None:
        while self._announcements:
            crash_point("before_push")
            self._tell(*self._announcements.popleft())

    def _tell(self, screen: str, message: dict[str, Any], pages: set[str] | None = None) -> None:
        now = self.executor.clock()
        self.boards.told(screen, message, now)
        if room := self._rooms.get((DISPLAY, screen)):
            self._emit(room, "announce", message | {"now": now}, pages)

    def _beat(self) -> None:
        now = self.executor.clock()
        for room in list(self._rooms.values()):
            self._emit(room, "beat", {"seq": room.seq, "now": now, "version": self.version})

    def _patience_s(self) -> float:
        due = [min(room.push_due(), room.retry_due()) for room in self._rooms.values()]
        patience = min([self._beat_due, *due]) - time.monotonic()
        settle_due = self.boards.settle_due()
        if settle_due is not None:
            patience = min(patience, (settle_due - self.executor.clock()) / 1000)
        return max(0.0, patience)

    def _push(self, newcomers: deque[tuple[str, _Room]], due: list[_Room]) -> None:
        rooms = {(r.namespace, r.name): r for r in [*due, *(r for _, r in newcomers)]}
        built = self.executor.read(lambda hall: {k: (hall.seq, r.build(hall)) for k, r in rooms.items()})
        now = self.executor.clock()
        for room in due:
            room.seq, view = built[room.namespace, room.name]
            known, room.newest = room.newest, {"seq": room.seq, "view": view}
            if room.newest == known:  # what made it due was in the view before
                continue
            crash_point("before_push")
            self._view(room, room.members)
        for page, room in newcomers:
            seq, view = built[room.namespace, room.name]
            room.seq = max(room.seq, seq)
            role = {"mouth": self.boards.role(room.name, page)} if room.namespace == DISPLAY else {}
            self._emit(room, "snapshot", {"seq": seq, "now": now, "view": view, **role}, {page})
            if role:
                room.roles[page] = role["mouth"]
            with self._wake:
                room.members.add(page)

    def _view(self, room: _Room, pages: set[str]) -> None:
        told = {**room.newest, "now": self.executor.clock()}  # it may be offered again much later
        room.behind = self._emit(room, "view", told, pages, whole=True)
        room.tried_at = time.monotonic()

    def _emit(
        self,
        room: _Room,
        name: str,
        message: Mapping[str, Any],
        pages: set[str] | None = None,
        *,
        whole: bool = False,
    ) -> set[str]:
        """To the room, or to these pages of it. Returns who is behind; who has left is forgotten."""
        with self._wake:
            pages = set(room.members if pages is None else pages)
        if not pages:
            return pages
        behind, gone = self.fanout.send(room.namespace, pages, name, message, whole=whole)
        with self._wake:
            room.members -= gone
        return behind
