"""`[[screen]]`: which queues and panels a board shows, its rows and size, and what it says when quiet."""

import pytest

from config.load import ConfigErrors, parse
from server.domain.facts.plan import PANELS, Screen
from tests.config.examples import HALL

SCREEN = '\n[[screen]]\nid = "b"\nname = "屏"\nfloors = ["1"]\n'


def screen(lines: str = "") -> Screen:
    return parse((HALL + SCREEN + lines).encode(), "x.toml").screens[-1]


def test_a_board_that_says_nothing_more_shows_everything_of_its_floors() -> None:
    assert screen() == Screen("b", "屏", ("1",))
    assert (screen().panels, screen().rows, screen().scale) == (PANELS, 6, 100)


def test_what_a_board_shows_is_taken_as_it_is_written() -> None:
    given = screen(
        'queues = ["marriage"]\npanels = ["last", "waiting"]\nrows = 12\nscale = 50\n'
        'guide = "请到取号机取号"\nguide_en = "Take a number at the kiosk"'
    )
    assert given.queues == ("marriage",)
    assert given.panels == ("last", "waiting")
    assert (given.rows, given.scale) == (12, 50)
    assert (given.guide, given.guide_en) == ("请到取号机取号", "Take a number at the kiosk")


@pytest.mark.parametrize(
    ("lines", "key", "allowed", "allowed_zh"),
    [
        ('queues = ["nosuch"]', "queues[0]", "the id of a [[queue]]", "某个 [[queue]] 的 id"),
        ('queues = ["property"]', "queues", "on the floors of this screen", "本屏所列楼层"),
        ('panels = ["wating"]', "panels[0]", 'did you mean "waiting"?', "是否想写"),
        ('panels = ["waiting", "clock"]', "panels", "newest or last among them", "至少有 newest"),
        ("panels = []", "panels", "a list of texts", "文字列表"),
        ("rows = 0", "rows", "1 to 12", "1 至 12"),
        ("rows = 7", "rows", "up to 6 at scale = 100", "scale = 100 时不超过 6 行"),
        ("rows = 12\nscale = 60", "rows", "up to 10 at scale = 60", "不超过 10 行"),
        ("scale = 49", "scale", "50 to 100", "50 至 100"),
        ("scale = true", "scale", "50 to 100", "50 至 100"),
        ('guide = ""', "guide", "not empty", "不能为空"),
        (f'guide = "{"请" * 21}"', "guide", "up to 20 characters", "不超过 20 个字符"),
        (f'guide_en = "{"n" * 61}"', "guide_en", "up to 60 characters", "不超过 60 个字符"),
    ],
)
def test_what_a_board_could_not_show_is_refused_with_what_it_could(
    lines: str, key: str, allowed: str, allowed_zh: str
) -> None:
    with pytest.raises(ConfigErrors) as caught:
        screen(lines)
    told = [error for error in caught.value.errors if error.key == f"screen[3].{key}"]
    assert told, caught.value
    assert allowed in told[0].allowed and allowed_zh in told[0].allowed_zh


def test_boards_of_one_room_have_one_zone_if_they_show_the_same() -> None:
    assert screen().zone == ""
    west = SCREEN.replace('"b"', '"west"')
    assert screen('zone = "ground"' + west + 'zone = "ground"').zone == "ground"
    for other in ('floors = ["2"]', 'floors = ["1"]\nqueues = ["marriage"]'):
        with pytest.raises(ConfigErrors) as caught:
            screen('zone = "ground"' + west.replace('floors = ["1"]', other) + 'zone = "ground"')
        (told,) = caught.value.errors
        assert told.key == "screen[4].zone"
        assert "same floors and queues: screen[3]" in told.allowed and "须相同" in told.allowed_zh


def test_a_zone_has_a_name_of_letters() -> None:
    with pytest.raises(ConfigErrors) as caught:
        screen('zone = "一 楼"')
    assert caught.value.errors[0].key == "screen[3].zone"
