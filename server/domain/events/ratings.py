"""Ratings, and what a bad one begins."""

from collections.abc import Sequence

from server.domain.events.base import Event, event


@event("rating.given.v1")
class RatingGiven(Event):
    """一次一评: bound to the visit and to the staff number that served it."""

    ticket: str
    window: str
    staff: str
    level: int
    channel: str
    reason: str = ""
    """The code of why, from a box with a key for it; told to nobody at the window (R90)."""


@event("rating.reasons.v1")
class ReasonsGiven(Event):
    """Why a rating was bad, by codes of a list; told to nobody at the window (R90)."""

    ticket: str
    window: str
    reasons: Sequence[str]
    version: str


@event("rating.lapsed.v1")
class RatingLapsed(Event):
    """Nobody pressed in time: unrated, which is never a level."""

    ticket: str
    window: str
    staff: str


@event("rating.refused.v1")
class RatingRefused(Event):
    """A press that counts for nothing, kept because it was a press (rule: a refused press is logged)."""

    window: str
    code: str
    level: int
    channel: str
    ticket: str | None = None


@event("rating.follow_up.v1")
class FollowUpOpened(Event):
    """A bad rating is looked into at once; days are the hall's dates, counted in working days (2.1)."""

    case: str
    ticket: str
    window: str
    level: int
    contact_due: str
    close_due: str
    staff: str = ""
    """The clerk concerned, who does not verify it."""
