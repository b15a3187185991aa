"""[voice] and [[volume]]: whose voice, how loud at which hour, each fault named in both languages."""

import pytest

from config.load import ConfigErrors, parse
from server.domain.facts.plan import HallPlan
from server.domain.facts.voice import SPEAKERS, Voice, Volume
from tests.config.examples import HALL, uncommented

QUIET = HALL.replace("[voice]\n", "")


def plan_of(section: str) -> HallPlan:
    return parse((QUIET + "\n" + section).encode(), "hall.toml")


def test_a_hall_that_says_nothing_has_the_first_voice_in_mandarin_at_full_loudness():
    assert plan_of("").voice == Voice(SPEAKERS[0], english=False, volume=())


def test_what_stands_commented_in_the_file_is_a_voice_too():
    voice = parse(uncommented().encode(), "hall.toml").voice
    assert voice == Voice("yunxia", False, (Volume(450, 100), Volume(720, 40), Volume(840, 100)))


def test_steps_of_the_volume_stand_in_the_order_of_the_day():
    noon = '[[volume]]\nfrom = "12:00"\npercent = 5\n'
    night = '[[volume]]\nfrom = "00:00"\npercent = 80\n'
    assert plan_of("[voice]\nenglish = true\n" + noon + night).voice == Voice(
        SPEAKERS[0], True, (Volume(0, 80), Volume(720, 5))
    )


WRONG = {
    "nobody's voice": ('[voice]\nspeaker = "siri"', "voice.speaker", "yunxia", "语音包中的声音"),
    "no flag": ('[voice]\nenglish = "yes"', "voice.english", "true or false", "true"),
    "an unknown key": ("[voice]\nloud = 3", "voice.loud", "speaker, english", "speaker"),
    "no time": ('[[volume]]\nfrom = "noon"\npercent = 50', "volume[0].from", "a time such as", "时间"),
    "inaudible": ('[[volume]]\nfrom = "12:00"\npercent = 4', "volume[0].percent", "5 to 100", "5 至 100"),
    "too loud": ('[[volume]]\nfrom = "12:00"\npercent = 101', "volume[0].percent", "5 to 100", "5 至 100"),
    "no percent": ('[[volume]]\nfrom = "12:00"', "volume[0].percent", "5 to 100", "5 至 100"),
    "one time twice": (
        '[[volume]]\nfrom = "00:00"\npercent = 50\n[[volume]]\nfrom = "00:00"\npercent = 60',
        "volume[1].from",
        "of its own",
        "不重复",
    ),
}


@pytest.mark.parametrize(("section", "key", "en", "zh"), WRONG.values(), ids=WRONG)
def test_a_wrong_voice_is_named(section, key, en, zh):
    with pytest.raises(ConfigErrors) as caught:
        plan_of(section)
    told = [(e.allowed, e.allowed_zh) for e in caught.value.errors if e.key == key]
    assert told, caught.value
    assert en in told[0][0] and zh in told[0][1]
