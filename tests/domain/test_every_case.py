"""Every table of given, when, then: run, and looked through for what no table says."""

import ast
import copy
import inspect
from types import ModuleType

import pytest

from server.domain import messages as m
from server.domain.decide import _DECIDE, decide
from server.domain.rules import (
    alarms,
    appointments,
    cases,
    clock,
    complaints,
    day,
    grades,
    guards,
    guide,
    kiosks,
    lead,
    ledger,
    notices,
    outage,
    outcomes,
    posts,
    ratings,
    record,
    tickets,
    watch,
    ways,
    windows,
)
from server.domain.texts.refusals import REFUSALS, refusal_text
from tests.domain import (
    test_alarms,
    test_appointments,
    test_bells,
    test_box_complaints,
    test_by_setting,
    test_cases,
    test_day_and_tickets,
    test_duty,
    test_grades,
    test_kiosks_tended,
    test_lead,
    test_ledger,
    test_notices,
    test_notices_given,
    test_outage,
    test_outcomes,
    test_posts,
    test_quotas,
    test_ratings,
    test_real_name,
    test_record,
    test_undo,
    test_watch,
    test_ways,
    test_windows,
)
from tests.halls import Case, hall_after, picture, told

RULES = (
    alarms,
    appointments,
    cases,
    clock,
    complaints,
    day,
    grades,
    guards,
    guide,
    kiosks,
    lead,
    ledger,
    notices,
    outage,
    outcomes,
    posts,
    ratings,
    record,
    tickets,
    watch,
    ways,
    windows,
)
TABLES = (
    test_alarms,
    test_cases,
    test_box_complaints,
    test_by_setting,
    test_day_and_tickets,
    test_windows,
    test_record,
    test_posts,
    test_watch,
    test_appointments,
    test_outage,
    test_quotas,
    test_ratings,
    test_bells,
    test_duty,
    test_grades,
    test_kiosks_tended,
    test_lead,
    test_ledger,
    test_notices,
    test_notices_given,
    test_outcomes,
    test_real_name,
    test_undo,
    test_ways,
)


def cases_of(table: ModuleType) -> dict[str, Case]:
    return {f"{table.__name__.rpartition('test_')[2]}: {name}": case for name, case in table.CASES.items()}


EVERY = {name: case for table in TABLES for name, case in cases_of(table).items()}
REFUSED = {name: case for name, case in EVERY.items() if isinstance(case[3], str)}


@pytest.mark.parametrize(("plan", "given", "when", "then"), EVERY.values(), ids=EVERY)
def test_what_follows(plan, given, when, then):
    decision = decide(hall_after(given, plan), when)
    found = decision.code if isinstance(decision, m.Refusal) else told(decision)
    assert found == (then if isinstance(then, str) else told(then))


@pytest.mark.parametrize(("plan", "given", "when", "_"), EVERY.values(), ids=EVERY)
def test_deciding_changes_nothing_and_is_repeatable(plan, given, when, _):
    hall = hall_after(given, plan)
    before = copy.deepcopy(picture(hall))
    first, second = decide(hall, when), decide(hall, when)
    assert picture(hall) == before
    assert first == second


@pytest.mark.parametrize(("plan", "given", "when", "_"), EVERY.values(), ids=EVERY)
def test_what_follows_carries_the_time_and_the_actor_of_the_command(plan, given, when, _):
    decision = decide(hall_after(given, plan), when)
    for event in decision.events if isinstance(decision, m.Refusal) else decision:
        assert (event.at, event.actor) == (when.at, when.actor)


@pytest.mark.parametrize(("plan", "given", "when", "_"), REFUSED.values(), ids=REFUSED)
def test_every_no_is_a_whole_sentence_in_two_languages(plan, given, when, _):
    refusal = decide(hall_after(given, plan), when)
    zh, en = REFUSALS[refusal.code]
    assert (zh.format(**refusal.params), en.format(**refusal.params)) == refusal_text(
        refusal.code, refusal.params
    )
    assert any("\u4e00" <= letter <= "\u9fff" for letter in zh)
    assert en.isascii()


def codes_in_the_rules() -> set[str]:
    """Every refusal code written in the rules."""
    codes = set()
    for node in (n for rules in RULES for n in ast.walk(ast.parse(inspect.getsource(rules)))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "m.Refusal":
            codes |= {a.value for a in node.args[:1] if isinstance(a, ast.Constant)}
        if isinstance(node, ast.FunctionDef) and node.name == "_why_not":
            texts = {c.value for c in ast.walk(node) if isinstance(c, ast.Constant)}
            codes |= {c for c in texts if isinstance(c, str) and c}
    return codes


def test_each_refusal_code_has_a_case_and_a_sentence():
    assert {then for *_, then in REFUSED.values()} == codes_in_the_rules()
    assert codes_in_the_rules() <= REFUSALS.keys()


def test_each_command_has_a_case():
    """A day's start has its own file."""
    commands = {type(when) for _, _, when, _ in EVERY.values()} | {m.StartDay}
    assert commands == set(_DECIDE)
    assert not {m.Command, m.AtWindow} & commands


def test_each_event_follows_in_some_case():
    """But those of a day's start (test_day, test_bells), and a press that was refused (test_ratings)."""
    follows = {type(event) for *_, then in EVERY.values() if not isinstance(then, str) for event in then}
    elsewhere = {m.HallPrepared, m.GapSeen, m.SlipUnconfirmed, m.MonthEnded, m.RatingRefused}
    assert follows | elsewhere >= set(m.EVENT_TYPES.values())
