"""What the hall says aloud, a sentence an event, each once; boards say it twice (2.5, R49)."""

from typing import Any

from server.domain import messages as m
from server.domain.hall import Hall, HallState
from server.domain.texts import HALL_STATES

OPENING = "现在开始办理业务,请取号等候"


def spoken(hall: Hall, event: m.Event) -> str:
    """The sentence in Mandarin; "" for an event that nobody need hear. `hall` is as the event left it."""
    if isinstance(event, m.TicketCalled | m.TicketRecalled):
        return call_sentence(hall.tickets[event.ticket].number, hall.plan.window[event.window].label)
    return _of_the_hall(hall, event)


def call_sentence(number: str, label: str) -> str:
    return f"请{number}号到{label}办理"


def _of_the_hall(hall: Hall, event: Any) -> str:
    """Only what the timetable does is announced: opening, and the end of the day's numbers."""
    if hall.bell is None or event.actor != "system":
        return ""
    if isinstance(event, m.HallOpened) and hall.bell.name == "open":
        return OPENING
    if isinstance(event, m.HallExtended) and hall.bell.name == "close" and hall.bell.last:
        return HALL_STATES[HallState.EXTENDED][0]
    return ""
