"""The matrix of who may see which report, take it along, and open its numbers: every report, everybody."""

from dataclasses import replace

import pytest

from server.domain.facts.plan import Role, Staff
from server.reports.build import REPORTS
from tests.web.house import LEAD, House, sample_plan
from tests.web.test_rights import DEVICES, STAFF

MONTH = "from=2026-02-01&to=2026-02-28"
DATES = {"from": "2026-02-01", "to": "2026-02-28"}
OTHER = Staff("L02", "骆二", "民政窗口", frozenset({Role.LEAD}))
UNITS = {"lead": LEAD.unit, "other lead": OTHER.unit}
WHOLE = {"manager", "duty"}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    plan = sample_plan()
    house = House(tmp_path_factory.mktemp("house"), replace(plan, staff=(*plan.staff, OTHER)))
    yield house
    house.close()


@pytest.fixture(scope="module")
def askers(house):
    people = {role: house.staff(no) for role, no in {**STAFF, "other lead": OTHER.no}.items()}
    devices = {kind: house.device(kind, id_) for kind, id_ in DEVICES.items()}
    return people | devices | {"nobody": house.browser()}


def sees(browser, path: str, unit: str) -> tuple[int, str]:
    answer = browser.get(f"{path}&unit={unit}")
    return answer.status_code, answer.get_json().get("unit", "")


@pytest.mark.parametrize("report", REPORTS)
def test_who_sees_a_report_and_whose(house, askers, report):
    for asker, browser in askers.items():
        for unit in ("", *UNITS.values()) if asker in {*WHOLE, *UNITS} else ("",):
            own = UNITS.get(asker, unit)
            may = asker in WHOLE or (asker in UNITS and unit in ("", own))
            no = 401 if asker == "nobody" else 403
            told = sees(browser, f"/api/reports/{report}?{MONTH}", unit)
            assert told == ((200, own) if may else (no, "")), (asker, unit)
            status = 200 if may else no
            behind = sees(browser, f"/api/reports/{report}/visits?{MONTH}&kind=taken&by=all&key=all", unit)
            assert behind[0] == status, (asker, unit)
            before = len(house.log("export.noted.v1"))
            for form in ("csv", "print"):
                body = {**DATES, "unit": unit, "form": form, "reason": "例会"}
                taken = browser.post(f"/api/reports/{report}/export", body)
                assert taken.status_code == status, (asker, unit, form)
            assert len(house.log("export.noted.v1")) - before == (2 if may else 0)


def test_who_sees_the_list_the_months_and_what_was_taken(askers):
    for asker, browser in askers.items():
        answer = browser.get("/api/reports")
        assert (answer.status_code == 200) == (asker in {*WHOLE, *UNITS}), asker
        if answer.status_code == 200:
            index = answer.get_json()
            assert bool(index["units"]) == (asker in WHOLE) and index["unit"] == UNITS.get(asker, "")
            assert bool(index["taken"]) == (asker in WHOLE), "who took what is the manager's to know (R76)"


def test_only_the_hall_grades_and_sends(askers):
    grade = {"window": "w3", "period": "2026-02", "grade": "好"}
    sent = {**DATES, "form": "sent", "reason": "报送"}
    for asker, browser in askers.items():
        answer = browser.post("/api/reports/grades", grade)
        assert (answer.status_code == 200) == (asker in WHOLE), asker
        answer = browser.post("/api/reports/month/export", sent)
        assert answer.status_code != 200 or asker in WHOLE, asker
