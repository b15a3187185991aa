"""The server dies while a slip goes from the first printer to the second: one slip, and it says 补打."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.crash_house import CONFIG, CrashHouse
from tests.serving import wait_until

pytestmark = pytest.mark.crash

SPARE = """
[[device]]
id = "printer-k1-spare"
kind = "printer"
protocol = "escpos"
url = "emulator://spare"
kiosk = "k1"
"""


@pytest.fixture
def two(folder: Path) -> Iterator[CrashHouse]:
    config = folder / "two.toml"
    config.write_text(CONFIG.read_text(encoding="utf-8") + SPARE, encoding="utf-8")
    house = CrashHouse(folder, config)
    yield house
    house.power_cut()


@pytest.mark.parametrize("mains", [True, False], ids=["the mains fail", "the worker dies"])
def test_between_the_word_that_it_moved_and_the_second_printers_paper(two: CrashHouse, mains: bool):
    two.start(crash="before_print:2")
    two.enter()
    worker = two.server.worker()
    if mains:
        two.server.hold_master()
    two.server.control("printer").fault("paper_out", value=3)
    two.take()
    two.server.wait_for_death(worker)
    assert [event["printer"] for event in two.events("ticket.slip_moved.v1")] == ["printer-k1-spare"]
    assert two.owed_papers() == ["A001"]
    if mains:
        two.power_cut()
        two.check()
        two.start()
    else:
        wait_until(lambda: two.server.worker() != worker, what="the master's new worker")
    wait_until(lambda: not two.owed_papers(), 60, "the slip is printed")
    assert two.papers() + two.papers("spare") == [("A001", True)]
    two.retry()
    two.check()
