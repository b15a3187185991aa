"""An X display with nobody at it, keys pressed there by xdotool, and the agent as a process of its own."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.serving import ROOT, SAMPLE, Server, wait_until

SCREEN = "1280x800x24"
WINDOW, CLERK = "w1", "1001"
PATIENCE_S = 60.0
PAGE = (
    "data:text/html,<title>own program</title><textarea autofocus style='width:90vw;height:80vh'></textarea>"
)


class Desktop:
    """One X display; `key` presses and lets go as a finger does, for whatever has the focus."""

    def __init__(self) -> None:
        missing = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
        if missing:
            pytest.fail(f"{' and '.join(missing)} missing: tests/debian.sh installs what the tests need")
        reading, writing = os.pipe()
        self._process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as told:
            self.display = f":{told.readline().strip()}"
        plain = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE")}
        self.environment = plain | {"DISPLAY": self.display, "PYTHONUNBUFFERED": "1"}

    def do(self, *words: str) -> str:
        """xdotool; what it said."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def windows(self, name: str) -> list[str]:
        """The visible windows of this title; none while one comes or goes, which xdotool cannot bear."""
        done = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", name],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.stdout.split() if done.returncode == 0 else []

    def key(self, combination: str) -> None:
        self.do("key", combination)

    def picture(self, name: str) -> None:
        """For people, not committed; only where ImageMagick is."""
        if shutil.which("import"):
            path = ROOT / "tests" / "out" / f"{name}.png"
            subprocess.run(
                ["import", "-window", "root", str(path)], env=self.environment, timeout=60, check=False
            )

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)


class AgentProcess:
    """`run.py hotkeys`, paired with the code that an administrator made; what it prints is kept."""

    def __init__(self, desktop: Desktop, config: Path, *options: str) -> None:
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "run.py"), "hotkeys", "--config", str(config), *options],
            env=desktop.environment,
            cwd=config.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))

    def type(self, *lines: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("".join(f"{line}\n" for line in lines))
        self._process.stdin.flush()

    def wait_for(self, text: str, since: int = 0) -> int:
        """The number of the line after the first one with this text, from line `since` on."""

        def found() -> int:
            fitting = [n for n, line in enumerate(self.lines[since:], since + 1) if text in line]
            assert fitting or self.running, self.lines
            return fitting[0] if fitting else 0

        try:
            return wait_until(found, PATIENCE_S, text)
        except AssertionError as late:
            raise AssertionError(f"no “{text}” in {self.lines[since:]}") from late

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def end(self) -> int:
        """Ctrl+C; the exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        return self._process.wait(30)

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(30)
        self._reading.join(10)


StartAgent = Callable[..., AgentProcess]


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    desktop = Desktop()
    yield desktop
    desktop.close()


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """The sample hall; `param`: a line of its settings."""
    sample = SAMPLE.read_text(encoding="utf-8")
    hall = tmp_path / "hall.toml"
    hall.write_text(
        sample.replace("[settings]\n", f"[settings]\n{getattr(request, 'param', '')}\n"), encoding="utf-8"
    )
    with Server(tmp_path / "hall", config=hall) as running:
        running.passwords()
        yield running


@pytest.fixture
def config(server: Server, tmp_path: Path) -> Path:
    """A file with the defaults, paired as a technician does it."""
    path = tmp_path / "hotkeys.toml"
    path.write_text(f'server = "{server.base}"\nwindow = "{WINDOW}"\n', encoding="utf-8")
    made = server.staff("S01").post("/api/pairings", {"kind": "agent", "device": WINDOW}).json()
    command = [sys.executable, str(ROOT / "run.py"), "hotkeys", "--config", str(path), "--pair", made["url"]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return path


@pytest.fixture
def start_agent(desktop: Desktop, config: Path) -> Iterator[StartAgent]:
    started: list[AgentProcess] = []

    def start(*options: str) -> AgentProcess:
        started.append(AgentProcess(desktop, config, *options))
        return started[-1]

    yield start
    for agent in started:
        agent.close()


@pytest.fixture
def agent(start_agent: StartAgent, server: Server) -> AgentProcess:
    """In text, signed in, at its window, and ready."""
    agent = start_agent("--no-window")
    agent.type(CLERK, server.passwords()[CLERK])
    agent.wait_for("ready")
    agent.type("in")
    agent.wait_for("ready", agent.wait_for("空闲") - 1)
    return agent


@pytest.fixture
def in_front(playwright: Playwright, desktop: Desktop, tmp_path: Path) -> Iterator[Page]:
    """The department's own program, over the whole screen and with the focus."""
    context = playwright.chromium.launch_persistent_context(
        str(tmp_path / "chromium"),
        headless=False,
        executable_path=CHROMIUM,
        args=[*FLAGS, "--start-fullscreen", "--window-position=0,0", "--window-size=1280,800"],
        env=desktop.environment,
        no_viewport=True,
    )
    page = context.pages[0]
    page.goto(PAGE)
    found = wait_until(lambda: desktop.windows("own program"), 60, "the program in front has a window")
    desktop.do("windowfocus", "--sync", found[-1])
    page.click("textarea")
    yield page
    context.close()
