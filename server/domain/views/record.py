"""值班记录 of a day, from its log: what the hall wrote, what people wrote, who signed (R78, R79)."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from server.domain import messages as m
from server.domain.facts.plan import HallPlan

ENTRIES: frozenset[type[m.Event]] = frozenset(
    {
        m.DayStarted,
        m.HallPrepared,
        m.HallOpened,
        m.HallAtLunch,
        m.HallExtended,
        m.HallClosed,
        m.GapSeen,
        m.OutageDeclared,
        m.HallRecovered,
        m.IncidentClosed,
        m.NoticeSet,
        m.DaySet,
        m.AlarmRaised,
        m.AlarmsTaken,
        m.AlarmNoted,
        m.AlarmsEscalated,
        m.AlarmCleared,
        m.HelpAnswered,
        m.FollowUpOpened,
        m.ComplaintRegistered,
        m.QueuesAssigned,
        m.WaitingMoved,
        m.TicketMoved,
        m.KioskSwitched,
        m.GreenChannelOpened,
        m.DutyNoted,
        m.DutyChecked,
        m.DutySigned,
        m.DutyOffered,
        m.DutyTaken,
    }
)
"""What an officer answers for; every visit is in the log, not here."""
UNSIGNED_BY = (m.DutyNoted, m.DutyChecked, m.HallClosed)
"""What nobody has signed for yet."""
NOBODY: Mapping[str, str] = MappingProxyType({})


def duty_record(plan: HallPlan, day: str, events: Iterable[m.Event]) -> dict[str, Any]:
    """`events`: those of `ENTRIES` of this day, oldest first. A signature holds for what stood there."""
    entries = list(_decisions(events))
    found: dict[str, m.DutyChecked] = {}
    signed: dict[str, int] = {}
    relieved: dict[str, str] = {}
    sums: dict[str, Any] | None = None
    for event in entries:
        if isinstance(event, m.DutyChecked):
            found[event.item] = event
        if isinstance(event, m.HallClosed):
            sums = dict(event.sums)
        if isinstance(event, m.DutyTaken):
            relieved |= dict.fromkeys(event.floors, event.actor.removeprefix("staff:"))
        if isinstance(event, UNSIGNED_BY) and not getattr(event, "guard", False):
            signed.clear()
        elif isinstance(event, m.DutySigned):
            signed[event.actor.removeprefix("staff:")] = event.at
    return {
        "day": day,
        "officers": officers(plan, day, relieved),
        "guards": [[_person(plan, no) for no in shift] for shift in plan.guards.shifts(day)],
        "entries": [_entry(event) for event in entries],
        "checks": [
            _check(check.id, check.text, check.text_en, found.get(check.id)) for check in plan.duty_checks
        ],
        "signed": [{"staff": staff, "at": at} for staff, at in signed.items()],
        "sums": sums,
    }


def _decisions(events: Iterable[m.Event]) -> Iterator[m.Event]:
    """Many who are moved by one decision are one entry."""
    together: tuple[int, str] | None = None
    for event in events:
        if isinstance(event, m.WaitingMoved):
            together = (event.at, event.actor)
        if not isinstance(event, m.TicketMoved) or (event.at, event.actor) != together:
            yield event


def officers(plan: HallPlan, day: str, relieved: Mapping[str, str] = NOBODY) -> list[dict[str, str]]:
    """Who has the duty of each floor on that day, by the roster (R77) or since a hand-over."""
    posts = []
    for floor in plan.floors:
        person = plan.person.get(relieved.get(floor.id) or plan.roster.duty_on(floor.id, day) or "")
        if person:
            who = {"no": person.no, "name": person.name, "phone": person.phone}
            posts.append({"floor": floor.id, "section": floor.section} | who)
    return posts


def _person(plan: HallPlan, no: str) -> str:
    person = plan.person.get(no)
    return person.name if person else no


def _entry(event: m.Event) -> dict[str, Any]:
    body = m.to_record(event)
    for apart in ("visits", "bookings", "record", "sums"):  # who rates, who booked, who complained
        body.pop(apart, None)
    return {"at": event.at, "type": event.type, "actor": event.actor} | body


def _check(item: str, text: str, text_en: str, last: m.DutyChecked | None) -> dict[str, Any]:
    """`found` is None as long as nobody has looked."""
    return {
        "id": item,
        "text": text,
        "text_en": text_en,
        "found": last.found if last else None,
        "by": last.actor.removeprefix("staff:") if last else "",
        "at": last.at if last else None,
    }
