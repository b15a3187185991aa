"""`[[notice]]`: what the duty officer may publish with one key (R5, R32)."""

import pytest

from config.load import ConfigErrors, parse
from server.domain.bulletins import TEMPLATES, NoticeTemplate, Urgency
from server.domain.facts.plan import DeviceKind
from server.domain.texts.signs import cells
from tests.config.examples import HALL, uncommented

LIFT = 'id = "lift"\nname = "电梯停用"\ntext = "电梯停用,请走楼梯"\nsign = ["电梯停用"]\n'
SMALL = """
[[device]]
id = "small"
kind = "sign"
protocol = "ruize"
url = "emulator://small"
address = 9
window = "w1"
options = { columns = 7 }
"""
LATIN = """
[[device]]
id = "latin"
kind = "sign"
protocol = "alpha"
url = "emulator://latin"
address = 9
window = "w1"
"""


def notices(text: str) -> tuple[NoticeTemplate, ...]:
    return parse((HALL + "\n" + text).encode(), "x.toml").notices


def test_what_is_left_out_is_as_usual() -> None:
    assert notices("") == TEMPLATES


def test_the_usual_four_fit_every_sign_of_the_sample() -> None:
    devices = [d for d in parse(HALL.encode(), "x.toml").devices if d.kind is DeviceKind.SIGN]
    columns = [c for d in devices if isinstance(c := d.options.get("columns"), int)]
    for notice in TEMPLATES:
        assert min(map(cells, notice.signs)) <= min(columns, default=8)
        assert any(text.isascii() for text in notice.signs)
        assert "".join(notice.signs).encode("gb2312")


def test_the_example_in_the_file_is_the_usual_fire() -> None:
    (fire,) = parse(uncommented().encode(), "x.toml").notices
    assert fire == TEMPLATES[0]


def test_the_hall_s_own_stand_in_place_of_the_usual() -> None:
    gas = 'id = "gas"\nname = "燃气"\ntext = "请离开"\nsign = ["请离开", "OUT"]\nurgency = "evacuate"\n'
    plain = 'id = "tea"\nname = "饮水"\ntext = "二楼有饮水"\nurgency = "plain"\n'
    own = notices(f"[[notice]]\n{LIFT}[[notice]]\n{gas}[[notice]]\n{plain}".replace('["电', '["LIFT", "电'))
    assert [(n.id, n.urgency, n.minutes, n.repeat_s, n.clip) for n in own] == [
        ("lift", Urgency.URGENT, 60, 0, ""),
        ("gas", Urgency.EVACUATE, 0, 30, ""),
        ("tea", Urgency.PLAIN, 60, 0, ""),
    ]
    assert own[2].signs == ()


@pytest.mark.parametrize(
    ("more", "key", "allowed"),
    [
        ('urgency = "panic"', "urgency", "evacuate"),
        ('clip = "siren"', "clip", "closing-soon"),
        ("minutes = 1441", "minutes", "1440"),
        ("minutes = -1", "minutes", "1440"),
        ("repeat_s = 9", "repeat_s", "10"),
        ("repeat_s = 3601", "repeat_s", "3600"),
        (f'text_en = "{"x" * 121}"', "text_en", "120"),
        ('sound = "x"', "sound", "clip"),
    ],
)
def test_what_it_may_not_say(more: str, key: str, allowed: str) -> None:
    error = faults(f"[[notice]]\n{LIFT}{more}")[f"notice[0].{key}"]
    assert allowed in error.allowed
    assert error.allowed_zh


@pytest.mark.parametrize(
    ("old", "new", "key", "allowed"),
    [
        ('id = "lift"', 'id = "电梯"', "id", "letters"),
        ('name = "电梯停用"', f'name = "{"长" * 11}"', "name", "10"),
        ('text = "电梯停用,请走楼梯"', 'text = ""', "text", "text"),
        ('text = "电梯停用,请走楼梯"', f'text = "{"长" * 61}"', "text", "60"),
        ('["电梯停用"]', "[]", "sign", "list"),
        ('["电梯停用"]', '["电梯鎔"]', "sign[0]", "鎔"),
        ('["电梯停用"]', f'["{"长" * 61}"]', "sign[0]", "60"),
    ],
)
def test_what_it_may_not_leave_out_or_overdo(old: str, new: str, key: str, allowed: str) -> None:
    error = faults(f"[[notice]]\n{LIFT}".replace(old, new))[f"notice[0].{key}"]
    assert allowed in error.allowed


def faults(text: str) -> dict[str, object]:
    with pytest.raises(ConfigErrors) as caught:
        parse(f"{HALL}\n{text}".encode(), "x.toml")
    return {error.key: error for error in caught.value.errors}


def test_the_smallest_sign_has_room_for_one_of_its_texts() -> None:
    wide = LIFT.replace('["电', '["LIFT OUT", "电')
    error = faults(f"[[notice]]\n{wide}{SMALL}")["notice[0].sign"]
    assert "7 half-width" in error.allowed
    assert "3 个汉字" in error.allowed_zh
    short = LIFT.replace('["电', '["停用", "LIFT", "电')
    assert notices(f"[[notice]]\n{short}{SMALL}")[0].signs == ("停用", "LIFT", "电梯停用")


def test_a_sign_without_chinese_has_letters() -> None:
    error = faults(f"[[notice]]\n{LIFT}{LATIN}")["notice[0].sign"]
    assert "Latin" in error.allowed


def test_no_notice_stands_twice_and_a_tenth_has_no_digit() -> None:
    assert "notice[1].id" in faults(f"[[notice]]\n{LIFT}" * 2)
    ten = "".join(f"[[notice]]\n{LIFT}".replace('"lift"', f'"lift{n}"') for n in range(10))
    assert "9" in faults(ten)["notice[9]"].allowed
