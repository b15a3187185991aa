"""The bench works: run in a hurry, its figures have the promised shape and no number is given twice."""

import json
import os
import subprocess
import sys

import pytest

from tests.serving import ROOT

KEYS = {"name", "value", "unit", "floor", "ratio", "goal", "ok"}


def quick(*names: str) -> dict[str, dict]:
    """The JSON lines of these benches, by name."""
    done = subprocess.run(
        [sys.executable, "run.py", "bench", *names],
        cwd=ROOT,
        env=os.environ | {"HALLCALL_BENCH_QUICK": "1"},
        capture_output=True,
        text=True,
        timeout=300,  # a busy machine
    )
    assert done.returncode == 0, done.stderr
    figures = {f["name"]: f for f in map(json.loads, done.stdout.rpartition("\n\n")[2].splitlines())}
    assert all(figure.keys() >= KEYS for figure in figures.values())
    return figures


@pytest.mark.pty
def test_a_quick_bench_ends_with_a_json_line_for_every_figure() -> None:
    figures = quick("tickets", "feed", "phones")
    assert figures["tickets_duplicates"]["value"] == 0
    assert figures["tickets_not_stored"]["value"] == 0
    for name in (
        "tickets_per_s_32",
        "feed_p50_ms_1",
        "feed_p99_ms_5",
        "feed_asyncio_p99_ms_5",
        "feed_push_p50_ms_5",
        "feed_cpu_us_5",
        "feed_beside_stuck_p99_ms_5",
        "phones_told_p50_ms_40",
        "phones_call_p50_ms_5",
    ):
        assert figures[name]["value"] > 0
        assert figures[name]["ratio"] == pytest.approx(
            figures[name]["value"] / figures[name]["floor"], rel=0.01
        )


@pytest.mark.pty
def test_a_key_reaches_answer_board_and_sign() -> None:
    figures = quick("caller")
    for percent in (50, 99):
        took = {name: figures[f"caller_{name}_p{percent}_ms_1"] for name in ("answer", "board", "sign")}
        assert all(figure["floor"] > 0 and figure["goal"] > 0 for figure in took.values())
        assert all(figure["value"] > 0 for figure in took.values())


@pytest.mark.pty
def test_no_device_is_faster_than_its_wire_and_no_press_is_lost() -> None:
    figures = quick("devices")
    assert figures["presses_lost"]["value"] == 0
    for name in ("sign_wire_ms", "slip_ms_9600", "slip_ms_19200", "refresh_s_6"):
        assert figures[name]["ratio"] > 1
    for name in ("call_idle_ms_p50", "call_refresh_ms_p95"):
        assert figures[name]["value"] > 0.98 * figures["sign_wire_ms"]["floor"]
