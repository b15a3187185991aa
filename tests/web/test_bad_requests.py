"""Whatever is sent, the answer is a refusal with a code and words in two languages, never a fault of ours."""

import json
from typing import Any

import pytest
from flask import Response

from tests.web.house import Browser, House

BODIES = {
    "/api/tickets": {"queue": "marriage", "kiosk": "k1", "matter": "adoption"},
    "/api/tickets/nothing/void": {"reason": "x"},
    "/api/tickets/nothing/reprint": {"kiosk": "k1"},
    "/api/check-ins": {"code": "x"},
    "/api/windows/w1/sign-in": {"acting_for": "1002"},
    "/api/windows/w1/suspend": {"reason": "x"},
    "/api/windows/w1/walk-in": {"queue": "marriage", "reason": "x"},
    "/api/windows/w1/help": {"note": "x"},
    "/api/hall/outage": {"reason": "x"},
    "/api/hall/notice": {"text": "x"},
    "/api/alarms/nothing/answer": {"note": "x"},
    "/api/alarms/nothing/notes": {"text": "x"},
    "/api/incidents/nothing/close": {"report": "x"},
    "/api/calendar/days": {"date": "2026-03-07", "kind": "open", "notice": "x"},
    "/api/back-entries": {"number": "A801", "outcome": "waiting", "taken_at": "9:00", "staff": "1001"},
    "/api/complaints": {
        "channel": "desk",
        "target": "x",
        "matter": "x",
        "happened_at": "2026-03-01 10:00",
        "place": "x",
        "person": "x",
    },
    "/api/complaints/web": {
        "target": "x",
        "matter": "x",
        "happened_at": "2026-03-01 10:00",
        "place": "x",
        "person": "x",
        "token": "x",
    },
    "/api/cases/nothing/steps": {"step": "take", "unit": "x", "date": "2026-03-03"},
    "/api/cases/export": {"kind": "complaint", "reason": "x"},
    "/api/session": {"staff_no": "1006", "password": "x"},
    "/api/pairings": {"kind": "kiosk", "device": "k1"},
    "/api/accounts/nobody/password": {"password": "long enough"},
}
"""Every route that takes text, with a body it would take."""
FIELDS = [(path, name) for path, body in BODIES.items() for name in body]
OPTIONAL = {
    "/api/tickets": ("kiosk", "matter"),
    "/api/tickets/nothing/reprint": ("kiosk",),
    "/api/windows/w1/sign-in": ("acting_for",),
    "/api/windows/w1/walk-in": ("reason",),
    "/api/hall/notice": ("text",),
    "/api/calendar/days": ("notice",),
    "/api/back-entries": ("taken_at", "staff"),
    "/api/complaints": ("person",),
    "/api/complaints/web": ("person", "token"),
    "/api/cases/nothing/steps": ("unit", "date"),
    "/api/cases/export": ("reason",),
}
MAY_BE_EMPTY = ("/void", "/suspend", "/help", "/outage", "/answer", "/close")
"""The hall itself asks for a reason where one is needed."""
REQUIRED = [
    (path, name)
    for path, name in FIELDS
    if name not in OPTIONAL.get(path, ()) and not path.endswith(MAY_BE_EMPTY)
]
NOT_TEXT: list[Any] = [1, 1.5, 10**400, True, ["a"], {"a": "b"}]
HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE events; --",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}",
    "a\x00b",
    "\x1b[2J\r\nSet-Cookie: x=y",
    "../../etc/passwd",
    "\u202e\ufeff",
    "%s%n{0}{__class__}",
]


@pytest.fixture(scope="module")
def askers(shared_house: House) -> dict[str, Browser]:
    """Route -> somebody who may use it."""
    people = {no: shared_house.staff(no) for no in ("H01", "S01", "D01", "1001")}
    office = ("session", "pairings", "accounts", "calendar")
    who = {"tickets": "H01", "check-ins": "H01", "windows": "1001"} | dict.fromkeys(office, "S01")
    return {path: people[who.get(path.split("/")[2], "D01")] for path in BODIES}


def refused(answer: Response, status: int, code: str) -> dict[str, Any]:
    """The problem of a refusal, checked against what every problem must have."""
    problem = json.loads(answer.get_data())
    assert answer.content_type == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code), problem
    assert any("\u4e00" <= c <= "\u9fff" for c in problem["detail"]), "the Chinese sentence"
    assert problem["detail_en"].isprintable()
    assert problem["type"] == f"urn:hallcall:{code}"
    return dict(problem)


@pytest.mark.parametrize(("path", "field"), REQUIRED)
def test_a_missing_field_is_named(askers: dict[str, Browser], path: str, field: str):
    body = {name: value for name, value in BODIES[path].items() if name != field}
    problem = refused(askers[path].post(path, body), 422, "invalid")
    assert [e["field"] for e in problem["errors"]] == [field]


@pytest.mark.parametrize(("path", "field"), FIELDS)
@pytest.mark.parametrize("value", NOT_TEXT, ids=lambda v: f"{v!r:.12}")
def test_a_field_of_a_wrong_type_is_named(askers: dict[str, Browser], path: str, field: str, value: Any):
    problem = refused(askers[path].post(path, BODIES[path] | {field: value}), 422, "invalid")
    assert {e["field"] for e in problem["errors"]} == {field}


@pytest.mark.parametrize("path", BODIES)
def test_a_field_that_nobody_knows_is_named(askers: dict[str, Browser], path: str):
    problem = refused(askers[path].post(path, BODIES[path] | {"admin": True}), 422, "invalid")
    assert [e["field"] for e in problem["errors"]] == ["admin"]


def test_every_fault_of_a_body_is_named_at_once(shared_house: House):
    problem = refused(
        shared_house.browser().post("/api/session", {"staff_no": "", "password": 7, "x": 1, "y": 2}),
        422,
        "invalid",
    )
    assert {e["field"] for e in problem["errors"]} == {"staff_no", "password", "x", "y"}
    assert all(e["reason"] and e["kind"] for e in problem["errors"])


def test_a_refusal_does_not_repeat_a_password(shared_house: House):
    answer = shared_house.browser().post("/api/session", {"staff_no": ["?"], "password": "s" * 201})
    assert b"sss" not in answer.get_data()


@pytest.mark.parametrize(("path", "field"), FIELDS)
def test_a_text_that_is_too_long_is_refused(askers: dict[str, Browser], path: str, field: str):
    refused(askers[path].post(path, BODIES[path] | {field: "长" * 201}), 422, "invalid")
    refused(askers[path].post(path, BODIES[path] | {field: "x" * 2**20}), 413, "too_large")


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe\x00",
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b'{"queue":NaN,"reason":Infinity}',
        b'{"queue":' + b"9" * 5_000 + b"}",
        b'{"queue":"\\ud800","reason":"\\udfff","staff_no":"\\ud800","kind":"\\ud800","password":"\\ud800"}',
        b'{"a":1,"a":2}',
        "{'单引号': 1}".encode("gbk"),
    ],
    ids=lambda content: repr(content[:12]),
)
def test_a_body_that_cannot_be_read_is_refused(askers: dict[str, Browser], path: str, content: bytes):
    refused(askers[path].post_raw(path, content), 422, "invalid")


@pytest.mark.parametrize("type_", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_that_does_not_say_it_is_json_is_refused(shared_house: House, type_: str):
    answer = shared_house.staff("H01").post_raw("/api/tickets", b'{"queue": "marriage"}', type_)
    refused(answer, 422, "invalid")
    assert shared_house.log("ticket.taken.v1") == []


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(("path", "field"), FIELDS)
def test_hostile_text_is_only_text(askers: dict[str, Browser], path: str, field: str, text: str):
    answer = askers[path].post(path, BODIES[path] | {field: text})
    assert answer.status_code < 500
    assert answer.headers["Content-Type"].startswith(("application/json", "application/problem+json")) or (
        answer.status_code == 204
    )
    assert "Set-Cookie" not in answer.headers or "x=y" not in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reason_is_stored_and_returned_as_it_was_given(house: House, text: str):
    clerk, duty = house.staff("1001"), house.staff("D01")
    clerk.post("/api/windows/w1/sign-in")
    assert clerk.post("/api/windows/w1/suspend", {"reason": text}).status_code == 200
    assert [e.reason for e in house.log("window.suspended.v1")] == [text.strip()]
    events = duty.get("/api/events?limit=5")
    assert text.strip() in [e.get("reason") for e in events.get_json()["events"]]
    assert events.content_type == "application/json"
    house.restart()
    assert [e.reason for e in house.log("window.suspended.v1")] == [text.strip()], (
        "and read back by a restart"
    )


@pytest.mark.parametrize(
    "part", ["%FF%FE", "%00", "%F0%9F%98%80", "..%2F..", "%3Cscript%3E", "x" * 60, "'--"]
)
def test_hostile_text_in_an_address_is_only_an_unknown_name(shared_house: House, part: str):
    admin, clerk, desk = (shared_house.staff(no) for no in ("S01", "1001", "H01"))
    assert desk.post(f"/api/tickets/{part}/keep").status_code in (404, 405)
    assert clerk.post(f"/api/windows/{part}/call-next").status_code in (404, 405)
    assert admin.post(f"/api/accounts/{part}/password", {"password": "long enough"}).status_code in (404, 405)
    assert admin.delete(f"/api/pairings/kiosk/{part}").status_code in (200, 404)
    assert shared_house.browser().client.get(f"/api/pair/{part}").status_code in (401, 404)
    assert shared_house.browser().client.get(f"/kiosk/{part}").status_code == 404
    assert shared_house.browser().client.get(f"/display/{part}").status_code == 404


def test_what_does_not_exist_is_named(shared_house: House):
    desk, clerk, admin = (shared_house.staff(no) for no in ("H01", "1001", "S01"))
    problem = refused(desk.post("/api/tickets", {"queue": "moon"}), 404, "unknown_queue")
    assert problem["params"] == {"queue": "moon"}
    assert "moon" in problem["detail"]
    assert "moon" in problem["detail_en"]
    refused(desk.post("/api/tickets/20260302-Z999/keep"), 404, "unknown_ticket")
    refused(clerk.post("/api/windows/w99/call-next"), 404, "unknown_window")
    refused(clerk.post("/api/windows/w99/sign-in"), 404, "unknown_window")
    refused(admin.post("/api/accounts/0/password", {"password": "long enough"}), 404, "unknown_staff")
    refused(admin.post("/api/pairings", {"kind": "screen", "device": "x"}), 404, "unknown_screen")
    refused(admin.post("/api/pairings", {"kind": "kiosk", "device": "x"}), 404, "unknown_kiosk")
    refused(admin.post("/api/pairings", {"kind": "agent", "device": "x"}), 404, "unknown_agent")
    refused(shared_house.browser().client.get("/kiosk/x"), 404, "unknown_kiosk")
    refused(shared_house.browser().client.get("/display/x"), 404, "unknown_screen")
    refused(shared_house.browser().client.get("/api/nothing"), 404, "unknown_page")
    refused(shared_house.browser().client.get("/nothing"), 404, "unknown_page")
    refused(shared_house.browser().client.put("/api/tickets"), 405, "method_not_allowed")
    refused(clerk.post("/api/windows/w1/dance"), 422, "invalid")
    refused(shared_house.staff("D01").post("/api/hall/burn"), 422, "invalid")


def test_a_refusal_of_the_hall_is_a_conflict(house: House):
    clerk, duty = house.staff("1001"), house.staff("D01")
    refused(clerk.post("/api/windows/w1/call-next"), 409, "not_signed_in")
    clerk.post("/api/windows/w1/sign-in")
    refused(clerk.post("/api/windows/w1/call-next"), 409, "nobody_waiting")
    refused(clerk.post("/api/windows/w1/finish"), 409, "wrong_state")
    refused(clerk.post("/api/windows/w1/suspend", {"reason": " "}), 409, "reason_required")
    duty.post("/api/tickets", {"queue": "marriage"})
    duty.post("/api/tickets", {"queue": "marriage"})
    ticket = clerk.post("/api/windows/w1/call-next").get_json()["ticket"]
    assert (ticket["number"], ticket["reason"]["code"]) == ("A001", "arrival")
    problem = refused(clerk.post("/api/windows/w1/call-next"), 409, "window_busy")
    assert "A001" in problem["detail"]
    refused(duty.post("/api/hall/recover"), 409, "wrong_state")
    duty.post("/api/hall/close")
    refused(house.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage"}), 409, "hall_not_open")
    refused(duty.post("/api/tickets", {"queue": "marriage"}), 409, "reason_required")
    assert duty.post("/api/tickets", {"queue": "marriage", "reason": "延时服务"}).status_code == 201
    refused(duty.post("/api/hall/close"), 409, "tickets_in_hand")


def test_a_ticket_is_held_woken_transferred_and_comes_back_over_the_wire(house: House):
    clerk, payment, desk = house.staff("1001"), house.staff("1005"), house.staff("H01")
    clerk.post("/api/windows/w1/sign-in")
    payment.post("/api/windows/w5/sign-in")
    ticket = desk.post("/api/tickets", {"queue": "marriage"}).get_json()["id"]
    clerk.post("/api/windows/w1/call-next")
    refused(clerk.post("/api/windows/w1/hold", {"kind": "for ever"}), 422, "invalid")
    held = clerk.post("/api/windows/w1/hold", {"kind": "internal_wait"}).get_json()
    assert (held["state"], held["ticket"]["state"], held["ticket"]["hold"]) == (
        "idle",
        "held",
        "internal_wait",
    )
    assert desk.post(f"/api/tickets/{ticket}/wake").status_code == 200
    assert clerk.post("/api/windows/w1/call-next").get_json()["ticket"]["reason"]["code"] == "directed"
    sent = clerk.post("/api/windows/w1/transfer", {"to": "queue", "id": "payment", "come_back": True})
    assert sent.get_json()["ticket"]["queue"] == "payment"
    assert payment.post("/api/windows/w5/call-next").get_json()["ticket"]["number"] == "A001"
    payment.post("/api/windows/w5/finish")
    back = clerk.post("/api/windows/w1/call-next").get_json()["ticket"]
    assert (back["number"], back["leg"], back["reason"]["code"]) == ("A001", 3, "directed")
    clerk.post("/api/windows/w1/finish")
    assert [e.staff for e in house.log("ticket.finished.v1")] == ["1001"]


def test_priority_is_given_on_proof_and_never_by_a_kiosk(house: House):
    kiosk, desk, clerk = house.device("kiosk", "k1"), house.staff("H01"), house.staff("1001")
    refused(kiosk.post("/api/tickets", {"queue": "marriage", "lane": "priority"}), 403, "forbidden")
    wish = {"queue": "marriage", "lane": "priority"}
    refused(desk.post("/api/tickets", wish), 409, "reason_required")
    refused(desk.post("/api/tickets", wish | {"lane": "green", "reason": "重大项目"}), 403, "forbidden")
    refused(desk.post("/api/tickets", wish | {"lane": "vip"}), 422, "invalid")
    kiosk.post("/api/tickets", {"queue": "marriage"})
    given = desk.post("/api/tickets", wish | {"reason": "退役军人"})
    assert (given.status_code, given.get_json()["ahead"]) == (201, 0)
    clerk.post("/api/windows/w1/sign-in")
    called = clerk.post("/api/windows/w1/call-next").get_json()["ticket"]
    assert (called["number"], called["reason"]["code"]) == ("A002", "lane")


@pytest.mark.parametrize("key", ["", "x" * 129, "a\tb"])
def test_a_bad_idempotency_key_is_refused(shared_house: House, key: str):
    answer = shared_house.staff("H01").post("/api/tickets", {"queue": "marriage"}, key=key)
    problem = refused(answer, 422, "invalid")
    assert [e["field"] for e in problem["errors"]] == ["Idempotency-Key"]


@pytest.mark.parametrize(
    "query", ["limit=abc", "limit=0", "limit=501", "limit=1e3", "before=-1", f"before={10**30}"]
)
def test_a_bad_query_is_refused(shared_house: House, query: str):
    refused(shared_house.staff("D01").get(f"/api/events?{query}"), 422, "invalid")


def test_the_log_shows_no_token_of_a_citizen(house: House):
    token = house.staff("H01").post("/api/tickets", {"queue": "marriage"}).get_json()["token"]
    assert token not in house.staff("D01").get("/api/events").get_data(as_text=True)
