"""Complaints as they come in: at the desk, from the page that is open to everybody; and who is forgotten."""

import logging
from functools import partial
from typing import Any

from flask import Response, jsonify, make_response, request
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.rules.guards import VISITOR
from server.store import people
from server.store.other_days import local_ms
from server.web.access.sessions import principal
from server.web.api.base import PROBLEMS, Api
from server.web.citizens.complainants import names_them
from server.web.polling.brake import Brake
from server.web.problems import Problem
from server.web.requests import addresses as a
from server.web.requests import bodies as b
from server.web.requests import case_bodies as cb

log = logging.getLogger("web")


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _at_the_desk(blueprint, api)
    _on_the_web(blueprint, api, Brake(at_once=10, a_minute=4))
    _deletions(blueprint, api)


def _at_the_desk(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/complaints", summary="登记投诉 Register a complaint", responses=PROBLEMS)
    def register_complaint(body: b.ComplaintForm) -> Response:
        return _register(api, body, principal().actor, body.channel)


def _on_the_web(blueprint: APIBlueprint, api: Api, brake: Brake) -> None:
    @blueprint.post("/complaints/web", summary="网上投诉 Complain on the web page", responses=PROBLEMS)
    def complain_on_web(body: cb.WebComplaint) -> Response:
        """No account and no name is asked for. With the secret of a slip it is about that visit."""
        if not brake.lets(request.remote_addr or ""):
            raise Problem("too_often")
        if not body.text.strip():
            raise Problem("complaint_empty")
        visit = _visit(api, body.token) if body.token else ""
        return _register(api, body, VISITOR, "web", visit=visit)


def _visit(api: Api, token: str) -> str:
    """Looked up before anything is written, as for the phone's own page."""
    visit = api.executor.read(lambda hall: hall.visit(token))
    if visit is None:
        raise api.phones.unknown(token, request.remote_addr or "")
    return visit.id


def _register(
    api: Api, body: b.ComplaintForm | cb.WebComplaint, actor: str, channel: str, **more: Any
) -> Response:
    """The event says what and where, and is kept; who, and in which words, stands apart and can go."""
    private = bool(body.text or body.person or body.phone)
    ref = people.new_ref() if private else ""
    words = people.Complaint(ref, body.text, body.person, body.phone)
    if names_them(words, body.target, body.matter, body.place):
        raise Problem("names_complainant")
    facts: dict[str, Any] = {"target": body.target, "matter": body.matter, "place": body.place, "record": ref}
    when = moment(body.happened_at, api.plan.timezone)
    told = partial(m.RegisterComplaint, actor=actor, channel=channel, happened_at=when, **facts, **more)
    answer = api.do(told, actor)
    if private:
        _keep(api, answer, words)
    return make_response(jsonify(answer), 201)


def moment(said: str, timezone: str) -> int:
    """Epoch ms of "2026-11-23 09:05". Raises Problem invalid."""
    day, clock = said.split()
    try:
        return local_ms(day, clock, timezone)
    except ValueError as wrong:
        raise Problem("invalid", errors=[{"field": "happened_at", "reason": "no such day"}]) from wrong


def _keep(api: Api, answer: dict[str, Any], said: people.Complaint) -> None:
    """After the event, under the reference that it names: a request repeated after a fault completes it."""
    words = people.Complaint(answer["record"], said.text, said.person, said.phone)
    at = api.executor.clock()
    api.executor.write(lambda connection: people.keep_complaint(connection, api.plan.code, words, at))


def _deletions(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.delete("/identities/<ref>", summary="删除身份信息 Forget an identity", responses=PROBLEMS)
    def forget_identity(path: a.RefPath) -> Response:
        hall = api.plan.code
        gone = api.executor.write(lambda c: people.forget_identity(c, hall, path.ref))
        return _gone("identity", path.ref, gone)

    @blueprint.delete(
        "/complaints/<ref>/person", summary="删除投诉人信息 Forget a complainant", responses=PROBLEMS
    )
    def forget_complainant(path: a.RefPath) -> Response:
        hall = api.plan.code
        gone = api.executor.write(lambda c: people.forget_complainant(c, hall, path.ref))
        return _gone("complainant", path.ref, gone)


def _gone(what: str, ref: str, count: int) -> Response:
    log.warning("state=deleted what=%s ref=%r rows=%d by=%s", what, ref, count, principal().actor)
    return jsonify({"removed": count})
