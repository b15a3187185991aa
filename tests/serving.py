"""The real server, `run.py`, as a child process: started, asked, killed and started again.

For every test that needs the whole house (crash, browser, bench). The only place that polls, and every poll
is bounded.
"""

import contextlib
import fcntl
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, TypeVar

import requests

from devices.emulators.control import Control

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "config" / "hall.toml"
START_S = 90.0
POLL_S = 0.02

T = TypeVar("T")


def wait_until(condition: Callable[[], T], timeout_s: float = 40.0, what: str = "") -> T:
    """The first answer that is true in the sense of `if`. Raises AssertionError when the time is up."""
    end = time.monotonic() + timeout_s
    while not (answer := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"still not so after {timeout_s} s: {what or condition!r}, but {answer!r}")
        time.sleep(POLL_S)
    return answer


PORTS = range(20_000, 32_000)
"""Below those that the kernel gives to whoever asks for any: nobody's own connection ever takes one."""
_reserved: list[IO[bytes]] = []


def free_port() -> int:
    """A port of the loopback that nobody listens on, and that nobody else who asks here is given while this
    process lives: between asking and listening another server would have been quicker."""
    folder = Path(tempfile.gettempdir()) / "hallcall-ports"
    folder.mkdir(exist_ok=True)
    for port in random.sample(PORTS, len(PORTS)):
        lock = (folder / str(port)).open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            lock.close()
            continue
        _reserved.append(lock)
        return port
    raise AssertionError(f"no port is free among {PORTS}")


def listens(port: int) -> bool:
    """Whether anybody does, on the loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Session:
    """One browser: cookies, and the CSRF token with every change. Not for two threads at once."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.http = requests.Session()
        self.http.trust_env = False  # a proxy of the developer's is none of our affair
        self._csrf = ""

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.http.get(self.base + path, timeout=20, **options)

    def post(
        self,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """`key`: an Idempotency-Key; `headers`: more of them."""
        if not self._csrf:
            self._csrf = self.get("/api/session").json()["csrf"]
        sent = {"X-CSRF-Token": self._csrf} | ({"Idempotency-Key": key} if key else {}) | dict(headers or {})
        return self.http.post(self.base + path, json={} if body is None else body, headers=sent, timeout=20)

    def sign_in(self, staff_no: str, password: str) -> "Session":
        answer = self.post("/api/session", {"staff_no": staff_no, "password": password})
        assert answer.status_code == 200, answer.text
        return self

    def cookies(self) -> str:
        """For a Socket.IO client that is to be the same browser."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies)


class Server:
    """`run.py` on a loopback port of its own. A context manager: started on entry, ended on exit."""

    def __init__(
        self,
        data: Path,
        *,
        config: Path = SAMPLE,
        port: int | None = None,
        home: Path | None = None,
        drill: bool = False,
    ) -> None:
        """home: where it is installed, with a Python of its own; None = as it lies here."""
        self.given = data
        self.data = data / "drill" if drill else data
        self.drill = drill
        self.home = home
        self.config = config
        self.port = port or free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.database_url = f"sqlite:///{self.data.resolve() / 'hall.db'}"
        self.log = data / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        try:
            self.start()
        except BaseException:
            self.kill()  # who fails to start in time must not live on and slow the next one down
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    # ------------------------------------------------------------ life

    def start(self, *, crash: str = "") -> None:
        """Return when the hall answers. `crash`: as HALLCALL_CRASH of `server.crash`."""
        self.launch(crash=crash)
        try:
            wait_until(self.answers, START_S, f"{self.base} answers; see {self.log}")
        except BaseException:
            self.kill()  # or it would run for ever beside what comes after
            raise

    def launch(self, *, crash: str = "") -> None:
        """Start without waiting for an answer."""
        self.data.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {"PYTHONUNBUFFERED": "1", "HALLCALL_CRASH": crash}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *command(self.given, config=self.config, home=self.home),
                    "--port",
                    str(self.port),
                    *self._drilled(),
                ],
                cwd=self.home or ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a group of its own, so that `kill` takes all of it
            )

    def _drilled(self) -> list[str]:
        return ["drill"] if self.drill else []

    def answers(self) -> bool:
        assert self._process is None or self._process.poll() is None, self.log.read_text()[-2000:]
        with contextlib.suppress(requests.RequestException):
            return requests.get(self.base + "/healthz", timeout=2).ok
        return False

    def stop(self) -> int:
        """End it politely, as Ctrl+C does; the exit code."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(20)
        self._process = None
        return code

    def kill(self) -> None:
        """The mains fail: master, worker and emulated devices are gone at once."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(20)
            self._process = None

    def worker(self) -> int:
        """The process id of the one that holds the hall; its parent starts a new one when it dies."""
        return wait_until(lambda: next(self._workers(), 0), what="a worker")

    def emulator(self, line: str) -> int:
        """The process id of the far end of an emulated line that was started with the hall."""
        assert self._process is not None
        master = self._process.pid
        for child in Path(f"/proc/{master}/task/{master}/children").read_text().split():
            words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            if b"devices.emulators" in words and line.encode() in words:
                return int(child)
        raise AssertionError(f"no far end {line}")

    def hold_master(self) -> None:
        """From now on nobody restarts the worker."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def wait_for_death(self, worker: int) -> None:
        """Until the worker is dead or a zombie."""
        wait_until(lambda: _process_state(worker) in ("", "Z"), what=f"worker {worker} is dead")

    def _workers(self) -> Iterator[int]:
        assert self._process is not None
        master = self._process.pid
        for child in Path(f"/proc/{master}/task/{master}/children").read_text().split():
            with contextlib.suppress(OSError):
                if b"run.py" in Path(f"/proc/{child}/cmdline").read_bytes():
                    yield int(child)

    # ------------------------------------------------------------ what it is asked

    def session(self) -> Session:
        """A browser that nobody has signed in."""
        return Session(self.base)

    def staff(self, staff_no: str) -> Session:
        """A browser in which this person of the sample hall is signed in."""
        return self.session().sign_in(staff_no, self.passwords()[staff_no])

    def kiosk(self, id_: str) -> Session:
        """A browser that is this kiosk: the sample hall pairs it on the loopback."""
        session = self.session()
        assert session.get(f"/kiosk/{id_}").ok
        return session

    def passwords(self) -> Mapping[str, str]:
        """Staff number -> password; the first start of the sample hall makes them in the background."""
        path = self.data / "demo-accounts.json"
        wait_until(lambda: path.exists() and path.read_bytes().endswith(b"}"), what=str(path))
        known: dict[str, str] = json.loads(path.read_text())
        return known

    def control(self, line: str) -> Control:
        """The far end of an emulated line."""
        return Control(self.data / "emulators" / f"{line}.ctl")


def command(data: Path, *, config: Path = SAMPLE, home: Path | None = None) -> list[str]:
    """The command line that serves this hall."""
    python = str(home / ".venv/bin/python") if home else sys.executable
    return [python, str((home or ROOT) / "run.py"), "--config", str(config), "--data", str(data)]


def new_key() -> str:
    """An Idempotency-Key."""
    return secrets.token_hex(8)


def _process_state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""
