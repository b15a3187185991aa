"""The hall by TLS (R116): its own certificate, pages and feed behind it; what is no pair is refused."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import socketio

from tests.crash.crash_house import CONFIG
from tests.serving import ROOT, command, free_port, wait_until

pytestmark = pytest.mark.crash

MAKE = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1"
    " -addext subjectAltName=IP:127.0.0.1"
)


def pair(folder: Path, name: str) -> tuple[Path, Path]:
    """(certificate, key)"""
    key, certificate = folder / f"{name}.key", folder / f"{name}.crt"
    made = [*MAKE.split(), "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True, timeout=60)
    return certificate, key


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """(address, the certificate to trust)"""
    certificate, key = pair(tmp_path, "hall")
    base = f"https://127.0.0.1:{(port := free_port())}"
    line = [*command(tmp_path / "data", config=CONFIG), "--port", str(port)]
    line += ["--cert", str(certificate), "--key", str(key)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(line, cwd=ROOT, stdout=log, stderr=log)

    def answers() -> bool:
        assert process.poll() is None, (tmp_path / "log").read_text()[-2000:]
        try:
            return requests.get(base + "/healthz", verify=str(certificate), timeout=10).ok
        except requests.RequestException:
            return False

    wait_until(answers, 60, "the hall answers by TLS")
    yield base, certificate
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)


def test_pages_cookies_and_feed_go_by_tls(hall: tuple[str, Path]):
    base, certificate = hall
    with pytest.raises(requests.RequestException):
        requests.get(base.replace("https", "http") + "/healthz", timeout=10)
    board = requests.Session()
    board.trust_env, board.verify = False, str(certificate)
    page = board.get(f"{base}/display/f1", timeout=10)
    assert page.ok
    assert "; Secure" in page.headers["Set-Cookie"]
    got: list[str] = []
    feed = socketio.Client(reconnection=False, ssl_verify=False)
    feed.on("snapshot", lambda _: got.append("snapshot"), namespace="/display")
    cookies = "; ".join(f"{c.name}={c.value}" for c in board.cookies)
    feed.connect(
        base,
        namespaces=["/display"],
        auth={"id": "f1"},
        headers={"Cookie": cookies},
        transports=["websocket"],
    )
    try:
        wait_until(lambda: got, 30, "a snapshot by TLS")
    finally:
        feed.disconnect()


def test_what_is_no_pair_is_refused_in_words(tmp_path: Path):
    certificate, key = pair(tmp_path, "one")
    other, _ = pair(tmp_path, "other")

    def start(*more: str | Path) -> tuple[int, str]:
        line = [*command(tmp_path / "data", config=CONFIG), "--port", str(free_port()), *map(str, more)]
        done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stderr

    code, words = start("--cert", other, "--key", key)
    assert (code, "both must be PEM, and a pair" in words) == (1, True)
    code, words = start("--cert", tmp_path / "nowhere", "--key", key)
    assert (code, "both must be PEM" in words) == (1, True)
    code, words = start("--cert", certificate)
    assert (code, "--cert and --key go together" in words) == (2, True)
    assert not (tmp_path / "data" / "hall.db").exists()
