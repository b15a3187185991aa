"""One queue's waiting tickets, kept in every order that `choose` asks for.

Each order is a sorted list, so that a head costs one look and an insertion one bisection, however many wait.
Tickets sent to somebody (`Hall.sent_to`) stand there and not in their queue's lanes.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field

from server.domain.ticket import PRIORITY_LANES, Ticket

Place = tuple[int, int, str, str]
"""(epoch ms, serial, behind whom, ticket id): sorts by time, then by order of taking."""


@dataclass(slots=True)
class Line:
    """`promised` holds the same tickets once more, by when their promise began; `appointments` those of
    them that have a slot, by slot and then by check-in (decision 6)."""

    priority: list[Place] = field(default_factory=list)
    normal: list[Place] = field(default_factory=list)
    appointments: list[Place] = field(default_factory=list)
    promised: list[Place] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.promised)

    def __iter__(self) -> Iterator[str]:
        """Ticket ids: priority, then normal, each in order."""
        return (place[3] for places in (self.priority, self.normal) for place in places)

    def add(self, ticket: Ticket) -> None:
        insort(self._lane(ticket), arrival_place(ticket))
        insort(self.promised, promise_place(ticket))
        if ticket.due_from is not None:
            insort(self.appointments, due_place(ticket))

    def remove(self, ticket: Ticket) -> None:
        drop(self._lane(ticket), arrival_place(ticket))
        drop(self.promised, promise_place(ticket))
        if ticket.due_from is not None:
            drop(self.appointments, due_place(ticket))

    def ahead(self, ticket: Ticket) -> int:
        """How many of this line wait before that ticket, the lanes taken in their plain order."""
        before = bisect_left(self._lane(ticket), arrival_place(ticket))
        return before if ticket.lane in PRIORITY_LANES else before + len(self.priority)

    def nth(self, ticket: Ticket, n: int) -> str | None:
        """The n-th ticket now waiting in that ticket's lane (1 = first); None if fewer wait."""
        lane = self._lane(ticket)
        return lane[n - 1][3] if n <= len(lane) else None

    def shift_promises(self, gap_ms: int) -> None:
        """Nobody was alive for so long: no promise ran meanwhile."""
        self.promised = [(at + gap_ms, serial, behind, id_) for at, serial, behind, id_ in self.promised]

    def _lane(self, ticket: Ticket) -> list[Place]:
        return self.priority if ticket.lane in PRIORITY_LANES else self.normal


def arrival_place(ticket: Ticket) -> Place:
    serial, behind = ticket.behind or (ticket.serial, "")
    return (ticket.arrival, serial, behind, ticket.id)


def promise_place(ticket: Ticket) -> Place:
    return (ticket.promise_from, ticket.serial, "", ticket.id)


def due_place(ticket: Ticket) -> Place:
    return (ticket.due_from or 0, ticket.taken_at, "", ticket.id)


def sent_place(ticket: Ticket) -> Place:
    return (ticket.directed.at if ticket.directed else 0, ticket.serial, "", ticket.id)


def drop(places: list[Place], place: Place) -> None:
    del places[bisect_left(places, place)]
