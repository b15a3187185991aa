"""By hand: an outage declared, its paper entered, the hall resumed (R119, decisions 14 to 16)."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.decide import decide, next_due
from server.domain.evolve import evolve
from server.domain.hall import Incident
from server.domain.turns.dispatch import choose
from server.domain.views.duty import duty_view
from server.domain.words.notices import hall_words, kiosk_closed_words
from server.domain.words.speech import spoken
from tests.halls import (
    A1,
    ANN,
    BEN,
    CLOSED,
    DUTY,
    INCIDENT,
    TIMED,
    TIMED_OPEN,
    Case,
    S,
    apply,
    at_window,
    called,
    cancelled,
    finished,
    gap,
    hall_after,
    happened,
    held,
    lapsed,
    oclock,
    passed,
    press,
    rated,
    serving,
    signed_in,
    slip_failed,
    start_day,
    take,
    taken,
    ticket_id,
    told,
    want,
)

OFFICER = f"staff:{DUTY}"
CUT, BACK, NOW = oclock("9:40"), oclock("10:20"), oclock("10:25")
A801, A802 = ticket_id(serial=801), ticket_id(serial=802)


def stop(clock: str = "9:40", back: str = "10:20", **more: object) -> m.Event:
    """Nobody was alive in between."""
    away = (oclock(back) - oclock(clock)) // S
    return gap(away, recovery=True, at=oclock(back), **more)


def declared(clock: str = "9:50", incident: str = INCIDENT) -> m.Event:
    return happened(m.OutageDeclared, oclock(clock), incident=incident, reason="停电")


SHORT = happened(m.OutageDeclared, oclock("9:50"), incident=INCIDENT, reason="停电", short=True)
HALF_PAST = happened(m.OutageDeclared, oclock("9:50") + 30 * S, incident=INCIDENT, reason="停电")
RECOVERED = happened(m.HallRecovered, oclock("10:28"))
STOPPED = [*TIMED_OPEN, signed_in("w1", ANN), signed_in("w2", BEN)]


def after(*events: m.Event) -> list[m.Event]:
    """Then the power was cut for forty minutes."""
    return [*STOPPED, *events, stop()]


ONE_WAITED = after(taken(at=oclock("9:30")))
ONE_SERVED = after(taken(), called(at=oclock("9:30")), serving(at=oclock("9:31")))


def enter(number: str = "A001", outcome: str = "finished", **more: object) -> m.Command:
    paper = {"window": "w1", "staff": ANN, "ended_at": oclock("10:00")} if outcome == "finished" else {}
    return want(m.BackEnter, NOW, OFFICER, number=number, outcome=outcome, **(paper | more))


def paper(number: str = "A801", outcome: str = "waiting", **more: object) -> m.Command:
    return enter(number, outcome, **({"taken_at": oclock("9:45")} | more))


def paper_taken(number: str = "A801", event_at: int = oclock("9:45"), **more: object) -> m.Event:
    what = {"ticket": f"20261123-{number}", "queue": "social", "number": number, "serial": int(number[1:])}
    return happened(m.PaperTaken, NOW, **(what | {"event_at": event_at, "incident": INCIDENT} | more))


def paper_finished(ticket: str = A1, **more: object) -> m.Event:
    what = {"ticket": ticket, "window": "w1", "staff": ANN, "event_at": oclock("10:00"), "incident": INCIDENT}
    return happened(m.PaperFinished, NOW, **(what | more))


def paper_void(ticket: str = A1, event_at: int = NOW, reason: str = "改用手工号A801") -> m.Event:
    what = {"ticket": ticket, "reason": reason, "event_at": event_at, "incident": INCIDENT}
    return happened(m.TicketVoided, NOW, source="manual", **what)


def close(incident: str = INCIDENT, report: str = " 变压器跳闸 ") -> m.Command:
    return want(m.CloseIncident, actor=OFFICER, incident=incident, report=report)


INCIDENT_CLOSED = happened(m.IncidentClosed, incident=INCIDENT, report="变压器跳闸")
SETTLED = [*after(), RECOVERED]
BY_HAND: dict[str, Case] = {
    # ------------------------------------------------------------ declaring and resuming
    "the duty officer goes over to paper": (
        TIMED,
        STOPPED,
        want(m.DeclareOutage, reason=" 停电 "),
        [declared()],
    ),
    "a second outage of the day": (
        TIMED,
        [*SETTLED],
        want(m.DeclareOutage, reason="停电"),
        [declared(incident="IN-20261123-2")],
    ),
    "declared twice": (TIMED, [*STOPPED, declared()], want(m.DeclareOutage, reason="又"), []),
    "a short one": (
        TIMED,
        STOPPED,
        want(m.DeclareOutage, NOW, reason="停电", short=True),
        [happened(m.OutageDeclared, NOW, incident=INCIDENT, reason="停电", short=True)],
    ),
    "a short one declared twice": (
        TIMED,
        [*STOPPED, SHORT],
        want(m.DeclareOutage, reason="停电", short=True),
        [],
    ),
    "a short one becomes long": (
        TIMED,
        [*STOPPED, SHORT],
        want(m.DeclareOutage, NOW, reason="变压器跳闸"),
        [happened(m.OutageDeclared, NOW, incident=INCIDENT, reason="变压器跳闸")],
    ),
    "long without a reason": (
        TIMED,
        [*STOPPED, SHORT],
        want(m.DeclareOutage, reason=" "),
        "reason_required",
    ),
    "a long one becomes no short one": (
        TIMED,
        [*STOPPED, declared()],
        want(m.DeclareOutage, reason="停电", short=True),
        [],
    ),
    "declared while the hall comes back": (TIMED, after(), want(m.DeclareOutage, reason="停电"), []),
    "declared without a reason": (TIMED, STOPPED, want(m.DeclareOutage, reason=" "), "reason_required"),
    "declared after the day": (TIMED, CLOSED, want(m.DeclareOutage, reason="停电"), "wrong_state"),
    "declared before any day": (TIMED, [], want(m.DeclareOutage, reason="停电"), "wrong_state"),
    "a person resumes": (TIMED, after(), want(m.RecoverHall, NOW), [happened(m.HallRecovered)]),
    "a person ends the outage": (
        TIMED,
        [*STOPPED, declared()],
        want(m.RecoverHall, NOW),
        [happened(m.HallRecovered)],
    ),
    "nothing to resume from": (TIMED, STOPPED, want(m.RecoverHall, NOW), "wrong_state"),
    "the clock stands before what happened (4.3)": (
        TIMED,
        [*STOPPED, stop(wrong_clock=True)],
        want(m.RecoverHall, BACK),
        "clock_wrong",
    ),
    "the clock was set": (
        TIMED,
        [*STOPPED, stop(wrong_clock=True)],
        want(m.RecoverHall, BACK + 1),
        [happened(m.HallRecovered)],
    ),
    # ------------------------------------------------------------ an incident is put in words
    "a report of what happened": (TIMED, SETTLED, close(), [INCIDENT_CLOSED]),
    "a second report": (TIMED, [*SETTLED, INCIDENT_CLOSED], close(), []),
    "no report": (TIMED, SETTLED, close(report=" "), "reason_required"),
    "an incident that is not": (TIMED, SETTLED, close("IN-20261123-9"), "unknown_incident"),
    "an incident that goes on": (TIMED, after(), close(), "recovery"),
    "a visit in hand when it began is still open": (
        TIMED,
        [*ONE_SERVED, RECOVERED],
        close(),
        "entries_outstanding",
    ),
    "a slip that nobody saw come out": (
        TIMED,
        [*after(taken(kiosk="k1")), happened(m.SlipUnconfirmed, ticket=A1), RECOVERED],
        close(),
        "entries_outstanding",
    ),
    "who was called after it is no debt of it": (
        TIMED,
        [*ONE_WAITED, RECOVERED, called(at=oclock("10:29"))],
        close(),
        [INCIDENT_CLOSED],
    ),
    "who waits is none": (TIMED, [*ONE_WAITED, RECOVERED], close(), [INCIDENT_CLOSED]),
}
ENTRIES: dict[str, Case] = {
    # ------------------------------------------------------------ a machine ticket's end
    "served on paper": (TIMED, ONE_SERVED, enter(), [paper_finished()]),
    "who waited was served on paper, with all its hours": (
        TIMED,
        ONE_WAITED,
        enter(called_at=oclock("9:50"), started_at=oclock("9:51"), window="w2", staff=BEN),
        [paper_finished(window="w2", staff=BEN, called_at=oclock("9:50"), started_at=oclock("9:51"))],
    ),
    "who was passed came after all": (TIMED, after(taken(), called(), passed()), enter(), [paper_finished()]),
    "who was held": (TIMED, after(taken(), called(), held()), enter(), [paper_finished()]),
    "replaced by a paper number": (
        TIMED,
        ONE_WAITED,
        enter(outcome="void", reason=" 改用手工号A801 "),
        [paper_void()],
    ),
    "void at an hour of its own": (
        TIMED,
        ONE_WAITED,
        enter(outcome="void", reason="改用手工号A801", ended_at=oclock("9:55")),
        [paper_void(event_at=oclock("9:55"))],
    ),
    "after the hall has resumed, as soon as there is time": (
        TIMED,
        [*ONE_WAITED, RECOVERED],
        enter(),
        [paper_finished()],
    ),
    "void without a reason": (TIMED, ONE_WAITED, enter(outcome="void", reason=" "), "reason_required"),
    "void at the desk": (TIMED, ONE_SERVED, enter(outcome="void", reason="走了"), "wrong_state"),
    "finished before": (
        TIMED,
        after(taken(), called(), serving(), finished(), lapsed()),
        enter(),
        "wrong_state",
    ),
    "given up before": (TIMED, after(taken(), cancelled()), enter(), "wrong_state"),
    "entered before": (TIMED, [*ONE_WAITED, paper_finished()], enter(), "already_entered"),
    "waits, as the machine knows": (TIMED, ONE_WAITED, enter(outcome="waiting"), "already_entered"),
    "at no window": (TIMED, ONE_WAITED, enter(window="w9"), "unknown_window"),
    "by nobody": (TIMED, ONE_WAITED, enter(staff="9999"), "unknown_staff"),
    "at no hour": (TIMED, ONE_WAITED, enter(ended_at=None), "times_missing"),
    "ended before the outage": (TIMED, ONE_WAITED, enter(ended_at=CUT - 60 * S), "impossible_times"),
    "ended in the minute of the outage, as people write it": (
        TIMED,
        [*STOPPED, taken(at=oclock("9:30")), HALF_PAST],
        enter(ended_at=oclock("9:50")),
        [paper_finished(event_at=oclock("9:50"))],
    ),
    "ended in the moment of the cut": (
        TIMED,
        ONE_WAITED,
        enter(ended_at=CUT),
        [paper_finished(event_at=CUT)],
    ),
    "ended in the future": (TIMED, ONE_WAITED, enter(ended_at=NOW + 1), "impossible_times"),
    "ended before it began": (TIMED, ONE_WAITED, enter(started_at=oclock("10:01")), "impossible_times"),
    "called after it began": (
        TIMED,
        ONE_WAITED,
        enter(called_at=oclock("9:58"), started_at=oclock("9:57")),
        "impossible_times",
    ),
    "an outcome that is not": (TIMED, ONE_WAITED, enter(outcome="eaten"), "unknown_outcome"),
    "no outage today": (TIMED, STOPPED, enter(), "no_outage"),
    "the outage is closed": (TIMED, [*SETTLED, INCIDENT_CLOSED], enter(), "no_outage"),
    "after the day": (
        TIMED,
        [*SETTLED, happened(m.HallClosed, oclock("10:29"))],
        enter(),
        "wrong_state",
    ),
    # ------------------------------------------------------------ a paper ticket
    "a paper number waits": (TIMED, after(), paper(), [paper_taken()]),
    "the last of the pad": (TIMED, after(), paper("A899"), [paper_taken("A899")]),
    "a paper number was served": (
        TIMED,
        after(),
        paper(outcome="finished", window="w1", staff=ANN, ended_at=oclock("10:00")),
        [paper_taken(), paper_finished(A801)],
    ),
    "a paper number was given up": (
        TIMED,
        after(),
        paper(outcome="void", reason="离开"),
        [paper_taken(), paper_void(A801, reason="离开")],
    ),
    "a paper number that waits is served in the end": (
        TIMED,
        [*after(), paper_taken()],
        enter("A801"),
        [paper_finished(A801)],
    ),
    "a paper number a second time": (TIMED, [*after(), paper_taken()], paper(), "already_entered"),
    "a paper number, finished twice": (
        TIMED,
        [*after(), paper_taken(), paper_finished(A801)],
        enter("A801"),
        "already_entered",
    ),
    "a paper number at no hour": (TIMED, after(), paper(taken_at=None), "times_missing"),
    "a paper number of yesterday": (TIMED, after(), paper(taken_at=oclock("0:00") - 1), "impossible_times"),
    "a paper number that ends before it is taken": (
        TIMED,
        after(),
        paper(outcome="finished", window="w1", staff=ANN, ended_at=oclock("9:44")),
        "impossible_times",
    ),
    "a paper number at no window": (
        TIMED,
        after(),
        paper(outcome="finished", window="w9", staff=ANN, ended_at=oclock("10:00")),
        "unknown_window",
    ),
    "a number of the machine that it never gave": (TIMED, after(), paper("A002"), "not_a_paper_number"),
    "one below the pad": (TIMED, after(), paper("A800"), "not_a_paper_number"),
    "one above the pad": (TIMED, after(), paper("A900"), "not_a_paper_number"),
    "another way to write it": (TIMED, after(), paper("A0801"), "not_a_paper_number"),
    "a queue that is not": (TIMED, after(), paper("Z801"), "not_a_paper_number"),
    "a queue without digits": (TIMED, after(), paper("A"), "not_a_paper_number"),
    "nothing at all": (TIMED, after(), paper(""), "not_a_paper_number"),
}
CASES: dict[str, Case] = BY_HAND | {f"entering: {name}": case for name, case in ENTRIES.items()}


def entered(hall, *commands: m.Command) -> None:
    for command in commands:
        assert not isinstance(apply(hall, command), m.Refusal)


# ---------------------------------------------------------------- what the entries make of the hall


def test_a_ticket_finished_on_paper_leaves_its_desk_and_the_board():
    hall = hall_after(ONE_SERVED, TIMED)
    entered(hall, enter())
    ticket = hall.tickets[A1]
    assert (hall.desks["w1"].ticket, hall.desks["w1"].state, hall.calls) == (None, "idle", {})
    assert (ticket.state, ticket.source, ticket.ended_at, ticket.rating) == (
        "finished",
        "manual",
        oclock("10:00"),
        "unrated",
    )
    assert (ticket.called_at, ticket.started_at) == (oclock("9:30"), oclock("9:31"))


def test_a_paper_number_waits_behind_who_came_before_it_and_its_promise_leaves_the_outage_out():
    hall = hall_after([*after(taken(at=oclock("9:35"))), RECOVERED], TIMED)
    entered(hall, want(m.BackEnter, oclock("10:30"), OFFICER, number="A801", outcome="waiting", taken_at=CUT))
    assert [choose(hall, "w1", oclock("10:30"))[0].number, hall.tickets[A801].promise_from] == [
        "A001",
        oclock("10:28"),
    ]
    apply(hall, at_window(m.CallNext, at=oclock("10:31")))
    assert apply(hall, at_window(m.CallNext, "w2", BEN, at=oclock("10:31")))[0].ticket == A801


def test_a_paper_number_entered_before_resuming_is_promised_from_the_resuming():
    hall = hall_after([*after(), paper_taken()], TIMED)
    apply(hall, want(m.RecoverHall, oclock("10:28")))
    assert hall.tickets[A801].promise_from == oclock("10:28")


def test_the_machine_goes_on_with_its_own_numbers():
    """4.3: next machine numbers A042, B024, whatever the paper said."""
    hall = hall_after([*after(taken(), taken(serial=2)), paper_taken(), RECOVERED], TIMED)
    assert apply(hall, take(at=oclock("10:29")))[0].number == "A003"
    assert (hall.counts["paper"], hall.counts["issued"]) == (1, 4)


def test_a_card_of_a_paper_visit_is_entered_for_who_served():
    hall = hall_after([*ONE_WAITED, paper_finished(window="w2", staff=BEN)], TIMED)
    (given,) = apply(hall, want(m.EnterCard, NOW, OFFICER, ticket=A1, level=4))
    assert (given.window, given.staff, given.channel) == ("w2", BEN, "paper")


def test_what_is_owed_is_listed_until_it_is_entered():
    hall = hall_after([*ONE_SERVED, RECOVERED], TIMED)
    assert [o["number"] for o in duty_view(hall, {})["incident"]["outstanding"]] == ["A001"]
    assert apply(hall, close()).params == {"count": "1", "number": "A001"}
    entered(hall, enter(), close())
    assert duty_view(hall, {})["incident"] is None


def test_the_newest_incident_that_is_open_takes_the_entries():
    hall = hall_after([*SETTLED, declared("11:00", "IN-20261123-2")], TIMED)
    assert hall.incident == Incident("IN-20261123-2", oclock("11:00"), "停电")
    apply(hall, want(m.RecoverHall, oclock("11:20")))
    entered(hall, close("IN-20261123-2"))
    assert (hall.incident and hall.incident.id) == INCIDENT


# ---------------------------------------------------------------- the time that counts against nobody


def promise_after(*events: m.Event, resume: str = "10:28") -> float:
    """How many minutes later the promise of a ticket of 9:30 begins."""
    hall = hall_after([*STOPPED, taken(at=oclock("9:30")), *events], TIMED)
    apply(hall, want(m.RecoverHall, oclock(resume)))
    assert hall.lines["social"].promised == [(hall.tickets[A1].promise_from, 1, "", A1)]
    return (hall.tickets[A1].promise_from - oclock("9:30")) / (60 * S)


AWAY = {
    "a stop and the recovery": ([stop()], 48),
    "an outage by the officer's word": ([declared("9:50")], 38),
    "a stop, and a second one while it comes back": ([stop(), stop("10:22", "10:26", incident="")], 48),
    "a stop, and a short one while it comes back": (
        [stop(), gap(30, recovery=False, at=oclock("10:25"))],
        48,
    ),
    "by hand, and then the server stops as well": (
        [declared("9:50"), stop("10:00", "10:20", incident="")],
        38,
    ),
    "by hand, and the server stops for a moment": (
        [declared("9:50"), gap(30, recovery=False, at=oclock("10:00"))],
        38,
    ),
}


@pytest.mark.parametrize(("events", "minutes"), AWAY.values(), ids=AWAY)
def test_every_minute_of_an_outage_is_left_out_of_a_promise_once(events, minutes):
    assert promise_after(*events) == minutes


def test_nobody_is_a_no_show_of_an_outage():
    """Whoever was called before the cut has the whole time again after the resuming."""
    strict = replace(TIMED, settings=replace(TIMED.settings, no_show_s=60))
    hall = hall_after(after(taken(), called(at=oclock("9:39:50"))), strict)
    assert decide(hall, at_window(m.Pass, at=NOW)).code == "recovery"
    apply(hall, want(m.RecoverHall, NOW))
    assert decide(hall, at_window(m.Pass, at=NOW + 59 * S)).code == "pass_too_early"
    assert not isinstance(decide(hall, at_window(m.Pass, at=NOW + 60 * S)), m.Refusal)


def test_who_was_called_after_the_last_sign_of_life_was_not_called_in_the_time_to_come():
    """The server says every ten seconds that it lives: what it did since then is in the log all the same."""
    lenient = replace(TIMED, settings=replace(TIMED.settings, no_show_calls=1, no_show_s=0))
    cut = gap(30, recovery=False, at=oclock("9:40:30"))
    hall = hall_after([*STOPPED, taken(), called(at=oclock("9:40:05")), cut], lenient)
    assert hall.tickets[A1].no_show_from == oclock("9:40:30")
    assert not isinstance(decide(hall, at_window(m.Pass, at=oclock("9:40:30"))), m.Refusal)


def test_a_citizen_without_paper_may_think_as_long_after_the_outage():
    """Ten seconds of thirty were gone when the power went."""
    hall = hall_after(
        [*STOPPED, taken(kiosk="k1"), slip_failed(at=CUT - 10 * S), stop()],
        TIMED,
    )
    assert next_due(hall) is None
    apply(hall, want(m.RecoverHall, NOW))
    assert hall.failed_slips == {A1: NOW + 20 * S}


def test_an_open_rating_is_lengthened_by_the_stop_and_then_runs_on():
    visit = [taken(), called(), serving(), finished(at=CUT - 10 * S)]
    hall = hall_after([*STOPPED, *visit, stop()], TIMED)
    assert next_due(hall) == BACK + 20 * S + 1
    assert told(apply(hall, press(at=BACK + 20 * S))) == told([rated()])
    late = hall_after([*STOPPED, *visit, stop()], TIMED)
    assert told(decide(late, want(m.Tick, BACK + 20 * S + 1))) == told([lapsed()])


def test_a_visit_that_went_on_by_hand_may_be_rated_by_its_press():
    hall = hall_after([*STOPPED, taken(), called(), serving(), declared("9:50")], TIMED)
    apply(hall, at_window(m.Finish, at=oclock("9:55")))
    assert told(apply(hall, press(at=oclock("9:55:10")))) == told([rated()])


def test_no_paper_is_printed_by_itself_after_the_power_is_back():
    hall = hall_after([*STOPPED, taken(kiosk="k1"), taken("tax")], TIMED)
    apply(hall, start_day(at=BACK, gap_s=2400))
    assert [(s["number"], s["slip"]) for s in duty_view(hall, {})["unconfirmed"]] == [("A001", "unconfirmed")]
    apply(hall, want(m.ReportSlip, NOW, ticket=A1, printed=True))
    assert duty_view(hall, {})["unconfirmed"] == []


def test_a_wrong_clock_is_told_until_a_person_resumes():
    hall = hall_after([*TIMED_OPEN, taken(at=oclock("12:00"))], TIMED)
    apply(hall, start_day(at=oclock("9:00")))
    assert duty_view(hall, {})["incident"]["wrong_clock"] is True
    apply(hall, start_day(at=oclock("12:10"), gap_s=600))
    assert decide(hall, want(m.RecoverHall, oclock("12:10"))).code == "clock_wrong"
    apply(hall, want(m.RecoverHall, oclock("12:11")))
    assert (hall.wrong_clock, hall.state) == (False, "open")


def test_a_short_outage_asks_to_wait_and_a_long_one_speaks_of_paper():
    """R119: numbers are kept either way, and the record knows one incident, not two."""
    hall = hall_after([*STOPPED, taken(at=oclock("9:30")), SHORT], TIMED)
    assert "敬请谅解,请稍候" in hall_words(hall)[0]
    assert "号有效" in kiosk_closed_words(hall, "outage")[0]
    assert spoken(hall, SHORT).clip == "outage"
    longer = declared("9:59")
    evolve(hall, longer)
    assert "纸质号" in hall_words(hall)[0]
    assert "纸质号" in kiosk_closed_words(hall, "outage")[0]
    assert spoken(hall, longer).clip == "by-hand"
    assert [(i.id, i.since, i.short) for i in hall.incidents] == [(INCIDENT, oclock("9:50"), False)]
    assert hall.waiting_total() == 1
    evolve(hall, RECOVERED)
    assert hall.state == "open"
