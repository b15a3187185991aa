"""Hypothesis profiles, and a throw-away PostgreSQL for whoever asks for one.

HYPOTHESIS_PROFILE=nightly runs the state machines as long as a night allows.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Playwright, sync_playwright

settings.register_profile("default", derandomize=True, deadline=None, database=None)
settings.register_profile(
    "nightly",
    max_examples=2000,
    stateful_step_count=100,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def _postgresql_program(name: str) -> str | None:
    """The newest server's program: Debian keeps them off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[4]))
    return str(found[-1]) if found else shutil.which(name)


def _as_postgres(*command: str) -> None:
    """Run it; root lends itself to nobody, and initdb refuses root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *command], capture_output=True, text=True, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of an empty database on a cluster that lives as long as the test run."""
    initdb, control = _postgresql_program("initdb"), _postgresql_program("pg_ctl")
    if initdb is None or control is None:
        pytest.skip("PostgreSQL is not installed here (tests/debian.sh installs it)")
    folder = Path(tempfile.mkdtemp(prefix="hallcall-pg-", dir="/tmp"))  # short: a socket's path has 108 bytes
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = str(folder / "data")
    try:
        _as_postgres(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        log = str(folder / "log")
        _as_postgres(control, "-D", data, "-w", "-l", log, "-o", options, "start")
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            _as_postgres(control, "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One a process: a second one beside it is refused."""
    with sync_playwright() as driver:
        yield driver
