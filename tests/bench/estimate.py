"""bench estimate: days with a known truth; does the range hold, and how far off is the single guess?

The estimator knows none of the numbers a day is drawn from. It was tuned on the days of TUNING; the figures
are of other days.
"""

import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import ceil
from statistics import fmean, median
from typing import Any

from server.domain import messages as m
from server.domain.decide import decide
from server.domain.evolve import evolve
from server.domain.hall import Hall
from server.domain.turns.dispatch import choose
from server.domain.turns.estimate import WaitRange, shown_minutes, wait_range
from server.domain.turns.rehearsal import CAP
from tests.bench.figures import QUICK, Figure, progress
from tests.life import Life

TITLE = "estimate — told at the kiosk against waited in truth; floor: ahead × average ÷ windows"
TUNING = range(1000, 1040)
SEEDS = range(1, 4 if QUICK else 61)
S, MINUTE = 1000, 60_000
ROUNDS = 5 if QUICK else 200
BY_HOUR = (0.9, 1.35, 1.25, 0.9, 0.5, 0.7, 1.1, 1.0, 0.5)
"""How full the hours of the day are, 9 to 18 o'clock, in shares of what the windows can do."""
SERVED: tuple[tuple[str, dict[str, str], dict[str, str]], ...] = (
    ("A", {"w1": "A", "w2": "A"}, {}),
    ("A", {"w1": "A", "w2": "A", "w3": "A", "w4": "A"}, {}),
    ("AB", {"w1": "A", "w2": "AB", "w3": "B"}, {}),
    ("AB", {"w1": "A", "w2": "A", "w3": "B"}, {"w3": "A"}),
    ("ABC", {"w1": "AB", "w2": "AB", "w3": "BC", "w4": "C", "w5": "A"}, {}),
    ("ABC", {"w1": "A", "w2": "A", "w3": "B", "w4": "B", "w5": "C", "w6": "C"}, {"w6": "AB"}),
)
"""Queues, windows, and the queues that windows help with when their own are empty."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What was said when a number was taken, and what came of it, s."""

    told: WaitRange
    naive_s: float
    ahead: int
    priority: bool
    waited_s: float


@dataclass
class Day:
    """One day, driven through the real rules by citizens and clerks who act by chance."""

    seed: int
    breaks: bool = True
    life: Life = field(init=False)
    todo: list[tuple[int, int, str, Any]] = field(default_factory=list)
    told: dict[str, tuple[WaitRange, float, int]] = field(default_factory=dict)
    took: dict[str, list[int]] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    leaving: dict[str, int] = field(default_factory=dict)
    idle: set[str] = field(default_factory=set)
    n: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        queues, windows, backup = self.chance.choice(SERVED)
        self.life = Life(queues=queues, windows=windows, backup=backup)
        self.windows = list(windows)
        self.mean_s = {q: self.chance.uniform(120, 600) for q in queues}
        self.sigma = {q: self.chance.uniform(0.3, 0.8) for q in queues}
        self.walk_s = self.chance.uniform(10, 45)
        self.pause_s = {w: self.chance.uniform(3, 25) for w in windows}
        self.no_show = self.chance.uniform(0, 0.12)
        self.load = self.chance.uniform(0.6, 0.95)

    # ------------------------------------------------------------ the day

    def run(self) -> list[Guess]:
        start = self.life.at
        for window in self.windows:
            self.life.sign_in(window)
            self._later(start + 60 * S, "free", window)
            if self.breaks:
                self._plan_breaks(window, start)
        for queue in self.mean_s:
            for at in self._arrivals(queue, start):
                self._later(at, "take", queue)
        while self.todo:
            self.life.at, _, what, who = heappop(self.todo)
            getattr(self, f"_{what}")(who)
        return list(self._guesses())

    def _plan_breaks(self, window: str, start: int) -> None:
        """Lunch, and twice a few minutes; each begins when the visit in hand is over."""
        self._later(start + self.chance.randint(150, 240) * MINUTE, "leave", (window, 25, 45))
        for _ in range(2):
            self._later(start + self.chance.randint(20, 500) * MINUTE, "leave", (window, 4, 12))

    def _arrivals(self, queue: str, start: int) -> Iterator[int]:
        windows = [w for w in self.windows if queue in self.life.hall.plan.window[w].queues]
        share = sum(1 / len(self.life.hall.plan.window[w].queues) for w in windows)
        most = share * max(BY_HOUR) * self.load / (self.mean_s[queue] + self.walk_s + 10)
        at = 0.0
        while (at := at + self.chance.expovariate(most)) < len(BY_HOUR) * 3600:
            if self.chance.random() < BY_HOUR[int(at // 3600)] / max(BY_HOUR):
                yield start + int(at * S)

    def _later(self, at: int, what: str, who: Any) -> None:
        self.n += 1
        heappush(self.todo, (at, self.n, what, who))

    def _do(self, command: type[m.Command], actor: str = "system", **what: Any) -> list[m.Event]:
        """What follows; nothing where nobody waits to be called."""
        answer = decide(self.life.hall, command(at=self.life.at, actor=actor, **what))
        if isinstance(answer, m.Refusal):
            assert answer.code == "nobody_waiting", answer
            return []
        for event in answer:
            evolve(self.life.hall, event)
        return answer

    # ------------------------------------------------------------ citizens

    def _take(self, queue: str) -> None:
        lane = "priority" if self.chance.random() < 0.1 else "normal"
        asked = {
            "actor": "staff:D01",
            "queue": queue,
            "token": f"t{self.n}-{self.life.at}-{queue}",
            "lane": lane,
            "reason": "证件",
        }
        events = self._do(m.TakeNumber, **asked)
        taken = next(e for e in events if isinstance(e, m.NumberTaken))
        hall = self.life.hall
        ticket = hall.tickets[taken.ticket]
        told = wait_range(hall, queue, self.life.at, ticket=ticket)
        self._wake()
        if told is not None:
            ahead = hall.lines[queue].ahead(ticket)
            self.told[ticket.id] = (told, self._naive(hall, queue, ahead), ahead)

    def _naive(self, hall: Hall, queue: str, ahead: int) -> float:
        """Ahead × average ÷ windows, the average of today's visits as the desk had them."""
        served = self.took.get(queue, [])
        average = fmean(served) / S if served else hall.plan.queue[queue].service_s
        open_now = [w for w in hall.plan.windows_of[queue] if w.id not in self.away]
        return ahead * average / len(open_now)

    def _guesses(self) -> Iterator[Guess]:
        for id_, (told, naive, ahead) in self.told.items():
            ticket = self.life.hall.tickets[id_]
            assert ticket.called_at is not None
            waited = (ticket.called_at - ticket.taken_at) / S
            yield Guess(told, naive, ahead, ticket.lane != "normal", waited)

    # ------------------------------------------------------------ clerks

    def _wake(self) -> None:
        """A clerk with nobody to call looks up when somebody comes."""
        for window in self.windows:
            if window in self.idle:
                self.idle.discard(window)
                self._later(self.life.at + self.chance.randint(2, 8) * S, "free", window)

    def _free(self, window: str) -> None:
        if window in self.leaving:
            self._do(m.Suspend, window=window, reason="短暂离开")
            self.away.add(window)
            self._later(self.life.at + self.leaving.pop(window) * MINUTE, "back", window)
            return
        if not self._do(m.CallNext, window=window):
            self.idle.add(window)
            return
        if self.chance.random() < self.no_show:
            for n in (1, 2):
                self._later(self.life.at + n * 30 * S, "recall", window)
            self._later(self.life.at + self.chance.randint(62, 100) * S, "absent", window)
            return
        self._later(self.life.at + int(self.chance.uniform(0.4, 1.6) * self.walk_s * S), "start", window)

    def _recall(self, window: str) -> None:
        self._do(m.Recall, window=window)

    def _absent(self, window: str) -> None:
        self._do(m.Pass, window=window)
        self._next(window)

    def _start(self, window: str) -> None:
        self._do(m.StartService, window=window)
        queue = self.life.hall.tickets[str(self.life.hall.desks[window].ticket)].queue
        sigma = self.sigma[queue]
        took = self.mean_s[queue] * self.chance.lognormvariate(-(sigma**2) / 2, sigma)
        self._later(self.life.at + int(took * S), "finish", window)

    def _finish(self, window: str) -> None:
        ticket = self.life.hall.tickets[str(self.life.hall.desks[window].ticket)]
        self._do(m.Finish, window=window)
        assert ticket.ended_at and ticket.called_at
        self.took.setdefault(ticket.queue, []).append(ticket.ended_at - ticket.called_at)
        self._next(window)

    def _next(self, window: str) -> None:
        self._later(
            self.life.at + int(self.chance.expovariate(1 / self.pause_s[window]) * S) + S, "free", window
        )

    def _leave(self, wish: tuple[str, int, int]) -> None:
        """Lunch, or a short break: once the visit in hand is over."""
        window, least, most = wish
        self.leaving[window] = self.chance.randint(least, most)
        if window in self.idle:
            self.idle.discard(window)
            self._later(self.life.at, "free", window)

    def _back(self, window: str) -> None:
        self._do(m.Resume, window=window)
        self.away.discard(window)
        self._free(window)


# ---------------------------------------------------------------- figures


def measure() -> tuple[list[Figure], list[str]]:
    """Accuracy over whole days, then what one estimate costs."""
    guesses: list[Guess] = []
    without: list[Guess] = []
    for seed in SEEDS:
        progress(f"estimate: day {seed} of {len(SEEDS)}")
        guesses += Day(seed).run()
        without += Day(seed, breaks=False).run()
    waited = [g.waited_s / 60 for g in guesses]
    notes = [
        f"{len(guesses)} tickets of {len(SEEDS)} days never tuned on; they waited "
        f"{fmean(waited):.1f} min on average, half of them more than {median(waited):.1f}",
        _in_words("normal lane", [g for g in guesses if not g.priority]),
        _in_words("priority lane", [g for g in guesses if g.priority]),
        _in_words("told a minute or more", [g for g in guesses if g.told.expected_s >= 60]),
        _in_words("days like these, nobody ever leaving a window", without),
        "shown: the range as a slip says it, in whole minutes, rounded outward",
        f"cost: median of {ROUNDS}, five windows; floor: as many looks by choose as are played forward",
    ]
    return [*accuracy(guesses), *_costs()], notes


def accuracy(guesses: list[Guess]) -> list[Figure]:
    """Coverage in percent, the naive guess as ± 20 %; errors in seconds."""
    told = _share(g.told.low_s <= g.waited_s <= g.told.high_s for g in guesses)
    naive = _share(0.8 * g.naive_s <= g.waited_s <= 1.2 * g.naive_s for g in guesses)
    naive_shown = _share(
        0.8 * g.naive_s // 60 * 60 <= g.waited_s <= max(1, ceil(1.2 * g.naive_s / 60)) * 60 for g in guesses
    )
    error = fmean(abs(g.told.expected_s - g.waited_s) for g in guesses)
    naive_error = fmean(abs(g.naive_s - g.waited_s) for g in guesses)
    bias = fmean(g.told.expected_s - g.waited_s for g in guesses)
    return [
        Figure("estimate_coverage", told, "%", naive, goal=75, more_is_better=True),
        Figure("estimate_coverage_at_most", told, "%", goal=90),
        Figure("estimate_shown_coverage", _share(map(_shown_right, guesses)), "%", naive_shown),
        Figure("estimate_shown_width", median(map(_width, guesses)), "min"),
        Figure("estimate_error", error, "s", naive_error, goal=round(naive_error, 1)),
        Figure("estimate_bias", bias, "s", fmean(g.naive_s - g.waited_s for g in guesses)),
    ]


def _shown_right(guess: Guess) -> bool:
    low, high = shown_minutes(guess.told)
    return low * 60 <= guess.waited_s <= high * 60


def _width(guess: Guess) -> float:
    low, high = shown_minutes(guess.told)
    return high - low


def _share(true: Iterable[bool]) -> float:
    return 100 * fmean(true)


def _in_words(which: str, guesses: list[Guess]) -> str:
    told = _share(g.told.low_s <= g.waited_s <= g.told.high_s for g in guesses)
    error = fmean(abs(g.told.expected_s - g.waited_s) for g in guesses)
    naive = fmean(abs(g.naive_s - g.waited_s) for g in guesses)
    return f"{which}: {len(guesses)} tickets, held {told:.0f} %, off by {error:.0f} s, naive by {naive:.0f} s"


def _costs() -> list[Figure]:
    return [_cost(size, goal) for size, goal in ((50, 500), (10_000, 3_000))]


def _cost(size: int, goal: float) -> Figure:
    """µs of one estimate for somebody at the end of the line, and of the looks that it cannot do without."""
    life = Life(queues="AB", windows={f"w{n}": "AB" for n in range(1, 6)})
    for n in range(size + 5):
        life.take("AB"[n % 2], lane="priority" if n % 10 == 9 else "normal")
    for n in range(1, 6):
        life.sign_in(f"w{n}")
        life.call(f"w{n}")
    took, floor = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        wait_range(life.hall, "A", life.at)
        took.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        for _ in range(min(size, CAP)):
            choose(life.hall, "w1", life.at)
        floor.append(time.perf_counter() - begun)
    return Figure(f"estimate_us_{size}", median(took) * 1e6, "µs", median(floor) * 1e6, goal=goal)
