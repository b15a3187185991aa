"""How a visit ended: noted by its clerk, afterwards, and corrected by the same (R54, R71)."""

from dataclasses import replace

from server.domain import messages as m
from server.domain.answers import answer
from server.domain.decide import decide
from server.domain.facts.settings import Outcome
from server.domain.hall import Hall
from server.domain.views.staff import console_view
from tests.halls import (
    A1,
    ANN,
    BEN,
    CLOSED,
    FINISHED,
    OPEN,
    PLAN,
    SERVING,
    T0,
    WAITING,
    Case,
    S,
    apply,
    at_window,
    hall_after,
    happened,
    press,
    signed_in,
    take,
    want,
)

INSTANT = Outcome("instant", "即办件", "Done at once", usual=True)
PROMISED = Outcome("promised", "承诺件", "Promised", needs_case_no=True)
LISTED = replace(PLAN, outcomes=(INSTANT, PROMISED))


def note(outcome: str = "instant", case_no: str = "", staff: str = ANN, ticket: str = A1) -> m.Command:
    return want(m.NoteOutcome, actor=f"staff:{staff}", ticket=ticket, outcome=outcome, case_no=case_no)


def noted(outcome: str = "instant", case_no: str = "") -> m.Event:
    said = {"ticket": A1, "outcome": outcome, "case_no": case_no, "by": ANN}
    return happened(m.OutcomeNoted, actor=f"staff:{ANN}", **said)


def opened(outcome: str = "instant", case_no: str = "") -> m.Event:
    """Its line in the ledger; more of it in test_ledger."""
    said = {"line": A1, "number": "A001", "queue": "social", "unit": "社保窗口", "matter": ""}
    said |= {"window": "w1", "staff": ANN, "accepted_at": T0, "kind": "done"}
    return happened(m.LineOpened, actor=f"staff:{ANN}", outcome=outcome, case_no=case_no, **said)


CASES: dict[str, Case] = {
    "while the rating runs": (LISTED, FINISHED, note(), [noted(), opened()]),
    "with a number of the case": (
        LISTED,
        FINISHED,
        note("promised", " 2026-17 "),
        [noted("promised", "2026-17"), opened("promised", "2026-17")],
    ),
    "a number that nobody asked for": (
        LISTED,
        FINISHED,
        note(case_no="x" * 50),
        [noted(case_no="x" * 40), opened(case_no="x" * 40)],
    ),
    "the same again": (LISTED, [*FINISHED, noted()], note(), []),
    "corrected": (
        LISTED,
        [*FINISHED, noted()],
        note("promised", "7"),
        [noted("promised", "7"), opened("promised", "7")],
    ),
    "only its number corrected": (
        LISTED,
        [*FINISHED, noted("promised", "7")],
        note("promised", "8"),
        [noted("promised", "8"), opened("promised", "8")],
    ),
    "of no ticket": (LISTED, FINISHED, note(ticket="x"), "unknown_ticket"),
    "before the finish": (LISTED, SERVING, note(), "not_finished"),
    "of one who waits": (LISTED, WAITING, note(), "not_finished"),
    "by another clerk": (LISTED, FINISHED, note(staff=BEN), "other_clerk"),
    "that the hall does not list": (LISTED, FINISHED, note("joint"), "outcome_not_listed"),
    "in a hall that asks for none": (PLAN, FINISHED, note(), "outcome_not_listed"),
    "without the number it needs": (LISTED, FINISHED, note("promised", " "), "case_no_required"),
}


def test_it_may_be_noted_after_the_hall_has_closed():
    hall = hall_after(FINISHED, LISTED)
    apply(hall, want(m.CloseHall))
    apply(hall, want(m.CloseHall))
    assert hall.state == hall_after(CLOSED).state
    apply(hall, note())
    assert (hall.tickets[A1].outcome, hall.tickets[A1].case_no) == ("instant", "")


def test_the_refusal_names_what_the_hall_lists():
    for plan, allowed in ((LISTED, "即办件、承诺件"), (PLAN, "无")):
        refusal = decide(hall_after(FINISHED, plan), note("joint"))
        assert isinstance(refusal, m.Refusal)
        assert refusal.params == {"outcome": "joint", "allowed": allowed}


def test_the_console_lists_what_is_still_to_be_noted():
    hall = hall_after(FINISHED, LISTED)
    shown = console_view(hall, "w1", {})
    assert [o["id"] for o in shown["outcomes"]] == ["instant", "promised"]
    assert ([t["id"] for t in shown["unnoted"]], shown["noted"]) == ([A1], [])
    apply(hall, note("promised", "7"))
    shown = console_view(hall, "w1", {})
    assert shown["unnoted"] == []
    assert [(t["id"], t["outcome"], t["case_no"]) for t in shown["noted"]] == [(A1, "promised", "7")]
    assert console_view(hall, "w2", {})["noted"] == []


def test_a_hall_without_outcomes_asks_for_none():
    shown = console_view(hall_after(FINISHED), "w1", {})
    assert (shown["outcomes"], shown["unnoted"], shown["noted"]) == ([], [], [])


def test_calling_never_waits_for_it():
    hall = hall_after(FINISHED, LISTED)
    apply(hall, take())
    (called,) = apply(hall, at_window(m.CallNext))
    assert (called.type, hall.tickets[A1].outcome) == ("ticket.called.v1", "")


def visits(count: int) -> Hall:
    """So many finished at w1, one after the other, each 10 s after its start."""
    hall = hall_after([*OPEN, signed_in()], LISTED)
    for place in range(count):
        at = T0 + place * 60 * S
        for cls in (m.CallNext, m.StartService, m.Finish):
            apply(hall, take(at=at)) if cls is m.CallNext else None
            apply(hall, at_window(cls, at=at + 10 * S * (cls is m.Finish)))
    return hall


def test_my_day_counts_and_says_of_nobody_whether_they_rated():
    hall = visits(4)
    apply(hall, press(5, at=T0 + 3 * 60 * S + 12 * S))
    told = console_view(hall, "w1", {})["my_day"]
    assert told == {"served": 4, "service_ms": 10 * S, "rated": 0, "unrated": 0}
    assert console_view(hall, "w2", {})["my_day"]["service_ms"] is None
    hall = visits(5)
    apply(hall, press(5, at=T0 + 4 * 60 * S + 12 * S))
    told = console_view(hall, "w1", {})["my_day"]
    assert (told["rated"], told["unrated"]) == (1, 4)


def test_at_one_glance_the_lane_and_the_windows_before():
    hall = hall_after(WAITING, LISTED)
    apply(hall, want(m.SignIn, actor=f"staff:{ANN}", window="w1", staff=ANN))
    apply(hall, want(m.SignIn, actor=f"staff:{BEN}", window="w2", staff=BEN))
    apply(hall, at_window(m.CallNext))
    apply(hall, at_window(m.Transfer, to="window", id="w2", at=T0 + 9 * S))
    (shown,) = console_view(hall, "w2", {})["waiting"][:1]
    assert shown["legs"] == [{"window": "1号窗口", "ended_at": T0 + 9 * S}]
    assert (shown["lane"], shown["appointment"]) == ("normal", False)


def test_the_answer_is_the_ticket_with_its_outcome():
    hall, command = hall_after(FINISHED, LISTED), note()
    events = decide(hall, command)
    assert not isinstance(events, m.Refusal)
    apply(hall, command)
    assert answer(hall, command, events)["ticket"]["outcome"] == "instant"
