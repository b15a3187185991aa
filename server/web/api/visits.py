"""A visit that is over, by the secret of its slip: rated on tablet or phone, complained of on the tablet.

A level comes only from a press (decision 17). Neither answer tells anybody else at the window (R90).
"""

from typing import NamedTuple

from flask import Response, jsonify, make_response
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.hall import Hall
from server.domain.rules.ratings import TABLET
from server.domain.ticket import TicketState
from server.domain.views.rating import REASONS, REASONS_VERSION
from server.store import people
from server.web import bodies as b
from server.web.access import Principal, acting_device
from server.web.api.base import PROBLEMS, Api
from server.web.problems import Problem

VISITOR = "visitor"
"""Who holds a slip; the log needs to know no more."""


class _Visit(NamedTuple):
    id: str
    window: str
    staff: str
    queue: str
    ended_at: int | None
    """None: it is not over."""


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _rating(blueprint, api)
    _complaint(blueprint, api)


def _rating(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/visits/<token>/rating", summary="评价 Rate a visit", responses=PROBLEMS)
    def rate_visit(path: b.VisitPath, body: b.Rate) -> Response:
        visit = _visit(api, path.token)
        actor = _tablet_of(visit).actor if body.channel == TABLET else VISITOR

        def make(*, at: int) -> m.Command:
            return m.RateVisit(at=at, actor=actor, token=path.token, level=body.level, channel=body.channel)

        return jsonify(api.do(make, actor))


def _complaint(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/visits/<token>/complaint", summary="评价器投诉 Complain", responses=PROBLEMS)
    def complain(path: b.VisitPath, body: b.Grievance) -> Response:
        visit = _visit(api, path.token)
        actor, text = _tablet_of(visit).actor, _words(body.reasons)
        ended_at = visit.ended_at
        if ended_at is None:
            raise Problem("wrong_state")
        plan, ref = api.plan, people.new_ref() if text else ""
        window = plan.window[visit.window]

        def make(*, at: int) -> m.Command:
            return m.RegisterComplaint(
                at=at,
                actor=actor,
                channel="rater",
                target=f"{window.label} 工号{visit.staff}",
                matter=plan.queue[visit.queue].name,
                happened_at=ended_at,
                place=window.label,
                record=ref,
                visit=visit.id,
            )

        answer = api.do(make, actor)
        if text:
            words = people.Complaint(answer["record"], text, "", "")
            now = api.executor.clock()
            api.executor.write(lambda connection: people.keep_complaint(connection, plan.code, words, now))
        return make_response(jsonify(answer), 201)


def _visit(api: Api, token: str) -> _Visit:
    """Looked up before anything is written: who guesses leaves no trace in the log or among the answers."""

    def look(hall: Hall) -> _Visit | None:
        t = hall.tickets.get(hall.tokens.get(token, ""))
        if t is None:
            return None
        over = t.state is TicketState.FINISHED
        return _Visit(t.id, t.window or "", t.staff or "", t.queue, t.ended_at if over else None)

    visit = api.executor.read(look)
    if visit is None:
        raise Problem("unknown_visit")
    return visit


def _tablet_of(visit: _Visit) -> Principal:
    """The tablet of the window that served this visit, if it is the one who asks."""
    tablet = acting_device("rater", visit.window)
    if tablet is None:
        raise Problem("forbidden")
    return tablet


def _words(codes: list[str]) -> str:
    unknown = [code for code in codes if code not in REASONS]
    if unknown:
        raise Problem("invalid", errors=[{"field": "reasons", "reason": "not in the list of reasons"}])
    chosen = "、".join(zh for code, (zh, _) in REASONS.items() if code in codes)
    return f"{chosen}(原因清单 {REASONS_VERSION})" if chosen else ""
