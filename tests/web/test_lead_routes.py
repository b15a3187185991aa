"""What a lead or the duty officer decides over HTTP is seen by everybody at once."""

from tests.invariants import check_invariants
from tests.web.house import House

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
