"""Many visits at once: what a scenario needs to have happened, without telling each visit.

They go on beside the steps that follow, by real commands at their own times, until `until`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.scenarios.script import BadScenario
from tests.scenarios.stage import Odd, Outcome, Stage

KEYS = {"queue", "windows", "until", "issue", "finished", "passed", "cancelled", "kiosk"}
ANNOUNCED_S = (0, 20, 40)
"""A citizen who does not come is called and twice recalled …"""
PASSED_S = 61
"""… and then passed."""
SHORTEST_S = 10
"""A visit with its rating."""
Act = Callable[[Stage, str, str, Mapping[str, Any]], Outcome]


@dataclass(frozen=True, slots=True)
class _Work:
    stage: Stage
    act: Act
    queue: str
    kiosk: str

    def later(self, at: int, do: str, **fields: Any) -> None:
        """`fields` may be a function of nothing, for what is not known before its time."""

        def deed() -> None:
            known = {name: value() if callable(value) else value for name, value in fields.items()}
            outcome = self.act(self.stage, do, "", known)
            if outcome.code:
                when = self.stage.clock(self.stage.now)
                raise Odd(f"bulk of {self.queue}, {when}: {do} {known} was refused: {outcome.code}")

        self.stage.later(at, deed)

    def take(self, at: int) -> None:
        self.later(at, "TakeNumber", queue=self.queue, kiosk=self.kiosk)


def bulk(stage: Stage, act: Act, table: Mapping[str, Any]) -> None:
    """See README.md, "Bulk"."""
    if set(table) - KEYS:
        raise BadScenario(f"Bulk has no {', '.join(sorted(set(table) - KEYS))}")
    work = _Work(stage, act, table["queue"], table.get("kiosk", stage.plan.kiosks[0].id))
    ends = list(_ends(table))
    windows, issue = table.get("windows", []), table.get("issue", 0)
    first, last = stage.now, stage.ms(table["until"])
    if not ends:
        for number in range(issue):
            work.take(first + (last - first) * number // issue)
        return
    rounds = -(-len(ends) // len(windows))
    span = (last - first) // rounds
    needed = (PASSED_S if "passed" in ends else 0) + SHORTEST_S + len(windows)
    if span < needed * 1000:
        raise BadScenario(
            f"Bulk of {work.queue}: {rounds} visits a window do not fit before {table['until']}"
        )
    waiting = len(ends) - issue
    if waiting < 0:
        raise BadScenario(f"Bulk of {work.queue}: more tickets than visits; issue the rest in another one")
    for number, end in enumerate(ends):
        round_, place = divmod(number, len(windows))
        at = first + round_ * span + place * 1000
        _visit(work, windows[place], end, at, at + span - 1000 * len(windows), takes=number >= waiting)


def _ends(table: Mapping[str, Any]) -> Iterator[str]:
    """How the visits end, every kind spread evenly over the whole."""
    kinds = {**table.get("finished", {}), "passed": table.get("passed", 0)}
    kinds["cancelled"] = table.get("cancelled", 0)
    places = [((i + 0.5) / count, kind) for kind, count in kinds.items() for i in range(count)]
    return (kind for _, kind in sorted(places))


def _visit(work: _Work, window: str, end: str, at: int, until: int, *, takes: bool) -> None:
    """One citizen at this window between two times; who comes is whoever is next."""
    if takes:
        work.take(at)
    if end == "cancelled":
        work.later(at, "CancelTicket", ticket=lambda: _newest(work))
        return
    work.later(at, "CallNext", window=window)
    if end == "passed":
        for seconds in ANNOUNCED_S[1:]:
            work.later(at + seconds * 1000, "Recall", window=window)
        work.later(at + PASSED_S * 1000, "Pass", window=window)
        return
    work.later(at + (until - at) // 4, "StartService", window=window)
    work.later(until - 5000, "Finish", window=window)
    if end != "unrated":
        work.later(until - 1000, "PressRating", window=window, level=int(end))


def _newest(work: _Work) -> str:
    """The ticket that was taken last in the queue."""
    queue = work.stage.queue(work.queue)
    waiting = [t for t in work.stage.hall.tickets.values() if t.queue == queue and t.state == "waiting"]
    if not waiting:
        raise Odd(f"bulk of {work.queue}: nobody waits who could give up")
    return max(waiting, key=lambda t: t.serial).number
