"""At the window: call, recall, start, pass, hold, finish. Who sits there: `posts.py`; transfer: `ways.py`."""

from typing import Any

from server.domain import messages as m
from server.domain.desk import Desk, WindowState, may_window
from server.domain.hall import Hall, HallState
from server.domain.rules.guards import (
    MAX_REASON,
    Decision,
    desk_directed,
    desk_of,
    not_serving,
    number_in_hand,
    ticket_of,
    undo_until,
)
from server.domain.rules.lead import QUEUE, left_waiting
from server.domain.rules.ratings import lapse
from server.domain.rules.tickets import needs_name, not_today, number_taken
from server.domain.ticket import HoldKind, Rating, Ticket, TicketState, may_ticket
from server.domain.turns.dispatch import Choice, choose

# ---------------------------------------------------------------- whose turn


def call_next(hall: Hall, c: m.CallNext) -> Decision:
    """The next by `choose`. With one key the visit in hand is finished first; where that brings it back to
    this very window (R34), the next press calls it before all others."""
    desk = _free_desk(hall, c, one_key=hall.plan.settings.one_key)
    if isinstance(desk, m.Refusal):
        return desk
    chosen = choose(hall, c.window, c.at)
    finishing = _finish_in_hand(hall, desk, c) if desk.ticket else []
    if finishing and _comes_back_here(hall, desk):
        return finishing
    if chosen is not None:
        return [*finishing, called(c, desk, chosen)]
    if c.store and hall.plan.settings.store_next:
        stored = m.NextStored(**who(c, desk))
        return finishing or ([] if desk.stored else [stored])
    return finishing or m.Refusal("nobody_waiting")


def _comes_back_here(hall: Hall, desk: Desk) -> bool:
    legs = hall.tickets[str(desk.ticket)].back_to
    return bool(legs) and legs[-1][0] == desk.window


def call_chosen(hall: Hall, c: m.CallChosen) -> Decision:
    """指呼, how a passed citizen standing at the window is served (decision 7).

    The lead of the unit or the duty officer may call for whoever sits there; the log names both (R47)."""
    desk = _may_call(hall, desk_directed(hall, c), c)
    if isinstance(desk, m.Refusal):
        return desk
    ticket = ticket_of(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    if not c.reason.strip():
        return m.Refusal("reason_required")
    if not may_ticket(ticket, m.TicketCalled):
        return m.Refusal("wrong_state", {"state": ticket.state})
    if hall.plan.window[c.window] not in hall.plan.windows_of[ticket.queue]:
        return m.Refusal("other_queue", {"number": ticket.number})
    return [
        m.TicketCalled(
            **who(c, desk), ticket=ticket.id, reason="chosen", chosen=c.reason.strip()[:MAX_REASON]
        )
    ]


def walk_in(hall: Hall, c: m.WalkIn) -> Decision:
    """Nobody waits and somebody without a ticket stands there: a number, called at once."""
    if c.queue not in hall.plan.queue:
        return m.Refusal("unknown_queue", {"queue": c.queue})
    desk = _free_desk(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    if hall.plan.window[c.window] not in hall.plan.windows_of[c.queue]:
        return m.Refusal("other_queue", {"number": hall.plan.queue[c.queue].name})
    if choose(hall, c.window, c.at) is not None:
        return m.Refusal("others_wait")
    if hall.state is HallState.EXTENDED and not c.reason.strip():
        return m.Refusal("reason_required")
    if refusal := not_today(hall, c.queue, ""):
        return refusal
    if not c.reason.strip() and (refusal := needs_name(hall, c.queue, "")):
        return refusal
    taken = number_taken(hall, c, c.queue, c.token, walk_in=True, reason=c.reason.strip()[:MAX_REASON])
    called = m.TicketCalled(**who(c, desk), ticket=taken.ticket, reason="walk_in")
    return [taken, called]


def _free_desk(hall: Hall, c: m.AtWindow, *, one_key: bool = False) -> Desk | m.Refusal:
    """A desk that may call now."""
    return _may_call(hall, desk_of(hall, c), c, one_key=one_key)


def _may_call(
    hall: Hall, desk: Desk | m.Refusal, c: m.AtWindow, *, one_key: bool = False
) -> Desk | m.Refusal:
    if c.window in hall.plan.window and (refusal := not_serving(hall)):
        return refusal
    if isinstance(desk, m.Refusal):
        return desk
    if desk.state is WindowState.SUSPENDED:
        return m.Refusal("window_suspended")
    if not may_window(desk, m.TicketCalled) and not one_key:
        return m.Refusal("window_busy", {"number": number_in_hand(hall, desk)})
    return desk


def called(c: m.Command, desk: Desk, choice: Choice) -> m.TicketCalled:
    ticket, reason = choice
    return m.TicketCalled(
        **who(c, desk), ticket=ticket.id, reason=reason.code, facts=reason.facts, turn=reason.turn
    )


# ---------------------------------------------------------------- the ticket in hand


def recall(hall: Hall, c: m.Recall) -> Decision:
    found = called_in_hand(hall, c, m.TicketRecalled)
    if isinstance(found, m.Refusal):
        return found
    desk, ticket = found
    if ticket.calls > hall.plan.settings.recall_limit:
        return m.Refusal("recall_limit", {"number": ticket.number})
    return [m.TicketRecalled(**who(c, desk), ticket=ticket.id)]


def pass_ticket(hall: Hall, c: m.Pass) -> Decision:
    """过号, only after enough announcements and enough time."""
    found = called_in_hand(hall, c, m.TicketPassed)
    if isinstance(found, m.Refusal):
        return found
    desk, ticket = found
    settings = hall.plan.settings
    waited_s = (c.at - ticket.no_show_from) / 1000
    if ticket.calls < settings.no_show_calls or waited_s < settings.no_show_s:
        return m.Refusal(
            "pass_too_early", {"calls": str(settings.no_show_calls), "seconds": str(settings.no_show_s)}
        )
    return [m.TicketPassed(**who(c, desk), ticket=ticket.id)]


def return_to_front(hall: Hall, c: m.ReturnToFront) -> Decision:
    found = called_in_hand(hall, c, m.TicketReturned)
    if isinstance(found, m.Refusal):
        return found
    desk, ticket = found
    if not c.reason.strip():
        return m.Refusal("reason_required")
    return [m.TicketReturned(**who(c, desk), ticket=ticket.id, reason=c.reason.strip()[:MAX_REASON])]


def undo_call(hall: Hall, c: m.UndoCall) -> Decision:
    """叫错了, within seconds and before anything else was done with it. After a finish there is no undo: the
    citizen has been asked for a rating, and that belongs to the person who served."""
    if c.window in hall.plan.window and (refusal := not_serving(hall)):
        return refusal
    desk = desk_of(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    if desk.state is not WindowState.CALLING:
        return m.Refusal("nothing_to_undo")
    before = desk.before_call
    if before is None or c.at >= undo_until(hall, desk):
        seconds = str(hall.plan.settings.undo_s)
        return m.Refusal("undo_too_late", {"number": number_in_hand(hall, desk), "seconds": seconds})
    return [m.CallUndone(**who(c, desk), ticket=str(desk.ticket), back=before.state)]


def called_in_hand(hall: Hall, c: m.AtWindow, event: type[m.Event]) -> tuple[Desk, Ticket] | m.Refusal:
    """What a clerk does with a citizen who was called needs a hall that serves."""
    if c.window in hall.plan.window and (refusal := not_serving(hall)):
        return refusal
    return _in_hand(hall, c, event)


def _in_hand(hall: Hall, c: m.AtWindow, event: type[m.Event]) -> tuple[Desk, Ticket] | m.Refusal:
    desk = desk_of(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    ticket = hall.tickets[desk.ticket] if desk.ticket else None
    if ticket is None or not may_ticket(ticket, event):
        return m.Refusal("wrong_state", {"state": ticket.state if ticket else desk.state})
    return desk, ticket


def start_service(hall: Hall, c: m.StartService) -> Decision:
    found = called_in_hand(hall, c, m.ServiceStarted)
    return found if isinstance(found, m.Refusal) else begin(hall, *found, c, implied=False)


def begin(hall: Hall, desk: Desk, ticket: Ticket, c: m.Command, *, implied: bool) -> list[m.Event]:
    """Serving the next closes the rating of the visit before (decision 12)."""
    events: list[m.Event] = []
    if desk.visit and hall.tickets[desk.visit].rating is Rating.OPEN:
        events.append(lapse(hall, desk.visit, c))
    return [*events, m.ServiceStarted(**who(c, desk), ticket=ticket.id, implied=implied)]


def finish(hall: Hall, c: m.Finish) -> Decision:
    desk = desk_of(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    if not desk.ticket:
        return m.Refusal("wrong_state", {"state": desk.state})
    return _finish_in_hand(hall, desk, c)


def _finish_in_hand(hall: Hall, desk: Desk, c: m.AtWindow) -> list[m.Event]:
    """办结; a leg of a chain goes back to the window it came from instead (R34), or where nobody sits there
    any more, to the front of its queue."""
    ticket = hall.tickets[str(desk.ticket)]
    events = begin(hall, desk, ticket, c, implied=True) if ticket.state is TicketState.CALLED else []
    if not ticket.back_to:
        return [*events, m.TicketFinished(**who(c, desk), ticket=ticket.id)]
    window, queue = ticket.back_to[-1]
    back = m.TicketTransferred(
        **who(c, desk),
        ticket=ticket.id,
        queue=queue,
        to="window",
        to_id=window,
        chain=True,
        slip=bool(hall.plan.way_printers(desk.window, chain=True)),
    )
    left = hall.desks[window].staff is None
    return [*events, back, *([left_waiting(c, ticket.id, queue, QUEUE, queue)] if left else [])]


def hold(hall: Hall, c: m.Hold) -> Decision:
    found = _in_hand(hall, c, m.TicketHeld)
    if isinstance(found, m.Refusal):
        return found
    desk, ticket = found
    if c.kind not in set(HoldKind):
        return m.Refusal("unknown_hold", {"kind": c.kind})
    return [m.TicketHeld(**who(c, desk), ticket=ticket.id, hold=c.kind)]


def who(c: m.Command, desk: Desk) -> dict[str, Any]:
    return {"at": c.at, "actor": c.actor, "window": desk.window, "staff": str(desk.staff)}
