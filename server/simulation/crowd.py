"""Who comes when, and what they do there: all chance of a simulated day, from one seed."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import log

from server.domain.facts.calendar import Session, weekday
from server.domain.facts.plan import HallPlan, Role, Staff, Window, WindowKind

S, MINUTE = 1000, 60_000
SHAPE = {8: 0.8, 9: 1.5, 10: 1.25, 11: 0.7, 12: 0.4, 13: 0.6, 14: 1.45, 15: 1.25, 16: 0.75, 17: 0.35}
"""How full an hour is beside the day's mean: peaks at 9–10:30 and 14–15:30."""
WEEKDAYS = {1: 1.25, 2: 1.05, 3: 1.0, 4: 0.95, 5: 0.9, 6: 0.7, 7: 0.6}
LEVELS = ((5, 0.8), (4, 0.13), (3, 0.04), (2, 0.02), (1, 0.01))
USUAL = (Session(480, 510, 690), Session(840, 840, 1020))
"""8:00 make ready, 8:30–11:30 and 14:00–17:00: for a hall whose configuration gives no hours."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How likely what is, for every visit; `load`: how much of the windows' time is asked for."""

    load: float = 0.72
    no_show: float = 0.05
    comes_back: float = 0.4
    hold: float = 0.03
    transfer: float = 0.03
    press: float = 0.62
    phone: float = 0.04
    priority: float = 0.06
    says_start: float = 0.8
    gives_up: float = 0.01
    paper_out: float = 0.05
    """A kiosk on a day."""
    rater_away: float = 0.03
    """A window's rater on a day."""
    power_cut: float = 0.01
    """The hall on a day."""


@dataclass
class Crowd:
    """The chances of one day; the same seed and day give the same ones."""

    plan: HallPlan
    day: str
    seed: int
    visits: int | None = None
    """So many a day at the mean of a week; None = what `habits.load` asks for."""
    habits: Habits = field(default_factory=Habits)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.seed} {self.day}")  # noqa: S311 - not a secret
        self.glances = random.Random(f"{self.seed} {self.day} duty")  # noqa: S311
        of_the_hall = random.Random(self.seed)  # noqa: S311
        self.pace = {s.no: of_the_hall.uniform(0.8, 1.25) for s in self.plan.staff}
        self.charm = {s.no: of_the_hall.uniform(0.4, 1.6) for s in self.plan.staff}
        self.length = {m.id: of_the_hall.uniform(0.6, 1.5) for m in self.plan.matters}
        clerks = sorted(seat.no for seat in seats(self.plan).values())
        odd = [*of_the_hall.sample(clerks, min(3, len(clerks))), "", "", ""]
        self.idler, self.grabber, self.presser = odd[:3]

    def happens(self, probability: float) -> bool:
        return self.chance.random() < probability

    def between(self, least_s: float, most_s: float) -> int:
        """ms"""
        return int(self.chance.uniform(least_s, most_s) * S)

    def next_glance(self) -> int:
        """How long, ms, until the duty officer looks at the alarms again: mostly soon, at times too late."""
        return int(min(self.glances.lognormvariate(log(75), 0.8), 1200) * S)

    def serving_ms(self, queue: str, matter: str, staff: str) -> int:
        """Of a skewed kind: most are short, some are very long. The mean is the queue's usual length, or
        what so many visits leave."""
        usual = self.mean_s(queue) * self.length.get(matter, 1.0) * self.pace.get(staff, 1.0)
        return int(min(self.chance.lognormvariate(log(usual) - 0.18, 0.6), 7200) * S)

    def mean_s(self, queue: str) -> float:
        if self.visits is None:
            return self.plan.queue[queue].service_s * 0.7
        seconds = sum(s.close - s.open for s in hours(self.plan, self.day)) * 60
        return max(20.0, len(seats(self.plan)) * seconds * self.habits.load / self.visits - 45)

    def level(self, staff: str) -> int:
        bad = self.charm.get(staff, 1.0)
        weights = [w if level > 3 else w * bad for level, w in LEVELS]
        return self.chance.choices([level for level, _ in LEVELS], weights)[0]

    def arrivals(self, queue: str) -> Iterator[int]:
        """ms after midnight, in order."""
        sessions = hours(self.plan, self.day)
        seconds = sum(s.close - s.open for s in sessions) * 60
        share = sum(
            1 / len(w.queues)
            for w in self.plan.windows_of[queue]
            if w.id in seats(self.plan) and queue in w.queues
        )
        wanted = share * seconds * self.habits.load / (self.mean_s(queue) + 45)
        wanted *= WEEKDAYS[weekday(self.day)] * self.chance.uniform(0.9, 1.1)
        shape = {h: SHAPE.get(h, 0.5) for s in sessions for h in range(s.open // 60, s.close // 60 + 1)}
        mean = sum(shape[minute // 60] for s in sessions for minute in range(s.open, s.close)) * 60 / seconds
        peak = max(shape.values())
        for session in sessions:
            at = session.open * 60.0
            while (
                at := at + self.chance.expovariate(wanted * peak / mean / seconds)
            ) < session.close * 60 - 300:
                if self.happens(shape[int(at // 3600)] / peak):
                    yield int(at * S)


def hours(plan: HallPlan, day: str) -> tuple[Session, ...]:
    """The sessions of a working day; the usual ones where the hall gives none."""
    if plan.calendar.profiles:
        return plan.calendar.sessions_of(day)
    return USUAL if plan.calendar.is_workday(day) else ()


_seated: dict[int, tuple[HallPlan, Mapping[str, Staff]]] = {}


def seats(plan: HallPlan) -> Mapping[str, Staff]:
    """Window -> who sits there: whoever may, the fewest choices first, each at one."""
    known = _seated.get(id(plan))
    if known and known[0] is plan:
        return known[1]
    free = [s for s in plan.staff if s.roles & {Role.CLERK, Role.LEAD}]
    taken: dict[str, Staff] = {}
    windows = [w for w in plan.windows if w.kind is WindowKind.SERVICE and w.queues]
    for window in sorted(windows, key=lambda w: sum(_may(s, w) for s in free)):
        person = min((s for s in free if _may(s, window)), key=_choices, default=None)
        if person is not None:
            free.remove(person)
            taken[window.id] = person
    _seated[id(plan)] = (plan, taken)
    return taken


def _may(person: Staff, window: Window) -> bool:
    return not person.windows or window.id in person.windows


def _choices(person: Staff) -> int:
    return len(person.windows) or 1000
