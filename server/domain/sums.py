"""The day's sum: what became of every ticket, and whether it adds up (4.1, 4.2).

issued = waiting + in hand + held + passed + finished + cancelled + void + expired, queue by queue, against
what the machine's own sequence says it has issued.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from server.domain.hall import Hall
from server.domain.numbers import is_paper, issued_by
from server.domain.ticket import IN_HAND, SETTLED, Lane, Rating, Ticket, TicketState

GOOD = 3
"""好评: this level and above."""

DECIDED = ("chosen", "moved", "assigned")
"""Counts of what somebody decided out of the order, each with a reason in the log: numbers called by choice,
tickets moved elsewhere, windows given other queues (R47); green channels come from the tickets (R48)."""


def day_sums(hall: Hall, *, settling: bool = False) -> dict[str, Any]:
    """Figures of today as plain data. `settling`: what is open counts as expired, as it will be."""
    queues = {q.id: _counted(hall, hall_queue, settling) for q, hall_queue in _by_queue(hall)}
    total = _counted(hall, list(hall.tickets.values()), settling)
    balanced = total["issued"] == hall.counts.get("issued", 0) and all(
        queues[q]["machine"] == issued_by(hall.serials.get(q, 0)) for q in queues
    )
    decided = {what: hall.counts.get(what, 0) for what in DECIDED}
    decided["green"] = sum(t.lane is Lane.GREEN for t in hall.tickets.values())
    more = {"balanced": balanced, "decided": decided, "extended_minutes": extended_minutes(hall)}
    return total | {"queues": queues} | more


def _by_queue(hall: Hall) -> Iterable[tuple[Any, list[Ticket]]]:
    """Each ticket under the queue that gave it its number."""
    tickets: dict[str, list[Ticket]] = {q.id: [] for q in hall.plan.queues}
    for ticket in hall.tickets.values():
        tickets.setdefault(ticket.issued_in, []).append(ticket)
    return ((q, tickets[q.id]) for q in hall.plan.queues)


def _counted(hall: Hall, tickets: list[Ticket], settling: bool) -> dict[str, Any]:
    states = Counter(_end(t, settling) for t in tickets)
    ratings = Counter(_rating(t, settling) for t in tickets)
    levels = Counter(t.level for t in tickets if t.level is not None)
    rated = sum(levels.values())
    return {
        "issued": len(tickets),
        "paper": sum(is_paper(t.serial) for t in tickets),
        "machine": sum(not is_paper(t.serial) for t in tickets),
        **{state.value: states[state] for state in TicketState if state not in IN_HAND},
        "in_hand": sum(states[state] for state in IN_HAND),
        "rated": rated,
        "unrated": ratings[Rating.UNRATED],
        "rating_open": ratings[Rating.OPEN],
        "levels": {str(level): levels[level] for level in range(5, 0, -1)},
        "good": sum(count for level, count in levels.items() if level >= GOOD),
        "waits": waits(hall, tickets),
    }


def _rating(ticket: Ticket, settling: bool) -> Rating:
    """An open rating lapses when the day is settled."""
    return Rating.UNRATED if settling and ticket.rating is Rating.OPEN else ticket.rating


def _end(ticket: Ticket, settling: bool) -> TicketState:
    return TicketState.EXPIRED if settling and ticket.state not in SETTLED else ticket.state


def waits(hall: Hall, tickets: Iterable[Ticket]) -> dict[str, int]:
    """Seconds from the number to the newest call: how many, their median and the longest. What was written
    down by hand is left out, and of every other wait the part that nobody was there to end."""
    seconds = sorted(s for t in tickets if (s := _wait_s(hall, t)) is not None)
    if not seconds:
        return {}
    return {"count": len(seconds), "median_s": seconds[len(seconds) // 2], "max_s": seconds[-1]}


def _wait_s(hall: Hall, ticket: Ticket) -> int | None:
    if ticket.called_at is None or ticket.source == "manual":
        return None
    away = sum(
        max(0, min(ticket.called_at, i.until or hall.last_at) - max(ticket.taken_at, i.since))
        for i in hall.incidents
    )
    return (ticket.called_at - ticket.taken_at - away) // 1000


def extended_minutes(hall: Hall) -> dict[str, int]:
    """Staff number -> whole minutes of service after closing (R10)."""
    minutes: Counter[str] = Counter()
    for (since, staff), until in hall.worked_until.items():
        minutes[staff] += (until - since) // 60_000
    return dict(minutes)
