"""How long somebody will wait: the same `choose` that decides the turns, played forward (`rehearsal.py`).

Nothing here is a promise. The expected wait comes from what the queues needed today, shrunk to what the plan
says of them; the range around it is meant to hold for four citizens of five (`run.py bench estimate`).
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from math import ceil, sqrt
from statistics import median
from typing import NamedTuple

from server.domain.desk import Desk, WindowState
from server.domain.facts.plan import Window
from server.domain.hall import Hall, HallState
from server.domain.ticket import Lane, Ticket
from server.domain.turns.dispatch import ahead
from server.domain.turns.rehearsal import Run, Stream, comer, in_priority, play, shadow_of

TRUST = 5
"""The plan's service time weighs as much as so many visits of today."""
OUTLIER = 4.0
"""A visit longer than the median by so many deviations counts as that long: somebody forgot to finish it."""
SPREAD = 0.6
"""Deviation of a service before anything is known, as a share of its expected time."""
LEAST_LEFT = 0.4
"""A visit in hand still takes at least this share of an expected one."""
BETWEEN_MS = 10_000
"""From a finish to the next call."""
NO_SHOW_TRUST = 20
"""Nobody is absent, weighed as so many who came."""
AWAY = 0.1
"""The share of its day that a window stands empty for lunch and breaks still to come."""
Z_LOW, Z_HIGH = 1.2, 1.5
"""Deviations below and above: a wait grows more easily than it shrinks."""
DRIFT = 0.28
"""What no simulation knows (pauses, windows that open or close), as a share of the wait."""
REACTION_MS = 20_000
"""A free window, too, takes a moment to call."""
RECENT = 60
LEAST_SPAN_MS = 30 * 60_000
"""Who still comes is reckoned from the last so many tickets, over at least this time."""
PAUSE_MS = 20 * 60_000
LEAST_PAUSE_LEFT_MS = 10 * 60_000
"""A suspended window is expected back after so long, and never sooner than that from now."""


class WaitRange(NamedTuple):
    """Seconds from now to the call. `expected_s` is the best single guess, not always the middle."""

    low_s: float
    high_s: float
    expected_s: float


class Pace(NamedTuple):
    """What one call of a queue costs a window: expected and deviation, ms."""

    expected: float
    deviation: float


def shown_minutes(wait: WaitRange) -> tuple[int, int]:
    """(at least, at most), rounded outward to whole minutes."""
    return int(wait.low_s // 60), ceil(wait.high_s / 60)


def wait_range(
    hall: Hall, queue: str, now: int, *, ticket: Ticket | None = None, lane: str = "normal"
) -> WaitRange | None:
    """The wait of a ticket in line, or of somebody who would take a number now (epoch ms).

    None: no window is open for it, or the hall calls nobody. The cost is bounded, however many wait.
    """
    if hall.state not in (HallState.OPEN, HallState.EXTENDED):
        return None
    target = ticket or comer("", queue, Lane(lane), now)
    windows, queues = _competing(hall, target.queue)
    serving = [w.id for w in windows if _working(hall.desks[w.id]) and _may_call(hall, w, target)]
    if not serving:
        return None
    paces = _paces(hall, queues)
    shadow = shadow_of(hall, windows, queues)
    if ticket is None:
        shadow.enter(target)
    free = {w.id: now + _left(hall, hall.desks[w.id], paces, now) for w in windows}
    costs = {queue: pace.expected for queue, pace in paces.items()}
    run = play(shadow, free, costs, target, _still_to_come(hall, target, windows, queues, now))
    called_at = _beyond(hall, target, queues, run) if run.called_at is None else run.called_at
    before = [ticket for _, window, ticket in run.calls if window in serving]
    before += [hall.tickets[id_] for w in serving if (id_ := hall.desks[w].ticket)]
    variance = sum(paces[t.queue].deviation ** 2 for t in before if t.queue in paces)
    return _range(called_at - now, variance / len(serving) ** 2)


def _range(wait: float, variance: float) -> WaitRange:
    sigma = sqrt(variance + (DRIFT * wait) ** 2 + REACTION_MS**2)
    low, high = max(0.0, wait - Z_LOW * sigma), wait + Z_HIGH * sigma
    return WaitRange(low / 1000, high / 1000, wait / 1000)


# ---------------------------------------------------------------- who competes


def _competing(hall: Hall, queue: str) -> tuple[list[Window], list[str]]:
    """The staffed windows and the queues that this queue's wait depends on, through any number of others."""
    windows: dict[str, Window] = {}
    queues: dict[str, None] = {queue: None}
    todo = deque(queues)
    while todo:
        for window in hall.plan.windows_of.get(todo.popleft(), ()):
            if window.id in windows or hall.desks[window.id].staff is None:
                continue
            windows[window.id] = window
            more = [q for tier in window.tiers for q in tier if q not in queues]
            queues.update(dict.fromkeys(more))
            todo.extend(more)
    return list(windows.values()), list(queues)


def _working(desk: Desk) -> bool:
    return desk.state is not WindowState.SUSPENDED


def _may_call(hall: Hall, window: Window, target: Ticket) -> bool:
    if target.directed is None or target.directed.kind == "queue":
        return any(target.queue in tier for tier in window.tiers)
    return target.directed.id in (window.id, hall.desks[window.id].staff)


def _still_to_come(
    hall: Hall, target: Ticket, windows: Iterable[Window], queues: Iterable[str], now: int
) -> list[Stream]:
    """Those who will overtake the target, if as many come as of late: priority tickets, and the first tier
    of windows that would only help."""
    if target.directed:
        return []
    last = list(islice(reversed(hall.tickets.values()), RECENT))
    span = max(now - last[-1].taken_at, LEAST_SPAN_MS) if last else LEAST_SPAN_MS
    helped = {q for w in windows if target.queue in w.backup_queues for q in w.queues}
    came = Counter(
        (t.queue, t.lane) for t in last if t.queue in helped or (t.queue in queues and in_priority(t))
    )
    if in_priority(target):
        came = Counter({(q, lane): n for (q, lane), n in came.items() if q in helped})
    return [(now + span / n / 2, span / n, queue, lane) for (queue, lane), n in came.items()]


# ---------------------------------------------------------------- what a call costs


def _paces(hall: Hall, queues: Iterable[str]) -> dict[str, Pace]:
    """By queue: a visit and the moment after it; a no-show costs its own, shorter time."""
    absent = hall.counts.get("passed", 0)
    share = absent / (absent + hall.counts.get("finished", 0) + NO_SHOW_TRUST)
    no_show = hall.plan.settings.no_show_s * 1000
    paces = {}
    for queue in queues:
        service = service_pace(hall.service_ms.get(queue, ()), hall.plan.queue[queue].service_s * 1000)
        expected = (1 - share) * service.expected + share * no_show + BETWEEN_MS
        paces[queue] = Pace(expected / (1 - AWAY), service.deviation)
    return paces


def service_pace(recent: Sequence[int], usual: float) -> Pace:
    """A queue's service from its recent durations and the plan's usual one, ms.

    Mean and deviation, not the median: waits add up. One forgotten visit moves them little.
    """
    if not recent:
        return Pace(usual, SPREAD * usual)
    middle = median(recent)
    typical = max(1.4826 * median([abs(ms - middle) for ms in recent]), middle / 4)
    known = [min(ms, middle + OUTLIER * typical) for ms in recent]
    n = len(known)
    mean = sum(known) / n
    expected = (n * mean + TRUST * usual) / (n + TRUST)
    spread = (SPREAD * expected) ** 2
    variance = (sum((ms - mean) ** 2 for ms in known) + TRUST * spread) / (n + TRUST)
    return Pace(expected, sqrt(variance))


def _left(hall: Hall, desk: Desk, paces: Mapping[str, Pace], now: int) -> float:
    """Until this window calls again, ms."""
    if not _working(desk):
        return max(PAUSE_MS - (now - desk.since), LEAST_PAUSE_LEFT_MS)
    if desk.ticket is None:
        return 0.0
    visit = hall.tickets[desk.ticket]
    pace = paces.get(visit.queue)
    if pace is None:
        return 0.0
    return max(pace.expected - (now - (visit.called_at or now)), LEAST_LEFT * pace.expected)


def _beyond(hall: Hall, target: Ticket, queues: Iterable[str], run: Run) -> float:
    """When a target further back than CAP is called, at the rate of the later calls.

    By its own lane or, in the normal lane, by all of its queue before it, whichever is sooner. While neither
    is called, everybody else comes first.
    """
    queue = [t.queue == target.queue for _, _, t in run.calls]
    lane = [t.queue == target.queue and in_priority(t) == in_priority(target) for _, _, t in run.calls]
    before = ahead(hall, target)
    if in_priority(target):
        guesses = [_at_rate(run, run.next_at, lane, before)]
    else:
        in_lane = before - len(hall.lines[target.queue].priority)
        guesses = [_at_rate(run, run.next_at, lane, in_lane), _at_rate(run, run.next_at, queue, before)]
    known = [guess for guess in guesses if guess is not None]
    if known:
        return min(known)
    everybody = sum(hall.waiting[q] for q in queues)
    return _at_rate(run, run.next_at, [True] * len(lane), everybody) or run.next_at


def _at_rate(run: Run, next_at: float, counted: Sequence[bool], before: int) -> float | None:
    """When `before` calls of the counted kind are over, going on as in the later half."""
    half = len(counted) // 2
    later = sum(counted[half:])
    if not later:
        return None
    return next_at + max(0, before - sum(counted)) * (next_at - run.calls[half][0]) / later
