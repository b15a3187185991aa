"""What the hall says aloud, a sentence an event, each once; boards say it twice (2.5, R49)."""

import re
from dataclasses import dataclass
from typing import Any

from server.domain import messages as m
from server.domain.bulletins import Urgency
from server.domain.facts.plan import Floor
from server.domain.hall import Hall, HallState
from server.domain.texts.duty import BY_HAND
from server.domain.texts.refusals import HALL_STATES


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: `text` in Mandarin, below it English where there is any.

    clip: the unit of the voice pack that says it; "" = the chime alone, or a call, which is joined of units.
    """

    text: str
    text_en: str = ""
    clip: str = ""
    urgent: bool = False
    """Said before calls that wait."""
    leave: bool = False
    """Whoever hears it is to leave: nothing else that waits is said any more."""
    clear: bool = False
    """Whoever left may come back: no word to leave that waits is said any more."""
    floors: tuple[str, ...] = ()
    """Empty = everywhere."""
    notice: str = ""
    """What stands on the boards meanwhile: once it has ended this is not said any more."""


CLIPS = (
    "open",
    "paused",
    "closing",
    "outage",
    "by-hand",
    "power",
    "resumed",
    "lunch",
    "closing-soon",
    "early-close",
    "fire",
    "all-clear",
)
"""The sentences that a voice pack has."""
OPENING = Said("现在开始办理业务,请取号等候", "We are open; please take a number and wait", "open")
CLOSING_SOON = Said(
    "即将停止取号,请需要办理业务的群众尽快取号",
    "The last numbers are given soon; please take yours now",
    "closing-soon",
)
CLOSING = Said(*HALL_STATES[HallState.EXTENDED], "closing")
LUNCH = Said("现在是午休时间,请稍候,谢谢", "It is lunch time; please wait, thank you", "lunch")
OUTAGE = Said(*HALL_STATES[HallState.OUTAGE], "outage")
WORKED_BY_HAND = Said(*BY_HAND, "by-hand")
ALL_CLEAR = Said(
    "疏散已解除,请继续等候叫号,谢谢",
    "All clear; please wait for your number, thank you",
    "all-clear",
    urgent=True,
    clear=True,
)
RESUMED = Said(
    "系统已恢复,请继续等候叫号,谢谢", "We are back; please wait for your number, thank you", "resumed"
)


def spoken(hall: Hall, event: m.Event) -> Said | None:
    """None for an event that nobody need hear. `hall` is as the event left it; while it is being left nobody
    is told to wait, to stay seated or to come (ADR 0019)."""
    if isinstance(event, m.TicketCalled | m.TicketRecalled):
        return Said(call_sentence(hall.tickets[event.ticket].number, hall.plan.window[event.window].label))
    said = _of_a_notice(hall, event) or _of_an_outage(hall, event) or _of_the_timetable(hall, event)
    return said if said and (said.leave or not hall.evacuating) else None


def _of_an_outage(hall: Hall, event: m.Event) -> Said | None:
    if isinstance(event, m.OutageDeclared):
        return OUTAGE if event.short else WORKED_BY_HAND
    working = hall.state in (HallState.OPEN, HallState.EXTENDED)
    return RESUMED if working and isinstance(event, m.HallRecovered) else None


def _of_a_notice(hall: Hall, event: m.Event) -> Said | None:
    if isinstance(event, m.NoticeEnded):
        return ALL_CLEAR if event.urgency == Urgency.EVACUATE else None
    told = hall.bulletins.get(event.notice) if isinstance(event, m.NoticeSet | m.NoticeSaid) else None
    if told is None:
        return None
    urgent, leave = told.urgency is not Urgency.PLAIN, told.urgency is Urgency.EVACUATE
    return Said(told.text, told.text_en, told.clip, urgent, leave, floors=told.floors, notice=told.id)


def floor_number(floor: Floor) -> int | None:
    """What a floor is called aloud, "二楼" or "2F" as 2; None for a name without a number from 1 to 9."""
    if found := re.search(r"(?<![\d十负])([1-9]|[一二三四五六七八九])(?:楼|层|F\b)", floor.name):
        return "一二三四五六七八九".find(found[1]) + 1 or int(found[1])
    return int(floor.id) if re.fullmatch(r"[1-9]", floor.id) else None


def call_sentence(number: str, label: str) -> str:
    return f"请{number}号到{label}办理"


def _of_the_timetable(hall: Hall, event: Any) -> Said | None:
    """Of opening and closing only what the timetable does is announced: who does it by hand has told those
    who wait."""
    if hall.bell is None or event.actor != "system":
        return None
    if isinstance(event, m.BellRung):
        return CLOSING_SOON if event.bell == "closing_soon" and hall.state is HallState.OPEN else None
    if isinstance(event, m.HallOpened) and hall.bell.name == "open":
        return OPENING
    if isinstance(event, m.HallExtended) and hall.bell.name == "close" and hall.bell.last:
        return CLOSING
    return LUNCH if isinstance(event, m.HallAtLunch) else None
