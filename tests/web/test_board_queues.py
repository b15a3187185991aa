"""A screen of some queues hears and shows their calls alone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from server.domain.facts.plan import Screen
from tests.serving import wait_until
from tests.web.house import House, sample_plan

OWN = Screen("own", "社保屏", ("1", "2"), queues=("insurance",), rows=1)
DESKS = {"w1": ("1001", "marriage"), "w2": ("1002", "insurance"), "w3": ("1003", "insurance")}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[House]:
    plan = sample_plan()
    house = House(tmp_path, replace(plan, screens=(*plan.screens, OWN)))
    yield house
    house.close()


def test_a_screen_of_one_queue_is_told_of_no_other(hall: House) -> None:
    own = hall.feed("/display", {"id": "own"}, hall.device("screen", "own"))
    every = hall.feed("/display", {"id": "hall"}, hall.device("screen", "hall"))
    try:
        for page in (own, every):
            page.wait_for("snapshot")
        for window, (clerk, queue) in DESKS.items():
            hall.device("kiosk", "k1").post("/api/tickets", {"queue": queue})
            person = hall.staff(clerk)
            assert person.post(f"/api/windows/{window}/sign-in").status_code == 200
            assert person.post(f"/api/windows/{window}/call-next").status_code == 200
        every.wait_for("announce", len(DESKS))
        own.wait_for("announce", 2)
        assert [call["number"] for call in own.named("announce")] == ["B001", "B002"]
        own.wait_for("view")
        wait_until(lambda: len(own.named("view")[-1]["view"]["calls"]) == 2)
        view = own.named("view")[-1]["view"]
        assert [call["number"] for call in view["calls"]] == ["B002", "B001"]
        assert [queue["id"] for queue in view["queues"]] == ["insurance"]
    finally:
        own.close()
        every.close()
