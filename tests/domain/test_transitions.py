"""What each command does in each state: tables to be read like a timetable.

A cell is "→state" (accepted, and the state afterwards), "=" (accepted, nothing happens) or the code of the
refusal. Together the tables walk every entry of the domain's transition tables, and every missing one.
"""

import pytest

from server.domain import messages as m
from server.domain.decide import decide
from server.domain.desk import WINDOW_MOVES
from server.domain.evolve import evolve
from server.domain.hall import HALL_MOVES, Hall
from server.domain.ticket import TICKET_MOVES
from tests.halls import (
    A1,
    ANN,
    BEN,
    CALLED,
    CLOSED,
    DAY,
    EXTENDED,
    FINISHED,
    HELD,
    LUNCH,
    NEXT_DAY,
    OPEN,
    OUTAGE,
    PASSED,
    PREP,
    RECOVERY,
    SERVING,
    T0,
    TIMED,
    WAITING,
    apply,
    at_window,
    cancelled,
    day_started,
    expired,
    gap,
    hall_after,
    happened,
    ms,
    plan_with,
    signed_in,
    signed_out,
    start_day,
    suspended,
    take,
    taken,
    told,
    voided,
    want,
)

STORING = plan_with(store_next=True)
RECOVERING = gap(600, recovery=True)
NO, OUT, BUSY, PAUSED = "wrong_state", "not_signed_in", "window_busy", "window_suspended"
SHUT, COMING, NOBODY, TAKEN = "hall_not_open", "recovery", "nobody_waiting", "window_taken"
NONE = "nothing_to_undo"
OTHERS, BACK, GONE = "others_wait", "→waiting", "→expired"
DONE, LEFT, VOID, CALL = "→finished", "→cancelled", "→void", "→called"

# ---------------------------------------------------------------- a window, with somebody waiting

WINDOW_STATES = {
    "closed": [*OPEN, taken()],
    "idle": WAITING,
    "calling": [*CALLED, taken(serial=2)],
    "serving": [*SERVING, taken(serial=2)],
    "suspended": [*WAITING, suspended()],
}
# fmt: off
WINDOW_TABLE = {
    #                 closed   idle          calling     serving  suspended
    "sign in":       ("→idle", "=",          "=",        "=",     "="),
    "sign out":      (OUT,     "→closed",    BUSY,       BUSY,    "→closed"),
    "call next":     (OUT,     "→calling",   BUSY,       BUSY,    PAUSED),
    "recall":        (OUT,     NO,           "→calling", NO,      NO),
    "pass":          (OUT,     NO,           "→idle",    NO,      NO),
    "start":         (OUT,     NO,           "→serving", NO,      NO),
    "finish":        (OUT,     NO,           "→idle",    "→idle", NO),
    "suspend":       (OUT,     "→suspended", BUSY,       BUSY,    "="),
    "resume":        (OUT,     NO,           NO,         NO,      "→idle"),
    "pause key":     (OUT,     "→suspended", BUSY,       BUSY,    "→idle"),
    "hand over":     (OUT,     "→idle",      "→calling", "→serving", "→idle"),
    "sign in other": ("→idle", TAKEN,        TAKEN,      TAKEN,   TAKEN),
    "call chosen":   (OUT,     "→calling",   BUSY,       BUSY,    PAUSED),
    "walk in":       (OUT,     OTHERS,       BUSY,       BUSY,    PAUSED),
    "return":        (OUT,     NO,           "→idle",    NO,      NO),
    "undo":          (OUT,     NONE,         "→idle",    NONE,    NONE),
    "hold":          (OUT,     NO,           "→idle",    "→idle", NO),
    "transfer":      (OUT,     NO,           "→idle",    "→idle", NO),
}
# The same windows while the hall comes back, or is worked by hand: no calls and no no-shows, but what is in
# hand may end.
RECOVERY_TABLE = {
    #                 closed   idle          calling     serving  suspended
    "sign in":       ("→idle", "=",          "=",        "=",     "="),
    "sign out":      (OUT,     "→closed",    BUSY,       BUSY,    "→closed"),
    "call next":     (COMING,  COMING,       COMING,     COMING,  COMING),
    "recall":        (COMING,  COMING,       COMING,     COMING,  COMING),
    "pass":          (COMING,  COMING,       COMING,     COMING,  COMING),
    "start":         (COMING,  COMING,       COMING,     COMING,  COMING),
    "finish":        (OUT,     NO,           "→idle",    "→idle", NO),
    "suspend":       (OUT,     "→suspended", BUSY,       BUSY,    "="),
    "resume":        (OUT,     NO,           NO,         NO,      "→idle"),
    "pause key":     (OUT,     "→suspended", BUSY,       BUSY,    "→idle"),
    "hand over":     (OUT,     "→idle",      "→calling", "→serving", "→idle"),
    "sign in other": ("→idle", TAKEN,        TAKEN,      TAKEN,   TAKEN),
    "call chosen":   (COMING,  COMING,       COMING,     COMING,  COMING),
    "walk in":       (COMING,  COMING,       COMING,     COMING,  COMING),
    "return":        (COMING,  COMING,       COMING,     COMING,  COMING),
    "undo":          (COMING,  COMING,       COMING,     COMING,  COMING),
    "hold":          (OUT,     NO,           "→idle",    "→idle", NO),
    "transfer":      (COMING,  COMING,       COMING,     COMING,  COMING),
}
# fmt: on
WINDOW_COMMANDS = {
    "sign in": at_window(m.SignIn),
    "sign in other": at_window(m.SignIn, staff=BEN),
    "sign out": at_window(m.SignOut),
    "hand over": at_window(m.HandOver, to=BEN),
    "call next": at_window(m.CallNext),
    "recall": at_window(m.Recall),
    "start": at_window(m.StartService),
    "pass": at_window(m.Pass),
    "finish": at_window(m.Finish),
    "suspend": at_window(m.Suspend, reason="取材料"),
    "resume": at_window(m.Resume),
    "pause key": want(m.TogglePause, actor="device:keypad-w1", window="w1"),
    "call chosen": at_window(m.CallChosen, ticket=A1, reason="人在窗口"),
    "walk in": at_window(m.WalkIn, queue="social", token="secret"),
    "return": at_window(m.ReturnToFront, reason="叫错了"),
    "undo": at_window(m.UndoCall),
    "hold": at_window(m.Hold, kind="internal_wait"),
    "transfer": at_window(m.Transfer, to="queue", id="tax"),
}

# ---------------------------------------------------------------- a ticket

TICKET_STATES = {
    "waiting": WAITING,
    "called": CALLED,
    "serving": SERVING,
    "held": HELD,
    "passed": PASSED,
    "finished": FINISHED,
    "cancelled": [*WAITING, cancelled()],
    "void": [*WAITING, voided()],
    "expired": [*WAITING, expired()],
}
# fmt: off
TICKET_TABLE = {
    #                   waiting  called      serving  held      passed     finished gave up void   expired
    "void":              (VOID,   NO,         NO,      VOID,      VOID,      NO,     NO,     NO,     NO),
    "day was left open": (GONE,   GONE,       GONE,    GONE,      GONE,      DONE,   LEFT,   VOID,   GONE),
    "call next":         (CALL,   BUSY,       BUSY,    NOBODY,    NOBODY,    NOBODY, NOBODY, NOBODY, NOBODY),
    "call chosen":       (CALL,   BUSY,       BUSY,    CALL,      CALL,      NO,     NO,     NO,     NO),
    "recall":            (NO,     CALL,       NO,      NO,        NO,        NO,     NO,     NO,     NO),
    "start":             (NO,     "→serving", NO,      NO,        NO,        NO,     NO,     NO,     NO),
    "pass":              (NO,     "→passed",  NO,      NO,        NO,        NO,     NO,     NO,     NO),
    "return":            (NO,     BACK,       NO,      NO,        NO,        NO,     NO,     NO,     NO),
    "undo":              (NONE,   BACK,       NONE,    NONE,      NONE,      NONE,   NONE,   NONE,   NONE),
    "hold":              (NO,     "→held",    "→held", NO,        NO,        NO,     NO,     NO,     NO),
    "wake":              (NO,     NO,         NO,      BACK,      NO,        NO,     NO,     NO,     NO),
    "transfer":          (NO,     BACK,       BACK,    NO,        NO,        NO,     NO,     NO,     NO),
    "requeue":           (NO,     NO,         NO,      NO,        BACK,      NO,     NO,     NO,     NO),
    "finish":            (NO,     DONE,       DONE,    NO,        NO,        NO,     NO,     NO,     NO),
    "cancel":            (LEFT,   NO,         NO,      LEFT,      LEFT,      NO,     NO,     NO,     NO),
    "keep":              (NO,     NO,         NO,      NO,        NO,        NO,     NO,     NO,     NO),
    "move elsewhere":    (BACK,   NOBODY,     NOBODY,  NOBODY,    NOBODY,    NOBODY, NOBODY, NOBODY, NOBODY),
    "green channel":     (BACK,   NO,         NO,      NO,        NO,        NO,     NO,     NO,     NO),
}
# fmt: on
TICKET_COMMANDS = {
    "void": want(m.VoidTicket, actor="staff:zx-duty", ticket=A1, reason="重复取号"),
    "keep": want(m.KeepTicket, actor="staff:zx-duty", ticket=A1),
    "move elsewhere": want(
        m.MoveWaiting,
        actor="staff:zx-duty",
        of="queue",
        source="social",
        to="queue",
        id="tax",
        reason="人手不足",
    ),
    "green channel": want(m.OpenGreenChannel, actor="staff:zx-duty", ticket=A1, reason="重大项目"),
    "day was left open": start_day(NEXT_DAY),
    "wake": want(m.WakeTicket, ticket=A1),
    "requeue": want(m.RequeueTicket, ticket=A1),
    "cancel": want(m.CancelTicket, ticket=A1),
    **{name: WINDOW_COMMANDS[name] for name in ("call next", "recall", "start", "pass", "finish")},
    **{name: WINDOW_COMMANDS[name] for name in ("call chosen", "return", "undo", "hold", "transfer")},
}

# ---------------------------------------------------------------- the hall

HALL_STATES = {
    "off": [],
    "prep": PREP,
    "open": OPEN,
    "lunch": LUNCH,
    "extended": EXTENDED,
    "closed": CLOSED,
    "outage": OUTAGE,
    "recovery": RECOVERY,
}
P, O_, L, X, C, U, R = "→prep", "→open", "→lunch", "→extended", "→closed", "→outage", "→recovery"
# fmt: off
HALL_TABLE = {
    #                 off   prep  open  lunch extended closed outage  recovery
    "open":          (NO,   O_,    "=",  O_,    O_,       O_,     COMING, COMING),
    "close":         (NO,   C,    C,    C,    C,       "=",   COMING, COMING),
    "extend":        (NO,   NO,   X,    X,    "=",     X,     COMING, COMING),
    "by hand":       (NO,   U,    U,    U,    U,       NO,    "=",    "="),
    "recover":       (NO,   NO,   NO,   NO,   NO,      NO,    O_,      O_),
    "take":          (SHUT, SHUT, O_,    SHUT, SHUT,    SHUT,  COMING, COMING),
    "sign in":       (SHUT, P,    O_,    L,    X,       SHUT,  U,      R),
    "call next":     (SHUT, SHUT, OUT,  SHUT, OUT,     SHUT,  COMING, COMING),
    "recall":        (SHUT, SHUT, OUT,  SHUT, OUT,     SHUT,  COMING, COMING),
    "pass":          (SHUT, SHUT, OUT,  SHUT, OUT,     SHUT,  COMING, COMING),
    "start":         (SHUT, SHUT, OUT,  SHUT, OUT,     SHUT,  COMING, COMING),
    "finish":        (OUT,  OUT,  OUT,  OUT,  OUT,     OUT,   OUT,    OUT),
    "take late":     (SHUT, SHUT, O_,    SHUT, X,       SHUT,  COMING, COMING),
    "call chosen":   (SHUT, SHUT, OUT,  SHUT, OUT,     SHUT,  COMING, COMING),
    "walk in":       (SHUT, SHUT, OUT,  SHUT, OUT,     SHUT,  COMING, COMING),
    "return":        (SHUT, SHUT, OUT,  SHUT, OUT,     SHUT,  COMING, COMING),
    "hold":          (OUT,  OUT,  OUT,  OUT,  OUT,     OUT,   OUT,    OUT),
    "transfer":      (SHUT, SHUT, OUT,  SHUT, OUT,     SHUT,  COMING, COMING),
    "boot":          (P,    "=",  "=",  "=",  "=",     P,     "=",    "="),
    "boot next day": (P,    P,    P,    P,    P,       P,     P,      P),
    "midnight":      ("=",  P,    "=",  "=",  "=",     P,     "=",    "="),
    "tick":          ("=",  "=",  "=",  "=",  "=",     "=",   "=",    "="),
    "notice":        ("→off", P,  O_,    L,    X,       C,     U,      R),
}
# fmt: on
HALL_COMMANDS = {
    "open": want(m.OpenHall),
    "close": want(m.CloseHall),
    "extend": want(m.ExtendHall),
    "by hand": want(m.DeclareOutage, reason="停电"),
    "recover": want(m.RecoverHall),
    "take": take(),
    "take late": take(actor=f"staff:{ANN}", reason="窗口已答应"),
    "boot": start_day(DAY),
    "boot next day": start_day(NEXT_DAY),
    "midnight": want(m.NewDay, day=NEXT_DAY),
    "tick": want(m.Tick),
    "notice": want(m.SetNotice, text="今日提前下班"),
    **{name: WINDOW_COMMANDS[name] for name in ("sign in", "call next", "recall", "pass", "start", "finish")},
    **{name: WINDOW_COMMANDS[name] for name in ("call chosen", "walk in", "return", "hold", "transfer")},
}

# ---------------------------------------------------------------- the clock, in a hall with hours

# The state in which each bell finds the hall, nobody waiting, and the state when it has rung.
# fmt: off
CLOCK_TABLE = {
    #         prep lunch open extended closed outage recovery
    "8:25":  (P,   L,    O_,   X,       C,     "=",   "="),
    "8:30":  (O_,   O_,    O_,   O_,       C,     "=",   "="),
    "11:20": (P,   L,    O_,   X,       C,     "=",   "="),
    "11:30": (L,   L,    L,   L,       C,     "=",   "="),
    "13:55": (P,   L,    O_,   L,       C,     "=",   "="),
    "14:00": (O_,   O_,    O_,   O_,       C,     "=",   "="),
    "16:50": (P,   L,    O_,   X,       C,     "=",   "="),
    "17:00": (P,   L,    X,   X,       C,     "=",   "="),
}
# fmt: on
BELLS = {
    "8:25": "readiness",
    "8:30": "open",
    "11:20": "closing_soon",
    "11:30": "close",
    "13:55": "readiness",
    "14:00": "open",
    "16:50": "closing_soon",
    "17:00": "close",
}
CLOCK_STATES = {
    name: HALL_STATES[name] for name in ("prep", "lunch", "open", "extended", "closed", "outage", "recovery")
}
LOOKS = 10


def before_the_bell(given: list[m.Event], clock: str) -> Hall:
    """In this state since the bell before, with the timetable of the day."""
    hall = hall_after([day_started(midnight=T0), *given[1:]], TIMED)
    earlier = [at for at in BELLS if ms(at) < ms(clock)]
    if earlier:
        evolve(hall, happened(m.BellRung, bell=BELLS[earlier[-1]], due=T0 + ms(earlier[-1])))
    return hall


def ring(hall: Hall, clock: str) -> list[m.Event]:
    """The clock has come to this hour: everything that follows, as the executor looks round for it."""
    seen: list[m.Event] = []
    for _ in range(LOOKS):
        events = apply(hall, want(m.Tick, T0 + ms(clock)))
        if not events:
            break
        seen += events
    return seen


# ---------------------------------------------------------------- paper, entered afterwards

# fmt: off
ENTERED = "already_entered"
PAPER_TABLE = {
    #                    waiting called  serving held    passed  finished gave up void   expired
    "finished on paper": (DONE,  DONE,   DONE,   DONE,   DONE,   NO,     NO,     NO,     NO),
    "void on paper":     (VOID,  NO,     NO,     VOID,   VOID,   NO,     NO,     NO,     NO),
    "waits still":       (ENTERED,) * 9,
}
# fmt: on


def back_entry(outcome: str, **more: object) -> m.Command:
    what = {"number": "A001", "window": "w1", "staff": ANN, "ended_at": T0, "reason": "改用手工号"}
    return want(m.BackEnter, actor="staff:zx-duty", outcome=outcome, **(what | more))


PAPER_COMMANDS = {
    "finished on paper": back_entry("finished"),
    "void on paper": back_entry("void"),
    "waits still": back_entry("waiting"),
}
FULL_HALL_STATES = {
    "prep": [*PREP, signed_in()],
    "open, one waits": WAITING,
    "open, one is called": CALLED,
    "open, one is served": SERVING,
    "open, one is held": HELD,
    "open, one was passed": PASSED,
    "extended, one waits": [*WAITING, happened(m.HallExtended)],
    "extended, one is called": [*CALLED, happened(m.HallExtended)],
    "extended, one is served": [*SERVING, happened(m.HallExtended)],
    "extended, one is held": [*HELD, happened(m.HallExtended)],
    "extended, one was passed": [*PASSED, happened(m.HallExtended)],
    "recovery, one waits": [*WAITING, RECOVERING],
    "recovery, one is served": [*SERVING, RECOVERING],
}
CLOSING = {
    "prep": "→closed",
    "open, one waits": "→extended",
    "open, one is called": "→extended",
    "open, one is served": "→extended",
    "open, one is held": "→extended",
    "open, one was passed": "→closed",
    "extended, one waits": "→closed",
    "extended, one is called": "tickets_in_hand",
    "extended, one is served": "tickets_in_hand",
    "extended, one is held": "→closed",
    "extended, one was passed": "→closed",
    "recovery, one waits": "recovery",
    "recovery, one is served": "recovery",
}


def cells(table, states):
    return [
        pytest.param(states[state], name, cell, id=f"{name} when {state}")
        for name, row in table.items()
        for state, cell in zip(states, row, strict=True)
    ]


def outcome(hall: Hall, command: m.Command, state) -> str:
    decision = apply(hall, command)
    if isinstance(decision, m.Refusal):
        return decision.code
    return f"→{state()}" if decision else "="


@pytest.mark.parametrize(("given", "command", "then"), cells(WINDOW_TABLE, WINDOW_STATES))
def test_a_window(given, command, then):
    hall = hall_after(given)
    assert outcome(hall, WINDOW_COMMANDS[command], lambda: hall.desks["w1"].state) == then


@pytest.mark.parametrize(("given", "command", "then"), cells(RECOVERY_TABLE, WINDOW_STATES))
def test_a_window_while_the_hall_comes_back(given, command, then):
    hall = hall_after([*given, RECOVERING])
    assert outcome(hall, WINDOW_COMMANDS[command], lambda: hall.desks["w1"].state) == then


@pytest.mark.parametrize(("given", "command", "then"), cells(TICKET_TABLE, TICKET_STATES))
def test_a_ticket(given, command, then):
    hall = hall_after(given)
    ticket = hall.tickets[A1]
    assert outcome(hall, TICKET_COMMANDS[command], lambda: ticket.state) == then


@pytest.mark.parametrize(("given", "command", "then"), cells(HALL_TABLE, HALL_STATES))
def test_the_hall(given, command, then):
    hall = hall_after(given)
    assert outcome(hall, HALL_COMMANDS[command], lambda: hall.state) == then


@pytest.mark.parametrize("name", FULL_HALL_STATES)
def test_closing_the_hall(name):
    hall = hall_after(FULL_HALL_STATES[name])
    assert outcome(hall, want(m.CloseHall), lambda: hall.state) == CLOSING[name]


@pytest.mark.parametrize(("given", "clock", "then"), cells(CLOCK_TABLE, CLOCK_STATES))
def test_what_a_bell_does(given, clock, then):
    hall = before_the_bell(given, clock)
    assert (f"→{hall.state}" if ring(hall, clock) else "=") == then


@pytest.mark.parametrize(("given", "command", "then"), cells(PAPER_TABLE, TICKET_STATES))
def test_a_ticket_on_paper(given, command, then):
    hall = hall_after([*given, RECOVERING])
    ticket = hall.tickets[A1]
    assert outcome(hall, PAPER_COMMANDS[command], lambda: ticket.state) == then


def test_a_stored_call_is_kept_at_an_idle_window():
    hall = hall_after([*OPEN, signed_in()], STORING)
    assert outcome(hall, at_window(m.CallNext, store=True), lambda: hall.desks["w1"].state) == "→idle"


def walked() -> set[tuple[object, type[m.Event]]]:
    """Every (state, event) that the tables above lead through, in all three machines."""
    journeys = [
        *((hall_after(given), c) for given in WINDOW_STATES.values() for c in WINDOW_COMMANDS.values()),
        *((hall_after(given), c) for given in TICKET_STATES.values() for c in TICKET_COMMANDS.values()),
        *((hall_after(given), c) for given in HALL_STATES.values() for c in HALL_COMMANDS.values()),
        *((hall_after(given), want(m.CloseHall)) for given in FULL_HALL_STATES.values()),
        *(
            (hall_after([*given, RECOVERING]), c)
            for given in TICKET_STATES.values()
            for c in PAPER_COMMANDS.values()
        ),
        *(
            (before_the_bell(given, clock), want(m.Tick, T0 + ms(clock)))
            for given in CLOCK_STATES.values()
            for clock in CLOCK_TABLE
        ),
        (hall_after([*OPEN, signed_in()], STORING), at_window(m.CallNext, store=True)),
    ]
    seen: set[tuple[object, type[m.Event]]] = set()
    for hall, command in journeys:
        while True:
            decision = decide(hall, command)
            for event in [] if isinstance(decision, m.Refusal) else decision:
                seen.add((hall.state, type(event)))
                if ticket := hall.tickets.get(getattr(event, "ticket", "")):
                    seen.add((ticket.state, type(event)))
                if desk := hall.desks.get(getattr(event, "window", "")):
                    seen.add((desk.state, type(event)))
                evolve(hall, event)
            if isinstance(decision, m.Refusal) or not decision or not isinstance(command, m.Tick):
                break
    return seen


@pytest.mark.parametrize("moves", [HALL_MOVES, TICKET_MOVES, WINDOW_MOVES], ids=["hall", "ticket", "window"])
def test_every_move_of_the_domain_is_walked_by_these_tables(moves):
    assert moves.keys() - walked() == set()


@pytest.mark.parametrize(
    ("moves", "given", "event"),
    [
        (HALL_MOVES, HALL_STATES, lambda cls: happened(cls, **_needed(cls))),
        (TICKET_MOVES, TICKET_STATES, lambda cls: happened(cls, **_needed(cls))),
    ],
    ids=["hall", "ticket"],
)
def test_an_event_without_a_move_is_a_fault_not_a_surprise(moves, given, event):
    for state, cls in {(s, e) for s in {k[0] for k in moves} for e in {k[1] for k in moves}} - moves.keys():
        hall = hall_after(given[state])
        with pytest.raises((KeyError, IndexError)):
            evolve(hall, event(cls))


def _needed(cls: type[m.Event]) -> dict[str, object]:
    known = {"window": "w1", "staff": ANN, "reason": "arrival", "hold": "internal_wait", "arrival": 0}
    known |= {"queue": "tax", "to": "queue", "to_id": "tax", "ticket": A1}
    known |= {"incident": "IN-20261123-9", "event_at": T0, "back": "waiting"}
    return {name: value for name, value in known.items() if name in cls.__dataclass_fields__}


def test_the_day_is_settled_in_a_readable_order():
    """First open ratings, then tickets, then people, then the hall."""
    hall = hall_after([*FINISHED, taken("social", 2), taken("tax", 1)])
    decision = apply(hall, start_day(NEXT_DAY))
    assert [name for name, _ in told(decision)] == [
        "rating.lapsed.v1",
        "ticket.expired.v1",
        "ticket.expired.v1",
        "window.signed_out.v1",
        "hall.closed.v1",
        "day.started.v1",
    ]
    assert hall_after([*FINISHED, signed_out()]).desks["w1"].visit == A1
