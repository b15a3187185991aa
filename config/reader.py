"""Typed reading of TOML tables. A reader never raises: it reports a fault and gives a value to go on with."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from config.errors import NOTHING, UNKNOWN_KEY, Report, Rule, shown

T = TypeVar("T")

NAME_LIMIT = 60
FAULTY = -1
"""What a reader of numbers gives after a fault; no allowed number is negative."""
LISTED = 12
"""How many allowed names a message lists."""
_CONTROL = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that would break a printer, a sign or a log line (private use stays: rare surnames)."""


class Form(NamedTuple):
    """The shape a text must have as a whole."""

    pattern: re.Pattern[str]
    rule: Rule


ID = Form(
    re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}"),
    Rule(
        "1 to 32 letters, digits, - or _, such as w17-side", "1 至 32 个英文字母、数字、- 或 _,例如 w17-side"
    ),
)
PREFIX = Form(
    re.compile(r"[A-HJ-NP-Z]{1,2}"),
    Rule("1 or 2 capital letters without I and O", "1 至 2 个大写字母,不用 I 和 O(易与 1、0 混淆)"),
)
PHONE = Form(
    re.compile(r"[0-9+() /-]{0,40}"),
    Rule("digits, spaces and + - / ( ), up to 40", "数字、空格和 + - / ( ),不超过 40 个"),
)
TEXT = Form(re.compile(r"(?s).*"), Rule("text in quotes", "引号内的文字"))


class Choice(NamedTuple):
    """A closed set of names: ids of another section, roles, kinds."""

    names: Sequence[str]
    what: Rule

    def rule_for(self, value: object) -> Rule:
        names = ", ".join(self.names[:LISTED]) + (" …" if len(self.names) > LISTED else "")
        hint = nearest(value, self.names)
        return Rule(
            f"{self.what.en}: {names or 'none defined yet'}{hint.en}",
            f"{self.what.zh}:{names or '尚未定义'}{hint.zh}",
        )


def ids_of(section: str, ids: Iterable[str]) -> Choice:
    return Choice(
        tuple(dict.fromkeys(filter(None, ids))),
        Rule(f"the id of a [[{section}]]", f"某个 [[{section}]] 的 id"),
    )


def nearest(value: object, names: Iterable[str]) -> Rule:
    close = difflib.get_close_matches(value[:NAME_LIMIT], names, 1) if isinstance(value, str) else []
    return Rule(f'; did you mean "{close[0]}"?', f';是否想写 "{close[0]}"?') if close else Rule("", "")


class Table:
    """One table of the file. Read every key that may stand there, then `close` it: the rest is unknown."""

    def __init__(self, report: Report, path: str, raw: Mapping[str, object]) -> None:
        self.report = report
        self.path = path
        self._raw = raw
        self._asked: dict[str, None] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._raw

    def holds(self, key: str) -> bool:
        """Something other than an empty list stands at this key."""
        return self._raw.get(key, []) != []

    def raw(self, key: str) -> object:
        """What stands there, for a reader of its own."""
        self._asked[key] = None
        return self._raw.get(key)

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, rule: Rule) -> None:
        self.report.add(self.at(key), shown(self._raw[key]) if key in self._raw else NOTHING, rule)

    def know(self, *keys: str) -> None:
        """Name keys that may stand here though nobody reads them now."""
        self._asked |= dict.fromkeys(keys)

    def close(self) -> None:
        keys = ", ".join(self._asked) or "none"
        for key in [key for key in self._raw if key not in self._asked]:
            hint = nearest(key, self._asked)
            self.report.add(self.at(key), UNKNOWN_KEY, Rule(keys + hint.en, keys + hint.zh))

    def _take(self, key: str, kind: type[T], default: T | None, rule: Rule) -> T | None:
        """The value if it has the type; otherwise the default, reported unless it may be left out."""
        self._asked[key] = None
        value = self._raw.get(key)
        if value is None and default is not None:
            return default
        if type(value) is kind:  # exact: TOML's true is no integer
            return value
        self.wrong(key, rule)
        return None

    def text(
        self, key: str, default: str | None = None, *, form: Form = TEXT, limit: int = NAME_LIMIT
    ) -> str:
        """A text in one line. Only a key whose default is "" may be given as ""."""
        value = self._take(key, str, default, form.rule)
        if value is None:
            return ""
        if key in self._raw and not (value == "" and default == ""):
            if not value.strip() or not form.pattern.fullmatch(value):
                self.wrong(key, form.rule if form is not TEXT else Rule("text, not empty", "文字,不能为空"))
            elif len(value) > limit:
                self.wrong(key, Rule(f"up to {limit} characters", f"不超过 {limit} 个字符"))
            elif any(unicodedata.category(char) in _CONTROL for char in value):
                self.wrong(key, Rule("text without control characters", "不含控制字符、换行的文字"))
        return value

    def maybe(self, key: str, *, form: Form = TEXT, limit: int = NAME_LIMIT) -> str | None:
        """A text that may be left out, but not be empty."""
        self._asked[key] = None
        return self.text(key, form=form, limit=limit) if key in self._raw else None

    def flag(self, key: str, default: bool) -> bool:
        value = self._take(key, bool, default, Rule("true or false", "true 或 false"))
        return default if value is None else value

    def number(self, key: str, default: int | None, span: range) -> int:
        """An integer of the span, or `FAULTY`."""
        few = Rule(f"an integer from {span[0]} to {span[-1]}", f"{span[0]} 至 {span[-1]} 的整数")
        rule = few if len(span) > 1 else Rule(str(span[0]), str(span[0]))
        value = self._take(key, int, default, rule)
        if value is None or value in span:
            return FAULTY if value is None else value
        self.wrong(key, rule)
        return FAULTY

    def one_of(self, key: str, choice: Choice, default: str | None = None) -> str:
        """A name of the choice, or "" after a fault."""
        value = self._take(key, str, default, choice.rule_for(self._raw.get(key)))
        if value is None:
            return ""
        if value not in choice.names:
            self.wrong(key, choice.rule_for(value))
            return ""
        return value

    def some_of(
        self, key: str, choice: Choice, default: Sequence[str] = (), *, least: int = 1
    ) -> tuple[str, ...]:
        """A list of different names of the choice; names at fault are left out."""
        names = self._texts(key, list(default) if default or not least else None, least)
        for index, name in enumerate(names):
            if name not in choice.names:
                self.report.add(self.at(f"{key}[{index}]"), shown(name), choice.rule_for(name))
        return tuple(name for name in names if name in choice.names)

    def numbers(self, key: str, span: range) -> tuple[int, ...]:
        """A list, which may be left out, of different integers of the span."""
        rule = Rule(
            f"a list of integers from {span[0]} to {span[-1]}, each one only once",
            f"{span[0]} 至 {span[-1]} 的整数列表,每项只列一次",
        )
        values = self._take(key, list, [], rule) or []
        numbers = tuple(value for value in values if type(value) is int and value in span)
        if len(set(numbers)) < len(values):
            self.wrong(key, rule)
        return numbers

    def place(self, key: str, columns: range, rows: range) -> tuple[int, int] | None:
        """[column, row], counted from 1; it may be left out."""
        rule = Rule(
            f"[column, row], columns {columns[0]} to {columns[-1]}, rows {rows[0]} to {rows[-1]}",
            f"[列, 行]:列 {columns[0]} 至 {columns[-1]},行 {rows[0]} 至 {rows[-1]}",
        )
        value = self._take(key, list, [], rule) or []
        if key not in self._raw:
            return None
        if [type(number) for number in value] == [int, int] and value[0] in columns and value[1] in rows:
            return value[0], value[1]
        if isinstance(self._raw[key], list):
            self.wrong(key, rule)
        return None

    def texts(self, key: str, *, least: int = 1, limit: int = NAME_LIMIT) -> tuple[str, ...]:
        """A list of different texts; it may be left out where `least` is 0."""
        names = self._texts(key, None if least else [], least)
        for index, name in enumerate(names):
            single = Table(self.report, self.path, {f"{key}[{index}]": name})
            single.text(f"{key}[{index}]", limit=limit)
        return tuple(names)

    def _texts(self, key: str, default: list[str] | None, least: int) -> list[str]:
        rule = Rule('a list of texts such as ["a", "b"]', '文字列表,例如 ["a", "b"]')
        values = self._take(key, list, default, rule)
        if values is None:
            return []
        if len(values) < least:
            self.wrong(key, rule)
        texts = [value for value in values if isinstance(value, str)]
        if len(texts) < len(values):
            self.wrong(key, rule)
        elif len(set(texts)) < len(texts):
            self.wrong(key, Rule("each one only once", "每项只列一次"))
        return texts

    def table(self, key: str, *, needed: bool = False) -> "Table":
        rule = Rule(f"a table [{self.at(key)}]", f"一个表 [{self.at(key)}]")
        raw = self._take(key, dict, None if needed else {}, rule)
        return Table(self.report, self.at(key), raw or {})

    def tables(self, key: str, *, least: int) -> "list[Table]":
        rule = Rule(
            f"tables headed [[{key}]]" + (", at least one" if least else ""),
            f"以 [[{key}]] 开头的表" + (",至少一个" if least else ""),
        )
        raw = self._take(key, list, [] if not least else None, rule)
        return self._tables(key, raw or [], rule)

    def rows(self, key: str, example: str, *, least: int = 1) -> "list[Table]":
        """A list of tables within an entry, such as the example."""
        rule = Rule(f"a list such as {example}", f"列表,例如 {example}")
        raw = self._take(key, list, None if least else [], rule)
        if raw is not None and len(raw) < least:
            self.wrong(key, rule)
        return self._tables(key, raw or [], rule)

    def _tables(self, key: str, raw: list[object], rule: Rule) -> "list[Table]":
        found: list[Table] = []
        for index, entry in enumerate(raw):
            path = self.at(f"{key}[{index}]")
            if isinstance(entry, dict):
                found.append(Table(self.report, path, entry))
            else:
                self.report.add(path, shown(entry), rule)
        return found
