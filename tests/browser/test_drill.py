"""演练: an outage is practised away from the hall, its devices and its data; every page marked (R120)."""

import re
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.test_visit import sign_in
from tests.serving import SAMPLE, Server

pytestmark = pytest.mark.browser


@pytest.fixture
def line() -> Iterator[socket.socket]:
    """A real device's socket: whoever connects has touched it."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.setblocking(False)
        yield listening


@pytest.fixture
def drilled(tmp_path: Path, line: socket.socket) -> Iterator[Server]:
    """A hall whose first printer is real."""
    text = SAMPLE.read_text(encoding="utf-8").replace("sample = true", "sample = false")
    text = re.sub(r'^(guide|media) = "', rf'\1 = "{SAMPLE.parent}/', text, flags=re.MULTILINE)
    real = f'url = "socket://127.0.0.1:{line.getsockname()[1]}"'
    config = tmp_path / "hall.toml"
    config.write_text(re.sub(r'^url = "emulator://[^"]*"', real, text, count=1, flags=re.MULTILINE))
    with Server(tmp_path / "data", config=config, drill=True) as running:
        running.passwords()
        yield running


def test_a_drill_touches_nothing_of_the_real_hall_and_says_so_on_every_page(
    drilled: Server, line: socket.socket, open_page: OpenPage, faults: list[str]
) -> None:
    number = drilled.kiosk("k1").post("/api/tickets", {"queue": "marriage", "kiosk": "k1"})
    assert number.status_code == 201, number.text
    pages = ("/duty", "/duty/pads", "/caller", "/desk", "/kiosk/k1", "/display/f1", "/window/w1", "/guide")
    for path in (*pages, "/t/nobody"):
        answer = drilled.session().get(path)
        assert "演练 DRILL" in answer.text.split("</title>")[0], path
        assert 'class="drill-mark"' in answer.text, path
    page = open_page("/duty", 1280, 800, base=drilled.base)
    sign_in(page, drilled, "D01")
    expect(page.get_by_test_id("drill")).to_contain_text("演练 DRILL")
    expect(page.get_by_test_id("device-printer-k1")).to_have_attribute("data-link", "in_step")
    drilled.kill()  # the power is cut
    drilled.start()
    expect(page.get_by_test_id("hall-state")).to_have_attribute("data-state", "recovery")
    expect(page.get_by_test_id("step-clock")).to_have_attribute("data-done", "true")
    shot(page, "drill-recovery")
    page.get_by_test_id("recover").click()
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("hall-state")).to_have_attribute("data-state", "open")
    with pytest.raises(BlockingIOError):
        line.accept()
    assert not (drilled.given / "hall.db").exists()
    with sqlite3.connect(drilled.data / "hall.db") as database:
        assert database.execute("select count(*) from events where type='ticket.taken.v1'").fetchone() == (1,)
    assert faults == []
