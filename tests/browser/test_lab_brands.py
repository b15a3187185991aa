"""One hall, four brands of signs, two kinds of keypads and of rating boxes: each shows and does its part."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.serving import Server, wait_until

pytestmark = pytest.mark.browser

DESKS = {
    # window: (clerk, queue, brand of the sign, what it shows of the first call)
    "w1": ("1001", "marriage", "onbon", "请A001号"),
    "w5": ("1005", "payment", "lihe", "请C001号"),
    "w5-side": ("1006", "disabled", "lihe", "请D001号"),
    "w6": ("1007", "property", "shuangse", "请G001号"),
    "w7": ("1008", "business", "alpha", "H001"),
}


def events(server: Server, type_: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.staff("D01").get("/api/events?limit=200").json()["events"]
    return [event for event in found if event["type"] == type_]


@pytest.fixture
def lab(server: Server, open_page: OpenPage) -> Page:
    for window, (clerk, queue, _, _) in DESKS.items():
        assert server.staff(clerk).post(f"/api/windows/{window}/sign-in").ok
        assert server.kiosk("k1").post("/api/tickets", {"queue": queue, "kiosk": "k1"}).ok
    return open_page("/lab", 1600, 1400)


def test_a_key_of_either_kind_calls_on_a_sign_of_any_brand_and_either_box_is_rated(
    server: Server, lab: Page, faults: list[str]
) -> None:
    for window, (_, _, brand, call) in DESKS.items():
        lab.get_by_test_id(f"key-{window}-call").click()
        led = lab.get_by_test_id(f"led-{window}")
        expect(led).to_have_attribute("data-brand", brand)
        expect(led).to_have_attribute("data-text", call)
    shot(lab, "lab-brands")

    for window, button in (("w6", 0), ("w7", 1)):  # FF 68 counts from 0, QE1 from 1
        box = lab.get_by_test_id(f"rater-{window}")
        lab.get_by_test_id(f"key-{window}-rate").click()
        expect(box).to_have_attribute("data-asking", "true")
        lab.get_by_test_id(f"rate-{window}-{button}").click()
        expect(box).to_contain_text("谢谢您的评价")
    expect(lab.get_by_test_id("led-w6")).to_have_attribute("data-text", "感谢您的评价")
    expect(lab.get_by_test_id("led-w7")).to_have_attribute("data-text", "THANK YOU")
    given = wait_until(lambda: [e for e in events(server, "rating.given.v1") if e["window"] in ("w6", "w7")])
    assert [(e["window"], e["staff"], e["level"], e["actor"]) for e in reversed(given)] == [
        ("w6", "1007", 5, "device:rater-w6"),
        ("w7", "1008", 5, "device:rater-w7"),
    ]

    lab.get_by_test_id("complain-w6").click()
    complaint = wait_until(lambda: events(server, "complaint.registered.v1"))
    assert [(e["actor"], e["target"]) for e in complaint] == [("device:rater-w6", "6号窗口 工号1007")]
    shot(lab, "lab-rated")

    plug = lab.get_by_test_id("unplug-signs-lihe")
    plug.click()
    expect(lab.get_by_test_id("line-signs-lihe")).to_contain_text("已拔线")
    lab.get_by_test_id("key-w5-rate").click()
    plug.click()
    expect(lab.get_by_test_id("led-w5")).to_have_attribute("data-text", "请您评价")
    assert faults == []
