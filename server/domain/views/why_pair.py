"""Why one was called before another: both as they stood just before the call, and what decided (R47)."""

from collections.abc import Callable
from typing import Any

from server.domain import messages as m
from server.domain.hall import Hall
from server.domain.hours import clock
from server.domain.ticket import PRIORITY_LANES, Ticket, TicketState

Words = tuple[str, str]

NOT_WAITING: dict[str, Words] = {
    "called": ("已被呼叫", "had been called"),
    "serving": ("正在办理", "was being served"),
    "passed": ("已过号,还没有重新排队", "had been passed and was not back yet"),
    "held": ("挂起,人还没有回来", "was on hold and not back yet"),
    "finished": ("已办结", "was finished"),
    "cancelled": ("已弃号", "had been given up"),
    "void": ("已作废", "was void"),
    "expired": ("已过期", "had expired"),
}


def pair_view(then: Hall, call: m.TicketCalled, asks: Ticket) -> dict[str, Any]:
    """`then`: the hall just before the call; `asks`: the ticket of who asks, as it is today."""
    first, other = then.tickets[call.ticket], then.tickets.get(asks.id)
    zh, en = _words(then, call, first, other, asks)
    return {
        "first": _facts(then, call.window, first),
        "asks": _facts(then, call.window, other or asks),
        "text": zh,
        "text_en": en,
    }


def _facts(hall: Hall, window: str, ticket: Ticket) -> dict[str, Any]:
    """`tier`: of its queue at this window, "first", "second" or "none"."""
    return {
        "number": ticket.number,
        "queue_name": hall.plan.queue[ticket.queue].name,
        "taken_at": ticket.taken_at,
        "arrival": ticket.arrival,
        "lane": "priority" if ticket.lane in PRIORITY_LANES else "normal",
        "tier": _tier(hall, window, ticket.queue),
        "state": ticket.state.value,
        "sent": ticket.directed.kind if ticket.directed else "",
    }


def _tier(hall: Hall, window: str, queue: str) -> str:
    place = hall.plan.window.get(window)
    tiers = place.tiers if place else ()
    found = next((n for n, tier in enumerate(tiers) if queue in tier), None)
    return "none" if found is None else ("first", "second")[min(found, 1)]


def _words(hall: Hall, call: m.TicketCalled, first: Ticket, other: Ticket | None, asks: Ticket) -> Words:
    """What decided between these two, and not merely which step of the order it was."""
    if other is None:
        return (
            f"{asks.number} 当时还没有取号({clock(hall, asks.taken_at)} 才取)",
            f"{asks.number} was not taken until {clock(hall, asks.taken_at)}",
        )
    if other.state is not TicketState.WAITING:
        zh, en = NOT_WAITING[other.state]
        return f"{other.number} 当时{zh}", f"{other.number} {en} then"
    if call.reason == "chosen":
        return f"工作人员指定呼叫 {first.number}:{call.chosen}", f"{first.number} was chosen: {call.chosen}"
    if other.directed and other.directed[:2] not in _open_to(call, hall):
        return (
            f"{other.number} 已指定到别的窗口或工作人员,不由这里呼叫",
            f"{other.number} had been sent to another window or person",
        )
    if _tier(hall, call.window, other.queue) == "none" and not other.directed:
        name = hall.plan.queue[other.queue]
        return f"该窗口不办理{name.name}", f"That window does not serve {name.name_en}"
    return _STEPS[call.reason](hall, call, first, other)


def _open_to(call: m.TicketCalled, hall: Hall) -> set[tuple[str, str]]:
    place = hall.plan.window.get(call.window)
    queues = {("queue", queue) for tier in (place.tiers if place else ()) for queue in tier}
    return queues | {("window", call.window), ("staff", call.staff)}


def _directed(hall: Hall, _call: m.TicketCalled, first: Ticket, other: Ticket) -> Words:
    sent = first.directed
    if sent and other.directed:
        return (
            f"两人都被指定;{first.number} 更早({clock(hall, sent.at)},{clock(hall, other.directed.at)})",
            f"Both had been sent; {first.number} earlier",
        )
    return (
        f"{first.number} 是指定或返回的号,排在最前;{other.number} 按顺序排队",
        f"{first.number} had been sent there and came first; {other.number} waited in line",
    )


def _promise(hall: Hall, call: m.TicketCalled, first: Ticket, other: Ticket) -> Words:
    minutes = hall.plan.settings.promise_s // 60
    since, theirs = clock(hall, first.promise_from), clock(hall, other.promise_from)
    if other.promise_from < call.at - minutes * 60_000:
        return (
            f"两人都已超过承诺的 {minutes} 分钟;{first.number} 等得更久(自 {since},{theirs})",
            f"Both had waited over {minutes} minutes; {first.number} longer",
        )
    return (
        f"{first.number} 自 {since} 起已超过承诺的 {minutes} 分钟;{other.number} 自 {theirs} 起还没有超过",
        f"{first.number} had waited over {minutes} minutes; {other.number} had not",
    )


def _appointment(hall: Hall, _call: m.TicketCalled, first: Ticket, other: Ticket) -> Words:
    slot = clock(hall, first.due_from or 0)
    theirs = f",{other.number} 预约 {clock(hall, other.due_from)}" if other.due_from else ""
    return (
        f"{first.number} 预约 {slot} 的时间已到{theirs}",
        f"The appointment of {first.number}, at {slot}, had come",
    )


def _lane(hall: Hall, call: m.TicketCalled, first: Ticket, other: Ticket) -> Words:
    later = _second_tier(hall, call, first, other)
    if later or (first.lane in PRIORITY_LANES) == (other.lane in PRIORITY_LANES):
        return later or _arrival(hall, call, first, other)
    ratio = ":".join(str(n) for n in call.facts["of"])
    lane, lane_en = ("优先", "priority") if first.lane in PRIORITY_LANES else ("普通", "normal")
    other_lane = "普通" if lane == "优先" else "优先"
    return (
        f"优先与普通按 {ratio} 交替,轮到{lane}号;{other.number} 是{other_lane}号",
        f"Priority and normal in turn, {ratio.replace(':', ' to ')}: it was the turn of {lane_en}",
    )


def _second_tier(hall: Hall, call: m.TicketCalled, first: Ticket, other: Ticket) -> Words | None:
    tiers = [_tier(hall, call.window, ticket.queue) for ticket in (first, other)]
    if tiers != ["first", "second"]:
        return None
    name = hall.plan.queue[other.queue]
    return (
        f"{name.name}是该窗口的备办业务,主办业务无人等候时才叫",
        f"{name.name_en} comes second at that window, while nobody else waits",
    )


def _arrival(hall: Hall, call: m.TicketCalled, first: Ticket, other: Ticket) -> Words:
    """Also a lane alone: nobody of the other lane waited in that tier."""
    if later := _second_tier(hall, call, first, other):
        return later
    mine, theirs = clock(hall, first.arrival), clock(hall, other.arrival)
    if other.arrival > other.taken_at:
        return (
            f"{other.number} 重新排队或预约未到,按 {theirs} 计;{first.number} 按 {mine} 计,更早",
            f"{other.number} counts from {theirs}, as it came back or was booked; {first.number} from {mine}",
        )
    close = f",同一分钟内 {first.number} 在前" if mine == theirs else ""
    return (
        f"先到先办:{first.number} 按 {mine} 计,{other.number} 按 {theirs} 计{close}",
        f"In order of arrival: {first.number} at {mine}, {other.number} at {theirs}",
    )


_STEPS: dict[str, Callable[[Hall, m.TicketCalled, Ticket, Ticket], Words]] = {
    "directed": _directed,
    "promise": _promise,
    "appointment": _appointment,
    "lane": _lane,
    "arrival": _arrival,
    "walk_in": _arrival,
}
