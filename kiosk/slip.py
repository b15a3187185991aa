"""The layout of the slips: a citizen's ticket, the way back after a no-show, the way on to another window."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.domain.slip import Slip, SlipElement, SlipFacts, SlipFeed, SlipQr, SlipRule, SlipText


def ticket_slip(facts: SlipFacts) -> Slip:
    """A citizen's slip. Short, since every byte takes a millisecond at 9600 baud."""
    taken = datetime.fromtimestamp(facts.ticket["taken_at"] / 1000, ZoneInfo(facts.timezone))
    return (
        *_head(facts),
        SlipRule(),
        *_BODIES[facts.kind](facts),
        SlipRule(),
        SlipText("请在休息区等候,留意屏幕和广播叫号", align="left"),
        SlipText(taken.strftime("%Y-%m-%d %H:%M:%S"), align="left"),
        SlipFeed(1),
    )


def _head(facts: SlipFacts) -> list[SlipElement]:
    marks = [("【补打】", facts.copy), ("【延时服务】", facts.ticket.get("extended"))]
    return [SlipText(facts.hall, bold=True), *(SlipText(text) for text, wanted in marks if wanted)]


def _taken(facts: SlipFacts) -> list[SlipElement]:
    ticket = facts.ticket
    return [
        SlipText(ticket["unit"]),
        SlipText(ticket["queue_name"], size=2),
        SlipText(ticket["number"], size=4, bold=True),
        *(SlipText(line) for line in where(ticket["windows"])),
        SlipText(f"前面等候 {ticket['ahead']} 人"),
        *(SlipText(line) for line in wait_line(ticket.get("wait"))),
        *_phone_page(ticket["token"]),
    ]


def _phone_page(token: str) -> list[SlipElement]:
    """A number from a paper pad has no secret, and so no page of its own."""
    return [SlipQr(f"/t/{token}"), SlipText("手机扫码查看排队进度")] if token else []


def _requeued(facts: SlipFacts) -> list[SlipElement]:
    ticket = facts.ticket
    return [
        SlipText(f"{ticket['number']} 过号重排", size=2, bold=True),
        SlipText(f"前面{ticket['ahead']}人", size=2),
        SlipText(ticket["queue_name"]),
        *(SlipText(line) for line in where(ticket["windows"])),
    ]


def _sent_on(facts: SlipFacts) -> list[SlipElement]:
    """Where to, and whom to ask there (R37)."""
    ticket = facts.ticket
    return [
        SlipText(ticket["number"], size=4, bold=True),
        SlipText("请到"),
        SlipText(
            " ".join([ticket["queue_name"], *_ways(ticket["windows"]), "、".join(facts.phones)]).rstrip()
        ),
        SlipText(f"前面等候 {ticket['ahead']} 人"),
    ]


_BODIES = {"ticket": _taken, "requeued": _requeued, "transferred": _sent_on}


def wait_line(wait: Mapping[str, Any] | None) -> list[str]:
    """
    >>> wait_line({"low_min": 10, "high_min": 20}), wait_line(None)
    (['预计等候 10–20 分钟'], [])
    """
    return [f"预计等候 {wait['low_min']}–{wait['high_min']} 分钟"] if wait else []


def where(windows: list[dict[str, str]]) -> list[str]:
    """One line a floor: "一楼 2号窗口、3号窗口"."""
    return [f"{floor} {'、'.join(w['label'] for w in here)}" for floor, here in _floors(windows).items()]


def _ways(windows: list[dict[str, str]]) -> list[str]:
    """The same, brief: "9、10号窗口 1楼"."""
    return [f"{_brief(here)} {floor}" for floor, here in _floors(windows).items()]


def _brief(windows: list[dict[str, str]]) -> str:
    if all(w["label"] == f"{w['no']}号窗口" for w in windows):
        return "、".join(w["no"] for w in windows) + "号窗口"
    return "、".join(w["label"] for w in windows)


def _floors(windows: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    floors: dict[str, list[dict[str, str]]] = {}
    for window in windows:
        floors.setdefault(window["floor_name"], []).append(window)
    return floors
