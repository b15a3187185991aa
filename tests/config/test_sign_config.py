"""[signs] and [[brightness]]: a hall's own texts, each fault named in both languages."""

import pytest
from examples import HALL, uncommented

from config.load import ConfigErrors, parse
from server.domain.facts.plan import HallPlan
from server.domain.texts.signs import USUAL, Brightness, Scene

PLAIN = HALL.replace("auto_open = true", "")


def plan_of(section: str) -> HallPlan:
    return parse((PLAIN + "\n" + section).encode(), "hall.toml")


def faults(section: str) -> list[tuple[str, str, str]]:
    with pytest.raises(ConfigErrors) as caught:
        plan_of(section)
    return [(e.key, e.allowed, e.allowed_zh) for e in caught.value.errors]


def test_what_stands_commented_in_the_file_is_what_is_said_anyway():
    plan = parse(uncommented().encode(), "hall.toml")
    assert dict(plan.signs.texts) == {scene: list(texts) for scene, texts in USUAL.items()}
    assert plan.signs.brightness == (Brightness(450, 100), Brightness(1080, 40))
    assert parse(HALL.encode(), "hall.toml").signs.texts == {}


def test_one_text_or_several():
    signs = plan_of('[signs]\ncall = "请{number}号到{window}"\nidle = ["{unit}\\n{name}{no}", "{no}"]').signs
    assert signs.texts == {Scene.CALL: ["请{number}号到{window}"], Scene.IDLE: ["{unit}\n{name}{no}", "{no}"]}


WRONG = {
    "a blank nobody fills": ('call = "请{nummer}号"', "signs.call", "{number} {window}", "花括号"),
    "a blank of another state": ('paused = "{name}暂停"', "signs.paused", "{window}", "花括号"),
    "an attribute": ('call = "{number.x}"', "signs.call", "{number}", "花括号"),
    "a position": ('call = ["{}", "{number}"]', "signs.call[0]", "{number}", "花括号"),
    "an open brace": ('call = "{number"', "signs.call", "{number}", "花括号"),
    "a bad form": ('call = "{number:d}"', "signs.call", "{number}", "花括号"),
    "a call of nobody": ('call = ["请{number}号", "请"]', "signs.call[1]", "{number}", "必须含"),
    "serving nobody": ('serving = "正在办理"', "signs.serving", "{number}", "必须含"),
    "a card of nobody": ('idle = ["{name}"]', "signs.idle[0]", "{no}", "必须含"),
    "a notice without it": ('notice = "通知"', "signs.notice", "{notice}", "必须含"),
    "no text": ("rate = 3", "signs.rate", "a text or a list", "列表"),
    "an empty list": ("rate = []", "signs.rate", "a text or a list", "列表"),
    "too many": (f"rate = {['评'] * 9}", "signs.rate", "up to 8", "最多 8"),
    "an empty text": ('rate = ["请评价", " "]', "signs.rate[1]", "a text or a list", "列表"),
    "too long": (f'rate = "{"评" * 61}"', "signs.rate", "up to 60", "60"),
    "control characters": ('rate = "评\\u001b"', "signs.rate", "new line", "换行"),
    "not on any sign": ('rate = "𠮷"', "signs.rate", "GBK", "字库"),
    "a state there is not": ('ratee = "评价"', "signs.ratee", 'did you mean "rate"', "是否想写"),
    "served as called": ('serving = ["{number}"]', "signs.serving", "call and serving", "call 与 serving"),
    "called as served": ('call = "NOW {number}"', "signs.call", "call and serving", "call 与 serving"),
}


@pytest.mark.parametrize(("line", "key", "en", "zh"), WRONG.values(), ids=WRONG)
def test_a_wrong_text_is_named(line, key, en, zh):
    ((found, allowed, allowed_zh),) = faults("[signs]\n" + line)
    assert found == key
    assert en in allowed
    assert zh in allowed_zh


BRIGHT = {
    "no time": ('from = "25:00"\npercent = 50', "brightness[0].from"),
    "no percent": ('from = "18:00"', "brightness[0].percent"),
    "dark is no brightness": ('from = "18:00"\npercent = 0', "brightness[0].percent"),
    "too bright": ('from = "18:00"\npercent = 101', "brightness[0].percent"),
    "another key": ('from = "18:00"\npercent = 10\nlevel = 4', "brightness[0].level"),
    "twice": (
        'from = "00:00"\npercent = 10\n[[brightness]]\nfrom = "00:00"\npercent = 9',
        "brightness[1].from",
    ),
}


@pytest.mark.parametrize(("lines", "key"), BRIGHT.values(), ids=BRIGHT)
def test_a_wrong_brightness_is_named(lines, key):
    assert [fault[0] for fault in faults("[[brightness]]\n" + lines)] == [key]


def test_hours_need_not_be_in_order():
    lines = '[[brightness]]\nfrom = "18:00"\npercent = 40\n[[brightness]]\nfrom = "06:00"\npercent = 90'
    assert plan_of(lines).signs.brightness == (Brightness(360, 90), Brightness(1080, 40))


SIGN = """
[[device]]
id = "s"
kind = "sign"
protocol = "ruize"
url = "emulator://s"
address = 1
window = "w1"
"""


@pytest.mark.parametrize(
    ("columns", "texts", "fault"),
    [
        (8, "", ""),
        (7, "", ""),
        (5, "", "A1000 must stand"),
        (8, '[signs]\ncall = ["请{number}号到{window}"]\n', "`call` in [signs]"),
        (20, '[signs]\ncall = ["请{number}号到{window}"]\n', ""),
        (8, '[signs]\nserving = "正在办理 {number}"\n', "`serving` in [signs]"),
    ],
)
def test_a_sign_that_cannot_run_must_hold_a_whole_number(columns, texts, fault):
    section = f"{SIGN}options = {{ columns = {columns} }}\n{texts}"
    if not fault:
        assert plan_of(section)
        return
    index = HALL.count("[[device]]")
    ((key, allowed, _),) = faults(section)
    assert key == f"device[{index}].options.columns"
    assert fault in allowed
