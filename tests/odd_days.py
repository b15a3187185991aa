"""Days on which everything odd happens that the simulated crowd never does: calls undone, hand-overs in the
middle of a service, holds over noon, outages with paper, days that are closed late or never, levels of the
day before, second and appealed ones. Whatever the rules refuse is left out; chance comes from a seed.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from server.domain import messages as m
from server.domain.facts.plan import HallPlan, Role, Staff
from server.simulation.pure import PureHall
from server.store.log import Log
from server.store.other_days import midnight
from server.store.settling import settle_due
from tests.halls import ANN, BEN, DUTY, EVE, SERVICE_WINDOWS, TIMED, S

MINUTE, HOUR = 60 * S, 3600 * S
FAY, BOSS = "zx-fay", "zx-boss"
ODD: HallPlan = replace(
    TIMED,
    staff=(
        *TIMED.staff,
        Staff(FAY, "=费雅", "税务窗口", frozenset({Role.LEAD, Role.CLERK})),
        Staff(BOSS, "鲍司", "中心", frozenset({Role.MANAGER})),
    ),
    settings=replace(TIMED.settings, stand_ins_listed=False, gap_s=60, undo_s=30),
)
QUEUES = ("social", "tax")
CLERKS = (ANN, BEN, EVE, FAY)
STEPS: tuple[dict[str, Any], ...] = (
    {"step": "take"},
    {"step": "contact", "form": "reached", "text": "已联系"},
    {"step": "result", "result": "not_adopted", "text": "无事实依据"},
    {"step": "appeal", "text": "不服"},
    {"step": "second", "second": 5},
)


class OddHall(PureHall):
    """`days`: from the first, each an odd one; the last is never closed."""

    def __init__(self, log: Log | None, seed: int, plan: HallPlan = ODD) -> None:
        super().__init__(plan, log)
        self.chance = random.Random(seed)
        self.now = self.tokens = 0

    def days(self, *days: str, acts: int = 300) -> None:
        for n, day in enumerate(days):
            self._begin(day)
            while (hour := self.now - self._midnight) < 17 * HOUR + 20 * MINUTE:
                quiet = hour < 8 * HOUR + 25 * MINUTE or 12 * HOUR < hour < 13 * HOUR + 50 * MINUTE
                self._passes(int(self.chance.expovariate(acts / (7 * HOUR)) * (3 if quiet else 1)))
                self._act()
            if n + 1 < len(days):
                self._evening()
        self._flush()

    def _flush(self) -> None:
        """Somebody looks for days to settle whenever something is stored: some go on after that."""
        super()._flush()
        if self.log is not None:
            settle_due(self.log.database, self.plan.reports)

    def _begin(self, day: str) -> None:
        late = self.chance.choice((0, 0, 70 * MINUTE))
        self._midnight = midnight(day, self.plan.timezone)
        self.now = max(self.now, self._midnight + 8 * HOUR + late)
        self.one(m.StartDay, day=day, midnight=self._midnight, gap_ms=10 * HOUR if self._last else 0)
        self._passes(S)
        self._sits_down()

    def _passes(self, ms: int) -> None:
        self.now += max(1, ms)
        self._clock(self.now)
        self.now = max(self.now, self.hall.last_at)
        if self.chance.random() < 0.1:
            self._flush()

    def one(self, command: type[m.Command], actor: str = f"staff:{DUTY}", **what: Any) -> None:
        self._command(command(at=self.now, actor=actor, **what))

    def at(self, command: type[m.Command], window: str, **what: Any) -> None:
        staff = self.hall.desks[window].staff or ANN
        self.one(command, f"staff:{staff}", window=window, **what)

    def _where(self, window: str, *states: str) -> str:
        """The window drawn, or mostly one where it can be."""
        fit = [w for w in SERVICE_WINDOWS if self.hall.desks[w].state.value in states]
        return window if window in fit or not fit else self.chance.choice(fit)

    def _some(self, *states: str) -> str:
        """A ticket in one of these states, if any is."""
        fit = [t.id for t in self.hall.tickets.values() if t.state.value in states]
        return self.chance.choice(fit) if fit else "nobody"

    def _token(self) -> str:
        self.tokens += 1
        return f"t{self.tokens:08d}"

    # ------------------------------------------------------------ what may come next

    def _act(self) -> None:
        window = self.chance.choice(SERVICE_WINDOWS)
        acts: dict[Callable[[str], None], float] = {
            self._takes: 9,
            self._calls: 12,
            self._goes_on: 18,
            self._sends_on: 3,
            self._presses: 6,
            self._on_the_phone: 2,
            self._pauses: 3,
            self._changes_places: 2,
            self._comes_back: 4,
            self._leaves: 1,
            self._moves_people: 1,
            self._stops: 0.7,
            self._writes_in: 3,
            self._looks_into: 1,
        }
        self.chance.choices(list(acts), list(acts.values()))[0](window)

    def _takes(self, _: str) -> None:
        lane = self.chance.choice(("normal", "normal", "normal", "priority"))
        reason = "" if lane == "normal" else "军人"
        queue = self.chance.choice(QUEUES)
        self.one(m.TakeNumber, queue=queue, token=self._token(), lane=lane, reason=reason)

    def _calls(self, window: str) -> None:
        window = self._where(window, "idle")
        match self.chance.randrange(8):
            case 0:
                chosen = self._some("waiting", "passed", "held")
                self.at(m.CallChosen, window, ticket=chosen, reason="在场")
            case 1:
                self.at(
                    m.WalkIn, window, queue=self.chance.choice(QUEUES), token=self._token(), reason="急事"
                )
            case _:
                self.at(m.CallNext, window)
        if self.chance.random() < 0.15:
            self._passes(self.chance.randrange(20 * S))
            self.at(m.UndoCall, window)

    def _goes_on(self, window: str) -> None:
        """The next thing that happens to whoever is in hand; sometimes at once."""
        window = self._where(window, "calling", "serving")
        what = self.chance.choices(
            (m.StartService, m.Finish, m.Hold, m.Pass, m.ReturnToFront, m.Recall, m.HandOver),
            (6, 9, 2, 1.5, 1, 1, 1.5),
        )[0]
        how: dict[type[m.Command], dict[str, Any]] = {
            m.Hold: {"kind": "away_no_papers"},
            m.ReturnToFront: {"reason": "叫错"},
            m.HandOver: {"to": self.chance.choice(CLERKS)},
        }
        self.at(what, window, **how.get(what, {}))

    def _sends_on(self, window: str) -> None:
        window = self._where(window, "serving")
        to = self.chance.choice((*QUEUES, *SERVICE_WINDOWS))
        kind = "queue" if to in QUEUES else "window"
        self.at(m.Transfer, window, to=kind, id=to, come_back=self.chance.random() < 0.5, slip=False)

    def _presses(self, window: str) -> None:
        window = self._where(window, "serving")
        self.at(m.Finish, window)
        self._passes(self.chance.choice((500, 2_900, 3_000, 9_000, 40_000)))
        self.one(
            m.PressRating,
            f"device:rater-{window}",
            window=window,
            level=self.chance.randint(0, 5),
            channel=self.chance.choice(("rater", "tablet")),
        )

    def _on_the_phone(self, _: str) -> None:
        """Of today, of yesterday, or for the second time."""
        token = f"t{max(1, self.tokens - self.chance.randrange(30)):08d}"
        self.one(m.RateVisit, "visitor", token=token, level=self.chance.randint(1, 5), channel="phone")
        if self.chance.random() < 0.5:
            self.one(m.EnterCard, ticket=self._some("finished"), level=self.chance.randint(1, 5))

    def _pauses(self, window: str) -> None:
        window = self._where(window, "suspended") if self.chance.random() < 0.7 else window
        if self.hall.desks[window].state.value == "suspended":
            self.at(m.Resume, window)
        else:
            self.at(m.Suspend, window, reason="取材料")

    def _sits_down(self, *_: object) -> None:
        for window, staff in zip(SERVICE_WINDOWS, self.chance.sample(CLERKS, 3), strict=True):
            self.one(m.SignIn, f"staff:{staff}", window=window, staff=staff)

    def _changes_places(self, window: str) -> None:
        self.at(m.SignOut, window, reason="有事")
        if self.chance.random() < 0.7:
            self._passes(self.chance.randrange(5 * MINUTE))
            self._sits_down()

    def _comes_back(self, _: str) -> None:
        if self.chance.random() < 0.5:
            self.one(m.RequeueTicket, ticket=self._some("passed"))
        else:
            self.one(m.WakeTicket, ticket=self._some("held"))

    def _leaves(self, _: str) -> None:
        if self.chance.random() < 0.7:
            self.one(m.CancelTicket, ticket=self._some("waiting", "called", "passed", "held"))
        else:
            self.one(m.VoidTicket, ticket=self._some("waiting", "passed"), reason="重复")

    def _moves_people(self, window: str) -> None:
        source, to = self.chance.sample(QUEUES, 2)
        self.one(m.MoveWaiting, of="queue", source=source, to="queue", id=to, reason="系统故障")
        self.one(m.AssignQueues, window=window, queues=(to, source), reason="人多", confirmed=True)

    def _looks_into(self, _: str) -> None:
        """A level that is explained, not adopted, appealed against or followed by another stays (2.1)."""
        for case in list(self.hall.casebook):
            self.one(m.WorkCase, case=case, **self.chance.choice(STEPS))

    # ------------------------------------------------------------ what stops the hall

    def _stops(self, _: str) -> None:
        match self.chance.randrange(4):
            case 0:
                gap = self.chance.choice((20 * S, 5 * MINUTE, 25 * MINUTE))
                self.now += gap
                self.one(m.StartDay, day=self.hall.day, midnight=self._midnight, gap_ms=gap)
            case 1:
                self.one(m.DeclareOutage, reason="停电", short=self.chance.random() < 0.5)
            case 2:
                self.one(m.ExtendHall)
            case _:
                self.one(m.OpenHall)
        self._passes(self.chance.randrange(15 * MINUTE))
        self._writes_in("")
        if self.chance.random() < 0.8:
            self.one(m.RecoverHall)

    def _writes_in(self, _: str) -> None:
        """What paper tells: of a number of the machine, or of the pads."""
        paper = f"{self.chance.choice('AB')}{self.chance.randint(801, 899)}"
        known = self._some("waiting", "called", "serving", "held", "passed").rpartition("-")[2]
        ended = self.now - self.chance.randrange(1, 10) * MINUTE
        self.one(
            m.BackEnter,
            number=self.chance.choice((paper, known)),
            outcome=self.chance.choice(("waiting", "finished", "finished", "void")),
            window=self.chance.choice(SERVICE_WINDOWS),
            staff=self.chance.choice(CLERKS),
            taken_at=ended - 20 * MINUTE,
            ended_at=ended,
            reason="手工",
        )
        if self.chance.random() < 0.5:
            self.one(m.RecoverHall)

    def _evening(self) -> None:
        """Closed late, with things that come after it; or left to the next morning, the machine on or off."""
        how = self.chance.choice(("closed", "closed", "left", "over midnight"))
        while how == "closed" and self.hall.state.value != "closed":
            for window in SERVICE_WINDOWS:
                self.at(self.chance.choice((m.CallNext, m.StartService, m.Finish)), window)
            self._passes(self.chance.randrange(6 * MINUTE))
            self.one(m.RecoverHall)
            self.one(m.CloseHall)
        if how == "over midnight":
            self._passes(max(0, self._midnight + 24 * HOUR + 5 * MINUTE - self.now))
            for window in SERVICE_WINDOWS:
                self._goes_on(window)
                self._presses(window)
        for _ in range(6):
            self._on_the_phone("")
            self._looks_into("")
        self.one(
            m.GradeWindow,
            f"staff:{BOSS}",
            window=self.chance.choice(SERVICE_WINDOWS),
            period=self.chance.choice((self.hall.day[:7], "2026-Q4")),
            grade=self.chance.choice(("好", "较好", "一般", "差", "")),
            note="=1+1",
        )
