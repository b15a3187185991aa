"""Who is at a console: its locked screen, by its key and by itself; the next person; a call by mistake."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_accessibility import findings
from tests.browser.test_console_holds import at_window, looked_at, pressed, settled, take
from tests.browser.test_visit import events
from tests.serving import SAMPLE, Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The sample hall, where a busy machine has a minute to take a call back."""
    folder = tmp_path_factory.mktemp("hall")
    config = folder / "hall.toml"
    sample = SAMPLE.read_text(encoding="utf-8")
    config.write_text(sample.replace("[settings]\n", "[settings]\nundo_s = 60\n"), encoding="utf-8")
    with Server(folder / "data", config=config) as running:
        running.passwords()
        yield running


def test_a_locked_console_keeps_the_number_and_takes_no_key(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    number = take(server, "marriage")
    page = open_page("/caller", 380, 800)
    at_window(page, server, "1001", "w1")
    pressed(page, "call-next", "calling")
    page.get_by_test_id("lock").click()
    expect(page.get_by_test_id("unlock-password")).to_be_focused()
    expect(page.get_by_test_id("in-hand")).to_contain_text(number)
    expect(page.get_by_test_id("waiting-list")).to_have_count(0)
    assert findings(page) == []
    shot(page, "console-locked-380")
    page.locator("h1").click()
    for key in ("KeyS", "KeyR", "KeyP", "KeyF"):
        page.keyboard.press(key)
    page.reload()
    expect(page.get_by_test_id("in-hand")).to_contain_text(number)
    page.get_by_test_id("unlock-password").fill("wrong")
    page.get_by_test_id("unlock").click()
    expect(page.get_by_test_id("message")).to_contain_text("密码不对")
    page.get_by_test_id("unlock-password").fill(server.passwords()["1001"])
    page.keyboard.press("Enter")
    settled(page, "calling")
    expect(page.get_by_test_id("in-hand")).to_contain_text(number)
    assert [events(server, f"ticket.{what}.v1") for what in ("started", "recalled", "passed")] == [[], [], []]
    pressed(page, "start", "serving")
    pressed(page, "finish", "idle")
    assert faults == []


def test_a_console_that_nobody_touches_locks_and_another_person_signs_in(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/caller", 380, 800)
    page.clock.install()
    page.reload()
    at_window(page, server, "1008", "w7")
    page.clock.fast_forward(800_000)
    expect(page.get_by_test_id("state")).to_be_visible()
    page.keyboard.press("Shift")
    page.clock.fast_forward(800_000)
    expect(page.get_by_test_id("state")).to_be_visible()
    page.clock.fast_forward(101_000)
    expect(page.get_by_test_id("locked")).to_be_visible()
    page.get_by_test_id("other-person").click()
    expect(page.get_by_test_id("staff-no")).to_be_visible()
    page.get_by_test_id("staff-no").fill("1006")
    page.get_by_test_id("password").fill(server.passwords()["1006"])
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("window-w7")).to_be_visible()
    assert faults == []


def test_by_keyboard_another_person_takes_over_with_the_number_in_hand(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    number = take(server, "property")
    made = server.staff("S01").post("/api/pairings", {"kind": "agent", "device": "w6"}).json()
    assert server.session().get(f"/api/pair/{made['code']}").ok
    page = open_page("/caller", 380, 800)
    at_window(page, server, "1007", "w6")
    page.keyboard.press("KeyN")
    settled(page, "calling")
    page.keyboard.press("KeyJ")
    expect(page.get_by_test_id("hand-over-no")).to_be_focused()
    expect(page.get_by_test_id("ask-hand-over")).to_contain_text(number)
    looked_at(page, "hand-over")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("start")).to_be_focused()
    settled(page, "calling")
    page.keyboard.press("KeyJ")
    page.keyboard.type("1009")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("message")).to_contain_text("密码不对")
    expect(page.get_by_test_id("hand-over-no")).to_have_value("1009")
    expect(page.get_by_test_id("hand-over-password")).to_be_focused()
    expect(page.get_by_test_id("state")).to_have_attribute("data-state", "calling")
    page.keyboard.type(server.passwords()["1009"])
    page.keyboard.press("Enter")
    expect(page.locator(".desk-staff")).to_contain_text("郑伟")
    settled(page, "calling")
    expect(page.get_by_test_id("in-hand")).to_contain_text(number)
    expect(page.get_by_test_id("message")).to_contain_text("请在热键小窗口退出,用您的工号登录")
    looked_at(page, "handed-over")
    page.reload()
    settled(page, "calling")
    page.keyboard.press("KeyS")
    settled(page, "serving")
    page.keyboard.press("KeyF")
    settled(page, "idle")
    over, ended = events(server, "window.handed_over.v1")[0], events(server, "ticket.finished.v1")[0]
    assert (over["staff"], over["to"], over["ticket"], ended["staff"]) == (
        "1007",
        "1009",
        ended["ticket"],
        "1009",
    )
    assert faults == []


def test_a_call_by_mistake_is_taken_back_at_once_and_refused_in_words_later(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    number = take(server, "disabled")
    page, board = open_page("/caller", 380, 800), open_page("/display/f1", 1920, 1080)
    at_window(page, server, "1006", "w5-side")
    undo = page.get_by_test_id("undo")
    expect(undo).to_have_attribute("data-idle", "true")
    page.keyboard.press("KeyN")
    settled(page, "calling")
    expect(board.get_by_text(number).first).to_be_visible()
    page.keyboard.press("KeyU")
    settled(page, "idle")
    expect(page.get_by_test_id("waiting-list")).to_contain_text(number)
    expect(board.get_by_text(number)).to_have_count(0)
    page.keyboard.press("KeyU")
    expect(page.get_by_test_id("message")).to_contain_text("办结不能撤销")
    settled(page, "idle")
    page.keyboard.press("KeyN")
    settled(page, "calling")
    looked_at(page, "calling-undo")
    page.keyboard.press("KeyR")
    expect(undo).to_have_attribute("data-idle", "true")
    settled(page, "calling")
    page.keyboard.press("KeyU")
    expect(page.get_by_test_id("message")).to_contain_text("不能撤销;叫错了请用“退回”")
    settled(page, "calling")
    page.keyboard.press("KeyS")
    settled(page, "serving")
    assert [e["back"] for e in events(server, "ticket.call_undone.v1")] == ["waiting"]
    assert events(server, "ticket.passed.v1") == []
    assert faults == []
