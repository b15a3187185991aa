"""The ledger as people see it: who works with it, the public, paper. Names of citizens are elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.domain import messages as m
from server.domain.facts.plan import HallPlan
from server.domain.ledger import COLLECTED, PAPERS_DUE, PAUSES, Line, LineState, accept_no_shown

STATES = {
    LineState.OPEN: ("办理中", "in hand"),
    LineState.PAUSED: ("暂停计时", "clock stopped"),
    LineState.FINISHED: ("已办结", "finished"),
    LineState.ENQUIRY: ("咨询", "enquiry"),
}
PAPERS = {
    "receipt": "受理回单",
    "supplement": "补正告知书",
    "extension": "延期办结通知书",
    "return": "退回件通知书",
}
COLUMNS = (
    *("受理编号", "受理时间", "办结时间", "取件人", "事项", "办理部门", "窗口", "工号", "类型", "状态"),
    *("承诺日期", "承诺天数", "按工作日", "延期天数", "暂停事由", "原因", "取件", "取件时间", "办件编号"),
)
"""Of an export; the first four are the columns that R70 names."""


@dataclass(frozen=True, slots=True)
class LinePaperFacts:
    """What a receipt or a notice of a case says; `facts` as the event `LinePaper` has them."""

    hall: str
    timezone: str
    notice: str
    paper: str
    at: int
    staff: str
    """工号 of who gives it."""
    facts: Mapping[str, Any]


def paper_facts(plan: HallPlan, given: m.LinePaper) -> LinePaperFacts:
    staff = given.actor.removeprefix("staff:")
    return LinePaperFacts(
        plan.name, plan.timezone, given.notice, given.paper, given.at, staff, dict(given.facts)
    )


def line_view(plan: HallPlan, line: Line, day: str, collector: str = "") -> dict[str, Any]:
    """For staff. day: today; collector: the name of who collected, while it is kept."""
    zh, en = STATES[LineState(line.state)]
    return {
        "line": line.line,
        "accept_no": line.accept_no,
        "external_case_no": line.external_case_no,
        "number": line.number,
        "day": line.day,
        "matter": matter_of(plan, line),
        "unit": line.unit,
        "window": window_of(plan, line),
        "staff": line.staff,
        "outcome": outcome_of(plan, line),
        "kind": line.kind,
        "state": line.state,
        "state_text": zh,
        "state_text_en": en,
        "accepted_at": line.accepted_at,
        "finished_at": line.finished_at,
        "promised": line.promised,
        "days": line.days,
        "workdays": line.workdays,
        "guessed": line.guessed,
        "due": due_of(line, day),
        "extended": line.extended,
        "left": line.left,
        "paused_for": PAUSES[line.paused_for][0] if line.paused_for else "",
        "reason": line.reason,
        "collect": line.collect,
        "collector": collector,
        "collected_at": line.collected_at,
        "papers": papers_due(line),
    }


def due_of(line: Line, day: str) -> str:
    """ "overdue", "today" or "later"; "" = nothing is due.

    A clock that stands still is not due, and what is finished never is again."""
    if line.state != LineState.OPEN:
        return ""
    return "overdue" if line.promised < day else "today" if line.promised == day else "later"


def papers_due(line: Line) -> list[str]:
    """Which papers can be given now: all but a receipt say why."""
    due = [paper for paper, is_due in PAPERS_DUE.items() if is_due(line)]
    return [paper for paper in due if paper == "receipt" or line.reason]


def public_line(plan: HallPlan, line: Line) -> dict[str, Any]:
    """For supervision by anybody (R70): no name, no staff number, the case number mostly hidden."""
    zh, en = STATES[LineState(line.state)]
    return {
        "accept_no": accept_no_shown(line.accept_no),
        "matter": matter_of(plan, line),
        "unit": line.unit,
        "accepted_at": line.accepted_at,
        "promised": line.promised,
        "finished_at": line.finished_at,
        "state_text": zh,
        "state_text_en": en,
        "to_collect": bool(line.collect) and line.collect != COLLECTED,
    }


def row_of(plan: HallPlan, line: Line, clock: Any, collector: str = "") -> Sequence[object]:
    """As `COLUMNS`. clock: epoch ms -> words, "" for None."""
    return (
        *(line.accept_no, clock(line.accepted_at), clock(line.finished_at), collector),
        *(matter_of(plan, line), line.unit, window_of(plan, line), line.staff, outcome_of(plan, line)),
        *(STATES[LineState(line.state)][0], line.promised, line.days or "", "是" if line.workdays else "否"),
        *(line.extended or "", PAUSES[line.paused_for][0] if line.paused_for else "", line.reason),
        *(COLLECT[line.collect], clock(line.collected_at), line.external_case_no),
    )


COLLECT = {"": "", "ready": "待取", "told": "已通知", COLLECTED: "已取"}


def matter_of(plan: HallPlan, line: Line) -> str:
    matter, queue = plan.matter.get(line.matter), plan.queue.get(line.queue)
    return matter.name if matter else queue.name if queue else line.queue


def window_of(plan: HallPlan, line: Line) -> str:
    window = plan.window.get(line.window)
    return window.label if window else line.window


def outcome_of(plan: HallPlan, line: Line) -> str:
    outcome = plan.outcome.get(line.outcome)
    return outcome.name if outcome else line.outcome


def step_words(plan: HallPlan, event: m.Event) -> str:
    """One step of a case in a sentence."""
    match event:
        case m.LineOpened():
            outcome = plan.outcome.get(event.outcome)
            till = f",承诺 {event.promised} 前办结" if event.promised else ""
            why = f"({event.reason})" if event.reason else ""
            return f"登记为{outcome.name if outcome else event.outcome}{why}{till}"
        case m.LineExtended():
            return f"延期 {event.days} 天至 {event.promised}:{event.reason}"
        case m.LinePaused():
            return f"暂停计时({PAUSES[event.why][0]}):{event.reason},还余 {event.left} 天"
        case m.LineResumed():
            return f"恢复计时,承诺日期改为 {event.promised}"
        case m.LineFinished():
            return "办结,待取件" if event.collect else "办结"
        case m.LineTold():
            return "已通知申请人取件"
        case m.LineCollected():
            return "已取件"
        case m.LineNumbered():
            return f"登记受理编号 {event.case_no}"
        case m.LinePaper():
            return f"打印{PAPERS[event.paper]} {event.notice}"
    return event.type
