"""The lab and the demonstration accounts: for this machine alone, and for the sample hall alone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.web.house import PASSWORD, House, sample_plan

FOREIGN = [
    {"headers": {"Host": "hall.example"}},
    {"headers": {"Host": "127.0.0.1.evil.example:8000"}},
    {"headers": {"Host": "evil.example:127.0.0.1"}},
    {"headers": {"X-Forwarded-For": "127.0.0.1"}},
    {"environ_overrides": {"REMOTE_ADDR": "192.168.1.20"}},
    {"environ_overrides": {"REMOTE_ADDR": "::ffff:10.0.0.1"}},
]
LAB = ["/lab", "/lab/state", "/lab/qr?data=x"]


@pytest.fixture
def real_hall(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path, replace(sample_plan(), sample=False))
    yield house
    house.close()


def test_the_lab_shows_the_demonstration_accounts_on_this_machine(shared_house: House):
    answer = shared_house.browser().client.get("/lab")
    assert answer.status_code == 200
    assert PASSWORD in answer.get_data(as_text=True)


@pytest.mark.parametrize("asked", FOREIGN, ids=str)
@pytest.mark.parametrize("path", LAB)
def test_from_elsewhere_the_lab_does_not_exist(shared_house: House, path: str, asked: dict):
    answer = shared_house.browser().client.get(path, **asked)
    assert (answer.status_code, answer.get_json()["code"]) == (404, "unknown_page")


@pytest.mark.parametrize("asked", FOREIGN, ids=str)
def test_from_elsewhere_the_lab_takes_no_orders(shared_house: House, asked: dict):
    answer = shared_house.browser().client.post("/lab/printer-k1", json={"op": "kill"}, **asked)
    assert answer.status_code == 404


@pytest.mark.parametrize("asked", FOREIGN, ids=str)
@pytest.mark.parametrize("path", ["/kiosk/k1", "/display/f1"])
def test_from_elsewhere_the_sample_hall_pairs_nobody(shared_house: House, path: str, asked: dict):
    answer = shared_house.browser().client.get(path, **asked)
    assert answer.status_code == 403
    assert "本设备未登记" in answer.get_data(as_text=True)
    assert "hallcall_kiosk" not in str(answer.headers)


@pytest.mark.parametrize("path", ["/kiosk/k1", "/display/f1"])
def test_a_real_hall_pairs_nobody_even_on_this_machine(real_hall: House, path: str):
    assert real_hall.browser().client.get(path).status_code == 403


def test_a_page_holds_its_facts_as_data_and_no_script_of_its_own(shared_house: House):
    html = shared_house.browser().client.get("/duty").get_data(as_text=True)
    assert html.count("<script") == 1
    assert '<script type="module" src="' in html
    assert " on" not in html.split("<body", 1)[1].split("data-boot", 1)[0]
