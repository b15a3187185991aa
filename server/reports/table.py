"""A table as screen, spreadsheet and paper all show it: the cells are made once, and nobody rounds again."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Cell = str | int | float | None
"""None = there is nothing to say ("–"). Times are minutes, rates percent, with one decimal."""


UNITS = {"min": "分钟", "h": "小时", "%": "%"}
"""As people read them."""


@dataclass(frozen=True, slots=True)
class Column:
    """`unit`: "", "min", "h" or "%". `drill`: the kind of visits that the number comes from; "" = none."""

    id: str
    name: str
    name_en: str
    unit: str = ""
    drill: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`key`: as the address of its visits has it."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A question, and the columns of the table that answer it."""

    title: str
    title_en: str
    kind: str
    """"bar", "line", "stack"; "stretches": who, where, from and until, on the hours of one day."""
    columns: tuple[str, ...]
    most: int = 30
    """Rows that are shown; a table has them all."""


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    title: str
    title_en: str
    by: str
    """What the rows are: "staff", "hour" … as in `gather.BY`."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    charts: tuple[Chart, ...] = ()
    note: str = ""
    note_en: str = ""

    def column(self, id_: str) -> list[Cell]:
        place = next(n for n, c in enumerate(self.columns) if c.id == id_)
        return [row.cells[place] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Said:
    """A number within a sentence, and where it leads: to the visits of `kind` at `by` and `key` (of another
    period between `first` and `last`), to a `table` of the report, or to a page (`href`)."""

    text: str
    kind: str = ""
    by: str = "all"
    key: str = "all"
    first: str = ""
    last: str = ""
    table: str = ""
    href: str = ""


Sentence = tuple[tuple[str | Said, ...], str]
"""(Chinese in its parts, English)."""


def plain_text(parts: Sequence[str | Said]) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in parts)


@dataclass(frozen=True, slots=True)
class Report:
    """What one page, workbook or print holds. `lines`: sentences at its head, each (Chinese, English);
    `spoken`: the Chinese of each in its parts, so that its numbers can be led back."""

    id: str
    title: str
    title_en: str
    first: str
    last: str
    unit: str = ""
    lines: Sequence[tuple[str, str]] = field(default_factory=tuple)
    tables: Sequence[Table] = field(default_factory=tuple)
    spoken: Sequence[Sequence[str | Said]] = field(default_factory=tuple)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def minutes(ms: float) -> float:
    """
    >>> minutes(90_000), minutes(3_000)
    (1.5, 0.1)
    """
    return _rounded(ms / 60_000)


def percent(share: float | None) -> float | None:
    return None if share is None else _rounded(100 * share)


def _rounded(value: float) -> float:
    """To one decimal, halves away from zero, as spreadsheets do."""
    return int(value * 10 + 0.5) / 10


def hours(ms: float) -> float:
    return _rounded(ms / 3_600_000)
