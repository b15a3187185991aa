"""Complaints and bad ratings as those who handle them see them. Nothing here is told at a window (R90)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from server.domain.cases import BAD_RATING, COMPLAINT, Case, CaseState
from server.domain.hall import Hall
from server.domain.rules.cases import STEPS
from server.domain.views.rating import LEVELS

STATES: Mapping[CaseState, tuple[str, str]] = {
    CaseState.RECEIVED: ("待承办", "Received"),
    CaseState.VERIFYING: ("核实中", "Being looked into"),
    CaseState.ANSWERED: ("已答复", "Answered"),
    CaseState.CLOSED: ("已办结", "Closed"),
    CaseState.OUT_OF_SCOPE: ("不属受理范围", "Out of scope"),
    CaseState.INVALID: ("无效投诉", "Invalid"),
    CaseState.APPEALED: ("申诉中", "Appealed"),
}
CHANNELS: Mapping[str, str] = {
    "rater": "评价器",
    "desk": "现场",
    "phone": "电话",
    "web": "网上",
    "letter": "信函",
    "box": "意见箱",
    "card": "评议卡",
}
STEP_NAMES: Mapping[str, str] = {
    "take": "承办",
    "hand": "转交",
    "sort": "定时限",
    "unit": "交单位办理",
    "unit_answer": "单位答复",
    "escalate": "上报",
    "answer": "答复投诉人",
    "close": "办结归档",
    "out_of_scope": "不属受理范围",
    "invalid": "认定无效",
    "correct": "更正登记",
    "reopen": "重新办理",
    "contact": "回访",
    "result": "处理结果",
    "appeal": "工作人员申诉",
    "decide": "申诉决定",
    "second": "再次评价",
}
CHOICES: Mapping[str, str] = {
    "oral": "口头",
    "written": "书面",
    "none": "无法答复",
    "reached": "已联系上",
    "not_reached": "无法联系",
    "fixed": "已整改",
    "explained": "已解释说明",
    "not_adopted": "不予采纳",
    "upheld": "申诉成立",
    "rejected": "维持原结果",
    "leader": "报中心领导",
    "discipline": "移送纪检监察",
    "justice": "移送司法机关",
}
FIELD_NAMES: Mapping[str, str] = {
    "target": "对象",
    "matter": "事项",
    "place": "地点",
    "happened_at": "时间",
    "channel": "渠道",
}
_LEVELS = {level: zh for level, zh, _ in LEVELS}
_LAST = "9999"


def case_row(hall: Hall, case: Case) -> dict[str, Any]:
    """One line of a list. `guessed`: nobody has said yet which days of that year are worked (2.8)."""
    window = hall.plan.window.get(case.window)
    due = case.next_due
    return {
        "id": case.id,
        "kind": case.kind,
        "state": case.state.value,
        "state_text": STATES[case.state][0],
        "state_text_en": STATES[case.state][1],
        "day": case.day,
        "at": case.at,
        "due": due,
        "overdue": case.overdue(hall.day),
        "today": due == hall.day,
        "guessed": bool(due and hall.calendar.profiles) and not hall.calendar.known(due),
        "officer": named(hall, case.officer),
        "target": case.target or (window.label if window else case.window),
        "matter": case.matter,
        "channel": CHANNELS.get(case.channel, case.channel),
        "level": _LEVELS.get(case.level, ""),
        "result": CHOICES.get(case.result, ""),
        "steps": case.steps,
    }


def case_rows(hall: Hall, cases: Iterable[Case], reader: str) -> list[dict[str, Any]]:
    """What is overdue first, then by date; without those that are about whoever reads."""
    theirs = [case for case in cases if not case.staff or case.staff != reader]
    return [case_row(hall, case) for case in sorted(theirs, key=lambda c: (c.next_due or _LAST, c.id))]


def case_sheet(hall: Hall, case: Case, steps: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """《投诉受理登记表》, or the sheet of a bad rating, with its steps and what may be done next."""
    return case_row(hall, case) | {
        "place": case.place,
        "happened_at": case.happened_at,
        "close_due": case.due,
        "contact_due": case.contact_due,
        "unit": case.unit,
        "unit_due": case.unit_due,
        "complex": case.complex,
        "reply_form": CHOICES.get(case.reply_form, ""),
        "escalated": CHOICES.get(case.escalated, ""),
        "appeal": CHOICES.get(case.appeal, "待决定" if case.appeal else ""),
        "second": _LEVELS.get(case.second, ""),
        "staff": named(hall, case.staff),
        "staff_no": case.staff,
        "officer_no": case.officer,
        "closed_at": case.closed_at,
        "told": hall.plan.complaints.complex is None,
        "history": [_step(hall, step) for step in steps],
        "next": [step for step in STEP_NAMES if _may(case, step)],
    }


def _may(case: Case, step: str) -> bool:
    states, _ = STEPS.get((case.kind, step), (frozenset[CaseState](), None))
    if step == "unit_answer":
        return case.state in states and bool(case.unit_due)
    return case.state in states


def _step(hall: Hall, step: Mapping[str, Any]) -> dict[str, Any]:
    said = [CHOICES.get(step[name], step[name]) for name in ("form", "result", "unit") if step.get(name)]
    if step.get("staff"):
        said.append(named(hall, step["staff"]))
    if step.get("second"):
        said.append(_LEVELS[step["second"]])
    if step["step"] == "sort":
        said.append("复杂" if step.get("complex") else "一般")
    if step.get("due"):
        said.append(f"限 {step['due']}")
    return {
        "at": step["at"],
        "by": named(hall, str(step["actor"]).removeprefix("staff:")),
        "step": step["step"],
        "name": STEP_NAMES.get(step["step"], step["step"]),
        "said": "、".join(said),
        "text": step.get("text", ""),
        "changes": dict(step.get("changes", {})),
    }


def named(hall: Hall, staff: str) -> str:
    person = hall.plan.person.get(staff)
    return person.name if person else staff


def case_figures(cases: Iterable[Case]) -> dict[str, int]:
    """For publication: how many by result; no names, no numbers of cases."""
    counts: Counter[str] = Counter()
    for case in cases:
        counts["received"] += 1
        counts["open" if not case.over else case.state.value] += 1
        if case.over and case.result:
            counts[case.result] += 1
        if case.appeal:
            counts["appeals"] += 1
            counts["upheld"] += case.appeal == "upheld"
        counts["rated_again"] += bool(case.second)
    return {name: counts[name] for name in (*FIGURES[COMPLAINT], *FIGURES[BAD_RATING])}


FIGURES: Mapping[str, tuple[str, ...]] = {
    COMPLAINT: ("received", "open", "closed", "out_of_scope", "invalid"),
    BAD_RATING: ("fixed", "explained", "not_adopted", "appeals", "upheld", "rated_again"),
}

COLUMNS = (
    ("编号", "id"),
    ("收到日期", "day"),
    ("渠道", "channel"),
    ("对象", "target"),
    ("事项", "matter"),
    ("评价", "level"),
    ("状态", "state_text"),
    ("期限", "due"),
    ("承办人", "officer"),
    ("结果", "result"),
)
"""Of a list that leaves the house: who complained, and the words, are never in it."""
