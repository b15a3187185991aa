"""A ticket's life in words, for staff who are asked about it: nothing of who it is, nothing of its rating."""

from collections.abc import Iterable, Mapping
from typing import Any

from server.domain import messages as m
from server.domain.facts.plan import HallPlan

HOLDS = {
    "away_no_papers": ("回去补材料", "fetching papers"),
    "away_papers_kept": ("材料留窗口", "papers stay here"),
    "internal_wait": ("窗口内部办理", "the window works on it"),
}
TOLD: Mapping[type[m.Event], tuple[str, str]] = {
    m.NumberTaken: ("{place}取号{reason}", "Taken at {place_en}{reason_en}"),
    m.PaperTaken: ("手工取号(补录)", "Handed out on paper"),
    m.SlipPrinted: ("号票已打印", "The slip was printed"),
    m.SlipFailed: ("号票没有打出", "The slip did not come out"),
    m.SlipUnconfirmed: ("停机,号票是否打出不明", "Outage: whether the slip came out is not known"),
    m.TicketKept: ("不要纸票,保留号码", "Kept without paper"),
    m.ReprintAsked: ("打印号票", "A slip was asked for"),
    m.TicketCalled: ("{place}呼叫", "Called to {place_en}"),
    m.TicketRecalled: ("{place}重呼", "Called again to {place_en}"),
    m.ServiceStarted: ("{place}开始办理", "Service began at {place_en}"),
    m.TicketPassed: ("{place}过号:无人应答", "Passed at {place_en}: no answer"),
    m.CallUndone: ("{place}撤销呼叫:叫错了", "The call to {place_en} was undone: a mistake"),
    m.TicketReturned: ("{place}退回队首{reason}", "Back to the front from {place_en}{reason_en}"),
    m.HandedOver: ("{place}换人,继续办理", "Another person goes on at {place_en}"),
    m.TicketHeld: ("{place}挂起:{hold}", "Put on hold at {place_en}: {hold_en}"),
    m.TicketWoken: ("唤醒,优先呼叫", "Goes on, called first"),
    m.TicketTransferred: ("{place}转出", "Sent on from {place_en}"),
    m.WaySlipTold: ("去处单{came}", "The slip with the way {came_en}"),
    m.TicketMoved: ("调整到{queue}{reason}", "Moved to {queue_en}{reason_en}"),
    m.GreenChannelOpened: ("转入绿色通道{reason}", "Green channel{reason_en}"),
    m.TicketRequeued: ("过号重排", "Lined up again"),
    m.TicketFinished: ("{place}办结", "Finished at {place_en}"),
    m.PaperFinished: ("{place}办结(补录)", "Finished at {place_en}, on paper"),
    m.TicketCancelled: ("弃号{reason}", "Given up{reason_en}"),
    m.TicketVoided: ("作废{reason}", "Void{reason_en}"),
    m.TicketExpired: ("失效", "Expired"),
}


def story(plan: HallPlan, events: Iterable[m.Event]) -> list[dict[str, Any]]:
    """[{at (epoch ms), text, text_en}], in the order of the events; of others than TOLD nothing is said."""
    return [_told(plan, event) for event in events if type(event) in TOLD]


def _told(plan: HallPlan, event: m.Event) -> dict[str, Any]:
    zh, en = TOLD[type(event)]
    facts = _facts(plan, event)
    return {"at": event.at, "text": zh.format_map(facts), "text_en": en.format_map(facts)}


def _facts(plan: HallPlan, event: m.Event) -> dict[str, str]:
    place, place_en = _place(plan, event)
    queue = plan.queue.get(getattr(event, "queue", ""))
    hold, hold_en = HOLDS.get(getattr(event, "hold", ""), ("", ""))
    reason = getattr(event, "reason", "")
    came = ("已打印", "was printed") if getattr(event, "printed", False) else ("没有打出", "did not come out")
    return {
        "came": came[0],
        "came_en": came[1],
        "place": place,
        "place_en": place_en,
        "queue": queue.name if queue else "",
        "queue_en": queue.name_en if queue else "",
        "hold": hold,
        "hold_en": hold_en,
        "reason": f":{reason}" if reason else "",
        "reason_en": f": {reason}" if reason else "",
    }


def _place(plan: HallPlan, event: m.Event) -> tuple[str, str]:
    """The window; the kiosk where a number was taken; else a person gave it."""
    if window := plan.window.get(getattr(event, "window", "")):
        return f"{plan.floor[window.floor].name} {window.label}", window.label_en
    if kiosk := plan.kiosk.get(getattr(event, "kiosk", None) or ""):
        return kiosk.name, kiosk.name
    return "人工", "the desk"
