"""What is wrong outside the log: devices, boards, kiosks, clock, disk, outbox; noted in it when it changes.

A thread looks once a second and compares with what the hall was told last: a restart, a new day or a lost
commit mend themselves at the next look. Whether something is an alarm, the hall decides (`rules.watch`).
"""

import logging
import math
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from server.domain import messages as m
from server.domain.alarm import Condition
from server.domain.facts.plan import Device
from server.domain.hall import Hall
from server.domain.views.hall import DeviceHealth, Healths
from server.executor import Executor
from server.store.database import StorageFailed
from server.watch.kernel_clock import synchronised

LOOK_S = 1.0
MIB = 1024 * 1024
ROOM_AGAIN = 1.1
"""A disk has room again when it has so much of what it should have."""
SURE_MS = 100
"""Two clocks read this far apart say nothing about each other: the process was held up between them."""
USABLE = ("", "paper_near_end")
"""Causes that keep no device from its work."""
STEADY = frozenset({"disk", "outbox", "clock", "report", "report_late"})
"""Their figures change with each look; those of the beginning stand."""
Boards = Callable[[int], list[dict[str, Any]]]

log = logging.getLogger("web")


def none_away() -> Mapping[str, int]:
    """Where nobody knows of the kiosks' pages."""
    return {}


def nothing_unsent() -> tuple[int, int | None]:
    """Where a hall sends nothing."""
    return 0, None


@dataclass(frozen=True, slots=True)
class Sources:
    """Where to look. healths: device id -> how it is. boards: as `Boards.view`, at this epoch ms. kiosks:
    those that show no page, and since when. folder: of the hall's data. unsent: how many records wait to be
    sent, and since when the oldest does (epoch ms; None: none does). reports: to be sent, or late. synced:
    whether the kernel calls its clock right; None: it cannot tell. monotonic: ns."""

    healths: Callable[[], Healths]
    boards: Boards
    folder: Path
    kiosks: Callable[[], Mapping[str, int]] = none_away
    unsent: Callable[[], tuple[int, int | None]] = nothing_unsent
    reports: Callable[[], list[Condition]] = list
    synced: Callable[[], bool | None] = synchronised
    monotonic: Callable[[], int] = time.monotonic_ns


class Conditions:
    """`look` may be called by hand where no thread runs."""

    def __init__(self, executor: Executor, sources: Sources) -> None:
        self._executor = executor
        self._limits = executor.plan.alarms
        self._sources = sources
        self._since: dict[str, float] = {}
        """Condition -> when it was seen first, seconds of the monotonic clock; those still seen."""
        self._offset: int | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="conditions", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_S):
            try:
                self.look()
            except StorageFailed:  # the disk is full, or the hall is stopping: it is looked at again
                continue
            except Exception:
                log.exception("state=look_failed")

    def look(self) -> None:
        """Once round. Raises StorageFailed if what was seen could not be stored."""
        known = self._executor.read(_known)
        seen = {found.id: found for found in self._seen(known)}
        news = [c for c in seen.values() if known.get(c.id) != c]
        gone = [c for id_, c in known.items() if id_ not in seen and c.kind != "clock_jump"]
        told = [self._tell(c, present=True) for c in news] + [self._tell(c, present=False) for c in gone]
        for answer in told:
            answer.result()

    def _tell(self, condition: Condition, *, present: bool) -> Any:
        what: dict[str, Any] = {"kind": condition.kind, "subject": condition.subject, "present": present}
        facts = dict(condition.facts) if present else {}
        return self._executor.submit(partial(m.NoteCondition, actor="system", facts=facts, **what))

    # ------------------------------------------------------------ what there is to see

    def _seen(self, known: Mapping[str, Condition]) -> Iterator[Condition]:
        for found, long in self._all(known):
            before = known.get(found.id)
            if before is not None and (found.kind in STEADY or _alike(before, found)):
                found = before  # noqa: PLW2901 - what was told of it stands
            if before is not None or self._lasts(found.id, long):
                yield found

    def _all(self, known: Mapping[str, Condition]) -> Iterator[tuple[Condition, int]]:
        """Everything that is wrong now, and for how many seconds it must be before it is told."""
        seen: set[str] = set()
        for found, long in (
            *self._devices(),
            *self._boards(),
            *self._kiosks(),
            *self._clock(),
            *self._disk(known),
            *self._outbox(),
            *((told, 0) for told in self._sources.reports()),
        ):
            seen.add(found.id)
            yield found, long
        self._since = {id_: since for id_, since in self._since.items() if id_ in seen}

    def _lasts(self, id_: str, long: int) -> bool:
        now = self._sources.monotonic() / 1e9
        return now - self._since.setdefault(id_, now) >= long

    def _devices(self) -> Iterator[tuple[Condition, int]]:
        healths = self._sources.healths() if self._limits.device_s else {}
        for device in self._executor.plan.devices:
            health = healths.get(device.id)
            if health and (health["link"] == "lost" or health["cause"] not in USABLE):
                yield (
                    Condition(device.kind.value, device.id, _of_device(device, health)),
                    self._limits.device_s,
                )

    def _boards(self) -> Iterator[tuple[Condition, int]]:
        """One that is away is a board; one that is there and says nothing is its zone, if it should speak."""
        long, now = self._limits.voice_s, self._executor.clock()
        for board in self._sources.boards(now) if long else ():
            facts = {"board": board["id"], "state": board["state"], "since": board["since"]}
            if board["state"] == "gone":
                yield Condition("board", board["id"], facts), long
            elif board["state"] in ("off", "silent") and board["speaks"]:
                yield Condition("voice", board["zone"], facts), long

    def _kiosks(self) -> Iterator[tuple[Condition, int]]:
        """Its page has gone: the browser was closed, or the whole machine is off."""
        long = self._limits.voice_s
        for kiosk, since in self._sources.kiosks().items() if long else ():
            yield Condition("kiosk", kiosk, {"kiosk": kiosk, "since": since}), long

    def _clock(self) -> Iterator[tuple[Condition, int]]:
        if self._limits.clock_sync and self._sources.synced() is False:
            yield Condition("clock", "", {"since": self._executor.clock()}), 0
        by = self._jumped()
        if self._limits.clock_s and abs(by) >= self._limits.clock_s * 1000:
            yield Condition("clock_jump", "", {"by_s": round(by / 1000), "since": self._executor.clock()}), 0

    def _jumped(self) -> int:
        """By how many ms the wall clock and the one that is never set have parted since the last look."""
        first, wall, then = self._sources.monotonic(), self._executor.clock(), self._sources.monotonic()
        if then - first > SURE_MS * 1e6:
            return 0
        offset = wall - then // 1_000_000
        by = 0 if self._offset is None else offset - self._offset
        self._offset = offset
        return by

    def _disk(self, known: Mapping[str, Condition]) -> Iterator[tuple[Condition, int]]:
        least = self._limits.disk_mb * (ROOM_AGAIN if "disk" in known else 1)
        free = shutil.disk_usage(self._sources.folder).free // MIB if least else math.inf
        if free < least:
            yield Condition("disk", "", {"free_mb": int(free), "since": self._executor.clock()}), 0

    def _outbox(self) -> Iterator[tuple[Condition, int]]:
        long = self._limits.outbox_s
        count, oldest = self._sources.unsent() if long else (0, None)
        if oldest is not None and self._executor.clock() - oldest >= long * 1000:
            yield Condition("outbox", "", {"count": count, "since": oldest}), 0


def _known(hall: Hall) -> dict[str, Condition]:
    return dict(hall.conditions)


def _alike(before: Condition, now: Condition) -> bool:
    """The same thing is wrong with it, though its line may have come and gone meanwhile."""
    parts = ("cause", "state", "by_s")
    return all(before.facts.get(part) == now.facts.get(part) for part in parts)


def _of_device(device: Device, health: DeviceHealth) -> dict[str, Any]:
    where = {"window": device.window} if device.window else {"kiosk": device.kiosk}
    return {"device": device.id, **where, "cause": health["cause"], "since": health["since"]}
