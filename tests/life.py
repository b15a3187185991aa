"""A hall for tables of rules: short words for what people do, and everything that happened."""

from dataclasses import replace
from typing import Any

from server.domain import messages as m
from server.domain.decide import decide, next_due
from server.domain.evolve import evolve
from server.domain.facts.calendar import Calendar, HoursProfile
from server.domain.facts.plan import Floor, HallPlan, Queue, Role, Staff, Window
from server.domain.facts.settings import Settings
from server.domain.hall import Hall
from server.domain.ticket import Ticket
from tests.halls import S, ms, sessions

NINE = 9 * 3600 * 1000
TODAY = "2026-11-24"
"""A Tuesday."""
LOOKS = 100


class Life:
    """A hall that is open. Time moves a second with every deed; `at` may be moved by hand."""

    def __init__(
        self,
        queues: str = "A",
        windows: dict[str, str] | None = None,
        backup: dict[str, str] | None = None,
        **settings: Any,
    ) -> None:
        windows = windows or {"w1": "A"}
        self.hall = Hall(_plan(queues, windows, backup or {}, Settings(**settings)))
        self.log: list[m.Event] = []
        self.at = NINE
        self.begin()

    def begin(self) -> None:
        self.do(m.StartDay, day=TODAY)
        self.do(m.OpenHall)

    def do(self, command: type[m.Command], window: str | None = None, **what: Any) -> list[m.Event]:
        """It happens, or the test fails with the refusal."""
        answer = decide(self.hall, self._made(command, window, what))
        assert not isinstance(answer, m.Refusal), answer
        for event in answer:
            evolve(self.hall, event)
        self.log += answer
        return answer

    def refused(self, command: type[m.Command], window: str | None = None, **what: Any) -> str:
        """The code of the no."""
        answer = decide(self.hall, self._made(command, window, what))
        assert isinstance(answer, m.Refusal), answer
        for event in answer.events:
            evolve(self.hall, event)
        return answer.code

    def _made(self, command: type[m.Command], window: str | None, what: dict[str, Any]) -> m.Command:
        self.at += 1000
        given: dict[str, Any] = {"at": self.at, "actor": "system"}
        return command(**(given | ({"window": window} if window else {}) | what))

    def take(self, queue: str, times: int = 1, lane: str = "normal") -> None:
        reason = "" if lane == "normal" else "出示证件"
        for _ in range(times):
            self.do(
                m.TakeNumber, actor="staff:D01", queue=queue, token=f"t{self.at}", lane=lane, reason=reason
            )

    def sign_in(self, window: str) -> None:
        self.do(m.SignIn, window, staff=self.staff_at(window))

    @staticmethod
    def staff_at(window: str) -> str:
        return f"1{window}"

    def call(self, window: str) -> tuple[str, str]:
        """(number, reason) of the next call."""
        called = next(e for e in self.do(m.CallNext, window) if isinstance(e, m.TicketCalled))
        return self.hall.tickets[called.ticket].number, called.reason

    def calls(self, window: str, times: int) -> list[str]:
        """The numbers of so many calls, each finished."""
        numbers = []
        for _ in range(times):
            if self.hall.desks[window].ticket:
                self.finish(window)
            numbers.append(self.call(window)[0])
            self.finish(window)
        return numbers

    def finish(self, window: str) -> None:
        self.do(m.Finish, window)

    def gap(self, ms: int) -> None:
        """Nobody was alive for so long; the duty officer then resumes."""
        self.at += ms
        self.do(m.StartDay, day=TODAY, gap_ms=ms)
        self.do(m.RecoverHall)

    def id(self, number: str) -> str:
        return f"20261124-{number}"

    def ticket(self, number: str) -> Ticket:
        return self.hall.tickets[self.id(number)]

    def events(self, type_: type[m.Event]) -> list[Any]:
        return [event for event in self.log if isinstance(event, type_)]


HALF_DAYS = ("8:30-11:30", "14:00-17:00")
NO_HOURS = ("0:00-0:01",)
"""A hall that says nothing of its hours."""


class TimedLife(Life):
    """A hall with hours, where the clock is looked at as the executor does. Times are those of the wall."""

    def __init__(
        self, *hours: str, day: str = TODAY, at: str = "8:00", calendar: Calendar | None = None, **more: Any
    ) -> None:
        profile = HoursProfile("all", "全年", "01-01", "12-31", sessions(*(hours or HALF_DAYS)))
        profiles = (profile,) if hours != NO_HOURS else ()
        self.calendar = replace(calendar or Calendar(), profiles=profiles)
        self.day, self.first = day, at
        self.queues: dict[str, dict[str, Any]] = more.pop("limits", {})
        super().__init__(**({"min_staff": 0, "unmanned_s": 0, "waiting_alarm": 0} | more))

    def begin(self) -> None:
        plan = self.hall.plan
        queues = tuple(replace(q, **self.queues.get(q.id, {})) for q in plan.queues)
        self.hall = Hall(replace(plan, calendar=self.calendar, queues=queues))
        self.at = ms(self.first) - S
        self.do(m.StartDay, day=self.day)
        self.look()

    def look(self) -> list[m.Event]:
        """What is due now, until nothing is."""
        seen: list[m.Event] = []
        for _ in range(LOOKS):
            events = decide(self.hall, m.Tick(at=self.at, actor="system"))
            assert not isinstance(events, m.Refusal)
            if not events:
                return seen
            for event in events:
                evolve(self.hall, event)
            seen += events
        raise AssertionError(f"the clock never rests: {seen[-3:]}")

    def clock(self, at: str) -> list[m.Event]:
        """Time passes; everything that became due in between happened when it was due."""
        until, seen = ms(at), []
        while (due := next_due(self.hall)) is not None and due <= until:
            self.at = max(self.at, due)
            seen += self.look()
        self.at = until
        seen += self.look()
        self.log += seen
        return seen

    def boot(self, at: str, gap: str = "") -> list[m.Event]:
        """Switched on again; nobody was alive since `gap`."""
        self.at = ms(at) - S
        gap_ms = ms(at) - ms(gap) if gap else 0
        return self.do(m.StartDay, day=self.day, gap_ms=gap_ms) + self.look()


def _plan(queues: str, windows: dict[str, str], backup: dict[str, str], settings: Settings) -> HallPlan:
    officers = Staff("D01", "值班员", "中心", frozenset({Role.DUTY, Role.HELP_DESK}))
    return HallPlan(
        code="life",
        name="大厅",
        name_en="Hall",
        timezone="Asia/Shanghai",
        floors=(Floor("1", "一楼", "Floor 1"),),
        queues=tuple(Queue(q, q, f"业务{q}", f"Service {q}", "单位") for q in queues),
        matters=(),
        windows=tuple(
            Window(
                id=id_,
                no=id_[1:],
                label=f"{id_[1:]}号窗口",
                label_en=f"Window {id_[1:]}",
                floor="1",
                units=("单位",),
                queues=tuple(served),
                backup_queues=tuple(backup.get(id_, "")),
            )
            for id_, served in windows.items()
        ),
        staff=(officers, *(Staff(Life.staff_at(id_), f"工作人员{id_}", "单位") for id_ in windows)),
        kiosks=(),
        screens=(),
        devices=(),
        settings=settings,
    )
