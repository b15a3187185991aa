"""[complaints]: by whose rules the days of a complaint are counted (R91–R93)."""

import pytest

from config.load import ConfigErrors, parse
from server.domain.facts.settings import PROFILES
from tests.config.examples import HALL, uncommented


def plan_of(section: str) -> str:
    return parse((HALL + "\n" + section).encode(), "hall.toml").complaints.name


def test_a_hall_that_says_nothing_answers_the_same_day_and_complex_ones_in_three():
    assert plan_of("") == "曾家"
    assert (PROFILES["曾家"].simple, PROFILES["曾家"].complex) == (0, 3)


@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_may_be_named(profile: str):
    assert plan_of(f'[complaints]\nprofile = "{profile}"') == profile


def test_what_stands_commented_in_the_file_is_a_profile():
    assert parse(uncommented().encode(), "hall.toml").complaints.name in PROFILES


WRONG = {
    "a profile of nobody": ('profile = "罗天"', "complaints.profile", "罗田", "投诉时限的办法"),
    "no text": ("profile = 4", "complaints.profile", "004", "曾家"),
    "another key": ("days = 3", "complaints.days", "profile", "profile"),
}


@pytest.mark.parametrize(("line", "key", "en", "zh"), WRONG.values(), ids=WRONG)
def test_a_fault_is_named_in_both_languages(line: str, key: str, en: str, zh: str):
    with pytest.raises(ConfigErrors) as caught:
        plan_of(f"[complaints]\n{line}")
    (error,) = caught.value.errors
    assert error.key == key
    assert en in error.allowed
    assert zh in error.allowed_zh
