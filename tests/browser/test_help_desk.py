"""The help desk's page: a number for whoever asks, help with one that was passed or is on hold, appointments,
days. It is noon in a hall with hours, one queue of which gives one number a day."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_rules_in_pages import TODAY, hall_with_hours, looked_at, printed
from tests.browser.test_visit import events, sign_in
from tests.serving import SAMPLE, Server, wait_until

pytestmark = pytest.mark.browser

ID_NUMBER = "11010519491231002X"
BANK = """
[[window]]
id = "bank"
label = "自助银行"
business = "存款取款"
floor = "1"
units = ["自助银行"]
kind = "other"
phone = "0000-8299"
"""
TABS = ("work", "overview", "booked", "complaint", "calendar", "pair", "accounts")
CSV = "code,day,queue,start,end\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("desk")
    hall = hall_with_hours()
    for old, new in (
        ("unmanned_s = 0", "unmanned_s = 0\nrating_open_s = 5"),
        ('id = "property"\n', 'id = "property"\ndaily_limit = 1\n'),
        ('prefix = "A"\n', 'prefix = "A"\nidentity = "required"\n'),
    ):
        assert hall.count(old) == 1
        hall = hall.replace(old, new)
    config = folder / "hall.toml"
    config.write_text(hall + BANK, encoding="utf-8")
    guide = SAMPLE.with_name("hall.guide.toml").read_text(encoding="utf-8")
    (folder / "hall.guide.toml").write_text(guide, encoding="utf-8")
    with Server(folder / "data", config=config) as running:
        running.passwords()
        yield running


def at_desk(open_page: OpenPage, server: Server, staff: str = "H01", width: int = 1280) -> Page:
    page = open_page("/desk", width, 800)
    sign_in(page, server, staff)
    expect(page.get_by_test_id("hall-state")).to_be_visible()
    return page


def choose(page: Page, words: str, then: str = "take") -> None:
    page.get_by_test_id("matter").fill(words)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id(then)).to_be_focused()


def number_given(page: Page) -> str:
    given = page.get_by_test_id("answer-number")
    expect(given).to_be_visible()
    return given.inner_text()


def take(server: Server, queue: str) -> tuple[str, str]:
    """(id, number) of a number taken at the desk by somebody else."""
    taken = server.staff("H01").post("/api/tickets", {"queue": queue})
    assert taken.ok, taken.text
    return taken.json()["id"], taken.json()["number"]


def at_window(server: Server, staff: str, window: str, *actions: tuple[str, dict[str, str]]) -> None:
    clerk = server.staff(staff)
    for action, body in (("sign-in", {}), *actions, ("sign-out", {"reason": "换岗"})):
        answer = clerk.post(f"/api/windows/{window}/{action}", body)
        assert answer.ok, answer.text


def opened(page: Page, number: str, state: str) -> None:
    expect(page.get_by_test_id("ticket")).to_contain_text(number)
    expect(page.get_by_test_id("ticket")).to_have_attribute("data-state", state)


def test_a_number_with_its_paper_in_two_touches_of_the_keyboard(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    assert server.staff("1003").post("/api/windows/w3/sign-in").ok
    page = at_desk(open_page, server)
    expect(page.get_by_test_id("choose-insurance")).to_contain_text("1窗口在岗")
    looked_at(page, "desk-find")
    choose(page, "养老")
    expect(page.get_by_test_id("chosen")).to_have_text("养老、失业保险待遇核定")
    looked_at(page, "desk-form")
    page.keyboard.press("Enter")
    number = number_given(page)
    assert number.startswith("B")
    expect(page.get_by_test_id("answer")).to_contain_text("一楼 2号窗口")
    expect(page.get_by_test_id("answer")).to_contain_text(re.compile(r"预计 ?\d+–\d+ ?分钟"))
    expect(page.get_by_alt_text("手机查看排队进度的二维码")).to_be_visible()
    expect(page.get_by_test_id("done")).to_contain_text("一楼取号机")
    looked_at(page, "desk-answer")
    assert number in printed(server, "printer-k1", number)
    expect(page.get_by_test_id("next")).to_be_focused()
    expect(page.get_by_test_id("next")).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("matter")).to_be_focused()
    taken = events(server, "ticket.taken.v1")[0]
    assert (taken["number"], taken["matter"], taken["actor"]) == (number, "insurance-pension", "staff:H01")
    assert faults == []


def test_the_queue_s_letter_and_the_arrow_keys_find_as_well(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = at_desk(open_page, server)
    page.get_by_test_id("matter").fill("h")
    expect(page.locator("[data-row]")).to_have_count(4)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_test_id("choose-business-register")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("chosen")).to_have_text("个体工商户登记")
    page.keyboard.press("F2")
    expect(page.get_by_test_id("matter")).to_be_focused()
    page.get_by_test_id("matter").fill("无此事项")
    expect(page.get_by_test_id("none")).to_be_visible()
    page.keyboard.press("F4")
    expect(page.get_by_test_id("lookup")).to_be_focused()
    assert faults == []


def test_a_matter_is_found_by_its_sound_and_a_counter_without_numbers_is_shown(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = at_desk(open_page, server)
    for typed in ("jiehun", "jh", "领证", "lingzheng"):
        page.get_by_test_id("matter").fill(typed)
        expect(page.locator("[data-row]").first).to_have_attribute("data-testid", "choose-marriage-register")
    expect(page.get_by_test_id("choose-marriage-register")).to_contain_text("一楼 1号窗口 ☎ 0000-8201")
    looked_at(page, "desk-pinyin")
    expect(page.get_by_test_id("hours")).to_have_text("今日 6:30–20:00")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("chosen")).to_have_text("结婚登记")
    page.keyboard.press("F2")
    page.get_by_test_id("matter").fill("qukuan")
    expect(page.get_by_test_id("other-bank")).to_contain_text("一楼 自助银行 ☎ 0000-8299")
    expect(page.get_by_test_id("other-bank")).to_contain_text("不取号,请直接前往")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("matter")).to_be_focused()
    assert faults == []


def test_what_a_matter_needs_is_handed_over_on_paper_in_three_steps(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = at_desk(open_page, server)
    choose(page, "工伤")
    page.get_by_test_id("notice").click()
    expect(page.get_by_test_id("missing-typed")).to_be_focused()
    looked_at(page, "desk-notice")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("done")).to_contain_text("已送到一楼取号机打印")
    page.get_by_test_id("missing-0").check()
    page.get_by_test_id("print-notice").click()
    expect(page.get_by_test_id("done")).to_be_visible()
    second, first = events(server, "notice.given.v1")[:2]
    assert (first["matter"], first["kiosk"], first["actor"], first["missing"]) == (
        "insurance-medical",
        "k1",
        "staff:H01",
        [],
    )
    assert len(second["missing"]) == 1
    assert second["missing"][0] in printed(server, "printer-k1", "补正")
    assert faults == []


def test_a_complaint_is_taken_in_and_then_only_its_number_is_seen(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = at_desk(open_page, server)
    page.get_by_test_id("tab-complaint").click()
    expect(page.get_by_test_id("complaint-line")).to_be_focused()
    for name, words in (
        ("target", "一楼 2号窗口"),
        ("place", "一楼 2号窗口"),
        ("matter", "服务态度"),
        ("text", "没有说明理由"),
        ("person", "张三丰"),
        ("phone", "0000-1357"),
    ):
        page.get_by_test_id(name).fill(words)
    page.get_by_test_id("happened_at").fill(f"{TODAY + timedelta(days=2)}T09:00")
    page.get_by_test_id("register").click()
    expect(page.get_by_test_id("problem")).to_contain_text("时间在将来")
    page.get_by_test_id("happened_at").fill(f"{TODAY - timedelta(days=1)}T09:00")
    looked_at(page, "desk-complaint")
    page.get_by_test_id("register").click()
    expect(page.get_by_test_id("done")).to_contain_text("已受理 TS-")
    expect(page.get_by_test_id("person")).to_have_value("")
    registered = events(server, "complaint.registered.v1")[0]
    assert (registered["channel"], registered["target"], registered["actor"]) == (
        "desk",
        "一楼 2号窗口",
        "staff:H01",
    )
    assert "张三丰" not in page.content() + str(registered)
    assert faults == []


def test_all_queues_of_all_floors_with_their_windows(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    take(server, "payment")
    clerk = server.staff("1008")
    assert clerk.post("/api/windows/w7/sign-in").ok
    page = at_desk(open_page, server)
    page.get_by_test_id("tab-overview").click()
    expect(page.get_by_test_id("queue-payment").locator("td").nth(1)).not_to_have_text("0")
    expect(page.get_by_test_id("at-w7")).to_contain_text("空闲")
    expect(page.get_by_test_id("at-w1")).to_contain_text("无人")
    assert clerk.post("/api/windows/w7/suspend", {"reason": "盘点"}).ok
    expect(page.get_by_test_id("at-w7")).to_contain_text("暂停")
    looked_at(page, "desk-overview")
    assert clerk.post("/api/windows/w7/resume").ok
    assert clerk.post("/api/windows/w7/sign-out", {"reason": "换岗"}).ok
    assert faults == []


def test_priority_wants_a_reason_and_green_is_not_the_desk_s(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = at_desk(open_page, server)
    choose(page, "工伤")
    expect(page.get_by_test_id("lane-green")).to_have_count(0)
    page.get_by_test_id("lane-priority").check()
    page.get_by_test_id("take").click()
    expect(page.get_by_test_id("reason")).to_be_focused()
    page.get_by_test_id("quick-军人").click()
    page.get_by_test_id("assist").check()
    looked_at(page, "desk-priority")
    page.get_by_test_id("take").dblclick()
    number = number_given(page)
    expect(page.get_by_test_id("answer-ahead")).to_have_text("0")
    taken = events(server, "ticket.taken.v1")[0]
    facts = {name: taken[name] for name in ("number", "lane", "reason", "assist")}
    assert facts == {"number": number, "lane": "priority", "reason": "军人", "assist": True}
    assert faults == []


def test_a_kind_of_priority_is_one_key_between_the_matter_and_the_number(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = at_desk(open_page, server)
    choose(page, "工伤")
    page.keyboard.press("4")
    expect(page.get_by_test_id("quick-孕妇")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("lane-priority")).to_be_checked()
    page.keyboard.press("Enter")
    number = number_given(page)
    taken = events(server, "ticket.taken.v1")[0]
    assert (taken["number"], taken["lane"], taken["reason"]) == (number, "priority", "孕妇")
    assert faults == []


def test_who_must_say_who_they_are_and_has_no_papers_gets_a_number_for_a_reason(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = at_desk(open_page, server)
    choose(page, "离婚", "id-number")
    page.keyboard.press("Enter")
    refused = page.get_by_test_id("problem")
    expect(refused).to_contain_text("请选“未带证件”")
    expect(refused).not_to_contain_text("总服务台")
    page.get_by_test_id("papers-证件遗失").click()
    looked_at(page, "desk-no-papers")
    expect(page.get_by_test_id("take")).to_be_focused()
    page.keyboard.press("Enter")
    number = number_given(page)
    taken = events(server, "ticket.taken.v1")[0]
    assert (taken["number"], taken["no_papers"], taken["reason"]) == (number, True, "证件遗失")
    assert faults == []


def test_an_answer_that_is_lost_costs_nobody_a_second_number(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = at_desk(open_page, server)
    before = len(events(server, "ticket.taken.v1"))
    lost: list[int] = []

    def lose(route: Route) -> None:
        answer = route.fetch()
        if len(lost) < 2:
            lost.append(answer.status)
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/api/tickets", lose)
    choose(page, "罚没")
    page.get_by_test_id("take").click()
    expect(page.get_by_test_id("problem")).to_contain_text("连接不上服务器")
    assert lost == [201, 201]
    page.get_by_test_id("take").click()
    number = number_given(page)
    taken = events(server, "ticket.taken.v1")
    assert (len(taken), taken[0]["number"]) == (before + 1, number)
    assert faults == []


def test_who_has_a_number_already_gets_its_paper_again(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = at_desk(open_page, server)
    choose(page, "结婚", "id-number")
    page.get_by_test_id("id-number").fill("123")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("problem")).to_contain_text("身份证号码有误")
    page.get_by_test_id("id-number").fill(ID_NUMBER)
    page.keyboard.press("Enter")
    number = number_given(page)
    page.keyboard.press("F2")
    choose(page, "结婚", "id-number")
    page.get_by_test_id("id-number").fill(ID_NUMBER)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("problem")).to_contain_text(number)
    looked_at(page, "desk-open-ticket")
    page.get_by_test_id("show-existing").click()
    opened(page, number, "waiting")
    page.get_by_test_id("reprint-existing").click()
    assert number in printed(server, "printer-k1", number)
    assert faults == []


def test_a_matter_of_another_day_is_said_and_beyond_the_quota_only_the_duty_officer_gives(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    take(server, "property")
    page = at_desk(open_page, server)
    expect(page.get_by_test_id("closed-disabled")).to_contain_text("下次")
    choose(page, "契税")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("problem")).to_contain_text("请联系值班员")
    duty = at_desk(open_page, server, "D01")
    choose(duty, "契税")
    duty.keyboard.press("Enter")
    expect(duty.get_by_test_id("quick-值班员同意加号")).to_be_visible()
    looked_at(duty, "desk-quota")
    duty.get_by_test_id("quick-值班员同意加号").click()
    assert number_given(duty) == "G002"
    assert events(server, "ticket.taken.v1")[0]["reason"] == "值班员同意加号"
    assert faults == []


def test_passed_is_lined_up_again_with_paper_and_held_is_woken(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    (gone_id, gone), (away_id, away) = take(server, "business"), take(server, "business")
    call = ("call", {"ticket": gone_id, "reason": "x"})
    at_window(server, "1008", "w7", call, ("pass", {}))
    call = ("call", {"ticket": away_id, "reason": "x"})
    at_window(server, "1008", "w7", call, ("start", {}), ("hold", {"kind": "away_no_papers"}))
    page = at_desk(open_page, server)
    expect(page.get_by_test_id(f"held-{away}")).to_contain_text("回去补材料")
    page.get_by_test_id(f"passed-{gone}").click()
    opened(page, gone, "passed")
    page.get_by_test_id("story").click()
    for told in ("人工取号", "二楼 7号窗口呼叫", "二楼 7号窗口过号:无人应答"):
        expect(page.get_by_test_id("ticket").get_by_role("listitem").filter(has_text=told)).to_be_visible()
    looked_at(page, "desk-passed")
    expect(page.get_by_test_id("do-requeue")).to_have_attribute("aria-disabled", "false")
    page.get_by_test_id("do-requeue").click()
    opened(page, gone, "waiting")
    expect(page.get_by_test_id("done")).to_contain_text(f"{gone} 已重新排队")
    expect(page.get_by_test_id(f"passed-{gone}")).to_have_count(0)
    assert "过号重排" in printed(server, "printer-k1", gone)
    page.get_by_test_id(f"held-{away}").click()
    opened(page, away, "held")
    expect(page.get_by_test_id("do-wake")).to_have_attribute("aria-disabled", "false")
    page.get_by_test_id("do-wake").click()
    opened(page, away, "waiting")
    assert events(server, "ticket.woken.v1")[0]["ticket"] == away_id
    assert faults == []


def test_a_number_is_found_as_people_say_it_and_given_up_or_voided(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    (_, first), (_, second) = take(server, "payment"), take(server, "payment")
    page = at_desk(open_page, server)
    look = page.get_by_test_id("lookup")
    look.fill("c999")
    look.press("Enter")
    expect(page.get_by_test_id("problem")).to_contain_text("C999")
    look.fill(str(int(first[1:])))
    look.press("Enter")
    page.get_by_test_id(f"which-{first}").click()
    opened(page, first, "waiting")
    page.get_by_test_id("do-cancel").click()
    expect(page.get_by_test_id("back")).to_be_focused()
    page.get_by_test_id("confirm").click()
    opened(page, first, "cancelled")
    wide = "".join(chr(ord(c) + 0xFEE0) for c in f"{second[0].lower()}0{second[1:]}")  # full-width, c0002
    look.fill(f"{wide} 号")
    look.press("Enter")
    opened(page, second, "waiting")
    page.get_by_test_id("do-void").click()
    page.get_by_test_id("void-reason").fill("重复取号")
    looked_at(page, "desk-void")
    page.get_by_test_id("confirm").click()
    opened(page, second, "void")
    assert events(server, "ticket.voided.v1")[0]["reason"] == "重复取号"
    assert faults == []


def test_a_paper_card_is_entered_for_a_visit_that_nobody_rated(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    ticket, number = take(server, "business")
    call = ("call", {"ticket": ticket, "reason": "x"})
    at_window(server, "1008", "w7", call, ("start", {}), ("finish", {}))
    wait_until(lambda: [e for e in events(server, "rating.lapsed.v1") if e["ticket"] == ticket])
    page = at_desk(open_page, server)
    page.get_by_test_id("lookup").fill(number)
    page.get_by_test_id("find").click()
    opened(page, number, "finished")
    page.get_by_test_id("level-4").click()
    expect(page.get_by_test_id("ticket")).to_contain_text("不能更改")
    looked_at(page, "desk-card")
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("done")).to_be_visible()
    given = [e for e in events(server, "rating.given.v1") if e["ticket"] == ticket]
    assert [(e["level"], e["channel"], e["actor"]) for e in given] == [(4, "paper", "staff:H01")]
    assert faults == []


def test_appointments_are_imported_with_every_fault_named_and_checked_in(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = at_desk(open_page, server)
    page.get_by_test_id("tab-booked").click()
    good = f"7001,{TODAY},payment,12:00,14:00\n7002,{TODAY},payment,12:30,14:00\n"
    page.get_by_test_id("csv-text").fill(CSV + good + f"7003,{TODAY},nothing,9:00,9:30\n7004,{TODAY}\n")
    page.get_by_test_id("import").click()
    expect(page.get_by_test_id("faults")).to_contain_text("第 4 行:没有这个队列")
    expect(page.get_by_test_id("faults")).to_contain_text("第 5 行:应有5列")
    looked_at(page, "desk-faults")
    page.get_by_test_id("csv-text").fill((CSV + good).replace(",", "\t"))
    page.get_by_test_id("import").click()
    expect(page.get_by_test_id("done")).to_contain_text("已导入 2 个预约")
    page.get_by_test_id("check-in-7001").click()
    number = number_given(page)
    expect(page.get_by_test_id("booked-7001")).to_contain_text(number)
    looked_at(page, "desk-booked")
    expect(page.get_by_test_id("next")).to_have_attribute("aria-disabled", "false")
    page.get_by_test_id("next").click()
    page.get_by_test_id("code").fill("7001")
    page.get_by_test_id("code").press("Enter")
    expect(page.get_by_test_id("problem")).to_contain_text(number)
    saved = {"name": "预约.csv", "mimeType": "text/csv"}
    tomorrow = TODAY + timedelta(days=1)
    line = f"{CSV}预约八,{tomorrow},payment,9:00,9:30\n".encode("gb18030")
    page.get_by_test_id("csv-file").set_input_files([saved | {"buffer": line}])
    page.get_by_test_id("import").click()
    expect(page.get_by_test_id("done")).to_contain_text("已导入 1 个预约")
    page.get_by_test_id("day").fill(str(tomorrow))
    expect(page.get_by_test_id("booked-预约八")).to_contain_text("非税缴费")
    assert faults == []


def test_a_day_is_set_with_its_windows_and_its_notice(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = at_desk(open_page, server, "D01")
    page.get_by_test_id("tab-calendar").click()
    day = page.get_by_test_id(f"day-{TODAY + timedelta(days=9)}")
    day.click()
    page.get_by_test_id("kind-duty").check()
    page.get_by_test_id("save-day").click()
    expect(page.get_by_test_id("problem")).to_contain_text("请选择当天值班的窗口")
    page.get_by_test_id("duty-w1").check()
    page.get_by_test_id("day-notice").fill("只办理婚姻登记")
    looked_at(page, "desk-calendar")
    page.get_by_test_id("save-day").click()
    expect(day).to_have_attribute("data-kind", "duty")
    expect(day).to_contain_text("只办理婚姻登记")
    expect(page.get_by_test_id("done")).to_be_visible()
    assert faults == []


@pytest.mark.parametrize(
    ("staff", "tabs"),
    [
        ("H01", ["work", "overview", "booked", "complaint"]),
        ("D01", ["work", "overview", "booked", "complaint", "calendar"]),
        ("1002", ["work", "overview", "booked"]),
        ("S01", ["calendar", "pair", "accounts"]),
    ],
)
def test_everybody_is_offered_what_is_theirs(
    server: Server, open_page: OpenPage, faults: list[str], staff: str, tabs: list[str]
) -> None:
    page = at_desk(open_page, server, staff)
    there = [tab for tab in TABS if page.get_by_test_id(f"tab-{tab}").count()]
    assert there == tabs
    assert faults == []


def test_a_clerk_is_refused_in_words_and_who_signs_out_sees_no_more(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    page = open_page("/desk", 768, 1024)
    expect(page.get_by_test_id("staff-no")).to_be_focused()
    looked_at(page, "desk-sign-in")
    sign_in(page, server, "1001")
    expect(page.get_by_test_id("message")).to_contain_text("没有这项权限")
    sign_in(page, server, "H01")
    expect(page.get_by_test_id("hall-state")).to_be_visible()
    looked_at(page, "desk-768")
    assert page.evaluate("document.documentElement.scrollWidth") <= 768
    page.get_by_test_id("tab-booked").click()
    shot(page, "desk-768-booked")
    assert page.evaluate("document.documentElement.scrollWidth") <= 768
    page.get_by_test_id("sign-out").click()
    expect(page.get_by_test_id("staff-no")).to_be_visible()
    expect(page.get_by_text(re.compile("打印到"))).to_have_count(0)
    assert faults == []


def test_after_the_kiosks_have_stopped_a_number_wants_its_reason(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    """R8. The last test of this hall: it closes."""
    assert server.staff("D01").post("/api/hall/close").ok
    page = at_desk(open_page, server, width=768)
    expect(page.get_by_test_id("hall-state")).to_have_attribute("data-state", "extended")
    choose(page, "罚没")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("reason")).to_be_focused()
    looked_at(page, "desk-extended")
    page.get_by_test_id("quick-延时服务").click()
    number = number_given(page)
    assert "延时服务" in printed(server, "printer-k1", number)
    assert faults == []
