"""A hall played forward: what `choose` would do next, on a copy of the heads, if nothing else happened."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush, heapreplace
from itertools import chain
from typing import NamedTuple

from server.domain.desk import Desk
from server.domain.facts.plan import HallPlan, Window
from server.domain.hall import Hall
from server.domain.ticket import PRIORITY_LANES, Lane, Ticket
from server.domain.turns.dispatch import choose
from server.domain.turns.line import Line, Place, arrival_place, due_place, promise_place, sent_place

CAP = 200
"""Calls played forward at most, so that a full hall costs no more than a busy one."""
LAST = 1 << 62
"""A serial behind everybody of the same moment."""

Stream = tuple[float, float, str, Lane]
"""Who still comes: when the next one does (epoch ms), the time between two (ms), queue and lane."""


class Run(NamedTuple):
    """The calls before the target's own, as (epoch ms, window, ticket), and the target's own, epoch ms.

    Where that was not reached, `next_at` is when the next call would be.
    """

    calls: list[tuple[float, str, Ticket]]
    called_at: float | None
    next_at: float = 0.0


class _Overlay(dict[str, Ticket]):
    """The hall's tickets, and those that are only supposed."""

    def __init__(self, real: Mapping[str, Ticket]) -> None:
        super().__init__()
        self.real = real

    def __missing__(self, id_: str) -> Ticket:
        return self.real[id_]


@dataclass(slots=True)
class Shadow:
    """What `choose` reads, cut to the heads that can matter, free to be played with."""

    plan: HallPlan
    desks: dict[str, Desk]
    lines: dict[str, Line]
    sent_to: dict[tuple[str, str], list[Place]]
    tickets: _Overlay

    def enter(self, ticket: Ticket) -> None:
        self.tickets[ticket.id] = ticket
        self.lines[ticket.queue].add(ticket)

    def leave(self, ticket: Ticket) -> None:
        if ticket.directed:
            _discard(self.sent_to[ticket.directed.kind, ticket.directed.id], sent_place(ticket))
            return
        line = self.lines[ticket.queue]
        _discard(line.priority if in_priority(ticket) else line.normal, arrival_place(ticket))
        _discard(line.promised, promise_place(ticket))
        if ticket.due_from is not None:
            _discard(line.appointments, due_place(ticket))


def shadow_of(hall: Hall, windows: Iterable[Window], queues: Iterable[str]) -> Shadow:
    """These windows and queues; costs the same however many wait."""
    desks, keys = {}, [("queue", queue) for queue in queues]
    for window in windows:
        desk = hall.desks[window.id]
        desks[window.id] = Desk(window.id, staff=desk.staff, turn=desk.turn)
        keys += [("window", window.id), ("staff", desk.staff or "")]
    return Shadow(
        plan=hall.plan,
        desks=desks,
        lines={queue: _heads(hall.lines[queue]) for queue in queues},
        sent_to={key: sent[:CAP] for key in keys if (sent := hall.sent_to.get(key))},
        tickets=_Overlay(hall.tickets),
    )


def _heads(line: Line) -> Line:
    return Line(
        priority=line.priority[:CAP],
        normal=line.normal[:CAP],
        promised=line.promised[:CAP],
        appointments=line.appointments[:CAP],
    )


def comer(id_: str, queue: str, lane: Lane, at: int) -> Ticket:
    """Somebody who has no ticket yet."""
    return Ticket(
        id=id_,
        day="",
        number="",
        queue=queue,
        lane=lane,
        serial=LAST,
        token="",
        kiosk=None,
        taken_at=at,
        arrival=at,
        promise_from=at,
    )


def in_priority(ticket: Ticket) -> bool:
    return ticket.lane in PRIORITY_LANES


def play(
    shadow: Shadow,
    free: Mapping[str, float],
    costs: Mapping[str, float],
    target: Ticket,
    streams: list[Stream],
) -> Run:
    """Whoever is free calls, until the target is called, CAP calls are over, or nobody finds anybody.

    `free`: window -> when it first calls, epoch ms. `costs`: queue -> what one call takes a window, ms.
    """
    calls: list[tuple[float, str, Ticket]] = []
    clerks = [(at, order, window) for order, (window, at) in enumerate(free.items())]
    idle: list[tuple[int, str]] = []
    heapify(clerks)
    heapify(streams)
    for _ in range(2 * CAP):
        if streams and (not clerks or streams[0][0] <= clerks[0][0]):
            came = _admit(shadow, streams)
            woken = next((w for w in idle if came.queue in chain(*shadow.plan.window[w[1]].tiers)), None)
            if woken:
                idle.remove(woken)
                heappush(clerks, (came.taken_at, *woken))
            continue
        if not clerks or len(calls) == CAP:
            break
        at, order, window = clerks[0]
        found = choose(shadow, window, int(at))
        if found is None:
            heappop(clerks)
            idle.append((order, window))
            continue
        ticket, reason = found
        if ticket.id == target.id:
            return Run(calls, at)
        shadow.leave(ticket)
        if reason.turn is not None:
            shadow.desks[window].turn = reason.turn
        calls.append((at, window, ticket))
        heapreplace(clerks, (at + costs[ticket.queue], order, window))
    return Run(calls, None, clerks[0][0] if clerks else max(free.values()))


def _admit(shadow: Shadow, streams: list[Stream]) -> Ticket:
    """The next to come stands in line."""
    at, every, queue, lane = streams[0]
    heapreplace(streams, (at + every, every, queue, lane))
    came = comer(f"{queue} {lane} {at}", queue, lane, int(at))
    shadow.enter(came)
    return came


def _discard(places: list[Place], place: Place) -> None:
    """A copy is cut to its head: what stands further back may not be in it."""
    at = bisect_left(places, place)
    if at < len(places) and places[at] == place:
        del places[at]
