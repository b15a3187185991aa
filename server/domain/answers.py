"""What the one who gave a command is told when it was accepted."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from server.domain import messages as m
from server.domain.bulletins import in_order
from server.domain.hall import Hall
from server.domain.hours import clock
from server.domain.ticket import Ticket, TicketState
from server.domain.turns.dispatch import ahead
from server.domain.turns.estimate import WaitRange, shown_minutes, wait_range
from server.domain.views.phone import state_words
from server.domain.views.public import taken_answer
from server.domain.views.staff import ticket_view

LONG_LINE = 10
"""From so many ahead on, an estimate may be shared."""
SHARED_MS = 1000


class Waits:
    """In a rush, the tickets of one long line share an estimate for a second, a tenth of the line at most."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], tuple[int, int, dict[str, int]]] = {}

    def of(self, hall: Hall, ticket: Ticket, now: int) -> dict[str, int] | None:
        """As `wait`."""
        before = ahead(hall, ticket)
        if before < LONG_LINE or ticket.directed:
            return wait(hall, ticket, now)
        line = (ticket.queue, ticket.lane.value)
        at, told_before, told = self._told.get(line, (0, 0, {}))
        if told and 0 <= now - at < SHARED_MS and told_before <= before <= 1.1 * told_before:
            return told
        found = wait(hall, ticket, now)
        if found is not None:
            self._told[line] = (now, before, found)
        return found


def answer(
    hall: Hall, command: m.Command, events: Sequence[m.Event], waits: Waits | None = None
) -> dict[str, Any]:
    """The body of the yes; `seq` is the newest event when it was given."""
    body: dict[str, Any] = {"seq": hall.seq}
    if isinstance(command, m.TakeNumber | m.CheckIn):
        taken = next(e for e in events if isinstance(e, m.NumberTaken))
        ticket = hall.tickets[taken.ticket]
        expected = (waits or Waits()).of(hall, ticket, command.at)
        slot = {"slot": slot_words(hall, ticket)} if ticket.appointment else {}
        return body | taken_answer(hall, ticket) | {"wait": expected} | slot
    if isinstance(command, _OF_A_TICKET):
        more = _noted(hall, events) if isinstance(command, m.NoteOutcome) else {}
        return body | {"ticket": ticket_view(hall, hall.tickets[command.ticket])} | more
    if isinstance(command, m.AtWindow):
        return body | _at_window(hall, command, events)
    told = _TOLD.get(type(command))
    return body | {"state": hall.state} | (told(hall, events) if told else {})


def slot_words(hall: Hall, ticket: Ticket) -> dict[str, str]:
    """What an appointment means for the order, at the moment of its check-in."""
    booked = hall.appointments[ticket.appointment]
    slot = f"{clock(hall, booked.start)}–{clock(hall, booked.end)}"
    if ticket.due_from is None:
        zh, en = (
            f"预约时间 {slot} 已过,按普通号排队",
            f"Your slot {slot} is over; you wait in the normal line",
        )
    else:
        zh, en = f"预约时间 {slot},到时优先叫号", f"Your slot is {slot}; then you are called first"
    return {"text": zh, "text_en": en}


def wait(hall: Hall, ticket: Ticket, now: int) -> dict[str, int] | None:
    """Minutes from now to the call, at least and at most; None = no window is open for it, or it waits no
    more. A range, never a promise."""
    if ticket.state is not TicketState.WAITING:
        return None
    found = wait_range(hall, ticket.queue, now, ticket=ticket)
    return found and _minutes(found)


def _minutes(found: WaitRange) -> dict[str, int]:
    low, high = shown_minutes(found)
    return {"low_min": low, "high_min": high}


def queue_waits(hall: Hall, queues: Iterable[str], now: int) -> dict[str, dict[str, int] | None]:
    """By queue, as `wait`, for somebody who would take a number now."""
    found = {queue: wait_range(hall, queue, now) for queue in queues}
    return {queue: told and _minutes(told) for queue, told in found.items()}


def ticket_answer(hall: Hall, id_: str, now: int) -> dict[str, Any] | None:
    """For staff: one ticket of today, and how long it will wait; None if there is none."""
    ticket = hall.tickets.get(id_)
    if ticket is None:
        return None
    places = {"ahead": ahead(hall, ticket), "wait": wait(hall, ticket, now)}
    return {"seq": hall.seq, "ticket": ticket_view(hall, ticket), **places}


def theirs_answer(hall: Hall, id_: str, now: int) -> dict[str, Any]:
    """For the citizen at a kiosk who has a number already; without the secret of its page."""
    ticket = hall.tickets[id_]
    told = {name: value for name, value in taken_answer(hall, ticket).items() if name != "token"}
    zh, en = state_words(ticket)
    return told | {"wait": wait(hall, ticket, now), "text": zh, "text_en": en}


def _at_window(hall: Hall, command: m.AtWindow, events: Sequence[m.Event]) -> dict[str, Any]:
    desk = hall.desks[command.window]
    touched = next((t for e in reversed(events) if (t := getattr(e, "ticket", None))), None) or desk.ticket
    ticket = ticket_view(hall, hall.tickets[touched]) if touched else None
    for event in events:
        if ticket and isinstance(event, m.TicketCalled):
            ticket["reason"] = {"code": event.reason, "text": REASONS[event.reason][0]}
    return {"window": command.window, "state": desk.state, "ticket": ticket, "stored": desk.stored}


def _requeued(hall: Hall, events: Sequence[m.Event]) -> dict[str, Any]:
    ticket = _touched(hall, events)
    return {"ticket": ticket_view(hall, ticket), "ahead": ahead(hall, ticket)}


def _entered(hall: Hall, events: Sequence[m.Event]) -> dict[str, Any]:
    return {"ticket": ticket_view(hall, _touched(hall, events))}


def _touched(hall: Hall, events: Sequence[m.Event]) -> Ticket:
    return hall.tickets[next(t for e in events if (t := getattr(e, "ticket", None)))]


def _booked(_hall: Hall, events: Sequence[m.Event]) -> dict[str, Any]:
    return {"booked": len(events)}


def _incident(hall: Hall, _events: Sequence[m.Event]) -> dict[str, Any]:
    return {"incident": hall.incident.id if hall.incident else None}


def _registered(_hall: Hall, events: Sequence[m.Event]) -> dict[str, Any]:
    """`record` is the reference under which the words are kept."""
    registered = next(e for e in events if isinstance(e, m.ComplaintRegistered))
    return {"complaint": registered.complaint, "record": registered.record}


def _published(hall: Hall, _events: Sequence[m.Event]) -> dict[str, Any]:
    return {"notices": [bulletin.id for bulletin in in_order(hall.bulletins.values())]}


def _moved(_hall: Hall, events: Sequence[m.Event]) -> dict[str, Any]:
    """Who waits elsewhere now: of many, some may have been called before."""
    return {"moved": [e.ticket.rpartition("-")[2] for e in events if isinstance(e, m.TicketMoved)]}


def _notice(_hall: Hall, events: Sequence[m.Event]) -> dict[str, Any]:
    given = next(e for e in events if isinstance(e, m.NoticeGiven))
    return {"notice": given.notice, "matter": given.matter, "version": given.version, "ticket": given.ticket}


def _noted(_hall: Hall, events: Sequence[m.Event]) -> dict[str, Any]:
    """The line that an outcome has opened, for who prints its receipt; nothing where nothing changed."""
    opened = next((e for e in events if isinstance(e, m.LineOpened)), None)
    if opened is None:
        return {}
    told = ("line", "kind", "promised", "days", "workdays", "guessed", "reason")
    return {"noted": {"accept_no": opened.case_no or opened.line} | {n: getattr(opened, n) for n in told}}


def _line(_hall: Hall, events: Sequence[m.Event]) -> dict[str, Any]:
    """What followed, and under which reference the name of who collected is to be kept."""
    return {
        "done": [event.type for event in events],
        "collector": next((e.collector for e in events if isinstance(e, m.LineCollected)), ""),
        "notice": next((e.notice for e in events if isinstance(e, m.LinePaper)), ""),
    }


_TOLD: dict[type[m.Command], Callable[[Hall, Sequence[m.Event]], dict[str, Any]]] = {
    m.RequeueTicket: _requeued,
    m.BackEnter: _entered,
    m.BookAppointments: _booked,
    m.DeclareOutage: _incident,
    m.RecoverHall: _incident,
    m.RegisterComplaint: _registered,
    m.PressComplaint: _registered,
    m.GiveNotice: _notice,
    m.HandleLine: _line,
    m.PrintLine: _line,
    m.SetNotice: _published,
    m.EndNotice: _published,
    m.MoveWaiting: _moved,
}

_OF_A_TICKET = (
    m.KeepTicket,
    m.VoidTicket,
    m.ReportSlip,
    m.CancelTicket,
    m.WakeTicket,
    m.Reprint,
    m.EnterCard,
    m.NoteOutcome,
)

REASONS: dict[str, tuple[str, str]] = {
    "directed": ("指定由本窗口或本队列优先办理", "sent to this window or back to this queue"),
    "promise": ("等候已超过承诺时间", "waited longer than promised"),
    "appointment": ("预约时间已到", "the time of the appointment has come"),
    "lane": ("优先与普通交替叫号", "priority and normal in turn"),
    "arrival": ("按取号先后顺序", "in order of arrival"),
    "chosen": ("工作人员指定呼叫", "called by number, with a reason"),
    "walk_in": ("无人等候,直接办理", "nobody was waiting"),
}
"""Why it was this ticket's turn, in words."""
