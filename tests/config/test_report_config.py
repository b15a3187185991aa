"""`[reports]`: from when on a report asks; each fault named in both languages."""

import pytest

from config.load import ConfigErrors, parse
from config.reports import RANGES
from server.domain.facts.settings import ReportLimits
from tests.config.examples import HALL, uncommented


def limits(section: str) -> ReportLimits:
    return parse(f"{HALL}\n[reports]\n{section}\n".encode(), "hall.toml").reports


def test_what_a_hall_says_nothing_of_and_what_stands_commented_are_the_usual():
    assert limits("") == parse(uncommented().encode(), "hall.toml").reports == ReportLimits()


@pytest.mark.parametrize("key", RANGES)
def test_a_limit_may_be_anything_of_its_range_and_nothing_else(key):
    first, last = RANGES[key][0], RANGES[key][-1]
    assert getattr(limits(f"{key} = {first}"), key) == first
    assert getattr(limits(f"{key} = {last}"), key) == last
    for wrong in (f"{key} = {last + 1}", f"{key} = {first - 1}", f'{key} = "3"'):
        with pytest.raises(ConfigErrors) as caught:
            limits(wrong)
        told = [(e.allowed, e.allowed_zh) for e in caught.value.errors if e.key == f"reports.{key}"]
        assert told and f"{first} to {last}" in told[0][0] and f"{first} 至 {last}" in told[0][1], wrong


def test_an_unknown_limit_is_named():
    with pytest.raises(ConfigErrors) as caught:
        limits("volume = 3")
    assert [e.key for e in caught.value.errors] == ["reports.volume"]
