"""A hall for tables of rules: short words for what people do, and everything that happened."""

from typing import Any

from server.domain import messages as m
from server.domain.decide import decide
from server.domain.evolve import evolve
from server.domain.hall import Hall
from server.domain.plan import Floor, HallPlan, Queue, Role, Settings, Staff, Window
from server.domain.ticket import Ticket

NINE = 9 * 3600 * 1000


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
        self.do(m.StartDay, day="2026-11-24")
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
        self.do(m.StartDay, day="2026-11-24", gap_ms=ms)
        self.do(m.RecoverHall)

    def id(self, number: str) -> str:
        return f"20261124-{number}"

    def ticket(self, number: str) -> Ticket:
        return self.hall.tickets[self.id(number)]

    def events(self, type_: type[m.Event]) -> list[Any]:
        return [event for event in self.log if isinstance(event, type_)]


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
