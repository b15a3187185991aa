"""Hall -> what each audience may see. Whole views, never diffs; who sees what is decided here only.

Times are epoch ms. `number` is what the public sees ("A012"); ids are slugs. Names in two languages stand
side by side as `name` and `name_en`.
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, TypedDict

from server.domain.dispatch import ahead
from server.domain.hall import Call, Desk, Hall, HallState
from server.domain.plan import Device, DeviceKind, Window
from server.domain.texts import HALL_STATES, KIOSK_CLOSED
from server.domain.ticket import Rating, Slip, Ticket, TicketState

BOARD_CALLS = 7
LIST_LENGTH = 30
PAPERLESS = ("paper_out", "cover_open", "cutter", "offline", "no_answer", "unplugged")


class DeviceHealth(TypedDict):
    """How a device is, as its driver last said. `link`: lost, opened, answered, in_step, sent."""

    link: str
    cause: str
    since: int
    last_ok: int | None
    errors: int
    paper: str


Healths = Mapping[str, DeviceHealth]


class HallView(TypedDict):
    code: str
    name: str
    name_en: str
    day: str
    timezone: str
    state: str
    text: str
    text_en: str
    sample: bool


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


class QueueView(TypedDict):
    id: str
    prefix: str
    name: str
    name_en: str
    waiting: int


class BoardView(TypedDict):
    hall: HallView
    screen: dict[str, Any]
    calls: list[CallView]
    queues: list[QueueView]
    passed: list[str]


class KioskView(TypedDict):
    hall: HallView
    kiosk: dict[str, str]
    open: bool
    closed: dict[str, str] | None
    queues: list[dict[str, Any]]
    slips: dict[str, str]


class ConsoleView(TypedDict):
    hall: HallView
    window: dict[str, Any]
    staff: dict[str, str] | None
    ticket: dict[str, Any] | None
    visit: dict[str, str] | None
    queues: list[QueueView]
    waiting: list[dict[str, Any]]
    waiting_total: int
    held: list[dict[str, Any]]
    passed: list[dict[str, Any]]
    finished: int
    devices: list[dict[str, Any]]


class DutyView(TypedDict):
    hall: HallView
    windows: list[dict[str, Any]]
    queues: list[dict[str, Any]]
    devices: list[dict[str, Any]]
    kiosks: list[dict[str, Any]]
    counts: dict[str, int]
    unconfirmed: list[dict[str, Any]]


def hall_view(hall: Hall) -> HallView:
    zh, en = HALL_STATES[hall.state]
    plan = hall.plan
    return {
        "code": plan.code,
        "name": plan.name,
        "name_en": plan.name_en,
        "day": hall.day,
        "timezone": plan.timezone,
        "state": hall.state,
        "text": zh,
        "text_en": en,
        "sample": plan.sample,
    }


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


def queue_view(hall: Hall, id_: str) -> QueueView:
    queue = hall.plan.queue[id_]
    return {
        "id": id_,
        "prefix": queue.prefix,
        "name": queue.name,
        "name_en": queue.name_en,
        "waiting": hall.waiting[id_],
    }


def board_view(hall: Hall, screen_id: str) -> BoardView:
    """The newest call first; one line a ticket; only what concerns the floors of this screen."""
    screen = hall.plan.screen[screen_id]
    here = {window.id for window in hall.plan.windows if window.floor in screen.floors}
    calls = (call_view(hall, call) for call in reversed(hall.calls.values()) if call.window in here)
    on_floor = {q for w in hall.plan.windows if w.floor in screen.floors for q in w.queues}
    passed = [t.number for t in (hall.tickets[id_] for id_ in reversed(hall.passed)) if t.queue in on_floor]
    return {
        "hall": hall_view(hall),
        "screen": {"id": screen.id, "name": screen.name, "floors": list(screen.floors)},
        "calls": list(islice(calls, BOARD_CALLS)),
        "queues": [queue_view(hall, q.id) for q in hall.plan.queues if q.id in on_floor],
        "passed": passed[:LIST_LENGTH],
    }


def kiosk_view(hall: Hall, kiosk_id: str, healths: Healths) -> KioskView:
    kiosk = hall.plan.kiosk[kiosk_id]
    code = _kiosk_closed(hall, kiosk_id, healths)
    closed = None
    if code:
        zh, en = KIOSK_CLOSED[code]
        closed = {"code": code, "text": zh, "text_en": en}
    return {
        "hall": hall_view(hall),
        "kiosk": {"id": kiosk.id, "name": kiosk.name, "floor": kiosk.floor},
        "open": code == "",
        "closed": closed,
        "queues": [_kiosk_queue(hall, q.id, kiosk.floor) for q in hall.plan.queues],
        "slips": _recent_slips(hall, kiosk_id),
    }


def _recent_slips(hall: Hall, kiosk_id: str) -> dict[str, str]:
    """Ticket id -> slip state, of the last few tickets of this kiosk."""
    slips: dict[str, str] = {}
    for ticket in reversed(hall.tickets.values()):
        if ticket.kiosk == kiosk_id:
            slips[ticket.id] = ticket.state if ticket.state is TicketState.VOID else ticket.slip
        if len(slips) == 8:
            break
    return slips


def _kiosk_closed(hall: Hall, kiosk_id: str, healths: Healths) -> str:
    if hall.state is not HallState.OPEN:
        return hall.state
    printers = hall.plan.devices_at(DeviceKind.PRINTER, kiosk=kiosk_id)
    ill = [p for p in printers if p.id in healths and healths[p.id]["cause"] in PAPERLESS]
    if printers and len(ill) == len(printers) and hall.plan.kiosk[kiosk_id].needs_paper:
        return "printer"
    return ""


def _kiosk_queue(hall: Hall, id_: str, floor: str) -> dict[str, Any]:
    windows = hall.plan.windows_of[id_]
    return {
        **queue_view(hall, id_),
        "unit": hall.plan.queue[id_].unit,
        "windows": [_place(hall, w) for w in windows],
        "matters": [{"name": m.name, "name_en": m.name_en} for m in hall.plan.matters_of[id_]],
        "here": any(w.floor == floor for w in windows),
    }


def _place(hall: Hall, window: Window) -> dict[str, Any]:
    floor = hall.plan.floor[window.floor]
    return {
        "id": window.id,
        "no": window.no,
        "label": window.label,
        "label_en": window.label_en,
        "floor": window.floor,
        "floor_name": floor.name,
        "floor_name_en": floor.name_en,
    }


def console_view(hall: Hall, window_id: str, healths: Healths) -> ConsoleView:
    window, desk = hall.plan.window[window_id], hall.desks[window_id]
    waiting = _waiting_at(hall, window, desk)
    person = hall.plan.person.get(desk.staff or "")
    visit = hall.tickets[desk.visit] if desk.visit else None
    return {
        "hall": hall_view(hall),
        "window": {
            **_place(hall, window),
            "units": list(window.units),
            "state": desk.state,
            "since": desk.since,
            "reason": desk.reason,
        },
        "staff": {"no": person.no, "name": person.name, "unit": person.unit} if person else None,
        "ticket": ticket_view(hall, hall.tickets[desk.ticket]) if desk.ticket else None,
        "visit": {"number": visit.number, "rating": _rating_told(visit)} if visit else None,
        "queues": [queue_view(hall, q) for q in window.queues],
        "waiting": [ticket_view(hall, ticket) for ticket in waiting[:LIST_LENGTH]],
        "waiting_total": waiting_for(hall, window_id),
        "held": [ticket_view(hall, t) for t in _held_at(hall, window)],
        "passed": [ticket_view(hall, t) for t in _passed_at(hall, window)],
        "finished": hall.counts.get(f"finished:{window_id}:{desk.staff}", 0),
        "devices": device_views(hall, healths, (d for d in hall.plan.devices if d.window == window_id)),
    }


def waiting_for(hall: Hall, window_id: str) -> int:
    """How many this window may be asked to call: its queues', and those sent to it or to its person."""
    window, desk = hall.plan.window[window_id], hall.desks[window_id]
    queues = {queue for tier in window.tiers for queue in tier}
    total = sum(len(hall.lines[q]) + len(hall.sent_to.get(("queue", q), ())) for q in queues)
    return total + sum(len(hall.sent_to.get(key, ())) for key in _sent_here(desk))


def _sent_here(desk: Desk) -> list[tuple[str, str]]:
    return [("window", desk.window), ("staff", desk.staff or "")]


def _waiting_at(hall: Hall, window: Window, desk: Desk) -> list[Ticket]:
    """Sent here first, then by arrival; the lanes' ratio is not shown, it is decided at the call."""
    sent = [hall.tickets[place[3]] for key in _sent_here(desk) for place in hall.sent_to.get(key, ())]
    queues = [queue for tier in window.tiers for queue in tier]
    lined = [t for q in queues for t in islice(hall.waiting_tickets(q), LIST_LENGTH)]
    return sent + sorted(lined, key=lambda t: (t.directed is None, t.arrival, t.serial))


def _held_at(hall: Hall, window: Window) -> list[Ticket]:
    """Held here, or free to come back to any window of a queue of this one."""
    held = [hall.tickets[id_] for id_ in hall.held]
    return [t for t in held if t.window == window.id or window in hall.plan.windows_of[t.queue]]


def _passed_at(hall: Hall, window: Window) -> list[Ticket]:
    passed = [hall.tickets[id_] for id_ in hall.passed]
    return [t for t in passed if window in hall.plan.windows_of[t.queue]]


def _rating_told(ticket: Ticket) -> str:
    """A clerk learns that it is over, never who gave what (R90)."""
    return "open" if ticket.rating is Rating.OPEN else "done"


def ticket_view(hall: Hall, ticket: Ticket) -> dict[str, Any]:
    """For staff; the public sees the number only."""
    return {
        "id": ticket.id,
        "number": ticket.number,
        "queue": ticket.queue,
        "queue_name": hall.plan.queue[ticket.queue].name,
        "lane": ticket.lane,
        "state": ticket.state,
        "window": ticket.window,
        "taken_at": ticket.taken_at,
        "called_at": ticket.called_at,
        "started_at": ticket.started_at,
        "calls": ticket.calls,
        "hold": ticket.hold,
        "leg": len(ticket.legs) + 1,
    }


def duty_view(hall: Hall, healths: Healths) -> DutyView:
    return {
        "hall": hall_view(hall),
        "windows": [_duty_window(hall, w, hall.desks[w.id]) for w in hall.plan.windows],
        "queues": [_duty_queue(hall, q.id) for q in hall.plan.queues],
        "devices": device_views(hall, healths, hall.plan.devices),
        "kiosks": [
            {"id": k.id, "name": k.name, "closed": _kiosk_closed(hall, k.id, healths)}
            for k in hall.plan.kiosks
        ],
        "counts": {k: v for k, v in hall.counts.items() if ":" not in k}
        | {"waiting": hall.waiting_total(), "in_hand": hall.in_hand()},
        "unconfirmed": [
            {"id": t.id, "number": t.number, "slip": t.slip, "taken_at": t.taken_at}
            for t in hall.unsettled()
            if t.slip in (Slip.PENDING, Slip.UNCONFIRMED, Slip.FAILED)
        ],
    }


def _duty_window(hall: Hall, window: Window, desk: Desk) -> dict[str, Any]:
    person = hall.plan.person.get(desk.staff or "")
    return {
        **_place(hall, window),
        "kind": window.kind,
        "units": list(window.units),
        "state": desk.state,
        "since": desk.since,
        "reason": desk.reason,
        "staff": {"no": person.no, "name": person.name} if person else None,
        "number": hall.tickets[desk.ticket].number if desk.ticket else None,
    }


def _duty_queue(hall: Hall, id_: str) -> dict[str, Any]:
    since = [ticket.taken_at for ticket in hall.waiting_tickets(id_)]
    windows = hall.plan.windows_of[id_]
    return {
        **queue_view(hall, id_),
        "oldest_at": min(since, default=None),
        "windows_open": sum(1 for w in windows if hall.desks[w.id].staff),
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
            **(healths.get(d.id) or _unknown_health()),
        }
        for d in devices
    ]


def _unknown_health() -> DeviceHealth:
    return {"link": "lost", "cause": "not_started", "since": 0, "last_ok": None, "errors": 0, "paper": ""}


PHONE: dict[str, tuple[str, str]] = {
    "waiting": ("等候中", "Waiting"),
    "called": ("轮到您了", "It is your turn"),
    "serving": ("正在办理", "Being served"),
    "passed": ("已过号,请到总服务台", "Passed; please go to the help desk"),
    "finished": ("已办结,谢谢", "Finished, thank you"),
    "held": ("业务暂停,请按工作人员的说明办理", "On hold; please do as the staff told you"),
    "cancelled": ("号码已取消", "Cancelled"),
    "void": ("号码已取消", "Cancelled"),
    "expired": ("号码已失效", "Expired"),
}


def phone_view(hall: Hall, token: str) -> dict[str, Any] | None:
    """What the holder of this token may see of the one ticket; None if no ticket of today has it."""
    id_ = hall.tokens.get(token)
    if id_ is None:
        return None
    ticket = hall.tickets[id_]
    answer = taken_answer(hall, ticket)
    zh, en = PHONE[ticket.state]
    at = hall.plan.window.get(ticket.window or "")
    window = _place(hall, at) if at else None
    return answer | {"hall": hall_view(hall), "text": zh, "text_en": en, "window": window}


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
        "windows": [_place(hall, w) for w in hall.plan.windows_of[ticket.queue]],
    }
