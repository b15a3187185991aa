"""bench dispatch: what a call costs with many waiting, and late on a long day; floor: 100 waiting."""

import time
from statistics import median

from server.domain import messages as m
from server.domain.decide import decide
from server.domain.evolve import evolve
from server.domain.ticket import Lane, Rating, Ticket, TicketState
from tests.bench.figures import QUICK, Figure, progress
from tests.life import Life

TITLE = (
    "dispatch — choosing, deciding and applying a call in the pure core; floor: 100 waiting, nobody before"
)
FEW, MANY, PAST = 100, 10_000, 3_000 if QUICK else 300_000
ROUNDS = 3 if QUICK else 25
CALLS = 20 if QUICK else 200
AT_MOST = 1.5
"""So many times the floor is still "does not grow"."""


def measure() -> tuple[list[Figure], list[str]]:
    """The three halls take turns, so that all meet the same neighbours on this machine."""
    halls = {"floor": _crowd(FEW), f"{MANY}_waiting": _crowd(MANY), f"{PAST}_past": _crowd(FEW, past=PAST)}
    took: dict[str, list[float]] = {name: [] for name in halls}
    for turn in range(ROUNDS):
        progress(f"dispatch: round {turn + 1} of {ROUNDS}")
        for name, life in halls.items():
            took[name].append(_a_call_us(life))
    floor = median(took.pop("floor"))
    figures = [
        Figure(f"call_us_{name}", median(us), "µs", floor, goal=round(AT_MOST * floor, 1))
        for name, us in took.items()
    ]
    return figures, [
        f"median of {ROUNDS} rounds of {CALLS} calls each; both lanes wait, as many come as are called",
        f"goal: {AT_MOST} times the floor; {PAST:,} tickets of the day are settled in the last",
    ]


def _crowd(size: int, past: int = 0) -> Life:
    life = Life(windows={"w1": "A", "w2": "A"}, promise_s=86_400)
    _settled(life, past)
    life.take("A", times=size // 2)
    life.take("A", times=size - size // 2, lane="priority")
    life.sign_in("w1")
    return life


def _settled(life: Life, count: int) -> None:
    """A day that has gone on for long: as if so many visits had been finished, without living each."""
    hall = life.hall
    for serial in range(1000, 1000 + count):
        ticket = Ticket(
            id=f"20261124-A{serial}",
            day=hall.day,
            number=f"A{serial}",
            queue="A",
            lane=Lane.NORMAL,
            serial=serial,
            token=f"past{serial}",
            kiosk=None,
            taken_at=life.at,
            arrival=life.at,
            promise_from=life.at,
            state=TicketState.FINISHED,
            window="w2",
            staff=life.staff_at("w2"),
            called_at=life.at,
            started_at=life.at,
            ended_at=life.at,
            calls=1,
            rating=Rating.UNRATED,
        )
        hall.tickets[ticket.id] = ticket
        hall.tokens[ticket.token] = ticket.id
        hall.taken_at["A"].append(life.at)
        hall.serials["A"] = serial
    hall.counts |= {"issued": count, "finished": count, "unrated": count}


def _a_call_us(life: Life) -> float:
    """The median call. Another of the same lane comes for each, so that the crowd stays what it is."""
    took = []
    for _ in range(CALLS):
        begun = time.perf_counter()
        _apply(life, m.CallNext(at=life.at, actor="device:k", window="w1"))
        took.append(time.perf_counter() - begun)
        lane = life.hall.tickets[str(life.hall.desks["w1"].ticket)].lane
        _apply(life, m.Finish(at=life.at, actor="device:k", window="w1"))
        life.take("A", lane=lane)
    return median(took) * 1e6


def _apply(life: Life, command: m.Command) -> None:
    decision = decide(life.hall, command)
    if isinstance(decision, m.Refusal):
        raise TypeError(decision)
    for event in decision:
        evolve(life.hall, event)
