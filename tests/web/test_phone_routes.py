"""The phone with a slip (decisions 9, 12, 17; R85, R90): its view, what it may do, and for how long."""

import json
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from server.domain.views.rating import REASONS_VERSION
from server.domain.views.staff import console_view
from server.store import schema
from server.web import phones
from tests.invariants import check_invariants
from tests.serving import wait_until
from tests.web.house import DAY, House

CLERK, WINDOW, NEXT = "1001", "w1", "2026-03-03"
COMPLAINED, CANCELLED, WOKEN = "complaint.registered.v1", "ticket.cancelled.v1", "ticket.woken.v1"


def take(house: House, queue: str = "marriage") -> str:
    """The secret of a new slip."""
    answer = house.device("kiosk", "k1").post("/api/tickets", {"queue": queue, "kiosk": "k1"})
    return str(answer.get_json()["token"])


def clerk_does(house: House, *actions: str | tuple[str, dict[str, str]]) -> None:
    clerk = house.staff(CLERK)
    clerk.post(f"/api/windows/{WINDOW}/sign-in")
    for action in actions:
        name, body = action if isinstance(action, tuple) else (action, {})
        answer = clerk.post(f"/api/windows/{WINDOW}/{name}", body)
        assert answer.status_code == 200, answer.get_json()


def served(house: House) -> str:
    token = take(house)
    clerk_does(house, "call-next", "start", "finish")
    return token


def ask(house: House, token: str, known: str = "", *, wait: int = 0) -> Any:
    headers = {"If-None-Match": known} if known else {}
    return house.web.app.test_client().get(f"/api/visits/{token}?wait={wait}", headers=headers)


def do(house: House, token: str, what: str, body: object = None, key: str | None = None) -> Any:
    return house.browser().post(f"/api/visits/{token}/{what}", body, key=key)


def told(answer: Any) -> tuple[int, str]:
    """Status and code."""
    return answer.status_code, (answer.get_json(silent=True) or {}).get("code", "")


def words(house: House) -> list[Any]:
    return house.executor.write(lambda connection: list(connection.execute(sa.select(schema.complaints))))


def complaint(**more: Any) -> dict[str, Any]:
    return {"channel": "phone", "reasons": ["slow"], "text": "等了两个小时", "contact": "0575-1357"} | more


# ---------------------------------------------------------------- the view


def test_the_view_is_told_once_and_then_only_what_is_new(house: House):
    token = take(house)
    first = ask(house, token)
    view = first.get_json()
    assert (view["number"], view["situation"], view["ahead"]) == ("A001", "near", 0)
    assert first.headers["Cache-Control"] == "no-store"
    again = ask(house, token, first.headers["ETag"])
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    clerk_does(house, "call-next")
    called = ask(house, token, first.headers["ETag"])
    assert called.get_json()["window"]["label"] == "1号窗口"


def test_the_view_holds_this_ticket_and_nothing_of_others(house: House):
    mine, other = take(house), take(house)
    clerk_does(house, "call-next")
    said = ask(house, other).get_data(as_text=True)
    assert "A002" in said
    assert not [w for w in ("A001", mine, other, CLERK, DAY.replace("-", ""), "lane") if w in said]


def test_who_is_far_asks_seldom_and_who_is_near_often(house: House):
    tokens = [take(house) for _ in range(12)]
    paces = [
        ask(house, token).get_json()["again_s"] for token in (tokens[0], tokens[3], tokens[4], tokens[11])
    ]
    assert paces == [1, 1, 5, 10]


def test_a_secret_that_is_guessed_finds_nothing_and_soon_is_not_even_looked_up(house: House):
    codes = [told(ask(house, f"guess{n}")) for n in range(40)]
    assert codes[0] == (404, "unknown_visit") and codes[-1] == (429, "too_often")
    assert ask(house, take(house)).status_code == 200  # who holds a slip is not held up by those who guess


def test_a_page_that_asks_without_end_is_told_to_wait(house: House):
    token = take(house)
    answers = [told(ask(house, token)) for _ in range(40)]
    assert answers[0][0] == 200 and answers[-1] == (429, "too_often")


# ---------------------------------------------------------------- a question that is held


def held(house: House) -> int:
    """How many questions of phones the hall is holding back."""
    shared: phones.Phones = house.web.phones
    return shared.holding


def in_the_background(work: Callable[[], Any]) -> "Future[Any]":
    pool = ThreadPoolExecutor(1)
    done = pool.submit(work)
    pool.shutdown(wait=False)
    return done


def test_a_call_answers_the_question_that_is_held(house: House):
    token = take(house)
    known = ask(house, token).headers["ETag"]
    answer = in_the_background(lambda: ask(house, token, known, wait=1))
    wait_until(lambda: held(house) == 1)
    assert not answer.done()
    clerk_does(house, "call-next")
    assert answer.result(15).get_json()["situation"] == "called"
    assert held(house) == 0


def test_what_concerns_others_answers_nothing_until_the_time_is_up(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(phones, "HOLD_S", 1.0)
    token = take(house)
    known = ask(house, token).headers["ETag"]
    answer = in_the_background(lambda: ask(house, token, known, wait=1))
    wait_until(lambda: held(house) == 1)
    take(house, "payment")
    assert answer.result(15).status_code == 304


def test_who_is_far_from_the_turn_is_not_held(house: House):
    token = [take(house) for _ in range(6)][-1]
    known = ask(house, token).headers["ETag"]
    assert (ask(house, token, known, wait=1).status_code, held(house)) == (304, 0)


@pytest.mark.parametrize("limit", ["HELD_MOST", "HELD_AN_ADDRESS", "HELD_A_SLIP"])
def test_only_so_many_are_held(house: House, monkeypatch: pytest.MonkeyPatch, limit: str):
    """Beyond that the answer is "nothing new", at once, and the phone asks again by itself."""
    monkeypatch.setattr(phones, limit, 1)
    token = take(house)
    known = ask(house, token).headers["ETag"]
    first = in_the_background(lambda: ask(house, token, known, wait=1))
    wait_until(lambda: held(house) == 1)
    assert ask(house, token, known, wait=1).status_code == 304
    assert not first.done()
    clerk_does(house, "call-next")
    assert first.result(15).status_code == 200


# ---------------------------------------------------------------- giving up, coming back


def test_the_holder_gives_the_number_up(house: House):
    token = take(house)
    assert do(house, token, "cancel").get_json()["state"] == "cancelled"
    (event,) = house.log(CANCELLED)
    assert event.actor == "visitor"
    assert ask(house, token).get_json()["situation"] == "cancelled"
    assert told(do(house, token, "cancel")) == (409, "wrong_state")


def test_a_number_that_was_passed_or_is_held_is_given_up_too(house: House):
    passed, away = take(house), take(house)
    clerk_does(house, "call-next", "pass", "call-next", "start", ("hold", {"kind": "away_no_papers"}))
    assert do(house, passed, "cancel").status_code == do(house, away, "cancel").status_code == 200


@pytest.mark.parametrize(
    "actions", [("call-next",), ("call-next", "start"), ("call-next", "start", "finish")]
)
def test_nobody_gives_up_what_a_window_has_in_hand_or_has_done(house: House, actions: tuple[str, ...]):
    token = take(house)
    clerk_does(house, *actions)
    assert told(do(house, token, "cancel")) == (409, "wrong_state")
    assert house.log(CANCELLED) == []


def test_who_fetched_papers_says_so_by_phone(house: House):
    token = take(house)
    clerk_does(house, "call-next", "start", ("hold", {"kind": "away_no_papers"}))
    assert ask(house, token).get_json()["may"] == ["cancel", "come_back"]
    assert do(house, token, "wake").get_json()["state"] == "waiting"
    (event,) = house.log(WOKEN)
    assert (event.actor, event.to) == ("visitor", "queue")
    assert ask(house, token).get_json()["situation"] == "back"


@pytest.mark.parametrize("kind", ["away_papers_kept", "internal_wait"])
def test_what_the_window_holds_the_window_wakes(house: House, kind: str):
    token = take(house)
    clerk_does(house, "call-next", "start", ("hold", {"kind": kind}))
    assert told(do(house, token, "wake")) == (409, "wait_for_staff")
    assert house.log(WOKEN) == []


@pytest.mark.parametrize("what", ["cancel", "wake", "rating", "complaint"])
def test_nothing_is_done_without_the_secret(house: House, what: str):
    body = {"rating": {"level": 1, "channel": "phone"}, "complaint": complaint()}.get(what, {})
    before = house.executor.read(lambda hall: hall.seq)
    assert told(do(house, "guessed", what, body)) == (404, "unknown_visit")
    assert house.executor.read(lambda hall: hall.seq) == before


def test_a_finger_that_does_not_stop_is_held_up(house: House):
    token = take(house)
    codes = [told(do(house, token, "wake"))[1] for _ in range(15)]
    assert codes[0] == "wrong_state" and codes[-1] == "too_often"


# ---------------------------------------------------------------- complaints


def test_the_holder_complains_and_the_words_are_kept_apart(house: House):
    token = served(house)
    answer = do(house, token, "complaint", complaint())
    assert answer.status_code == 201
    (event,) = house.log(COMPLAINED)
    assert (event.actor, event.channel, event.target, event.matter) == (
        "visitor",
        "web",
        "1号窗口 工号1001",
        "婚姻登记",
    )
    (row,) = words(house)
    assert (row.ref, row.person, row.phone) == (event.record, "", "0575-1357")
    assert row.text == f"办理时间太长(原因清单 {REASONS_VERSION})\n等了两个小时"
    assert ask(house, token).get_json()["complained"] is True


def test_neither_the_window_nor_the_log_s_readers_learn_the_words_or_the_secret(house: House):
    """R90. Who handles complaints reads them elsewhere."""
    token = served(house)
    do(house, token, "rating", {"level": 1, "channel": "phone"})
    do(house, token, "complaint", complaint())
    seen = json.dumps(house.executor.read(lambda hall: console_view(hall, WINDOW, {})), ensure_ascii=False)
    log = house.staff("D01").get("/api/events").get_data(as_text=True)
    secrets = ("等了两个小时", "0575-1357", token)
    assert not [secret for secret in secrets if secret in log or secret in seen]
    assert "TS-" not in seen and "complain" not in seen and '"level"' not in seen


def test_once_a_visit_and_the_same_complaint_again_is_the_same(house: House):
    token = served(house)
    first = do(house, token, "complaint", complaint(), "k").get_json()
    assert do(house, token, "complaint", complaint(), "k").get_json() == first
    assert told(do(house, token, "complaint", complaint(text="又"))) == (409, "already_complained")
    tablet = house.device("rater", WINDOW)
    again = tablet.post(f"/api/visits/{token}/complaint", {"reasons": []})
    assert told(again) == (409, "already_complained")
    assert len(house.log(COMPLAINED)) == len(words(house)) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (complaint(text="x" * 1001), "invalid"),
        (complaint(contact="1" * 61), "invalid"),
        (complaint(contact="a\nb"), "invalid"),
        (complaint(reasons=["rumour"]), "invalid"),
        (complaint(channel="fax"), "invalid"),
        (complaint(reasons=[], text="  "), "complaint_empty"),
    ],
)
def test_a_complaint_that_is_wrong_registers_nothing(house: House, body: Any, code: str):
    token = served(house)
    assert told(do(house, token, "complaint", body)) == (422, code)
    assert house.log(COMPLAINED) == words(house) == []


def test_a_tablet_takes_no_words_and_nobody_complains_before_the_end(house: House):
    token = served(house)
    tablet = house.device("rater", WINDOW)
    assert told(tablet.post(f"/api/visits/{token}/complaint", {"text": "文字"})) == (422, "invalid")
    waiting = take(house)
    assert told(do(house, waiting, "complaint", complaint())) == (409, "wrong_state")


# ---------------------------------------------------------------- over the night


def test_a_slip_rates_and_complains_on_the_morning_after(house: House):
    """Decision 12: 24 hours, though the day ended meanwhile and the machine was switched off."""
    token, rated = served(house), served(house)
    do(house, rated, "rating", {"level": 4, "channel": "phone"})
    house.restart(NEXT)
    assert (ask(house, token).get_json()["rating"], ask(house, rated).get_json()["rating"]) == (
        "ask",
        "rated",
    )
    assert do(house, token, "rating", {"level": 2, "channel": "phone"}).status_code == 200
    assert told(do(house, token, "rating", {"level": 5, "channel": "phone"})) == (409, "already_rated")
    assert told(do(house, rated, "rating", {"level": 1, "channel": "phone"})) == (409, "already_rated")
    assert do(house, token, "complaint", complaint()).status_code == 201
    assert told(do(house, token, "cancel")) == (404, "unknown_ticket")
    house.restart(NEXT)
    view = ask(house, token).get_json()
    assert (view["situation"], view["rating"], view["complained"]) == ("finished", "rated", True)
    given = [(e.ticket, e.level, e.window, e.staff) for e in house.log("rating.given.v1")]
    assert given == [("20260302-A002", 4, WINDOW, CLERK), ("20260302-A001", 2, WINDOW, CLERK)]
    log = house.staff("D01").get("/api/events").get_data(as_text=True)
    assert token not in log and rated not in log
    house.close()
    check_invariants(f"sqlite:///{house.folder / 'hall.db'}", house.plan.code, house.plan)


def test_a_number_that_was_not_served_is_nothing_the_day_after(house: House):
    token = take(house)
    house.restart(NEXT)
    assert told(ask(house, token)) == (404, "unknown_visit")


def test_no_log_line_names_a_secret(house: House, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    token = served(house)
    page = house.web.app.test_client().get(f"/t/{token}")
    ask(house, token)
    do(house, token, "rating", {"level": 9, "channel": "phone"})
    do(house, token, "rating", {"level": 1, "channel": "phone"})
    do(house, token, "complaint", complaint())
    do(house, token, "nothing")
    assert token not in caplog.text
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "Set-Cookie" not in page.headers
