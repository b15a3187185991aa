"""The calendar: which days the hall works, and days set by hand."""

from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.facts.calendar import Calendar, DayEdit, DayKind
from server.store.other_days import days_between, edits_from
from server.web.api.base import PROBLEMS, Api
from server.web.problems import Problem
from server.web.requests import addresses as a
from server.web.requests import bodies as b

LONGEST = 400
"""Days at once."""


def routes(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/calendar/days", summary="设置某一天 Set a day by hand", responses=PROBLEMS)
    def set_day(body: b.DaySetting) -> Response:
        windows = tuple(dict.fromkeys(body.windows))
        return api.act(m.SetDay, date=body.date, kind=body.kind, windows=windows, notice=body.notice)

    @blueprint.get("/calendar", summary="工作日历 Which days the hall works", responses=PROBLEMS)
    def get_calendar(query: a.CalendarQuery) -> Response:
        days = days_between(query.first, query.last)
        if not 0 < len(days) <= LONGEST:
            raise Problem("invalid", errors=[{"field": "to", "reason": f"1 to {LONGEST} days from `from`"}])
        calendar = api.executor.read(lambda hall: hall.calendar)
        edits = edits_from(api.executor.log.database, query.first, query.last)
        calendar = calendar.with_edits({e["date"]: edit_of(e) for e in edits})
        return jsonify({"days": [_day(calendar, day) for day in days]})


def edit_of(e: Any) -> DayEdit:
    """A hand edit as the store has it."""
    return DayEdit(e["date"], DayKind(e["kind"]), tuple(e["windows"]), e["notice"])


def _day(calendar: Calendar, date: str) -> dict[str, Any]:
    """`works`: somebody serves the public then, be it only at the windows on duty."""
    windows = calendar.windows_of(date)
    works = calendar.is_workday(date) or windows is not None
    edit = calendar.edits.get(date)
    return {
        "date": date,
        "works": works,
        "kind": edit.kind if edit else DayKind.OPEN if works else DayKind.CLOSED,
        "windows": list(windows or ()),
        "notice": calendar.notice_of(date),
        "set": edit is not None,
        "known": calendar.known(date),
    }
