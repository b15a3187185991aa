"""What the help desk (总服务台) sees: every queue of every floor, who was passed or is on hold, where paper
comes out (R26, R36)."""

from itertools import islice
from typing import Any, TypedDict

from server.domain.facts.plan import Kiosk, Matter, Window
from server.domain.hall import Hall
from server.domain.hours import times_of
from server.domain.rules.tickets import not_today
from server.domain.texts.refusals import refusal_text
from server.domain.views.hall import HallView, Healths, able, hall_view, place, queue_view
from server.domain.views.staff import ticket_view
from server.domain.words.notices import queue_closed_words

LISTED = 60
"""Passed numbers in the list; who passed longer ago is found by the number."""


class DeskView(TypedDict):
    hall: HallView
    hours: list[str]
    queues: list[dict[str, Any]]
    passed: list[dict[str, Any]]
    passed_total: int
    held: list[dict[str, Any]]
    kiosks: list[dict[str, Any]]
    appointments: dict[str, int]


def desk_view(hall: Hall, healths: Healths) -> DeskView:
    """Passed: the newest first, for who comes to the desk was just called. Held: the longest first.

    hours: today's, HH:MM, by turns open and close; none = the hall opens by hand.
    """
    booked = hall.appointments.values()
    return {
        "hall": hall_view(hall),
        "hours": times_of(hall),
        "queues": [_queue(hall, q.id) for q in hall.plan.queues],
        "passed": [ticket_view(hall, hall.tickets[id_]) for id_ in islice(reversed(hall.passed), LISTED)],
        "passed_total": len(hall.passed),
        "held": [ticket_view(hall, hall.tickets[id_]) for id_ in hall.held],
        "kiosks": [_printing(hall, kiosk, healths) for kiosk in hall.plan.kiosks],
        "appointments": {"booked": len(booked), "checked_in": sum(1 for a in booked if a.ticket)},
    }


def _queue(hall: Hall, id_: str) -> dict[str, Any]:
    """`oldest_at`: when the one who waits longest took the number, epoch ms."""
    windows = hall.plan.windows_of[id_]
    return {
        **queue_view(hall, id_),
        "unit": hall.plan.queue[id_].unit,
        "real_name": hall.plan.queue[id_].identity,
        "oldest_at": hall.oldest_taken(id_),
        "windows_open": sum(1 for window in windows if hall.desks[window.id].staff),
        "windows": [_window(hall, window) for window in windows],
        "closed": _told(queue_closed_words(hall, id_)),
        "matters": [_matter(hall, matter) for matter in hall.plan.matters_of[id_]],
    }


def _window(hall: Hall, window: Window) -> dict[str, Any]:
    """With its telephone: who is sent on is told whom to ring (R37)."""
    desk = hall.desks[window.id]
    return {**place(hall, window), "phone": window.phone, "open": desk.staff is not None, "state": desk.state}


def _matter(hall: Hall, matter: Matter) -> dict[str, Any]:
    refused = not_today(hall, matter.queue, matter.id) if matter.days and hall.day else None
    words = refusal_text(refused.code, refused.params) if refused else None
    return {"id": matter.id, "name": matter.name, "name_en": matter.name_en, "closed": _told(words)}


def _printing(hall: Hall, kiosk: Kiosk, healths: Healths) -> dict[str, Any]:
    """`prints`: one of its printers may be sent paper, whether or not citizens may take numbers there."""
    well = able(healths, hall.plan.slip_printers(kiosk=kiosk.id))
    return {"id": kiosk.id, "name": kiosk.name, "floor": kiosk.floor, "prints": bool(well)}


def _told(words: tuple[str, str] | None) -> dict[str, str] | None:
    return {"text": words[0], "text_en": words[1]} if words else None
