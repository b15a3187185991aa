"""Whose turn it is, and why. The only place that knows the order."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.domain.hall import Hall, Ticket


@dataclass(frozen=True, slots=True)
class Reason:
    """Why this ticket: a stable code and the facts a person needs to be told."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def choose(hall: Hall, window: str) -> tuple[Ticket, Reason] | None:
    """The next ticket for this window: the earliest effective arrival in the queues it serves (R14, R17).

    Costs one look at the head of each queue of the window, however many wait.
    """
    heads = [hall.waiting[queue][0] for queue in hall.plan.window[window].queues if hall.waiting[queue]]
    if not heads:
        return None
    ticket = hall.tickets[min(heads)[2]]
    return ticket, Reason("arrival", {"arrived_at": ticket.arrival})


def ahead(hall: Hall, ticket: Ticket) -> int:
    """前面等候人数: waiting tickets to be called before this one, those being served left out."""
    return bisect_left(hall.waiting[ticket.queue], ticket.turn)
