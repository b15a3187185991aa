"""The page of a slip on a phone, in a real browser: every situation, ringing, sleep, weak Wi-Fi."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from server.domain import messages as m
from tests.browser.conftest import shot
from tests.browser.test_accessibility import findings
from tests.browser.test_visit import events
from tests.serving import Server, Session, wait_until
from tests.web.house import House

pytestmark = pytest.mark.browser

NUMBER_PX = 72
FELT = """
window.felt = [];
Navigator.prototype.vibrate = (pattern) => { window.felt.push(`vibrate ${pattern.length}`); return true; };
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...at) { window.felt.push("tone"); return start.apply(this, at); };
"""
"""What reaches the hand and the ear, noted on its way."""
SMALL = """() => [...document.querySelectorAll("#app *")]
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 16).map((e) => e.outerHTML.slice(0, 80))"""

OpenPhone = Callable[[str], Page]


@pytest.fixture
def any_phone(browser: Browser, faults: list[str]) -> Iterator[OpenPhone]:
    """Each address on a phone of its own."""
    contexts = []

    def opened(url: str) -> Page:
        context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
        contexts.append(context)
        context.add_init_script(FELT)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        base = url.partition("/t/")[0]
        page.on("request", lambda r: None if r.url.startswith(base) else faults.append(r.url))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def phone(any_phone: OpenPhone, server: Server) -> OpenPhone:
    """Each slip of the server on a phone of its own."""
    return lambda token: any_phone(f"{server.base}/t/{token}")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A hall whose clock and calendar a test may move."""
    house = House(tmp_path)
    yield house
    house.close()


@pytest.fixture
def clerk(server: Server) -> Session:
    """At window 1, which alone serves marriages; nothing is left in its line."""
    session = server.staff("1001")
    session.post("/api/windows/w1/sign-in")
    for action in ("pass", "finish"):  # what a test before this one left in hand
        session.post(f"/api/windows/w1/{action}")
    while session.post("/api/windows/w1/call-next").ok:
        does(session, "pass")
    return session


def take(server: Server, count: int = 1, queue: str = "marriage") -> list[str]:
    kiosk = server.kiosk("k1")
    return [kiosk.post("/api/tickets", {"queue": queue, "kiosk": "k1"}).json()["token"] for _ in range(count)]


def does(session: Session, *actions: str | tuple[str, dict[str, str]]) -> None:
    for action in actions:
        name, body = action if isinstance(action, tuple) else (action, {})
        answer = session.post(f"/api/windows/w1/{name}", body)
        assert answer.ok, answer.text


def in_situation(page: Page, situation: str) -> None:
    expect(page.locator("body")).to_have_class(f"phone {situation}")


def looked_at(page: Page, name: str) -> None:
    """Clean by axe, nothing cut off or small, one number that is large, and a picture."""
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL) == []
    if page.locator(".number").count():
        assert page.locator(".number").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= NUMBER_PX
    for key in page.get_by_role("button").all():
        box = key.bounding_box()
        assert box and box["height"] >= 64
    shot(page, f"phone-{name}")


def felt(page: Page) -> list[str]:
    return list(page.evaluate("window.felt"))


def test_from_the_line_to_the_window_and_out_again(
    server: Server, phone: OpenPhone, clerk: Session, faults: list[str]
) -> None:
    *_, token = take(server, 6)
    page = phone(token)
    in_situation(page, "waiting")
    expect(page.get_by_test_id("ahead")).to_contain_text("前面等候 5 人")
    expect(page.get_by_test_id("wait")).to_contain_text("预计等候")
    expect(page.get_by_test_id("places")).to_contain_text("一楼 1号窗口")
    looked_at(page, "waiting")
    page.get_by_test_id("ring").tap()
    expect(page.get_by_test_id("ring-on")).to_contain_text("请保持本页面打开")
    looked_at(page, "ring-on")
    wait_until(lambda: {"tone", "vibrate 1"} <= set(felt(page)))
    does(clerk, "call-next", "pass", "call-next", "pass")
    in_situation(page, "near")
    wait_until(lambda: "vibrate 3" in felt(page))
    looked_at(page, "near")
    does(clerk, "call-next", "pass", "call-next", "pass", "call-next", "pass", "call-next")
    expect(page.get_by_test_id("called")).to_contain_text("1号窗口")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 197, 61)"
    wait_until(lambda: felt(page).count("vibrate 5") == 1)
    looked_at(page, "called")
    does(clerk, "recall")
    wait_until(lambda: felt(page).count("vibrate 5") == 2)
    does(clerk, "start")
    in_situation(page, "serving")
    looked_at(page, "serving")
    does(clerk, "finish")
    in_situation(page, "finished")
    looked_at(page, "ask")
    assert faults == []


def test_a_phone_that_was_not_told_to_ring_is_silent(
    server: Server, phone: OpenPhone, clerk: Session
) -> None:
    page = phone(take(server)[0])
    in_situation(page, "near")
    does(clerk, "call-next")
    in_situation(page, "called")
    assert felt(page) == []
    does(clerk, "pass")


def test_a_call_out_of_turn_reaches_the_far_page_by_the_question_that_is_held(
    server: Server, phone: OpenPhone, clerk: Session
) -> None:
    """Not by asking often: the question was asked before the call, and its answer is the call."""
    take(server, 11)
    mine = server.kiosk("k1").post("/api/tickets", {"queue": "marriage", "kiosk": "k1"}).json()
    page = phone(mine["token"])
    with page.expect_request(re.compile("wait=1")) as asked:
        in_situation(page, "waiting")
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.url) if "/api/visits/" in r.url else None)
    with page.expect_response(lambda r: r.request == asked.value) as answered:
        does(clerk, ("call", {"ticket": mine["id"], "reason": "老人先办"}))
    in_situation(page, "called")
    assert answered.value.status == 200 and all("wait=1" in url for url in sent)
    does(clerk, "pass")


def test_giving_up_takes_two_touches(
    server: Server, phone: OpenPhone, clerk: Session, faults: list[str]
) -> None:
    page = phone(take(server)[0])
    page.get_by_test_id("give-up").tap()
    looked_at(page, "sure")
    page.get_by_test_id("keep").tap()
    expect(page.get_by_test_id("sure")).to_have_count(0)
    in_situation(page, "near")
    page.get_by_test_id("give-up").tap()
    page.get_by_test_id("give-up-sure").tap()
    in_situation(page, "cancelled")
    looked_at(page, "cancelled")
    assert events(server, "ticket.cancelled.v1")[0]["actor"] == "visitor"
    assert faults == []


def test_away_for_papers_and_back_by_one_touch(
    server: Server, phone: OpenPhone, clerk: Session, faults: list[str]
) -> None:
    page = phone(take(server)[0])
    does(clerk, "call-next", "start", ("hold", {"kind": "away_no_papers"}))
    in_situation(page, "away_no_papers")
    looked_at(page, "away")
    page.get_by_test_id("back").tap()
    in_situation(page, "back")
    looked_at(page, "back")
    does(clerk, "call-next", "start", ("hold", {"kind": "away_papers_kept"}))
    in_situation(page, "away_papers_kept")
    expect(page.get_by_test_id("next")).to_contain_text("请直接回到一楼 1号窗口")
    looked_at(page, "papers-kept")
    assert faults == []


def test_passed_sent_on_void_and_unknown_each_has_its_words(
    server: Server, phone: OpenPhone, clerk: Session
) -> None:
    page = phone(take(server)[0])
    does(clerk, "call-next", "pass")
    in_situation(page, "passed")
    expect(page.get_by_test_id("next")).to_contain_text("总服务台")
    looked_at(page, "passed")
    (moved,) = take(server)
    page = phone(moved)
    does(clerk, "call-next", ("transfer", {"to": "queue", "id": "property"}))
    in_situation(page, "moved")
    expect(page.get_by_test_id("state")).to_contain_text("已转到")
    looked_at(page, "moved")
    page = phone("nobody-s")
    expect(page.locator("#app")).to_contain_text("没有这张号票")
    looked_at(page, "unknown")


def test_a_bad_rating_is_heard_out(
    server: Server, phone: OpenPhone, clerk: Session, faults: list[str]
) -> None:
    token = take(server)[0]
    page = phone(token)
    does(clerk, "call-next", "start", "finish")
    page.get_by_test_id("level-2").tap()
    expect(page.get_by_test_id("rated")).to_contain_text("很抱歉")
    page.get_by_test_id("submit").tap()
    expect(page.get_by_test_id("told")).to_contain_text("请选择原因")
    page.get_by_test_id("reason-slow").tap()
    page.get_by_test_id("text").fill("等了两个小时")
    page.get_by_test_id("contact").fill("0575-1357")
    looked_at(page, "complaint")
    page.get_by_test_id("submit").tap()
    expect(page.get_by_test_id("registered")).to_contain_text("TS-")
    looked_at(page, "registered")
    page.reload()
    expect(page.get_by_test_id("registered")).to_be_visible()
    assert events(server, "rating.given.v1")[0]["level"] == 2
    assert events(server, "complaint.registered.v1")[0]["channel"] == "web"
    assert "等了两个小时" not in server.log.read_text() and token not in server.log.read_text()
    assert faults == []


def test_words_that_are_being_typed_stay_while_the_page_is_kept_fresh(
    server: Server, phone: OpenPhone, clerk: Session
) -> None:
    page = phone(take(server)[0])
    does(clerk, "call-next", "start", "finish")
    page.get_by_test_id("complain").tap()
    page.get_by_test_id("text").fill("写到一半")
    with page.expect_response(re.compile("/api/visits/")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_test_id("text")).to_have_value("写到一半")


def test_weak_wi_fi_shows_what_was_known_and_comes_back_by_itself(
    server: Server, phone: OpenPhone, clerk: Session
) -> None:
    page = phone(take(server)[0])
    in_situation(page, "near")
    page.context.set_offline(True)  # a question that is held may still be answered before it is missed
    expect(page.get_by_test_id("stale")).to_contain_text("正在重试", timeout=90_000)
    expect(page.get_by_test_id("number")).to_be_visible()
    looked_at(page, "stale")
    does(clerk, "call-next")
    page.context.set_offline(False)
    in_situation(page, "called")
    expect(page.get_by_test_id("stale")).to_have_count(0)
    does(clerk, "pass")


def test_a_phone_that_wakes_up_asks_at_once(server: Server, phone: OpenPhone, clerk: Session) -> None:
    """The next question would come in twenty seconds; waking does not wait for it."""
    *_, token = take(server, 40, "payment")
    page = phone(token)
    with page.expect_response(re.compile("wait=0")):
        in_situation(page, "waiting")
    with page.expect_request(re.compile("/api/visits/"), timeout=8_000):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_restart_of_the_server_is_survived_without_reloading(
    server: Server, phone: OpenPhone, clerk: Session, faults: list[str]
) -> None:
    page = phone(take(server)[0])
    in_situation(page, "near")
    page.evaluate("window.sameDocument = true")
    server.kill()
    expect(page.get_by_test_id("stale")).to_be_visible()
    server.start()
    expect(page.get_by_test_id("stale")).to_have_count(0, timeout=30_000)
    assert page.evaluate("window.sameDocument") is True
    expect(page.get_by_test_id("number")).to_be_visible()
    assert faults == []


def test_a_visit_is_rated_once_and_for_a_day(house: House, any_phone: OpenPhone, faults: list[str]) -> None:
    tokens = [visited(house), visited(house)]
    page, late = (any_phone(f"{house.base()}/t/{token}") for token in tokens)
    page.get_by_test_id("level-5").tap()
    expect(page.get_by_test_id("rated")).to_contain_text("已评价")
    looked_at(page, "rated")
    page.reload()
    expect(page.get_by_test_id("rated")).to_be_visible()
    expect(page.get_by_test_id("level-5")).to_have_count(0)
    expect(page.get_by_test_id("complain")).to_be_visible()
    in_situation(late, "finished")
    expect(late.get_by_test_id("level-5")).to_be_visible()
    house.clock.ahead_ms += 25 * 3600 * 1000
    late.get_by_test_id("level-5").tap()
    expect(late.get_by_test_id("rating-closed")).to_contain_text("评价时间已过")
    looked_at(late, "rating-closed")
    assert [event.level for event in house.log("rating.given.v1")] == [5]
    assert faults == []


def test_the_hall_s_troubles_and_the_end_of_the_day_are_told_and_so_is_the_morning_after(
    house: House, any_phone: OpenPhone, faults: list[str]
) -> None:
    void, token = taken(house), taken(house)
    page, other = any_phone(f"{house.base()}/t/{token}"), any_phone(f"{house.base()}/t/{void}")
    in_situation(page, "near")
    in_situation(other, "near")
    duty = house.staff("D01")
    id_ = house.executor.read(lambda hall: hall.tokens[void])
    assert duty.post(f"/api/tickets/{id_}/void", {"reason": "重复取号"}).status_code == 200
    in_situation(other, "void")
    looked_at(other, "void")
    assert duty.post("/api/hall/outage", {"reason": "网络故障"}).status_code == 200
    expect(page.get_by_test_id("hall")).to_be_visible()
    looked_at(page, "outage")
    assert duty.post("/api/hall/recover").status_code == 200
    expect(page.get_by_test_id("hall")).to_have_count(0)
    for _ in range(2):  # first nobody else comes in, then who is left goes home
        duty.post("/api/hall/close")
    in_situation(page, "expired")
    looked_at(page, "expired")
    house.executor.submit(partial(m.NewDay, actor="system", day="2026-03-03")).result()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#app")).to_contain_text("这张号票已过期")
    looked_at(page, "day-over")
    page.reload()
    expect(page.locator("#app")).to_contain_text("这张号票已过期")
    assert faults == []


def taken(house: House) -> str:
    """The secret of a new slip."""
    answer = house.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage"})
    return str(answer.get_json()["token"])


def visited(house: House) -> str:
    """The secret of a slip whose visit is over."""
    token, clerk = taken(house), house.staff("1001")
    for action in ("sign-in", "call-next", "start", "finish"):
        clerk.post(f"/api/windows/w1/{action}")
    return token
