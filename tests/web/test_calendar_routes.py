"""The calendar over the wire: what is known of a day, and days set by hand."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from server.domain.facts.calendar import Calendar
from tests.web.house import Browser, House, sample_plan

KNOWN = Calendar(official={"2026-10-01": False, "2026-10-10": True}, known_until="2026-12-31")


@pytest.fixture(scope="module")
def known_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A hall that knows the holidays of its year."""
    house = House(tmp_path_factory.mktemp("known"), replace(sample_plan(), calendar=KNOWN), hour="10:00")
    yield house
    house.close()


def days(browser: Browser, first: str, last: str) -> dict[str, dict[str, object]]:
    answer = browser.get(f"/api/calendar?from={first}&to={last}")
    assert answer.status_code == 200, answer.get_json()
    return {day["date"]: day for day in answer.get_json()["days"]}


def test_a_week(known_house: House):
    week = days(known_house.staff("D01"), "2026-03-02", "2026-03-08")
    assert list(week) == [f"2026-03-0{n}" for n in range(2, 9)]
    assert [day["works"] for day in week.values()] == [True] * 5 + [False] * 2
    assert week["2026-03-07"] == {
        "date": "2026-03-07",
        "works": False,
        "kind": "closed",
        "windows": [],
        "notice": "",
        "set": False,
        "known": True,
    }


def test_a_holiday_and_a_makeup_day(known_house: House):
    october = days(known_house.staff("S01"), "2026-10-01", "2026-10-10")
    assert october["2026-10-01"]["works"] is False, "a Thursday"
    assert october["2026-10-10"]["works"] is True, "a Saturday"


def test_what_nobody_has_said_is_told_as_such(known_house: House):
    assert days(known_house.staff("D01"), "2029-03-05", "2029-03-05")["2029-03-05"]["known"] is False


def test_a_day_set_by_hand_and_after_a_restart(morning: House):
    duty = morning.staff("D01")
    for body in (
        {"date": "2026-03-07", "kind": "duty", "windows": ["w1", "w1"], "notice": "只办理婚姻登记"},
        {"date": "2026-03-04", "kind": "closed"},
        {"date": "2029-03-05", "kind": "open"},
    ):
        assert duty.post("/api/calendar/days", body).status_code == 200
    before = days(duty, "2026-03-04", "2026-03-07"), days(duty, "2029-03-05", "2029-03-05")
    assert (before[0]["2026-03-04"]["works"], before[0]["2026-03-04"]["set"]) == (False, True)
    assert before[0]["2026-03-07"] == {
        "date": "2026-03-07",
        "works": True,
        "kind": "duty",
        "windows": ["w1"],
        "notice": "只办理婚姻登记",
        "set": True,
        "known": True,
    }
    assert before[1]["2029-03-05"]["known"] is True
    morning.restart()
    admin = morning.staff("S01")
    after = days(admin, "2026-03-04", "2026-03-07"), days(admin, "2029-03-05", "2029-03-05")
    assert after == before


def test_a_past_day_keeps_what_was_set(morning: House):
    morning.staff("D01").post("/api/calendar/days", {"date": "2026-03-03", "kind": "closed"})
    morning.clock.ahead_ms += 5 * 24 * 3600 * 1000
    morning.restart("2026-03-07")
    assert days(morning.staff("D01"), "2026-03-03", "2026-03-03")["2026-03-03"]["works"] is False


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"date": "2026-03-01", "kind": "closed"}, 409, "bad_day"),
        ({"date": "2026-03-07", "kind": "duty"}, 409, "windows_missing"),
        ({"date": "2026-03-07", "kind": "duty", "windows": ["w99"]}, 404, "unknown_window"),
        ({"date": "2026-03-07", "kind": "feast"}, 422, "invalid"),
        ({"date": "2026-02-30", "kind": "closed"}, 422, "invalid"),
        ({"date": "2026-3-7", "kind": "closed"}, 422, "invalid"),
        ({"date": "2026-03-07", "kind": "closed", "notice": "a\nb"}, 422, "invalid"),
        ({"date": "2026-03-07", "kind": "closed", "notice": "a\x00b"}, 422, "invalid"),
    ],
)
def test_a_day_that_cannot_be_set(shared_house: House, body: dict[str, object], status: int, code: str):
    answer = shared_house.staff("S01").post("/api/calendar/days", body)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "from=2026-03-01",
        "from=2026-03-02&to=2026-03-01",
        "from=2026-03-01&to=2029-03-01",
        "from=x&to=2026-03-01",
        "first=2026-03-01&last=2026-03-02",
    ],
)
def test_a_bad_span_of_days(shared_house: House, query: str):
    answer = shared_house.staff("D01").get(f"/api/calendar?{query}")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid")
