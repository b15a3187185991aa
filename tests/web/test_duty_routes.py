"""The duty officer's routes: outage and paper, alarms, notice, sums; and what staff gained at the windows."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Response

from server.domain.facts.plan import Staff
from tests.web.house import Browser, House, sample_plan


def told(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.get_json().get("code", "")


def take(house: House, queue: str = "marriage", **more: Any) -> dict[str, Any]:
    answer = house.staff("H01").post("/api/tickets", {"queue": queue, **more})
    assert answer.status_code == 201, answer.get_json()
    return dict(answer.get_json())


def sit(house: House, staff: str = "1001", window: str = "w1") -> Browser:
    clerk = house.staff(staff)
    assert clerk.post(f"/api/windows/{window}/sign-in").status_code == 200
    return clerk


# ---------------------------------------------------------------- an outage, from its beginning to its report


def test_an_outage_is_declared_entered_resumed_and_closed(morning: House):
    duty, clerk = morning.staff("D01"), sit(morning)
    for _ in range(3):
        take(morning)
    clerk.post("/api/windows/w1/call-next")
    assert told(duty.post("/api/hall/outage")) == (409, "reason_required")
    declared = duty.post("/api/hall/outage", {"reason": "停电"}).get_json()
    assert (declared["state"], declared["incident"]) == ("outage", "IN-20260302-1")
    kiosk = morning.device("kiosk", "k1")
    for answer in (
        clerk.post("/api/windows/w1/call-next"),
        kiosk.post("/api/tickets", {"queue": "marriage"}),
    ):
        assert answer.status_code == 409
    morning.clock.ahead_ms += 30 * 60_000
    enter = {"window": "w1", "staff": "1001"}
    first = {"number": "A001", "outcome": "finished", "called_at": "10:01", "ended_at": "10:12:30"}
    entered = duty.post("/api/back-entries", enter | first).get_json()
    assert (entered["ticket"]["number"], entered["ticket"]["state"]) == ("A001", "finished")
    paper = {"number": "a801", "outcome": "finished", "taken_at": "10:05", "started_at": "10:14"}
    assert duty.post("/api/back-entries", enter | paper | {"ended_at": "10:20"}).status_code == 200
    waits = {"number": "A802", "outcome": "waiting", "taken_at": "10:15"}
    assert duty.post("/api/back-entries", waits).get_json()["ticket"]["state"] == "waiting"
    void = {"number": "A803", "outcome": "void", "taken_at": "10:16", "reason": "撕毁"}
    assert duty.post("/api/back-entries", void).get_json()["ticket"]["state"] == "void"
    incident = f"/api/incidents/{declared['incident']}/close"
    assert told(duty.post(incident, {"report": "停电20分钟"})) == (409, "recovery")
    assert duty.post("/api/hall/recover").get_json()["state"] == "open"
    assert told(duty.post(incident, {"report": " "})) == (409, "reason_required")
    assert duty.post(incident, {"report": "停电20分钟"}).status_code == 200
    at_midnight = morning.executor.read(lambda hall: hall.midnight)
    first_end, paper_end = (e.event_at - at_midnight for e in morning.log("ticket.paper_finished.v1"))
    assert (first_end, paper_end) == ((612 * 60 + 30) * 1000, 620 * 60_000)
    called = clerk.post("/api/windows/w1/call-next").get_json()["ticket"]
    assert called["number"] == "A002"


def test_what_is_owed_keeps_the_incident_open(morning: House):
    duty, clerk = morning.staff("D01"), sit(morning)
    take(morning)
    clerk.post("/api/windows/w1/call-next")
    incident = duty.post("/api/hall/outage", {"reason": "死机"}).get_json()["incident"]
    duty.post("/api/hall/recover")
    answer = duty.post(f"/api/incidents/{incident}/close", {"report": "x"})
    assert told(answer) == (409, "entries_outstanding")
    assert answer.get_json()["params"] == {"count": "1", "number": "A001"}


BACK_ENTRIES = {
    "no such number": (
        {"number": "A001", "outcome": "waiting", "taken_at": "10:00"},
        409,
        "not_a_paper_number",
    ),
    "no time": ({"number": "A801", "outcome": "waiting"}, 409, "times_missing"),
    "later than now": (
        {"number": "A801", "outcome": "waiting", "taken_at": "23:59"},
        409,
        "impossible_times",
    ),
    "no window": (
        {
            "number": "A801",
            "outcome": "finished",
            "taken_at": "9:00",
            "ended_at": "10:00:50",
            "window": "w99",
        },
        404,
        "unknown_window",
    ),
    "no such hour": ({"number": "A801", "outcome": "waiting", "taken_at": "24:00"}, 422, "invalid"),
    "no such end": ({"number": "A801", "outcome": "vanished", "taken_at": "9:00"}, 422, "invalid"),
    "a time as a number": ({"number": "A801", "outcome": "waiting", "taken_at": 900}, 422, "invalid"),
}


@pytest.mark.parametrize(("body", "status", "code"), BACK_ENTRIES.values(), ids=BACK_ENTRIES)
def test_a_back_entry_that_cannot_be(morning: House, body: dict[str, Any], status: int, code: str):
    duty = morning.staff("D01")
    duty.post("/api/hall/outage", {"reason": "停电"})
    morning.clock.ahead_ms += 60_000
    assert told(duty.post("/api/back-entries", body)) == (status, code)
    assert morning.log("ticket.paper_taken.v1") == []


def test_without_an_outage_nothing_is_entered(morning: House):
    body = {"number": "A801", "outcome": "waiting", "taken_at": "9:00"}
    assert told(morning.staff("D01").post("/api/back-entries", body)) == (409, "no_outage")


def test_an_unknown_incident(shared_house: House):
    answer = shared_house.staff("D01").post("/api/incidents/IN-1/close", {"report": "x"})
    assert told(answer) == (404, "unknown_incident")


# ---------------------------------------------------------------- alarms, notice, hours


def test_help_is_asked_for_and_answered(morning: House):
    duty, clerk = morning.staff("D01"), sit(morning)
    for _ in range(2):
        assert clerk.post("/api/windows/w1/help", {"note": "群众情绪激动"}).status_code == 200
    (raised,) = [a for a in morning.log("alarm.raised.v1") if a.kind == "help"]
    assert (raised.alarm, raised.facts["note"]) == ("help:w1", "群众情绪激动")
    reply = "/api/windows/w1/help/answer"
    assert told(duty.post(reply)) == (409, "answer_required")
    assert told(duty.post(reply, {"text": "长" * 41})) == (422, "invalid")
    assert duty.post(reply, {"text": "马上到"}).status_code == 200
    agent = morning.device("agent", "w1").get("/api/windows/w1").get_json()
    assert (agent["help_answer"]["name"], agent["help_answer"]["text"]) == ("马志明", "马上到")
    assert told(duty.post("/api/alarms/help:w1/answer")) == (409, "reason_required")
    assert duty.post("/api/alarms/help:w1/answer", {"note": "已到场"}).status_code == 200
    assert told(duty.post("/api/alarms/help:w1/answer", {"note": "已到场"})) == (404, "unknown_alarm")
    assert told(morning.staff("1002").post("/api/windows/w1/help")) == (409, "not_signed_in")
    assert told(duty.post(reply, {"text": "马上到"})) == (409, "help_not_asked")
    assert told(morning.staff("L01").post(reply, {"text": "马上到"})) == (403, "forbidden"), "another unit"


def test_a_condition_goes_only_with_its_cause(morning: House):
    sit(morning)
    for _ in range(11):
        take(morning)
    answer = morning.staff("D01").post("/api/alarms/waiting:marriage/answer", {"note": "知道了"})
    assert told(answer) == (409, "clears_itself")


def test_the_notice(morning: House):
    duty = morning.staff("D01")
    (id_,) = duty.post("/api/hall/notice", {"text": "今日下午系统维护"}).get_json()["notices"]
    assert standing(duty) == [(id_, "plain", "今日下午系统维护")]
    gone = f"/api/hall/notices/{id_}/end"
    assert duty.post(gone, {"reason": "已修好"}).get_json()["notices"] == []
    assert standing(duty) == []
    assert told(duty.post(gone, {})) == (409, "notice_gone")
    ended = duty.get("/api/events?limit=1").get_json()["events"][0]
    assert (ended["type"], ended["actor"], ended["reason"]) == ("hall.notice_ended.v1", "staff:D01", "已修好")


def standing(session: Browser) -> list[tuple[str, str, str]]:
    notices = session.get("/api/hall").get_json()["hall"]["notices"]
    return [(notice["id"], notice["urgency"], notice["text"]) for notice in notices]


def test_a_prepared_notice_with_an_end_and_a_floor(morning: House):
    duty = morning.staff("D01")
    body = {"template": "outage", "until": "23:59", "floors": ["2", "2"], "reason": "交换机"}
    assert duty.post("/api/hall/notice", body).status_code == 200
    assert [urgency for _, urgency, _ in standing(duty)] == ["urgent"]
    event = duty.get("/api/events?limit=1").get_json()["events"][0]
    assert (event["floors"], event["reason"], event["clip"]) == (["2"], "交换机", "outage")


NOTICES = {
    "nothing": ({}, 409, "notice_empty"),
    "blanks": ({"text": "  "}, 409, "notice_empty"),
    "too long for a board": ({"text": "长" * 101}, 409, "notice_too_long"),
    "too long for a request": ({"text": "长" * 201}, 422, "invalid"),
    "two lines": ({"text": "a\nb"}, 422, "invalid"),
    "prepared and one's own": ({"template": "fire", "text": "停电"}, 422, "invalid"),
    "two ends": ({"text": "停电", "minutes": 5, "until": "23:59"}, 422, "invalid"),
    "an hour that is none": ({"text": "停电", "until": "24:00"}, 422, "invalid"),
    "more than a day": ({"text": "停电", "minutes": 1441}, 422, "invalid"),
    "a time that is over": ({"text": "停电", "until": "00:00"}, 409, "notice_over"),
    "one that nobody prepared": ({"template": "flood"}, 404, "unknown_notice"),
    "a floor that is none": ({"text": "停电", "floors": ["9"]}, 404, "unknown_floor"),
    "a fire of one floor": ({"template": "fire", "floors": ["1"]}, 409, "evacuation_everywhere"),
    "a rare character on a sign": ({"text": "停电", "sign": "鎔"}, 409, "sign_characters"),
}


@pytest.mark.parametrize(("body", "status", "code"), NOTICES.values(), ids=NOTICES)
def test_a_notice_that_cannot_be(morning: House, body: dict[str, object], status: int, code: str):
    duty = morning.staff("D01")
    answer = duty.post("/api/hall/notice", body)
    assert told(answer) == (status, code)
    assert answer.get_json()["detail"]
    assert answer.get_json()["detail_en"][0].isascii()
    assert standing(duty) == []


def test_nobody_takes_or_calls_a_number_in_a_hall_that_is_being_left(morning: House):
    sit(morning)
    take(morning)
    duty = morning.staff("D01")
    (id_,) = duty.post("/api/hall/notice", {"template": "fire"}).get_json()["notices"]
    kiosk = morning.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage", "kiosk": "k1"})
    assert told(kiosk) == (409, "evacuation")
    assert told(morning.staff("1001").post("/api/windows/w1/call-next")) == (409, "evacuation")
    assert told(duty.post("/api/hall/close")) == (409, "evacuation")
    assert duty.post(f"/api/hall/notices/{id_}/end", {}).status_code == 200
    called = morning.staff("1001").post("/api/windows/w1/call-next").get_json()["ticket"]
    assert called["number"] == "A001"


def test_extended_closed_and_opened_again(morning: House):
    duty = morning.staff("D01")
    for action, state in (
        ("extend", "extended"),
        ("close", "closed"),
        ("extend", "extended"),
        ("open", "open"),
    ):
        assert duty.post(f"/api/hall/{action}").get_json()["state"] == state


def test_the_day_s_sum(morning: House):
    clerk = sit(morning)
    for _ in range(3):
        take(morning)
    for action in ("call-next", "finish", "call-next"):
        clerk.post(f"/api/windows/w1/{action}")
    sums = morning.staff("S01").get("/api/hall/sums").get_json()
    assert (sums["day"], sums["balanced"]) == ("2026-03-02", True)
    assert [sums[k] for k in ("issued", "finished", "in_hand", "waiting")] == [3, 1, 1, 1]
    assert sums["queues"]["marriage"]["machine"] == 3


# ---------------------------------------------------------------- cards


def test_a_paper_card_of_a_finished_visit(morning: House):
    clerk, desk = sit(morning), morning.staff("H01")
    ticket = take(morning)["id"]
    card = f"/api/tickets/{ticket}/card"
    assert told(desk.post(card, {"level": 4})) == (409, "wrong_state")
    for action in ("call-next", "finish"):
        clerk.post(f"/api/windows/w1/{action}")
    assert told(desk.post(card, {"level": 4})) == (409, "wrong_state"), "the box is still open"
    morning.clock.ahead_ms += 31_000
    morning.executor.read(lambda hall: None)  # wakes the writer, and the rating lapses
    for level in (0, 6, "4", True, 4.5):
        assert told(desk.post(card, {"level": level})) == (422, "invalid")
    assert desk.post(card, {"level": 4}).status_code == 200
    assert told(desk.post(card, {"level": 5})) == (409, "already_rated")
    (given,) = morning.log("rating.given.v1")
    assert (given.level, given.channel, given.staff, given.actor) == (4, "paper", "1001", "staff:H01")


# ---------------------------------------------------------------- at the windows


def test_a_stand_in_says_for_whom(tmp_path: Any):
    plan = sample_plan()
    b = Staff("B01", "卞角", "民政窗口", stands_in_for=("1001",))
    house = House(tmp_path, replace(plan, staff=(*plan.staff, b)), hour="10:00")
    try:
        clerk = house.staff("B01")
        assert told(clerk.post("/api/windows/w1/sign-in", {"acting_for": "1002"})) == (
            409,
            "not_allowed_here",
        )
        assert clerk.post("/api/windows/w1/sign-in", {"acting_for": "1001"}).status_code == 200
        assert [(e.staff, e.acting_for) for e in house.log("window.signed_in.v1")] == [("B01", "1001")]
    finally:
        house.close()


def test_who_leaves_while_people_wait_needs_the_duty_officer(morning: House):
    duty, clerk = morning.staff("D01"), sit(morning)
    take(morning)
    duty.post("/api/hall/close")
    assert told(clerk.post("/api/windows/w1/sign-out", {"reason": "有事"})) == (409, "queue_waits")
    assert told(duty.post("/api/windows/w1/sign-out")) == (409, "reason_required")
    assert duty.post("/api/windows/w1/sign-out", {"reason": "身体不适"}).status_code == 200
    assert [(e.reason, e.actor) for e in morning.log("window.signed_out.v1")] == [("身体不适", "staff:D01")]


def test_a_walk_in_after_closing_needs_a_reason(morning: House):
    duty, clerk = morning.staff("D01"), sit(morning)
    duty.post("/api/hall/extend")
    assert told(clerk.post("/api/windows/w1/walk-in", {"queue": "marriage"})) == (409, "reason_required")
    answer = clerk.post("/api/windows/w1/walk-in", {"queue": "marriage", "reason": "急件"})
    assert answer.get_json()["ticket"]["number"] == "A001"


def test_the_next_one_is_stored_where_the_hall_allows_it(tmp_path: Any):
    plan = sample_plan()
    allowed = replace(plan, settings=replace(plan.settings, store_next=True))
    house = House(tmp_path, allowed, hour="10:00")
    try:
        clerk = sit(house)
        assert told(clerk.post("/api/windows/w1/call-next")) == (409, "nobody_waiting")
        stored = clerk.post("/api/windows/w1/call-next", {"store": True}).get_json()
        assert (stored["stored"], stored["ticket"]) == (True, None)
        take(house)
        assert [e.window for e in house.log("ticket.called.v1")] == ["w1"]
    finally:
        house.close()


# ---------------------------------------------------------------- tickets: what they are told


def test_matter_and_help_are_kept_with_the_ticket(morning: House):
    ticket = take(morning, matter="marriage-divorce", assist=True)["id"]
    shown = sit(morning).post("/api/windows/w1/call-next").get_json()["ticket"]
    assert (shown["id"], shown["matter"], shown["assist"]) == (ticket, "marriage-divorce", True)
    desk = morning.staff("H01")
    assert told(desk.post("/api/tickets", {"queue": "marriage", "matter": "moon"})) == (404, "unknown_matter")


def test_the_wait_is_a_range_while_a_window_is_open(morning: House):
    assert take(morning)["wait"] is None, "no window is open"
    clerk = sit(morning)
    first, second = take(morning), take(morning)
    assert (first["ahead"], second["ahead"]) == (1, 2)
    for ticket in (first, second):
        assert 0 <= ticket["wait"]["low_min"] < ticket["wait"]["high_min"]
    assert first["wait"]["high_min"] < second["wait"]["high_min"]
    one = clerk.get(f"/api/tickets/{second['id']}").get_json()
    assert (one["ahead"], one["wait"], one["ticket"]["number"]) == (2, second["wait"], "A003")
    clerk.post("/api/windows/w1/call-next")
    called = clerk.get("/api/tickets/20260302-A001").get_json()
    assert (called["ticket"]["state"], called["wait"]) == ("called", None)
    assert told(clerk.get("/api/tickets/nothing")) == (404, "unknown_ticket")


def test_who_is_back_is_told_how_many_are_before_them(morning: House):
    clerk, desk = sit(morning), morning.staff("H01")
    ticket = take(morning)["id"]
    for _ in range(5):
        take(morning)
    for action in ("call-next", "pass"):
        assert clerk.post(f"/api/windows/w1/{action}").status_code == 200
    back = desk.post(f"/api/tickets/{ticket}/requeue").get_json()
    assert (back["ahead"], back["ticket"]["state"]) == (3, "waiting")
