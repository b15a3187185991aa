"""`[slip]`: what a hall may have printed, and what it may not write there."""

import pytest

from config.load import ConfigErrors, parse
from server.domain.facts.settings import SlipStyle
from tests.config.examples import HALL


def style(text: str) -> SlipStyle:
    return parse((HALL + "\n" + "[slip]\n" + text).encode(), "x.toml").slip


def test_what_is_left_out_is_as_usual() -> None:
    assert style("") == parse(HALL.encode(), "x.toml").slip == SlipStyle()


def test_all_of_it() -> None:
    given = style(
        'title = "{hall} {date}"\nnotes = ["过号请到总服务台", "{{}} {queue}"]\nfooter = "{unit} {time}"\n'
        "number_size = 8\nqr = false\nahead = false\nwait = false\nenglish = true\n"
    )
    notes = ("过号请到总服务台", "{{}} {queue}")
    assert given == SlipStyle("{hall} {date}", notes, "{unit} {time}", 8, False, False, False, True)
    assert style("notes = []").notes == ()


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        ('title = "{nobody}"', "title", "{number}"),
        ('title = "{hall"', "title", "{hall}"),
        ('title = "{0}"', "title", "{hall}"),
        ('title = ""', "title", "not empty"),
        ('title = "{hall.name}"', "title", "{hall}"),
        ('notes = ["{hall!r}"]', "notes", "{hall}"),
        ('footer = "{hall:>9}"', "footer", "{hall}"),
        ('notes = ["1", "2", "3", "4", "5", "6", "7"]', "notes", "up to 6 lines"),
        ('notes = "one"', "notes", "list"),
        ('notes = [""]', "notes[0]", "text"),
        ("number_size = 2", "number_size", "3 to 8"),
        ("number_size = 9", "number_size", "3 to 8"),
        ("qr = 1", "qr", "true or false"),
        ("logo = true", "logo", "title"),
    ],
)
def test_what_it_may_not_say(text: str, key: str, allowed: str) -> None:
    with pytest.raises(ConfigErrors) as caught:
        style(text)
    (error,) = caught.value.errors
    assert error.key == f"slip.{key}"
    assert allowed in error.allowed
    assert error.allowed_zh
