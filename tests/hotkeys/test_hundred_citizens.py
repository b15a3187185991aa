"""A clerk serves a hundred citizens without ever leaving the department's own program."""

import pytest
from playwright.sync_api import Page

from tests.hotkeys.conftest import CLERK, AgentProcess, Desktop
from tests.hotkeys.fingers import CALL, RECALL, everything, press, take, told, typed
from tests.serving import Server, wait_until

pytestmark = pytest.mark.pty
CITIZENS = 100
RATED = (30, 60, 90)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("server", ["one_key = true"], indirect=True)
def test_a_hundred_citizens_with_one_key_each_beside_another_program_none_lost_none_doubled(
    server: Server, desktop: Desktop, in_front: Page, agent: AgentProcess
):
    """Two hundred presses: the one key serves the visit, and each citizen is recalled once besides."""
    take(server, CITIZENS)
    desktop.do("type", "abc")
    wait_until(lambda: typed(in_front) == "abc", what="the program in front has the focus")
    since = agent.wait_for(f"waiting {CITIZENS}")
    for n in range(1, CITIZENS + 1):
        since = press(desktop, agent, CALL, f"已呼叫 A{n:03d}", since)
        since = press(desktop, agent, RECALL, f"已重呼 A{n:03d}", since)
        if n in RATED:
            rate(server, n)
    press(desktop, agent, CALL, f"已办结 A{CITIZENS:03d}", since)
    visit = ("called", "recalled", "serving", "finished")
    assert [(e["type"].split(".")[1], int(e["ticket"][-3:])) for e in told(server)] == [
        (step, n) for n in range(1, CITIZENS + 1) for step in visit
    ]
    assert {event["actor"] for event in told(server)} == {f"staff:{CLERK}"}
    asked = [e for e in everything(server) if e["type"] in ("rating.given.v1", "rating.lapsed.v1")]
    assert [int(e["ticket"][-3:]) for e in asked] == list(range(1, CITIZENS)), (
        "every visit is asked about, once"
    )
    assert [int(e["ticket"][-3:]) + 1 for e in asked if e["type"] == "rating.given.v1"] == list(RATED)
    desktop.do("type", "xyz")
    wait_until(lambda: typed(in_front) == "abcxyz", what="the focus never left the program in front")


def rate(server: Server, n: int) -> None:
    """The citizen before the one who is called now presses the rating box, which asks for it."""
    box = server.control("desks-1")
    wait_until(lambda: box.state()["desks"]["1"]["rater"]["asking"], what="the box asks")
    thanks = box.state()["desks"]["1"]["rater"]["thanks"]
    box.request({"op": "rate", "address": 1, "button": n // 30})
    wait_until(lambda: box.state()["desks"]["1"]["rater"]["thanks"] > thanks, what="the box thanks")
