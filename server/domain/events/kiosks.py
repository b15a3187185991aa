"""What the staff did at a kiosk itself."""

from server.domain.events.base import Event, event


@event("kiosk.tended.v1")
class KioskTended(Event):
    """By whom and when, for the audit. `what`: "opened" (the staff page) or "test" (a test slip)."""

    kiosk: str
    what: str
