"""登记台账 over HTTP: noted at the window, handled for days, listed by unit, exported, open to the public."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.domain.facts.upload import UploadPlan
from tests.invariants import check_invariants
from tests.web.house import DAY, Browser, House, sample_plan
from tests.web.test_outcome_routes import a_visit

NEXT = "2026-03-03"


def noted(house: House, outcome: str = "promised", **more: object) -> tuple[Browser, str, dict[str, Any]]:
    """(clerk, the line's id, what the clerk is told)."""
    clerk = house.staff("1001")
    ticket = a_visit(house, clerk)
    body = {"outcome": outcome, "case_no": "2026-17"} | more
    answer = clerk.post(f"/api/tickets/{ticket}/outcome", body)
    assert answer.status_code == 200, answer.get_json()
    return clerk, ticket, answer.get_json().get("noted", {})


def lines(browser: Browser, list_: str, **more: str) -> list[str]:
    query = "&".join(f"{name}={value}" for name, value in {"list": list_, **more}.items())
    answer = browser.get(f"/api/ledger?{query}")
    assert answer.status_code == 200, answer.get_json()
    return [line["line"] for line in answer.get_json()["lines"]]


def step(browser: Browser, line: str, what: str, **body: object) -> Any:
    return browser.post(f"/api/ledger/{line}/steps/{what}", body)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, (answer.get_json() or {}).get("code", "")


def test_the_clerk_is_told_the_number_and_the_promised_day(house: House):
    _, line, told = noted(house)
    assert told == {
        **{"accept_no": "2026-17", "line": line, "kind": "open", "promised": "2026-03-09", "days": 5},
        **{"workdays": True, "guessed": False, "reason": ""},
    }


def test_a_case_goes_through_days_to_its_collection(house: House):
    clerk, line, _ = noted(house)
    house.restart(NEXT)
    clerk, duty, admin = house.staff("1001"), house.staff("D01"), house.staff("S01")
    assert lines(clerk, "due") == lines(clerk, "running") == lines(duty, "find", find="-17") == [line]
    assert code(step(clerk, line, "extend", days=2, reason="会审")) == (403, "forbidden")
    assert step(duty, line, "extend", days=2, reason="会审").status_code == 200
    assert code(step(duty, line, "extend", days=9, reason="会审")) == (409, "extension_too_long")
    assert step(clerk, line, "pause", why="expert", reason="评审").status_code == 200
    assert lines(clerk, "due") == []
    assert step(clerk, line, "resume").status_code == 200
    assert step(clerk, line, "finish", collect=True).status_code == 200
    assert lines(clerk, "collect") == [line]
    assert step(clerk, line, "tell").status_code == 200
    assert step(clerk, line, "collect", collector="王小明").status_code == 200
    shown = clerk.get(f"/api/ledger/{line}").get_json()["line"]
    assert (shown["state_text"], shown["collector"], shown["promised"]) == ("已办结", "王小明", "2026-03-11")
    assert [s["text"].split(",")[0].split(":")[0] for s in shown["steps"]] == [
        *("登记为承诺件", "延期 2 天至 2026-03-11", "暂停计时(专家评审)", "恢复计时"),
        *("办结", "已通知申请人取件", "已取件"),
    ]
    assert all("王小明" not in str(r.event) for r in house.executor.log.events(limit=500))
    assert admin.delete(f"/api/ledger/{line}/collector").get_json() == {"removed": 1}
    assert admin.delete(f"/api/ledger/{line}/collector").get_json() == {"removed": 0}
    assert clerk.get(f"/api/ledger/{line}").get_json()["line"]["collector"] == ""
    check_invariants(str(house.database.url), house.plan.code, house.plan)


def test_the_name_of_who_collected_is_kept_once_though_the_answer_was_lost(house: House):
    clerk, line, _ = noted(house)
    step(clerk, line, "finish", collect=True)
    path, body = f"/api/ledger/{line}/steps/collect", {"collector": "王小明"}
    first, again = clerk.post(path, body, key="k"), clerk.post(path, body, key="k")
    assert first.get_json() == again.get_json()
    assert clerk.get(f"/api/ledger/{line}").get_json()["line"]["collector"] == "王小明"


def test_every_finished_visit_is_a_line_a_mark_or_on_the_list_of_those_without(house: House):
    clerk = house.staff("1001")
    first = a_visit(house, clerk)
    clerk.post(f"/api/tickets/{first}/outcome", {"outcome": "enquiry"})
    house.staff("D01").post("/api/tickets", {"queue": "marriage"})
    for action in ("call-next", "finish"):
        assert clerk.post(f"/api/windows/w1/{action}", {}).status_code == 200
    found = house.staff("D01").get("/api/ledger?list=unnoted").get_json()
    assert [visit["number"] for visit in found["visits"]] == ["A002"]
    assert lines(clerk, "days") == [first]
    assert lines(clerk, "numberless") == []


def test_cases_without_a_number_of_the_e_government_system_are_listed_until_it_is_typed(house: House):
    clerk, line, told = noted(house, "supplement", case_no="", reason="缺户口簿")
    assert told["accept_no"] == line
    assert lines(clerk, "numberless") == [line]
    house.restart(NEXT)
    clerk = house.staff("1001")
    assert lines(clerk, "numberless") == []
    assert lines(clerk, "numberless", first=DAY, last=NEXT) == [line], "what is missing of yesterday is found"
    assert step(clerk, line, "number", case_no="2026-18").status_code == 200
    assert lines(clerk, "numberless", first=DAY, last=NEXT) == []


def test_others_see_the_cases_of_their_own_unit(house: House):
    _, line, _ = noted(house)
    stranger = house.staff("L01")
    assert lines(stranger, "running") == []
    assert code(stranger.get(f"/api/ledger/{line}")) == (403, "forbidden")
    assert code(step(stranger, line, "finish")) == (403, "forbidden")
    for path in ("/api/ledger", f"/api/ledger/{line}"):
        assert code(house.browser().get(path)) == (401, "sign_in_required")
    assert code(house.device("kiosk", "k1").get("/api/ledger")) == (403, "forbidden")


def test_the_public_sees_progress_and_no_name(house: House):
    clerk, line, _ = noted(house, case_no="330604202603020017")
    step(clerk, line, "finish", collect=True)
    step(clerk, line, "collect", collector="王小明")
    answer = house.browser().get("/api/public-ledger")
    (shown,) = answer.get_json()["lines"]
    assert shown["accept_no"] == "3306**********0017"
    assert (shown["state_text"], shown["to_collect"], shown["promised"]) == ("已办结", False, "2026-03-09")
    clerk_name = house.plan.person["1001"].name
    assert not [word for word in ("王小明", clerk_name, "330604202603") if word in answer.text]
    assert "1001" not in re.findall(r"\d+", answer.text), (
        "the staff number; a time may have these digits in it"
    )


def test_an_export_is_logged_with_person_and_reason_before_it_leaves(house: House):
    _, line, _ = noted(house, case_no="=1+1")
    duty = house.staff("D01")
    span = {"first": DAY, "last": DAY}
    assert code(duty.post("/api/ledger-exports", span | {"reason": ""}))[0] == 422
    assert code(duty.post("/api/ledger-exports", span | {"reason": " "})) == (409, "reason_required")
    assert code(house.staff("1001").post("/api/ledger-exports", span | {"reason": "x"})) == (403, "forbidden")
    assert house.log("export.noted.v1") == []
    answer = duty.post("/api/ledger-exports", span | {"reason": "审计"})
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[0][:4] == ["受理编号", "受理时间", "办结时间", "取件人"]
    assert (rows[1][0], rows[1][4], rows[1][8]) == ("'=1+1", "婚姻登记", "承诺件")
    (told,) = house.log("export.noted.v1")
    assert (told.actor, told.reason, told.rows) == ("staff:D01", "审计", 1)
    assert line


@pytest.mark.parametrize(
    "query",
    ["list=all", "first=2026-13-01", f"first={DAY}&last=2026-01-01", f"find={'x' * 41}"],
)
def test_a_question_that_cannot_be_answered_says_why(shared_house: House, query: str):
    answer = shared_house.staff("D01").get(f"/api/ledger?{query}")
    assert code(answer) == (422, "invalid")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("steps/dance", {}),
        ("steps/extend", {"days": -1}),
        ("steps/extend", {"days": "2"}),
        ("steps/finish", {"name": "x"}),
        ("steps/collect", {"collector": "一\n二"}),
        ("papers", {"paper": "poem"}),
        ("papers", {}),
    ],
)
def test_a_body_that_says_something_else_is_refused(shared_house: House, path: str, body: object):
    answer = shared_house.staff("1001").post(f"/api/ledger/nothing/{path}", body)
    assert code(answer) == (422, "invalid")


def test_a_paper_is_asked_for_where_a_printer_is(house: House):
    clerk, line, _ = noted(house)
    answer = clerk.post(f"/api/ledger/{line}/papers", {"paper": "receipt", "kiosk": "k1"})
    assert answer.status_code == 201
    (given,) = house.log("ledger.paper.v1")
    assert (given.notice, given.facts["promised"]) == (answer.get_json()["notice"], "2026-03-09")
    other = clerk.post(f"/api/ledger/{line}/papers", {"paper": "return", "kiosk": "k1"})
    assert code(other) == (409, "paper_not_due")
    unknown = clerk.post("/api/ledger/x/papers", {"paper": "receipt", "kiosk": "k1"})
    assert code(unknown) == (404, "unknown_line")


# ---------------------------------------------------------------- 数据上报


@pytest.fixture
def sending(tmp_path: Path) -> Iterator[House]:
    """A hall that would send, if its sender ran."""
    plan = replace(sample_plan(), upload=UploadPlan("https://127.0.0.1:1/x", "a"))
    house = House(tmp_path, plan)
    yield house
    house.close()


def test_the_duty_officer_sees_what_waits_and_sends_the_refused_again(sending: House):
    from server.store import outbox

    noted(sending)
    duty = sending.staff("D01")
    told = duty.get("/api/outbox").get_json()
    assert (told["on"], told["unsent"], told["records"]) == (True, 1, [])
    assert told["oldest_at"] > 0
    hall = sending.plan.code
    with sending.database.readers.connect() as connection:
        (row,) = outbox.sendable(connection, hall, 2**53, 9)
    sending.executor.write(lambda c: outbox.refused(c, hall, row, "200 办件编号不存在"))
    (record,) = duty.get("/api/outbox").get_json()["records"]
    assert (record["state"], record["said"], record["kind"]) == ("parked", "200 办件编号不存在", "case")
    assert code(sending.staff("1001").get("/api/outbox")) == (403, "forbidden")
    assert duty.post(f"/api/outbox/{record['record']}/replay").status_code == 200
    assert duty.get("/api/outbox").get_json()["records"][0]["state"] == "waiting"
    assert [e.actor for e in sending.log("outbox.replayed.v1")] == ["staff:D01"]
    assert code(duty.post("/api/outbox/99-0/replay")) == (404, "unknown_record")


def test_a_hall_that_sends_nothing_says_so(shared_house: House):
    told = shared_house.staff("D01").get("/api/outbox").get_json()
    assert (told["on"], told["unsent"], told["oldest_at"]) == (False, 0, None)
