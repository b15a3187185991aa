"""What stands behind the duty officer's board, kiosks on and off, many moved by one decision."""

import pytest

from server.domain.views.public import kiosk_view
from tests.invariants import check_invariants
from tests.web.house import House

OFF = {"on": False, "reason": "卡纸"}


def take(house: House, queue: str = "marriage") -> str:
    ticket: str = (
        house.device("kiosk", "k1").post("/api/tickets", {"queue": queue, "kiosk": "k1"}).get_json()["id"]
    )
    return ticket


def test_a_kiosk_out_of_service_stays_so_over_a_restart_and_gives_numbers_when_it_is_back(house: House):
    duty, kiosk = house.staff("D01"), house.device("kiosk", "k1")
    take(house)
    assert duty.post("/api/kiosks/k1/service", OFF).status_code == 200
    refused = kiosk.post("/api/tickets", {"queue": "marriage", "kiosk": "k1"})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "kiosk_paused")
    house.restart()
    told = house.executor.read(lambda hall: kiosk_view(hall, "k1", {})["closed"])
    assert (told["code"], told["elsewhere"]["name"]) == ("paused", house.plan.kiosk["k2"].name)
    duty = house.staff("D01")
    assert duty.post("/api/kiosks/k1/service", {"on": True}).status_code == 200
    take(house)
    (off, on) = house.log("kiosk.switched.v1")
    assert [(e.actor, e.on, e.reason) for e in (off, on)] == [
        ("staff:D01", False, "卡纸"),
        ("staff:D01", True, ""),
    ]
    check_invariants(str(house.database.url), house.plan.code, house.plan)


@pytest.mark.parametrize(
    ("who", "path", "body", "status", "code"),
    [
        ("D01", "k1", {"on": False}, 409, "reason_required"),
        ("D01", "k9", OFF, 404, "unknown_kiosk"),
        ("D01", "k1", {"on": "no"}, 422, "invalid"),
        ("D01", "k1", {}, 422, "invalid"),
        ("H01", "k1", OFF, 403, "forbidden"),
        ("1001", "k1", OFF, 403, "forbidden"),
        ("S01", "k1", OFF, 403, "forbidden"),
    ],
)
def test_a_kiosk_that_is_not_switched(
    house: House, who: str, path: str, body: object, status: int, code: str
):
    answer = house.staff(who).post(f"/api/kiosks/{path}/service", body)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.get_json()["detail"] and answer.get_json()["detail_en"]
    assert house.log("kiosk.switched.v1") == []


def test_some_who_wait_are_moved_by_one_decision_and_the_hall_is_told(house: House):
    duty = house.staff("D01")
    first, second, third = (take(house) for _ in range(3))
    move = {"of": "queue", "source": "marriage", "to": "window", "id": "w5", "reason": "窗口关闭"}
    body = move | {"tickets": [first, third], "tell": True}
    answer = duty.post("/api/moves", body)
    assert answer.get_json()["moved"] == [first.rpartition("-")[2], third.rpartition("-")[2]]
    (decision,) = house.log("queue.moved.v1")
    assert (list(decision.numbers), decision.actor, decision.reason) == (
        answer.get_json()["moved"],
        "staff:D01",
        "窗口关闭",
    )
    assert len(house.log("ticket.moved.v1")) == 2
    facts = duty.get("/api/hall/queues/marriage").get_json()
    assert [t["number"] for t in facts["tickets"]] == [second.rpartition("-")[2]]
    (notice,) = duty.get("/api/hall").get_json()["hall"]["notices"]
    assert notice["text"].startswith("A001、A003号请到")
    window = duty.get("/api/hall/windows/w5").get_json()
    assert (window["next"], window["calls"]) == ("A001", [])
    refused = duty.post("/api/moves", body | {"tickets": ["nobody"]})
    assert (refused.status_code, refused.get_json()["code"]) == (404, "unknown_ticket")
    check_invariants(str(house.database.url), house.plan.code, house.plan)


def test_what_is_behind_a_thing_is_for_the_office_alone(house: House):
    for path in ("windows/w1", "queues/marriage"):
        for who, status in (("D01", 200), ("S01", 200), ("1001", 403), ("H01", 403)):
            answer = house.staff(who).get(f"/api/hall/{path}")
            assert answer.status_code == status, (path, who)
            assert "token" not in answer.get_data(as_text=True)
    duty = house.staff("D01")
    assert duty.get("/api/hall/windows/w99").get_json()["code"] == "unknown_window"
    assert duty.get("/api/hall/queues/none").get_json()["code"] == "unknown_queue"


def test_why_him_before_me_names_both_also_when_the_first_is_finished(house: House):
    duty, clerk = house.staff("D01"), house.staff("1001")
    assert clerk.post("/api/windows/w1/sign-in").status_code == 200
    first, second = take(house), take(house)
    for action in ("call-next", "finish"):
        assert clerk.post(f"/api/windows/w1/{action}").status_code == 200
    why = duty.get(f"/api/tickets/{first}/why?asks={second}").get_json()
    assert (why["call"], why["calls"]) == (1, 1)
    assert [why["pair"][who]["number"] for who in ("first", "asks")] == ["A001", "A002"]
    assert why["pair"]["text"].startswith("先到先办:A001 按 ")
    assert (why["pair"]["asks"]["lane"], why["pair"]["asks"]["tier"]) == ("normal", "first")
    assert duty.get(f"/api/tickets/{first}/why").get_json()["pair"] is None
    assert duty.get(f"/api/tickets/{first}/why?asks=nobody").get_json()["code"] == "unknown_ticket"
    assert duty.get(f"/api/tickets/{first}/why?call=0").status_code == 422


def test_which_of_two_calls_is_asked_about(house: House):
    duty, clerk = house.staff("D01"), house.staff("1001")
    clerk.post("/api/windows/w1/sign-in")
    first, second = take(house), take(house)
    for action, body in (("call-next", {}), ("return", {"reason": "叫错了"}), ("call-next", {})):
        assert clerk.post(f"/api/windows/w1/{action}", body).status_code == 200
    told = [duty.get(f"/api/tickets/{first}/why?asks={second}&call={n}").get_json() for n in (1, 2)]
    assert [why["code"] for why in told] == ["arrival", "directed"]
    assert told[1]["pair"]["text"] == "A001 是指定或返回的号,排在最前;A002 按顺序排队"
