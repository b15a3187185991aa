"""停机报告: what an outage was and what was done on paper meanwhile, from the day's log (R119)."""

from collections.abc import Iterable
from typing import Any

from server.domain import messages as m
from server.domain.facts.plan import HallPlan

OF_INCIDENTS: frozenset[type[m.Event]] = frozenset(
    {
        m.GapSeen,
        m.OutageDeclared,
        m.HallRecovered,
        m.PaperTaken,
        m.PaperFinished,
        m.TicketVoided,
        m.SlipUnconfirmed,
        m.IncidentClosed,
    }
)


def incidents(events: Iterable[m.Event]) -> dict[str, dict[str, Any]]:
    """Every outage of a day by its id, from its events of `OF_INCIDENTS`, oldest first. `kind`: "cut" (an
    unclean stop), "short" or "long"; times are epoch ms; `until` None = nobody has resumed."""
    found: dict[str, dict[str, Any]] = {}
    for event in events:
        if isinstance(event, m.GapSeen) and event.incident:
            found[event.incident] = _begun(event, event.since, "cut")
        elif isinstance(event, m.OutageDeclared):
            kind = "short" if event.short else "long"
            told = found.setdefault(event.incident, _begun(event, event.at, kind))
            told |= {"kind": kind, "reason": event.reason}
        elif isinstance(event, m.HallRecovered):
            for one in found.values():
                if one["until"] is None:
                    one |= {"until": event.at, "resumed_by": _who(event)}
        elif isinstance(event, m.IncidentClosed):
            found[event.incident] |= {"report": event.report, "closed_at": event.at, "closed_by": _who(event)}
        elif isinstance(event, m.SlipUnconfirmed) and found:
            list(found.values())[-1]["unconfirmed"].append(_number(event.ticket))
        else:
            _entered(found, event)
    return found


def _begun(event: m.Event, since: int, kind: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "since": since,
        "seen_at": event.at,
        "until": None,
        "reason": "",
        "by": _who(event),
        "resumed_by": "",
        "report": "",
        "closed_at": None,
        "closed_by": "",
        "unconfirmed": [],
        "entries": {},
    }


def _entered(found: dict[str, dict[str, Any]], event: Any) -> None:
    """One line a number: taken and ended may have come in one."""
    one = found.get(getattr(event, "incident", ""))
    if one is None:
        return
    line = one["entries"].setdefault(
        _number(event.ticket), {"number": _number(event.ticket), "outcome": "waiting", "by": _who(event)}
    )
    line["entered_at"] = event.at
    if isinstance(event, m.PaperTaken):
        line["taken_at"] = event.event_at
    elif isinstance(event, m.PaperFinished):
        told = {"called_at": event.called_at, "started_at": event.started_at, "ended_at": event.event_at}
        line |= {"outcome": "finished", "window": event.window, "staff": event.staff} | told
    else:
        line |= {"outcome": "void", "ended_at": event.event_at, "reason": event.reason}


def incident_report(plan: HallPlan, id_: str, events: Iterable[m.Event]) -> dict[str, Any] | None:
    """As `incidents` has it, with its numbers counted and in the order of the pads; None = no such outage."""
    one = incidents(events).get(id_)
    if one is None:
        return None
    entries = sorted(one["entries"].values(), key=lambda line: (len(line["number"]), line["number"]))
    counts = {
        outcome: sum(line["outcome"] == outcome for line in entries)
        for outcome in ("finished", "waiting", "void")
    }
    return one | {"id": id_, "hall": plan.name, "entries": entries, "counts": counts}


def _who(event: m.Event) -> str:
    return event.actor.removeprefix("staff:")


def _number(ticket: str) -> str:
    return ticket.partition("-")[2]
