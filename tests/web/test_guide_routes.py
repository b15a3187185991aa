"""The guide over the wire: the API with its tags, the phone's pages, and notices in writing."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from server.domain.facts.plan import Device, DeviceKind
from tests.web.house import House, sample_plan

AT_W1 = Device("printer-w1", DeviceKind.PRINTER, "escpos", "/dev/none", window="w1")
WED = "marriage-register"


@pytest.fixture(scope="module")
def guided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The sample hall with a printer at window 1, and one matter that nobody has written a guide for."""
    plan = sample_plan()
    plan = replace(
        plan,
        guides=tuple(guide for guide in plan.guides if guide.matter != "adoption"),
        devices=(*plan.devices, AT_W1),
    )
    house = House(tmp_path_factory.mktemp("guided"), plan, hour="10:00")
    yield house
    house.close()


def test_everybody_may_read_the_guide(guided):
    index = guided.browser().get("/api/guide").get_json()
    versions = {matter["id"]: matter["version"] for matter in index["matters"]}
    assert (len(versions), versions[WED], versions["adoption"]) == (15, "2026-01-01", "")
    one = guided.browser().get(f"/api/guide/{WED}").get_json()
    assert one["name"] == "结婚登记"
    assert [material["name"] for material in one["materials"]][:2] == ["双方居民身份证", "双方户口簿"]
    assert one["limit"]["text"] == "当场办结"
    assert all(one[fact] for fact in ("content", "procedure", "materials", "basis", "limit", "fees"))


@pytest.mark.parametrize("path", ["/api/guide", f"/api/guide/{WED}", "/guide", f"/guide/{WED}"])
def test_who_has_this_very_version_is_told_no_more(guided, path):
    client = guided.browser().client
    first = client.get(path)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_next_version_comes_by_itself_on_its_day(house):
    def facts() -> tuple[str, str, str]:
        answer = house.browser().client.get(f"/api/guide/{WED}")
        page = house.browser().client.get(f"/guide/{WED}").get_data(as_text=True)
        return answer.headers["ETag"], answer.get_json()["version"], page

    before = facts()
    house.restart("2027-01-01")
    after = facts()
    assert (before[1], after[1]) == ("2026-01-01", "2027-01-01")
    assert before[0] != after[0]
    assert "双方户口簿" in before[2]
    assert "双方户口簿" not in after[2]


def test_what_has_no_guide_says_so(guided):
    browser = guided.browser()
    for path, code in (("adoption", "no_guide"), ("nothing", "unknown_matter")):
        answer = browser.get(f"/api/guide/{path}")
        assert (answer.status_code, answer.get_json()["code"]) == (404, code)
        page = browser.get(f"/guide/{path}")
        assert page.status_code == 404
        assert "请到总服务台咨询" in page.get_data(as_text=True)
    page = browser.get("/guide").get_data(as_text=True)
    assert f'href="/guide/{WED}"' in page
    assert 'href="/guide/adoption"' not in page
    assert "收养登记" in page


def test_the_phone_page_holds_six_facts_and_nothing_that_runs(guided):
    page = guided.browser().get(f"/guide/{WED}").get_data(as_text=True)
    for fact in ("申报材料", "办事程序", "办理时限", "收费标准", "办理内容", "政策依据", "办理地点"):
        assert fact in page
    assert "户口簿" in page and "原件3份" in page and "一楼 1号窗口" in page
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="http', page)
    assert len(page.encode()) < 16_000


def test_a_hall_without_a_guide_has_an_empty_page_and_no_fault(tmp_path):
    plan = replace(sample_plan(), guides=(), matters=())
    house = House(tmp_path, plan)
    try:
        page = house.browser().get("/guide")
        assert page.status_code == 200
        assert "这里将显示" in page.get_data(as_text=True)
        assert house.browser().get("/api/guide").get_json()["matters"] == []
    finally:
        house.close()


def test_a_text_of_the_hall_is_text_and_never_markup(tmp_path):
    plan = sample_plan()
    evil = replace(plan.guides[0], fees=replace(plan.guides[0].fees, text="<b>9</b>元"))
    house = House(tmp_path, replace(plan, guides=(evil,)))
    try:
        page = house.browser().get(f"/guide/{WED}").get_data(as_text=True)
        assert "&lt;b&gt;9&lt;/b&gt;元" in page
    finally:
        house.close()


def test_its_code_is_a_picture(guided):
    answer = guided.browser().get(f"/guide/{WED}/qr.svg")
    assert answer.content_type == "image/svg+xml"
    assert b"<path" in answer.data


# ---------------------------------------------------------------- in writing


def test_a_kiosk_gives_the_whole_list(guided):
    kiosk = guided.device("kiosk", "k1")
    answer = kiosk.post("/api/guide-slips", {"matter": WED, "kiosk": "k1"}, key="once")
    assert answer.status_code == 201, answer.get_json()
    given = guided.log("notice.given.v1")[-1]
    assert (given.notice, given.actor, given.matter) == (answer.get_json()["notice"], "kiosk:k1", WED)
    assert (given.version, given.missing, given.kiosk) == ("2026-01-01", [], "k1")
    again = kiosk.post("/api/guide-slips", {"matter": WED, "kiosk": "k1"}, key="once")
    assert again.get_json() == answer.get_json()
    assert guided.log("notice.given.v1")[-1] == given


def test_a_clerk_gives_what_is_missing_and_the_log_knows_when(guided):
    clerk = guided.staff("1001")
    assert clerk.post("/api/windows/w1/sign-in").status_code == 200
    answer = clerk.post("/api/guide-slips", {"matter": WED, "missing": ["双方户口簿"]})
    assert answer.status_code == 201, answer.get_json()
    given = guided.log("notice.given.v1")[-1]
    assert (given.actor, given.window, given.missing) == ("staff:1001", "w1", ["双方户口簿"])
    events = guided.staff("D01").get("/api/events?limit=50").get_json()["events"]
    told = next(event for event in events if event.get("notice") == given.notice)
    assert (told["at"], told["actor"], told["missing"]) == (given.at, "staff:1001", ["双方户口簿"])


@pytest.mark.parametrize(
    ("who", "body", "status", "code"),
    [
        ("kiosk", {"matter": WED, "kiosk": "k2"}, 403, "forbidden"),
        ("kiosk", {"matter": WED, "kiosk": "k1", "missing": ["双方户口簿"]}, 403, "forbidden"),
        ("H01", {"matter": "adoption", "kiosk": "k1"}, 409, "no_guide"),
        ("H01", {"matter": WED}, 409, "no_printer"),
        ("H01", {"matter": WED, "kiosk": "k9"}, 404, "unknown_kiosk"),
        ("H01", {"matter": WED, "kiosk": "k1", "missing": ["护照"]}, 404, "unknown_material"),
        ("H01", {"matter": WED, "kiosk": "k1", "ticket": "none"}, 404, "unknown_ticket"),
        ("H01", {"matter": WED, "kiosk": "k1", "missing": "护照"}, 422, "invalid"),
        ("H01", {"matter": WED, "kiosk": "k1", "why": "x"}, 422, "invalid"),
        ("H01", {}, 422, "invalid"),
    ],
)
def test_what_cannot_be_given_is_refused_in_words(guided, who, body, status, code):
    asker = guided.device("kiosk", "k1") if who == "kiosk" else guided.staff(who)
    before = len(guided.log("notice.given.v1"))
    answer = asker.post("/api/guide-slips", body)
    told = answer.get_json()
    assert (answer.status_code, told["code"]) == (status, code)
    assert told["detail"] and told["detail_en"]
    assert len(guided.log("notice.given.v1")) == before
