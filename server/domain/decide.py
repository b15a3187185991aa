"""`decide(hall, command)`: the events that follow, or a refusal. One table; the rules are in `rules/`."""

from collections.abc import Callable
from typing import Any

from server.domain import messages as m
from server.domain.hall import Hall, HallState
from server.domain.rules import day, ratings, tickets, windows
from server.domain.rules.guards import Decision
from server.domain.ticket import Ticket, TicketState


def decide(hall: Hall, command: m.Command) -> Decision:
    """The rules of the hall. Pure: same hall, same command, same answer; the hall is only read."""
    return _DECIDE[type(command)](hall, command)


def next_due(hall: Hall) -> int | None:
    """When, in epoch ms, a `Tick` has something to do; None if nothing is due."""
    deadlines = list(hall.open_ratings.values())
    if hall.state is not HallState.RECOVERY:
        deadlines += hall.failed_slips.values()
    return min(deadlines) + 1 if deadlines else None


def _tick(hall: Hall, c: m.Tick) -> Decision:
    events: list[m.Event] = [
        ratings.lapse(hall, ticket, c) for ticket, until in hall.open_ratings.items() if until < c.at
    ]
    if hall.state is HallState.RECOVERY:
        return events
    for id_, until in hall.failed_slips.items():
        if until < c.at:
            events.append(_unanswered_slip(hall.tickets[id_], c))
    return events


def _unanswered_slip(ticket: Ticket, c: m.Tick) -> m.Event:
    """No paper and no answer: no ghost may stand in the queue. Who was called meanwhile has shown up."""
    if ticket.state is TicketState.WAITING and ticket.first_receiver is None:
        return m.TicketVoided(at=c.at, actor=c.actor, ticket=ticket.id, reason="print_failed")
    return m.TicketKept(at=c.at, actor=c.actor, ticket=ticket.id)


_DECIDE: dict[type[m.Command], Callable[[Hall, Any], Decision]] = {
    m.StartDay: day.start_day,
    m.NewDay: day.new_day,
    m.OpenHall: day.open_hall,
    m.CloseHall: day.close_hall,
    m.RecoverHall: day.recover_hall,
    m.TakeNumber: tickets.take_number,
    m.KeepTicket: tickets.keep_ticket,
    m.VoidTicket: tickets.void_ticket,
    m.CancelTicket: tickets.cancel_ticket,
    m.RequeueTicket: tickets.requeue_ticket,
    m.WakeTicket: tickets.wake_ticket,
    m.ReportSlip: tickets.report_slip,
    m.SignIn: windows.sign_in,
    m.SignOut: windows.sign_out,
    m.CallNext: windows.call_next,
    m.CallChosen: windows.call_chosen,
    m.WalkIn: windows.walk_in,
    m.Recall: windows.recall,
    m.StartService: windows.start_service,
    m.Pass: windows.pass_ticket,
    m.ReturnToFront: windows.return_to_front,
    m.Hold: windows.hold,
    m.Transfer: windows.transfer,
    m.Finish: windows.finish,
    m.Suspend: windows.suspend,
    m.Resume: windows.resume,
    m.TogglePause: windows.toggle_pause,
    m.PressRating: ratings.press_rating,
    m.Tick: _tick,
}
