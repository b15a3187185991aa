"""日报: the day in figures, as its events add up to (R118); read when it is closed, printed, exported."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from server.domain import messages as m
from server.domain.facts.plan import HallPlan
from server.domain.views.incident import OF_INCIDENTS, incidents
from server.domain.views.record import ENTRIES

OF_THE_DAY: frozenset[type[m.Event]] = ENTRIES | OF_INCIDENTS
HOURS: Mapping[type[m.Event], str] = {
    m.HallOpened: "opened",
    m.HallAtLunch: "lunch",
    m.HallExtended: "extended",
    m.HallClosed: "closed",
}


def day_report(
    plan: HallPlan, day: str, events: Iterable[m.Event], now: Mapping[str, Any] | None
) -> dict[str, Any]:
    """`events`: those of `OF_THE_DAY` of this day, oldest first. `now`: the sum so far of a day that is not
    closed; None = as it was settled. `sums` is empty for a day from before there were sums."""
    told = list(events)
    settled = [event.sums for event in told if isinstance(event, m.HallClosed)]
    sums = dict(now) if now is not None else dict(settled[-1]) if settled else {}
    names = {q.id: f"{q.prefix} {q.name}" for q in plan.queues}
    return {
        "day": day,
        "closed": now is None,
        "hours": [{"what": HOURS[type(e)], "at": e.at} for e in told if type(e) in HOURS],
        "sums": sums,
        "queues": [{"name": names.get(id_, id_), **of} for id_, of in sums.get("queues", {}).items()],
        "people": [
            {"no": no, "name": plan.person[no].name if no in plan.person else "", "minutes": minutes}
            for no, minutes in sums.get("extended_minutes", {}).items()
        ],
        "alarms": dict(Counter(e.kind for e in told if isinstance(e, m.AlarmRaised))),
        "complaints": sum(isinstance(e, m.ComplaintRegistered) for e in told),
        "bad_ratings": sum(isinstance(e, m.FollowUpOpened) for e in told),
        "incidents": [
            {"id": id_, **{k: one[k] for k in ("kind", "since", "until", "reason")}}
            for id_, one in incidents(told).items()
        ],
    }
