"""登记台账 in Chromium: taken in at the console, printed, followed to its collection, seen by all."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_accessibility import findings
from tests.browser.test_console_holds import at_window, looked_at, take
from tests.browser.test_console_outcome import asked, visit
from tests.browser.test_visit import events, sign_in
from tests.far_platform import KEY, Platform
from tests.serving import SAMPLE, Server, wait_until

pytestmark = pytest.mark.browser


SENDING = """
[outbox]
url = "{url}"
app = "test"
key_file = "key"
ca_file = "{ca}"
"""


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificates of the far end")
    platform = Platform(tmp_path_factory.mktemp("far"))
    yield platform
    platform.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, far: Platform) -> Iterator[Server]:
    """The sample hall, which sends what it has to a far end."""
    folder = tmp_path_factory.mktemp("hall")
    config = folder / "hall.toml"
    config.write_text(SAMPLE.read_text("utf-8") + SENDING.format(url=far.url, ca=far.ca), "utf-8")
    shutil.copy(SAMPLE.with_name("hall.guide.toml"), folder)
    (folder / "key").write_bytes(KEY)
    with Server(folder / "data", config=config) as running:
        running.passwords()
        yield running


def papers(server: Server) -> list[str]:
    """The text of every paper that k1's printer has put out."""
    state = server.control("printer-k1").state()
    return ["\n".join(line.get("text", "") for line in ticket["lines"]) for ticket in state["tickets"]]


def step(page: Page, name: str, **fields: str) -> None:
    """A key of the case, what it asks, done."""
    page.get_by_test_id(f"step-{name}").click()
    for field, value in fields.items():
        entry = page.get_by_test_id(f"field-{field}")
        if value == "tick":
            entry.check()
        elif field == "why":
            entry.select_option(value)
        else:
            entry.fill(value)
    if fields:
        page.get_by_test_id("step-ok").click()


def seen(page: Page, name: str) -> None:
    """Clean by axe, and a picture."""
    assert findings(page) == []
    shot(page, name)


def test_a_case_from_the_window_to_its_collection(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    number = take(server, "property")
    console = open_page("/caller", 380, 800)
    at_window(console, server, "1007", "w6")
    visit(console)
    asked(console)
    console.keyboard.press("Digit3")
    console.keyboard.type("NXS-2026-0042")
    console.get_by_test_id("case-days").fill("3")
    looked_at(console, "ledger-asked")
    console.keyboard.press("Enter")
    receipt = console.get_by_test_id("receipt")
    expect(receipt).to_contain_text(number)
    expect(receipt.get_by_test_id("accept-no")).to_have_text("NXS-2026-0042")
    promised = receipt.get_by_test_id("promised").inner_text()
    receipt.get_by_test_id("receipt-place").select_option("k1")
    expect(receipt.get_by_test_id("receipt-print")).to_have_attribute("aria-disabled", "false")
    looked_at(console, "ledger-receipt")
    receipt.get_by_test_id("receipt-print").click()
    expect(console.get_by_test_id("given")).to_contain_text("受理回单")
    (paper,) = wait_until(lambda: [p for p in papers(server) if "受理回单" in p], what="the receipt")
    for said in ("NXS-2026-0042", number, promised, "3个工作日", "1007"):
        assert said in paper

    page = open_page("/ledger?find=0042", 1024, 768)
    sign_in(page, server, "D01")
    expect(page.get_by_test_id("shown")).to_have_attribute("data-list", "find")
    (line,) = events(server, "ledger.opened.v1")
    page.get_by_test_id(f"line-{line['line']}").get_by_role("button").press("Enter")
    case = page.get_by_test_id("case")
    expect(case).to_contain_text("NXS-2026-0042")
    seen(page, "ledger-case")
    step(page, "extend", days="2", reason="需会审")
    expect(page.get_by_test_id("history")).to_contain_text("延期 2 天")
    page.get_by_test_id("printer").select_option("k-k1")
    page.get_by_test_id("print-extension").click()
    expect(page.get_by_test_id("printed")).to_contain_text("延期办结通知书")
    wait_until(lambda: [p for p in papers(server) if "延期办结通知书" in p and "需会审" in p])
    step(page, "pause", why="expert", reason="专家评审")
    expect(page.get_by_test_id("state")).to_have_attribute("data-state", "paused")
    step(page, "resume")
    expect(page.get_by_test_id("state")).to_have_attribute("data-state", "open")
    step(page, "finish", collect="tick")
    expect(page.get_by_test_id("state")).to_have_attribute("data-collect", "ready")
    step(page, "tell")
    step(page, "collect", collector="王小明")
    expect(page.get_by_test_id("state")).to_have_attribute("data-collect", "collected")
    expect(case).to_contain_text("王小明")
    seen(page, "ledger-collected")
    page.keyboard.press("Escape")
    expect(case).to_have_count(0)
    page.get_by_test_id("list-collect").click()
    expect(page.get_by_test_id("shown")).to_have_attribute("data-list", "collect")
    expect(page.get_by_test_id("shown")).to_contain_text("没有待取的证照或文件")
    page.get_by_test_id("list-numberless").click()
    expect(page.get_by_test_id("shown")).to_contain_text("这些天的业务都有受理编号")
    page.get_by_test_id("list-days").click()
    page.get_by_test_id("span-first").fill("2026-01-05")
    expect(page.get_by_test_id(f"line-{line['line']}")).to_be_visible()
    seen(page, "ledger-days")

    public = open_page("/ledger/public", 390, 800)
    expect(public.get_by_test_id("public-count")).to_have_text("共 1 件")
    public.get_by_test_id("public-find").fill("0042")
    shown = public.get_by_test_id("public-line")
    expect(shown).to_contain_text("NXS-*****0042")
    expect(shown).to_contain_text("已办结")
    expect(public.locator("body")).not_to_contain_text("王小明")
    seen(public, "ledger-public")
    assert faults == []


def test_what_the_platform_refuses_is_read_on_the_duty_page_and_sent_again(
    server: Server, far: Platform, open_page: OpenPage, faults: list[str]
) -> None:
    far.refuse["XS-9"] = (200, {"code": 1001, "msg": "办件编号不存在"})
    take(server, "disabled")
    console = open_page("/caller", 380, 800)
    at_window(console, server, "1006", "w5-side")
    visit(console)
    asked(console)
    console.keyboard.press("Digit3")
    console.keyboard.type("XS-9")
    console.keyboard.press("Enter")
    expect(console.get_by_test_id("receipt")).to_contain_text("XS-9")
    record = wait_until(lambda: parked(server), what="it is parked")
    page = open_page("/duty", 1600, 900)
    sign_in(page, server, "D01")
    entry = page.get_by_test_id(f"record-{record}")
    expect(entry).to_contain_text("被退回:200 办件编号不存在")
    entry.scroll_into_view_if_needed()
    seen(page, "ledger-duty-outbox")
    del far.refuse["XS-9"]
    page.get_by_test_id(f"replay-{record}").click()
    expect(entry).to_have_count(0)
    wait_until(lambda: far.of("XS-9"), what="it has arrived")
    assert [e["actor"] for e in events(server, "outbox.replayed.v1")] == ["staff:D01"]
    assert faults == []


def parked(server: Server) -> str:
    """The name of the record that was refused, or ""."""
    records = server.staff("D01").get("/api/outbox").json()["records"]
    return next((one["record"] for one in records if one["state"] == "parked"), "")
