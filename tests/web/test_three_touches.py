"""All 69 counters of a large hall by the kiosk's own model (in node), on what the server tells the kiosk."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from config.load import load
from server.domain.facts.plan import Window, WindowKind
from server.domain.views.public import kiosk_view
from server.web.api.pinyin import syllables
from tests.web.house import House

ROOT = Path(__file__).parents[2]
SHANGYU = ROOT / "config" / "shangyu.toml"
PLAN = load(SHANGYU)
ON_FIRST_PAGE = 6


def names(window: Window) -> list[str]:
    """What a newcomer may know of a counter: its unit, its matter."""
    units = list(window.units)
    if window.kind is WindowKind.OTHER:
        return [*units, *filter(None, [window.business])]
    return [*units, *(m.name for q in window.queues for m in PLAN.matters_of[q])]


def initials(text: str) -> str:
    """The first letters of its first word: 婚姻登记 -> hydj, 企业名称、企业 -> qymc."""
    first = [sound.split("|")[0][:1] for sound in syllables(text.replace("窗口", "")).split(" ")]
    return "".join(first[: first.index("")] if "" in first else first)


@pytest.fixture(scope="module", params=["k1", "k2"])
def walked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    house = House(tmp_path_factory.mktemp("shangyu"), PLAN)
    view = house.executor.read(lambda hall: kiosk_view(hall, request.param, {}))
    catalogue = house.device("kiosk", request.param).get("/api/catalogue").get_json()
    house.close()
    sought = [[name, initials(name), window.id] for window in PLAN.windows for name in names(window)]
    answer = subprocess.run(
        ["node", str(ROOT / "kiosk" / "tests" / "walk.mjs")],
        input=json.dumps({"view": view, "catalogue": catalogue, "sought": sought}),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout)


def test_every_counter_is_at_most_three_touches_away(walked: Any) -> None:
    assert set(walked["touches"]) == set(PLAN.window)
    assert len(walked["touches"]) == 69
    assert max(walked["touches"].values()) == 3


def test_every_counter_is_found_by_the_initials_of_its_unit_and_of_its_matter(walked: Any) -> None:
    assert len(walked["ranks"]) >= 2 * 67
    assert [found for found in walked["ranks"] if found[2] is None] == []


def test_whole_initials_put_it_on_the_first_page(walked: Any) -> None:
    """Units with more matters than a page holds, and a single letter's worth of a name, need more."""
    far = [found for found in walked["ranks"] if len(found[1]) > 2 and found[2] > ON_FIRST_PAGE]
    assert far == []
