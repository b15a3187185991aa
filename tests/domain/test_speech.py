"""What the hall says aloud: calls, what the timetable does, outages, and nothing else (2.5, R49)."""

import pytest

from server.domain import messages as m
from server.domain.decide import decide
from server.domain.effects import EFFECTS, Effect
from server.domain.evolve import evolve
from server.domain.facts.plan import Floor
from server.domain.hall import Hall
from server.domain.words.speech import (
    ALL_CLEAR,
    CLOSING,
    CLOSING_SOON,
    LUNCH,
    OPENING,
    OUTAGE,
    RESUMED,
    WORKED_BY_HAND,
    Said,
    call_sentence,
    floor_number,
    spoken,
)
from tests.halls import (
    B1,
    CALLED,
    DUTY,
    EVE,
    OPEN,
    PREP,
    SERVING,
    TIMED,
    WAITING,
    at_window,
    called,
    gap,
    hall_after,
    happened,
    oclock,
    recalled,
    signed_in,
    start_day,
    taken,
    want,
)
from tests.life import TimedLife


def heard(hall: Hall, command: m.Command) -> list[str]:
    """What is said while this happens, in order."""
    decision = decide(hall, command)
    said = []
    for event in [] if isinstance(decision, m.Refusal) else decision:
        evolve(hall, event)
        said.append(spoken(hall, event))
    return [one.text for one in said if one]


CALLS = {
    "a call": (WAITING, at_window(m.CallNext), ["请A001号到1号窗口办理"]),
    "a recall says the same": (CALLED, at_window(m.Recall), ["请A001号到1号窗口办理"]),
    "a window without a number": (
        [*OPEN, signed_in("w3", EVE), taken("tax")],
        at_window(m.CallNext, "w3", EVE),
        ["请B001号到契税窗口(2号旁)办理"],
    ),
    "service begins in silence": (CALLED, at_window(m.StartService), []),
    "and ends in silence": (SERVING, at_window(m.Finish), []),
    "a passed citizen is not named": (CALLED, at_window(m.Pass), []),
    "an outage": (CALLED, want(m.DeclareOutage, reason="停电", short=True), [OUTAGE.text]),
    "an outage that is worked by hand": (
        CALLED,
        want(m.DeclareOutage, reason="停电"),
        [WORKED_BY_HAND.text],
    ),
    "its end": ([*CALLED, gap(600, recovery=True)], want(m.RecoverHall), [RESUMED.text]),
    "an outage of a closed hall ends in silence": (
        [*PREP, happened(m.OutageDeclared, incident="IN-1", reason="停电")],
        want(m.RecoverHall),
        [],
    ),
    "a hall without hours opens in silence": ([], start_day(), []),
}


@pytest.mark.parametrize(("given", "command", "said"), CALLS.values(), ids=CALLS)
def test_what_is_heard(given, command, said):
    assert heard(hall_after(given), command) == said


def through_the_day(life: TimedLife, *hours: str) -> list[tuple[str, Said]]:
    """(hour, sentence) of all that is said at these hours."""
    heard_at = []
    for hour in hours:
        for event in life.clock(hour):
            if said := spoken(life.hall, event):
                heard_at.append((hour, said))
    return heard_at


HOURS = ("8:25", "8:30", "11:20", "11:30", "13:55", "14:00", "16:50", "17:00", "17:30")


def test_a_day_says_each_of_its_hours_once():
    assert through_the_day(TimedLife(), *HOURS) == [
        ("8:30", OPENING),
        ("11:20", CLOSING_SOON),
        ("11:30", LUNCH),
        ("14:00", OPENING),
        ("16:50", CLOSING_SOON),
        ("17:00", CLOSING),
    ]


def test_every_sentence_of_the_hall_names_its_clip_and_has_english():
    sentences = (OPENING, CLOSING_SOON, CLOSING, LUNCH, OUTAGE, WORKED_BY_HAND, RESUMED, ALL_CLEAR)
    assert [said.clip for said in sentences] == [
        "open",
        "closing-soon",
        "closing",
        "lunch",
        "outage",
        "by-hand",
        "resumed",
        "all-clear",
    ]
    assert all(said.text_en.isascii() and said.text_en for said in sentences)


def test_the_end_of_the_morning_is_not_the_end_of_the_day():
    life = TimedLife()
    life.clock("11:00")
    life.take("A")
    assert through_the_day(life, "11:30") == []
    assert life.hall.state == "extended"


def test_who_was_closed_by_hand_hears_nothing_of_the_last_minutes():
    life = TimedLife()
    life.clock("16:00")
    life.do(m.CloseHall)
    assert through_the_day(life, "16:50") == []


def by_hand(life: TimedLife, command: type[m.Command]) -> list[str]:
    (event,) = life.do(command, actor=f"staff:{DUTY}")
    return [said.text for said in [spoken(life.hall, event)] if said]


@pytest.mark.parametrize("clock", ["8:10", "10:00", "12:00"])
def test_what_a_person_opens_is_not_announced(clock):
    """Only the timetable speaks: whoever opens by hand has told those who wait."""
    life = TimedLife()
    life.clock(clock)
    if life.hall.state == "open":
        life.do(m.CloseHall)
    assert by_hand(life, m.OpenHall) == []


@pytest.mark.parametrize("clock", ["10:00", "17:30"])
def test_what_a_person_extends_is_not_announced(clock):
    life = TimedLife()
    life.clock(clock)
    if life.hall.state == "extended":
        life.do(m.CloseHall)
    assert by_hand(life, m.ExtendHall) == []


def test_a_late_boot_says_that_it_is_open():
    life = TimedLife(at="8:05")
    life.boot("9:00", gap="8:10")
    assert life.hall.state == "open"
    assert spoken(life.hall, happened(m.HallOpened, oclock("9:00"))) == OPENING


def test_every_event_that_may_be_heard_is_sent_to_the_speakers():
    """`spoken` and the table of effects agree."""
    life = TimedLife()
    life.clock("8:30")
    life.sign_in("w1")
    life.take("A")
    life.call("w1")
    life.do(m.Recall, "w1")
    life.clock("17:00")
    said = {type(e) for e in life.log if _sentence(life.hall, e)}
    assert said <= {cls for cls, effects in EFFECTS.items() if Effect.SAY in effects}
    assert {m.TicketCalled, m.TicketRecalled} <= said


def _sentence(hall: Hall, event: m.Event) -> Said | None:
    return spoken(hall, event)


def test_the_words_of_a_call():
    hall = hall_after([*OPEN, signed_in("w3", EVE), taken("tax"), called(B1, "w3", EVE)], TIMED)
    assert spoken(hall, recalled(B1, "w3", EVE)) == Said(call_sentence("B001", "契税窗口(2号旁)"))


@pytest.mark.parametrize(
    ("name", "id_", "number"),
    [
        ("一楼", "a", 1), ("二楼大厅", "a", 2), ("A座9层", "a", 9), ("3F", "a", 3), ("3FA", "x", None),
        ("东厅", "2", 2), ("东厅", "east", None), ("十一楼", "a", None), ("11楼", "a", None),
        ("负一层", "b1", None),
    ],
)  # fmt: skip
def test_a_floor_is_called_by_the_number_in_its_name(name: str, id_: str, number: int | None):
    assert floor_number(Floor(id_, name, name)) == number
