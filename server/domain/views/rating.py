"""What a citizen sees who may rate: the five levels, the tablet at the window, the question on the phone.

Labels may differ from city to city, the codes 5 to 1 may not (domain 2.1). Nothing here says which level
anybody gave (R90).
"""

from typing import Any

from server.domain import messages as m
from server.domain.hall import Hall
from server.domain.rules.ratings import PHONE, rate_visit
from server.domain.texts.signs import Scene
from server.domain.ticket import Rating, TicketState
from server.domain.views.hall import staff_card
from server.domain.views.window_screen import window_screen_view
from server.domain.words.signs import rater_view

LEVELS: tuple[tuple[int, str, str], ...] = (
    (5, "非常满意", "Very satisfied"),
    (4, "满意", "Satisfied"),
    (3, "基本满意", "Fairly satisfied"),
    (2, "不满意", "Dissatisfied"),
    (1, "非常不满意", "Very dissatisfied"),
)

REASONS_VERSION = "2026-1"
REASONS: dict[str, tuple[str, str]] = {
    "attitude": ("服务态度不好", "Unfriendly service"),
    "slow": ("办理时间太长", "It took too long"),
    "unclear": ("说明不清楚", "Not explained clearly"),
    "papers": ("材料要求反复", "Papers asked for again"),
    "rules": ("未按规定办理", "Not done by the rules"),
    "other": ("其他", "Something else"),
}
"""Why somebody was not satisfied. A code keeps its meaning; another list is another version."""
BOX_REASONS: dict[str, tuple[str, str]] = REASONS | {
    "unskilled": ("业务不熟悉", "Not familiar with the work")
}
"""What a key of a rating box may say: the usual box of six has one that no page asks."""


def level_views() -> list[dict[str, Any]]:
    """The best first."""
    return [{"level": level, "label": zh, "label_en": en} for level, zh, en in LEVELS]


def reason_views() -> list[dict[str, str]]:
    return [{"code": code, "label": zh, "label_en": en} for code, (zh, en) in REASONS.items()]


def tablet_view(hall: Hall, window_id: str) -> dict[str, Any]:
    """The tablet at this window (R24): `screen` is the window's, shown while nobody is asked. `visit` is the
    visit's secret while it may be rated here, else ""; `staff` is who served it."""
    shown, desk = rater_view(hall, window_id), hall.desks[window_id]
    asked = desk.visit if shown["state"] == "ask" else None
    screen = window_screen_view(hall, window_id)
    quiet = screen["scene"] in (Scene.RATE, Scene.THANKS)  # the question has a page of its own
    return {
        "hall": screen["hall"],
        "window": screen["window"],
        "state": shown["state"],
        "staff": staff_card(hall.plan, shown["staff_no"]),
        "visit": hall.tickets[asked].token if asked else "",
        "levels": level_views(),
        "screen": {
            "scene": Scene.IDLE if quiet else screen["scene"],
            "text": "" if quiet else screen["text"],
            "number": screen["number"],
            "staff": screen["staff"],
        },
    }


def phone_rating(hall: Hall, token: str, now: int) -> str:
    """For the holder of this token: "ask", "rated" or "closed"; "" while there is nothing to rate."""
    ticket = hall.visit(token)
    if ticket is None or ticket.state is not TicketState.FINISHED:
        return ""
    if ticket.rating is Rating.RATED:
        return "rated"
    press = m.RateVisit(at=now, actor="visitor", token=token, level=LEVELS[0][0], channel=PHONE)
    return "closed" if isinstance(rate_visit(hall, press), m.Refusal) else "ask"
