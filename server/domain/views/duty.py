"""What the duty officer sees: the whole hall, and how every device is."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, TypedDict

from server.domain.bulletins import Bulletin, Urgency, in_order
from server.domain.desk import Desk
from server.domain.facts.plan import Device, Window
from server.domain.hall import BY_HAND, ChosenCall, Hall, HallState
from server.domain.hours import clock_words
from server.domain.rules.outage import outstanding
from server.domain.texts.signs import unknown_to_signs
from server.domain.ticket import Slip
from server.domain.trend import trend
from server.domain.views.alarms import alarm_lines
from server.domain.views.hall import (
    DeviceHealth,
    HallView,
    Healths,
    also_at,
    hall_view,
    place,
    queue_view,
)
from server.domain.views.public import kiosk_closed
from server.domain.views.record import officers
from server.domain.views.settle import recovery
from server.domain.words.alarms import advice_for
from server.domain.words.notices import warnings


class DutyView(TypedDict):
    hall: HallView
    windows: list[dict[str, Any]]
    queues: list[dict[str, Any]]
    devices: list[dict[str, Any]]
    kiosks: list[dict[str, Any]]
    counts: dict[str, int]
    unconfirmed: list[dict[str, Any]]
    alarms: list[dict[str, Any]]
    warnings: list[dict[str, str]]
    chosen: list[dict[str, Any]]
    incident: dict[str, Any] | None
    duty: list[dict[str, str]]
    duty_hours: str
    duty_offer: dict[str, Any] | None
    may_switch_off: bool
    notices: list[dict[str, Any]]


def duty_view(hall: Hall, healths: Healths, now: int | None = None) -> DutyView:
    """`now`: epoch ms, what trends are told for; None = the moment of the newest event."""
    at = hall.last_at if now is None else now
    return {
        "hall": hall_view(hall),
        "windows": [_duty_window(hall, w, hall.desks[w.id]) for w in hall.plan.windows],
        "queues": [_duty_queue(hall, q.id, at) for q in hall.plan.queues],
        "devices": device_views(hall, healths, hall.plan.devices),
        "kiosks": [
            {
                "id": k.id,
                "name": k.name,
                "floor": k.floor,
                "closed": kiosk_closed(hall, k.id, healths),
                "off": _off(hall, k.id),
            }
            for k in hall.plan.kiosks
        ],
        "counts": {k: v for k, v in hall.counts.items() if ":" not in k}
        | {"waiting": hall.waiting_total(), "in_hand": hall.in_hand()},
        "unconfirmed": [
            {"id": t.id, "number": t.number, "slip": t.slip, "taken_at": t.taken_at}
            for t in hall.unsettled()
            if t.slip in (Slip.PENDING, Slip.UNCONFIRMED, Slip.FAILED)
        ],
        "alarms": alarm_lines(hall),
        "warnings": [{"text": zh, "text_en": en} for zh, en in warnings(hall)],
        "chosen": [_chosen(hall, call) for call in reversed(hall.chosen)],
        "incident": _incident(hall),
        "duty": officers(hall.plan, hall.day, hall.relieved) if hall.day else [],
        "duty_hours": "–".join(clock_words(minute) for minute in hall.plan.duty_hours or ()),
        "duty_offer": asdict(hall.duty_offer) if hall.duty_offer else None,
        "may_switch_off": _may_switch_off(hall),
        "notices": [_standing(hall, bulletin) for bulletin in in_order(hall.bulletins.values())],
    }


def _standing(hall: Hall, bulletin: Bulletin) -> dict[str, Any]:
    person = hall.plan.person.get(bulletin.by)
    known = hall.plan.notice.get(bulletin.template)
    return {
        "id": bulletin.id,
        "urgency": bulletin.urgency.value,
        "name": known.name if known else "",
        "text": bulletin.text,
        "text_en": bulletin.text_en,
        "at": bulletin.at,
        "until": bulletin.until or None,
        "floors": list(bulletin.floors),
        "not_on_signs": unknown_to_signs(bulletin.line) if bulletin.urgency is Urgency.PLAIN else "",
        "by": person.name if person else "",
    }


def _chosen(hall: Hall, call: ChosenCall) -> dict[str, Any]:
    window = hall.plan.window.get(call.window)
    return asdict(call) | {"window": window.label if window else call.window}


def _incident(hall: Hall) -> dict[str, Any] | None:
    incident = hall.incident
    if incident is None:
        return None
    owed = outstanding(hall, incident)
    return {
        "id": incident.id,
        "since": incident.since,
        "until": incident.until,
        "reason": incident.reason,
        "short": incident.short,
        "outstanding": [{"id": t.id, "number": t.number, "state": t.state} for t in owed],
        "wrong_clock": hall.wrong_clock,
        "entered": [t.number for t in hall.tickets.values() if t.source == "manual"],
        "recovery": recovery(hall) if hall.state in BY_HAND else [],
    }


def _may_switch_off(hall: Hall) -> bool:
    """Closed, and no paper is owed: the mains may be cut (R118)."""
    return hall.state is HallState.CLOSED and not hall.failed_slips


def _duty_window(hall: Hall, window: Window, desk: Desk) -> dict[str, Any]:
    person = hall.plan.person.get(desk.staff or "")
    return {
        **place(hall, window),
        "kind": window.kind,
        "plan": window.plan,
        "units": list(window.units),
        "state": desk.state,
        "since": desk.since,
        "reason": desk.reason,
        "acting_for": desk.acting_for,
        "staff": {"no": person.no, "name": person.name} if person else None,
        "number": hall.tickets[desk.ticket].number if desk.ticket else None,
        "queues": [queue for tier in window.tiers for queue in tier],
        "also": also_at(hall, desk),
    }


def _off(hall: Hall, kiosk: str) -> dict[str, Any] | None:
    """Taken out of service: since when, by whom, why."""
    off = hall.kiosks_off.get(kiosk)
    if off is None:
        return None
    person = hall.plan.person.get(off.staff)
    return {"at": off.at, "by": person.name if person else off.staff, "reason": off.reason}


def _duty_queue(hall: Hall, id_: str, now: int) -> dict[str, Any]:
    windows = hall.plan.windows_of[id_]
    return {
        **queue_view(hall, id_),
        "oldest_at": hall.oldest_taken(id_),
        "windows_open": sum(1 for w in windows if hall.desks[w.id].staff),
        "trend": trend(hall, id_, now),
    }


def device_views(hall: Hall, healths: Healths, devices: Iterable[Device]) -> list[dict[str, Any]]:
    """Devices with their health and where they stand."""
    return [
        {
            "id": d.id,
            "kind": d.kind,
            "where": hall.plan.window[d.window].label if d.window else hall.plan.kiosk[d.kiosk or ""].name,
            "window": d.window,
            "kiosk": d.kiosk,
            **health_of(healths, d.id),
            **_advice(d.kind, health_of(healths, d.id)["cause"]),
        }
        for d in devices
    ]


def _advice(kind: str, cause: str) -> dict[str, str]:
    zh, en = advice_for(kind, cause)
    return {"advice": zh, "advice_en": en}


def health_of(healths: Healths, device: str) -> DeviceHealth:
    """How a device is; one that has not been heard of is not started."""
    return healths.get(device) or _NOT_STARTED


_NOT_STARTED: DeviceHealth = {
    "link": "lost",
    "cause": "not_started",
    "since": 0,
    "last_ok": None,
    "errors": 0,
    "paper": "",
}
