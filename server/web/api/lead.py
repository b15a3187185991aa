"""What a lead (首席代表) or the duty officer decides for others: always with a reason, always in the log."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.views.why import why_view
from server.domain.views.why_pair import pair_view
from server.web.api.base import PROBLEMS, Api
from server.web.problems import Problem
from server.web.requests import addresses as a
from server.web.requests import bodies as b


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _decisions(blueprint, api)
    _questions(blueprint, api)


def _decisions(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/windows/<window>/queues", summary="调整窗口业务 Assign queues", responses=PROBLEMS)
    def assign_queues(path: a.WindowPath, body: b.Assignment) -> Response:
        lanes = (body.lanes.priority, body.lanes.normal) if body.lanes else None
        return api.act(
            m.AssignQueues,
            window=path.window,
            queues=tuple(body.queues),
            backup=tuple(body.backup),
            lanes=lanes,
            reason=body.reason,
            confirmed=body.confirmed,
        )

    @blueprint.post("/moves", summary="转移等候的人 All who wait, or one, elsewhere", responses=PROBLEMS)
    def move_waiting(body: b.Moving) -> Response:
        what = body.model_dump() | {"tickets": tuple(body.tickets)}
        return api.act(m.MoveWaiting, **what)

    @blueprint.post("/tickets/<ticket>/green", summary="绿色通道 Green channel", responses=PROBLEMS)
    def open_green_channel(path: a.TicketPath, body: b.Reason) -> Response:
        return api.act(m.OpenGreenChannel, ticket=path.ticket, reason=body.reason)


def _questions(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.get("/tickets/<ticket>/why", summary="为何先叫 Why it was called then", responses=PROBLEMS)
    def get_why(path: a.TicketPath, query: a.WhyQuery) -> Response:
        """Of the newest call, or of the one that is named; the hall is looked at as it stood just before."""
        tickets, day = api.executor.read(
            lambda hall: (
                [hall.tickets.get(id_) for id_ in (path.ticket, query.asks or path.ticket)],
                hall.day,
            )
        )
        ticket, asks = tickets
        if ticket is None or asks is None:
            raise Problem("unknown_ticket", {"ticket": path.ticket if ticket is None else str(query.asks)})
        history = api.executor.log.of_ticket(path.ticket, day)
        calls = [(r.seq, r.event) for r in history if isinstance(r.event, m.TicketCalled)]
        if not calls:
            raise Problem("never_called", {"number": ticket.number})
        nth = len(calls) if query.call is None else min(query.call, len(calls))
        seq, call = calls[nth - 1]
        then = api.executor.log.load(api.plan, before=seq)
        told = why_view(then, call, [r.event for r in history if r.seq < seq])
        pair = pair_view(then, call, asks) if asks is not ticket else None
        return jsonify(told | {"call": nth, "calls": len(calls), "pair": pair})
