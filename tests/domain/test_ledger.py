"""登记台账: opened by an outcome, its steps, its days over holidays, who may do what (R58–R59, R62–R73)."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.changes.ledger import LINE_EVENTS, after
from server.domain.decide import decide
from server.domain.facts.calendar import Calendar, DayEdit, DayKind
from server.domain.facts.guide import Guide, Sentence, TimeLimit
from server.domain.facts.plan import Device, DeviceKind, HallPlan, Role, Staff
from server.domain.facts.settings import Outcome
from server.domain.ledger import Line, LineKind
from tests.halls import (
    A1,
    ANN,
    BEN,
    DAY,
    DUTY,
    EVE,
    FINISHED,
    PLAN,
    T0,
    Case,
    apply,
    day_started,
    hall_after,
    happened,
    want,
)

CHIEF = "zx-chief"
OUTCOMES = (
    Outcome("instant", "即办件", "At once", usual=True),
    Outcome("promised", "承诺件", "Promised", needs_case_no=True, line=LineKind.OPEN, promise_days=5),
    Outcome("joint", "联办件", "Joint", line=LineKind.OPEN),
    Outcome("forwarded", "代办件", "Forwarded", line=LineKind.OPEN, promise_days=7, promise_workdays=False),
    Outcome("supplement", "补办件", "To complete", line=LineKind.PAUSED, promise_days=5),
    Outcome("bare", "补办件(无期限)", "To complete", line=LineKind.PAUSED),
    Outcome("returned", "退回件", "Returned", line=LineKind.RETURNED),
    Outcome("enquiry", "咨询", "Enquiry", line=LineKind.NONE),
)
HOLIDAYS = Calendar(official={"2026-11-24": False, "2026-11-29": True}, known_until="2026-12-31")
AT_W1 = Device("printer-w1", DeviceKind.PRINTER, "escpos", "/dev/none", window="w1")
LISTED: HallPlan = replace(
    PLAN,
    outcomes=OUTCOMES,
    calendar=HOLIDAYS,
    staff=(*PLAN.staff, Staff(CHIEF, "舒窗", "社保窗口", frozenset({Role.LEAD}))),
    devices=(*PLAN.devices, AT_W1),
)
GUIDED = replace(
    LISTED,
    guides=(
        Guide("pension", "2026-01-01", Sentence(""), (), (), (), TimeLimit(3, working=False), Sentence("")),
    ),
)
WITH_MATTER = [replace(e, matter="pension") if isinstance(e, m.NumberTaken) else e for e in FINISHED]
OPEN = Line(
    line=A1,
    day=DAY,
    number="A001",
    queue="social",
    unit="社保窗口",
    matter="pension",
    window="w1",
    staff=ANN,
    outcome="promised",
    kind="open",
    state="open",
    external_case_no="XS-1",
    accepted_at=T0,
    promised="2026-11-30",
    days=5,
)
PAUSED = replace(OPEN, state="paused", paused_for="expert", left=3, reason="评审")
LACKING = replace(OPEN, kind="paused", state="paused", paused_for="supplement", promised="", left=5)
DONE = replace(OPEN, state="finished", collect="ready", finished_at=T0)
BACK = replace(OPEN, kind="returned", state="finished", promised="", reason="不属本级受理")
DAY_ONLY = [day_started()]


def note(outcome: str, **more: object) -> m.Command:
    return want(m.NoteOutcome, actor=f"staff:{ANN}", ticket=A1, outcome=outcome, **more)


def noted(outcome: str, case_no: str = "") -> m.Event:
    said = {"ticket": A1, "outcome": outcome, "case_no": case_no, "by": ANN}
    return happened(m.OutcomeNoted, actor=f"staff:{ANN}", **said)


def opened(outcome: str, kind: str, matter: str = "", **more: object) -> m.Event:
    said = {"queue": "social", "unit": "社保窗口", "window": "w1", "staff": ANN, "case_no": ""}
    said |= {"line": A1, "number": "A001", "matter": matter, "accepted_at": T0}
    return happened(m.LineOpened, actor=f"staff:{ANN}", outcome=outcome, kind=kind, **(said | more))


def do(step: str, found: Line | None = OPEN, by: str = ANN, **more: object) -> m.Command:
    return want(m.HandleLine, actor=f"staff:{by}", line=A1, found=found, step=step, **more)


def done(cls: type[m.Event], by: str = ANN, **more: object) -> m.Event:
    return happened(cls, actor=f"staff:{by}", line=A1, **more)


def paper(kind: str, found: Line | None = OPEN, window: str = "w1", **more: object) -> m.Command:
    return want(m.PrintLine, actor=f"staff:{ANN}", line=A1, found=found, paper=kind, window=window, **more)


def printed(kind: str, line: Line, **more: object) -> m.Event:
    facts = {"accept_no": line.accept_no, "number": "A001", "matter": "养老", "outcome": "承诺件"}
    facts |= {"unit": "社保窗口", "accepted_at": T0, "promised": line.promised, "days": 5, "workdays": True}
    facts |= {"extended": line.extended, "reason": line.reason}
    facts |= {"window": "1号窗口", "phone": "", "staff": ANN}
    given = {"notice": "TZ-20261123-001", "paper": kind, "window": "w1", "facts": facts | more}
    return done(m.LinePaper, **given)


def replay(state: str) -> m.Command:
    return want(m.ReplayRecord, actor=f"staff:{DUTY}", record="12-0", state=state)


FIVE = {"days": 5, "promised": "2026-11-30"}
"""The 24th is a holiday and Sunday the 29th is worked: 25, 26, 27, 29, 30."""
CASES: dict[str, Case] = {
    # noted
    "at once": (LISTED, FINISHED, note("instant"), [noted("instant"), opened("instant", "done")]),
    "promised by the outcome": (
        LISTED,
        FINISHED,
        note("promised", case_no="XS-1"),
        [noted("promised", "XS-1"), opened("promised", "open", case_no="XS-1", **FIVE)],
    ),
    "the guide's promise counts before it": (
        GUIDED,
        WITH_MATTER,
        note("promised", case_no="XS-1"),
        [
            noted("promised", "XS-1"),
            opened(
                "promised", "open", "pension", case_no="XS-1", days=3, workdays=False, promised="2026-11-26"
            ),
        ],
    ),
    "the clerk's before both": (
        GUIDED,
        WITH_MATTER,
        note("joint", days=2),
        [noted("joint"), opened("joint", "open", "pension", days=2, promised="2026-11-26")],
    ),
    "natural days end on a working day (R62)": (
        replace(LISTED, calendar=replace(HOLIDAYS, official={"2026-11-30": False})),
        FINISHED,
        note("forwarded"),
        [noted("forwarded"), opened("forwarded", "open", days=7, workdays=False, promised="2026-12-01")],
    ),
    "beyond the known holidays": (
        replace(LISTED, calendar=Calendar(known_until="2026-11-26")),
        FINISHED,
        note("joint", days=4),
        [noted("joint"), opened("joint", "open", days=4, promised="2026-11-27", guessed=True)],
    ),
    "papers are missing (R69)": (
        LISTED,
        FINISHED,
        note("supplement", reason=" 缺户口簿 "),
        [noted("supplement"), opened("supplement", "paused", days=5, reason="缺户口簿")],
    ),
    "returned": (
        LISTED,
        FINISHED,
        note("returned", reason="不属本级"),
        [noted("returned"), opened("returned", "returned", reason="不属本级")],
    ),
    "an enquiry is a mark": (
        LISTED,
        FINISHED,
        note("enquiry"),
        [noted("enquiry"), opened("enquiry", "none")],
    ),
    "no promise is known": (LISTED, FINISHED, note("joint"), "promise_required"),
    "it has gone on since": (
        LISTED,
        FINISHED,
        note("instant", found=replace(OPEN, touched=True)),
        "line_went_on",
    ),
    "corrected while nothing followed": (
        LISTED,
        [*FINISHED, noted("promised", "XS-1")],
        note("instant", found=OPEN),
        [noted("instant"), opened("instant", "done")],
    ),
    # put off
    "put off": (
        LISTED,
        DAY_ONLY,
        do("extend", by=CHIEF, days=2, reason="需会审"),
        [done(m.LineExtended, CHIEF, promised="2026-12-02", days=2, reason="需会审")],
    ),
    "put off by the duty officer": (
        LISTED,
        DAY_ONLY,
        do("extend", by=DUTY, days=10, reason="需会审"),
        [done(m.LineExtended, DUTY, promised="2026-12-14", days=10, reason="需会审")],
    ),
    "put off by the clerk": (LISTED, DAY_ONLY, do("extend", days=2, reason="需会审"), "forbidden"),
    "put off for no reason": (LISTED, DAY_ONLY, do("extend", by=CHIEF, days=2), "reason_required"),
    "put off too long": (
        LISTED,
        DAY_ONLY,
        do("extend", replace(OPEN, extended=9), CHIEF, days=2, reason="x"),
        "extension_too_long",
    ),
    "put off by nothing": (LISTED, DAY_ONLY, do("extend", by=CHIEF, reason="x"), "extension_too_long"),
    "put off on its last day": (
        LISTED,
        DAY_ONLY,
        do("extend", replace(OPEN, promised=DAY), CHIEF, days=1, reason="x"),
        "extension_too_late",
    ),
    "put off while it stands still": (
        LISTED,
        DAY_ONLY,
        do("extend", PAUSED, CHIEF, days=1, reason="x"),
        "line_not_so",
    ),
    # stands still, goes on
    "stands still": (
        LISTED,
        DAY_ONLY,
        do("pause", why="expert", reason="评审"),
        [done(m.LinePaused, why="expert", reason="评审", left=5)],
    ),
    "natural days stand still": (
        LISTED,
        DAY_ONLY,
        do("pause", replace(OPEN, workdays=False), why="expert", reason="评审"),
        [done(m.LinePaused, why="expert", reason="评审", left=7)],
    ),
    "stands still for no reason": (LISTED, DAY_ONLY, do("pause", why="expert"), "reason_required"),
    "stands still for something else": (LISTED, DAY_ONLY, do("pause", why="x", reason="x"), "unknown_pause"),
    "stands still already": (LISTED, DAY_ONLY, do("pause", PAUSED, why="expert", reason="x"), "line_not_so"),
    "its day is over": (
        LISTED,
        DAY_ONLY,
        do("pause", replace(OPEN, promised="2026-11-20"), why="expert", reason="x"),
        "line_overdue",
    ),
    "goes on": (LISTED, DAY_ONLY, do("resume", PAUSED), [done(m.LineResumed, promised="2026-11-27")]),
    "goes on, on its last day": (
        LISTED,
        DAY_ONLY,
        do("resume", replace(PAUSED, left=0)),
        [done(m.LineResumed, promised=DAY)],
    ),
    "papers are complete": (
        LISTED,
        DAY_ONLY,
        do("resume", LACKING),
        [done(m.LineResumed, promised="2026-11-30")],
    ),
    "papers are complete, nothing promised": (
        LISTED,
        DAY_ONLY,
        do("resume", replace(LACKING, left=0)),
        "promise_required",
    ),
    "papers are complete, promised now": (
        LISTED,
        DAY_ONLY,
        do("resume", replace(LACKING, left=0), days=2),
        [done(m.LineResumed, promised="2026-11-26")],
    ),
    "goes on beyond the known holidays": (
        replace(LISTED, calendar=Calendar(known_until=DAY)),
        DAY_ONLY,
        do("resume", PAUSED),
        [done(m.LineResumed, promised="2026-11-26", guessed=True)],
    ),
    "goes on already": (LISTED, DAY_ONLY, do("resume"), "line_not_so"),
    # finished, collected
    "finished": (
        LISTED,
        DAY_ONLY,
        do("finish", collect=True),
        [done(m.LineFinished, collect=True)],
    ),
    "finished out of a pause": (
        LISTED,
        DAY_ONLY,
        do("finish", LACKING),
        [done(m.LineFinished, collect=False)],
    ),
    "finished twice": (LISTED, DAY_ONLY, do("finish", DONE), "line_not_so"),
    "told": (LISTED, DAY_ONLY, do("tell", DONE), [done(m.LineTold)]),
    "told twice": (LISTED, DAY_ONLY, do("tell", replace(DONE, collect="told")), []),
    "told of nothing": (LISTED, DAY_ONLY, do("tell"), "nothing_to_collect"),
    "collected": (
        LISTED,
        DAY_ONLY,
        do("collect", replace(DONE, collect="told"), collector="ref"),
        [done(m.LineCollected, collector="ref")],
    ),
    "collected twice": (
        LISTED,
        DAY_ONLY,
        do("collect", replace(DONE, collect="collected")),
        "nothing_to_collect",
    ),
    # its number
    "numbered": (LISTED, DAY_ONLY, do("number", case_no=" XS-2 "), [done(m.LineNumbered, case_no="XS-2")]),
    "numbered the same": (LISTED, DAY_ONLY, do("number", case_no="XS-1"), []),
    "numbered with nothing": (LISTED, DAY_ONLY, do("number", case_no=" "), "case_no_missing"),
    # by whom
    "by another of the unit": (
        LISTED,
        DAY_ONLY,
        do("finish", by=BEN),
        [done(m.LineFinished, BEN, collect=False)],
    ),
    "by another unit": (LISTED, DAY_ONLY, do("finish", by=EVE), "forbidden"),
    "by a device": (
        LISTED,
        DAY_ONLY,
        want(m.HandleLine, actor="kiosk:k1", line=A1, found=OPEN, step="finish"),
        "forbidden",
    ),
    "of no line": (LISTED, DAY_ONLY, do("finish", None), "unknown_line"),
    "of an enquiry": (LISTED, DAY_ONLY, do("finish", replace(OPEN, kind="none")), "unknown_line"),
    "no step": (LISTED, DAY_ONLY, do("dance"), "unknown_step"),
    # on paper
    "the receipt": (LISTED, DAY_ONLY, paper("receipt"), [printed("receipt", OPEN)]),
    "the return": (LISTED, DAY_ONLY, paper("return", BACK), [printed("return", BACK)]),
    "a return without a reason": (
        LISTED,
        DAY_ONLY,
        paper("return", replace(BACK, reason="")),
        "paper_without_reason",
    ),
    "the extension": (
        LISTED,
        DAY_ONLY,
        paper("extension", replace(OPEN, extended=2, reason="需会审")),
        [printed("extension", replace(OPEN, extended=2, reason="需会审"))],
    ),
    "what is missing": (
        LISTED,
        DAY_ONLY,
        paper("supplement", replace(LACKING, reason="缺户口簿")),
        [printed("supplement", replace(LACKING, reason="缺户口簿"))],
    ),
    "an extension that was not": (LISTED, DAY_ONLY, paper("extension"), "paper_not_due"),
    "a paper that there is not": (LISTED, DAY_ONLY, paper("poem"), "paper_not_due"),
    "paper of no line": (LISTED, DAY_ONLY, paper("receipt", None), "unknown_line"),
    "paper where no printer is": (LISTED, DAY_ONLY, paper("receipt", window="w2"), "no_printer"),
    "of a matter that the plan has lost": (
        LISTED,
        DAY_ONLY,
        paper("receipt", replace(OPEN, matter="x", queue="y", window="z", outcome="o")),
        [printed("receipt", OPEN, matter="y", window="z", outcome="o")],
    ),
    "of a queue without matters": (
        LISTED,
        DAY_ONLY,
        paper("receipt", replace(OPEN, matter="")),
        [printed("receipt", OPEN, matter="社会保险")],
    ),
    # what leaves the hall
    "a refused record again": (
        LISTED,
        DAY_ONLY,
        replay("parked"),
        [happened(m.RecordReplayed, actor=f"staff:{DUTY}", record="12-0")],
    ),
    "a sent record again": (LISTED, DAY_ONLY, replay("sent"), []),
    "a record that there is not": (LISTED, DAY_ONLY, replay(""), "unknown_record"),
}


def test_a_day_set_by_hand_moves_the_promise():
    """The 25th was made a day off this morning: the promise of five days ends a day later."""
    hall = hall_after(FINISHED, LISTED)
    apply(hall, want(m.SetDay, actor=f"staff:{DUTY}", date="2026-11-25", kind=DayKind.CLOSED))
    events = decide(hall, note("promised", case_no="1"))
    assert not isinstance(events, m.Refusal)
    assert [e.promised for e in events if isinstance(e, m.LineOpened)] == ["2026-12-01"]
    assert hall.calendar.edits["2026-11-25"] == DayEdit("2026-11-25", DayKind.CLOSED)


STEPS = [
    (done(m.LineExtended, promised="2026-12-02", days=2, reason="会审"), {"extended": 2, "reason": "会审"}),
    (done(m.LinePaused, why="expert", reason="评审", left=4), {"state": "paused", "left": 4}),
    (done(m.LineResumed, promised="2026-12-04"), {"state": "open", "left": 0, "paused_for": ""}),
    (done(m.LineNumbered, case_no="XS-9"), {"external_case_no": "XS-9"}),
    (done(m.LineFinished, collect=True), {"state": "finished", "collect": "ready", "finished_at": T0}),
    (done(m.LineTold), {"collect": "told"}),
    (done(m.LineCollected, collector="ref"), {"collect": "collected", "collector": "ref"}),
    (printed("receipt", OPEN), {"collect": "collected"}),
]


def test_every_step_leaves_its_mark_on_the_line():
    line = after(None, opened("promised", "open", case_no="XS-1", **FIVE), DAY)
    assert line is not None
    assert line.state == "open"
    for event, marks in STEPS:
        line = after(line, event, DAY)
        assert {name: getattr(line, name) for name in marks} == marks
    assert {type(event) for event, _ in STEPS} | {m.LineOpened} == set(LINE_EVENTS)


@pytest.mark.parametrize(
    ("kind", "state", "finished"),
    [
        ("done", "finished", T0),
        ("open", "open", None),
        ("paused", "paused", None),
        ("returned", "finished", T0),
        ("none", "enquiry", None),
    ],
)
def test_what_a_line_begins_as(kind, state, finished):
    line = after(None, opened("x", kind, days=3), DAY)
    assert line is not None
    assert (line.state, line.finished_at, line.touched) == (state, finished, False)


def test_only_paper_leaves_a_line_as_it_was_noted():
    line = after(OPEN, printed("receipt", OPEN), DAY)
    assert line == OPEN
    told = after(OPEN, done(m.LineNumbered, case_no="7"), DAY)
    assert told is not None
    assert told.touched
    assert after(None, done(m.LineTold), DAY) is None
    assert after(OPEN, happened(m.HallOpened), DAY) == OPEN


def test_the_number_of_the_case_or_the_halls_own():
    assert (OPEN.accept_no, replace(OPEN, external_case_no="").accept_no) == ("XS-1", A1)


def test_a_paper_of_a_line_is_followed_as_any_notice():
    hall = hall_after(DAY_ONLY, LISTED)
    apply(hall, paper("receipt"))
    assert hall.notices["TZ-20261123-001"].state == "pending"
    apply(hall, want(m.ReportNotice, notice="TZ-20261123-001", printed=True))
    assert hall.notices["TZ-20261123-001"].state == "printed"
