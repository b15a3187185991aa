"""转移: sending the citizen in hand on, and the paper that says where to (R34, R37, R40)."""

from server.domain import messages as m
from server.domain.hall import Hall
from server.domain.rules.guards import Decision, ticket_of
from server.domain.rules.tickets import closed_today
from server.domain.rules.windows import called_in_hand, who
from server.domain.ticket import Ticket


def transfer(hall: Hall, c: m.Transfer) -> Decision:
    """To a queue, a window or a person; never out of a hall that forbids it (R40)."""
    found = called_in_hand(hall, c, m.TicketTransferred)
    if isinstance(found, m.Refusal):
        return found
    if not hall.plan.settings.transfer_allowed:
        return m.Refusal("transfer_forbidden")
    desk, ticket = found
    queue = _queue_there(hall, ticket, c)
    if isinstance(queue, m.Refusal):
        return queue
    if queue != ticket.queue and (closed := closed_today(hall, queue)):
        return closed
    if refusal := _no_paper(hall, c):
        return refusal
    transferred = m.TicketTransferred(
        **who(c, desk),
        ticket=ticket.id,
        queue=queue,
        to=c.to,
        to_id=c.id,
        come_back=c.come_back,
        slip=c.slip and bool(hall.plan.way_printers(c.window, c.kiosk)),
        kiosk=c.kiosk if c.slip else "",
    )
    return [transferred]


def _queue_there(hall: Hall, ticket: Ticket, c: m.Transfer) -> str | m.Refusal:
    """The queue of the new leg: its own if the target serves it, else the target's first."""
    if c.to == "queue":
        return c.id if c.id in hall.plan.queue else m.Refusal("unknown_queue", {"queue": c.id})
    windows: tuple[str, ...] = (c.id,)
    if c.to == "staff":
        if c.id not in hall.plan.person:
            return m.Refusal("unknown_staff", {"staff": c.id})
        if c.id not in hall.posts:
            return m.Refusal("not_at_work", {"staff": c.id})
        windows = hall.posts[c.id]
    elif c.to != "window" or c.id not in hall.plan.window:
        return m.Refusal("unknown_window", {"window": c.id})
    tiers = (tier for w in windows if w != c.window for tier in hall.plan.window[w].tiers)
    served = [queue for tier in tiers for queue in tier]
    if not served:
        return m.Refusal("transfer_forbidden")
    return ticket.queue if ticket.queue in served else served[0]


def _no_paper(hall: Hall, c: m.Transfer) -> m.Refusal | None:
    """Who names a place for the slip means one that has a printer."""
    if not (c.slip and c.kiosk):
        return None
    if c.kiosk not in hall.plan.kiosk:
        return m.Refusal("unknown_kiosk", {"kiosk": c.kiosk})
    return None if hall.plan.way_printers(c.window, c.kiosk) else m.Refusal("no_printer")


def report_way_slip(hall: Hall, c: m.ReportWaySlip) -> Decision:
    """The first word of the printer counts."""
    ticket = ticket_of(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    leg = ticket.legs[c.leg - 1] if 0 < c.leg <= len(ticket.legs) else None
    if leg is None or leg.slip != "pending":
        return []
    what = {"ticket": c.ticket, "leg": c.leg, "printed": c.printed, "printer": c.printer, "cause": c.cause}
    return [m.WaySlipTold(at=c.at, actor=c.actor, **what)]  # type: ignore[arg-type]
