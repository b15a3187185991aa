"""The mains fail while a closed day gets its figures: reports say the same before, meanwhile and after."""

import contextlib
from typing import Any

import pytest
import requests

from server.reports.gather import Gatherer, scope_of
from server.reports.period import Period
from server.store.database import Database
from tests.crash.crash_house import CrashHouse
from tests.serving import wait_until

pytestmark = pytest.mark.crash

WHOLE = Period("2000-01-01", "2999-12-31")
VISITS = 3


def told(house: CrashHouse) -> dict[str, Any]:
    """What a report says of all days."""
    with (
        contextlib.closing(Database(house.moment(), house.plan.code)) as database,
        database.snapshot() as connection,
    ):
        found = Gatherer(connection, database, house.plan).gather(WHOLE, "all", scope_of(house.plan))["all"]
    return {kind: (figure.n, figure.total_ms) for kind, figure in found.items()}


def settled(house: CrashHouse) -> list[Any]:
    return house.rows("SELECT DISTINCT day FROM day_figures")


@pytest.mark.parametrize("step", ["added up, not written", "half written"])
def test_a_day_whose_figures_were_under_way_is_settled_at_the_next_boot(house: CrashHouse, step: str):
    worker = house.crash(f"settling:{['added up, not written', 'half written'].index(step) + 1}")
    duty = house.server.staff("D01")
    house.do("w1", "sign-in")
    for _ in range(VISITS):
        house.take()
        house.do("w1", "call-next", "start", "finish")
    house.do("w1", "sign-out")
    with contextlib.suppress(requests.RequestException):
        assert duty.post("/api/hall/close").ok
    house.server.wait_for_death(worker)
    house.power_cut()
    assert settled(house) == []
    wanted = told(house)
    assert wanted["finished"][0] == VISITS
    house.start()
    wait_until(lambda: settled(house), what="the day's figures")
    assert told(house) == wanted
    house.check()
