"""Two hundred calls on five floors at once: each is seen on its own board, long enough, and on no other."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import shot
from tests.browser.crowd_hall import hall_text, people_at_work, take_numbers
from tests.browser.test_accessibility import findings
from tests.serving import Server, Session, wait_until

pytestmark = pytest.mark.browser

FLOORS, WINDOWS = 5, 40
ONE_TURN_MS = 2_400
"""A page of a crowd's places stands for three seconds; a call has had its time after two and a half."""
WATCH = (Path(__file__).parent / "board_watch.js").read_text(encoding="utf-8")
SPOKEN = re.compile(r'^42/display,\["spoken",(.*)\]$')


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("crowd")
    config = folder / "hall.toml"
    config.write_text(hall_text(FLOORS, WINDOWS), encoding="utf-8")
    with Server(folder / "data", config=config) as running:
        running.passwords()
        yield running


def spoken_by(page: Page) -> list[str]:
    """The announcements that this page says it has spoken."""
    ids: list[str] = []

    def sent(data: str | bytes) -> None:
        if found := SPOKEN.match(str(data)):
            ids.append(json.loads(found[1])["id"])

    page.on("websocket", lambda ws: ws.on("framesent", sent))
    return ids


def board(browser: Browser, server: Server, floor: int, faults: list[str]) -> tuple[Page, list[str]]:
    page = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    page.on("pageerror", lambda error: faults.append(f"floor {floor}: {error}"))
    page.add_init_script(WATCH)
    spoken = spoken_by(page)
    page.goto(f"{server.base}/display/f{floor}")
    expect(page.get_by_test_id(f"queue-q{floor}")).to_have_text(str(WINDOWS))
    expect(page.get_by_test_id("stale")).to_have_count(0)
    return page, spoken


def call_all(floor: int, at_work: dict[str, Session]) -> dict[str, str]:
    """Every window of a floor calls once, one right behind the other: number -> window."""
    called = {}
    for no in range((floor - 1) * WINDOWS + 1, floor * WINDOWS + 1):
        answer = at_work[f"w{no}"].post(f"/api/windows/w{no}/call-next")
        assert answer.ok, answer.text
        called[answer.json()["ticket"]["number"]] = f"{no}号窗口"
    return called


def all_seen(page: Page) -> bool:
    seen: list[str] = page.evaluate(f"window.seenFor({ONE_TURN_MS})")
    return len(seen) >= WINDOWS


def has_spoken(page: Page, spoken: list[str]) -> bool:
    page.evaluate("0")  # what the page has sent comes with its next answer
    return bool(spoken)


def calls_in_log(server: Server) -> dict[str, str]:
    """Announcement -> number, as the hall wrote it down."""
    events, before = [], ""
    duty = server.staff("D01")
    while page := duty.get(f"/api/events?limit=200{before}").json()["events"]:
        events += page
        before = f"&before={min(event['seq'] for event in page)}"
    calls = [event for event in events if event["type"] == "ticket.called.v1"]
    return {f"call-{event['seq']}": event["ticket"] for event in calls}


def test_two_hundred_calls_at_once_are_each_seen_on_their_own_board(
    crowd: Server, browser: Browser, faults: list[str]
) -> None:
    floors = range(1, FLOORS + 1)
    for floor in floors:
        take_numbers(crowd, floor, WINDOWS)
    at_work = people_at_work(crowd, FLOORS * WINDOWS)
    boards = {floor: board(browser, crowd, floor, faults) for floor in floors}
    with ThreadPoolExecutor(FLOORS) as hands:
        jobs = {floor: hands.submit(call_all, floor, at_work) for floor in floors}
        expect(boards[1][0].get_by_test_id("crowd")).to_be_visible()
        called = {floor: job.result() for floor, job in jobs.items()}
    assert findings(boards[1][0]) == []
    assert len(set().union(*called.values())) == FLOORS * WINDOWS, "two hundred numbers, none twice"
    for floor, (page, _) in boards.items():
        wait_until(partial(all_seen, page), 120, f"all seen on floor {floor}")
        watched = page.evaluate("window.watched")
        assert set(watched) == set(called[floor]), "none lost, none of another floor"
        for number, window in called[floor].items():
            wrong = [text for text in watched[number]["texts"] if text.replace(number, "", 1) != window]
            assert not wrong, f"{number} was called to {window}"
    shot(boards[1][0], "board-crowd")
    tickets = calls_in_log(crowd)
    for floor, (page, spoken) in boards.items():
        wait_until(partial(has_spoken, page, spoken), 120, f"the board of floor {floor} has a voice")
        assert len(set(spoken)) == len(spoken), "nothing is said twice"
        assert spoken == sorted(spoken, key=lambda id_: int(id_.removeprefix("call-")))
        assert {tickets[id_].rpartition("-")[2] for id_ in spoken} <= set(called[floor])
        page.context.close()
    assert faults == []
