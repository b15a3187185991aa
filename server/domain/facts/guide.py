"""The service guide: what the hall publishes of each matter, 六公开 (R28), in versions (R29).

A version says from which day it holds, so that next year's may be entered beforehand; of those begun, the
newest is shown. Nothing here is decided: the guide is configuration, the notices given by it are events.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text of the hall and its English, which may be empty."""

    text: str
    text_en: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """One paper to bring: how many originals, how many copies; 0 = none."""

    name: str
    name_en: str = ""
    originals: int = 1
    copies: int = 0
    note: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """办理时限: promised, and what the law allows (None = not given). 0 days = while the citizen waits."""

    days: int
    working: bool = True
    """The days are working days; else every day counts."""
    statutory: int | None = None

    @property
    def halved(self) -> bool:
        """The promise is the statutory limit cut by half or more (R65); so it is where none was given."""
        return self.statutory is None or 2 * self.days <= self.statutory


@dataclass(frozen=True, slots=True)
class Guide:
    """One version of one matter's six public facts."""

    matter: str
    valid_from: str
    """YYYY-MM-DD; with the matter it names the version."""
    content: Sentence
    procedure: tuple[Sentence, ...]
    materials: tuple[Material, ...]
    """All that must be shown; empty = nothing."""
    basis: tuple[Sentence, ...]
    limit: TimeLimit
    fees: Sentence

    def material(self, name: str) -> Material | None:
        """The material of exactly this name."""
        return next((one for one in self.materials if one.name == name), None)


def guide_on(guides: Iterable[Guide], day: str) -> Guide | None:
    """The version that holds on a day (YYYY-MM-DD); None = none has begun.

    >>> guide_on((), "2026-11-23") is None
    True
    """
    begun = (guide for guide in guides if guide.valid_from <= day)
    return max(begun, key=lambda guide: guide.valid_from, default=None)


def limit_words(limit: TimeLimit) -> tuple[str, str]:
    """The promised limit in words, Chinese and English.

    >>> limit_words(TimeLimit(0))
    ('当场办结', 'while you wait')
    >>> limit_words(TimeLimit(5)), limit_words(TimeLimit(1, working=False))
    (('5个工作日', '5 working days'), ('1天', '1 day'))
    """
    return _days_words(limit.days, working=limit.working)


def statutory_words(limit: TimeLimit) -> tuple[str, str] | None:
    """The limit of the law in words; None where the hall did not give it.

    >>> statutory_words(TimeLimit(5, statutory=10)), statutory_words(TimeLimit(5))
    (('10个工作日', '10 working days'), None)
    """
    if limit.statutory is None:
        return None
    return _days_words(limit.statutory, working=limit.working)


def _days_words(days: int, *, working: bool) -> tuple[str, str]:
    if days == 0:
        return "当场办结", "while you wait"
    more = "" if days == 1 else "s"
    return (f"{days}个工作日", f"{days} working day{more}") if working else (f"{days}天", f"{days} day{more}")


def papers_words(material: Material) -> tuple[str, str]:
    """How many originals and copies, in words; empty where the hall counts none.

    >>> papers_words(Material("户口簿", originals=1, copies=2)), papers_words(Material("样品", originals=0))
    (('原件1份,复印件2份', '1 original, 2 copies'), ('', ''))
    """
    kinds = (
        ("原件", "original", "originals", material.originals),
        ("复印件", "copy", "copies", material.copies),
    )
    zh = [f"{name}{count}份" for name, _, _, count in kinds if count]
    en = [f"{count} {one if count == 1 else many}" for _, one, many, count in kinds if count]
    return ",".join(zh), ", ".join(en)
