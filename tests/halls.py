"""A small hall for tests, and short words for what happens in it.

Events and commands are made without `at` and `actor` where a test does not care; `told` leaves both out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from server.domain import messages as m
from server.domain.decide import Decision, decide
from server.domain.evolve import evolve
from server.domain.facts.calendar import Calendar, HoursProfile, Session
from server.domain.facts.plan import (
    Device,
    DeviceKind,
    Floor,
    HallPlan,
    Kiosk,
    Matter,
    Queue,
    Role,
    Screen,
    Staff,
    Window,
    WindowKind,
)
from server.domain.facts.settings import AlarmLimits, Settings
from server.domain.hall import Hall

DAY, NEXT_DAY, DAY_BEFORE = "2026-11-23", "2026-11-24", "2026-11-22"
T0 = 1_795_400_000_000
"""When the day of these tests begins, epoch ms."""
S = 1000
ANN, BEN, EVE, DUTY = "zx-ann", "zx-ben", "zx-eve", "zx-duty"
"""Staff numbers that no other text of the hall contains."""

QUIET = AlarmLimits(promise=False, suspended_s=0, escalate_s=0, again_s=0)
"""Told of nothing by the time alone; each test says what it is about."""

PLAN = HallPlan(
    code="test",
    name="测试大厅",
    name_en="Test hall",
    timezone="Asia/Shanghai",
    floors=(Floor("1", "一楼", "Floor 1"), Floor("2", "二楼", "Floor 2")),
    queues=(
        Queue("social", "A", "社会保险", "Social insurance", "社保窗口"),
        Queue("tax", "B", "契税", "Deed tax", "税务窗口"),
    ),
    matters=(Matter("pension", "social", "养老", "Pension"), Matter("deed", "tax", "契税减免", "Relief")),
    windows=(
        Window("w1", "1", "1号窗口", "Window 1", "1", ("社保窗口",), ("social",)),
        Window("w2", "2", "2号窗口", "Window 2", "1", ("社保窗口", "税务窗口"), ("social", "tax")),
        Window("w3", None, "契税窗口(2号旁)", "Beside 2", "2", ("税务窗口",), ("tax",)),
        Window("bank", None, "自助银行", "Bank", "1", ("银行",), (), WindowKind.OTHER),
    ),
    staff=(
        Staff(ANN, "安敏", "社保窗口", windows=("w1", "w2")),
        Staff(BEN, "贲强", "社保窗口"),
        Staff(EVE, "易芳", "税务窗口", windows=("w3",)),
        Staff(DUTY, "杜明", "值班", frozenset({Role.DUTY})),
    ),
    kiosks=(Kiosk("k1", "一楼取号机", "1"), Kiosk("k2", "无纸取号机", "2", needs_paper=False)),
    screens=(
        Screen("f1", "一楼屏", ("1",)),
        Screen("f2", "二楼屏", ("2",)),
        Screen("all", "总屏", ("1", "2")),
    ),
    devices=(
        Device("printer-k1", DeviceKind.PRINTER, "escpos", "/dev/none", kiosk="k1"),
        Device("rater-w1", DeviceKind.RATER, "ff68", "/dev/none", 1, window="w1"),
    ),
    settings=Settings(no_show_calls=1, no_show_s=0, min_staff=0, unmanned_s=0, waiting_alarm=0),
    alarms=QUIET,
)
INCIDENT = f"IN-{DAY.replace('-', '')}-1"
STAFF_NUMBERS = tuple(person.no for person in PLAN.staff)
SERVICE_WINDOWS = ("w1", "w2", "w3")
PREFIX = {"social": "A", "tax": "B"}


def plan_with(code: str = "test", **settings: Any) -> HallPlan:
    """The small hall under another code or with other settings."""
    return replace(PLAN, code=code, settings=replace(PLAN.settings, **settings))


def sessions(*hours: str) -> tuple[Session, ...]:
    """ "8:30-11:30", staff half an hour before the public."""
    minutes = [[_minutes(hour) for hour in both.split("-")] for both in hours]
    return tuple(Session(prep=max(0, first - 30), open=first, close=last) for first, last in minutes)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def ms(clock: str) -> int:
    """ "8:30" or "8:30:05" as ms after midnight."""
    hours_minutes, seconds = (clock if clock.count(":") == 2 else clock + ":00").rsplit(":", 1)
    return (_minutes(hours_minutes) * 60 + int(seconds)) * S


HOURS = Calendar((HoursProfile("all", "全年", "01-01", "12-31", sessions("8:30-11:30", "14:00-17:00")),))
TIMED = replace(PLAN, calendar=HOURS)
"""The small hall with hours; its bells count from the `midnight` of the day."""


# ---------------------------------------------------------------- what happened


def happened(cls: type[m.Event], at: int = T0, actor: str = "system", **fields: Any) -> m.Event:
    return cls(at=at, actor=actor, **fields)


def ticket_id(queue: str = "social", serial: int = 1, day: str = DAY) -> str:
    return f"{day.replace('-', '')}-{PREFIX[queue]}{serial:03d}"


A1, A2, B1 = ticket_id(), ticket_id(serial=2), ticket_id("tax")


def day_started(day: str = DAY, at: int = T0, **more: Any) -> m.Event:
    """`more`: midnight, before, bookings, edits, visits, notices, cases."""
    nothing: dict[str, Any] = {name: [] for name in ("bookings", "edits", "visits", "notices", "cases")}
    return happened(m.DayStarted, at, **({"day": day} | nothing | more))


def oclock(clock: str) -> int:
    """The epoch ms of this hour on the day of these tests, in a hall whose day began at `T0`."""
    return T0 + ms(clock)


def opened(at: int = T0) -> m.Event:
    return happened(m.HallOpened, at)


def taken(
    queue: str = "social", serial: int = 1, at: int = T0, kiosk: str | None = None, **more: Any
) -> m.Event:
    """`more`: lane, reason, walk_in."""
    return happened(
        m.NumberTaken,
        at,
        ticket=ticket_id(queue, serial),
        queue=queue,
        number=f"{PREFIX[queue]}{serial:03d}",
        serial=serial,
        token=f"secret-{PREFIX[queue]}{serial}",
        kiosk=kiosk,
        **more,
    )


def signed_in(window: str = "w1", staff: str = ANN, acting_for: str = "") -> m.Event:
    return happened(m.SignedIn, window=window, staff=staff, acting_for=acting_for)


def signed_out(window: str = "w1", staff: str = ANN, reason: str = "") -> m.Event:
    return happened(m.SignedOut, window=window, staff=staff, reason=reason)


def handed_over(
    to: str = BEN, acting_for: str = "", ticket: str = "", window: str = "w1", staff: str = ANN
) -> m.Event:
    return happened(m.HandedOver, window=window, staff=staff, to=to, acting_for=acting_for, ticket=ticket)


def rung(bell: str, clock: str) -> m.Event:
    return happened(m.BellRung, oclock(clock), bell=bell, due=oclock(clock))


def raised(alarm: str, at: int = T0, **facts: Any) -> m.Event:
    """`alarm`: its kind, a colon and what it is about."""
    return happened(m.AlarmRaised, at, alarm=alarm, kind=alarm.partition(":")[0], facts=facts)


def cleared(alarm: str, note: str = "") -> m.Event:
    return happened(m.AlarmCleared, alarm=alarm, note=note)


def called(
    ticket: str = A1, window: str = "w1", staff: str = ANN, at: int = T0, arrived_at: int = T0
) -> m.Event:
    return happened(
        m.TicketCalled,
        at,
        ticket=ticket,
        window=window,
        staff=staff,
        reason="arrival",
        facts={"arrived_at": arrived_at},
        turn=0,
    )


def called_because(
    reason: str, ticket: str = A1, window: str = "w1", staff: str = ANN, **why: Any
) -> m.Event:
    """Called for another reason than arrival; `why`: facts, turn, chosen."""
    return happened(m.TicketCalled, ticket=ticket, window=window, staff=staff, reason=reason, **why)


def in_hand(
    cls: type[m.Event], ticket: str = A1, window: str = "w1", staff: str = ANN, at: int = T0, **more: Any
) -> m.Event:
    return happened(cls, at, ticket=ticket, window=window, staff=staff, **more)


def recalled(ticket: str = A1, window: str = "w1", staff: str = ANN) -> m.Event:
    return in_hand(m.TicketRecalled, ticket, window, staff)


def serving(
    ticket: str = A1, window: str = "w1", staff: str = ANN, at: int = T0, *, implied: bool = False
) -> m.Event:
    return in_hand(m.ServiceStarted, ticket, window, staff, at, implied=implied)


def passed(ticket: str = A1, window: str = "w1", staff: str = ANN) -> m.Event:
    return in_hand(m.TicketPassed, ticket, window, staff)


def returned(ticket: str = A1, window: str = "w1", staff: str = ANN, reason: str = "叫错了") -> m.Event:
    return in_hand(m.TicketReturned, ticket, window, staff, reason=reason)


def call_undone(ticket: str = A1, back: str = "waiting", window: str = "w1", staff: str = ANN) -> m.Event:
    return in_hand(m.CallUndone, ticket, window, staff, back=back)


def held(ticket: str = A1, window: str = "w1", staff: str = ANN, hold: str = "away_no_papers") -> m.Event:
    return in_hand(m.TicketHeld, ticket, window, staff, hold=hold)


def woken(ticket: str = A1, to: str = "queue", to_id: str = "social") -> m.Event:
    return happened(m.TicketWoken, ticket=ticket, to=to, to_id=to_id)


def transferred(to: str, to_id: str, queue: str = "social", ticket: str = A1, **more: Any) -> m.Event:
    """`more`: window, staff, come_back, chain."""
    """The kiosk of the first floor prints the way; w3 is on the second, and nobody prints the way back."""
    slip = more.get("window", "w1") in ("w1", "w2") and not more.get("chain")
    what: dict[str, Any] = {"to": to, "to_id": to_id, "queue": queue, "slip": slip}
    return in_hand(m.TicketTransferred, ticket, **(what | more))


def moved_on(ticket: str = A1, queue: str = "social", *, to: str, to_id: str) -> m.Event:
    """Whom somebody leaves behind who signs out, or hands over."""
    return happened(m.TicketMoved, ticket=ticket, queue=queue, to=to, to_id=to_id, reason="签退")


def requeued(ticket: str = A1, arrival: int = T0, **more: Any) -> m.Event:
    """`more`: behind_serial and behind, where it stands behind another; kiosk, where it is printed."""
    return happened(m.TicketRequeued, ticket=ticket, arrival=arrival, **more)


def cancelled(ticket: str = A1, reason: str = "") -> m.Event:
    return happened(m.TicketCancelled, ticket=ticket, reason=reason)


def finished(ticket: str = A1, window: str = "w1", staff: str = ANN, at: int = T0) -> m.Event:
    return in_hand(m.TicketFinished, ticket, window, staff, at)


def lapsed(ticket: str = A1, window: str = "w1", staff: str = ANN) -> m.Event:
    return in_hand(m.RatingLapsed, ticket, window, staff)


def rated(ticket: str = A1, window: str = "w1", staff: str = ANN, level: int = 5) -> m.Event:
    return in_hand(m.RatingGiven, ticket, window, staff, level=level, channel="rater")


def press_refused(code: str, ticket: str | None = A1, window: str = "w1", level: int = 5) -> m.Event:
    return happened(m.RatingRefused, window=window, code=code, level=level, channel="rater", ticket=ticket)


def voided(ticket: str = A1, reason: str = "重复取号") -> m.Event:
    return happened(m.TicketVoided, ticket=ticket, reason=reason)


def expired(ticket: str = A1, reason: str = "day_closed") -> m.Event:
    return happened(m.TicketExpired, ticket=ticket, reason=reason)


def suspended(window: str = "w1", staff: str = ANN, reason: str = "取材料") -> m.Event:
    return happened(m.WindowSuspended, window=window, staff=staff, reason=reason)


def resumed(window: str = "w1", staff: str = ANN) -> m.Event:
    return happened(m.WindowResumed, window=window, staff=staff)


def slip_failed(ticket: str = A1, at: int = T0) -> m.Event:
    return happened(m.SlipFailed, at, ticket=ticket, cause="paper_out")


def gap(seconds: int, *, recovery: bool, at: int = T0, **more: Any) -> m.Event:
    """`more`: incident (the first of the day, unless it is none), wrong_clock."""
    what: dict[str, Any] = {
        "since": at - seconds * S,
        "recovery": recovery,
        "incident": INCIDENT if recovery else "",
    }
    return happened(m.GapSeen, at, **(what | more))


def closed(reason: str = "day_closed") -> m.Event:
    return happened(m.HallClosed, reason=reason)


PREP = [day_started()]
OPEN = [*PREP, opened()]
EXTENDED = [*OPEN, happened(m.HallExtended)]
CLOSED = [*OPEN, closed()]
RECOVERY = [*OPEN, gap(600, recovery=True)]
LUNCH = [*OPEN, happened(m.HallAtLunch)]
OUTAGE = [*OPEN, happened(m.OutageDeclared, incident=INCIDENT, reason="停电")]

TIMED_PREP = [day_started(midnight=T0)]
TIMED_OPEN = [*TIMED_PREP, rung("open", "8:30"), opened(oclock("8:30"))]

WAITING = [*OPEN, signed_in(), taken()]
CALLED = [*WAITING, called()]
SERVING = [*CALLED, serving()]
PASSED = [*CALLED, passed()]
HELD = [*SERVING, held()]
FINISHED = [*SERVING, finished()]


# ---------------------------------------------------------------- what somebody wants


def want(cls: type[m.Command], at: int = T0, actor: str = "", **fields: Any) -> m.Command:
    """A command; at a window the clerk ANN acts unless `actor` says who."""
    if not actor:
        actor = f"staff:{ANN}" if issubclass(cls, m.AtWindow) else "system"
    return cls(at=at, actor=actor, **fields)


def at_window(
    cls: type[m.AtWindow], window: str = "w1", staff: str = ANN, at: int = T0, **more: Any
) -> m.Command:
    if cls is m.SignIn:
        more = {"staff": staff} | more
    return want(cls, at, f"staff:{staff}", window=window, **more)


def take(
    queue: str = "social",
    at: int = T0,
    token: str = "secret",
    kiosk: str | None = None,
    *,
    actor: str = "",
    **more: Any,
) -> m.Command:
    """`more`: lane, reason."""
    actor = actor or (f"kiosk:{kiosk}" if kiosk else "")
    return want(m.TakeNumber, at, actor, queue=queue, token=token, kiosk=kiosk, **more)


def press(level: int = 5, window: str = "w1", at: int = T0) -> m.Command:
    return want(m.PressRating, at, f"device:rater-{window}", window=window, level=level, channel="rater")


def start_day(day: str = DAY, at: int = T0, gap_s: int = 0) -> m.Command:
    return want(m.StartDay, at, day=day, gap_ms=gap_s * S)


# ---------------------------------------------------------------- the hall


def hall_after(events: Iterable[m.Event], plan: HallPlan = PLAN) -> Hall:
    hall = Hall(plan)
    for event in events:
        evolve(hall, event)
    return hall


def apply(hall: Hall, command: m.Command) -> Decision:
    """Decide, and let what follows happen."""
    decision = decide(hall, command)
    for event in decision.events if isinstance(decision, m.Refusal) else decision:
        evolve(hall, event)
    return decision


def told(events: Iterable[m.Event]) -> list[tuple[str, dict[str, Any]]]:
    """Events as (name, own fields); the sum of a closed day has tables of its own (test_sums)."""
    own = ((event.type, m.to_record(event)) for event in events)
    return [(name, {k: v for k, v in record.items() if k != "sums"}) for name, record in own]


Case = tuple[HallPlan, list[m.Event], m.Command, list[m.Event] | str]
"""Given this hall and these events, when somebody wants this, then these events follow, or this code."""


def picture(hall: Hall) -> dict[str, Any]:
    """Everything a hall holds, to compare; it stays comparable only until the hall changes."""
    whole = {name: value for name, value in vars(hall).items() if name not in ("plan", "fixed_plan")}
    sent = {to: list(places) for to, places in hall.sent_to.items() if places}
    order = {"passed": list(hall.passed), "held": list(hall.held), "calls": list(hall.calls.values())}
    return whole | order | {"sent_to": sent, "windows": hall.plan.windows}


def keys_named(name: str, value: Any) -> Iterator[Any]:
    """Every value under a key of this name, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == name:
                yield inner
            yield from keys_named(name, inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from keys_named(name, inner)
