"""The server dies at the worst moments, and comes back right."""

from collections.abc import Callable

import pytest
import requests

from tests.crash.crash_house import CrashHouse
from tests.serving import wait_until
from tests.web.page import Page

pytestmark = pytest.mark.crash

DEATHS = ["before_commit:9", "after_commit:9", "before_print:3", "before_push:4"]
"""Point and count. The count lies behind the boot and before the end of `morning`."""


def morning(house: CrashHouse) -> None:
    """What a hall does; somewhere in it the server dies."""
    for window in ("w1", "w2"):
        house.at(window, "sign-in")
    for _ in range(10):
        house.take()
        house.at("w1", "call-next")
        house.at("w1", "finish")
        house.take()


def lives_until_it_dies(house: CrashHouse, worker: int, act: Callable[[CrashHouse], None]) -> None:
    with pytest.raises(requests.RequestException):
        act(house)
    house.server.wait_for_death(worker)


@pytest.mark.parametrize("death", DEATHS)
def test_after_a_power_cut_at_a_named_point_the_hall_goes_on(house: CrashHouse, death: str):
    worker = house.crash(death)
    board = house.board() if "push" in death else None
    lives_until_it_dies(house, worker, morning)
    house.power_cut()
    if board:
        board.close()
    house.check()
    owed = house.owed_papers()
    assert owed or "print" not in death
    house.start()
    house.check()
    wait_until(lambda: not house.owed_papers(), what="every slip that is owed is printed")
    assert sorted(house.papers()) == [(number, True) for number in owed]
    house.wait_for_signs()
    house.retry()
    house.check()
    assert not house.ledger.open_keys
    hears_only_what_is_new(house)


@pytest.mark.parametrize(
    ("death", "template"),
    [("after_commit:12", "fire"), ("after_commit:13", "fire"), ("before_push:12", "outage")],
)
def test_a_notice_that_was_stored_and_not_sent_stands_on_signs_and_boards_after_the_boot(
    house: CrashHouse, death: str, template: str
):
    """Published and taken back until the mains fail in between: what the log says last is what is shown."""
    worker = house.crash(death)
    duty = house.server.staff("D01")
    for window in ("w1", "w2"):
        house.do(window, "sign-in")
    house.wait_for_signs()
    board = house.board()

    def drill(_: CrashHouse) -> None:
        for _ in range(20):
            standing = duty.post("/api/hall/notice", {"template": template}).json()["notices"]
            assert duty.post(f"/api/hall/notices/{standing[0]}/end").ok

    lives_until_it_dies(house, worker, drill)
    house.power_cut()
    board.close()
    house.start()
    house.wait_for_signs()
    stands = len(house.events("hall.notice.v1")) > len(house.events("hall.notice_ended.v1"))
    assert ("火警" in house.sign("w1") or "系统故障" in house.sign("w1")) is stands
    board = house.board()
    assert bool(board.wait_for("snapshot")["view"]["hall"]["notices"]) is stands
    board.close()
    house.check()


def hears_only_what_is_new(house: CrashHouse) -> None:
    board = house.board()
    board.wait_for("snapshot")
    if house.at("w2", "call-next").status_code == 409:
        house.at("w2", "finish")
        house.take()
        house.do("w2", "call-next")
    newest = house.events("ticket.called.v1")[-1]["ticket"]
    assert board.wait_for("announce")["number"] == newest.rpartition("-")[2]
    assert len(board.named("announce")) == 1
    board.close()


def test_a_worker_that_dies_between_commit_and_paper_is_replaced_and_the_paper_comes_once(house: CrashHouse):
    house.start(crash="before_print:1")
    house.enter()
    worker = house.server.worker()
    with pytest.raises(requests.RequestException):
        house.take()
    wait_until(lambda: house.server.worker() != worker, what="the master's new worker")
    house.retry()
    wait_until(lambda: not house.owed_papers(), what="the slip is printed")
    assert house.papers() == [("A001", True)]
    house.check()


def test_half_a_frame_on_the_wire_shows_no_garbage_and_the_sign_comes_back_in_step(house: CrashHouse):
    boot_frames = 4  # a text for each sign, figures for each keypad
    house.start(crash=f"mid_frame:{boot_frames + 1}")
    house.enter()
    house.wait_for_signs()
    before = {window: house.sign(window) for window in ("w1", "w2")}
    wait_until(lambda: all(house.desk(w)["display"] == "000   " for w in ("w1", "w2")), what="keypads")
    worker = house.server.worker()
    house.at("w1", "sign-in")
    wait_until(lambda: house.server.worker() != worker, what="half of the sign's new text, then death")
    assert {window: house.sign(window) for window in ("w1", "w2")} == before
    house.wait_for_signs()
    assert "张敏" in house.sign("w1")
    house.check()


def test_after_a_long_stop_the_hall_waits_for_a_person(house: CrashHouse):
    worker = house.crash("before_print:3")
    for window in ("w1", "w2"):
        house.do(window, "sign-in")
    house.take()
    house.do("w1", "call-next")
    house.take()
    wait_until(lambda: not house.owed_papers(), what="the first slips are printed")
    lives_until_it_dies(house, worker, lambda house: house.take())
    house.power_cut()
    house.age(120)
    house.start()
    assert house.server.session().get("/healthz").json()["hall"] == "recovery"
    for answer in (
        house.kiosk.post("/api/tickets", {"queue": "social"}),
        house.at("w2", "call-next"),
        house.at("w1", "recall"),
        house.at("w1", "pass"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "recovery")
    house.do("w1", "finish")
    duty = house.server.staff("D01")
    watch = Page(house.server.base, "/duty", {}, {"Cookie": duty.cookies()})
    unconfirmed = watch.wait_for("snapshot")["view"]["unconfirmed"]
    assert [slip["number"] for slip in unconfirmed] == house.owed_papers() == ["A003"]
    watch.close()
    assert duty.post("/api/hall/open").json()["code"] == "recovery"
    assert [e["recovery"] for e in house.events("hall.gap.v1")] == [True]
    assert duty.post("/api/hall/recover").json()["state"] == "open"
    house.retry()
    newest = house.take()["number"]
    house.do("w2", "call-next")
    house.check()
    wait_until(house.papers, what="paper comes again")
    assert house.papers() == [(newest, False)], (
        "what was owed before the stop is for the duty officer to judge"
    )
