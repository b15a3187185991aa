"""A console with everything at once: long lists and names, all marks, an outcome asked for, a refusal."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_accessibility import findings
from tests.browser.test_broken_network import Cable, cable
from tests.browser.test_console_holds import settled
from tests.browser.test_visit import sign_in
from tests.serving import SAMPLE, Server, Session

__all__ = ["cable"]

pytestmark = pytest.mark.browser

WAITING, HELD, PASSED = 30, 10, 10
LONG = "不动产登记、房屋交易网签备案与契税申报联合受理(含抵押权、预告登记及更正登记)"
SIZES = ((380, 800), (380, 600), (1280, 800), (1920, 1080))

COVERED = """
() => {
  const seen = (e) => e.checkVisibility() && e.getClientRects().length;
  const shown = [...document.querySelectorAll("button, summary, input, .badge, .number")].filter(seen);
  const faults = [];
  for (const e of shown) {
    const box = e.getBoundingClientRect(), [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (y < 0 || y > innerHeight) continue;
    const list = e.closest(".waiting-list, .more-list, .target-list");
    const clip = list && list.getBoundingClientRect();
    if (clip && (y < clip.top || y > clip.bottom)) continue;
    const top = document.elementFromPoint(x, y);
    if (!e.contains(top) && !top?.contains(e)) faults.push(`${e.textContent}: below ${top?.className}`);
    if (box.left < -1 || box.right > innerWidth + 1) faults.push(`${e.textContent.trim()} sticks out`);
  }
  return faults;
}
"""
"""What of the visible part of the page lies below something else, or beside the page."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("full")
    hall = SAMPLE.read_text(encoding="utf-8")
    for old, new in (
        ('name = "房产证、土地证联合受理"\nname_en', f'name = "{LONG}"\nname_en'),
        ("# promise_s = 2700 ", "promise_s = 60 "),
        ("no_show_s = 0 ", "waiting_alarm = 0\nno_show_s = 0 "),
    ):
        assert hall.count(old), old
        hall = hall.replace(old, new)
    config = folder / "hall.toml"
    config.write_text(hall, encoding="utf-8")
    guide = SAMPLE.with_name("hall.guide.toml").read_text(encoding="utf-8")
    (folder / "hall.guide.toml").write_text(guide, encoding="utf-8")
    with Server(folder / "data", config=config) as running:
        running.passwords()
        yield running


def said(answer: Any) -> dict[str, Any]:
    assert answer.ok, answer.text
    found: dict[str, Any] = answer.json()
    return found


def crowd(server: Server) -> Session:
    """30 wait, 10 are held, 10 were passed; one of the marks is in hand, and a visit has ended before it."""
    kiosk, desk, clerk = server.kiosk("k1"), server.staff("H01"), server.staff("1007")
    other = server.staff("1001")
    assert clerk.post("/api/windows/w6/sign-in").ok and other.post("/api/windows/w1/sign-in").ok

    def take(**more: Any) -> dict[str, Any]:
        whose = desk if more else kiosk
        return said(whose.post("/api/tickets", {"queue": "property", **more}))

    def called(then: str, **body: Any) -> None:
        said(clerk.post("/api/windows/w6/call-next"))
        said(clerk.post(f"/api/windows/w6/{then}", body))

    for _ in range(HELD + PASSED + 1):
        take()
    for n in range(HELD):
        called("hold", kind=("away_no_papers", "away_papers_kept", "internal_wait")[n % 3])
    for _ in range(PASSED):
        called("pass")
    called("finish")
    marked = said(
        desk.post(
            "/api/tickets",
            {"queue": "payment", "lane": "priority", "reason": "残疾人", "assist": True},
        )
    )
    said(
        server.staff("D01").post(
            "/api/windows/w1/queues", {"queues": ["payment"], "reason": "人手不足", "confirmed": True}
        )
    )
    called_there = said(other.post("/api/windows/w1/call-next"))
    assert called_there["ticket"]["id"] == marked["id"]
    said(other.post("/api/windows/w1/transfer", {"to": "window", "id": "w6", "come_back": True}))
    for n in range(WAITING):
        lane = {"lane": "priority", "reason": "军人"} if n % 7 == 3 else {}
        take(**lane, **({"assist": True} if n % 5 == 1 else {}))
    said(clerk.post("/api/windows/w6/call-next"))
    return clerk


def done_by(server: Server, actor: str, since: int) -> list[dict[str, Any]]:
    found = server.staff("D01").get("/api/events?limit=200").json()["events"]
    return [event for event in found if event["seq"] > since and event["actor"] == actor]


def whole(page: Page) -> None:
    """Nothing is covered, nothing sticks out, and the main key and the refusal are seen without scrolling."""
    assert page.evaluate(COVERED) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    expect(page.locator(".main-key")).to_be_in_viewport(ratio=1)
    expect(page.get_by_test_id("message")).to_be_in_viewport(ratio=1)


def test_with_everything_at_once_the_main_key_is_seen_and_a_cut_wire_fires_nothing_later(
    server: Server, cable: Cable, open_page: OpenPage, faults: list[str]
) -> None:
    clerk = crowd(server)
    page = open_page("/caller", 380, 800, base=f"http://127.0.0.1:{cable.port}")
    sign_in(page, server, "1007")
    settled(page, "calling")
    expect(page.get_by_test_id("assist")).to_be_visible()
    expect(page.get_by_test_id("lane")).to_have_text("优先")
    expect(page.get_by_test_id("leg")).to_contain_text("1号窗口")
    expect(page.get_by_test_id("outcome")).to_be_visible()
    expect(page.get_by_test_id("waiting-total")).to_have_text(str(WAITING))
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, 0)")
        page.keyboard.press("KeyW")  # nobody can be served without a number now
        expect(page.get_by_test_id("message")).to_contain_text("现在不能这样操作")
        shot(page, f"console-full-{width}x{height}")
        whole(page)
    assert findings(page) == []
    before = int(clerk.get("/api/hall").json()["seq"])
    cable.pull()
    expect(page.get_by_test_id("stale")).to_be_visible()
    for key in ("KeyS", "KeyR", "KeyP", "KeyG", "KeyT", "Digit1", "Enter"):
        page.keyboard.press(key)
        expect(page.get_by_test_id("message")).to_contain_text("连接中断,操作没有发送")
    page.get_by_test_id("start").click(force=True)
    page.get_by_test_id("wake-G001").click(force=True)
    expect(page.get_by_test_id("ask-transfer")).to_have_count(0)
    assert findings(page) == []
    shot(page, "console-full-cut")
    cable.put_back()
    expect(page.get_by_test_id("stale")).to_have_count(0)
    page.keyboard.press("KeyH")  # the first key after it is heard
    expect(page.get_by_test_id("choice-1")).to_be_focused()
    assert [event["type"] for event in done_by(server, "staff:1007", before)] == []
    assert faults == []
