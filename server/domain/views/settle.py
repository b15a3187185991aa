"""Lists that lead through an hour of the day: before opening, after an outage, before closing, before the
mains are cut (R2, R9, R118, R119). Every item is computed from facts; nobody ticks it off.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any, TypedDict

from server.domain.cases import DUE, Case
from server.domain.desk import WindowState
from server.domain.facts.plan import Device, DeviceKind
from server.domain.hall import Hall, HallState
from server.domain.numbers import PAPER_FIRST, is_paper
from server.domain.rules.outage import outstanding
from server.domain.rules.watch import WATCHED
from server.domain.texts.duty import CLOSING, READINESS, RECOVERY, SHUTDOWN, SWITCH_OFF
from server.domain.ticket import IN_HAND, Slip, Ticket, TicketState
from server.domain.views.hall import Healths, can_print
from server.domain.words.alarms import alarm_words


class Item(TypedDict):
    """`left`: what is still to be done, as people read it; none = done."""

    id: str
    text: str
    text_en: str
    done: bool
    left: list[str]


def _items(words: Mapping[str, tuple[str, str]], left: Mapping[str, Iterable[str]]) -> list[Item]:
    items: list[Item] = []
    for id_, names in left.items():
        zh, en = words[id_]
        rest = list(names)
        items.append({"id": id_, "text": zh, "text_en": en, "done": not rest, "left": rest})
    return items


# ---------------------------------------------------------------- before closing


def closing(hall: Hall) -> list[Item]:
    """R9: nobody who waits is forgotten, and nothing of the day is left without an answer."""
    todo = {t.id: t for t in hall.unsettled()}
    open_ = _numbers(hall.tickets[id_] for id_ in hall.open_ratings)
    left = {
        "in_hand": _numbers(t for t in todo.values() if t.state in IN_HAND),
        "waiting": _numbers(t for t in todo.values() if t.state is TicketState.WAITING),
        "held": _numbers(t for t in todo.values() if t.state is TicketState.HELD),
        "passed": _numbers(t for t in todo.values() if t.state is TicketState.PASSED),
        "ratings": open_,
        "unconfirmed": _numbers(t for t in todo.values() if t.slip is Slip.UNCONFIRMED),
        "incident": [i.id for i in hall.incidents if not i.closed],
        "alarms": [alarm_words(hall, a)[0] for a in hall.alarms.values() if a.kind not in WATCHED],
        "cases": [c.id for c in hall.casebook.values() if _due(c, hall.day)],
        "offer": [hall.duty_offer.to] if hall.duty_offer else [],
        "checks": [check.text for check in hall.plan.duty_checks if check.id not in hall.checked],
    }
    if hall.state is HallState.CLOSED:  # nobody can sign before
        left["signed"] = [] if hall.signed else [hall.day]
    return _items(CLOSING, left)


def _due(case: Case, day: str) -> bool:
    """Somebody has to answer it, or to try to reach the citizen, by today."""
    dates = (case.due if case.state in DUE else "", case.contact_due if not case.over else "")
    return any(date and date <= day for date in dates)


def _numbers(tickets: Iterable[Ticket]) -> list[str]:
    return sorted(t.number for t in tickets)


def shutdown(hall: Hall) -> dict[str, Any]:
    """What is so, and in which order things are switched off. `written`: the newest event on the disk."""
    dark = hall.dark or not hall.plan.settings.dark_s
    so = {
        "closed": hall.state is HallState.CLOSED,
        "written": True,
        "slips": not any(t.slip is Slip.PENDING for t in hall.unsettled()) and not hall.failed_slips,
        "dark": hall.state is HallState.CLOSED and dark,
        "signed": bool(hall.signed),
    }
    return {
        "items": _items(SHUTDOWN, {id_: [] if done else [SHUTDOWN[id_][0]] for id_, done in so.items()}),
        "written": hall.seq,
        "order": [{"text": zh, "text_en": en} for zh, en in SWITCH_OFF],
    }


# ---------------------------------------------------------------- after an outage


def recovery(hall: Hall) -> list[Item]:
    """What must be settled before a person resumes (4.3); nothing where people were only asked to wait."""
    incident = hall.incident
    if incident is None or hall.waits_it_out:
        return []
    owed = outstanding(hall, incident)
    left = {
        "clock": [RECOVERY["clock"][0]] if hall.wrong_clock else [],
        "in_hand": _numbers(t for t in owed if t.state in IN_HAND),
        "unconfirmed": _numbers(t for t in owed if t.slip is Slip.UNCONFIRMED),
        "paper": list(left_out(hall)),
        "windows": _nobody_at(hall),
    }
    return _items(RECOVERY, left)


def left_out(hall: Hall) -> Iterator[str]:
    """Numbers of the pads below one that was entered: the slip lies somewhere, or was torn off unused."""
    entered: dict[str, set[int]] = {}
    for ticket in hall.tickets.values():
        if is_paper(ticket.serial):
            entered.setdefault(ticket.issued_in, set()).add(ticket.serial)
    for queue, serials in entered.items():
        prefix = hall.plan.queue[queue].prefix if queue in hall.plan.queue else queue
        yield from (f"{prefix}{n}" for n in range(PAPER_FIRST, max(serials)) if n not in serials)


def _nobody_at(hall: Hall) -> list[str]:
    """Windows where somebody should sit today and nobody does."""
    today = hall.calendar.windows_of(hall.day)
    return [
        window.label
        for window in hall.plan.staffed
        if hall.desks[window.id].state is WindowState.CLOSED and (today is None or window.id in today)
    ]


# ---------------------------------------------------------------- before opening


SYSTEM = ("clock", "disk")
"""Alarms about the machine itself."""


def readiness(
    hall: Hall, healths: Healths, boards: Iterable[Mapping[str, Any]], kiosks_away: Container[str] = ()
) -> list[Item]:
    """R2: what is looked at before the public comes; kinds of devices that the hall has not are left out."""
    left: dict[str, list[str]] = {"windows": _nobody_at(hall)}
    for kind in DeviceKind:
        here = [d for d in hall.plan.devices if d.kind is kind]
        if here:
            left[kind] = [_where(hall, d) for d in here if not _well(d, healths)]
    kiosks = [kiosk for kiosk in hall.plan.kiosks if kiosk.id not in hall.kiosks_off]
    if kiosks:
        left["kiosks"] = [kiosk.name for kiosk in kiosks if kiosk.id in kiosks_away]
    screens = list(boards)
    if screens:
        left["boards"] = [b["name"] for b in screens if b["state"] == "gone"]
        spoken = {b["zone"] for b in screens if b["speaks"] and b["state"] == "well"}
        mute: dict[str, str] = {}
        for b in screens:
            if b["zone"] not in spoken:
                mute.setdefault(b["zone"], b["name"])
        left["voice"] = list(mute.values())
    troubles = {a.kind for a in hall.alarms.values()} | ({"clock"} if hall.wrong_clock else set())
    left |= {kind: [READINESS[kind][0]] if kind in troubles else [] for kind in SYSTEM}
    return _items(READINESS, left)


def _well(device: Device, healths: Healths) -> bool:
    health = healths.get(device.id)
    if health is None or health["link"] == "lost":
        return False
    return can_print(health["cause"]) if device.kind is DeviceKind.PRINTER else not health["cause"]


def _where(hall: Hall, device: Device) -> str:
    return (
        hall.plan.window[device.window].label if device.window else hall.plan.kiosk[device.kiosk or ""].name
    )
