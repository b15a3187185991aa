"""What a lead (首席代表) decides at the windows of the own unit, the duty officer at any (R47, R48, R75)."""

from collections.abc import Iterator

from server.domain import messages as m
from server.domain.desk import Desk
from server.domain.facts.plan import Window, WindowKind
from server.domain.hall import Hall
from server.domain.rules.guards import MAX_REASON, Decision, may_direct, ticket_of
from server.domain.rules.moved import moved_notice
from server.domain.rules.tickets import closed_today
from server.domain.ticket import PRIORITY_LANES, Ticket, TicketState

QUEUE, WINDOW, TICKET = "queue", "window", "ticket"


def assign_queues(hall: Hall, c: m.AssignQueues) -> Decision:
    """Who waits in a queue is not left without any window, unless that is meant."""
    window = hall.plan.window.get(c.window)
    if window is None:
        return m.Refusal("unknown_window", {"window": c.window})
    unknown = next((q for q in (*c.queues, *c.backup) if q not in hall.plan.queue), None)
    if unknown is not None:
        return m.Refusal("unknown_queue", {"queue": unknown})
    if window.kind is not WindowKind.SERVICE or not may_direct(hall, c.actor, [window]):
        return m.Refusal("forbidden")
    if not c.reason.strip():
        return m.Refusal("reason_required")
    queues = tuple(dict.fromkeys(c.queues))
    backup = tuple(dict.fromkeys(q for q in c.backup if q not in queues))
    if not queues:
        return m.Refusal("queues_missing", {"window": window.label})
    if (queues, backup, c.lanes) == (window.queues, window.backup_queues, window.lanes):
        return []
    alone = _left_alone(hall, window, {*queues, *backup})
    if alone and not c.confirmed:
        name, waiting = hall.plan.queue[alone].name, hall.waiting[alone]
        return m.Refusal("queue_unserved", {"queue": name, "count": str(waiting)})
    assigned = m.QueuesAssigned(
        at=c.at,
        actor=c.actor,
        window=c.window,
        queues=queues,
        backup=backup,
        lanes=c.lanes,
        reason=c.reason.strip()[:MAX_REASON],
    )
    return [assigned]


def _left_alone(hall: Hall, window: Window, served: set[str]) -> str | None:
    """A queue with people in it that only this window served."""
    given_up = (q for tier in window.tiers for q in tier if q not in served)
    return next((q for q in given_up if hall.waiting[q] and hall.plan.windows_of[q] == (window,)), None)


def move_waiting(hall: Hall, c: m.MoveWaiting) -> Decision:
    """A window closes, a unit swaps its work, one person stands in the wrong line: nobody queues anew."""
    source = _standing(hall, c.source) if c.of == TICKET else _windows(hall, c.of, c.source)
    if isinstance(source, m.Refusal):
        return source
    target = _windows(hall, c.to, c.id)
    if isinstance(target, m.Refusal):
        return target
    if not may_direct(hall, c.actor, source):
        return m.Refusal("forbidden")
    if not c.reason.strip():
        return m.Refusal("reason_required")
    if _there_already(hall, c) or not any(window.queues for window in target):
        return m.Refusal("transfer_forbidden")
    if c.to == QUEUE and (closed := closed_today(hall, c.id)):
        return closed
    if c.of == TICKET and (state := hall.tickets[c.source].state) is not TicketState.WAITING:
        return m.Refusal("wrong_state", {"state": state})
    unknown = next((id_ for id_ in c.tickets if id_ not in hall.tickets), None)
    if unknown is not None:
        return m.Refusal("unknown_ticket", {"ticket": unknown})
    chosen = [t for t in _waiting(hall, c) if not c.tickets or t.id in c.tickets]
    if not chosen:
        return m.Refusal("nobody_waiting")
    return [
        *_decision(c, chosen),
        *(_moved(hall, c, ticket) for ticket in chosen),
        *([moved_notice(hall, c, [*source, *target], chosen)] if c.tell else []),
    ]


def _decision(c: m.MoveWaiting, chosen: list[Ticket]) -> list[m.Event]:
    """One ticket's move is a decision by itself."""
    if c.of == TICKET:
        return []
    return [
        m.WaitingMoved(
            at=c.at,
            actor=c.actor,
            of=c.of,
            source=c.source,
            to=c.to,
            to_id=c.id,
            numbers=tuple(ticket.number for ticket in chosen),
            reason=c.reason.strip()[:MAX_REASON],
        )
    ]


def _standing(hall: Hall, id_: str) -> tuple[Window, ...] | m.Refusal:
    """The windows of the ticket's queue, and the one that it was sent to."""
    ticket = ticket_of(hall, id_)
    if isinstance(ticket, m.Refusal):
        return ticket
    sent = ticket.directed.id if ticket.directed and ticket.directed.kind == WINDOW else ""
    return (
        *hall.plan.windows_of.get(ticket.queue, ()),
        *(w for w in hall.plan.windows if w.id == sent),
    )


def _there_already(hall: Hall, c: m.MoveWaiting) -> bool:
    if c.of != TICKET:
        return (c.of, c.source) == (c.to, c.id)
    ticket = hall.tickets[c.source]
    return (ticket.directed[:2] if ticket.directed else (QUEUE, ticket.queue)) == (c.to, c.id)


def _windows(hall: Hall, kind: str, id_: str) -> tuple[Window, ...] | m.Refusal:
    """The windows of the queue, or the window itself."""
    if kind == QUEUE:
        known = id_ in hall.plan.queue
        return hall.plan.windows_of[id_] if known else m.Refusal("unknown_queue", {"queue": id_})
    window = hall.plan.window.get(id_) if kind == WINDOW else None
    return (window,) if window else m.Refusal("unknown_window", {"window": id_})


def _waiting(hall: Hall, c: m.MoveWaiting) -> Iterator[Ticket]:
    if c.of == TICKET:
        return iter((hall.tickets[c.source],))
    if c.of == QUEUE:
        return hall.waiting_tickets(c.source)
    return (hall.tickets[place[3]] for place in hall.sent_to.get((WINDOW, c.source), ()))


def _moved(hall: Hall, c: m.MoveWaiting, ticket: Ticket) -> m.TicketMoved:
    """To a window: before all others there. To a queue: who was sent to somebody comes first there, too."""
    if c.to == WINDOW:
        served = [queue for tier in hall.plan.window[c.id].tiers for queue in tier]
        queue, to, to_id = ticket.queue if ticket.queue in served else served[0], WINDOW, c.id
    else:
        queue, to, to_id = c.id, *((QUEUE, c.id) if ticket.directed else ("", ""))
    return m.TicketMoved(
        at=c.at,
        actor=c.actor,
        ticket=ticket.id,
        queue=queue,
        to=to,
        to_id=to_id,
        reason=c.reason.strip()[:MAX_REASON],
    )


def open_green_channel(hall: Hall, c: m.OpenGreenChannel) -> Decision:
    """绿色通道 for somebody who waits already."""
    ticket = ticket_of(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    if not may_direct(hall, c.actor, hall.plan.windows_of.get(ticket.queue, ())):
        return m.Refusal("forbidden")
    if not c.reason.strip():
        return m.Refusal("reason_required")
    if ticket.state is not TicketState.WAITING or ticket.directed or ticket.lane in PRIORITY_LANES:
        return m.Refusal("wrong_state", {"state": ticket.state})
    reason = c.reason.strip()[:MAX_REASON]
    return [m.GreenChannelOpened(at=c.at, actor=c.actor, ticket=ticket.id, reason=reason)]


def sent_on(hall: Hall, c: m.Command, desk: Desk, *, taken_over: bool = False) -> list[m.Event]:
    """Who waits for a person that leaves: for the window, where somebody takes over. Nobody waits for an
    empty window: who was sent there, or to its person, is called first at any window of the queue."""
    keys = [] if len(hall.posts.get(str(desk.staff), ())) > 1 else [("staff", str(desk.staff))]
    keys += [] if taken_over else [(WINDOW, desk.window)]
    waiting = (hall.tickets[place[3]] for key in keys for place in hall.sent_to.get(key, ()))
    goal = (WINDOW, desk.window) if taken_over else None
    return [left_waiting(c, ticket.id, ticket.queue, *(goal or (QUEUE, ticket.queue))) for ticket in waiting]


def left_waiting(c: m.Command, ticket: str, queue: str, to: str, to_id: str) -> m.TicketMoved:
    return m.TicketMoved(at=c.at, actor=c.actor, ticket=ticket, queue=queue, to=to, to_id=to_id, reason=LEFT)


LEFT = "签退"
"""Why those who were sent to a person do not wait for that person any longer."""
