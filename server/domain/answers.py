"""What the one who gave a command is told when it was accepted."""

from collections.abc import Sequence
from typing import Any

from server.domain import messages as m
from server.domain.hall import Hall
from server.domain.views.public import taken_answer
from server.domain.views.staff import ticket_view


def answer(hall: Hall, command: m.Command, events: Sequence[m.Event]) -> dict[str, Any]:
    """The body of the yes; `seq` is the newest event when it was given."""
    body: dict[str, Any] = {"seq": hall.seq}
    if isinstance(command, m.TakeNumber | m.CheckIn):
        taken = next(e for e in events if isinstance(e, m.NumberTaken))
        return body | taken_answer(hall, hall.tickets[taken.ticket])
    if isinstance(command, _OF_A_TICKET):
        return body | {"ticket": ticket_view(hall, hall.tickets[command.ticket])}
    if isinstance(command, m.AtWindow):
        return body | _at_window(hall, command, events)
    return body | {"state": hall.state}


def _at_window(hall: Hall, command: m.AtWindow, events: Sequence[m.Event]) -> dict[str, Any]:
    desk = hall.desks[command.window]
    touched = next((t for e in reversed(events) if (t := getattr(e, "ticket", None))), None) or desk.ticket
    ticket = ticket_view(hall, hall.tickets[touched]) if touched else None
    for event in events:
        if ticket and isinstance(event, m.TicketCalled):
            ticket["reason"] = {"code": event.reason, "text": REASONS[event.reason][0]}
    return {"window": command.window, "state": desk.state, "ticket": ticket}


_OF_A_TICKET = (
    m.KeepTicket,
    m.VoidTicket,
    m.ReportSlip,
    m.CancelTicket,
    m.RequeueTicket,
    m.WakeTicket,
    m.Reprint,
    m.EnterCard,
)

REASONS: dict[str, tuple[str, str]] = {
    "directed": ("指定由本窗口或本队列优先办理", "sent to this window or back to this queue"),
    "promise": ("等候已超过承诺时间", "waited longer than promised"),
    "appointment": ("预约时间已到", "the time of the appointment has come"),
    "lane": ("优先与普通交替叫号", "priority and normal in turn"),
    "arrival": ("按取号先后顺序", "in order of arrival"),
    "chosen": ("工作人员指定呼叫", "called by number, with a reason"),
    "walk_in": ("无人等候,直接办理", "nobody was waiting"),
}
"""Why it was this ticket's turn, in words."""
