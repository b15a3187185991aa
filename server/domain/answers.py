"""What the one who gave a command is told when it was accepted."""

from collections.abc import Sequence
from typing import Any

from server.domain import messages as m
from server.domain.hall import Hall
from server.domain.views import taken_answer, ticket_view


def answer(hall: Hall, command: m.Command, events: Sequence[m.Event]) -> dict[str, Any]:
    """The body of the yes; `seq` is the newest event when it was given."""
    body: dict[str, Any] = {"seq": hall.seq}
    if isinstance(command, m.TakeNumber):
        taken = next(e for e in events if isinstance(e, m.NumberTaken))
        return body | taken_answer(hall, hall.tickets[taken.ticket])
    if isinstance(command, m.KeepTicket | m.VoidTicket | m.ReportSlip):
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


REASONS: dict[str, tuple[str, str]] = {
    "arrival": ("按取号先后顺序", "in order of arrival"),
}
"""Why it was this ticket's turn, in words."""
