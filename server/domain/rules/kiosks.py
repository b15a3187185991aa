"""The staff at a kiosk: who may open its staff page, the test slip; and taking one out of service."""

from server.domain import messages as m
from server.domain.facts.plan import Role
from server.domain.hall import Hall
from server.domain.rules.guards import MAX_REASON, Decision, has_role


def tend_kiosk(hall: Hall, c: m.TendKiosk) -> Decision:
    """At any hour, whatever the hall's state: paper is put in before it opens."""
    if c.kiosk not in hall.plan.kiosk:
        return m.Refusal("unknown_kiosk", {"kiosk": c.kiosk})
    if not has_role(hall, c.actor, Role.DUTY, Role.ADMIN, Role.HELP_DESK):
        return m.Refusal("forbidden")
    if c.what == "test" and not hall.plan.slip_printers(kiosk=c.kiosk):
        return m.Refusal("no_printer")
    return [m.KioskTended(at=c.at, actor=c.actor, kiosk=c.kiosk, what=c.what)]


def switch_kiosk(hall: Hall, c: m.SwitchKiosk) -> Decision:
    """At any hour, whatever the hall's state; a number whose paper still comes out there is not lost."""
    if c.kiosk not in hall.plan.kiosk:
        return m.Refusal("unknown_kiosk", {"kiosk": c.kiosk})
    if not has_role(hall, c.actor, Role.DUTY):
        return m.Refusal("forbidden")
    if not c.on and not c.reason.strip():
        return m.Refusal("reason_required")
    if c.on == (c.kiosk not in hall.kiosks_off):
        return []
    reason = c.reason.strip()[:MAX_REASON]
    return [m.KioskSwitched(at=c.at, actor=c.actor, kiosk=c.kiosk, on=c.on, reason=reason)]
