"""`decide(hall, command)`: the events that follow, or a refusal. Reads the hall and never changes it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from server.domain import messages as m
from server.domain.dispatch import choose
from server.domain.hall import (
    Desk,
    Hall,
    HallState,
    Rating,
    Slip,
    Ticket,
    TicketState,
    WindowState,
    may_hall,
    may_ticket,
    may_window,
)
from server.domain.numbers import next_serial, number
from server.domain.plan import WindowKind

Decision = list[m.Event] | m.Refusal
MAX_REASON = 200
KEYPAD_PAUSE = "短暂离开"
"""A keypad has no words: the reason its pause key stands for."""


def decide(hall: Hall, command: m.Command) -> Decision:
    """The rules of the hall. Pure: same hall, same command, same answer."""
    return _DECIDE[type(command)](hall, command)


def next_due(hall: Hall) -> int | None:
    """When, in epoch ms, a `Tick` has something to do; None if nothing is due."""
    deadlines = list(hall.open_ratings.values())
    if hall.state is not HallState.RECOVERY:
        deadlines += hall.failed_slips.values()
    return min(deadlines) + 1 if deadlines else None


# ---------------------------------------------------------------- the hall's day


def _start_day(hall: Hall, c: m.StartDay) -> Decision:
    wrong_clock = c.at < hall.last_at or c.day < hall.day
    since = hall.last_at if c.at < hall.last_at else c.at - c.gap_ms
    c = replace(c, at=max(c.at, hall.last_at))  # the time of the log never runs backwards
    if not hall.day:
        return _new_day(hall, c)
    if c.day > hall.day:
        return _close_old_day(hall, c) + _new_day(hall, c)
    if hall.state is HallState.CLOSED:
        return [m.HallPrepared(at=c.at, actor=c.actor)]
    recovery = hall.state is not HallState.PREP and (
        wrong_clock or c.gap_ms > hall.plan.settings.gap_s * 1000
    )
    if not recovery and not c.gap_ms:
        return []
    seen = m.GapSeen(at=c.at, actor=c.actor, since=since, recovery=recovery)
    return [seen, *_unconfirmed(hall, c)] if recovery else [seen]


def _unconfirmed(hall: Hall, c: m.StartDay) -> list[m.Event]:
    """Paper that nobody saw come out before a long stop is listed, not printed again (decision 16)."""
    owed = [ticket for ticket in hall.unsettled() if ticket.slip is Slip.PENDING]
    return [m.SlipUnconfirmed(at=c.at, actor=c.actor, ticket=ticket.id) for ticket in owed]


def _new_day(hall: Hall, c: m.StartDay) -> list[m.Event]:
    events: list[m.Event] = [m.DayStarted(at=c.at, actor=c.actor, day=c.day)]
    if hall.plan.settings.auto_open:
        events.append(m.HallOpened(at=c.at, actor=c.actor))
    return events


def _close_old_day(hall: Hall, c: m.StartDay) -> list[m.Event]:
    """A day nobody closed is closed visibly, with what was left in it (decision 10)."""
    if hall.state is HallState.CLOSED:
        return []
    return _settle(hall, c, "day_not_closed")


def _settle(hall: Hall, c: m.Command, reason: str) -> list[m.Event]:
    who: dict[str, Any] = {"at": c.at, "actor": c.actor}
    events: list[m.Event] = [_lapse(hall, ticket, c) for ticket in hall.open_ratings]
    events += [m.TicketExpired(**who, ticket=t.id, reason=reason) for t in hall.unsettled()]
    events += [
        m.SignedOut(**who, window=desk.window, staff=desk.staff) for desk in hall.desks.values() if desk.staff
    ]
    return [*events, m.HallClosed(**who, reason=reason)]


def _open(hall: Hall, c: m.OpenHall) -> Decision:
    if hall.state is HallState.OPEN:
        return []
    if hall.state is HallState.RECOVERY:
        return m.Refusal("recovery")
    if not may_hall(hall, m.HallOpened):
        return m.Refusal("wrong_state", {"state": hall.state})
    return [m.HallOpened(at=c.at, actor=c.actor)]


def _close(hall: Hall, c: m.CloseHall) -> Decision:
    if hall.state is HallState.RECOVERY:
        return m.Refusal("recovery")
    if hall.state is HallState.CLOSED:
        return []
    if hall.state is HallState.OPEN and (hall.waiting_total() or hall.in_hand()):
        return [m.HallExtended(at=c.at, actor=c.actor)]
    if not may_hall(hall, m.HallClosed):
        return m.Refusal("wrong_state", {"state": hall.state})
    if hall.in_hand():
        return m.Refusal("tickets_in_hand", {"count": str(hall.in_hand())})
    return _settle(hall, c, "day_closed")


def _recover(hall: Hall, c: m.RecoverHall) -> Decision:
    if hall.state is not HallState.RECOVERY:
        return m.Refusal("wrong_state", {"state": hall.state})
    return [m.HallRecovered(at=c.at, actor=c.actor)]


# ---------------------------------------------------------------- tickets


def _not_serving(hall: Hall) -> m.Refusal | None:
    if hall.state is HallState.RECOVERY:
        return m.Refusal("recovery")
    if hall.state not in (HallState.OPEN, HallState.EXTENDED):
        return m.Refusal("hall_not_open", {"state": hall.state})
    return None


def _take(hall: Hall, c: m.TakeNumber) -> Decision:
    queue = hall.plan.queue.get(c.queue)
    if queue is None:
        return m.Refusal("unknown_queue", {"queue": c.queue})
    if hall.state is HallState.EXTENDED:
        return m.Refusal("hall_not_open", {"state": hall.state})
    if refusal := _not_serving(hall):
        return refusal
    serial = next_serial(hall.serials.get(queue.id, 0))
    name = number(queue.prefix, serial)
    taken = m.NumberTaken(
        at=c.at,
        actor=c.actor,
        ticket=f"{hall.day.replace('-', '')}-{name}",
        queue=queue.id,
        number=name,
        serial=serial,
        token=c.token,
        kiosk=c.kiosk,
    )
    return [taken]


def _ticket(hall: Hall, id_: str) -> Ticket | m.Refusal:
    return hall.tickets.get(id_) or m.Refusal("unknown_ticket", {"ticket": id_})


def _keep(hall: Hall, c: m.KeepTicket) -> Decision:
    ticket = _ticket(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    if _foreign_kiosk(ticket, c):
        return m.Refusal("forbidden")
    if ticket.slip is Slip.KEPT:
        return []
    if ticket.slip is not Slip.FAILED or ticket.state is TicketState.VOID:
        return m.Refusal("wrong_state", {"state": ticket.state})
    return [m.TicketKept(at=c.at, actor=c.actor, ticket=ticket.id)]


def _void(hall: Hall, c: m.VoidTicket) -> Decision:
    ticket = _ticket(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    if _foreign_kiosk(ticket, c) or (c.actor.startswith("kiosk:") and ticket.slip is not Slip.FAILED):
        return m.Refusal("forbidden")
    if not c.reason.strip():
        return m.Refusal("reason_required")
    if not may_ticket(ticket, m.TicketVoided):
        return m.Refusal("wrong_state", {"state": ticket.state})
    return [m.TicketVoided(at=c.at, actor=c.actor, ticket=ticket.id, reason=c.reason[:MAX_REASON])]


def _foreign_kiosk(ticket: Ticket, c: m.Command) -> bool:
    """A kiosk speaks only for the citizen who stands before it."""
    return c.actor.startswith("kiosk:") and c.actor != f"kiosk:{ticket.kiosk}"


def _report_slip(hall: Hall, c: m.ReportSlip) -> Decision:
    ticket = _ticket(hall, c.ticket)
    if isinstance(ticket, m.Refusal):
        return ticket
    if ticket.slip is not Slip.PENDING:
        return []
    if c.printed:
        return [m.SlipPrinted(at=c.at, actor=c.actor, ticket=ticket.id)]
    return [m.SlipFailed(at=c.at, actor=c.actor, ticket=ticket.id, cause=c.cause)]


# ---------------------------------------------------------------- windows


def _desk(hall: Hall, c: m.AtWindow) -> Desk | m.Refusal:
    """The window's desk, if whoever acts is the person signed in there (a device acts for that person)."""
    desk = hall.desks.get(c.window)
    if desk is None:
        return m.Refusal("unknown_window", {"window": c.window})
    if desk.staff is None or (c.actor.startswith("staff:") and c.actor != f"staff:{desk.staff}"):
        return m.Refusal("not_signed_in", {"window": hall.plan.window[c.window].label})
    return desk


def _in_hand(hall: Hall, desk: Desk, event: type[m.Event]) -> Ticket | m.Refusal:
    ticket = hall.tickets[desk.ticket] if desk.ticket else None
    if ticket is None or not may_ticket(ticket, event):
        return m.Refusal("wrong_state", {"state": ticket.state if ticket else desk.state})
    return ticket


def _sign_in(hall: Hall, c: m.SignIn) -> Decision:
    desk = hall.desks.get(c.window)
    person = hall.plan.person.get(c.staff)
    if desk is None:
        return m.Refusal("unknown_window", {"window": c.window})
    if person is None:
        return m.Refusal("unknown_staff", {"staff": c.staff})
    if desk.staff == c.staff:
        return []
    window = hall.plan.window[c.window]
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


def _sign_out(hall: Hall, c: m.SignOut) -> Decision:
    desk = _desk(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    if not may_window(desk, m.SignedOut):
        return m.Refusal("window_busy", {"number": _number_in_hand(hall, desk)})
    return [m.SignedOut(at=c.at, actor=c.actor, window=c.window, staff=str(desk.staff))]


def _number_in_hand(hall: Hall, desk: Desk) -> str:
    return hall.tickets[desk.ticket].number if desk.ticket else ""


def _call_next(hall: Hall, c: m.CallNext) -> Decision:
    if c.window in hall.desks and (refusal := _not_serving(hall)):
        return refusal
    desk = _desk(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    if desk.state is WindowState.SUSPENDED:
        return m.Refusal("window_suspended")
    if not may_window(desk, m.TicketCalled):
        return m.Refusal("window_busy", {"number": _number_in_hand(hall, desk)})
    chosen = choose(hall, c.window)
    if chosen is None:
        return m.Refusal("nobody_waiting")
    ticket, reason = chosen
    called = m.TicketCalled(
        at=c.at,
        actor=c.actor,
        ticket=ticket.id,
        window=c.window,
        staff=str(desk.staff),
        reason=reason.code,
        facts=reason.facts,
    )
    return [called]


def _in_hand_event(
    event: type[m.TicketRecalled] | type[m.TicketPassed],
) -> Callable[[Hall, m.AtWindow], Decision]:
    """Recall and pass: what may be done to a called ticket while the hall serves."""

    def decide_it(hall: Hall, c: m.AtWindow) -> Decision:
        if c.window in hall.desks and (refusal := _not_serving(hall)):
            return refusal
        desk = _desk(hall, c)
        if isinstance(desk, m.Refusal):
            return desk
        ticket = _in_hand(hall, desk, event)
        if isinstance(ticket, m.Refusal):
            return ticket
        return [event(at=c.at, actor=c.actor, ticket=ticket.id, window=c.window, staff=str(desk.staff))]

    return decide_it


def _begin(hall: Hall, desk: Desk, ticket: Ticket, c: m.AtWindow, *, implied: bool) -> list[m.Event]:
    """Serving the next closes the rating of the visit before (decision 12)."""
    events: list[m.Event] = []
    if desk.visit and hall.tickets[desk.visit].rating is Rating.OPEN:
        events.append(_lapse(hall, desk.visit, c))
    started = m.ServiceStarted(
        at=c.at, actor=c.actor, ticket=ticket.id, window=c.window, staff=str(desk.staff), implied=implied
    )
    return [*events, started]


def _start(hall: Hall, c: m.StartService) -> Decision:
    desk = _desk(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    ticket = _in_hand(hall, desk, m.ServiceStarted)
    if isinstance(ticket, m.Refusal):
        return ticket
    return _begin(hall, desk, ticket, c, implied=False)


def _finish(hall: Hall, c: m.Finish) -> Decision:
    desk = _desk(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    ticket = hall.tickets[desk.ticket] if desk.ticket else None
    if ticket is None:
        return m.Refusal("wrong_state", {"state": desk.state})
    events = _begin(hall, desk, ticket, c, implied=True) if ticket.state is TicketState.CALLED else []
    finished = m.TicketFinished(
        at=c.at, actor=c.actor, ticket=ticket.id, window=c.window, staff=str(desk.staff)
    )
    return [*events, finished]


def _suspend(hall: Hall, c: m.Suspend) -> Decision:
    desk = _desk(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    if desk.state is WindowState.SUSPENDED:
        return []
    if not c.reason.strip():
        return m.Refusal("reason_required")
    if not may_window(desk, m.WindowSuspended):
        return m.Refusal("window_busy", {"number": _number_in_hand(hall, desk)})
    reason = c.reason.strip()[:MAX_REASON]
    return [m.WindowSuspended(at=c.at, actor=c.actor, window=c.window, staff=str(desk.staff), reason=reason)]


def _resume(hall: Hall, c: m.Resume) -> Decision:
    desk = _desk(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    if not may_window(desk, m.WindowResumed):
        return m.Refusal("wrong_state", {"state": desk.state})
    return [m.WindowResumed(at=c.at, actor=c.actor, window=c.window, staff=str(desk.staff))]


def _toggle_pause(hall: Hall, c: m.TogglePause) -> Decision:
    desk = hall.desks.get(c.window)
    if desk is not None and desk.state is WindowState.SUSPENDED:
        return _resume(hall, m.Resume(at=c.at, actor=c.actor, window=c.window))
    return _suspend(hall, m.Suspend(at=c.at, actor=c.actor, window=c.window, reason=KEYPAD_PAUSE))


# ---------------------------------------------------------------- ratings and time


def _lapse(hall: Hall, ticket_id: str, c: m.Command) -> m.RatingLapsed:
    ticket = hall.tickets[ticket_id]
    return m.RatingLapsed(
        at=c.at, actor=c.actor, ticket=ticket.id, window=str(ticket.window), staff=str(ticket.staff)
    )


def _press(hall: Hall, c: m.PressRating) -> Decision:
    desk = hall.desks.get(c.window)
    if desk is None:
        return m.Refusal("unknown_window", {"window": c.window})
    ticket = hall.tickets[desk.visit] if desk.visit else None
    code = _why_no_rating(hall, ticket, c)
    if ticket is None or code:
        refused = m.RatingRefused(
            at=c.at,
            actor=c.actor,
            window=c.window,
            code=code,
            level=c.level,
            channel=c.channel,
            ticket=ticket.id if ticket else None,
        )
        return m.Refusal(code, events=(refused,))
    return [
        m.RatingGiven(
            at=c.at,
            actor=c.actor,
            ticket=ticket.id,
            window=c.window,
            staff=str(ticket.staff),
            level=c.level,
            channel=c.channel,
        )
    ]


def _why_no_rating(hall: Hall, ticket: Ticket | None, c: m.PressRating) -> str:
    if ticket is None or ticket.rating is Rating.UNRATED:
        return "rating_closed"
    if ticket.rating is Rating.RATED:
        return "already_rated"
    if c.at > hall.open_ratings[ticket.id]:
        return "rating_closed"
    return "" if c.level in range(1, 6) else "unknown_level"


def _tick(hall: Hall, c: m.Tick) -> Decision:
    events: list[m.Event] = [
        _lapse(hall, ticket, c) for ticket, until in hall.open_ratings.items() if until < c.at
    ]
    if hall.state is HallState.RECOVERY:
        return events
    for id_, until in hall.failed_slips.items():
        if until < c.at:
            events.append(_unanswered_slip(hall.tickets[id_], c))
    return events


def _unanswered_slip(ticket: Ticket, c: m.Tick) -> m.Event:
    """No paper and no answer: no ghost may stand in the queue. Who was called meanwhile has shown up."""
    if ticket.state is TicketState.WAITING:
        return m.TicketVoided(at=c.at, actor=c.actor, ticket=ticket.id, reason="print_failed")
    return m.TicketKept(at=c.at, actor=c.actor, ticket=ticket.id)


_DECIDE: dict[type[m.Command], Callable[[Hall, Any], Decision]] = {
    m.StartDay: _start_day,
    m.OpenHall: _open,
    m.CloseHall: _close,
    m.RecoverHall: _recover,
    m.TakeNumber: _take,
    m.KeepTicket: _keep,
    m.VoidTicket: _void,
    m.ReportSlip: _report_slip,
    m.SignIn: _sign_in,
    m.SignOut: _sign_out,
    m.CallNext: _call_next,
    m.Recall: _in_hand_event(m.TicketRecalled),
    m.StartService: _start,
    m.Pass: _in_hand_event(m.TicketPassed),
    m.Finish: _finish,
    m.Suspend: _suspend,
    m.Resume: _resume,
    m.TogglePause: _toggle_pause,
    m.PressRating: _press,
    m.Tick: _tick,
}
