"""The duty officer's board in the hall of Shangyu, 69 counters: on a wall, on a tablet, in a hand; from
anything on it to what is behind it; and what is decided there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, answers_lost, shot
from tests.browser.test_accessibility import findings
from tests.browser.test_visit import events, sign_in
from tests.serving import Server

pytestmark = pytest.mark.browser

SHANGYU = Path(__file__).parents[2] / "config" / "shangyu.toml"
COUNTERS, SERVED = 69, 54
TILE = ".wall-tile, .wall-tile :is(b, .number, .state), .wall-card li"
OVERFLOWS = """() => { const page = document.documentElement, wall = document.querySelector(".wall");
  return [page.scrollWidth - innerWidth, wall ? page.scrollHeight - innerHeight : 0]; }"""
CUT = """(selector) => [...document.querySelectorAll(selector)].filter((e) => {
  const box = e.getBoundingClientRect();
  const outside = box.right > innerWidth || box.bottom > innerHeight || box.width === 0;
  return outside || e.scrollWidth > e.clientWidth + 1;
}).map((e) => e.outerHTML.slice(0, 80))"""
"""Of these, what is cut off or stands outside the screen."""
HEIGHTS = """(selector) => Math.min(...[...document.querySelectorAll(selector)]
  .filter((e) => e.textContent).map((e) => parseFloat(getComputedStyle(e).fontSize)))"""
"""The smallest letters among these, in pixels."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("shangyu"), config=SHANGYU) as running:
        running.passwords()
        yield running


def take(server: Server, queue: str) -> str:
    answer = server.kiosk("k1").post("/api/tickets", {"queue": queue, "kiosk": "k1"})
    assert answer.ok, answer.text
    number: str = answer.json()["number"]
    return number


def on_board(open_page: OpenPage, server: Server, width: int, height: int, path: str = "/duty") -> Page:
    page = open_page(path, width, height)
    sign_in(page, server, "D01")
    expect(page.get_by_test_id("hall-state")).to_have_attribute("data-state", "open")
    return page


def sheet(page: Page, kind: str) -> None:
    expect(page.get_by_test_id("sheet")).to_have_attribute("data-sheet", kind)


def close_sheet(page: Page) -> None:
    page.get_by_test_id("sheet-close").click()
    expect(page.get_by_test_id("sheet")).to_have_count(0)


@pytest.fixture(scope="module")
def busy(server: Server) -> Server:
    """Somebody serves, somebody is away, people wait, also where nobody serves."""
    duty = server.staff("D01")
    if duty.get("/api/hall").json()["hall"]["state"] != "open":
        assert duty.post("/api/hall/open").ok
    for staff in ("2001", "2002", "2003"):
        window = f"w{int(staff) - 2000}"
        assert server.staff(staff).post(f"/api/windows/{window}/sign-in").ok
    for _ in range(4):
        take(server, "q-w1")
    take(server, "q-w5")
    clerk = server.staff("2001")
    assert clerk.post("/api/windows/w1/call-next").ok
    assert clerk.post("/api/windows/w1/finish").ok
    assert server.staff("2002").post("/api/windows/w2/call-next").ok
    assert server.staff("2003").post("/api/windows/w3/suspend", {"reason": "临时离岗"}).ok
    return server


def test_the_whole_hall_stands_on_a_wall_and_is_read_at_five_metres(
    busy: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = on_board(open_page, busy, 1920, 1080, "/duty?wall=1")
    tiles = page.locator(".wall-tile")
    expect(tiles).to_have_count(COUNTERS)
    expect(page.locator("[data-testid^=wall-w]")).to_have_count(SERVED)
    expect(page.get_by_test_id("wall-w1")).to_have_attribute("data-state", "idle")
    expect(page.get_by_test_id("wall-w2")).to_contain_text("A002")
    expect(page.get_by_test_id("wall-w3")).to_contain_text("暂停")
    expect(page.get_by_test_id("wall-queue-q-w5")).to_contain_text("无人办理")
    for width, height in ((1920, 1080), (3840, 2160), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(OVERFLOWS) == [0, 0]
        assert page.evaluate(CUT, TILE) == []
        # 55 inch: 1080 px are 685 mm. Read at 5 m: 1/200 of it, 25 mm, for what is called; half for the rest.
        millimetres = 685 / height
        assert page.evaluate(HEIGHTS, ".wall-tile .number") * millimetres >= 25
        assert page.evaluate(HEIGHTS, ".wall-tile .state, .wall-card .count") * millimetres >= 12
    page.set_viewport_size({"width": 1280, "height": 800})
    assert [page.evaluate(OVERFLOWS), page.evaluate(CUT, TILE)] == [[0, 0], []]
    shot(page, "duty-wall-1280")
    page.set_viewport_size({"width": 1920, "height": 1080})
    assert findings(page) == []
    shot(page, "duty-wall")
    page.get_by_test_id("wall-w3").click()
    sheet(page, "window")
    expect(page.get_by_test_id("sheet")).to_contain_text("临时离岗")
    close_sheet(page)
    page.get_by_test_id("leave-wall").click()
    page.get_by_test_id("floor-2").click()
    expect(page.get_by_test_id("window-w31")).to_be_visible()
    expect(page.get_by_test_id("window-w1")).to_have_count(0)
    page.keyboard.press("w")
    expect(tiles).to_have_count(38)
    page.reload()  # a wall starts as it was
    expect(tiles).to_have_count(38)
    for width, height in ((1024, 768), (768, 1024), (380, 800)):
        small = on_board(open_page, busy, width, height)
        expect(small.get_by_test_id("window-w3")).to_contain_text("暂停")
        assert small.evaluate(OVERFLOWS)[0] == 0
        assert findings(small) == []
        shot(small, f"duty-{width}")
    assert faults == []


def test_from_anything_on_the_board_to_its_cause_and_what_is_decided_there(
    busy: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = on_board(open_page, busy, 1280, 800)
    page.get_by_test_id("window-w1").click()
    sheet(page, "window")
    expect(page.get_by_test_id("last-calls")).to_contain_text("A001")
    page.get_by_test_id("last-calls").get_by_test_id(
        "ticket-A001"
    ).click()  # the second touch: why it was called
    sheet(page, "ticket")
    page.get_by_test_id("why-asks").fill("2")
    page.get_by_test_id("why-go").click()
    expect(page.get_by_test_id("why-told")).to_contain_text("先到先办:A001 按")
    expect(page.get_by_test_id("why-told")).to_contain_text("询问 A002")
    expect(page.get_by_test_id("story")).to_contain_text("办结")
    assert findings(page) == []
    shot(page, "duty-why")
    close_sheet(page)

    busy.control("signs-1-1").request({"op": "unplug"})
    lamp = page.get_by_test_id("device-sign-w1")
    expect(lamp).to_contain_text("已拔出")
    lamp.click()
    sheet(page, "device")
    expect(page.get_by_test_id("advice")).to_contain_text("请")
    busy.control("signs-1-1").request({"op": "plug"})
    close_sheet(page)

    page.get_by_test_id("kiosk-k1").click()
    page.get_by_test_id("switch-kiosk").click()
    page.get_by_test_id("confirm").click()  # without a reason nothing is sent
    page.get_by_test_id("reason").fill("卡纸")
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("sheet-state")).to_have_text("暂停服务")
    expect(page.get_by_test_id("sheet")).to_contain_text("卡纸")
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    expect(kiosk.get_by_test_id("closed")).to_contain_text("本机暂停服务")
    expect(kiosk.get_by_test_id("closed")).to_contain_text("二楼取号机")
    shot(kiosk, "kiosk-paused")
    page.get_by_test_id("switch-kiosk").click()
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("sheet-state")).to_have_text("开放")
    expect(kiosk.get_by_test_id("closed")).to_have_count(0)
    assert [e["on"] for e in events(busy, "kiosk.switched.v1")] == [True, False]
    close_sheet(page)
    assert faults == []


def test_who_waits_where_nobody_serves_is_moved_once_however_often_it_is_pressed(
    busy: Server, open_page: OpenPage, faults: list[str]
) -> None:
    stays, goes = take(busy, "q-w5"), take(busy, "q-w5")
    page = on_board(open_page, busy, 1280, 800)
    page.get_by_test_id("queue-q-w5").get_by_role("button").click()
    sheet(page, "queue")
    expect(page.get_by_test_id("in-line")).to_contain_text(stays)
    page.get_by_test_id("move").click()
    page.get_by_test_id("move-some").check()
    expect(page.get_by_test_id("move-go")).to_be_disabled()
    page.get_by_test_id(f"move-{goes}").check()
    page.get_by_test_id("move-goal").select_option("queue q-w1")
    page.get_by_test_id("move-reason").fill("窗口关闭")
    with answers_lost(page, "**/api/moves") as swallowed:
        page.get_by_test_id("move-go").click()
        expect(page.get_by_test_id("sheet-problem")).to_contain_text("连接不上服务器")
    assert swallowed and set(swallowed) == {200}
    page.get_by_test_id("move-go").click()
    expect(page.get_by_test_id("moved")).to_contain_text(f"已转移 1 人:{goes}")
    (decision,) = events(busy, "queue.moved.v1")
    assert (decision["numbers"], decision["actor"], decision["reason"]) == ([goes], "staff:D01", "窗口关闭")
    expect(page.get_by_test_id("in-line")).not_to_contain_text(goes)
    close_sheet(page)
    expect(page.locator(".notices")).to_contain_text(f"{goes}号请到一楼1号窗口")
    expect(page.get_by_test_id("log")).to_contain_text(f"转移等候 1 人({goes})到 婚姻登记:窗口关闭")

    page.keyboard.press("f")
    page.get_by_test_id("find-number").fill("Z999")
    page.get_by_test_id("find").click()
    expect(page.get_by_test_id("sheet-problem")).to_contain_text("今天没有 Z999 号")
    page.get_by_test_id("find-number").fill(goes)
    page.get_by_test_id("find").click()
    sheet(page, "ticket")
    expect(page.get_by_test_id("story")).to_contain_text("调整到婚姻登记:窗口关闭")
    page.get_by_test_id("do-void").click()
    page.get_by_test_id("reason").fill("群众要求作废")
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("sheet-state")).to_have_text("作废")
    expect(page.get_by_test_id("do-void")).to_have_count(0)
    shot(page, "duty-ticket")
    close_sheet(page)

    page.get_by_test_id("queue-q-w5").get_by_role("button").click()
    page.get_by_test_id("in-line").get_by_test_id(f"ticket-{stays}").click()
    page.get_by_test_id("do-void").click()
    page.get_by_test_id("reason").fill("重复取号")
    ticket = next(e["ticket"] for e in events(busy, "ticket.taken.v1") if e["number"] == stays)
    assert busy.staff("H01").post(f"/api/tickets/{ticket}/cancel").ok  # somebody was quicker
    page.get_by_test_id("confirm").click()
    expect(page.locator("dialog .problem")).to_contain_text("现在不能这样操作")
    page.get_by_test_id("cancel").click()
    expect(page.get_by_test_id("sheet-state")).to_have_text("弃号")
    close_sheet(page)
    page.get_by_test_id("window-w5").click()
    page.get_by_test_id("lead-assign").click()  # any window, opened at it
    expect(page.get_by_test_id("lead-window-w5")).to_have_attribute("aria-pressed", "true")
    assert faults == []
