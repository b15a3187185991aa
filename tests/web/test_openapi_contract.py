"""The published description of the interface, asked with everything it allows and much that it does not."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import checks

from server.domain.facts.plan import Role, Staff
from tests.web.house import PASSWORD, House, sample_plan

ALL = Staff("X01", "全能", "中心办公室", frozenset(Role))
"""One who may do everything, so that every request passes the door."""
KNOWN = {
    "window": "w1",
    "ticket": "20260302-A001",
    "staff_no": "1008",
    "kind": "kiosk",
    "device": "k2",
}
"""Every second name is one that exists."""
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    plan = sample_plan()
    house = House(tmp_path_factory.mktemp("contract"), replace(plan, staff=(*plan.staff, ALL)))
    house.staff("X01").post("/api/tickets", {"queue": "marriage"})
    yield house
    house.close()


def test_the_interface_answers_as_it_is_described(hall: House):
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", hall.web.app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 15
    for operation in operations:
        ask(hall, operation)


def ask(hall: House, operation: Any) -> None:
    """One operation, with whatever its description allows."""
    hall.web.access.set_password("X01", PASSWORD)  # those who guess at the lock screen lock the account
    browser = hall.staff("X01")
    cookies = {name: browser.client.get_cookie(name) for name in ("hallcall_session", "hallcall_browser")}
    proof = {name: cookie.value for name, cookie in cookies.items() if cookie}
    csrf = browser.csrf()

    @given(case=operation.as_strategy())
    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    def answers(case: Any) -> None:
        for name, value in case.path_parameters.items():
            if len(str(value)) % 2:
                case.path_parameters[name] = KNOWN.get(name, value)
        case.call_and_validate(checks=CHECKS, cookies=proof, headers={"X-CSRF-Token": csrf})

    answers()


def test_the_description_names_every_route_and_how_to_prove_who_asks(hall: House):
    described = hall.browser().client.get("/api/openapi.json").get_json()
    assert described["openapi"].startswith("3.1")
    served = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in hall.web.app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    assert set(described["paths"]) == served
    assert {s["type"] for s in described["components"]["securitySchemes"].values()} == {"apiKey", "http"}
