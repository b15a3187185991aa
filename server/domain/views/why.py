""" "Why him before me": the reason of a call in words, and who had come earlier and was waiting (R47)."""

from collections.abc import Sequence
from typing import Any

from server.domain import messages as m
from server.domain.answers import REASONS
from server.domain.hall import Hall
from server.domain.hours import clock
from server.domain.ticket import Ticket

BEFORE_TOLD = 20
"""How many of those who had come earlier are named."""

SENT: dict[str, tuple[str, str]] = {
    "window": ("已指定由本窗口办理,排在最前", "was sent to this window, before the others"),
    "staff": ("已指定由该工作人员办理,排在最前", "was sent to this person, before the others"),
    "queue": ("办理中退回或暂离后返回,排在本队列最前", "came back to this queue, before the others"),
}
"""Step 0 of the order, by where the ticket was sent."""


def why_view(hall: Hall, call: m.TicketCalled, history: Sequence[m.Event]) -> dict[str, Any]:
    """`hall`: as it stood just before this call. `history`: the events of the ticket up to the call."""
    ticket = hall.tickets[call.ticket]
    window = hall.plan.window.get(call.window)
    zh, en = why_words(hall, call)
    before = _earlier(hall, ticket, call.window)
    return {
        "number": ticket.number,
        "at": call.at,
        "window": window.label if window else call.window,
        "staff": _name(hall, call.staff),
        "by": _name(hall, call.actor),
        "code": call.reason,
        "text": zh,
        "text_en": en,
        "taken_at": ticket.taken_at,
        "marks": [mark for event in history if (mark := _mark(hall, event))],
        "before_total": len(before),
        "before": [
            {"number": t.number, "queue_name": hall.plan.queue[t.queue].name, "taken_at": t.taken_at}
            for t in before[:BEFORE_TOLD]
        ],
    }


def why_words(hall: Hall, call: m.TicketCalled) -> tuple[str, str]:
    """The step of the order that decided, with its facts."""
    zh, en = REASONS[call.reason]
    facts = call.facts
    if call.reason == "directed":
        return SENT.get(facts.get("to", ""), (zh, en))
    if call.reason == "promise":
        minutes = hall.plan.settings.promise_s // 60
        since = clock(hall, facts["since"])
        return f"自 {since} 起等候已超过承诺的 {minutes} 分钟", f"has waited {minutes} minutes since {since}"
    if call.reason == "appointment":
        slot = clock(hall, facts["slot"])
        return f"预约 {slot} 的时间已到", f"the time of the appointment, {slot}, has come"
    if call.reason == "lane":
        first, then = facts["of"]
        lane, lane_en = ("优先", "priority") if facts["lane"] == "priority" else ("普通", "normal")
        return (
            f"优先与普通按 {first}:{then} 交替,轮到{lane}号",
            f"priority and normal in turn, {first} to {then}; it was the turn of {lane_en}",
        )
    if call.reason == "chosen":
        return f"工作人员指定呼叫:{call.chosen}", f"called by number, with a reason: {call.chosen}"
    return zh, en


def _earlier(hall: Hall, ticket: Ticket, window: str) -> list[Ticket]:
    """Who waited for this window and had taken the number earlier, the earliest first."""
    place = hall.plan.window.get(window)
    queues = [queue for tier in place.tiers for queue in tier] if place else [ticket.queue]
    waiting = [t for queue in queues for t in hall.waiting_tickets(queue)]
    earlier = (t for t in waiting if t.taken_at < ticket.taken_at)
    return sorted(earlier, key=lambda t: (t.taken_at, t.serial))


def _mark(hall: Hall, event: m.Event) -> dict[str, Any] | None:
    """What somebody decided about this ticket that changed its place."""
    said = _MARKS.get(type(event))
    if said is None or (isinstance(event, m.NumberTaken) and event.lane == "normal"):
        return None
    told = {"at": event.at, "by": _name(hall, event.actor), "reason": getattr(event, "reason", "")}
    return told | {"text": said[0], "text_en": said[1]}


_MARKS: dict[type[m.Event], tuple[str, str]] = {
    m.NumberTaken: ("取优先号", "a priority number was given"),
    m.GreenChannelOpened: ("开通绿色通道", "the green channel was opened"),
    m.TicketMoved: ("转移等候", "was moved elsewhere"),
    m.TicketReturned: ("退回队首", "went back to the front"),
    m.TicketTransferred: ("转移办理", "was transferred"),
    m.TicketRequeued: ("过号重排", "came back after a no-show"),
    m.TicketWoken: ("挂起后返回", "came back from hold"),
}


def _name(hall: Hall, who: str) -> str:
    """A person's name and number; a device as the log has it."""
    person = hall.plan.person.get(who.removeprefix("staff:"))
    return f"{person.name} {person.no}" if person else who
