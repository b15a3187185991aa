"""Who may see what (R89, R90, R76, 2.1, 2.6): a day with every kind of secret in it, then every page, every
route that reads, every feed, every export, the database and the log, asked by everybody who could ask.

Routes and feeds come from the application itself: a new one is in this test before anybody writes a row.
"""

import itertools
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa

from server.domain.facts.plan import Role
from server.domain.facts.settings import ReportLimits
from server.reports import kinds
from server.reports.build import REPORTS
from server.store import schema
from tests.halls import keys_named
from tests.serving import wait_until
from tests.web.house import DAY, Browser, House
from tests.web.page import Page, Refused
from tests.web.test_rights import DEVICES, STAFF
from tests.web.test_rights_otherwise import FEEDS

CLERK, WINDOW = STAFF["clerk"], "w1"
ID_NUMBER, NAME, PHONE = "11010519491231002X", "阚秘名", "13900077531"
SAID, FINDING, COLLECTOR = "绝密的投诉原话", "核实所得的秘语", "蔺取件"
FORM = {"channel": "letter", "target": "1号窗口", "matter": "服务", "place": "一楼"}

PEOPLE = frozenset({"duty"})
OFFICE = frozenset({"duty", "admin", "manager"})
OF_THE_UNIT = frozenset({"clerk", "duty", "admin"})
"""The lead of this house is of another one."""
TABLET = frozenset({"rater"})
"""It says which visit is rated by the secret of its slip."""
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Secret:
    """`found`: whether this text tells it; `may`: who may be told by what the hall shows."""

    may: frozenset[str]
    found: Callable[[str], bool]


def says(*words: str) -> Callable[[str], bool]:
    """As it is, or as JSON and HTML may write it."""
    forms = {form for word in words for form in (word, json.dumps(word)[1:-1])}
    return lambda text: any(form in text for form in forms)


def bad_level(text: str) -> bool:
    """A level of 1 or 2, or reasons, beside the visit, the case or the clerk that it is about."""
    if says("BR-2026")(text):
        return True
    try:
        whole = json.loads(text)
    except ValueError:
        return False
    return any(_rates(one) for one in _objects(whole))


def _rates(one: Mapping[str, Any]) -> bool:
    about = one.keys() & {"ticket", "case", "staff", "window", "number"}
    bad = one.get("level") in (1, 2, "不满意", "非常不满意")
    return bool(about) and (bad or "attitude" in str(one.get("why")) + str(one.get("reasons")))


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner)


@dataclass
class Day:
    """A house with everything in it that must not be told, and the ids by which a route could be asked."""

    house: House
    token: str = ""
    hash: str = ""
    ids: dict[str, list[str]] = field(default_factory=dict)
    askers: Mapping[str, Browser] = field(default_factory=dict)

    def secrets(self) -> Mapping[str, Secret]:
        """The table of this test: what, and who may see it."""
        return {
            "who complained": Secret(PEOPLE, says(NAME, PHONE)),
            "what was said": Secret(PEOPLE, says(SAID)),
            "that there is a complaint": Secret(OFFICE, says("TS-2026")),
            "what was found out": Secret(OFFICE, says(FINDING)),
            "a bad rating": Secret(OFFICE, bad_level),
            "who collected a paper": Secret(OF_THE_UNIT, says(COLLECTOR)),
            "whose number it is": Secret(NOBODY, says(ID_NUMBER, self.hash, ID_NUMBER[-4:])),
            "the secret of a slip": Secret(TABLET, says(self.token)),
        }


def _served(day: Day) -> tuple[str, str]:
    """(ticket, secret of its slip) of somebody who has shown an ID card and was served."""
    kiosk = day.house.device("kiosk", "k1")
    taken = kiosk.post("/api/tickets", {"queue": "marriage", "id_number": ID_NUMBER}).get_json()
    clerk = day.house.staff(CLERK)
    clerk.post(f"/api/windows/{WINDOW}/sign-in")
    for action in ("call-next", "start", "finish"):
        assert clerk.post(f"/api/windows/{WINDOW}/{action}").status_code == 200
    noted = {"outcome": "promised", "case_no": "2026-17"}
    assert clerk.post(f"/api/tickets/{taken['id']}/outcome", noted).status_code == 200
    for step, said in (("finish", {"collect": True}), ("collect", {"collector": COLLECTOR})):
        assert clerk.post(f"/api/ledger/{taken['id']}/steps/{step}", said).status_code == 200
    return taken["id"], taken["token"]


def seed(day: Day) -> None:
    """A visit rated badly and complained about from the phone, a letter, both worked on, an outage."""
    house = day.house
    ticket, day.token = _served(day)
    tablet = house.device("rater", WINDOW)
    of_the_visit = f"/api/visits/{day.token}"
    assert tablet.post(f"{of_the_visit}/rating", {"level": 1, "channel": "tablet"}).status_code == 200
    assert tablet.post(f"{of_the_visit}/reasons", {"reasons": ["attitude"]}).status_code == 200
    said = {"channel": "phone", "reasons": ["slow"], "text": SAID, "contact": PHONE}
    assert house.browser().post(f"{of_the_visit}/complaint", said).status_code == 201
    letter = FORM | {"happened_at": "2026-03-01 09:00", "text": SAID, "person": NAME, "phone": PHONE}
    duty = house.staff(STAFF["duty"])
    assert duty.post("/api/complaints", letter).status_code == 201
    cases = [e.complaint for e in house.log("complaint.registered.v1")]
    cases += [e.case for e in house.log("rating.follow_up.v1")]
    for case in cases:
        assert duty.post(f"/api/cases/{case}/steps", {"step": "take"}).status_code == 200
        step = {"step": "escalate", "result": "leader", "text": FINDING}
        assert duty.post(f"/api/cases/{case}/steps", step).status_code == 200
    assert duty.post("/api/hall/outage", {"reason": "停电"}).status_code == 200
    assert duty.post("/api/hall/recover").status_code == 200
    (kept,) = house.executor.write(lambda c: list(c.execute(sa.select(schema.identities))))
    day.hash = kept.hash
    incident = house.log("hall.outage.v1")[0].incident
    day.ids = {
        "case": cases,
        "ticket": [ticket],
        "line": [ticket],
        "incident": [incident],
        "token": ["guessed"],
    }


VALUES: dict[str, list[str]] = {
    "window": [WINDOW, "w2"],
    "queue": ["marriage"],
    "matter": ["marriage-register", "nothing"],
    "kiosk": ["k1"],
    "id_": ["k1", "w1"],
    "id": ["f1"],
    "code": ["nothing"],
    "kind": ["staff"],
    "name": ["nothing.jpg"],
    "device": ["k1"],
    "staff_no": [CLERK],
    "ref": ["nothing"],
    "report": list(REPORTS),
}
"""What stands for a part of an address, where the day itself has no better."""
KINDS = ("complaint", "bad_rating")
QUERIES: Mapping[str, list[str]] = {
    "api.get_events": ["?limit=500"],
    "api.get_ledger": ["?list=days", "?list=find&find=17", "?list=collect", "?list=unnoted"],
    "api.list_cases": [f"?kind={kind}&over={over}" for kind in KINDS for over in (0, 1)],
    "api.get_case_figures": ["?from=2026-01-01&to=2026-12-31"],
    "api.get_calendar": ["?from=2026-03-01&to=2026-03-31"],
    "api.get_waits": ["?queue=marriage"],
    "lab.qr": ["?text=x"],
    "api.get_report": [f"?from=2026-03-01&to=2026-03-31&by={by}" for by in ("staff", "window", "day")],
    "api.get_report_events": ["?day=2026-03-02&window=w1&since=0&until=9999999999999"],
    "api.get_report_visits": [
        f"?from=2026-03-01&to=2026-03-31&by=staff&kind={kind}&key={CLERK}" for kind in kinds.KINDS
    ],
}
NOTHING_HERE = {
    "api.redeem",
    "caller.arrival",
    "media.picture",
    "kiosk.words",
    "guide.one",
    "guide.code",
    "api.get_matter_guide",
}
BY_SLIP = {"api.get_visit", "phone.ticket"}
"""They are asked, too; what they would answer is a picture, a file, or for the one who holds the slip."""
OF_A_REPORT = "api.get_report_visits"
"""The same of every report."""
FILES = re.compile(r"static$")


def paths(day: Day) -> Iterator[tuple[str, str]]:
    """(endpoint, path) of everything that can be asked for, files of the source apart."""
    for rule in day.house.web.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or FILES.search(rule.endpoint):
            continue
        unknown = rule.arguments - day.ids.keys() - VALUES.keys()
        assert not unknown, f"{rule.rule}: say in VALUES what stands for {unknown}"
        names = sorted(rule.arguments)
        known = VALUES | day.ids | ({"report": ["ratings"]} if rule.endpoint == OF_A_REPORT else {})
        for values in itertools.product(*(known[name] for name in names)):
            path = _filled(rule.rule, dict(zip(names, values, strict=True)))
            for query in QUERIES.get(rule.endpoint, [""]):
                yield rule.endpoint, path + query


def _filled(rule: str, values: Mapping[str, str]) -> str:
    return re.sub(r"<(?:[^:>]*:)?(\w+)>", lambda match: values[match[1]], rule)


@pytest.fixture(scope="module")
def logged() -> Iterator[list[str]]:
    """What the server writes to its log, from the first request on."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler, root = Keep(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lines
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture(scope="module")
def feeds(whole: Day) -> list[tuple[str, str, str]]:
    return whole.ids.pop("feeds")  # type: ignore[return-value]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, logged: list[str]) -> Iterator[Day]:
    """Seeded while a page of every kind that would have it looks on."""
    house = House(tmp_path_factory.mktemp("house"), hour="10:00")
    day = Day(house, askers=askers_of(house))
    watching = {
        (namespace, asker): page
        for namespace in house.web.socketio.server.namespace_handlers
        for asker, browser in day.askers.items()
        if (page := _page(house, namespace, browser))
    }
    seed(day)
    for page in watching.values():
        before = len(page.told)
        page.emit("ask")
        wait_until(lambda page=page, before=before: len(page.told) > before)
    told = [(*who, json.dumps(page.told, ensure_ascii=False)) for who, page in watching.items()]
    for page in watching.values():
        page.close()
    for namespace, asker in watching:
        again = _page(house, namespace, day.askers[asker])
        assert again is not None
        again.wait_for("snapshot")
        told.append((namespace, asker, json.dumps(again.told, ensure_ascii=False)))
        again.close()
    day.ids["feeds"] = told  # type: ignore[assignment]
    yield day
    house.close()


def askers_of(house: House) -> Mapping[str, Browser]:
    people = {role: house.staff(no) for role, no in STAFF.items()}
    devices = {kind: house.device(kind, id_) for kind, id_ in DEVICES.items()}
    return people | devices | {"nobody": house.browser()}


def _page(house: House, namespace: str, browser: Browser) -> Page | None:
    assert namespace in FEEDS, f"say in FEEDS of test_rights_otherwise who may have {namespace}"
    try:
        page = house.feed(namespace, FEEDS[namespace][0], browser)
    except Refused:
        return None
    page.wait_for("snapshot")
    return page


def leaks(day: Day, asker: str, text: str) -> list[str]:
    return [name for name, secret in day.secrets().items() if asker not in secret.may and secret.found(text)]


# ---------------------------------------------------------------- the matrix


def test_every_role_of_the_hall_is_an_asker():
    assert {role.value for role in Role} == STAFF.keys()


def test_whatever_is_asked_by_get_tells_nobody_more_than_they_may_see(whole: Day, feeds: object):
    found, reached, asked = [], set(), set()
    for asker, browser in whole.askers.items():
        for endpoint, path in paths(whole):
            answer = browser.get(path)
            assert answer.status_code < 500, (asker, path)
            asked.add(endpoint)
            reached |= {endpoint} if answer.status_code == 200 else set()
            found += [(asker, path, what) for what in leaks(whole, asker, answer.get_data(as_text=True))]
    assert found == []
    assert asked - reached <= NOTHING_HERE | BY_SLIP, (
        "give it a VALUE or a QUERY with which it has something to say"
    )
    assert len(reached) > 40


def test_who_may_see_a_secret_does_see_it_somewhere(whole: Day, feeds: object):
    """Else the matrix would be empty where it looks full."""
    for name, secret in whole.secrets().items():
        for asker in secret.may - TABLET:
            browser = whole.askers[asker]
            bodies = (browser.get(path).get_data(as_text=True) for _, path in paths(whole))
            assert any(secret.found(body) for body in bodies), (name, asker)


def test_a_lead_is_not_told_which_visit_was_rated(whole: Day):
    """Nor which was not: of a window with one visit a day that says the same (R90)."""
    lead, asked = whole.askers["lead"], "?from=2026-03-01&to=2026-03-31&by=staff"
    finished = lead.get(f"/api/reports/ratings/visits{asked}&kind=finished&key={CLERK}").get_json()
    assert not finished["withheld"]
    for kind in kinds.KINDS:
        answer = lead.get(f"/api/reports/ratings/visits{asked}&kind={kind}&key={CLERK}").get_json()
        told_by_ratings = "ratings." in str(kinds.condition(kind, ReportLimits(), {}))
        assert answer["withheld"] == told_by_ratings, kind
        assert not told_by_ratings or answer["visits"] == finished["visits"], kind


def test_the_one_who_holds_the_slip_is_told_of_the_own_visit_and_not_of_the_case(whole: Day):
    for path in (f"/api/visits/{whole.token}", f"/t/{whole.token}", f"/complain?t={whole.token}"):
        body = whole.house.browser().get(path).get_data(as_text=True)
        told = leaks(whole, "citizen", body)
        assert set(told) <= {"the secret of a slip"}, (path, told)


def test_no_feed_tells_more(whole: Day, feeds: list[tuple[str, str, str]]):
    served = set(whole.house.web.socketio.server.namespace_handlers)
    assert {namespace for namespace, *_ in feeds} == served
    found = [
        (asker, namespace, what) for namespace, asker, text in feeds for what in leaks(whole, asker, text)
    ]
    assert found == []


def test_no_answer_to_those_who_do_something_tells_more(whole: Day, feeds: object):
    """The window goes on serving, the desk registers, the office takes its lists out."""
    found: list[tuple[str, str, str]] = []
    deeds: list[tuple[str, str, object]] = [
        ("kiosk", "/api/tickets", {"queue": "marriage"}),
        *(
            ("clerk", f"/api/windows/{WINDOW}/{act}", {})
            for act in ("call-next", "recall", "start", "finish")
        ),
        ("help_desk", "/api/tickets", {"queue": "marriage", "id_number": ID_NUMBER}),
        ("lead", f"/api/tickets/{whole.ids['ticket'][0]}/reprint", {}),
        ("admin", "/api/cases/export", {"kind": "bad_rating", "reason": "月报"}),
        ("manager", "/api/cases/export", {"kind": "bad_rating", "reason": "月报"}),
        ("duty", "/api/cases/export", {"kind": "complaint", "reason": "月报"}),
        ("lead", "/api/ledger-exports", {"first": DAY, "last": DAY, "reason": "月报"}),
        *(("lead", f"/api/reports/{report}/export", {"form": "csv", "reason": "月报"}) for report in REPORTS),
    ]
    askers = whole.askers
    for asker, path, body in deeds:
        text = askers[asker].post(path, body).get_data(as_text=True)
        # A new slip has a secret of its own, and whoever shows an ID number at a kiosk its tail.
        found += [(asker, path, what) for what in leaks(whole, asker, text)]
    assert found == []
    lists = [askers["duty"].post("/api/cases/export", {"kind": "complaint", "reason": "月报"})]
    table = lists[0].get_json()["table"]
    assert "TS-2026" in table
    assert not says(NAME, PHONE, SAID)(table)


def test_the_database_holds_who_complained_in_one_table_and_no_id_number_at_all(whole: Day):
    where: dict[str, set[str]] = {}
    words = {"who complained": says(NAME, PHONE), "what was said": says(SAID), "number": says(ID_NUMBER)}
    words["who collected"] = says(COLLECTOR)
    for name, table in schema.metadata.tables.items():
        rows = whole.house.executor.write(lambda c, t=table: [str(tuple(r)) for r in c.execute(sa.select(t))])
        for what, found in words.items():
            if any(found(row) for row in rows):
                where.setdefault(what, set()).add(name)
    people = {"who complained": "complaints", "what was said": "complaints", "who collected": "ledger_people"}
    assert where == {what: {table} for what, table in people.items()}


def test_the_log_of_the_server_holds_no_secret(whole: Day, logged: list[str]):
    browser = whole.house.staff(STAFF["admin"])
    browser.delete(f"/api/complaints/{whole.house.log('complaint.registered.v1')[0].record}/person")
    assert any("state=deleted what=complainant" in line for line in logged), "this is the log"
    everything = "\n".join(logged)
    inside = {"that there is a complaint", "a bad rating", "what was found out"}
    for name in whole.secrets().keys() - inside:
        assert not whole.secrets()[name].found(everything), name


def test_the_matrix_bites():
    """It would find each of them, however it is written."""
    day = Day(None, token="t-secret", hash="h" * 64)  # type: ignore[arg-type]
    told = {
        "who complained": json.dumps({"person": NAME}),
        "what was said": f"<p>{SAID}</p>",
        "that there is a complaint": '{"complaint": "TS-20260302-001"}',
        "what was found out": json.dumps([FINDING], ensure_ascii=False),
        "who collected a paper": json.dumps([COLLECTOR]),
        "a bad rating": '{"visits": [{"number": "A001", "level": 2}]}',
        "whose number it is": '{"tail": "002X"}',
        "the secret of a slip": "/t/t-secret",
    }
    assert told.keys() == day.secrets().keys()
    for name, text in told.items():
        assert leaks(day, "screen", text) == [name]
    assert list(keys_named("level", json.loads(told["a bad rating"]))) == [2]
    assert not bad_level('{"levels": [{"level": 1, "label": "非常不满意"}]}')
