"""What can be a hot key, and when a press of one counts."""

import pytest

from caller.hotkeys.combinations import BadKeys, KeyWatch, parse

CALL, FINISH = "pause", "ctrl+alt+8"


@pytest.fixture
def watch() -> KeyWatch:
    return KeyWatch({parse(CALL): "call", parse(FINISH): "finish"})


@pytest.mark.parametrize("text", ["pause", "F9", "Alt+Ctrl+8", " ctrl + alt + j ", "shift+f2", "scroll_lock"])
def test_what_can_be_a_hot_key(text: str):
    assert parse(str(parse(text))) == parse(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "ctrl+alt+6"),
        ("ctrl+alt", "ctrl+alt+6"),
        ("ctrl+a+b", "ctrl+alt+6"),
        ("ctrl+ctrl+a", "ctrl+alt+6"),
        ("a", "修饰键"),
        ("ctrl+c", "修饰键"),
        ("kp_1", "小键盘"),
        ("ctrl+alt+numpad5", "小键盘"),
        ("ctrl+alt+delete", "没有这个键"),
        ("enter", "没有这个键"),
        ("ctrl+alt+f2", "切换终端"),
    ],
)
def test_what_cannot_says_why_and_what_can(text: str, why: str):
    with pytest.raises(BadKeys) as bad:
        parse(text)
    assert why in bad.value.words.zh and bad.value.words.en


def test_the_order_of_the_modifiers_and_their_side_are_no_matter(watch: KeyWatch):
    watch.pressed("alt", 1.0)
    watch.pressed("ctrl", 1.1)
    assert watch.pressed("8", 1.2) == "finish"


def test_more_or_fewer_modifiers_are_another_combination(watch: KeyWatch):
    watch.pressed("ctrl", 1.0)
    assert watch.pressed("8", 1.1) is None
    watch.released("8", 1.2)
    watch.pressed("alt", 1.3)
    watch.pressed("shift", 1.4)
    assert watch.pressed("8", 2.0) is None


def test_a_key_held_down_is_one_press_whichever_way_it_repeats(watch: KeyWatch):
    """Windows repeats the press; X repeats release and press, in pairs."""
    assert watch.pressed(CALL, 1.0) == "call"
    assert [watch.pressed(CALL, 1.66 + n * 0.03) for n in range(100)] == [None] * 100
    watch.released(CALL, 5.0)
    assert watch.pressed(CALL, 6.0) == "call"
    for n in range(100):
        watch.released(CALL, 6.66 + n * 0.03)
        assert watch.pressed(CALL, 6.66 + n * 0.03) is None
    watch.released(CALL, 10.0)
    assert watch.pressed(CALL, 10.5) == "call"


def test_a_bouncing_key_is_one_press(watch: KeyWatch):
    presses = []
    for n in range(5):
        presses.append(watch.pressed(CALL, 1.0 + n * 0.02))
        watch.released(CALL, 1.01 + n * 0.02)
    assert presses == ["call", None, None, None, None]


def test_a_release_that_was_never_seen_does_not_stop_the_key_for_ever(watch: KeyWatch):
    """The PC was locked with the keys down."""
    watch.pressed("shift", 1.0)
    assert watch.pressed(CALL, 1.1) is None, "shift+pause is another key"
    assert watch.pressed(CALL, 30.0) == "call"


def test_ordinary_typing_means_nothing(watch: KeyWatch):
    typed = []
    for n, letter in enumerate("the 8th department's own program"):
        typed.append(watch.pressed(letter, float(n)))
        watch.released(letter, n + 0.1)
    assert set(typed) == {None}
