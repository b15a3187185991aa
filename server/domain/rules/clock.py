"""What the clock does by itself: bells, lapses, starts, stored calls. It never voids who waits (R9).

In RECOVERY, in OUTAGE and while the hall is being left only ratings and notices run on: nothing follows from
a jump of time (decisions 14, 15; ADR 0019).
"""

from collections.abc import Iterator
from typing import Any

from server.domain import messages as m
from server.domain.desk import Desk
from server.domain.hall import Hall, HallState, may_hall
from server.domain.hours import due_bell, next_bell
from server.domain.rules.guards import Decision, not_serving
from server.domain.rules.notices import ended, notices_due, said_again
from server.domain.rules.ratings import lapse
from server.domain.rules.watch import watch, watch_due
from server.domain.rules.windows import begin, called
from server.domain.ticket import Ticket, TicketState
from server.domain.turns.dispatch import choose


def tick(hall: Hall, c: m.Tick) -> Decision:
    """All that is due, one step at a time: a `Tick` that did something is followed by another."""
    events: list[m.Event] = [
        lapse(hall, ticket, c) for ticket, until in hall.open_ratings.items() if until < c.at
    ]
    over = list(ended(hall, c))
    events += over or said_again(hall, c)
    if hall.halted:
        return events
    events += [
        _unanswered_slip(hall.tickets[id_], c) for id_, until in hall.failed_slips.items() if until < c.at
    ]
    return events or _bell(hall, c) or _at_windows(hall, c) or watch(hall, c)


def next_due(hall: Hall) -> int | None:
    """When, in epoch ms, a `Tick` has something to do; None if nothing is due."""
    due = [until + 1 for until in hall.open_ratings.values()]
    due += notices_due(hall)
    if not hall.halted:
        due += [until + 1 for until in hall.failed_slips.values()]
        due += [at for _, at in _implied_starts(hall)]
        bell = next_bell(hall) if hall.state is not HallState.OFF else None
        at_times = (bell.at if bell else None, _dark_at(hall), watch_due(hall))
        due += [at for at in at_times if at is not None]
    return min(due, default=None)


def _unanswered_slip(ticket: Ticket, c: m.Tick) -> m.Event:
    """No paper and no answer: no ghost may stand in the queue. Who was called meanwhile has shown up."""
    if ticket.state is TicketState.WAITING and ticket.first_receiver is None:
        return m.TicketVoided(at=c.at, actor=c.actor, ticket=ticket.id, reason="print_failed")
    return m.TicketKept(at=c.at, actor=c.actor, ticket=ticket.id)


# ---------------------------------------------------------------- the timetable (R1–R4, R8–R10)


def _bell(hall: Hall, c: m.Tick) -> list[m.Event]:
    """The newest bell that is due; and what the newest opening or closing asks of the present state."""
    bell, gate = due_bell(hall, c.at), due_bell(hall, c.at, "open", "close")
    who: dict[str, Any] = {"at": c.at, "actor": c.actor}
    if bell is None or hall.state is HallState.OFF:
        return _morning_over(hall, who) or _darken(hall, c)
    rung: list[m.Event] = [m.BellRung(**who, bell=bell.name, due=bell.at)]
    if gate is None or hall.state is HallState.CLOSED:
        return rung
    if gate.name == "open":
        return [*rung, m.HallOpened(**who)] if may_hall(hall, m.HallOpened) else rung
    busy = hall.waiting_total() or hall.in_hand()
    if hall.state is HallState.OPEN and (gate.last or busy):
        return [*rung, m.HallExtended(**who)]
    if hall.state in (HallState.OPEN, HallState.PREP) and not gate.last:
        return [*rung, m.HallAtLunch(**who)]
    return rung


def _morning_over(hall: Hall, who: dict[str, Any]) -> list[m.Event]:
    """Who waited at the end of the morning was served; now it is lunch."""
    served = hall.state is HallState.EXTENDED and not hall.waiting_total() and not hall.in_hand()
    return [m.HallAtLunch(**who)] if served and hall.midday else []


def _darken(hall: Hall, c: m.Tick) -> list[m.Event]:
    at = _dark_at(hall)
    return [m.HallDarkened(at=c.at, actor=c.actor)] if at is not None and at <= c.at else []


def _dark_at(hall: Hall) -> int | None:
    """When the signs of a closed hall go dark (R118), epoch ms."""
    dark_s = hall.plan.settings.dark_s
    if hall.state is not HallState.CLOSED or hall.dark or not dark_s:
        return None
    return hall.closed_at + dark_s * 1000


# ---------------------------------------------------------------- at the windows


def _at_windows(hall: Hall, c: m.Tick) -> list[m.Event]:
    return next(_starts(hall, c), None) or next(_stored_calls(hall, c), [])


def _starts(hall: Hall, c: m.Tick) -> Iterator[list[m.Event]]:
    """One-key mode: a citizen who was called so long ago has come."""
    for desk, at in _implied_starts(hall):
        if at <= c.at:
            yield begin(hall, desk, hall.tickets[str(desk.ticket)], c, implied=True)


def _implied_starts(hall: Hall) -> Iterator[tuple[Desk, int]]:
    """Desks that have called somebody, and when, epoch ms, service is taken to have started there."""
    if not hall.plan.settings.one_key:
        return
    for call in hall.calls.values():
        ticket = hall.tickets[call.ticket]
        if ticket.state is TicketState.CALLED:
            yield hall.desks[call.window], ticket.no_show_from + hall.plan.settings.one_key_start_s * 1000


def _stored_calls(hall: Hall, c: m.Tick) -> Iterator[list[m.Event]]:
    """Store-next: somebody has come to a window whose clerk has asked for the next one. First asked first."""
    if not_serving(hall):
        return
    for desk in sorted((d for d in hall.desks.values() if d.stored), key=lambda d: d.since):
        chosen = choose(hall, desk.window, c.at)
        if chosen is not None:
            yield [called(c, desk, chosen)]
