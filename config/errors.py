"""Faults of a configuration: each with its place, what stands there and what may stand there."""

import json
import re
from dataclasses import dataclass
from typing import NamedTuple

NOTHING = "nothing"
"""What was found where a needed key is missing."""
UNKNOWN_KEY = "an unknown key"
SHOWN = 60
"""A found value is shown up to this many characters; a message must stay one line."""
_ZH = {NOTHING: "空缺", UNKNOWN_KEY: "未知的键"}
_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]")


class Rule(NamedTuple):
    """What is allowed and what to do, in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class ConfigError:
    file: str
    line: int
    """0 where no line can be named."""
    key: str
    """Such as ``window[3].queues[1]``, entries counted from 0; empty for the file as a whole."""
    found: str
    allowed: str
    allowed_zh: str

    def __str__(self) -> str:
        at, at_zh = (f", line {self.line}", f"第{self.line}行 ") if self.line else ("", "")
        return (
            f"{self.file}{at}: {self.key or 'file'}: found {self.found}; allowed: {self.allowed}\n"
            f"    {at_zh}{self.key or '文件'}:现为 {_ZH.get(self.found, self.found)};应为:{self.allowed_zh}"
        )


class ConfigErrors(Exception):
    """A configuration that cannot be used, with all its faults in the order of the file."""

    def __init__(self, errors: tuple[ConfigError, ...]) -> None:
        super().__init__(errors)
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


class Report:
    """Collects faults while reading goes on, so that an administrator mends a file once, not ten times."""

    def __init__(self, file: str, source: str = "") -> None:
        self._file = file
        self._source = source.splitlines()
        self._errors: list[ConfigError] = []

    @property
    def count(self) -> int:
        """Faults so far; unchanged = what was read meanwhile is sound."""
        return len(self._errors)

    def add(self, key: str, found: str, rule: Rule, line: int = 0) -> None:
        line = line or line_of(self._source, key)
        self._errors.append(ConfigError(self._file, line, key, found, rule.en, rule.zh))

    @property
    def errors(self) -> tuple[ConfigError, ...]:
        """In the order of the file."""
        return tuple(sorted(self._errors, key=lambda error: error.line))


def shown(value: object) -> str:
    """A value as it may stand in a message: one line, bounded, no control characters."""
    text = json.dumps(value, ensure_ascii=False, default=str).replace("\x7f", "\\u007f")
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def line_of(source: list[str], key: str) -> int:
    """The line of a key path, or of its table, or 0. tomllib keeps no positions, so headers are counted."""
    path = re.match(r"([\w-]+)(?:\[(\d+)\])?(?:\.([\w-]+))?", key)
    if path is None:
        return 0
    section, index, name = path[1], int(path[2] or 0), path[3]
    assigned = re.compile(rf"\s*(\[\s*{section}\.)?\"?{name or section}\"?\s*[=.\]]")
    seen, table_line = -1, 0
    for number, line in enumerate(source, 1):
        header = _HEADER.match(line)
        if header and header[2] == section:
            seen += 1
            table_line = number if seen == index else table_line
        elif seen == (index if name else -1) and assigned.match(line):
            return number
    return table_line
