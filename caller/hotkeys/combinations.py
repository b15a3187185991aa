"""Key combinations: how they are written, and when a press of one counts.

Keys have plain names here ("ctrl", "f9", "6"); `listen.py` gives them. A key held down repeats, on X as pairs
of release and press: one press is what comes after a while of quiet, never a repeat.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

from caller.hotkeys.words import Words

MODIFIERS = ("ctrl", "alt", "shift", "cmd")
NAMED = (
    *(f"f{n}" for n in range(1, 13)),
    *("pause", "scroll_lock", "insert", "home", "end", "page_up", "page_down"),
)
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
QUIET_S = 0.2
"""Between a release and the next press that counts: a repeat follows at once, a finger takes longer."""
LOST_S = 2.0
"""A release that was never seen (the PC was locked meanwhile) is forgotten after so long."""
MODIFIER_S = 10.0


class Combination(NamedTuple):
    modifiers: frozenset[str]
    key: str

    def __str__(self) -> str:
        return "+".join([*(m for m in MODIFIERS if m in self.modifiers), self.key])


class BadKeys(ValueError):
    """No combination that can be a hot key; `words` say why and what is allowed."""

    def __init__(self, text: str, words: Words) -> None:
        super().__init__(f"“{text}”:{words}")
        self.words = words


def parse(text: str) -> Combination:
    """ "ctrl+alt+6". Raises BadKeys."""
    parts = [part.strip().lower() for part in text.split("+")]
    modifiers, keys = [p for p in parts if p in MODIFIERS], [p for p in parts if p not in MODIFIERS]
    if len(keys) != 1 or not keys[0] or len(set(modifiers)) != len(modifiers):
        raise BadKeys(text, _SHAPE)
    key = keys[0]
    if key.startswith(("kp", "num_", "numpad")):
        raise BadKeys(text, _NUMPAD)
    if key in LETTERS and len(key) == 1:
        if len(modifiers) < 2:
            raise BadKeys(text, _PLAIN)
    elif key not in NAMED:
        raise BadKeys(text, _UNKNOWN)
    elif key.startswith("f") and {"ctrl", "alt"} <= set(modifiers):
        raise BadKeys(text, _CONSOLE)
    return Combination(frozenset(modifiers), key)


_SHAPE = Words(
    "应为一个键,前面可加 ctrl、alt、shift、cmd,用 + 连接,如 ctrl+alt+6。",
    "One key, with ctrl, alt, shift or cmd before it, joined by +, as in ctrl+alt+6.",
)
_NUMPAD = Words(
    "小键盘的键不能与主键盘的区分,也随 NumLock 改变,请用 F 键或 ctrl+alt+数字。",
    "Keys of the number pad look like the others and change with NumLock; use an F key or ctrl+alt+digit.",
)
_PLAIN = Words(
    "字母和数字要加两个修饰键(如 ctrl+alt+6),否则打字时会误叫。",
    "A letter or digit needs two modifiers (ctrl+alt+6), or typing would call people.",
)
_CONSOLE = Words(
    "Linux 用 ctrl+alt+F 键切换终端,请换一个。",
    "Linux switches consoles with ctrl+alt+F keys; choose another.",
)
_UNKNOWN = Words(
    f"没有这个键。可用:字母、数字、{'、'.join(NAMED)}。",
    f"No such key. Allowed: letters, digits, {', '.join(NAMED)}.",
)


class KeyWatch:
    """Which action a key event means. One thread; times are seconds of one clock that never goes back."""

    def __init__(self, actions: Mapping[Combination, str]) -> None:
        self._actions = actions
        self._modifiers: dict[str, float] = {}
        self._keys: dict[str, tuple[float, bool]] = {}

    def pressed(self, name: str, now: float) -> str | None:
        """The action that this press is; None for a repeat and for keys that mean nothing here."""
        if name in MODIFIERS:
            self._modifiers[name] = now
            return None
        last, down = self._keys.get(name, (-math.inf, False))
        self._keys[name] = (now, True)
        if now - last < (LOST_S if down else QUIET_S):
            return None
        held = frozenset(m for m, since in self._modifiers.items() if now - since < MODIFIER_S)
        return self._actions.get(Combination(held, name))

    def released(self, name: str, now: float) -> None:
        if name in MODIFIERS:
            self._modifiers.pop(name, None)
        else:
            self._keys[name] = (now, False)
