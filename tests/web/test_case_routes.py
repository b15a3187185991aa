"""Complaints and bad ratings through the API: worked on, taken out, forgotten (R87–R98, R76, 2.1)."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from server.domain.facts.calendar import Calendar, HoursProfile, Session
from server.domain.facts.plan import Role, Staff
from server.domain.facts.settings import PROFILES
from server.store import schema
from tests.web.house import Browser, House, sample_plan
from tests.web.test_rater_page import CLERK, WINDOW, served

DAN = Staff("D02", "丹青", "值班", frozenset({Role.DUTY, Role.CLERK}))
FORM = {
    "channel": "phone",
    "target": "社保窗口",
    "matter": "服务态度",
    "happened_at": "2026-03-01 15:20",
    "place": "2号窗口",
}
WEB = {name: value for name, value in FORM.items() if name != "channel"} | {"text": "态度生硬"}
PRIVATE = {"text": "态度生硬\n没有说明理由", "person": "张三丰", "phone": "0000-1357"}
"""Monday 2026-03-02."""


@pytest.fixture
def house(tmp_path: Path) -> Any:
    plan = sample_plan()
    house = House(tmp_path, replace(plan, staff=(*plan.staff, DAN)), hour="10:00")
    yield house
    house.close()


def register(browser: Browser, **more: Any) -> str:
    answer = browser.post("/api/complaints", FORM | more)
    assert answer.status_code == 201, answer.get_json()
    return str(answer.get_json()["complaint"])


def step(browser: Browser, case: str, what: str, text: str = "", **more: Any) -> tuple[int, str]:
    answer = browser.post(f"/api/cases/{case}/steps", {"step": what, "text": text} | more)
    return answer.status_code, answer.get_json().get("code", "")


def sheet(browser: Browser, case: str) -> dict[str, Any]:
    answer = browser.get(f"/api/cases/{case}")
    assert answer.status_code == 200, answer.get_json()
    return dict(answer.get_json())


def listed(browser: Browser, kind: str = "complaint", over: int = 0) -> list[dict[str, Any]]:
    return list(browser.get(f"/api/cases?kind={kind}&over={over}").get_json()["cases"])


def test_one_complaint_from_the_telephone_to_the_file(house: House):
    duty = house.staff("D01")
    case = register(duty, **PRIVATE)
    (row,) = listed(duty)
    assert (row["id"], row["state"], row["due"], row["overdue"]) == (case, "received", "2026-03-02", False)
    assert "张三丰" not in str(row) and "0000-1357" not in str(row)
    found = sheet(duty, case)
    assert found["words"] == PRIVATE
    assert found["next"] == ["take", "sort", "out_of_scope", "invalid", "correct"]
    assert step(duty, case, "take", seen=0) == (200, "")
    assert step(duty, case, "sort", complex=True) == (200, "")
    assert sheet(duty, case)["due"] == "2026-03-05"
    assert step(duty, case, "unit", "请核实", unit="社保", date="2026-03-04") == (200, "")
    assert step(duty, case, "unit_answer", "属实") == (200, "")
    assert step(duty, case, "answer", "已电话致歉", form="oral") == (200, "")
    assert step(duty, case, "close") == (200, "")
    assert listed(duty) == []
    (row,) = listed(duty, over=1)
    assert (row["state_text"], row["due"], row["officer"]) == ("已办结", "", sheet(duty, case)["officer"])
    history = [(one["name"], one["by"], one["text"]) for one in sheet(duty, case)["history"]]
    names = ["承办", "定时限", "交单位办理", "单位答复", "答复投诉人", "办结归档"]
    assert [name for name, *_ in history] == names
    assert {by for _, by, _ in history} == {house.plan.person["D01"].name}
    assert len(house.log("case.step.v1")) == 6


def test_the_second_officer_is_refused_with_the_name_of_the_first(house: House):
    first, second = house.staff("D01"), house.staff("D02")
    case = register(first)
    assert step(first, case, "take", seen=0) == (200, "")
    refused = second.post(f"/api/cases/{case}/steps", {"step": "take", "seen": 0})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "case_moved_on")
    assert house.plan.person["D01"].name in refused.get_json()["detail"]
    assert step(second, case, "invalid", "无对象", seen=1) == (409, "case_taken")
    assert step(second, case, "hand", "换班") == (200, "")
    assert step(second, case, "invalid", "无对象") == (200, "")


def test_the_same_step_sent_twice_is_one_step(house: House):
    duty = house.staff("D01")
    case = register(duty)
    for _ in range(2):
        answer = duty.post(f"/api/cases/{case}/steps", {"step": "take"}, key="k")
        assert answer.status_code == 200
    assert len(house.log("case.step.v1")) == 1


def test_who_complained_cannot_be_written_where_it_would_last(house: House):
    duty = house.staff("D01")
    case = register(duty, **PRIVATE)
    for text in ("已致电张三丰", "回电 0000-1357"):
        assert step(duty, case, "invalid", text) == (409, "names_complainant")
    changed = duty.post(
        f"/api/cases/{case}/steps", {"step": "correct", "text": "错", "changes": {"matter": "张三丰的事"}}
    )
    assert changed.get_json()["code"] == "names_complainant"
    answer = duty.post("/api/complaints", FORM | PRIVATE | {"matter": "张三丰反映"})
    assert answer.get_json()["code"] == "names_complainant"
    assert len(house.log("complaint.registered.v1")) == 1
    assert house.log("case.step.v1") == []


def test_the_form_is_corrected_with_a_reason_and_the_first_entry_stays_in_the_log(house: House):
    duty = house.staff("D01")
    case = register(duty)
    changes = {"target": "税务窗口", "happened_at": "2026-03-01 16:00"}
    assert step(duty, case, "correct", "听错", changes=changes) == (200, "")
    found = sheet(duty, case)
    assert found["target"] == "税务窗口"
    assert found["happened_at"] - house.log("complaint.registered.v1")[0].happened_at == 40 * 60_000
    assert step(duty, case, "correct", "听错", changes={"happened_at": "2026-02-30 16:00"}) == (
        422,
        "invalid",
    )
    assert step(duty, case, "correct", "听错", changes={"happened_at": "2026-03-03 16:00"}) == (
        409,
        "complaint_in_future",
    )
    assert step(duty, case, "correct", "听错", changes={"due": "2027-01-01"}) == (422, "invalid")


def bad_rating(house: House) -> tuple[str, str, str]:
    """(case, ticket, clerk)"""
    visit = served(house)
    tablet = house.device("rater", WINDOW)
    assert tablet.post(f"/api/visits/{visit}/rating", {"level": 1, "channel": "tablet"}).status_code == 200
    (case,) = house.log("rating.follow_up.v1")
    return case.case, case.ticket, case.staff


def test_a_bad_rating_with_its_visit_appeal_and_second_rating(house: House):
    case, ticket, clerk = bad_rating(house)
    duty = house.staff("D01")
    (row,) = listed(duty, "bad_rating")
    assert (row["id"], row["level"], row["due"]) == (case, "非常不满意", "2026-03-03")
    assert step(duty, case, "take") == (200, "")
    assert step(duty, case, "result", "已改", result="fixed") == (409, "contact_first")
    assert step(duty, case, "contact", "未留电话", form="not_reached") == (200, "")
    assert step(duty, case, "result", "已说明", result="explained") == (200, "")
    assert step(duty, case, "appeal", "不属实", staff=clerk) == (200, "")
    assert step(duty, case, "decide", "维持", result="rejected") == (200, "")
    assert step(duty, case, "second", second=4) == (200, "")
    found = sheet(duty, case)
    assert (found["result"], found["appeal"], found["second"]) == ("已解释说明", "维持原结果", "满意")
    assert found["visit"]["number"] == ticket.partition("-")[2]
    assert [line["text"] for line in found["visit"]["story"]][-1].endswith("办结")
    figures = duty.get("/api/cases/figures?from=2026-03-01&to=2026-03-31").get_json()["bad_rating"]
    wanted = {"received": 1, "closed": 1, "explained": 1, "appeals": 1, "upheld": 0, "rated_again": 1}
    assert {name: figures[name] for name in wanted} == wanted
    levels = sa.select(schema.ratings.c.level)
    assert house.executor.write(lambda c: list(c.execute(levels).scalars())) == [1]


def test_nobody_handles_a_case_about_themselves(tmp_path: Path):
    plan = sample_plan()
    both = tuple(replace(s, roles=s.roles | {Role.DUTY}) if s.no == CLERK else s for s in plan.staff)
    house = House(tmp_path, replace(plan, staff=both), hour="10:00")
    try:
        case, _, clerk = bad_rating(house)
        assert clerk == CLERK
        concerned = house.staff(CLERK)
        assert listed(concerned, "bad_rating") == []
        assert concerned.get(f"/api/cases/{case}").get_json()["code"] == "own_case"
        assert step(concerned, case, "take") == (409, "own_case")
        out = concerned.post("/api/cases/export", {"kind": "bad_rating", "reason": "月报"})
        assert case not in out.get_json()["table"]
        duty = house.staff("D01")
        assert step(duty, case, "take", staff=clerk) == (409, "own_case")
    finally:
        house.close()


def test_overdue_is_first_in_the_list_and_an_alarm_on_the_next_day(house: House):
    duty = house.staff("D01")
    late, fresh = register(duty), ""
    house.clock.ahead_ms += 86_400_000
    house.restart("2026-03-03")
    duty = house.staff("D01")
    fresh = register(duty)
    rows = listed(duty)
    assert [(row["id"], row["overdue"]) for row in rows] == [(late, True), (fresh, False)]
    raised = [(e.alarm, e.kind) for e in house.log("alarm.raised.v1")]
    assert (f"overdue:{late}", "complaint_overdue") in raised
    assert step(duty, late, "out_of_scope", "不属本大厅") == (200, "")
    assert f"overdue:{late}" in [e.alarm for e in house.log("alarm.cleared.v1")]


def test_a_year_that_nobody_has_set_is_guessed_and_says_so(tmp_path: Path):
    """Where the profile has no days for complex ones, the date is the one that the complainant was told."""
    hours = HoursProfile("year", "全年", "01-01", "12-31", (Session(480, 510, 1020),))
    calendar = Calendar((hours,), known_until="2026-12-31")
    plan = replace(sample_plan(), complaints=PROFILES["004"], calendar=calendar)
    house = House(tmp_path, plan, hour="10:00")
    try:
        duty = house.staff("D01")
        case = register(duty)
        assert [sheet(duty, case)[name] for name in ("due", "guessed")] == ["2026-03-03", False]
        step(duty, case, "take")
        assert step(duty, case, "sort", complex=True, date="2027-01-14") == (409, "case_words")
        assert step(duty, case, "sort", "已告知", complex=True, date="2027-01-14") == (200, "")
        assert [sheet(duty, case)[name] for name in ("due", "guessed")] == ["2027-01-14", True]
    finally:
        house.close()


def test_a_list_that_leaves_the_house_has_a_person_and_a_reason_and_nobody_s_name(house: House):
    duty = house.staff("D01")
    case = register(duty, **PRIVATE)
    register(duty, target="=1+1")
    refused = duty.post("/api/cases/export", {"kind": "complaint", "reason": " "})
    assert refused.get_json()["code"] == "reason_required"
    answer = duty.post("/api/cases/export", {"kind": "complaint", "reason": "月报"})
    assert answer.get_json()["name"] == "投诉-2026-03-02.csv"
    text = answer.get_json()["table"]
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["编号"] for row in rows] == [case, case[:-1] + "2"]
    assert rows[1]["对象"] == "'=1+1"
    assert not [secret for secret in PRIVATE.values() if secret in text]
    (noted,) = house.log("export.noted.v1")
    assert (noted.actor, noted.what, noted.reason, noted.rows) == ("staff:D01", "cases:complaint", "月报", 2)


def test_who_complained_is_forgotten_by_itself(house: House):
    duty = house.staff("D01")
    case, other = register(duty, **PRIVATE), register(duty, **PRIVATE)
    step(duty, case, "invalid", "无对象")
    days = house.plan.settings.complainant_days
    house.clock.ahead_ms += days * 86_400_000 - 60_000
    house.restart("2026-03-31")
    assert sheet(house.staff("D01"), case)["words"]["person"] == "张三丰"
    house.clock.ahead_ms += 120_000
    house.restart("2026-04-01")
    duty = house.staff("D01")
    assert sheet(duty, case)["words"] == {"text": PRIVATE["text"], "person": "", "phone": ""}
    assert sheet(duty, other)["words"]["person"] == "张三丰", "it is not closed"


# ---------------------------------------------------------------- the page that is open to everybody


def test_anybody_may_complain_on_the_web(house: House):
    answer = house.browser().post("/api/complaints/web", WEB | {"person": "张三丰", "phone": "0000-1357"})
    assert answer.status_code == 201
    (event,) = house.log("complaint.registered.v1")
    assert (event.channel, event.actor, event.visit) == ("web", "visitor", "")
    duty = house.staff("D01")
    assert sheet(duty, event.complaint)["words"]["person"] == "张三丰"
    assert step(duty, event.complaint, "take") == (200, "")
    assert step(duty, event.complaint, "answer", "好", form="oral") == (409, "written_reply")


def test_with_the_secret_of_a_slip_it_is_about_that_visit_and_once(house: House):
    token = served(house)
    citizen = house.browser()
    assert citizen.post("/api/complaints/web", WEB | {"token": token}).status_code == 201
    (event,) = house.log("complaint.registered.v1")
    assert (event.visit, event.staff) == (house.log("ticket.finished.v1")[0].ticket, CLERK)
    again = citizen.post("/api/complaints/web", WEB | {"token": token})
    assert again.get_json()["code"] == "already_complained"
    assert (
        citizen.post("/api/complaints/web", WEB | {"token": "guessed"}).get_json()["code"] == "unknown_visit"
    )


def test_whoever_complains_too_often_is_asked_to_wait(house: House):
    citizen = house.browser()
    codes = [citizen.post("/api/complaints/web", WEB).status_code for _ in range(12)]
    assert codes[0] == 201
    assert codes[-1] == 429
    assert len(house.log("complaint.registered.v1")) == codes.count(201) < 12
