"""Named points where the crash tests kill the process. Without the variable each costs one comparison.

``HALLCALL_CRASH=after_commit:3`` kills the process, as the mains would, the third time that point is reached.
"""

import os
import signal

_name, _, _count = os.environ.get("HALLCALL_CRASH", "").partition(":")
_left = int(_count or 1)


def armed() -> bool:
    """True where a crash test wants a point."""
    return bool(_name)


def crash_point(name: str) -> None:
    if name == _name:
        _reached()


def _reached() -> None:
    global _left  # noqa: PLW0603  one counter a process is the whole point
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
