"""The duty officer's record. What is written after a signature was not signed for."""

from server.domain import messages as m
from server.domain.hall import DutyOffer, Hall


def noted(hall: Hall, event: m.DutyNoted) -> None:
    if not event.guard:
        hall.signed.clear()


def checked(hall: Hall, event: m.DutyChecked) -> None:
    hall.checked[event.item] = event.found
    hall.signed.clear()


def signed(hall: Hall, event: m.DutySigned) -> None:
    hall.signed.add(event.actor)


def offered(hall: Hall, event: m.DutyOffered) -> None:
    hall.duty_offer = DutyOffer(
        event.at, event.actor.removeprefix("staff:"), event.to, event.note, event.facts
    )


def taken(hall: Hall, event: m.DutyTaken) -> None:
    hall.duty_offer = None
    hall.relieved |= dict.fromkeys(event.floors, event.actor.removeprefix("staff:"))
