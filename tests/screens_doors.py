"""Pictures of who may come in, of a wall with alarms, and of a drill, which every page says."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.album import LYING, SLOW, UPRIGHT, Album
from tests.browser.test_visit import sign_in
from tests.serving import SAMPLE, Server

DOCKED, DESK = (380, 800), (1280, 800)
AT_WORK = tuple(range(1, 14))
"""Windows of the hall of Shangyu with somebody behind them: w1 is 2001's."""
FREE, AWAY, CALLING, IN_NEED = 1, 3, (2, 4, 6, 8), 5


def doors(album: Album, server: Server, clerk: str) -> None:
    """`clerk`: somebody at a window, with a number in hand."""
    duty = album.open(f"{server.base}/duty", DESK)
    expect(duty.get_by_test_id("sign-in")).to_be_visible(timeout=SLOW)
    album.take(duty, "sign-in-duty", "登录:值班台 Signing in: duty officer")
    page = album.open(f"{server.base}/caller", DOCKED)
    page.get_by_test_id("staff-no").fill(clerk)
    page.get_by_test_id("password").fill("not this one")
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("message")).to_be_visible(timeout=SLOW)
    album.take(page, "sign-in-refused", "登录:密码不对 Signing in: a wrong password")
    page.reload()
    sign_in(page, server, clerk)
    page.get_by_test_id("lock").click()
    expect(page.get_by_test_id("unlock-password")).to_be_focused()
    album.take(page, "console-locked", "窗口工作台:已锁屏 Console: locked")
    page.get_by_test_id("unlock-password").fill("not this one")
    page.get_by_test_id("unlock").click()
    expect(page.get_by_test_id("message")).to_be_visible(timeout=SLOW)
    album.take(
        page, "console-locked-refused", "窗口工作台:解锁密码不对 Console: unlocked with a wrong password"
    )
    page.get_by_test_id("unlock-password").fill(server.passwords()[clerk])
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("unlock-password")).to_have_count(0, timeout=SLOW)


def wall(album: Album, server: Server) -> None:
    """The hall of Shangyu on a Monday: somebody called for help, somebody is away, nobody serves a queue."""
    staff = {at: server.staff(f"{2000 + at}") for at in AT_WORK}
    kiosk = server.kiosk("k1")
    for at, clerk in staff.items():
        assert clerk.post(f"/api/windows/w{at}/sign-in").ok
    for queue in re.findall(r'^id = "(q-w\d+)"', server.config.read_text(encoding="utf-8"), re.MULTILINE)[:9]:
        for _ in range(3):
            assert kiosk.post("/api/tickets", {"queue": queue, "kiosk": "k1"}).ok
    for at in CALLING:
        assert staff[at].post(f"/api/windows/w{at}/call-next").ok, at
    assert staff[AWAY].post(f"/api/windows/w{AWAY}/suspend", {"reason": "临时离岗"}).ok
    assert staff[IN_NEED].post(f"/api/windows/w{IN_NEED}/help", {}).ok
    page = album.open(f"{server.base}/duty?wall=1", LYING)
    sign_in(page, server, "D01")
    expect(page.locator(".wall-tile")).to_have_count(69)
    expect(page.get_by_test_id("wall-hands")).to_contain_text("呼叫", timeout=SLOW)
    album.take(
        page, "duty-wall", "值班大屏:有人求助 The duty officer's board on a wall: somebody asks for help"
    )
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    album.take(page, "duty-wall-small", "值班大屏 1280×800 The same on a small screen")
    album.close()


def drill(album: Album, folder: Path) -> None:
    """An outage practised beside the real hall."""

    def take(path: str, size: tuple[int, int], name: str, says: str, seen: str) -> Page:
        page = album.open(f"{server.base}{path}", size)
        if path == "/duty":
            sign_in(page, server, "D01")
        expect(page.get_by_test_id(seen).first).to_be_visible(timeout=SLOW)
        expect(page.locator(".drill-mark")).to_be_visible()
        album.take(page, name, says)
        return page

    with Server(folder, config=SAMPLE, drill=True) as server:
        server.passwords()
        take("/kiosk/k1", UPRIGHT, "drill-kiosk", "演练:取号机 A drill: kiosk", "queue-payment")
        take("/display/hall", LYING, "drill-board", "演练:大屏 A drill: board", "queue-marriage")
        take("/duty", DESK, "drill-duty", "演练:值班台 A drill: duty officer", "hall-state")
        album.close()
