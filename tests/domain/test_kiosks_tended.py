"""The staff at a kiosk: its staff page, its test slip, and taking it out of service."""

from dataclasses import replace

from server.domain import messages as m
from server.domain.facts.plan import Role, Staff
from server.domain.views.duty import duty_view
from server.domain.views.public import kiosk_view
from tests.halls import (
    ANN,
    CLOSED,
    DUTY,
    OPEN,
    PLAN,
    PREP,
    T0,
    Case,
    closed,
    day_started,
    hall_after,
    happened,
    take,
    taken,
    want,
)

PEOPLE = (
    *PLAN.staff,
    Staff("zx-help", "何帮", "总服务台", frozenset({Role.HELP_DESK})),
    Staff("zx-admin", "管立", "管理", frozenset({Role.ADMIN})),
)
STAFFED = replace(PLAN, staff=PEOPLE)


def tend(actor: str = f"staff:{DUTY}", kiosk: str = "k1", what: str = "opened") -> m.Command:
    return want(m.TendKiosk, actor=actor, kiosk=kiosk, what=what)


def tended(actor: str = f"staff:{DUTY}", kiosk: str = "k1", what: str = "opened") -> m.Event:
    return happened(m.KioskTended, actor=actor, kiosk=kiosk, what=what)


def switch(
    on: bool = False, actor: str = f"staff:{DUTY}", kiosk: str = "k1", reason: str = "卡纸"
) -> m.Command:
    return want(m.SwitchKiosk, actor=actor, kiosk=kiosk, on=on, reason=reason)


def number_of(actor: str) -> m.Event:
    kiosk = actor.removeprefix("kiosk:")
    return replace(taken(kiosk=kiosk if kiosk != actor else None), actor=actor, token="secret")


BOOKED = happened(m.AppointmentBooked, code="8041", day=PREP[0].day, queue="social", start=T0, end=T0 + 1)


def switched(on: bool = False, kiosk: str = "k1", reason: str = "卡纸") -> m.Event:
    return happened(m.KioskSwitched, actor=f"staff:{DUTY}", kiosk=kiosk, on=on, reason=reason)


HELP, ADMIN = "staff:zx-help", "staff:zx-admin"
CASES: dict[str, Case] = {
    "the duty officer opens it": (STAFFED, OPEN, tend(), [tended()]),
    "the help desk opens it": (STAFFED, OPEN, tend(HELP), [tended(HELP)]),
    "the administrator opens it before the hall does": (STAFFED, PREP, tend(ADMIN), [tended(ADMIN)]),
    "a test slip when the hall is closed": (STAFFED, CLOSED, tend(what="test"), [tended(what="test")]),
    "one without a printer is opened": (STAFFED, OPEN, tend(kiosk="k2"), [tended(kiosk="k2")]),
    "one without a printer prints nothing": (STAFFED, OPEN, tend(kiosk="k2", what="test"), "no_printer"),
    "a clerk has no business there": (STAFFED, OPEN, tend(f"staff:{ANN}"), "forbidden"),
    "the kiosk itself is nobody": (STAFFED, OPEN, tend("kiosk:k1"), "forbidden"),
    "there is no such kiosk": (STAFFED, OPEN, tend(kiosk="k9"), "unknown_kiosk"),
    "the duty officer takes one out of service": (STAFFED, OPEN, switch(), [switched()]),
    "before the hall opens, too": (STAFFED, PREP, switch(kiosk="k2"), [switched(kiosk="k2")]),
    "it is out of service already": (STAFFED, [*OPEN, switched()], switch(reason="换纸"), []),
    "back in service, no reason needed": (
        STAFFED,
        [*OPEN, switched()],
        switch(on=True, reason=""),
        [switched(on=True, reason="")],
    ),
    "it is in service already": (STAFFED, OPEN, switch(on=True), []),
    "out of service without a reason": (STAFFED, OPEN, switch(reason=" "), "reason_required"),
    "the help desk switches nothing": (STAFFED, OPEN, switch(actor=HELP), "forbidden"),
    "one that is not is not switched": (STAFFED, OPEN, switch(kiosk="k9"), "unknown_kiosk"),
    "one out of service gives no number": (STAFFED, [*OPEN, switched()], take(kiosk="k1"), "kiosk_paused"),
    "the other one does": (STAFFED, [*OPEN, switched()], take(kiosk="k2"), [number_of("kiosk:k2")]),
    "a person issues elsewhere": (
        STAFFED,
        [*OPEN, switched()],
        take(actor=HELP),
        [number_of(HELP)],
    ),
    "nobody checks in at one out of service": (
        STAFFED,
        [*OPEN, BOOKED, switched()],
        want(m.CheckIn, actor="kiosk:k1", kiosk="k1", code="8041", token="t"),
        "kiosk_paused",
    ),
}


def test_one_out_of_service_says_where_else_until_it_is_back_or_a_new_day_begins():
    off = hall_after([*OPEN, switched()], STAFFED)
    told = kiosk_view(off, "k1", {})["closed"]
    assert (told["code"], told["elsewhere"]["name"]) == ("paused", PLAN.kiosk["k2"].name)
    assert told["text"] == "本机暂停服务,请到总服务台取号"
    assert kiosk_view(off, "k2", {})["closed"] is None
    both = hall_after([*OPEN, switched(), switched(kiosk="k2")], STAFFED)
    assert kiosk_view(both, "k1", {})["closed"]["elsewhere"] is None
    shown = {k["id"]: k for k in duty_view(off, {})["kiosks"]}
    assert shown["k1"]["closed"] == "paused"
    assert shown["k1"]["off"] == {"at": T0, "by": "杜明", "reason": "卡纸"}
    assert shown["k2"]["off"] is None
    unknown = replace(switched(), actor="staff:gone")
    assert duty_view(hall_after([*OPEN, unknown], STAFFED), {})["kiosks"][0]["off"]["by"] == "gone"
    for after in ([switched(on=True)], [closed(), day_started("2026-11-24")]):
        assert hall_after([*OPEN, switched(), *after], STAFFED).kiosks_off == {}
