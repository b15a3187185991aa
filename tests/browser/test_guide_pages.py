"""The guide at the kiosk and on the phone: six facts without a number, on paper, at any hour."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_accessibility import findings
from tests.serving import Server

pytestmark = pytest.mark.browser

SIZES = [(1080, 1920), (1920, 1080)]
FACTS = ("materials", "procedure", "limit", "fees", "content", "basis")
SLOW_MS = 60_000
OUTSIDE = """() => {
  const seen = "button, .fact-item, .guide-told, figure";
  const things = [...document.querySelector(".frame").querySelectorAll(seen)];
  const wrong = (e) => {
    const b = e.getBoundingClientRect();
    if (b.left < -1 || b.top < -1 || b.right > innerWidth + 1 || b.bottom > innerHeight + 1) return true;
    const small = b.height < 87.5 || b.width < 87.5;
    return e.tagName === "BUTTON" && (e.scrollHeight > e.clientHeight + 2 || small);
  };
  return things.filter((e) => e.checkVisibility() && wrong(e)).map((e) => e.className + e.textContent);
}"""
OVERLAPS = """() => {
  const seen = "button, .fact, .guide-told span, h2, figure, .guide-where";
  const all = [...document.querySelector(".frame").querySelectorAll(seen)];
  const things = all.filter((e) => e.checkVisibility());
  const over = (a, b) => {
    const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
    const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    return wide > 2 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 2;
  };
  return things.flatMap((a, i) => things.slice(i + 1)
    .filter((b) => !a.contains(b) && !b.contains(a) && over(a, b))
    .map((b) => `${a.textContent} / ${b.textContent}`));
}"""


def laid_out(page: Page) -> list[Any]:
    """What lies outside, is cut, too small to touch, or over something else."""
    return [*page.evaluate(OUTSIDE), *page.evaluate(OVERLAPS)]


def to_matter(page: Page, queue: str, matter: str) -> None:
    page.get_by_test_id("guide").click()
    page.get_by_test_id(f"guide-queue-{queue}").click()
    page.get_by_test_id(f"guide-{matter}").click()
    expect(page.get_by_test_id("fact")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_six_facts_of_a_matter_fit_on_every_page(
    open_page: OpenPage, faults: list[str], width: int, height: int
) -> None:
    page = open_page("/kiosk/k1", width, height)
    expect(page.get_by_test_id("guide")).to_be_enabled()
    assert laid_out(page) == []
    page.get_by_test_id("guide").click()
    expect(page.get_by_test_id("guide-queue-marriage")).to_be_enabled()
    assert laid_out(page) == []
    assert findings(page) == []
    shot(page, f"guide-{width}")
    page.get_by_test_id("guide-queue-insurance").click()
    page.get_by_test_id("guide-insurance-medical").click()
    seen = ""
    while True:
        expect(page.get_by_test_id("guide-take")).to_be_enabled()
        seen += page.get_by_test_id("fact").inner_text()
        assert laid_out(page) == []
        shot(page, f"guide-matter-{width}")
        on = page.get_by_test_id("page-on")
        if not on.count() or not on.is_enabled():
            break
        on.click()
    for wanted in ("居民身份证", "医疗费用发票", "原件,财政或税务监制", "出生医学证明"):
        assert seen.count(wanted) >= 1, wanted
    assert findings(page) == []
    for fact in FACTS:
        page.get_by_test_id(f"fact-{fact}").click()
        expect(page.get_by_test_id(f"fact-{fact}")).to_have_attribute("aria-pressed", "true")
        assert laid_out(page) == []
    expect(page.get_by_test_id("fact")).to_contain_text("社会保险法")
    assert faults == []


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("mode", ["large", "contrast", "low"])
def test_it_holds_in_every_mode(
    open_page: OpenPage, faults: list[str], width: int, height: int, mode: str
) -> None:
    if mode == "low" and width > height:
        pytest.skip("a screen lying on its side is low already")
    page = open_page("/kiosk/k1", width, height)
    page.get_by_test_id(f"mode-{mode}").click()
    to_matter(page, "insurance", "insurance-medical")
    expect(page.get_by_test_id("guide-take")).to_be_enabled()
    shot(page, f"guide-{mode}-{width}")
    assert laid_out(page) == []
    assert findings(page) == []
    if mode == "low":
        high = "[...document.querySelectorAll('button')].filter((b) => b.getBoundingClientRect().top < 715)"
        assert page.evaluate(f"{high}.map((b) => b.textContent)") == []
    assert faults == []


def test_the_list_is_printed_and_the_kiosk_says_what_the_printer_said(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    to_matter(page, "marriage", "marriage-register")
    page.get_by_test_id("guide-print").click()
    expect(page.get_by_test_id("guide-told")).to_contain_text("请取走告知单", timeout=SLOW_MS)
    expect(page.get_by_test_id("guide-print")).to_have_count(0)
    events = server.staff("D01").get("/api/events?limit=50").json()["events"]
    kinds = [event["type"] for event in events if event["type"].startswith("notice.")]
    assert kinds == ["notice.paper.v1", "notice.given.v1"]
    assert not [event for event in events if event["type"] == "ticket.taken.v1"], "nobody took a number"
    page.get_by_test_id("guide-back").click()
    page.get_by_test_id("guide-back").click()
    page.get_by_test_id("guide-back").click()
    expect(page.get_by_test_id("queue-marriage")).to_be_visible()
    assert faults == []


def test_from_the_guide_to_a_number_in_one_touch(open_page: OpenPage, faults: list[str]) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    to_matter(page, "payment", "payment-fines")
    page.get_by_test_id("guide-take").click()
    expect(page.get_by_test_id("result-number")).to_have_text(re.compile(r"C\d{3}"))
    assert faults == []


def test_without_paper_it_says_why_and_offers_the_code(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/kiosk/k2", 1080, 1920)
    expect(page.get_by_test_id("guide")).to_be_enabled()
    server.control("printer-k2").fault("paper_out")
    try:
        expect(page.get_by_test_id("closed")).to_be_visible(timeout=SLOW_MS)
        shot(page, "guide-closed")
        to_matter(page, "business", "business-register")
        expect(page.get_by_test_id("guide-told")).to_contain_text("打印机暂时不能用")
        expect(page.get_by_test_id("guide-print")).to_have_count(0)
        expect(page.get_by_test_id("guide-take")).to_have_count(0)
        expect(page.locator("figure.qr img")).to_be_visible()
        page.wait_for_function("() => document.querySelector('figure.qr img').naturalWidth > 0")
        assert laid_out(page) == []
        assert findings(page) == []
    finally:
        server.control("printer-k2").fault("paper_out", on=False)
    expect(page.get_by_test_id("guide-print")).to_be_visible(timeout=SLOW_MS)
    assert faults == []


def test_in_english_and_by_keys(open_page: OpenPage, faults: list[str]) -> None:
    page = open_page("/kiosk/k1", 1080, 1920)
    page.get_by_test_id("language").click()
    page.get_by_test_id("language-en").click()
    expect(page.get_by_test_id("guide")).to_contain_text("What to bring")
    page.get_by_test_id("guide").click()
    expect(page.get_by_test_id("guide-queue-marriage")).to_be_enabled()
    page.keyboard.press("1")
    expect(page.get_by_test_id("guide-marriage-register")).to_be_enabled()
    page.keyboard.press("1")
    expect(page.get_by_test_id("fact")).to_contain_text("Identity cards of both")
    expect(page.get_by_test_id("fact-limit")).to_be_enabled()
    page.keyboard.press("3")
    expect(page.get_by_test_id("fact")).to_contain_text("while you wait")
    page.keyboard.press("0")
    expect(page.get_by_test_id("guide-marriage-register")).to_be_visible()
    assert faults == []


def test_on_the_phone(open_page: OpenPage, faults: list[str]) -> None:
    page = open_page("/guide", 390, 844)
    assert findings(page) == []
    shot(page, "guide-phone")
    page.get_by_role("link", name="残疾人证核发").click()
    expect(page.get_by_role("heading", name="申报材料")).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    every = "[...document.querySelectorAll('main *')].map((e) => parseFloat(getComputedStyle(e).fontSize))"
    assert min(page.evaluate(every)) >= 15
    shot(page, "guide-phone-matter")
    page.get_by_role("link", name="全部事项").click()
    expect(page.get_by_role("heading", name="办事指南")).to_be_visible()
    assert faults == []


def test_when_the_hall_is_closed(server: Server, open_page: OpenPage, faults: list[str]) -> None:
    """Last: it ends the day."""
    page = open_page("/kiosk/k1", 1920, 1080)
    expect(page.get_by_test_id("queue-marriage")).to_be_visible()
    officer = server.staff("D01")
    for action in ("extend", "close"):
        answer = officer.post(f"/api/hall/{action}")
        assert answer.status_code == 200, answer.text
    expect(page.get_by_test_id("closed")).to_be_visible()
    assert laid_out(page) == []
    to_matter(page, "marriage", "marriage-divorce")
    expect(page.get_by_test_id("fact")).to_contain_text("双方结婚证")
    expect(page.get_by_test_id("guide-take")).to_have_count(0)
    page.get_by_test_id("guide-print").click()
    expect(page.get_by_test_id("guide-told")).to_contain_text("请取走告知单", timeout=SLOW_MS)
    assert faults == []
