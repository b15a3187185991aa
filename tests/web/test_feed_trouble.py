"""The feed when something under it fails: nobody who waits for a view is forgotten or takes others along."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.domain import messages as m
from server.domain.facts.calendar import Calendar, HoursProfile, Session
from server.domain.hall import Hall
from server.web.feed import audiences, feed
from tests.serving import wait_until
from tests.web.house import House, sample_plan
from tests.web.page import Page, Refused


@pytest.fixture(autouse=True)
def quick_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "BEAT_S", 0.2)


def board(house: House, pages: list[Page], id_: str = "f1") -> Page:
    pages.append(house.feed("/display", {"id": id_}, house.device("screen", id_)))
    return pages[-1]


def taken(*, at: int) -> m.Command:
    return m.TakeNumber(at=at, actor="kiosk:k1", queue="marriage", token="t", kiosk="k1")


def called(*, at: int) -> m.Command:
    return m.CallNext(at=at, actor="device:keypad", window="w1")


def in_one_batch(house: House, done: list[Any], *makes: Any) -> None:
    """`done` has their futures before the first of them is decided; each is a yes."""
    looks, go = threading.Event(), threading.Event()

    def look(_: Hall) -> None:
        looks.set()
        go.wait(10)

    looking = threading.Thread(target=house.executor.read, args=(look,))
    looking.start()
    assert looks.wait(10)
    done += [house.executor.submit(make) for make in makes]
    go.set()
    looking.join()
    assert [one.result().code for one in done] == [""] * len(makes)


def beats(page: Page) -> int:
    return len(page.named("beat"))


def later(page: Page) -> None:
    """Whatever was sent to it until now has come."""
    seen = beats(page)
    wait_until(lambda: beats(page) > seen, what="a beat")


def test_who_comes_while_the_log_cannot_be_read_gets_its_snapshot_as_soon_as_it_can(
    house: House, pages: list[Page], caplog: pytest.LogCaptureFixture
) -> None:
    kiosk = house.device("kiosk", "k1")
    before = board(house, pages)
    before.wait_for("snapshot")
    with closing(sqlite3.connect(house.folder / "hall.db", isolation_level=None)) as disk:
        disk.execute("ALTER TABLE events RENAME TO out_of_reach")
        assert kiosk.post("/api/tickets", {"queue": "marriage"}).status_code >= 500
        late = board(house, pages, "f2")
        wait_until(lambda: "hall_unread" in caplog.text)
        disk.execute("ALTER TABLE out_of_reach RENAME TO events")
    late.wait_for("snapshot")
    later(late)
    assert kiosk.post("/api/tickets", {"queue": "marriage"}).status_code == 201
    for page in (before, late):
        wait_until(lambda page=page: [v for v in page.named("view") if v["view"]["queues"]])
    assert len(before.named("snapshot")) == 1


def test_a_view_that_fails_takes_no_other_with_it_and_its_pages_hear_no_beat(
    house: House, pages: list[Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = threading.Event()
    whole = audiences.board_view

    def view(hall: Hall, screen: str) -> Any:
        if screen == "f2" and broken.is_set():
            raise ZeroDivisionError
        return whole(hall, screen)

    monkeypatch.setattr(audiences, "board_view", view)
    well, ill = board(house, pages), board(house, pages, "f2")
    for page in (well, ill):
        page.wait_for("snapshot")
    broken.set()
    assert not house.executor.submit(taken).result().code
    wait_until(lambda: well.named("view") and well.named("view")[-1]["view"]["queues"][0]["waiting"] == 1)
    late = board(house, pages, "f2")
    later(well)
    deaf = beats(ill)
    for _ in range(3):
        later(well)
    assert beats(ill) == deaf, "nobody tells it that all is well"
    assert late.told == []
    broken.clear()
    late.wait_for("snapshot")
    later(ill)


def test_pages_are_told_of_a_call_before_anybody_is_answered(
    house: House, pages: list[Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "BEAT_S", 3600.0)
    clerk = house.staff("1001")
    clerk.post("/api/windows/w1/sign-in")
    house.executor.submit(taken).result()
    page = board(house, pages)
    page.wait_for("snapshot")
    own = house.web.feed
    wait_until(lambda: own._beat_due > 1 and not own._pushing.locked(), what="the feed's thread rests")
    answered: list[Any] = []
    answers_when_told: list[list[bool]] = []
    send = own.fanout.send

    def sent(namespace: str, to: Any, name: str, *rest: Any, **more: Any) -> Any:
        if name == "announce":
            answers_when_told.append([one.done() for one in answered])
        return send(namespace, to, name, *rest, **more)

    monkeypatch.setattr(own.fanout, "send", sent)
    in_one_batch(house, answered, called, taken)
    assert page.wait_for("announce")["number"] == "A001"
    assert answers_when_told[0] == [False, False]


def test_a_call_made_while_the_snapshot_is_read_is_in_it_and_is_announced_after_it(
    house: House, pages: list[Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    house.staff("1001").post("/api/windows/w1/sign-in")
    house.executor.submit(taken).result()
    screen = house.device("screen", "f1")
    read, calls = house.executor.read, [called]

    def reads(look: Any) -> Any:
        if threading.current_thread().name == "feed" and calls:
            assert not house.executor.carry_out(calls.pop()).code
        return read(look)

    monkeypatch.setattr(house.executor, "read", reads)
    pages.append(house.feed("/display", {"id": "f1"}, screen))
    assert pages[0].wait_for("announce")["number"] == "A001"
    later(pages[0])
    assert [name for name, _ in pages[0].told if name in {"snapshot", "announce"}] == ["snapshot", "announce"]
    assert [call["number"] for call in pages[0].named("snapshot")[0]["view"]["calls"]] == ["A001"]


def test_a_call_that_can_no_longer_be_said_is_seen(tmp_path: Path, pages: list[Page]) -> None:
    """Nobody closed the hall: the day turns in the very batch that called, and the number is gone."""
    plan = sample_plan()
    profile = HoursProfile("usual", "", "01-01", "12-31", (Session(480, 510, 1020),))
    settings = replace(plan.settings, auto_open=False, min_staff=0, unmanned_s=0)
    house = House(tmp_path, replace(plan, settings=settings, calendar=Calendar((profile,))))
    assert house.staff("D01").post("/api/hall/open").status_code == 200
    assert house.staff("1001").post("/api/windows/w1/sign-in").status_code == 200
    assert not house.executor.submit(taken).result().code
    page = board(house, pages)
    page.wait_for("snapshot")

    def tomorrow(*, at: int) -> m.Command:
        return m.NewDay(at=at, actor="system", day="2026-03-03", midnight=at - 9 * 3_600_000)

    in_one_batch(house, [], called, tomorrow)
    wait_until(lambda: [v for v in page.named("view") if v["view"]["hall"]["day"] == "2026-03-03"])
    assert page.named("view")[-1]["view"]["calls"] == []
    page.close()
    house.close()


def test_a_screen_that_is_no_longer_in_the_plan_is_told_so(tmp_path: Path) -> None:
    house = House(tmp_path)
    tokens = {kind: house.device(kind, id_) for kind, id_ in (("screen", "f2"), ("kiosk", "k2"))}
    plan = sample_plan()
    house.plan = replace(
        plan,
        screens=tuple(s for s in plan.screens if s.id != "f2"),
        kiosks=tuple(k for k in plan.kiosks if k.id != "k2"),
    )
    house.restart()
    for namespace, id_, kind in (("/display", "f2", "screen"), ("/kiosk", "k2", "kiosk")):
        with pytest.raises(Refused) as refused:
            house.feed(namespace, {"id": id_}, tokens[kind])
        assert refused.value.why["data"]["code"] == f"unknown_{kind}"
        assert "{" not in refused.value.why["data"]["detail"]
    house.close()


def test_what_was_left_unsaid_goes_to_a_page_that_comes_after_its_snapshot_not_before(tmp_path: Path) -> None:
    """Its clock is not to be trusted until then: it would say what is long past."""
    plan = sample_plan()
    screens = tuple(replace(s, zone="ground") for s in plan.screens if s.id in {"f1", "hall"})
    house = House(tmp_path, replace(plan, screens=screens))
    opened: list[Page] = []
    clerk = house.staff("1001")
    clerk.post("/api/windows/w1/sign-in")
    mouth = board(house, opened)
    mouth.wait_for("snapshot")
    house.executor.submit(taken).result()
    house.executor.submit(called).result()
    mouth.wait_for("announce")
    mouth.close()
    heir = board(house, opened, "hall")
    assert heir.wait_for("announce")["number"] == "A001"
    assert [name for name, _ in heir.told if name in {"snapshot", "announce"}] == ["snapshot", "announce"]
    assert heir.named("snapshot")[0]["mouth"]["speaks"] is True
    for page in opened:
        page.close()
    house.close()
