"""Every page of the kiosk in every mode and language on both screens: nothing cut, covered or too small."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.kiosk_modes import choose, in_every_mode, switch, wrong
from tests.browser.kiosk_page import take_number, touch
from tests.serving import SAMPLE, Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SCREENS = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
CARD = "999999195802140015"
# Where the first and the last sign of a text begin, in px from the left.
LEFT_OF_ENDS = """({ firstChild: text }) => [0, text.length - 1].map((at) => {
  const range = document.createRange();
  range.setStart(text, at);
  range.setEnd(text, at + 1);
  return range.getBoundingClientRect().left;
})"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Business licences must know who comes, and somebody has an appointment."""
    folder = tmp_path_factory.mktemp("hall") / "config"
    shutil.copytree(SAMPLE.parent, folder)  # with what its matters need
    config = folder / "hall.toml"
    text = config.read_text(encoding="utf-8")
    text = text.replace('unit = "工商窗口"\n', 'unit = "工商窗口"\nidentity = "required"\n', 1)
    text = text.replace("# slip_answer_s = 30 ", "slip_answer_s = 600 ", 1)  # while it is looked at
    config.write_text(text, encoding="utf-8")
    with Server(folder.parent / "data", config=config) as running:
        running.passwords()
        today = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
        booked = {"code": "80412345", "day": today, "queue": "payment", "start": "00:00", "end": "23:59"}
        assert running.staff("H01").post("/api/appointments", {"appointments": [booked]}).ok
        yield running


def start(page: Page) -> None:
    expect(page.get_by_test_id("queue-insurance")).to_be_enabled()


def home(page: Page) -> None:
    page.reload()
    start(page)


def result(page: Page) -> None:
    start(page)
    take_number(page, "marriage")
    expect(page.get_by_test_id("done")).to_be_enabled()


def led(page: Page, *keys: str, then: str) -> None:
    start(page)
    for key in keys:
        touch(page, key)
    expect(page.get_by_test_id(then)).to_be_enabled()


@pytest.mark.parametrize("screen", SCREENS)
def test_the_pages_before_a_number_hold_in_every_mode_and_language(
    server: Server, open_page: OpenPage, faults: list[str], screen: str
) -> None:
    page = open_page("/kiosk/k1", *SCREENS[screen])
    found = {}
    for name, keys, then in (
        ("start", (), "queue-insurance"),
        ("matters", ("queue-insurance",), "any-insurance"),
        ("search", ("search",), "letter-Z"),
        ("found", ("search", "letter-H"), "letter-Z"),
        ("check-in", ("check-in", "digit-8", "digit-0"), "check-in-ok"),
        ("guide", ("guide",), "guide-back"),
        ("guide-matter", ("queue-marriage", "guide", "guide-marriage-register"), "guide-print"),
        ("identity", ("queue-business", "any-business"), "identity-other"),
        ("identity-pad", ("queue-business", "any-business", "identity-other", "id-1"), "id-delete"),
    ):
        led(page, *keys, then=then)
        found |= in_every_mode(page, name)
        home(page)
    assert found == {}
    assert faults == []


@pytest.mark.parametrize("screen", SCREENS)
def test_a_number_and_what_goes_wrong_hold_in_every_mode_and_language(
    server: Server, open_page: OpenPage, faults: list[str], screen: str
) -> None:
    page = open_page("/kiosk/k1", *SCREENS[screen])
    result(page)
    found = in_every_mode(page, "result")
    touch(page, "done")

    for _ in range(2):  # the second time there is a number already
        led(page, "queue-business", "any-business", then="identity-other")
        server.control("id-k1").request({"op": "card", "number": CARD})
        touch(page, "done")
        server.control("id-k1").request({"op": "remove"})
        if page.get_by_test_id("existing").count():
            break
    start(page)
    led(page, "queue-business", "any-business", then="identity-other")
    server.control("id-k1").request({"op": "card", "number": CARD})
    expect(page.get_by_test_id("reprint")).to_be_enabled()
    server.control("id-k1").request({"op": "remove"})
    found |= in_every_mode(page, "existing")
    touch(page, "done")

    led(page, "check-in", "digit-9", then="check-in-ok")
    page.get_by_test_id("check-in-ok").click()
    expect(page.get_by_test_id("check-in-said")).to_contain_text("没有找到")
    expect(page.get_by_test_id("check-in-back")).to_be_enabled()
    found |= in_every_mode(page, "check-in-unknown")
    home(page)

    page.route("**/api/tickets", lambda route: route.abort())  # no answer from the server
    take_number(page, "marriage")
    expect(page.get_by_test_id("trouble")).to_be_visible(timeout=30_000)
    expect(page.get_by_test_id("done")).to_be_enabled()
    found |= in_every_mode(page, "trouble")
    assert found == {}
    assert faults == []


@pytest.mark.parametrize("screen", SCREENS)
def test_a_number_without_paper_is_asked_about_in_every_mode_and_language(
    server: Server, open_page: OpenPage, faults: list[str], screen: str
) -> None:
    printer = server.control("printer-k2")
    printer.fault("paper_out", on=False)
    page = open_page("/kiosk/k2", *SCREENS[screen])
    touch(page, "queue-payment")
    expect(page.get_by_test_id("any-payment")).to_be_enabled()
    printer.fault("paper_out", value=3)  # within the job
    page.get_by_test_id("any-payment").click()
    expect(page.get_by_test_id("keep")).to_be_enabled()
    found = in_every_mode(page, "no-paper")
    touch(page, "keep")
    expect(page.get_by_test_id("slip-state")).to_contain_text("已保留")
    expect(page.get_by_test_id("done")).to_be_enabled()
    found |= in_every_mode(page, "kept", languages=())
    printer.fault("paper_out", on=False)
    assert found == {}
    assert faults == []


@pytest.mark.parametrize("screen", SCREENS)
def test_a_question_over_the_page_holds_in_every_mode_and_language(
    server: Server, open_page: OpenPage, faults: list[str], screen: str
) -> None:
    page = open_page("/kiosk/k1", *SCREENS[screen])
    page.clock.install()
    page.reload()
    found = {}
    for modes, code in (((), "zh"), (("large", "contrast", "low"), "zh"), ((), "en"), ((), "ug")):
        led(page, "queue-insurance", then="any-insurance")
        switch(page, modes, True)
        if code != "zh":
            choose(page, code)
        label = "-".join((screen, *modes, code))
        page.get_by_test_id("language").click()
        expect(page.get_by_test_id("language-close")).to_be_enabled()
        found[f"languages-{label}"] = wrong(page, modes)
        shot(page, f"kiosk-languages-{label}")
        touch(page, "language-close")
        expect(page.get_by_test_id("languages")).to_have_count(0)
        for _ in range(20):
            page.clock.fast_forward(5_000)
            if page.get_by_test_id("still-there").count():
                break
        expect(page.get_by_test_id("still-there")).to_be_visible()
        found[f"still-there-{label}"] = wrong(page, modes)
        shot(page, f"kiosk-still-there-{label}")
        home(page)
    assert {label: what for label, what in found.items() if what} == {}
    assert faults == []


@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_stands_alone_at_one_side_and_no_line_begins_with_a_number(
    server: Server, open_page: OpenPage, faults: list[str], screen: str
) -> None:
    page = open_page("/kiosk/k1", *SCREENS[screen])
    start(page)
    choose(page, "en")
    where = page.get_by_test_id("queue-disabled").locator(".card-where span").last
    expect(where).to_be_visible()
    assert where.text_content() == "Disability service, beside\u00a05"
    led(page, "search", then="back")
    row, key = page.locator(".page-keys").bounding_box(), page.get_by_test_id("back").bounding_box()
    assert row and key and (key["x"], key["width"]) == (row["x"], row["width"])
    shot(page, f"kiosk-alone-{screen}")
    assert faults == []


@pytest.mark.parametrize("screen", SCREENS)
def test_a_long_notice_takes_no_room_from_the_cards(
    server: Server, open_page: OpenPage, faults: list[str], screen: str
) -> None:
    duty = server.staff("D01")
    words = "今天下午设备检修,请各位群众到西侧等候区等候," * 4
    notice = duty.post("/api/hall/notice", {"text": words}).json()["notices"][0]
    page = open_page("/kiosk/k1", *SCREENS[screen])
    start(page)
    expect(page.get_by_test_id("notice")).to_contain_text(words)
    found = in_every_mode(page, f"long-notice-{screen}")
    assert duty.post(f"/api/hall/notices/{notice}/end").ok
    assert found == {}
    assert faults == []


def test_a_mode_and_a_language_are_gone_when_the_kiosk_goes_home(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    start(page)
    choose(page, "ug")
    for mode in ("large", "contrast", "low", "voice"):
        switch(page, (mode,), True)
    page.keyboard.press("Escape")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    for mode in ("large", "contrast", "low", "voice"):
        expect(page.get_by_test_id(f"mode-{mode}")).to_have_attribute("aria-pressed", "false")
    assert faults == []


def test_from_right_to_left_the_page_is_mirrored_and_numbers_are_not(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    start(page)
    hall = page.locator(".head-hall").bounding_box()
    choose(page, "ug")
    mirrored = page.locator(".head-hall").bounding_box()
    assert hall and mirrored
    assert hall["x"] < 540 < mirrored["x"] + mirrored["width"]
    assert hall["x"] + mirrored["x"] + mirrored["width"] == pytest.approx(1080, abs=2)
    expect(page.locator("h2")).to_contain_text("تاللاڭ")
    expect(page.locator("h2 .en")).to_have_text("请选择要办理的业务")
    card = page.get_by_test_id("queue-insurance")
    expect(card).to_contain_text("Social insurance")
    take_number(page, "insurance")
    number = page.get_by_test_id("result-number")
    expect(number).to_be_visible()
    assert number.evaluate("e => getComputedStyle(e).direction") == "ltr"
    order = number.evaluate(LEFT_OF_ENDS)
    assert order[0] < order[1]
    assert faults == []


def test_more_time_holds_a_page_that_would_leave(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    result(page)
    done = page.get_by_test_id("done")
    expect(done).to_contain_text("(17)")
    page.get_by_test_id("more-time").click()
    expect(done).to_contain_text("(20)")
    assert faults == []
