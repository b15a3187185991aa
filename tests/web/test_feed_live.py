"""The feed over real websockets: the snapshot first, then whole views with rising numbers."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.domain import messages as m
from server.domain.facts.calendar import Calendar, HoursProfile, Session
from server.domain.views.duty import duty_view
from server.domain.views.public import board_view, kiosk_view
from server.domain.views.staff import console_view
from server.domain.words.speech import OPENING
from server.web.feed import feed
from tests.serving import wait_until
from tests.web.house import Browser, House, sample_plan
from tests.web.page import Page, Refused

Connect = Callable[..., Page]


@pytest.fixture(autouse=True)
def quick_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits five seconds for a beat here."""
    monkeypatch.setattr(feed, "BEAT_S", 0.2)


@pytest.fixture
def connect(house: House) -> Iterator[Connect]:
    """Opens pages that are closed after the test."""
    pages: list[Page] = []

    def connect(namespace: str, browser: Browser | None = None, **auth: str) -> Page:
        pages.append(house.feed(namespace, auth, browser))
        return pages[-1]

    yield connect
    for page in pages:
        page.close()


def as_told(view: Any) -> Any:
    """The view as JSON brings it."""
    import json

    return json.loads(json.dumps(view))


def take(house: House, queue: str = "marriage") -> None:
    from server.domain.messages import TakeNumber

    def touched(*, at: int) -> TakeNumber:
        return TakeNumber(at=at, actor="kiosk:k1", queue=queue, token="t", kiosk="k1")

    house.executor.submit(touched).result()


def test_a_page_is_told_nothing_before_its_snapshot(house: House, connect: Connect):
    screen = house.device("screen", "f1")
    for _ in range(5):
        page = connect("/display", screen, id="f1")
        take(house)
        page.wait_for("snapshot")
        assert page.told[0][0] == "snapshot"


def test_after_the_snapshot_come_whole_views_with_rising_numbers(house: House, connect: Connect):
    page = connect("/display", house.device("screen", "f1"), id="f1")
    first = page.wait_for("snapshot")
    for _ in range(30):
        take(house)
    wait_until(lambda: page.named("view") and page.named("view")[-1]["view"]["queues"][0]["waiting"] == 30)
    seqs = [first["seq"], *(message["seq"] for message in page.named("view"))]
    assert seqs == sorted(set(seqs))
    assert len(page.named("snapshot")) == 1
    newest = page.named("view")[-1]
    shown = house.executor.read(lambda hall: (hall.seq, board_view(hall, "f1")))
    assert (newest["seq"], newest["view"]) == (shown[0], as_told(shown[1]))


def test_each_audience_is_told_exactly_its_view(house: House, connect: Connect):
    clerk, duty = house.staff("1001"), house.staff("D01")
    clerk.post("/api/windows/w1/sign-in")
    for queue in ("marriage", "payment", "marriage"):
        take(house, queue)
    clerk.post("/api/windows/w1/call-next")
    pages = {
        "board": connect("/display", house.device("screen", "f1"), id="f1"),
        "kiosk": connect("/kiosk", house.device("kiosk", "k1"), id="k1"),
        "console": connect("/caller", clerk, window="w1"),
        "duty": connect("/duty", duty),
    }
    wanted = house.executor.read(
        lambda hall: {
            "board": board_view(hall, "f1"),
            "kiosk": {**kiosk_view(hall, "k1", {}), "card": house.web.cards.view("k1")},
            "console": console_view(hall, "w1", {}),
            "duty": {
                **duty_view(hall, {}, house.clock()),
                "boards": house.web.feed.boards.view(house.clock()),
                "kiosks_away": house.web.feed.kiosks.away(),
                "readiness": [],
            },
        }
    )
    for name, page in pages.items():
        assert page.wait_for("snapshot")["view"] == as_told(wanted[name]), name


def test_how_a_queue_goes_is_told_as_time_passes_though_nothing_happens(house: House, connect: Connect):
    """More than a quarter of an hour ago: two waited then, and two wait now."""
    for _ in range(2):
        take(house)
    page = connect("/duty", house.staff("D01"))
    shown = page.wait_for("snapshot")["view"]["queues"][0]["trend"]
    assert (shown["short"], shown["went"]) == (2, "up")
    house.clock.ahead_ms += 16 * 60_000
    assert wait_until(
        lambda: [v for v in page.named("view") if v["view"]["queues"][0]["trend"]["short"] == 0]
    )


def test_a_page_that_missed_something_asks_and_gets_a_snapshot(house: House, connect: Connect):
    page = connect("/display", house.device("screen", "f1"), id="f1")
    page.wait_for("snapshot")
    take(house)
    page.wait_for("view")
    page.emit("ask")
    again = page.wait_for("snapshot", 2)
    assert again["seq"] == page.named("view")[-1]["seq"]
    assert again["view"]["queues"][0]["waiting"] == 1


def test_the_beat_carries_the_newest_number_of_the_room(house: House, connect: Connect):
    page = connect("/display", house.device("screen", "f1"), id="f1")
    assert page.wait_for("beat")["seq"] == page.wait_for("snapshot")["seq"]
    take(house)
    newest = page.wait_for("view")["seq"]
    assert wait_until(lambda: [b for b in page.named("beat") if b["seq"] >= newest])[0]["seq"] == newest


def test_a_call_is_announced_to_the_screens_of_that_floor_alone(house: House, connect: Connect):
    clerk = house.staff("1001")
    clerk.post("/api/windows/w1/sign-in")
    boards = {id_: connect("/display", house.device("screen", id_), id=id_) for id_ in ("f1", "f2", "hall")}
    consoles = [connect("/caller", clerk, window="w1"), connect("/duty", house.staff("D01"))]
    for page in [*boards.values(), *consoles]:
        page.wait_for("snapshot")
    take(house)
    called = clerk.post("/api/windows/w1/call-next").get_json()
    told = boards["f1"].wait_for("announce")
    assert (told["number"], told["window"], told["seq"]) == ("A001", "w1", called["seq"])
    assert (told["prefix"], told["digits"], told["recall"], told["assisted"]) == ("A", "001", False, False)
    assert boards["hall"].wait_for("announce") | {"now": told["now"]} == told
    clerk.post("/api/windows/w1/recall")
    assert boards["f1"].wait_for("announce", 2)["recall"] is True
    beat = len(boards["f2"].named("beat"))
    wait_until(lambda: len(boards["f2"].named("beat")) > beat, what="what was sent before the beat has come")
    assert boards["f2"].named("announce") == []
    assert [page.named("announce") for page in consoles] == [[], []]


def test_who_connects_later_does_not_hear_the_past(house: House, connect: Connect):
    clerk = house.staff("1001")
    clerk.post("/api/windows/w1/sign-in")
    take(house)
    clerk.post("/api/windows/w1/call-next")
    page = connect("/display", house.device("screen", "f1"), id="f1")
    assert [call["number"] for call in page.wait_for("snapshot")["view"]["calls"]] == ["A001"]
    page.wait_for("beat", 2)
    assert page.named("announce") == []


def test_a_console_sees_nothing_of_other_queues(house: House, connect: Connect):
    clerk = house.staff("1001")
    page = connect("/caller", clerk, window="w1")
    page.wait_for("snapshot")
    take(house, "payment")
    take(house, "marriage")
    newest = wait_until(lambda: [v for v in page.named("view") if v["view"]["waiting_total"] == 1])[-1][
        "view"
    ]
    assert [ticket["number"] for ticket in newest["waiting"]] == ["A001"]
    assert "C001" not in str(page.told)


def test_no_public_view_holds_a_name_a_token_or_a_rating(house: House, connect: Connect):
    clerk = house.staff("1001")
    clerk.post("/api/windows/w1/sign-in")
    token = house.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage"}).get_json()["token"]
    clerk.post("/api/windows/w1/call-next")
    pages = [
        connect("/display", house.device("screen", "f1"), id="f1"),
        connect("/kiosk", house.device("kiosk", "k1"), id="k1"),
    ]
    for page in pages:
        told = str(page.wait_for("snapshot"))
        for secret in (token, "张敏", "1001", "level"):
            assert secret not in told


@pytest.mark.parametrize(
    ("namespace", "auth", "code"),
    [
        ("/display", {"id": "f1"}, "bad_token"),
        ("/display", {}, "bad_token"),
        ("/kiosk", {"id": "k1"}, "bad_token"),
        ("/caller", {"window": "w1"}, "sign_in_required"),
        ("/duty", {}, "sign_in_required"),
    ],
)
def test_who_shows_nothing_is_refused_with_a_code(connect: Connect, namespace: str, auth: dict, code: str):
    assert refusal(connect, namespace, None, **auth) == code


def test_who_has_no_right_is_refused_with_a_code(house: House, connect: Connect):
    f1, k1 = house.device("screen", "f1"), house.device("kiosk", "k1")
    assert refusal(connect, "/display", f1, id="f2") == "bad_token"
    assert refusal(connect, "/display", k1, id="k1") == "bad_token"
    assert refusal(connect, "/kiosk", f1, id="f1") == "bad_token"
    assert refusal(connect, "/kiosk", k1, id="k2") == "bad_token"
    assert refusal(connect, "/caller", f1, window="w1") == "sign_in_required"
    assert refusal(connect, "/caller", house.staff("D01"), window="w1") == "forbidden"
    assert refusal(connect, "/duty", house.staff("1001")) == "forbidden"
    assert refusal(connect, "/caller", house.staff("1001"), window="w99") == "unknown_window"


def test_a_page_that_vanishes_while_it_connects_takes_nobody_with_it(house: House, connect: Connect):
    screen = house.device("screen", "f1")
    gate = threading.Event()
    threading.Thread(target=house.executor.write, args=(lambda _: gate.wait(10),)).start()
    for _ in range(3):
        connect("/display", screen, id="f1").close()
    staying = connect("/display", screen, id="f1")
    gate.set()
    staying.wait_for("snapshot")
    take(house)
    staying.wait_for("view")


def refusal(connect: Connect, namespace: str, browser: Browser | None, **auth: str) -> str:
    with pytest.raises(Refused) as refused:
        connect(namespace, browser, **auth)
    told = refused.value.why["data"]
    assert told["detail"]
    assert told["detail_en"]
    return str(told["code"])


def gone(page: Page) -> bool:
    return not page.connected


def test_a_page_whose_right_has_ended_sees_no_more(house: House, connect: Connect):
    clerk, kiosk = house.staff("1001"), house.device("kiosk", "k1")
    pages = [connect("/caller", clerk, window="w1"), connect("/kiosk", kiosk, id="k1")]
    other = connect("/display", house.device("screen", "f1"), id="f1")
    for page in (*pages, other):
        page.wait_for("snapshot")
    assert clerk.delete("/api/session").status_code == 204
    wait_until(lambda: gone(pages[0]), what="the console of the clerk who signed out")
    assert not gone(pages[1])
    house.staff("S01").delete("/api/pairings/kiosk/k1")
    wait_until(lambda: gone(pages[1]), what="the kiosk that was unpaired")
    assert not gone(other)


def test_a_new_password_ends_the_feeds_of_that_person(house: House, connect: Connect):
    page = connect("/duty", house.staff("D01"))
    page.wait_for("snapshot")
    house.web.access.set_password("D01", "another password")
    wait_until(lambda: gone(page), what="the duty officer's page")


def at_once(house: House, *makes: Any) -> None:
    """All in one batch of the writer, which looks away meanwhile."""
    go = threading.Event()
    looking = threading.Thread(target=lambda: house.executor.read(lambda _: go.wait(10)))
    looking.start()
    done = [house.executor.submit(make) for make in makes]
    go.set()
    looking.join()
    assert [d.result().code for d in done] == [""] * len(makes)


def test_however_many_are_called_in_one_moment_each_is_announced(house: House, connect: Connect):
    board = connect("/display", house.device("screen", "f1"), id="f1")
    board.wait_for("snapshot")
    windows = {"w1": ("1001", "marriage"), "w2": ("1002", "insurance"), "w5": ("1005", "payment")}
    for window, (staff, queue) in windows.items():
        assert house.staff(staff).post(f"/api/windows/{window}/sign-in").status_code == 200
        take(house, queue)

    def deed(command: type[m.AtWindow], window: str) -> Any:
        return lambda *, at: command(at=at, actor="device:keypad", window=window)

    calls = [deed(m.CallNext, window) for window in windows]
    recalls = [deed(m.Recall, window) for window in ("w2", "w5") for _ in range(5)]
    at_once(house, *calls, *recalls)
    said = wait_until(lambda: len(board.named("announce")) == 13 and board.named("announce"), what="13 calls")
    assert [message["number"] for message in said[:3]] == ["A001", "B001", "C001"]
    assert {message["window"] for message in said} == set(windows)


def test_a_transferred_number_is_spoken_by_its_own_letter(house: House, connect: Connect):
    board = connect("/display", house.device("screen", "f1"), id="f1")
    board.wait_for("snapshot")
    clerk, cashier = house.staff("1001"), house.staff("1005")
    clerk.post("/api/windows/w1/sign-in")
    cashier.post("/api/windows/w5/sign-in")
    take(house)
    clerk.post("/api/windows/w1/call-next")
    clerk.post("/api/windows/w1/transfer", {"to": "queue", "id": "payment"})
    cashier.post("/api/windows/w5/call-next")
    newest = board.wait_for("announce", 2)
    assert (newest["number"], newest["prefix"], newest["digits"]) == ("A001", "A", "001")
    assert newest["window"] == "w5"


@pytest.fixture
def timed_house(tmp_path: Path) -> Iterator[House]:
    """A hall that opens by its timetable: 8:30 to 17:00, in one go."""
    plan = sample_plan()
    profile = HoursProfile("usual", "", "01-01", "12-31", (Session(480, 510, 1020),))
    settings = replace(plan.settings, auto_open=False, min_staff=0, unmanned_s=0)
    house = House(tmp_path, replace(plan, settings=settings, calendar=Calendar((profile,))))
    yield house
    house.close()


def test_a_notice_is_announced_on_its_floors_and_a_fire_on_all(house: House):
    boards = {id_: house.feed("/display", {"id": id_}, house.device("screen", id_)) for id_ in ("f1", "f2")}
    for page in boards.values():
        page.wait_for("snapshot")
    duty = house.staff("D01")
    for body in ({"text": "二楼电梯停用", "floors": ["2"]}, {"template": "fire"}):
        assert duty.post("/api/hall/notice", body).status_code == 200
    for page, count in ((boards["f1"], 1), (boards["f2"], 2)):
        wait_until(lambda page=page, count=count: len(page.named("announce")) >= count)
        told = page.named("announce")[-1]
        assert (told["clip"], told["urgent"], told["leave"]) == ("fire", True, True)
        wait_until(
            lambda page=page, told=told: page.named("view") and page.named("view")[-1]["seq"] >= told["seq"]
        )
        (standing,) = page.named("view")[-1]["view"]["hall"]["notices"]
        assert standing["id"] == told["notice"], "by this the board knows when it has ended"
    first = boards["f2"].named("announce")[0]
    assert (first["text"], first["clip"], first["urgent"], first["leave"]) == (
        "二楼电梯停用",
        "",
        False,
        False,
    )
    assert len(boards["f1"].named("announce")) == 1
    for page in boards.values():
        page.close()


def test_the_hour_of_opening_is_announced_once_on_every_floor(timed_house: House):
    house = timed_house
    boards = {id_: house.feed("/display", {"id": id_}, house.device("screen", id_)) for id_ in ("f1", "f2")}
    for page in boards.values():
        page.wait_for("snapshot")

    def nine(*, at: int) -> m.NewDay:
        return m.NewDay(at=at, actor="system", day="2026-03-03", midnight=at - 9 * 3_600_000)

    house.executor.submit(nine).result()
    for page in boards.values():
        told = page.wait_for("announce")
        assert (told["kind"], told["text"], told["id"]) == ("notice", OPENING.text, f"notice-{told['seq']}")
        assert (told["clip"], told["text_en"], told["urgent"]) == ("open", OPENING.text_en, False)
    opened = house.log("hall.opened.v1")
    assert [e.at for e in opened] == [told["at"]]
    assert house.staff("D01").post("/api/hall/close").status_code == 200  # by hand: nothing is said
    seen = len(boards["f2"].named("beat"))
    wait_until(lambda: len(boards["f2"].named("beat")) > seen, what="what was sent before the beat has come")
    assert [len(page.named("announce")) for page in boards.values()] == [1, 1]
    for page in boards.values():
        page.close()
