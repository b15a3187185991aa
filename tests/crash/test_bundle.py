"""A hall has no internet: what `make bundle` made is installed without any, serves, and leaves no half."""

import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.crash.crash_house import CONFIG
from tests.serving import ROOT, Server

pytestmark = pytest.mark.crash

ALONE = ["unshare", "--map-root-user", "--net"]


def without_network() -> list[str]:
    """The kernel may not let everybody have a network of their own; pip is told to use none anyway."""
    allowed = subprocess.run([*ALONE, "true"], capture_output=True, timeout=30).returncode == 0
    return ALONE if allowed else []


def install(unpacked: Path, prefix: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*without_network(), str(unpacked / "server" / "install-linux.sh")],
        env=os.environ | {"PREFIX": str(prefix)},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_bundle_installs_without_internet_and_serves(tmp_path: Path):
    made = subprocess.run(
        ["make", "bundle", f"DIST={tmp_path / 'dist'}"], cwd=ROOT, capture_output=True, text=True, timeout=400
    )
    assert made.returncode == 0, made.stderr
    with tarfile.open(tmp_path / "dist" / "hallcall.tar") as tar:
        tar.extractall(tmp_path, filter="data")
    unpacked, prefix = tmp_path / "hallcall", tmp_path / "opt"
    assert not (unpacked / "tests").exists()

    (damaged := next((unpacked / "wheels").glob("flask-3*.whl"))).rename(tmp_path / damaged.name)
    refused = install(unpacked, prefix)
    assert refused.returncode != 0
    assert "The packages do not fit" in refused.stderr
    assert list(prefix.iterdir()) == [], "nothing half installed"
    (tmp_path / damaged.name).rename(damaged)

    done = install(unpacked, prefix)
    assert done.returncode == 0, done.stderr
    assert "This version is installed already" in install(unpacked, prefix).stderr
    with Server(tmp_path / "data", config=CONFIG, home=prefix / "current") as hall:
        assert hall.session().get("/healthz").json()["hall"] in ("prep", "open", "closed", "lunch", "off")
        assert hall.session().get("/static/vendor/preact.js").ok


def test_the_service_of_the_hall_names_what_is_there():
    unit = (ROOT / "server" / "hallcall.service").read_text()
    script = (ROOT / "server" / "install-linux.sh").read_text()
    for place in ("/etc/hallcall/hall.toml", "/etc/hallcall/hallcall.env"):
        assert place in unit
        assert place in script
    assert "--host 127.0.0.1" in unit, "loopback until told otherwise"
