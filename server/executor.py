"""The one writer: one thread at a time owns the hall, decides each command in turn, commits them in groups.

Acknowledged means committed. Whoever has the turn drains the inbox, decides, appends the events of the whole
batch in ONE durable transaction, then wakes the listeners and answers every caller. Who waits for the answer
anyway takes the turn itself if it is free: two changes of thread less under a call (record 0021). The rest is
done by the writer's own thread. A batch that the database refuses answers an error to each of its callers,
and the hall is rebuilt from the log; if a single row or command was at fault the batch is tried again one by
one, so that a bad one never undoes its neighbours.
"""

import contextlib
import json
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa

from server.crash import crash_point
from server.domain import messages as m
from server.domain.answers import Waits, answer
from server.domain.decide import decide, next_due
from server.domain.evolve import evolve
from server.domain.facts.plan import HallPlan
from server.domain.hall import Hall
from server.store.database import Database, StorageFailed
from server.store.log import BAD_ROW, Batch, Log, Recorded
from server.store.telling import told

ALIVE_EVERY_MS = 10_000
BATCH = 256
ANSWERS_IN_MEMORY = 100_000
LOOKS = 100
"""How often at most the hall looks round after a batch; the next batch goes on where this one stopped."""

T = TypeVar("T")
log = logging.getLogger("executor")


class Make(Protocol):
    """Makes the command when its turn has come: only the writer knows the time that counts."""

    def __call__(self, *, at: int) -> m.Command: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the caller is told. `code` is empty for a yes."""

    code: str
    body: dict[str, Any]
    params: dict[str, str] = field(default_factory=dict)
    seq: int = 0


class KeyReused(Exception):
    """The same idempotency key came with another request."""


@dataclass(slots=True)
class _Command:
    make: Make
    key: str | None
    fingerprint: str
    done: "Future[Outcome]"
    outcome: Outcome | None = None
    """None: its key belongs to another request."""


@dataclass(slots=True)
class _Read:
    look: Callable[[Hall], Any]
    done: "Future[Any]"


@dataclass(slots=True)
class _Write:
    work: Callable[[sa.Connection], Any]
    done: "Future[Any]"


_Job = _Command | _Read | _Write
Listener = Callable[[list[Recorded], Hall], None]


def wall_clock() -> int:
    """Epoch ms."""
    return time.time_ns() // 1_000_000


class Executor:
    """Owns the hall. `submit`, `read` and `write` may be called from any thread."""

    def __init__(self, database: Database, plan: HallPlan, clock: Callable[[], int] = wall_clock) -> None:
        self.plan = plan
        self.clock = clock
        self.log = Log(database, plan)
        self.listeners: list[Listener] = []
        self._database = database
        self._inbox: deque[_Job] = deque()
        self._bell: queue.SimpleQueue[None] = queue.SimpleQueue()
        """Calls the writer's own thread."""
        self._turn = threading.Lock()
        self._hall: Hall | None = None
        self._known: dict[str, tuple[str, Outcome]] = {}
        self.waits = Waits()
        """For the writer alone: what the screen was told, the slip says too."""
        self._alive_due = 0
        self._due: int | None = None
        self._stopping = False
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="executor", daemon=True)

    # ------------------------------------------------------------ for every thread

    def start(self, day: str) -> None:
        """Rebuild the hall, say what the stop meant (decision 14), then take commands."""
        now = self.clock()
        last = self.log.last_alive()
        for key, fingerprint, outcome in self.log.recent_answers(now):
            self._known[key] = (fingerprint, Outcome(**json.loads(outcome)))
        self.log.catch_up()
        self._hall = self.log.load(self.plan, to_write=True)
        gap = max(0, now - last) if last is not None else 0

        def first(*, at: int) -> m.Command:
            return m.StartDay(at=at if now > at else now, actor="system", day=day, gap_ms=gap)

        begun = self.submit(first)  # before the thread looks at its clock: what was due in the gap is not due
        self._thread.start()
        begun.result()

    def stop(self) -> None:
        self._stopping = True
        self._bell.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def submit(self, make: Make, *, key: str | None = None, fingerprint: str = "") -> "Future[Outcome]":
        """Decide and store; the future holds the outcome once it is on disk.

        The same `key` with the same `fingerprint` gives the first answer again and has no second effect;
        with another fingerprint the future raises KeyReused. It raises StorageFailed if nothing was stored.
        """
        done: Future[Outcome] = Future()
        self._inbox.append(_Command(make, key, fingerprint, done))
        self._call_the_writer()
        return done

    def carry_out(self, make: Make, *, key: str | None = None, fingerprint: str = "") -> Outcome:
        """As `submit`, and wait for the outcome."""
        done: Future[Outcome] = Future()
        self._now(_Command(make, key, fingerprint, done))
        return done.result()

    def read(self, look: Callable[[Hall], T]) -> T:
        """Look at the hall between two batches: all committed, nothing half done."""
        done: Future[T] = Future()
        self._now(_Read(look, done))
        return done.result()

    def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Housekeeping (accounts, sessions, pairings) on the only connection that writes."""
        done: Future[T] = Future()
        self._now(_Write(work, done))
        return done.result()

    def _now(self, job: _Job) -> None:
        """By this thread, if nobody else is at work."""
        self._inbox.append(job)
        if not self._turn.acquire(blocking=False):
            self._call_the_writer()
            return
        due = self._due
        try:
            self._work_off()
        finally:
            self._turn.release()
        if self._inbox or (self._due is not None and (due is None or self._due < due)):
            self._call_the_writer()

    def _call_the_writer(self) -> None:
        self._bell.put(None)
        if self._stopped:
            self._refuse_the_rest()

    def _refuse_the_rest(self) -> None:
        """Nobody may wait for a writer that has stopped."""
        with contextlib.suppress(IndexError):
            while True:
                job = self._inbox.popleft()
                if job.done.set_running_or_notify_cancel():
                    job.done.set_exception(StorageFailed("the server is stopping"))

    # ------------------------------------------------------------ the writer: whoever has the turn

    def _run(self) -> None:
        """The writer's own thread."""
        while not self._stopping:
            with contextlib.suppress(queue.Empty):
                self._bell.get(timeout=self._patience_s())
            with self._turn:
                self._work_off()
            if self._inbox:
                self._bell.put(None)
        with self._turn:
            self._stopped = True
        self._refuse_the_rest()

    def _work_off(self) -> None:
        """One batch of what is there and due."""
        if self._stopped:
            self._refuse_the_rest()
            return
        jobs = self._next_jobs()
        try:
            self._process(jobs)
        except Exception as broken:
            log.exception("state=batch_failed")
            self._hall = None
            for job in jobs:
                if not job.done.done():
                    job.done.set_exception(broken)
        self._due = next_due(self._hall) if self._hall else None

    def _next_jobs(self) -> list[_Job]:
        jobs: list[_Job] = []
        while self._inbox and len(jobs) < BATCH:
            jobs.append(self._inbox.popleft())
        if self._due is not None and self._due <= self.clock():
            jobs.insert(0, _Command(_tick, None, "", Future()))
        return [job for job in jobs if job.done.set_running_or_notify_cancel()]

    def _patience_s(self) -> float:
        """Until the next deadline."""
        soonest = self._alive_due if self._due is None else min(self._due, self._alive_due)
        return min(max(0, soonest - self.clock()) / 1000, ALIVE_EVERY_MS / 1000)

    def _process(self, jobs: list[_Job]) -> None:
        commands = [job for job in jobs if isinstance(job, _Command)]
        try:
            self._commit(commands)
        except StorageFailed as failed:
            self._give_up(commands, failed)
        except Exception as conflict:
            log.warning("state=batch_conflict commands=%d cause=%r", len(commands), conflict)
            self._hall = None
            for command in commands:
                self._commit_alone(command)
        for job in jobs:
            if isinstance(job, _Read):
                _fulfil(job.done, lambda job=job: job.look(self._present()))  # type: ignore[misc]
            elif isinstance(job, _Write):
                _fulfil(job.done, lambda job=job: self._housekeeping(job.work))  # type: ignore[misc]

    def _housekeeping(self, work: Callable[[sa.Connection], Any]) -> Any:
        try:
            with self._database.writing() as connection:
                return work(connection)
        except sa.exc.OperationalError as failed:
            raise StorageFailed(str(failed)) from failed

    def _commit_alone(self, command: _Command) -> None:
        try:
            self._commit([command])
        except Exception as failed:
            self._give_up([command], failed)

    def _give_up(self, commands: Iterable[_Command], failed: Exception) -> None:
        """Nothing of these was stored, so what the hall believed of them is thrown away."""
        bad_row = isinstance(failed, BAD_ROW)
        expected = bad_row or isinstance(failed, StorageFailed)
        log.error("state=commit_failed cause=%s", failed, exc_info=None if expected else failed)
        self._hall = None
        for command in commands:
            command.done.set_exception(StorageFailed(str(failed)) if bad_row else failed)

    def _present(self) -> Hall:
        if self._hall is None:
            self._hall = self.log.load(self.plan, to_write=True)
        return self._hall

    def _commit(self, commands: list[_Command]) -> None:
        """Raises only if nothing was stored."""
        alive = self.clock() >= self._alive_due
        if alive:
            self._alive_due = self.clock() + ALIVE_EVERY_MS
        hall = self._present()
        now = max(self.clock(), hall.last_at)
        batch = Batch()
        fresh: dict[str, tuple[str, Outcome]] = {}
        for command in commands:
            self._decide(hall, command, now, batch, fresh)
        if batch.events:
            self._look_round(hall, now, batch, fresh)
        if alive:
            batch.alive_at = now
        if batch:
            crash_point("before_commit")
            self.log.append(batch)
            crash_point("after_commit")
        if batch.events:  # before the answers: the request's thread would keep the feed's waiting (ADR 0021)
            self._tell(batch.events, hall)
        self._remember(fresh)
        for command in commands:
            if command.outcome is None:
                command.done.set_exception(KeyReused())
            else:
                command.done.set_result(command.outcome)

    def _look_round(self, hall: Hall, now: int, batch: Batch, fresh: dict[str, tuple[str, Outcome]]) -> None:
        """What has happened may make something else due at once: an alarm, a stored call, the lunch."""
        for _ in range(LOOKS):
            before = len(batch.events)
            self._decide(hall, _Command(_tick, None, "", Future()), now, batch, fresh)
            if len(batch.events) == before:
                return

    def _decide(
        self, hall: Hall, command: _Command, now: int, batch: Batch, fresh: dict[str, tuple[str, Outcome]]
    ) -> None:
        known = command.key and (fresh.get(command.key) or self._known.get(command.key))
        if known:
            command.outcome = known[1] if known[0] == command.fingerprint else None
            return
        wanted = told(hall, command.make(at=now), self._database, pending=batch.events)
        decision = decide(hall, wanted)
        events = decision.events if isinstance(decision, m.Refusal) else decision
        for event in events:
            evolve(hall, event)
            batch.add(hall, event)
        if isinstance(decision, m.Refusal):
            outcome = Outcome(decision.code, {}, dict(decision.params), hall.seq)
        else:
            outcome = Outcome("", answer(hall, wanted, events, self.waits), {}, hall.seq)
        command.outcome = outcome
        if command.key:
            fresh[command.key] = (command.fingerprint, outcome)
            batch.answers.append(
                {
                    "hall": self._database.hall,
                    "key": command.key,
                    "at": now,
                    "fingerprint": command.fingerprint,
                    "outcome": _on_disk(outcome),
                }
            )

    def _remember(self, fresh: dict[str, tuple[str, Outcome]]) -> None:
        self._known.update(fresh)
        while len(self._known) > ANSWERS_IN_MEMORY:
            del self._known[next(iter(self._known))]

    def _tell(self, events: list[Recorded], hall: Hall) -> None:
        for listener in self.listeners:
            try:
                listener(events, hall)
            except Exception:
                log.exception("state=listener_failed listener=%r", listener)


def _tick(*, at: int) -> m.Command:
    return m.Tick(at=at, actor="system")


def _fulfil(done: "Future[Any]", work: Callable[[], Any]) -> None:
    try:
        done.set_result(work())
    except Exception as failed:
        done.set_exception(failed)


def _on_disk(outcome: Outcome) -> str:
    """By hand: `asdict` copies the whole body first, on the one thread that everybody waits for."""
    plain = {"code": outcome.code, "body": outcome.body, "params": outcome.params, "seq": outcome.seq}
    return json.dumps(plain, ensure_ascii=False)
