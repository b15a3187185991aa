"""What is wrong: a condition as it was last noted, and the alarm that the duty officer is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the duty officer is told until its cause is gone, or somebody has answered."""

    id: str
    kind: str
    at: int
    facts: Mapping[str, Any]
    owner: str = ""
    """The staff number of the officer who has taken it; "" = nobody yet."""
    taken_at: int = 0
    unheard_from: int = 0
    """Since when nobody has taken it; a time by hand does not count."""
    escalated_at: int = 0
    notes: tuple[tuple[int, str, str], ...] = ()
    """(epoch ms, who, what)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What is wrong outside the log, as it was last noted."""

    kind: str
    subject: str
    facts: Mapping[str, Any]

    @property
    def id(self) -> str:
        """That of its alarm."""
        return condition_id(self.kind, self.subject)


def condition_id(kind: str, subject: str) -> str:
    return f"{kind}:{subject}" if subject else kind


def help_of(window: str) -> str:
    """The alarm by which the person at this window calls for the duty officer."""
    return f"help:{window}"
