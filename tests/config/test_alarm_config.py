"""`[alarms]`: from when on the duty officer is told; each fault named in both languages."""

import pytest

from config.alarms import RANGES
from config.load import ConfigErrors, parse
from server.domain.facts.settings import AlarmLimits
from tests.config.examples import HALL, uncommented

BARE = HALL.replace("[alarms]\nclock_sync = false ", "[alarms]\n# ")


def limits(section: str) -> AlarmLimits:
    return parse(BARE.replace("[alarms]\n", f"[alarms]\n{section}\n").encode(), "hall.toml").alarms


def test_a_hall_that_says_nothing_has_the_usual():
    assert limits("") == AlarmLimits()


def test_what_stands_commented_in_the_file_is_the_usual_but_for_the_clock_of_the_sample():
    told = parse(uncommented().encode(), "hall.toml").alarms
    assert told == AlarmLimits(clock_sync=False)


@pytest.mark.parametrize("key", RANGES)
def test_the_ends_of_each_range_may_be_written(key):
    last = RANGES[key][-1]
    assert getattr(limits(f"{key} = 0"), key) == 0
    assert getattr(limits(f"{key} = {last}"), key) == last


def test_a_hall_may_say_what_a_pause_is_for_or_that_nothing_is():
    assert limits('away = ["学习"]').away == ("学习",)
    assert limits("away = []").away == ()


WRONG = {
    key: (f"{key} = {span[-1] + 1}", key, f"0 to {span[-1]}", f"0 至 {span[-1]}")
    for key, span in RANGES.items()
}
WRONG |= {
    "less than nothing": ("escalate_s = -1", "escalate_s", "0 to 3600", "0 至 3600"),
    "a group of one": ("group = 1", "group", "2 to 100", "2 至 100"),
    "sooner than a line opens": ("device_s = 4", "device_s", "5 to 3600", "5 至 3600"),
    "no flag": ('promise = "yes"', "promise", "true or false", "true"),
    "no list": ('away = "用餐"', "away", "a list of texts", "文字列表"),
    "too long a reason": (f'away = ["{"长" * 21}"]', "away[0]", "up to 20", "不超过 20"),
    "an unknown key": ("volume = 3", "volume", "escalate_s", "escalate_s"),
}


@pytest.mark.parametrize(("section", "key", "en", "zh"), WRONG.values(), ids=WRONG)
def test_a_wrong_limit_is_named(section, key, en, zh):
    with pytest.raises(ConfigErrors) as caught:
        limits(section)
    told = [(e.allowed, e.allowed_zh) for e in caught.value.errors if e.key == f"alarms.{key}"]
    assert told, caught.value
    assert en in told[0][0]
    assert zh in told[0][1]
