"""一次一评: who is rated, until when, and what a press that does not count leaves behind (decision 12)."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.decide import decide, next_due
from server.domain.sums import day_sums
from tests.halls import (
    A1,
    A2,
    ANN,
    BEN,
    DAY,
    DUTY,
    FINISHED,
    INCIDENT,
    NEXT_DAY,
    OPEN,
    PLAN,
    RECOVERY,
    SERVING,
    T0,
    WAITING,
    Case,
    S,
    apply,
    at_window,
    called,
    day_started,
    finished,
    gap,
    hall_after,
    happened,
    lapsed,
    passed,
    plan_with,
    press,
    press_refused,
    raised,
    rated,
    serving,
    signed_in,
    signed_out,
    taken,
    ticket_id,
    told,
    want,
)

NEXT_CALLED = [*FINISHED, taken(serial=2), called(A2)]
RATED_THEN_SERVED = [*NEXT_CALLED, rated(), serving(A2)]
NEXT_SERVED = [*NEXT_CALLED, lapsed(), serving(A2)]

PRESSES = {
    # name: (given, press, refusal code or "")
    "at once": (FINISHED, press(at=T0), ""),
    "in the last millisecond": (FINISHED, press(at=T0 + 30 * S), ""),
    "a millisecond too late": (FINISHED, press(at=T0 + 30 * S + 1), "rating_closed"),
    "after the rating lapsed": ([*FINISHED, lapsed()], press(at=T0), "rating_closed"),
    "while the next is called": (NEXT_CALLED, press(), ""),
    "while the next is served": (NEXT_SERVED, press(), "rating_closed"),
    "while the next is served, the last was rated": (RATED_THEN_SERVED, press(), "rating_closed"),
    "after the next was passed": ([*NEXT_CALLED, passed(A2)], press(), ""),
    "a second time": ([*FINISHED, rated()], press(1), "already_rated"),
    "a second time, the next called": ([*NEXT_CALLED, rated()], press(1), "already_rated"),
    "before any visit": (WAITING, press(), "rating_closed"),
    "during the visit": (SERVING, press(), "rating_closed"),
    "at another window": ([*FINISHED, signed_in("w2", BEN)], press(window="w2"), "rating_closed"),
    "a key without a level": (FINISHED, press(0), "unknown_level"),
    "a key of no device": (FINISHED, press(-1), "unknown_level"),
    "after the person signed out": ([*FINISHED, signed_out()], press(), ""),
    "after another person sat down": ([*FINISHED, signed_out(), signed_in(staff=BEN)], press(), ""),
}  # fmt: skip


@pytest.mark.parametrize(("given", "pressed", "code"), PRESSES.values(), ids=PRESSES)
def test_a_press(given, pressed, code):
    decision = decide(hall_after(given), pressed)
    if code:
        assert decision.code == code
        (refused,) = decision.events
        assert (refused.code, refused.level, refused.window) == (code, pressed.level, pressed.window)
    else:
        assert told(decision) == told([rated()])


def looked_into(level: int, number: int = 1) -> list[m.Event]:
    """A case with its working days (R6), and the duty officer is told which window, not who."""
    case = f"BR-20261123-{number:03d}"
    dues = {"contact_due": "2026-11-24", "close_due": "2026-12-14", "staff": ANN}
    return [
        happened(m.FollowUpOpened, case=case, ticket=A1, window="w1", level=level, **dues),
        raised(f"bad_rating:{case}", window="w1", case=case),
    ]


LEVELS: dict[str, Case] = {
    "five": (PLAN, FINISHED, press(5), [rated(level=5)]),
    "four": (PLAN, FINISHED, press(4), [rated(level=4)]),
    "three is good": (PLAN, FINISHED, press(3), [rated(level=3)]),
    "two is bad": (PLAN, FINISHED, press(2), [rated(level=2), *looked_into(2)]),
    "one is bad": (PLAN, FINISHED, press(1), [rated(level=1), *looked_into(1)]),
    "the second case of the day": (
        PLAN,
        [*FINISHED, *looked_into(1)],
        press(1),
        [rated(level=1), *looked_into(1, 2)],
    ),
    "other days to look into it": (
        plan_with(bad_contact_days=0, bad_close_days=1),
        FINISHED,
        press(1),
        [
            rated(level=1),
            replace(looked_into(1)[0], contact_due=DAY, close_due="2026-11-24"),
            looked_into(1)[1],
        ],
    ),
}


def test_each_bad_level_has_a_case_of_its_own():
    hall = hall_after([*FINISHED, taken(serial=2)])
    first = apply(hall, press(2))[1]
    for command in (at_window(m.CallNext), at_window(m.Finish)):
        apply(hall, command)
    assert (first.case, apply(hall, press(1))[1].case) == ("BR-20261123-001", "BR-20261123-002")


BAD = [*FINISHED, rated(level=1)]


def why(*reasons: str, token: str = "secret-A1") -> m.Command:
    return want(m.GiveReasons, actor="rater:w1", token=token, reasons=reasons, version="2026-1")


def because(*reasons: str) -> m.Event:
    return happened(m.ReasonsGiven, ticket=A1, window="w1", reasons=list(reasons), version="2026-1")


REASONS: dict[str, Case] = {
    "why it was bad": (PLAN, BAD, why("slow", "papers", "slow"), [because("slow", "papers")]),
    "two is bad": (PLAN, [*FINISHED, rated(level=2)], why("slow"), [because("slow")]),
    "no reason at all": (PLAN, BAD, why(), []),
    "the first list counts": (PLAN, [*BAD, because("slow")], why("other"), []),
    "three is good": (PLAN, [*FINISHED, rated(level=3)], why("slow"), "reasons_not_asked"),
    "nobody has pressed": (PLAN, FINISHED, why("slow"), "reasons_not_asked"),
    "of a visit that is not": (PLAN, BAD, why("slow", token="guessed"), "unknown_visit"),
}


def test_reasons_change_nothing_of_the_rating_and_end_with_its_day() -> None:
    hall = hall_after(BAD)
    apply(hall, why("slow", "rules"))
    ticket = hall.tickets[A1]
    assert (ticket.why, ticket.level, ticket.rating, hall.cases) == (("slow", "rules"), 1, "rated", {})
    tomorrow = hall_after(TOMORROW)
    apply(tomorrow, by_slip(1, at=DAY_LATER))
    assert apply(tomorrow, replace(why("slow"), at=DAY_LATER)).code == "reasons_not_asked"


def card(level: int = 5, actor: str = f"staff:{DUTY}") -> m.Command:
    return want(m.EnterCard, actor=actor, ticket=A1, level=level)


def on_paper(level: int) -> m.Event:
    return replace(rated(level=level), channel="paper")


UNRATED = [*FINISHED, lapsed()]
A801 = ticket_id(serial=801)
PAPER_SERVED = [
    *RECOVERY,
    happened(
        m.PaperTaken,
        ticket=A801,
        queue="social",
        number="A801",
        serial=801,
        event_at=T0,
        incident=INCIDENT,
    ),
    happened(m.PaperFinished, ticket=A801, window="w1", staff=ANN, event_at=T0, incident=INCIDENT),
]
CARDS: dict[str, Case] = {
    "a card of a visit that nobody rated": (PLAN, UNRATED, card(), [on_paper(5)]),
    "a bad card": (PLAN, UNRATED, card(1), [on_paper(1), *looked_into(1)]),
    "a card by no named person": (PLAN, UNRATED, card(actor="system"), "forbidden"),
    "a card by a kiosk": (PLAN, UNRATED, card(actor="kiosk:k1"), "forbidden"),
    "a card while a press may still come": (PLAN, FINISHED, card(), "wrong_state"),
    "a card of a visit that goes on": (PLAN, SERVING, card(), "wrong_state"),
    "a card of one who waits": (PLAN, WAITING, card(), "wrong_state"),
    "a card after a press": (PLAN, [*FINISHED, rated()], card(), "already_rated"),
    "a second card": (PLAN, [*UNRATED, on_paper(5)], card(), "already_rated"),
    "a card with a tick beside the boxes": (PLAN, UNRATED, card(6), "unknown_level"),
    "a card of nobody": (PLAN, OPEN, card(), "unknown_ticket"),
}


def by_slip(
    level: int = 5, channel: str = "phone", at: int = T0 + 600 * S, token: str = "secret-A1"
) -> m.Command:
    return want(m.RateVisit, at, "visitor", token=token, level=level, channel=channel)


def through(channel: str, level: int = 5) -> m.Event:
    return replace(rated(level=level), channel=channel)


def tomorrow(rating: str = "unrated", *, complained: bool = False) -> list[m.Event]:
    """The morning after FINISHED."""
    visit = {
        "id": A1,
        "token": "secret-A1",
        "number": "A001",
        "queue": "social",
        "window": "w1",
        "staff": ANN,
    }
    more = {"ended_at": T0, "rating": rating, "complained": complained}
    return [day_started(NEXT_DAY, before=DAY, visits=[visit | more])]


TOMORROW = tomorrow()
IN_TIME, DAY_LATER = T0 + 30 * S, T0 + 86_400 * S
SLIPS: dict[str, Case] = {
    "a tablet while the rater asks": (PLAN, FINISHED, by_slip(4, "tablet", IN_TIME), [through("tablet", 4)]),
    "a phone while the rater asks": (PLAN, FINISHED, by_slip(at=IN_TIME), [through("phone")]),
    "a phone when the rater's time is over": (PLAN, UNRATED, by_slip(), [through("phone")]),
    "a phone a day later, to the last moment": (PLAN, UNRATED, by_slip(at=DAY_LATER), [through("phone")]),
    "a phone after that": (PLAN, UNRATED, by_slip(at=DAY_LATER + 1), "rating_closed"),
    "a tablet when the rater's time is over": (PLAN, UNRATED, by_slip(channel="tablet"), "rating_closed"),
    "a phone, badly": (
        PLAN,
        UNRATED,
        by_slip(1),
        [through("phone", 1), *looked_into(1)],
    ),
    "a phone when the next is served at the window": (
        PLAN,
        [*NEXT_SERVED],
        by_slip(),
        [through("phone")],
    ),
    "a phone after a press": (PLAN, [*FINISHED, rated()], by_slip(1), "already_rated"),
    "a phone after a card": (PLAN, [*UNRATED, on_paper(5)], by_slip(1), "already_rated"),
    "a card after a phone": (PLAN, [*UNRATED, through("phone")], card(1), "already_rated"),
    "a phone with no level": (PLAN, UNRATED, by_slip(0), "unknown_level"),
    "a phone with no level, in time": (PLAN, FINISHED, by_slip(6, at=IN_TIME), "unknown_level"),
    "a phone before the end": (PLAN, SERVING, by_slip(), "wrong_state"),
    "a phone by a rater's name": (PLAN, UNRATED, by_slip(channel="rater"), "unknown_channel"),
    "a slip that is guessed": (PLAN, UNRATED, by_slip(token="guess"), "unknown_visit"),
    "no slip at all": (PLAN, UNRATED, by_slip(token=""), "unknown_visit"),
    "a hall that gives a phone less time": (
        plan_with(rating_phone_s=60),
        UNRATED,
        by_slip(at=T0 + 60 * S + 1),
        "rating_closed",
    ),
    "a phone the day after": (PLAN, TOMORROW, by_slip(at=DAY_LATER), [through("phone")]),
    "a phone the day after, badly": (
        PLAN,
        TOMORROW,
        by_slip(1, at=DAY_LATER),
        [
            through("phone", 1),
            happened(
                m.FollowUpOpened,
                case="BR-20261124-001",
                ticket=A1,
                window="w1",
                level=1,
                contact_due="2026-11-25",
                close_due="2026-12-15",
                staff=ANN,
            ),
            raised("bad_rating:BR-20261124-001", window="w1", case="BR-20261124-001"),
        ],
    ),
    "a phone the day after, too late": (PLAN, TOMORROW, by_slip(at=DAY_LATER + 1), "rating_closed"),
    "a phone the day after a press": (PLAN, tomorrow("rated"), by_slip(), "already_rated"),
    "a phone the day after, twice": (PLAN, [*TOMORROW, through("phone")], by_slip(1), "already_rated"),
    "a tablet the day after": (PLAN, TOMORROW, by_slip(channel="tablet"), "rating_closed"),
    "a paper number has no secret to guess": (PLAN, PAPER_SERVED, by_slip(token=A801), "unknown_visit"),
}
CASES: dict[str, Case] = LEVELS | CARDS | SLIPS | REASONS


def test_a_slip_that_rates_too_late_is_logged_all_the_same():
    refusal = apply(hall_after(UNRATED), by_slip(2, "tablet"))
    assert told(refusal.events) == told(
        [happened(m.RatingRefused, window="w1", code="rating_closed", level=2, channel="tablet", ticket=A1)]
    )


def test_a_phone_closes_the_rating_that_the_rater_asks_for():
    hall = hall_after(FINISHED)
    apply(hall, by_slip(at=IN_TIME))
    assert (hall.open_ratings, apply(hall, press(1)).code) == ({}, "already_rated")


def test_a_card_takes_the_place_of_unrated():
    hall = hall_after(UNRATED)
    apply(hall, card(2))
    assert (hall.tickets[A1].level, hall.counts["rated"], hall.counts["unrated"]) == (2, 1, 0)


def test_a_refused_press_names_the_visit_it_was_about_or_none():
    before = decide(hall_after(WAITING), press())
    after = decide(hall_after([*FINISHED, lapsed()]), press())
    assert told(before.events) == told([press_refused("rating_closed", ticket=None)])
    assert told(after.events) == told([press_refused("rating_closed", ticket=A1)])


def test_a_swap_of_people_never_moves_a_rating():
    """Ann served, left, and Ben sits there when the citizen presses: it is Ann's."""
    hall = hall_after([*FINISHED, signed_out(), signed_in(staff=BEN), taken(serial=2)])
    apply(hall, at_window(m.CallNext, staff=BEN))
    assert apply(hall, press())[0].staff == ANN
    apply(hall, at_window(m.Finish, staff=BEN))
    assert apply(hall, press())[0].staff == BEN


def test_time_lapses_a_rating_once():
    hall = hall_after(FINISHED)
    assert next_due(hall) == T0 + 30 * S + 1
    assert decide(hall, want(m.Tick, at=T0 + 30 * S)) == []
    assert told(apply(hall, want(m.Tick, at=T0 + 30 * S + 1))) == told([lapsed()])
    assert decide(hall, want(m.Tick, at=T0 + 90 * S)) == []
    assert (next_due(hall), hall.counts["unrated"], hall.tickets[A1].rating) == (None, 1, "unrated")


def test_a_rated_visit_never_lapses():
    hall = hall_after([*FINISHED, rated()])
    assert next_due(hall) is None
    assert decide(hall, want(m.Tick, at=T0 + 3600 * S)) == []


def test_each_window_has_its_own_open_rating():
    hall = hall_after([*FINISHED, signed_in("w2", BEN), taken(serial=2), called(A2, "w2", BEN)])
    apply(hall, at_window(m.Finish, "w2", BEN, at=T0 + 10 * S))
    assert hall.open_ratings == {A1: T0 + 30 * S, A2: T0 + 40 * S}
    assert told(apply(hall, want(m.Tick, at=T0 + 31 * S))) == told([lapsed()])
    assert apply(hall, press(window="w2", at=T0 + 31 * S))[0].ticket == A2


def test_how_long_it_stays_open_is_a_setting():
    hall = hall_after(FINISHED, plan_with(rating_open_s=5))
    assert decide(hall, press(at=T0 + 5 * S + 1)).code == "rating_closed"


@pytest.mark.parametrize("recovery", [False, True], ids=["short gap", "long gap"])
def test_a_stop_lengthens_the_time_by_itself(recovery):
    """Ten seconds were left when the power went; ten seconds are left when it is back."""
    hall = hall_after([*FINISHED, gap(600, recovery=recovery, at=T0 + 620 * S)])
    assert told(decide(hall, press(at=T0 + 630 * S))) == told([rated()])
    assert decide(hall, press(at=T0 + 630 * S + 1)).code == "rating_closed"


def test_two_stops_lengthen_it_twice():
    hall = hall_after(
        [*FINISHED, gap(50, recovery=False, at=T0 + 60 * S), gap(20, recovery=False, at=T0 + 90 * S)]
    )
    assert hall.open_ratings == {A1: T0 + 100 * S}


def test_nothing_but_a_press_or_a_card_makes_a_level():
    """Only one event gives a level, and only three commands give that event: a press at the window, a press
    by the holder of the slip, a card entered by a person."""
    with_level = [e for e in m.EVENT_TYPES.values() if "level" in e.__dataclass_fields__]
    assert with_level == [m.RatingGiven, m.RatingRefused, m.FollowUpOpened]
    commands = [c for c in vars(m).values() if isinstance(c, type) and issubclass(c, m.Command)]
    assert [c for c in commands if "level" in c.__dataclass_fields__] == [
        m.PressRating,
        m.RateVisit,
        m.EnterCard,
    ]


def test_a_ticket_that_was_passed_is_never_rated():
    hall = hall_after([*WAITING, called(), passed()])
    assert decide(hall, press()).code == "rating_closed"
    assert hall.tickets[A1].rating == "none"


def test_finishing_opens_exactly_one_rating():
    hall = hall_after(SERVING)
    assert told(apply(hall, at_window(m.Finish))) == told([finished()])
    assert (hall.tickets[A1].rating, list(hall.open_ratings), hall.desks["w1"].visit) == ("open", [A1], A1)


def test_a_rating_of_the_day_before_is_not_in_today_s_sum_and_no_complaint_comes_twice():
    hall = hall_after(TOMORROW)
    apply(hall, by_slip(at=DAY_LATER))
    assert (hall.counts, day_sums(hall)["rated"], hall.past[A1].rating) == ({}, 0, "rated")
    said = {
        "channel": "web",
        "target": "1号窗口",
        "matter": "社会保险",
        "happened_at": T0,
        "place": "1号窗口",
    }
    complaint = want(m.RegisterComplaint, DAY_LATER, "visitor", visit=A1, **said)
    assert apply(hall, complaint)[0].visit == A1
    assert apply(hall, complaint).code == "already_complained"


def test_who_complained_before_the_night_does_not_do_so_again():
    said = {"channel": "web", "target": "1号窗口", "matter": "社保", "happened_at": T0, "place": "一楼"}
    complaint = want(m.RegisterComplaint, T0 + S, "visitor", visit=A1, **said)
    hall = hall_after([*FINISHED, happened(m.HallClosed, T0 + S)])
    apply(hall, complaint)
    (started, *_) = apply(hall, want(m.NewDay, DAY_LATER, "system", day=NEXT_DAY))
    assert [v["complained"] for v in started.visits] == [True]
    assert apply(hall, replace(complaint, at=DAY_LATER)).code == "already_complained"


def test_the_night_keeps_what_the_slips_may_still_rate():
    """Decision 12: a day for the phone, over the night, and no longer."""
    rated_one = [taken(serial=2), called(A2), serving(A2), finished(A2, at=T0 + S), rated(A2)]
    hall = hall_after([*FINISHED, lapsed(), *rated_one, happened(m.HallClosed, T0 + S)])
    (started, *_) = apply(hall, want(m.NewDay, DAY_LATER, "system", day=NEXT_DAY))
    assert [(v["id"], v["rating"]) for v in started.visits] == [(A1, "unrated"), (A2, "rated")]
    assert apply(hall, by_slip(4, at=DAY_LATER))[0].ticket == A1
    hall = hall_after([*FINISHED, *rated_one, happened(m.HallClosed, T0 + S)])
    (started, *_) = apply(hall, want(m.NewDay, DAY_LATER + 1, "system", day=NEXT_DAY))
    assert [v["id"] for v in started.visits] == [A2]
