"""The layout of the slips: a citizen's ticket, the way back after a no-show, the way on to another window.

What a hall may change of it is data: `[slip]` of its configuration, as `SlipStyle`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.domain.ticket import PRIORITY_LANES
from server.domain.words.slip import Slip, SlipElement, SlipFacts, SlipFeed, SlipQr, SlipRule, SlipText

DAY_AND_TIME, HOUR = "%Y-%m-%d %H:%M:%S", "%H:%M"


def ticket_slip(facts: SlipFacts) -> Slip:
    """A citizen's slip. Short, since every byte takes a millisecond at 9600 baud."""
    return (*_head(facts), SlipRule(), *_BODIES[facts.kind](facts), SlipRule(), *_foot(facts), SlipFeed(1))


def _head(facts: SlipFacts) -> Iterator[SlipElement]:
    yield SlipText(_filled(facts.style.title, facts), bold=True)
    ticket = facts.ticket
    marks = [
        ("【补打】", facts.copy),
        ("【延时服务】", ticket.get("extended")),
        ("【预约】", ticket.get("appointment")),
        ("【优先】", ticket.get("lane") in PRIORITY_LANES),
    ]
    yield from (SlipText(text) for text, wanted in marks if wanted)


def _foot(facts: SlipFacts) -> Iterator[SlipElement]:
    taken = facts.ticket["taken_at"]
    notes = [_filled(note, facts) for note in facts.style.notes]
    yield from (SlipText(note, align="left") for note in notes)
    yield SlipText(_clock(facts, taken, DAY_AND_TIME), align="left")
    if facts.copy and _clock(facts, facts.at or taken, HOUR) != _clock(facts, taken, HOUR):
        yield SlipText(f"补打 {_clock(facts, facts.at, DAY_AND_TIME)}", align="left")
    if facts.style.footer:
        yield SlipText(_filled(facts.style.footer, facts))


def _taken(facts: SlipFacts) -> Iterator[SlipElement]:
    ticket = facts.ticket
    yield SlipText(ticket["unit"])
    yield SlipText(ticket["queue_name"], size=2)
    if facts.style.english and ticket["queue_name_en"] != ticket["queue_name"]:
        yield SlipText(ticket["queue_name_en"])
    yield SlipText(ticket["number"], size=facts.style.number_size, bold=True)
    if ticket.get("tail"):
        yield SlipText(f"证件尾号 {ticket['tail']}")
    if slot := ticket.get("slot"):
        yield SlipText(f"预约时段 {'–'.join(_clock(facts, at, HOUR) for at in slot)}")
    yield from _places(facts)
    yield from _prospect(facts, f"前面等候 {ticket['ahead']} 人")
    if (
        facts.style.qr and ticket["token"]
    ):  # a number from a paper pad has no secret, and so no page of its own
        yield SlipQr(f"/t/{ticket['token']}")
        yield SlipText("手机扫码查看排队进度")
        if facts.style.english:
            yield SlipText("Scan to follow your turn")


def _requeued(facts: SlipFacts) -> Iterator[SlipElement]:
    ticket = facts.ticket
    yield SlipText(f"{ticket['number']} 过号重排", size=2, bold=True)
    yield SlipText(ticket["queue_name"])
    yield from _places(facts)
    yield from _prospect(facts, f"前面{ticket['ahead']}人", size=2)


def _sent_on(facts: SlipFacts) -> Iterator[SlipElement]:
    """Where to, and whom to ask there (R37)."""
    ticket = facts.ticket
    yield SlipText(ticket["number"], size=facts.style.number_size, bold=True)
    yield SlipText("请到")
    yield SlipText(ticket["queue_name"], size=2)
    if ticket["unit"] != ticket["queue_name"]:
        yield SlipText(ticket["unit"])
    yield from (SlipText(way) for way in _ways(ticket["windows"]))
    if facts.style.english:
        yield from (SlipText(line) for line in _where_en(ticket["windows"]))
    if facts.phones:
        yield SlipText(f"电话 {'、'.join(facts.phones)}")
    yield from _prospect(facts, f"前面等候 {ticket['ahead']} 人")


_BODIES: Mapping[str, Callable[[SlipFacts], Iterator[SlipElement]]] = {
    "ticket": _taken,
    "requeued": _requeued,
    "transferred": _sent_on,
}


def _places(facts: SlipFacts) -> Iterator[SlipElement]:
    windows = facts.ticket["windows"]
    yield from (SlipText(line) for line in where(windows))
    if facts.style.english:
        yield from (SlipText(line) for line in _where_en(windows))


def _prospect(facts: SlipFacts, ahead: str, size: int = 1) -> Iterator[SlipElement]:
    """How many are before, and about how long that takes."""
    ticket, style = facts.ticket, facts.style
    wait = ticket.get("wait") if style.wait else None
    if style.ahead:
        yield SlipText(ahead, size=size)
    yield from (SlipText(line) for line in wait_line(wait))
    if style.english and style.ahead:
        yield SlipText(f"{ticket['ahead']} ahead of you")
    if style.english and wait:
        yield SlipText(f"about {wait['low_min']}-{wait['high_min']} minutes")


def _filled(template: str, facts: SlipFacts) -> str:
    """A text of the hall with the facts it names; the configuration was checked for unknown ones."""
    ticket = facts.ticket
    date, _, time = _clock(facts, ticket["taken_at"], DAY_AND_TIME).partition(" ")
    return template.format(
        hall=facts.hall,
        hall_en=facts.hall_en,
        number=ticket["number"],
        queue=ticket["queue_name"],
        queue_en=ticket["queue_name_en"],
        unit=ticket["unit"],
        date=date,
        time=time,
    )


def _clock(facts: SlipFacts, at_ms: int, form: str) -> str:
    return datetime.fromtimestamp(at_ms / 1000, ZoneInfo(facts.timezone)).strftime(form)


def wait_line(wait: Mapping[str, Any] | None) -> list[str]:
    """
    >>> wait_line({"low_min": 10, "high_min": 20}), wait_line(None)
    (['预计等候 10–20 分钟'], [])
    """
    return [f"预计等候 {wait['low_min']}–{wait['high_min']} 分钟"] if wait else []


def where(windows: list[dict[str, str]]) -> list[str]:
    """One line a floor: "一楼 2号窗口、3号窗口"."""
    return [f"{floor} {'、'.join(w['label'] for w in here)}" for floor, here in _floors(windows).items()]


def _where_en(windows: list[dict[str, str]]) -> list[str]:
    """ "Floor 1: Window 2, Window 3"."""
    floors = _floors(windows, "floor_name_en")
    return [f"{floor}: {', '.join(w['label_en'] for w in here)}" for floor, here in floors.items()]


def _ways(windows: list[dict[str, str]]) -> list[str]:
    """The same, brief: "9、10号窗口 1楼"."""
    return [f"{_brief(here)} {floor}" for floor, here in _floors(windows).items()]


def _brief(windows: list[dict[str, str]]) -> str:
    if all(w["label"] == f"{w['no']}号窗口" for w in windows):
        return "、".join(w["no"] for w in windows) + "号窗口"
    return "、".join(w["label"] for w in windows)


def _floors(windows: list[dict[str, str]], name: str = "floor_name") -> dict[str, list[dict[str, str]]]:
    floors: dict[str, list[dict[str, str]]] = {}
    for window in windows:
        floors.setdefault(window[name], []).append(window)
    return floors
