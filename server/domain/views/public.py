"""What citizens see: hall screens, kiosks, phones, the words of a slip. Numbers and places, never people."""

from itertools import islice
from typing import Any, TypedDict

from server.domain.facts.plan import DeviceKind, Kiosk, Matter, Screen, Window
from server.domain.hall import Call, Hall, HallState
from server.domain.hours import times_of
from server.domain.texts.kiosks import NO_PAPER
from server.domain.ticket import Slip, Ticket, TicketState
from server.domain.turns.dispatch import ahead
from server.domain.views.hall import (
    LIST_LENGTH,
    HallView,
    Healths,
    QueueView,
    able,
    hall_view,
    place,
    queue_view,
)
from server.domain.words.notices import banner_words, kiosk_closed_words, queue_closed_words

CROWD_MS = 60_000
"""Calls so young are sent however many they are: the board sees to it that each is seen."""


class CallView(TypedDict):
    seq: int
    at: int
    number: str
    window: str
    window_no: str | None
    label: str
    label_en: str
    floor: str
    floor_name: str
    state: str


def call_view(hall: Hall, call: Call) -> CallView:
    window = hall.plan.window[call.window]
    return {
        "seq": call.seq,
        "at": call.at,
        "number": call.number,
        "window": window.id,
        "window_no": window.no,
        "label": window.label,
        "label_en": window.label_en,
        "floor": window.floor,
        "floor_name": hall.plan.floor[window.floor].name,
        "state": hall.tickets[call.ticket].state,
    }


class BoardView(TypedDict):
    """hours: today's, by turns open and close (R32)."""

    hall: HallView
    hours: list[str]
    screen: dict[str, Any]
    calls: list[CallView]
    queues: list[QueueView]
    passed: list[str]


def concerns(screen: Screen, window: Window, queue: str) -> bool:
    """Whether this screen shows and speaks a call of a ticket of this queue to this window (R20)."""
    return window.floor in screen.floors and (not screen.queues or queue in screen.queues)


def board_view(hall: Hall, screen_id: str) -> BoardView:
    """The newest call first; one line a ticket; only what concerns this screen."""
    plan, screen = hall.plan, hall.plan.screen[screen_id]
    here = [
        call
        for call in reversed(hall.calls.values())
        if concerns(screen, plan.window[call.window], hall.tickets[call.ticket].queue)
    ]
    shown = [c for at, c in enumerate(here) if at <= screen.rows or c.at > hall.last_at - CROWD_MS]
    waited_for = {q for w in plan.windows for q in w.queues if concerns(screen, w, q)}
    passed = [t.number for t in (hall.tickets[id_] for id_ in reversed(hall.passed)) if t.queue in waited_for]
    return {
        "hall": hall_view(hall, screen.floors),
        "hours": times_of(hall),
        "screen": _layout(screen),
        "calls": [call_view(hall, call) for call in shown],
        "queues": [queue_view(hall, q.id) for q in plan.queues if q.id in waited_for],
        "passed": passed[:LIST_LENGTH],
    }


def _layout(screen: Screen) -> dict[str, Any]:
    """With every view: a restart with another configuration needs no page to be opened again."""
    return {
        "id": screen.id,
        "name": screen.name,
        "floors": list(screen.floors),
        "panels": list(screen.panels),
        "rows": screen.rows,
        "scale": screen.scale,
        "guide": screen.guide,
        "guide_en": screen.guide_en,
    }


class KioskView(TypedDict):
    hall: HallView
    kiosk: dict[str, str]
    open: bool
    closed: dict[str, Any] | None
    banner: dict[str, str] | None
    check_in: bool
    card_check_in: bool
    priority: bool
    reader: bool
    identity_days: int
    queues: list[dict[str, Any]]
    slips: dict[str, str]
    notices: dict[str, str]
    no_paper: dict[str, str] | None


def kiosk_view(hall: Hall, kiosk_id: str, healths: Healths) -> KioskView:
    kiosk = hall.plan.kiosk[kiosk_id]
    code = kiosk_closed(hall, kiosk_id, healths)
    closed = _closed(hall, kiosk, code, healths) if code else None
    return {
        "hall": hall_view(hall, [kiosk.floor]),
        "kiosk": {"id": kiosk.id, "name": kiosk.name, "floor": kiosk.floor},
        "open": code == "",
        "closed": closed,
        "banner": _told(banner_words(hall)),
        "check_in": bool(hall.appointments),
        "card_check_in": any(booked.identity for booked in hall.appointments.values()),
        "priority": hall.plan.settings.citizen_priority,
        "reader": reads_cards(hall, kiosk_id, healths),
        "identity_days": hall.plan.settings.identity_days,
        "queues": [_kiosk_queue(hall, q.id, kiosk.floor) for q in hall.plan.queues],
        "slips": _recent_slips(hall, kiosk_id),
        "notices": _recent_notices(hall, kiosk_id),
        "no_paper": _told(NO_PAPER.get(_no_paper(hall, kiosk_id, healths))),
    }


def _closed(hall: Hall, kiosk: Kiosk, code: str, healths: Healths) -> dict[str, Any]:
    """In words; `elsewhere`: the nearest kiosk that does give numbers."""
    zh, en = kiosk_closed_words(hall, code)
    others = sorted(hall.plan.kiosks, key=lambda k: k.floor != kiosk.floor)
    near = next((k for k in others if not kiosk_closed(hall, k.id, healths)), None)
    floor = hall.plan.floor[near.floor] if near else None
    elsewhere = (
        near and floor and {"name": near.name, "floor_name": floor.name, "floor_name_en": floor.name_en}
    )
    return {"code": code, "text": zh, "text_en": en, "elsewhere": elsewhere}


def _recent_slips(hall: Hall, kiosk_id: str) -> dict[str, str]:
    """Ticket id -> where its paper stands, of the last few tickets of this kiosk."""
    slips: dict[str, str] = {}
    for ticket in reversed(hall.tickets.values()):
        if ticket.kiosk == kiosk_id:
            slips[ticket.id] = _paper(ticket)
        if len(slips) == 8:
            break
    return slips


def _recent_notices(hall: Hall, kiosk_id: str) -> dict[str, str]:
    """Notice -> what became of its paper, of the last few of this kiosk."""
    mine = (notice for notice in reversed(hall.notices.values()) if notice.kiosk == kiosk_id)
    return {notice.id: notice.state for notice in islice(mine, 4)}


def _no_paper(hall: Hall, kiosk_id: str, healths: Healths) -> str:
    """Why nothing can be printed here, as a key of NO_PAPER; "" while it can. Whatever the hour."""
    printers = hall.plan.slip_printers(kiosk=kiosk_id)
    if not printers:
        return "none"
    return "" if able(healths, printers) else "printer"


def _paper(ticket: Ticket) -> str:
    """A state of the slip, "void" if the number went with it, "moved" while a second printer has it."""
    if ticket.state is TicketState.VOID:
        return ticket.state
    return "moved" if ticket.slip is Slip.PENDING and ticket.slip_printer else ticket.slip


def kiosk_closed(hall: Hall, kiosk_id: str, healths: Healths) -> str:
    """Why the kiosk gives no numbers, as a key of KIOSK_CLOSED; "" while it does."""
    if hall.evacuating:
        return "evacuation"
    if hall.state is not HallState.OPEN:
        return hall.state
    if kiosk_id in hall.kiosks_off:
        return "paused"
    wanted = hall.plan.kiosk[kiosk_id].needs_paper
    return "printer" if wanted and _no_paper(hall, kiosk_id, healths) == "printer" else ""


def reads_cards(hall: Hall, kiosk_id: str, healths: Healths) -> bool:
    """An ID reader stands at this kiosk, and nothing is known to be wrong with it."""
    readers = hall.plan.devices_at(DeviceKind.ID_READER, kiosk=kiosk_id)
    known = [healths[r.id] for r in readers if r.id in healths]
    return any(health["link"] != "lost" and not health["cause"] for health in known)


def _kiosk_queue(hall: Hall, id_: str, floor: str) -> dict[str, Any]:
    windows = hall.plan.windows_of[id_]
    return {
        **queue_view(hall, id_),
        "unit": hall.plan.queue[id_].unit,
        "unit_en": hall.plan.queue[id_].unit_en,
        "windows": [place(hall, w) for w in windows],
        "real_name": hall.plan.queue[id_].identity,
        "matters": [_kiosk_matter(hall, m) for m in hall.plan.matters_of[id_]],
        "here": any(w.floor == floor for w in windows),
        "staffed": any(hall.desks[w.id].staff for w in windows),
        "closed": _told(queue_closed_words(hall, id_)),
    }


def _kiosk_matter(hall: Hall, matter: Matter) -> dict[str, Any]:
    closed = queue_closed_words(hall, matter.queue, matter.id) if matter.days and hall.day else None
    return {
        "id": matter.id,
        "name": matter.name,
        "name_en": matter.name_en,
        "frequent": matter.frequent,
        "closed": _told(closed),
    }


def _told(words: tuple[str, str] | None) -> dict[str, str] | None:
    return {"text": words[0], "text_en": words[1]} if words else None


def taken_answer(hall: Hall, ticket: Ticket) -> dict[str, Any]:
    """What the citizen is told at the kiosk, and what the slip says."""
    queue = hall.plan.queue[ticket.queue]
    return {
        "id": ticket.id,
        "number": ticket.number,
        "queue": ticket.queue,
        "queue_name": queue.name,
        "queue_name_en": queue.name_en,
        "unit": queue.unit,
        "lane": ticket.lane,
        "state": ticket.state,
        "slip": ticket.slip,
        "token": ticket.token,
        "ahead": ahead(hall, ticket),
        "taken_at": ticket.taken_at,
        "extended": ticket.extended,
        "appointment": ticket.appointment,
        "windows": [place(hall, w) for w in hall.plan.windows_of[ticket.queue]],
    }
