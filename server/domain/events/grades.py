"""What people think of a window."""

from server.domain.events.base import Event, event


@event("window.graded.v1")
class WindowGraded(Event):
    """By a person, never reckoned (R99). `grade` "" = taken back."""

    window: str
    period: str
    grade: str
    note: str = ""
