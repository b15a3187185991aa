"""A locked screen: what it may still do, who opens it, and who works on beside it."""

import pytest

from server.web.access.sessions import FAILURES
from tests.web.house import PASSWORD, Browser, House

SEVERAL = ("1001", "w1", "marriage")


@pytest.fixture
def clerk(morning: House) -> Browser:
    """Signed in at the window with a number in hand."""
    staff, window, queue = SEVERAL
    assert morning.staff("D01").post("/api/hall/open").status_code in (200, 409)
    taken = morning.device("kiosk", "k1").post("/api/tickets", {"queue": queue, "kiosk": "k1"})
    assert taken.status_code == 201, taken.get_json()
    clerk = morning.staff(staff)
    assert clerk.post(f"/api/windows/{window}/sign-in").status_code == 200
    assert clerk.post(f"/api/windows/{window}/call-next").status_code == 200
    return clerk


def state(browser: Browser) -> tuple[str, str, bool]:
    """Who, at which window, locked?"""
    told = browser.get("/api/session").get_json()
    return told["staff"]["no"], told["window"], told["locked"]


def test_a_locked_screen_does_nothing_until_its_person_unlocks_it(morning: House, clerk: Browser) -> None:
    assert clerk.post("/api/session/lock").status_code == 204
    assert state(clerk) == ("1001", "w1", True)
    before = len(morning.executor.log.events(limit=500))
    for path in ("start", "recall", "sign-out", "help"):
        answer = clerk.post(f"/api/windows/w1/{path}")
        assert (answer.status_code, answer.get_json()["code"]) == (423, "screen_locked")
        assert "解锁" in answer.get_json()["detail"]
    assert clerk.get("/api/hall").status_code == 423
    assert len(morning.executor.log.events(limit=500)) == before

    assert clerk.post("/api/session/unlock", {"password": PASSWORD}).status_code == 204
    assert state(clerk) == ("1001", "w1", False)
    assert clerk.post("/api/windows/w1/start").status_code == 200


def test_another_browser_and_the_windows_agent_are_not_locked(morning: House, clerk: Browser) -> None:
    agent = morning.device("agent", "w1")
    clerk.post("/api/session/lock")
    assert morning.staff("1001").post("/api/windows/w1/recall").status_code == 200, "another browser is open"
    assert clerk.post("/api/windows/w1/start").status_code == 423
    assert agent.get("/api/hall").status_code == 200


def test_a_restart_opens_no_screen(morning: House, clerk: Browser) -> None:
    cookies = clerk.client.get_cookie("hallcall_session")
    assert cookies is not None
    clerk.post("/api/session/lock")
    morning.restart()
    again = morning.browser()
    again.client.set_cookie("hallcall_session", cookies.value)
    assert state(again) == ("1001", "w1", True)
    assert again.post("/api/windows/w1/start").status_code == 423
    assert again.post("/api/session/unlock", {"password": PASSWORD}).status_code == 204
    morning.restart()
    later = morning.browser()
    later.client.set_cookie("hallcall_session", cookies.value)
    assert state(later)[2] is False


def test_guessing_at_a_locked_screen_locks_the_account(morning: House, clerk: Browser) -> None:
    clerk.post("/api/session/lock")
    for _ in range(FAILURES):
        wrong = clerk.post("/api/session/unlock", {"password": "wrong"})
        assert (wrong.status_code, wrong.get_json()["code"]) == (401, "wrong_password")
        assert "工号" not in wrong.get_json()["detail"], "only the password was asked for"
    answer = clerk.post("/api/session/unlock", {"password": PASSWORD})
    assert (answer.status_code, answer.get_json()["code"]) == (429, "locked")
    assert state(clerk)[2] is True


def test_somebody_else_signs_in_at_a_locked_screen(morning: House, clerk: Browser) -> None:
    clerk.post("/api/session/lock")
    assert clerk.delete("/api/session").status_code == 204
    morning.staff("1002")
    assert clerk.sign_in("1002").status_code == 200
    assert state(clerk) == ("1002", None, False)
    taken = clerk.post("/api/windows/w1/finish")
    assert taken.status_code in (403, 409), "the number in hand stays with whom it was given to"


@pytest.mark.parametrize("path", ["/api/session/lock", "/api/session/unlock"])
def test_nobody_has_no_screen_to_lock(shared_house: House, path: str) -> None:
    answer = shared_house.browser().post(path, {"password": "x"})
    assert (answer.status_code, answer.get_json()["code"]) == (401, "sign_in_required")
