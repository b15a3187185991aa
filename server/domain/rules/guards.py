"""What several rules ask first."""

from collections.abc import Iterable

from server.domain import messages as m
from server.domain.desk import Desk
from server.domain.facts.plan import Role, Window
from server.domain.hall import BY_HAND, Hall, HallState
from server.domain.ticket import Ticket

Decision = list[m.Event] | m.Refusal
MAX_REASON = 200
VISITOR = "visitor"
"""The actor who holds a slip; the log needs to know no more."""


def halted(hall: Hall) -> m.Refusal | None:
    """Nothing begins while the hall is being left, or before a person has resumed."""
    if hall.evacuating:
        return m.Refusal("evacuation")
    return m.Refusal("recovery") if hall.state in BY_HAND else None


def not_serving(hall: Hall) -> m.Refusal | None:
    """Calls are made while the hall is open or its last citizens are served."""
    if refusal := halted(hall):
        return refusal
    if hall.state not in (HallState.OPEN, HallState.EXTENDED):
        return m.Refusal("hall_not_open", {"state": hall.state})
    return None


def kiosk_off(hall: Hall, actor: str) -> m.Refusal | None:
    """Whoever stands at it is told where else; what a person issues elsewhere may still be printed there."""
    kiosk = actor.removeprefix("kiosk:")
    return m.Refusal("kiosk_paused") if kiosk != actor and kiosk in hall.kiosks_off else None


def ticket_of(hall: Hall, id_: str) -> Ticket | m.Refusal:
    return hall.tickets.get(id_) or m.Refusal("unknown_ticket", {"ticket": id_})


def desk_of(hall: Hall, c: m.AtWindow) -> Desk | m.Refusal:
    """The window's desk, if whoever acts is the person signed in there (a device acts for that person)."""
    if c.window not in hall.plan.window:
        return m.Refusal("unknown_window", {"window": c.window})
    desk = hall.desks[c.window]
    if desk.staff is None or (c.actor.startswith("staff:") and c.actor != f"staff:{desk.staff}"):
        return m.Refusal("not_signed_in", {"window": hall.plan.window[c.window].label})
    return desk


def desk_directed(hall: Hall, c: m.AtWindow) -> Desk | m.Refusal:
    """As `desk_of`; the lead of the window's unit and the duty officer act there for whoever sits there."""
    desk = desk_of(hall, c)
    if not isinstance(desk, m.Refusal) or c.window not in hall.plan.window:
        return desk
    theirs = hall.desks[c.window]
    return theirs if theirs.staff and may_direct(hall, c.actor, [hall.plan.window[c.window]]) else desk


def overtaken(hall: Hall, c: m.Command) -> m.Refusal | None:
    """A press that comes too late, or was meant for what is not there any more, does nothing; but who asks
    for help needs it whatever is in hand."""
    if not isinstance(c, m.AtWindow) or c.window not in hall.plan.window:
        return None
    if c.until and c.at > c.until:
        return m.Refusal("stale_key")
    if c.meant and c.meant != hall.desks[c.window].stand and not isinstance(c, m.AskHelp):
        return m.Refusal("moved_on")
    return None


def number_in_hand(hall: Hall, desk: Desk) -> str:
    return hall.tickets[desk.ticket].number if desk.ticket else ""


def undo_until(hall: Hall, desk: Desk) -> int:
    """Before this moment, epoch ms, the newest call of the desk can be undone; 0 = it cannot."""
    return desk.before_call.at + hall.plan.settings.undo_s * 1000 if desk.before_call else 0


def has_role(hall: Hall, actor: str, *roles: Role) -> bool:
    """Whether the person who acts holds one of these roles."""
    person = hall.plan.person.get(actor.removeprefix("staff:")) if actor.startswith("staff:") else None
    return person is not None and bool(person.roles & set(roles))


def may_direct(hall: Hall, actor: str, windows: Iterable[Window]) -> bool:
    """The duty officer everywhere; a lead where one of the windows is of the own unit (R75)."""
    if has_role(hall, actor, Role.DUTY):
        return True
    if not has_role(hall, actor, Role.LEAD):
        return False
    unit = hall.plan.person[actor.removeprefix("staff:")].unit
    return any(unit in window.units for window in windows)


def not_theirs(hall: Hall, actor: str, queue: str) -> m.Refusal | None:
    """A lead (首席代表) helps with paper and order where a window of the own unit serves; the help desk, the
    duty officer and devices do everywhere."""
    if not has_role(hall, actor, Role.LEAD) or has_role(hall, actor, Role.HELP_DESK):
        return None
    return None if may_direct(hall, actor, hall.plan.windows_of[queue]) else m.Refusal("forbidden")
