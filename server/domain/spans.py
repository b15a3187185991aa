"""Where the time of a day goes: stretches of tickets and of windows, folded from the day's events.

A ticket is waiting 等候, walking 前往窗口 (called), serving 办理, holding 挂起 or passed 过号; a window is
idle 空闲 or suspended 暂停 while the hall serves, and a person is present 在岗. Each stretch is told once,
when it has ended. A call that was undone has not been: the wait before it goes on. What was done on paper
(补录) counts as a visit; its times, known to the minute at best, are left out of every average.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from server.domain import messages as m

HOUR_MS = 3_600_000
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Span:
    """`kind` as above, or "taken" (a number) and "by_hand" (a visit from paper), which last no time. `end`:
    what ended it. `since`, `until`: epoch ms; `hour`: of `since`, by the hall's clock. "" = concerns none.
    """

    kind: str
    end: str
    since: int
    until: int
    hour: int
    ticket: str = ""
    queue: str = ""
    window: str = ""
    staff: str = ""


@dataclass(slots=True)
class _Way:
    """A ticket that is not settled, and the stretch that it is in."""

    queue: str
    since: int
    kind: str = "waiting"
    window: str = ""
    staff: str = ""
    before: tuple[str, int, str, str] | None = None
    """While nothing has followed a call: the stretch that the call ended."""


@dataclass(slots=True)
class _Desk:
    staff: str
    present_from: int
    kind: str = "idle"
    since: int = 0


ENDS: dict[type[m.Event], str] = {
    m.TicketPassed: "passed",
    m.TicketReturned: "returned",
    m.TicketHeld: "held",
    m.TicketTransferred: "transferred",
    m.TicketFinished: "finished",
    m.ServiceStarted: "serving",
    m.TicketWoken: "woken",
    m.TicketRequeued: "requeued",
    m.TicketCancelled: "cancelled",
    m.TicketVoided: "void",
    m.TicketExpired: "expired",
    m.PaperFinished: "by_hand",
}
NEXT: dict[type[m.Event], str] = {
    m.TicketPassed: "passed",
    m.TicketReturned: "waiting",
    m.TicketHeld: "holding",
    m.TicketTransferred: "waiting",
    m.ServiceStarted: "serving",
    m.TicketWoken: "waiting",
    m.TicketRequeued: "waiting",
}
"""The stretch that begins; no entry: the ticket is settled."""
SERVES = (m.HallOpened, m.HallExtended)
RESTS = (m.HallAtLunch, m.HallClosed, m.HallPrepared, m.OutageDeclared)


@dataclass(slots=True)
class Spans:
    """Fed with every event of a day in order, it tells the stretches that each event ended."""

    midnight: int = 0
    serves: bool = False
    before: bool = False
    """Whether the hall served before it went over to handling by hand."""
    last: int = 0
    """When somebody did something for the last time: a day that nobody closed ended then, not when the
    machine noticed it."""
    ways: dict[str, _Way] = field(default_factory=dict)
    desks: dict[str, _Desk] = field(default_factory=dict)

    def feed(self, event: m.Event) -> list[Span]:
        """The stretches that end with this event."""
        kind = type(event)
        if event.actor != SYSTEM:
            self.last = event.at
        if kind in ENDS:
            return list(self._ended(event))
        if kind in _OTHERS:
            return list(_OTHERS[kind](self, event))
        return []

    def _hour(self, at: int) -> int:
        return (at - self.midnight) // HOUR_MS % 24

    def _span(self, id_: str, way: _Way, until: int, end: str) -> Span:
        hour = self._hour(way.since)
        return Span(
            way.kind, end, way.since, max(until, way.since), hour, id_, way.queue, way.window, way.staff
        )

    def _day_ended(self, e: m.Event) -> int:
        """The day's end as far as this event tells it; where the machine closed the day, the last deed."""
        return self.last if e.actor == SYSTEM else e.at

    # ------------------------------------------------------------ tickets

    def _taken(self, e: Any) -> Iterator[Span]:
        at = getattr(e, "event_at", e.at)
        self.ways[e.ticket] = _Way(e.queue, at)
        yield Span("taken", "taken", at, at, self._hour(at), e.ticket, e.queue)

    def _called(self, e: m.TicketCalled) -> Iterator[Span]:
        way = self.ways[e.ticket]
        way.before = (way.kind, way.since, way.window, way.staff)
        way.kind, way.since, way.window, way.staff = "walking", e.at, e.window, e.staff
        yield from self._desk_to(e.window, "", e.at, "called")

    def _settled_call(self, id_: str, way: _Way) -> Iterator[Span]:
        """The call holds: what it ended has ended. A wait is told at the window that ended it."""
        if way.before is not None:
            kind, since, window, staff = way.before
            if kind == "waiting":
                window, staff = way.window, way.staff
            yield self._span(id_, _Way(way.queue, since, kind, window, staff), way.since, "called")
            way.before = None

    def _undone(self, e: m.CallUndone) -> Iterator[Span]:
        way = self.ways[e.ticket]
        if way.before is not None:
            way.kind, way.since, way.window, way.staff = way.before
            way.before = None
        yield from self._desk_to(e.window, "idle", e.at, "")

    def _ended(self, e: Any) -> Iterator[Span]:
        kind, way = type(e), self.ways[e.ticket]
        yield from self._settled_call(e.ticket, way)
        in_hand, window = way.kind in ("walking", "serving"), way.window
        at = getattr(e, "event_at", None) or (self._day_ended(e) if kind is m.TicketExpired else e.at)
        yield self._span(e.ticket, way, at, ENDS[kind])
        if kind is m.PaperFinished:
            yield Span("by_hand", "finished", at, at, self._hour(at), e.ticket, way.queue, e.window, e.staff)
        if kind not in NEXT:
            del self.ways[e.ticket]
        else:
            way.kind, way.since = NEXT[kind], e.at
            if way.kind == "waiting":
                way.window = way.staff = ""
            way.queue = getattr(e, "queue", way.queue)
        if in_hand and kind is not m.ServiceStarted:
            yield from self._desk_to(window, "idle", e.at, "")

    def _moved(self, e: m.TicketMoved) -> Iterator[Span]:
        self.ways[e.ticket].queue = e.queue
        yield from ()

    # ------------------------------------------------------------ windows

    def _desk_to(self, window: str, kind: str, at: int, end: str) -> Iterator[Span]:
        """The window goes over to `kind`; "" = it has somebody in hand."""
        desk = self.desks.get(window)
        if desk is None:
            return
        if desk.kind and self.serves:
            since = self._hour(desk.since)
            yield Span(
                desk.kind, end or kind, desk.since, max(at, desk.since), since, "", "", window, desk.staff
            )
        desk.kind, desk.since = kind, at

    def _signed_in(self, e: m.SignedIn) -> Iterator[Span]:
        self.desks[e.window] = _Desk(e.staff, e.at, "idle", e.at)
        yield from ()

    def _signed_out(self, e: Any) -> Iterator[Span]:
        desk, at = self.desks.get(e.window), self._day_ended(e)
        if desk is not None:
            yield from self._desk_to(e.window, "", at, "signed_out")
            yield self._present(e.window, desk, max(at, desk.present_from))
            del self.desks[e.window]

    def _present(self, window: str, desk: _Desk, at: int) -> Span:
        hour = self._hour(desk.present_from)
        return Span("present", "signed_out", desk.present_from, at, hour, "", "", window, desk.staff)

    def _handed_over(self, e: m.HandedOver) -> Iterator[Span]:
        """What is in hand goes on, from here on as the work of the other person (R43); who was called walks
        from the call, whoever is there then."""
        way = self.ways.get(e.ticket)
        if way is not None:
            yield from self._settled_call(e.ticket, way)
            if way.kind != "walking":
                yield self._span(e.ticket, way, e.at, "handed_over")
                way.since = e.at
            way.staff = e.to
        yield from self._signed_out(e)
        self.desks[e.window] = _Desk(e.to, e.at, "" if way else "idle", e.at)

    def _suspended(self, e: m.WindowSuspended) -> Iterator[Span]:
        yield from self._desk_to(e.window, "suspended", e.at, "")

    def _resumed(self, e: m.WindowResumed) -> Iterator[Span]:
        yield from self._desk_to(e.window, "idle", e.at, "resumed")

    # ------------------------------------------------------------ the hall

    def _day(self, e: m.DayStarted) -> Iterator[Span]:
        """Everything of the day before was settled with it."""
        self.midnight, self.serves, self.before, self.last = e.midnight, False, False, e.at
        self.ways.clear()
        self.desks.clear()
        yield from ()

    def _opens(self, e: m.Event) -> Iterator[Span]:
        if not self.serves:
            for desk in self.desks.values():
                desk.since = e.at
        self.serves = True
        yield from ()

    def _rests(self, e: m.Event) -> Iterator[Span]:
        yield from self._stops(e.at, by_hand=isinstance(e, m.OutageDeclared))

    def _gap(self, e: m.GapSeen) -> Iterator[Span]:
        """Nobody was there to be idle."""
        if e.recovery:
            yield from self._stops(e.since, by_hand=True)

    def _stops(self, at: int, *, by_hand: bool) -> Iterator[Span]:
        self.before = by_hand and (self.before or self.serves)
        for window, desk in self.desks.items():
            yield from self._desk_to(window, desk.kind, at, "hall")
        self.serves = False

    def _recovered(self, e: m.HallRecovered) -> Iterator[Span]:
        serves, self.before = self.before, False
        if serves:
            yield from self._opens(e)


_OTHERS: dict[type[m.Event], Any] = {
    m.DayStarted: Spans._day,
    m.NumberTaken: Spans._taken,
    m.PaperTaken: Spans._taken,
    m.TicketCalled: Spans._called,
    m.CallUndone: Spans._undone,
    m.TicketMoved: Spans._moved,
    m.SignedIn: Spans._signed_in,
    m.SignedOut: Spans._signed_out,
    m.HandedOver: Spans._handed_over,
    m.WindowSuspended: Spans._suspended,
    m.WindowResumed: Spans._resumed,
    m.GapSeen: Spans._gap,
    m.HallRecovered: Spans._recovered,
    **dict.fromkeys(SERVES, Spans._opens),
    **dict.fromkeys(RESTS, Spans._rests),
}
