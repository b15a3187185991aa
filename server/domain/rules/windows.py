"""At the window: sign in, call, recall, start, pass, hold, transfer, finish, suspend."""

from typing import Any

from server.domain import messages as m
from server.domain.dispatch import Choice, choose
from server.domain.hall import Desk, Hall, HallState, WindowState, may_ticket, may_window
from server.domain.plan import WindowKind
from server.domain.rules.guards import (
    MAX_REASON,
    Decision,
    desk_of,
    not_serving,
    number_in_hand,
    ticket_of,
)
from server.domain.rules.ratings import lapse
from server.domain.rules.tickets import number_taken
from server.domain.ticket import HoldKind, Rating, Ticket, TicketState

KEYPAD_PAUSE = "短暂离开"
"""A keypad has no words: the reason its pause key stands for."""


# ---------------------------------------------------------------- who sits there


def sign_in(hall: Hall, c: m.SignIn) -> Decision:
    window, person = hall.plan.window.get(c.window), hall.plan.person.get(c.staff)
    if window is None:
        return m.Refusal("unknown_window", {"window": c.window})
    if person is None:
        return m.Refusal("unknown_staff", {"staff": c.staff})
    desk = hall.desks[c.window]
    if desk.staff == c.staff:
        return []
    if window.kind is not WindowKind.SERVICE or (person.windows and c.window not in person.windows):
        return m.Refusal("not_allowed_here", {"window": window.label})
    if hall.state in (HallState.OFF, HallState.CLOSED):
        return m.Refusal("hall_not_open", {"state": hall.state})
    if desk.staff:
        return m.Refusal("window_taken", {"window": window.label, "staff": desk.staff})
    if c.staff in hall.posts:
        elsewhere = hall.plan.window[hall.posts[c.staff]]
        return m.Refusal("signed_in_elsewhere", {"window": elsewhere.label})
    return [m.SignedIn(at=c.at, actor=c.actor, window=c.window, staff=c.staff)]


def sign_out(hall: Hall, c: m.SignOut) -> Decision:
    desk = desk_of(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    if not may_window(desk, m.SignedOut):
        return m.Refusal("window_busy", {"number": number_in_hand(hall, desk)})
    return [m.SignedOut(**_who(c, desk))]


def suspend(hall: Hall, c: m.Suspend) -> Decision:
    desk = desk_of(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    if desk.state is WindowState.SUSPENDED:
        return []
    if not c.reason.strip():
        return m.Refusal("reason_required")
    if not may_window(desk, m.WindowSuspended):
        return m.Refusal("window_busy", {"number": number_in_hand(hall, desk)})
    return [m.WindowSuspended(**_who(c, desk), reason=c.reason.strip()[:MAX_REASON])]


def resume(hall: Hall, c: m.Resume) -> Decision:
    desk = desk_of(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    if not may_window(desk, m.WindowResumed):
        return m.Refusal("wrong_state", {"state": desk.state})
    return [m.WindowResumed(**_who(c, desk))]


def toggle_pause(hall: Hall, c: m.TogglePause) -> Decision:
    if c.window in hall.plan.window and hall.desks[c.window].state is WindowState.SUSPENDED:
        return resume(hall, m.Resume(at=c.at, actor=c.actor, window=c.window))
    return suspend(hall, m.Suspend(at=c.at, actor=c.actor, window=c.window, reason=KEYPAD_PAUSE))


# ---------------------------------------------------------------- whose turn


def call_next(hall: Hall, c: m.CallNext) -> Decision:
    """The next by `choose`. With one key the visit in hand is finished first."""
    desk = _free_desk(hall, c, one_key=hall.plan.settings.one_key)
    if isinstance(desk, m.Refusal):
        return desk
    chosen = choose(hall, c.window, c.at)
    finishing = _finish_in_hand(hall, desk, c) if desk.ticket else []
    if chosen is None:
        return finishing or m.Refusal("nobody_waiting")
    return [*finishing, _called(c, desk, chosen)]


def call_chosen(hall: Hall, c: m.CallChosen) -> Decision:
    """指呼, how a passed citizen standing at the window is served (decision 7)."""
    desk = _free_desk(hall, c)
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
            **_who(c, desk), ticket=ticket.id, reason="chosen", chosen=c.reason.strip()[:MAX_REASON]
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
    taken = number_taken(hall, c, c.queue, c.token, walk_in=True)
    called = m.TicketCalled(**_who(c, desk), ticket=taken.ticket, reason="walk_in")
    return [taken, called]


def _free_desk(hall: Hall, c: m.AtWindow, *, one_key: bool = False) -> Desk | m.Refusal:
    """A desk that may call now."""
    if c.window in hall.plan.window and (refusal := not_serving(hall)):
        return refusal
    desk = desk_of(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    if desk.state is WindowState.SUSPENDED:
        return m.Refusal("window_suspended")
    if not may_window(desk, m.TicketCalled) and not one_key:
        return m.Refusal("window_busy", {"number": number_in_hand(hall, desk)})
    return desk


def _called(c: m.AtWindow, desk: Desk, choice: Choice) -> m.TicketCalled:
    ticket, reason = choice
    return m.TicketCalled(
        **_who(c, desk), ticket=ticket.id, reason=reason.code, facts=reason.facts, turn=reason.turn
    )


# ---------------------------------------------------------------- the ticket in hand


def recall(hall: Hall, c: m.Recall) -> Decision:
    found = _called_in_hand(hall, c, m.TicketRecalled)
    if isinstance(found, m.Refusal):
        return found
    desk, ticket = found
    if ticket.calls > hall.plan.settings.recall_limit:
        return m.Refusal("recall_limit", {"number": ticket.number})
    return [m.TicketRecalled(**_who(c, desk), ticket=ticket.id)]


def pass_ticket(hall: Hall, c: m.Pass) -> Decision:
    """过号, only after enough announcements and enough time."""
    found = _called_in_hand(hall, c, m.TicketPassed)
    if isinstance(found, m.Refusal):
        return found
    desk, ticket = found
    settings = hall.plan.settings
    waited_s = (c.at - ticket.no_show_from) / 1000
    if ticket.calls < settings.no_show_calls or waited_s < settings.no_show_s:
        return m.Refusal(
            "pass_too_early", {"calls": str(settings.no_show_calls), "seconds": str(settings.no_show_s)}
        )
    return [m.TicketPassed(**_who(c, desk), ticket=ticket.id)]


def return_to_front(hall: Hall, c: m.ReturnToFront) -> Decision:
    found = _called_in_hand(hall, c, m.TicketReturned)
    if isinstance(found, m.Refusal):
        return found
    desk, ticket = found
    if not c.reason.strip():
        return m.Refusal("reason_required")
    return [m.TicketReturned(**_who(c, desk), ticket=ticket.id, reason=c.reason.strip()[:MAX_REASON])]


def _called_in_hand(hall: Hall, c: m.AtWindow, event: type[m.Event]) -> tuple[Desk, Ticket] | m.Refusal:
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
    found = _in_hand(hall, c, m.ServiceStarted)
    return found if isinstance(found, m.Refusal) else _begin(hall, *found, c, implied=False)


def _begin(hall: Hall, desk: Desk, ticket: Ticket, c: m.AtWindow, *, implied: bool) -> list[m.Event]:
    """Serving the next closes the rating of the visit before (decision 12)."""
    events: list[m.Event] = []
    if desk.visit and hall.tickets[desk.visit].rating is Rating.OPEN:
        events.append(lapse(hall, desk.visit, c))
    return [*events, m.ServiceStarted(**_who(c, desk), ticket=ticket.id, implied=implied)]


def finish(hall: Hall, c: m.Finish) -> Decision:
    desk = desk_of(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    if not desk.ticket:
        return m.Refusal("wrong_state", {"state": desk.state})
    return _finish_in_hand(hall, desk, c)


def _finish_in_hand(hall: Hall, desk: Desk, c: m.AtWindow) -> list[m.Event]:
    """办结; a leg of a chain goes back to the window it came from instead (R34)."""
    ticket = hall.tickets[str(desk.ticket)]
    events = _begin(hall, desk, ticket, c, implied=True) if ticket.state is TicketState.CALLED else []
    if not ticket.back_to:
        return [*events, m.TicketFinished(**_who(c, desk), ticket=ticket.id)]
    window, queue = ticket.back_to[-1]
    back = m.TicketTransferred(
        **_who(c, desk), ticket=ticket.id, queue=queue, to="window", to_id=window, chain=True
    )
    return [*events, back]


def hold(hall: Hall, c: m.Hold) -> Decision:
    found = _in_hand(hall, c, m.TicketHeld)
    if isinstance(found, m.Refusal):
        return found
    desk, ticket = found
    if c.kind not in set(HoldKind):
        return m.Refusal("unknown_hold", {"kind": c.kind})
    return [m.TicketHeld(**_who(c, desk), ticket=ticket.id, hold=c.kind)]


def transfer(hall: Hall, c: m.Transfer) -> Decision:
    """转移 to a queue, a window or a person; never out of a hall that forbids it (R40)."""
    found = _in_hand(hall, c, m.TicketTransferred)
    if isinstance(found, m.Refusal):
        return found
    if not hall.plan.settings.transfer_allowed:
        return m.Refusal("transfer_forbidden")
    desk, ticket = found
    queue = _queue_there(hall, ticket, c)
    if isinstance(queue, m.Refusal):
        return queue
    transferred = m.TicketTransferred(
        **_who(c, desk), ticket=ticket.id, queue=queue, to=c.to, to_id=c.id, come_back=c.come_back
    )
    return [transferred]


def _queue_there(hall: Hall, ticket: Ticket, c: m.Transfer) -> str | m.Refusal:
    """The queue of the new leg: its own if the target serves it, else the target's first."""
    if c.to == "queue":
        return c.id if c.id in hall.plan.queue else m.Refusal("unknown_queue", {"queue": c.id})
    window = c.id
    if c.to == "staff":
        if c.id not in hall.plan.person:
            return m.Refusal("unknown_staff", {"staff": c.id})
        if c.id not in hall.posts:
            return m.Refusal("not_at_work", {"staff": c.id})
        window = hall.posts[c.id]
    elif c.to != "window" or c.id not in hall.plan.window:
        return m.Refusal("unknown_window", {"window": c.id})
    served = [queue for tier in hall.plan.window[window].tiers for queue in tier]
    if not served or window == c.window:
        return m.Refusal("transfer_forbidden")
    return ticket.queue if ticket.queue in served else served[0]


def _who(c: m.AtWindow, desk: Desk) -> dict[str, Any]:
    return {"at": c.at, "actor": c.actor, "window": c.window, "staff": str(desk.staff)}
