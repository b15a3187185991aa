"""The duty officer's part: alarms, paper of an outage."""

from flask import Response
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.store.other_days import local_ms
from server.web.api.base import PROBLEMS, Api
from server.web.requests import addresses as a
from server.web.requests import bodies as b


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _alarms(blueprint, api)
    _outage(blueprint, api)


def _alarms(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/alarms/<alarm>/answer", summary="处理提醒 Answer an alarm", responses=PROBLEMS)
    def answer_alarm(path: a.AlarmPath, body: b.Note) -> Response:
        return api.act(m.AnswerAlarm, alarm=path.alarm, note=body.note)

    @blueprint.post("/alarms/take", summary="接手提醒 Take alarms", responses=PROBLEMS)
    def take_alarms(body: b.AlarmsTaken) -> Response:
        return api.act(m.TakeAlarms, alarms=tuple(body.alarms), of=body.of)

    @blueprint.post("/alarms/<alarm>/notes", summary="提醒记事 Write on an alarm", responses=PROBLEMS)
    def note_alarm(path: a.AlarmPath, body: b.AlarmNote) -> Response:
        return api.act(m.NoteAlarm, alarm=path.alarm, text=body.text)


def _outage(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/back-entries", summary="补录 Enter what was done on paper", responses=PROBLEMS)
    def back_enter(body: b.BackEntry) -> Response:
        day = api.executor.read(lambda hall: hall.day)
        times = {name: _time(day, getattr(body, name), api.plan.timezone) for name in b.TIMES}
        said = {"window": body.window, "staff": body.staff, "reason": body.reason}
        return api.act(m.BackEnter, number=body.number.strip().upper(), outcome=body.outcome, **said, **times)

    @blueprint.post("/incidents/<incident>/close", summary="停机报告 Close an incident", responses=PROBLEMS)
    def close_incident(path: a.IncidentPath, body: b.Report) -> Response:
        return api.act(m.CloseIncident, incident=path.incident, report=body.report)


def _time(day: str, clock: str | None, timezone: str) -> int | None:
    return local_ms(day, clock, timezone) if clock else None
