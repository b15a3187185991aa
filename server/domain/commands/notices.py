"""Notices of the whole hall: published, taken back (R5, R32)."""

from dataclasses import dataclass

from server.domain.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNotice(Command):
    """A notice everywhere at once (R5, R32): a prepared one, or in words of one's own. One that stands
    already gets a new end, and is said again."""

    template: str = ""
    """A `NoticeTemplate`; "" = `text`, `text_en` and, for window signs, `sign`."""
    text: str = ""
    text_en: str = ""
    sign: str = ""
    minutes: int | None = None
    """How long; 0 = until it is taken back; None = as its kind has it, one's own to the end of the day."""
    until: int | None = None
    """Instead: the minute after today's midnight at which it ends."""
    floors: tuple[str, ...] = ()
    """Empty = the whole hall."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndNotice(Command):
    """A notice is taken back."""

    notice: str
    reason: str = ""
