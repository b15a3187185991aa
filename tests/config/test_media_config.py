"""`[hall] media` and `[[screen]] pictures_s`: the hall's own pictures, and when boards show them."""

from pathlib import Path

import pytest

from config.load import ConfigErrors, load, parse
from tests.config.examples import HALL

SCREEN = '\n[[screen]]\nid = "b"\nname = "屏"\nfloors = ["1"]\n'


def hall(folder: Path, line: str = "") -> Path:
    path = folder / "hall.toml"
    path.write_text(HALL.replace("[hall]\n", f"[hall]\n{line}\n", 1), encoding="utf-8")
    return path


def test_the_folder_beside_the_file_is_taken_if_there_is_one(tmp_path: Path) -> None:
    assert load(hall(tmp_path)).media == ""
    (tmp_path / "media").mkdir()
    assert load(hall(tmp_path)).media == str(tmp_path / "media")


def test_a_folder_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigErrors) as caught:
        load(hall(tmp_path, 'media = "pictures"'))
    (error,) = caught.value.errors
    assert (error.key, error.found) == ("hall.media", '"pictures"')
    assert "boards/" in error.allowed and "文件夹" in error.allowed_zh
    (tmp_path / "pictures").mkdir()
    assert load(hall(tmp_path, 'media = "pictures"')).media == str(tmp_path / "pictures")


def test_a_board_shows_no_pictures_unless_told_when() -> None:
    assert parse((HALL + SCREEN).encode(), "x.toml").screens[-1].pictures_s == 0
    assert parse((HALL + SCREEN + "pictures_s = 90").encode(), "x.toml").screens[-1].pictures_s == 90


@pytest.mark.parametrize("given", ["-1", "3601", "true", '"soon"'])
def test_how_long_is_a_number_of_seconds(given: str) -> None:
    with pytest.raises(ConfigErrors) as caught:
        parse((HALL + SCREEN + f"pictures_s = {given}").encode(), "x.toml")
    (error,) = caught.value.errors
    assert error.key.endswith("pictures_s") and "3600" in error.allowed
