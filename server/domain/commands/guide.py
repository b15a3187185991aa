"""The service guide: a matter's facts handed over in writing (R51)."""

from dataclasses import dataclass

from server.domain.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveNotice(Command):
    """一次性告知: all that a matter needs, on paper; with `missing`, what is still to be brought (补正告知).

    `window` is where it is given; empty = where the person who gives it sits, if anywhere. It is printed at
    `kiosk`, or where none is named at the window.
    """

    matter: str
    kiosk: str = ""
    window: str = ""
    missing: tuple[str, ...] = ()
    """Names of materials of the guide."""
    also: tuple[str, ...] = ()
    """What else must be brought, in the person's own words."""
    ticket: str = ""
    """Whose visit it concerns; empty = the one in hand at the window, if any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNotice(Command):
    """What the printer said of a notice."""

    notice: str
    printed: bool
    cause: str = ""
