"""What the staff did at a kiosk, and the duty officer with one."""

from server.domain.events.base import Event, event


@event("kiosk.tended.v1")
class KioskTended(Event):
    """By whom and when, for the audit. `what`: "opened" (the staff page) or "test" (a test slip)."""

    kiosk: str
    what: str


@event("kiosk.switched.v1")
class KioskSwitched(Event):
    """Gives no numbers from here on, or gives them again. A new day finds it in service."""

    kiosk: str
    on: bool
    reason: str = ""
