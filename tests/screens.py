"""`make screens`: pictures of every page, the kiosk's in every state, from the real server."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect, sync_playwright

from tests.album import FOLDER, LYING, PHONE, SLOW, UPRIGHT, Album
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.kiosk_page import take_number, touch
from tests.browser.test_broken_network import Cable
from tests.screens_crowd import crowd
from tests.screens_doors import drill, wall
from tests.screens_hall import CLERKS, busy
from tests.screens_office import office
from tests.screens_rare import rare, rare_phones
from tests.screens_states import closed, told
from tests.serving import ROOT, SAMPLE, Server

CARD = "999999195802140015"
Sizes = tuple[tuple[int, int], ...]
BOTH: Sizes = (UPRIGHT, LYING)


def named(name: str, size: tuple[int, int], sizes: Sizes) -> str:
    return f"{name}-landscape" if size == LYING and len(sizes) > 1 else name


def kiosk(
    album: Album, base: str, at: str, name: str, says: str, way: Callable[[Page], None], sizes: Sizes
) -> None:
    """The page at each size, after `way` has led to it."""
    for size in sizes:
        page = album.open(f"{base}/kiosk/{at}", size)
        expect(page.locator("section").first).to_be_visible()
        way(page)
        album.take(page, named(name, size, sizes), says if size == UPRIGHT else f"{says} · 横屏 landscape")
        album.close()


def touches(*keys: str, then: str = "") -> Callable[[Page], None]:
    def way(page: Page) -> None:
        for key in keys:
            touch(page, key)
        if then:
            expect(page.get_by_test_id(then).first).to_be_enabled()

    return way


def sample(album: Album, folder: Path) -> None:
    """The sample hall: a small one, with an ID reader; business licences must know who comes."""
    shutil.copytree(SAMPLE.parent, folder / "config")
    text = SAMPLE.read_text(encoding="utf-8")
    needs = 'unit = "工商窗口"\n'
    (folder / "config" / "hall.toml").write_text(
        text.replace(needs, needs + 'identity = "required"\n', 1), encoding="utf-8"
    )
    with Server(folder / "data", config=folder / "config" / "hall.toml") as server:
        passwords = server.passwords()
        for window, no in CLERKS.items():
            assert server.staff(no).post(f"/api/windows/{window}/sign-in").ok
        _modes(album, server.base)
        _ways(album, server)
        _staff(album, server, passwords["H01"])
        _paper(album, server)
        rare(album, server, CARD)
        _phones(album, server)
        _troubles(album, server)


def _modes(album: Album, base: str) -> None:
    for name, says, keys, sizes in (
        ("start", "首页 Start of a small hall", (), BOTH),
        ("start-english", "英文 In English", ("language", "language-en"), (UPRIGHT,)),
        (
            "start-uyghur",
            "维吾尔文(未审校)Uyghur, right to left, unreviewed",
            ("language", "language-ug"),
            (UPRIGHT,),
        ),
        ("languages", "选择语言 Choosing the language", ("language",), (UPRIGHT,)),
        ("start-large", "大字 Large type", ("mode-large",), BOTH),
        ("start-contrast", "高对比 Strong contrast", ("mode-contrast",), (UPRIGHT,)),
        ("start-low", "降低 Low reach", ("mode-low",), (UPRIGHT,)),
    ):
        kiosk(album, base, "k1", name, says, touches(*keys), sizes)


def _ways(album: Album, server: Server) -> None:
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
    booked = {"code": "80412345", "day": today, "queue": "business", "start": "00:00", "end": "23:59"}
    assert server.staff("H01").post("/api/appointments", {"appointments": [booked]}).ok
    for name, says, keys, then, sizes in (
        ("matters", "选择事项 The matters of a service", ("queue-insurance",), "any-insurance", BOTH),
        ("search", "查找业务 Search", ("search",), "letter-Z", BOTH),
        ("check-in", "预约签到 Check-in", ("check-in",), "digit-1", BOTH),
        (
            "identity",
            "刷身份证或输入号码 Who comes",
            ("queue-business", "any-business"),
            "identity-other",
            BOTH,
        ),
        (
            "identity-pad",
            "输入身份证号 The number of an ID card",
            ("queue-business", "any-business", "identity-other"),
            "id-1",
            BOTH,
        ),
        ("guide", "办事指南 The guide", ("guide",), "guide-back", BOTH),
    ):
        kiosk(album, server.base, "k1", name, says, touches(*keys, then=then), sizes)

    def to_matter(page: Page) -> None:
        touch(page, "guide")
        first = page.locator("[data-testid^=guide-queue-]").first
        expect(first).to_be_enabled()
        first.click()
        matter = page.locator(".guide-things button").first
        expect(matter).to_be_enabled()
        matter.click()
        expect(page.locator("[data-page=guide-matter]")).to_be_visible()
        expect(page.locator("section button").first).to_be_enabled()

    kiosk(album, server.base, "k1", "guide-matter", "需要什么材料 What one matter needs", to_matter, BOTH)


def _staff(album: Album, server: Server, password: str) -> None:
    def gate(page: Page) -> None:
        for _ in range(5):
            page.get_by_test_id("hall-name").click()
        expect(page.get_by_test_id("staff-enter")).to_be_enabled()

    def panel(page: Page) -> None:
        gate(page)
        page.get_by_test_id("staff-no").fill("H01")
        page.get_by_test_id("staff-password").fill(password)
        touch(page, "staff-enter")
        expect(page.get_by_test_id("test-slip")).to_be_enabled()

    kiosk(album, server.base, "k1", "staff-gate", "员工登录 The staff's way in", gate, BOTH)
    kiosk(album, server.base, "k1", "staff-panel", "取号机状态 How the kiosk is", panel, BOTH)


def _paper(album: Album, server: Server) -> None:
    def number(page: Page) -> None:
        take_number(page, "payment")
        expect(page.get_by_test_id("slip-state")).to_contain_text("请取走号票", timeout=SLOW)

    kiosk(album, server.base, "k1", "result", "取号结果 The number", number, BOTH)

    def carded(page: Page) -> None:
        take_number(page, "business")
        expect(page.get_by_test_id("identity-other")).to_be_enabled()
        server.control("id-k1").request({"op": "card", "number": CARD})
        expect(
            page.get_by_test_id("result-number").or_(page.get_by_test_id("existing")).first
        ).to_be_visible()
        server.control("id-k1").request({"op": "remove"})
        expect(page.get_by_test_id("slip-state")).to_contain_text("请取走号票", timeout=SLOW)

    kiosk(album, server.base, "k1", "result-card", "刷身份证取号 The number, by ID card", carded, (UPRIGHT,))

    def paperless(page: Page) -> None:
        touch(page, "queue-payment")
        expect(page.get_by_test_id("any-payment")).to_be_enabled()
        server.control("printer-k2").fault("paper_out", value=3)  # within the job
        page.get_by_test_id("any-payment").click()
        expect(page.get_by_test_id("keep")).to_be_enabled(timeout=SLOW)

    kiosk(album, server.base, "k2", "result-no-paper", "没有纸质号票 No paper came", paperless, (UPRIGHT,))
    kiosk(album, server.base, "k2", "printer", "打印机故障 The printer is ill", touches(then="closed"), BOTH)
    server.control("printer-k2").fault("offline", on=False)


def _phones(album: Album, server: Server) -> None:
    k1, clerk = server.kiosk("k1"), server.staff("1001")
    tokens = [k1.post("/api/tickets", {"queue": "marriage", "kiosk": "k1"}).json()["token"] for _ in range(3)]

    def phone(token: str, situation: str, name: str, says: str) -> None:
        page = album.open(f"{server.base}/t/{token}", PHONE)
        expect(page.locator(f"body.{situation}")).to_be_visible()
        album.take(page, name, says)
        album.close()

    phone(tokens[2], "near", "phone-near", "手机:快到了 Phone: nearly your turn")
    assert clerk.post("/api/windows/w1/call-next").ok
    phone(tokens[0], "called", "phone-called", "手机:请到窗口 Phone: called")
    assert clerk.post("/api/windows/w1/start").ok
    assert clerk.post("/api/windows/w1/finish").ok
    phone(tokens[0], "finished", "phone-rate", "手机:评价 Phone: rating")
    rare_phones(album, server, tokens[0])
    page = album.open(f"{server.base}/t/unknown", PHONE)
    expect(page.locator("h1")).to_contain_text("没有这张号票")
    album.take(page, "phone-unknown", "手机:没有这张号票 Phone: no such slip")
    album.close()
    for path, name, says in (
        ("/guide", "phone-guide", "手机:办事指南 Phone: the guide"),
        ("/guide/marriage-register", "phone-guide-matter", "手机:一个事项 Phone: one matter"),
    ):
        page = album.open(server.base + path, PHONE)
        album.take(page, name, says)
        album.close()


def _troubles(album: Album, server: Server) -> None:
    cable = Cable(server.port)
    page = album.open(f"http://127.0.0.1:{cable.port}/kiosk/k1", UPRIGHT)
    touch(page, "queue-payment")
    expect(page.get_by_test_id("any-payment")).to_be_enabled()
    cable.pull()
    expect(page.get_by_test_id("stale")).to_be_visible(timeout=SLOW)
    page.get_by_test_id("any-payment").click(force=True)
    expect(page.get_by_test_id("message")).to_be_visible()
    album.take(page, "network-lost", "网络中断 The network is lost")
    album.close()
    cable.close()
    duty = server.staff("D01")
    assert duty.post("/api/hall/outage", {"reason": "停电"}).ok
    kiosk(album, server.base, "k1", "outage", "系统故障 An outage", touches(then="closed"), BOTH)
    assert duty.post("/api/hall/recover", {}).ok
    page = album.open(f"{server.base}/kiosk/k1", UPRIGHT)
    expect(page.get_by_test_id("queue-payment")).to_be_visible()
    administrator = server.staff("S01")
    csrf = {"X-CSRF-Token": administrator.get("/api/session").json()["csrf"]}
    url = f"{server.base}/api/pairings/kiosk/k1"
    assert administrator.http.delete(url, headers=csrf, timeout=20).ok
    expect(page.get_by_test_id("closed")).to_be_visible(timeout=SLOW)
    album.take(page, "unpaired", "设备未登记 The kiosk is not paired")
    album.close()
    page = album.open(f"file://{ROOT}/kiosk/wait.html?to=http://127.0.0.1:9/kiosk/k1", UPRIGHT)
    album.take(page, "wait", "等待服务器 Before the server is there")
    album.close()


def large(album: Album, folder: Path) -> None:
    """A hall of 69 counters."""
    with Server(folder / "data", config=ROOT / "config" / "shangyu.toml") as server:
        server.passwords()
        for name, says, keys, then, sizes in (
            ("large-start", "大厅首页 Start of a large hall", (), "others", BOTH),
            ("large-department", "部门 A department", ("department-q-w5",), "back", BOTH),
            ("large-others", "不用取号的服务 Counters without numbers", ("others",), "back", (UPRIGHT,)),
            ("large-found", "找到的事项 What was found", ("search", "letter-H"), "found", BOTH),
        ):
            kiosk(album, server.base, "k1", name, says, touches(*keys, then=then), sizes)
        wall(album, server)


def index(shown: list[tuple[str, str]]) -> str:
    rows = "\n".join(f"| [{name}.png]({name}.png) | {says} |" for name, says in shown)
    return (
        "# 屏幕 Screens\n\n"
        "Taken by `make screens` from the real server with emulated hardware, in Chromium, at half size\n"
        "(kiosk 1080×1920 and 1920×1080; phone 390×844 and console 380×800 at their own size). Renew them\n"
        "when a page changes.\n\n"
        f"| picture | shows |\n|---|---|\n{rows}\n"
    )


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        album = Album(browser)
        sample(album, folder / "sample")
        large(album, folder / "large")
        closed(album, folder / "before", "before", "开放前 Before opening")
        closed(album, folder / "lunch", "lunch", "午休 Lunch")
        busy(album, folder / "busy")
        told(album, folder / "told")
        crowd(album, folder / "crowd")
        drill(album, folder / "drill")
        office(album, folder / "office")
        browser.close()
    (FOLDER / "README.md").write_text(index(album.shown), encoding="utf-8")
    for old in FOLDER.glob("*.png"):
        if old.stem not in {name for name, _ in album.shown}:
            old.unlink()
    print(f"{len(album.shown)} pictures in {FOLDER.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main()
