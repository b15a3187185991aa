"""hotkeys.toml: every fault at once, with what is allowed."""

from pathlib import Path

import pytest

from caller.hotkeys.combinations import parse
from caller.hotkeys.settings import DEFAULTS, BadSettings, load
from caller.hotkeys.words import ACTIONS

ROOT = Path(__file__).parents[2]
GOOD = 'server = "http://hall:8000"\nwindow = "w1"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "hotkeys.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_sample_says_what_the_defaults_are():
    text = (ROOT / "config" / "hotkeys.toml").read_text(encoding="utf-8")
    for action, keys in DEFAULTS.items():
        shown = " ".join(text.split(f"# {action} = ")[1].splitlines()[0].strip("[]").replace('"', "").split())
        assert tuple(shown.split(", ")) == keys
    settings = load(ROOT / "config" / "hotkeys.toml")
    assert set(settings.keys.values()) == set(ACTIONS)


def test_keys_are_chosen_one_several_or_none(tmp_path: Path):
    settings = load(
        written(tmp_path, GOOD + '[keys]\ncall = ["f9", "ctrl+alt+n"]\nhelp = []\nrecall = "f8"\n')
    )
    assert settings.keys[parse("f9")] == settings.keys[parse("ctrl+alt+n")] == "call"
    assert settings.keys[parse("f8")] == "recall"
    assert parse("pause") not in settings.keys
    assert "help" not in settings.keys.values()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('server = "hall"\nwindow = ""\ncolour = 1', ("server", "window", "colour")),
        ('server = "ftp://hall"\nwindow = "w1"', ("server",)),
        ('server = "http://hall:99999"\nwindow = "w1"', ("server",)),
        ("server = 1\nwindow = 2", ("server = 1", "window = 2")),
        (GOOD + 'corner = "left"\nsuspend_reason = " "', ("corner", "top-right", "suspend_reason")),
        (GOOD + "keys = 3", ("[keys]",)),
        (GOOD + '[keys]\ncall = 5\nsing = "f1"\nrecall = "kp_5"', ("keys.call", "keys.sing", "小键盘")),
        (GOOD + '[keys]\ncall = "f9"\nfinish = "F9"', ("已用于 call",)),
        ("server = ", ("TOML",)),
    ],
)
def test_every_fault_is_named_in_two_languages(tmp_path: Path, text: str, names: tuple[str, ...]):
    with pytest.raises(BadSettings) as bad:
        load(written(tmp_path, text))
    told = str(bad.value)
    assert all(name in told for name in names), told
    assert any("\u4e00" <= letter <= "\u9fff" for letter in told) and " " in told


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(BadSettings, match="nowhere"):
        load(tmp_path / "nowhere.toml")
