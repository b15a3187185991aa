"""An ID number: one open ticket a person and queue; inside, only a reference that can be deleted."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Response

from server.store import schema
from server.web.citizens.identity import CHECK_DIGITS, WEIGHTS, checked_id_number
from tests.web.house import Browser, House

ID = "11010519491231002X"
"""The example of GB 11643."""
OTHER = "440524188001010014"


def take(browser: Browser, id_number: str = ID, queue: str = "marriage", **more: object) -> Response:
    return browser.post("/api/tickets", {"queue": queue, "id_number": id_number, **more})


def rows(house: House, table: sa.Table = schema.identities) -> list[sa.Row]:
    return house.executor.write(lambda connection: list(connection.execute(sa.select(table))))


# ---------------------------------------------------------------- the number itself


@pytest.mark.parametrize("text", [ID, OTHER, ID.lower(), f" {ID} "])
def test_a_good_number(text: str):
    assert checked_id_number(text) == text.strip().upper()


@pytest.mark.parametrize("last", [d for d in CHECK_DIGITS if d != "X"])
def test_every_other_check_digit_is_wrong(last: str):
    with pytest.raises(ValueError, match="check digit"):
        checked_id_number(ID[:17] + last)


@pytest.mark.parametrize("at", range(17))
def test_one_wrong_digit_is_always_found(at: int):
    wrong = ID[:at] + str((int(ID[at]) + 1) % 10) + ID[at + 1 :]
    with pytest.raises(ValueError, match=r"."):
        checked_id_number(wrong)


def with_check_digit(seventeen: str) -> str:
    total = sum(int(d) * w for d, w in zip(seventeen, WEIGHTS, strict=True))
    return seventeen + CHECK_DIGITS[total % 11]


@pytest.mark.parametrize(
    "text",
    [
        "",
        ID[:17],
        ID + "0",
        "1101051949123100２X",
        "X" * 18,
        "110105194912310021X",
        with_check_digit("11010519491331002"),
        with_check_digit("11010519490230002"),
    ],
)
def test_what_is_no_number(shared_house: House, text: str):
    answer = take(shared_house.device("kiosk", "k1"), text)
    problem = answer.get_json()
    assert (answer.status_code, [e["field"] for e in problem["errors"]]) == (422, ["id_number"])
    assert not text or text not in answer.get_data(as_text=True), "what was sent is not repeated"


# ---------------------------------------------------------------- one open ticket


def test_one_open_ticket_a_person_and_queue(house: House):
    kiosk, clerk = house.device("kiosk", "k1"), house.staff("1001")
    first = take(kiosk)
    assert first.status_code == 201
    again = take(house.device("kiosk", "k2"), ID.lower())
    problem = again.get_json()
    assert (again.status_code, problem["code"]) == (409, "open_ticket_exists")
    assert problem["params"] == {"ticket": first.get_json()["id"], "number": "A001"}
    assert take(kiosk, queue="payment").status_code == 201, "another queue"
    assert take(kiosk, OTHER).status_code == 201, "another person"
    clerk.post("/api/windows/w1/sign-in")
    for action in ("call-next", "finish"):
        clerk.post(f"/api/windows/w1/{action}")
    assert take(kiosk).status_code == 201, "the first visit is over"
    assert len(rows(house)) == 2


def test_the_paper_is_printed_again_instead(house: House):
    kiosk, elsewhere = house.device("kiosk", "k1"), house.device("kiosk", "k2")
    take(kiosk)
    ticket = take(elsewhere).get_json()["params"]["ticket"]
    assert elsewhere.post(f"/api/tickets/{ticket}/reprint").status_code == 403, "that is another's paper"
    assert elsewhere.post(f"/api/tickets/{ticket}/reprint", {"kiosk": "k9"}).status_code == 404
    assert elsewhere.post(f"/api/tickets/{ticket}/reprint", {"kiosk": "k1"}).status_code == 403
    answer = elsewhere.post(f"/api/tickets/{ticket}/reprint", {"kiosk": "k2"})
    assert (answer.status_code, answer.get_json()["ticket"]["number"]) == (200, "A001")
    assert house.staff("H01").post(f"/api/tickets/{ticket}/reprint").status_code == 200
    assert [(e.kiosk, e.actor) for e in house.log("ticket.reprint.v1")] == [
        ("k2", "kiosk:k2"),
        ("", "staff:H01"),
    ]


def test_the_same_person_has_the_same_reference_as_long_as_it_is_kept(house: House):
    kiosk, admin = house.device("kiosk", "k1"), house.staff("S01")
    take(kiosk)
    take(kiosk, queue="payment")
    refs = [e.identity for e in house.log("ticket.taken.v1")]
    assert refs == [rows(house)[0].ref] * 2
    house.restart()
    admin, kiosk = house.staff("S01"), house.device("kiosk", "k1")
    assert take(kiosk).get_json()["code"] == "open_ticket_exists"
    assert admin.delete(f"/api/identities/{refs[0]}").get_json() == {"removed": 1}
    assert admin.delete(f"/api/identities/{refs[0]}").get_json() == {"removed": 0}
    assert rows(house) == []
    assert take(kiosk, queue="property").status_code == 201
    assert rows(house)[0].ref != refs[0]


def test_a_deletion_leaves_a_line_in_the_journal_without_the_number(
    house: House, caplog: pytest.LogCaptureFixture
):
    take(house.device("kiosk", "k1"))
    ref = rows(house)[0].ref
    house.staff("S01").delete(f"/api/identities/{ref}")
    assert f"what=identity ref='{ref}' rows=1 by=staff:S01" in caplog.text
    assert ID not in caplog.text


# ---------------------------------------------------------------- what is stored


def test_the_number_itself_is_nowhere(house: House, tmp_path: Path):
    answer = house.device("kiosk", "k1").post(
        "/api/tickets", {"queue": "marriage", "id_number": ID}, key="touch-1"
    )
    assert answer.status_code == 201
    row = rows(house)[0]
    assert (len(row.hash), row.last4) == (64, "002X")
    house.restart()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert ID.encode() not in stored
    assert ID[:17].encode() not in stored


def test_neither_can_it_be_tried_out_on_what_is_stored(house: House, tmp_path: Path):
    """There are few ID numbers for a machine that tries them all: every hash of one is keyed."""
    import hashlib

    path, body = "/api/tickets", b'{"queue": "marriage", "id_number": "11010519491231002X"}'
    kiosk = house.device("kiosk", "k1")
    headers = kiosk.headers("touch-1")
    assert (
        kiosk.client.post(path, data=body, content_type="application/json", headers=headers).status_code
        == 201
    )
    plain = {
        hashlib.sha256(text).hexdigest() for text in (ID.encode(), body, f"POST {path}\n".encode() + body)
    }
    connection = sqlite3.connect(tmp_path / "hall.db")
    stored = {row[0] for row in connection.execute("SELECT hash FROM identities")}
    stored |= {row[0] for row in connection.execute("SELECT fingerprint FROM answers")}
    connection.close()
    assert len(stored) == 2
    assert not stored & plain
