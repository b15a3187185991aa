"""`python run.py hotkeys`: global keys on a clerk's PC. Needs Python and pynput, nothing of the server."""

import argparse
import contextlib
import getpass
import importlib.util
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from caller.hotkeys import listen
from caller.hotkeys import words as w
from caller.hotkeys.agent import Agent
from caller.hotkeys.link import AWAY, Link, Refused
from caller.hotkeys.settings import BadSettings, Settings, load
from caller.hotkeys.words import ACTIONS

CONFIG = Path(__file__).resolve().parents[2] / "config" / "hotkeys.toml"


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 ended by a person, 1 the keyboard or the server went away, 2 it cannot work here."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console may know no Chinese
    options = _parse(arguments)
    if not options.log_on:
        return _begin(options)
    with contextlib.redirect_stderr(io.StringIO()) as said:
        code = _begin(options)
    if code:
        _show_why(said.getvalue())
    return code


def _begin(options: argparse.Namespace) -> int:
    try:
        settings = load(options.config)
    except BadSettings as bad:
        print(f"热键配置有误。The hot keys' configuration is not right:\n{bad}", file=sys.stderr)
        return 2
    if options.check:
        return _check(settings)
    if options.pair is not None:
        return _pair(settings, options.config, options.pair)
    return _run(settings, options)


def _show_why(text: str) -> None:
    """Nobody sees what a program prints that the desktop has started."""
    try:
        import tkinter  # noqa: PLC0415
        from tkinter import messagebox  # noqa: PLC0415

        root = tkinter.Tk()
    except Exception:  # no tkinter, or no display: then a window cannot say it either
        print(text, file=sys.stderr)
        return
    root.withdraw()
    messagebox.showerror(str(w.TITLE), text, parent=root)
    root.destroy()


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="run.py hotkeys", description="Hallcall 叫号 · 全局热键 global keys for a clerk's PC"
    )
    parser.add_argument("--config", type=Path, default=CONFIG, help="hotkeys.toml")
    parser.add_argument(
        "--no-window", action="store_true", help="文字方式,没有状态窗口 text, no status window"
    )
    parser.add_argument(
        "--log-on",
        action="store_true",
        help="登录时自动启动:原因用窗口显示 started at log-on: what is wrong is said in a window",
    )
    parser.add_argument(
        "--check", action="store_true", help="检查配置并列出按键 check the file, list the keys"
    )
    parser.add_argument(
        "--pair",
        metavar="CODE",
        nargs="?",
        const="",
        help="登记本电脑;没有登记码时由管理员登录 pair this PC; without a code the administrator signs in",
    )
    return parser.parse_args(arguments)


def _check(settings: Settings) -> int:
    print(f"配置正确 ok — {settings.server} · {settings.window}")
    for combination, action in settings.keys.items():
        print(f"  {combination!s:<16} {ACTIONS[action]}")
    if (obstacle := listen.obstacle()) is not None:
        print(obstacle, file=sys.stderr)
        return 2
    if importlib.util.find_spec("tkinter") is None:
        print(w.NO_TK, file=sys.stderr)
    return 0


# ---------------------------------------------------------------- pairing


def _pair(settings: Settings, config: Path, code: str) -> int:
    link = Link(settings.server, settings.window)
    try:
        token = link.redeem(code.rstrip("/").rpartition("/")[2] if code else _new_code(link, settings.window))
        _try(settings, token)
    except Refused as refused:
        print(w.BAD_CODE if refused.code == "bad_token" else refused, file=sys.stderr)
        return 1
    except AWAY as error:
        cause = str(error) or repr(error)
        print(w.filled(w.NO_SERVER, server=settings.server, cause=cause), file=sys.stderr)
        return 1
    path = token_file(config)
    path.touch(mode=0o600)
    path.write_text(token, encoding="ascii")
    print(f"已登记 paired: {settings.window} → {path}")
    return 0


def _try(settings: Settings, token: str) -> None:
    """Raises Refused where the token is not for the window of the configuration, or AWAY."""
    try:
        Link(settings.server, settings.window, token).seen("", wait=False)
    except Refused as refused:
        if refused.code != "forbidden":
            raise
        words = w.filled(w.OTHER_WINDOW, window=settings.window)
        raise Refused(refused.status, refused.code, words) from None


def _new_code(link: Link, window: str) -> str:
    """The administrator, at the clerk's PC, makes the code; that session ends here."""
    staff_no = input("管理员工号 administrator's staff no.: ").strip()
    password = getpass.getpass("密码 password: ") if sys.stdin.isatty() else input()
    link.sign_in(staff_no, password)
    try:
        return link.new_code(window)
    finally:
        link.sign_out()


def token_file(config: Path) -> Path:
    """Beside the configuration, readable by this user alone."""
    return config.with_suffix(".token")


# ---------------------------------------------------------------- at work


def _run(settings: Settings, options: argparse.Namespace) -> int:
    obstacle = listen.obstacle()
    if obstacle is not None:
        print(obstacle, file=sys.stderr)
        return 2
    try:
        token = token_file(options.config).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        print(w.UNPAIRED, file=sys.stderr)
        print("  python run.py hotkeys --pair", file=sys.stderr)
        return 2
    lock = _only_one(options.config.with_suffix(".lock"))
    if lock is None:
        print(w.RUNNING, file=sys.stderr)
        return 2
    with lock:
        return _live(settings, token, text=options.no_window)


def _live(settings: Settings, token: str, *, text: bool) -> int:
    agent = Agent(Link(settings.server, settings.window, token), settings.suspend_reason)
    try:
        keys = listen.Keys(settings.keys, agent.press)
    except Exception as error:  # what a desktop without a keyboard raises has no common name
        print(w.filled(w.NO_KEYBOARD, cause=repr(error)), file=sys.stderr)
        return 2
    try:
        return _show(settings, agent, keys, text=text)
    except KeyboardInterrupt:
        return 0
    finally:
        keys.stop()
        agent.stop()


def _show(settings: Settings, agent: Agent, keys: listen.Keys, *, text: bool) -> int:
    def listening() -> bool:
        return keys.alive

    if not text:
        try:
            from caller.hotkeys import window  # noqa: PLC0415

            return window.run(agent, listening, settings.corner)
        except ImportError:
            print(w.NO_TK, file=sys.stderr)
    from caller.hotkeys import text as lines  # noqa: PLC0415

    return lines.run(agent, listening)


def _only_one(path: Path) -> Any:
    """A lock as long as it is open; None if another agent of this PC has it: two would press twice."""
    lock = path.open("w", encoding="ascii")
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock
