"""`python run.py check` as a technician runs it: what it prints, and what it says to a script."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT, SAMPLE

pytestmark = pytest.mark.pty

REAL = SAMPLE.read_text(encoding="utf-8").replace("sample = true ", "sample = false ", 1)


def check(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "check", *options], capture_output=True, text=True, timeout=60
    )


@pytest.fixture
def real_hall(tmp_path: Path) -> Path:
    """The sample hall with its sixth window's sign on a real port that is not there."""
    path = tmp_path / "hall.toml"
    port = "/dev/serial/by-id/usb-of-nobody"
    path.write_text(REAL.replace("emulator://signs-shuangse", port), encoding="utf-8")
    return path


def test_all_is_well_in_the_sample_hall_and_a_pattern_reaches_every_sign_and_printer() -> None:
    done = check("--test-pattern")
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split() for line in done.stdout.splitlines() if line[:1] in "√–×"]
    assert len(rows) == 28
    marks = {row[1]: row[0] for row in rows}
    assert {mark for name, mark in marks.items() if name.startswith(("printer", "sign"))} == {"√"}
    assert (marks["keypad-w1"], marks["keypad-w7"], marks["rater-w7"]) == ("–", "–", "√")
    assert sum("已打印" in line for line in done.stdout.splitlines()) == 3


def test_one_device_that_is_missing_is_named_and_fails_the_check(real_hall: Path) -> None:
    done = check("--config", str(real_hall))
    assert done.returncode == 1
    ill = [line for line in done.stdout.splitlines() if line.startswith("×")]
    assert len(ill) == 1
    assert "sign-w6" in ill[0]
    assert "no such port" in ill[0]
    lihe = next(line for line in done.stdout.splitlines() if line.startswith("√ sign-w5 "))
    assert lihe.endswith("A3 v3"), "what the card says of itself"


def test_the_configuration_alone_opens_no_line(real_hall: Path) -> None:
    done = check("--only-config", "--config", str(real_hall))
    assert (done.returncode, "√" in done.stdout) == (0, False)
    broken = check("--config", str(Path(__file__).parents[1] / "config" / "broken.toml"))
    assert (broken.returncode, "√" in broken.stdout) == (2, False)


def test_commissioning_by_the_name_of_the_device(real_hall: Path) -> None:
    done = check("--config", str(real_hall), "--commission", "sign-w6")
    assert done.returncode == 1
    assert "onbon-k" in done.stdout
