"""What a number counts: which stretches or visits, and the rule in words for who asks."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from server.domain.facts.settings import ReportLimits
from server.reports.counted_by import Counted, counting
from server.store import schema

s, t, r = schema.spans.c, schema.tickets.c, schema.ratings.c
_called = sa.and_(s.kind == "serving", s.end == "finished")


def _ended(*ends: str) -> Any:
    """Stretches of a number that these ended; by its kinds, so that the index finds them."""
    return sa.and_(s.kind.in_(OF_NUMBERS), s.end.in_(ends))


OF_NUMBERS = ("waiting", "walking", "serving", "holding", "passed", "by_hand")
_finished = _ended("finished")
SPANS: Mapping[str, Any] = {
    "taken": s.kind == "taken",
    "finished": _finished,
    "waiting": sa.and_(s.kind == "waiting", s.end == "called"),
    "walking": sa.and_(s.kind == "walking", s.end == "serving"),
    "serving": sa.and_(s.kind == "serving", s.end.not_in(("expired", "by_hand"))),
    "holding": s.kind == "holding",
    "no_show": sa.and_(s.kind == "walking", s.end == "passed"),
    "transferred": _ended("transferred"),
    "left": _ended("cancelled", "void", "expired"),
    "idle": s.kind == "idle",
    "suspended": s.kind == "suspended",
    "present": s.kind == "present",
    "extended": s.kind.in_(("walking", "serving")),
    "rated": sa.and_(_finished, r.level.is_not(None)),
    "unrated": sa.and_(_finished, r.level.is_(None)),
    "bad": sa.and_(_finished, r.level <= 2),
    "default": sa.false(),
    **{f"level{n}": sa.and_(_finished, r.level == n) for n in range(1, 6)},
}
"""Kind of a number -> its spans. `left` of a leg that was handed on is none. `extended`: those of them that
ended after closing."""
LIMITED: Mapping[str, Callable[[ReportLimits], Any]] = {
    "long_pause": lambda by: sa.and_(s.kind == "suspended", s.until - s.since >= by.pause_s * 1000),
    "idle_waiting": lambda by: sa.and_(s.kind == "idle", s.until - s.since >= by.idle_s * 1000),
    "short": lambda by: sa.and_(_called, t.ended_at - t.called_at < by.short_s * 1000),
    "quick_press": lambda by: sa.and_(
        _called, r.channel.not_in(("phone", "paper")), r.at - t.ended_at < by.press_s * 1000
    ),
}
"""Those that each day counts by the limits it was closed with."""
KINDS = (*SPANS, *LIMITED)
BY_LEVEL = frozenset({"rated", "unrated", "quick_press", "bad", *(f"level{n}" for n in range(1, 6))})
"""What would tell who rated, or who gave which level: for the manager and the duty officer alone (R90)."""
AT_WINDOWS = frozenset({"idle", "suspended", "present", "long_pause", "idle_waiting"})
"""Stretches of a window's or a person's time: nobody's visit."""


def condition(kind: str, present: ReportLimits, counted: Counted) -> Any:
    """Closed days by what they were counted by, all others by the `present` limits."""
    if kind in SPANS:
        return SPANS[kind]
    where, now = LIMITED[kind], counting(present)
    others = {limits: days for limits, days in counted.items() if limits != now}
    if not others:
        return where(now)
    theirs = (sa.and_(s.day.in_(days), where(limits)) for limits, days in others.items())
    elsewhere = s.day.not_in([day for days in others.values() for day in days])
    return sa.or_(sa.and_(elsewhere, where(now)), *theirs)


_LEVEL = ("办结的业务中,本人按了这一级的。", "Finished visits whose citizen pressed this level.")
RULES: Mapping[str, tuple[str, str]] = {
    "taken": ("取号机和人工发出的号,按取号时间计。", "Numbers from the machine and from paper, by when."),
    "finished": ("在窗口办结的业务,补录的也算。", "Visits finished at a window, those on paper as well."),
    "waiting": (
        "从取号、转办、重排或挂起后恢复,到叫号为止;撤销的叫号不算。",
        "From the number, transfer, requeue or return from hold until the call; an undone call ends no wait.",
    ),
    "walking": ("从叫号到开始办理。", "From the call until the service begins."),
    "serving": (
        "从开始办理到办结、挂起、转办或换人;挂起过的业务有两段。",
        "From the start until finish, hold, transfer or hand-over; a visit with a hold has two stretches.",
    ),
    "holding": (
        "从挂起到恢复,或到业务、当天结束。",
        "From the hold until it goes on, or the visit or the day ends.",
    ),
    "no_show": ("叫号后无人应答,记为过号。", "Calls that nobody answered."),
    "transferred": ("转到别的队列、窗口或人员。", "Visits that were sent on."),
    "left": ("弃号、作废或当日失效的号。", "Numbers given up, void or expired."),
    "idle": (
        "大厅服务时,窗口有人在岗而没有叫号。",
        "Somebody sits there, nobody is called, the hall serves.",
    ),
    "suspended": ("大厅服务时窗口暂停。", "The window is suspended while the hall serves."),
    "present": ("从签到到签退,不是考勤。", "From signing in to signing out; no attendance."),
    "extended": (
        "下班后仍在办理的业务,记到每人最后一件办完为止,取整分钟。",
        "Visits that ended after closing, whole minutes until each person's last one.",
    ),
    "rated": ("办结后本人按了评价的。", "Finished visits that were rated by a press."),
    "unrated": (
        "办结后没有评价的;未评价不算任何等级。",
        "Finished visits that nobody rated; that is no level.",
    ),
    "bad": ("本人按了不满意或非常不满意的。", "Visits rated 2 or 1 by a press."),
    "default": (
        "上级平台按规定默认的评价;本系统从不产生,没有收到即为 0。",
        "Defaults that a province makes; none is ever made here, so it is 0 until one comes back.",
    ),
    "long_pause": ("超过规定时长的暂停。", "Suspensions longer than the limit."),
    "idle_waiting": (
        "窗口空闲超过规定时长,同时同一个人为它叫过的队列等了同样久。",
        "Idle beyond the limit while one and the same person waited as long for a queue of this window.",
    ),
    "short": ("叫号后不到规定时长就办结的。", "Visits that ended sooner after the call than the limit."),
    "quick_press": ("办结后不到规定时长就在评价器上按了的。", "Levels pressed on the box within the limit."),
    **{f"level{n}": _LEVEL for n in range(1, 6)},
}
