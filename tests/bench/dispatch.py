"""bench dispatch: what a call costs with few and with many waiting; floor: the same with 100 waiting."""

import time
from statistics import median

from server.domain import messages as m
from server.domain.decide import decide
from server.domain.evolve import evolve
from tests.bench.figures import QUICK, Figure, progress
from tests.life import Life

TITLE = "dispatch — deciding and applying a call, and taking a number, in the pure core; floor: 100 waiting"
FEW, MANY = 100, 10_000
ROUNDS = 3 if QUICK else 15
CALLS = 20 if QUICK else 200


def measure() -> tuple[list[Figure], list[str]]:
    """Few and many take turns, so that both meet the same neighbours on this machine."""
    halls = {size: _crowd(size) for size in (FEW, MANY)}
    took: dict[tuple[str, int], list[float]] = {
        (what, size): [] for what in ("call", "take") for size in halls
    }
    for turn in range(ROUNDS):
        progress(f"dispatch: round {turn + 1} of {ROUNDS}")
        for size, life in halls.items():
            for what, us in zip(("call", "take"), _calls_and_takes(life), strict=True):
                took[what, size].append(us)
    figures = [
        Figure(f"{what}_us_{MANY}", median(took[what, MANY]), "µs", median(took[what, FEW]), goal=None)
        for what in ("call", "take")
    ]
    return figures, [f"median of {ROUNDS} rounds of {CALLS} calls, priority and normal lanes, two windows"]


def _crowd(size: int) -> Life:
    life = Life(windows={"w1": "A", "w2": "A"}, promise_s=86_400)
    life.take("A", times=size // 2)
    life.take("A", times=size - size // 2, lane="priority")
    life.sign_in("w1")
    return life


def _calls_and_takes(life: Life) -> tuple[float, float]:
    """µs a call and µs a number; as many are taken as are called, so that the crowd keeps its size."""
    calling = taking = 0.0
    for _ in range(CALLS):
        begun = time.perf_counter()
        _apply(life, m.CallNext(at=life.at, actor="device:k", window="w1"))
        calling += time.perf_counter() - begun
        _apply(life, m.Finish(at=life.at, actor="device:k", window="w1"))
        begun = time.perf_counter()
        _apply(life, m.TakeNumber(at=life.at, actor="kiosk:k1", queue="A", token=f"b{life.at}"))
        taking += time.perf_counter() - begun
        life.at += 1
    return calling / CALLS * 1e6, taking / CALLS * 1e6


def _apply(life: Life, command: m.Command) -> None:
    decision = decide(life.hall, command)
    if isinstance(decision, m.Refusal):
        raise TypeError(decision)
    for event in decision:
        evolve(life.hall, event)
