"""Hot keys without a window: lines of text, and commands typed on standard input."""

import getpass
import sys
import threading
import time
from collections.abc import Callable

from caller.hotkeys import words as w
from caller.hotkeys.agent import Agent
from caller.hotkeys.desk import Shown

LOOK_S = 0.05
COMMANDS = "in = 在此窗口签到 sign in at the window · out = 退出登录 sign out · q = 结束 quit"


def run(agent: Agent, listening: Callable[[], bool]) -> int:
    """Until "q" or the end of the input; the exit code. `listening`: keys are still heard."""
    stopping = threading.Event()
    printing = threading.Thread(target=_print, args=(agent, stopping), name="print", daemon=True)
    printing.start()
    try:
        return _commands(agent, listening)
    finally:
        stopping.set()
        printing.join(2)


def _commands(agent: Agent, listening: Callable[[], bool]) -> int:
    if not _sign_in(agent):
        print(w.NO_TERMINAL, file=sys.stderr)
        return 2
    print(COMMANDS, flush=True)
    for line in sys.stdin:
        if not listening():
            print(w.LISTENER_DEAD, file=sys.stderr)
            return 1
        match line.strip().lower():
            case "q":
                return 0
            case "in":
                agent.press("sign-in")
            case "out":
                agent.sign_out()
        if not agent.shown().person and not _sign_in(agent):
            return 0
    return 0


def _sign_in(agent: Agent) -> bool:
    """Asked until it works; False when nothing more is typed."""
    while True:
        try:
            if sys.stdin.isatty():
                staff_no, password = input("工号 staff no.: ").strip(), getpass.getpass("密码 password: ")
            else:
                staff_no, password = input().strip(), input()
        except EOFError:
            return False
        if agent.sign_in(staff_no, password):
            return True


def _print(agent: Agent, stopping: threading.Event) -> None:
    """What was said, at once; the state whenever keys can be pressed again, or when it is bad news."""
    told = beeps = 0
    last: tuple[object, ...] = ()
    while not stopping.wait(LOOK_S):
        shown = agent.shown()
        if shown.told != told:
            told = shown.told
            _line(("\a" if shown.beeps > beeps else "") + str(shown.said))
            beeps = shown.beeps
        state = _state(shown) if shown.ready or shown.tone == "bad" or shown.needs else ()
        if state != last:
            last = state
            if state:
                _line(" · ".join(str(part) for part in state if part))


def _line(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def _state(shown: Shown) -> tuple[object, ...]:
    waiting = "" if shown.waiting is None else f"等候 waiting {shown.waiting}"
    may = "可以按键 ready" if shown.ready else ""
    return (shown.label, shown.state, shown.number, shown.detail, waiting, may)
