"""Every page that staff sign in to says who may enter, and the server lets in exactly those (R26)."""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from server.domain.facts.plan import Role
from server.web.access.rights import FEEDS
from server.web.pages.doors import DOORS, ROLE_NAMES
from tests.web.house import House, sample_plan
from tests.web.page import Refused

PAGES = {
    "/caller": "caller",
    "/desk": "desk",
    "/admin": "admin",
    "/ledger": "ledger",
    "/duty": "duty",
    "/duty/record": "duty_record",
    "/duty/closing": "duty_sheets_closing",
    "/duty/report": "duty_sheets_report",
    "/duty/incident?id=i1": "duty_outage_report",
    "/duty/roster": "duty_sheets_roster",
    "/guard": "duty_sheets_guard",
    "/duty/complaints": "duty_complaints",
    "/reports": "reports",
}


def boot_of(house: House, path: str) -> dict:
    html = house.browser().get(path).get_data(as_text=True)
    return json.loads(unescape(re.search(r'data-boot="([^"]*)"', html)[1]))


def test_every_door_has_its_page_and_names_those_who_may(shared_house: House):
    assert sorted(PAGES.values()) == sorted(DOORS)
    for path, page in PAGES.items():
        boot = boot_of(shared_house, path)
        assert (boot["page"], boot["door"]["title_en"]) == (page, DOORS[page].title_en)
        assert boot["door"]["title"] and boot["door"]["who"] and boot["door"]["who_en"]


def test_it_says_it_in_words(shared_house: House):
    door = boot_of(shared_house, "/duty")["door"]
    assert door == {
        "title": "值班台",
        "title_en": "Duty officer",
        "who": "值班员、管理员",
        "who_en": "duty officer, administrator",
    }
    assert boot_of(shared_house, "/duty/roster")["door"]["who"] == "全体工作人员"
    assert set(ROLE_NAMES) == set(Role)


def test_where_nobody_signs_in_there_is_no_door(shared_house: House):
    assert boot_of(shared_house, "/ledger/public")["door"] is None
    assert boot_of(shared_house, "/duty/pads")["door"] is None


ASKED = {
    "api.get_ledger": "/api/ledger?list=due",
    "api.get_duty_record": "/api/duty-record",
    "api.get_closing": "/api/closing",
    "api.get_day_report": "/api/day-report",
    "api.get_incident": "/api/incidents/i1",
    "api.get_duty_roster": "/api/duty-roster",
    "api.get_guard_log": "/api/guard-log",
    "api.list_cases": "/api/cases",
    "api.list_reports": "/api/reports",
}


@pytest.mark.parametrize("page", sorted(set(DOORS) - {"admin"}))  # which is the help desk's by another name
def test_the_server_lets_in_those_whom_the_door_names(shared_house: House, page: str):
    door, plan = DOORS[page], shared_house.executor.plan
    people = {role: person for person in plan.staff for role in person.roles}
    assert set(people) == set(Role)
    for person in {person.no: person for person in people.values()}.values():
        browser = shared_house.staff(person.no)
        if door.asks in FEEDS:
            try:
                shared_house.feed(door.asks, {"window": plan.windows[0].id}, browser).close()
                let_in = True
            except Refused as refused:
                assert refused.why["data"]["code"] == "forbidden"
                let_in = False
        else:
            let_in = browser.get(ASKED[door.asks]).status_code != 403
        assert let_in == bool(person.roles & door.roles), person


def test_who_types_only_the_servers_name_arrives(shared_house: House, tmp_path: Path):
    assert shared_house.plan.sample
    assert shared_house.browser().get("/").headers["Location"] == "/lab"
    real = House(tmp_path, replace(sample_plan(), sample=False))
    assert real.browser().get("/").headers["Location"] == "/caller"
    real.close()
