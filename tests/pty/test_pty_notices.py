"""Notices of the guide from the API through the real server to the paper of an emulated printer."""

from pathlib import Path
from typing import Any

import pytest

from tests.serving import Server, wait_until

pytestmark = pytest.mark.pty

WED = "marriage-register"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with Server(Path(tmp_path_factory.mktemp("hall"))) as running:
        yield running


def papers(server: Server, line: str) -> list[list[str]]:
    """Every slip of a printer, as its lines."""
    slips = server.control(line).state()["tickets"]
    return [[piece.get("text") or piece.get("qr", "") for piece in slip["lines"]] for slip in slips]


def states(server: Server, notice: str) -> list[dict[str, Any]]:
    events = server.staff("D01").get("/api/events?limit=100").json()["events"]
    return [event for event in events if event.get("notice") == notice]


@pytest.mark.parametrize("kiosk", ["k1", "k2"])
def test_a_kiosk_prints_the_whole_list(server, kiosk):
    answer = server.kiosk(kiosk).post("/api/guide-slips", {"matter": WED, "kiosk": kiosk})
    assert answer.status_code == 201, answer.text
    notice = answer.json()["notice"]
    lines = wait_until(
        lambda: next((p for p in papers(server, f"printer-{kiosk}") if any(notice in x for x in p)), None),
        60,
        "the notice is on paper",
    )
    whole = "".join(lines)
    assert lines[:3] == ["清溪镇便民服务中心", "一次性告知单", "结婚登记"]
    for wanted in ("1.双方居民身份证", "2.双方户口簿", "原件3份", "办理时限:当场办结", "收费标准:不收费。"):
        assert wanted in whole
    assert f"{server.base}/guide/{WED}" in lines
    assert "一楼 1号窗口" in lines and "电话 0000-8201" in lines
    wait_until(lambda: [e for e in states(server, notice) if e.get("printed")], 60, "it is known to be out")


def test_the_help_desk_prints_what_is_missing(server):
    asked = {"matter": WED, "kiosk": "k2", "missing": ["双方户口簿", "近期双人合影照片"]}
    answer = server.staff("H01").post("/api/guide-slips", asked)
    assert answer.status_code == 201, answer.text
    notice = answer.json()["notice"]
    lines = wait_until(
        lambda: next((p for p in papers(server, "printer-k2") if any(notice in x for x in p)), None), 60
    )
    whole = "".join(lines)
    assert "补正告知单" in lines
    assert "□双方户口簿" in whole and "□近期双人合影照片" in whole
    assert "身份证" not in whole
    assert "工号 H01" in lines


def test_without_paper_it_is_said_that_nothing_came(server):
    server.control("printer-k2").fault("paper_out")
    answer = server.kiosk("k2").post("/api/guide-slips", {"matter": WED, "kiosk": "k2"})
    notice = answer.json()["notice"]
    told = wait_until(
        lambda: [e for e in states(server, notice) if e["type"] == "notice.paper.v1"],
        100,
        "the printer spoke",
    )
    assert (told[0]["printed"], told[0]["cause"]) == (False, "paper_out")
    server.control("printer-k2").fault("paper_out", on=False)


def test_what_was_under_way_when_the_mains_failed_is_told_and_not_printed_again(server):
    server.control("printer-k2").fault("silence")
    notice = server.kiosk("k2").post("/api/guide-slips", {"matter": WED, "kiosk": "k2"}).json()["notice"]
    server.kill()
    server.start()
    told = wait_until(lambda: [e for e in states(server, notice) if e["type"] == "notice.paper.v1"], 60)
    assert [(e["actor"], e["printed"], e["cause"]) for e in told] == [("system", False, "stopped")]
    after = server.kiosk("k2").post("/api/guide-slips", {"matter": WED, "kiosk": "k2"}).json()["notice"]
    lines = wait_until(
        lambda: ["".join(slip) for slip in papers(server, "printer-k2") if after in "".join(slip)], 60
    )
    assert lines and not any(notice in "".join(slip) for slip in papers(server, "printer-k2"))
