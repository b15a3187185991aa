"""Ratings. A level comes only from a press, or from a paper card that a named person enters."""

from dataclasses import dataclass

from server.domain.commands.base import AtWindow, Command


@dataclass(frozen=True, slots=True, kw_only=True)
class PressRating(AtWindow):
    """A citizen pressed a key of the device at this window. `at` decides which visit it rates."""

    level: int
    channel: str
    reason: str = ""
    """Why, where the box has a key for it: a code of `views.rating.BOX_REASONS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PressComplaint(AtWindow):
    """我要投诉: a key of a box that gives no level (R85)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateVisit(Command):
    """The holder of the slip's secret presses a level, on a "tablet" at the window or on a "phone"."""

    token: str
    level: int
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveReasons(Command):
    """差评原因: whoever rated badly at the window says why, and does not complain. The first list counts."""

    token: str
    reasons: tuple[str, ...]
    """Codes of the list `version` of `views.rating.REASONS`."""
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterCard(Command):
    """评议卡: a paper card of a finished visit, entered by a named person (R86)."""

    ticket: str
    level: int
