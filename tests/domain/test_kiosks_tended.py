"""The staff at a kiosk itself: who may open its staff page, and the test slip."""

from dataclasses import replace

from server.domain import messages as m
from server.domain.plan import Role, Staff
from tests.halls import ANN, CLOSED, DUTY, OPEN, PLAN, PREP, Case, happened, want

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
}
