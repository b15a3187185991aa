"""Where a clerk may send the citizen on (转移): queues, windows, people; who waits and who serves there."""

from typing import Any, TypedDict

from server.domain.facts.plan import Window, WindowKind
from server.domain.hall import Hall
from server.domain.turns.dispatch import waiting_for
from server.domain.views.hall import place, queue_view
from server.domain.words.notices import queue_closed_words

WHERE = ("no", "label", "label_en", "floor_name", "floor_name_en")


class TargetsView(TypedDict):
    allowed: bool
    """False: the hall serves everything where it was accepted (R40)."""
    queues: list[dict[str, Any]]
    windows: list[dict[str, Any]]
    staff: list[dict[str, Any]]


def targets_view(hall: Hall, from_window: str) -> TargetsView:
    """All but the window itself. `closed`: why nobody can be sent there now, in words; None = it is open."""
    windows = [
        w for w in hall.plan.windows if w.kind is WindowKind.SERVICE and w.queues and w.id != from_window
    ]
    return {
        "allowed": hall.plan.settings.transfer_allowed,
        "queues": [_queue(hall, q.id) for q in hall.plan.queues],
        "windows": [_window(hall, w) for w in windows],
        "staff": [_person(hall, w) for w in windows if hall.desks[w.id].staff],
    }


def _queue(hall: Hall, id_: str) -> dict[str, Any]:
    windows = hall.plan.windows_of[id_]
    open_ = sum(1 for w in windows if hall.desks[w.id].staff)
    return {
        **queue_view(hall, id_),
        "unit": hall.plan.queue[id_].unit,
        "windows_open": open_,
        "windows": [_where(hall, w) for w in windows],
        "phones": _phones(*windows),
        "closed": _told(queue_closed_words(hall, id_)),
    }


def _window(hall: Hall, window: Window) -> dict[str, Any]:
    desk = hall.desks[window.id]
    return {
        **_where(hall, window),
        "id": window.id,
        "units": list(window.units),
        "state": desk.state,
        "staff": {"no": desk.staff, "name": hall.plan.person[desk.staff].name} if desk.staff else None,
        "queues": [hall.plan.queue[q].name for tier in window.tiers for q in tier],
        "waiting": waiting_for(hall, window.id),
        "phones": _phones(window),
        "closed": None if desk.staff else _told(("现在没有人在岗", "Nobody is there now")),
    }


def _person(hall: Hall, window: Window) -> dict[str, Any]:
    """Whoever is sent to a person waits for that person, at whichever window."""
    no = str(hall.desks[window.id].staff)
    return {
        **_where(hall, window),
        "id": no,
        "name": hall.plan.person[no].name,
        "unit": hall.plan.person[no].unit,
        "state": hall.desks[window.id].state,
        "waiting": len(hall.sent_to.get(("staff", no), ())),
        "phones": _phones(window),
        "closed": None,
    }


def _where(hall: Hall, window: Window) -> dict[str, Any]:
    there = place(hall, window)
    return {name: there[name] for name in WHERE}


def _phones(*windows: Window) -> list[str]:
    """Whom to ask there (R37)."""
    return list(dict.fromkeys(w.phone for w in windows if w.phone))


def _told(words: tuple[str, str] | None) -> dict[str, str] | None:
    return {"text": words[0], "text_en": words[1]} if words else None
