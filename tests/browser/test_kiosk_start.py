"""`kiosk/start-kiosk.sh` with a real Chromium on a real X display: in whatever order things come up."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, expect

from tests.browser.conftest import CHROMIUM, shot
from tests.serving import Server, free_port, wait_until

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parents[2] / "kiosk" / "start-kiosk.sh"
UP_S = 120.0


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A display of its own; the server of it picks a free number and says which."""
    assert shutil.which("Xvfb"), "请安装 please install: xvfb"
    read, write = os.pipe()
    screen = ["-screen", "0", "1080x1920x24", "-nolisten", "tcp", "-displayfd", str(write)]
    xvfb = subprocess.Popen(["Xvfb", *screen], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as said:
        number = said.readline().strip()
    yield f":{number}"
    xvfb.terminate()
    xvfb.wait(20)


class Kiosk:
    """The script, and a view into the browser that it started."""

    def __init__(self, playwright: Playwright, display: str, folder: Path, base: str) -> None:
        self._playwright = playwright
        self._port = free_port()
        self.folder = folder
        bare = [
            "--window-position=0,0",
            "--window-size=1080,1920",
        ]  # no window manager is here to make it full
        extra = [*bare, "--no-sandbox", "--disable-gpu", f"--remote-debugging-port={self._port}"]
        environment = os.environ | {
            "DISPLAY": display,
            "HALLCALL_CHROMIUM": CHROMIUM,
            "HALLCALL_PROFILE": str(folder / "profile"),
        }
        with (folder / "kiosk.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(SCRIPT), base, "k1", *extra],
                env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def page(self) -> Page:
        """The one page of the browser that runs now."""

        def connect() -> Browser | None:
            try:
                return self._playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{self._port}")
            except Error:
                return None

        browser = wait_until(connect, UP_S, "the browser is there")
        pages = wait_until(lambda: browser.contexts[0].pages, UP_S, "its page is there")
        assert len(pages) == 1
        return pages[0]

    def browser_pid(self) -> int:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return wait_until(lambda: next(iter(map(int, children.read_text().split())), 0), UP_S, "a child")

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(60)


@pytest.fixture
def start(playwright: Playwright, display: str, tmp_path: Path) -> Iterator[object]:
    running: list[Kiosk] = []

    def started(base: str) -> Kiosk:
        running.append(Kiosk(playwright, display, tmp_path, base))
        return running[-1]

    yield started
    for kiosk in running:
        if kiosk.process.poll() is None:
            os.killpg(kiosk.process.pid, signal.SIGKILL)
            kiosk.process.wait(20)


def test_the_pc_is_on_before_the_server_and_the_browser_that_is_killed_comes_back(
    start, tmp_path: Path
) -> None:
    server = Server(tmp_path / "hall")
    kiosk = start(server.base)
    page = kiosk.page()
    expect(page.locator("body")).to_contain_text("请稍候")
    expect(page.locator("body")).to_contain_text("总服务台")
    shot(page, "kiosk-wait")
    try:
        server.start()
        expect(page.get_by_test_id("queue-payment")).to_be_visible(timeout=UP_S * 1000)
        width, height = page.evaluate("[innerWidth, innerHeight]")
        assert width >= 1079 and height >= 1919

        os.kill(kiosk.browser_pid(), signal.SIGKILL)
        again = kiosk.page()
        expect(again.get_by_test_id("queue-payment")).to_be_visible(timeout=UP_S * 1000)

        server.kill()
        expect(again.get_by_test_id("stale")).to_be_visible(timeout=UP_S * 1000)
        os.kill(kiosk.browser_pid(), signal.SIGKILL)  # the cut takes both; the PC is first to come up
        after = kiosk.page()
        expect(after.locator("body")).to_contain_text("请稍候")
        server.start()
        expect(after.get_by_test_id("queue-payment")).to_be_visible(timeout=UP_S * 1000)

        browser = kiosk.browser_pid()
        assert kiosk.stop() == 0
        wait_until(lambda: not Path(f"/proc/{browser}").exists(), UP_S, "the browser has gone too")
    finally:
        server.kill()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "用法 usage"),
        (["http://hall:8000"], "用法 usage"),
        (["hall:8000", "k1"], "地址应以 http://"),
        (["http://hall:8000", "k1;rm"], "只能用字母"),
        (["http://hall:8000", "display/"], "只能用字母"),
        (["http://hall:8000", "duty/x"], "只能用字母"),
    ],
)
def test_what_it_cannot_use_it_names(words: list[str], said: str) -> None:
    answer = subprocess.run([str(SCRIPT), *words], capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 2
    assert said in answer.stderr


@pytest.mark.parametrize("page", ["display/hall", "window/w1", "rater/w1"])
def test_a_screen_is_started_the_same_way(tmp_path: Path, page: str) -> None:
    said = tmp_path / "said"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {said}.new\nmv {said}.new {said}\nkill $PPID\n')
    browser.chmod(0o755)
    environment = os.environ | {"HALLCALL_CHROMIUM": str(browser), "HALLCALL_PROFILE": str(tmp_path / "p")}
    environment.pop("DISPLAY", None)
    command = [str(SCRIPT), "http://hall:8000", page]
    subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
    assert said.read_text().splitlines()[-1].endswith(f"wait.html?to=http://hall:8000/{page}")


def test_the_script_has_no_fault_that_shellcheck_knows() -> None:
    assert shutil.which("shellcheck"), "请安装 please install: shellcheck"
    answer = subprocess.run(
        ["shellcheck", str(SCRIPT)], capture_output=True, text=True, timeout=60, check=False
    )
    assert answer.stdout == ""


def test_windows_gets_the_same_flags_but_what_is_its_own() -> None:
    """Nobody here runs Windows: what can be compared is compared."""
    bash = SCRIPT.read_text(encoding="utf-8")
    cmd = SCRIPT.with_suffix(".cmd").read_text(encoding="utf-8")
    flags = {word.strip('"^') for word in bash.split() if word.strip('"').startswith("--")}
    own = {"--password-store=basic", "--touch-events=enabled"}
    plain = {flag for flag in flags if "$" not in flag} - own
    assert len(plain) > 15
    assert [flag for flag in sorted(plain) if flag not in cmd] == []
    assert "wait.html?to=%SERVER%/%PAGE%" in cmd
