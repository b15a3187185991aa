"""A measured figure beside its floor, and how figures are shown."""

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

QUICK = os.environ.get("HALLCALL_BENCH_QUICK") == "1"
"""A few requests of each kind: shows that the bench works, its figures mean nothing."""

SCRATCH = Path("/var/tmp")  # unlike /tmp it is never kept in memory, and these figures are about a disk

HEAD = ("figure", "value", "unit", "floor", "× floor", "goal", "")
LEFT = (True, False, True, False, False, False, True)


@dataclass(frozen=True, slots=True)
class Figure:
    """`floor`: the least (or, where more is better, the most) this machine allows, from the same run.

    `must`: a promise, not a speed; the bench fails if the goal is missed.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    goal: float | None = None
    more_is_better: bool = False
    must: bool = False

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.floor else None

    @property
    def ok(self) -> bool | None:
        """None where no goal is set."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal

    def as_json(self) -> str:
        shown = {
            "name": self.name,
            "value": _rounded(self.value),
            "unit": self.unit,
            "floor": _rounded(self.floor),
            "ratio": _rounded(self.ratio),
            "goal": self.goal,
            "ok": self.ok,
            "better": "more" if self.more_is_better else "less",
        }
        return json.dumps(shown)


def percentile(values: Sequence[float], percent: int) -> float:
    """
    >>> percentile([3.0], 99), percentile([1.0, 2.0, 3.0], 50)
    (3.0, 2.0)
    """
    if len(values) == 1:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def table(title: str, figures: Iterable[Figure], notes: Iterable[str] = ()) -> str:
    """For people: one line a figure."""
    rows = [HEAD, *(_cells(f) for f in figures)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(_padded, row, widths, LEFT)) for row in rows]
    return "\n".join([title, *lines, *(f"  {note}" for note in notes), ""])


def progress(message: str) -> None:
    print(f"  … {message}", file=sys.stderr, flush=True)


def _cells(figure: Figure) -> tuple[str, ...]:
    sign = "≥" if figure.more_is_better else "≤"
    return (
        figure.name,
        _text(figure.value),
        figure.unit,
        _text(figure.floor),
        _text(figure.ratio),
        "" if figure.goal is None else f"{sign} {figure.goal:g}",
        {None: "", True: "ok", False: "MISSED"}[figure.ok],
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def _text(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 1000 or value == int(value) else f"{value:.3g}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int, left: bool) -> str:
    space = " " * (width - _width(text))
    return text + space if left else space + text
