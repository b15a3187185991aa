"""Keys of the whole desktop, by pynput, which is imported only here and only when it is needed."""

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from caller.hotkeys import words as w
from caller.hotkeys.combinations import MODIFIERS, Combination, KeyWatch
from caller.hotkeys.words import Words


def obstacle(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Words | None:
    """Why no keys can be heard here; None if they can. Without X the import itself fails."""
    if platform.startswith("linux"):
        if environment.get("WAYLAND_DISPLAY") or environment.get("XDG_SESSION_TYPE") == "wayland":
            return w.WAYLAND  # an X server beside it hears only the windows that use it
        if not environment.get("DISPLAY"):
            return w.NO_DISPLAY
    try:
        import pynput.keyboard  # noqa: F401, PLC0415
    except ModuleNotFoundError:
        return w.NO_PYNPUT
    except Exception as error:  # what X raises has no common name
        return w.filled(w.NO_KEYBOARD, cause=str(error).splitlines()[0] if str(error) else repr(error))
    return None


class Keys:
    """Hears keys until `stop`. `on_action` is called on pynput's own thread and must return at once."""

    def __init__(self, keys: Mapping[Combination, str], on_action: Callable[[str], None]) -> None:
        from pynput import keyboard  # noqa: PLC0415

        self._kinds = keyboard
        self._watch = KeyWatch(keys)
        self._on_action = on_action
        self._listener = keyboard.Listener(on_press=self._pressed, on_release=self._released)
        self._listener.start()
        self._listener.wait()

    @property
    def alive(self) -> bool:
        """False once the desktop has gone away."""
        return bool(self._listener.is_alive())

    def stop(self) -> None:
        self._listener.stop()
        if threading.current_thread() is not self._listener:
            self._listener.join(2)

    def _pressed(self, key: Any, *_: Any) -> None:
        if (name := self._name(key)) and (action := self._watch.pressed(name, time.monotonic())):
            self._on_action(action)

    def _released(self, key: Any, *_: Any) -> None:
        if name := self._name(key):
            self._watch.released(name, time.monotonic())

    def _name(self, key: Any) -> str:
        """The plain name of a key; "" for one that has none. Left and right modifiers are the same."""
        if key is None:
            return ""
        plain = self._listener.canonical(key)
        if isinstance(plain, self._kinds.Key) and plain.name in MODIFIERS:
            return str(plain.name)
        if isinstance(key, self._kinds.Key):
            return str(key.name)
        char = getattr(plain, "char", None)
        return char.lower() if char else ""
