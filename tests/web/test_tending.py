"""The staff page of a kiosk: who may open it, for how long, and what stands in the log."""

from typing import Any

import pytest

from server.web.access.sessions import FAILURES, SESSION_COOKIE
from server.web.api.tending import PASS_MS
from server.web.pages.version import pages_version
from tests.web.house import PASSWORD, Browser, House


@pytest.fixture
def kiosk(house: House) -> Browser:
    for staff_no in ("1001", "D01", "H01", "S01"):
        house.web.access.set_password(staff_no, PASSWORD)
    return house.device("kiosk", "k1")


def opened(kiosk: Browser, staff_no: str = "D01", password: str = PASSWORD, at: str = "k1") -> Any:
    return kiosk.post(f"/api/kiosks/{at}/staff", {"staff_no": staff_no, "password": password})


def test_the_help_desk_the_duty_officer_and_the_administrator_may_and_it_is_in_the_log(house, kiosk):
    for staff_no in ("D01", "H01", "S01"):
        answer = opened(kiosk, staff_no)
        assert answer.status_code == 201
        assert answer.get_json()["staff"]["no"] == staff_no
    tended = house.log("kiosk.tended.v1")
    assert [(e.actor, e.kiosk, e.what) for e in tended] == [
        ("staff:D01", "k1", "opened"),
        ("staff:H01", "k1", "opened"),
        ("staff:S01", "k1", "opened"),
    ]


def test_nobody_is_signed_in_by_it(kiosk):
    answer = opened(kiosk)
    assert SESSION_COOKIE not in "".join(answer.headers.getlist("Set-Cookie"))
    assert kiosk.get("/api/session").get_json()["staff"] is None


@pytest.mark.parametrize(
    ("staff_no", "password", "status", "code"),
    [
        ("1001", PASSWORD, 403, "forbidden"),
        ("D01", "wrong", 401, "bad_credentials"),
        ("nobody", PASSWORD, 401, "bad_credentials"),
    ],
)
def test_who_has_no_business_there_is_refused(house, kiosk, staff_no, password, status, code):
    answer = opened(kiosk, staff_no, password)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.get_json()["detail"] and answer.get_json()["detail_en"]
    assert house.log("kiosk.tended.v1") == []


def test_guessing_at_the_kiosk_locks_the_account_as_anywhere(kiosk):
    for _ in range(FAILURES):
        assert opened(kiosk, password="guess").status_code == 401
    assert opened(kiosk).get_json()["code"] == "locked"


def test_a_kiosk_opens_its_own_page_and_no_other_s(house, kiosk):
    assert opened(kiosk, at="k2").get_json()["code"] == "forbidden"
    token = opened(kiosk).get_json()["pass"]
    other = house.device("kiosk", "k2")
    assert other.post("/api/kiosks/k2/test-slip", {"token": token}).get_json()["code"] == "sign_in_required"


@pytest.mark.parametrize("what", ["state", "test-slip", "reprint"])
def test_without_a_pass_or_after_its_time_nothing_is_done(house, kiosk, what):
    body = {"token": "guessed", "ticket": "x"} if what == "reprint" else {"token": "guessed"}
    assert kiosk.post(f"/api/kiosks/k1/{what}", body).get_json()["code"] == "sign_in_required"
    body["token"] = opened(kiosk).get_json()["pass"]
    house.clock.ahead_ms += PASS_MS + 1
    assert kiosk.post(f"/api/kiosks/k1/{what}", body).get_json()["code"] == "sign_in_required"
    assert [e.what for e in house.log("kiosk.tended.v1")] == ["opened"]


def test_the_state_a_test_slip_and_the_last_paper_again(house, kiosk):
    number = kiosk.post("/api/tickets", {"queue": "marriage", "kiosk": "k1"}).get_json()
    answer = opened(kiosk).get_json()
    printer = next(device for device in answer["devices"] if device["kind"] == "printer")
    assert (printer["id"], printer["cause"]) == ("printer-k1", "not_started")
    assert [ticket["number"] for ticket in answer["last"]] == [number["number"]]
    token = {"token": answer["pass"]}
    assert kiosk.post("/api/kiosks/k1/test-slip", token).status_code == 200
    assert [e.what for e in house.log("kiosk.tended.v1")] == ["opened", "test"]
    again = kiosk.post("/api/kiosks/k1/reprint", token | {"ticket": number["id"]})
    assert again.status_code == 200
    (asked,) = house.log("ticket.reprint.v1")
    assert (asked.actor, asked.ticket, asked.kiosk) == ("staff:D01", number["id"], "k1")
    healths = {"printer-k1": {"link": "answered", "cause": "paper_out", "paper": "out"}}
    house.healths = {id_: {"since": 0, "last_ok": 0, "errors": 0, **said} for id_, said in healths.items()}
    ill = kiosk.post("/api/kiosks/k1/state", token).get_json()["devices"]
    assert next(d for d in ill if d["id"] == "printer-k1")["cause"] == "paper_out"


def test_the_version_changes_with_any_file_of_the_pages_and_with_what_they_are_told(tmp_path):
    page = tmp_path / "kiosk" / "static" / "page.js"
    page.parent.mkdir(parents=True)
    page.write_text("one")
    first = pages_version("told", root=tmp_path)
    assert pages_version("told", root=tmp_path) == first
    assert pages_version("other", root=tmp_path) != first
    page.write_text("two")
    assert pages_version("told", root=tmp_path) != first


def test_the_page_and_the_beat_name_the_same_version(house):
    kiosk = house.device("kiosk", "k1")
    page = house.feed("/kiosk", {"id": "k1"}, kiosk)
    told = page.wait_for("beat")["version"]
    assert len(told) == 16
    assert told in house.browser().client.get("/kiosk/k1").get_data(as_text=True)
