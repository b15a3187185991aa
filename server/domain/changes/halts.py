"""What stood still while the hall worked by hand, or was being left, and goes on."""

from dataclasses import replace

from server.domain.hall import Hall
from server.domain.ticket import TicketState


def go_on(hall: Hall, at: int) -> None:
    """The time since `by_hand_from` counts against nobody: not as a wait, not as a no-show, not as silence
    about paper or an alarm."""
    by_hand = at - hall.by_hand_from
    for line in hall.lines.values():
        line.shift_promises(by_hand)
    for ticket in hall.unsettled():
        ticket.promise_from += by_hand
        if ticket.state is TicketState.CALLED:
            ticket.no_show_from = max(ticket.no_show_from, at)
    for ticket_id in hall.failed_slips:
        hall.failed_slips[ticket_id] += by_hand
    for alarm in hall.alarms.values():
        since = max(alarm.unheard_from, hall.by_hand_from)
        hall.alarms[alarm.id] = replace(alarm, unheard_from=alarm.unheard_from + at - since)
