"""The end of a day and of an outage: what is to be settled, both reports, and who has the duty when."""

from datetime import date, timedelta
from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.facts.calendar import Calendar
from server.domain.facts.plan import HallPlan
from server.domain.hall import Hall, HallState
from server.domain.sums import day_sums
from server.domain.views.day_report import OF_THE_DAY, day_report
from server.domain.views.incident import OF_INCIDENTS, incident_report
from server.domain.views.record import officers
from server.domain.views.settle import closing, shutdown
from server.store.other_days import edits_from
from server.store.outbox import unsent
from server.web.api.base import PROBLEMS, Api
from server.web.api.days import edit_of
from server.web.problems import Problem
from server.web.requests import addresses as a

WEEKS = 5
"""Of the roster at once."""


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _closing(blueprint, api)
    _reports(blueprint, api)
    _roster(blueprint, api)


def _closing(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.get("/closing", summary="下班前须办结 What is to be settled", responses=PROBLEMS)
    def get_closing() -> Response:
        told = api.executor.read(_to_settle)
        if told["shutdown"]:
            with api.executor.log.database.readers.connect() as connection:
                told["shutdown"]["unsent"], _ = unsent(connection, api.plan.code)
        return jsonify(told)


def _to_settle(hall: Hall) -> dict[str, Any]:
    settled = hall.state is HallState.CLOSED
    return {
        "day": hall.day,
        "state": hall.state,
        "items": closing(hall),
        "sums": day_sums(hall),
        "shutdown": shutdown(hall) if settled else None,
    }


def _reports(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.get("/day-report", summary="日报 The day in figures", responses=PROBLEMS)
    def get_day_report(query: a.DayQuery) -> Response:
        today, sums = api.executor.read(_sums_so_far)
        day = query.day or today
        events = _of_day(api, day, OF_THE_DAY)
        if not events:
            raise Problem("unknown_day", {"day": day})
        now = sums if day == today else None
        return jsonify(day_report(api.plan, day, events, now) | {"today": today})

    @blueprint.get("/incidents/<incident>", summary="停机报告 The report of an outage", responses=PROBLEMS)
    def get_incident(path: a.IncidentPath) -> Response:
        events = _of_day(api, _day_of(path.incident), OF_INCIDENTS)
        report = incident_report(api.plan, path.incident, events)
        if report is None:
            raise Problem("unknown_incident", {"incident": path.incident})
        return jsonify(report)


def _of_day(api: Api, day: str, types: frozenset[type[m.Event]]) -> list[m.Event]:
    return [r.event for r in api.executor.log.of_day(day, frozenset(cls.type for cls in types))]


def _day_of(incident: str) -> str:
    """ "IN-20261125-1" is of 2026-11-25."""
    digits = incident.split("-")[1] if incident.count("-") == 2 else ""
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"


def _sums_so_far(hall: Hall) -> tuple[str, dict[str, Any] | None]:
    return hall.day, None if hall.state is HallState.CLOSED else day_sums(hall)


def _roster(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.get("/duty-roster", summary="值班表 Who has the duty when", responses=PROBLEMS)
    def get_duty_roster(query: a.DayQuery) -> Response:
        """From the Monday of that week on, with the phones: for staff only (R82)."""
        today, calendar = api.executor.read(lambda hall: (hall.day, hall.calendar))
        first = date.fromisoformat(query.day or today)
        monday = first - timedelta(days=first.weekday())
        days = [(monday + timedelta(days=n)).isoformat() for n in range(7 * WEEKS)]
        edits = edits_from(api.executor.log.database, days[0], days[-1])
        calendar = calendar.with_edits({e["date"]: edit_of(e) for e in edits})
        return jsonify({"today": today, "days": [_day(api.plan, calendar, day) for day in days]})


def _day(plan: HallPlan, calendar: Calendar, day: str) -> dict[str, Any]:
    names = {p.no: p.name for p in plan.staff}
    return {
        "date": day,
        "works": calendar.is_workday(day),
        "notice": calendar.notice_of(day),
        "officers": officers(plan, day),
        "guards": [[names.get(no, no) for no in shift] for shift in plan.guards.shifts(day)],
    }
