"""Given what happened, when somebody wants something, then this follows, or a polite no."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.decide import decide
from server.domain.facts.plan import Role
from server.domain.hall import Hall
from server.domain.turns.dispatch import ahead
from tests.halls import (
    A1,
    A2,
    ANN,
    B1,
    BEN,
    CALLED,
    CLOSED,
    DAY,
    DUTY,
    EVE,
    EXTENDED,
    FINISHED,
    HELD,
    NEXT_DAY,
    OPEN,
    PASSED,
    PLAN,
    PREP,
    RECOVERY,
    SERVING,
    T0,
    WAITING,
    Case,
    S,
    apply,
    at_window,
    called,
    called_because,
    cancelled,
    closed,
    day_started,
    expired,
    finished,
    gap,
    hall_after,
    happened,
    held,
    lapsed,
    passed,
    plan_with,
    press,
    press_refused,
    rated,
    recalled,
    requeued,
    resumed,
    returned,
    serving,
    signed_in,
    signed_out,
    slip_failed,
    start_day,
    suspended,
    take,
    taken,
    ticket_id,
    told,
    transferred,
    voided,
    want,
    woken,
)

LATER = T0 + 5 * S
A3 = ticket_id(serial=3)
TWO_WINDOWS = [*OPEN, signed_in("w1", ANN), signed_in("w2", BEN)]
RATED = [*FINISHED, rated()]
SLIP_FAILED = [*OPEN, taken(kiosk="k1"), slip_failed()]


def report(*, printed: bool, ticket: str = A1) -> m.Command:
    return want(m.ReportSlip, ticket=ticket, printed=printed, cause="" if printed else "paper_out")


def keep(ticket: str = A1, actor: str = "kiosk:k1") -> m.Command:
    return want(m.KeepTicket, actor=actor, ticket=ticket)


def void(ticket: str = A1, reason: str = "重复取号", actor: str = f"staff:{DUTY}") -> m.Command:
    return want(m.VoidTicket, actor=actor, ticket=ticket, reason=reason)


def at_help_desk(lane: str, reason: str = "出示证件", staff: str = DUTY, **more: str) -> m.Command:
    return take(token="secret-A1", actor=f"staff:{staff}", lane=lane, reason=reason, **more)


def chosen(
    ticket: str = A1, window: str = "w1", staff: str = ANN, *, at: int = T0, reason: str = " 人在窗口 "
) -> m.Command:
    return at_window(m.CallChosen, window, staff, at, ticket=ticket, reason=reason)


def called_chosen(
    ticket: str = A1, window: str = "w1", staff: str = ANN, reason: str = "人在窗口"
) -> m.Event:
    return called_because("chosen", ticket, window, staff, chosen=reason)


def walk_in(
    queue: str = "social", window: str = "w1", staff: str = ANN, token: str = "secret-A1"
) -> m.Command:
    return at_window(m.WalkIn, window, staff, queue=queue, token=token)


def transfer(to: str, id_: str, **more: bool) -> m.Command:
    return at_window(m.Transfer, to=to, id=id_, **more)


def of_ticket(cls: type[m.Command], ticket: str = A1) -> m.Command:
    return want(cls, ticket=ticket)


def in_lane(serial: int, lane: str = "priority", at: int = T0) -> m.Event:
    return taken(serial=serial, at=at, lane=lane, reason="出示证件")


BOTH_LANES = [*OPEN, signed_in(), taken(), in_lane(2), in_lane(3, "green"), in_lane(4)]
AT_CASHIER = [*SERVING, transferred("queue", "tax", "tax", come_back=True), signed_in("w3", EVE)]
CHAINED = [*AT_CASHIER, called(A1, "w3", EVE)]
slip_printed = happened(m.SlipPrinted, ticket=A1)
kept = happened(m.TicketKept, ticket=A1)
extended = happened(m.HallExtended)
stored = happened(m.NextStored, window="w1", staff=ANN)
stored_at_w2 = happened(m.NextStored, window="w2", staff=BEN)


ACCEPTED = {
    # ------------------------------------------------------------ the hall
    "a duty officer opens the hall": (PREP, want(m.OpenHall), [happened(m.HallOpened)]),
    "opening twice is opening once": (OPEN, want(m.OpenHall), []),
    "a closed hall may open again": (CLOSED, want(m.OpenHall), [happened(m.HallOpened)]),
    "with people waiting, closing stops the kiosks only": (WAITING, want(m.CloseHall), [extended]),
    "with nobody there, closing ends the day at once": (OPEN, want(m.CloseHall), [closed()]),
    "the second closing expires who waits and signs all out": (
        [*WAITING, extended],
        want(m.CloseHall),
        [expired(), signed_out(), closed()],
    ),
    "closing lapses open ratings and expires who was passed": (
        [*PASSED, taken(serial=2), called(A2), serving(A2), finished(A2)],
        want(m.CloseHall),
        [lapsed(A2), expired(A1), signed_out(), closed()],
    ),
    "kiosks stop and those who wait are served": (WAITING, want(m.ExtendHall), [extended]),
    "extending twice is extending once": (EXTENDED, want(m.ExtendHall), []),
    "after the day, service goes on once more": (CLOSED, want(m.ExtendHall), [extended]),
    "closing twice is closing once": (CLOSED, want(m.CloseHall), []),
    "midnight after the closing": (
        CLOSED,
        want(m.NewDay, day=NEXT_DAY),
        [day_started(NEXT_DAY, before=DAY)],
    ),
    "midnight before any opening": (
        PREP,
        want(m.NewDay, day=NEXT_DAY),
        [closed("day_not_closed"), day_started(NEXT_DAY, before=DAY)],
    ),
    "midnight while the hall is open": (WAITING, want(m.NewDay, day=NEXT_DAY), []),
    "the same day once more": (CLOSED, want(m.NewDay, day=DAY), []),
    "a person ends the recovery": (RECOVERY, want(m.RecoverHall), [happened(m.HallRecovered)]),
    # ------------------------------------------------------------ tickets
    "the first number": (OPEN, take(token="secret-A1"), [taken()]),
    "the second number": ([*OPEN, taken()], take(token="secret-A2"), [taken(serial=2)]),
    "each queue counts for itself": ([*OPEN, taken()], take("tax", token="secret-B1"), [taken("tax")]),
    "the kiosk stands in the ticket": (
        OPEN,
        take(token="secret-A1", kiosk="k1"),
        [taken(kiosk="k1")],
    ),
    "staff void who waits": (WAITING, void(), [voided()]),
    "staff void who was passed": (PASSED, void(), [voided()]),
    "a reason ends after 200 characters": (WAITING, void(reason="长" * 300), [voided(reason="长" * 200)]),
    "a kiosk voids its own ticket that got no paper": (
        SLIP_FAILED,
        void(reason="print_failed", actor="kiosk:k1"),
        [voided(reason="print_failed")],
    ),
    "a citizen keeps the number without paper": (SLIP_FAILED, keep(), [kept]),
    "staff may keep it for the citizen": (SLIP_FAILED, keep(actor=f"staff:{DUTY}"), [kept]),
    "keeping twice is keeping once": ([*SLIP_FAILED, kept], keep(), []),
    "paper came": ([*OPEN, taken(kiosk="k1")], report(printed=True), [slip_printed]),
    "paper did not come": ([*OPEN, taken(kiosk="k1")], report(printed=False), [slip_failed()]),
    "the next printer tries": (
        [*OPEN, taken(kiosk="k1")],
        want(m.ReportSlip, ticket=A1, printed=False, cause="paper_out", then="p2", copy=True),
        [happened(m.SlipMoved, ticket=A1, cause="paper_out", printer="p2", copy=True)],
    ),
    "the second word of a printer is not heard": (
        [*OPEN, taken(kiosk="k1"), slip_printed],
        report(printed=False),
        [],
    ),
    "nor one about a ticket that has no paper": ([*OPEN, taken(kiosk="k2")], report(printed=True), []),
    "priority on proof at the help desk (R46)": (
        OPEN,
        at_help_desk("priority", " 出示证件 "),
        [taken(lane="priority", reason="出示证件")],
    ),
    "the green channel by the duty officer": (
        OPEN,
        at_help_desk("green"),
        [taken(lane="green", reason="出示证件")],
    ),
    "staff give a late ticket, with a reason": (
        EXTENDED,
        at_help_desk("normal", "窗口已答应", ANN),
        [taken(reason="窗口已答应", extended=True)],
    ),
    "who waits gives up": (WAITING, of_ticket(m.CancelTicket), [cancelled()]),
    "who waits gives up and says why": (
        WAITING,
        want(m.CancelTicket, ticket=A1, reason=" 改天再来 "),
        [cancelled(reason="改天再来")],
    ),
    "who was passed gives up": (PASSED, of_ticket(m.CancelTicket), [cancelled()]),
    "who is held gives up": (HELD, of_ticket(m.CancelTicket), [cancelled()]),
    "giving up needs no open hall": ([*WAITING, extended], of_ticket(m.CancelTicket), [cancelled()]),
    "staff void who is held": (HELD, void(), [voided()]),
    "requeued where nobody waits": (PASSED, of_ticket(m.RequeueTicket), [requeued()]),
    "requeued at a kiosk, where its slip comes out": (
        PASSED,
        want(m.RequeueTicket, ticket=A1, kiosk="k1"),
        [requeued(kiosk="k1")],
    ),
    "requeued where two wait: at the end": (
        [*PASSED, taken(serial=2), taken(serial=3)],
        want(m.RequeueTicket, LATER, ticket=A1),
        [requeued(arrival=LATER)],
    ),
    "requeued behind the third": (
        [*PASSED, *(taken(serial=n, at=T0 + n) for n in (2, 3, 4, 5))],
        want(m.RequeueTicket, LATER, ticket=A1),
        [requeued(arrival=T0 + 4, behind_serial=4, behind=f">{LATER:015d}")],
    ),
    "requeued in its own lane: the other is not counted": (
        [*PASSED, taken(serial=2), in_lane(3), in_lane(4)],
        want(m.RequeueTicket, LATER, ticket=A1),
        [requeued(arrival=LATER)],
    ),
    "back with the papers: any window of the queue (R61)": (HELD, of_ticket(m.WakeTicket), [woken()]),
    "back with the papers, by the citizen's own phone (decision 9)": (
        HELD,
        want(m.WakeTicket, actor="visitor", ticket=A1),
        [replace(woken(), actor="visitor")],
    ),
    "papers kept: back to its window": (
        [*SERVING, held(hold="away_papers_kept")],
        of_ticket(m.WakeTicket),
        [woken(to="window", to_id="w1")],
    ),
    "the hall was waited for: back to its window": (
        [*CALLED, held(hold="internal_wait")],
        of_ticket(m.WakeTicket),
        [woken(to="window", to_id="w1")],
    ),
    # ------------------------------------------------------------ windows
    "a clerk signs in": (OPEN, at_window(m.SignIn), [signed_in()]),
    "and again, which changes nothing": ([*OPEN, signed_in()], at_window(m.SignIn), []),
    "anybody's window, for who is bound to none": (
        OPEN,
        at_window(m.SignIn, "w3", BEN),
        [signed_in("w3", BEN)],
    ),
    "a clerk may sign in before the doors open": (PREP, at_window(m.SignIn), [signed_in()]),
    "a clerk may sign in while the hall comes back": (RECOVERY, at_window(m.SignIn), [signed_in()]),
    "a clerk who signed out may sit elsewhere": (
        [*OPEN, signed_in(), signed_out()],
        at_window(m.SignIn, "w2"),
        [signed_in("w2")],
    ),
    "a clerk signs out": ([*OPEN, signed_in()], at_window(m.SignOut), [signed_out()]),
    "the one who waits is called": (WAITING, at_window(m.CallNext), [called()]),
    "who came first is called first": (
        [*WAITING, taken(serial=2, at=LATER)],
        at_window(m.CallNext),
        [called()],
    ),
    "first come across the queues of a window": (
        [*OPEN, signed_in("w2", BEN), taken("social", at=LATER), taken("tax", at=T0)],
        at_window(m.CallNext, "w2", BEN),
        [called(B1, "w2", BEN)],
    ),
    "a window sees only its own queues": (
        [*OPEN, signed_in(), taken("tax", at=T0), taken("social", at=LATER)],
        at_window(m.CallNext),
        [called(arrived_at=LATER)],
    ),
    "two who came in the same moment go by number": (
        [*TWO_WINDOWS, taken(), taken(serial=2), called()],
        at_window(m.CallNext, "w2", BEN),
        [called(A2, "w2", BEN)],
    ),
    "who waits is called after closing too": ([*WAITING, extended], at_window(m.CallNext), [called()]),
    "a keypad calls for the person signed in": (
        WAITING,
        want(m.CallNext, actor="device:keypad-w1", window="w1"),
        [called()],
    ),
    "while both lanes wait, priority begins": (
        BOTH_LANES,
        at_window(m.CallNext),
        [called_because("lane", A2, facts={"lane": "priority", "turn": 1, "of": [2, 1]}, turn=1)],
    ),
    "green is of the priority side": (
        [*BOTH_LANES, called_because("lane", A2, turn=1), serving(A2), finished(A2)],
        at_window(m.CallNext),
        [called_because("lane", A3, facts={"lane": "priority", "turn": 2, "of": [2, 1]}, turn=2)],
    ),
    "after two of priority, one normal": (
        [*BOTH_LANES, called_because("lane", A2, turn=2), serving(A2), finished(A2)],
        at_window(m.CallNext),
        [called_because("lane", A1, facts={"lane": "normal", "turn": 3, "of": [2, 1]}, turn=0)],
    ),
    "waiting longer than promised comes first": (
        [*OPEN, signed_in(), taken(), in_lane(2)],
        at_window(m.CallNext, at=T0 + 2700 * S + 1),
        [called_because("promise", A1, facts={"since": T0})],
    ),
    "returned to the front comes first": (
        [*CALLED, returned(), in_lane(2)],
        at_window(m.CallNext),
        [called_because("directed", A1, facts={"to": "queue"})],
    ),
    "transferred to the person comes first": (
        [*CALLED, transferred("staff", BEN), taken(serial=2), signed_in("w2", BEN)],
        at_window(m.CallNext, "w2", BEN),
        [called_because("directed", A1, "w2", BEN, facts={"to": "staff"})],
    ),
    "a chosen number, out of its order (R47)": ([*WAITING, taken(serial=2)], chosen(A2), [called_chosen(A2)]),
    "a passed citizen stands at the window": (PASSED, chosen(), [called_chosen()]),
    "a held one too": (HELD, chosen(), [called_chosen()]),
    "the last call before closing": ([*PASSED, extended], chosen(), [called_chosen()]),
    "a chosen number directed elsewhere": (
        [*CALLED, transferred("window", "w2")],
        chosen(),
        [called_chosen()],
    ),
    "the reason of a choice ends after 200 characters": (
        WAITING,
        chosen(reason="长" * 300),
        [called_chosen(reason="长" * 200)],
    ),
    "nobody waits and somebody walks in": (
        [*OPEN, signed_in()],
        walk_in(),
        [taken(walk_in=True), called_because("walk_in")],
    ),
    "who waits for other windows is not in the way": (
        [*OPEN, signed_in(), taken("tax")],
        walk_in(),
        [taken(walk_in=True), called_because("walk_in")],
    ),
    "called by mistake": (
        CALLED,
        at_window(m.ReturnToFront, reason=" 叫错了 "),
        [returned()],
    ),
    "held from the call": (CALLED, at_window(m.Hold, kind="away_no_papers"), [held()]),
    "held from the service": (
        SERVING,
        at_window(m.Hold, kind="internal_wait"),
        [held(hold="internal_wait")],
    ),
    "transferred to a queue": (
        SERVING,
        transfer("queue", "tax"),
        [transferred("queue", "tax", "tax")],
    ),
    "transferred to a queue, to come back": (
        CALLED,
        transfer("queue", "tax", come_back=True),
        [transferred("queue", "tax", "tax", come_back=True)],
    ),
    "transferred to a window of its queue": (
        SERVING,
        transfer("window", "w2"),
        [transferred("window", "w2")],
    ),
    "transferred to a window of another queue": (
        SERVING,
        transfer("window", "w3"),
        [transferred("window", "w3", "tax")],
    ),
    "transferred to a person at work": (
        [*SERVING, signed_in("w3", EVE)],
        transfer("staff", EVE),
        [transferred("staff", EVE, "tax")],
    ),
    "the cashier's leg ends: back to where it came from": (
        [*CHAINED, serving(A1, "w3", EVE)],
        at_window(m.Finish, "w3", EVE),
        [transferred("window", "w1", window="w3", staff=EVE, chain=True)],
    ),
    "so it does from the call": (
        CHAINED,
        at_window(m.Finish, "w3", EVE),
        [
            serving(A1, "w3", EVE, implied=True),
            transferred("window", "w1", window="w3", staff=EVE, chain=True),
        ],
    ),
    "and the chain ends there": (
        [
            *CHAINED,
            serving(A1, "w3", EVE),
            transferred("window", "w1", window="w3", staff=EVE, chain=True),
            called_because("directed"),
            serving(),
        ],
        at_window(m.Finish),
        [finished()],
    ),
    "called once more": (CALLED, at_window(m.Recall), [recalled()]),
    "the citizen came": (CALLED, at_window(m.StartService), [serving()]),
    "a press meant for this number, in time": (
        CALLED,
        at_window(m.StartService, meant=f"calling:{A1}", until=T0),
        [serving()],
    ),
    "the citizen did not come": (CALLED, at_window(m.Pass), [passed()]),
    "served": (SERVING, at_window(m.Finish), [finished()]),
    "finishing a called ticket implies the start": (
        CALLED,
        at_window(m.Finish),
        [serving(implied=True), finished()],
    ),
    "serving the next closes the rating of the one before": (
        [*FINISHED, taken(serial=2), called(A2)],
        at_window(m.StartService),
        [lapsed(), serving(A2)],
    ),
    "so does finishing the next without saying start": (
        [*FINISHED, taken(serial=2), called(A2)],
        at_window(m.Finish),
        [lapsed(), serving(A2, implied=True), finished(A2)],
    ),
    "a rating that was given stays": (
        [*RATED, taken(serial=2), called(A2)],
        at_window(m.StartService),
        [serving(A2)],
    ),
    "a window pauses": ([*OPEN, signed_in()], at_window(m.Suspend, reason=" 取材料 "), [suspended()]),
    "pausing twice is pausing once": (
        [*OPEN, signed_in(), suspended()],
        at_window(m.Suspend, reason="又"),
        [],
    ),
    "and goes on": ([*OPEN, signed_in(), suspended()], at_window(m.Resume), [resumed()]),
    "the pause key has a reason of its own": (
        [*OPEN, signed_in()],
        at_window(m.TogglePause),
        [suspended(reason="短暂离开")],
    ),
    "the pause key again": ([*OPEN, signed_in(), suspended()], at_window(m.TogglePause), [resumed()]),
    # ------------------------------------------------------------ ratings and time
    "a press in time": (FINISHED, press(4), [rated(level=4)]),
    "time passes and nothing is due": (FINISHED, want(m.Tick, LATER), []),
}

REFUSED = {
    # ------------------------------------------------------------ the hall
    "opening while it comes back": (RECOVERY, want(m.OpenHall), "recovery"),
    "closing while it comes back": (RECOVERY, want(m.CloseHall), "recovery"),
    "extending while it comes back": (RECOVERY, want(m.ExtendHall), "recovery"),
    "extending before opening": (PREP, want(m.ExtendHall), "wrong_state"),
    "opening before any day": ([], want(m.OpenHall), "wrong_state"),
    "closing before any day": ([], want(m.CloseHall), "wrong_state"),
    "recovering from nothing": (OPEN, want(m.RecoverHall), "wrong_state"),
    "closing while somebody is served": ([*SERVING, extended], want(m.CloseHall), "tickets_in_hand"),
    # ------------------------------------------------------------ tickets
    "a queue that is not": (OPEN, take("post"), "unknown_queue"),
    "a lane that is not": (OPEN, at_help_desk("vip"), "unknown_lane"),
    "a lane that is not, at a kiosk": (OPEN, take(kiosk="k1", lane="vip"), "unknown_lane"),
    "priority from a clerk": (OPEN, at_help_desk("priority", staff=ANN), "forbidden"),
    "priority from nobody": (OPEN, at_help_desk("priority", staff="9999"), "forbidden"),
    "priority without a reason": (OPEN, at_help_desk("priority", " "), "reason_required"),
    "priority at a kiosk": (OPEN, take(kiosk="k1", lane="priority"), "forbidden"),
    "the green channel from a clerk": (OPEN, at_help_desk("green", staff=BEN), "forbidden"),
    "the green channel at a kiosk": (OPEN, take(kiosk="k1", lane="green", reason="加急"), "forbidden"),
    "the green channel without a reason": (OPEN, at_help_desk("green", ""), "reason_required"),
    "a late ticket without a reason": (EXTENDED, at_help_desk("normal", " "), "reason_required"),
    "a late ticket at a kiosk": (EXTENDED, take(kiosk="k1", reason="晚了"), "hall_not_open"),
    "a late ticket after the day": (CLOSED, at_help_desk("normal"), "hall_not_open"),
    "giving up a ticket that is not": (OPEN, of_ticket(m.CancelTicket), "unknown_ticket"),
    "giving up at the window": (CALLED, of_ticket(m.CancelTicket), "wrong_state"),
    "giving up twice": ([*WAITING, cancelled()], of_ticket(m.CancelTicket), "wrong_state"),
    "requeueing a ticket that is not": (OPEN, of_ticket(m.RequeueTicket), "unknown_ticket"),
    "requeueing at a kiosk that is not": (
        PASSED,
        want(m.RequeueTicket, ticket=A1, kiosk="k9"),
        "unknown_kiosk",
    ),
    "requeueing who waits": (WAITING, of_ticket(m.RequeueTicket), "wrong_state"),
    "requeueing a second time": (
        [*PASSED, requeued(), called(), passed()],
        of_ticket(m.RequeueTicket),
        "requeue_limit",
    ),
    "requeueing while it comes back": (
        [*PASSED, gap(600, recovery=True)],
        of_ticket(m.RequeueTicket),
        "recovery",
    ),
    "waking a ticket that is not": (OPEN, of_ticket(m.WakeTicket), "unknown_ticket"),
    "waking who waits": (WAITING, of_ticket(m.WakeTicket), "wrong_state"),
    "a citizen whose papers are at the window": (
        [*SERVING, held(hold="away_papers_kept")],
        want(m.WakeTicket, actor="visitor", ticket=A1),
        "wait_for_staff",
    ),
    "waking twice": ([*HELD, woken()], of_ticket(m.WakeTicket), "wrong_state"),
    "waking while it comes back": ([*HELD, gap(600, recovery=True)], of_ticket(m.WakeTicket), "recovery"),
    "a number before opening": (PREP, take(), "hall_not_open"),
    "a number after closing": (EXTENDED, take(), "hall_not_open"),
    "a number while the hall comes back": (RECOVERY, take(), "recovery"),
    "keeping a ticket that is not": (OPEN, keep("20261123-Z001"), "unknown_ticket"),
    "keeping a ticket whose paper is fine": ([*OPEN, taken(kiosk="k1"), slip_printed], keep(), "wrong_state"),
    "keeping a ticket that is void": ([*SLIP_FAILED, voided()], keep(), "wrong_state"),
    "keeping another kiosk's ticket": (SLIP_FAILED, keep(actor="kiosk:k2"), "forbidden"),
    "voiding a ticket that is not": (OPEN, void("20261123-Z001"), "unknown_ticket"),
    "voiding without a reason": (WAITING, void(reason="  "), "reason_required"),
    "voiding who stands at the window": (CALLED, void(), "wrong_state"),
    "a kiosk voiding another kiosk's ticket": (SLIP_FAILED, void(actor="kiosk:k2"), "forbidden"),
    "a kiosk voiding a ticket that has paper": (
        [*OPEN, taken(kiosk="k1"), slip_printed],
        void(actor="kiosk:k1"),
        "forbidden",
    ),
    "a printer's word about a ticket that is not": (OPEN, report(printed=True), "unknown_ticket"),
    # ------------------------------------------------------------ windows
    "signing in where no window is": (OPEN, at_window(m.SignIn, "w9"), "unknown_window"),
    "signing in as nobody": (OPEN, at_window(m.SignIn, staff="9999"), "unknown_staff"),
    "signing in at another unit's window": (OPEN, at_window(m.SignIn, "w3"), "not_allowed_here"),
    "signing in at the bank (R19)": (OPEN, at_window(m.SignIn, "bank", BEN), "not_allowed_here"),
    "signing in after the day": (CLOSED, at_window(m.SignIn), "hall_not_open"),
    "signing in before any day": ([], at_window(m.SignIn), "hall_not_open"),
    "signing in where somebody is": ([*OPEN, signed_in()], at_window(m.SignIn, staff=BEN), "window_taken"),
    "signing in at a second window": ([*OPEN, signed_in()], at_window(m.SignIn, "w2"), "signed_in_elsewhere"),
    "signing out where nobody is": (OPEN, at_window(m.SignOut), "not_signed_in"),
    "signing out somebody else": ([*OPEN, signed_in()], at_window(m.SignOut, staff=BEN), "not_signed_in"),
    "signing out with a citizen called": (CALLED, at_window(m.SignOut), "window_busy"),
    "signing out with a citizen at the desk": (SERVING, at_window(m.SignOut), "window_busy"),
    "calling where no window is": (OPEN, at_window(m.CallNext, "w9"), "unknown_window"),
    "calling without having signed in": ([*OPEN, taken()], at_window(m.CallNext), "not_signed_in"),
    "calling at somebody else's window": (WAITING, at_window(m.CallNext, staff=BEN), "not_signed_in"),
    "calling from a keypad where nobody is": (
        [*OPEN, taken()],
        want(m.CallNext, actor="device:keypad-w1", window="w1"),
        "not_signed_in",
    ),
    "calling when nobody waits": ([*OPEN, signed_in()], at_window(m.CallNext), "nobody_waiting"),
    "calling when only other queues wait": (
        [*OPEN, signed_in(), taken("tax")],
        at_window(m.CallNext),
        "nobody_waiting",
    ),
    "a press that was meant for an idle window": (
        [*CALLED, taken(serial=2)],
        at_window(m.Finish, meant="idle:"),
        "moved_on",
    ),
    "a press that was meant for another number": (
        CALLED,
        at_window(m.StartService, meant=f"calling:{A2}"),
        "moved_on",
    ),
    "a press that was too long on its way": (CALLED, at_window(m.StartService, until=T0 - 1), "stale_key"),
    "a press that was meant for a window that is not": (
        OPEN,
        at_window(m.CallNext, "w9", meant="idle:", until=1),
        "unknown_window",
    ),
    "calling with a citizen called": ([*CALLED, taken(serial=2)], at_window(m.CallNext), "window_busy"),
    "calling while paused": ([*WAITING, suspended()], at_window(m.CallNext), "window_suspended"),
    "calling before opening": ([*PREP, signed_in()], at_window(m.CallNext), "hall_not_open"),
    "calling while the hall comes back": (RECOVERY, at_window(m.CallNext), "recovery"),
    "choosing where no window is": (WAITING, chosen(window="w9"), "unknown_window"),
    "choosing a ticket that is not": (WAITING, chosen(A2), "unknown_ticket"),
    "choosing without a reason": (WAITING, chosen(reason="  "), "reason_required"),
    "choosing who is served": (
        [*SERVING, signed_in("w2", BEN)],
        chosen(window="w2", staff=BEN),
        "wrong_state",
    ),
    "choosing another queue's number": ([*WAITING, taken("tax")], chosen(B1), "other_queue"),
    "choosing with a citizen called": ([*CALLED, taken(serial=2)], chosen(A2), "window_busy"),
    "choosing while paused": ([*WAITING, suspended()], chosen(), "window_suspended"),
    "choosing after the day": (CLOSED, chosen(), "hall_not_open"),
    "walking in where others wait": (WAITING, walk_in(), "others_wait"),
    "walking in where one is directed": (
        [*CALLED, returned()],
        walk_in(),
        "others_wait",
    ),
    "walking in for another queue": ([*OPEN, signed_in()], walk_in("tax"), "other_queue"),
    "walking in for a queue that is not": ([*OPEN, signed_in()], walk_in("post"), "unknown_queue"),
    "walking in where nobody sits": (OPEN, walk_in(), "not_signed_in"),
    "walking in with a citizen called": (CALLED, walk_in(), "window_busy"),
    "walking in after the day": (CLOSED, walk_in(), "hall_not_open"),
    "recalling too often": ([*CALLED, *[recalled()] * 5], at_window(m.Recall), "recall_limit"),
    "returning without a reason": (CALLED, at_window(m.ReturnToFront, reason=" "), "reason_required"),
    "returning who is being served": (SERVING, at_window(m.ReturnToFront, reason="叫错了"), "wrong_state"),
    "returning at somebody else's window": (
        CALLED,
        at_window(m.ReturnToFront, staff=BEN, reason="叫错了"),
        "not_signed_in",
    ),
    "holding nobody": (WAITING, at_window(m.Hold, kind="internal_wait"), "wrong_state"),
    "holding in a way that is not": (SERVING, at_window(m.Hold, kind="lunch"), "unknown_hold"),
    "transferring nobody": (WAITING, transfer("queue", "tax"), "wrong_state"),
    "transferring to a queue that is not": (SERVING, transfer("queue", "post"), "unknown_queue"),
    "transferring to a window that is not": (SERVING, transfer("window", "w9"), "unknown_window"),
    "transferring to a person that is not": (SERVING, transfer("staff", "9999"), "unknown_staff"),
    "transferring to who is not at work": (SERVING, transfer("staff", EVE), "not_at_work"),
    "transferring to the moon": (SERVING, transfer("moon", "w2"), "unknown_window"),
    "transferring to the bank": (SERVING, transfer("window", "bank"), "transfer_forbidden"),
    "transferring to the same window": (SERVING, transfer("window", "w1"), "transfer_forbidden"),
    "transferring to oneself": (SERVING, transfer("staff", ANN), "transfer_forbidden"),
    "recalling nobody": (WAITING, at_window(m.Recall), "wrong_state"),
    "recalling who is being served": (SERVING, at_window(m.Recall), "wrong_state"),
    "starting with nobody": (WAITING, at_window(m.StartService), "wrong_state"),
    "starting twice": (SERVING, at_window(m.StartService), "wrong_state"),
    "passing who is being served": (SERVING, at_window(m.Pass), "wrong_state"),
    "passing twice": (PASSED, at_window(m.Pass), "wrong_state"),
    "finishing nobody": (WAITING, at_window(m.Finish), "wrong_state"),
    "finishing twice": (FINISHED, at_window(m.Finish), "wrong_state"),
    "finishing at somebody else's window": (SERVING, at_window(m.Finish, staff=BEN), "not_signed_in"),
    "pausing without a reason": ([*OPEN, signed_in()], at_window(m.Suspend, reason=" "), "reason_required"),
    "pausing with a citizen at the desk": (SERVING, at_window(m.Suspend, reason="取材料"), "window_busy"),
    "going on without a pause": (WAITING, at_window(m.Resume), "wrong_state"),
    "the pause key with a citizen at the desk": (SERVING, at_window(m.TogglePause), "window_busy"),
    "the pause key where no window is": (OPEN, at_window(m.TogglePause, "w9"), "unknown_window"),
    # ------------------------------------------------------------ ratings
    "a press where no window is": (FINISHED, press(window="w9"), "unknown_window"),
    "a press before any visit": (WAITING, press(), "rating_closed"),
    "a press while the visit goes on": (SERVING, press(), "rating_closed"),
    "a press after the time": (FINISHED, press(at=T0 + 30 * S + 1), "rating_closed"),
    "a second press": (RATED, press(1), "already_rated"),
    "a key that means no level": (FINISHED, press(0), "unknown_level"),
    "a level above five": (FINISHED, press(6), "unknown_level"),
}  # fmt: skip

STRICT = plan_with(no_show_calls=3, no_show_s=60, transfer_allowed=False, requeue_times=0)
CALLED_THRICE = [*CALLED, recalled(), recalled()]
BY_SETTING = {
    "passing after one call": (STRICT, CALLED, at_window(m.Pass, at=T0 + 60 * S), "pass_too_early"),
    "passing after two calls": (
        STRICT,
        [*CALLED, recalled()],
        at_window(m.Pass, at=T0 + 60 * S),
        "pass_too_early",
    ),
    "passing before the time": (
        STRICT,
        CALLED_THRICE,
        at_window(m.Pass, at=T0 + 60 * S - 1),
        "pass_too_early",
    ),
    "passing in time": (STRICT, CALLED_THRICE, at_window(m.Pass, at=T0 + 60 * S), [passed()]),
    "a hall that settles at the first window": (
        STRICT,
        SERVING,
        transfer("queue", "tax"),
        "transfer_forbidden",
    ),
    "a hall that never requeues": (STRICT, PASSED, of_ticket(m.RequeueTicket), "requeue_limit"),
    "a citizen may say so at the kiosk": (
        plan_with(citizen_priority=True),
        OPEN,
        take(token="secret-A1", kiosk="k1", lane="priority"),
        [taken(kiosk="k1", lane="priority")],
    ),
    "but never open the green channel": (
        plan_with(citizen_priority=True),
        OPEN,
        take(kiosk="k1", lane="green"),
        "forbidden",
    ),
    "one key calls": (plan_with(one_key=True), WAITING, at_window(m.CallNext), [called()]),
    "one key finishes and calls": (
        plan_with(one_key=True),
        [*CALLED, taken(serial=2)],
        at_window(m.CallNext),
        [serving(implied=True), finished(), called(A2)],
    ),
    "one key finishes though nobody waits": (
        plan_with(one_key=True),
        SERVING,
        at_window(m.CallNext),
        [finished()],
    ),
    "one key and nobody anywhere": (
        plan_with(one_key=True),
        [*OPEN, signed_in()],
        at_window(m.CallNext),
        "nobody_waiting",
    ),
    "a call is stored while nobody waits": (
        plan_with(store_next=True),
        [*OPEN, signed_in()],
        at_window(m.CallNext, store=True),
        [stored],
    ),
    "stored once is enough": (
        plan_with(store_next=True),
        [*OPEN, signed_in(), stored],
        at_window(m.CallNext, store=True),
        [],
    ),
    "stored where the hall does not store": (
        PLAN,
        [*OPEN, signed_in()],
        at_window(m.CallNext, store=True),
        "nobody_waiting",
    ),
    "not stored unless it is wished": (
        plan_with(store_next=True),
        [*OPEN, signed_in()],
        at_window(m.CallNext),
        "nobody_waiting",
    ),
    "a stored call waits for somebody": (
        plan_with(store_next=True),
        [*OPEN, signed_in(), stored, taken("tax")],
        want(m.Tick),
        [],
    ),
    "somebody comes: a stored call calls": (
        plan_with(store_next=True),
        [*OPEN, signed_in(), stored, taken()],
        want(m.Tick),
        [called()],
    ),
    "two stored: who asked first": (
        plan_with(store_next=True),
        [*TWO_WINDOWS, happened(m.NextStored, T0 + S, window="w1", staff=ANN), stored_at_w2, taken()],
        want(m.Tick),
        [called(A1, "w2", BEN)],
    ),
    "a stored call is none while the hall is at lunch": (
        plan_with(store_next=True),
        [*OPEN, signed_in(), stored, taken(), happened(m.HallAtLunch)],
        want(m.Tick),
        [],
    ),
    "a stored call is forgotten at the next pause": (
        plan_with(store_next=True),
        [*OPEN, signed_in(), stored, suspended(), resumed(), taken()],
        want(m.Tick),
        [],
    ),
    "one key: who was called so long ago has come": (
        plan_with(one_key=True),
        CALLED,
        want(m.Tick, T0 + 90 * S),
        [serving(implied=True)],
    ),
    "one key: a second before that": (plan_with(one_key=True), CALLED, want(m.Tick, T0 + 90 * S - 1), []),
    "one key: the rating before lapses first": (
        plan_with(one_key=True, rating_open_s=600),
        [*FINISHED, taken(serial=2), called(A2)],
        want(m.Tick, T0 + 90 * S),
        [lapsed(), serving(A2, implied=True)],
    ),
    "one key: who is served already": (plan_with(one_key=True), SERVING, want(m.Tick, T0 + 3600 * S), []),
    "without it a clerk must say so": (PLAN, CALLED, want(m.Tick, T0 + 3600 * S), []),
    "one key is no key for a chosen number": (
        plan_with(one_key=True),
        [*CALLED, taken(serial=2)],
        chosen(A2),
        "window_busy",
    ),
}


CASES: dict[str, Case] = {
    **{name: (PLAN, *case) for name, case in (ACCEPTED | REFUSED).items()},
    **BY_SETTING,
}


@pytest.mark.parametrize(
    ("role", "lanes"),
    [
        (Role.CLERK, set()),
        (Role.LEAD, {"green"}),
        (Role.HELP_DESK, {"priority"}),
        (Role.DUTY, {"priority", "green"}),
        (Role.ADMIN, set()),
    ],
)
def test_who_may_give_which_lane(role, lanes):
    people = tuple(replace(p, roles=frozenset({role})) for p in PLAN.staff)
    hall = hall_after(OPEN, replace(PLAN, staff=people))
    given = {
        lane for lane in ("priority", "green") if not isinstance(decide(hall, at_help_desk(lane)), m.Refusal)
    }
    assert given == lanes


@pytest.mark.parametrize("press_", [press(), press(1), press(0)], ids=["five", "one", "no level"])
def test_a_refused_press_is_logged_all_the_same(press_):
    hall = hall_after(RATED)
    refusal = apply(hall, press_)
    assert told(refusal.events) == told([press_refused("already_rated", level=press_.level)])
    assert hall.tickets[A1].rating == "rated"


def test_a_ticket_called_at_one_window_is_gone_for_the_other():
    hall = hall_after([*TWO_WINDOWS, taken()])
    assert told(apply(hall, at_window(m.CallNext))) == told([called()])
    assert apply(hall, at_window(m.CallNext, "w2", BEN)).code == "nobody_waiting"


def test_the_hall_of_the_demonstration_opens_by_itself():
    hall = Hall(plan_with(auto_open=True))
    assert [type(e) for e in apply(hall, start_day())] == [m.DayStarted, m.HallOpened]


def test_a_long_morning_is_fifo_at_every_window():
    """Sixty tickets, three windows that take turns: nobody is overtaken within a queue."""
    hall = hall_after([*TWO_WINDOWS, signed_in("w3", EVE)])
    order: dict[str, list[int]] = {"social": [], "tax": []}
    for i in range(60):
        apply(hall, take("social" if i % 3 else "tax", at=T0 + i, token=str(i)))
    for turn in range(90):
        window, clerk = (("w1", ANN), ("w2", BEN), ("w3", EVE))[turn % 3]
        decision = apply(hall, at_window(m.CallNext, window, clerk, at=T0 + 100 + turn))
        if not isinstance(decision, m.Refusal):
            ticket = hall.tickets[decision[0].ticket]
            order[ticket.queue].append(ticket.serial)
            apply(hall, at_window(m.Finish, window, clerk, at=T0 + 100 + turn))
    assert order == {"social": list(range(1, 41)), "tax": list(range(1, 21))}
    assert hall.waiting_total() == 0


def test_who_received_a_citizen_first_is_kept_over_every_leg():
    """首问责任人 (R36), whoever serves in the end."""
    hall = hall_after([*CHAINED, serving(A1, "w3", EVE)])
    assert (hall.tickets[A1].first_receiver, hall.tickets[A1].staff) == (ANN, EVE)


def test_a_ticket_is_named_after_its_day_and_number():
    hall = hall_after(OPEN)
    assert apply(hall, take())[0].ticket == ticket_id() == "20261123-A001"


def test_an_outage_is_no_time_to_come_to_the_window():
    strict = plan_with(no_show_s=60, gap_s=600)
    hall = hall_after([*CALLED, gap(300, recovery=False, at=T0 + 300 * S)], strict)
    assert apply(hall, at_window(m.Pass, at=T0 + 360 * S - 1)).code == "pass_too_early"
    assert told(apply(hall, at_window(m.Pass, at=T0 + 360 * S))) == told([passed()])


def test_who_was_called_without_paper_is_kept_when_sent_on():
    hall = hall_after([*SLIP_FAILED, signed_in(), called(), transferred("queue", "tax", "tax")])
    assert told(apply(hall, want(m.Tick, T0 + 30 * S + 1))) == told([kept])


def test_who_is_sent_counts_only_those_sent_before():
    hall = hall_after([*CALLED, returned(), taken(serial=2)])
    assert [ahead(hall, hall.tickets[id_]) for id_ in (A1, A2)] == [0, 1]
