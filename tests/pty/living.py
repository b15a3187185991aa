"""A hall on emulated devices: executor, delivery, buses and ptys, without its web."""

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

from caller.keypad import keypad_command
from kiosk.slip import ticket_slip
from server.delivery import Delivery
from server.delivery.stands import SETTLE_MS
from server.domain import messages as m
from server.domain.facts.plan import Device, HallPlan
from server.executor import Executor, wall_clock
from server.store.database import Database
from tests.halls import ANN, DAY, plan_with
from tests.serving import wait_until


class Life:
    """One hall on emulated devices; `restart` is a new process as far as its devices can tell."""

    def __init__(self, bench: Any, folder: Path) -> None:
        self.bench = bench
        self._url = f"sqlite:///{folder / 'hall.db'}"
        self._tokens = map(str, itertools.count())
        self.far: dict[str, Any] = {}
        self.plan: HallPlan = plan_with()
        self.clock = wall_clock
        self.more: dict[str, Any] = {}
        """What else the plan says."""
        self._open = False

    def resolve(self, url: str) -> str:
        name = url.removeprefix("emulator://")
        return str(self.far[name].tty) if name in self.far else url

    def far_end(self, kind: str, name: str, **options: object) -> Any:
        self.far[name] = self.bench.emulator(kind, name, **options)
        return self.far[name]

    def begin(self, *devices: Device, **settings: Any) -> None:
        self.plan = replace(plan_with(auto_open=True, **settings), devices=devices, **self.more)
        self._start()
        self.do(m.SignIn, window="w1", staff=ANN)

    def _start(self) -> None:
        self.database = Database(self._url, self.plan.code)
        self.executor = Executor(self.database, self.plan, self.clock)
        self.executor.start(DAY)
        self.delivery = Delivery(
            self.executor,
            layout=ticket_slip,
            grammar=lambda key, digits, **where: keypad_command(self.plan, key, digits, **where),
            phone_base="http://hall.example",
            resolve=self.resolve,
        )
        self.delivery.start()
        self._open = True

    def stop(self) -> None:
        if self._open:
            self.delivery.stop()
            self.executor.stop()
            self.database.close()
            self._open = False

    def restart(self) -> None:
        self.stop()
        self._start()

    def do(self, command: Any, **fields: Any) -> dict[str, Any]:
        outcome = self.executor.submit(lambda *, at: command(at=at, actor="test", **fields)).result()
        assert not outcome.code, outcome
        return outcome.body

    def take(self, kiosk: str | None = None) -> str:
        """A number of window 1 to 2's queue."""
        self.do(m.TakeNumber, queue="social", token=next(self._tokens), kiosk=kiosk)
        return self.executor.read(lambda hall: next(reversed(hall.tickets)))

    def call(self, window: str = "w1") -> str:
        ticket = self.take()
        self.do(m.CallNext, window=window)
        return ticket

    def ticket(self, ticket: str) -> Any:
        return self.executor.read(lambda hall: replace(hall.tickets[ticket]))

    def settled(self) -> None:
        """Whatever anybody did last has stood for so long that a key may act on it."""
        last: int = self.executor.read(lambda hall: hall.last_at)
        wait_until(lambda: self.clock() - last >= SETTLE_MS, what="a state that a key may act on")

    def link(self, device: str) -> tuple[str, str]:
        health = self.delivery.healths().get(device)
        return (health["link"], health["cause"]) if health else ("", "")

    def state(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.far[name].control.state()
        return found
