"""Every scenario beside this file, played row by row (README.md says how they are written)."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from config.load import load
from server.domain.facts.plan import HallPlan
from tests.invariants import check_log
from tests.scenarios.deeds import act
from tests.scenarios.match import faults
from tests.scenarios.script import HERE, BadScenario, Scenario, Step, parse, read, scenario_files
from tests.scenarios.stage import Odd, Outcome, Stage
from tests.scenarios.words import look


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was not as the row says."""

    file: str
    at: str
    note: str
    what: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        head = f"{self.file} {self.at} «{self.note}»\n  {self.what}"
        return f"{head}\n    expected: {self.expected}\n    found:    {self.found}"


@cache
def hall_of(path: Path) -> HallPlan:
    return load(path)


def plan_of(scenario: Scenario) -> HallPlan:
    plan = hall_of(scenario.hall)
    return replace(plan, settings=replace(plan.settings, **scenario.settings))


def play(scenario: Scenario) -> tuple[Stage, list[Fault]]:
    """The whole file, whatever goes wrong on the way."""
    stage = Stage(plan_of(scenario), scenario.day)
    found: list[Fault] = []
    note = ""
    for step in scenario.steps:
        note = step.note or note
        rows, heard = len(stage.rows), len(stage.said)
        try:
            for what, expected, instead in _play_step(stage, step, rows, heard):
                found.append(Fault(scenario.name, step.at, note, what, expected, instead))
        except Exception as broken:
            broken.add_note(f"{scenario.name} {step.at} «{note}»")
            raise
    return stage, found


def _play_step(stage: Stage, step: Step, rows: int, heard: int) -> Iterator[tuple[str, Any, Any]]:
    try:
        _reach(stage, step)
        for table in step.each or ({},):
            yield from _do(stage, step, {**(step.with_ or {}), **table})
    except Odd as odd:
        yield "on the stage", "nothing odd", str(odd)
    for thing, expected in (step.see or {}).items():
        try:
            instead = look(stage, thing, rows, heard)
        except BadScenario:
            raise
        except Exception as broken:
            yield thing, expected, f"{type(broken).__name__}: {broken}"
            continue
        for where, wanted, got in faults(expected, instead):
            yield f"{thing}: {where}" if where else thing, wanted, got


def _reach(stage: Stage, step: Step) -> None:
    """The time of the step; only a machine that is switched on may find its clock put back."""
    at = stage.ms(step.at)
    day = step.at.rpartition(" ")[0]
    if step.do == "PowerOn":
        stage.now, stage.day = at, day or stage.day
        return
    if at < stage.now:
        raise BadScenario(f"{step.at}: the step before it is later, {stage.clock(stage.now)}")
    stage.run_to(at)
    stage.day = day or stage.day


def _do(stage: Stage, step: Step, table: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    if not step.do:
        return
    if "at" in table:
        stage.run_to(stage.ms(table.pop("at")))
    stage.slip = step.slip
    outcome = act(stage, step.do, step.who, table)
    stage.run_to(stage.now)
    stage.slip = "now"
    yield from _answered(step, outcome, f"{step.do} {table or ''}".rstrip())


def _answered(step: Step, outcome: Outcome, deed: str) -> Iterator[tuple[str, Any, Any]]:
    if outcome.code != step.refused:
        said = f"refused: {outcome.code} ({outcome.text})" if outcome.code else "accepted"
        yield deed, f"refused: {step.refused}" if step.refused else "accepted", said
    elif step.says and step.says not in outcome.text:
        yield f"{deed}: what it says", step.says, outcome.text
    for where, wanted, got in faults(step.told or {}, outcome.body):
        yield f"{deed}: told {where}", wanted, got


def kept_promises(scenario: Scenario, stage: Stage) -> Iterator[Fault]:
    """What holds for every log, whatever the scenario: its invariants, and that it makes the hall again."""
    for what, check in (
        ("the log", partial(check_log, stage.rows, stage.plan)),
        ("a restart", stage.rebuilt),
    ):
        try:
            check()
        except AssertionError as broken:
            yield Fault(scenario.name, "", "afterwards", what, "in order", str(broken))


@pytest.mark.parametrize("path", scenario_files(), ids=lambda path: path.stem)
def test_the_hall_does_what_the_scenario_says(path):
    scenario = read(path)
    stage, found = play(scenario)
    found += kept_promises(scenario, stage)
    assert not found, f"{len(found)} things are not so\n" + "\n".join(map(str, found))


# ---------------------------------------------------------------- and that it would be noticed

MORNING = """
[scenario]
title = "A few minutes"
day = "2026-11-24"
hall = "part4.toml"

[[step]]
at = "07:50:00"
note = "mains on"
do = "PowerOn"

[[step]]
at = "08:30:10"
note = "the first citizen"
do = "TakeNumber"
who = "kiosk:k1"
with = { queue = "A" }
"""


CROWD = """
[[step]]
at = "08:31"
do = "Bulk"
with = { queue = "A", windows = ["w1"], until = "08:32", issue = 9, finished = { 5 = 9 } }
"""


def faults_of(more: str) -> list[Fault]:
    return play(parse(MORNING + more, "morning.toml"))[1]


def test_a_step_that_is_true_is_not_a_fault():
    assert faults_of('see = { "order A" = ["A001"], voice = ["现在开始办理业务,请取号等候"] }') == []


@pytest.mark.parametrize(
    ("more", "what", "expected", "found"),
    [
        ('see = { "waiting A" = 2 }', "waiting A", 2, 1),
        ('see = { tickets = { "A001..A002" = "waiting" } }', "tickets: A002", "waiting", "(nothing)"),
        ('see = { "order A" = [] }', "order A", [], ["A001"]),
        ("see = { voice = [] }", "voice", [], ["现在开始办理业务,请取号等候"]),
        ("told = { ahead = 1 }", "TakeNumber {'queue': 'A'}: told ahead", 1, 0),
        ('refused = "quota_reached"', "TakeNumber {'queue': 'A'}", "refused: quota_reached", "accepted"),
    ],
)
def test_what_is_not_so_is_named_with_its_file_time_and_note(more, what, expected, found):
    assert faults_of(more) == [Fault("morning.toml", "08:30:10", "the first citizen", what, expected, found)]


def test_a_refusal_that_nobody_expected_is_a_fault():
    step = '\n[[step]]\nat = "08:31"\nwho = "kiosk:k1"\ndo = "TakeNumber"\nwith = { queue = "Z" }'
    assert [fault.found.split(" ")[:2] for fault in faults_of(step)] == [["refused:", "unknown_queue"]]


def test_the_example_of_the_readme_is_a_scenario():
    blocks = (HERE / "README.md").read_text(encoding="utf-8").split("\n## ")[1]
    example = "\n".join(line for line in blocks.splitlines() if line.startswith("    "))
    stage, found = play(parse(textwrap.dedent(example), "README.md"))
    assert found == []
    assert stage.hall.desks["w1"].staff == "1001"


def test_the_file_may_set_the_hall():
    text = MORNING.replace("[scenario]", "[scenario]\nsettings = { readiness_s = 60 }")
    assert plan_of(parse(text, "morning.toml")).settings.readiness_s == 60
    assert plan_of(parse(MORNING, "morning.toml")).settings.readiness_s == 300


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("sees = {}", "unknown sees"),
        ("see = { moon = 1 }", "nothing is called moon"),
        ('[[step]]\nat = "08:00"', "the step before it is later"),
        ('[[step]]\nat = "08:31"\ndo = "Dance"', "no command Dance"),
        ('[[step]]\nat = "08:31"\ndo = "OpenHall"\nwith = { door = 1 }', "has no door"),
        ('[[step]]\nat = "08:31"\nwith = { window = "w1" }', "can only look"),
        (CROWD, "do not fit"),
    ],
)
def test_a_file_at_fault_says_where(more, says):
    with pytest.raises(BadScenario, match=says):
        faults_of(more)


@pytest.mark.parametrize(
    ("expected", "found", "so"),
    [
        ({"has": "a"}, "cat", True),
        ({"has": ["a", "x"]}, "cat", False),
        ({"lacks": "x"}, "cat", True),
        ({"lacks": "x"}, None, False),
        ({"has": {"n": 1}}, [{"n": 1, "m": 2}], True),
        ({"has": {"n": 2}}, [{"n": 1}], False),
        ({"lacks": {"n": 1}}, [{"n": 1, "m": 2}], False),
        ({"every": {"n": 1}}, [{"n": 1}, {"n": 2}], False),
        ({"every": {"n": 1}}, [], False),
        ({"count": 2}, [1, 2], True),
        ({"most": 3}, 4, False),
        ({"starts": "请"}, "请稍候", True),
        ({"any": ["a", "b"]}, "b", True),
        ({"any": ["a", "b"]}, "c", False),
        ({"not": {"a": 1}}, {"a": 1, "b": 2}, False),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, True),
        ([{"a": 1}], [{"a": 1}, {"a": 1}], False),
        (True, 1, False),
    ],
)
def test_what_fits(expected, found, so):
    assert (not list(faults(expected, found))) is so
