"""Who may do what: every route with everybody who could ask."""

from collections.abc import Mapping

import pytest

from server.web.access.rights import RIGHTS
from tests.web.house import PASSWORD, Browser, House

STAFF = {
    "clerk": "1001",
    "lead": "L01",
    "help_desk": "H01",
    "duty": "D01",
    "admin": "S01",
    "guard": "G01",
    "manager": "M01",
}
DEVICES = {"kiosk": "k1", "screen": "f1", "agent": "w1", "rater": "w1", "window": "w1"}
EVERYBODY = frozenset({*STAFF, *DEVICES})

WINDOW = frozenset({"clerk", "lead"})
DESK = frozenset({"help_desk", "duty"})
KIOSK = DESK | {"kiosk"}
LEAD = frozenset({"lead", "duty"})
DUTY, ADMIN = frozenset({"duty"}), frozenset({"admin"})
OFFICE = DUTY | ADMIN
MANAGER = DUTY | {"manager"}
REPORTS = MANAGER | {"lead"}
LEDGER = WINDOW | OFFICE
A_DAY = {"first": "2020-01-01", "last": "2020-01-01"}
BOOKING = {"code": "1", "day": "2026-03-02", "queue": "nothing", "start": "9:00", "end": "9:30"}
DAY_OFF = {"date": "2020-01-01", "kind": "closed"}
COMPLAINT = {"channel": "desk", "target": " ", "matter": "x", "happened_at": "2026-03-01 09:00", "place": "x"}
AT = "/api/windows/nothing/"
TICKET = "/api/tickets/nothing/"

ROUTES: dict[str, tuple[str, str, object, frozenset[str]]] = {
    "api.get_hall": ("GET", "/api/hall", None, EVERYBODY),
    "api.take_ticket": ("POST", "/api/tickets", {"queue": "nothing"}, KIOSK | {"lead"}),
    "api.get_catalogue": ("GET", "/api/catalogue", None, KIOSK | {"lead"}),
    "api.list_reports": ("GET", "/api/reports", None, REPORTS),
    "api.get_report": ("GET", "/api/reports/nothing", None, REPORTS),
    "api.get_report_visits": ("GET", "/api/reports/nothing/visits?kind=taken&key=x", None, REPORTS),
    "api.get_report_events": ("GET", "/api/reports/events?day=2020-01-01&ticket=nothing", None, REPORTS),
    "api.export_report": ("POST", "/api/reports/nothing/export", {"form": "csv"}, REPORTS),
    "api.grade_window": ("POST", "/api/reports/grades", {"window": "nothing", "period": "2026-11"}, MANAGER),
    "api.get_waits": ("GET", "/api/waits?queue=nothing", None, KIOSK),
    "api.ask_card": ("POST", "/api/kiosks/nothing/card", {}, frozenset({"kiosk"})),
    "api.cancel_card": ("DELETE", "/api/kiosks/nothing/card/nothing", None, frozenset({"kiosk"})),
    "api.give_notice": ("POST", "/api/guide-slips", {"matter": "nothing"}, WINDOW | KIOSK),
    "api.check_in": ("POST", "/api/check-ins", {"code": "nothing"}, KIOSK | {"lead"}),
    "api.get_ticket": ("GET", "/api/tickets/nothing", None, WINDOW | DESK),
    "api.get_story": ("GET", TICKET + "story", None, WINDOW | DESK),
    "api.keep_ticket": ("POST", TICKET + "keep", {}, KIOSK),
    "api.void_ticket": ("POST", TICKET + "void", {"reason": "x"}, KIOSK),
    "api.reprint_ticket": ("POST", TICKET + "reprint", {}, KIOSK | {"lead"}),
    "api.cancel_ticket": ("POST", TICKET + "cancel", {}, DESK),
    "api.requeue_ticket": ("POST", TICKET + "requeue", {}, DESK | {"lead"}),
    "api.wake_ticket": ("POST", TICKET + "wake", {}, WINDOW | DESK),
    "api.note_outcome": ("POST", TICKET + "outcome", {"outcome": "nothing"}, WINDOW),
    "api.get_ledger": ("GET", "/api/ledger", None, LEDGER),
    "api.get_line": ("GET", "/api/ledger/nothing", None, LEDGER),
    "api.handle_line": ("POST", "/api/ledger/nothing/steps/finish", {}, WINDOW | DUTY),
    "api.print_line": ("POST", "/api/ledger/nothing/papers", {"paper": "receipt"}, WINDOW | DUTY),
    "api.forget_collector": ("DELETE", "/api/ledger/nothing/collector", None, ADMIN),
    "api.export_ledger": ("POST", "/api/ledger-exports", A_DAY | {"reason": " "}, OFFICE | {"lead"}),
    "api.get_outbox": ("GET", "/api/outbox", None, OFFICE),
    "api.replay_record": ("POST", "/api/outbox/nothing/replay", {}, OFFICE),
    "api.enter_card": ("POST", TICKET + "card", {"level": 5}, DESK),
    "api.import_appointments": ("POST", "/api/appointments", {"appointments": [BOOKING]}, DESK),
    "api.list_appointments": ("GET", "/api/appointments", None, DESK),
    "api.window_call": ("POST", AT + "call", {"ticket": "nothing", "reason": "x"}, WINDOW | DUTY),
    "api.window_call_next": ("POST", AT + "call-next", {}, WINDOW),
    "api.window_walk_in": ("POST", AT + "walk-in", {"queue": "nothing"}, WINDOW),
    "api.window_return": ("POST", AT + "return", {"reason": "x"}, WINDOW),
    "api.window_hold": ("POST", AT + "hold", {"kind": "internal_wait"}, WINDOW),
    "api.window_transfer": ("POST", AT + "transfer", {"to": "queue", "id": "nothing"}, WINDOW),
    "api.window_sign_in": ("POST", AT + "sign-in", {}, WINDOW),
    "api.window_sign_out": ("POST", AT + "sign-out", {}, WINDOW | DUTY),
    "api.window_hand_over": ("POST", AT + "hand-over", {"staff_no": "1001", "password": PASSWORD}, WINDOW),
    "api.window_action": ("POST", AT + "recall", {}, WINDOW),
    "api.window_suspend": ("POST", AT + "suspend", {"reason": "x"}, WINDOW),
    "api.window_help": ("POST", AT + "help", {}, WINDOW),
    "api.window_help_answer": ("POST", AT + "help/answer", {"text": "马上到"}, LEAD),
    "api.get_targets": ("GET", AT + "targets", None, WINDOW),
    "api.get_window": ("GET", "/api/windows/w1", None, frozenset({"agent"})),
    "api.assign_queues": ("POST", AT + "queues", {"queues": ["nothing"], "reason": "x"}, LEAD),
    "api.move_waiting": (
        "POST",
        "/api/moves",
        {"of": "queue", "source": "nothing", "to": "queue", "id": "nothing", "reason": "x"},
        LEAD,
    ),
    "api.open_green_channel": ("POST", TICKET + "green", {"reason": "x"}, LEAD),
    "api.get_why": ("GET", TICKET + "why", None, LEAD),
    "api.get_window_facts": ("GET", "/api/hall/windows/w1", None, OFFICE),
    "api.get_queue_facts": ("GET", "/api/hall/queues/marriage", None, OFFICE),
    "api.switch_kiosk": ("POST", "/api/kiosks/k1/service", {"on": True}, DUTY),
    "api.hall_action": ("POST", "/api/hall/recover", {}, DUTY),
    "api.hall_outage": ("POST", "/api/hall/outage", {"reason": ""}, DUTY),
    "api.hall_notice": ("POST", "/api/hall/notice", {"text": ""}, DUTY),
    "api.end_notice": ("POST", "/api/hall/notices/TZ-0/end", {}, DUTY),
    "api.get_sums": ("GET", "/api/hall/sums", None, OFFICE),
    "api.set_day": ("POST", "/api/calendar/days", DAY_OFF, OFFICE),
    "api.get_calendar": ("GET", "/api/calendar?from=2026-03-01&to=2026-03-31", None, OFFICE),
    "api.answer_alarm": ("POST", "/api/alarms/nothing/answer", {"note": "x"}, LEAD),
    "api.take_alarms": ("POST", "/api/alarms/take", {"alarms": ["nothing"]}, DUTY),
    "api.note_alarm": ("POST", "/api/alarms/nothing/notes", {"text": "x"}, DUTY),
    "api.back_enter": ("POST", "/api/back-entries", {"number": "A801", "outcome": "waiting"}, DUTY),
    "api.close_incident": ("POST", "/api/incidents/nothing/close", {"report": "x"}, DUTY),
    "api.get_duty_record": ("GET", "/api/duty-record?day=2020-01-01", None, OFFICE),
    "api.get_closing": ("GET", "/api/closing", None, OFFICE),
    "api.get_day_report": ("GET", "/api/day-report?day=2020-01-01", None, OFFICE),
    "api.get_incident": ("GET", "/api/incidents/IN-20200101-1", None, OFFICE),
    "api.get_duty_roster": ("GET", "/api/duty-roster", None, frozenset(STAFF)),
    "api.note_duty": ("POST", "/api/duty-record/notes", {"text": " "}, DUTY | {"guard"}),
    "api.get_guard_log": ("GET", "/api/guard-log", None, OFFICE | {"guard"}),
    "api.offer_duty": ("POST", "/api/duty/offer", {"to": "nobody"}, DUTY),
    "api.take_duty": ("POST", "/api/duty/take", {}, DUTY),
    "api.check_duty": ("POST", "/api/duty-record/checks", {"item": "nothing"}, DUTY),
    "api.sign_duty": ("POST", "/api/duty-record/sign", {}, DUTY),
    "api.register_complaint": ("POST", "/api/complaints", COMPLAINT, DESK),
    "api.list_cases": ("GET", "/api/cases", None, MANAGER),
    "api.get_case": ("GET", "/api/cases/nothing", None, MANAGER),
    "api.take_step": ("POST", "/api/cases/nothing/steps", {"step": "take"}, DUTY),
    "api.export_cases": ("POST", "/api/cases/export", {"kind": "complaint", "reason": ""}, MANAGER),
    "api.get_case_figures": (
        "GET",
        "/api/cases/figures?from=2026-03-01&to=2026-03-31",
        None,
        OFFICE | MANAGER,
    ),
    "api.forget_identity": ("DELETE", "/api/identities/nothing", None, ADMIN),
    "api.forget_complainant": ("DELETE", "/api/complaints/nothing/person", None, ADMIN),
    "api.open_kiosk": (
        "POST",
        "/api/kiosks/nothing/staff",
        {"staff_no": "nothing", "password": "x"},
        frozenset({"kiosk"}),
    ),
    "api.kiosk_state": ("POST", "/api/kiosks/nothing/state", {"token": "x"}, frozenset({"kiosk"})),
    "api.print_test": ("POST", "/api/kiosks/nothing/test-slip", {"token": "x"}, frozenset({"kiosk"})),
    "api.reprint_here": (
        "POST",
        "/api/kiosks/nothing/reprint",
        {"token": "x", "ticket": "nothing"},
        frozenset({"kiosk"}),
    ),
    "api.give_reasons": ("POST", "/api/visits/nothing/reasons", {"reasons": ["slow"]}, frozenset({"rater"})),
    "api.get_events": ("GET", "/api/events?limit=1", None, OFFICE),
    "api.pair": ("POST", "/api/pairings", {"kind": "kiosk", "device": "nothing"}, ADMIN),
    "api.list_pairings": ("GET", "/api/pairings", None, ADMIN),
    "api.unpair": ("DELETE", "/api/pairings/kiosk/never-there", None, ADMIN),
    "api.list_accounts": ("GET", "/api/accounts", None, ADMIN),
    "api.set_password": ("POST", "/api/accounts/nothing/password", {"password": "long enough"}, ADMIN),
}
"""Endpoint -> method, path, body (with ids that do not exist, so that nothing happens), who may."""

OPEN_TO_ALL = {
    "api.get_guide",
    "api.get_matter_guide",
    "api.get_public_ledger",
    "api.get_session",
    "api.sign_in",
    "api.sign_out",
    "api.lock_session",
    "api.unlock_session",
    "api.redeem",
    "api.get_visit",
    "api.cancel_visit",
    "api.wake_visit",
    "api.rate_visit",
    "api.complain",
    "api.complain_on_web",
}
"""Those of a visit ask for the secret of its slip (test_phone_routes)."""


@pytest.fixture(scope="module")
def askers(shared_house: House) -> Mapping[str, Browser]:
    people = {role: shared_house.staff(no) for role, no in STAFF.items()}
    devices = {kind: shared_house.device(kind, id_) for kind, id_ in DEVICES.items()}
    strangers = {"nobody": shared_house.browser(), "wrong token": Browser(shared_house, bearer="guessed")}
    return people | devices | strangers


def test_every_route_stands_in_the_table_of_rights_and_in_this_test(shared_house: House):
    served = {
        rule.endpoint
        for rule in shared_house.web.app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    assert served == set(RIGHTS) == set(ROUTES) | OPEN_TO_ALL


@pytest.mark.parametrize("asker", [*STAFF, *DEVICES, "nobody", "wrong token"])
@pytest.mark.parametrize("endpoint", ROUTES)
def test_a_route_serves_exactly_who_may_use_it(askers: Mapping[str, Browser], endpoint: str, asker: str):
    method, path, body, allowed = ROUTES[endpoint]
    browser = askers[asker]
    answer = browser.client.open(path, method=method, json=body, headers=browser.headers())
    if asker in allowed:
        assert answer.status_code not in (401, 403), answer.get_json()
    elif asker in EVERYBODY:
        assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")
    else:
        assert (answer.status_code, answer.get_json()["code"]) == (401, "sign_in_required")


def test_a_route_that_the_table_does_not_name_is_refused_to_all(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delitem(RIGHTS, "api.get_hall")
    for browser in (house.staff("S01"), house.staff("D01"), house.device("kiosk", "k1"), house.browser()):
        assert browser.get("/api/hall").status_code == 403


def test_a_kiosk_takes_numbers_as_itself_whatever_it_says(house: House):
    answer = house.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage", "kiosk": "k2"})
    assert answer.status_code == 201
    assert [(e.kiosk, e.actor) for e in house.log("ticket.taken.v1")] == [("k1", "kiosk:k1")]


def test_a_number_of_the_help_desk_belongs_to_no_kiosk(house: House):
    house.staff("H01").post("/api/tickets", {"queue": "marriage", "kiosk": "k1"})
    assert [(e.kiosk, e.actor) for e in house.log("ticket.taken.v1")] == [(None, "staff:H01")]


def test_a_kiosk_speaks_only_for_its_own_tickets_whose_paper_failed(house: House):
    k1, k2 = house.device("kiosk", "k1"), house.device("kiosk", "k2")
    ticket = k1.post("/api/tickets", {"queue": "marriage"}).get_json()["id"]
    assert k2.post(f"/api/tickets/{ticket}/keep").status_code == 403
    assert k2.post(f"/api/tickets/{ticket}/void", {"reason": "x"}).status_code == 403
    assert k1.post(f"/api/tickets/{ticket}/void", {"reason": "x"}).status_code == 403, (
        "its paper did not fail"
    )
    _paper_fails(house, ticket)
    assert k2.post(f"/api/tickets/{ticket}/keep").status_code == 403
    assert k1.post(f"/api/tickets/{ticket}/keep").status_code == 200
    assert house.log("ticket.voided.v1") == []


def test_a_kiosk_voids_its_own_ticket_when_the_paper_failed(house: House):
    k1 = house.device("kiosk", "k1")
    ticket = k1.post("/api/tickets", {"queue": "marriage"}).get_json()["id"]
    _paper_fails(house, ticket)
    answer = k1.post(f"/api/tickets/{ticket}/void", {"reason": "不要了"}).get_json()
    assert answer["ticket"]["state"] == "void"
    assert [e.reason for e in house.log("ticket.voided.v1")] == ["不要了"]


def test_a_clerk_acts_only_at_the_window_where_they_are_signed_in(house: House):
    mine, other = house.staff("1002"), house.staff("1003")
    assert mine.post("/api/windows/w2/sign-in").status_code == 200
    for action in ("call-next", "recall", "start", "finish", "pass", "resume", "sign-out"):
        answer = other.post(f"/api/windows/w2/{action}")
        assert (answer.status_code, answer.get_json()["code"]) == (409, "not_signed_in")
    assert other.post("/api/windows/w2/sign-in").get_json()["code"] == "window_taken"
    assert mine.post("/api/windows/w3/sign-in").get_json()["code"] == "signed_in_elsewhere"
    assert house.staff("1001").post("/api/windows/w2/sign-in").get_json()["code"] == "not_allowed_here"


def _paper_fails(house: House, ticket: str) -> None:
    from server.domain.messages import ReportSlip

    def failed(*, at: int) -> ReportSlip:
        return ReportSlip(at=at, actor="device:printer-k1", ticket=ticket, printed=False, cause="paper_out")

    house.executor.submit(failed).result()
