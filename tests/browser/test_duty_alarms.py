"""Alarms on the duty page: from the wire to the officer, who takes it, how it sounds, and when it is calm."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_visit import sign_in
from tests.serving import SAMPLE, Server, wait_until

pytestmark = pytest.mark.browser

COUNT = """() => {
  window.notes = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) { notes.push(this.type); start.apply(this, at); };
}"""
"""What the loudspeaker was given to play."""
SUSPENDED = """
const Real = AudioContext;
window.AudioContext = class extends Real { constructor() { super(); this.suspend(); } };
"""
"""A loudspeaker as browsers give it to a page that nobody has touched."""
SIGNS = "alarm-group:sign"
PRINTER = "printer:printer-k1"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A hall with two duty officers that tells of a device after five seconds."""
    folder = tmp_path_factory.mktemp("alarms")
    hall = SAMPLE.read_text(encoding="utf-8")
    for old, new in (
        ("# device_s = 30 ", "device_s = 5 "),
        ("# escalate_s = 180 ", "escalate_s = 8 "),
        ("# voice_s = 60 ", "voice_s = 0 "),
        ("# unmanned_s = 180 ", "unmanned_s = 0 "),
        ("# min_staff = 1 ", "min_staff = 0 "),
        ("# guide =", "guide ="),
    ):
        assert hall.count(old), old
        hall = hall.replace(old, new, 1)
    config = folder / "hall.toml"
    config.write_text(hall, encoding="utf-8")
    guide = SAMPLE.with_name("hall.guide.toml").read_text(encoding="utf-8")
    (folder / "hall.guide.toml").write_text(guide, encoding="utf-8")
    with Server(folder / "data", config=config) as running:
        running.passwords()
        yield running


def at_work(server: Server) -> None:
    for staff, window in (("1001", "w1"), ("1002", "w2"), ("1003", "w3"), ("1004", "w4")):
        answer = server.staff(staff).post(f"/api/windows/{window}/sign-in")
        assert answer.ok, answer.text


def officer(open_page: OpenPage, server: Server, no: str) -> Page:
    page = open_page("/duty", 1280, 800)
    page.evaluate(COUNT)
    sign_in(page, server, no)
    expect(page.get_by_test_id("hall-state")).to_have_attribute("data-state", "open")
    return page


def test_a_cable_pulled_is_one_line_that_one_officer_takes_and_the_other_is_told(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    """R24, R117. All signs of a line are lost at once; two officers press in the same moment."""
    at_work(server)
    one, two = officer(open_page, server, "D01"), officer(open_page, server, "D02")
    server.control("signs-1").request({"op": "unplug"})
    for page in (one, two):
        expect(page.get_by_test_id(SIGNS)).to_contain_text("4块窗口屏失联")
        page.wait_for_function("() => window.notes.includes('sine')")
    one.get_by_test_id("open-group:sign").click()
    expect(one.get_by_test_id("members").get_by_role("listitem")).to_have_count(4)
    expect(one.get_by_test_id("member-sign:sign-w3")).to_contain_text(
        re.compile(r"3号窗口显示屏已拔出.*\d\d:\d\d 起")
    )
    expect(one.get_by_test_id("advice")).to_contain_text("报告技术人员")
    shot(one, "duty-alarm-group")
    # The second officer's press is on its way while the first one's is done.

    def first_the_other(route: Route) -> None:
        one.get_by_test_id("card-take").click()
        expect(one.get_by_test_id("owner")).to_contain_text("马志明")
        route.continue_()

    two.route("**/api/alarms/take", first_the_other, times=1)
    two.get_by_test_id("take-group:sign").click()
    expect(two.get_by_test_id("lost-group:sign")).to_contain_text("马志明(工号 D01)已于")
    expect(two.get_by_test_id("has-group:sign")).to_contain_text("马志明 处理中")
    shot(two, "duty-alarm-lost")
    taken = [
        e
        for e in server.staff("D01").get("/api/events?limit=200").json()["events"]
        if e["type"] == "alarm.taken.v1"
    ]
    assert [(e["staff"], len(e["alarms"])) for e in taken] == [("D01", 4)]
    one.get_by_test_id("cancel").click()
    for page in (one, two):
        expect(page.get_by_test_id(SIGNS)).to_have_attribute("data-tone", "taken")
    two.get_by_test_id("open-group:sign").click()
    two.get_by_test_id("take-over").click()
    expect(two.get_by_test_id("owner")).to_contain_text("朱红")
    expect(one.get_by_test_id("has-group:sign")).to_contain_text("朱红 处理中")
    server.control("signs-1").request({"op": "plug"})
    expect(two.get_by_test_id("alarm-over")).to_contain_text("已恢复")
    two.get_by_test_id("cancel").click()
    expect(one.get_by_test_id(SIGNS)).to_have_count(0)
    assert faults == []


def test_paper_that_is_out_is_found_in_two_touches_written_on_and_told_louder(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = officer(open_page, server, "D01")
    server.control("printer-k1").fault("paper_out")
    line = page.get_by_test_id(f"alarm-{PRINTER}")
    expect(line).to_contain_text("打印机缺纸")
    page.get_by_test_id(f"open-{PRINTER}").click()
    expect(page.get_by_test_id("advice")).to_contain_text("请给打印机装纸")
    expect(page.get_by_test_id("facts")).to_contain_text("printer-k1")
    expect(page.get_by_test_id("since")).to_contain_text(re.compile(r"\d\d:\d\d 起,已 \d"))
    page.get_by_test_id("alarm-note").fill("已通知保安换纸")
    page.get_by_test_id("write-note").click()
    expect(page.locator(".alarm-notes li")).to_contain_text("已通知保安换纸")
    expect(line).to_have_attribute("data-tone", "bad")  # nobody has taken it: told once more
    expect(page.get_by_test_id("owner")).to_contain_text("已再次提醒")
    page.wait_for_function("() => window.notes.includes('triangle')")
    shot(page, "duty-alarm-card")
    page.get_by_test_id("card-take").click()
    expect(page.get_by_test_id("owner")).to_contain_text("由 马志明 处理")
    page.get_by_test_id("cancel").click()
    expect(line).to_have_attribute("data-tone", "taken")
    shot(page, "duty-alarm-taken")
    server.control("printer-k1").fault("paper_out", on=False)
    expect(line).to_have_count(0)
    page.goto(server.base + "/duty/record")
    record = page.locator("main, #app")
    for words in ("打印机缺纸", "接手提醒", "已通知保安换纸", "再次提醒"):
        expect(record.first).to_contain_text(words)
    assert faults == []


def test_the_sound_can_be_stilled_for_a_while_and_says_so_and_asks_for_a_touch_where_it_must(
    server: Server, open_page: OpenPage, browser: Browser, faults: list[str]
) -> None:
    page = officer(open_page, server, "D01")
    server.control("printer-k2").fault("cover_open")
    page.get_by_test_id("still").select_option("10")
    sound = page.get_by_test_id("sound")
    expect(sound).to_contain_text(re.compile(r"已静音到 \d\d:\d\d"))
    shot(page, "duty-alarm-stilled")
    page.reload()
    expect(sound).to_have_attribute("data-state", "stilled")
    page.evaluate(COUNT)
    page.get_by_test_id("sound-again").click()
    page.wait_for_function("() => window.notes.length > 0")
    shy = browser.new_context(
        storage_state=page.context.storage_state(), viewport={"width": 1280, "height": 800}
    )
    try:
        shy.add_init_script(SUSPENDED)
        silent = shy.new_page()
        silent.on("pageerror", lambda error: faults.append(f"silent: {error}"))
        silent.goto(server.base + "/duty")
        expect(silent.get_by_test_id("sound-on")).to_contain_text("声音未开启,请点这里")
        shot(silent, "duty-alarm-silent")
        silent.evaluate(COUNT)
        silent.get_by_test_id("sound-on").click()
        expect(silent.get_by_test_id("sound")).to_have_attribute("data-state", "on")
        silent.wait_for_function("() => window.notes.length > 0")
        silent.keyboard.press("w")
        expect(silent.get_by_test_id("wall").get_by_test_id("sound")).to_have_attribute("data-state", "on")
        silent.reload()
        wall = silent.get_by_test_id("wall")
        expect(wall.get_by_test_id("sound-on")).to_contain_text("声音未开启,请点这里")
        shot(silent, "duty-wall-silent")
        silent.evaluate(COUNT)
        wall.get_by_test_id("sound-on").click()
        expect(wall.get_by_test_id("sound")).to_have_attribute("data-state", "on")
        silent.wait_for_function("() => window.notes.length > 0")
        wall.get_by_test_id("still").select_option("5")
        expect(wall.get_by_test_id("sound")).to_contain_text(re.compile(r"已静音到 \d\d:\d\d"))
        shot(silent, "duty-wall-stilled")
    finally:
        shy.close()
        server.control("printer-k2").fault("cover_open", on=False)
    expect(page.get_by_test_id("alarm-printer:printer-k2")).to_have_count(0)
    assert faults == []


def test_a_bad_press_on_the_box_stays_until_an_officer_has_said_what_was_done(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    """2.1. From the button on the wire to the officer's page; the time is measured, not held."""
    page = officer(open_page, server, "D01")
    clerk = server.staff("1001")
    clerk.post("/api/windows/w1/sign-in")
    assert server.kiosk("k1").post("/api/tickets", {"queue": "marriage", "kiosk": "k1"}).ok
    for press in ("call-next", "start", "finish"):
        answer = clerk.post(f"/api/windows/w1/{press}")
        assert answer.ok, answer.text
    desk = server.control("desks-1")
    wait_until(lambda: desk.state()["desks"]["1"]["rater"]["asks"])
    begun = time.monotonic()
    desk.request({"op": "rate", "address": 1, "button": 3})
    line = page.get_by_test_id(re.compile("^alarm-bad_rating:"))
    expect(line).to_contain_text("1号窗口收到差评")
    print(f"press to page: {time.monotonic() - begun:.2f} s")
    expect(line).to_have_attribute("data-tone", "bad")
    page.get_by_test_id(re.compile("^open-bad_rating:")).click()
    expect(page.get_by_test_id("facts")).to_contain_text("张敏(工号 1001)")
    expect(page.get_by_test_id("facts")).to_contain_text("BR-")
    way = "/duty/complaints?kind=bad_rating&case=BR-"
    expect(page.get_by_test_id("look-case")).to_have_attribute("href", re.compile(f"^{re.escape(way)}"))
    shot(page, "duty-alarm-rating")
    page.get_by_test_id("card-take").click()
    expect(page.get_by_test_id("owner")).to_contain_text("由 马志明 处理")
    page.get_by_test_id("card-answer").click()
    page.get_by_test_id("note").fill("已向群众致歉")
    page.get_by_test_id("confirm").click()
    expect(line).to_have_count(0)
    assert faults == []
