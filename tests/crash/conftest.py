"""Halls to be killed, each in a folder with a short name: a control socket's path has 108 bytes."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.crash_house import CrashHouse


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hallcall-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def house(folder: Path) -> Iterator[CrashHouse]:
    house = CrashHouse(folder)
    yield house
    house.power_cut()
