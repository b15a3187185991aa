"""What the duty officer is told without asking: conditions, raised and cleared (R2, R41, R45).

Alarms for which a person is needed (help, a bad rating) stay until somebody answers; these here go when
their cause goes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from server.domain import messages as m
from server.domain.hall import Hall, HallState, WindowState
from server.domain.plan import Window

WATCHED = frozenset({"waiting", "unmanned", "min_staff", "complaint_overdue", "bad_rating_overdue"})
BEFORE = frozenset({HallState.PREP, HallState.LUNCH})
"""A session is about to open."""
Conditions = dict[str, tuple[str, Mapping[str, Any]]]
"""Alarm id -> (kind, facts)."""


def watch(hall: Hall, c: m.Tick) -> list[m.Event]:
    """The difference between what is and what the duty officer was told."""
    now = _conditions(hall, c.at)
    who: dict[str, Any] = {"at": c.at, "actor": c.actor}
    cleared = [a.id for a in hall.alarms.values() if a.kind in WATCHED and a.id not in now]
    return [
        *(m.AlarmCleared(**who, alarm=id_) for id_ in cleared),
        *(
            m.AlarmRaised(**who, alarm=id_, kind=kind, facts=facts)
            for id_, (kind, facts) in now.items()
            if id_ not in hall.alarms
        ),
    ]


def watch_due(hall: Hall) -> int | None:
    """When the next of the conditions comes about by time alone, epoch ms."""
    if hall.state is not HallState.OPEN:
        return None
    empty = [at for window, at in _empty_since(hall) if f"unmanned:{window.id}" not in hall.alarms]
    if _too_few(hall) and "min_staff" not in hall.alarms:
        empty.append(hall.opened_at)
    return min(empty) + hall.plan.settings.unmanned_s * 1000 if empty else None


def _conditions(hall: Hall, at: int) -> Conditions:
    found: Conditions = {}
    settings = hall.plan.settings
    if hall.state in (HallState.OPEN, HallState.EXTENDED) and settings.waiting_alarm:
        for queue, waiting in hall.waiting.items():
            if waiting > settings.waiting_alarm:
                found[f"waiting:{queue}"] = ("waiting", {"queue": queue, "count": waiting})
    for window in _unmanned(hall, at):
        found[f"unmanned:{window.id}"] = ("unmanned", {"window": window.id})
    late = at >= hall.opened_at + settings.unmanned_s * 1000
    if hall.state is HallState.OPEN and _too_few(hall) and late:
        found["min_staff"] = ("min_staff", {"least": settings.min_staff})
    return found | _overdue(hall)


def _overdue(hall: Hall) -> Conditions:
    """Cases whose date has gone by, as long as the day has not been closed (R93, 2.1)."""
    if hall.state is HallState.CLOSED:
        return {}
    late = [case for case in hall.casebook.values() if case.overdue(hall.day)]
    kinds = [(f"{case.kind}_overdue", {"case": case.id, "due": case.next_due}) for case in late]
    return {f"overdue:{facts['case']}": (kind, facts) for kind, facts in kinds}


def _unmanned(hall: Hall, at: int) -> Iterator[Window]:
    """空岗: nobody there shortly before opening (R2), or for too long in the hours of service (R41)."""
    if hall.state is HallState.OPEN:
        long = hall.plan.settings.unmanned_s * 1000
        for window, since in _empty_since(hall):
            told = f"unmanned:{window.id}" in hall.alarms
            if told or since + long <= at:
                yield window
    elif hall.state in BEFORE and hall.bell is not None and hall.bell.name == "readiness":
        yield from (window for window, _ in _empty_since(hall))


def _empty_since(hall: Hall) -> Iterator[tuple[Window, int]]:
    """Windows where somebody should sit today and nobody does, and since when in the hours of service."""
    if not hall.plan.settings.unmanned_s:
        return
    today = hall.calendar.windows_of(hall.day)
    for window in hall.plan.staffed:
        desk = hall.desks[window.id]
        if desk.state is WindowState.CLOSED and (today is None or window.id in today):
            yield window, max(desk.since, hall.opened_at)


def _too_few(hall: Hall) -> bool:
    """Fewer people at work than the hall has promised (R45)."""
    at_work = sum(
        any(hall.desks[window].state is not WindowState.SUSPENDED for window in windows)
        for windows in hall.posts.values()
    )
    return at_work < hall.plan.settings.min_staff
