"""A running hall under a simulated crowd: the log adds up, and nothing was invented."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from config.load import load
from tests.invariants import check_invariants
from tests.naive_reports import read_log
from tests.serving import ROOT, SAMPLE, Server

pytestmark = [pytest.mark.crash, pytest.mark.timeout(300)]


def driven(server: Server, *options: str) -> Counter[str]:
    """What the crowd did, and how often each refusal met it."""
    line = [sys.executable, "run.py", "simulate", "--live", server.base, "--data", str(server.data), *options]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return Counter({name: int(count) for name, count in re.findall(r"(\S+) (\d+)", done.stdout)})


def test_a_crowd_two_thousand_times_as_quick_as_the_clock_leaves_a_log_that_adds_up(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        server.passwords()
        did = driven(server, "--speed", "2000", "--visits", "60")
        happened = read_log(server.database_url)
    plan = load(SAMPLE)
    check_invariants(server.database_url, plan.code, plan)
    kinds = Counter(event["type"] for event in happened)
    assert min(did["take"], did["call"], did["finish"]) > 30 and did["press"] > 10
    assert kinds["ticket.taken.v1"] == did["take"]
    assert kinds["ticket.finished.v1"] == did["finish"]
    assert kinds["rating.given.v1"] == did["press"] + did["phone"]
    numbers = Counter(event["ticket"] for event in happened if event["type"] == "ticket.taken.v1")
    assert set(numbers.values()) == {1}
