"""bench tickets: how many durable tickets a second the kiosks can take, and how long one waits."""

import json
import secrets
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.bench import sqlite_floor
from tests.bench.figures import QUICK, Figure, percentile, progress
from tests.bench.hall import kiosk_token, scratch, serving
from tests.bench.wire import Address, dial, post, whole_answer

TITLE = "tickets — POST /api/tickets, durable; floor: the same rows by raw sqlite3, FULL, one thread"
TAKERS = (1, 8, 32)
ROUNDS, SECONDS = (1, 0.25) if QUICK else (3, 3.0)
GOAL_32 = 600.0
"""Five times the best open peer (119 tickets/s with 32 takers)."""
QUEUES = ("marriage", "insurance", "payment", "disabled", "property", "business")
ANSWER_BYTES = 65536


@dataclass(slots=True)
class Taken:
    """What one round of takers got."""

    bodies: list[bytes] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    elapsed_s: float = 0.0


@dataclass(slots=True)
class _Taker:
    link: socket.socket
    asked_at: float = 0.0
    received: bytes = b""


@dataclass(slots=True)
class _Measured:
    """All rounds of one number of takers."""

    rates: list[float] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    floor_rates: list[float] = field(default_factory=list)
    floor_waits_s: list[float] = field(default_factory=list)


def measure() -> tuple[list[Figure], list[str]]:
    """Figures and notes. Server and floor take turns, so that both meet the same neighbours."""
    measured = {takers: _Measured() for takers in TAKERS}
    numbers: list[str] = []
    with scratch() as folder, serving(folder) as server:
        database = server.data / "hall.db"
        address, token = ("127.0.0.1", server.port), kiosk_token(server)
        take(address, token, 4, 0.1 if QUICK else 1.0)  # the first requests import what they need
        before = sqlite_floor.marks(database)
        for turn in range(ROUNDS):
            for takers in TAKERS:
                progress(f"tickets: round {turn + 1} of {ROUNDS}, {takers} takers")
                since = sqlite_floor.marks(database)
                taken = take(address, token, takers, SECONDS)
                numbers += [json.loads(body)["number"] for body in taken.bodies]
                _note(measured[takers], taken, _floor(database, since, folder / f"floor-{turn}-{takers}.db"))
        stored = len(sqlite_floor.rows_since(database, before))
    figures = [figure for takers in TAKERS for figure in _figures(takers, measured[takers])]
    figures += [_promise("tickets_duplicates", len(numbers) - len(set(numbers)))]
    figures += [_promise("tickets_not_stored", len(numbers) - stored)]
    return figures, [f"{len(numbers):,} tickets answered, {stored:,} in the database"]


def take(address: Address, token: str, takers: int, seconds: float) -> Taken:
    """So many takers on connections of their own, each asking again as soon as it has its number."""
    taken, selector = Taken(), selectors.DefaultSelector()
    links = [dial(address) for _ in range(takers)]
    start = time.perf_counter()
    for number, link in enumerate(links):
        link.setblocking(False)
        taker = _Taker(link)
        selector.register(link, selectors.EVENT_READ, taker)
        _ask(taker, token, QUEUES[number % len(QUEUES)])
    busy = takers
    while busy:
        for key, _ in selector.select(timeout=10):
            if _answered(key.data, taken):
                if time.perf_counter() - start < seconds:
                    _ask(key.data, token, QUEUES[len(taken.bodies) % len(QUEUES)])
                else:
                    busy -= 1
    taken.elapsed_s = time.perf_counter() - start
    selector.close()
    for link in links:
        link.close()
    return taken


def _ask(taker: _Taker, token: str, queue: str) -> None:
    key = secrets.token_hex(16)  # as the kiosk page does: one key a touch
    request = post("/api/tickets", {"queue": queue}, Authorization=f"Bearer {token}", Idempotency_Key=key)
    taker.asked_at = time.perf_counter()
    taker.link.send(request)


def _answered(taker: _Taker, taken: Taken) -> bool:
    """Note the answer once all of it is there."""
    more = taker.link.recv(ANSWER_BYTES)
    now = time.perf_counter()
    if not more:
        raise RuntimeError("the server closed a taker's connection")
    taker.received += more
    answer = whole_answer(taker.received)
    if answer is None:
        return False
    status, body = answer
    if status != 201:
        raise RuntimeError(f"{status}: {body.decode()}")
    taken.bodies.append(body)
    taken.waits_s.append(now - taker.asked_at)
    taker.received = b""
    return True


def _floor(database: Path, since: dict[str, int], target: Path) -> list[float]:
    return sqlite_floor.commit_all(sqlite_floor.rows_since(database, since), database, target)


def _note(measured: _Measured, taken: Taken, floor_s: Sequence[float]) -> None:
    measured.rates.append(len(taken.bodies) / taken.elapsed_s)
    measured.waits_s += taken.waits_s
    measured.floor_rates.append(len(floor_s) / sum(floor_s))
    measured.floor_waits_s += floor_s


def _figures(takers: int, measured: _Measured) -> list[Figure]:
    rate, floor = median(measured.rates), median(measured.floor_rates)
    goal = GOAL_32 if takers == 32 else None
    return [
        Figure(f"tickets_per_s_{takers}", rate, "tickets/s", floor, goal, more_is_better=True),
        _wait(f"tickets_p50_ms_{takers}", measured, 50),
        _wait(f"tickets_p99_ms_{takers}", measured, 99),
    ]


def _wait(name: str, measured: _Measured, percent: int) -> Figure:
    value, floor = percentile(measured.waits_s, percent), percentile(measured.floor_waits_s, percent)
    return Figure(name, value * 1000, "ms", floor * 1000)


def _promise(name: str, count: int) -> Figure:
    return Figure(name, count, "tickets", goal=0, must=True)
