"""The lock-down of a kiosk's page, and the staff's way in."""

import contextlib

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.kiosk_page import take_number, touch
from tests.browser.measure import faults_of
from tests.browser.test_accessibility import findings
from tests.browser.test_visit import events
from tests.serving import Server, wait_until

pytestmark = pytest.mark.browser

SIZES = [(1080, 1920), (1920, 1080)]
KEYS = [
    *("F1", "F5", "F7", "F11", "F12", "Alt+ArrowLeft", "Alt+ArrowRight", "Alt+Home", "Alt+d", "Control+F5"),
    *(f"Control+{key}" for key in ("Equal", "Minus", "0", *"rpwntfsuol")),
]
LISTEN = """() => {
  window.through = [];
  const note = (what) => (event) => { if (!event.defaultPrevented) through.push(what(event)); };
  for (const name of ["contextmenu", "dragstart", "selectstart", "drop", "copy", "auxclick"])
    document.addEventListener(name, note((event) => event.type));
  document.addEventListener("keydown", note((event) => event.key));
  document.addEventListener("wheel", (event) => { if (event.ctrlKey) note(() => "zoom")(event); });
}"""
TRAP = """() => {
  const link = Object.assign(document.createElement("a"), { href: "/lab", textContent: "lab", id: "trap" });
  link.style.cssText = "position:fixed;top:0;left:0;z-index:9";
  document.body.append(link);
}"""
LOCKED = """() => ({
  wide: document.documentElement.scrollWidth - innerWidth,
  high: document.documentElement.scrollHeight - innerHeight,
  zoom: visualViewport.scale, ratio: devicePixelRatio, selected: String(getSelection()),
  same: window.sameDocument === true,
})"""
HOUR = """() => {
  const real = Intl.DateTimeFormat;
  window.hallHour = "14";
  const night = { format: () => window.hallHour };
  const chosen = (locale, options) => (locale === "en-GB" ? night : new real(locale, options));
  Intl.DateTimeFormat = function (...how) { return chosen(...how); };
}"""
HELD = {"wide": 0, "high": 0, "zoom": 1, "ratio": 1, "selected": "", "same": True}


def knock(page: Page, times: int = 5) -> None:
    """Touch the hall's name."""
    expect(page.get_by_test_id("hall-name")).to_be_visible()
    for _ in range(times):
        page.get_by_test_id("hall-name").click()


def sign_in(page: Page, staff_no: str, password: str) -> None:
    page.get_by_test_id("staff-no").fill(staff_no)
    page.get_by_test_id("staff-password").fill(password)
    touch(page, "staff-enter")


def test_no_key_no_gesture_and_no_link_leads_away(open_page: OpenPage, faults: list[str]) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    expect(page.get_by_test_id("queue-payment")).to_be_enabled()
    page.evaluate("window.sameDocument = true")
    page.evaluate(LISTEN)
    for key in KEYS:
        page.keyboard.press(key)
    page.get_by_test_id("queue-payment").click(button="right")
    page.locator("h2.ask").dblclick()
    page.mouse.move(300, 900)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    page.mouse.down(button="middle")
    page.mouse.up(button="middle")
    pinch = page.context.new_cdp_session(page)
    pinch.send("Input.synthesizePinchGesture", {"x": 500, "y": 900, "scaleFactor": 3})
    page.evaluate(TRAP)
    page.locator("#trap").click()
    page.evaluate("history.back()")
    page.evaluate("document.getElementById('trap').remove()")
    assert [k for k in page.evaluate("through") if k not in ("Control", "Alt")] == []
    assert page.evaluate(LOCKED) == HELD
    assert page.url.endswith("/kiosk/k1")
    expect(page.get_by_test_id("queue-payment")).to_be_visible()
    assert faults == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_five_touches_and_a_password_open_the_staff_page(
    server: Server, open_page: OpenPage, faults: list[str], width: int, height: int
) -> None:
    name = "portrait" if height > width else "landscape"
    page = open_page("/kiosk/k1", width, height)
    touch(page, "mode-contrast")
    knock(page, 4)
    expect(page.get_by_test_id("queue-payment")).to_be_visible()
    knock(page, 1)
    expect(page.get_by_test_id("staff-enter")).to_be_enabled()
    expect(page.locator("html")).not_to_have_class("contrast")
    assert faults_of(page) == []
    assert findings(page) == []
    shot(page, f"kiosk-staff-gate-{name}")
    sign_in(page, "1001", server.passwords()["1001"])
    expect(page.get_by_test_id("staff-said")).not_to_be_empty()
    expect(page.get_by_test_id("staff-panel")).to_have_count(0)
    before = len(events(server, "kiosk.tended.v1"))
    sign_in(page, "H01", server.passwords()["H01"])
    expect(page.get_by_test_id("staff-panel")).to_be_visible()
    expect(page.get_by_test_id("lamp-network")).to_contain_text("正常")
    expect(page.get_by_test_id("lamp-printer-k1")).to_be_visible()
    expect(page.get_by_test_id("staff-exit")).to_contain_text("Ctrl+Alt+F3")
    expect(page.get_by_test_id("test-slip")).to_be_enabled()
    assert faults_of(page) == []
    assert findings(page) == []
    shot(page, f"kiosk-staff-panel-{name}")
    tended = events(server, "kiosk.tended.v1")
    assert len(tended) == before + 1
    assert tended[0]["actor"] == "staff:H01"
    touch(page, "staff-back")
    expect(page.get_by_test_id("queue-payment")).to_be_visible()
    assert faults == []


def test_a_test_slip_and_the_last_slip_again_come_out_and_the_page_leaves_by_itself(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    take_number(page, "payment")
    number = page.get_by_test_id("result-number").inner_text()
    expect(page.get_by_test_id("slip-state")).to_contain_text("请取走号票", timeout=60_000)
    touch(page, "done")
    expect(page.get_by_test_id("queue-payment")).to_be_enabled()
    page.clock.install()
    knock(page)
    page.clock.run_for(1_000)
    for letter in "h01":
        key = page.get_by_test_id(f"staff-key-{letter}")
        key.click()
    page.get_by_test_id("staff-no").fill("H01")
    page.get_by_test_id("staff-password").fill(server.passwords()["H01"])
    touch(page, "staff-enter")
    expect(page.get_by_test_id("staff-panel")).to_be_visible()
    page.clock.run_for(1_000)
    touch(page, "test-slip")
    expect(page.get_by_test_id("staff-done")).to_contain_text("测试票")
    touch(page, "reprint")
    expect(page.get_by_test_id("staff-done")).to_contain_text("补打")

    def printed() -> str:
        slips = server.control("printer-k1").state()["tickets"]
        return "\n".join(piece.get("text", "") for slip in slips for piece in slip["lines"])

    wait_until(lambda: "测试票 Test" in printed() and "工号 H01" in printed(), 60, "the test slip is out")
    wait_until(lambda: printed().count(number) >= 2 and "补打" in printed(), 60, "the last slip again")
    page.clock.run_for(50_000)
    expect(page.get_by_test_id("staff-panel")).to_be_visible()
    page.clock.run_for(20_000)
    expect(page.get_by_test_id("staff-panel")).to_have_count(0)
    expect(page.get_by_test_id("queue-payment")).to_be_visible()
    assert faults == []


def test_a_page_of_older_files_renews_itself_alone_at_night_once_and_never_under_a_hand(
    open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    page.clock.install()
    page.reload()  # so that its timers are those of the clock
    expect(page.get_by_test_id("queue-payment")).to_be_enabled()
    page.evaluate("window.sameDocument = true")
    page.evaluate("import('/static/hall.js').then(({ boot }) => { boot.version = 'older'; })")
    page.evaluate(HOUR)
    page.clock.run_for(6 * 60_000)
    expect(page.get_by_test_id("stale")).to_have_count(0)
    assert page.evaluate("window.sameDocument") is True  # by day
    page.evaluate("window.hallHour = '03'")
    page.get_by_test_id("mode-large").click()
    page.clock.run_for(30_000)
    page.get_by_test_id("mode-large").click()
    page.clock.run_for(270_000)
    assert page.evaluate("window.sameDocument") is True  # somebody was here
    loads: list[str] = []
    page.on("load", lambda one: loads.append(one.url))
    for _ in range(60):  # the page is in step for a part of each stride only: real beats, a hurried clock
        with contextlib.suppress(Error):  # it may load anew at any moment
            expect(page.get_by_test_id("stale")).to_have_count(0)
            page.clock.run_for(7_000)
        if loads:
            break
    expect(page.get_by_test_id("queue-payment")).to_be_enabled()
    assert len(loads) == 1
    assert page.evaluate("window.sameDocument ?? false") is False
    assert faults == []
