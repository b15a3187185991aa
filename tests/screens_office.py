"""Pictures of what is read and written at a desk: reports, complaints, ledger, closing, roster, accounts."""

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect

from tests.album import PHONE, SLOW, Album
from tests.browser.measure import PAINTED
from tests.serving import ROOT, SAMPLE, Server

SHEET, BOARD = (1280, 1000), (1500, 1000)
PAPER: ViewportSize = {"width": 1032, "height": 688}
"""What is printed on of A4 across, 273 × 182 mm, at 96 dots an inch."""
REPORTS = (
    ("month", "月度报告 The month"),
    ("times", "时间与去向 Times and outcomes"),
    ("ratings", "评价 Ratings, with how sure one can be"),
    ("ranking", "排名 Ranking"),
    ("questions", "请了解 Questions for a person, never a verdict"),
    ("presence", "在岗时间 Presence"),
    ("comparison", "比较 Two periods"),
)
PAGES = (
    ("closing", "/duty/closing", "D01", "关门清单 Before the hall is closed"),
    ("day-report", "/duty/report", "D01", "日报 The report of a day"),
    ("roster", "/duty/roster", "D01", "值班表 The roster"),
    ("ledger", "/ledger", "D01", "登记台账 The ledger"),
)


def office(album: Album, folder: Path) -> None:
    """The sample hall with the days of last month behind it, and complaints of today."""
    line = [sys.executable, "run.py", "--config", str(SAMPLE), "simulate", "--data", str(folder)]
    subprocess.run([*line, "--days", "40", "--visits", "120"], cwd=ROOT, check=True, timeout=300)
    with Server(folder) as server:
        _reports(album, server)
        _complaints(album, server)
        for name, path, who, says in PAGES:
            page = signed_in(album, server, who, path, SHEET)
            expect(page.locator("h1, h2").first).to_be_visible(timeout=SLOW)
            page.wait_for_load_state("networkidle")
            album.take(page, name, says)
        page = signed_in(album, server, "S01", "/admin", SHEET)
        page.get_by_test_id("tab-accounts").click()
        expect(page.get_by_test_id("account-1001")).to_be_visible(timeout=SLOW)
        album.take(page, "accounts", "账号 Accounts")
        album.close()


def signed_in(album: Album, server: Server, who: str, path: str, size: tuple[int, int]) -> Page:
    page = album.open(f"{server.base}/healthz", size)
    kept = server.staff(who).cookies().split("; ")
    page.context.add_cookies(
        [{"name": n, "value": v, "url": server.base} for n, _, v in (one.partition("=") for one in kept)]
    )
    page.goto(server.base + path)
    return page


def _reports(album: Album, server: Server) -> None:
    page = signed_in(album, server, "M01", "/reports", BOARD)
    page.get_by_test_id("period-last-month").click()
    for report, says in REPORTS:
        page.get_by_test_id(f"report-{report}").click()
        expect(page.locator(f"[data-testid=report][data-report={report}]")).to_be_visible(timeout=SLOW)
        page.wait_for_load_state("networkidle")
        expect(page.locator(".drawing[data-drawn=false]")).to_have_count(0)
        album.take(page, f"report-{report}", says)
    _one_day(album, page)
    _on_a_phone(album, server)


def _one_day(album: Album, page: Page) -> None:
    """Who sat where on the last day that is behind; on the screen and, A4 across, on paper."""
    page.get_by_test_id("report-presence").click()
    row = page.get_by_test_id("table-presence").locator("tbody tr").last
    expect(row).to_be_visible(timeout=SLOW)
    day = row.locator("th").inner_text()
    page.get_by_test_id("from").fill(day)
    page.get_by_test_id("to").fill(day)
    expect(page.locator("[data-testid=chart] .drawing[data-drawn=true] canvas")).to_be_visible(timeout=SLOW)
    album.take(page, "report-presence-day", "在岗时间:一天 Presence on one day")
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.evaluate(PAINTED)
    album.take(page, "report-presence-paper", "在岗时间:打印 Presence, on A4 paper", whole=True)


def _on_a_phone(album: Album, server: Server) -> None:
    page = signed_in(album, server, "M01", "/reports", PHONE)
    page.get_by_test_id("period-last-month").click()
    page.get_by_test_id("report-month").click()
    expect(page.get_by_test_id("kept")).to_be_visible(timeout=SLOW)
    album.take(page, "report-phone", "手机上的月度报告 The month, on a manager's phone")


def _complaints(album: Album, server: Server) -> None:
    told = {
        "channel": "phone",
        "target": "2号窗口",
        "matter": "等候太久",
        "happened_at": "2026-01-05 09:30",
        "place": "2号窗口",
        "text": "排了一个多小时。",
        "person": "陈先生",
        "phone": "13800000000",
    }
    assert server.staff("H01").post("/api/complaints", told).ok
    page = signed_in(album, server, "D01", "/duty/complaints", SHEET)
    page.locator("[data-testid^=case-]").first.click()
    page.wait_for_load_state("networkidle")
    album.take(page, "complaints", "投诉和差评 Complaints and bad ratings")
