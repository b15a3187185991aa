"""The phone with a slip (decisions 9, 12, 17; R85, R90): its view, what it may do, and for how long."""

import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from server.domain import messages as m
from server.domain.views.rating import REASONS_VERSION
from server.domain.views.staff import console_view
from server.store import schema
from server.web.polling import phones
from server.web.polling.held import Held
from server.web.serving import turnstile
from tests.invariants import check_invariants
from tests.serving import wait_until
from tests.web.house import DAY, House

CLERK, WINDOW, NEXT = "1001", "w1", "2026-03-03"
HOUR_S = 3600
COMPLAINED, CANCELLED, WOKEN = "complaint.registered.v1", "ticket.cancelled.v1", "ticket.woken.v1"


def take(house: House, queue: str = "marriage") -> str:
    """The secret of a new slip."""
    answer = house.device("kiosk", "k1").post("/api/tickets", {"queue": queue, "kiosk": "k1"})
    return str(answer.get_json()["token"])


def of_token(house: House, token: str) -> str:
    """The ticket's id."""
    return house.executor.read(lambda hall: hall.tokens[token])


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


def held(house: House) -> Held:
    """The questions of phones that the hall is holding back."""
    return house.web.phones.held


def in_the_background(work: Callable[[], Any]) -> "Future[Any]":
    pool = ThreadPoolExecutor(1)
    done = pool.submit(work)
    pool.shutdown(wait=False)
    return done


def asked(house: House, token: str) -> "Future[Any]":
    """The answer to come to a phone that knows its view, once its question is held."""
    known, before = ask(house, token).headers["ETag"], held(house).holding
    answer = in_the_background(lambda: ask(house, token, known, wait=1))
    wait_until(lambda: held(house).holding == before + 1)
    assert not answer.done()
    return answer


@pytest.fixture
def patient(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """A hall that answers nothing because time has passed; the clerk is at the window."""
    clerk_does(house)
    held(house).hold_s = HOUR_S
    monkeypatch.setattr(phones, "LOOK_S", ())
    for name in ("KEPT_S", "NEAR_HOLD_S", "HOLD_S"):
        monkeypatch.setattr(phones, name, float(HOUR_S))
    return house


def test_a_call_answers_the_question_that_is_held(patient: House):
    answer = asked(patient, take(patient))
    clerk_does(patient, "call-next")
    assert answer.result(15).get_json()["situation"] == "called"
    wait_until(lambda: held(patient).holding == 0)


def test_who_is_far_and_called_out_of_turn_is_told_at_once_and_nobody_else_is_woken(
    patient: House, monkeypatch: pytest.MonkeyPatch
):
    """Nothing here runs out: only the call itself can bring the answer."""
    tokens = [take(patient) for _ in range(40)]
    assert [ask(patient, tokens[n]).get_json()["near"] for n in (15, 20, 39)] == [False] * 3
    answers = {n: asked(patient, tokens[n]) for n in (15, 20, 39)}
    looked: list[str] = []
    view = phones.Phones.view
    monkeypatch.setattr(phones.Phones, "view", lambda *args: (looked.append(args[1]), view(*args))[1])
    clerk_does(patient, ("call", {"ticket": of_token(patient, tokens[20]), "reason": "老人先办"}))
    told = answers[20].result(15).get_json()
    assert (told["situation"], told["window"]["label"]) == ("called", "1号窗口")
    assert looked == [tokens[20]]
    assert not answers[15].done() and not answers[39].done()
    clerk_does(patient, "recall")
    called = asked(patient, tokens[20])  # and what happens afterwards is held the same way
    clerk_does(patient, "start")
    assert called.result(15).get_json()["situation"] == "serving"
    for n in (15, 39):
        do(patient, tokens[n], "cancel")
        assert answers[n].result(15).get_json()["situation"] == "cancelled"


def test_a_call_between_the_view_and_the_question_is_not_missed(
    patient: House, monkeypatch: pytest.MonkeyPatch
):
    """The line has moved after the phone was looked at and before it waits."""
    token = [take(patient) for _ in range(20)][-1]
    known, id_ = ask(patient, token).headers["ETag"], of_token(patient, token)
    enter = Held._enter

    def late(self: Held, *args: Any) -> Any:
        clerk_does(patient, ("call", {"ticket": id_, "reason": "老人先办"}))
        return enter(self, *args)

    monkeypatch.setattr(Held, "_enter", late)
    answer = in_the_background(lambda: ask(patient, token, known, wait=1))
    assert answer.result(15).get_json()["situation"] == "called"


def test_who_is_far_is_told_the_place_in_the_line_at_a_slower_pace(
    patient: House, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(phones, "LOOK_S", ((100, 0.5),))
    tokens = [take(patient) for _ in range(40)]
    answer = asked(patient, tokens[-1])
    do(patient, tokens[0], "cancel")
    assert answer.result(15).get_json()["ahead"] == 38


@pytest.mark.parametrize("ahead", [2, phones.CLOSE])
def test_who_is_near_or_close_sees_the_line_move_and_not_what_happens_elsewhere(
    patient: House, monkeypatch: pytest.MonkeyPatch, ahead: int
):
    first, *_, token = [take(patient) for _ in range(ahead + 1)]
    elsewhere = take(patient, "payment")
    mine, theirs = asked(patient, token), asked(patient, elsewhere)
    built: list[str] = []
    build = phones._view
    monkeypatch.setattr(phones, "_view", lambda *args: (built.append(args[1]), build(*args))[1])
    do(patient, first, "cancel")
    assert mine.result(15).get_json()["ahead"] == ahead - 1
    assert built == [token], "the other one's view is still good"
    assert not theirs.done()
    do(patient, elsewhere, "cancel")
    assert theirs.result(15).get_json()["situation"] == "cancelled"


def test_a_view_is_built_again_only_when_something_about_it_has_changed(
    patient: House, monkeypatch: pytest.MonkeyPatch
):
    built: list[str] = []
    build = phones._view
    monkeypatch.setattr(phones, "_view", lambda *args: (built.append(args[1]), build(*args))[1])
    token = take(patient)
    ask(patient, token)
    other = take(patient, "payment")
    do(patient, other, "cancel")
    ask(patient, token)
    assert built == [token]
    clerk_does(patient, ("suspend", {"reason": "开会"}))  # nobody else serves this queue
    ask(patient, token)
    assert built == [token, token]
    patient.staff("D01").post("/api/hall/notice", {"text": "三楼电梯停用"})
    assert ask(patient, token).get_json()["hall"]["notices"][0]["text"] == "三楼电梯停用"


def test_a_held_question_ends_with_nothing_new(house: House):
    held(house).hold_s = 0.5
    token = take(house)
    known = ask(house, token).headers["ETag"]
    assert ask(house, token, known, wait=1).status_code == 304


@pytest.mark.parametrize(
    "actions", [("start",), ("start", ("hold", {"kind": "away_papers_kept"})), ("pass",)]
)
def test_who_has_been_called_learns_what_becomes_of_it(patient: House, actions: Any):
    token = take(patient)
    clerk_does(patient, "call-next")
    for action in actions:
        answer = asked(patient, token)
        clerk_does(patient, action)
        answer.result(15)
    before = ask(patient, token).get_json()["situation"]
    last = asked(patient, token)
    clerk_does(
        patient,
        "finish" if before == "serving" else ("call", {"ticket": of_token(patient, token), "reason": "再叫"}),
    )
    assert last.result(15).get_json()["situation"] in ("finished", "called")


def test_what_is_over_is_not_held(house: House):
    token = served(house)
    known = ask(house, token).headers["ETag"]
    assert (ask(house, token, known, wait=1).status_code, held(house).holding) == (304, 0)


def test_beyond_the_bound_a_phone_asks_by_itself_and_the_hall_goes_on(patient: House):
    """It is told how long to wait; kiosk and console are served meanwhile."""
    held(patient).most = 2
    tokens = [take(patient) for _ in range(3)]
    answers = [asked(patient, token) for token in tokens[:2]]
    view = ask(patient, tokens[2])
    assert ask(patient, tokens[2], view.headers["ETag"], wait=1).status_code == 304
    assert (held(patient).holding, view.get_json()["again_s"]) == (2, 1)
    assert not any(answer.done() for answer in answers)
    take(patient)
    clerk_does(patient, "call-next")
    assert answers[0].result(15).get_json()["situation"] == "called"
    assert answers[1].result(15).get_json()["ahead"] == 0


def test_of_many_questions_about_one_slip_the_oldest_gives_way(patient: House):
    """A page that was loaded again leaves its old question behind."""
    token = take(patient)
    answers = [asked(patient, token) for _ in range(phones.HELD_A_SLIP)]
    known = ask(patient, token).headers["ETag"]
    newest = in_the_background(lambda: ask(patient, token, known, wait=1))
    assert answers[0].result(15).status_code == 304
    wait_until(lambda: held(patient).holding == phones.HELD_A_SLIP)
    assert not newest.done() and not answers[1].done()
    clerk_does(patient, "call-next")
    assert newest.result(15).get_json()["situation"] == "called"
    assert answers[1].result(15).get_json()["situation"] == "called"


def test_the_end_of_the_day_ends_a_question(patient: House):
    token = take(patient)
    answer, duty = asked(patient, token), patient.staff("D01")
    for _ in range(2):  # first nobody else, then who is left
        duty.post("/api/hall/close")
    assert answer.result(15).get_json()["situation"] == "expired"


def test_a_server_that_stops_lets_everybody_go(patient: House):
    answers = [asked(patient, token) for token in (take(patient), take(patient))]
    patient.web.changes.stop()
    assert [answer.result(15).status_code for answer in answers] == [304, 304]


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


def test_a_slip_of_the_day_before_is_told_so_kindly_and_its_holder_is_no_guesser(house: House):
    token = take(house)
    for again in (False, True):
        house.restart(NEXT)
        assert told(ask(house, token)) == (410, "visit_over"), again
        assert told(do(house, token, "cancel")) == (410, "visit_over")
        page = house.web.app.test_client().get(f"/t/{token}")
        assert (page.status_code, "这张号票已过期" in page.get_data(as_text=True)) == (410, True)
    codes = [told(ask(house, token))[1] for _ in range(20)]
    assert set(codes) == {"visit_over"}
    assert told(ask(house, "guessed")) == (404, "unknown_visit")
    house.restart("2026-03-04")
    assert told(ask(house, token)) == (404, "unknown_visit")


def test_a_page_that_stays_open_over_midnight_is_told_so(house: House):
    token = take(house)
    duty = house.staff("D01")
    for _ in range(2):
        duty.post("/api/hall/close")
    assert ask(house, token).get_json()["situation"] == "expired"
    house.executor.submit(partial(m.NewDay, actor="system", day=NEXT)).result()
    assert told(ask(house, token)) == (410, "visit_over")


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


# ---------------------------------------------------------------- many at once


def test_however_many_phones_ask_a_kiosk_walks_past_them(house: House, monkeypatch: pytest.MonkeyPatch):
    """All who are worked for are stuck, and the rest waits behind them; the kiosk does not, nor a press."""
    visit = served(house)
    token, inside, go_on = take(house), threading.Semaphore(0), threading.Event()
    view = phones.Phones.view

    def stuck(*args: Any) -> Any:
        inside.release()
        assert go_on.wait(60)
        return view(*args)

    monkeypatch.setattr(phones.Phones, "view", stuck)
    answers = [in_the_background(lambda: ask(house, token)) for _ in range(turnstile.AT_A_TIME + 4)]
    for _ in range(turnstile.AT_A_TIME):
        assert inside.acquire(timeout=30)
    take(house)
    clerk_does(house, "call-next")
    rating = house.device("rater", WINDOW).post(
        f"/api/visits/{visit}/rating", {"level": 5, "channel": "tablet"}
    )
    assert rating.status_code == 200, rating.get_json()
    assert not inside.acquire(blocking=False), "nobody else came in"
    go_on.set()
    assert {answer.result(30).status_code for answer in answers} == {200}


def test_who_is_held_leaves_the_turnstile_to_the_others(patient: House):
    answers = [asked(patient, take(patient)) for _ in range(turnstile.AT_A_TIME + 2)]
    assert ask(patient, take(patient)).status_code == 200
    for _ in answers:
        clerk_does(patient, "call-next", "pass")
    for answer in answers:
        assert answer.result(15).status_code == 200
