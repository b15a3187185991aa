"""The hall on which a scenario is played: commands go in, the clock runs, everything that happens is kept.

It does what the executor does, without threads and without a clock of its own: a `Tick` whenever one is due
and after each command, `NewDay` at midnight, the log as rows of text, the state rebuilt from them at a start.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from typing import Any
from zoneinfo import ZoneInfo

from server.domain import messages as m
from server.domain.answers import answer
from server.domain.decide import decide, next_due
from server.domain.evolve import evolve
from server.domain.facts.plan import HallPlan
from server.domain.hall import Hall
from server.domain.texts.refusals import refusal_text
from server.domain.ticket import Slip, Ticket
from server.domain.words.speech import spoken
from tests.halls import picture

STUCK = 1000
"""So many ticks at one moment mean that the hall never comes to rest."""


class Odd(AssertionError):
    """Something happened on the stage that no scenario may bring about."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the hall's voice; `floor` is "" where every floor hears it."""

    text: str
    floor: str


@dataclass(slots=True)
class Outcome:
    """How a command ended. `code` is empty for a yes."""

    code: str = ""
    text: str = ""
    body: dict[str, Any] = field(default_factory=dict)


class Stage:
    def __init__(self, plan: HallPlan, day: str) -> None:
        self.plan = plan
        self.zone = ZoneInfo(plan.timezone)
        self.hall = Hall(plan)
        self.rows: list[dict[str, Any]] = []
        self.said: list[Said] = []
        self.healths: dict[str, Any] = {}
        self.power = False
        self.day = day
        self.now = self.ms("00:00")
        self.slip = "now"
        self._agenda: list[tuple[int, int, Callable[[], None]]] = []
        self._queued = 0
        self._tokens = 0
        self._off_at: int | None = None

    # ------------------------------------------------------------ time

    def ms(self, text: str) -> int:
        """ "08:30", "08:30:05.250" of the present day, or with a date before it, as epoch ms."""
        day, _, clock = text.rpartition(" ")
        moment = datetime.fromisoformat(f"{day or self.day}T{clock}")
        return int(moment.replace(tzinfo=self.zone).timestamp() * 1000 + 0.5)

    def clock(self, ms: int) -> str:
        """Epoch ms as scenarios write it."""
        moment = datetime.fromtimestamp(ms / 1000, self.zone)
        clock = f"{moment:%H:%M:%S}" + (f".{ms % 1000:03d}" if ms % 1000 else "")
        return clock if f"{moment:%Y-%m-%d}" == self.day else f"{moment:%Y-%m-%d} {clock}"

    def later(self, at: int, deed: Callable[[], None]) -> None:
        """Do this when the time has come."""
        self._queued += 1
        heappush(self._agenda, (at, self._queued, deed))

    def run_to(self, at: int) -> None:
        """Let the time pass up to and with `at`: what is due happens at its hour, in its order."""
        while (moment := self._next_moment()) is not None and moment <= at:
            self.now = max(self.now, moment)
            if self._agenda and self._agenda[0][0] <= self.now:
                heappop(self._agenda)[2]()
            elif self.power and self.now >= self._midnight(self.day) + 86_400_000:
                self._midnight_passes()
            else:
                self._tick_until_quiet()
        self.now = max(self.now, at)

    def _next_moment(self) -> int | None:
        moments = [self._agenda[0][0]] if self._agenda else []
        if self.power:
            moments.append(self._midnight(self.day) + 86_400_000)
            due = next_due(self.hall)
            moments += [] if due is None else [due]
        return min(moments, default=None)

    def _tick_until_quiet(self) -> None:
        """What happened may make something due: ticks follow until one finds nothing to do."""
        for _ in range(STUCK):
            before = len(self.rows)
            self._decide(m.Tick(at=self._at(), actor="system"))
            if len(self.rows) == before:
                break
        else:
            raise Odd(f"{self.clock(self.now)}: the hall never comes to rest")
        if (due := next_due(self.hall)) is not None and due <= self.now:
            raise Odd(f"{self.clock(self.now)}: something is due, and a tick does nothing")

    def _at(self) -> int:
        """The time of the log never runs backwards."""
        return max(self.now, self.hall.last_at)

    def _midnight(self, day: str) -> int:
        return self.ms(f"{day} 00:00")

    def _midnight_passes(self) -> None:
        self.day = (date.fromisoformat(self.day) + timedelta(days=1)).isoformat()
        self._decide(m.NewDay(at=self._at(), actor="system", **self._a_day()))

    # ------------------------------------------------------------ power

    def switch_off(self) -> None:
        self.power = False
        self._agenda.clear()
        self._off_at = self.now

    def switch_on(self, last_alive: int | None) -> None:
        """The hall is rebuilt from its rows, and must be the one that was; then the day begins or goes on."""
        self.hall = self.rebuilt()
        self.power = True
        alive = self._off_at if last_alive is None else last_alive
        gap = 0 if alive is None else max(0, self.now - alive)
        self._decide(m.StartDay(at=self.now, actor="system", gap_ms=gap, **self._a_day()))
        self._tick_until_quiet()

    def rebuilt(self) -> Hall:
        """What the log makes of the newest day."""
        hall = Hall(self.plan)
        for row in self.rows:
            if row["day"] == self.rows[-1]["day"]:
                hall.seq = hall.seq or row["seq"] - 1
                evolve(hall, m.from_record(row["type"], row["at"], row["actor"], json.loads(row["body"])))
        if self.rows and picture(hall) != picture(self.hall):
            raise Odd(f"{self.clock(self.now)}: the log makes another hall than the one that was")
        return hall

    def _a_day(self) -> dict[str, Any]:
        """What a day must be told of other days: bookings for it, and the hand edits of the calendar."""
        booked, edits = {}, {}
        for row in self.rows:
            body = json.loads(row["body"])
            if row["type"] == m.AppointmentBooked.type and body["day"] == self.day:
                booked[body["code"]] = m.Booking(**body)
            elif row["type"] == m.DaySet.type and body["date"] >= self.day:
                edits[body["date"]] = body
        return {
            "day": self.day,
            "midnight": self._midnight(self.day),
            "bookings": tuple(booked.values()),
            "edits": tuple(edits.values()),
        }

    # ------------------------------------------------------------ commands

    def give(self, command: type[m.Command], actor: str, fields: dict[str, Any]) -> Outcome:
        """Somebody wants something, now."""
        if not self.power:
            raise Odd(f"{self.clock(self.now)}: {command.__name__}, and the power is off")
        wanted = command(at=self._at(), actor=actor, **fields)
        outcome = self._decide(wanted)
        self._tick_until_quiet()
        return outcome

    def token(self) -> str:
        self._tokens += 1
        return f"secret-{self._tokens}"

    def ticket(self, number: str) -> Ticket | None:
        return next((t for t in self.hall.tickets.values() if t.number == number), None)

    def queue(self, name: str) -> str:
        """A queue's id, by itself or by the letter on its tickets; another text stays what it is."""
        return next((q.id for q in self.plan.queues if name in (q.id, q.prefix)), name)

    def _decide(self, command: m.Command) -> Outcome:
        decision = decide(self.hall, command)
        events = decision.events if isinstance(decision, m.Refusal) else decision
        for event in events:
            evolve(self.hall, event)
            body = json.dumps(m.to_record(event), ensure_ascii=False)
            row = {"seq": self.hall.seq, "day": self.hall.day, "at": event.at, "type": event.type}
            self.rows.append(row | {"actor": event.actor, "body": body})
            self._speak(event)
        for event in events:
            if isinstance(event, m.NumberTaken):
                self._paper(event.ticket)
        if isinstance(decision, m.Refusal):
            return Outcome(decision.code, refusal_text(decision.code, decision.params)[0])
        return Outcome(body=answer(self.hall, command, events))

    def _speak(self, event: m.Event) -> None:
        said = spoken(self.hall, event)
        if said:
            window = self.plan.window.get(getattr(event, "window", ""))
            self.said.append(Said(said.text, window.floor if window else ""))

    def _paper(self, ticket: str) -> None:
        """The kiosk's printer: at once, at a time, never, or not at all for a cause."""
        if self.hall.tickets[ticket].slip is not Slip.PENDING or self.slip == "never":
            return
        timed = self.slip[0].isdigit()
        printed = timed or self.slip == "now"
        report = {"ticket": ticket, "printed": printed, "cause": "" if printed else self.slip}
        self.later(
            self.ms(self.slip) if timed else self.now,
            lambda: _reported(self.give(m.ReportSlip, "system", report)),
        )


def _reported(outcome: Outcome) -> None:
    if outcome.code:
        raise Odd(f"the printer was told {outcome.code}")
