"""What the duty officer prints: 值班记录, written and signed (R78, R79), and slips for an outage (R120)."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_accessibility import findings
from tests.browser.test_visit import sign_in
from tests.serving import Server

pytestmark = pytest.mark.browser

ITEMS = ("presence", "badge", "attitude", "devices", "safety")
TOPS = """(el, characters) => {
  const words = [...el.childNodes].at(-1), range = document.createRange();
  const tops = [...characters].map((character) => {
    const at = words.data.indexOf(character);
    range.setStart(words, at); range.setEnd(words, at + 1);
    return range.getBoundingClientRect().top;
  });
  return tops.map((top) => (top > tops[0] + 5 ? 1 : 0));
}"""
"""0 where a character stands in the line of the first one, 1 below it."""


def test_a_day_is_written_down_signed_and_printed(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/duty", 1280, 800)
    sign_in(page, server, "D01")
    page.set_viewport_size({"width": 1024, "height": 768})
    assert page.locator("[data-testid=queue-property] .what").evaluate(TOPS, "、土理") == [0, 0, 0]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_test_id("record").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("值班记录")
    for item in ITEMS[1:]:
        page.get_by_test_id(f"well-{item}").click()
        expect(page.get_by_test_id(f"check-{item}")).to_have_attribute("data-found", "")
    page.get_by_test_id("note").fill("三楼东侧灯坏,已报修")
    page.get_by_test_id("note").press("Enter")
    expect(page.get_by_test_id("entries")).to_contain_text("三楼东侧灯坏,已报修")
    page.get_by_test_id("sign").click()
    expect(page.get_by_test_id("problem")).to_contain_text("大厅还没有关闭")

    assert server.staff("D01").post("/api/hall/close").ok
    for _ in range(2):
        assert server.staff("D01").post("/api/hall/close").ok
    page.get_by_test_id("sign").click()
    expect(page.get_by_test_id("problem")).to_contain_text("还有 1 项没有检查:窗口人员到岗")
    page.get_by_test_id("ill-presence").click()
    page.get_by_test_id("found").fill("3号窗口 9:10 无人")
    page.get_by_test_id("found").press("Enter")
    expect(page.get_by_test_id("check-presence")).to_contain_text("3号窗口 9:10 无人")
    assert findings(page) == []
    page.get_by_test_id("sign").click()
    expect(page.get_by_test_id("signed")).to_contain_text("马志明")
    expect(page.get_by_test_id("sums")).to_contain_text("取号 0")
    shot(page, "duty-record")
    with page.expect_download() as download:
        page.get_by_test_id("export").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert any(
        "检查 着装整齐,挂牌上岗:正常" in line for line in lines
    )  # the list says it, the table is all there is
    assert lines[0] == '"时间","事项","经手人"'
    assert '"三楼东侧灯坏,已报修","马志明"' in "\n".join(lines)

    page.emulate_media(media="print")
    for hidden in ("print", "sign", "note", "ill-badge"):
        expect(page.get_by_test_id(hidden)).to_be_hidden()
    expect(page.get_by_test_id("signed")).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_test_id("day-before").click()
    expect(page.locator(".problem")).to_contain_text("没有值班记录")
    assert findings(page) == []
    assert faults == []


def test_slips_for_an_outage_are_printed_beforehand_each_number_once(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/duty/pads", 1280, 800)
    slips = page.locator(".slip")
    queues = page.get_by_role("checkbox").count()
    expect(slips).to_have_count(12 * queues)
    numbers = page.locator(".given .number").all_text_contents()
    assert len(set(numbers)) == len(numbers)
    assert all(801 <= int(re.sub(r"\D", "", number)) <= 899 for number in numbers)
    assert findings(page) == []
    shot(page, "duty-pads")
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    assert sheets == 2 * queues
    for box in page.get_by_role("checkbox").all()[1:]:
        box.uncheck()
    page.get_by_test_id("count").fill("500")
    expect(slips).to_have_count(99)
    expect(page.get_by_test_id("print")).to_have_text("打印 99 张")
    assert faults == []


def test_an_entry_whose_answer_was_lost_is_written_once_however_often_it_is_pressed(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page("/duty", 1280, 800)
    sign_in(page, server, "D01")
    page.get_by_test_id("record").click()
    swallowed: list[int] = []

    def swallow(route: Route) -> None:
        swallowed.append(route.fetch().status)
        route.abort()

    page.route("**/api/duty-record/notes", swallow)
    page.get_by_test_id("note").fill("二楼饮水机已加水")
    page.get_by_test_id("note-ok").click()
    expect(page.get_by_test_id("problem")).to_contain_text("连接不上服务器")
    assert swallowed and set(swallowed) == {200}
    page.unroute("**/api/duty-record/notes")
    page.get_by_test_id("note-ok").click()
    expect(page.get_by_test_id("note")).to_have_value("")
    expect(page.get_by_test_id("entries").get_by_text("二楼饮水机已加水")).to_have_count(1)
