"""The boards of a real hall of 69 counters: every queue stands there by its whole name, and nothing jumps."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from config.load import load
from tests.browser.conftest import OpenPage, shot
from tests.serving import Server

pytestmark = pytest.mark.browser

SHANGYU = Path(__file__).parents[2] / "config" / "shangyu.toml"
PLAN = load(SHANGYU)
LYING, UPRIGHT = (1920, 1080), (1080, 1920)
TURN_MS, MOST_TURNS = 8_000, 9
CUT = """() => [...document.querySelectorAll(".queues .name > span")].filter((e) => {
  const { width, height } = e.parentElement.getBoundingClientRect();
  return e.scrollWidth > width + 1 || e.scrollHeight > height + 0.5 * parseFloat(getComputedStyle(e).fontSize)
    || height > e.closest("li").clientHeight + 1;
}).map((e) => e.innerText)"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("shangyu"), config=SHANGYU) as running:
        yield running


@pytest.mark.parametrize("size", [LYING, UPRIGHT])
@pytest.mark.parametrize("floor", ["1", "2"])
def test_every_queue_of_a_floor_has_its_turn_by_its_whole_name_and_nothing_moves(
    hall: Server, open_page: OpenPage, faults: list[str], floor: str, size: tuple[int, int]
) -> None:
    page = open_page(f"/display/f{floor}", *size, base=hall.base)
    page.clock.install()
    page.reload()
    expect(page.locator(".queues .name").first).to_be_visible()
    served = {q for window in PLAN.windows if window.floor == floor for q in window.queues}
    left = {PLAN.queue[q].name for q in served}
    where = set()
    for turn in range(MOST_TURNS):
        assert page.evaluate(CUT) == []
        left -= set(page.locator(".queues .name").all_inner_texts())
        boxes = (page.locator(f"{part}").bounding_box() for part in (".queues", ".queues li:first-child"))
        where.add(tuple(round(edge) for box in boxes if box for edge in box.values()))
        if not turn:
            shot(page, f"board-shangyu-{floor}-{size[0]}")
        if not left:
            break
        page.clock.fast_forward(TURN_MS)
        page.wait_for_timeout(100)
    assert left == set(), "each has its turn"
    assert len(where) == 1, "the rows beside it keep their place"
    assert faults == []
