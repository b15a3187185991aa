"""One walk over the reports: asked, looked at, led back, graded, taken along, on paper."""

import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_accessibility import findings
from tests.serving import ROOT, SAMPLE, Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A hall with the days of last month behind it."""
    data = tmp_path_factory.mktemp("hall")
    command = [sys.executable, "run.py", "--config", str(SAMPLE), "simulate", "--data", str(data)]
    done = subprocess.run(
        [*command, "--days", "40", "--visits", "80"], cwd=ROOT, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0 and "visits" in done.stdout, done.stderr
    with Server(data) as running:
        running.passwords()
        yield running


def shown(page: Page, report: str) -> None:
    page.get_by_test_id(f"report-{report}").click()
    expect(page.locator(f"[data-testid=report][data-report={report}]")).to_be_visible()


def cells(page: Page, table: str) -> list[list[str]]:
    rows = page.get_by_test_id(f"table-{table}").locator("tbody tr")
    return rows.evaluate_all("rows => rows.map(row => [...row.children].map(cell => cell.innerText.trim()))")


def test_a_manager_reads_leads_back_grades_and_takes_along(
    server, open_page: OpenPage, faults, tmp_path: Path
):
    page = open_page("/reports", 1500, 1000)
    page.get_by_test_id("staff-no").fill("M01")
    page.get_by_test_id("password").fill(server.passwords()["M01"])
    page.get_by_test_id("sign-in").click()
    page.get_by_test_id("period-last-month").click()
    shown(page, "times")
    expect(page.locator("[data-testid=chart] .drawing[data-drawn=true] canvas").first).to_be_visible()
    page.get_by_test_id("by").select_option("window")
    source = page.locator("[data-testid^=source-w2-finished]")
    count = int(source.inner_text())
    source.click()
    expect(page.get_by_test_id("visit")).to_have_count(min(count, 200))
    assert {"2号窗口"} == set(page.locator("[data-testid=visit] td:nth-child(4)").all_inner_texts())
    page.get_by_test_id("trace").first.click()
    expect(page.get_by_test_id("events")).to_contain_text("2号窗口办结")
    shot(page, "reports-source")
    page.get_by_test_id("sources-close").click()

    for report in ("ratings", "ranking", "questions", "presence", "comparison"):
        shown(page, report)
        expect(page.get_by_test_id("report").get_by_role("heading").first).to_be_visible()
        shot(page, f"reports-{report}")

    shown(page, "presence")
    day = cells(page, "presence")[0][0]
    page.get_by_test_id("from").fill(day)
    page.get_by_test_id("to").fill(day)
    expect(page.get_by_test_id("of")).to_contain_text(f"{day} – {day}")
    expect(page.locator("[data-testid=chart] .drawing[data-drawn=true] canvas")).to_be_visible()
    assert {row[0] for row in cells(page, "presence")} == {day}
    shot(page, "reports-presence-day")
    page.get_by_test_id("period-last-month").click()

    shown(page, "ratings")
    page.locator("[data-testid^=source-][data-testid$=-default]").first.click()
    expect(page.get_by_test_id("none-there")).to_be_visible()
    expect(page.get_by_test_id("rule")).to_contain_text("本系统从不产生")
    page.get_by_test_id("sources-close").click()

    shown(page, "grades")
    page.get_by_test_id("grade-w1").click()
    page.get_by_test_id("grading").get_by_role("textbox").fill("台面整洁")
    page.get_by_test_id("grade-as-较好").click()
    expect(page.locator("tr[data-key=w1]")).to_contain_text("较好")
    expect(page.locator("tr[data-key=w1]")).to_contain_text("林静")

    page.wait_for_function(
        "async () => (await (await fetch('/api/reports')).json()).months.every((month) => month.made)"
    )
    shown(page, "month")
    expect(page.get_by_test_id("kept")).to_contain_text("之后没有更正")
    said = page.get_by_test_id("said-finished").first
    count = int(said.inner_text())
    said.click()
    expect(page.get_by_test_id("visit")).to_have_count(min(count, 200))
    page.get_by_test_id("sources-close").click()
    expect(page.get_by_test_id("grading")).to_have_count(0)
    assert findings(page) == []
    expect(page.locator(".lines li").first).to_contain_text("办结")
    expect(page.locator(".months .badge").first).not_to_have_class("good")
    shot(page, "reports-month")
    page.get_by_test_id("take-xlsx").click()
    page.get_by_test_id("take-reason").fill("月度报送")
    with page.expect_download() as download:
        page.get_by_test_id("take-ok").click()
    file = tmp_path / "month.xlsx"
    download.value.save_as(file)
    sheet = load_workbook(file)["2 时间与去向(按日)"]
    on_screen = cells(page, "times_day")
    in_file = [
        ["–" if v is None else f"{v:g}" if not isinstance(v, str) else v for v in row]
        for row in sheet.iter_rows(min_row=2, max_row=1 + len(on_screen), values_only=True)
    ]
    assert in_file == on_screen and len(on_screen) > 3

    page.get_by_test_id("take-sent").click()
    page.get_by_test_id("take-reason").fill("报送")
    page.get_by_test_id("take-ok").click()
    expect(page.locator(".months .badge.good").first).to_be_visible()

    page.emulate_media(media="print")
    expect(page.get_by_test_id("take-xlsx")).to_be_hidden()
    expect(page.get_by_test_id("table-times_day")).to_be_visible()
    assert cells(page, "times_day") == on_screen
    page.pdf(path=str(Path(__file__).parents[1] / "out" / "reports-month.pdf"), prefer_css_page_size=True)
    assert faults == []
