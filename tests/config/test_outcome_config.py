"""`[[outcome]]`: how a visit may end, as the hall lists it."""

import pytest

from config.load import ConfigErrors, parse
from server.domain.facts.settings import Outcome
from server.domain.ledger import LineKind
from tests.config.examples import HALL

BARE = HALL[: HALL.index("[[outcome]]")] + HALL[HALL.index("# ── 取号机") :]


def outcomes(text: str) -> tuple[Outcome, ...]:
    return parse((BARE + "\n" + text).encode(), "x.toml").outcomes


def entry(id_: str, more: str = "") -> str:
    return f'[[outcome]]\nid = "{id_}"\nname = "{id_}"\n{more}\n'


def test_none_need_be_listed() -> None:
    assert outcomes("") == ()


def test_all_of_it() -> None:
    given = outcomes(
        '[[outcome]]\nid = "promised"\nname = "承诺件"\nname_en = "Promised"\n'
        "needs_case_no = true\nusual = true\n"
        + entry("other")
        + entry("back", 'line = "returned"')
        + entry("far", "promise_days = 7\npromise_workdays = false")
    )
    assert given == (
        Outcome("promised", "承诺件", "Promised", True, True, LineKind.OPEN),
        Outcome("other", "other", "other", False, False),
        Outcome("back", "back", "back", line=LineKind.RETURNED),
        Outcome("far", "far", "far", promise_days=7, promise_workdays=False),
    )


def test_the_sample_hall_lists_the_six_and_enquiries() -> None:
    plan = parse(HALL.encode(), "x.toml")
    names = [o.name for o in plan.outcomes]
    assert names == ["即办件", "退回件", "承诺件", "联办件", "补办件", "代办件", "咨询"]
    assert [o.name for o in plan.outcomes if o.usual] == ["即办件"]
    lines = [o.line for o in plan.outcomes]
    assert lines == ["done", "returned", "open", "open", "paused", "open", "none"]


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        (entry("a", "usual = true") + entry("b", "usual = true"), "outcome[1].usual", "outcome[0] is it"),
        ("".join(map(entry, "abcdefghij")), "outcome[9]", "up to 9"),
        (entry("a") + entry("a"), "outcome[1].id", "outcome[0] has this"),
        (entry("a", "needs_case_no = 1"), "outcome[0].needs_case_no", "true or false"),
        (entry("a", 'line = "shut"'), "outcome[0].line", "returned"),
        (entry("a", "promise_days = 366"), "outcome[0].promise_days", "0 to 365"),
        (entry("a", "promise_workdays = 1"), "outcome[0].promise_workdays", "true or false"),
        (entry("a", "usually = true"), "outcome[0].usually", "usual"),
        ('[[outcome]]\nid = "a"\n', "outcome[0].name", "text"),
    ],
)
def test_what_it_may_not_say(text: str, key: str, allowed: str) -> None:
    with pytest.raises(ConfigErrors) as caught:
        outcomes(text)
    (error,) = caught.value.errors
    assert error.key == key
    assert allowed in error.allowed
    assert error.allowed_zh
