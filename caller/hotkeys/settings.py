"""hotkeys.toml -> Settings, or every fault of the file at once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from caller.hotkeys.combinations import BadKeys, Combination, parse
from caller.hotkeys.words import ACTIONS

CORNERS = ("top-left", "top-right", "bottom-left", "bottom-right")
DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "call": ("pause", "ctrl+alt+j"),
    "recall": ("ctrl+alt+6",),
    "start": ("ctrl+alt+7",),
    "finish": ("ctrl+alt+8",),
    "pass": ("ctrl+alt+9",),
    "suspend": ("ctrl+alt+0",),
    "help": ("ctrl+alt+g",),
}
"""None of these is a shortcut of Word, Excel, WPS or a browser."""
LONGEST_REASON = 200


class BadSettings(Exception):
    """Every fault of the file, a line each."""


@dataclass(frozen=True, slots=True)
class Settings:
    server: str
    window: str
    keys: Mapping[Combination, str]
    """Combination -> action."""
    suspend_reason: str = "短暂离开"
    corner: str = "top-right"


def load(path: Path) -> Settings:
    """Raises BadSettings."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSettings(f"{path}:读不到({error.strerror})。 Cannot be read.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path}:不是 TOML:{error}。 Not TOML.") from error
    faults: list[str] = []
    settings = _read(table, faults)
    if faults:
        raise BadSettings("\n".join(f"{path}:{fault}" for fault in faults))
    return settings


def _read(table: Mapping[str, Any], faults: list[str]) -> Settings:
    known = ("server", "window", "suspend_reason", "corner", "keys")
    faults += [f"{name}:没有这一项,可用 allowed: {', '.join(known)}" for name in table if name not in known]
    server, window = _text(table, "server", "", faults), _text(table, "window", "", faults)
    parts = urlsplit(server)
    if parts.scheme not in ("http", "https") or not parts.hostname or not _port_ok(server):
        faults.append(f"server = {server!r}:应为 http://主机:端口 expected http://host:port")
    if not window:
        faults.append("window:请填写窗口编号(hall.toml 中的 id) the window's id in hall.toml is missing")
    reason = _text(table, "suspend_reason", "短暂离开", faults)
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        faults.append(f"suspend_reason:请写 1–{LONGEST_REASON} 个字 1 to {LONGEST_REASON} characters")
    corner = _text(table, "corner", "top-right", faults)
    if corner not in CORNERS:
        faults.append(f"corner = {corner!r}:可用 allowed: {', '.join(CORNERS)}")
    return Settings(server, window, _keys(table.get("keys", {}), faults), reason.strip(), corner)


def _text(table: Mapping[str, Any], name: str, default: str, faults: list[str]) -> str:
    value = table.get(name, default)
    if isinstance(value, str):
        return value
    faults.append(f"{name} = {value!r}:应为文字 expected a text")
    return default


def _port_ok(server: str) -> bool:
    try:
        return urlsplit(server).port != 0
    except ValueError:
        return False


def _keys(table: Any, faults: list[str]) -> dict[Combination, str]:
    """What is not named keeps its default; an empty list switches a key off."""
    if not isinstance(table, dict):
        faults.append("keys:应为一节 [keys] expected a section")
        return {}
    faults += [
        f"keys.{name}:没有这个操作,可用 allowed: {', '.join(ACTIONS)}"
        for name in table
        if name not in ACTIONS
    ]
    keys: dict[Combination, str] = {}
    for action in ACTIONS:
        value = table.get(action, list(DEFAULTS[action]))
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            faults.append(f"keys.{action} = {value!r}:应为文字或文字列表 expected a text or a list of texts")
            continue
        for text in texts:
            _bind(keys, action, text, faults)
    return keys


def _bind(keys: dict[Combination, str], action: str, text: str, faults: list[str]) -> None:
    try:
        combination = parse(text)
    except BadKeys as bad:
        faults.append(f"keys.{action} = {bad}")
        return
    if combination in keys:
        faults.append(
            f"keys.{action} = “{text}”:已用于 {keys[combination]},请换一个 taken by {keys[combination]}"
        )
    keys[combination] = action
