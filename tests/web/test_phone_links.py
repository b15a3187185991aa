"""QR codes lead phones to the hall's own address, though the kiosk that shows them is on the loopback."""

import io
from pathlib import Path

import pytest
import segno

from tests.web.house import House

BASE = "http://10.20.0.5:8000"


def drawn(link: str) -> bytes:
    picture = io.BytesIO()
    segno.make(link, error="m").save(picture, kind="svg", scale=8, border=2, light="white")
    return picture.getvalue()


@pytest.mark.parametrize(("base", "address"), [(BASE + "/", BASE), ("", "http://localhost")])
def test_codes_and_links_name_the_base_or_else_the_address_that_was_asked(
    tmp_path: Path, base: str, address: str
) -> None:
    house = House(tmp_path, phone_base=base)
    kiosk = house.device("kiosk", "k1")
    taken = kiosk.post("/api/tickets", {"queue": "marriage", "kiosk": "k1"}).get_json()
    page = f"/t/{taken['token']}"
    assert taken["phone_url"] == address + page
    assert kiosk.get(taken["qr"]).data == drawn(address + page)
    assert kiosk.get("/guide/marriage-register/qr.svg").data == drawn(f"{address}/guide/marriage-register")
    house.close()
