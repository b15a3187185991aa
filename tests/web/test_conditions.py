"""What is wrong outside the log comes into it: devices, boards, clock, disk, outbox; who takes it."""

import logging
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.domain import messages as m
from server.domain.facts.plan import DeviceKind, HallPlan, Role, Staff
from server.domain.facts.settings import AlarmLimits
from server.store.database import StorageFailed
from server.watch import conditions as looking
from server.watch.conditions import MIB, Conditions, Sources
from server.watch.kernel_clock import synchronised
from tests.serving import wait_until
from tests.web.house import Browser, House, sample_plan
from tests.web.test_duty_routes import sit, take, told

OFFICERS = tuple(
    Staff(no, name, "值班", frozenset({Role.DUTY})) for no, name in (("D11", "杜一"), ("D12", "杜二"))
)
WELL: Any = {"link": "in_step", "cause": "", "since": 1, "last_ok": 1, "errors": 0, "paper": "ok"}
LOST: Any = WELL | {"link": "lost", "cause": "unplugged", "since": 77}


def plan_with(**limits: Any) -> HallPlan:
    plan = sample_plan()
    quiet = {"clock_sync": False, "disk_mb": 0} | limits
    settings = replace(plan.settings, unmanned_s=0, min_staff=0)
    limited = replace(plan, alarms=replace(AlarmLimits(), **quiet), settings=settings)
    return replace(limited, staff=(*plan.staff, *OFFICERS))


class Watched:
    """A house that is looked at by hand: time passes when a test says so."""

    def __init__(self, folder: Path, **limits: Any) -> None:
        self.folder = folder
        self.house = House(folder, plan_with(**limits), hour="10:00")
        self.jumped_ms = 0
        self.unsent: tuple[int, int | None] = (0, None)
        self.synced: bool | None = None
        self.house.healths = {device.id: WELL for device in self.house.plan.devices}
        self.boards: list[dict[str, Any]] = []
        self.look_anew()

    def look_anew(self) -> None:
        """As another process would."""
        sources = Sources(
            healths=lambda: self.house.healths,
            boards=lambda _: self.boards,
            folder=self.folder,
            unsent=lambda: self.unsent,
            synced=lambda: self.synced,
            monotonic=lambda: (self.house.clock() - self.jumped_ms) * 1_000_000,
        )
        self.conditions = Conditions(self.house.executor, sources)

    def passes(self, seconds: float) -> None:
        self.house.clock.ahead_ms += int(seconds * 1000)

    def jumps(self, seconds: int) -> None:
        """The wall clock is set; no time has passed."""
        self.jumped_ms += seconds * 1000
        self.passes(seconds)

    def look(self, after: float = 0) -> list[str]:
        """The alarms, after so many seconds."""
        self.conditions.look()
        if after:
            self.passes(after)
            self.conditions.look()
        return self.alarms()

    def alarms(self) -> list[str]:
        return self.house.executor.read(lambda hall: list(hall.alarms))

    def noted(self) -> list[tuple[str, str, bool]]:
        return [(e.kind, e.subject, e.present) for e in self.house.log("alarm.condition.v1")]

    def lose(self, *devices: str, **how: Any) -> None:
        self.house.healths = self.house.healths | dict.fromkeys(devices, LOST | how)

    def mend(self, *devices: str) -> None:
        self.house.healths = self.house.healths | dict.fromkeys(devices, WELL)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path)
    yield watched
    watched.house.close()


# ---------------------------------------------------------------- devices


def test_a_device_lost_for_half_a_minute_where_somebody_sits_is_an_alarm_until_it_is_back(watched: Watched):
    """R24. Nobody sits at window 2: its sign is noted, and told as soon as somebody does."""
    sit(watched.house)
    watched.lose("rater-w1", "sign-w2")
    assert watched.look(after=29) == []
    assert watched.look(after=2) == ["rater:rater-w1"]
    assert sorted(watched.noted()) == [("rater", "rater-w1", True), ("sign", "sign-w2", True)]
    sit(watched.house, "1002", "w2")
    assert watched.alarms() == ["rater:rater-w1", "sign:sign-w2"]
    watched.mend("rater-w1")
    assert watched.look() == ["sign:sign-w2"]
    (raised, _) = watched.house.log("alarm.raised.v1")
    assert raised.facts == {"device": "rater-w1", "window": "w1", "cause": "unplugged", "since": 77}


def test_nothing_is_written_while_nothing_changes(watched: Watched):
    watched.lose("sign-w1", "printer-k1")
    watched.look(after=40)
    before = watched.house.executor.read(lambda hall: hall.seq)
    for _ in range(20):
        watched.look(after=7)
        watched.lose("sign-w1", since=watched.house.clock())  # its line was open for a moment in between
    assert watched.house.executor.read(lambda hall: hall.seq) == before
    watched.lose("printer-k1", link="in_step", cause="cover_open")
    watched.look()
    assert (
        watched.house.executor.read(lambda hall: hall.alarms["printer:printer-k1"].facts["cause"])
        == "unplugged"
    )
    assert (
        watched.house.executor.read(lambda hall: hall.conditions["printer:printer-k1"].facts["cause"])
        == "cover_open"
    )


def test_paper_that_ends_is_an_alarm_and_paper_that_will_end_is_none(watched: Watched):
    watched.lose("printer-k1", link="in_step", cause="paper_near_end")
    assert watched.look(after=60) == []
    watched.lose("printer-k1", link="in_step", cause="paper_out")
    assert watched.look(after=31) == ["printer:printer-k1"]


def test_a_keypad_nobody_has_pressed_yet_is_well(watched: Watched):
    sit(watched.house)
    watched.lose("keypad-w1", link="opened", cause="")
    assert watched.look(after=60) == []


def test_a_hall_may_leave_devices_out(tmp_path: Path):
    watched = Watched(tmp_path, device_s=0, voice_s=0, clock_s=0, outbox_s=0)
    watched.lose("printer-k1")
    watched.unsent, watched.boards = (9, 1), [board("f1", "gone")]
    watched.look()
    watched.jumps(3600)
    assert watched.look(after=900) == []
    watched.house.close()


def test_all_signs_at_once_are_one_line_for_the_officer(watched: Watched):
    """The power of a switch: 40 windows, or the eight of this hall."""
    plan = watched.house.plan
    signs = [device.id for device in plan.devices if device.kind is DeviceKind.SIGN]
    for window, staff in zip(("w1", "w2", "w3", "w4"), ("1001", "1002", "1003", "1004"), strict=True):
        sit(watched.house, staff, window)
    watched.lose(*signs)
    watched.look(after=31)
    page = watched.house.feed("/duty", {}, watched.house.staff("D11"))
    (line,) = page.wait_for("snapshot")["view"]["alarms"]
    assert (line["text"], len(line["members"])) == ("4块窗口屏失联", 4)
    page.close()


def test_after_a_restart_what_is_still_wrong_is_not_told_anew(watched: Watched):
    watched.lose("printer-k1")
    watched.look(after=31)
    watched.house.restart()
    watched.look_anew()
    watched.house.healths = watched.house.healths | {"printer-k1": LOST | {"cause": "unplugged"}}
    assert watched.look() == ["printer:printer-k1"]
    assert len(watched.noted()) == 1
    watched.mend("printer-k1")
    assert watched.look() == []


def test_a_new_day_is_told_what_is_wrong_on_it(watched: Watched):
    watched.lose("printer-k1")
    watched.look(after=31)
    watched.house.restart("2026-03-03")
    watched.look_anew()
    assert watched.look(after=31) == ["printer:printer-k1"]


# ---------------------------------------------------------------- boards


def board(id_: str, state: str, *, speaks: bool = True) -> dict[str, Any]:
    return {"id": id_, "name": id_, "zone": "hall", "speaks": speaks, "state": state, "since": 5}


def test_a_board_away_and_a_zone_that_is_silent_are_told_each_once(watched: Watched):
    watched.boards = [
        board("f1", "silent"),
        board("f2", "gone", speaks=False),
        board("all", "off", speaks=False),
    ]
    assert watched.look(after=59) == []
    assert watched.look(after=2) == ["voice:hall", "board:f2"]
    watched.boards = [board("f1", "chime"), board("f2", "well", speaks=False)]
    assert watched.look() == []


def test_the_boards_of_the_hall_are_those_that_are_asked(watched: Watched):
    """No page of any board is connected here: the real feed says so."""
    sources = Sources(lambda: {}, watched.house.web.feed.boards.view, watched.folder)
    watched.conditions = Conditions(
        watched.house.executor, replace(sources, monotonic=lambda: watched.house.clock() * 1_000_000)
    )
    watched.look(after=61)
    away = {screen.id for screen in watched.house.plan.screens}
    assert {alarm.removeprefix("board:") for alarm in watched.alarms()} == away


def test_a_kiosk_whose_page_has_gone_is_told_and_one_that_is_back_is_not(watched: Watched):
    """Real pages come and go; a reload is no news."""
    house, feed = watched.house, watched.house.web.feed
    sources = Sources(lambda: {}, lambda _: [], watched.folder, feed.kiosks.away, synced=lambda: None)
    watched.conditions = Conditions(
        house.executor, replace(sources, monotonic=lambda: house.clock() * 1_000_000)
    )
    others = {kiosk for kiosk in house.plan.kiosk if kiosk != "k1"}
    first = house.feed("/kiosk", {"id": "k1"}, house.device("kiosk", "k1"))
    first.wait_for("snapshot")
    assert set(watched.look(after=61)) == {f"kiosk:{kiosk}" for kiosk in others}
    first.close()
    wait_until(lambda: "k1" in feed.kiosks.away(), what="the page has gone")
    watched.look(after=59)
    again = house.feed("/kiosk", {"id": "k1"}, house.device("kiosk", "k1"))
    again.wait_for("snapshot")
    assert "kiosk:k1" not in watched.look(after=61)
    again.close()
    wait_until(lambda: "k1" in feed.kiosks.away(), what="the page has gone")
    assert "kiosk:k1" in watched.look(after=61)
    duty = house.feed("/duty", {}, house.staff("D11"))
    view = duty.wait_for("snapshot")["view"]
    (line,) = [line for line in view["alarms"] if line["id"] == "kiosk:k1"]
    assert line["text"] == f"{house.plan.kiosk['k1'].name}未连接"
    assert view["kiosks_away"]["k1"] == line["since"]
    back = house.feed("/kiosk", {"id": "k1"}, house.device("kiosk", "k1"))
    wait_until(
        lambda: any("k1" not in told["view"]["kiosks_away"] for told in duty.named("view")),
        what="the duty page was told",
    )
    assert "kiosk:k1" not in watched.look()
    for page in (duty, back):
        page.close()


# ---------------------------------------------------------------- the clock


def test_a_jump_of_the_clock_stays_until_an_officer_has_looked(watched: Watched):
    assert watched.look(after=500) == []
    watched.jumps(3600)
    assert watched.look() == ["clock_jump"]
    duty = watched.house.staff("D11")
    assert told(duty.post("/api/alarms/clock_jump/answer", {"note": ""})) == (409, "reason_required")
    assert duty.post("/api/alarms/clock_jump/answer", {"note": "已与标准时间核对"}).status_code == 200
    assert watched.look(after=900) == []
    watched.jumps(-7200)
    assert watched.look() == ["clock_jump"]
    assert [e.facts["by_s"] for e in watched.house.log("alarm.condition.v1")] == [3600, -7200]


def test_a_little_of_a_jump_is_none(watched: Watched):
    watched.look()
    watched.jumps(1)
    assert watched.look() == []


def test_a_clock_that_nobody_keeps_is_told_and_one_that_cannot_be_asked_is_not(tmp_path: Path):
    watched = Watched(tmp_path, clock_sync=True)
    for synced, alarms in ((None, []), (False, ["clock"]), (False, ["clock"]), (True, []), (None, [])):
        watched.synced = synced
        assert watched.look(after=1) == alarms
    assert len(watched.noted()) == 2
    watched.house.close()


def test_the_kernel_can_be_asked_and_says_yes_no_or_nothing():
    assert synchronised() in (True, False, None)
    assert synchronised() == synchronised()


# ---------------------------------------------------------------- disk and outbox


def test_a_disk_with_less_room_than_it_should_have_is_told_before_it_is_full(tmp_path: Path):
    free = shutil.disk_usage(tmp_path).free // MIB
    watched = Watched(tmp_path, disk_mb=free + 10_000)
    assert watched.look(after=5) == ["disk"]
    (noted,) = watched.house.log("alarm.condition.v1")
    assert abs(noted.facts["free_mb"] - free) < 1000
    watched.house.close()


def test_a_disk_with_room_is_no_alarm(tmp_path: Path):
    watched = Watched(tmp_path, disk_mb=1)
    assert watched.look(after=5) == []
    watched.house.close()


def test_what_cannot_be_sent_for_long_is_told_until_it_is(watched: Watched):
    watched.unsent = (12, watched.house.clock())
    assert watched.look(after=800) == []
    assert watched.look(after=101) == ["outbox"]
    watched.unsent = (13, watched.unsent[1])
    watched.look(after=1)
    watched.unsent = (0, None)
    assert watched.look() == []
    assert watched.noted() == [("outbox", "", True), ("outbox", "", False)]


# ---------------------------------------------------------------- stops


def test_nothing_is_raised_while_the_hall_comes_back_from_a_stop(watched: Watched):
    """From 10:00 to 12:00 nobody was alive; then printers are gone: told when the officer resumes."""
    watched.look()
    watched.house.close()
    watched.passes(7200)
    watched.house.restart()
    watched.look_anew()
    watched.lose("printer-k1", "printer-k2")
    assert watched.look(after=60) == []
    assert len(watched.noted()) == 2
    assert watched.house.staff("D11").post("/api/hall/recover").status_code == 200
    assert watched.alarms() == ["printer:printer-k1", "printer:printer-k2"]


def test_the_thread_goes_on_after_a_fault_and_ends_when_told(watched: Watched, caplog, monkeypatch):
    monkeypatch.setattr(looking, "LOOK_S", 0.01)
    faults: list[Exception] = [StorageFailed("full"), ValueError("odd")]
    looked = threading.Event()

    def boards(_: int) -> list[dict[str, Any]]:
        if faults:
            raise faults.pop(0)
        looked.set()
        return []

    sources = Sources(lambda: {}, boards, watched.folder)
    conditions = Conditions(watched.house.executor, sources)
    with caplog.at_level(logging.ERROR, "web"):
        conditions.start()
        assert looked.wait(60)
        conditions.stop()
    assert not conditions._thread.is_alive()
    assert [record.getMessage() for record in caplog.records] == ["state=look_failed"]


# ---------------------------------------------------------------- who takes it


def officers(house: House) -> tuple[Browser, Browser]:
    return house.staff("D11"), house.staff("D12")


def test_of_two_officers_who_press_at_once_one_has_it_and_the_other_is_told_whom_to_ask(watched: Watched):
    """Forty presses each from two real sessions, each on an alarm of its own."""
    house = watched.house
    ids = [f"sign:x{n}" for n in range(40)]
    for id_ in ids:
        facts = {"device": id_, "kiosk": "k1", "cause": "unplugged", "since": 1}
        note = {"kind": "sign", "subject": id_.removeprefix("sign:"), "facts": facts}
        house.executor.submit(
            lambda *, at, note=note: m.NoteCondition(at=at, actor="system", **note)
        ).result()
    assert watched.alarms() == ids
    gate = threading.Barrier(2)

    def press(browser: Browser) -> list[tuple[int, str, str]]:
        answers = []
        for id_ in ids:
            gate.wait(60)
            answer = browser.post("/api/alarms/take", {"alarms": [id_]})
            body = answer.get_json()
            answers.append((answer.status_code, body.get("code", ""), body.get("detail", "")))
        return answers

    with ThreadPoolExecutor(2) as both:
        first, second = both.map(press, officers(house))
    for one, other in zip(first, second, strict=True):
        assert sorted((one[0], other[0])) == [200, 409]
        name = "杜二" if one[0] == 409 else "杜一"
        lost = one if one[0] == 409 else other
        assert lost[1] == "alarm_taken"
        assert name in lost[2]
    assert len(house.log("alarm.taken.v1")) == 40


def test_an_alarm_is_written_on_taken_over_and_still_goes_by_itself(watched: Watched):
    one, other = officers(watched.house)
    watched.lose("printer-k1")
    watched.look(after=31)
    alarm = "printer:printer-k1"
    assert one.post("/api/alarms/take", {"alarms": [alarm]}, key="k1").status_code == 200
    assert one.post("/api/alarms/take", {"alarms": [alarm]}, key="k1").status_code == 200
    assert told(other.post("/api/alarms/take", {"alarms": [alarm], "of": "D01"})) == (409, "alarm_taken")
    assert other.post("/api/alarms/take", {"alarms": [alarm], "of": "D11"}).status_code == 200
    assert told(one.post(f"/api/alarms/{alarm}/notes", {"text": " "})) == (409, "note_required")
    assert one.post(f"/api/alarms/{alarm}/notes", {"text": "已报修"}).status_code == 200
    assert told(one.post(f"/api/alarms/{alarm}/answer", {"note": "好了"})) == (409, "clears_itself")
    page = watched.house.feed("/duty", {}, one)
    (line,) = page.wait_for("snapshot")["view"]["alarms"]
    assert line["owner"] == {"no": "D12", "name": "杜二"}
    assert [note["text"] for note in line["notes"]] == ["已报修"]
    page.close()
    watched.mend("printer-k1")
    assert watched.look() == []
    record = one.get("/api/duty-record").get_json()["entries"]
    kept = [entry["type"] for entry in record if entry["type"].startswith("alarm.")]
    assert kept == [
        "alarm.raised.v1",
        "alarm.taken.v1",
        "alarm.taken.v1",
        "alarm.noted.v1",
        "alarm.cleared.v1",
    ]
    assert told(one.post("/api/alarms/take", {"alarms": [alarm]})) == (404, "unknown_alarm")
    assert told(one.post("/api/alarms/take", {"alarms": []}))[0] == 422


def test_a_queue_that_is_too_long_is_told_once_and_louder_after_three_minutes(watched: Watched):
    """Eleven numbers through the API; nobody takes the alarm."""
    for _ in range(11):
        take(watched.house)
    assert watched.alarms() == ["waiting:marriage"]
    watched.passes(181)
    take(watched.house)
    (louder,) = watched.house.log("alarm.escalated.v1")
    assert louder.alarms == ["waiting:marriage"]
    watched.passes(3000)
    take(watched.house)
    assert len(watched.house.log("alarm.escalated.v1")) == 1
    assert watched.alarms() == ["waiting:marriage", "wait:marriage"]  # the promise of the first has gone by
