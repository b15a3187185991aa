"""Each state of a hall on a page of its own, touches that slip, a server that dies, eight idle hours."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, Route, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.kiosk_modes import in_every_mode
from tests.browser.kiosk_page import take_number, touch
from tests.browser.measure import faults_of
from tests.browser.test_accessibility import findings
from tests.browser.test_broken_network import Cable
from tests.browser.test_rules_in_pages import NOW, hall_with_hours
from tests.browser.test_visit import events
from tests.serving import Server

pytestmark = pytest.mark.browser

SIZES = [(1080, 1920), (1920, 1080)]
SLOW = 60_000
TECHNICAL = re.compile(r"server|socket|error|timeout|http|null|undefined|服务器|异常|错误", re.IGNORECASE)
SESSIONS = 'sessions = [{ prep = "06:00", open = "06:30", close = "20:00" }]'
HOURS = {
    "before": 'sessions = [{ prep = "19:00", open = "19:30", close = "22:00" }]',
    "lunch": 'sessions = [{ prep = "06:00", open = "06:30", close = "11:00" },'
    ' { prep = "18:00", open = "18:30", close = "20:00" }]',
}  # it is noon there


LINES = "el => Math.round(el.clientHeight / parseFloat(getComputedStyle(el).lineHeight))"
SMALL = """() => [...document.querySelectorAll("#app *")]
  .filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 27.4).map((e) => e.textContent)"""


def looked_at(page: Page, name: str) -> None:
    """Calm, large, in words, and a way on."""
    text = page.locator("body").inner_text()
    assert not TECHNICAL.search(text.replace("演示大厅 · 设备为模拟", "")), text
    assert faults_of(page) == [], name
    assert findings(page) == [], name
    shot(page, name)


@pytest.fixture
def hall_at(tmp_path: Path) -> Iterator[Any]:
    running: list[Server] = []

    def at(hours: str) -> Server:
        config = tmp_path / "hall.toml"
        config.write_text(hall_with_hours().replace(SESSIONS, hours), encoding="utf-8")
        running.append(Server(tmp_path / "data", config=config))
        running[-1].start()
        running[-1].passwords()
        return running[-1]

    yield at
    for one in running:
        one.kill()


@pytest.mark.parametrize(("hours", "words"), [("before", "19:30开始取号"), ("lunch", "下午18:30开始取号")])
def test_before_opening_and_at_lunch_it_says_when(
    hall_at: Any, open_page: OpenPage, faults: list[str], hours: str, words: str
) -> None:
    assert NOW.hour in (11, 12, 13)
    hall = hall_at(HOURS[hours])
    for width, height in SIZES:
        page = open_page("/kiosk/k1", width, height, base=hall.base)
        expect(page.get_by_test_id("closed")).to_contain_text(words, timeout=SLOW)
        looked_at(page, f"kiosk-{hours}-{'portrait' if height > width else 'landscape'}")
        assert in_every_mode(page, hours) == {}
        board = open_page("/display/hall", width, height, base=hall.base)
        expect(board.locator(".guide")).to_contain_text(re.compile("19:30开始办理业务|18:30继续办理"))
        lines = board.locator(".guide").evaluate(LINES)
        assert lines == 1, f"{lines} lines: a word is broken"
    assert faults == []


def test_outage_recovery_and_closing_each_have_their_words(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    duty = server.staff("D01")
    page = open_page("/kiosk/k1", 1080, 1920)
    expect(page.get_by_test_id("queue-payment")).to_be_visible()
    assert duty.post("/api/hall/outage", {"reason": "停电"}).ok
    expect(page.get_by_test_id("closed")).to_contain_text("请到总服务台")
    looked_at(page, "kiosk-outage")
    assert in_every_mode(page, "outage") == {}
    assert duty.post("/api/hall/recover", {}).ok
    expect(page.get_by_test_id("queue-payment")).to_be_visible(timeout=SLOW)
    server.kill()
    server.start()
    expect(page.get_by_test_id("queue-payment")).to_be_visible(timeout=SLOW)
    assert faults == []


def test_the_network_is_lost_the_page_keeps_what_it_showed_and_says_so(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    cable = Cable(server.port)
    page = open_page("/kiosk/k1", 1080, 1920, base=f"http://127.0.0.1:{cable.port}")
    touch(page, "queue-payment")
    expect(page.get_by_test_id("any-payment")).to_be_enabled()
    cable.pull()
    expect(page.get_by_test_id("stale")).to_be_visible(timeout=SLOW)
    expect(page.get_by_test_id("any-payment")).to_be_visible()
    looked_at(page, "kiosk-network-lost")
    assert in_every_mode(page, "network-lost", languages=()) == {}  # a language that was not loaded cannot be
    page.get_by_test_id("any-payment").click(force=True)
    expect(page.get_by_test_id("message")).to_contain_text("总服务台")
    cable.put_back()
    expect(page.get_by_test_id("stale")).to_have_count(0, timeout=SLOW)
    cable.close()
    assert faults == []


def test_a_machine_that_is_not_paired_sends_citizens_to_the_desk(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    expect(page.get_by_test_id("queue-payment")).to_be_visible()
    administrator = server.staff("S01")
    csrf = administrator.get("/api/session").json()["csrf"]
    url = f"{server.base}/api/pairings/kiosk/k1"
    assert administrator.http.delete(url, headers={"X-CSRF-Token": csrf}, timeout=20).json()["removed"]
    expect(page.get_by_test_id("closed")).to_contain_text("请到总服务台取号", timeout=SLOW)
    assert faults_of_words(page) == []
    shot(page, "kiosk-unpaired")
    assert faults == []


def faults_of_words(page: Page) -> list[str]:
    """Nothing can be touched here; what is read must be large all the same."""
    return [*page.evaluate(SMALL), *findings(page)]


def test_the_server_dies_while_somebody_waits_for_the_paper_and_nothing_is_twice(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k2", 1080, 1920)
    before = len(events(server, "ticket.taken.v1"))
    take_number(page, "payment")
    number = page.get_by_test_id("result-number").inner_text()
    server.kill()
    expect(page.get_by_test_id("result-number")).to_have_text(number)
    server.start()
    expect(page.get_by_test_id("slip-state")).to_contain_text(
        re.compile("请取走号票|请记住号码|已保留"), timeout=SLOW
    )
    taken = events(server, "ticket.taken.v1")[: len(events(server, "ticket.taken.v1")) - before]
    assert [event["number"] for event in taken] == [number]
    assert faults == []


def test_the_answer_to_a_touch_is_lost_and_the_number_is_neither_twice_nor_gone(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    """The request arrives, its answer does not, and the page asks again under the same key."""
    page = open_page("/kiosk/k1", 1080, 1920)
    asked: list[str] = []

    def lose_the_first(route: Route) -> None:
        asked.append(route.request.headers["idempotency-key"])
        if len(asked) > 1:
            route.continue_()
        else:
            route.fetch()
            route.abort("connectionreset")

    page.route("**/api/tickets", lose_the_first)
    before = len(events(server, "ticket.taken.v1"))
    take_number(page, "payment")
    number = page.get_by_test_id("result-number")
    expect(number).to_be_visible(timeout=SLOW)
    assert len(asked) == 2 and len(set(asked)) == 1
    taken = events(server, "ticket.taken.v1")
    assert len(taken) == before + 1
    expect(number).to_have_text(taken[0]["number"])
    assert faults == []


def finger(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)


def press(hand: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    at = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
    hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})


def middle(page: Page, test_id: str) -> tuple[float, float]:
    key = page.get_by_test_id(test_id)
    expect(key).to_be_enabled()
    box = key.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_fingers_that_press_long_slip_double_or_lie_flat(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    hand = finger(page)
    before = len(events(server, "ticket.taken.v1"))
    x, y = middle(page, "queue-payment")
    press(hand, "touchStart", (x, y))  # slips off the card: nothing
    press(hand, "touchMove", (x, y + 400))
    press(hand, "touchEnd")
    expect(page.get_by_test_id("queue-payment")).to_be_enabled()
    press(hand, "touchStart", (x, y), (x + 60, y + 40))  # two fingers apart: no zoom
    press(hand, "touchMove", (x - 200, y - 200), (x + 260, y + 240))
    press(hand, "touchEnd")
    palm = [(300.0 + 60 * n, 1100.0 + 30 * n) for n in range(5)]
    press(hand, "touchStart", *palm)  # a palm laid flat and drawn away
    press(hand, "touchMove", *[(a + 5, b + 700) for a, b in palm])
    press(hand, "touchEnd")
    assert page.evaluate("visualViewport.scale") == 1
    assert len(events(server, "ticket.taken.v1")) == before
    page.keyboard.press("Escape")
    x, y = middle(page, "queue-payment")
    press(hand, "touchStart", (x, y))  # long, trembling, inside: it counts
    for n in range(20):
        press(hand, "touchMove", (x + n % 5, y - n % 4))
    press(hand, "touchEnd")
    x, y = middle(page, "any-payment")
    for _ in range(2):  # a double tap is one number
        press(hand, "touchStart", (x, y))
        press(hand, "touchEnd")
    expect(page.get_by_test_id("result-number")).to_be_visible()
    assert len(events(server, "ticket.taken.v1")) == before + 1
    assert faults == []


def test_two_hundred_idle_turns_leave_nothing_behind(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    """Somebody touches a card and goes away, the page goes home, a view comes: hours of it."""
    page = open_page("/kiosk/k1", 1080, 1920)
    page.clock.install()
    page.reload()
    expect(page.get_by_test_id("queue-payment")).to_be_enabled()
    meter = page.context.new_cdp_session(page)
    kiosk = server.kiosk("k2")

    def size() -> tuple[int, int, int]:
        meter.send("HeapProfiler.collectGarbage")
        found = meter.send("Memory.getDOMCounters")
        heap = meter.send("Runtime.getHeapUsage")["usedSize"]
        return int(found["nodes"]), int(found["jsEventListeners"]), int(heap)

    def idle(turns: int) -> None:
        for turn in range(turns):
            page.evaluate("document.querySelector('[data-testid=queue-payment]').click()")
            for _ in range(20):  # the page asks whether somebody is there, and goes home
                page.clock.fast_forward(10_000)
                if page.get_by_test_id("queue-payment").count():
                    break
            if turn % 50 == 0:
                assert kiosk.post("/api/tickets", {"queue": "business", "kiosk": "k2"}).status_code in (
                    201,
                    409,
                )

    idle(40)
    nodes, listeners, heap = size()
    idle(200)
    after = size()
    assert after[0] <= nodes + 150, (nodes, after)
    assert after[1] <= listeners + 60, (listeners, after)
    assert after[2] <= heap * 1.1 + 1_000_000, (heap, after)
    print("idle", (nodes, listeners, heap), after)
    expect(page.get_by_test_id("queue-payment")).to_be_visible()
    assert faults == []
