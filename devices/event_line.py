"""The event node of one USB keypad, as a line that only speaks: `/dev/input/by-id/…-event-kbd`.

The node is grabbed, so that what is typed on the keypad goes to nobody else on this PC. The names by id
tell keypads apart and survive a replug into the same kind of port; `/dev/input/eventN` does not. The
user needs the group `input`. A keypad may have two nodes, of which only one gives keys.
"""

import contextlib
import errno
import os
import select
from collections.abc import Callable, Collection
from typing import Protocol

from devices.line import LineLost

_CAUSES = {errno.EACCES: "denied", errno.EPERM: "denied", errno.EBUSY: "busy"}
_RECORD = 24
_DIGIT_KEYS = frozenset((2, 79))  # the main keyboard's 1 and the keypad's


class Node(Protocol):
    """An open event node; `evdev.InputDevice` in the hall."""

    fd: int

    def grab(self) -> None: ...
    def close(self) -> None: ...


def open_evdev(path: str) -> tuple[Node, Collection[int]]:
    """The node and the key codes it can give. evdev is optional: ImportError where it is not installed."""
    import evdev  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    node = evdev.InputDevice(path)
    return node, node.capabilities().get(evdev.ecodes.EV_KEY, [])


class EventLine:
    """Takes the place of `devices.line.Line` under a bus. Used by one thread at a time.

    LineLost causes: unplugged, denied, busy (somebody else grabbed it), no_keys (the keypad's other node),
    no_evdev (the optional package is not installed).
    """

    def __init__(
        self, path: str, *, open_node: Callable[[str], tuple[Node, Collection[int]]] = open_evdev
    ) -> None:
        self.path = path
        self._open_node = open_node
        self._node: Node | None = None

    def open(self) -> None:
        """Open and grab. Raises LineLost."""
        self.close()
        try:
            self._node, keys = self._open_node(self.path)
            gives_keys = bool(_DIGIT_KEYS & set(keys))
            if gives_keys:
                self._node.grab()
        except ImportError as error:
            raise LineLost("no_evdev") from error
        except OSError as error:
            self.close()
            raise LineLost(_cause(error)) from error
        if not gives_keys:
            self.close()
            raise LineLost("no_keys")

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Whole records that came, or wait up to `timeout_s` for the first. b"": nothing came."""
        if self._node is None:
            raise LineLost("unplugged")
        waiting = select.poll()
        waiting.register(self._node.fd, select.POLLIN)
        try:
            if not waiting.poll(timeout_s * 1000):
                return b""
            data = os.read(self._node.fd, max_bytes - max_bytes % _RECORD)
        except BlockingIOError:
            return b""
        except OSError as error:
            self.close()
            raise LineLost(_cause(error)) from error
        if not data:
            self.close()
            raise LineLost("unplugged")
        return data

    def write(self, data: bytes) -> None:
        """A keypad takes no bytes; its driver never has any."""

    def close(self) -> None:
        """Let go of the node; the grab ends with it."""
        node, self._node = self._node, None
        if node is not None:
            with contextlib.suppress(OSError):
                node.close()


def _cause(error: OSError) -> str:
    return _CAUSES.get(error.errno or 0, "unplugged")
