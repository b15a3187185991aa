"""好评率 and its kin (domain.md 2.1): presses, provincial defaults and what nobody rated are kept apart.

A default (a province's own, after days without a rating) is never made here; where one comes back from the
province it is counted by itself, and no figure of ours is raised by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

GOOD = 3
"""好评: this level and above."""
Z = 1.96
"""Of 95 %."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Of `visits` finished ones so many were rated by a press (`active`), by level, so many by default."""

    visits: int
    levels: Mapping[int, int]
    default: int = 0

    @property
    def active(self) -> int:
        return sum(self.levels.values())

    @property
    def good(self) -> int:
        return sum(n for level, n in self.levels.items() if level >= GOOD)

    @property
    def bad(self) -> int:
        return self.active - self.good

    @property
    def unrated(self) -> int:
        return max(0, self.visits - self.active - self.default)

    @property
    def good_rate(self) -> float | None:
        """好评率: good ones and defaults (which count as good) of all that were rated either way."""
        rated = self.active + self.default
        return (self.good + self.default) / rated if rated else None

    @property
    def active_good_rate(self) -> float | None:
        """主动评价好评率: of those that were pressed."""
        return self.good / self.active if self.active else None

    @property
    def unrated_rate(self) -> float | None:
        """不评价率: of all finished visits."""
        return self.unrated / self.visits if self.visits else None

    @property
    def lower_bound(self) -> float | None:
        return wilson(self.good, self.active) if self.active else None


def wilson(good: int, n: int) -> float:
    """The lower end of Wilson's 95 % interval: few ratings prove little.

    >>> round(wilson(3, 3), 3), round(wilson(290, 300), 3)
    (0.438, 0.94)
    """
    share = good / n
    middle = share + Z * Z / (2 * n)
    margin = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, (middle - margin) / (1 + Z * Z / n))


def rates_of(visits: int, counted: Mapping[tuple[int, str], int]) -> Rates:
    """`counted`: (level, channel) -> how many."""
    levels = dict.fromkeys(range(5, 0, -1), 0)
    for (level, _), n in counted.items():
        levels[level] += n
    return Rates(visits, levels)
