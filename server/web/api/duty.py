"""The duty officer's part: alarms, paper of an outage, complaints; and what the administrator deletes."""

import logging
from typing import Any

from flask import Response, jsonify, make_response
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.store import people
from server.store.other_days import local_ms
from server.web import bodies as b
from server.web.access import principal
from server.web.api.base import PROBLEMS, Api
from server.web.problems import Problem

log = logging.getLogger("web")


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _alarms(blueprint, api)
    _outage(blueprint, api)
    _complaints(blueprint, api)
    _deletions(blueprint, api)


def _alarms(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/alarms/<alarm>/answer", summary="处理提醒 Answer an alarm", responses=PROBLEMS)
    def answer_alarm(path: b.AlarmPath, body: b.Note) -> Response:
        return api.act(m.AnswerAlarm, alarm=path.alarm, note=body.note)


def _outage(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/back-entries", summary="补录 Enter what was done on paper", responses=PROBLEMS)
    def back_enter(body: b.BackEntry) -> Response:
        day = api.executor.read(lambda hall: hall.day)
        times = {name: _time(day, getattr(body, name), api.plan.timezone) for name in b.TIMES}
        said = {"window": body.window, "staff": body.staff, "reason": body.reason}
        return api.act(m.BackEnter, number=body.number.strip().upper(), outcome=body.outcome, **said, **times)

    @blueprint.post("/incidents/<incident>/close", summary="停机报告 Close an incident", responses=PROBLEMS)
    def close_incident(path: b.IncidentPath, body: b.Report) -> Response:
        return api.act(m.CloseIncident, incident=path.incident, report=body.report)


def _time(day: str, clock: str | None, timezone: str) -> int | None:
    return local_ms(day, clock, timezone) if clock else None


def _complaints(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/complaints", summary="登记投诉 Register a complaint", responses=PROBLEMS)
    def register_complaint(body: b.ComplaintForm) -> Response:
        private = bool(body.text or body.person or body.phone)
        who = principal().actor
        happened_at = _happened_at(body, api.plan.timezone)
        ref = people.new_ref() if private else ""

        def make(*, at: int) -> m.Command:
            return m.RegisterComplaint(
                at=at,
                actor=who,
                channel=body.channel,
                target=body.target,
                matter=body.matter,
                happened_at=happened_at,
                place=body.place,
                record=ref,
            )

        answer = api.do(make, who)
        if private:
            _keep(api, answer, body)
        return make_response(jsonify(answer), 201)


def _happened_at(body: b.ComplaintForm, timezone: str) -> int:
    day, clock = body.happened_at.split()
    try:
        return local_ms(day, clock, timezone)
    except ValueError as wrong:
        raise Problem("invalid", errors=[{"field": "happened_at", "reason": "no such day"}]) from wrong


def _keep(api: Api, answer: dict[str, Any], body: b.ComplaintForm) -> None:
    """After the event, under the reference that it names: a request repeated after a fault completes it."""
    words = people.Complaint(answer["record"], body.text, body.person, body.phone)
    at = api.executor.clock()
    api.executor.write(lambda connection: people.keep_complaint(connection, api.plan.code, words, at))


def _deletions(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.delete("/identities/<ref>", summary="删除身份信息 Forget an identity", responses=PROBLEMS)
    def forget_identity(path: b.RefPath) -> Response:
        hall = api.plan.code
        gone = api.executor.write(lambda c: people.forget_identity(c, hall, path.ref))
        return _gone("identity", path.ref, gone)

    @blueprint.delete(
        "/complaints/<ref>/person", summary="删除投诉人信息 Forget a complainant", responses=PROBLEMS
    )
    def forget_complainant(path: b.RefPath) -> Response:
        hall = api.plan.code
        gone = api.executor.write(lambda c: people.forget_complainant(c, hall, path.ref))
        return _gone("complainant", path.ref, gone)


def _gone(what: str, ref: str, count: int) -> Response:
    log.warning("state=deleted what=%s ref=%r rows=%d by=%s", what, ref, count, principal().actor)
    return jsonify({"removed": count})
