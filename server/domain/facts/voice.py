"""How the hall sounds: whose voice, in which languages, how loud at which hour."""

from dataclasses import dataclass

SPEAKERS = ("yunxia", "xiaoxiao")
"""Folders of clips among the packs; the first where the hall names none."""


@dataclass(frozen=True, slots=True)
class Volume:
    """From this minute after midnight on, so many percent of the pack's own loudness."""

    first: int
    percent: int


@dataclass(frozen=True, slots=True)
class Voice:
    speaker: str = SPEAKERS[0]
    english: bool = False
    """All is said in English too, after the Mandarin (R49)."""
    volume: tuple[Volume, ...] = ()
    """In the order of the day; empty = 100 % at any hour."""
