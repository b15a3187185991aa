"""SQLite's write-ahead log is copied beside the writer: no press does it, and none is lost on the way."""

import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from server.store import checkpoints
from server.store.checkpoints import LEAST, Checkpoints
from tests.server.conftest import Place
from tests.serving import wait_until

PAGE = 4096
MANY = 3_000
"""Of those rows two fill a page: more than SQLite itself would leave beside the database."""


@pytest.fixture
def place(sqlite_place: Place) -> Place:
    sqlite_place.open()
    write(sqlite_place, "CREATE TABLE pages (n INTEGER PRIMARY KEY, text TEXT)")
    return sqlite_place


def write(place: Place, statement: str, *values: object) -> None:
    assert place.database is not None
    with place.database.writing() as connection:
        connection.exec_driver_sql(statement, tuple(values))


def fill(place: Place, times: int) -> None:
    for _ in range(times):
        write(place, "INSERT INTO pages (text) VALUES (?)", "x" * 2000)


def at_home(place: Place, tmp_path: Path) -> int:
    """Rows in the database itself, without what is beside it."""
    alone = tmp_path / "alone.db"
    shutil.copy(place.url.removeprefix("sqlite:///"), alone)
    with sqlite3.connect(alone) as link:
        found = link.execute("SELECT count(*) FROM sqlite_master WHERE name = 'pages'").fetchone()[0]
        return int(link.execute("SELECT count(*) FROM pages").fetchone()[0]) if found else 0


def beside(place: Place) -> int:
    return Path(place.url.removeprefix("sqlite:///") + "-wal").stat().st_size


def test_no_commit_copies_and_a_look_does(place: Place, tmp_path: Path) -> None:
    fill(place, MANY)
    assert at_home(place, tmp_path) == 0, "a commit has waited for the copying"
    assert place.database is not None
    Checkpoints(place.database).look()
    assert at_home(place, tmp_path) == MANY


def test_what_is_beside_is_used_again(place: Place) -> None:
    assert place.database is not None
    own = Checkpoints(place.database)
    for _ in range(5):
        fill(place, 200)
        own.look()
    fill(place, 1)
    assert beside(place) < 700 * PAGE, "more than three times as much was written"


def test_nothing_is_copied_for_a_handful_of_presses(place: Place, tmp_path: Path) -> None:
    assert place.database is not None
    own = Checkpoints(place.database)
    fill(place, LEAST)
    own.look()
    fill(place, LEAST - 1)
    own.look()
    assert at_home(place, tmp_path) == LEAST


def test_neither_who_reads_nor_who_writes_is_kept_waiting(place: Place, tmp_path: Path) -> None:
    """A long report holds back the copying, nothing else."""
    assert place.database is not None
    own = Checkpoints(place.database)
    fill(place, LEAST)
    with place.database.snapshot() as reading:
        assert reading.exec_driver_sql("SELECT count(*) FROM pages").scalar() == LEAST
        fill(place, LEAST)
        own.look()
        fill(place, LEAST)
        assert reading.exec_driver_sql("SELECT count(*) FROM pages").scalar() == LEAST
        assert at_home(place, tmp_path) < 2 * LEAST, "what came after it is still beside"
    own.look()
    assert at_home(place, tmp_path) == 3 * LEAST


def test_a_copy_that_fails_is_made_at_the_next_look(
    place: Place, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert place.database is not None
    own = Checkpoints(place.database)
    fill(place, LEAST)
    home = Path(place.url.removeprefix("sqlite:///"))
    place.database.readers.dispose()
    moved = home.rename(home.with_name("elsewhere"))
    home.mkdir()
    own.look()
    assert "state=checkpoint_failed" in caplog.text
    home.rmdir()
    moved.rename(home)
    own.look()
    assert at_home(place, tmp_path) == LEAST


def test_it_goes_on_by_itself_until_it_is_stopped(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "EVERY_S", 0.02)
    assert place.database is not None
    own = Checkpoints(place.database)
    own.start()
    fill(place, LEAST)
    wait_until(lambda: at_home(place, tmp_path) == LEAST)
    own.stop()
    assert "checkpoints" not in {thread.name for thread in threading.enumerate()}


def test_postgresql_needs_none(postgresql_place: Place) -> None:
    own = Checkpoints(postgresql_place.open())
    own.start()
    assert "checkpoints" not in {thread.name for thread in threading.enumerate()}
    own.stop()
