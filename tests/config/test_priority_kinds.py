"""`[[priority]]`: who goes first on proof, as the help desk offers it (R46)."""

import pytest

from config.load import ConfigErrors, parse
from server.domain.facts.settings import PRIORITY_KINDS, PriorityKind
from tests.config.examples import HALL


def kinds(text: str) -> tuple[PriorityKind, ...]:
    return parse((HALL + "\n" + text).encode(), "x.toml").priorities


def test_what_is_left_out_is_as_usual() -> None:
    assert kinds("") == PRIORITY_KINDS


def test_the_hall_s_own_stand_in_place_of_the_usual() -> None:
    own = kinds(
        '[[priority]]\nid = "hero"\nname = "见义勇为者"\n[[priority]]\nid = "donor"\nname = "无偿献血者"\n'
    )
    assert own == (PriorityKind("hero", "见义勇为者"), PriorityKind("donor", "无偿献血者"))


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        ('id = "a"', "name", "text"),
        ('id = "a"\nname = ""', "name", "text"),
        (f'id = "a"\nname = "{"长" * 13}"', "name", "12"),
        ('id = "中"\nname = "军人"', "id", "letters"),
        ('id = "a"\nname = "军人"\nproof = true', "proof", "name"),
    ],
)
def test_what_it_may_not_say(text: str, key: str, allowed: str) -> None:
    with pytest.raises(ConfigErrors) as caught:
        kinds("[[priority]]\n" + text)
    error = next(e for e in caught.value.errors if e.key == f"priority[0].{key}")
    assert allowed in error.allowed
    assert error.allowed_zh


def test_no_kind_stands_twice() -> None:
    with pytest.raises(ConfigErrors) as caught:
        kinds('[[priority]]\nid = "a"\nname = "军人"\n' * 2)
    assert [error.key for error in caught.value.errors] == ["priority[1].id"]
