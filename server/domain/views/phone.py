"""What the phone shows that holds the secret of one slip: this ticket, its place and its next step.

Nothing of anybody else: no other number, nobody's name, no lane (R90, R50).
"""

from typing import Any, TypedDict

from server.domain.facts.plan import Window
from server.domain.hall import Hall, HallState
from server.domain.ticket import HoldKind, PastVisit, Ticket, TicketState
from server.domain.turns.dispatch import ahead
from server.domain.views.hall import notice_views, place
from server.domain.words.notices import Words, hall_words

T = TicketState

WORDS: dict[str, tuple[Words, Words]] = {
    "waiting": (
        ("等候中", "Waiting"),
        ("请在休息区等候,留意叫号", "Please wait here and watch for your number"),
    ),
    "near": (("快到您了", "You are almost next"), ("请到窗口附近等候", "Please wait near the windows")),
    "moved": (
        ("已转到{queue}", "Sent on to {queue_en}"),
        ("不用重新取号,请等候叫号", "No new number needed; please wait to be called"),
    ),
    "back": (
        ("请稍候,优先叫您", "You come first"),
        ("不用重新排队,请在窗口附近等候", "No need to queue again; please wait near the window"),
    ),
    "called": (("轮到您了", "It is your turn"), ("请到{place}", "Please go to {place_en}")),
    "serving": (("正在办理", "Being served"), ("您在{place}办理业务", "You are served at {place_en}")),
    "passed": (
        ("已过号", "Your number was passed"),
        ("请带号票到总服务台,可重新排队", "Please take your slip to the help desk to queue again"),
    ),
    HoldKind.AWAY_NO_PAPERS: (
        ("为您保留,等您回来", "Kept for you until you are back"),
        (
            "材料备齐后点「我回来了」,不用重新排队",
            'Touch "I am back" once your papers are ready; no need to queue again',
        ),
    ),
    HoldKind.AWAY_PAPERS_KEPT: (
        ("为您保留,等您回来", "Kept for you until you are back"),
        ("请直接回到{place},不用重新排队", "Please come straight back to {place_en}; no need to queue again"),
    ),
    HoldKind.INTERNAL_WAIT: (
        ("窗口正在为您处理", "The window is working on it"),
        ("请在附近等候,会再叫您到{place}", "Please stay near; you will be called to {place_en} again"),
    ),
    "finished": (("已办结", "Finished"), ("感谢您的配合", "Thank you")),
    "cancelled": (
        ("您已弃号", "You gave this number up"),
        ("如需办理,请重新取号", "To be served, please take a new number"),
    ),
    "void": (
        ("号码已作废", "This number is void"),
        ("如有疑问,请到总服务台", "If in doubt, please ask the help desk"),
    ),
    "expired": (
        ("号码已失效", "This number has expired"),
        ("号票仅当日有效,请重新取号", "A number is good for its day; please take a new one"),
    ),
}
"""Situation -> (what is, what to do next)."""

WORKING = frozenset({HallState.OPEN, HallState.EXTENDED})
"""Here nobody needs to be told about the hall."""


class PhoneView(TypedDict):
    hall: dict[str, str]
    number: str
    queue_name: str
    queue_name_en: str
    state: str
    situation: str
    text: str
    text_en: str
    next: str
    next_en: str
    ahead: int | None
    """How many are called before; None where that is no question."""
    near: bool
    call: str
    """Changes with each call and recall; "" while nobody calls."""
    windows: list[dict[str, Any]]
    window: dict[str, Any] | None
    may: list[str]
    """What the holder may do now: "cancel", "come_back"."""


def phone_view(hall: Hall, token: str) -> PhoneView | None:
    """What the holder of this secret may see of the one visit; None where there is none."""
    visit = hall.visit(token)
    if visit is None:
        return None
    queue, at = hall.plan.queue.get(visit.queue), hall.plan.window.get(visit.window or "")
    queue_name, queue_name_en = (queue.name, queue.name_en) if queue else ("", "")
    before = ahead(hall, visit) if isinstance(visit, Ticket) and visit.state is T.WAITING else None
    situation = _situation(hall, visit, before)
    window = _window(hall, at) if at and visit.state is not T.WAITING else None
    blanks = {"queue": queue_name, "queue_en": queue_name_en, **_place_words(window)}
    (text, text_en), (next_, next_en) = WORDS[situation]
    return {
        "hall": _hall(hall, visit),
        "number": visit.number,
        "queue_name": queue_name,
        "queue_name_en": queue_name_en,
        "state": visit.state.value,
        "situation": situation,
        "text": text.format_map(blanks),
        "text_en": text_en.format_map(blanks),
        "next": next_.format_map(blanks),
        "next_en": next_en.format_map(blanks),
        "ahead": before,
        "near": visit.state is T.CALLED or _near(hall, before),
        "call": _call(visit),
        "windows": [_window(hall, w) for w in _where(hall, visit)],
        "window": window,
        "may": _may(visit),
    }


def state_words(ticket: Ticket) -> Words:
    """What has become of this ticket, without where and when."""
    return WORDS[(ticket.state is T.HELD and ticket.hold) or ticket.state.value][0]


def _situation(hall: Hall, visit: Ticket | PastVisit, before: int | None) -> str:
    """A key of WORDS."""
    if isinstance(visit, Ticket) and visit.state is T.HELD and visit.hold:
        return visit.hold
    if not isinstance(visit, Ticket) or visit.state is not T.WAITING:
        return visit.state
    if visit.directed:
        return "moved" if visit.legs else "back"
    if visit.issued_in != visit.queue:
        return "moved"
    return "near" if _near(hall, before) else "waiting"


def _near(hall: Hall, before: int | None) -> bool:
    """Worth a ring; not while nobody is called anyway."""
    notice = hall.plan.settings.phone_notice_ahead if hall.state in WORKING and not hall.evacuating else 0
    return before is not None and notice > 0 and before <= notice


def _call(visit: Ticket | PastVisit) -> str:
    called = isinstance(visit, Ticket) and visit.state is T.CALLED
    return f"{visit.called_at}-{visit.calls}" if isinstance(visit, Ticket) and called else ""


def _where(hall: Hall, visit: Ticket | PastVisit) -> list[Window]:
    """The windows that may call it: the one it was sent to, or all of its queue."""
    if not isinstance(visit, Ticket) or visit.state is not T.WAITING:
        return []
    sent = visit.directed
    if sent and sent.kind == "window" and sent.id in hall.plan.window:
        return [hall.plan.window[sent.id]]
    return list(hall.plan.windows_of.get(visit.queue, ()))


def _may(visit: Ticket | PastVisit) -> list[str]:
    may = ["cancel"] if visit.state in (T.WAITING, T.PASSED, T.HELD) else []
    away = isinstance(visit, Ticket) and visit.state is T.HELD and visit.hold is HoldKind.AWAY_NO_PAPERS
    return [*may, "come_back"] if away else may


def _hall(hall: Hall, visit: Ticket | PastVisit) -> dict[str, Any]:
    """`text`: why nobody is called now; "" while the hall works. `notices`: where it is served."""
    floors = {window.floor for window in hall.plan.windows_of.get(visit.queue, ())}
    zh, en = ("", "") if hall.state in WORKING else hall_words(hall)
    return {
        "name": hall.plan.name,
        "name_en": hall.plan.name_en,
        "text": zh,
        "text_en": en,
        "notices": notice_views(hall, floors),
    }


def _window(hall: Hall, window: Window) -> dict[str, Any]:
    shown = place(hall, window)
    return {k: shown[k] for k in ("no", "label", "label_en", "floor", "floor_name", "floor_name_en")}


def _place_words(window: dict[str, Any] | None) -> dict[str, str]:
    if window is None:
        return {"place": "窗口", "place_en": "the window"}
    return {
        "place": f"{window['floor_name']} {window['label']}",
        "place_en": f"{window['floor_name_en']}, {window['label_en']}",
    }
