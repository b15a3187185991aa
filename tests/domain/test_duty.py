"""Help, answers, the calendar by hand, complaints (R5, R81, R85, R89)."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.facts.plan import Role, Staff
from server.domain.views.duty import duty_view
from server.domain.views.staff import agent_view, console_view
from tests.halls import (
    ANN,
    BEN,
    DAY,
    DUTY,
    EVE,
    FINISHED,
    OPEN,
    PLAN,
    PREP,
    T0,
    Case,
    S,
    apply,
    at_window,
    cleared,
    hall_after,
    happened,
    press,
    raised,
    signed_in,
    want,
)

HELP = raised("help:w1", window="w1", staff=ANN, note="")
BAD = raised("bad_rating:BR-20261123-001", window="w1", case="BR-20261123-001")
UNMANNED = raised("unmanned:w2", window="w2")
LEA = "zx-lea"
LAST_DAY, NEXT_SUNDAY = "2026-11-22", "2026-11-29"


def answer(alarm: str, note: str = " 已到场 ", by: str = DUTY) -> m.Command:
    return want(m.AnswerAlarm, actor=f"staff:{by}", alarm=alarm, note=note)


def reply(text: str = " 马上到 ", window: str = "w1", by: str = DUTY) -> m.Command:
    return want(m.AnswerHelp, actor=f"staff:{by}", window=window, text=text)


def answered(text: str = "马上到", by: str = DUTY) -> m.Event:
    return happened(m.HelpAnswered, window="w1", staff=by, text=text)


def set_day(date: str = NEXT_SUNDAY, kind: str = "duty", windows: tuple[str, ...] = ("w1",)) -> m.Command:
    return want(m.SetDay, date=date, kind=kind, windows=windows, notice=" 周日值班 ")


def day_set(date: str = NEXT_SUNDAY, kind: str = "duty", windows: tuple[str, ...] = ("w1",)) -> m.Event:
    return happened(m.DaySet, date=date, kind=kind, windows=list(windows), notice="周日值班")


SAID = {"channel": "phone", "target": "2号窗口", "matter": "态度", "happened_at": T0 - S, "place": "一楼"}


def complaint(**other: object) -> m.Command:
    return want(m.RegisterComplaint, **(SAID | other))


def registered(number: int = 1, **other: object) -> m.Event:
    facts = SAID | {"due": DAY} | other
    return happened(m.ComplaintRegistered, complaint=f"TS-20261123-{number:03d}", **facts)


TABLE = {
    # ------------------------------------------------------------ help
    "a clerk calls for the duty officer": ([*OPEN, signed_in()], at_window(m.AskHelp), [HELP]),
    "and says why": (
        [*OPEN, signed_in()],
        at_window(m.AskHelp, note=" 争吵 "),
        [raised("help:w1", window="w1", staff=ANN, note="争吵")],
    ),
    "a call that was meant for another number is a call for help all the same": (
        [*OPEN, signed_in()],
        at_window(m.AskHelp, meant="calling:gone"),
        [HELP],
    ),
    "a second call is the same call": ([*OPEN, signed_in(), HELP], at_window(m.AskHelp), []),
    "before opening, too": ([*PREP, signed_in()], at_window(m.AskHelp), [HELP]),
    "a call from where nobody sits": (OPEN, at_window(m.AskHelp), "not_signed_in"),
    "a call for somebody else's window": (
        [*OPEN, signed_in()],
        at_window(m.AskHelp, staff=BEN),
        "not_signed_in",
    ),
    "a call from no window": (OPEN, at_window(m.AskHelp, "w9"), "unknown_window"),
    "somebody comes": ([*OPEN, signed_in(), HELP], answer("help:w1"), [cleared("help:w1", "已到场")]),
    "somebody says that he comes": (
        [*OPEN, signed_in(), HELP],
        reply(),
        [answered()],
    ),
    "an answer ends after 40 characters": (
        [*OPEN, signed_in(), HELP],
        reply("长" * 50),
        [answered("长" * 40)],
    ),
    "another answer": ([*OPEN, signed_in(), HELP, answered()], reply("再等五分钟"), [answered("再等五分钟")]),
    "the same answer again": ([*OPEN, signed_in(), HELP, answered()], reply(), []),
    "the same words of another person": (
        [*OPEN, signed_in(), HELP, answered()],
        reply(by=LEA),
        [answered(by=LEA)],
    ),
    "an answer without a word": ([*OPEN, signed_in(), HELP], reply(" "), "answer_required"),
    "an answer to nobody": ([*OPEN, signed_in()], reply(), "help_not_asked"),
    "an answer to no window": (OPEN, reply(window="w9"), "unknown_window"),
    "an answer to another unit": (
        [*OPEN, signed_in("w3", EVE), raised("help:w3", window="w3", staff=EVE, note="")],
        reply(window="w3", by=LEA),
        "forbidden",
    ),
    "a clerk answers nobody": ([*OPEN, signed_in(), HELP], reply(by=BEN), "forbidden"),
    "who was answered, and somebody was there": (
        [*OPEN, signed_in(), HELP, answered()],
        answer("help:w1"),
        [cleared("help:w1", "已到场")],
    ),
    "the lead of the unit was there": (
        [*OPEN, signed_in(), HELP],
        answer("help:w1", by=LEA),
        [cleared("help:w1", "已到场")],
    ),
    "the lead looks after no other unit's call": (
        [*OPEN, signed_in("w3", EVE), raised("help:w3", window="w3", staff=EVE, note="")],
        answer("help:w3", by=LEA),
        "forbidden",
    ),
    "the lead takes no bad rating on": ([*FINISHED, BAD], answer(BAD.alarm, by=LEA), "forbidden"),
    "a bad rating is taken on": ([*FINISHED, BAD], answer(BAD.alarm), [cleared(BAD.alarm, "已到场")]),
    "without a word of what was done": (
        [*OPEN, signed_in(), HELP],
        answer("help:w1", " "),
        "reason_required",
    ),
    "an alarm that is not": (OPEN, answer("help:w1"), "unknown_alarm"),
    "a condition cannot be talked away": ([*OPEN, UNMANNED], answer("unmanned:w2"), "clears_itself"),
    # ------------------------------------------------------------ calendar
    "a Sunday with one window": (OPEN, set_day(), [day_set()]),
    "a day off": (OPEN, set_day(kind="closed", windows=()), [day_set(kind="closed", windows=())]),
    "a day off has no windows": (OPEN, set_day(kind="closed"), [day_set(kind="closed", windows=())]),
    "a day worked": (OPEN, set_day(kind="open"), [day_set(kind="open", windows=())]),
    "today": (OPEN, set_day(DAY, "closed"), [day_set(DAY, "closed", ())]),
    "yesterday": (OPEN, set_day(LAST_DAY), "bad_day"),
    "a day that is none": (OPEN, set_day("2026-11-31"), "bad_day"),
    "a day written otherwise": (OPEN, set_day("20261129"), "bad_day"),
    "a kind of day that is none": (OPEN, set_day(kind="party"), "bad_day"),
    "a window that is none": (OPEN, set_day(windows=("w1", "w9")), "unknown_window"),
    "a duty day of nobody": (OPEN, set_day(windows=()), "windows_missing"),
    # ------------------------------------------------------------ complaints
    "a complaint": (OPEN, complaint(), [registered()]),
    "a second one": ([*OPEN, registered()], complaint(), [registered(2)]),
    "what was said is kept apart": (OPEN, complaint(record="c-17"), [registered(record="c-17")]),
    "a complaint after the day": (
        [*OPEN, happened(m.HallClosed)],
        complaint(channel="web"),
        [registered(channel="web")],
    ),
    "a channel that is not": (OPEN, complaint(channel="rumour"), "unknown_channel"),
    "about nobody": (OPEN, complaint(target=" "), "complaint_incomplete"),
    "about nothing": (OPEN, complaint(matter=""), "complaint_incomplete"),
    "nowhere": (OPEN, complaint(place=""), "complaint_incomplete"),
    "about tomorrow": (OPEN, complaint(happened_at=T0 + 1), "complaint_in_future"),
}
LED = replace(PLAN, staff=(*PLAN.staff, Staff(LEA, "雷安", "社保窗口", frozenset({Role.LEAD}))))
CASES: dict[str, Case] = {name: (LED, *case) for name, case in TABLE.items()}


@pytest.mark.parametrize("channel", ["rater", "desk", "phone", "web", "letter", "box", "card"])
def test_every_way_to_complain(channel):
    assert not isinstance(apply(hall_after(OPEN), complaint(channel=channel)), m.Refusal)


def test_cases_and_complaints_are_numbered_each_for_itself():
    hall = hall_after(FINISHED)
    assert apply(hall, complaint())[0].complaint == "TS-20261123-001"
    assert apply(hall, press(1))[1].case == "BR-20261123-001"
    assert apply(hall, complaint())[0].complaint == "TS-20261123-002"


def test_a_clerk_sees_that_help_was_asked_and_never_that_it_was_bad():
    hall = hall_after([*FINISHED, HELP, BAD])
    view = console_view(hall, "w1", {})
    assert view["window"]["help_asked"] is True
    assert "BR-" not in str(view)
    assert [view["help_answer"] for view in (view["window"], agent_view(hall, "w1"))] == [None, None]
    apply(hall, reply())
    told = {"name": "杜明", "text": "马上到", "at": T0}
    assert [console_view(hall, "w1", {})["window"]["help_answer"], agent_view(hall, "w1")["help_answer"]] == [
        told,
        told,
    ]
    apply(hall, answer("help:w1"))
    assert console_view(hall, "w1", {})["window"]["help_answer"] is None
    assert console_view(hall, "w1", {})["window"]["help_asked"] is False
    assert [a["kind"] for a in duty_view(hall, {})["alarms"]] == ["bad_rating"]


def test_a_chosen_call_is_shown_with_its_reason():
    """R47: out of order only with who, where and why; the newest first, the last fifty."""
    hall = hall_after([*OPEN, signed_in()])
    for n in range(1, 53):
        apply(hall, want(m.TakeNumber, queue="social", token=str(n)))
        apply(hall, at_window(m.CallChosen, ticket=f"20261123-A{n:03d}", reason=f"理由{n}"))
        apply(hall, at_window(m.Pass))
    shown = duty_view(hall, {})["chosen"]
    assert (len(shown), shown[0]["number"], shown[-1]["number"]) == (50, "A052", "A003")
