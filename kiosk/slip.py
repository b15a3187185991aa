"""The layout of the ticket slip: hall, number, where to go, how many are ahead, when, and a QR code."""

from datetime import datetime
from zoneinfo import ZoneInfo

from server.domain.slip import Slip, SlipElement, SlipFacts, SlipFeed, SlipQr, SlipRule, SlipText


def ticket_slip(facts: SlipFacts) -> Slip:
    """A citizen's slip. Short, since every byte takes a millisecond at 9600 baud."""
    ticket = facts.ticket
    taken = datetime.fromtimestamp(ticket["taken_at"] / 1000, ZoneInfo(facts.timezone))
    head: list[SlipElement] = [SlipText(facts.hall, bold=True)]
    if facts.copy:
        head.append(SlipText("【补打】"))
    return (
        *head,
        SlipRule(),
        SlipText(ticket["unit"]),
        SlipText(ticket["queue_name"], size=2),
        SlipText(ticket["number"], size=4, bold=True),
        *(SlipText(line) for line in where(ticket["windows"])),
        SlipText(f"前面等候 {ticket['ahead']} 人"),
        SlipQr(f"/t/{ticket['token']}"),
        SlipText("手机扫码查看排队进度"),
        SlipRule(),
        SlipText("请在休息区等候,留意屏幕和广播叫号", align="left"),
        SlipText(taken.strftime("%Y-%m-%d %H:%M:%S"), align="left"),
        SlipFeed(1),
    )


def where(windows: list[dict[str, str]]) -> list[str]:
    """One line a floor: "一楼 2号窗口、3号窗口"."""
    floors: dict[str, list[str]] = {}
    for window in windows:
        floors.setdefault(window["floor_name"], []).append(window["label"])
    return [f"{floor} {'、'.join(labels)}" for floor, labels in floors.items()]
