"""Pictures of a hall at work: boards, a window's screen, console, help desk, duty; and the README's."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Page, expect

from tests.album import SLOW, UPRIGHT, WALL, Album, few
from tests.browser.kiosk_page import take_number
from tests.browser.measure import PAINTED
from tests.browser.test_visit import sign_in
from tests.screens_doors import doors
from tests.serving import ROOT, Server

README = ROOT / "docs" / "hall.png"
BOARD, DOCKED, DESK, LAB = (1920, 1080), (380, 800), (1280, 800), (1600, 1000)
SCREEN = (1280, 800)
CLERKS = {"w1": "1001", "w2": "1002", "w3": "1003", "w4": "1004", "w6": "1007"}
WAITING = {"marriage": 4, "insurance": 9, "payment": 3, "property": 3, "business": 2}
GROUND, GAP, ABOVE = "#dfe3eb", 16, 585
LAB_SHOWN: FloatRect = {"x": 310, "y": 54, "width": 1290, "height": 800}  # without the list of accounts


def busy(album: Album, folder: Path) -> None:
    """A Monday in small: five clerks, and people before each."""
    with Server(folder) as server:
        board = album.open(f"{server.base}/display/hall", BOARD)
        expect(board.get_by_test_id("picture")).to_be_visible(timeout=SLOW)
        board.wait_for_function("() => document.querySelector('[data-testid=picture]').naturalWidth > 0")
        album.take(board, "board-pictures", "大屏:无人呼叫时放图片 Board: pictures while nobody is called")
        screen = album.open(f"{server.base}/window/w1", SCREEN)
        staff = {window: server.staff(no) for window, no in CLERKS.items()}
        kiosk = server.kiosk("k1")
        for window, clerk in staff.items():
            assert clerk.post(f"/api/windows/{window}/sign-in").ok
        expect(screen.get_by_test_id("card")).to_be_visible(timeout=SLOW)
        album.take(screen, "window-idle", "窗口屏:人员卡 Window screen: who sits here")
        for queue, count in WAITING.items():
            for _ in range(count):
                assert kiosk.post("/api/tickets", {"queue": queue, "kiosk": "k1"}).ok
        console = album.open(f"{server.base}/caller", DOCKED)
        sign_in(console, server, CLERKS["w2"])
        floors = [
            album.open(f"{server.base}/display/{floor}", BOARD) for floor in ("f1", "f2")
        ]  # as in a hall
        for window in ("w3", "w4", "w6", "w1", "w2"):
            assert staff[window].post(f"/api/windows/{window}/call-next").ok
        for window in ("w3", "w4"):
            assert staff[window].post(f"/api/windows/{window}/start").ok
        for floor in floors:
            expect(floor.get_by_test_id("newest-number")).to_be_visible(timeout=SLOW)
        expect(board.get_by_test_id("newest-window")).to_contain_text("2", timeout=SLOW)
        expect(screen.get_by_test_id("called")).to_be_visible(timeout=SLOW)
        album.take(screen, "window-called", "窗口屏:正在叫号 Window screen: a number is called")
        expect(console.get_by_test_id("in-hand")).to_be_visible(timeout=SLOW)
        _boards(album, server, board)
        album.take(console, "console", "窗口工作台,停靠在业务系统旁 Console, docked beside another program")
        _readme(album, server, board, console)
        doors(album, server, CLERKS["w3"])
        album.close()


def _boards(album: Album, server: Server, board: Page) -> None:
    for size, name, says in (
        (UPRIGHT, "board-upright", "大屏,竖屏 Board, upright"),
        (WALL, "board-4k", "大屏 3840×2160 Board, 4K"),
        (BOARD, "board", "大屏 1920×1080 Board"),
    ):
        board.set_viewport_size({"width": size[0], "height": size[1]})
        expect(board.get_by_test_id("newest-number")).to_be_in_viewport(ratio=1)
        board.evaluate(PAINTED)
        album.take(board, name, says)
    for path, no, name, says in (
        ("/duty", "D01", "duty", "值班台 Duty officer"),
        ("/desk", "H01", "help-desk", "总服务台 Help desk"),
    ):
        page = album.open(server.base + path, DESK)
        sign_in(page, server, no)
        expect(page.get_by_test_id("sign-in")).to_have_count(0, timeout=SLOW)
        if name == "duty":
            expect(page.get_by_test_id("log").locator("li").first).to_be_visible(timeout=SLOW)
            expect(page.get_by_test_id("unconfirmed")).to_have_count(0, timeout=SLOW)  # all is printed
        else:
            expect(page.get_by_test_id("hall-state")).to_be_visible(timeout=SLOW)
        page.wait_for_load_state("networkidle")
        album.take(page, name, says)


def _readme(album: Album, server: Server, board: Page, console: Page) -> None:
    """Board, kiosk, the emulated hardware and the console side by side."""
    kiosk = album.open(f"{server.base}/kiosk/k1", UPRIGHT)
    take_number(kiosk, "payment")
    expect(kiosk.get_by_test_id("slip-state")).to_contain_text("请取走号票", timeout=SLOW)
    lab = album.open(f"{server.base}/lab", LAB)
    lab.emulate_media(reduced_motion="reduce")  # a sign that flashes is lit
    lab.reload()
    expect(lab.get_by_test_id("led-w2")).to_have_attribute("data-text", "请B003号", timeout=SLOW)
    above = [_high(board, ABOVE), _high(kiosk, ABOVE)]
    width = sum(picture.width for picture in above) + GAP
    wide = LAB_SHOWN["width"] / LAB_SHOWN["height"] + DOCKED[0] / DOCKED[1]
    below = round((width - GAP) / wide)
    rows = [above, [_high(lab, below, LAB_SHOWN), _high(console, below)]]
    sheet = Image.new("RGB", (width + 2 * GAP, ABOVE + below + 3 * GAP), GROUND)
    top = GAP
    for row in rows:
        left = GAP
        for picture in row:
            sheet.paste(picture, (left, top))
            left += picture.width + GAP
        top += row[0].height + GAP
    few(sheet, 256).save(README, "PNG", optimize=True)


def _high(page: Page, height: int, clip: FloatRect | None = None) -> Image.Image:
    picture = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
    return picture.resize((round(picture.width * height / picture.height), height), Image.Resampling.LANCZOS)
