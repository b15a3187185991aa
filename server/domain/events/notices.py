"""Notices of the whole hall: set, said again, ended."""

from collections.abc import Sequence

from server.domain.bulletins import DAY
from server.domain.events.base import Event, event


@event("hall.notice.v1")
class NoticeSet(Event):
    """All that is shown and said of it, so that no later configuration changes it. `until`: epoch ms, 0 =
    until it is taken back. Without `notice` it is the day's own, which "" took away."""

    text: str
    notice: str = DAY
    text_en: str = ""
    signs: Sequence[str] = ()
    urgency: str = "plain"
    until: int = 0
    floors: Sequence[str] = ()
    clip: str = ""
    repeat_s: int = 0
    template: str = ""
    reason: str = ""


@event("hall.notice_ended.v1")
class NoticeEnded(Event):
    """Its time has come, or somebody has taken it back."""

    notice: str
    urgency: str = "plain"
    reason: str = ""


@event("hall.notice_said.v1")
class NoticeSaid(Event):
    """Said again."""

    notice: str
