"""值班记录: what the duty officer has written."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from server.domain.events.base import Event, event


@event("duty.noted.v1")
class DutyNoted(Event):
    """`guard`: by a guard at any hour, which nobody of the hall signs for (R83)."""

    text: str
    guard: bool = False


@event("duty.checked.v1")
class DutyChecked(Event):
    """Of several the last counts. `found`: what was not in order; empty = all is well."""

    item: str
    found: str = ""


@event("duty.signed.v1")
class DutySigned(Event):
    """By `actor`, for the record as it stood then; what is written afterwards asks for another signature."""


@event("duty.offered.v1")
class DutyOffered(Event):
    """`facts`: what is open now, in numbers, so that nobody can say afterwards that it was not said."""

    to: str
    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@event("duty.taken.v1")
class DutyTaken(Event):
    """By `actor`, from the officer `of`, for these floors until the day ends."""

    of: str
    floors: Sequence[str] = ()
