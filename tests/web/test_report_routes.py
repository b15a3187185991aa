"""Reports through the API: who sees which, files equal to the screen cell by cell, every number led back."""

import csv
import io
from dataclasses import replace

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from server.domain import messages as m
from server.reports.build import REPORTS
from server.reports.files import heading
from server.reports.keeper import ReportKeeper
from server.reports.kinds import KINDS
from server.reports.table import Column
from server.simulation.crowd import Crowd
from server.simulation.pure import PureHall, simulated, work_days
from server.store import schema
from server.store.database import Database
from server.store.log import Log
from tests import naive_reports as naive
from tests.web.house import House, sample_plan

MONTH = "from=2026-02-01&to=2026-02-28"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OWN = "社保窗口"


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A house on the first working day of March, with three days of February behind it."""
    folder = tmp_path_factory.mktemp("lived")
    plan = sample_plan()
    shown = simulated(plan)
    database = Database(f"sqlite:///{folder / 'hall.db'}", plan.code)
    hall = PureHall(shown, Log(database))
    for day in work_days(shown, "2026-02-25", 3):
        hall.day(day, Crowd(shown, day, 5))
    database.close()
    house = House(folder, plan)
    yield house
    house.close()


@pytest.fixture(scope="module")
def people(lived):
    return {role: lived.staff(no) for role, no in (("manager", "M01"), ("duty", "D01"), ("lead", "L01"))}


def report(browser, id_: str, query: str = MONTH):
    answer = browser.get(f"/api/reports/{id_}?{query}")
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def cells(table) -> list[list[object]]:
    return [row["cells"] for row in table["rows"]]


def column(table, id_: str) -> dict[str, object]:
    place = [c["id"] for c in table["columns"]].index(id_)
    return {row["key"]: row["cells"][place] for row in table["rows"]}


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("id_", REPORTS)
def test_a_workbook_and_csv_have_the_cells_of_the_screen(lived, people, id_):
    screen = report(people["manager"], id_)
    body = {"from": "2026-02-01", "to": "2026-02-28", "reason": "月度报送"}
    file = people["manager"].post(f"/api/reports/{id_}/export", {**body, "form": "xlsx"})
    assert file.status_code == 200 and file.mimetype == XLSX, file.data[:300]
    book = load_workbook(io.BytesIO(file.data))
    assert len(book.worksheets) == 1 + len(screen["tables"])
    plain = people["manager"].post(f"/api/reports/{id_}/export", {**body, "form": "csv"})
    lines = iter(list(csv.reader(io.StringIO(plain.data.decode("utf-8-sig")))))
    for sheet, table in zip(book.worksheets[1:], screen["tables"], strict=True):
        titles = [heading(Column(**c)) for c in table["columns"]]
        rows = [
            list(row) for row in sheet.iter_rows(min_row=1, max_row=1 + len(table["rows"]), values_only=True)
        ]
        wanted = [titles, *([None if c == "" else c for c in row] for row in cells(table))]
        assert [row[: len(titles)] for row in rows] == wanted
        assert next(lines) == [f"{table['title']} {table['title_en']}"]
        assert next(lines) == titles
        for row in cells(table):
            assert next(lines) == ["" if cell is None else str(cell) for cell in row]
        assert next(lines) == []
    front = [row[0] for row in book.worksheets[0].iter_rows(values_only=True)][2:]
    assert front == [zh for zh, _ in screen["lines"]]


def test_what_leaves_the_house_is_in_the_log_with_person_and_reason(lived, people):
    body = {"from": "2026-02-01", "to": "2026-02-28", "form": "csv"}
    refused = people["duty"].post("/api/reports/times/export", body)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "reason_required")
    people["duty"].post("/api/reports/times/export", body | {"reason": "领导查阅"})
    last = lived.log("export.noted.v1")[-1]
    assert (last.actor, last.reason) == ("staff:D01", "领导查阅")
    assert last.what == "report:times:2026-02-01:2026-02-28:csv"
    printed = people["lead"].post("/api/reports/times/export", body | {"form": "print", "reason": "例会"})
    assert printed.status_code == 200
    taken = people["manager"].get("/api/reports").get_json()["taken"]
    assert [(t["actor"], t["reason"]) for t in taken[:2]] == [
        ("staff:L01", "例会"),
        ("staff:D01", "领导查阅"),
    ]


def test_the_month_is_made_once_kept_and_marked_as_sent(lived, people):
    """R108: made at the first boot after the 1st, and sent by the 5th."""
    whole = {"from": "2026-02-01", "to": "2026-02-28", "form": "sent", "reason": "报送"}
    early = people["manager"].post("/api/reports/month/export", whole)
    assert (early.status_code, early.get_json()["code"]) == (409, "report_not_kept")
    keeper = ReportKeeper(lived.executor)
    keeper.look()
    keeper.look()
    (made,) = lived.log("report.kept.v1")
    assert (made.report, made.period, made.actor) == ("month", "2026-02", "system")
    (told,) = keeper.pending()
    assert (told.kind, told.subject, told.facts["due"]) == ("report", "2026-02", "2026-03-05")
    with lived.database.readers.connect() as connection:
        days = ("2026-03-05", "2026-03-06")
        late = [keeper.due(connection, lived.plan.code, day)[0].kind for day in days]
    assert late == ["report", "report_late"]
    again = m.KeepReport(at=0, actor="system", report="month", period="2026-02", body={"x": 1})
    lived.executor.submit(lambda at: replace(again, at=at)).result()
    assert len(lived.log("report.kept.v1")) == 1, "made again after a kill it is kept once"

    month = people["manager"].get("/api/reports").get_json()["months"][0]
    assert (month["month"], month["ready"], month["due"]) == ("2026-02", "2026-03-02", "2026-03-05")
    assert month["sent"] is None and month["late"] is False and len(month["made"]) == 16
    for wrong in ("/api/reports/times/export", "/api/reports/month/export"):
        odd = whole | ({"to": "2026-02-27"} if "month" in wrong else {})
        assert people["manager"].post(wrong, odd).status_code in (409, 422)
    people["manager"].post("/api/reports/month/export", whole)
    sent = people["manager"].get("/api/reports").get_json()["months"][0]["sent"]
    assert (sent["actor"], sent["reason"]) == ("staff:M01", "报送")
    copy = {"from": "2025-01-01", "to": "2025-01-31", "form": "print", "reason": "例会"}
    for _ in range(51):
        people["duty"].post("/api/reports/presence/export", copy)
    for reader in ("manager", "lead"):
        month = people[reader].get("/api/reports").get_json()["months"][0]
        assert month["sent"] == sent and not month["late"], "however many copies are taken meanwhile"
    kept = lived.executor.read(lambda hall: hall.seq)
    assert 0 < int(sent["what"].rsplit(":", 1)[1]) < kept, "names the one that was kept"
    keeper.look()
    assert keeper.pending() == []
    lines = "".join(zh for zh, _ in report(people["manager"], "month")["lines"])
    assert "开放3天" in lines and "2026-03-05前报送" in lines


def test_what_was_sent_stays_as_it_was_beside_what_is_so_now(lived, people):
    ReportKeeper(lived.executor).look()
    first = report(people["manager"], "month")
    assert first["kept"]["changes"] == [] and first["kept"]["report"]["tables"] == first["tables"]
    assert report(people["lead"], "month")["kept"] is None
    rated = schema.rating_months
    more = sa.update(rated).where(rated.c.staff_no == "1001", rated.c.level == 5).values(n=rated.c.n + 1)
    lived.executor.write(lambda c: c.execute(more))
    try:
        now = report(people["manager"], "month")
        assert now["kept"]["report"] == first["kept"]["report"]
        found = {(c["row"], c["column"]): (c["was"], c["now"]) for c in now["kept"]["changes"]}
        was, is_now = found["张敏 1001", "非常满意"]
        assert is_now > was
        body = {"from": "2026-02-01", "to": "2026-02-28", "form": "csv", "reason": "查档"}
        kept, live = (
            people["manager"].post("/api/reports/month/export", body | {"kept": k}).data.decode()
            for k in (True, False)
        )
        assert kept != live
        assert lived.log("export.noted.v1")[-2].what.count(":") == 5, "the kept one is named by its event"
    finally:
        less = sa.update(rated).where(rated.c.staff_no == "1001", rated.c.level == 5).values(n=rated.c.n - 1)
        lived.executor.write(lambda c: c.execute(less))


# ---------------------------------------------------------------- who sees what


def test_a_lead_sees_the_own_unit_alone(lived, people):
    whole, own = report(people["manager"], "times"), report(people["lead"], "times")
    staff = {s.no for s in lived.plan.staff if s.unit == OWN}
    assert own["unit"] == OWN and whole["unit"] == ""
    assert set(column(own["tables"][0], "key")) == staff & set(column(whole["tables"][0], "key"))
    same = report(people["manager"], "times", f"{MONTH}&unit={OWN}")
    assert same["tables"] == own["tables"]
    for id_ in REPORTS:
        for table in report(people["lead"], id_)["tables"]:
            text = str(cells(table))
            assert "张敏" not in text and "1号窗口'" not in text, (id_, table["id"])
    other = people["lead"].get(f"/api/reports/times?{MONTH}&unit=民政窗口")
    assert (other.status_code, other.get_json()["code"]) == (403, "forbidden")
    assert people["lead"].get("/api/reports").get_json()["taken"] == []


def test_who_gave_which_level_is_told_to_no_lead(people):
    """R90: a lead sits beside the clerk whom the level is about."""
    path = f"/api/reports/ratings/visits?{MONTH}&by=window&key=w2&kind="
    seen = people["lead"].get(path + "finished").get_json()["visits"]
    assert seen and not {"level", "rating"} & set(seen[0])
    for kind in ("level1", "level5", "bad", "rated", "unrated"):
        told = people["lead"].get(path + kind).get_json()
        assert told["visits"] == seen and told["withheld"] is True
        whole = people["duty"].get(path + kind).get_json()
        assert len(whole["visits"]) < len(seen) and whole["withheld"] is False


# ---------------------------------------------------------------- led back


@pytest.mark.parametrize("by", ["hour", "day", "queue", "window", "staff", "floor", "unit", "month", "all"])
def test_every_count_is_the_number_of_its_visits(people, by):
    table = report(people["manager"], "times", f"{MONTH}&by={by}")["tables"][0]
    checked = 0
    for kind in ("taken", "finished", "no_show", "transferred", "left", "holding"):
        if kind not in [c["id"] for c in table["columns"]]:
            continue
        for key, count in column(table, kind).items():
            path = f"/api/reports/times/visits?{MONTH}&by={by}&key={key}&kind={kind}"
            found = people["manager"].get(path).get_json()
            assert len(found["visits"]) == min(count, 200) and found["more"] == (count > 200), (by, key, kind)
            checked += 1
    assert checked > 4


def test_ratings_and_questions_lead_back_as_well(people):
    table = report(people["manager"], "ratings", f"{MONTH}&by=staff")["tables"][0]
    for kind in ("unrated", "level5", "level4", "level3", "level2", "level1"):
        for key, count in column(table, kind).items():
            path = f"/api/reports/ratings/visits?{MONTH}&by=staff&key={key}&kind={kind}"
            assert len(people["manager"].get(path).get_json()["visits"]) == min(count, 200), (key, kind)
    asked = report(people["manager"], "questions")["tables"][0]
    assert asked["rows"]
    assert {row["key"].split(":")[1] for row in asked["rows"]} >= {"idle_waiting", "short", "quick_press"}
    for row in asked["rows"]:
        key, kind = row["key"].split(":")
        path = f"/api/reports/questions/visits?{MONTH}&by=staff&key={key}&kind={kind}"
        found = people["manager"].get(path).get_json()["visits"]
        assert len(found) == min(row["cells"][2], 200), row["key"]


def test_a_visit_leads_to_its_events_and_a_stretch_to_those_of_its_window(lived, people):
    """What, when, who; a lead neither of other units nor who pressed what (R90)."""
    path = f"/api/reports/ratings/visits?{MONTH}&by=all&key=all&kind=rated"
    visit = people["manager"].get(path).get_json()["visits"][0]
    trace = f"/api/reports/events?day={visit['day']}&ticket={visit['ticket']}"
    events = people["manager"].get(trace).get_json()["events"]
    texts = [e["text"] for e in events]
    assert "取号" in texts[0] and any("办结" in text for text in texts) and "评价:" in texts[-1]
    assert all(len(e["at"]) == 8 and e["who"] and e["text_en"] for e in events)
    assert [e["at"] for e in events] == sorted(e["at"] for e in events)
    assert any(e["who"] == f"{lived.plan.person[visit['staff']].name} {visit['staff']}" for e in events)

    own = people["lead"].get(f"/api/reports/ratings/visits?{MONTH}&by=all&key=all&kind=level5").get_json()
    seen = [
        people["lead"].get(f"/api/reports/events?day={v['day']}&ticket={v['ticket']}").get_json()["events"]
        for v in own["visits"][:12]
    ]
    assert all(seen) and "评价" not in str(seen)
    seen_by_lead = {
        v["ticket"]
        for kind in ("taken", "waiting", "serving", "transferred")
        for v in people["lead"].get(path.replace("rated", kind)).get_json()["visits"]
    }
    theirs = [v for v in people["duty"].get(path).get_json()["visits"] if v["window"] == "w1"]
    theirs = [v for v in theirs if v["ticket"] not in seen_by_lead and v["day"] == "2026-02-25"][:4]
    for v in theirs:
        answer = people["lead"].get(f"/api/reports/events?day={v['day']}&ticket={v['ticket']}")
        assert (answer.status_code, answer.get_json().get("code")) == (404, "unknown_ticket"), v
    assert theirs

    pause = people["manager"].get(path.replace("rated", "suspended")).get_json()["visits"][0]
    since, until = pause["at"]
    trace = f"/api/reports/events?day={pause['day']}&window={pause['window']}&since={since}&until={until}"
    texts = [e["text"] for e in people["manager"].get(trace).get_json()["events"]]
    assert texts[0].startswith("暂停") and texts[-1] == "恢复"


def test_every_count_tells_by_which_rule_it_is_counted(people):
    for kind in KINDS:
        told = people["manager"].get(f"/api/reports/times/visits?{MONTH}&by=staff&key=none&kind={kind}")
        told = told.get_json()
        assert told["visits"] == [] and len(told["rule"]) == 2 and all(told["rule"]), kind


def test_minutes_after_closing_lead_to_the_visits_that_ended_then(lived, people):
    table = report(people["manager"], "times", f"{MONTH}&by=staff")["tables"][0]
    late = {key: n for key, n in column(table, "extended").items() if n}
    assert late, "somebody works on after closing on the simulated days"
    for key in late:
        path = f"/api/reports/times/visits?{MONTH}&by=staff&key={key}&kind=extended"
        found = people["manager"].get(path).get_json()["visits"]
        assert found and all(v["staff"] == key for v in found)
        ends = [v["until"] for v in found]
        assert all("11:30" <= end < "14:00" or end >= "17:00" for end in ends), (
            "before lunch, or in the evening"
        )


def test_presence_comparison_and_ranking(lived, people):
    events = naive.read_log(f"sqlite:///{lived.folder / 'hall.db'}")
    signed = [e for e in events if e["type"] == "window.signed_in.v1"]
    rows = cells(report(people["manager"], "presence")["tables"][0])
    assert len(rows) == len(signed) and all(len(row[3]) == len(row[4]) == 5 for row in rows)
    day = report(people["manager"], "presence", "from=2026-02-26&to=2026-02-26")["tables"][0]
    assert [chart["kind"] for chart in day["charts"]] == ["stretches"], "one day has a timeline"
    query = "from=2026-02-26&to=2026-02-27&than_from=2026-02-25&than_to=2026-02-25"
    compared = column(report(people["manager"], "comparison", query)["tables"][0], "change")
    days = column(report(people["manager"], "times", f"{MONTH}&by=day")["tables"][0], "finished")
    assert compared["finished"] == days["2026-02-26"] + days["2026-02-27"] - days["2026-02-25"]
    bounds = list(column(report(people["manager"], "ranking")["tables"][0], "lower_bound").values())
    assert bounds == sorted(bounds, reverse=True) and len(bounds) == 8


# ---------------------------------------------------------------- grades, bad requests


def test_a_grade_is_a_persons_word_beside_the_figures(lived, people):
    said = {"window": "w3", "period": "2026-02", "grade": "较好", "note": "台面整洁"}
    assert people["lead"].post("/api/reports/grades", said).status_code == 403
    assert people["manager"].post("/api/reports/grades", said | {"grade": "优"}).status_code == 409
    assert people["manager"].post("/api/reports/grades", said | {"grade": "好"}).status_code == 200
    assert people["duty"].post("/api/reports/grades", said).status_code == 200
    table = report(people["manager"], "grades")["tables"][0]
    assert column(table, "grade")["w3"] == "较好" and column(table, "by")["w3"] == "马志明 D01"
    assert set(column(table, "grade").values()) == {"较好", ""}
    quarter = report(people["manager"], "grades", "from=2026-01-01&to=2026-03-31")["tables"][0]
    assert set(column(quarter, "grade").values()) == {""}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/reports/nothing", 404, "unknown_report"),
        ("/api/reports/times?from=2026-02-28&to=2026-02-01", 422, "invalid"),
        ("/api/reports/times?from=2020-01-01&to=2026-02-01", 422, "invalid"),
        ("/api/reports/presence?from=2026-01-01&to=2026-02-28", 422, "invalid"),
        ("/api/reports/times?by=weather", 422, "invalid"),
        (f"/api/reports/times/visits?{MONTH}&kind=weather&key=w1", 422, "invalid"),
        (f"/api/reports/times/visits?{MONTH}&kind=taken&by=hour&key=noon", 422, "invalid"),
        ("/api/reports/events?day=2026-02-25", 422, "invalid"),
        ("/api/reports/events?day=2026-02-25&window=w1&ticket=x", 422, "invalid"),
        ("/api/reports/events?day=2026-02-25&ticket=x", 404, "unknown_ticket"),
    ],
)
def test_bad_requests_say_what_is_allowed(people, path, status, code):
    answer = people["manager"].get(path)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_a_period_without_anything_is_an_empty_report(people):
    for id_ in REPORTS:
        empty = report(people["manager"], id_, "from=2025-01-01&to=2025-01-31")
        assert all(not t["rows"] for t in empty["tables"] if t["id"] not in ("comparison", "grades"))
