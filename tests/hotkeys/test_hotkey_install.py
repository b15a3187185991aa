"""Starting at log-on: the Linux script is run, the Windows one is read (no Windows here)."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.serving import ROOT

FOLDER = ROOT / "caller" / "hotkeys"


def test_the_linux_script_refuses_where_no_keys_can_be_heard_and_installs_nothing(tmp_path: Path):
    done = install(tmp_path, {"WAYLAND_DISPLAY": "wayland-0"})
    assert done.returncode == 2
    assert b"Wayland" in done.stderr
    assert not list(tmp_path.rglob("*.desktop"))


def test_the_linux_script_makes_an_entry_that_starts_the_hot_keys(tmp_path: Path):
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\n[ "$3" = --check ] && exit 0\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    done = install(tmp_path, {"PYTHON": str(python)})
    assert done.returncode == 0, done.stderr
    entry = (tmp_path / ".config" / "autostart" / "hallcall-hotkeys.desktop").read_text(encoding="utf-8")
    assert entry.startswith("[Desktop Entry]")
    command = shlex.split(re.findall(r"^Exec=(.*)$", entry, re.MULTILINE)[0])
    assert command == [str(python), str(ROOT / "run.py"), "hotkeys", "--log-on"]
    helped = subprocess.run([*command, "--help"], cwd="/", capture_output=True, timeout=120)
    assert helped.returncode == 0 and b"--pair" in helped.stdout


def test_the_windows_script_ends_its_lines_as_windows_does_and_starts_the_same():
    script = (FOLDER / "install-windows.cmd").read_bytes()
    assert script.count(b"\r\n") == script.count(b"\n") > 5
    chinese = next(line for line, text in enumerate(script.splitlines()) if not text.isascii())
    assert script.splitlines().index(b"chcp 65001 >nul") < chinese, "or Chinese Windows reads it as GBK"
    for part in (
        b"run.py hotkeys --check",
        b"'run.py hotkeys --log-on'",
        b"GetFolderPath('Startup')",
        b"pythonw.exe",
    ):
        assert part in script


def install(home: Path, more: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "WAYLAND", "DISPLAY"))}
    environment = plain | {"HOME": str(home), "PYTHON": sys.executable} | more
    script = str(FOLDER / "install-linux.sh")
    return subprocess.run(["sh", script], env=environment, capture_output=True, timeout=120)
