"""Who sits at a window: sign in, stand in, sign off, suspend (R7, R9, R41–R43)."""

from server.domain import messages as m
from server.domain.desk import Desk, WindowState, may_window
from server.domain.facts.plan import Role, Staff, Window, WindowKind
from server.domain.hall import Hall, HallState
from server.domain.hours import clock
from server.domain.rules.guards import (
    MAX_REASON,
    Decision,
    desk_directed,
    desk_of,
    may_direct,
    number_in_hand,
)
from server.domain.rules.lead import sent_on
from server.domain.rules.windows import who
from server.domain.ticket import Ticket
from server.domain.turns.dispatch import waiting_for

KEYPAD_PAUSE = "短暂离开"
"""A keypad has no words: the reason its pause key stands for."""
HANDED_OVER = "交接"


def sign_in(hall: Hall, c: m.SignIn) -> Decision:
    window, person = hall.plan.window.get(c.window), hall.plan.person.get(c.staff)
    if window is None:
        return m.Refusal("unknown_window", {"window": c.window})
    if person is None:
        return m.Refusal("unknown_staff", {"staff": c.staff})
    desk = hall.desks[c.window]
    if desk.staff == c.staff:
        return []
    acting_for = _acting_for(hall, person, window, c.acting_for)
    if window.kind is not WindowKind.SERVICE or acting_for is None:
        return m.Refusal("not_allowed_here", {"window": window.label})
    if refusal := _not_now(hall, c.window, c.staff):
        return refusal
    handed_over: list[m.Event] = []
    if desk.staff:
        if not _may_take_over(desk, c.staff, acting_for):
            return m.Refusal("window_taken", {"window": window.label, "staff": desk.staff})
        left = m.SignedOut(**who(c, desk), reason=HANDED_OVER)
        handed_over = [left, *sent_on(hall, c, desk, taken_over=True)]
    signed_in = m.SignedIn(at=c.at, actor=c.actor, window=c.window, staff=c.staff, acting_for=acting_for)
    return [*handed_over, signed_in]


def _not_now(hall: Hall, window: str, staff: str) -> m.Refusal | None:
    if hall.state in (HallState.OFF, HallState.CLOSED):
        return m.Refusal("hall_not_open", {"state": hall.state})
    today = hall.calendar.windows_of(hall.day)
    if today is not None and window not in today:
        return m.Refusal("window_off_today")
    return _elsewhere(hall, staff)


def _elsewhere(hall: Hall, staff: str) -> m.Refusal | None:
    """One person, one window, unless the hall allows more."""
    theirs = hall.posts.get(staff, ())
    if len(theirs) < hall.plan.settings.windows_per_person:
        return None
    labels = (hall.plan.window[window].label for window in theirs if window in hall.plan.window)
    return m.Refusal("signed_in_elsewhere", {"window": "、".join(labels)})


def _acting_for(hall: Hall, person: Staff, window: Window, wanted: str = "") -> str | None:
    """Whose post it is: "" = the person's own; None = nobody's that this person may hold (R42). `wanted`: of
    several the one that is asked for.

    Who is a B and has no windows listed has no own post; anybody else without a list may sit anywhere.
    """
    own = window.id in person.windows or not (person.windows or person.stands_in_for)
    absent = [a.no for a in hall.plan.staff if a.no != person.no and _stands_in(hall, person, a, window)]
    if wanted:
        return wanted if wanted in absent else None
    return "" if own else next(iter(absent), None)


def _stands_in(hall: Hall, person: Staff, a: Staff, window: Window) -> bool:
    """Only a listed B, or the lead of the same unit, holds another's post."""
    if window.id not in a.windows:
        return False
    leads = Role.LEAD in person.roles and person.unit == a.unit
    return a.no in person.stands_in_for or leads or not hall.plan.settings.stand_ins_listed


def _may_take_over(desk: Desk, staff: str, acting_for: str) -> bool:
    """A hands over by suspending; B then sits down in A's place, and A again in the place that B holds."""
    return desk.state is WindowState.SUSPENDED and (desk.staff == acting_for or desk.acting_for == staff)


def hand_over(hall: Hall, c: m.HandOver) -> Decision:
    """In any state, with whatever is in hand: nobody leaves a window empty to change places at it (R42, R74).

    Who was sent to the person that goes waits for this window from now on."""
    desk = desk_of(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    window, person = hall.plan.window[c.window], hall.plan.person.get(c.to)
    if person is None:
        return m.Refusal("unknown_staff", {"staff": c.to})
    if desk.staff == c.to:
        return m.Refusal("same_person", {"window": window.label})
    post = _post_after(hall, person, window, desk)
    if post is None:
        return m.Refusal("not_allowed_here", {"window": window.label})
    if refusal := _elsewhere(hall, c.to):
        return refusal
    over = m.HandedOver(**who(c, desk), to=c.to, acting_for=post, ticket=desk.ticket or "")
    return [over, *sent_on(hall, c, desk, taken_over=True)]


def _post_after(hall: Hall, person: Staff, window: Window, desk: Desk) -> str | None:
    """The own post, where it is one; else that of who goes, or the one that who goes held for another."""
    usual = _acting_for(hall, person, window)
    theirs = (a for a in (desk.staff, desk.acting_for) if a and _acting_for(hall, person, window, a))
    return next(theirs, usual) if usual else usual


def sign_out(hall: Hall, c: m.SignOut) -> Decision:
    """Nobody leaves the hours of service without a reason, or citizens without the lead (R7, R9). What is on
    hold goes to the other windows of its queue; the last one there does not leave it behind.

    The lead of the unit and the duty officer may also end it for whoever sits there, with a reason."""
    desk = desk_directed(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    if c.actor.startswith("staff:") and c.actor != f"staff:{desk.staff}" and not c.reason.strip():
        return m.Refusal("reason_required")
    overridden = bool(c.reason.strip()) and may_direct(hall, c.actor, [hall.plan.window[c.window]])
    waiting = waiting_for(hall, c.window)
    if hall.state is HallState.EXTENDED and waiting and not overridden:
        return m.Refusal("queue_waits", {"count": str(waiting)})
    alone = _held_alone(hall, c.window)
    if hall.state is HallState.EXTENDED and alone and not overridden:
        return m.Refusal("held_waits", {"count": str(len(alone)), "number": alone[0].number})
    if not may_window(desk, m.SignedOut):
        return m.Refusal("window_busy", {"number": number_in_hand(hall, desk)})
    until = _stay_until(hall, c.at)
    if until is not None and not c.reason.strip():
        return m.Refusal("too_early_to_leave", {"until": clock(hall, until)})
    left = m.SignedOut(**who(c, desk), reason=c.reason.strip()[:MAX_REASON])
    return [left, *sent_on(hall, c, desk)]


def _held_alone(hall: Hall, window: str) -> list[Ticket]:
    """What this window holds, and nobody else at work can go on with."""
    held = (hall.tickets[id_] for id_ in hall.held)
    return [t for t in held if t.window == window and not _served_elsewhere(hall, t.queue, window)]


def _served_elsewhere(hall: Hall, queue: str, window: str) -> bool:
    return any(hall.desks[w.id].staff for w in hall.plan.windows_of[queue] if w.id != window)


def _stay_until(hall: Hall, at: int) -> int | None:
    """The end of the present session and a while (R7), if it has begun and that time has not come."""
    opened = [b.at for b in hall.bells if b.name == "open" and b.at <= at]
    if not opened:
        return None
    closing = next(b.at for b in hall.bells if b.name == "close" and b.at > opened[-1])
    until = closing + hall.plan.settings.sign_off_s * 1000
    return until if at < until else None


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
    return [m.WindowSuspended(**who(c, desk), reason=c.reason.strip()[:MAX_REASON])]


def resume(hall: Hall, c: m.Resume) -> Decision:
    desk = desk_of(hall, c)
    if isinstance(desk, m.Refusal):
        return desk
    if not may_window(desk, m.WindowResumed):
        return m.Refusal("wrong_state", {"state": desk.state})
    return [m.WindowResumed(**who(c, desk))]


def toggle_pause(hall: Hall, c: m.TogglePause) -> Decision:
    if c.window in hall.plan.window and hall.desks[c.window].state is WindowState.SUSPENDED:
        return resume(hall, m.Resume(at=c.at, actor=c.actor, window=c.window))
    return suspend(hall, m.Suspend(at=c.at, actor=c.actor, window=c.window, reason=KEYPAD_PAUSE))
