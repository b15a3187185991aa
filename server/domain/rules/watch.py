"""What the duty officer is told without asking: conditions, raised and cleared (R2, R24, R41, R45).

Alarms for which a person is needed (help, a bad rating, a jump of the clock) stay until somebody answers;
these here go when their cause goes. Whatever nobody takes is told once more, louder.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from server.domain import messages as m
from server.domain.alarm import Alarm, Condition
from server.domain.desk import WindowState
from server.domain.facts.plan import Window
from server.domain.hall import Hall, HallState

DEVICES = frozenset({"printer", "sign", "keypad", "rater", "idreader"})
BOARDS = frozenset({"board", "voice"})
NOTED = DEVICES | BOARDS | {"kiosk", "clock", "clock_jump", "disk", "outbox", "report", "report_late"}
"""What is noted from outside the log."""
OVERDUE = frozenset({"complaint_overdue", "bad_rating_overdue"})
PERSON = frozenset({"help", "bad_rating", "unbalanced", "clock_jump"})
"""These stay until somebody has answered."""
WATCHED = frozenset({"waiting", "wait", "unmanned", "suspended", "min_staff"}) | OVERDUE | NOTED - PERSON
BEFORE = frozenset({HallState.PREP, HallState.LUNCH})
"""A session is about to open."""
SERVING = frozenset({HallState.OPEN, HallState.EXTENDED})
AT_WORK = SERVING | BEFORE


class Cause(NamedTuple):
    """Why there should be an alarm, and from when on, epoch ms. `lasting`: once told it stays told although
    `since` moves on."""

    alarm: str
    kind: str
    facts: Mapping[str, Any]
    since: int = 0
    lasting: bool = True


def watch(hall: Hall, c: m.Tick) -> list[m.Event]:
    """The difference between what is and what the duty officer was told."""
    causes = {cause.alarm: cause for cause in (*_causes(hall), *_late(hall, c.at))}
    who: dict[str, Any] = {"at": c.at, "actor": c.actor}
    return [
        *(m.AlarmCleared(**who, alarm=a.id) for a in hall.alarms.values() if _gone(a, causes, c.at)),
        *(
            m.AlarmRaised(**who, alarm=cause.alarm, kind=cause.kind, facts=cause.facts)
            for cause in causes.values()
            if cause.alarm not in hall.alarms and _due(hall, cause.alarm, cause.since) <= c.at
        ),
    ] or _escalated(hall, who)


def watch_due(hall: Hall) -> int | None:
    """When the next of the alarms comes about by time alone, epoch ms."""
    alarms = hall.alarms
    due = [_due(hall, cause.alarm, cause.since) for cause in _causes(hall) if cause.alarm not in alarms]
    due += [_due(hall, alarm, since) for alarm, _, since in _waits(hall) if alarm not in alarms]
    return min([*due, *(at for _, at in _unheard(hall))], default=None)


def _gone(alarm: Alarm, causes: Mapping[str, Cause], at: int) -> bool:
    if alarm.kind not in WATCHED:
        return False
    cause = causes.get(alarm.id)
    return cause is None or (not cause.lasting and cause.since > at)


def _due(hall: Hall, alarm: str, since: int) -> int:
    """What comes and goes by itself is not told each time."""
    last = None if alarm in PERSON else hall.raised_at.get(alarm)
    return since if last is None else max(since, last + hall.plan.alarms.again_s * 1000)


def _escalated(hall: Hall, who: Mapping[str, Any]) -> list[m.Event]:
    late = [alarm.id for alarm, at in _unheard(hall) if at <= who["at"]]
    return [m.AlarmsEscalated(**who, alarms=late)] if late else []


def _unheard(hall: Hall) -> Iterator[tuple[Alarm, int]]:
    """Alarms that nobody has taken, and when each is told once more; once the day has begun, as before that
    nobody may be there to hear it."""
    long = hall.plan.alarms.escalate_s * 1000
    if long and hall.state in SERVING | {HallState.LUNCH}:
        for alarm in hall.alarms.values():
            if not alarm.owner and not alarm.escalated_at:
                yield alarm, max(alarm.unheard_from, hall.opened_at) + long


# ---------------------------------------------------------------- the causes


def _causes(hall: Hall) -> Iterator[Cause]:
    if hall.state in SERVING:
        yield from _too_many_wait(hall)
        yield from _suspended(hall)
    if hall.state in AT_WORK:
        yield from _unmanned(hall)
        yield from (
            Cause(noted.id, noted.kind, noted.facts)
            for noted in hall.conditions.values()
            if _matters(hall, noted)
        )
    if hall.state is HallState.OPEN and _too_few(hall):
        settings = hall.plan.settings
        since = hall.opened_at + settings.unmanned_s * 1000
        yield Cause("min_staff", "min_staff", {"least": settings.min_staff}, since, lasting=False)
    if hall.state is not HallState.CLOSED:
        yield from _overdue(hall)


def _overdue(hall: Hall) -> Iterator[Cause]:
    """Cases whose date has gone by, as long as the day has not been closed (R93, 2.1)."""
    for case in map(hall.casebook.__getitem__, hall.overdue):
        facts = {"case": case.id, "due": case.next_due}
        yield Cause(f"overdue:{case.id}", f"{case.kind}_overdue", facts)


def _too_many_wait(hall: Hall) -> Iterator[Cause]:
    most = hall.plan.settings.waiting_alarm
    for queue, waiting in hall.waiting.items():
        if most and waiting > most:
            yield Cause(f"waiting:{queue}", "waiting", {"queue": queue, "count": waiting})


def _late(hall: Hall, at: int) -> Iterator[Cause]:
    """Somebody waits longer than is promised (decision 1)."""
    for alarm, queue, since in _waits(hall):
        if since <= at:
            yield Cause(alarm, "wait", {"queue": queue})


def _waits(hall: Hall) -> Iterator[tuple[str, str, int]]:
    """(alarm, queue, from when on somebody waits there for longer than is promised, epoch ms). Asked for at
    each command, for every queue: no `Cause` is made of what is not late."""
    if hall.plan.alarms.promise and hall.state in SERVING:
        late = hall.plan.settings.promise_s * 1000 + 1
        for queue, since in longest_waits(hall).items():
            yield f"wait:{queue}", queue, since + late


def longest_waits(hall: Hall) -> dict[str, int]:
    """Queue -> since when the promise of the one runs who waits longest there, epoch ms; who was sent to
    somebody waits, too."""
    found = {queue: line.promised[0][0] for queue, line in hall.lines.items() if line.promised}
    for ticket in hall.sent():
        found[ticket.queue] = min(ticket.promise_from, found.get(ticket.queue, ticket.promise_from))
    return found


def _suspended(hall: Hall) -> Iterator[Cause]:
    """暂停 for too long, unless for what the hall allows: lunch, a meeting."""
    limits = hall.plan.alarms
    for desk in hall.desks.values():
        if desk.state is not WindowState.SUSPENDED or not limits.suspended_s:
            continue
        if not any(word in desk.reason for word in limits.away):
            since = max(desk.since, hall.opened_at) + limits.suspended_s * 1000
            yield Cause(f"suspended:{desk.window}", "suspended", {"window": desk.window}, since)


def _unmanned(hall: Hall) -> Iterator[Cause]:
    """空岗: nobody there shortly before opening (R2), or for too long in the hours of service (R41)."""
    long = hall.plan.settings.unmanned_s * 1000
    if hall.state is HallState.OPEN:
        for window, since in _empty_since(hall):
            yield Cause(f"unmanned:{window.id}", "unmanned", {"window": window.id}, since + long)
    elif about_to_open(hall):
        for window, _ in _empty_since(hall):
            yield Cause(f"unmanned:{window.id}", "unmanned", {"window": window.id})


def about_to_open(hall: Hall) -> bool:
    """The list of readiness is due (R2)."""
    return hall.state in BEFORE and hall.bell is not None and hall.bell.name == "readiness"


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
    wanted, desks = hall.plan.settings.min_staff, hall.desks
    for windows in hall.posts.values():
        if wanted <= 0:
            break
        wanted -= any(desks[window].state is not WindowState.SUSPENDED for window in windows)
    return wanted > 0


def _matters(hall: Hall, noted: Condition) -> bool:
    """A device matters where somebody works with it, a board while the hall calls,
    a kiosk while it is to give numbers, the rest always."""
    if noted.kind in BOARDS:
        return hall.state in SERVING
    if noted.kind == "kiosk":
        return hall.state is HallState.OPEN and noted.facts.get("kiosk") not in hall.kiosks_off
    if noted.kind not in DEVICES:
        return True
    if window := noted.facts.get("window"):
        desk = hall.desks.get(window)
        return desk is not None and bool(desk.staff)
    return hall.state in SERVING or about_to_open(hall)
