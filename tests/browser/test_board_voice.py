"""What a hall hears: one board of a room speaks, another goes on; the sound itself, by the same code."""

import base64
import re
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.conftest import CHROMIUM, FLAGS, OpenPage, shot
from tests.browser.crowd_hall import hall_text, people_at_work, take_numbers
from tests.browser.test_visit import sign_in
from tests.serving import Server, wait_until

pytestmark = pytest.mark.browser

QUIET = '[[volume]]\nfrom = "00:00"\npercent = 40'
SCREENS = "\n".join(
    f'[[screen]]\nid = "{id_}"\nname = "{id_}"\nfloors = ["{floor}"]\nzone = "{zone}"'
    for id_, floor, zone in (("east", 1, "ground"), ("west", 1, "ground"), ("up", 2, "upstairs"))
)
OFFLINE = (Path(__file__).parent / "offline_voice.js").read_text(encoding="utf-8").split("\n", 1)[1]
HEARD = """
globalThis.heard = [];
globalThis.levels = [];
for (const node of [AudioBufferSourceNode, OscillatorNode]) {
  const start = node.prototype.start;
  node.prototype.start = function (when) { heard.push(node.name); return start.call(this, when); };
}
const set = AudioParam.prototype.setValueAtTime;
AudioParam.prototype.setValueAtTime = function (value, when) {
  levels.push(value);
  return set.call(this, value, when);
};
"""

CLOCK_SET = """
const right = Date.now;
let ahead = 0;
Date.now = () => right() + ahead;
globalThis.WebSocket = class extends WebSocket {
  constructor(...all) {
    super(...all);
    this.addEventListener("message", ({ data }) => {
      if (`${data}`.includes('"announce"')) ahead = 3_600_000;
    });
  }
};
"""
"""The clock is put forward by an hour in the moment in which something is announced."""
ENGLISH_LATE = """
const quick = fetch;
globalThis.fetch = async (file, options) => {
  const mandarin = () => heard.includes("AudioBufferSourceNode");
  const late = () => file.includes("/english/") && !options?.signal.aborted && !mandarin();
  while (late()) await new Promise((go) => { setTimeout(go, 20); });
  return quick(file, options);
};
undefined;
"""
"""English clips come once Mandarin sounds."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("voice")
    config = folder / "hall.toml"
    config.write_text(hall_text(2, 2, f"{SCREENS}\n{QUIET}"), encoding="utf-8")
    with Server(folder, config=config) as running:
        yield running


class Board:
    """A board, what it tells the server of its voice, and what it really sounded."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.frames: list[str] = []
        page.on("websocket", lambda ws: ws.on("framesent", lambda data: self.frames.append(str(data))))
        page.add_init_script(HEARD)

    def loud(self) -> "Board":
        self.page.reload()
        self.wait('"sound"', '"on"')
        return self

    def told(self, *words: str) -> list[str]:
        return [frame for frame in self.frames if all(word in frame for word in words)]

    def wait(self, *words: str) -> None:
        wait_until(lambda: self.told(*words) or self.page.wait_for_timeout(50), what=" ".join(words))

    def heard(self) -> list[str]:
        return list(self.page.evaluate("heard"))


def test_one_board_of_a_room_speaks_and_another_goes_on_where_it_ends(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    east, west, up = (Board(open_page(f"/display/{id_}", 1280, 720)).loud() for id_ in ("east", "west", "up"))
    clerks = people_at_work(server, 4)
    duty = open_page("/duty", 1600, 1000)
    sign_in(duty, server, "D01")
    expect(duty.get_by_test_id("board-east")).to_contain_text("正常播报")
    expect(duty.get_by_test_id("board-west")).to_contain_text("正常,由east播报")
    take_numbers(server, 1, 3)
    take_numbers(server, 2, 1)
    clerks["w1"].post("/api/windows/w1/call-next")
    expect(east.page.locator(".grid")).to_have_attribute("data-speaking", "A001")
    expect(west.page.get_by_test_id("newest-number")).to_have_text("A001")
    wait_until(lambda: east.heard().count("AudioBufferSourceNode") or east.page.wait_for_timeout(50))
    assert set(east.page.evaluate("levels")) == {0, 0.4}, (
        "the chime begins from nothing; all is as loud as the hour"
    )
    assert west.heard() == [] and up.heard() == []
    east.page.close()

    expect(duty.get_by_test_id("board-west")).to_contain_text("正常播报")
    expect(west.page.locator(".grid")).to_have_attribute("data-speaking", "A001")
    clerks["w3"].post("/api/windows/w3/call-next")
    expect(up.page.locator(".grid")).to_have_attribute("data-speaking", "B001")
    back = Board(open_page("/display/east", 1280, 720)).loud()
    clerks["w2"].post("/api/windows/w2/call-next")
    expect(back.page.get_by_test_id("newest-number")).to_have_text("A002")
    expect(west.page.locator(".grid")).to_have_attribute("data-speaking", "A002")
    wait_until(lambda: len(west.told('"spoken"')) == 2 or west.page.wait_for_timeout(50), 60)
    up.wait('"spoken"')
    twin = Board(open_page("/display/up", 1280, 720)).loud()
    expect(twin.page.get_by_test_id("twin")).to_be_visible()
    expect(up.page.get_by_test_id("twin")).to_have_count(0)
    take_numbers(server, 2, 1)
    clerks["w4"].post("/api/windows/w4/call-next")
    expect(up.page.locator(".grid")).to_have_attribute("data-speaking", "B002")
    expect(twin.page.get_by_test_id("newest-number")).to_have_text("B002")
    assert twin.heard() == []
    up.page.close()
    expect(twin.page.locator(".grid")).to_have_attribute("data-speaking", "B002")
    expect(twin.page.get_by_test_id("twin")).to_have_count(0)
    assert back.heard() == [], "the mouth stays where it is"
    assert len(west.told('"begun"')) == 2 and len(up.told('"begun"')) == 2, "no board says what another says"
    assert faults == []


def test_a_browser_that_lets_nothing_sound_asks_for_a_touch_the_officer_sees_it_and_then_it_speaks(
    server: Server, playwright: Playwright, open_page: OpenPage, faults: list[str]
) -> None:
    """Every other board of these tests has the flag, and asks for nothing."""
    flags = [flag for flag in FLAGS if "autoplay" not in flag]
    shy = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
    try:
        board = Board(shy.new_page(viewport={"width": 1280, "height": 720}))
        board.page.on("pageerror", lambda error: faults.append(str(error)))
        board.page.goto(f"{server.base}/display/up")
        board.wait('"sound"', '"off"')
        touch = board.page.get_by_test_id("sound-off")
        expect(touch).to_contain_text("声音未开启,触摸屏幕开启")
        expect(touch).to_contain_text("Sound is off, touch to start")
        shot(board.page, "board-sound-off")
        duty = open_page("/duty", 1600, 1000)
        sign_in(duty, server, "D01")
        told = duty.get_by_test_id("board-up")
        expect(told).to_contain_text(re.compile(r"声音未开启 *\d\d:\d\d 起"))
        board.page.mouse.click(640, 360)
        expect(touch).to_have_count(0)
        expect(told).to_contain_text("正常播报")
        assert server.staff("D01").post("/api/hall/notice", {"template": "power"}).ok
        board.wait('"begun"')
        wait_until(lambda: board.heard().count("AudioBufferSourceNode") or board.page.wait_for_timeout(50))
    finally:
        shy.close()
    assert faults == []


def call(id_: str, at: int, number: str, window: str, **more: Any) -> dict[str, Any]:
    prefix = number[0]
    place = {"window_no": window, "floor_no": 1}
    return (
        {"id": id_, "seq": int(at) + 1, "at": at, "kind": "call", "number": number, "prefix": prefix}
        | place
        | more
    )


def render(page: Page, messages: list[dict[str, Any]], seconds: int, **more: Any) -> dict[str, Any]:
    asked = {"messages": messages, "seconds": seconds, "english": False, "floors": ["1"]} | more
    heard: dict[str, Any] = page.evaluate(OFFLINE, asked)
    return heard


def check_said(said: dict[str, Any], quiet: bool = True) -> None:
    """Chime, the sentence as it was made, a pause, the sentence again, a pause."""
    assert said["chime"]["rms"] > 0.02
    for heard in (said["first"], said["second"]):
        assert heard[1] < 0.01, said
    assert said["between"]["peak"] < 0.003 and 0.05 < said["level"]["rms"] < 0.3
    if quiet:
        assert said["after"]["peak"] < 0.003


def test_the_morning_of_the_scenario_is_heard_in_order_whole_and_one_at_a_time(
    open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/display/up", 1280, 720)
    morning = [
        call("a1", 1_000, "A001", "1"),
        call("a2", 3_000, "A002", "2"),
        call("a3", 3_050, "A003", "3"),
        call("a3again", 45_000, "A003", "3", recall=True),
        call("a3third", 65_000, "A003", "3", recall=True),
        call("a4", 85_000, "A004", "3"),
        {"id": "lunch", "seq": 9, "at": 100_000, "kind": "notice", "clip": "lunch"},
        {"id": "open", "seq": 10, "at": 101_000, "kind": "notice", "clip": "open"},
        {"id": "fire", "seq": 11, "at": 102_000, "kind": "notice", "clip": "fire", "urgent": True},
        call("b1", 140_000, "B001", "9"),
    ]
    heard = render(page, morning, 165)
    order = ["a1", "a2", "a3", "a3again", "a3third", "a4", "lunch", "fire", "open", "b1"]
    assert [(id_, what) for id_, what, _ in heard["log"]] == [
        (id_, what) for id_ in order for what in ("begun", "spoken")
    ]
    times = {id_: at for id_, what, at in heard["log"] if what == "begun"}
    arrived = {message["id"]: message["at"] for message in morning}
    for id_ in ("a1", "a3again", "a3third", "a4", "lunch", "b1"):
        assert times[id_] == arrived[id_], "a free mouth begins at once"
    for said, following in zip(heard["said"], heard["said"][1:], strict=False):
        check_said(said)
        assert said["end"] + 500 <= following["begun"] + 1, "one ends before the next begins"
    check_said(heard["said"][-1])
    assert heard["all"]["peak"] < 1
    save(heard["pcm"], "voice_morning")
    assert faults == []


def test_help_is_called_louder_and_slower_and_floor_english_hour_and_role_count(
    open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/display/up", 1280, 720)
    (usual,) = render(page, [call("a", 0, "A012", "3", assisted=True)], 30)["said"]
    check_said(usual)
    again = render(page, [call("a", 0, "A012", "3", assisted=True, recall=True)], 30)
    ((_, _, ends),) = [entry for entry in again["log"] if entry[1] == "spoken"]
    usual_ms, slow_ms = usual["end"], ends
    assert 1.15 * (usual_ms - 1300) < slow_ms - 1300 < 1.5 * (usual_ms - 1300)
    assert again["all"]["peak"] < 1
    assert again["said"][0]["level"]["rms"] > 1.4 * usual["level"]["rms"]
    save(again["pcm"], "voice_assisted")

    two = render(page, [call("a", 0, "A012", "3")], 40, english=True, floors=["1", "2"])
    check_said(two["said"][0])
    assert two["said"][0]["english"][1] < 0.01
    assert two["said"][0]["length"] > usual["length"] + 400, "a board of two floors says which"
    (low,) = render(page, [call("a", 0, "A012", "3")], 30, volume=40)["said"]
    assert low["level"]["rms"] == pytest.approx(0.4 * usual["level"]["rms"], rel=0.02)
    assert low["chime"]["rms"] == pytest.approx(0.4 * usual["chime"]["rms"], rel=0.02)

    role = [
        call("a", 0, "A001", "1"),
        {"at": 4_000, "then": ["hold", True]},
        {"at": 5_000, "then": ["hold", False]},
        call("b", 30_000, "A002", "2"),
        call("c", 31_000, "A003", "3"),
        {"at": 33_000, "then": ["speaks", False]},
        call("d", 34_000, "A004", "1"),
        {"at": 60_000, "then": ["speaks", True]},
        call("e", 61_000, "A005", "1"),
    ]
    log = [(id_, what) for id_, what, _ in render(page, role, 1)["log"]]
    assert log == [
        ("a", "begun"),
        ("a", "begun"),
        ("a", "spoken"),
        ("b", "begun"),
        ("e", "begun"),
        ("e", "spoken"),
    ]
    assert faults == []


def told(id_: str, at: int, **more: Any) -> dict[str, Any]:
    return {"id": id_, "seq": at + 1, "at": at, "kind": "notice", "clip": id_, "text": id_} | more


def test_the_way_out_is_said_at_once_then_only_that_it_is_over_and_an_outage_in_its_own_words(
    open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/display/up", 1280, 720)
    alarm = [
        call("a", 0, "A001", "1"),
        call("b", 1_000, "A002", "2"),
        told("fire", 3_000, urgent=True, leave=True),
        told("all-clear", 12_000, urgent=True, clear=True),
        call("c", 13_000, "A003", "3"),
        told("power", 40_000, urgent=True),
        told("by-hand", 58_000),
    ]
    heard = render(page, alarm, 85)
    begun = [id_ for id_, what, _ in heard["log"] if what == "begun"]
    ended = [id_ for id_, what, _ in heard["log"] if what == "spoken"]
    assert begun == ["a", "fire", *ended], "b is not said any more"
    assert ended == ["all-clear", "c", "power", "by-hand"], "what is cut off is not said to its end"
    for said in heard["said"][2:]:
        check_said(said)
    save(heard["pcm"], "voice_alarm")
    assert faults == []


def test_a_clock_put_forward_loses_no_call_and_a_mouth_that_was_locked_says_nothing_that_is_over(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/display/up", 1280, 720)
    day = [
        call("a", 0, "A001", "1"),
        call("b", 1_000, "A002", "2"),
        {"at": 3_000, "then": ["ahead", 3_600_000]},
        call("c", 18_000, "A003", "3"),
        {"at": 19_000, "then": ["announce", call("held back on its way", 8_000, "A004", "1")]},
        {"at": 20_000, "then": ["ahead", 0]},
        {"at": 20_000, "then": ["seen", [], 20_000]},
        {"at": 60_000, "then": ["hold", True]},
        told("power", 61_000, urgent=True, notice="n1"),
        told("outage", 62_000, urgent=True, notice="n2"),
        {"at": 90_000, "then": ["seen", ["n2"], 90_000]},
        {"at": 91_000, "then": ["hold", False]},
    ]
    log = render(page, day, 1)["log"]
    assert [id_ for id_, what, _ in log if what == "spoken"] == ["a", "b", "c", "outage"]

    board = Board(page)
    page.add_init_script(CLOCK_SET)
    board.loud()
    assert server.staff("D01").post("/api/hall/notice", {"template": "early-close"}).ok
    board.wait('"begun"')
    assert faults == []


def test_a_hall_with_english_says_its_sentences_in_it_too_and_the_way_out_until_it_is_over(
    open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/display/up", 1280, 720)
    alarm = [told(id_, at, urgent=True, leave=True) for id_, at in (("fire", 30_000), ("fire", 60_000))]
    alarm[1]["id"] = "again"
    heard = render(page, [told("open", 0), *alarm, told("all-clear", 90_000, clear=True)], 110, english=True)
    assert [id_ for id_, what, _ in heard["log"] if what == "spoken"] == [
        "open",
        "fire",
        "again",
        "all-clear",
    ]
    for said in heard["said"]:
        check_said(said)
        assert said["english"][1] < 0.01, said["id"]
    save(heard["pcm"], "voice_english")

    in_english = heard["said"][1]["end"] - heard["said"][1]["begun"] - 1_000
    cut = [alarm[0], told("all-clear", 30_000 + int(in_english), urgent=True, clear=True)]
    log = render(page, cut, 1, english=True)["log"]
    assert [id_ for id_, what, _ in log if what == "spoken"] == ["all-clear"]

    page.route("**/english/fire.opus", lambda route: route.abort())
    (fire,) = render(page, [told("fire", 0, urgent=True, leave=True)], 30, english=True)["said"]
    check_said(fire)
    assert "english" not in fire, "one clip is missing: Mandarin alone"
    page.unroute("**/english/fire.opus")
    slow = open_page("/display/up", 1280, 720)
    slow.evaluate(HEARD + ENGLISH_LATE)
    (fire,) = render(slow, [told("fire", 0, urgent=True, leave=True)], 40, english=True)["said"]
    check_said(fire)
    assert fire["english"][1] < 0.01, "Mandarin has not waited for it"
    assert faults == []


def save(pcm: str, name: str) -> None:
    """For people, and for the recogniser; not committed."""
    folder = Path(__file__).parents[1] / "out"
    folder.mkdir(exist_ok=True)
    with wave.open(str(folder / f"{name}.wav"), "wb") as file:
        file.setparams((1, 2, 24_000, 0, "NONE", ""))
        file.writeframes(base64.b64decode(pcm))
