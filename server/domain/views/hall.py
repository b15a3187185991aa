"""What every audience is shown of the hall: its state, its queues, where a window is, how devices are."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NotRequired, TypedDict

from server.domain.bulletins import Urgency, in_order
from server.domain.desk import Desk
from server.domain.facts.plan import Device, HallPlan, Window
from server.domain.hall import Hall
from server.domain.words.notices import hall_words

LIST_LENGTH = 30


class DeviceHealth(TypedDict):
    """How a device is, as its driver last said. `link`: lost, opened, answered, in_step, sent.

    bad_frames: unreadable ones of its whole line; firmware: where its wire gives it.
    """

    link: str
    cause: str
    since: int
    last_ok: int | None
    errors: int
    paper: str
    reconnects: NotRequired[int]
    bad_frames: NotRequired[int]
    firmware: NotRequired[str]


Healths = Mapping[str, DeviceHealth]
PRINTS = ("", "paper_near_end", "not_started")
"""Causes that keep no printer from being sent paper."""


def can_print(cause: str) -> bool:
    """By the `cause` of a printer's health: nothing is known that would keep paper from coming out."""
    return cause in PRINTS


def able(healths: Healths, printers: Iterable[Device]) -> list[Device]:
    """Those of these printers that can print, or of which nothing is known yet."""
    return [p for p in printers if p.id not in healths or can_print(healths[p.id]["cause"])]


class NoticeView(TypedDict):
    id: str
    urgency: str
    text: str
    text_en: str


def notice_views(hall: Hall, floors: Collection[str] | None = None) -> list[NoticeView]:
    """What stands on these floors, the most urgent first; nobody who is to leave reads to stay seated."""
    standing = in_order(hall.bulletins.values(), floors)
    alarms = [b for b in standing if b.urgency is Urgency.EVACUATE]
    return [
        {"id": b.id, "urgency": b.urgency.value, "text": b.text, "text_en": b.text_en}
        for b in alarms or standing
    ]


class HallView(TypedDict):
    code: str
    name: str
    name_en: str
    day: str
    timezone: str
    state: str
    text: str
    text_en: str
    notices: list[NoticeView]
    sample: bool


def hall_view(hall: Hall, floors: Collection[str] | None = None) -> HallView:
    """As these floors see it; None = the hall as a whole."""
    zh, en = hall_words(hall)
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
        "notices": notice_views(hall, floors),
        "sample": plan.sample,
    }


def also_at(hall: Hall, desk: Desk) -> list[str]:
    """The labels of the other windows where the person at this one sits, too."""
    others = (window for window in hall.posts.get(desk.staff or "", ()) if window != desk.window)
    return [hall.plan.window[window].label for window in others]


class QueueView(TypedDict):
    id: str
    prefix: str
    name: str
    name_en: str
    waiting: int


def queue_view(hall: Hall, id_: str) -> QueueView:
    queue = hall.plan.queue[id_]
    return {
        "id": id_,
        "prefix": queue.prefix,
        "name": queue.name,
        "name_en": queue.name_en,
        "waiting": hall.waiting[id_],
    }


def place(hall: Hall, window: Window) -> dict[str, Any]:
    return place_in(hall.plan, window)


def place_in(plan: HallPlan, window: Window) -> dict[str, Any]:
    """Where a window is, whatever happens in the hall."""
    floor = plan.floor[window.floor]
    return {
        "id": window.id,
        "no": window.no,
        "label": window.label,
        "label_en": window.label_en,
        "floor": window.floor,
        "floor_name": floor.name,
        "floor_name_en": floor.name_en,
    }


def staff_card(plan: HallPlan, no: str | None) -> dict[str, str] | None:
    """工号, 姓名, 单位 (R21); the number alone for somebody taken out of the plan while signed in."""
    person = plan.person.get(no or "")
    if person is None:
        return {"no": no, "name": "", "unit": ""} if no else None
    return {"no": person.no, "name": person.name, "unit": person.unit}
