"""Whose turn it is, and why. The only place that knows the order (decisions 1 to 7).

`choose` goes step by step, and the first step that finds somebody decides: directed, promise exceeded,
appointment due, tier, lane by ratio, effective arrival (early or late, all alike: R14). Queues are pooled:
every window may call whom it serves (R30). The reason is kept with the call, so that "why him
before me" can be answered.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from server.domain.desk import Desk
from server.domain.facts.plan import HallPlan
from server.domain.hall import Hall
from server.domain.ticket import Ticket
from server.domain.turns.line import Line, Place, sent_place


@dataclass(frozen=True, slots=True)
class Reason:
    """Why this ticket: a stable code and the facts a person needs to be told.

    `turn`: where the window's ratio stands after this call; None where the call does not count for it.
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    turn: int | None = None


Choice = tuple[Ticket, Reason]


class Standing(Protocol):
    """What `choose` reads: the hall, or a copy of its heads that is played forward."""

    @property
    def plan(self) -> HallPlan: ...
    @property
    def desks(self) -> Mapping[str, Desk]: ...
    @property
    def lines(self) -> Mapping[str, Line]: ...
    @property
    def sent_to(self) -> Mapping[tuple[str, str], list[Place]]: ...
    @property
    def tickets(self) -> Mapping[str, Ticket]: ...


def choose(hall: Standing, window: str, now: int) -> Choice | None:
    """The next ticket for this window at `now` (epoch ms), or None if nobody may be called there.

    Costs a look at the heads of the window's queues, however many wait.
    """
    tiers = hall.plan.window[window].tiers
    queues = [queue for tier in tiers for queue in tier]
    desk = hall.desks[window]
    return (
        _directed(hall, desk, queues)
        or _promise(hall, queues, now)
        or _appointment(hall, queues, now)
        or next((found for tier in tiers if (found := _tier(hall, desk, tier))), None)
    )


def ahead(hall: Hall, ticket: Ticket) -> int:
    """前面等候人数: waiting tickets to be called before this one, those being served left out."""
    if ticket.directed:
        sent = hall.sent_to[ticket.directed.kind, ticket.directed.id]
        return sum(1 for place in sent if place < sent_place(ticket))
    return len(hall.sent_to.get(("queue", ticket.queue), ())) + hall.lines[ticket.queue].ahead(ticket)


def waiting_for(hall: Hall, window: str) -> int:
    """How many this window may be asked to call: its queues', and those sent to it or to its person."""
    queues = {queue for tier in hall.plan.window[window].tiers for queue in tier}
    total = sum(len(hall.lines[q]) + len(hall.sent_to.get(("queue", q), ())) for q in queues)
    return total + sum(len(hall.sent_to.get(key, ())) for key in sent_here(hall.desks[window]))


def sent_here(desk: Desk) -> list[tuple[str, str]]:
    """The keys under which `Hall.sent_to` has those sent to this window, or to the person at it."""
    return [("window", desk.window), ("staff", desk.staff or "")]


def _directed(hall: Standing, desk: Desk, queues: Iterable[str]) -> Choice | None:
    """Step 0: sent to this window, to the person at it, or back to one of its queues; oldest first."""
    keys = [*sent_here(desk), *(("queue", queue) for queue in queues)]
    heads = [sent[0] for key in keys if (sent := hall.sent_to.get(key))]
    if not heads:
        return None
    ticket = _of(hall, min(heads))
    return ticket, Reason("directed", {"to": ticket.directed.kind if ticket.directed else ""})


def _promise(hall: Standing, queues: Iterable[str], now: int) -> Choice | None:
    """Step 1: waiting on this leg longer than promised; oldest first."""
    late = now - hall.plan.settings.promise_s * 1000
    heads = [head for queue in queues for head in hall.lines[queue].promised[:1] if head[0] < late]
    if not heads:
        return None
    ticket = _of(hall, min(heads))
    return ticket, Reason("promise", {"since": ticket.promise_from})


def _appointment(hall: Standing, queues: Iterable[str], now: int) -> Choice | None:
    """Step 2: whose slot has begun; earlier slot, then earlier check-in."""
    due = [hall.lines[queue].appointments for queue in queues]
    heads = [places[0] for places in due if places and places[0][0] <= now]
    if not heads:
        return None
    ticket = _of(hall, min(heads))
    return ticket, Reason("appointment", {"slot": ticket.due_from})


def _tier(hall: Standing, desk: Desk, queues: Iterable[str]) -> Choice | None:
    """Steps 3 to 5: among the queues of one tier, the lane whose turn it is, then the earliest arrival."""
    lines = [hall.lines[queue] for queue in queues]
    priority = min(_heads(line.priority for line in lines), default=None)
    normal = min(_heads(line.normal for line in lines), default=None)
    if priority and normal:
        settings = hall.plan.settings
        own = hall.plan.window[desk.window].lanes
        first, then = own or (settings.lane_priority, settings.lane_normal)
        lane, head = ("priority", priority) if desk.turn < first else ("normal", normal)
        facts = {"lane": lane, "turn": desk.turn + 1, "of": [first, then]}
        return _of(hall, head), Reason("lane", facts, (desk.turn + 1) % (first + then))
    alone = priority or normal
    if alone is None:
        return None
    ticket = _of(hall, alone)
    return ticket, Reason("arrival", {"arrived_at": ticket.arrival}, 0)


def _heads(lanes: Iterable[list[Place]]) -> Iterator[Place]:
    return (lane[0] for lane in lanes if lane)


def _of(hall: Standing, place: Place) -> Ticket:
    return hall.tickets[place[3]]
