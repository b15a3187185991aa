"""The day and its numbers: given what happened, when somebody wants something, then this, or a polite no."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.decide import decide
from server.domain.facts.plan import Role
from server.domain.hall import Hall
from server.domain.turns.dispatch import ahead
from tests.domain.asked import (
    LATER,
    SLIP_FAILED,
    at_help_desk,
    extended,
    in_lane,
    keep,
    kept,
    of_ticket,
    report,
    slip_printed,
    void,
)
from tests.halls import (
    A1,
    A2,
    ANN,
    BEN,
    CALLED,
    CLOSED,
    DAY,
    DUTY,
    EXTENDED,
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
    called,
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
    requeued,
    returned,
    serving,
    signed_in,
    signed_out,
    slip_failed,
    start_day,
    take,
    taken,
    ticket_id,
    told,
    transferred,
    voided,
    want,
    woken,
)

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
}  # fmt: skip


CASES: dict[str, Case] = {name: (PLAN, *case) for name, case in (ACCEPTED | REFUSED).items()}


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


def test_the_hall_of_the_demonstration_opens_by_itself():
    hall = Hall(plan_with(auto_open=True))
    assert [type(e) for e in apply(hall, start_day())] == [m.DayStarted, m.HallOpened]


def test_a_ticket_is_named_after_its_day_and_number():
    hall = hall_after(OPEN)
    assert apply(hall, take())[0].ticket == ticket_id() == "20261123-A001"


def test_who_was_called_without_paper_is_kept_when_sent_on():
    hall = hall_after([*SLIP_FAILED, signed_in(), called(), transferred("queue", "tax", "tax")])
    assert told(apply(hall, want(m.Tick, T0 + 30 * S + 1))) == told([kept])


def test_who_is_sent_counts_only_those_sent_before():
    hall = hall_after([*CALLED, returned(), taken(serial=2)])
    assert [ahead(hall, hall.tickets[id_]) for id_ in (A1, A2)] == [0, 1]
