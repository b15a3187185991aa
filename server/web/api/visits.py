"""A visit by the secret of its slip: what the phone shows and may do, rating on tablet or phone, complaints.

A level comes only from a press (decision 17). No answer tells anybody else at the window (R90).
"""

from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from flask import Response, jsonify, make_response, request
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.hall import Hall
from server.domain.rules.guards import VISITOR
from server.domain.rules.ratings import PHONE, TABLET
from server.domain.ticket import TicketState
from server.domain.views.rating import REASONS, REASONS_VERSION
from server.store import people
from server.web.access.sessions import acting_device
from server.web.api.base import PROBLEMS, Api
from server.web.polling.phones import Phones
from server.web.problems import Problem
from server.web.requests import addresses as a
from server.web.requests import bodies as b


class _Visit(NamedTuple):
    id: str
    window: str
    staff: str
    queue: str
    ended_at: int | None
    """None: it is not over."""


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _page(blueprint, api.phones)
    _moves(blueprint, api)
    _rating(blueprint, api)
    _reasons(blueprint, api)
    _complaint(blueprint, api)


def _page(blueprint: APIBlueprint, phones: Phones) -> None:
    @blueprint.get("/visits/<token>", summary="手机号票 The ticket of a slip", responses=PROBLEMS)
    def get_visit(path: a.VisitPath, query: a.WaitQuery) -> Response:
        phones.may_ask(path.token)
        known, address = request.headers.get("If-None-Match", "").strip('"'), request.remote_addr or ""
        ask = partial(phones.newer, path.token, known) if query.wait else partial(phones.view, path.token)
        shown = ask(address)
        if shown.etag == known:
            response = make_response("", 304)
        else:
            response = make_response(shown.body)
            response.content_type = "application/json"
        response.headers["ETag"] = f'"{shown.etag}"'
        return response


def _moves(blueprint: APIBlueprint, api: Api) -> None:
    """What the holder of the slip may do with it; the log says "visitor"."""

    @blueprint.post("/visits/<token>/cancel", summary="弃号 Give the number up", responses=PROBLEMS)
    def cancel_visit(path: a.VisitPath, body: b.Nothing) -> Response:
        del body
        return _by_holder(api, m.CancelTicket, path.token)

    @blueprint.post("/visits/<token>/wake", summary="我回来了 Back from fetching papers", responses=PROBLEMS)
    def wake_visit(path: a.VisitPath, body: b.Nothing) -> Response:
        del body
        return _by_holder(api, m.WakeTicket, path.token)


def _by_holder(api: Api, command: type[m.CancelTicket | m.WakeTicket], token: str) -> Response:
    visit = _visit(api, token)
    api.phones.may_act(token)
    done = api.do(partial(command, actor=VISITOR, ticket=visit.id), VISITOR)
    return jsonify({"seq": done["seq"], "state": done["ticket"]["state"]})


def _rating(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/visits/<token>/rating", summary="评价 Rate a visit", responses=PROBLEMS)
    def rate_visit(path: a.VisitPath, body: b.Rate) -> Response:
        visit = _visit(api, path.token)
        actor = _actor(api, visit, path.token, body.channel)

        def make(*, at: int) -> m.Command:
            return m.RateVisit(at=at, actor=actor, token=path.token, level=body.level, channel=body.channel)

        return jsonify(api.do(make, actor))


def _reasons(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/visits/<token>/reasons", summary="差评原因 Why it was bad", responses=PROBLEMS)
    def give_reasons(path: a.VisitPath, body: b.Why) -> Response:
        visit = _visit(api, path.token)
        actor = _actor(api, visit, path.token, TABLET)
        _known(body.reasons)

        def make(*, at: int) -> m.Command:
            reasons = tuple(body.reasons)
            return m.GiveReasons(
                at=at, actor=actor, token=path.token, reasons=reasons, version=REASONS_VERSION
            )

        return jsonify(api.do(make, actor))


def _known(reasons: list[str]) -> None:
    """Raises Problem invalid."""
    if any(code not in REASONS for code in reasons):
        raise Problem("invalid", errors=[{"field": "reasons", "reason": "not in the list of reasons"}])


def _complaint(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/visits/<token>/complaint", summary="评价器、手机投诉 Complain", responses=PROBLEMS)
    def complain(path: a.VisitPath, body: b.Grievance) -> Response:
        visit = _visit(api, path.token)
        actor = _actor(api, visit, path.token, body.channel)
        private = _private(body)
        if visit.ended_at is None:
            raise Problem("wrong_state")
        ref = private.ref if private else ""
        about = _facts(api, visit) | {"record": ref, "visit": visit.id, "channel": _CHANNELS[body.channel]}
        answer = api.do(partial(m.RegisterComplaint, actor=actor, **about), actor)
        if private:
            words = replace(private, ref=answer["record"])
            now = api.executor.clock()
            api.executor.write(
                lambda connection: people.keep_complaint(connection, api.plan.code, words, now)
            )
        return make_response(jsonify(answer), 201)


_CHANNELS = {TABLET: "rater", PHONE: "web"}


def _facts(api: Api, visit: _Visit) -> dict[str, Any]:
    """Target, matter, time and place are those of the visit (R89)."""
    window, queue = api.plan.window.get(visit.window), api.plan.queue.get(visit.queue)
    place = window.label if window else visit.window
    return {
        "target": f"{place} 工号{visit.staff}",
        "matter": queue.name if queue else visit.queue,
        "happened_at": visit.ended_at or 0,
        "place": place,
    }


def _visit(api: Api, token: str) -> _Visit:
    """Looked up before anything is written: who guesses leaves no trace in the log or among the answers."""

    def look(hall: Hall) -> _Visit | None:
        t = hall.visit(token)
        if t is None:
            return None
        over = t.state is TicketState.FINISHED
        return _Visit(t.id, t.window or "", t.staff or "", t.queue, t.ended_at if over else None)

    visit = api.executor.read(look)
    if visit is None:
        raise api.phones.unknown(token, request.remote_addr or "")
    return visit


def _actor(api: Api, visit: _Visit, token: str, channel: str) -> str:
    """The tablet of the window that served this visit, if that is who asks; or the holder of the slip."""
    if channel == TABLET:
        tablet = acting_device("rater", visit.window)
        if tablet is None:
            raise Problem("forbidden")
        return tablet.actor
    api.phones.may_act(token)
    return VISITOR


def _private(body: b.Grievance) -> people.Complaint | None:
    """What is kept beside the log; None where nothing was said. Raises Problem invalid."""
    if body.channel == TABLET and (body.text or body.contact):
        raise Problem("invalid", errors=[{"field": "text", "reason": "only from a phone"}])
    _known(body.reasons)
    chosen = "、".join(zh for code, (zh, _) in REASONS.items() if code in body.reasons)
    parts = [f"{chosen}(原因清单 {REASONS_VERSION})" if chosen else "", body.text.strip()]
    text, contact = "\n".join(part for part in parts if part), body.contact.strip()
    if body.channel != TABLET and not text:
        raise Problem("complaint_empty")
    return people.Complaint(people.new_ref(), text, "", contact) if text else None
