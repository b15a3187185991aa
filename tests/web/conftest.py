"""Houses for the web tests: a fresh one for a test, and one a module may share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.house import House
from tests.web.page import Page


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


@pytest.fixture
def morning(tmp_path: Path) -> Iterator[House]:
    """A fresh house at ten in the morning of its day."""
    house = House(tmp_path, hour="10:00")
    yield house
    house.close()


@pytest.fixture(scope="module")
def shared_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"))
    yield house
    house.close()


@pytest.fixture
def pages() -> Iterator[list[Page]]:
    """Those that are closed after the test."""
    opened: list[Page] = []
    yield opened
    for page in opened:
        page.close()
