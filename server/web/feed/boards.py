"""Which hall boards are on, and which of them speaks: a call that is not heard did not happen.

Each board says how its sound is, when it begins to speak and when it has spoken. One that was told something
and has said nothing for SILENT_MS is silent, whatever it says of itself. Boards in one room are one zone: one
of them is its mouth, and stays it until another is better off; then what was not said yet moves on with it.
Of several pages of one board one is its voice, by the same rule: two of them would be an echo.
"""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from server.domain.facts.plan import Screen

SILENT_MS = 90_000
"""A call may wait a minute behind others, and is said twice."""
MUTE_MS = 4_000
"""A board begins at once; one that does not is no mouth where there is another."""
KEPT_MS = 300_000
"""Nobody says anything as old as this."""
SOUNDS = ("on", "off", "chime")
_RANKS = {"on": 0, "chime": 1, "": 2, "mute": 3, "off": 4, "gone": 5}


@dataclass(slots=True)
class _Board:
    pages: dict[str, str] = field(default_factory=dict)
    """How the sound of each is, "" = not known; in the order in which they came."""
    voice: str = ""
    """The page that speaks for it."""
    since: int = 0
    """Epoch ms: when the first of its pages came, or the last went."""
    sound_at: int = 0
    owed_since: int | None = None
    """When it was first told something after it last spoke."""
    mute: set[str] = field(default_factory=set)
    """Pages that were told something and did not begin."""

    @property
    def sound(self) -> str:
        return self.pages.get(self.voice, "")

    def state(self, now: int) -> tuple[str, int]:
        """("well", "gone", "off", "silent" or "chime", since when)."""
        if not self.pages:
            return "gone", self.since
        if self.sound == "off":
            return "off", self.sound_at
        if self.owed_since is not None and now - self.owed_since > SILENT_MS:
            return "silent", self.owed_since
        return ("chime", self.sound_at) if self.sound == "chime" else ("well", self.since)

    @property
    def rank(self) -> int:
        """The lower, the better it speaks."""
        return self._rank(self.voice) if self.voice else _RANKS["gone"]

    def _rank(self, page: str) -> int:
        return max(_RANKS[self.pages[page]], _RANKS["mute"] if page in self.mute else 0)

    def settle(self, now: int) -> bool:
        """Whether another page speaks for it from now on: the one before has gone, or speaks worse."""
        best = min(self.pages, key=self._rank, default="")
        if self.voice in self.pages and self._rank(best) >= self._rank(self.voice):
            return False
        changed, self.voice, self.sound_at = best != self.voice, best, now
        return changed


@dataclass(slots=True)
class _Zone:
    boards: tuple[str, ...]
    mouth: str
    owed: deque[dict[str, Any]] = field(default_factory=deque)
    """Told to its mouth, and not spoken yet; in this order."""
    waits_since: int | None = None
    """When it was told the first thing that it has not begun."""
    speaking: bool = False
    spoken_at: int = 0
    stirred: bool = False
    """A page came or went: what its boards were told of their part may not be so any more."""

    def moved(self, now: int) -> list[dict[str, Any]]:
        """What is still to say; its `waited`: ms for which the mouth had others to say before it."""
        until = now if self.speaking else self.spoken_at
        young = [message for message in self.owed if now - message["at"] < KEPT_MS]
        return [message | {"waited": max(0, until - message["at"])} for message in young]


def _still(owed: dict[str, Any], later: dict[str, Any]) -> bool:
    """Who is told to leave hears nothing else after that, and not to leave once it is over (announce.js)."""
    if later.get("leave"):
        return bool(owed.get("leave"))
    return not (later.get("clear") and owed.get("leave"))


class Handover(NamedTuple):
    """From now on `mouth` speaks for these boards, and first of all what was left unsaid."""

    boards: tuple[str, ...]
    mouth: str
    unsaid: list[dict[str, Any]]


class Boards:
    """Told by the feed from several threads. Times are epoch ms of the hall's clock."""

    def __init__(self, screens: Sequence[Screen], now: int) -> None:
        self._screens = screens
        self._boards = {screen.id: _Board(since=now) for screen in screens}
        names: dict[str, list[str]] = {}
        for screen in screens:
            names.setdefault(screen.zone or screen.id, []).append(screen.id)
        zones = [_Zone(tuple(ids), ids[0]) for ids in names.values()]
        self._zone = {id_: zone for zone in zones for id_ in zone.boards}
        self._zones = zones
        self._lock = threading.Lock()
        self._told: list[tuple[Any, ...]] = []

    def came(self, screen: str, page: str, now: int) -> None:
        with self._lock:
            board = self._boards[screen]
            if not board.pages:
                board.since, board.owed_since, board.voice = now, None, page
            board.pages[page] = ""
            self._zone[screen].stirred |= len(board.pages) > 1

    def left(self, page: str, now: int) -> None:
        with self._lock:
            for screen, board in self._of(page).items():
                zone = self._zone[screen]
                if zone.speaking and screen == zone.mouth and page == board.voice:
                    zone.speaking, zone.spoken_at = False, now
                del board.pages[page]
                board.mute.discard(page)
                if board.pages:
                    zone.stirred = True
                else:
                    board.since, board.voice = now, ""

    def told(self, screen: str, message: dict[str, Any], now: int) -> None:
        """Something was sent to it; only the mouth of its zone owes it to the hall."""
        with self._lock:
            board, zone = self._boards[screen], self._zone[screen]
            if screen != zone.mouth or not board.pages:
                return
            if message.get("leave") or message.get("clear"):
                zone.owed = deque(m for m in zone.owed if _still(m, message))
            while zone.owed and now - zone.owed[0]["at"] >= KEPT_MS:
                zone.owed.popleft()
            zone.owed.append(message)
            if board.owed_since is None:
                board.owed_since = now
            if zone.waits_since is None and not zone.speaking:
                zone.waits_since = now

    def begun(self, page: str) -> None:
        """It is speaking now."""
        with self._lock:
            for screen, board in self._of(page).items():
                board.mute.discard(page)
                zone = self._zone[screen]
                if screen == zone.mouth and page == board.voice:
                    zone.waits_since, zone.speaking = None, True

    def spoke(self, page: str, said: str, now: int) -> None:
        """It has said the announcement of this id, or its chime."""
        with self._lock:
            for screen, board in self._of(page).items():
                board.owed_since = None
                board.mute.discard(page)
                zone = self._zone[screen]
                zone.owed = deque(message for message in zone.owed if message["id"] != said)
                if screen == zone.mouth and page == board.voice:
                    zone.waits_since, zone.speaking, zone.spoken_at = None, False, now

    def sounds(self, page: str, sound: str, now: int) -> None:
        with self._lock:
            for board in self._of(page).values():
                if sound in SOUNDS and sound != board.pages[page]:
                    board.pages[page] = sound
                    if page == board.voice:
                        board.sound_at = now

    def _of(self, page: str) -> dict[str, _Board]:
        return {id_: board for id_, board in self._boards.items() if page in board.pages}

    def role(self, screen: str, page: str) -> dict[str, bool]:
        """`speaks`: it is the mouth of its zone; `shared`: another could be; `twin`: another page of this
        very screen is its voice."""
        with self._lock:
            zone, board = self._zone[screen], self._boards[screen]
            return {
                "speaks": screen == zone.mouth and page == board.voice,
                "shared": len(zone.boards) > 1 or len(board.pages) > 1,
                "twin": board.voice not in ("", page),
            }

    def voice(self, screen: str) -> str:
        """The page that speaks for this board; "" = none is open."""
        with self._lock:
            return self._boards[screen].voice

    def settle(self, now: int) -> list[Handover]:
        """Zones in which a part changes now: who speaks better takes over, in the order of the plan."""
        with self._lock:
            return [change for zone in self._zones if (change := self._settle(zone, now))]

    def _settle(self, zone: _Zone, now: int) -> Handover | None:
        if zone.waits_since is not None and now - zone.waits_since >= MUTE_MS:
            self._boards[zone.mouth].mute.add(self._boards[zone.mouth].voice)
            zone.waits_since = None
        others = {id_ for id_ in zone.boards if self._boards[id_].settle(now)}
        best = min(zone.boards, key=lambda id_: self._boards[id_].rank)
        if self._boards[best].rank >= self._boards[zone.mouth].rank:
            best = zone.mouth
        stirred, zone.stirred = zone.stirred, False
        if best == zone.mouth and best not in others:
            return Handover(zone.boards, best, []) if others or stirred else None
        handover = Handover(zone.boards, best, zone.moved(now))
        zone.mouth, zone.owed, zone.speaking, zone.waits_since = best, deque(), False, None
        return handover

    def settle_due(self) -> int | None:
        """When a mouth will have been mute for too long; epoch ms."""
        with self._lock:
            shared = [z for z in self._zones if len(z.boards) > 1 or len(self._boards[z.mouth].pages) > 1]
            waits = [zone.waits_since for zone in shared if zone.waits_since is not None]
        return min(waits) + MUTE_MS if waits else None

    def view(self, now: int) -> list[dict[str, Any]]:
        """For the duty officer, in the order of the plan."""
        with self._lock:
            states = {id_: board.state(now) for id_, board in self._boards.items()}
            mouths = {zone.mouth for zone in self._zones}
            pages = {id_: len(board.pages) for id_, board in self._boards.items()}
        return [
            {
                "id": s.id,
                "name": s.name,
                "floors": list(s.floors),
                "zone": s.zone or s.id,
                "speaks": s.id in mouths,
                "state": states[s.id][0],
                "since": states[s.id][1],
                "pages": pages[s.id],
            }
            for s in self._screens
        ]

    def changed(self, now: int) -> bool:
        """Whether the view is another than when this was last asked."""
        told = [(b["id"], b["speaks"], b["state"], b["since"], b["pages"]) for b in self.view(now)]
        anew, self._told = told != self._told, told
        return anew
