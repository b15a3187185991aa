"""The hall as it stands, and which moves there are for it.

A missing entry in a table IS the refusal: the rules ask `may_…`, never a chain of ifs. The tables of a window
and of a ticket are in `desk.py` and `ticket.py`; `evolve.py` applies events; nothing else writes here.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from server.domain import messages as m
from server.domain.alarm import Alarm, Condition
from server.domain.bulletins import Bulletin, Urgency
from server.domain.cases import Case
from server.domain.desk import Desk
from server.domain.facts.calendar import Calendar
from server.domain.facts.plan import HallPlan
from server.domain.ticket import SETTLED, PastVisit, Ticket
from server.domain.turns.line import Line, Place


class HallState(StrEnum):
    OFF = "off"
    PREP = "prep"
    OPEN = "open"
    LUNCH = "lunch"
    EXTENDED = "extended"
    CLOSED = "closed"
    OUTAGE = "outage"
    """Handled by hand, by the duty officer's word, while the server lives (R119)."""
    RECOVERY = "recovery"
    """After an unclean stop: nothing goes on by itself until a person resumes (decision 14)."""


H = HallState

BY_HAND = frozenset({H.OUTAGE, H.RECOVERY})

HALL_MOVES: dict[tuple[HallState, type[m.Event]], HallState] = {
    (H.PREP, m.HallOpened): H.OPEN,
    (H.LUNCH, m.HallOpened): H.OPEN,
    (H.EXTENDED, m.HallOpened): H.OPEN,
    (H.CLOSED, m.HallOpened): H.OPEN,
    (H.PREP, m.HallAtLunch): H.LUNCH,
    (H.OPEN, m.HallAtLunch): H.LUNCH,
    (H.EXTENDED, m.HallAtLunch): H.LUNCH,
    (H.OPEN, m.HallExtended): H.EXTENDED,
    (H.LUNCH, m.HallExtended): H.EXTENDED,
    (H.CLOSED, m.HallExtended): H.EXTENDED,
    (H.PREP, m.HallClosed): H.CLOSED,
    (H.OPEN, m.HallClosed): H.CLOSED,
    (H.LUNCH, m.HallClosed): H.CLOSED,
    (H.EXTENDED, m.HallClosed): H.CLOSED,
    (H.OUTAGE, m.HallClosed): H.CLOSED,
    (H.RECOVERY, m.HallClosed): H.CLOSED,
    (H.PREP, m.OutageDeclared): H.OUTAGE,
    (H.OPEN, m.OutageDeclared): H.OUTAGE,
    (H.LUNCH, m.OutageDeclared): H.OUTAGE,
    (H.EXTENDED, m.OutageDeclared): H.OUTAGE,
    (H.CLOSED, m.HallPrepared): H.PREP,
}


@dataclass(frozen=True, slots=True)
class Call:
    """The newest call of a ticket in hand: one line of the board. `seq` names the announcement."""

    seq: int
    at: int
    ticket: str
    number: str
    window: str


@dataclass(frozen=True, slots=True)
class Bell:
    """An hour of today's timetable. `last`: of the day's last session."""

    at: int
    name: str
    """"readiness", "open", "closing_soon" or "close"."""
    last: bool


@dataclass(frozen=True, slots=True)
class ChosenCall:
    """A call out of order: who, where, when, why (R47)."""

    at: int
    number: str
    window: str
    staff: str
    reason: str


@dataclass(frozen=True, slots=True)
class DutyOffer:
    """The duty is being handed over, from `by` to `to`; `facts`: what was open when it was offered."""

    at: int
    by: str
    to: str
    note: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KioskOff:
    """Out of service by the duty officer's word: who, since when, why."""

    at: int
    staff: str
    reason: str


@dataclass(slots=True)
class Incident:
    """A time in which the hall worked by hand, or not at all. `until` None: nobody has resumed yet."""

    id: str
    since: int
    reason: str = ""
    until: int | None = None
    closed: bool = False
    short: bool = False
    """Nothing is done on paper: who waits was asked to go on waiting (R119)."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """`start` and `end` of the slot, epoch ms; `ticket` once somebody has checked in; `identity`: whose."""

    code: str
    queue: str
    start: int
    end: int
    ticket: str = ""
    identity: str = ""


@dataclass(slots=True)
class Notice:
    """A matter's facts on paper. `state`: "pending" until the printer speaks, then "printed" or "failed"."""

    id: str
    kiosk: str
    state: str = "pending"
    window: str = ""


class _Desks(dict[str, Desk]):
    """A window that left the plan overnight gets a desk while the log still speaks of it (so do queues)."""

    def __missing__(self, window: str) -> Desk:
        desk = self[window] = Desk(window)
        return desk


SERVICES_KEPT = 30
"""How many of a queue's last visits say how long the next will take."""


class Hall:
    """The state of one hall-day. Only `evolve` writes to it.

    `plan`: as it is today; a window may have been given other queues than the configuration says.
    `taken_at`: queue -> when each machine number was issued (quotas). `identities`: identity -> its
    tickets of today. `service_ms`: queue -> how long its last visits kept a window. `worked_until`: (closing,
    staff number) -> the end of the last business in hand after it (R10). `chosen`: the newest calls out
    of order. `cases`: how many numbers of a kind of case were given today; `casebook`: every case that
    was open this morning or is of today, by its id; `overdue`: those of them whose date has gone by.
    `complained`: the visits a complaint is about. `posts`: staff number -> the windows where that person
    sits, the newest last. `served_by`: staff number -> the visits that person finished, in order.
    `past`: visits of the day before that may still be rated; `tokens` names them, too.
    `kiosks_off`: kiosk -> why it is out of service. `lengths`: queue -> (epoch ms, how many waited) after
    each change, oldest first.
    `raised_at`: alarm -> when it was raised last, also of those that are gone. `conditions`: alarm -> what is
    wrong outside the log.
    `checked`: item of the duty officer's list -> what was found; `signed`: who has signed for the day.
    `relieved`: floor -> the officer who took its duty over today, whoever the roster names.
    """

    def __init__(self, plan: HallPlan, seq: int = 0) -> None:
        self.fixed_plan = plan
        self.seq = seq
        self.day = ""
        self.last_at = 0
        self.state = HallState.OFF
        self.begin_day()

    def begin_day(self) -> None:
        """A fresh day: nobody waits, every counter at its start, every window serves its own queues."""
        self.plan = self.fixed_plan
        self.state_before = HallState.OFF
        self.midnight = 0
        self.calendar: Calendar = self.plan.calendar
        self.bells: tuple[Bell, ...] = ()
        self.bell: Bell | None = None
        self.opened_at = self.closed_at = self.extended_from = 0
        self.by_hand_from = 0
        self.wrong_clock = self.dark = False
        self.bulletins: dict[str, Bulletin] = {}
        self.tickets: dict[str, Ticket] = {}
        self.tokens: dict[str, str] = {}
        self.past: dict[str, PastVisit] = {}
        self.lines: defaultdict[str, Line] = defaultdict(Line, {q.id: Line() for q in self.plan.queues})
        self.sent_to: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
        self.waiting: defaultdict[str, int] = defaultdict(int, dict.fromkeys(self.plan.queue, 0))
        self.serials: dict[str, int] = {}
        self.desks: dict[str, Desk] = _Desks({w.id: Desk(w.id) for w in self.plan.windows})
        self.posts: dict[str, tuple[str, ...]] = {}
        self.calls: dict[str, Call] = {}
        self.passed: dict[str, None] = {}
        self.held: dict[str, None] = {}
        self.open_ratings: dict[str, int] = {}
        self.failed_slips: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        self.served_by: defaultdict[str, list[str]] = defaultdict(list)
        self.taken_at: defaultdict[str, list[int]] = defaultdict(list)
        self.identities: defaultdict[str, list[str]] = defaultdict(list)
        self.appointments: dict[str, Appointment] = {}
        self.service_ms: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=SERVICES_KEPT))
        self.worked_until: dict[tuple[int, str], int] = {}
        self.alarms: dict[str, Alarm] = {}
        self.raised_at: dict[str, int] = {}
        self.conditions: dict[str, Condition] = {}
        self.incidents: list[Incident] = []
        self.chosen: list[ChosenCall] = []
        self.cases: dict[str, int] = {}
        self.casebook: dict[str, Case] = {}
        self.overdue: dict[str, None] = {}
        self.complained: set[str] = set()
        self.notices: dict[str, Notice] = {}
        self.kiosks_off: dict[str, KioskOff] = {}
        self.lengths: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self.checked: dict[str, str] = {}
        self.signed: set[str] = set()
        self.duty_offer: DutyOffer | None = None
        self.relieved: dict[str, str] = {}

    def keep_case(self, case: Case) -> None:
        self.casebook[case.id] = case
        self.overdue.pop(case.id, None)
        if case.overdue(self.day):
            self.overdue[case.id] = None

    def unsettled(self) -> Iterator[Ticket]:
        """Tickets that still have somewhere to go."""
        return (ticket for ticket in self.tickets.values() if ticket.state not in SETTLED)

    def visit(self, token: str) -> Ticket | PastVisit | None:
        """What the secret of a slip stands for: a ticket of today, or a visit of the day before."""
        id_ = self.tokens.get(token, "")
        return self.tickets.get(id_) or self.past.get(id_)

    def waiting_tickets(self, queue: str) -> Iterator[Ticket]:
        """Of this queue, those sent back to it first, then its lanes in order."""
        ids = [place[3] for place in self.sent_to.get(("queue", queue), ())]
        return (self.tickets[id_] for id_ in (*ids, *self.lines[queue]))

    def sent(self) -> Iterator[Ticket]:
        """Who waits outside the lanes: sent to a window, a person, or back to the queue."""
        return (self.tickets[place[3]] for places in self.sent_to.values() for place in places)

    def oldest_taken(self, queue: str) -> int | None:
        """When the one took the number who waits longest of all that `waiting` counts, epoch ms: also who was
        sent to a window or to a person."""
        lined = (self.tickets[id_] for id_ in self.lines[queue])
        return min((t.taken_at for t in (*self.sent(), *lined) if t.queue == queue), default=None)

    def in_hand(self) -> int:
        return sum(1 for desk in self.desks.values() if desk.ticket)

    @property
    def evacuating(self) -> bool:
        return any(b.urgency is Urgency.EVACUATE for b in self.bulletins.values())

    @property
    def halted(self) -> bool:
        """Handled by hand or being left: the clock does nothing here, and nobody's wait is counted."""
        return self.state in BY_HAND or self.evacuating

    def waiting_total(self) -> int:
        return sum(self.waiting.values())

    @property
    def incident(self) -> Incident | None:
        """The newest outage of the day that is not closed."""
        return next((i for i in reversed(self.incidents) if not i.closed), None)

    def officer_of(self, floor: str) -> str | None:
        """The staff number of whoever has the duty of this floor now (R77); None where nobody is named."""
        return self.relieved.get(floor) or (self.plan.roster.duty_on(floor, self.day) if self.day else None)

    @property
    def waits_it_out(self) -> bool:
        """A short outage by the duty officer's word: nothing is done on paper yet."""
        return self.state is HallState.OUTAGE and self.incidents[-1].short

    @property
    def midday(self) -> bool:
        """A session has closed and another one is still to open today."""
        rung = self.bell.at if self.bell else 0
        gates = [bell.name for bell in self.bells if bell.at <= rung and bell.name in ("open", "close")]
        return gates[-1:] == ["close"] and any(b.at > rung and b.name == "open" for b in self.bells)


def may_hall(hall: Hall, event: type[m.Event]) -> bool:
    return (hall.state, event) in HALL_MOVES
