"""One alarm as people read it: (Chinese, English). What can change meanwhile is the present one."""

from collections.abc import Callable, Mapping
from typing import Any

from server.domain.alarm import Alarm
from server.domain.hall import Hall
from server.domain.texts.alarms import (
    ADVICE,
    CAUSES,
    DEFAULT_ADVICE,
    DEVICE_NAMES,
    GROUPS,
    OUT_OF_ORDER,
    Words,
)
from server.domain.ticket import Ticket


def alarm_words(hall: Hall, alarm: Alarm) -> Words:
    facts = facts_of(hall, alarm)
    if alarm.kind in DEVICE_NAMES:
        return _device_words(hall, alarm, facts)
    return _WORDS[alarm.kind](hall, alarm, facts)


def facts_of(hall: Hall, alarm: Alarm) -> Mapping[str, Any]:
    """As the cause was noted last; else as the alarm was raised."""
    noted = hall.conditions.get(alarm.id)
    return noted.facts if noted else alarm.facts


def advice_words(hall: Hall, alarm: Alarm) -> Words:
    """What the officer is asked to do."""
    return advice_for(alarm.kind, facts_of(hall, alarm).get("cause", ""))


def advice_for(kind: str, cause: str) -> Words:
    """Of this kind of alarm or device, for this cause if there is something special to do."""
    return ADVICE.get(f"{kind}:{cause}") or ADVICE.get(kind, DEFAULT_ADVICE)


def group_words(kind: str, count: int) -> Words:
    zh, en = GROUPS[kind]
    return zh.format(n=count), en.format(n=count)


def longest_waiting(hall: Hall, queue: str) -> Ticket | None:
    """Who waits longest of this queue by the promise, those sent to somebody among them."""
    first = [hall.tickets[place[3]] for place in hall.lines[queue].promised[:1]]
    theirs = [*first, *(ticket for ticket in hall.sent() if ticket.queue == queue)]
    return min(theirs, key=lambda ticket: ticket.promise_from, default=None)


def _device_words(hall: Hall, alarm: Alarm, facts: Mapping[str, Any]) -> Words:
    name, name_en = DEVICE_NAMES[alarm.kind]
    cause, cause_en = CAUSES.get(facts.get("cause", ""), OUT_OF_ORDER)
    window = hall.plan.window.get(facts.get("window", ""))
    kiosk = hall.plan.kiosk.get(facts.get("kiosk", ""))
    if window:
        return f"{window.label}{name}{cause}", f"The {name_en} at {window.label_en} {cause_en}"
    where = kiosk.name if kiosk else ""
    return f"{where}{name}{cause}", f"The {name_en} {facts.get('device', '')} {cause_en}"


def _waiting(hall: Hall, _: Alarm, facts: Mapping[str, Any]) -> Words:
    queue = hall.plan.queue[facts["queue"]]
    count = hall.waiting[queue.id]
    return f"{queue.name}等候{count}人", f"{count} wait for {queue.name_en}"


def _wait(hall: Hall, _: Alarm, facts: Mapping[str, Any]) -> Words:
    queue, minutes = hall.plan.queue[facts["queue"]], hall.plan.settings.promise_s // 60
    longest = longest_waiting(hall, queue.id)
    number = longest.number if longest else ""
    return (
        f"{queue.name}{number}等候超过{minutes}分钟",
        f"{number} waits for {queue.name_en} for over {minutes} min".strip(),
    )


def _where(hall: Hall, facts: Mapping[str, Any]) -> Words:
    window = hall.plan.window.get(facts.get("window", ""))
    return (window.label, window.label_en) if window else ("", "")


def _unmanned(hall: Hall, _: Alarm, facts: Mapping[str, Any]) -> Words:
    where, where_en = _where(hall, facts)
    return f"{where}无人在岗", f"Nobody at {where_en}"


def _suspended(hall: Hall, _: Alarm, facts: Mapping[str, Any]) -> Words:
    where, where_en = _where(hall, facts)
    desk = hall.desks.get(facts["window"])
    reason = f":{desk.reason}" if desk and desk.reason else ""
    return f"{where}暂停过久{reason}", f"{where_en} is paused for long"


def _min_staff(_: Hall, __: Alarm, facts: Mapping[str, Any]) -> Words:
    return f"在岗窗口不足{facts['least']}个", f"Fewer than {facts['least']} windows at work"


def _help(hall: Hall, _: Alarm, facts: Mapping[str, Any]) -> Words:
    where, where_en = _where(hall, facts)
    note, answer = facts.get("note", ""), facts.get("answer", "")
    person = hall.plan.person.get(facts.get("by", ""))
    by = person.name if person else ""
    told, told_en = (f"({by}已回复:{answer})", " (answered)") if answer else ("", "")
    zh = f"{where}呼叫值班" + (f":{note}" if note else "")
    return zh + told, f"{where_en} calls for the duty officer{told_en}"


def _bad_rating(hall: Hall, _: Alarm, facts: Mapping[str, Any]) -> Words:
    where, where_en = _where(hall, facts)
    return f"{where}收到差评", f"Bad rating at {where_en}"


def _complaint_overdue(_: Hall, __: Alarm, facts: Mapping[str, Any]) -> Words:
    return f"投诉 {facts['case']} 超期,应于 {facts['due']} 办理", f"Complaint overdue since {facts['due']}"


def _bad_rating_overdue(_: Hall, __: Alarm, facts: Mapping[str, Any]) -> Words:
    return f"差评 {facts['case']} 超期,应于 {facts['due']} 办理", f"Bad rating overdue since {facts['due']}"


def _unbalanced(_: Hall, __: Alarm, facts: Mapping[str, Any]) -> Words:
    return f"今日票数不符,共 {facts['issued']} 张", f"The day's sum does not add up: {facts['issued']}"


def _board(hall: Hall, alarm: Alarm, _: Mapping[str, Any]) -> Words:
    name = _screen(hall, alarm)
    return f"{name}未连接", f"Board {name} is away"


def _kiosk(hall: Hall, alarm: Alarm, _: Mapping[str, Any]) -> Words:
    id_ = facts_of(hall, alarm).get("kiosk", "")
    kiosk = hall.plan.kiosk.get(id_)
    return f"{kiosk.name if kiosk else id_}未连接", f"Kiosk {id_} is away"


def _voice(hall: Hall, alarm: Alarm, facts: Mapping[str, Any]) -> Words:
    """`state` is that of its board: "off" until somebody touches it, else "silent"."""
    name = _screen(hall, alarm)
    off = facts.get("state") == "off"
    return (
        f"{name}{'声音未开启' if off else '没有播报'}",
        f"Board {name} {'has no sound' if off else 'is silent'}",
    )


def _screen(hall: Hall, alarm: Alarm) -> str:
    id_ = facts_of(hall, alarm).get("board", "")
    screen = hall.plan.screen.get(id_)
    return screen.name if screen else id_


def _clock(_: Hall, __: Alarm, ___: Mapping[str, Any]) -> Words:
    return "服务器时间没有与标准时间同步", "The server's clock is not kept right by a time server"


def _clock_jump(_: Hall, __: Alarm, facts: Mapping[str, Any]) -> Words:
    by = facts.get("by_s", 0)
    way = "向前" if by > 0 else "向后"
    return f"服务器时间{way}跳了{_span(abs(by))}", f"The server's clock jumped by {by} s"


def _span(seconds: int) -> str:
    return f"{seconds // 60}分钟" if seconds >= 120 else f"{seconds}秒"


def _disk(_: Hall, __: Alarm, facts: Mapping[str, Any]) -> Words:
    left = facts.get("free_mb", 0)
    return f"数据磁盘将满,只剩 {left} MB", f"The data disk is nearly full: {left} MB left"


def _outbox(_: Hall, __: Alarm, facts: Mapping[str, Any]) -> Words:
    count = facts.get("count", 0)
    return f"{count}条数据未能上报", f"{count} records could not be sent"


def _report(_: Hall, __: Alarm, facts: Mapping[str, Any]) -> Words:
    month, due = facts.get("month", ""), facts.get("due", "")
    return (
        f"{month} 月度报告已生成,应于 {due} 前报送",
        f"The report of {month} is ready; to be sent by {due}",
    )


def _report_late(_: Hall, __: Alarm, facts: Mapping[str, Any]) -> Words:
    month, due = facts.get("month", ""), facts.get("due", "")
    return (
        f"{month} 月度报告未报送,期限 {due} 已过",
        f"The report of {month} was due on {due}, not sent",
    )


_WORDS: dict[str, Callable[[Hall, Alarm, Mapping[str, Any]], Words]] = {
    "waiting": _waiting,
    "wait": _wait,
    "unmanned": _unmanned,
    "suspended": _suspended,
    "min_staff": _min_staff,
    "help": _help,
    "bad_rating": _bad_rating,
    "complaint_overdue": _complaint_overdue,
    "bad_rating_overdue": _bad_rating_overdue,
    "unbalanced": _unbalanced,
    "board": _board,
    "kiosk": _kiosk,
    "voice": _voice,
    "clock": _clock,
    "clock_jump": _clock_jump,
    "disk": _disk,
    "outbox": _outbox,
    "report": _report,
    "report_late": _report_late,
}
