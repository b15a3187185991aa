"""`plan` of a window: where it stands in the duty officer's picture of its floor."""

import pytest

from config.load import ConfigErrors, parse
from server.domain.views.duty import duty_view
from tests.config.examples import HALL
from tests.halls import OPEN, hall_after

W1, W2 = 'no = "1"\n', 'no = "2"\n'


def with_plans(first: str, second: str = "") -> bytes:
    assert HALL.count(W1) == HALL.count(W2) == 1
    return HALL.replace(W1, f"{W1}{first}\n").replace(W2, f"{W2}{second}\n").encode()


def test_the_board_draws_it_where_the_file_says_and_else_in_order() -> None:
    plan = parse(with_plans("plan = [3, 2]"), "x.toml")
    shown = {w["id"]: w["plan"] for w in duty_view(hall_after(OPEN, plan), {})["windows"]}
    assert (shown["w1"], shown["w2"]) == ((3, 2), None)
    assert parse(with_plans("plan = [24, 12]", "plan = [1, 1]"), "x.toml").window["w1"].plan == (24, 12)


@pytest.mark.parametrize(
    "value",
    ["[0, 1]", "[25, 1]", "[1, 13]", "[1]", "[1, 2, 3]", "[]", '["1", "1"]', "[1.0, 1]", '"1,1"', "true"],
)
def test_what_is_no_place_is_named_with_what_is(value: str) -> None:
    with pytest.raises(ConfigErrors) as caught:
        parse(with_plans(f"plan = {value}"), "x.toml")
    (error,) = caught.value.errors
    assert error.key == "window[0].plan"
    assert "columns 1 to 24, rows 1 to 12" in error.allowed
    assert "列 1 至 24,行 1 至 12" in error.allowed_zh


def test_no_two_windows_of_a_floor_stand_in_one_place() -> None:
    with pytest.raises(ConfigErrors) as caught:
        parse(with_plans("plan = [1, 1]", "plan = [1, 1]"), "x.toml")
    assert [error.key for error in caught.value.errors] == ["window[1].plan"]
    assert "window[0] has this" in caught.value.errors[0].allowed
