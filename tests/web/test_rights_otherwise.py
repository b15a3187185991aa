"""Rights of those who are two at once, of a locked screen, of nobody, and of pages that are pushed to."""

from collections.abc import Iterator, Mapping

import pytest

from tests.web.house import PASSWORD, Browser, House
from tests.web.page import Refused
from tests.web.test_agent_routes import Agent
from tests.web.test_rights import DEVICES, OPEN_TO_ALL, ROUTES, STAFF

KEYS = {
    "api.window_sign_in",
    "api.window_call_next",
    "api.window_action",
    "api.window_suspend",
    "api.window_help",
}
"""What a hot key may do, by the agent's token and the clerk's session together."""

OPEN: Mapping[str, tuple[str, str, object, tuple[int, str]]] = {
    "api.get_guide": ("GET", "/api/guide", None, (200, "")),
    "api.get_matter_guide": ("GET", "/api/guide/nothing", None, (404, "unknown_matter")),
    "api.get_session": ("GET", "/api/session", None, (200, "")),
    "api.sign_in": ("POST", "/api/session", {"staff_no": "0", "password": "x"}, (401, "bad_credentials")),
    "api.sign_out": ("DELETE", "/api/session", None, (204, "")),
    "api.lock_session": ("POST", "/api/session/lock", {}, (401, "sign_in_required")),
    "api.unlock_session": ("POST", "/api/session/unlock", {"password": "x"}, (401, "sign_in_required")),
    "api.redeem": ("GET", "/api/pair/nothing", None, (401, "bad_token")),
    "api.get_visit": ("GET", "/api/visits/nothing", None, (404, "unknown_visit")),
    "api.cancel_visit": ("POST", "/api/visits/nothing/cancel", {}, (404, "unknown_visit")),
    "api.wake_visit": ("POST", "/api/visits/nothing/wake", {}, (404, "unknown_visit")),
    "api.rate_visit": (
        "POST",
        "/api/visits/nothing/rating",
        {"level": 5, "channel": "phone"},
        (404, "unknown_visit"),
    ),
    "api.get_public_ledger": ("GET", "/api/public-ledger", None, (200, "")),
    "api.complain_on_web": (
        "POST",
        "/api/complaints/web",
        {"target": "1", "matter": "1", "happened_at": "2026-03-01 09:00", "place": "1", "text": " "},
        (422, "complaint_empty"),
    ),
    "api.complain": ("POST", "/api/visits/nothing/complaint", {"reasons": ["x"]}, (404, "unknown_visit")),
}
"""Endpoint -> method, path, body, and what somebody hears who has no session, no device and no slip."""

FEEDS: Mapping[str, tuple[Mapping[str, str], frozenset[str]]] = {
    "/display": ({"id": "f1"}, frozenset({"screen"})),
    "/kiosk": ({"id": "k1"}, frozenset({"kiosk"})),
    "/rater": ({"id": "w1"}, frozenset({"rater"})),
    "/window": ({"id": "w1"}, frozenset({"window"})),
    "/caller": ({"window": "w1"}, frozenset({"clerk", "lead"})),
    "/duty": ({}, frozenset({"duty", "admin"})),
    "/desk": ({}, frozenset({"help_desk", "lead", "duty", "admin"})),
    "/lead": ({}, frozenset({"lead", "duty"})),
}
"""Namespace -> what a page says of itself, and who may have it."""


def told(answer: object) -> tuple[int, str]:
    body = answer.get_json(silent=True) or {}  # type: ignore[attr-defined]
    return answer.status_code, body.get("code", "")  # type: ignore[attr-defined]


def test_what_a_hot_key_may_do_and_nothing_else(shared_house: House) -> None:
    """The agent alone may look at its window; what its token opens beside a session is what KEYS lists."""
    agent = Agent(shared_house)
    opened = set()
    for endpoint, (method, path, body, _) in ROUTES.items():
        here = path.replace("/windows/nothing/", "/windows/w1/")
        answer = agent.http.open(here, method=method, json=body, headers=agent.headers())
        if told(answer) != (403, "forbidden"):
            opened.add(endpoint)
    assert opened == KEYS | {endpoint for endpoint, row in ROUTES.items() if "agent" in row[3]}


@pytest.mark.parametrize("role", STAFF)
def test_a_locked_screen_may_do_nothing_of_what_its_person_may(shared_house: House, role: str) -> None:
    browser = shared_house.staff(STAFF[role])
    assert browser.post("/api/session/lock").status_code == 204
    for endpoint, (method, path, body, _) in ROUTES.items():
        answer = browser.client.open(path, method=method, json=body, headers=browser.headers())
        assert told(answer) == (423, "screen_locked"), endpoint
    assert browser.post("/api/session/unlock", {"password": PASSWORD}).status_code == 204


def test_every_open_route_has_its_row_and_tells_a_stranger_nothing(shared_house: House) -> None:
    assert set(OPEN) == OPEN_TO_ALL
    for endpoint, (method, path, body, expected) in OPEN.items():
        browser = shared_house.browser()
        answer = browser.client.open(path, method=method, json=body, headers=browser.headers())
        assert told(answer) == expected, endpoint
    assert shared_house.browser().get("/api/session").get_json()["staff"] is None


@pytest.fixture(scope="module")
def askers(shared_house: House) -> Iterator[Mapping[str, Browser | None]]:
    people = {role: shared_house.staff(no) for role, no in STAFF.items()}
    devices = {kind: shared_house.device(kind, id_) for kind, id_ in DEVICES.items()}
    yield people | devices | {"nobody": None}


@pytest.mark.parametrize("namespace", FEEDS)
def test_a_feed_serves_exactly_who_may_see_it(
    shared_house: House, askers: Mapping[str, Browser | None], namespace: str
) -> None:
    auth, allowed = FEEDS[namespace]
    seen = set()
    for asker, browser in askers.items():
        try:
            page = shared_house.feed(namespace, auth, browser)
        except Refused as refused:
            assert refused.why["data"]["code"] in ("forbidden", "sign_in_required", "bad_token"), asker
        else:
            page.wait_for("snapshot")
            page.close()
            seen.add(asker)
    assert seen == allowed


def test_every_feed_of_the_hall_has_its_row(shared_house: House) -> None:
    served = set(shared_house.web.socketio.server.namespace_handlers)
    assert served == set(FEEDS)
