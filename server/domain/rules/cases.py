"""Complaints and bad ratings, step by step (R87–R96, 2.1). A missing entry in STEPS IS the refusal."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from server.domain import messages as m
from server.domain.cases import BAD_RATING, COMPLAINT, OVER, Case, CaseState, case_from, due_after
from server.domain.facts.calendar import is_date
from server.domain.facts.plan import Role
from server.domain.hall import Hall
from server.domain.hours import clock
from server.domain.rules.guards import MAX_REASON, Decision, has_role

MAX_TEXT = 500
"""Characters: about five lines of an A4 page."""
C = CaseState
States = frozenset[CaseState]
ALIVE: States = frozenset({C.RECEIVED, C.VERIFYING})
AT_WORK: States = frozenset({C.VERIFYING, C.ANSWERED, C.APPEALED})
EVERY: States = frozenset(C)

STEPS: Mapping[tuple[str, str], tuple[States, CaseState | None]] = {
    (COMPLAINT, "take"): (frozenset({C.RECEIVED}), C.VERIFYING),
    (COMPLAINT, "hand"): (AT_WORK, None),
    (COMPLAINT, "sort"): (ALIVE, None),
    (COMPLAINT, "unit"): (frozenset({C.VERIFYING}), None),
    (COMPLAINT, "unit_answer"): (frozenset({C.VERIFYING}), None),
    (COMPLAINT, "escalate"): (AT_WORK, None),
    (COMPLAINT, "answer"): (frozenset({C.VERIFYING}), C.ANSWERED),
    (COMPLAINT, "close"): (frozenset({C.ANSWERED}), C.CLOSED),
    (COMPLAINT, "out_of_scope"): (ALIVE, C.OUT_OF_SCOPE),
    (COMPLAINT, "invalid"): (ALIVE, C.INVALID),
    (COMPLAINT, "correct"): (EVERY, None),
    (COMPLAINT, "reopen"): (OVER | {C.ANSWERED}, C.VERIFYING),
    (BAD_RATING, "take"): (frozenset({C.RECEIVED}), C.VERIFYING),
    (BAD_RATING, "hand"): (AT_WORK, None),
    (BAD_RATING, "contact"): (frozenset({C.VERIFYING}), None),
    (BAD_RATING, "escalate"): (AT_WORK, None),
    (BAD_RATING, "result"): (frozenset({C.VERIFYING}), C.CLOSED),
    (BAD_RATING, "appeal"): (frozenset({C.CLOSED}), C.APPEALED),
    (BAD_RATING, "decide"): (frozenset({C.APPEALED}), C.CLOSED),
    (BAD_RATING, "second"): (frozenset({C.VERIFYING, C.CLOSED, C.APPEALED}), None),
    (BAD_RATING, "reopen"): (OVER, C.VERIFYING),
}
"""(kind, step) -> the states in which it may be taken, and the state after it (None = the same)."""

NO_WORDS = frozenset({"take", "close", "second", "sort"})
"""Every other step says why, or what was found."""
WRITTEN = frozenset({"letter", "web", "box", "card"})
FORMS = ("oral", "written", "none")
"""How the reply is given; none: there is nobody to answer, and the text says why."""
REACHED = ("reached", "not_reached")
RESULTS = ("fixed", "explained", "not_adopted")
DECISIONS = ("upheld", "rejected")
LEVELS_UP = ("leader", "discipline", "justice")
"""R94, R95: reported up, to the discipline inspection, to the courts. Nothing follows by itself."""
CORRECTABLE = ("target", "matter", "place", "happened_at", "channel")


def work_case(hall: Hall, c: m.WorkCase) -> Decision:
    case = hall.casebook.get(c.case) or (case_from(c.before) if c.before else None)
    if case is None:
        return m.Refusal("unknown_case", {"case": c.case[:MAX_REASON]})
    if refusal := _not_by_them(hall, case, c) or _not_now(hall, case, c):
        return refusal
    said = _SAID.get(c.step, _nothing_else)(hall, case, c)
    if isinstance(said, m.Refusal):
        return said
    state = STEPS[case.kind, c.step][1] or case.state
    before = {} if c.case in hall.casebook else asdict(case)
    words: dict[str, Any] = {"text": c.text.strip()[:MAX_TEXT], "before": before} | said
    return [m.CaseStepped(at=c.at, actor=c.actor, case=case.id, step=c.step, state=state.value, **words)]


def note_export(_: Hall, c: m.NoteExport) -> Decision:
    reason = c.reason.strip()[:MAX_TEXT]
    if not reason:
        return m.Refusal("reason_required")
    return [m.ExportNoted(at=c.at, actor=c.actor, what=c.what, reason=reason, rows=c.rows)]


# ---------------------------------------------------------------- who, and when


def _not_by_them(hall: Hall, case: Case, c: m.WorkCase) -> m.Refusal | None:
    """A duty officer, never the clerk whom it is about; and nobody goes on from what is not so any more."""
    if not has_role(hall, c.actor, Role.DUTY):
        return m.Refusal("forbidden")
    if case.staff and c.actor == f"staff:{case.staff}":
        return m.Refusal("own_case")
    if c.seen is not None and c.seen != case.steps:
        return m.Refusal("case_moved_on", {"name": _name(hall, case.last_by)})
    return None


def _not_now(hall: Hall, case: Case, c: m.WorkCase) -> m.Refusal | None:
    who = {"name": _name(hall, case.officer)}
    theirs = case.officer and c.actor != f"staff:{case.officer}"
    if theirs and case.state is C.VERIFYING and c.step not in ("hand", "correct"):
        return m.Refusal("case_taken", who)
    states = STEPS.get((case.kind, c.step), (frozenset[CaseState](), None))[0]
    if case.state not in states:
        return m.Refusal("case_step", {"case": case.id})
    if c.step not in NO_WORDS and not c.text.strip():
        return m.Refusal("case_words")
    return None


def _name(hall: Hall, staff: str) -> str:
    person = hall.plan.person.get(staff)
    return person.name if person else staff


# ---------------------------------------------------------------- what each step says besides

Said = dict[str, Any] | m.Refusal


def _nothing_else(_hall: Hall, _case: Case, _c: m.WorkCase) -> Said:
    return {}


def _officer(hall: Hall, case: Case, c: m.WorkCase) -> Said:
    """核实人: anybody of the hall but the clerk concerned (2.1)."""
    staff = c.staff or c.actor.removeprefix("staff:")
    person = hall.plan.person.get(staff)
    if person is None or Role.DUTY not in person.roles:
        return m.Refusal("no_officer", {"staff": staff[:MAX_REASON]})
    return m.Refusal("own_case") if staff == case.staff else {"staff": staff}


def _sorted(hall: Hall, case: Case, c: m.WorkCase) -> Said:
    """Simple or complex; the date is counted from the day it came. Where the profile has no days for complex
    ones, it is the date that the complainant was told, and how (R92)."""
    profile = hall.plan.complaints
    days = profile.complex if c.complex else profile.simple
    if days is not None:
        return {"complex": c.complex, "due": due_after(hall.calendar, case.day, days)}
    if not c.text.strip():
        return m.Refusal("case_words")
    return {"complex": True, "due": c.date} if _a_day_to_come(hall, c.date) else _bad_date(hall)


def _unit_task(hall: Hall, _case: Case, c: m.WorkCase) -> Said:
    if not c.unit.strip():
        return m.Refusal("unit_required")
    if not _a_day_to_come(hall, c.date):
        return _bad_date(hall)
    return {"unit": c.unit.strip()[:MAX_REASON], "due": c.date}


def _a_day_to_come(hall: Hall, date: str) -> bool:
    return is_date(date) and date >= hall.day


def _bad_date(hall: Hall) -> m.Refusal:
    return m.Refusal("case_date", {"today": hall.day})


def _unit_answered(_hall: Hall, case: Case, _c: m.WorkCase) -> Said:
    return {} if case.unit_due else m.Refusal("unit_not_asked")


def _answered(_hall: Hall, case: Case, c: m.WorkCase) -> Said:
    """Oral → oral reply, written → written reply (R94)."""
    if c.form not in FORMS:
        return m.Refusal("reply_form")
    if c.form == "oral" and case.channel in WRITTEN:
        return m.Refusal("written_reply")
    return {"form": c.form}


def _one_of(field: str, known: tuple[str, ...]) -> Callable[[Hall, Case, m.WorkCase], Said]:
    def chosen(_hall: Hall, _case: Case, c: m.WorkCase) -> Said:
        value = getattr(c, field)
        return {field: value} if value in known else m.Refusal("case_choice", {"choices": "、".join(known)})

    return chosen


def _result(hall: Hall, case: Case, c: m.WorkCase) -> Said:
    """Nobody's word is weighed before somebody has tried to speak with who gave it."""
    if case.contact_due:
        return m.Refusal("contact_first")
    return _one_of("result", RESULTS)(hall, case, c)


def _appealed(hall: Hall, case: Case, c: m.WorkCase) -> Said:
    """By the clerk concerned, once; an officer writes it down."""
    if c.staff != case.staff:
        return m.Refusal("not_concerned")
    if case.appeal:
        return m.Refusal("appealed_already")
    return {"staff": c.staff, "due": due_after(hall.calendar, hall.day, hall.plan.settings.bad_close_days)}


def _second(_hall: Hall, case: Case, c: m.WorkCase) -> Said:
    if case.second:
        return m.Refusal("already_rated")
    return {"second": c.second} if c.second in range(1, 6) else m.Refusal("unknown_level")


def _corrected(hall: Hall, _case: Case, c: m.WorkCase) -> Said:
    """What R89 demands of every complaint stays demanded."""
    if not c.changes or set(c.changes) - set(CORRECTABLE):
        return m.Refusal("case_choice", {"choices": "、".join(CORRECTABLE)})
    when = c.changes.get("happened_at", 0)
    if when > c.at:
        return m.Refusal("complaint_in_future", {"now": clock(hall, c.at)})
    changes = {k: v.strip()[:MAX_REASON] if isinstance(v, str) else v for k, v in c.changes.items()}
    return {"changes": changes} if all(changes.values()) else m.Refusal("complaint_incomplete")


def _reopened(hall: Hall, case: Case, c: m.WorkCase) -> Said:
    """By whoever takes it up again; the days are counted anew from today."""
    simple, settings = hall.plan.complaints.simple, hall.plan.settings
    days = simple if case.kind == COMPLAINT else settings.bad_close_days
    return {"staff": c.actor.removeprefix("staff:"), "due": due_after(hall.calendar, hall.day, days)}


_SAID: Mapping[str, Callable[[Hall, Case, m.WorkCase], Said]] = {
    "take": _officer,
    "hand": _officer,
    "sort": _sorted,
    "unit": _unit_task,
    "unit_answer": _unit_answered,
    "escalate": _one_of("result", LEVELS_UP),
    "answer": _answered,
    "contact": _one_of("form", REACHED),
    "result": _result,
    "appeal": _appealed,
    "decide": _one_of("result", DECISIONS),
    "second": _second,
    "correct": _corrected,
    "reopen": _reopened,
}
