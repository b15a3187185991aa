"""What a rating box's buttons may mean beside levels, and the stars a hall gives its people."""

from typing import Any

import pytest
from examples import HALL

from config.load import ConfigErrors, parse

FIVE = "0 = 5, 1 = 4, 2 = 3, 3 = 2, 4 = 1"
SIX = "0 = 5, 1 = 3, 2 = 1, 3 = 1, 4 = 1, 5 = 1"
WHY = 'reasons = { 2 = "attitude", 3 = "slow", 4 = "unskilled", 5 = "other" }'
BOX = """
[[device]]
id = "box"
kind = "{kind}"
protocol = "{protocol}"
url = "emulator://box"
address = 1
window = "w1"
options = {{ {options} }}
"""
AT = f"device[{HALL.count('[[device]]')}].options."


def options_of(options: str, protocol: str = "ff68", kind: str = "rater") -> Any:
    section = BOX.format(kind=kind, protocol=protocol, options=options)
    return parse((HALL + section).encode(), "hall.toml").devices[-1].options


GOOD = {
    "a sixth key that complains": (f"levels = {{ {FIVE} }}, complaint = 5", "ff68", (5, None)),
    "a fifth key that complains": (
        "levels = { 0 = 5, 1 = 4, 2 = 3, 3 = 1 }, complaint = 4",
        "ff68",
        (4, None),
    ),
    "six keys, four of which say why": (
        f"levels = {{ {SIX} }}, {WHY}",
        "ff68",
        (None, {"2": "attitude", "3": "slow", "4": "unskilled", "5": "other"}),
    ),
    "five keys, two of which say why": (
        'levels = { 1 = 5, 2 = 3, 3 = 1, 4 = 1, 5 = 1 }, reasons = { 4 = "slow", 5 = "attitude" }',
        "qe1",
        (None, {"4": "slow", "5": "attitude"}),
    ),
}


@pytest.mark.parametrize(("options", "protocol", "found"), GOOD.values(), ids=GOOD)
def test_keys_beside_levels(options, protocol, found):
    known = options_of(options, protocol)
    assert (known.get("complaint"), known.get("reasons")) == found


BAD = {
    "a level and a complaint": (f"levels = {{ {FIVE} }}, complaint = 4", "complaint", "without a level"),
    "a key there is not": (f"levels = {{ {FIVE} }}, complaint = 6", "complaint", "from 0 to 5"),
    "a complaint that is no key": (f'levels = {{ {FIVE} }}, complaint = "5"', "complaint", "from 0 to 5"),
    "a reason for a good level": (
        f'levels = {{ {FIVE} }}, reasons = {{ 3 = "slow" }}',
        "reasons.3",
        "level 1",
    ),
    "a reason without a level": (
        f'levels = {{ {FIVE} }}, reasons = {{ 5 = "slow" }}',
        "reasons.5",
        "level 1",
    ),
    "no such reason": (f'levels = {{ {FIVE} }}, reasons = {{ 4 = "weather" }}', "reasons.4", "attitude"),
    "a reason of no key": (
        f'levels = {{ {FIVE} }}, reasons = {{ 9 = "slow" }}',
        "reasons.9",
        "0, 1, 2, 3, 4, 5",
    ),
    "the same level twice without a reason": (
        'levels = { 0 = 5, 1 = 4, 2 = 1, 3 = 1, 4 = 1 }, reasons = { 4 = "slow" }',
        "levels.3",
        "no other button",
    ),
}


@pytest.mark.parametrize(("options", "key", "part"), BAD.values(), ids=BAD)
def test_what_they_may_not_mean(options, key, part):
    with pytest.raises(ConfigErrors) as caught:
        options_of(options)
    (error,) = caught.value.errors
    assert error.key == AT + key
    assert part in error.allowed
    assert error.allowed_zh


def test_a_keypad_has_no_such_keys():
    with pytest.raises(ConfigErrors) as caught:
        options_of("complaint = 5", kind="keypad")
    assert AT + "complaint" in [error.key for error in caught.value.errors]


@pytest.mark.parametrize("stars", range(6))
def test_stars_are_given_by_the_hall(stars):
    plan = parse(HALL.replace('name = "张敏"', f'name = "张敏"\nstars = {stars}').encode(), "hall.toml")
    assert plan.person["1001"].stars == stars
    assert plan.person["1002"].stars is None


@pytest.mark.parametrize("stars", ["-1", "6", '"5"', "4.5"])
def test_stars_are_nought_to_five(stars):
    with pytest.raises(ConfigErrors) as caught:
        parse(HALL.replace('name = "张敏"', f'name = "张敏"\nstars = {stars}').encode(), "hall.toml")
    assert [(e.key, e.allowed) for e in caught.value.errors] == [("staff[0].stars", "an integer from 0 to 5")]
