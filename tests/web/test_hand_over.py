"""交班 at a console: the next person's number and password, and the window goes on under that name."""

import pytest

from server.web.access.sessions import FAILURES
from tests.web.house import PASSWORD, Browser, House

HERE = "/api/windows/w1/hand-over"


@pytest.fixture
def clerk(morning: House) -> Browser:
    """1001 at w1 with a number in hand; 1009, who may sit anywhere, has an account."""
    morning.web.access.set_password("1009", PASSWORD)
    morning.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage"})
    clerk = morning.staff("1001")
    assert clerk.post("/api/windows/w1/sign-in").status_code == 200
    assert clerk.post("/api/windows/w1/call-next").status_code == 200
    return clerk


def next_person(no: str = "1009", password: str = PASSWORD) -> dict[str, str]:
    return {"staff_no": no, "password": password}


def told(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.get_json().get("code", "")  # type: ignore[attr-defined]


def test_the_console_is_the_next_persons_with_the_number_in_hand(morning: House, clerk: Browser) -> None:
    first = clerk.client.get_cookie("hallcall_session")
    answer = clerk.post(HERE, next_person())
    assert told(answer) == (200, "")
    body = answer.get_json()
    assert (body["staff"]["no"], body["state"], body["ticket"]["number"]) == ("1009", "calling", "A001")
    session = clerk.get("/api/session").get_json()
    assert (session["staff"]["no"], session["window"], session["locked"]) == ("1009", "w1", False)
    for action in ("start", "finish"):
        assert clerk.post(f"/api/windows/w1/{action}").status_code == 200
    (over,) = morning.log("window.handed_over.v1")
    assert (over.staff, over.to, over.acting_for, over.actor) == ("1001", "1009", "", "staff:1001")
    assert [e.staff for e in morning.log("ticket.finished.v1")] == ["1009"]

    assert first is not None
    old = morning.browser()
    old.client.set_cookie("hallcall_session", first.value)
    assert old.get("/api/session").get_json()["staff"] is None, "the first person's session is over"
    assert told(morning.staff("1001").post("/api/windows/w1/recall")) == (409, "not_signed_in")
    morning.restart()
    again = morning.staff("1009").get("/api/session").get_json()
    assert (again["staff"]["no"], again["window"]) == ("1009", "w1")


def test_a_wrong_password_says_so_and_loses_nothing(morning: House, clerk: Browser) -> None:
    before = len(morning.executor.log.events(limit=500))
    for body in (next_person(password="wrong"), next_person("9999")):
        assert told(clerk.post(HERE, body)) == (401, "bad_credentials")
    session = clerk.get("/api/session").get_json()
    assert (session["staff"]["no"], session["window"]) == ("1001", "w1")
    assert len(morning.executor.log.events(limit=500)) == before
    assert clerk.post("/api/windows/w1/start").status_code == 200


def test_guessing_locks_the_guessed_account_and_nobody_elses(morning: House, clerk: Browser) -> None:
    for _ in range(FAILURES):
        clerk.post(HERE, next_person(password="wrong"))
    assert told(clerk.post(HERE, next_person())) == (429, "locked")
    assert clerk.post("/api/windows/w1/start").status_code == 200


@pytest.mark.parametrize(
    ("no", "code"),
    [
        ("1001", "same_person"),
        ("1002", "not_allowed_here"),  # of other windows
        ("D01", "not_allowed_here"),  # no clerk
    ],
)
def test_who_may_not_sit_there_takes_nothing_over(morning: House, clerk: Browser, no: str, code: str) -> None:
    morning.web.access.set_password(no, PASSWORD) if no != "1001" else None
    assert told(clerk.post(HERE, next_person(no))) == (409, code)
    assert clerk.get("/api/session").get_json()["staff"]["no"] == "1001"
    assert morning.log("window.handed_over.v1") == []


def test_the_next_person_may_not_be_at_another_window_and_nobody_hands_over_for_others(
    morning: House, clerk: Browser
) -> None:
    other = morning.staff("1009")
    assert other.post("/api/windows/w7/sign-in").status_code == 200
    refused = clerk.post(HERE, next_person())
    assert told(refused) == (409, "signed_in_elsewhere")
    assert told(other.post(HERE, next_person("1001"))) == (409, "not_signed_in")
    assert told(clerk.post("/api/windows/nothing/hand-over", next_person("1001"))) == (404, "unknown_window")


def test_a_press_meant_for_what_is_not_there_any_more_hands_nothing_over(
    morning: House, clerk: Browser
) -> None:
    headers = clerk.headers() | {"If-Match": '"idle:"'}
    answer = clerk.client.post(HERE, json=next_person(), headers=headers)
    assert told(answer) == (409, "moved_on")
    assert clerk.get("/api/session").get_json()["staff"]["no"] == "1001"
