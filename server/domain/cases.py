"""What outlives a day and has an end of its own: a complaint (R85–R96), the case of a bad rating (2.1).

Of citizens a case knows a reference only; days are the hall's dates, deadlines are counted in working days.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from server.domain import messages as m
from server.domain.facts.calendar import Calendar

COMPLAINT, BAD_RATING = "complaint", "bad_rating"


class CaseState(StrEnum):
    RECEIVED = "received"
    VERIFYING = "verifying"
    ANSWERED = "answered"
    """A complaint has its reply, and is not filed yet."""
    CLOSED = "closed"
    OUT_OF_SCOPE = "out_of_scope"
    INVALID = "invalid"
    APPEALED = "appealed"
    """The clerk concerned does not agree with the result."""


C = CaseState
OVER = frozenset({C.CLOSED, C.OUT_OF_SCOPE, C.INVALID})
DUE = frozenset({C.RECEIVED, C.VERIFYING, C.APPEALED})
"""Somebody still has to do something by a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """As the steps so far have left it; plain data, so that a day can be told of it."""

    id: str
    kind: str
    day: str
    """Received."""
    at: int
    state: CaseState = C.RECEIVED
    due: str = ""
    """To be answered, or closed; "" for what was registered before there were deadlines."""
    contact_due: str = ""
    """回访; "" once somebody has tried."""
    unit: str = ""
    unit_due: str = ""
    """The unit's answer (R96); "" once it is there."""
    officer: str = ""
    """承办人, 核实人: a staff number."""
    staff: str = ""
    """The clerk concerned, where that is known."""
    visit: str = ""
    window: str = ""
    channel: str = ""
    target: str = ""
    matter: str = ""
    place: str = ""
    happened_at: int = 0
    record: str = ""
    """What was said and by whom, kept apart."""
    level: int = 0
    second: int = 0
    """The level that the citizen gave afterwards; the first one stays."""
    complex: bool = False
    reply_form: str = ""
    result: str = ""
    appeal: str = ""
    """"open", "upheld" or "rejected"."""
    escalated: str = ""
    closed_at: int = 0
    steps: int = 0
    last_by: str = ""

    @property
    def over(self) -> bool:
        return self.state in OVER

    @property
    def next_due(self) -> str:
        """The first date that is to be kept; "" = none."""
        dates = (self.contact_due, self.unit_due, self.due) if self.state in DUE else ()
        return min(filter(None, dates), default="")

    def overdue(self, day: str) -> bool:
        """The date itself is still in time (R6)."""
        return bool(self.next_due) and self.next_due < day


def due_after(calendar: Calendar, day: str, days: int) -> str:
    """The n-th working day after this day; what comes on a day off is counted as come on the next working
    day."""
    received = day if calendar.is_workday(day) else calendar.next_workday(day)
    return calendar.add_workdays(received, days)


def case_from(record: Mapping[str, Any]) -> Case:
    """What `asdict` made of it, as JSON kept it."""
    return Case(**{**record, "state": CaseState(record["state"])})


def complaint_case(event: m.ComplaintRegistered, day: str) -> Case:
    names = ("channel", "target", "matter", "place", "happened_at", "record", "visit", "due", "staff")
    facts = {name: getattr(event, name) for name in names}
    return Case(id=event.complaint, kind=COMPLAINT, day=day, at=event.at, **facts)


def rating_case(event: m.FollowUpOpened, day: str) -> Case:
    return Case(
        id=event.case,
        kind=BAD_RATING,
        day=day,
        at=event.at,
        due=event.close_due,
        contact_due=event.contact_due,
        visit=event.ticket,
        window=event.window,
        staff=event.staff,
        level=event.level,
    )


def case_named(event: m.Event) -> str:
    """The id of the case that this event begins or goes on with; "" for every other event."""
    if isinstance(event, m.ComplaintRegistered):
        return event.complaint
    return event.case if isinstance(event, m.FollowUpOpened | m.CaseStepped) else ""


def after(case: Case, event: m.CaseStepped) -> Case:
    """The case with this step taken."""
    state, who = CaseState(event.state), event.actor.removeprefix("staff:")
    done = state in OVER and (case.closed_at if case.over else event.at)
    case = replace(case, state=state, steps=case.steps + 1, last_by=who, closed_at=done or 0)
    return replace(case, **_CHANGES.get(event.step, _nothing)(event))


def _nothing(_: m.CaseStepped) -> dict[str, Any]:
    return {}


_CHANGES: Mapping[str, Callable[[m.CaseStepped], dict[str, Any]]] = {
    "take": lambda e: {"officer": e.staff},
    "hand": lambda e: {"officer": e.staff},
    "sort": lambda e: {"complex": e.complex, "due": e.due},
    "unit": lambda e: {"unit": e.unit, "unit_due": e.due},
    "unit_answer": lambda _: {"unit_due": ""},
    "escalate": lambda e: {"escalated": e.result},
    "answer": lambda e: {"reply_form": e.form, "unit_due": ""},
    "contact": lambda _: {"contact_due": ""},
    "result": lambda e: {"result": e.result},
    "appeal": lambda e: {"appeal": "open", "due": e.due},
    "decide": lambda e: {"appeal": e.result},
    "second": lambda e: {"second": e.second},
    "correct": lambda e: dict(e.changes),
    "reopen": lambda e: {
        "officer": e.staff,
        "due": e.due,
        "reply_form": "",
        "result": "",
        "unit_due": "",
        "contact_due": "",
    },
}
"""What a step changes besides the state; the others change nothing."""
