"""What a lead or the duty officer decides over HTTP is seen by everybody at once."""

import json

import pytest

from server.domain.views.lead import lead_view
from tests.invariants import check_invariants
from tests.web.house import House
from tests.web.page import Refused

WHY = "人手不足"


def test_a_window_gets_another_queue_and_who_waits_is_moved(house: House):
    duty = house.staff("D01")
    number = duty.post("/api/tickets", {"queue": "marriage"}).get_json()["id"]
    assert (
        duty.post("/api/windows/w5/queues", {"queues": ["marriage", "payment"], "reason": WHY}).status_code
        == 200
    )
    windows = {w["id"]: w for w in duty.get("/api/hall").get_json()["windows"]}
    assert windows["w5"]["queues"] == ["marriage", "payment"]
    there = {"of": "queue", "source": "marriage", "to": "queue", "id": "payment", "reason": WHY}
    assert duty.post("/api/moves", there).status_code == 200
    assert house.executor.read(lambda hall: hall.tickets[number].queue) == "payment"
    assert duty.post("/api/moves", there).get_json()["code"] == "nobody_waiting"


def test_the_table_of_tickets_follows_and_a_restart_finds_it_all(house: House):
    duty = house.staff("D01")
    number = duty.post("/api/tickets", {"queue": "marriage"}).get_json()["id"]
    lanes = {"priority": 1, "normal": 3}
    duty.post(
        "/api/windows/w5/queues", {"queues": ["marriage"], "lanes": lanes, "reason": WHY, "confirmed": True}
    )
    duty.post(f"/api/tickets/{number}/green", {"reason": "重大项目"})
    check_invariants(str(house.database.url), house.plan.code, house.plan)
    house.restart()
    plan = house.executor.read(lambda hall: hall.plan)
    assert (plan.window["w5"].queues, plan.window["w5"].lanes) == (("marriage",), (1, 3))
    assert house.executor.read(lambda hall: hall.tickets[number].lane) == "green"


def test_what_is_decided_without_a_reason_is_refused_in_words(house: House):
    refused = house.staff("D01").post("/api/windows/w5/queues", {"queues": ["marriage"]})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "reason_required")


def test_a_lead_decides_for_the_own_unit_only(house: House):
    lead = house.staff("L01")
    assert (
        lead.post("/api/windows/w2/queues", {"queues": ["insurance", "payment"], "reason": WHY}).status_code
        == 200
    )
    assert lead.post("/api/windows/w1/queues", {"queues": ["payment"], "reason": WHY}).status_code == 403


def test_the_duty_officer_calls_and_signs_out_for_somebody_and_the_log_names_both(house: House):
    duty, clerk = house.staff("D01"), house.staff("1001")
    first = duty.post("/api/tickets", {"queue": "marriage"}).get_json()["id"]
    last = duty.post("/api/tickets", {"queue": "marriage"}).get_json()["id"]
    clerk.post("/api/windows/w1/sign-in")
    there = {"ticket": last, "reason": "末班车"}
    assert house.staff("L01").post("/api/windows/w1/call", there).get_json()["code"] == "not_signed_in"
    assert duty.post("/api/windows/w1/call", there).get_json()["ticket"]["id"] == last
    call = house.log("ticket.called.v1")[-1]
    assert (call.ticket, call.actor, call.staff, call.chosen) == (last, "staff:D01", "1001", "末班车")
    assert house.executor.read(lambda hall: hall.tickets[first].state) == "waiting"
    clerk.post("/api/windows/w1/finish")
    assert duty.post("/api/windows/w1/sign-out").get_json()["code"] == "reason_required"
    assert duty.post("/api/windows/w1/sign-out", {"reason": "身体不适"}).status_code == 200
    left = house.log("window.signed_out.v1")[-1]
    assert (left.actor, left.staff, left.reason) == ("staff:D01", "1001", "身体不适")


def test_why_him_before_me_is_answered_as_the_hall_stood_then(house: House):
    """Later events change nothing in the answer: who was called since, had waited then."""
    duty, clerk = house.staff("D01"), house.staff("1001")
    first, second = (duty.post("/api/tickets", {"queue": "marriage"}).get_json()["id"] for _ in range(2))
    priority = duty.post("/api/tickets", {"queue": "marriage", "lane": "priority", "reason": "出示证件"})
    third = priority.get_json()["id"]
    assert duty.get(f"/api/tickets/{third}/why").get_json()["code"] == "never_called"
    assert duty.get("/api/tickets/nothing/why").status_code == 404
    clerk.post("/api/windows/w1/sign-in")
    for _ in range(2):
        clerk.post("/api/windows/w1/call-next")
        clerk.post("/api/windows/w1/finish")
    why = duty.get(f"/api/tickets/{third}/why").get_json()
    assert (why["code"], why["text"]) == ("lane", "优先与普通按 2:1 交替,轮到优先号")
    numbers = house.executor.read(lambda hall: [hall.tickets[id_].number for id_ in (first, second)])
    assert [t["number"] for t in why["before"]] == numbers
    assert [(mark["text"], mark["reason"]) for mark in why["marks"]] == [("取优先号", "出示证件")]
    assert "token" not in json.dumps(why)


@pytest.mark.parametrize(("staff_no", "windows"), [("L01", {"w2", "w3", "w4"}), ("D01", None)])
def test_who_directs_is_told_exactly_the_own_windows(house: House, staff_no: str, windows: set[str] | None):
    page = house.feed("/lead", {}, house.staff(staff_no))
    wanted = house.executor.read(lambda hall: lead_view(hall, staff_no))
    assert page.wait_for("snapshot")["view"] == json.loads(json.dumps(wanted))
    service = {w.id for w in house.plan.windows if w.kind == "service"}
    assert {w["id"] for w in wanted["windows"]} == (windows or service)
    page.close()


@pytest.mark.parametrize("staff_no", ["1001", "H01", "S01"])
def test_who_directs_nothing_is_refused(house: House, staff_no: str):
    with pytest.raises(Refused) as refused:
        house.feed("/lead", {}, house.staff(staff_no))
    assert refused.value.why["data"]["code"] == "forbidden"
