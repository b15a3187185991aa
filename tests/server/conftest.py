"""A database of each kind, and halls that run on it."""

import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import Any

import pytest

from server.domain.facts.plan import HallPlan
from server.executor import Executor, Make, Outcome
from server.store.database import Database
from tests.halls import DAY, T0, picture, plan_with
from tests.invariants import check_invariants

_halls = itertools.count(1)


@dataclass
class Clock:
    """Time goes on only when a test says so."""

    now: int = T0

    def __call__(self) -> int:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += int(seconds * 1000)


@dataclass
class Place:
    """One hall's data, and the server that runs on it, which may be stopped and started again."""

    url: str
    plan: HallPlan
    clock: Clock = field(default_factory=Clock)
    database: Database | None = None
    executor: Executor | None = None

    @property
    def sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    def open(self) -> Database:
        self.database = Database(self.url, self.plan.code)
        return self.database

    def start(self, day: str = DAY) -> Executor:
        self.executor = Executor(self.open(), self.plan, self.clock)
        self.executor.start(day)
        return self.executor

    def stop(self) -> None:
        if self.executor is not None:
            self.executor.stop()
            self.executor = None
        if self.database is not None:
            self.database.close()
            self.database = None

    def restart(self, after_s: float = 0, day: str = DAY) -> Executor:
        self.stop()
        self.clock.forward(after_s)
        return self.start(day)

    def check(self) -> None:
        """What is on disk holds together, and a replay of it is the hall that lives."""
        check_invariants(self.url, self.plan.code, self.plan)
        if self.executor is not None:
            replayed = picture(self.executor.log.load(self.plan))
            assert self.executor.read(picture) == replayed


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Any) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql"))
    return f"sqlite:///{tmp_path / 'hall.db'}"


def _places(url: str) -> Iterator[Place]:
    place = Place(url, plan_with(f"hall-{next(_halls)}", auto_open=True))
    yield place
    place.stop()


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    """A hall of its own on each kind of database; it opens by itself."""
    yield from _places(database_url)


@pytest.fixture
def sqlite_place(tmp_path: Any) -> Iterator[Place]:
    yield from _places(f"sqlite:///{tmp_path / 'hall.db'}")


@pytest.fixture
def postgresql_place(postgresql: str) -> Iterator[Place]:
    yield from _places(postgresql)


@pytest.fixture
def executor(place: Place) -> Executor:
    return place.start()


def in_one_batch(executor: Executor, *submits: Callable[[], "Future[Outcome]"]) -> list["Future[Outcome]"]:
    """Hold the writer back until all are in its inbox; the futures, all done."""
    held, free = threading.Event(), threading.Event()

    def hold(_: Any) -> None:
        held.set()
        assert free.wait(10)

    holding = threading.Thread(target=executor.read, args=(hold,))
    holding.start()
    assert held.wait(10)
    futures = [submit() for submit in submits]
    free.set()
    holding.join()
    wait(futures, timeout=60)
    return futures


def make(command: Any) -> Make:
    """A command that takes the writer's time."""

    def at_its_turn(*, at: int) -> Any:
        from dataclasses import replace

        return replace(command, at=at)

    return at_its_turn
