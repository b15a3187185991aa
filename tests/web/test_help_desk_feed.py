"""The help desk's page and its feed: who may see it, and that it is told what happens."""

import json

import pytest

from server.domain.views.help_desk import desk_view
from tests.serving import wait_until
from tests.web.house import House
from tests.web.page import Refused


def test_anybody_may_open_the_page_and_it_holds_nothing_of_the_day(house: House):
    house.staff("H01").post("/api/tickets", {"queue": "marriage"})
    answer = house.browser().get("/desk")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    html = answer.get_data(as_text=True)
    assert "/caller/static/help/desk.js" in html
    assert "A001" not in html


@pytest.mark.parametrize("name", ["help/desk.js", "help/desk.css", "console/caller.js", "console/caller.css"])
def test_its_modules_are_served_beside_the_console_s(shared_house: House, name: str):
    assert shared_house.browser().get(f"/caller/static/{name}").status_code == 200


@pytest.mark.parametrize("staff_no", ["H01", "L01", "D01", "S01"])
def test_who_works_there_is_told_exactly_the_view(house: House, staff_no: str):
    page = house.feed("/desk", {}, house.staff(staff_no))
    wanted = house.executor.read(lambda hall: desk_view(hall, {}))
    assert page.wait_for("snapshot")["view"] == json.loads(json.dumps(wanted))
    page.close()


def test_a_clerk_a_device_and_a_stranger_are_refused(house: House):
    for browser, code in (
        (house.staff("1001"), "forbidden"),
        (house.device("kiosk", "k1"), "sign_in_required"),
        (None, "sign_in_required"),
    ):
        with pytest.raises(Refused) as refused:
            house.feed("/desk", {}, browser)
        assert refused.value.why["data"]["code"] == code


def test_a_number_that_is_passed_comes_to_the_desk_and_goes_when_it_is_lined_up(house: House):
    desk, clerk = house.staff("H01"), house.staff("1001")
    page = house.feed("/desk", {}, desk)
    page.wait_for("snapshot")
    ticket = desk.post("/api/tickets", {"queue": "marriage"}).get_json()["id"]
    for action in ("sign-in", "call-next", "pass"):
        assert clerk.post(f"/api/windows/w1/{action}").status_code == 200, action

    def passed() -> list[str]:
        return [t["id"] for t in (page.named("view") or page.named("snapshot"))[-1]["view"]["passed"]]

    wait_until(lambda: passed() == [ticket], what="it is passed")
    assert desk.post(f"/api/tickets/{ticket}/requeue", {"kiosk": "k1"}).status_code == 200
    wait_until(lambda: passed() == [], what="it waits again")
    page.close()


def test_who_signs_out_is_shown_no_more(house: House):
    desk = house.staff("H01")
    page = house.feed("/desk", {}, desk)
    page.wait_for("snapshot")
    assert desk.delete("/api/session").status_code == 204
    wait_until(lambda: not page.connected, what="the feed has ended")


def test_a_printer_that_fails_is_no_longer_offered(house: House):
    ill = {"link": "answered", "cause": "paper_out", "since": 0, "last_ok": None, "errors": 1, "paper": "out"}
    house.healths |= {"printer-k1": ill, "printer-k1-spare": ill}
    page = house.feed("/desk", {}, house.staff("H01"))
    kiosks = {k["id"]: k["prints"] for k in page.wait_for("snapshot")["view"]["kiosks"]}
    assert kiosks == {"k1": False, "k2": True}
    page.close()
