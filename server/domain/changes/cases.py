"""Complaints and bad ratings: what the hall knows of them today."""

from server.domain import messages as m
from server.domain.cases import after, case_from, complaint_case, rating_case
from server.domain.hall import Hall


def follow_up_opened(hall: Hall, event: m.FollowUpOpened) -> None:
    _next_number(hall, event.case)
    hall.keep_case(rating_case(event, hall.day))


def complaint_registered(hall: Hall, event: m.ComplaintRegistered) -> None:
    _next_number(hall, event.complaint)
    hall.keep_case(complaint_case(event, hall.day))
    if event.visit:
        hall.complained.add(event.visit)


def stepped(hall: Hall, event: m.CaseStepped) -> None:
    hall.keep_case(after(hall.casebook.get(event.case) or case_from(event.before), event))


def _next_number(hall: Hall, case: str) -> None:
    kind = case.partition("-")[0]
    hall.cases[kind] = hall.cases.get(kind, 0) + 1
