"""A board through weeks of trouble: never blank, wrong or old as new; nothing is said late or twice."""

import contextlib
import os
import random
import re
import signal
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect
from playwright.sync_api import Error as PlaywrightError

from server.domain import messages as m
from server.web.access.sessions import device_cookie
from server.web.feed import room
from tests.browser.conftest import CHROMIUM, FLAGS, OpenPage, shot
from tests.browser.test_broken_network import Cable
from tests.browser.test_visit import sent_by
from tests.serving import ROOT, Server, Session, wait_until
from tests.web.house import House

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CUTS, SEED = 50, 1
BOARD = {"width": 1920, "height": 1080}
NOT_SURE = re.compile("数据可能不是最新|屏幕正在准备,请稍候")
WAIT = (ROOT / "kiosk" / "wait.html").as_uri()
# What the mouth begins, how often the page was without words since it first had some, and a clock to be set.
WATCH = """() => {
  window.begun = []; window.blank = 0; window.ahead = 0;
  const right = Date.now.bind(Date);
  Date.now = () => right() + window.ahead;
  let lit = false;
  const look = () => {
    const words = document.body.innerText.trim() !== "";
    lit ||= words;
    if (lit && !words) window.blank += 1;
    requestAnimationFrame(look);
  };
  look();
  new MutationObserver((changes) => {
    for (const { target } of changes) if (target.dataset.speaking) window.begun.push(target.dataset.speaking);
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-speaking"] });
}"""


# What it kept is of a shape that this page cannot draw.
SPOIL = """() => {
  const kept = JSON.parse(localStorage.getItem("hallcall.board.f1"));
  localStorage.setItem("hallcall.board.f1", JSON.stringify({ ...kept, view: { screen: {} } }));
}"""

WINDOWS = {"w1": ("1001", "marriage"), "w2": ("1002", "insurance"), "w5": ("1005", "payment")}


class Clerks:
    """Three windows of the first floor, who call in turn whoever has just taken a number."""

    def __init__(self, server: Server) -> None:
        self.called: list[str] = []
        self.standing: dict[str, str] = {}
        """Window -> the number at it, the newest last."""
        self._clerks: dict[str, Session] = {w: server.staff(no) for w, (no, _) in WINDOWS.items()}
        self._kiosk: Session = server.kiosk("k1")
        for window, clerk in self._clerks.items():
            assert clerk.post(f"/api/windows/{window}/sign-in").ok

    def call(self) -> str:
        window = list(WINDOWS)[len(self.called) % len(WINDOWS)]
        clerk = self._clerks[window]
        if self.standing.pop(window, ""):
            assert clerk.post(f"/api/windows/{window}/finish").ok
        assert self._kiosk.post("/api/tickets", {"queue": WINDOWS[window][1], "kiosk": "k1"}).ok
        number = str(clerk.post(f"/api/windows/{window}/call-next").json()["ticket"]["number"])
        self.called.append(number)
        self.standing[window] = number
        return number

    def stand(self) -> list[str]:
        """The newest first."""
        return list(reversed(self.standing.values()))


@pytest.fixture(scope="module")
def clerks(server: Server) -> Clerks:
    return Clerks(server)


def numbers(board: Page) -> list[str]:
    """The newest first."""
    return [str(n) for n in board.locator("[data-testid^=call-] .number").all_inner_texts()]


def well(board: Page, clerks: Clerks) -> None:
    """It shows what is so, and says nothing else."""
    if clerks.called:
        expect(board.get_by_test_id("newest-number")).to_have_text(clerks.called[-1])
    expect(board.get_by_test_id("stale")).to_have_count(0)
    expect(board.locator(".clock b")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    assert numbers(board) == clerks.stand()


def test_fifty_cuts_of_the_network_lose_no_call_and_say_none_twice_or_late(
    server: Server, clerks: Clerks, open_page: OpenPage, faults: list[str]
) -> None:
    cable = Cable(server.port)
    board = open_page("/display/f1", 1920, 1080, base=f"http://127.0.0.1:{cable.port}")
    sent = sent_by(board)
    board.clock.install()
    board.reload()
    well(board, clerks)
    board.evaluate(WATCH)
    unheard = set()
    for turn in range(CUTS):
        cable.pull()
        expect(board.get_by_test_id("stale")).to_be_visible()
        if turn % 3 == 0:
            unheard.add(clerks.call())
        cable.put_back()
        while board.get_by_test_id("stale").count():
            board.clock.fast_forward(1_000)  # it tries again after a second, then two, then four
            board.wait_for_timeout(50)
        well(board, clerks)
        if turn % 3 == 1:
            clerks.call()
            well(board, clerks)
    begun = board.evaluate("window.begun")
    assert len(begun) == len(set(begun)), "none twice"
    assert not unheard & set(begun), "nothing about the past"
    assert begun and set(begun) <= set(clerks.called)
    assert board.evaluate("window.blank") == 0
    assert faults == []

    cable.hush()  # no end of the line is told
    expect(board.get_by_test_id("stale")).to_have_count(0)
    board.clock.fast_forward(13_000)
    expect(board.get_by_test_id("stale")).to_be_visible()
    late = clerks.call()
    assert late not in numbers(board), "what is not known is not shown"
    shot(board, "board-beats-missed")
    cable.put_back()
    well(board, clerks)

    hushed = 0
    while hushed < 3:  # between two calls it is silent for half a second
        hushed = 0 if board.locator("[data-speaking]").get_attribute("data-speaking") else hushed + 1
        board.clock.fast_forward(2_000)
        board.wait_for_timeout(50)
    for years in (-56, 14):  # somebody sets the clock of the TV
        asked = len(questions(sent))
        board.evaluate("years => { window.ahead = years * 31_557_600_000; }", years)
        wait_until(lambda asked=asked: len(questions(sent)) > asked or board.wait_for_timeout(50))
        well(board, clerks)
        expect(board.locator(".clock b")).to_have_text(this_minute())
    fresh = clerks.call()
    board.wait_for_function("number => window.begun.includes(number)", arg=fresh)

    cable.pull()
    expect(board.get_by_test_id("stale")).to_be_visible()
    board.clock.fast_forward(3 * 3_600_000)
    expect(board.locator(".statement")).to_contain_text("正在连接")
    assert numbers(board) == []
    cable.put_back()
    board.clock.fast_forward(5_000)
    well(board, clerks)
    cable.pull()
    expect(board.get_by_test_id("stale")).to_be_visible()
    board.evaluate(
        "window.ahead += 10 * 3_600_000"
    )  # it sleeps for a night, and wakes before the server does
    board.clock.fast_forward(25_000)
    expect(board.locator(".statement")).to_contain_text("正在连接")
    assert numbers(board) == []
    cable.put_back()
    board.clock.fast_forward(5_000)
    well(board, clerks)
    cable.close()
    assert faults == []


def test_a_kept_view_that_cannot_be_drawn_is_dropped_and_the_board_loads_itself_anew(
    server: Server, clerks: Clerks, open_page: OpenPage, faults: list[str]
) -> None:
    board = open_page("/display/f1", 1920, 1080)
    clerks.call()
    well(board, clerks)
    loads: list[str] = []
    board.on("framenavigated", lambda frame: loads.append(frame.url))  # it may leave before it has loaded
    board.evaluate(SPOIL)
    board.reload()
    expect(board.get_by_test_id("newest-number")).to_have_text(clerks.called[-1])
    wait_until(lambda: len(loads) == 2 or board.wait_for_timeout(50), what="it has loaded itself anew")
    well(board, clerks)
    assert faults == []


def questions(sent: list[str]) -> list[str]:
    """Of a page that asks what is so, or connects."""
    return [frame for frame in sent if '["ask"]' in frame or frame.startswith("40/display")]


def this_minute() -> re.Pattern[str]:
    """In the hall, or the one before."""
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    return re.compile("|".join(f"{at:%H:%M}" for at in (now, now - timedelta(minutes=1))))


def kept_days(context: BrowserContext) -> float:
    """For how long this browser will know what it is."""
    cookie = next(c for c in context.cookies() if c["name"] == device_cookie("screen", "f1"))
    return (cookie["expires"] - time.time()) / 86_400


class Tv:
    """A board's own machine: a browser with its folder, started as the script of a kiosk starts it."""

    def __init__(self, playwright: Playwright, folder: Path, url: str) -> None:
        self._chromium = playwright.chromium
        self._folder = folder
        self._url = url
        self.start()

    def start(self) -> None:
        self._context: BrowserContext = self._chromium.launch_persistent_context(
            self._folder, executable_path=CHROMIUM, args=FLAGS, viewport=BOARD
        )
        self.page = self._context.pages[0]
        self.page.set_default_timeout(60_000)
        self.page.goto(f"{WAIT}?to={self._url}")

    def kill(self) -> None:
        """The mains of the TV fail."""
        gone: list[BrowserContext] = []

        def ended(context: BrowserContext) -> None:
            gone.append(context)

        self._context.on("close", ended)
        for cmdline in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                words = cmdline.read_bytes()
                if str(self._folder).encode() in words and b"--type=" not in words and b"chrom" in words:
                    os.kill(int(cmdline.parent.name), signal.SIGKILL)
        wait_until(lambda: gone or self._rest(), what="the browser is gone")

    def _rest(self) -> None:
        with contextlib.suppress(PlaywrightError):
            self.page.wait_for_timeout(50)

    def close(self) -> None:
        with contextlib.suppress(PlaywrightError):
            self._context.close()

    def words(self) -> str:
        """Empty while the page changes."""
        with contextlib.suppress(PlaywrightError):
            return str(self.page.evaluate("document.body?.innerText ?? ''"))
        return ""


class Trouble:
    """What befalls the hall and one board of it. After each event the board is looked at."""

    def __init__(self, server: Server, cable: Cable, tv: Tv, clerks: Clerks) -> None:
        self.server, self.cable, self.tv, self.clerks = server, cable, tv, clerks
        self.serving = self.linked = True

    def the_server(self) -> None:
        """Killed as by a power cut, or started."""
        (self.server.kill if self.serving else self.server.start)()
        self.serving = not self.serving

    def the_cable(self) -> None:
        (self.cable.pull if self.linked else self.cable.put_back)()
        self.linked = not self.linked

    def the_browser(self) -> None:
        self.tv.kill()
        self.tv.start()

    def the_worker(self) -> None:
        """The process that holds the hall; its parent starts another."""
        if not self.serving:
            self.the_server()
        worker = self.server.worker()
        os.kill(worker, signal.SIGKILL)
        self.server.wait_for_death(worker)
        wait_until(self.server.answers, 60)

    def a_call(self) -> None:
        if self.serving:
            self.clerks.call()

    def looked_at(self) -> None:
        if self.serving and self.linked:
            well(self.tv.page, self.clerks)
            return
        wait_until(lambda: NOT_SURE.search(self.tv.words()), 60, "it says that it does not know")
        assert set(numbers(self.tv.page)) <= set(self.clerks.called)


def test_whatever_is_killed_in_whatever_order_the_board_is_never_blank_wrong_or_lying(
    server: Server, clerks: Clerks, playwright: Playwright, tmp_path: Path
) -> None:
    cable = Cable(server.port)
    tv = Tv(playwright, tmp_path / "tv", f"http://127.0.0.1:{cable.port}/display/f1")
    trouble = Trouble(server, cable, tv, clerks)
    deck = [trouble.the_server, trouble.the_cable, trouble.the_browser] * 3
    deck += [trouble.the_worker, trouble.a_call, trouble.a_call]
    random.Random(SEED).shuffle(deck)
    trouble.a_call()
    trouble.looked_at()
    for event in deck:
        event()
        trouble.looked_at()
    if not trouble.serving:
        trouble.the_server()
    if not trouble.linked:
        trouble.the_cable()
    trouble.a_call()
    trouble.looked_at()
    tv.close()
    cable.close()


def test_a_board_that_is_told_for_weeks_grows_no_larger(
    tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MERGE_S", 0.0)  # each change is a view of its own
    house = House(tmp_path)
    clerk = house.staff("1001")
    assert clerk.post("/api/windows/w1/sign-in").status_code == 200
    context = browser.new_context(viewport=BOARD)
    token = house.web.access.pair("screen", "f1")
    context.add_cookies([{"name": device_cookie("screen", "f1"), "value": token, "url": house.base()}])
    board = context.new_page()
    board.goto(house.base() + "/display/f1")
    meter = context.new_cdp_session(board)
    actor = "device:keypad"

    def visits(count: int) -> None:
        for _ in range(count):
            for make in (
                lambda *, at: m.TakeNumber(at=at, actor="kiosk:k1", queue="marriage", token="t", kiosk="k1"),
                lambda *, at: m.CallNext(at=at, actor=actor, window="w1"),
                lambda *, at: m.Finish(at=at, actor=actor, window="w1"),
            ):
                assert not house.executor.submit(make).result().code
        assert (
            not house.executor.submit(
                lambda *, at: m.TakeNumber(at=at, actor="kiosk:k1", queue="marriage", token="t", kiosk="k1")
            )
            .result()
            .code
        )

    def size() -> tuple[int, int, int]:
        meter.send("HeapProfiler.collectGarbage")
        found = meter.send("Memory.getDOMCounters")
        heap = meter.send("Runtime.getHeapUsage")["usedSize"]
        return int(found["nodes"]), int(found["jsEventListeners"]), int(heap)

    wait_until(
        lambda: kept_days(context) > 300 or board.wait_for_timeout(50), what="the pairing is kept anew"
    )
    visits(100)
    expect(board.get_by_test_id("queue-marriage")).to_have_text("1")
    before = size()
    visits(600)
    expect(board.get_by_test_id("queue-marriage")).to_have_text("2")
    after = size()
    print("told", before, after)
    context.close()
    house.close()
    assert after[0] <= before[0] + 150, (before, after)
    assert after[1] <= before[1] + 60, (before, after)
    assert after[2] <= before[2] * 1.1 + 1_000_000, (before, after)
