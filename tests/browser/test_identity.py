"""Who takes the number: a card on an emulated reader, a typed number, an appointment by card or scanner."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.kiosk_page import take_number, touch
from tests.browser.measure import faults_of
from tests.serving import SAMPLE, Server, wait_until

pytestmark = pytest.mark.browser

ANN, BEN, EVE, LEO = "999999195802140015", "999999198807230021", "999999200103050030", "99999919990909028X"
DAVE = "999999197512310062"
PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Business licences must know who comes."""
    folder: Path = tmp_path_factory.mktemp("hall")
    text = SAMPLE.read_text(encoding="utf-8")
    text = text.replace('unit = "工商窗口"\n', 'unit = "工商窗口"\nidentity = "required"\n', 1)
    (folder / "hall.toml").write_text(text, encoding="utf-8")
    with Server(folder, config=folder / "hall.toml") as running:
        running.passwords()
        yield running


@pytest.fixture(autouse=True)
def no_card(server: Server) -> Iterator[None]:
    yield
    server.control("id-k1").request({"op": "remove"})
    for kind in ("silence", "select_failed", "read_failed"):
        server.control("id-k1").request({"op": "fault", "kind": kind, "on": False})


def lay(server: Server, number: str) -> None:
    server.control("id-k1").request({"op": "card", "number": number})


def want(page: Page, queue: str = "business") -> None:
    """A number of this queue, whatever the matter; certificates of disability are its only one."""
    if queue == "disabled":
        touch(page, f"queue-{queue}")
    else:
        take_number(page, queue)


def type_number(page: Page, number: str) -> None:
    for key in number:
        touch(page, f"id-{key}")


def events(server: Server, type_: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.staff("D01").get("/api/events?limit=200").json()["events"]
    return [event for event in found if event["type"] == type_]


def book(server: Server, *rows: str) -> None:
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
    listed = []
    for row in rows:
        code, queue, number = row.split(",")
        one = {"code": code, "day": today, "queue": queue, "start": "00:00", "end": "23:59"}
        listed.append(one | ({"id_number": number} if number else {}))
    answer = server.staff("H01").post("/api/appointments", {"appointments": listed})
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(("size", "number", "tail"), [(PORTRAIT, ANN, "0015"), (LANDSCAPE, LEO, "028X")])
def test_a_card_is_laid_down_and_the_number_comes_by_itself(
    server: Server, open_page: OpenPage, faults: list[str], size: tuple[int, int], number: str, tail: str
) -> None:
    kiosk = open_page("/kiosk/k1", *size)
    told: list[str] = []
    kiosk.on("websocket", lambda ws: ws.on("framereceived", lambda data: told.append(str(data))))
    kiosk.reload()
    want(kiosk)
    expect(kiosk.get_by_test_id("reader-said")).to_contain_text("平放在阅读区")
    expect(kiosk.get_by_test_id("identity-back")).to_be_enabled()
    assert faults_of(kiosk) == []
    shot(kiosk, f"identity-card-{size[0]}")
    lay(server, number)
    expect(kiosk.get_by_test_id("result-number")).to_contain_text("H0")
    expect(kiosk.get_by_test_id("tail")).to_contain_text(f"证件尾号 {tail}")
    shot(kiosk, f"identity-result-{size[0]}")
    wait_until(lambda: f"证件尾号 {tail}" in str(server.control("printer-k1").state()["tickets"][-1:]))
    assert any('"handle"' in frame for frame in told), "the page was told by its feed"
    assert not any(number[:17] in frame for frame in told)
    assert faults == []


def test_who_has_a_number_is_shown_it_and_its_paper_comes_again(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    answer = server.kiosk("k2").post("/api/tickets", {"queue": "business", "kiosk": "k2", "id_number": BEN})
    number = answer.json()["number"]
    kiosk = open_page("/kiosk/k1", *PORTRAIT)
    want(kiosk)
    lay(server, BEN)
    expect(kiosk.get_by_test_id("existing")).to_contain_text("您已经取过号了")
    expect(kiosk.get_by_test_id("result-number")).to_have_text(number)
    expect(kiosk.get_by_test_id("existing")).to_contain_text("7号窗口")
    expect(kiosk.get_by_test_id("tail")).to_contain_text("0021")
    before = server.control("printer-k1").state()["tickets"]
    touch(kiosk, "reprint")
    expect(kiosk.get_by_test_id("reprinted")).to_contain_text("请取走")
    assert faults_of(kiosk) == []
    shot(kiosk, "identity-existing")
    more = wait_until(lambda: server.control("printer-k1").state()["tickets"][len(before) :])
    assert "补打" in str(more) and number in str(more)
    touch(kiosk, "done")
    expect(kiosk.get_by_test_id("queue-business")).to_be_visible()
    assert [e["ticket"] for e in events(server, "ticket.reprint.v1")] == [answer.json()["id"]]
    assert faults == []


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_the_number_is_typed_and_looked_at_while_it_is(
    server: Server, open_page: OpenPage, faults: list[str], size: tuple[int, int]
) -> None:
    kiosk = open_page("/kiosk/k2", *size)  # no reader stands there: the pad comes at once
    want(kiosk)
    shown, said = kiosk.get_by_test_id("id-code"), kiosk.get_by_test_id("id-said")
    type_number(kiosk, "11010519491302")
    expect(shown).to_have_text("•" * 13 + "2")
    expect(said).to_contain_text("出生日期")
    for _ in range(4):
        touch(kiosk, "id-delete")
    person = EVE if size == PORTRAIT else DAVE
    for _ in range(10):
        touch(kiosk, "id-delete")
    wrong = person[:17] + str((int(person[17]) + 1) % 10)
    type_number(kiosk, wrong)
    expect(said).to_contain_text("号码有误")
    assert faults_of(kiosk) == []
    shot(kiosk, f"identity-typed-{size[0]}")
    expect(kiosk.get_by_test_id("id-ok")).to_be_disabled()
    touch(kiosk, "id-delete")
    touch(kiosk, f"id-{person[17]}")
    expect(said).to_contain_text("18")
    touch(kiosk, "id-ok")
    expect(kiosk.get_by_test_id("tail")).to_contain_text(person[14:])
    assert faults == []


def test_a_card_that_cannot_be_read_is_told_in_words_and_then_it_can(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    kiosk = open_page("/kiosk/k1", *PORTRAIT)
    want(kiosk, "disabled")
    server.control("id-k1").request({"op": "fault", "kind": "select_failed", "on": True})
    lay(server, EVE)
    expect(kiosk.get_by_test_id("reader-said")).to_contain_text("请把身份证放平,再放一次")
    shot(kiosk, "identity-trouble")
    server.control("id-k1").request({"op": "fault", "kind": "select_failed", "on": False})
    lay(server, EVE)
    expect(kiosk.get_by_test_id("tail")).to_contain_text("0030")
    assert faults == []


def test_where_it_is_only_asked_one_goes_on_without(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    kiosk = open_page("/kiosk/k1", *PORTRAIT)
    want(kiosk, "disabled")
    touch(kiosk, "identity-skip")
    expect(kiosk.get_by_test_id("result-number")).to_contain_text("D0")
    expect(kiosk.get_by_test_id("tail")).to_have_count(0)
    touch(kiosk, "done")
    want(kiosk)
    expect(kiosk.get_by_test_id("identity-skip")).to_have_count(0)
    touch(kiosk, "identity-other")
    expect(kiosk.get_by_test_id("id-code")).to_be_visible()
    touch(kiosk, "identity-back")
    expect(kiosk.get_by_test_id("queue-business")).to_be_visible()
    lay(server, DAVE)
    want(kiosk, "disabled")
    expect(kiosk.get_by_test_id("result-number")).to_contain_text("D0")
    assert faults == []


def test_a_reader_that_falls_ill_leaves_the_pad(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    kiosk = open_page("/kiosk/k1", *PORTRAIT)
    want(kiosk)
    expect(kiosk.get_by_test_id("reader-said")).to_be_visible()
    server.control("id-k1").request({"op": "fault", "kind": "silence", "on": True})
    expect(kiosk.get_by_test_id("id-code")).to_be_visible(timeout=30_000)
    expect(kiosk.get_by_test_id("identity-other")).to_have_count(0)
    server.control("id-k1").request({"op": "fault", "kind": "silence", "on": False})
    expect(kiosk.get_by_test_id("reader-said")).to_be_visible(timeout=60_000)
    assert faults == []


def test_a_scanner_types_the_code_wherever_the_focus_is(
    server: Server, open_page: OpenPage, faults: list[str]
) -> None:
    book(server, "YY-2026a7,payment,", "7002,business,")
    kiosk = open_page("/kiosk/k1", *PORTRAIT)
    touch(kiosk, "check-in")
    expect(kiosk.get_by_test_id("code")).to_be_visible()
    kiosk.get_by_test_id("check-in-back").focus()
    scan(kiosk, "YY-2026a7")
    expect(kiosk.get_by_test_id("slot")).to_contain_text("到时优先叫号")
    expect(kiosk.get_by_test_id("result-number")).to_contain_text("C0")
    touch(kiosk, "done")

    touch(kiosk, "check-in")
    expect(kiosk.get_by_test_id("code")).to_be_visible()
    scan(kiosk, "0000")
    expect(kiosk.get_by_test_id("check-in-said")).to_contain_text("没有找到这个预约(0000)")
    expect(kiosk.get_by_test_id("check-in-back")).to_be_enabled()
    assert faults_of(kiosk) == []
    shot(kiosk, "check-in-unknown")
    for address, words in (
        ("http://10.0.0.5:8000/t/Ab-9_x", "扫到的是号票"),
        ("https://a.cn/b.c*", "扫到的是网址"),
    ):
        scan(kiosk, address)
        expect(kiosk.get_by_test_id("check-in-said")).to_contain_text(words)
        expect(kiosk.get_by_test_id("code")).to_have_text(re.compile("^预约码"))
    scan(kiosk, "YY-2026a7")
    expect(kiosk.get_by_test_id("existing")).to_contain_text("您已经取过号了")
    touch(kiosk, "done")

    touch(kiosk, "check-in")
    expect(kiosk.get_by_test_id("code")).to_be_visible()
    scan(kiosk, "7002")
    expect(kiosk.get_by_test_id("reader-said")).to_contain_text("实名取号")
    lay(server, "999999196601010016")
    expect(kiosk.get_by_test_id("tail")).to_contain_text("0016")
    assert faults == []


def scan(page: Page, text: str) -> None:
    """Keys as quick as a scanner's, on whatever has the focus."""
    page.evaluate(
        """(text) => { for (const key of [...text, "Enter"]) {
            const target = document.activeElement ?? document.body;
            target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        } }""",
        text,
    )


def test_an_appointment_by_its_owner_s_card(server: Server, open_page: OpenPage, faults: list[str]) -> None:
    book(server, f"7003,property,{DAVE}")
    kiosk = open_page("/kiosk/k1", *PORTRAIT)
    touch(kiosk, "check-in")
    expect(kiosk.get_by_role("heading", level=2)).to_contain_text("或刷身份证")
    expect(kiosk.get_by_test_id("check-in-back")).to_be_enabled()
    assert faults_of(kiosk) == []
    shot(kiosk, "check-in-card")
    lay(server, DAVE)
    expect(kiosk.get_by_test_id("result-number")).to_contain_text("G0")
    expect(kiosk.get_by_test_id("tail")).to_contain_text("0062")
    assert faults == []


def test_the_lab_lays_cards_on_the_reader(server: Server, open_page: OpenPage, faults: list[str]) -> None:
    lab = open_page("/lab", 1600, 1000)
    reader = lab.get_by_test_id("reader-id-k1")
    expect(reader).to_contain_text("没有放卡", timeout=30_000)
    lab.get_by_test_id(f"card-{ANN}").click()
    expect(reader).to_contain_text(":赵测试", timeout=30_000)
    shot(lab, "lab-reader")
    lab.get_by_test_id("remove-id-k1").click()
    expect(reader).to_contain_text("没有放卡", timeout=30_000)
    assert faults == []


def test_no_number_is_in_any_file_of_the_hall(server: Server) -> None:
    """The last one of this module: everything above has happened."""
    assert events(server, "ticket.taken.v1")
    for path in server.data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for number in (ANN, BEN, EVE, LEO, DAVE):
                assert number[:17].encode() not in content, path
                assert number[:17].encode("utf-16-le") not in content, path
