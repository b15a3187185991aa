"""The invariants are only worth something if they break: each row here is a lie that must be found."""

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa

from server.domain import messages as m
from tests.halls import (
    A1,
    A2,
    ANN,
    BEN,
    CALLED,
    CLOSED,
    DAY,
    DUTY,
    FINISHED,
    INCIDENT,
    LUNCH,
    NEXT_DAY,
    OPEN,
    OUTAGE,
    PLAN,
    PREP,
    RECOVERY,
    T0,
    WAITING,
    S,
    at_window,
    called,
    called_because,
    cleared,
    day_started,
    expired,
    finished,
    gap,
    happened,
    lapsed,
    passed,
    raised,
    rated,
    serving,
    signed_in,
    signed_out,
    take,
    taken,
    ticket_id,
    voided,
)
from tests.invariants import Broken, check_log
from tests.server.conftest import make


def rows(events: list[m.Event]) -> list[dict[str, object]]:
    """As the table would hold them."""
    return [
        {
            "seq": seq,
            "day": DAY,
            "at": e.at,
            "type": e.type,
            "actor": e.actor,
            "body": json.dumps(m.to_record(e)),
        }
        for seq, e in enumerate(events, 1)
    ]


TWO = [*OPEN, signed_in(), signed_in("w2", BEN), taken(), taken(serial=2)]
LIES = {
    "a number that was left out": [*OPEN, taken(), taken(serial=3)],
    "a number given twice": [*OPEN, taken(), taken()],
    "a number of the paper range": [*OPEN, *(taken(serial=n) for n in range(1, 802))],
    "a ticket called that nobody took": [*OPEN, signed_in(), called()],
    "called twice": [*CALLED, called()],
    "called at two windows": [*TWO, called(), called(A1, "w2", BEN)],
    "two at one window": [*TWO, called(), called(A2)],
    "one before another who came first": [*TWO, called(A2)],
    "called by a window that does not serve the queue": [
        *OPEN,
        signed_in(),
        taken("tax"),
        called("20261123-B001"),
    ],
    "called where nobody sits": [*OPEN, taken(), called()],
    "called in another's name": [*WAITING, called(staff=BEN)],
    "served without a call": [*WAITING, serving()],
    "finished at another window": [*TWO, called(), serving(), finished(window="w2", staff=BEN)],
    "void while called": [*CALLED, voided()],
    "passed twice": [*CALLED, passed(), passed()],
    "signed out with a citizen at the desk": [*CALLED, signed_out()],
    "two people at one desk": [*OPEN, signed_in(), signed_in(staff=BEN)],
    "one person at two desks": [*OPEN, signed_in(), signed_in("w2", ANN)],
    "a rating of nobody": [*WAITING, rated()],
    "a rating before the end": [*CALLED, rated()],
    "a second rating": [*FINISHED, rated(), rated(level=1)],
    "a rating for another person": [*FINISHED, rated(staff=BEN)],
    "a rating of another window": [*FINISHED, rated(window="w2")],
    "a level that is none": [*FINISHED, rated(level=0)],
    "time that runs backwards": [*OPEN, taken(at=0)],
}


def paper(serial: int = 801, at: int = T0, **more: object) -> m.Event:
    what = {"ticket": ticket_id(serial=serial), "queue": "social", "number": f"A{serial}", "serial": serial}
    return happened(m.PaperTaken, at, **(what | {"event_at": T0, "incident": INCIDENT} | more))


def on_paper(ticket: str = A1, **more: object) -> m.Event:
    what = {"ticket": ticket, "window": "w1", "staff": ANN, "event_at": T0, "incident": INCIDENT}
    return happened(m.PaperFinished, **(what | more))


def follow_up(level: int = 1, ticket: str = A1, **more: object) -> m.Event:
    what = {"case": "BR-1", "ticket": ticket, "window": "w1", "level": level}
    dues = {"contact_due": NEXT_DAY, "close_due": NEXT_DAY}
    return happened(m.FollowUpOpened, **(what | dues | more))


def card(level: int = 5, actor: str = "staff:zx-duty") -> m.Event:
    return replace(rated(level=level), channel="paper", actor=actor)


def ended(**sums: object) -> m.Event:
    """The closing of a day with one ticket that expired, and what its sum says."""
    right = {"issued": 1, "finished": 0, "cancelled": 0, "void": 0, "expired": 1, "balanced": True}
    return happened(m.HallClosed, reason="day_closed", sums=right | sums)


def slot(serial: int = 1, due_from: int | None = T0, code: str = "YY1") -> m.Event:
    return taken(serial=serial, appointment=code, due_from=due_from)


RECOVERED = happened(m.HallRecovered)
BOOKED = happened(m.AppointmentBooked, code="YY1", day=DAY, queue="social", start=T0, end=T0 + S)
MANY = raised("waiting:social", queue="social", count=11)
BELL = happened(m.BellRung, bell="open", due=T0)
COMPLAINT = happened(
    m.ComplaintRegistered,
    complaint="TS-1",
    channel="phone",
    target="1号窗口",
    matter="态度",
    happened_at=T0,
    place="一楼",
)
ENDED = happened(m.HallClosed)


def took(staff: str = DUTY, of: str = "") -> m.Event:
    return happened(m.AlarmsTaken, alarms=["waiting:social"], staff=staff, of=of)


def louder() -> m.Event:
    return happened(m.AlarmsEscalated, alarms=["waiting:social"])


FIRE = happened(m.NoticeSet, text="火警", notice="TZ-1", urgency="evacuate")
ALL_CLEAR = happened(m.NoticeEnded, notice="TZ-1", urgency="evacuate")
LIES_OF_THE_DAY = {
    "open before any day": [happened(m.HallOpened)],
    "open twice": [*OPEN, happened(m.HallOpened)],
    "lunch after the day": [*CLOSED, happened(m.HallAtLunch)],
    "closed over one who waits": [*WAITING, signed_out(), ENDED],
    "closed over an alarm": [*OPEN, MANY, ENDED],
    "closed, and the sum is of another day": [*OPEN, taken(), expired(), ended(issued=2)],
    "closed, and the sum says served": [*OPEN, taken(), expired(), ended(finished=1, expired=0)],
    "closed, and the sum does not add up": [*OPEN, taken(), expired(), ended(balanced=False)],
    "a second day before the first is over": [*OPEN, day_started(NEXT_DAY)],
    "the same day once more": [*CLOSED, day_started()],
    "dark while open": [*OPEN, happened(m.HallDarkened)],
    "a bell rung twice": [*PREP, BELL, BELL],
    "a bell before its hour": [*PREP, happened(m.BellRung, bell="open", due=T0 + 1)],
    "a bell while handled by hand": [*OUTAGE, BELL],
    "an alarm while the hall comes back": [*RECOVERY, MANY],
    "a number at lunch": [*LUNCH, taken()],
    "a number while the hall comes back": [*RECOVERY, taken()],
    "a call while the hall comes back": [*WAITING, gap(600, recovery=True), called()],
    "a call while handled by hand": [
        *WAITING,
        happened(m.OutageDeclared, incident=INCIDENT, reason="停电"),
        called(),
    ],
    "a no-show while the hall comes back": [*CALLED, gap(600, recovery=True), passed()],
    "a call after the day": [*OPEN, signed_in(), taken(), signed_out(), expired(), ENDED, called()],
    "resumed from nothing": [*OPEN, RECOVERED],
    "a call in a fire": [*WAITING, FIRE, called()],
    "a number in a fire": [*OPEN, FIRE, taken()],
    "an hour of the timetable in a fire": [*OPEN, FIRE, happened(m.BellRung, bell="close", due=T0)],
    "a notice that ends and never stood": [*OPEN, ALL_CLEAR],
    "a notice said again after its end": [*OPEN, FIRE, ALL_CLEAR, happened(m.NoticeSaid, notice="TZ-1")],
    "a fire that ends as something else": [*OPEN, FIRE, replace(ALL_CLEAR, urgency="plain")],
    "an incident that began twice": [*RECOVERY, RECOVERED, gap(600, recovery=True)],
    "an incident closed before anybody resumed": [
        *RECOVERY,
        happened(m.IncidentClosed, incident=INCIDENT, report="好"),
    ],
    "an incident that never was": [*OPEN, happened(m.IncidentClosed, incident=INCIDENT, report="好")],
    "paper without an outage": [*OPEN, paper()],
    "paper of a closed outage": [
        *RECOVERY,
        RECOVERED,
        happened(m.IncidentClosed, incident=INCIDENT, report="好"),
        paper(),
    ],
    "paper of a time to come": [*RECOVERY, paper(event_at=T0 + 1)],
    "paper with a machine's number": [*RECOVERY, paper(serial=1)],
    "a machine's number from the paper range": [*OPEN, taken(serial=801)],
    "a paper number twice": [*RECOVERY, paper(), paper()],
    "finished on paper twice": [*RECOVERY, paper(), on_paper(paper().ticket), on_paper(paper().ticket)],
    "finished on paper, then pressed": [*WAITING, gap(600, recovery=True), on_paper(), rated()],
    "an alarm raised twice": [*OPEN, MANY, MANY],
    "an alarm cleared and not raised": [*OPEN, cleared("waiting:social")],
    "an alarm cleared twice": [*OPEN, MANY, cleared("waiting:social"), cleared("waiting:social")],
    "an alarm taken and not raised": [*OPEN, took()],
    "an alarm taken by two": [*OPEN, MANY, took(), took(staff=BEN)],
    "an alarm taken from one who has it not": [*OPEN, MANY, took(), took(staff=ANN, of=BEN)],
    "an alarm taken twice by one": [*OPEN, MANY, took(), took(of=DUTY)],
    "an alarm told louder and not raised": [*OPEN, louder()],
    "an alarm told louder though somebody has it": [*OPEN, MANY, took(), louder()],
    "an alarm told louder twice": [*OPEN, MANY, louder(), louder()],
    "an alarm told louder while the hall comes back": [*OPEN, MANY, gap(600, recovery=True), louder()],
    "a note on an alarm that is not": [*OPEN, happened(m.AlarmNoted, alarm="waiting:social", text="x")],
    "help that went without a word": [*OPEN, raised("help:w1", window="w1"), cleared("help:w1")],
    "a case without a rating": [*FINISHED, follow_up()],
    "a case of a good rating": [*FINISHED, rated(level=3), follow_up(3)],
    "a case of another level": [*FINISHED, rated(level=1), follow_up(2)],
    "a case of another visit": [*FINISHED, taken(serial=2), rated(level=1), follow_up(ticket=A2)],
    "a case due yesterday": [*FINISHED, rated(level=1), follow_up(contact_due="2026-11-22")],
    "a case closed before it is to be looked at": [
        *FINISHED,
        rated(level=1),
        follow_up(contact_due="2026-11-30"),
    ],
    "a bad rating without a case": [*FINISHED, rated(level=1), taken(serial=2)],
    "a bad rating without a case, at the end": [*FINISHED, rated(level=2)],
    "a complaint's number given twice": [*OPEN, COMPLAINT, COMPLAINT],
    "a card while a press may come": [*FINISHED, card()],
    "a card by nobody": [*FINISHED, lapsed(), card(actor="system")],
    "a press after the time": [*FINISHED, lapsed(), rated()],
    "an appointment nobody made": [*OPEN, slot()],
    "an appointment checked in twice": [*OPEN, BOOKED, slot(), slot(2)],
    "an appointment due at another time": [*OPEN, BOOKED, slot(due_from=T0 - 1)],
    "an appointment changed after the check-in": [*OPEN, BOOKED, slot(), BOOKED],
    "called as an appointment that it is not": [*WAITING, called_because("appointment")],
    "called before an appointment that is due": [
        *OPEN,
        signed_in(),
        BOOKED,
        taken(serial=1),
        slot(2),
        called(),
    ],
    "called before an earlier slot": [
        *OPEN,
        signed_in(),
        BOOKED,
        replace(BOOKED, code="YY2", start=T0 - 1),
        slot(1),
        slot(2, T0 - 1, "YY2"),
        called_because("appointment"),
    ],
}
TRUTHS_OF_THE_DAY = {
    "a call after a fire": [*WAITING, FIRE, ALL_CLEAR, called()],
    "a day that was summed": [*OPEN, taken(), expired(), ended()],
    "paper waits, is served, and rated by its card": [
        *RECOVERY,
        paper(),
        on_paper(paper().ticket),
        replace(card(), ticket=paper().ticket),
        RECOVERED,
        happened(m.IncidentClosed, incident=INCIDENT, report="好"),
    ],
    "a visit in hand ends while the hall comes back": [
        *CALLED,
        gap(600, recovery=True),
        serving(implied=True),
        finished(),
    ],
    "a phone after the rater's time": [*FINISHED, lapsed(), replace(rated(), channel="phone")],
    "a bad rating and its case": [*FINISHED, rated(level=2), follow_up(2)],
    "an alarm comes, goes and comes": [*OPEN, MANY, cleared("waiting:social"), MANY],
    "an alarm is told louder, taken, taken over, and comes again": [
        *[*OPEN, MANY, louder(), took(), took(staff=BEN, of=DUTY), cleared("waiting:social")],
        *[MANY, louder(), took()],
    ],
    "an appointment that is due": [
        *OPEN,
        signed_in(),
        BOOKED,
        taken(serial=1),
        slot(2),
        called_because("appointment", A2),
    ],
}


@pytest.mark.parametrize("events", LIES_OF_THE_DAY.values(), ids=LIES_OF_THE_DAY)
def test_a_lie_about_the_day_is_found(events):
    with pytest.raises(Broken):
        check_log(rows(events), PLAN)


@pytest.mark.parametrize("events", LIES_OF_THE_DAY.values(), ids=LIES_OF_THE_DAY)
def test_it_is_the_last_row_that_is_the_lie(events):
    """What stands before it is let pass, or is a bad level whose case is still to come."""
    try:
        check_log(rows(events[:-1]), PLAN)
    except Broken as why:
        assert "no case for a bad level" in str(why)


@pytest.mark.parametrize("told", TRUTHS_OF_THE_DAY.values(), ids=TRUTHS_OF_THE_DAY)
def test_and_the_truth_about_the_day_is_let_pass(told):
    check_log(rows(told), PLAN)


@pytest.mark.parametrize("events", LIES.values(), ids=LIES)
def test_a_lie_in_the_log_is_found(events):
    with pytest.raises(Broken):
        check_log(rows(events), PLAN)


@pytest.mark.parametrize("told", [OPEN, WAITING, CALLED, [*FINISHED, rated()]])
def test_and_the_truth_is_let_pass(told):
    check_log(rows(told), PLAN)


def test_a_hole_in_the_sequence_is_found():
    with pytest.raises(Broken, match="seq"):
        check_log(rows(CALLED)[1:], PLAN)


def test_an_event_that_the_invariants_do_not_know_must_be_taught():
    strange = [*rows(OPEN), {"seq": 3, "day": DAY, "at": 2**60, "type": "x.v1", "actor": "", "body": "{}"}]
    with pytest.raises(Broken, match="teach"):
        check_log(strange, PLAN)


TAMPERED = [
    "UPDATE tickets SET state = 'called' WHERE id = :a1",
    "UPDATE tickets SET window = 'w2' WHERE id = :a1",
    "UPDATE tickets SET staff_no = 'zx-ben' WHERE id = :a1",
    "UPDATE tickets SET calls = 7 WHERE id = :a1",
    "UPDATE tickets SET slip = 'printed' WHERE id = :a1",
    "UPDATE tickets SET called_at = 1 WHERE id = :a1",
    "DELETE FROM tickets WHERE id = :a1",
    "DELETE FROM ratings",
    "UPDATE ratings SET level = 1",
    "UPDATE ratings SET staff_no = 'zx-ben'",
    "UPDATE answers SET outcome = replace(outcome, 'A001', 'A009')",
    "INSERT INTO ratings SELECT hall, 'nobody', at, level, channel, window, staff_no FROM ratings",
]


@pytest.mark.parametrize("lie", TAMPERED)
def test_a_lie_in_the_tables_is_found(sqlite_place, lie):
    place = sqlite_place
    executor = place.start()
    for command in (
        at_window(m.SignIn),
        take(),
        at_window(m.CallNext),
        at_window(m.Finish),
        m.PressRating(at=0, actor="device:r", window="w1", level=5, channel="rater"),
    ):
        executor.submit(make(command), key=type(command).__name__, fingerprint="f").result(10)
    place.check()
    place.stop()
    stranger = sa.create_engine(place.url)
    with stranger.begin() as connection:
        assert connection.execute(sa.text(lie), {"a1": A1} if ":a1" in lie else {}).rowcount > 0
    stranger.dispose()
    with pytest.raises(Broken):
        place.check()
