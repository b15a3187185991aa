"""Commands, events and refusals under one name: `m.TakeNumber`, `m.NumberTaken`, `m.Refusal`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.domain.commands import *  # noqa: F403
from server.domain.events import *  # noqa: F403
from server.domain.events import Event


@dataclass(frozen=True, slots=True)
class Refusal:
    """A polite no: a stable code and what the sentence in each language needs."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    """What must be kept in the log all the same (a refused press)."""
