"""Reports, the list before closing, the roster: what they answer, and to whom (R77, R82, R118, R119)."""

from dataclasses import replace

import pytest

from server.domain.facts.calendar import DutyPost, Roster
from tests.web.house import Browser, House, sample_plan


@pytest.fixture
def duty(house: House) -> Browser:
    return house.staff("D01")


def test_a_report_that_is_not_there_is_said_to_be_missing(duty: Browser):
    for path, code in (
        ("/api/day-report?day=2020-01-01", "unknown_day"),
        ("/api/day-report?day=2020-13-01", "invalid"),
        ("/api/incidents/IN-20200101-1", "unknown_incident"),
        ("/api/incidents/nothing", "unknown_incident"),
        ("/api/incidents/a-b-c", "unknown_incident"),
        ("/api/duty-roster?day=tomorrow", "invalid"),
    ):
        answer = duty.get(path)
        assert (answer.get_json()["code"], 400 <= answer.status_code < 500) == (code, True), path


def test_the_report_of_the_day_is_the_sum_so_far_and_then_the_sum_that_was_settled(duty: Browser):
    running = duty.get("/api/day-report").get_json()
    assert (running["closed"], running["sums"]["issued"]) == (False, 0)
    for _ in range(2):
        assert duty.post("/api/hall/close").status_code == 200
    told, today = duty.get("/api/day-report").get_json(), running["today"]
    assert told["closed"]
    assert told["sums"] == duty.get(f"/api/day-report?day={today}").get_json()["sums"]
    sums = duty.get("/api/hall/sums").get_json()
    assert {key: sums[key] for key in told["sums"]} == told["sums"]
    closing = duty.get("/api/closing").get_json()
    assert (closing["shutdown"]["written"] > 0, closing["shutdown"]["unsent"]) == (True, 0)
    assert [item["id"] for item in closing["items"] if not item["done"]] == ["checks", "signed"]


def test_the_report_of_an_outage_says_what_was_done(duty: Browser):
    incident = duty.post("/api/hall/outage", {"reason": "停电", "short": True}).get_json()["incident"]
    assert duty.get(f"/api/incidents/{incident}").get_json()["kind"] == "short"
    assert duty.post("/api/hall/outage", {"reason": "变压器跳闸"}).get_json()["incident"] == incident
    told = duty.get(f"/api/incidents/{incident}").get_json()
    assert (told["kind"], told["reason"], told["by"], told["until"]) == ("long", "变压器跳闸", "D01", None)
    assert duty.post("/api/hall/recover").status_code == 200
    assert duty.get("/api/day-report").get_json()["incidents"][0]["until"]


def test_the_roster_has_five_weeks_from_monday_for_every_member_of_the_staff(house: House):
    told = house.staff("1001").get("/api/duty-roster?day=2027-01-01").get_json()["days"]
    assert (told[0]["date"], told[-1]["date"], len(told)) == ("2026-12-28", "2027-01-31", 35)
    assert [day["works"] for day in told[:7]] == [True] * 5 + [False] * 2


def test_who_hands_the_duty_over_to_nobody_is_told_so(duty: Browser):
    for body, code in (
        ({"to": "nobody"}, "unknown_staff"),
        ({"to": "1001"}, "no_duty_officer"),
        ({"to": "D01"}, "no_duty_officer"),
    ):
        assert duty.post("/api/duty/offer", body).get_json()["code"] == code
    assert duty.post("/api/duty/take").get_json()["code"] == "nothing_offered"


def test_the_phone_of_an_officer_is_for_staff_only(tmp_path):
    """R82: on the roster and at the duty officer's, on no page and no screen that is open to others."""
    plan = sample_plan()
    staff = tuple(replace(s, phone="82120101") if s.no == "D01" else s for s in plan.staff)
    post = Roster((DutyPost("1", ("D01",)),))
    house = House(tmp_path, replace(plan, staff=staff, roster=post))
    try:
        assert "82120101" in house.staff("1001").get("/api/duty-roster").text
        duty = house.feed("/duty", {}, house.staff("D01"))
        assert duty.wait_for("snapshot")["view"]["duty"][0]["phone"] == "82120101"
        duty.close()
        anybody, kiosk = house.browser(), house.device("kiosk", "k1")
        for path in ("/duty", "/duty/roster", "/guard", "/display/f1", "/kiosk/k1", "/guide"):
            assert "82120101" not in anybody.get(path).text, path
        assert house.browser().get("/api/duty-roster").status_code == 401
        assert anybody.get("/api/duty-roster").status_code == 403, "a kiosk is no member of the staff"
        assert "82120101" not in kiosk.get("/api/hall").text
    finally:
        house.close()
