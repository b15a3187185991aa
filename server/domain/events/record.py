"""值班记录: what the duty officer has written."""

from server.domain.events.base import Event, event


@event("duty.noted.v1")
class DutyNoted(Event):
    text: str


@event("duty.checked.v1")
class DutyChecked(Event):
    """Of several the last counts. `found`: what was not in order; empty = all is well."""

    item: str
    found: str = ""


@event("duty.signed.v1")
class DutySigned(Event):
    """By `actor`, for the record as it stood then; what is written afterwards asks for another signature."""
