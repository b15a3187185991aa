"""The Socket.IO feed: whole views, numbered. One room an audience; a page gets `snapshot` first, then `view`.

The first change is pushed at once, a burst is merged to at most ten a second a room, and a page that reads
slower gets the newest view once it has read the one before. `announce` is never held back. `beat` carries the
newest seq of the room, so a page that missed a view knows it and asks again.
One thread at a time pushes, so that a snapshot can never overtake a newer view: the feed's own; calls go out
from the thread that stored them, before it answers.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from flask_socketio import SocketIO

from server.crash import crash_point
from server.domain.effects import SAID, Effect, effects_of
from server.domain.hall import Hall
from server.domain.views.hall import Healths
from server.executor import Executor
from server.store.log import Recorded
from server.web.access.rights import Principal
from server.web.access.sessions import Access
from server.web.citizens.cards import Cards
from server.web.feed.announced import Announcement, announcements
from server.web.feed.boards import Boards, Handover
from server.web.feed.fanout import Fanout
from server.web.feed.presence import Presence
from server.web.feed.room import AGAIN_S, Build, Room

BEAT_S = 5.0
MINUTE_MS = 60_000
DISPLAY = "/display"

log = logging.getLogger("feed")


class _Task(NamedTuple):
    """What one room gets in this round: a view for all if it `changed`, a snapshot for each newcomer."""

    room: Room
    changed: bool
    newcomers: list[str]


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
        self._rooms: dict[tuple[str, str], Room] = {}
        self._announcements: deque[Announcement] = deque()
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
        try:
            for record in recorded:
                if type(record.event) in SAID:
                    self._announcements.extend(announcements(record, hall))
            self._announce_now()
        finally:  # whatever cannot be said is seen
            self.changed(effects_of(record.event for record in recorded))

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

    def join(  # noqa: PLR0913, PLR0917 - who, where, and what of it
        self, who: Principal, namespace: str, page: str, name: str, build: Build, effect: Effect
    ) -> None:
        """The page that is connecting wants this room: it will get its snapshot first."""
        with self._wake:
            self._actors[namespace, page] = who.actor
            room = self._rooms.setdefault((namespace, name), Room(namespace, name, build, effect))
            room.newcomers.append(page)
            self._wake.notify()

    def ask(self, namespace: str, page: str) -> None:
        """A page missed something."""
        with self._wake:
            for room in self._rooms.values():
                if room.namespace == namespace and page in room.members:
                    room.newcomers.append(page)
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
            self.fanout.forget(page)
            for room in self._rooms.values():
                if room.namespace == namespace:
                    room.forget(page)

    # ------------------------------------------------------------ the feed's thread

    def _run(self) -> None:
        while True:
            try:
                self._round()
            except Exception:
                log.exception("state=push_failed")
                time.sleep(AGAIN_S)

    def _round(self) -> None:
        with self._wake:
            if not (self._announcements or self._sounded):
                self._wake.wait(self._patience_s())
            self._sounded = False
            # Before any view is built: one that told of a change nobody noted would never be mended.
            if self.boards.changed(self.executor.clock()) or self._minute_passed():
                self.changed(Effect.DUTY)
            now = time.monotonic()
            due = [room for room in self._rooms.values() if room.push_due() <= now]
        with self._pushing:
            self._push_all(due, now)

    def _push_all(self, due: list[Room], now: float) -> None:
        self._hand_over()
        self._announce_all()
        if due:
            self._push(due, now)
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
        self._part(self.boards.settle(self.executor.clock()))

    def _part(self, changes: list[Handover]) -> None:
        for zone in changes:
            for board in zone.boards:
                if room := self._rooms.get((DISPLAY, board)):
                    self._tell_roles(room)
            for message in zone.unsaid:  # every page shows it already
                self._tell(zone.mouth, message, {self.boards.voice(zone.mouth)})

    def _tell_roles(self, room: Room) -> None:
        """To each page whose part is another one than it was told."""
        roles = {page: self.boards.role(room.name, page) for page in list(room.members)}
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
        for room in [room for room in list(self._rooms.values()) if room.failed_at is None]:
            self._emit(room, "beat", {"seq": room.seq, "now": now, "version": self.version})

    def _patience_s(self) -> float:
        due = [min(room.push_due(), room.retry_due()) for room in self._rooms.values()]
        patience = min([self._beat_due, *due]) - time.monotonic()
        settle_due = self.boards.settle_due()
        if settle_due is not None:
            patience = min(patience, (settle_due - self.executor.clock()) / 1000)
        return max(0.0, patience)

    def _push(self, due: list[Room], now: float) -> None:
        with self._wake:
            tasks = [_Task(room, *room.take(now)) for room in due]
        for task, built in zip(tasks, self._built(due), strict=True):
            done = built is not None and self._delivered(task, *built)
            with self._wake:
                if done:
                    task.room.failed_at = None
                else:
                    task.room.give_back(task.changed, task.newcomers, now)

    def _built(self, rooms: list[Room]) -> list[tuple[int, Mapping[str, Any]] | None]:
        """(seq, view) of each room; None where there is none now: one that fails takes no other with it."""

        def view(room: Room, hall: Hall) -> tuple[int, Mapping[str, Any]] | None:
            try:
                return hall.seq, room.build(hall)
            except Exception:
                log.exception("state=view_failed room=%s/%s", room.namespace, room.name)
                return None

        try:
            return self.executor.read(lambda hall: [view(room, hall) for room in rooms])
        except Exception:
            log.exception("state=hall_unread")
            return [None] * len(rooms)

    def _delivered(self, task: _Task, seq: int, view: Mapping[str, Any]) -> bool:
        try:
            self._deliver(task, seq, view)
        except Exception:
            log.exception("state=push_failed room=%s/%s", task.room.namespace, task.room.name)
            return False
        return True

    def _deliver(self, task: _Task, seq: int, view: Mapping[str, Any]) -> None:
        room = task.room
        if task.changed:
            room.seq = seq
            known, room.newest = room.newest, {"seq": seq, "view": view}
            if room.newest != known:  # else what made it due was in the view before
                crash_point("before_push")
                self._view(room, room.members)
        room.seq = max(room.seq, seq)
        self._welcome(task.newcomers, room, {"seq": seq, "now": self.executor.clock(), "view": view})

    def _welcome(self, newcomers: list[str], room: Room, snapshot: Mapping[str, Any]) -> None:
        """Each gets its snapshot, and from then on whatever the room is told. A board counts among those that
        can speak from that moment on: what is announced before, it does not hear."""
        shows = room.namespace == DISPLAY
        changes = []
        for page in newcomers:
            if shows and page not in room.members:
                self.boards.came(room.name, page, self.executor.clock())
                changes += self.boards.settle(self.executor.clock())
                self.sounded()
            role = {"mouth": self.boards.role(room.name, page)} if shows else {}
            with self._wake:
                room.members[page] = None
            self._emit(room, "snapshot", {**snapshot, **role}, {page})
            if role:
                room.roles[page] = role["mouth"]
        self._part(changes)

    def _view(self, room: Room, pages: Collection[str]) -> None:
        told = {**room.newest, "now": self.executor.clock()}  # it may be offered again much later
        room.behind = self._emit(room, "view", told, pages, whole=True)
        room.tried_at = time.monotonic()

    def _emit(
        self,
        room: Room,
        name: str,
        message: Mapping[str, Any],
        pages: Collection[str] | None = None,
        *,
        whole: bool = False,
    ) -> set[str]:
        """To the room, or to these pages of it. Returns who is behind; who has left is forgotten."""
        with self._wake:
            pages = list(room.members if pages is None else pages)
        if not pages:
            return set()
        behind, gone = self.fanout.send(room.namespace, pages, name, message, whole=whole)
        for page in gone:
            self.boards.left(page, self.executor.clock())
        with self._wake:
            for page in gone:
                room.members.pop(page, None)
        return behind
