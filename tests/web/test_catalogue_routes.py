"""What a kiosk can look up: every matter with its sound, the counters without numbers, the waits now."""

from pathlib import Path
from typing import Any

import pytest

from config.load import load
from server.web.api.pinyin import syllables
from tests.web.house import House

SHANGYU = Path(__file__).parents[2] / "config" / "shangyu.toml"


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("婚姻", "hun yin"),
        ("银行卡", "yin hang ka|qia"),
        ("行政执法", "xing zheng zhi fa"),
        ("重大项目", "zhong da xiang mu"),
        ("重庆", "chong qing"),
        ("A证、B 证", " zheng    zheng"),
        ("", ""),
    ],
)
def test_words_are_read_as_words_and_every_character_keeps_its_place(text: str, sound: str) -> None:
    assert syllables(text) == sound


def test_a_single_character_is_found_by_each_of_its_readings() -> None:
    assert set(syllables("给排水").split(" ")[0].split("|")) == {"gei", "ji"}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Any:
    house = House(tmp_path_factory.mktemp("shangyu"), load(SHANGYU))
    yield house.device("kiosk", "k1").get("/api/catalogue").get_json()
    house.close()


def test_every_counter_of_a_large_hall_is_in_the_catalogue(catalogue: Any) -> None:
    plan = load(SHANGYU)
    served = {w.id for entry in catalogue["matters"] for w in plan.windows_of[entry["queue"]]}
    assert served | {other["id"] for other in catalogue["others"]} == set(plan.window)
    assert len(served) + len(catalogue["others"]) == len(plan.window) == 69


def test_every_word_has_one_reading_a_character(catalogue: Any) -> None:
    for entry in catalogue["matters"] + catalogue["others"]:
        for text, sound in entry["words"] + entry["common"]:
            assert len(sound.split(" ")) == len(text), text


def test_a_counter_without_numbers_says_where_it_is_and_what_it_does(catalogue: Any) -> None:
    notary = next(other for other in catalogue["others"] if other["id"] == "w24")
    assert (notary["units"], notary["floor_name"], notary["no"]) == (["公证窗口"], "一楼", "24")
    assert notary["business"].startswith("房地产公证")


def test_other_words_of_a_matter_and_its_unit_are_in_it(morning: House) -> None:
    found = morning.device("kiosk", "k1").get("/api/catalogue").get_json()["matters"]
    marriage = next(entry for entry in found if entry["matter"] == "marriage-register")
    assert [text for text, _ in marriage["words"]] == ["结婚登记", "结婚证", "领证", "Marriage"]
    assert ["民政", "min zheng"] in marriage["common"]


def test_what_was_taken_in_the_last_days_is_counted_but_not_today(morning: House) -> None:
    kiosk = morning.device("kiosk", "k1")
    morning.staff("D01").post("/api/hall/open")
    for matter in ("marriage-divorce", "marriage-divorce", "adoption", ""):
        answer = kiosk.post("/api/tickets", {"queue": "marriage", "matter": matter})
        assert answer.status_code == 201, answer.get_json()
    today = kiosk.get("/api/catalogue")
    assert today.get_json()["taken"] == {}
    morning.restart("2026-03-03")
    counted = morning.device("kiosk", "k1").get("/api/catalogue").get_json()["taken"]
    assert counted == {"marriage": {"marriage-divorce": 2, "adoption": 1, "": 1}}


def test_an_unchanged_catalogue_is_not_sent_again(shared_house: House) -> None:
    kiosk = shared_house.device("kiosk", "k1")
    first = kiosk.get("/api/catalogue")
    headers = kiosk.headers() | {"If-None-Match": first.headers["ETag"]}
    assert kiosk.client.get("/api/catalogue", headers=headers).status_code == 304


def test_the_wait_of_the_queues_that_are_asked_for(morning: House) -> None:
    kiosk = morning.device("kiosk", "k1")
    morning.staff("D01").post("/api/hall/open")
    assert morning.staff("1001").post("/api/windows/w1/sign-in").status_code == 200
    for _ in range(3):
        kiosk.post("/api/tickets", {"queue": "marriage"})
    waits = kiosk.get("/api/waits?queue=marriage&queue=business").get_json()["waits"]
    assert waits["business"] is None, "nobody is at its window"
    assert 0 < waits["marriage"]["low_min"] <= waits["marriage"]["high_min"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [("", 422, "invalid"), ("?queue=", 422, "invalid"), ("?queue=nothing", 404, "unknown_queue")],
)
def test_a_wait_of_nothing_is_refused_in_words(
    shared_house: House, query: str, status: int, code: str
) -> None:
    answer = shared_house.device("kiosk", "k1").get("/api/waits" + query)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.get_json()["detail"] and answer.get_json()["detail_en"]
