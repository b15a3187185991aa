"""The duty officer sees which device is ill, why, and when a mute one last spoke."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, answers_lost, shot
from tests.browser.test_visit import sign_in
from tests.serving import Server

pytestmark = pytest.mark.browser


def test_an_ill_device_says_why_and_since_when_and_is_well_again_by_itself(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    duty = open_page("/duty", 1600, 1000)
    duty.get_by_label("工号").fill("D01")
    duty.get_by_label("密码").fill(server.passwords()["D01"])
    duty.get_by_role("button", name="登录").click()
    sign, printer = duty.get_by_test_id("device-sign-w1"), duty.get_by_test_id("device-printer-k1")
    expect(sign).to_have_attribute("data-link", re.compile("answered|in_step"))
    expect(sign).not_to_contain_text("最后应答")
    server.control("signs-1").request({"op": "unplug"})
    server.control("printer-k1").fault("paper_out")
    expect(sign).to_contain_text("已拔出")
    expect(sign).to_contain_text(re.compile(r"最后应答 \d\d:\d\d"))
    expect(printer).to_contain_text("缺纸")
    expect(printer).not_to_contain_text("最后应答")  # it answers: there is no paper, it says
    shot(duty, "duty-devices")
    server.control("signs-1").request({"op": "plug"})
    server.control("printer-k1").fault("paper_out", on=False)
    for lamp in (sign, printer):
        expect(lamp).to_have_attribute("data-cause", "")
        expect(lamp).not_to_contain_text("最后应答")
    expect(sign).to_have_attribute("title", re.compile("1 次重连"))
    assert faults == []


def test_a_switch_whose_answer_was_lost_is_switched_once_however_often_it_is_pressed(
    server: Server, open_page: OpenPage
) -> None:
    """Pressed a second time, 停止取号 would be the end of the day for everybody who waits."""
    assert server.kiosk("k1").post("/api/tickets", {"queue": "marriage", "kiosk": "k1"}).ok
    duty = open_page("/duty", 1600, 1000)
    sign_in(duty, server, "D01")
    with answers_lost(duty, "**/api/hall/close") as swallowed:
        duty.get_by_test_id("close").click()
        duty.get_by_test_id("confirm").click()
        expect(duty.locator("dialog .problem")).to_contain_text("连接不上服务器")
    assert swallowed and set(swallowed) == {200}
    duty.get_by_test_id("confirm").click()
    expect(duty.locator("dialog")).to_have_count(0)
    expect(duty.get_by_test_id("hall-state")).to_have_attribute("data-state", "extended")
    assert server.staff("D01").get("/api/hall").json()["hall"]["state"] == "extended"
