"""`run.py emulators`, and the far ends that live as long as a hall does."""

import argparse
import contextlib
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from devices.emulators import fleet
from devices.recording import BadRecording, read
from server.domain.facts.plan import HallPlan


@contextlib.contextmanager
def emulated(plan: HallPlan, folder: Path) -> Iterator[None]:
    """The far ends live as long as this block."""
    with fleet.running(plan.devices, folder) as lines:
        if lines:
            print(f"  模拟设备 emulated devices: {lines} lines in {folder}")
        yield


def emulators_only(plan: HallPlan, options: argparse.Namespace) -> int:
    if options.replay:
        return _replayed(options) if recorded_line(options.replay) else 2
    with emulated(plan, options.data / "emulators"):
        print("  模拟设备已启动,按 Ctrl+C 结束。Running; Ctrl+C ends them.")
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    return 0


def recorded_line(path: Path) -> str:
    """The url in the recording; "" if it is none, which is said."""
    try:
        return read(path).line
    except BadRecording as bad:
        print(bad, file=sys.stderr)
    except OSError as error:
        print(f"读不到 {path}({error.strerror})。 Cannot be read.", file=sys.stderr)
    return ""


def _replayed(options: argparse.Namespace) -> int:
    """A line of return plays what the device said by itself; the end of the input ends all."""
    with fleet.replaying(options.replay, options.data / "emulators") as (tty, control):
        print(f'  url = "{tty}"')
        print("  回车:播放设备自己发的;Ctrl+D 结束。Return plays what it says unasked; Ctrl+D ends.")
        for _ in sys.stdin:
            control.request({"op": "play"})
        state = control.state()
    print("\n".join(fleet.differences(state)))
    return 1 if state["differences"] else 0
