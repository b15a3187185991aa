"""Signing in and out, cookies, CSRF, and how devices are paired."""

from http.cookies import SimpleCookie

import pytest
from flask import Response as FlaskResponse

from server.web.access.pairings import CODE_MS
from server.web.access.sessions import FAILURES, LOCKED_MS, SESSION_MS, device_cookie
from tests.web.house import PASSWORD, House

PAGES = ["/caller", "/duty", "/display/f1", "/kiosk/k1", "/lab", "/api/session", "/api/nowhere", "/nowhere"]


def test_every_cookie_is_for_this_site_and_for_no_script(house: House):
    house.web.access.set_password("1001", PASSWORD)
    browser = house.browser()
    answers = [
        browser.client.get("/caller"),
        browser.sign_in("1001"),
        browser.client.get("/kiosk/k1"),
        browser.client.get("/display/f1"),
        browser.delete("/api/session"),
    ]
    headers = [header for answer in answers for header in answer.headers.getlist("Set-Cookie")]
    cookies = {name: morsel for header in headers for name, morsel in SimpleCookie(header).items()}
    assert set(cookies) == {
        "hallcall_browser",
        "hallcall_session",
        "hallcall_kiosk_k1",
        "hallcall_screen_f1",
    }
    for morsel in cookies.values():
        assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Strict", "/")


def test_over_tls_a_cookie_is_secure(house: House):
    answer = house.browser().client.get("/caller", base_url="https://hall.example")
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_forbids_foreign_content(shared_house: House, path: str):
    headers = shared_house.browser().client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["script-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    if not path.endswith("nowhere"):
        assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é", "\u00ff" * 64])
def test_a_change_by_cookie_needs_the_csrf_token(shared_house: House, token: str | None):
    browser = shared_house.staff("D01")
    headers = {} if token is None else {"X-CSRF-Token": token}
    for path in ("/api/hall/open", "/api/tickets", "/api/session", "/api/pairings"):
        answer = browser.client.post(path, json={}, headers=headers)
        assert (answer.status_code, answer.get_json()["code"]) == (403, "csrf")
    assert browser.client.delete("/api/session", headers=headers).get_json()["code"] == "csrf"


def test_the_csrf_token_of_another_browser_is_worth_nothing(shared_house: House):
    foreign = shared_house.browser().csrf()
    answer = shared_house.staff("D01").client.post(
        "/api/hall/open", json={}, headers={"X-CSRF-Token": foreign}
    )
    assert answer.get_json()["code"] == "csrf"


def test_an_authorization_header_that_proves_nothing_does_not_replace_the_csrf_token(shared_house: House):
    answer = shared_house.staff("D01").client.post(
        "/api/hall/open", json={}, headers={"Authorization": "Basic eDp5"}
    )
    assert answer.get_json()["code"] == "csrf"


def test_a_bearer_token_needs_no_csrf_token_and_no_cookie(house: House):
    kiosk = house.device("kiosk", "k1")
    assert kiosk.post("/api/tickets", {"queue": "marriage"}).status_code == 201


def test_cookies_beside_a_bearer_token_count_for_nothing(house: House):
    duty, screen = house.staff("D01"), house.device("screen", "f1")
    answer = duty.client.post(
        "/api/hall/close", json={}, headers={"Authorization": f"Bearer {screen.bearer}"}
    )
    assert answer.status_code == 403


def test_wrong_passwords_and_unknown_people_are_told_the_same(house: House):
    house.web.access.set_password("1001", PASSWORD)
    browser = house.browser()
    wrong, unknown = browser.sign_in("1001", "wrong"), browser.sign_in("9999", "wrong")
    assert (wrong.status_code, wrong.get_json()) == (unknown.status_code, unknown.get_json())
    assert (wrong.status_code, wrong.get_json()["code"]) == (401, "bad_credentials")


def test_five_wrong_passwords_lock_the_account_with_words_and_for_a_while(house: House):
    house.web.access.set_password("1001", PASSWORD)
    browser = house.browser()
    for _ in range(5):
        assert browser.sign_in("1001", "wrong").get_json()["code"] == "bad_credentials"
    locked = browser.sign_in("1001")
    assert (locked.status_code, locked.get_json()["code"]) == (429, "locked")
    assert "30 分钟" in locked.get_json()["detail"]
    assert "30 minutes" in locked.get_json()["detail_en"]
    house.restart()
    assert house.browser().sign_in("1001").status_code == 429, "a restart must not open it"
    house.clock.ahead_ms += LOCKED_MS + 1000
    assert house.browser().sign_in("1001").status_code == 200


def test_after_a_lock_the_count_of_wrong_passwords_begins_anew(house: House):
    house.web.access.set_password("1001", PASSWORD)
    for _ in range(5):
        house.browser().sign_in("1001", "wrong")
    house.clock.ahead_ms += LOCKED_MS + 1000
    for _ in range(4):
        assert house.browser().sign_in("1001", "wrong").get_json()["code"] == "bad_credentials"
    assert house.browser().sign_in("1001").status_code == 200


def test_a_success_forgets_the_failures_before_it(house: House):
    house.web.access.set_password("1001", PASSWORD)
    browser = house.browser()
    for password in ["wrong"] * 4 + [PASSWORD] + ["wrong"] * 4:
        browser.sign_in("1001", password)
    assert browser.sign_in("1001").status_code == 200


def test_a_lock_concerns_one_account_alone(house: House):
    house.web.access.set_password("1001", PASSWORD)
    for _ in range(6):
        house.browser().sign_in("1001", "wrong")
    assert house.staff("1002").get("/api/hall").status_code == 200


def test_a_session_survives_a_restart_of_the_server(house: House):
    before = house.staff("1001")
    cookie, browser_cookie = (before.client.get_cookie(f"hallcall_{n}") for n in ("session", "browser"))
    house.restart()
    after = house.browser()
    for stored in (cookie, browser_cookie):
        assert stored is not None
        after.client.set_cookie(stored.key, stored.value)
    assert after.get("/api/session").get_json()["staff"]["no"] == "1001"
    assert after.post("/api/windows/w1/sign-in").status_code == 200


def test_a_session_ends_by_itself(house: House):
    browser = house.staff("1001")
    house.clock.ahead_ms += SESSION_MS + 1000
    assert browser.get("/api/hall").status_code == 401


def test_signing_out_ends_the_session_even_for_one_who_kept_the_cookie(house: House):
    browser = house.staff("1001")
    kept = browser.client.get_cookie("hallcall_session")
    assert kept is not None
    assert browser.delete("/api/session").status_code == 204
    assert browser.get("/api/hall").status_code == 401
    thief = house.browser()
    thief.client.set_cookie("hallcall_session", kept.value)
    assert thief.get("/api/hall").status_code == 401
    house.restart()
    thief = house.browser()
    thief.client.set_cookie("hallcall_session", kept.value)
    assert thief.get("/api/hall").status_code == 401


def test_a_new_password_ends_every_session_of_that_person(house: House):
    old, admin = house.staff("1001"), house.staff("S01")
    answer = admin.post("/api/accounts/1001/password", {"password": "another secret"})
    assert answer.status_code == 204
    assert old.get("/api/hall").status_code == 401
    assert house.browser().sign_in("1001").status_code == 401
    assert house.browser().sign_in("1001", "another secret").status_code == 200
    assert admin.get("/api/hall").status_code == 200


def test_the_administrator_sees_who_has_a_password_and_who_is_locked_out(house: House):
    admin, _ = house.staff("S01"), house.staff("1001")
    for _ in range(FAILURES):
        house.browser().sign_in("1001", "wrong")
    listed = {one["no"]: one for one in admin.get("/api/accounts").get_json()["accounts"]}
    assert listed.keys() == house.plan.person.keys()
    assert (listed["1001"]["password"], listed["1001"]["locked"]) == (True, True)
    assert not listed["S01"]["locked"]
    assert not listed["1003"]["password"], "nobody gave one"
    assert "argon2" not in admin.get("/api/accounts").text
    admin.post("/api/accounts/1001/password", {"password": "another secret"})
    assert not next(a for a in admin.get("/api/accounts").get_json()["accounts"] if a["no"] == "1001")[
        "locked"
    ]


def test_no_password_and_no_token_is_kept_in_clear(house: House, tmp_path):
    browser, kiosk = house.staff("1001"), house.device("kiosk", "k1")
    session = browser.client.get_cookie("hallcall_session")
    assert session is not None
    house.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (PASSWORD, session.value, kiosk.bearer):
        assert secret.encode() not in stored
    house.restart()


def test_a_pairing_code_pairs_one_device_once(house: House):
    admin, device, second = house.staff("S01"), house.browser(), house.browser()
    paired = admin.post("/api/pairings", {"kind": "kiosk", "device": "k1"})
    assert paired.status_code == 201
    path = "/api/pair/" + paired.get_json()["code"]
    assert paired.get_json()["url"].endswith(path)
    opened = device.client.get(path)
    assert (opened.status_code, opened.headers["Location"]) == (302, "/kiosk/k1")
    assert device.post("/api/tickets", {"queue": "marriage"}).status_code == 201
    assert second.client.get(path).get_json()["code"] == "bad_token"
    assert admin.get("/api/pairings").get_json()["pairings"] == [{"kind": "kiosk", "device": "k1"}]


def test_looking_ahead_at_a_pairing_link_does_not_use_it_up(house: House):
    code = house.staff("S01").post("/api/pairings", {"kind": "kiosk", "device": "k1"}).get_json()["code"]
    assert house.browser().client.head(f"/api/pair/{code}").status_code == 204
    assert house.browser().client.get(f"/api/pair/{code}").status_code == 302


def test_an_agent_gets_its_token_as_data(house: House):
    code = house.staff("S01").post("/api/pairings", {"kind": "agent", "device": "w1"}).get_json()["code"]
    agent = house.browser()
    agent.bearer = agent.client.get(f"/api/pair/{code}").get_json()["token"]
    assert agent.get("/api/hall").status_code == 200


def test_a_pairing_code_grows_old(house: House):
    code = house.staff("S01").post("/api/pairings", {"kind": "kiosk", "device": "k1"}).get_json()["code"]
    house.clock.ahead_ms += CODE_MS + 1000
    answer = house.browser().client.get(f"/api/pair/{code}")
    assert (answer.status_code, answer.get_json()["code"]) == (401, "bad_token")


def test_a_pairing_code_is_no_token(house: House):
    code = house.staff("S01").post("/api/pairings", {"kind": "kiosk", "device": "k1"}).get_json()["code"]
    kiosk = house.browser()
    kiosk.bearer = code
    assert kiosk.post("/api/tickets", {"queue": "marriage"}).status_code == 401
    house.restart()
    after = house.browser()
    after.bearer = code
    assert after.post("/api/tickets", {"queue": "marriage"}).status_code == 401


def test_an_unpaired_device_is_out_at_once_and_for_good(house: House):
    admin, kiosk = house.staff("S01"), house.device("kiosk", "k1")
    house.device("kiosk", "k1")
    assert admin.delete("/api/pairings/kiosk/k1").get_json() == {"removed": 2}
    assert kiosk.post("/api/tickets", {"queue": "marriage"}).status_code == 401
    house.restart()
    after = house.browser()
    after.bearer = kiosk.bearer
    assert after.get("/api/hall").status_code == 401


def test_a_paired_device_survives_a_restart(house: House):
    token = house.device("screen", "f1").bearer
    house.restart()
    screen = house.browser()
    screen.bearer = token
    assert screen.get("/api/hall").status_code == 200


def test_a_device_that_asks_for_its_pages_head_keeps_its_pairing_anew(house: House):
    browser = house.browser()
    name = device_cookie("screen", "f1")
    browser.client.set_cookie(name, house.device("screen", "f1").bearer)

    def kept(answer: FlaskResponse) -> list[str]:
        return [header for header in answer.headers.getlist("Set-Cookie") if header.startswith(name)]

    assert kept(browser.client.get("/display/f1")) == []
    (anew,) = kept(browser.client.head("/display/f1"))
    assert SimpleCookie(anew)[name]["max-age"] == str(3650 * 86_400)
    browser.client.set_cookie(name, "stolen")
    far = {"REMOTE_ADDR": "10.0.0.9"}
    answer = browser.client.head("/display/f1", environ_overrides=far)
    assert (answer.status_code, kept(answer)) == (403, [])
