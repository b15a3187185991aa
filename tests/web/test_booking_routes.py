"""Appointments over the wire: imported all or none with every fault named, listed, checked in."""

from typing import Any

import pytest
from flask import Response

from server.web.api.appointments import MOST
from tests.web.house import DAY, Browser, House

HEADER = "code,day,queue,start,end\n"
TOMORROW = "2026-03-03"


def booking(code: str = "700", **more: Any) -> dict[str, Any]:
    return {"code": code, "day": DAY, "queue": "marriage", "start": "10:00", "end": "10:30"} | more


def import_csv(browser: Browser, text: str | bytes) -> Response:
    content = text if isinstance(text, bytes) else text.encode()
    return browser.post_raw("/api/appointments", content, "text/csv; charset=utf-8")


def import_json(browser: Browser, *bookings: Any, key: str | None = None) -> Response:
    return browser.post("/api/appointments", {"appointments": list(bookings)}, key=key)


def faults(answer: Response) -> list[tuple[int, str, str]]:
    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (422, "invalid"), problem
    return [(e["line"], e["field"], e["kind"]) for e in problem["errors"]]


def codes(browser: Browser, day: str = DAY) -> list[str]:
    listed = browser.get(f"/api/appointments?day={day}").get_json()
    assert listed["day"] == day
    return [a["code"] for a in listed["appointments"]]


def test_json_and_csv_are_the_same(morning: House):
    desk = morning.staff("H01")
    text = HEADER + f"700,{DAY},marriage,10:00,10:30\n"
    by_csv, by_json = import_csv(desk, text), import_json(desk, booking("701"))
    assert (by_csv.status_code, by_csv.get_json()["booked"]) == (201, 1)
    assert (by_json.status_code, by_json.get_json()["booked"]) == (201, 1)
    listed = desk.get("/api/appointments").get_json()
    assert listed["appointments"] == [booking(code) | {"ticket": None} for code in ("700", "701")]
    first, second = morning.log("appointment.booked.v1")
    assert (first.start, first.end, first.actor) == (second.start, second.end, "staff:H01")


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEADER + f"700,{DAY},marriage,10:00,10:30\n",
        HEADER.replace("\n", "\r\n") + f"700,{DAY},marriage,10:00,10:30\r\n\r\n,,,,\r\n",
        "Code, Day , queue,start,end\n" + f' "700" , {DAY},marriage,10:00, 10:30',
        HEADER + f"700,{DAY},marriage,10:00,10:30\n",
    ],
    ids=["with a mark of its encoding", "with empty lines", "with blanks", "plain"],
)
def test_as_spreadsheets_write_it(morning: House, text: str):
    desk = morning.staff("H01")
    assert import_csv(desk, text).get_json()["booked"] == 1
    assert codes(desk) == ["700"]


def test_in_the_encoding_of_the_country_s_spreadsheets(morning: House):
    desk = morning.staff("H01")
    text = HEADER + f"预约七,{DAY},marriage,9:00,9:30\n"
    assert import_csv(desk, text.encode("gb18030")).status_code == 201
    assert codes(desk) == ["预约七"]


def test_every_fault_is_named_with_its_line_and_nothing_is_booked(morning: House):
    desk = morning.staff("H01")
    text = HEADER + "\n".join(
        [
            f"700,{DAY},marriage,10:00,10:30",
            f"701,{DAY},marriage,25:00,10:30",
            f"702,{DAY},nothing,10:00,10:30",
            "703,2026-02-30,marriage,10:00,10:30",
            f"700,{DAY},marriage,11:00,11:30",
            "",
            f"704,{DAY},marriage,10:00",
            "705,2026-03-01,marriage,10:00,10:30",
            f",{DAY},marriage,10:00,10:30",
            f"706,{DAY},marriage,10:30,10:30",
            f"707,{DAY},,10h,10:30",
        ]
    )
    assert faults(import_csv(desk, text)) == [
        (3, "start", "string_pattern_mismatch"),
        (4, "", "unknown_queue"),
        (5, "day", "value_error"),
        (6, "code", "repeated"),
        (8, "", "columns"),
        (9, "", "bad_appointment"),
        (10, "code", "string_too_short"),
        (11, "", "bad_appointment"),
        (12, "queue", "string_too_short"),
        (12, "start", "string_pattern_mismatch"),
    ]
    assert (codes(desk), morning.log("appointment.booked.v1")) == ([], [])


def test_what_only_the_hall_can_say_is_named_with_its_line_too(morning: House):
    desk = morning.staff("H01")
    assert import_json(desk, booking("700"), booking("701")).status_code == 201
    assert desk.post("/api/check-ins", {"code": "700"}).status_code == 201
    moved = [booking("702"), booking("700", start="11:00", end="11:30"), booking("703", queue="moon")]
    answer = import_json(desk, *moved)
    assert faults(answer) == [(2, "", "checked_in"), (3, "", "unknown_queue")]
    assert "700" in answer.get_json()["errors"][0]["reason"]
    assert codes(desk) == ["700", "701"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "code;day;queue;start;end\n",
        "700,2026-03-02,marriage,10:00,10:30\n",
        "\x00",
        '"',
        "code,day,queue\n",
    ],
)
def test_a_table_without_its_header_is_refused(shared_house: House, content: str):
    assert faults(import_csv(shared_house.staff("H01"), content)) == [(1, "", "unreadable")]


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"appointments": {}},
        {"appointments": [], "more": 1},
        {"appointments": [booking()] * (MOST + 1)},
    ],
    ids=["a list", "empty", "not a list", "more", "too many"],
)
def test_a_body_of_another_shape_is_refused(shared_house: House, body: Any):
    answer = shared_house.staff("H01").post("/api/appointments", body)
    assert faults(answer) == [(0, "appointments", "unreadable")]


@pytest.mark.parametrize(
    "one", [None, 7, "700", [], {"code": "700"}, booking() | {"more": 1}, booking(code=7)]
)
def test_one_of_another_shape_is_named(shared_house: House, one: Any):
    assert {line for line, *_ in faults(import_json(shared_house.staff("H01"), one))} == {1}


def test_too_many_lines_are_refused(shared_house: House):
    lines = "".join(f"{n},{DAY},marriage,10:00,10:30\n" for n in range(MOST + 1))
    assert faults(import_csv(shared_house.staff("H01"), HEADER + lines)) == [(1, "", "unreadable")]


def test_a_year_s_worth_at_once_is_more_than_other_requests_may_hold(morning: House):
    desk = morning.staff("H01")
    rows = [f"预约{n:030d},{TOMORROW},marriage,10:00,10:30\n" for n in range(MOST)]
    text = HEADER + "".join(rows)
    assert len(text.encode()) > 64 * 1024
    assert import_csv(desk, text).get_json()["booked"] == MOST
    assert import_csv(desk, text).get_json()["booked"] == MOST, "for another day, the hall cannot compare"
    assert import_csv(desk, b"x" * 2**21).status_code == 413


def test_the_same_key_is_one_import_even_when_somebody_has_come_since(morning: House):
    desk = morning.staff("H01")
    first = import_json(desk, booking("700"), key="k")
    desk.post("/api/check-ins", {"code": "700"})
    again = import_json(desk, booking("700"), key="k")
    assert (again.status_code, again.get_json()) == (201, first.get_json())
    assert import_json(desk, booking("701"), key="k").get_json()["code"] == "key_reused"


def test_a_check_in_is_a_ticket_that_is_called_when_its_time_has_come(morning: House):
    desk, kiosk, clerk = morning.staff("H01"), morning.device("kiosk", "k1"), morning.staff("1001")
    import_json(desk, booking("700", start="09:50"), booking("701", start="11:00", end="11:30"))
    clerk.post("/api/windows/w1/sign-in")
    kiosk.post("/api/tickets", {"queue": "marriage"})
    answer = kiosk.post("/api/check-ins", {"code": " 700 ", "kiosk": "k1"})
    ticket = answer.get_json()
    assert (answer.status_code, ticket["number"], ticket["appointment"]) == (201, "A002", "700")
    assert ticket["qr"].endswith("qr.svg")
    assert ticket["wait"]["low_min"] <= ticket["wait"]["high_min"]
    assert [(e.kiosk, e.actor) for e in morning.log("ticket.taken.v1")][1] == ("k1", "kiosk:k1")
    for code, status, why in (
        ("700", 409, "checked_in"),
        ("701", 409, "too_early"),
        ("799", 404, "unknown_appointment"),
    ):
        refused = kiosk.post("/api/check-ins", {"code": code})
        assert (refused.status_code, refused.get_json()["code"]) == (status, why)
    called = clerk.post("/api/windows/w1/call-next").get_json()["ticket"]
    assert (called["number"], called["reason"]["code"]) == ("A002", "appointment")
    listed = desk.get("/api/appointments").get_json()["appointments"]
    assert [a["ticket"] for a in listed] == [ticket["id"], None]


def test_imported_today_for_tomorrow_and_checked_in_tomorrow(morning: House):
    import_json(morning.staff("H01"), booking("700"), booking("701", day=TOMORROW))
    morning.clock.ahead_ms += 24 * 3600 * 1000
    morning.restart(TOMORROW)
    desk = morning.staff("H01")
    assert desk.post("/api/check-ins", {"code": "700"}).get_json()["code"] == "unknown_appointment"
    assert desk.post("/api/check-ins", {"code": "701"}).status_code == 201
    assert [a["ticket"] for a in desk.get("/api/appointments").get_json()["appointments"]] == [
        "20260303-A001"
    ]
