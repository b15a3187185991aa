"""The whole house with its emulated devices: what fails on the wire, and what the hall makes of it."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.crash.crash_house import CrashHouse
from tests.serving import wait_until
from tests.web.page import Page

pytestmark = pytest.mark.crash
pressed_at = [0.0]
Press = Callable[..., None]


@pytest.fixture(scope="module")
def hall() -> Iterator[CrashHouse]:
    folder = Path(tempfile.mkdtemp(prefix="hallcall-"))
    hall = CrashHouse(folder)
    hall.start()
    hall.enter()
    for window in ("w1", "w2"):
        hall.do(window, "sign-in")
    yield hall
    hall.check()
    hall.power_cut()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def nobody_waits(hall: CrashHouse) -> None:
    """Each test begins with an empty hall."""
    for window in ("w1", "w2"):
        hall.at(window, "finish")
        while hall.at(window, "call-next").ok:
            hall.do(window, "finish")


@pytest.fixture
def press(hall: CrashHouse) -> Press:
    """A finger. It waits: the same key within a second is taken for the device's own repeat."""

    def press(**order: object) -> None:
        wait_until(lambda: time.monotonic() > pressed_at[0] + 1.2)
        hall.settled()
        hall.server.control("desks").request(order)
        pressed_at[0] = time.monotonic()

    return press


@pytest.fixture
def kiosk_page(hall: CrashHouse) -> Iterator[Page]:
    page = Page(hall.server.base, "/kiosk", {"id": "k1"}, {"Cookie": hall.kiosk.cookies()})
    page.wait_for("snapshot")
    yield page
    page.close()


def closed(page: Page) -> str | None:
    """Why the kiosk is closed, as its page was told last."""
    view = page.named("snapshot", "view")[-1]["view"]
    assert view["open"] is (view["closed"] is None)
    return view["closed"]["code"] if view["closed"] else None


def slip(page: Page, ticket: str) -> str | None:
    told = page.named("snapshot", "view")[-1]["view"]["slips"].get(ticket)
    return None if told == "pending" else told


def well(hall: CrashHouse, device: str) -> bool:
    return f'hallcall_device_well{{device="{device}"}} 1.0' in hall.server.session().get("/metrics").text


def test_without_paper_the_slip_fails_the_citizen_decides_and_the_kiosk_closes_until_there_is_paper(
    hall: CrashHouse, kiosk_page: Page
):
    printer = hall.server.control("printer")
    printer.fault("paper_out")
    kept, voided = hall.take("tax")["id"], hall.take("tax")["id"]
    for ticket in (kept, voided):
        wait_until(lambda ticket=ticket: slip(kiosk_page, ticket) == "failed", what="the page is told")
    assert {e["cause"] for e in hall.events("ticket.slip_failed.v1")} == {"paper_out"}
    assert hall.kiosk.post(f"/api/tickets/{kept}/keep").ok
    assert hall.kiosk.post(f"/api/tickets/{voided}/void", {"reason": "print_failed"}).ok
    wait_until(lambda: (slip(kiosk_page, kept), slip(kiosk_page, voided)) == ("kept", "void"))
    wait_until(lambda: closed(kiosk_page) == "printer", what="the kiosk closes")
    assert not well(hall, "printer-k1")
    printer.fault("paper_out", on=False)
    wait_until(lambda: closed(kiosk_page) is None, what="the kiosk opens by itself")
    assert well(hall, "printer-k1")
    printed = hall.take("tax")["id"]
    wait_until(lambda: slip(kiosk_page, printed) == "printed")


def test_a_silent_printer_is_no_answer_and_the_ticket_is_told_so(hall: CrashHouse, kiosk_page: Page):
    printer = hall.server.control("printer")
    printer.fault("silence")
    ticket = hall.take("tax")["id"]
    wait_until(lambda: slip(kiosk_page, ticket) == "failed", what="nobody waits for ever")
    assert hall.events("ticket.slip_failed.v1")[-1]["cause"] == "no_answer"
    wait_until(lambda: closed(kiosk_page) == "printer")
    printer.fault("silence", on=False)
    wait_until(lambda: closed(kiosk_page) is None, what="the printer is back")


def test_a_sign_that_was_unplugged_returns_in_step_by_itself(hall: CrashHouse):
    signs = hall.server.control("signs")
    signs.request({"op": "unplug"})
    wait_until(lambda: not well(hall, "sign-w1"), what="the hall notices")
    ticket = hall.take("social")["number"]
    hall.do("w1", "call-next")
    assert ticket not in hall.sign("w1")
    signs.request({"op": "plug"})
    wait_until(lambda: well(hall, "sign-w1"), what="the line is back")
    wait_until(lambda: hall.sign("w1") == f"请{ticket}号", what="the sign shows the present")
    hall.wait_for_signs()
    hall.do("w1", "finish")


def test_a_key_calls_exactly_once_and_is_echoed_only_after_the_commit(hall: CrashHouse, press: Press):
    ticket = hall.take("social")["id"]
    acks, calls = hall.desk("w1")["acks"], len(hall.events("ticket.called.v1"))
    press(op="press", address=1, key="call")
    wait_until(lambda: hall.desk("w1")["acks"] == acks + 1, what="the echo")
    called = hall.events("ticket.called.v1")[calls:]
    assert [(e["ticket"], e["window"], e["staff"]) for e in called] == [(ticket, "w1", "1001")]
    assert called[0]["actor"] == "device:keypad-w1"
    beeps = hall.desk("w1")["beeps"]
    press(op="press", address=1, key="pause")
    wait_until(lambda: hall.desk("w1")["beeps"] >= beeps + 2, what="a refusal is two beeps")
    assert hall.desk("w1")["acks"] == acks + 1
    assert len(hall.events("ticket.called.v1")) == calls + 1
    hall.do("w1", "finish")


def test_two_keys_at_once_lose_nothing_and_invent_nothing(hall: CrashHouse, press: Press):
    tickets = {hall.take("social")["id"], hall.take("social")["id"]}
    acks, calls = {w: hall.desk(w)["acks"] for w in ("w1", "w2")}, len(hall.events("ticket.called.v1"))
    press(op="collide", addresses=[1, 2], key="call")
    wait_until(lambda: all(hall.desk(w)["acks"] == acks[w] + 1 for w in acks), what="both are echoed")
    called = hall.events("ticket.called.v1")[calls:]
    assert {e["ticket"] for e in called} == tickets
    assert sorted(e["window"] for e in called) == ["w1", "w2"]
    for window in acks:
        hall.do(window, "finish")


def test_a_press_rates_the_visit_and_its_clerk_and_a_second_one_changes_nothing(
    hall: CrashHouse, press: Press
):
    ticket = hall.take("social")["id"]
    asks = hall.desk("w1")["rater"]["asks"]
    hall.do("w1", "call-next", "finish")
    wait_until(lambda: hall.desk("w1")["rater"]["asks"] > asks, what="the box asks")
    thanks, before = hall.desk("w1")["rater"]["thanks"], int(time.time() * 1000)
    press(op="rate", address=1, button=1)
    wait_until(lambda: hall.desk("w1")["rater"]["thanks"] == thanks + 1, what="thank you")
    given = hall.events("rating.given.v1")[-1]
    assert {k: given[k] for k in ("ticket", "window", "staff", "level", "channel")} == {
        "ticket": ticket,
        "window": "w1",
        "staff": "1001",
        "level": 4,
        "channel": "rater",
    }
    assert before <= given["at"] <= time.time() * 1000
    press(op="rate", address=1, button=3)
    refused = wait_until(lambda: hall.events("rating.refused.v1"), what="the second press is kept too")[-1]
    assert (refused["code"], refused["level"], refused["ticket"]) == ("already_rated", 1, ticket)
    assert hall.desk("w1")["rater"]["thanks"] == thanks + 1
    assert hall.events("rating.given.v1")[-1] == given
