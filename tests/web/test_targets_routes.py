"""Where to send somebody on, over HTTP: with the sounds of the names."""

from tests.web.house import House


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
