"""An ID card at a kiosk: read when its page asks, known by a handle for one use, the number nowhere."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Response

from server.domain import messages as m
from server.domain.facts.plan import RealName
from server.domain.texts.kiosks import CARD_TROUBLES
from server.store import schema
from server.store.other_days import local_ms
from server.web.citizens.identity import Keyed
from tests.serving import wait_until
from tests.web.house import DAY, Browser, Clock, House, sample_plan

ID, OTHER = "11010519491231002X", "440524188001010014"


@pytest.fixture
def must(tmp_path: Path) -> Iterator[House]:
    """Ten in the morning; marriages want to know who comes, payments would like to."""
    how = {"marriage": RealName.REQUIRED, "payment": RealName.ASKED}
    plan = sample_plan()
    queues = tuple(replace(q, identity=how.get(q.id, RealName.NONE)) for q in plan.queues)
    house = House(tmp_path, replace(plan, queues=queues), hour="10:00")
    yield house
    house.close()


def ask(kiosk: Browser, id_: str = "k1") -> dict[str, Any]:
    answer = kiosk.post(f"/api/kiosks/{id_}/card")
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()


def lay(house: House, number: str = ID, kiosk: str = "k1") -> str:
    """The reader reads; the handle that the page is told."""
    house.web.cards.read(kiosk, number)
    view = house.web.cards.view(kiosk)
    assert view and view["state"] == "read"
    return str(view["handle"])


def take(kiosk: Browser, queue: str = "marriage", key: str | None = None, **more: object) -> Response:
    return kiosk.post("/api/tickets", {"queue": queue, "kiosk": "k1", **more}, key=key)


def code(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["code"]


# ---------------------------------------------------------------- a card becomes a number


def test_a_card_is_good_for_one_number(must: House):
    kiosk = must.device("kiosk", "k1")
    assert code(take(kiosk)) == (409, "identity_required")
    assert ask(kiosk)["seconds"] == 60
    assert must.readers.asked == ["k1"]
    handle = lay(must)
    answer = take(kiosk, card=handle)
    assert (answer.status_code, answer.get_json()["tail"]) == (201, "002X")
    assert must.web.cards.view("k1") is None, "used: the page is told no more of it"
    assert code(take(kiosk, "payment", card=handle)) == (409, "card_expired")


def test_the_same_request_sent_again_has_the_same_answer(must: House):
    kiosk = must.device("kiosk", "k1")
    ask(kiosk)
    handle = lay(must)
    first = take(kiosk, key="touch-1", card=handle)
    must.clock.ahead_ms += 120_000
    assert take(kiosk, key="touch-1", card=handle).get_json() == first.get_json()
    assert code(take(kiosk, key="touch-2", card=handle)) == (409, "card_expired")
    assert len(must.log("ticket.taken.v1")) == 1


def test_after_a_minute_the_handle_is_worth_nothing(must: House):
    kiosk = must.device("kiosk", "k1")
    ask(kiosk)
    handle = lay(must)
    must.clock.ahead_ms += 60_001
    assert code(take(kiosk, card=handle)) == (409, "card_expired")


def test_a_handle_is_good_at_its_own_kiosk_only(must: House):
    must.readers.well = {"k1", "k2"}
    one, two = must.device("kiosk", "k1"), must.device("kiosk", "k2")
    ask(one)
    ask(two, "k2")
    handle = lay(must)
    assert code(two.post("/api/tickets", {"queue": "marriage", "kiosk": "k2", "card": handle})) == (
        409,
        "card_expired",
    )
    assert code(must.staff("H01").post("/api/tickets", {"queue": "marriage", "card": handle})) == (
        409,
        "card_expired",
    )
    assert code(take(one, card="guessed")) == (409, "card_expired")
    assert take(one, card=handle).status_code == 201


def test_a_kiosk_asks_its_own_reader_only(must: House):
    kiosk = must.device("kiosk", "k1")
    assert code(kiosk.post("/api/kiosks/k2/card")) == (403, "forbidden")
    assert code(kiosk.delete("/api/kiosks/k2/card/x")) == (403, "forbidden")
    assert code(kiosk.post("/api/kiosks/k9/card")) == (404, "unknown_kiosk")
    assert must.readers.asked == []


def test_without_a_reader_the_page_is_told_to_type(must: House):
    kiosk = must.device("kiosk", "k2")
    answer = kiosk.post("/api/kiosks/k2/card")
    assert code(answer) == (409, "no_card_reader")
    assert "请输入身份证号" in answer.get_json()["detail"]
    assert must.web.cards.view("k2") is None


def test_who_goes_away_is_forgotten_and_a_new_asking_ends_the_one_before(must: House):
    kiosk = must.device("kiosk", "k1")
    first = ask(kiosk)["session"]
    handle = lay(must)
    second = ask(kiosk)["session"]
    assert must.web.cards.view("k1") == {"session": second, "state": "asked"}
    assert code(take(kiosk, card=handle)) == (409, "card_expired")
    assert kiosk.delete(f"/api/kiosks/k1/card/{first}").get_json() == {"cancelled": False}
    assert must.readers.called_off == [], "a late word of the page before calls nothing off"
    handle = lay(must)
    assert kiosk.delete(f"/api/kiosks/k1/card/{second}").get_json() == {"cancelled": True}
    assert must.readers.called_off == ["k1"]
    assert code(take(kiosk, card=handle)) == (409, "card_expired")


def test_a_card_that_nobody_asked_for_is_not_looked_at(must: House):
    must.web.cards.read("k1", ID)
    must.web.cards.trouble("k1", "read_failed")
    assert must.web.cards.view("k1") is None
    ask(must.device("kiosk", "k1"))
    handle = lay(must)
    must.web.cards.read("k1", OTHER)
    must.web.cards.trouble("k1", "read_failed")
    view = must.web.cards.view("k1")
    assert view and (view["handle"], view["tail"]) == (handle, "002X"), "the first card counts"


@pytest.mark.parametrize("number", ["110105194912310021", "110105194913310029", "11010529991231002X", ""])
def test_a_card_with_an_impossible_number_is_trouble(must: House, number: str):
    ask(must.device("kiosk", "k1"))
    must.web.cards.read("k1", number)
    view = must.web.cards.view("k1")
    assert view and (view["state"], view["text"]) == ("trouble", CARD_TROUBLES["bad_number"][0])


def test_trouble_with_a_card_is_told_in_words_and_then_it_is_read(must: House):
    ask(must.device("kiosk", "k1"))
    for cause, (zh, en) in CARD_TROUBLES.items():
        must.web.cards.trouble("k1", cause)
        view = must.web.cards.view("k1")
        assert view and (view["state"], view["text"], view["text_en"]) == ("trouble", zh, en)
    assert lay(must)


# ---------------------------------------------------------------- the feed


def test_only_the_page_of_that_kiosk_is_told(must: House):
    must.readers.well = {"k1", "k2"}
    kiosk, other = must.device("kiosk", "k1"), must.device("kiosk", "k2")
    page = must.feed("/kiosk", {"id": "k1"}, kiosk)
    beside = must.feed("/kiosk", {"id": "k2"}, other)
    duty = must.feed("/duty", {}, must.staff("D01"))
    try:
        page.wait_for("snapshot")
        session = ask(kiosk)["session"]
        handle = lay(must)

        def told() -> Any:
            views = page.named("snapshot", "view")
            return views[-1]["view"]["card"]

        wait_until(lambda: (told() or {}).get("state") == "read")
        assert told() == {"session": session, "state": "read", "handle": handle, "tail": "002X"}
        take(kiosk, card=handle)
        wait_until(lambda: told() is None)
        number = beside.wait_for("view", 1)["view"]
        assert number["card"] is None
        everything = str(beside.told + duty.told)
        assert handle not in everything and "002X" not in everything and session not in everything
        assert ID not in str(page.told + beside.told + duty.told)
    finally:
        for one in (page, beside, duty):
            one.close()


# ---------------------------------------------------------------- who has a number already


def test_the_second_asking_shows_the_number_that_there_is(must: House):
    kiosk = must.device("kiosk", "k1")
    take(kiosk, id_number=OTHER)
    first = take(kiosk, id_number=ID).get_json()
    ask(kiosk)
    refused = take(kiosk, card=lay(must))
    assert code(refused) == (409, "open_ticket_exists")
    theirs = refused.get_json()["ticket"]
    assert (theirs["id"], theirs["number"], theirs["ahead"]) == (first["id"], "A002", 1)
    assert [w["id"] for w in theirs["windows"]] == ["w1"]
    assert (theirs["tail"], theirs["text"], theirs["wait"]) == ("002X", "等候中", None)
    assert "token" not in theirs
    assert first["token"] not in refused.get_data(as_text=True)
    reprint = kiosk.post(f"/api/tickets/{theirs['id']}/reprint", {"kiosk": "k1"})
    assert reprint.status_code == 200


def test_the_help_desk_is_told_the_number_only(must: House):
    take(must.device("kiosk", "k1"), id_number=ID)
    refused = must.staff("H01").post("/api/tickets", {"queue": "marriage", "id_number": ID})
    assert code(refused) == (409, "open_ticket_exists")
    assert "ticket" not in refused.get_json()
    taken = must.staff("H01").post("/api/tickets", {"queue": "marriage", "id_number": OTHER})
    assert (taken.status_code, "tail" in taken.get_json()) == (201, False)


def test_a_card_or_a_number_not_both(must: House):
    answer = take(must.device("kiosk", "k1"), card="x", id_number=ID)
    assert code(answer) == (422, "invalid")


def test_who_has_no_papers_goes_by_the_word_of_the_help_desk(must: House):
    desk, kiosk = must.staff("H01"), must.device("kiosk", "k1")
    body = {"queue": "marriage", "no_papers": True}
    assert code(desk.post("/api/tickets", {"queue": "marriage", "reason": "高龄"})) == (
        409,
        "identity_required",
    )
    wording = [who.post("/api/tickets", {"queue": "marriage"}).get_json()["detail"] for who in (desk, kiosk)]
    assert ["请到总服务台" in said for said in wording] == [False, True]
    assert code(desk.post("/api/tickets", body)) == (409, "reason_required")
    assert code(kiosk.post("/api/tickets", body | {"reason": "忘带"})) == (403, "forbidden")
    assert desk.post("/api/tickets", body | {"reason": "身份证遗失"}).status_code == 201
    event = must.log("ticket.taken.v1")[-1]
    assert (event.actor, event.no_papers, event.reason) == ("staff:H01", True, "身份证遗失")


# ---------------------------------------------------------------- appointments


def book(house: House, *rows: str) -> None:
    text = "code,day,queue,start,end,id_number\n" + "\n".join(rows)
    answer = house.staff("H01").post_raw("/api/appointments", text.encode(), "text/csv")
    assert (answer.status_code, answer.get_json().get("booked")) == (201, len(rows)), answer.get_json()


def check_in(kiosk: Browser, **body: object) -> Response:
    return kiosk.post("/api/check-ins", {"kiosk": "k1", **body})


def test_an_appointment_is_checked_in_by_its_owner_s_card(must: House):
    book(must, f"700,{DAY},payment,10:00,10:30,{ID.lower()}", f"701,{DAY},payment,10:00,10:30,")
    kiosk = must.device("kiosk", "k1")
    ask(kiosk)
    assert code(check_in(kiosk, card=lay(must, OTHER))) == (409, "no_appointment")
    ask(kiosk)
    answer = check_in(kiosk, card=lay(must)).get_json()
    assert (answer["number"], answer["appointment"], answer["tail"]) == ("C001", "700", "002X")
    ask(kiosk)
    again = check_in(kiosk, card=lay(must))
    assert code(again) == (409, "checked_in")
    assert (again.get_json()["ticket"]["number"], again.get_json()["ticket"]["tail"]) == ("C001", "002X")
    by_code = check_in(kiosk, code="700")
    assert "tail" not in by_code.get_json()["ticket"], "a code does not say whose it is"
    assert check_in(kiosk, code="701").status_code == 201


def test_an_appointment_where_somebody_must_be_known(must: House):
    book(must, f"700,{DAY},marriage,10:00,10:30,", f"701,{DAY},marriage,10:00,10:30,{OTHER}")
    kiosk = must.device("kiosk", "k1")
    assert code(check_in(kiosk, code="700")) == (409, "identity_required")
    assert check_in(kiosk, code="700", id_number=ID).get_json()["tail"] == "002X"
    assert check_in(kiosk, code="701").get_json()["tail"] == "0014"


def test_too_early_says_when(must: House):
    book(must, f"700,{DAY},payment,14:00,14:30,{ID}")
    answer = check_in(must.device("kiosk", "k1"), code="700")
    assert code(answer) == (409, "too_early")
    assert answer.get_json()["detail"] == "您预约的时间是 14:00–14:30,请在 13:30 以后签到。"


def test_neither_code_nor_card(must: House):
    kiosk = must.device("kiosk", "k1")
    assert code(check_in(kiosk)) == (422, "invalid")
    assert code(check_in(kiosk, id_number=ID)) == (422, "invalid")


def test_whose_an_appointment_is_may_be_left_out_and_must_be_right(must: House):
    desk = must.staff("H01")
    wrong = ID[:17] + "1"
    text = f"code,day,queue,start,end,id_number\n700,{DAY},payment,10:00,10:30,{wrong}\n"
    answer = desk.post_raw("/api/appointments", text.encode(), "text/csv")
    assert code(answer) == (422, "invalid")
    assert [(e["line"], e["field"]) for e in answer.get_json()["errors"]] == [(2, "id_number")]
    assert wrong not in answer.get_data(as_text=True)
    one = {"code": "701", "day": DAY, "queue": "payment", "start": "10:00", "end": "10:30", "id_number": ID}
    for booked in (1, 0):
        assert desk.post("/api/appointments", {"appointments": [one]}).get_json()["booked"] == booked
    listed = desk.get("/api/appointments").get_data(as_text=True)
    assert "701" in listed and "002X" not in listed and must.log("appointment.booked.v1")[0].identity


# ---------------------------------------------------------------- how long it is kept


def refs(house: House) -> set[str]:
    rows = house.executor.write(lambda c: list(c.execute(sa.select(schema.identities))))
    return {row.last4 for row in rows}


def next_day(house: House, day: str) -> None:
    """The house is switched on at ten in the morning of this day."""
    house.clock = Clock(local_ms(day, "10:00", house.plan.timezone))
    house.restart(day)


def test_an_identity_is_deleted_when_the_machine_starts_on_a_later_day(must: House):
    take(must.device("kiosk", "k1"), id_number=ID)
    must.restart()
    assert refs(must) == {"002X"}, "the same day"
    next_day(must, "2026-03-03")
    assert refs(must) == set()


def test_it_is_deleted_at_midnight_where_the_machine_stays_on(must: House):
    kiosk = must.device("kiosk", "k1")
    ticket = take(kiosk, id_number=ID).get_json()["id"]
    must.staff("H01").post(f"/api/tickets/{ticket}/cancel")
    assert must.staff("D01").post("/api/hall/close").status_code == 200
    must.clock.ahead_ms += 86_400_000
    must.executor.submit(partial(m.NewDay, actor="system", day="2026-03-03")).result()
    wait_until(lambda: refs(must) == set())


def test_it_is_kept_as_many_days_as_the_hall_says(tmp_path: Path):
    plan = sample_plan()
    house = House(tmp_path, replace(plan, settings=replace(plan.settings, identity_days=3)), hour="10:00")
    try:
        take(house.device("kiosk", "k1"), id_number=ID)
        next_day(house, "2026-03-03")
        take(house.device("kiosk", "k1"), id_number=OTHER)
        for day, kept in (("04", {"002X", "0014"}), ("05", {"0014"}), ("06", set())):
            next_day(house, f"2026-03-{day}")
            assert refs(house) == kept
    finally:
        house.close()


def test_it_is_kept_under_an_open_ticket_and_for_an_appointment_to_come(must: House):
    book(must, f"700,2026-03-05,payment,10:00,10:30,{OTHER}")
    take(must.device("kiosk", "k1"), id_number=ID)
    must.clock.ahead_ms += 40 * 86_400_000
    assert must.web.cards._identities.forget_old() == 0, "the hall's day has not changed"
    midnight = must.executor.read(lambda hall: hall.midnight)
    must.executor.read(lambda hall: setattr(hall, "midnight", midnight + 40 * 86_400_000))
    assert must.web.cards._identities.forget_old() == 0
    assert refs(must) == {"002X", "0014"}


# ---------------------------------------------------------------- the number is nowhere


def test_the_number_is_in_no_file_no_log_line_and_no_repr(
    must: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    book(must, f"700,{DAY},business,10:00,10:30,{ID}")
    kiosk = must.device("kiosk", "k1")
    ask(kiosk)
    take(kiosk, key="k-1", card=lay(must))
    take(kiosk, "payment", key="k-2", id_number=ID)
    check_in(kiosk, code="700")
    who = Keyed("0" * 64, "002X")
    assert repr(who) == "Keyed()"
    assert "002X" not in repr(must.web.cards._asking)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert ID[:17] not in caplog.text
    assert ID[:17].encode() not in stored
    events = str([vars_of(r.event) for r in must.executor.log.events(limit=500)])
    assert "002X" not in events, "尾号 is in a row that can be deleted"
    rows = must.executor.write(lambda c: list(c.execute(sa.select(schema.answers))))
    assert rows and "002X" not in str(rows)


def vars_of(event: Any) -> dict[str, Any]:
    return {name: getattr(event, name) for name in event.__dataclass_fields__}
