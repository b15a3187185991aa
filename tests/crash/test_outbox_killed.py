"""The mains fail while a record is on its way: the far end has done it, nobody here knows. Once in effect."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.crash_house import CONFIG, CrashHouse
from tests.far_platform import KEY, Platform
from tests.serving import new_key, wait_until

pytestmark = pytest.mark.crash

SENDING = """
[[outcome]]
id = "promised"
name = "承诺件"
needs_case_no = true
promise_days = 5

[outbox]
url = "{url}"
app = "test"
key_file = "key"
ca_file = "{ca}"
"""


@pytest.fixture
def far(folder: Path) -> Iterator[Platform]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificates of the far end")
    (folder / "far").mkdir()
    platform = Platform(folder / "far", late_s=120)
    yield platform
    platform.close()


@pytest.fixture
def sending(folder: Path, far: Platform) -> Iterator[CrashHouse]:
    config = folder / "sending.toml"
    patient = CONFIG.read_text("utf-8").replace("[settings]", "[settings]\ngap_s = 3600")
    config.write_text(patient + SENDING.format(url=far.url, ca=far.ca), "utf-8")
    (folder / "key").write_bytes(KEY)
    house = CrashHouse(folder, config)
    yield house
    house.power_cut()


def visits(house: CrashHouse, first: int, last: int) -> None:
    """Served, rated on a phone, noted with a case number."""
    clerk = house._clerks["w1"]
    for number in range(first, last + 1):
        ticket = house.take()
        house.do("w1", "call-next", "start", "finish")
        rated = house.server.session().post(
            f"/api/visits/{ticket['token']}/rating", {"level": 5, "channel": "phone"}, key=new_key()
        )
        assert rated.status_code == 200, rated.text
        body = {"outcome": "promised", "case_no": f"XS-{number}"}
        noted = clerk.post(f"/api/tickets/{ticket['id']}/outcome", body, key=new_key())
        assert noted.status_code == 200, noted.text


def unsent(house: CrashHouse) -> int:
    return int(house.rows("SELECT count(*) FROM outbox WHERE state != 'sent'")[0][0])


def test_what_was_done_and_not_marked_is_not_done_twice(sending: CrashHouse, far: Platform):
    far.faults.extend(["", "slow", "reset after", "", "slow", "garbage", "broken"])
    sending.start()
    sending.enter()
    sending.do("w1", "sign-in")
    visits(sending, 1, 3)
    wait_until(lambda: far.met["slow"] == 1, what="a record is on its way")
    sending.power_cut()
    assert unsent(sending) > 0
    sending.start()
    visits(sending, 4, 6)
    wait_until(lambda: far.met["slow"] == 2, 60, "another one is on its way")
    sending.power_cut()
    sending.start()
    wait_until(lambda: unsent(sending) == 0, 120, "all have arrived")
    assert all(far.of(f"XS-{number}") == ["case", "rating"] for number in range(1, 7))
    assert len(far.done) == 12
    assert far.requests >= 12 + 2, "what was under way went again"
    assert far.strange == []
    sending.check()
