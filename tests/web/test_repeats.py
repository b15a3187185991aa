"""Idempotency-Key: the same request twice has one effect and one answer."""

from concurrent.futures import ThreadPoolExecutor

from tests.web.house import House


def test_the_same_key_gives_the_same_ticket_once(house: House):
    kiosk = house.device("kiosk", "k1")
    first = kiosk.post("/api/tickets", {"queue": "marriage"}, key="touch-1")
    again = kiosk.post("/api/tickets", {"queue": "marriage"}, key="touch-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert len(house.log("ticket.taken.v1")) == 1


def test_without_a_key_or_with_another_it_is_another_ticket(house: House):
    kiosk = house.device("kiosk", "k1")
    keys = [None, None, "a", "b"]
    numbers = [kiosk.post("/api/tickets", {"queue": "marriage"}, key=k).get_json()["number"] for k in keys]
    assert numbers == ["A001", "A002", "A003", "A004"]


def test_the_same_key_for_another_request_is_refused(house: House):
    desk = house.staff("H01")
    ticket = desk.post("/api/tickets", {"queue": "marriage"}, key="k").get_json()["id"]
    for path, body in [
        ("/api/tickets", {"queue": "payment"}),
        (f"/api/tickets/{ticket}/void", {"reason": "x"}),
    ]:
        answer = desk.post(path, body, key="k")
        assert (answer.status_code, answer.get_json()["code"]) == (422, "key_reused")
    assert len(house.log("ticket.taken.v1")) == 1
    assert house.log("ticket.voided.v1") == []


def test_two_who_choose_the_same_key_do_not_meet(house: House):
    k1, k2 = house.device("kiosk", "k1"), house.device("kiosk", "k2")
    numbers = [k.post("/api/tickets", {"queue": "marriage"}, key="1").get_json()["number"] for k in (k1, k2)]
    assert numbers == ["A001", "A002"]


def test_a_refusal_is_repeated_too(house: House):
    clerk = house.staff("1001")
    clerk.post("/api/windows/w1/sign-in")
    assert clerk.post("/api/windows/w1/call-next", key="n").get_json()["code"] == "nobody_waiting"
    house.staff("H01").post("/api/tickets", {"queue": "marriage"})
    assert clerk.post("/api/windows/w1/call-next", key="n").get_json()["code"] == "nobody_waiting"
    assert clerk.post("/api/windows/w1/call-next", key="n2").status_code == 200


def test_the_answer_survives_a_restart(house: House):
    kiosk = house.device("kiosk", "k1")
    first = kiosk.post("/api/tickets", {"queue": "marriage"}, key="touch-1").get_json()
    house.restart()
    after = house.browser()
    after.bearer = kiosk.bearer
    assert after.post("/api/tickets", {"queue": "marriage"}, key="touch-1").get_json() == first
    assert after.post("/api/tickets", {"queue": "payment"}, key="touch-1").status_code == 422
    assert len(house.log("ticket.taken.v1")) == 1


def test_a_key_pressed_by_many_threads_at_once_has_one_effect(house: House):
    bearer = house.device("kiosk", "k1").bearer

    def touch(at: int) -> str:
        kiosk = house.browser()
        kiosk.bearer = bearer
        answer = kiosk.post("/api/tickets", {"queue": "marriage"}, key=f"touch-{at % 5}")
        return str(answer.get_json()["number"])

    with ThreadPoolExecutor(10) as pool:
        numbers = list(pool.map(touch, range(50)))
    assert sorted(set(numbers)) == ["A001", "A002", "A003", "A004", "A005"]
    assert all(numbers[at] == numbers[at % 5] for at in range(50))
    assert len(house.log("ticket.taken.v1")) == 5
