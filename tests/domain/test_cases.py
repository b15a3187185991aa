"""Complaints and bad ratings after they have come in (R87, R88, R91–R96, 2.1): steps, days, officers."""

from dataclasses import asdict, replace
from datetime import date

import pytest

from server.domain import messages as m
from server.domain.cases import Case as TheCase
from server.domain.cases import CaseState, case_from, case_named, due_after
from server.domain.decide import decide
from server.domain.facts.calendar import Calendar, DayEdit, DayKind
from server.domain.facts.plan import Role, Staff
from server.domain.facts.settings import PROFILES
from server.domain.hall import Hall
from server.domain.rules.cases import STEPS
from server.domain.words.alarms import alarm_words
from tests.halls import (
    A1,
    ANN,
    DAY,
    DUTY,
    FINISHED,
    NEXT_DAY,
    OPEN,
    PLAN,
    T0,
    Case,
    S,
    apply,
    day_started,
    hall_after,
    happened,
    press,
    start_day,
    want,
)

DAN = "zx-dan"
HALL = replace(PLAN, staff=(*PLAN.staff, Staff(DAN, "丹青", "值班", frozenset({Role.DUTY, Role.CLERK}))))
OPEN_ENDED = replace(HALL, complaints=PROFILES["004"])
TS, BR = "TS-20261123-001", "BR-20261123-001"
SAID = {"channel": "phone", "target": "2号窗口", "matter": "态度", "place": "一楼", "happened_at": T0}


def registered(**more: object) -> m.Event:
    return happened(m.ComplaintRegistered, complaint=TS, **(SAID | {"due": DAY} | more))


def followed(**more: object) -> m.Event:
    dues = {"contact_due": NEXT_DAY, "close_due": "2026-12-14"}
    what = {"case": BR, "ticket": A1, "window": "w1", "level": 1, "staff": ANN}
    return happened(m.FollowUpOpened, **(what | dues | more))


def work(
    step: str, text: str = "", case: str = TS, by: str = DUTY, at: int = T0, **more: object
) -> m.Command:
    return want(m.WorkCase, at, f"staff:{by}", case=case, step=step, text=text, **more)


def stepped(step: str, state: str, text: str = "", case: str = TS, by: str = DUTY, **more: object) -> m.Event:
    said = {"case": case, "step": step, "state": state, "text": text, "changes": {}, "before": {}} | more
    return happened(m.CaseStepped, actor=f"staff:{by}", **said)


def rating(step: str, text: str = "", **more: object) -> m.Command:
    return work(step, text, BR, **more)


def rated(step: str, state: str, text: str = "", **more: object) -> m.Event:
    return stepped(step, state, text, BR, **more)


IN = [*OPEN, registered()]
TAKEN = [*IN, stepped("take", "verifying", staff=DUTY)]
ASKED = [*TAKEN, stepped("unit", "verifying", "请核实", unit="社保", due=NEXT_DAY)]
ANSWERED = [*TAKEN, stepped("answer", "answered", "已当面说明", form="oral")]
CLOSED = [*ANSWERED, stepped("close", "closed")]
OUT = [*IN, stepped("out_of_scope", "out_of_scope", "不属本大厅")]
BAD = [*FINISHED, followed()]
LOOKED = [*BAD, rated("take", "verifying", staff=DUTY)]
SPOKEN = [*LOOKED, rated("contact", "verifying", "无联系方式", form="not_reached")]
DONE = [*SPOKEN, rated("result", "closed", "已说明", result="explained")]
APPEALED = [*DONE, rated("appeal", "appealed", "不属实", staff=ANN, due="2026-12-14")]
FIX = {"target": " 3号窗口 ", "happened_at": T0 - 1}
OF_ANN = [*FINISHED, registered(visit=A1, staff=DAN)]
WRITTEN = [*OPEN, registered(channel="letter"), stepped("take", "verifying", staff=DUTY)]

TABLE = {
    # ------------------------------------------------------------ a complaint
    "it is taken on": (IN, work("take"), [stepped("take", "verifying", staff=DUTY)]),
    "it is given to another": (IN, work("take", staff=DAN), [stepped("take", "verifying", staff=DAN)]),
    "given to nobody of the hall": (IN, work("take", staff="zx-none"), "no_officer"),
    "given to a clerk": (IN, work("take", staff=ANN), "no_officer"),
    "given to whom it is about": (OF_ANN, work("take", staff=DAN), "own_case"),
    "by whom it is about": (OF_ANN, work("take", by=DAN), "own_case"),
    "by a clerk": (IN, work("take", by=ANN), "forbidden"),
    "none of that number": (IN, work("take", case="TS-0"), "unknown_case"),
    "the second officer is told who": (TAKEN, work("invalid", "无对象", by=DAN), "case_taken"),
    "what the page has not seen": (TAKEN, work("invalid", "无对象", seen=0), "case_moved_on"),
    "what the page has seen": (TAKEN, work("invalid", "无 ", seen=1), [stepped("invalid", "invalid", "无")]),
    "taken on twice": (TAKEN, work("take"), "case_step"),
    "a step that there is not": (TAKEN, work("forget"), "case_step"),
    "a bad rating's step": (TAKEN, work("contact", "无"), "case_step"),
    "handed over": (
        TAKEN,
        work("hand", "换班", by=DAN),
        [stepped("hand", "verifying", "换班", by=DAN, staff=DAN)],
    ),
    "handed over without a word": (TAKEN, work("hand", " ", by=DAN), "case_words"),
    "complex": (
        TAKEN,
        work("sort", complex=True),
        [stepped("sort", "verifying", complex=True, due="2026-11-26")],
    ),
    "simple after all": (TAKEN, work("sort"), [stepped("sort", "verifying", due=DAY)]),
    "a unit is asked": (
        TAKEN,
        work("unit", "请核实", unit=" 社保 ", date=NEXT_DAY),
        [stepped("unit", "verifying", "请核实", unit="社保", due=NEXT_DAY)],
    ),
    "no unit is asked": (TAKEN, work("unit", "请核实", unit=" ", date=NEXT_DAY), "unit_required"),
    "a unit is asked for yesterday": (TAKEN, work("unit", "核", unit="社", date="2026-11-20"), "case_date"),
    "a unit is asked for no day": (TAKEN, work("unit", "核", unit="社", date="明天"), "case_date"),
    "the unit answers": (
        ASKED,
        work("unit_answer", "已核实"),
        [stepped("unit_answer", "verifying", "已核实")],
    ),
    "a unit answers unasked": (TAKEN, work("unit_answer", "已核实"), "unit_not_asked"),
    "reported up": (
        TAKEN,
        work("escalate", "重大", result="leader"),
        [stepped("escalate", "verifying", "重大", result="leader")],
    ),
    "reported to nobody": (TAKEN, work("escalate", "重大", result="press"), "case_choice"),
    "answered": (
        TAKEN,
        work("answer", "已当面说明", form="oral"),
        [stepped("answer", "answered", "已当面说明", form="oral")],
    ),
    "answered in no form": (TAKEN, work("answer", "已说明"), "reply_form"),
    "a letter is answered by mouth": (WRITTEN, work("answer", "已说明", form="oral"), "written_reply"),
    "a letter is answered in writing": (
        WRITTEN,
        work("answer", "已复信", form="written"),
        [stepped("answer", "answered", "已复信", form="written")],
    ),
    "nobody to answer": (
        WRITTEN,
        work("answer", "未留联系方式", form="none"),
        [stepped("answer", "answered", "未留联系方式", form="none")],
    ),
    "closed without a reply": (TAKEN, work("close"), "case_step"),
    "closed": (ANSWERED, work("close", by=DAN), [stepped("close", "closed", by=DAN)]),
    "not ours": (
        IN,
        work("out_of_scope", "不属本大厅"),
        [stepped("out_of_scope", "out_of_scope", "不属本大厅")],
    ),
    "not ours, without a word": (IN, work("out_of_scope"), "case_words"),
    "corrected": (
        CLOSED,
        work("correct", "听错窗口", changes=FIX),
        [stepped("correct", "closed", "听错窗口", changes={"target": "3号窗口", "happened_at": T0 - 1})],
    ),
    "corrected by another": (
        TAKEN,
        work("correct", "错字", by=DAN, changes={"matter": "服务"}),
        [stepped("correct", "verifying", "错字", by=DAN, changes={"matter": "服务"})],
    ),
    "corrected to nothing": (IN, work("correct", "错", changes={"target": " "}), "complaint_incomplete"),
    "corrected nothing": (IN, work("correct", "错"), "case_choice"),
    "corrected what is not the form's": (
        IN,
        work("correct", "错", changes={"due": "2027-01-01"}),
        "case_choice",
    ),
    "corrected to tomorrow": (
        IN,
        work("correct", "错", changes={"happened_at": T0 + 1}),
        "complaint_in_future",
    ),
    "reopened": (
        CLOSED,
        work("reopen", "投诉人不满意", by=DAN),
        [stepped("reopen", "verifying", "投诉人不满意", by=DAN, staff=DAN, due=DAY)],
    ),
    "reopened though it is not ours": (
        OUT,
        work("reopen", "有管辖权"),
        [stepped("reopen", "verifying", "有管辖权", staff=DUTY, due=DAY)],
    ),
    "reopened while it is worked on": (TAKEN, work("reopen", "再查"), "case_step"),
    # ------------------------------------------------------------ a bad rating
    "it is verified": (BAD, rating("take", staff=DAN), [rated("take", "verifying", staff=DAN)]),
    "it is verified by the clerk": (BAD, rating("take", staff=ANN), "no_officer"),
    "the citizen is called": (
        LOOKED,
        rating("contact", "已通话", form="reached"),
        [rated("contact", "verifying", "已通话", form="reached")],
    ),
    "called how": (LOOKED, rating("contact", "已通话", form="dreamt"), "case_choice"),
    "a result without a call": (LOOKED, rating("result", "已改", result="fixed"), "contact_first"),
    "a result": (
        SPOKEN,
        rating("result", "已改", result="fixed"),
        [rated("result", "closed", "已改", result="fixed")],
    ),
    "a result that is none": (SPOKEN, rating("result", "已改", result="lost"), "case_choice"),
    "the clerk appeals": (
        DONE,
        rating("appeal", "不属实", staff=ANN),
        [rated("appeal", "appealed", "不属实", staff=ANN, due="2026-12-14")],
    ),
    "somebody else appeals": (DONE, rating("appeal", "不属实", staff=DAN), "not_concerned"),
    "the appeal is decided": (
        APPEALED,
        rating("decide", "维持", result="rejected"),
        [rated("decide", "closed", "维持", result="rejected")],
    ),
    "an appeal after the decision": (
        [*APPEALED, rated("decide", "closed", "维持", result="rejected")],
        rating("appeal", "再申", staff=ANN),
        "appealed_already",
    ),
    "the citizen rates again": (DONE, rating("second", second=4), [rated("second", "closed", second=4)]),
    "a level that is none": (DONE, rating("second", second=6), "unknown_level"),
    "a third time": (
        [*DONE, rated("second", "closed", second=4)],
        rating("second", second=5),
        "already_rated",
    ),
    "a bad rating, reopened": (
        DONE,
        rating("reopen", "新情况"),
        [rated("reopen", "verifying", "新情况", staff=DUTY, due="2026-12-14")],
    ),
}
ELSEWHERE: dict[str, Case] = {
    "complex, until the date that was told": (
        OPEN_ENDED,
        TAKEN,
        work("sort", "已电话告知", complex=True, date="2026-12-01"),
        [stepped("sort", "verifying", "已电话告知", complex=True, due="2026-12-01")],
    ),
    "complex, and nobody was told": (
        OPEN_ENDED,
        TAKEN,
        work("sort", complex=True, date="2026-12-01"),
        "case_words",
    ),
    "complex, until no date": (OPEN_ENDED, TAKEN, work("sort", "已告知", complex=True), "case_date"),
    "a list is taken out": (
        HALL,
        OPEN,
        want(m.NoteExport, what="complaint", reason=" 月报 ", rows=3),
        [happened(m.ExportNoted, what="complaint", reason="月报", rows=3)],
    ),
    "a list is taken out for nothing": (
        HALL,
        OPEN,
        want(m.NoteExport, what="x", reason=" "),
        "reason_required",
    ),
}
CASES: dict[str, Case] = {name: (HALL, *case) for name, case in TABLE.items()} | ELSEWHERE


def the_case(hall: Hall, id_: str = TS) -> TheCase:
    return hall.casebook[id_]


def test_a_complaint_from_the_first_word_to_the_last():
    hall = hall_after([*OPEN, registered()], HALL)
    ways = [work("take"), work("sort", complex=True), work("unit", "请核实", unit="社保", date=NEXT_DAY)]
    ways += [work("unit_answer", "属实"), work("answer", "已道歉", form="oral"), work("close", at=T0 + S)]
    seen = []
    for command in ways:
        apply(hall, command)
        case = the_case(hall)
        seen.append((case.state.value, case.next_due, case.steps))
    assert seen == [
        ("verifying", DAY, 1),
        ("verifying", "2026-11-26", 2),
        ("verifying", NEXT_DAY, 3),
        ("verifying", "2026-11-26", 4),
        ("answered", "", 5),
        ("closed", "", 6),
    ]
    assert (case.officer, case.reply_form, case.closed_at, case.unit) == (DUTY, "oral", T0 + S, "社保")
    apply(hall, work("correct", "错字", at=T0 + 2 * S, changes={"matter": "服务"}))
    assert (the_case(hall).closed_at, the_case(hall).matter) == (T0 + S, "服务")
    apply(hall, work("reopen", "不满意", at=T0 + 3 * S))
    again = the_case(hall)
    assert (again.state, again.closed_at, again.reply_form, again.next_due) == ("verifying", 0, "", DAY)


def test_a_bad_rating_is_contacted_first_and_the_first_level_stays():
    hall = hall_after(FINISHED, HALL)
    apply(hall, press(1))
    assert (the_case(hall, BR).next_due, the_case(hall, BR).staff) == (NEXT_DAY, ANN)
    for command in (rating("take"), rating("contact", "无", form="not_reached")):
        apply(hall, command)
    assert the_case(hall, BR).next_due == "2026-12-14"
    for command in (
        rating("result", "说明", result="explained"),
        rating("second", second=5),
        rating("appeal", "不服", staff=ANN),
        rating("decide", "采纳", result="upheld"),
    ):
        assert not isinstance(apply(hall, command), m.Refusal), command
    case = the_case(hall, BR)
    assert (case.level, case.second, case.appeal, case.result) == (1, 5, "upheld", "explained")
    assert hall.tickets[A1].level == 1


def test_the_second_officer_hears_the_name_of_the_first():
    hall = hall_after(IN, HALL)
    apply(hall, work("take", seen=0))
    refusal = decide(hall, work("take", by=DAN, seen=0))
    assert isinstance(refusal, m.Refusal)
    assert (refusal.code, refusal.params) == ("case_moved_on", {"name": "杜明"})
    later = decide(hall, work("answer", "好", by=DAN, form="oral", seen=1))
    assert isinstance(later, m.Refusal)
    assert (later.code, later.params) == ("case_taken", {"name": "杜明"})
    gone = replace(the_case(hall), officer="zx-gone")
    hall.casebook[TS] = gone
    left = decide(hall, work("invalid", "无", seen=1))
    assert isinstance(left, m.Refusal)
    assert left.params == {"name": "zx-gone"}


# ---------------------------------------------------------------- days


def test_what_is_open_goes_on_to_the_next_day_and_what_is_over_does_not():
    hall = hall_after([*OPEN, registered(), followed()], HALL)
    apply(hall, work("invalid", "无对象"))
    (begun, *_) = [
        e for e in apply(hall, start_day(NEXT_DAY, T0 + 86_400_000)) if isinstance(e, m.DayStarted)
    ]
    assert [case["id"] for case in begun.cases] == [BR]
    assert list(hall.casebook) == [BR]
    assert hall.casebook[BR] == case_from(begun.cases[0])
    assert hall.cases == {}  # numbers begin anew


def test_a_case_that_was_over_before_today_is_told_whole():
    hall = hall_after(CLOSED, HALL)
    old = asdict(the_case(hall))
    today = hall_after([day_started(NEXT_DAY)], HALL)
    decision = apply(today, work("reopen", "不满意", before=old))
    assert [(e.before["id"], e.state) for e in decision] == [(TS, "verifying")]  # type: ignore[union-attr]
    assert the_case(today).state is CaseState.VERIFYING
    again = apply(today, work("answer", "好", form="oral"))
    assert again[0].before == {}  # type: ignore[index,union-attr]


def overdue(hall: Hall) -> dict[str, str]:
    return {a.id: a.kind for a in hall.alarms.values() if a.kind.endswith("_overdue")}


def test_the_day_itself_is_in_time_and_the_next_one_is_not():
    hall = hall_after([*OPEN, registered(), followed(contact_due=DAY)], HALL)
    tick = want(m.Tick)
    apply(hall, tick)
    assert overdue(hall) == {}
    apply(hall, start_day(NEXT_DAY, T0 + 86_400_000))
    apply(hall, want(m.Tick, T0 + 86_400_000))
    assert overdue(hall) == {f"overdue:{TS}": "complaint_overdue", f"overdue:{BR}": "bad_rating_overdue"}
    words = [alarm_words(hall, alarm) for alarm in hall.alarms.values()]
    assert words[0] == (f"投诉 {TS} 超期,应于 {DAY} 办理", f"Complaint overdue since {DAY}")
    assert words[1][0] == f"差评 {BR} 超期,应于 {DAY} 办理"
    refusal = decide(hall, want(m.AnswerAlarm, actor=f"staff:{DUTY}", alarm=f"overdue:{TS}", note="知"))
    assert isinstance(refusal, m.Refusal)
    assert refusal.code == "clears_itself"
    for command in (work("take"), work("answer", "好", form="oral")):
        apply(hall, replace(command, at=T0 + 86_400_000))
    apply(hall, want(m.Tick, T0 + 86_400_000))
    assert overdue(hall) == {f"overdue:{BR}": "bad_rating_overdue"}
    apply(hall, want(m.CloseHall, T0 + 86_400_000))
    apply(hall, want(m.Tick, T0 + 86_400_000))
    assert overdue(hall) == {}


HOLIDAYS = {"2026-09-20": True, "2026-09-25": False, "2026-10-10": True}
HOLIDAYS |= {f"2026-10-{n:02d}": False for n in (1, 2, 5, 6, 7)}
YEAR = Calendar(official=HOLIDAYS, known_until="2026-12-31")


@pytest.mark.parametrize(
    ("came", "days", "due"),
    [
        ("2026-09-18", 0, "2026-09-18"),
        ("2026-09-18", 1, "2026-09-20"),  # a Sunday that is worked
        ("2026-09-19", 0, "2026-09-20"),  # came on a Saturday: the same day is the next working day
        ("2026-09-24", 1, "2026-09-28"),  # 09-25 is the holiday, then the weekend
        ("2026-09-30", 3, "2026-10-10"),  # 10-01 to 10-07 off, Saturday the 10th is worked
        ("2026-12-24", 15, "2027-01-14"),  # no 2027 calendar yet: Monday to Friday
    ],
)
def test_deadlines_over_holidays_and_days_made_up(came: str, days: int, due: str):
    assert due_after(YEAR, came, days) == due
    assert YEAR.known(due) == (date.fromisoformat(due).year == 2026)


def test_a_day_off_by_hand_is_no_working_day():
    calendar = YEAR.with_edits({"2026-11-24": DayEdit("2026-11-24", DayKind.CLOSED)})
    assert due_after(calendar, "2026-11-23", 1) == "2026-11-25"


@pytest.mark.parametrize(
    ("profile", "simple", "complex_"),
    [("曾家", "2026-11-23", "2026-11-26"), ("004", "2026-11-24", None), ("罗田", "2026-11-23", "2026-11-25")],
)
def test_each_profile_counts_as_its_hall_does(profile: str, simple: str, complex_: str | None):
    plan = replace(HALL, complaints=PROFILES[profile])
    hall = hall_after(OPEN, plan)
    (event,) = apply(hall, want(m.RegisterComplaint, **SAID))
    assert event.due == simple  # type: ignore[union-attr]
    apply(hall, work("take"))
    decision = decide(hall, work("sort", complex=True))
    if complex_ is None:
        assert isinstance(decision, m.Refusal)
    else:
        assert decision[0].due == complex_  # type: ignore[union-attr,index]


def test_a_complaint_of_a_visit_knows_its_clerk_also_on_the_morning_after():
    plan = replace(HALL, settings=replace(HALL.settings, rating_phone_s=86_400))
    hall = hall_after(FINISHED, plan)
    apply(hall, start_day(NEXT_DAY, T0 + 3_600_000))
    assert A1 in hall.past
    (event,) = apply(hall, want(m.RegisterComplaint, T0 + 3_600_000, **(SAID | {"visit": A1})))
    assert event.staff == ANN  # type: ignore[union-attr]


def test_every_step_can_be_taken_somewhere():
    done = {
        (when.case[:2], when.step)
        for _, _, when, then in CASES.values()
        if isinstance(when, m.WorkCase) and not isinstance(then, str)
    }
    kinds = {"complaint": "TS", "bad_rating": "BR"}
    wanted = {(kinds[kind], step) for kind, step in STEPS}
    assert wanted - done == {("BR", "hand"), ("BR", "escalate")}  # as a complaint's


def test_nothing_of_it_is_told_at_the_window():
    from server.domain.views.staff import console_view

    hall, good = hall_after(FINISHED, HALL), hall_after(FINISHED, HALL)
    apply(hall, press(1))
    apply(good, press(5))
    for command in (rating("take"), rating("contact", "无", form="not_reached")):
        apply(hall, command)
    shown = str(console_view(hall, "w1", {}))
    assert "BR-" not in shown
    assert console_view(hall, "w1", {}).keys() == console_view(good, "w1", {}).keys()


def test_an_event_names_its_case():
    events = (registered(), followed(), stepped("take", "verifying"), *OPEN)
    assert [case_named(event) for event in events] == [TS, BR, TS, *[""] * len(OPEN)]
