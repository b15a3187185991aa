"""A notice and a process that dies: after it, exactly what still stands is shown, said and told to signs."""

import subprocess
import sys
from pathlib import Path

import pytest

from server.domain import messages as m
from server.domain.views.public import board_view
from server.domain.words.signs import sign_text
from server.executor import Executor
from server.store.database import Database
from tests.halls import ANN, DAY, T0, plan_with
from tests.invariants import check_invariants

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = """
import sys
from server.domain import messages as m
from server.executor import Executor
from server.store.database import Database
from tests.halls import ANN, DAY, T0, plan_with

plan = plan_with(auto_open=True)
executor = Executor(Database(sys.argv[1], plan.code), plan, lambda: T0 + 1000)
executor.start(DAY)
for command, what in (
    (m.SignIn, {"window": "w1", "staff": ANN}),
    (m.SetNotice, {"text": "电梯停用", "minutes": 5}),
    (m.SetNotice, {"template": "outage", "minutes": 10}),
    (m.SetNotice, {"template": sys.argv[2]} if sys.argv[2] else {"text": "请带好证件", "minutes": 0}),
):
    outcome = executor.submit(lambda *, at: command(at=at, actor="staff:D01", **what)).result()
    assert not outcome.code, outcome
print("published", flush=True)
sys.stdin.read()
"""
"""Another process publishes three, and lives until it is killed."""


def killed_after_publishing(url: str, last: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PUBLISHED, url, last], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"published\n"
    finally:
        process.kill()
        process.communicate()


STOPS = {
    "a moment": ("", 1, ["outage", "", ""], "系统故障,请稍候"),
    "till the very end of the first": ("", 301, ["outage", ""], "系统故障,请稍候"),
    "till the second is over, too": ("", 601, [""], f"社保窗口 安敏 工号{ANN} 请带好证件"),
    "a night's worth of a fire": ("fire", 9 * 3600, ["fire"], "火警,请从安全出口离开"),
}


@pytest.mark.parametrize(("last", "stopped_s", "stand", "sign"), STOPS.values(), ids=STOPS)
def test_after_the_stop_exactly_what_still_stands_is_shown(
    tmp_path: Path, last: str, stopped_s: int, stand: list[str], sign: str
) -> None:
    url, plan = f"sqlite:///{tmp_path / 'hall.db'}", plan_with(auto_open=True)
    killed_after_publishing(url, last)
    executor = Executor(Database(url, plan.code), plan, lambda: T0 + 1000 + stopped_s * 1000)
    executor.start(DAY)
    try:
        found = executor.read(lambda hall: sorted(b.template for b in hall.bulletins.values()))
        assert found == sorted(stand)
        shown = executor.read(lambda hall: board_view(hall, "all")["hall"]["notices"])
        assert len(shown) == len(stand)
        assert executor.read(lambda hall: sign_text(hall, "w1").text) == sign
        ended = [r.event for r in executor.log.events(limit=50) if isinstance(r.event, m.NoticeEnded)]
        assert len(ended) == 3 - len(stand)
    finally:
        executor.stop()
    check_invariants(url, plan.code, plan)
