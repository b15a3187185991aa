"""The duty officer's record. What is written after a signature was not signed for."""

from server.domain import messages as m
from server.domain.hall import Hall


def noted(hall: Hall, _: m.DutyNoted) -> None:
    hall.signed.clear()


def checked(hall: Hall, event: m.DutyChecked) -> None:
    hall.checked[event.item] = event.found
    hall.signed.clear()


def signed(hall: Hall, event: m.DutySigned) -> None:
    hall.signed.add(event.actor)
