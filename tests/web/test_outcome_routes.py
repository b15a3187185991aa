"""How a visit ended, over HTTP: noted by its clerk, corrected, kept over a restart."""

import pytest

from server.domain.views.staff import console_view
from tests.invariants import check_invariants
from tests.web.house import House
from tests.web.page import Page


def a_visit(house: House, clerk: Page) -> str:
    """The id of a visit that the clerk has just finished at w1."""
    id_: str = house.staff("D01").post("/api/tickets", {"queue": "marriage"}).get_json()["id"]
    clerk.post("/api/windows/w1/sign-in", {})
    for action in ("call-next", "finish"):
        assert clerk.post(f"/api/windows/w1/{action}", {}).status_code == 200
    return id_


def test_it_is_noted_corrected_and_found_after_a_restart(house: House):
    clerk = house.staff("1001")
    path = f"/api/tickets/{a_visit(house, clerk)}/outcome"
    assert clerk.post(path, {"outcome": "instant"}).get_json()["ticket"]["outcome"] == "instant"
    assert clerk.post(path, {"outcome": "promised", "case_no": "2026-17"}).status_code == 200
    check_invariants(str(house.database.url), house.plan.code, house.plan)
    house.restart()
    (noted,) = house.executor.read(lambda hall: console_view(hall, "w1", {}))["noted"]
    assert (noted["outcome"], noted["case_no"]) == ("promised", "2026-17")


def test_what_cannot_be_noted_is_refused_in_words(house: House):
    clerk = house.staff("1001")
    path = f"/api/tickets/{a_visit(house, clerk)}/outcome"
    for body, who, code in (
        ({"outcome": "promised"}, clerk, "case_no_required"),
        ({"outcome": "lost"}, clerk, "outcome_not_listed"),
        ({"outcome": "instant"}, house.staff("1002"), "other_clerk"),
    ):
        refused = who.post(path, body)
        assert (refused.status_code, refused.get_json()["code"]) == (409, code)
    assert "即办件、退回件" in clerk.post(path, {"outcome": "lost"}).get_json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"outcome": ""},
        {"outcome": 1},
        {"outcome": "instant", "case_no": "1\n2"},
        {"outcome": "instant", "case_no": "9" * 41},
        {"outcome": "instant", "by": "1001"},
    ],
)
def test_a_body_that_says_something_else_is_refused(shared_house: House, body: object):
    answer = shared_house.staff("1001").post("/api/tickets/nothing/outcome", body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid")
