"""登记台账: what may be done with a line, by whom, until when (R58, R63–R73, R76); refused records again."""

from collections.abc import Callable
from typing import Any

from server.domain import messages as m
from server.domain.facts.plan import Role
from server.domain.hall import Hall
from server.domain.ledger import (
    PAPERS_DUE,
    PAUSES,
    READY,
    TOLD,
    Line,
    LineKind,
    LineState,
    days_left,
    promised_day,
)
from server.domain.rules.guards import MAX_REASON, Decision, has_role
from server.domain.rules.guide import nowhere
from server.domain.rules.outcomes import MAX_CASE_NO

PARKED = "parked"


def handle_line(hall: Hall, c: m.HandleLine) -> Decision:
    line = _line_of(hall, c)
    if isinstance(line, m.Refusal):
        return line
    step = _STEPS.get(c.step)
    return step(hall, c, line) if step else m.Refusal("unknown_step", {"step": c.step[:MAX_REASON]})


def _line_of(hall: Hall, c: m.OfALine) -> Line | m.Refusal:
    """A case, for whoever served it, for the people of its unit and for the duty officer."""
    line = c.found
    if line is None or line.kind == LineKind.NONE:
        return m.Refusal("unknown_line", {"line": c.line[:MAX_REASON]})
    no = c.actor.removeprefix("staff:") if c.actor.startswith("staff:") else ""
    person = hall.plan.person.get(no)
    theirs = person is not None and (no == line.staff or person.unit == line.unit)
    return line if theirs or has_role(hall, c.actor, Role.DUTY) else m.Refusal("forbidden")


def _in_state(line: Line, *states: LineState) -> m.Refusal | None:
    if line.state in states:
        return None
    return m.Refusal("line_not_so", {"number": line.accept_no, "state": _STATES[LineState(line.state)]})


_STATES = {LineState.OPEN: "办理中", LineState.PAUSED: "暂停计时", LineState.FINISHED: "已办结"}


def _extend(hall: Hall, c: m.HandleLine, line: Line) -> Decision:
    """R67. Approved by the head of the unit or the duty officer (R68), told a day before the promised day."""
    if not has_role(hall, c.actor, Role.LEAD, Role.DUTY):
        return m.Refusal("forbidden")
    if refusal := _in_state(line, LineState.OPEN) or _needs_reason(c):
        return refusal
    most = hall.plan.settings.extension_days - line.extended
    if not 1 <= c.days <= most:
        return m.Refusal("extension_too_long", {"most": str(max(0, most))})
    if hall.day >= line.promised:
        return m.Refusal("extension_too_late", {"promised": line.promised})
    promised = promised_day(hall.calendar, line.promised, c.days, workdays=line.workdays)
    what = {"line": line.line, "promised": promised, "days": c.days, "reason": _reason(c)}
    guessed = not hall.calendar.known(promised)
    return [m.LineExtended(at=c.at, actor=c.actor, guessed=guessed, **what)]  # type: ignore[arg-type]


def _pause(hall: Hall, c: m.HandleLine, line: Line) -> Decision:
    """A clock that has run out is not stopped any more."""
    if refusal := _in_state(line, LineState.OPEN) or _needs_reason(c):
        return refusal
    if c.why not in PAUSES:
        allowed = "、".join(zh for zh, _ in PAUSES.values())
        return m.Refusal("unknown_pause", {"why": c.why[:MAX_REASON], "allowed": allowed})
    if hall.day > line.promised:
        return m.Refusal("line_overdue", {"promised": line.promised})
    left = days_left(hall.calendar, hall.day, line.promised, workdays=line.workdays)
    return [m.LinePaused(at=c.at, actor=c.actor, line=line.line, why=c.why, reason=_reason(c), left=left)]


def _resume(hall: Hall, c: m.HandleLine, line: Line) -> Decision:
    """What remained of the promise is counted from today; without one, `days` is it."""
    if refusal := _in_state(line, LineState.PAUSED):
        return refusal
    days = line.left or (0 if line.promised else c.days)
    if not days and not line.promised:
        return m.Refusal("promise_required", {"outcome": _outcome(hall, line)})
    promised = promised_day(hall.calendar, hall.day, days, workdays=line.workdays)
    guessed = not hall.calendar.known(promised)
    return [m.LineResumed(at=c.at, actor=c.actor, line=line.line, promised=promised, guessed=guessed)]


def _finish(_: Hall, c: m.HandleLine, line: Line) -> Decision:
    if refusal := _in_state(line, LineState.OPEN, LineState.PAUSED):
        return refusal
    return [m.LineFinished(at=c.at, actor=c.actor, line=line.line, collect=c.collect)]


def _tell(_: Hall, c: m.HandleLine, line: Line) -> Decision:
    if line.collect == TOLD:
        return []
    if line.collect != READY:
        return m.Refusal("nothing_to_collect", {"number": line.accept_no})
    return [m.LineTold(at=c.at, actor=c.actor, line=line.line)]


def _collect(_: Hall, c: m.HandleLine, line: Line) -> Decision:
    if line.collect not in (READY, TOLD):
        return m.Refusal("nothing_to_collect", {"number": line.accept_no})
    return [m.LineCollected(at=c.at, actor=c.actor, line=line.line, collector=c.collector)]


def _number(_: Hall, c: m.HandleLine, line: Line) -> Decision:
    case_no = c.case_no.strip()[:MAX_CASE_NO]
    if not case_no:
        return m.Refusal("case_no_missing")
    if case_no == line.external_case_no:
        return []
    return [m.LineNumbered(at=c.at, actor=c.actor, line=line.line, case_no=case_no)]


_STEPS: dict[str, Callable[[Hall, m.HandleLine, Line], Decision]] = {
    "extend": _extend,
    "pause": _pause,
    "resume": _resume,
    "finish": _finish,
    "tell": _tell,
    "collect": _collect,
    "number": _number,
}


def _reason(c: m.HandleLine) -> str:
    return c.reason.strip()[:MAX_REASON]


def _needs_reason(c: m.HandleLine) -> m.Refusal | None:
    return None if _reason(c) else m.Refusal("reason_required")


# ---------------------------------------------------------------- on paper


def print_line(hall: Hall, c: m.PrintLine) -> Decision:
    """At any hour, as often as it is asked for: each is on record."""
    line = _line_of(hall, c)
    if isinstance(line, m.Refusal):
        return line
    if not (c.paper in PAPERS_DUE and PAPERS_DUE[c.paper](line)):
        return m.Refusal("paper_not_due", {"number": line.accept_no})
    if c.paper != "receipt" and not line.reason:
        return m.Refusal("paper_without_reason", {"number": line.accept_no})
    window = c.window or next(iter(hall.posts.get(c.actor.removeprefix("staff:"), ())), "")
    if refusal := nowhere(hall, c.kiosk, window):
        return refusal
    return [
        m.LinePaper(
            at=c.at,
            actor=c.actor,
            line=line.line,
            notice=f"TZ-{hall.day.replace('-', '')}-{len(hall.notices) + 1:03d}",
            paper=c.paper,
            kiosk=c.kiosk,
            window=window,
            facts=_facts(hall, line),
        )
    ]


def _facts(hall: Hall, line: Line) -> dict[str, Any]:
    """All that stands on it; of the citizen the number only."""
    window, matter = hall.plan.window.get(line.window), hall.plan.matter.get(line.matter)
    queue = hall.plan.queue.get(line.queue)
    return {
        "accept_no": line.accept_no,
        "number": line.number,
        "matter": matter.name if matter else queue.name if queue else line.queue,
        "outcome": _outcome(hall, line),
        "unit": line.unit,
        "accepted_at": line.accepted_at,
        "promised": line.promised,
        "days": line.days,
        "workdays": line.workdays,
        "extended": line.extended,
        "reason": line.reason,
        "window": window.label if window else line.window,
        "phone": window.phone if window else "",
        "staff": line.staff,
    }


def _outcome(hall: Hall, line: Line) -> str:
    outcome = hall.plan.outcome.get(line.outcome)
    return outcome.name if outcome else line.outcome


# ---------------------------------------------------------------- records that left the hall


def replay_record(_: Hall, c: m.ReplayRecord) -> Decision:
    """再次上报: of one that was refused; the others go by themselves."""
    if not c.state:
        return m.Refusal("unknown_record", {"record": c.record[:MAX_REASON]})
    if c.state != PARKED:
        return []
    return [m.RecordReplayed(at=c.at, actor=c.actor, record=c.record)]
