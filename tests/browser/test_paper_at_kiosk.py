"""What a citizen at a kiosk sees of its two printers: the other one takes over, or the question is asked."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.kiosk_page import take_number
from tests.browser.test_accessibility import findings
from tests.browser.test_broken_network import Cable
from tests.serving import Server, wait_until

pytestmark = pytest.mark.browser

FIRST, SPARE = "printer-k1", "printer-k1-spare"
SLOW = 60_000
MARK = "【补打】"
BEYOND = """() => {
  const lowest = document.querySelector(".modes").getBoundingClientRect().top;
  const highest = document.querySelector(".head").getBoundingClientRect().bottom;
  return [...document.querySelectorAll(".result *")].filter((element) => {
    const at = element.getBoundingClientRect();
    const tall = at.bottom > lowest + 1 || at.top < highest - 1;
    return at.width > 1 && (tall || at.right > innerWidth + 1 || at.left < -1);
  }).map((element) => element.className || element.tagName);
}"""


@pytest.fixture(autouse=True)
def printers_well(server: Server) -> Iterator[None]:
    """Each test begins and ends with both in order, and the hall knows."""

    def mended() -> None:
        for name in (FIRST, SPARE):
            for kind in ("paper_out", "cover_open", "silence"):
                server.control(name).fault(kind, on=False)
        wait_until(lambda: all(well(server, name) for name in (FIRST, SPARE)), 60, "both are well")

    mended()
    yield
    mended()


def well(server: Server, printer: str) -> bool:
    return f'hallcall_device_well{{device="{printer}"}} 1.0' in server.session().get("/metrics").text


def slips(server: Server, printer: str) -> list[str]:
    """The whole slips of this printer, as text."""
    tickets = server.control(printer).state()["tickets"]
    return ["\n".join(str(line.get("text", "")) for line in ticket["lines"]) for ticket in tickets]


def of(server: Server, number: str) -> dict[str, list[bool]]:
    """By printer: for each slip of this number, whether it says 补打."""
    return {
        name: [MARK in slip for slip in slips(server, name) if number in slip.split("\n")]
        for name in (FIRST, SPARE)
    }


def events(server: Server, type_: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.staff("D01").get("/api/events?limit=200").json()["events"]
    return [event for event in found if event["type"] == type_]


def touched(kiosk: Page) -> str:
    """The number that the touch gave."""
    take_number(kiosk, "insurance")
    expect(kiosk.get_by_test_id("result-number")).to_have_text(re.compile(r"^B\d{3}$"))
    return kiosk.get_by_test_id("result-number").inner_text()


def says(kiosk: Page, text: str) -> None:
    expect(kiosk.get_by_test_id("slip-state")).to_contain_text(text, timeout=SLOW)


def unanswered(server: Server, kiosk: Page) -> str:
    """Both printers run out within the job: the citizen is asked."""
    for name in (FIRST, SPARE):
        server.control(name).fault("paper_out", value=3)
    number = touched(kiosk)
    says(kiosk, "没有纸质号票")
    expect(kiosk.get_by_test_id("keep")).to_be_enabled(timeout=SLOW)
    return number


def state(server: Server, number: str) -> tuple[str, str]:
    """(state, slip) of the ticket, as the log says."""
    ours = [e for e in events_of(server) if str(e.get("ticket", "")).endswith(f"-{number}")]
    return ours[0]["type"], str(ours[0].get("reason", ""))


def events_of(server: Server) -> list[dict[str, Any]]:
    """The newest first."""
    found: list[dict[str, Any]] = server.staff("D01").get("/api/events?limit=200").json()["events"]
    return found


def test_paper_out_within_the_job_brings_a_marked_slip_from_the_other_printer(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    server.control(FIRST).fault("paper_out", value=3)
    number = touched(kiosk)
    says(kiosk, "请取走号票")
    assert of(server, number) == {FIRST: [], SPARE: [True]}
    moved = events(server, "ticket.slip_moved.v1")[0]
    assert (moved["cause"], moved["printer"]) == ("paper_out", SPARE)
    kiosk.get_by_test_id("done").click()
    expect(kiosk.get_by_test_id("queue-insurance")).to_be_visible()  # it stays open
    number = touched(kiosk)
    says(kiosk, "请取走号票")
    assert of(server, number) == {FIRST: [], SPARE: [False]}
    assert faults == []


def test_with_its_cover_open_the_first_printer_is_passed_over_until_it_is_closed(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    kiosk = open_page("/kiosk/k1", 1920, 1080)
    server.control(FIRST).fault("cover_open")
    wait_until(lambda: not well(server, FIRST), 60, "the hall knows")
    number = touched(kiosk)
    says(kiosk, "请取走号票")
    assert of(server, number) == {FIRST: [], SPARE: [False]}
    server.control(FIRST).fault("cover_open", on=False)
    wait_until(lambda: well(server, FIRST), 60, "closed again")
    kiosk.get_by_test_id("done").click()
    number = touched(kiosk)
    says(kiosk, "请取走号票")
    assert of(server, number) == {FIRST: [False], SPARE: []}
    assert faults == []


def test_both_printers_out_the_number_is_kept_and_the_kiosk_names_another_until_there_is_paper(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    number = unanswered(server, kiosk)
    expect(kiosk.locator(".qr img")).to_be_visible()
    expect(kiosk.locator(".question-left")).to_contain_text("秒后自动取消")
    assert findings(kiosk) == []
    kiosk.get_by_test_id("keep").click()
    says(kiosk, "已保留")
    shot(kiosk, "kiosk-kept")
    assert state(server, number)[0] == "ticket.kept.v1"
    kiosk.get_by_test_id("done").click()
    expect(kiosk.get_by_test_id("closed")).to_be_visible(timeout=SLOW)
    expect(kiosk.get_by_test_id("elsewhere")).to_contain_text("二楼取号机")
    assert findings(kiosk) == []
    shot(kiosk, "kiosk-elsewhere")
    server.control(SPARE).fault("paper_out", on=False)
    expect(kiosk.get_by_test_id("queue-insurance")).to_be_visible(timeout=SLOW)
    number = touched(kiosk)
    says(kiosk, "请取走号票")
    assert of(server, number) == {FIRST: [], SPARE: [False]}
    assert faults == []


@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (1920, 1080)])
def test_nothing_of_the_result_is_cut_off_and_the_number_is_large(
    server: Server, open_page: OpenPage, faults: list[str], width: int, height: int
) -> None:
    kiosk = open_page("/kiosk/k1", width, height)
    unanswered(server, kiosk)
    assert kiosk.evaluate(BEYOND) == []
    size = kiosk.get_by_test_id("result-number").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size * 0.7 >= 235  # a figure is 0.7 of its type
    shot(kiosk, f"kiosk-no-paper-slip-{width}")
    kiosk.get_by_test_id("give-up").click()
    says(kiosk, "号码已取消")
    assert kiosk.evaluate(BEYOND) == []
    assert faults == []


def test_given_up_the_number_is_void_at_once(server: Server, open_page: OpenPage, faults: list[str]) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    number = unanswered(server, kiosk)
    kiosk.get_by_test_id("give-up").click()
    says(kiosk, "号码已取消")
    assert state(server, number) == ("ticket.voided.v1", "未出票,群众放弃")
    assert faults == []


def test_without_an_answer_no_ghost_stays_in_the_queue(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    number = unanswered(server, kiosk)
    says(kiosk, "号码已取消")
    assert state(server, number) == ("ticket.voided.v1", "print_failed")
    expect(kiosk.get_by_test_id("closed")).to_be_visible(timeout=SLOW)  # the page leaves by itself
    assert faults == []


@pytest.mark.parametrize("reached", [True, False], ids=["the answer is lost", "the request is lost"])
def test_a_network_that_drops_one_packet_after_the_touch_gives_one_number_and_one_slip(
    server: Server, open_page: OpenPage, faults: list[str], reached: bool
) -> None:
    kiosk = open_page("/kiosk/k1", 1080, 1920)
    expect(kiosk.get_by_test_id("queue-insurance")).to_be_visible()
    before = len(events(server, "ticket.taken.v1"))
    asked: list[str] = []

    def drop_once(route: Route) -> None:
        asked.append(route.request.headers["idempotency-key"])
        if len(asked) > 1:
            route.continue_()
            return
        if reached:
            route.fetch()
        route.abort("connectionreset")

    kiosk.route("**/api/tickets", drop_once)
    number = touched(kiosk)
    says(kiosk, "请取走号票")
    assert len(asked) == 2
    assert asked[0] == asked[1]
    assert len(events(server, "ticket.taken.v1")) == before + 1
    assert of(server, number) == {FIRST: [False], SPARE: []}
    assert faults == []


def test_a_cable_pulled_right_after_the_touch_leaves_no_number_without_its_slip(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    cable = Cable(server.port)
    kiosk = open_page("/kiosk/k1", 1080, 1920, base=f"http://127.0.0.1:{cable.port}")
    before = {e["ticket"] for e in events(server, "ticket.taken.v1")}
    take_number(kiosk, "insurance")
    cable.pull()
    ended = kiosk.get_by_test_id("trouble").or_(kiosk.get_by_test_id("result-number"))
    expect(ended.first).to_be_visible(timeout=SLOW)
    cable.put_back()
    expect(kiosk.get_by_test_id("stale")).to_have_count(0, timeout=SLOW)
    taken = [e for e in events(server, "ticket.taken.v1") if e["ticket"] not in before]
    assert len(taken) <= 1
    for event in taken:
        number = event["number"]
        wait_until(lambda number=number: of(server, number)[FIRST] == [False], 30, "its slip")
        assert of(server, number)[SPARE] == []
    cable.close()
    assert faults == []
