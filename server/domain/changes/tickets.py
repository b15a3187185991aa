"""Tickets that no window has in hand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from server.domain import messages as m
from server.domain.changes.moves import count, enter, move_ticket
from server.domain.desk import WindowState
from server.domain.facts.plan import DeviceKind
from server.domain.hall import Hall
from server.domain.ticket import Directed, Lane, Rating, Slip, Ticket


def taken(hall: Hall, event: m.NumberTaken) -> None:
    """An appointment stands in its lane by its slot, so that nobody is overtaken before it is due."""
    paper = bool(event.kiosk and hall.plan.devices_at(DeviceKind.PRINTER, kiosk=event.kiosk))
    since = event.at if event.due_from is None else max(event.at, event.due_from)
    ticket = Ticket(
        id=event.ticket,
        day=hall.day,
        number=event.number,
        queue=event.queue,
        lane=Lane(event.lane),
        serial=event.serial,
        token=event.token,
        kiosk=event.kiosk,
        taken_at=event.at,
        arrival=since,
        promise_from=since,
        slip=Slip.PENDING if paper else Slip.NONE,
        matter=event.matter,
        identity=event.identity,
        assist=event.assist,
        extended=event.extended,
        appointment=event.appointment,
        due_from=event.due_from,
    )
    hall.serials[event.queue] = event.serial
    hall.taken_at[event.queue].append(event.at)
    if event.identity:
        hall.identities[event.identity].append(ticket.id)
    if event.appointment:
        hall.appointments[event.appointment] = replace(hall.appointments[event.appointment], ticket=ticket.id)
    _arrive(hall, ticket)


def _arrive(hall: Hall, ticket: Ticket) -> None:
    hall.tickets[ticket.id] = ticket
    if ticket.token:
        hall.tokens[ticket.token] = ticket.id
    enter(hall, ticket)
    count(hall, "issued")


def slip_printed(hall: Hall, event: m.SlipPrinted) -> None:
    hall.tickets[event.ticket].slip = Slip.PRINTED
    hall.failed_slips.pop(event.ticket, None)


def slip_failed(hall: Hall, event: m.SlipFailed) -> None:
    hall.tickets[event.ticket].slip = Slip.FAILED
    hall.failed_slips[event.ticket] = event.at + hall.plan.settings.slip_answer_s * 1000


def slip_moved(hall: Hall, event: m.SlipMoved) -> None:
    hall.tickets[event.ticket].slip_printer = event.printer


def slip_unconfirmed(hall: Hall, event: m.SlipUnconfirmed) -> None:
    hall.tickets[event.ticket].slip = Slip.UNCONFIRMED


def reprint_asked(hall: Hall, event: m.ReprintAsked) -> None:
    hall.tickets[event.ticket].reprints += 1


def kept(hall: Hall, event: m.TicketKept) -> None:
    hall.tickets[event.ticket].slip = Slip.KEPT
    hall.failed_slips.pop(event.ticket, None)


def outcome_noted(hall: Hall, event: m.OutcomeNoted) -> None:
    ticket = hall.tickets[event.ticket]
    ticket.outcome, ticket.case_no = event.outcome, event.case_no


def requeued(hall: Hall, event: m.TicketRequeued) -> None:
    ticket = move_ticket(hall, event)
    ticket.arrival, ticket.promise_from, ticket.due_from = event.arrival, event.at, None
    ticket.behind = (event.behind_serial, event.behind) if event.behind else None
    ticket.requeues += 1
    enter(hall, ticket)


def woken(hall: Hall, event: m.TicketWoken) -> None:
    ticket = move_ticket(hall, event)
    ticket.directed = Directed(event.to, event.to_id, event.at)
    ticket.hold = None
    enter(hall, ticket)


def settled_as(name: str) -> Callable[[Hall, Any], None]:
    """A ticket comes to its end without being finished by the window that has it."""

    def settle(hall: Hall, event: Any) -> None:
        _settle(hall, event, getattr(event, "event_at", None) or event.at, name)

    return settle


def _settle(hall: Hall, event: Any, ended_at: int, name: str) -> Ticket:
    ticket = move_ticket(hall, event)
    desk = hall.desks[ticket.window] if ticket.window else None
    if desk and desk.ticket == ticket.id:
        desk.ticket, desk.state = None, WindowState.IDLE
    ticket.ended_at = ended_at
    hall.failed_slips.pop(ticket.id, None)
    count(hall, name)
    return ticket


# ---------------------------------------------------------------- entered from paper


def paper_taken(hall: Hall, event: m.PaperTaken) -> None:
    """Who took it on paper came at the time on the paper; the promise leaves the outage out. There is no
    secret on that paper, so no phone finds its page."""
    incident = next((i for i in hall.incidents if i.id == event.incident), None)
    until = incident.until if incident else None
    ticket = Ticket(
        id=event.ticket,
        day=hall.day,
        number=event.number,
        queue=event.queue,
        lane=Lane.NORMAL,
        serial=event.serial,
        token="",
        kiosk=None,
        taken_at=event.event_at,
        arrival=event.event_at,
        promise_from=max(event.event_at, until) if until and not hall.halted else hall.by_hand_from,
        source=event.source,
    )
    _arrive(hall, ticket)
    count(hall, "paper")


def paper_finished(hall: Hall, event: m.PaperFinished) -> None:
    """No press was possible, so the visit is unrated until somebody enters its card."""
    ticket = _settle(hall, event, event.event_at, "finished")
    ticket.window, ticket.staff = event.window, event.staff
    ticket.called_at = event.called_at or ticket.called_at
    ticket.started_at = event.started_at or ticket.started_at
    ticket.source = event.source
    ticket.rating = Rating.UNRATED
    count(hall, "unrated")
    count(hall, f"finished:{event.window}:{event.staff}")
    hall.served_by[event.staff].append(ticket.id)
