"""Starts that must not be: a second server, a taken port, a broken configuration."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.crash_house import CONFIG, CrashHouse
from tests.serving import ROOT, Server, command

pytestmark = pytest.mark.crash


def refused(folder: Path, *, port: int, config: Path = CONFIG) -> tuple[int, str]:
    """Exit code and last words of a start that is expected to fail."""
    done = subprocess.run(
        [*command(folder, config=config), "--port", str(port)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_a_second_server_on_the_same_data_is_refused_and_does_no_harm(house: CrashHouse):
    house.start()
    house.enter()
    first = house.take()
    code, words = refused(house.server.data, port=0)
    assert code == 1
    assert "另一个叫号程序正在使用这份数据" in words
    assert "Another Hallcall already runs" in words
    assert house.take()["number"] == "A002"
    assert house.server.control("printer").state()["kind"] == "printer", (
        "the devices are still the first one's"
    )
    assert house.take(key=next(iter(house.ledger.tickets)))["id"] == first["id"]
    house.check()
    code, words = refused(house.server.data / "other", port=house.server.port)
    assert code == 1
    assert f"127.0.0.1:{house.server.port} 不能使用" in words
    assert "choose another with --port" in words
    assert house.server.session().get("/healthz").ok


def test_a_python_without_the_packages_is_told_where_they_are():
    bare = [sys.executable, "-S", "run.py", "check"]
    done = subprocess.run(bare, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "先运行 make setup" in done.stderr and "This Python lacks the packages" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_somebody_listens_on_is_refused_before_anything_is_made(folder: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, words = refused(folder, port=port)
    assert (code, f"Cannot listen on 127.0.0.1:{port}" in words) == (1, True)
    assert not (folder / "hall.db").exists()


def test_a_broken_configuration_names_every_fault_and_starts_nothing(folder: Path):
    broken = folder / "broken.toml"
    text = CONFIG.read_text()
    text = text.replace('queue = "social"', 'queue = "sozial"').replace('floor = "1"', 'floor = "9"', 1)
    broken.write_text(
        text.replace('prefix = "B"', 'prefix = "b"').replace('window = "w2"', 'window = "w3"', 1)
    )
    code, words = refused(folder / "data", port=0, config=broken)
    assert code == 2
    assert "配置有误" in words
    for place in ("window[0].floor", "queue[1].prefix", ".window"):
        assert place in words
    assert not (folder / "data").exists()


def test_a_hall_that_is_no_sample_gets_no_demonstration_accounts_and_no_lab(folder: Path):
    real = folder / "real.toml"
    text = (
        CONFIG.read_text()
        .replace("sample = true\n", "")
        .replace("[[kiosk]]", "[[kiosk]]\nneeds_paper = false")
    )
    real.write_text(text[: text.index("[[device]]")])
    with Server(folder / "data", config=real) as server:
        assert server.session().get("/healthz").ok
        assert server.session().get("/lab").status_code == 404
        assert server.session().get("/kiosk/k1").status_code == 403
        assert server.stop() == 0
    assert not (folder / "data" / "demo-accounts.json").exists()
