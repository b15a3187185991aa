"""值班记录: own entries, the daily list, the signature, the hand-over of the duty (R78, R79)."""

from typing import Any

from server.domain import messages as m
from server.domain.facts.plan import Role
from server.domain.hall import Hall, HallState
from server.domain.rules.guards import Decision
from server.domain.ticket import Slip

MAX_NOTE = 500
"""Characters: about five lines of an A4 page."""


def note_duty(_: Hall, c: m.NoteDuty) -> Decision:
    text = c.text.strip()[:MAX_NOTE]
    if not text:
        return m.Refusal("note_required")
    return [m.DutyNoted(at=c.at, actor=c.actor, text=text, guard=c.guard)]


def check_duty(hall: Hall, c: m.CheckDuty) -> Decision:
    if all(check.id != c.item for check in hall.plan.duty_checks):
        return m.Refusal("unknown_check", {"check": c.item[:MAX_NOTE]})
    found = c.found.strip()[:MAX_NOTE]
    if hall.checked.get(c.item) == found:
        return []
    return [m.DutyChecked(at=c.at, actor=c.actor, item=c.item, found=found)]


def sign_duty(hall: Hall, c: m.SignDuty) -> Decision:
    """Nobody signs for what is still to come, or for what nobody has looked at."""
    if hall.state is not HallState.CLOSED:
        return m.Refusal("day_not_over")
    missing = [check.text for check in hall.plan.duty_checks if check.id not in hall.checked]
    if missing:
        return m.Refusal("checks_missing", {"checks": "、".join(missing), "count": str(len(missing))})
    return [] if c.actor in hall.signed else [m.DutySigned(at=c.at, actor=c.actor)]


# ---------------------------------------------------------------- 交接班


def offer_duty(hall: Hall, c: m.OfferDuty) -> Decision:
    """To another duty officer; what is open stands in the offer (R78). Offered anew, the last counts."""
    person = hall.plan.person.get(c.to)
    if person is None:
        return m.Refusal("unknown_staff", {"staff": c.to[:MAX_NOTE]})
    if Role.DUTY not in person.roles or c.actor == f"staff:{c.to}":
        return m.Refusal("no_duty_officer", {"name": person.name})
    note, facts = c.note.strip()[:MAX_NOTE], still_open(hall)
    return [m.DutyOffered(at=c.at, actor=c.actor, to=c.to, note=note, facts=facts)]


def take_duty(hall: Hall, c: m.TakeDuty) -> Decision:
    """For the floors whose duty the other one has, and for those of nobody."""
    offer = hall.duty_offer
    if offer is None or c.actor != f"staff:{offer.to}":
        return m.Refusal("nothing_offered")
    floors = [f.id for f in hall.plan.floors if hall.officer_of(f.id) in (offer.by, None)]
    return [m.DutyTaken(at=c.at, actor=c.actor, of=offer.by, floors=floors)]


def still_open(hall: Hall) -> dict[str, Any]:
    """What somebody who takes the duty over must know, in numbers; `incident`: its id or ""."""
    return {
        "alarms": len(hall.alarms),
        "cases": sum(not case.over for case in hall.casebook.values()),
        "incident": hall.incident.id if hall.incident else "",
        "waiting": hall.waiting_total(),
        "in_hand": hall.in_hand(),
        "unconfirmed": sum(t.slip is Slip.UNCONFIRMED for t in hall.unsettled()),
    }
