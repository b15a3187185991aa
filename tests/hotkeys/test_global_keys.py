"""Real key events on a real X display, another program in front: each press is one command or none."""

import contextlib
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.hotkeys.conftest import CLERK, WINDOW, AgentProcess, Desktop, StartAgent
from tests.hotkeys.fingers import CALL, FINISH, HELP, RECALL, SUSPEND, press, take, told, typed
from tests.serving import ROOT, Server, wait_until

pytestmark = pytest.mark.pty  # most of it is waiting for fingers: it runs beside the wires


@pytest.mark.timeout(400)
def test_a_double_press_and_a_key_held_down_are_one_press(
    server: Server, desktop: Desktop, agent: AgentProcess
):
    take(server, 3)
    since = agent.wait_for("waiting 3")
    desktop.do("key", "--repeat", "2", "--delay", "90", CALL)
    since = agent.wait_for("ready", agent.wait_for("已呼叫 A001", since))
    since = press(desktop, agent, FINISH, "已办结 A001", since)
    desktop.do("keydown", CALL)
    since = agent.wait_for("ready", agent.wait_for("已呼叫 A002", since))
    desktop.do("keyup", CALL)
    press(desktop, agent, RECALL, "已重呼 A002", since)
    assert Counter(e["type"] for e in told(server))["ticket.called.v1"] == 2
    assert not [line for line in agent.lines if "A003" in line]


@pytest.mark.timeout(400)
def test_a_server_killed_in_between_nothing_fires_later(
    server: Server, desktop: Desktop, agent: AgentProcess
):
    take(server, 3)
    since = agent.wait_for("waiting 3")
    since = press(desktop, agent, CALL, "已呼叫 A001", since)
    server.kill()
    since = agent.wait_for("连接中断 Connection lost", since)
    for key in (FINISH, CALL, RECALL):
        desktop.key(key)
        since = agent.wait_for("没有发送", since)
    server.start()
    since = agent.wait_for("连接已恢复", since)
    since = agent.wait_for("ready", since)
    assert "A001" in agent.lines[since - 1], "the number in hand is as it was"
    since = press(desktop, agent, FINISH, "已办结 A001", since)
    press(desktop, agent, CALL, "已呼叫 A002", since)
    kinds = Counter(event["type"] for event in told(server))
    assert (kinds["ticket.called.v1"], kinds["ticket.finished.v1"]) == (2, 1)


@pytest.mark.timeout(400)
def test_a_press_that_a_stalled_server_gets_too_late_is_not_carried_out(
    server: Server, desktop: Desktop, agent: AgentProcess
):
    """The server stands still with the press in its inbox, the agent gives up in words: then it goes on."""
    take(server, 2)
    since = agent.wait_for("waiting 2")
    with stalled(server):
        desktop.key(CALL)
        since = agent.wait_for("没有收到答复", since)
    since = agent.wait_for("ready", since)
    assert "空闲" in agent.lines[since - 1]
    assert told(server) == []
    press(desktop, agent, CALL, "已呼叫 A001", since)


@contextlib.contextmanager
def stalled(server: Server) -> Iterator[None]:
    worker = server.worker()
    os.kill(worker, signal.SIGSTOP)
    yield
    os.kill(worker, signal.SIGCONT)


@pytest.mark.timeout(400)
def test_the_other_keys_and_the_keys_of_the_console_agree(
    server: Server, desktop: Desktop, agent: AgentProcess
):
    since = press(desktop, agent, SUSPEND, "已暂停服务", agent.wait_for("ready"))
    since = press(desktop, agent, SUSPEND, "已恢复服务", since)
    since = press(desktop, agent, HELP, "已呼叫值班", since)
    since = press(desktop, agent, CALL, "现在没有人等候", since)
    take(server, 1)
    console = server.staff(CLERK)
    assert console.post(f"/api/windows/{WINDOW}/call-next").status_code == 200
    since = agent.wait_for("正在呼叫 Calling · A001", since)
    press(desktop, agent, FINISH, "已办结 A001", agent.wait_for("ready", since - 1))


@pytest.mark.timeout(400)
def test_the_status_window_shows_it_and_leaves_the_focus_where_it_is(
    server: Server, desktop: Desktop, in_front: Page, start_agent: StartAgent
):
    """The clerk signs in with real keys in the window, then goes back to the own program."""
    start_agent()
    window = desktop.do("search", "--sync", "--onlyvisible", "--name", "Hallcall").splitlines()[-1]
    desktop.do("windowfocus", "--sync", window)
    desktop.picture("hotkeys-sign-in")
    desktop.do("mousemove", "--window", window, "150", "60", "click", "1")
    desktop.do("type", CLERK)
    desktop.key("Tab")
    desktop.do("type", server.passwords()[CLERK])
    desktop.key("Return")
    seated = server.staff(CLERK)
    assert seated.post(f"/api/windows/{WINDOW}/sign-in").status_code == 200
    own = wait_until(lambda: desktop.windows("own program"), 60, "the program in front has its window")
    desktop.do("windowfocus", "--sync", own[-1])
    take(server, 1)

    def called() -> bool:
        desktop.key(CALL)
        with contextlib.suppress(
            AssertionError
        ):  # pressed again and again at once it is one finger that rests
            wait_until(lambda: told(server), 3)
        return bool(told(server))

    wait_until(called, 60, "the hot key works once the clerk has signed in")
    desktop.picture("hotkeys-calling")
    desktop.do("type", "own")
    wait_until(lambda: "own" in typed(in_front), what="the focus is in front")
    server.kill()
    desktop.picture("hotkeys-away")


# ---------------------------------------------------------------- where it cannot work


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "Wayland"),
        ({"XDG_SESSION_TYPE": "wayland"}, "Wayland"),
        ({}, "DISPLAY"),
        ({"DISPLAY": ":59"}, "X connection"),
    ],
)
def test_where_no_keys_can_be_heard_it_says_why_and_stops(
    tmp_path: Path, environment: dict[str, str], words: str
):
    path = tmp_path / "hotkeys.toml"
    path.write_text('server = "http://127.0.0.1:1"\nwindow = "w1"\n')
    command = [sys.executable, str(ROOT / "run.py"), "hotkeys", "--config", str(path)]
    done = subprocess.run(command, env={"PATH": "/usr/bin"} | environment, capture_output=True, timeout=120)
    told = done.stderr.decode()
    assert done.returncode == 2, told
    assert words in told and any("\u4e00" <= letter <= "\u9fff" for letter in told)


@pytest.mark.timeout(400)
def test_what_goes_wrong_before_the_keys_work_is_said_and_at_log_on_in_a_window(
    server: Server, desktop: Desktop, tmp_path: Path
):
    path = tmp_path / "hotkeys.toml"
    command = [sys.executable, str(ROOT / "run.py"), "hotkeys", "--config", str(path)]

    def paired(code: str, at: str = server.base) -> tuple[int, str]:
        path.write_text(f'server = "{at}"\nwindow = "{WINDOW}"\n', encoding="utf-8")
        done = subprocess.run([*command, "--pair", code], capture_output=True, text=True, timeout=120)
        return done.returncode, done.stderr

    administrator = server.staff("S01")
    codes = {
        device: administrator.post("/api/pairings", {"kind": "agent", "device": device}).json()["code"]
        for device in ("w2", WINDOW)
    }
    for answer, words in (
        (paired("nonsense"), "已过十分钟"),
        (paired(codes["w2"]), "登记码是另一个窗口的"),
        (paired(codes["w2"]), "已用过"),
        (paired(codes[WINDOW], at="http://127.0.0.1:1"), "连不上"),
    ):
        assert answer[0] == 1 and words in answer[1], answer
        assert not path.with_suffix(".token").exists()

    at_log_on = subprocess.Popen([*command, "--log-on"], env=desktop.environment, stderr=subprocess.PIPE)
    try:
        box = wait_until(lambda: desktop.windows("Hallcall hot keys"), 60, "it says in a window why not")
        desktop.picture("hotkeys-not-paired")
        desktop.do("windowfocus", "--sync", box[-1])

        def closed() -> bool:
            desktop.key("Return")
            return at_log_on.poll() is not None

        wait_until(closed, 60, "the window is closed by a key")
        assert at_log_on.returncode == 2
    finally:
        at_log_on.kill()
        at_log_on.wait(20)
    assert paired(codes[WINDOW])[0] == 0


def test_a_clerks_pc_needs_nothing_of_the_server(tmp_path: Path):
    """Without site-packages there is no Flask, no SQLAlchemy and no pynput: it says what is missing."""
    probe = (
        "import runpy, sys\n"
        "sys.argv = ['run.py', 'hotkeys', '--check']\n"
        "try:\n    runpy.run_path('run.py', run_name='__main__')\n"
        "except SystemExit as end:\n    print('code', end.code)\n"
        "print(sorted({n.partition('.')[0] for n in sys.modules}"
        " & {'flask', 'sqlalchemy', 'server', 'config', 'devices', 'kiosk', 'pydantic'}))\n"
    )
    environment = {"PATH": "/usr/bin", "DISPLAY": ":1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-S", "-c", probe], cwd=ROOT, env=environment, capture_output=True, timeout=120
    )
    out, told = done.stdout.decode(), done.stderr.decode()
    assert out.splitlines()[-2:] == ["code 2", "[]"], out + told
    assert "ctrl+alt+8" in out
    assert "pip install pynput" in told
