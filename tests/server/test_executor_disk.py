"""A full disk: nobody is promised what is not stored, and with space the hall goes on by itself."""

import json
import subprocess
import sys
from pathlib import Path

from tests.halls import plan_with
from tests.invariants import check_invariants

ROOT = Path(__file__).resolve().parents[2]


def test_a_full_disk(tmp_path):
    child = subprocess.run(
        [sys.executable, "-m", "tests.server.full_disk", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert child.returncode == 0, child.stderr
    told = json.loads(child.stdout)
    assert told["before"] == ["A001", "A002", "A003"]
    assert told["full"] == ["storage_failed"] * 3
    assert told["shown"] == ["A001", "A002", "A003"]
    assert told["after"] == ["A004", "A005", "A006"]
    assert told["same"]
    assert told["kept"] == ["storage_failed", "storage_failed", "kept"]
    check_invariants(f"sqlite:///{tmp_path / 'hall.db'}", "disk", plan_with("disk"))
