"""The bench works: run in a hurry, its figures have the promised shape and no number is given twice."""

import json
import os
import subprocess
import sys

import pytest

from tests.serving import ROOT

KEYS = {"name", "value", "unit", "floor", "ratio", "goal", "ok"}


@pytest.mark.pty
def test_a_quick_bench_ends_with_a_json_line_for_every_figure() -> None:
    done = subprocess.run(
        [sys.executable, "run.py", "bench", "tickets", "feed"],
        cwd=ROOT,
        env=os.environ | {"HALLCALL_BENCH_QUICK": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    figures = {f["name"]: f for f in map(json.loads, done.stdout.rpartition("\n\n")[2].splitlines())}
    assert all(figure.keys() >= KEYS for figure in figures.values())
    assert figures["tickets_duplicates"]["value"] == 0
    assert figures["tickets_not_stored"]["value"] == 0
    for name in ("tickets_per_s_32", "feed_p50_ms_1", "feed_p99_ms_5"):
        assert figures[name]["value"] > 0
        assert figures[name]["ratio"] == pytest.approx(
            figures[name]["value"] / figures[name]["floor"], rel=0.01
        )
