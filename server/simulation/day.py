"""One simulated day: everybody does what chance has them do, at times of a clock that nobody waits for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any, Protocol

from server.domain.facts.plan import HallPlan, Role
from server.simulation.crowd import MINUTE, Crowd, S, hours, seats

END_AFTER_MIN = 150
"""So long after the last closing the officer closes whatever is left."""


class Hands(Protocol):
    """What people can do in a hall, the pure one or a running one. None = it was refused."""

    def do(self, at: int, what: str, who: str, **how: Any) -> dict[str, Any] | None: ...


@dataclass(slots=True)
class _Visit:
    """What a clerk knows of the citizen who was called."""

    ticket: str
    queue: str
    matter: str = ""
    calls: int = 1


@dataclass
class Day:
    """`at` and all times are ms after midnight."""

    plan: HallPlan
    crowd: Crowd
    hands: Hands
    tokens: dict[str, str] = field(default_factory=dict)
    matters: dict[str, str] = field(default_factory=dict)
    serving: dict[str, _Visit] = field(default_factory=dict)
    leaving: dict[str, int] = field(default_factory=dict)
    idle: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)
    no_paper: dict[str, tuple[int, int]] = field(default_factory=dict)
    no_rater: set[str] = field(default_factory=set)
    held: int = 0
    at: int = 0

    def __post_init__(self) -> None:
        self._todo: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._n = 0
        self.seats = dict(seats(self.plan))
        roles = {role: p.no for p in reversed(self.plan.staff) for role in p.roles}
        self.officer = f"staff:{roles[Role.DUTY]}"
        self.desk = f"staff:{roles.get(Role.HELP_DESK, roles[Role.DUTY])}"

    def run(self, wait: Callable[[int], None] = lambda _: None) -> None:
        """`wait`: until it is so late, ms after midnight, where somebody looks on."""
        sessions = hours(self.plan, self.crowd.day)
        self.closes = sessions[-1].close * MINUTE
        self._morning(sessions[0].prep * MINUTE)
        for queue in self.plan.queue:
            if any(w.id in self.seats for w in self.plan.windows_of[queue]):
                for at in self.crowd.arrivals(queue):
                    self._later(at, self._take, queue)
        self._later(self.closes + 5 * MINUTE, self._close)
        while self._todo:
            self.at, _, act, about = heappop(self._todo)
            wait(self.at)
            act(*about)

    def _later(self, at: int, act: Callable[..., None], *about: Any) -> None:
        self._n += 1
        heappush(self._todo, (at, self._n, act, about))

    def _do(self, what: str, who: str, **how: Any) -> dict[str, Any] | None:
        return self.hands.do(self.at, what, who, **how)

    def _morning(self, prep: int) -> None:
        crowd = self.crowd
        for window, person in self.seats.items():
            at = prep + crowd.between(0, 25 * 60)
            self._later(at, self._sit_down, window, person.no)
            for _ in range(2):
                self._later(at + crowd.between(1800, 8 * 3600), self._wants_to_leave, window)
            if crowd.happens(crowd.habits.rater_away):
                self.no_rater.add(window)
        self._later(prep + 10 * MINUTE, self._look_into_cases)
        self._later(prep + 12 * MINUTE, self._look_at_alarms)
        for kiosk in self.plan.kiosks:
            if crowd.happens(crowd.habits.paper_out):
                since = prep + crowd.between(3600, 6 * 3600)
                self.no_paper[kiosk.id] = (since, since + crowd.between(600, 2400))
        if crowd.happens(crowd.habits.power_cut):
            self._later(prep + crowd.between(5400, 9000), self._power_cut)

    def _look_into_cases(self) -> None:
        """Yesterday's bad ratings: each is called about, and settled."""
        self._do("cases", self.officer)

    def _look_at_alarms(self) -> None:
        """What nobody has yet is taken; who called for a person, or was rated badly, gets one."""
        self._do("alarms", self.officer)
        self._later(self.at + self.crowd.next_glance(), self._look_at_alarms)

    def _power_cut(self) -> None:
        gap = self.crowd.between(300, 1500)
        self._do("power_cut", "system", gap_ms=gap)
        for n, (at, order, act, about) in enumerate(self._todo):
            self._todo[n] = (max(at, self.at) + gap + 60 * S, order, act, about)
        self.closes += gap
        self.at += gap + 30 * S
        self._do("recover", self.officer)

    # ------------------------------------------------------------ citizens

    def _take(self, queue: str) -> None:
        crowd = self.crowd
        floors = {w.floor for w in self.plan.windows_of[queue]}
        near = [k for k in self.plan.kiosks if k.floor in floors] or list(self.plan.kiosks)
        kiosk = crowd.chance.choice(near).id if near else ""
        since, until = self.no_paper.get(kiosk, (0, 0))
        matters = self.plan.matters_of[queue]
        matter = crowd.chance.choice(matters).id if matters else ""
        how: dict[str, Any] = {"queue": queue, "matter": matter, "kiosk": kiosk}
        who = f"kiosk:{kiosk}"
        if crowd.happens(crowd.habits.priority):
            who, how = self.desk, how | {"kiosk": None, "lane": "priority", "reason": "出示证件"}
        elif since <= self.at < until and not crowd.happens(0.25):
            who, how = self.desk, how | {"kiosk": None}  # the screen says so; they go to the desk
        elif not kiosk:
            who, how = self.desk, how | {"kiosk": None}
        taken = self._do("take", who, token=f"{crowd.chance.getrandbits(96):024x}", **how)
        if taken is None:
            return
        self.tokens[taken["id"]], self.matters[taken["id"]] = taken["token"], matter
        if who != self.desk:
            self._later(self.at + crowd.between(1, 4), self._paper, taken["id"], since <= self.at < until)
        if crowd.happens(crowd.habits.gives_up):
            self._later(self.at + crowd.between(300, 2400), self._gives_up, taken["id"])
        self._wake(queue)

    def _paper(self, ticket: str, failed: bool) -> None:
        self._do(
            "slip", "device:printer", ticket=ticket, printed=not failed, cause="paper_out" if failed else ""
        )
        if failed and self.crowd.happens(0.7):
            self._later(self.at + self.crowd.between(3, 20), self._keeps, ticket)

    def _keeps(self, ticket: str) -> None:
        self._do("keep", "kiosk:k", ticket=ticket)

    def _gives_up(self, ticket: str) -> None:
        self._do("cancel", self.desk, ticket=ticket)

    def _comes_back(self, ticket: str, queue: str) -> None:
        if self._do("requeue", self.desk, ticket=ticket) is not None:
            self._wake(queue)

    def _has_papers(self, ticket: str, queue: str) -> None:
        self.held -= 1
        if self._do("wake", self.desk, ticket=ticket) is not None:
            self._wake(queue)

    def _rates(self, window: str, staff: str, ticket: str) -> None:
        self._do(
            "press", f"device:rater-{window}", window=window, level=self.crowd.level(staff), ticket=ticket
        )

    def _rates_by_phone(self, staff: str, ticket: str) -> None:
        level = self.crowd.level(staff)
        self._do("phone", "visitor", token=self.tokens[ticket], level=level)

    # ------------------------------------------------------------ clerks

    def _sit_down(self, window: str, staff: str) -> None:
        if self._do("sign_in", f"staff:{staff}", window=window, staff=staff) is None:
            return
        opens = hours(self.plan, self.crowd.day)[0].open * MINUTE
        self._later(max(self.at, opens) + self.crowd.between(5, 60), self._free, window)

    def _wake(self, queue: str) -> None:
        """One clerk with nobody to call looks up when somebody comes."""
        for window in self.plan.windows_of[queue]:
            if window.id in self.idle:
                self.idle.discard(window.id)
                self._later(self.at + self.crowd.between(2, 8), self._free, window.id)
                return

    def _wants_to_leave(self, window: str) -> None:
        long = self.crowd.happens(0.06)
        self.leaving[window] = self.crowd.between(1200, 2700) if long else self.crowd.between(180, 720)
        if window in self.idle:
            self.idle.discard(window)
            self._free(window)

    def _free(self, window: str) -> None:
        staff = self.seats[window].no
        if window in self.leaving:
            pause = self.leaving.pop(window)
            if self._do("suspend", f"staff:{staff}", window=window, reason="短暂离开") is not None:
                self._later(self.at + pause, self._back, window)
                return
        called = self._do("call", f"staff:{staff}", window=window)
        if called is None:
            self.idle.add(window)
            return
        visit = _Visit(called["id"], called["queue"], self.matters.get(called["id"], ""))
        self.serving[window] = visit
        if self.crowd.happens(self.crowd.habits.no_show):
            if staff == self.crowd.grabber:
                self._later(self.at + self.crowd.between(4, 12), self._finish, window)
            else:
                self._later(self.at + self.crowd.between(20, 35), self._nobody_comes, window)
            return
        self._later(self.at + self.crowd.between(8, 50), self._start, window)

    def _back(self, window: str) -> None:
        self._do("resume", f"staff:{self.seats[window].no}", window=window)
        self._later(self.at + self.crowd.between(3, 20), self._free, window)

    def _nobody_comes(self, window: str) -> None:
        visit, staff = self.serving[window], f"staff:{self.seats[window].no}"
        if visit.calls < max(2, self.plan.settings.no_show_calls):
            visit.calls += 1
            self._do("recall", staff, window=window)
            self._later(self.at + self.crowd.between(20, 35), self._nobody_comes, window)
            return
        if self._do("pass", staff, window=window) is None:
            self._later(self.at + 10 * S, self._nobody_comes, window)
            return
        if self.crowd.happens(self.crowd.habits.comes_back):
            self._later(self.at + self.crowd.between(120, 900), self._comes_back, visit.ticket, visit.queue)
        self._next(window)

    def _start(self, window: str) -> None:
        visit, staff = self.serving[window], self.seats[window].no
        if self.crowd.happens(self.crowd.habits.says_start):
            self._do("start", f"staff:{staff}", window=window)
        length = self.crowd.serving_ms(visit.queue, visit.matter, staff)
        if self.crowd.happens(self.crowd.habits.hold):
            self._later(self.at + length // 3, self._hold, window)
        elif self.crowd.happens(self.crowd.habits.transfer):
            self._later(self.at + length // 2, self._transfer, window)
        else:
            self._later(self.at + length, self._finish, window)

    def _hold(self, window: str) -> None:
        visit = self.serving[window]
        if self._do("hold", f"staff:{self.seats[window].no}", window=window) is not None:
            self.held += 1
            self._later(self.at + self.crowd.between(300, 1800), self._has_papers, visit.ticket, visit.queue)
        self._next(window)

    def _transfer(self, window: str) -> None:
        here = self.serving[window].queue
        others = [q for q in self.plan.queue if q != here and self._served(q)]
        to = self.crowd.chance.choice(others) if others else ""
        who = f"staff:{self.seats[window].no}"
        if to and self._do("transfer", who, window=window, id=to) is not None:
            self._wake(to)
            self._next(window)
        else:
            self._finish(window)

    def _served(self, queue: str) -> bool:
        return any(w.id in self.seats and queue in w.queues for w in self.plan.windows_of[queue])

    def _finish(self, window: str) -> None:
        visit, staff, crowd = self.serving[window], self.seats[window].no, self.crowd
        if self._do("finish", f"staff:{staff}", window=window) is None:
            self._next(window)
            return
        if staff == crowd.presser and crowd.happens(0.5):
            self._later(self.at + crowd.between(0.4, 1.8), self._rates, window, staff, visit.ticket)
        elif window not in self.no_rater and crowd.happens(crowd.habits.press):
            self._later(self.at + crowd.between(3.5, 22), self._rates, window, staff, visit.ticket)
        elif crowd.happens(crowd.habits.phone):
            self._later(self.at + crowd.between(300, 9000), self._rates_by_phone, staff, visit.ticket)
        self._next(window)

    def _next(self, window: str) -> None:
        self.serving.pop(window, None)
        crowd, staff = self.crowd, self.seats[window].no
        slow = staff == crowd.idler and crowd.happens(0.08)
        pause = crowd.between(200, 420) if slow else crowd.between(3, 25)
        self._later(self.at + pause, self._free, window)

    def _close(self) -> None:
        """Who waits is served first (R9); what is left very late is settled with the day."""
        late = self.at > self.closes + END_AFTER_MIN * MINUTE
        busy = bool(self.serving) or self.held > 0
        if (busy and not late) or self._do("close", self.officer, late=late) is None:
            self._later(self.at + 2 * MINUTE, self._close)
        else:
            for window in self.seats:
                self.idle.discard(window)
            self._todo = [todo for todo in self._todo if todo[2] == self._rates_by_phone]
