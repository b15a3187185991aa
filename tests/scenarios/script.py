"""A scenario file: read, checked, and turned into steps."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


class BadScenario(ValueError):
    """The file itself is at fault, not the hall."""


@dataclass(frozen=True, slots=True)
class Step:
    at: str
    """ "08:30:05", or "2026-11-25 07:55:00" on another day."""
    note: str = ""
    """What the paper says in its row; without one the step belongs to the row above."""
    do: str = ""
    """A command of the hall, or one of `deeds.OWN_WORDS`; empty = only look."""
    who: str = ""
    with_: Mapping[str, Any] | None = None
    each: tuple[Mapping[str, Any], ...] = ()
    """The deed once for every one of these, with its fields added, and at its `at` where it has one."""
    refused: str = ""
    says: str = ""
    told: Mapping[str, Any] | None = None
    slip: str = "now"
    see: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    title: str
    day: str
    hall: Path
    settings: Mapping[str, Any]
    steps: tuple[Step, ...]


def scenario_files() -> list[Path]:
    return sorted(HERE.glob("*.toml"))


def read(path: Path) -> Scenario:
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(text: str, name: str) -> Scenario:
    raw = tomllib.loads(text)
    _known(name, "the file", raw, {"scenario", "step"})
    head = raw.get("scenario", {})
    _known(name, "[scenario]", head, {"title", "day", "hall", "settings"})
    steps = tuple(_step(name, number, table) for number, table in enumerate(raw.get("step", []), 1))
    if not steps or not steps[0].note:
        raise BadScenario(f"{name}: the first step must have a note")
    return Scenario(
        name, head["title"], head["day"], HERE / "halls" / head["hall"], head.get("settings", {}), steps
    )


_KEYS = {f.name.rstrip("_"): f.name for f in fields(Step)}


def _step(name: str, number: int, table: Mapping[str, Any]) -> Step:
    where = f"step {number} ({table.get('at', 'no time')})"
    _known(name, where, table, set(_KEYS))
    if "at" not in table:
        raise BadScenario(f"{name}, {where}: a step needs `at`")
    if not table.get("do") and set(table) - {"at", "note", "see"}:
        raise BadScenario(f"{name}, {where}: without `do` a step can only look")
    given: dict[str, Any] = {
        _KEYS[key]: tuple(value) if key == "each" else value for key, value in table.items()
    }
    return Step(**given)


def _known(name: str, where: str, table: Mapping[str, Any], keys: set[str]) -> None:
    if unknown := sorted(set(table) - keys):
        raise BadScenario(
            f"{name}, {where}: unknown {', '.join(unknown)}; there is {', '.join(sorted(keys))}"
        )
