"""The pure hall as `Hands`: decide and evolve by a clock of its own, stored as a real day is."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from server.domain import messages as m
from server.domain.cases import BAD_RATING, OVER
from server.domain.decide import decide, next_due
from server.domain.evolve import evolve
from server.domain.facts.calendar import HoursProfile
from server.domain.facts.plan import HallPlan
from server.domain.hall import Hall, HallState
from server.domain.rules.watch import WATCHED
from server.simulation.crowd import MINUTE, USUAL, Crowd, hours
from server.simulation.day import Day
from server.store.log import Batch, Log
from server.store.other_days import midnight
from server.store.settling import settle_due

NEVER = 1 << 62
BATCH = 5000
"""Events of one commit. Nobody waits for an answer, so a disk need not be asked for each visit."""
LOOK_MS = 10_000
"""The hall looks round so long after something happened, and when something falls due; a real one does at
once, which is most of what a command costs it, and nobody stands here and waits to be told."""


def simulated(plan: HallPlan) -> HallPlan:
    """The hall with the hours that its days are simulated by."""
    settings = replace(plan.settings, auto_open=False)
    if plan.calendar.profiles:
        return replace(plan, settings=settings)
    profile = HoursProfile("simulated", "模拟", "01-01", "12-31", USUAL)
    return replace(plan, settings=settings, calendar=replace(plan.calendar, profiles=(profile,)))


def work_days(plan: HallPlan, first: str, count: int) -> list[str]:
    """So many days from this one on, those on which the hall works."""
    days = ((date.fromisoformat(first) + timedelta(days=n)).isoformat() for n in range(count))
    return [day for day in days if hours(plan, day)]


class PureHall:
    """One hall over many days. `refused`: how often the rules said no, by code."""

    def __init__(self, plan: HallPlan, log: Log | None = None) -> None:
        self.plan = plan
        self.log = log
        self.hall = log.load(plan, to_write=True) if log else Hall(plan)
        self.events = 0
        self.visits = 0
        self.refused: dict[str, int] = {}
        self._batch = Batch()
        self._midnight = 0
        self._last = 0
        self._next = 0
        """When the hall looks round again, epoch ms."""

    def day(self, day: str, crowd: Crowd) -> None:
        """The mains on, a day, the mains off."""
        self._midnight = midnight(day, self.plan.timezone)
        boots = hours(self.plan, day)[0].prep * MINUTE - 5 * MINUTE
        gap = max(0, self._midnight + boots - self._last) if self._last else 0
        start = m.StartDay(
            at=self._midnight + boots, actor="system", day=day, midnight=self._midnight, gap_ms=gap
        )
        self._command(start)
        Day(self.plan, crowd, self).run()
        self.visits += sum(t.state.value == "finished" for t in self.hall.tickets.values())
        self._batch.alive_at = self._last
        self._flush()
        if self.log is not None:
            settle_due(self.log.database, self.plan.reports)

    def do(self, at: int, what: str, who: str, **how: Any) -> dict[str, Any] | None:
        at += self._midnight
        self._clock(at)
        return getattr(self, f"_do_{what}")({"at": max(at, self.hall.last_at), "actor": who}, **how)  # type: ignore[no-any-return]

    # ------------------------------------------------------------ the writer's way

    def _clock(self, at: int) -> None:
        """What fell due before now happened when it was due."""
        while self._next <= at:
            now = max(self._next, self.hall.last_at)
            told = self._store(decide(self.hall, m.Tick(at=now, actor="system")))
            due = next_due(self.hall)
            soonest = now + LOOK_MS if told else NEVER
            self._next = max(now + 1, soonest if due is None else min(due, soonest))

    def _command(self, command: m.Command) -> list[m.Event] | None:
        answer = decide(self.hall, command)
        if isinstance(answer, m.Refusal):
            self.refused[answer.code] = self.refused.get(answer.code, 0) + 1
            self._store(list(answer.events))
            return None
        if self._store(answer):
            self._next = min(self._next, command.at + LOOK_MS)
        return answer

    def _store(self, events: Any) -> list[m.Event]:
        for event in events:
            evolve(self.hall, event)
            self._batch.add(self.hall, event)
        self.events += len(events)
        self._last = self.hall.last_at
        if len(self._batch.events) >= BATCH:
            self._flush()
        return list(events)

    def _flush(self) -> None:
        if self.log is not None and self._batch:
            self.log.append(self._batch)
        self._batch = Batch()

    # ------------------------------------------------------------ what people do

    def _at_window(
        self, command: type[m.AtWindow], who: Any, window: str, **more: Any
    ) -> dict[str, Any] | None:
        events = self._command(command(**who, window=window, **more))
        return None if events is None else {}

    def _do_take(self, who: Any, **how: Any) -> dict[str, Any] | None:
        events = self._command(m.TakeNumber(**who, **how))
        taken = next((e for e in events or () if isinstance(e, m.NumberTaken)), None)
        return {"id": taken.ticket, "token": taken.token} if taken else None

    def _do_slip(self, who: Any, **how: Any) -> dict[str, Any] | None:
        return {} if self._command(m.ReportSlip(**who, **how)) is not None else None

    def _do_keep(self, who: Any, ticket: str) -> dict[str, Any] | None:
        return {} if self._command(m.KeepTicket(**who, ticket=ticket)) is not None else None

    def _do_cancel(self, who: Any, ticket: str) -> dict[str, Any] | None:
        return {} if self._command(m.CancelTicket(**who, ticket=ticket)) is not None else None

    def _do_requeue(self, who: Any, ticket: str) -> dict[str, Any] | None:
        return {} if self._command(m.RequeueTicket(**who, ticket=ticket)) is not None else None

    def _do_wake(self, who: Any, ticket: str) -> dict[str, Any] | None:
        return {} if self._command(m.WakeTicket(**who, ticket=ticket)) is not None else None

    def _do_press(self, who: Any, window: str, level: int, ticket: str) -> dict[str, Any] | None:
        del ticket
        return self._at_window(m.PressRating, who, window, level=level, channel="rater")

    def _do_phone(self, who: Any, token: str, level: int) -> dict[str, Any] | None:
        events = self._command(m.RateVisit(**who, token=token, level=level, channel="phone"))
        return None if events is None else {}

    def _do_sign_in(self, who: Any, window: str, staff: str) -> dict[str, Any] | None:
        return self._at_window(m.SignIn, who, window, staff=staff)

    def _do_call(self, who: Any, window: str) -> dict[str, Any] | None:
        events = self._command(m.CallNext(**who, window=window))
        called = next((e for e in events or () if isinstance(e, m.TicketCalled)), None)
        return {"id": called.ticket, "queue": self.hall.tickets[called.ticket].queue} if called else None

    def _do_recall(self, who: Any, window: str) -> dict[str, Any] | None:
        return self._at_window(m.Recall, who, window)

    def _do_start(self, who: Any, window: str) -> dict[str, Any] | None:
        return self._at_window(m.StartService, who, window)

    def _do_pass(self, who: Any, window: str) -> dict[str, Any] | None:
        return self._at_window(m.Pass, who, window)

    def _do_finish(self, who: Any, window: str) -> dict[str, Any] | None:
        return self._at_window(m.Finish, who, window)

    def _do_hold(self, who: Any, window: str) -> dict[str, Any] | None:
        return self._at_window(m.Hold, who, window, kind="away_no_papers")

    def _do_transfer(self, who: Any, window: str, id: str) -> dict[str, Any] | None:
        return self._at_window(m.Transfer, who, window, to="queue", id=id, slip=False)

    def _do_suspend(self, who: Any, window: str, reason: str) -> dict[str, Any] | None:
        return self._at_window(m.Suspend, who, window, reason=reason)

    def _do_resume(self, who: Any, window: str) -> dict[str, Any] | None:
        return self._at_window(m.Resume, who, window)

    def _do_cases(self, who: Any) -> dict[str, Any]:
        steps: tuple[dict[str, str], ...] = (
            {"step": "take"},
            {"step": "contact", "form": "reached", "text": "已电话联系"},
            {"step": "result", "result": "explained", "text": "已作解释"},
        )
        for case in [c for c in self.hall.casebook.values() if c.kind == BAD_RATING and c.state not in OVER]:
            for step in steps:
                self._command(m.WorkCase(**who, case=case.id, **step))  # type: ignore[arg-type]
        return {}

    def _do_alarms(self, who: Any) -> dict[str, Any]:
        free = tuple(alarm.id for alarm in self.hall.alarms.values() if not alarm.owner)
        mine = [a.id for a in self.hall.alarms.values() if a.owner and a.kind not in WATCHED]
        for alarm in mine:  # taken at the last look, seen to since
            self._command(m.AnswerAlarm(**who, alarm=alarm, note="已到现场了解"))
        if free:
            self._command(m.TakeAlarms(**who, alarms=free))
        return {}

    def _do_power_cut(self, who: Any, gap_ms: int) -> dict[str, Any]:
        self._flush()
        back = {**who, "at": who["at"] + gap_ms}
        self._command(m.StartDay(**back, day=self.hall.day, midnight=self._midnight, gap_ms=gap_ms))
        return {}

    def _do_recover(self, who: Any) -> dict[str, Any] | None:
        return {} if self._command(m.RecoverHall(**who)) is not None else None

    def _do_close(self, who: Any, late: bool) -> dict[str, Any] | None:
        """The officer closes when nobody waits or is in hand; who came back from nowhere waits no longer."""
        hall = self.hall
        if hall.waiting_total() and not late:
            return None
        self._command(m.CloseHall(**who))
        return {} if hall.state is HallState.CLOSED else None
