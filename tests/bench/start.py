"""bench start: from the start of the process to the first answer, and what the server then weighs."""

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from config.load import load
from tests.bench.figures import QUICK, Figure, progress
from tests.bench.hall import bare_hall, scratch
from tests.bench.wire import dial, whole_answer
from tests.serving import SAMPLE, START_S, Server

TITLE = "start — process start to the first /healthz, compiled bytecode; floor: a bare interpreter importing"
STARTS = 1 if QUICK else 7
GOAL_S, GOAL_MB = 2.0, 150.0
REQUEST = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
IMPORTS = "import flask, flask_socketio, sqlalchemy"
WEIGH = f"{IMPORTS}; print(open('/proc/self/smaps_rollup').read())"
SETTLED_S = 2.0


def measure() -> tuple[list[Figure], list[str]]:
    """Figures and notes. The floor, the sample hall with its emulators and the hall start in turn."""
    bare_s, sample_s, floor_s = [], [], []
    with scratch() as folder, _bytecode(folder / "bytecode"), contextlib.ExitStack() as ended:
        bare, sample = bare_hall(folder), Server(folder / "sample")
        for server in (bare, sample):
            ended.callback(server.kill)
            progress("start: first start, makes database, accounts and bytecode")
            _started(server)
            server.passwords()
            server.kill()
        for turn in range(STARTS):
            progress(f"start: {turn + 1} of {STARTS}")
            floor_s.append(_floor())
            sample_s.append(_started(sample))
            sample.kill()
            bare_s.append(_started(bare))
            if turn < STARTS - 1:
                bare.kill()
        weight = _weight_after_settling(bare)
        floor_weight = _weight(_output(WEIGH))
    floor = median(floor_s)
    lines = len({device.url for device in load(SAMPLE).devices})
    figures = [
        Figure("start_s", median(bare_s), "s", floor, GOAL_S),
        Figure("start_sample_s", median(sample_s), "s", floor, GOAL_S),
        Figure("memory_pss_mb", weight["Pss"], "MB", floor_weight["Pss"], GOAL_MB),
        Figure("memory_rss_mb", weight["Rss"], "MB", floor_weight["Rss"], GOAL_MB),
    ]
    return figures, [
        f"sample: with its {lines} lines of emulated devices, each a process that is started first",
        "memory: gunicorn's master and worker together, idle; RSS counts what both share twice",
    ]


@contextlib.contextmanager
def _bytecode(folder: Path) -> Iterator[None]:
    """Children keep their bytecode here, whatever the developer's environment and venv hold."""
    before = dict(os.environ)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _started(server: Server) -> float:
    """Seconds until the first answer. The listening socket is there before the hall: one request waits."""
    start = time.perf_counter()
    server.launch()
    try:
        _first_answer(server.port, start + START_S)
    except OSError as failed:
        raise RuntimeError(f"no hall: {server.log.read_text()[-2000:]}") from failed
    return time.perf_counter() - start


def _first_answer(port: int, until: float) -> None:
    while True:
        try:
            link = dial(("127.0.0.1", port))
            break
        except ConnectionRefusedError:
            if time.perf_counter() > until:
                raise
            time.sleep(0.005)
    with link:
        link.sendall(REQUEST)
        received = b""
        while (answer := whole_answer(received)) is None:
            more = link.recv(65536)
            if not more:
                raise ConnectionResetError("the server closed the connection")
            received += more
    assert answer[0] == 200, answer


def _floor() -> float:
    start = time.perf_counter()
    _output(IMPORTS)
    return time.perf_counter() - start


def _output(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout


def _weight_after_settling(server: Server) -> dict[str, float]:
    time.sleep(0 if QUICK else SETTLED_S)
    worker = server.worker()
    master = int(Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[1])
    weights = [_weight(Path(f"/proc/{pid}/smaps_rollup").read_text()) for pid in (master, worker)]
    return {kind: sum(w[kind] for w in weights) for kind in weights[0]}


def _weight(rollup: str) -> dict[str, float]:
    """Of one process, in MB."""
    return {k: int(v) / 1024 for k, v in re.findall(r"^(Rss|Pss): +(\d+) kB", rollup, re.MULTILINE)}
