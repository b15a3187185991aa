"""Pictures of a day's states and of what the whole hall is told: closed, lunch, a stop, a notice, a fire."""

import shutil
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.album import LYING, PHONE, SLOW, UPRIGHT, Album
from tests.browser.test_kiosk_hard_days import HOURS, SESSIONS
from tests.browser.test_rules_in_pages import hall_with_hours
from tests.browser.test_visit import sign_in
from tests.browser.test_window_screen import all_clear
from tests.screens_hall import CLERKS, DESK, SCREEN, WAITING
from tests.serving import SAMPLE, Server, Session, wait_until

CALLED = ("w1", "w4", "w6")
USUAL_GAP = "# gap_s = 60"
GAP_S = 10  # the least that may be set; a longer stop means recovery
WORDS = {"before": "19:30开始办理", "lunch": "18:30继续办理"}
SEATED = {window: no for window, no in CLERKS.items() if window != "w2"}


def closed(album: Album, folder: Path, hours: str, says: str) -> None:
    """Before opening, or at lunch: kiosk and board."""
    folder.mkdir()
    config = folder / "hall.toml"
    config.write_text(hall_with_hours().replace(SESSIONS, HOURS[hours]), encoding="utf-8")
    with Server(folder / "data", config=config) as server:
        server.passwords()
        for size, suffix, more in ((UPRIGHT, "", ""), (LYING, "-landscape", " · 横屏 landscape")):
            if suffix and hours != "before":
                continue
            page = album.open(f"{server.base}/kiosk/k1", size)
            expect(page.get_by_test_id("closed")).to_be_visible(timeout=SLOW)
            album.take(page, f"closed-{hours}{suffix}", says + more)
        _board(album, server, f"board-{hours}", f"大屏:{says.partition(' ')[0]} Board: {hours}", WORDS[hours])
        album.close()


def _board(
    album: Album, server: Server, name: str, says: str, words: str, size: tuple[int, int] = LYING
) -> Page:
    page = album.open(f"{server.base}/display/hall", size)
    expect(page.locator("#app")).to_contain_text(words, timeout=SLOW)
    album.take(page, name, says)
    return page


def told(album: Album, folder: Path) -> None:
    """A hall at work: passed, held, an urgent notice, a fire, the duty officer's papers, a stop, evening."""
    shutil.copytree(SAMPLE.parent, folder / "config")
    config = folder / "config" / "hall.toml"
    text = SAMPLE.read_text(encoding="utf-8")
    assert USUAL_GAP in text
    text = text.replace(USUAL_GAP, f"gap_s = {GAP_S}", 1)
    config.write_text(text, encoding="utf-8")
    with Server(folder / "data", config=config) as server:
        staff = {window: server.staff(no) for window, no in SEATED.items()}
        tokens = _people(server, staff)
        _phones(album, server, staff, tokens)
        _notices(album, server, tokens["property"][-1])
        _papers(album, server)
        server.kill()
        long_enough = time.monotonic() + GAP_S + 2
        wait_until(lambda: time.monotonic() > long_enough)
        server.start()
        _board(album, server, "board-recovery", "大屏:停机之后 Board: after a stop", "系统暂时故障")
        duty = server.staff("D01")
        assert duty.post("/api/hall/recover", {}).ok
        assert duty.post("/api/hall/close").ok
        for window in CALLED:
            answer = staff[window].post(f"/api/windows/{window}/pass")
            assert answer.ok, answer.text
        assert duty.post("/api/hall/close").ok
        album.close()
        _board(album, server, "board-closed", "大屏:今日结束 Board: closed for today", "今日服务已结束")
        album.close()


def _people(server: Server, staff: dict[str, Session]) -> dict[str, list[str]]:
    """Who sits and who waits: the tokens by queue."""
    kiosk = server.kiosk("k1")
    for window, clerk in staff.items():
        assert clerk.post(f"/api/windows/{window}/sign-in").ok
    return {
        queue: [
            kiosk.post("/api/tickets", {"queue": queue, "kiosk": "k1"}).json()["token"] for _ in range(count)
        ]
        for queue, count in WAITING.items()
    }


def _phones(album: Album, server: Server, staff: dict[str, Session], tokens: dict[str, list[str]]) -> None:
    for window, *actions in (
        ("w1", "call-next", "pass", "call-next"),
        ("w3", "call-next", "start"),
        ("w4", "call-next"),
        ("w6", "call-next"),
    ):
        for action in actions:
            assert staff[window].post(f"/api/windows/{window}/{action}").ok, (window, action)
    assert staff["w3"].post("/api/windows/w3/hold", {"kind": "away_no_papers"}).ok
    for queue, situation, name, says in (
        ("marriage", "passed", "phone-passed", "手机:已过号 Phone: passed"),
        ("insurance", "away_no_papers", "phone-held", "手机:为您保留 Phone: kept for you"),
    ):
        page = album.open(f"{server.base}/t/{tokens[queue][0]}", PHONE)
        expect(page.locator(f"body.{situation}")).to_be_visible()
        album.take(page, name, says)
    album.close()


def _notices(album: Album, server: Server, token: str) -> None:
    """An urgent one before the calls; a fire, instead of everything."""
    pages = {
        "board": album.open(f"{server.base}/display/hall", LYING),
        "kiosk": album.open(f"{server.base}/kiosk/k1", UPRIGHT),
        "window": album.open(f"{server.base}/window/w1", SCREEN),
        "phone": album.open(f"{server.base}/t/{token}", PHONE),
    }
    assert server.staff("D01").post("/api/hall/notice", {"template": "outage"}).ok
    expect(pages["board"].get_by_test_id("urgent")).to_be_visible(timeout=SLOW)
    album.take(pages["board"], "board-urgent", "大屏:紧急通知 Board: an urgent notice")
    duty = album.open(f"{server.base}/duty", DESK)
    sign_in(duty, server, "D01")
    duty.get_by_test_id("notice").click()
    expect(duty.get_by_test_id("preview")).to_contain_text("火警")
    album.take(duty, "duty-notice", "值班台:发布通知 Duty officer: publishing a notice")
    duty.get_by_test_id("publish").click()
    for name, place, says in (
        ("board", "evacuation", "大屏:火警 Board: fire"),
        ("kiosk", "evacuation", "取号机:火警 Kiosk: fire"),
        ("window", "scene-evacuate", "窗口屏:火警 Window screen: fire"),
        ("phone", "kept", "手机:火警 Phone: fire"),
    ):
        expect(pages[name].get_by_test_id(place)).to_be_visible(timeout=SLOW)
        album.take(pages[name], f"fire-{name}", says)
    all_clear(duty)
    duty.get_by_test_id("end-notice").click()
    expect(duty.locator("[data-testid^=standing-]")).to_have_count(0)


def _papers(album: Album, server: Server) -> None:
    """What the duty officer prints: the record of the day, and slips for an outage."""
    duty = album.contexts[-1].pages[0]
    duty.goto(f"{server.base}/duty/record")
    for item in ("badge", "attitude", "devices", "safety"):
        duty.get_by_test_id(f"well-{item}").click()
        expect(duty.get_by_test_id(f"check-{item}")).to_have_attribute("data-found", "")
    duty.get_by_test_id("note").fill("三楼东侧灯坏,已报修")
    duty.get_by_test_id("note").press("Enter")
    expect(duty.get_by_test_id("entries")).to_contain_text("已报修")
    album.take(duty, "duty-record", "值班记录 The record of a day", whole=True)
    duty.goto(f"{server.base}/duty/pads")
    expect(duty.locator(".slip").first).to_be_visible()
    album.take(duty, "duty-pads", "打印纸质号 Paper numbers for an outage")
    album.close()
