"""Where to send somebody on, over HTTP: with the sounds of the names, and the slip that says the way."""

from dataclasses import replace
from pathlib import Path

from server.domain.facts.calendar import ServiceDays
from tests.web.house import House, sample_plan


def test_targets_come_with_the_sounds_of_their_names(house: House):
    clerk, other = house.staff("1001"), house.staff("1005")
    assert other.post("/api/windows/w5/sign-in").status_code == 200
    found = clerk.get("/api/windows/w1/targets").get_json()
    (person,) = found["staff"]
    assert person["words"] == [["刘洋", "liu yang|xiang"], ["1005", "   "]]
    queue = next(q for q in found["queues"] if q["id"] == "insurance")
    assert queue["words"][0] == ["社会保险", "she hui bao xian"]
    assert ["社保", "she bao"] in queue["common"]  # and by its unit and its matters
    assert "w1" not in [w["id"] for w in found["windows"]]
    assert {w["id"]: bool(w["closed"]) for w in found["windows"]}["w5"] is False


def test_of_no_window_there_are_none(house: House):
    answer = house.staff("1001").get("/api/windows/w99/targets")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "unknown_window")


def test_the_way_is_printed_where_the_clerk_says_and_closed_queues_are_refused_in_words(tmp_path: Path):
    plan = sample_plan()
    friday = ServiceDays(weekdays=(5,), else_next_workday=False)
    closed = tuple(replace(one, days=friday) if one.queue == "disabled" else one for one in plan.matters)
    house = House(tmp_path, replace(plan, matters=closed))
    try:
        clerk, at = house.staff("1001"), "/api/windows/w1/"
        clerk.post(at + "sign-in")
        for _ in range(3):
            house.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage"})
        clerk.post(at + "call-next")
        refused = clerk.post(at + "transfer", {"to": "queue", "id": "disabled"})
        assert (refused.status_code, refused.get_json()["code"]) == (409, "queue_off_today")
        assert "残疾人证核发今天不能转入" in refused.get_json()["detail"]
        assert "Disability certificates takes nobody today" in refused.get_json()["detail_en"]
        for body, code in (
            ({"kiosk": "k9"}, "unknown_kiosk"),
            ({"kiosk": ""}, "invalid"),
            ({"slip": 1}, "invalid"),
        ):
            answer = clerk.post(at + "transfer", {"to": "queue", "id": "payment"} | body)
            assert answer.get_json()["code"] == code
        for body in ({}, {"kiosk": "k2"}, {"slip": False}):
            assert clerk.post(at + "transfer", {"to": "queue", "id": "payment"} | body).status_code == 200
            clerk.post(at + "call-next")
        sent = [(e.slip, e.kiosk) for e in house.log("ticket.transferred.v1")]
        assert sent == [(True, ""), (True, "k2"), (False, "")]
    finally:
        house.close()
