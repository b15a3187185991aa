"""The hall as a whole: its states, its notice, its figures, its log."""

from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.sums import day_sums
from server.domain.views.hall import hall_view, queue_view
from server.web.api.base import PROBLEMS, Api
from server.web.requests import addresses as a
from server.web.requests import bodies as b

COMMANDS: dict[str, type[m.Command]] = {
    "open": m.OpenHall,
    "close": m.CloseHall,
    "extend": m.ExtendHall,
    "recover": m.RecoverHall,
}


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _states(blueprint, api)
    _figures(blueprint, api)


def _states(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/hall/<action>", summary="大厅状态 Open, close, extend, recover", responses=PROBLEMS)
    def hall_action(path: a.HallActionPath, body: b.Nothing) -> Response:
        del body
        return api.act(COMMANDS[path.action])

    @blueprint.post("/hall/outage", summary="停机或转手工 Wait, or go over to paper", responses=PROBLEMS)
    def hall_outage(body: b.Outage) -> Response:
        return api.act(m.DeclareOutage, reason=body.reason, short=body.short)

    @blueprint.post("/hall/notice", summary="发布通知 Publish a notice", responses=PROBLEMS)
    def hall_notice(body: b.Notice) -> Response:
        hours, _, minutes = (body.until or "").partition(":")
        told = {"template": body.template, "text": body.text, "text_en": body.text_en, "sign": body.sign}
        end = {"minutes": body.minutes, "until": 60 * int(hours) + int(minutes) if hours else None}
        floors = tuple(dict.fromkeys(body.floors))
        return api.act(m.SetNotice, **told, **end, floors=floors, reason=body.reason)

    @blueprint.post("/hall/notices/<notice>/end", summary="撤下通知 Take a notice back", responses=PROBLEMS)
    def end_notice(path: a.NoticePath, body: b.Reason) -> Response:
        return api.act(m.EndNotice, notice=path.notice, reason=body.reason)


def _figures(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.get("/hall/sums", summary="今日汇总 The day's sum so far", responses=PROBLEMS)
    def get_sums() -> Response:
        return jsonify(api.executor.read(lambda hall: {"seq": hall.seq, "day": hall.day, **day_sums(hall)}))

    @blueprint.get("/hall", summary="大厅概况 The hall at a glance", responses=PROBLEMS)
    def get_hall() -> Response:
        return jsonify(api.executor.read(_at_a_glance))

    @blueprint.get("/events", summary="事件记录 The event log, newest first", responses=PROBLEMS)
    def get_events(query: a.EventsQuery) -> Response:
        recorded = api.executor.log.events(limit=query.limit, before=query.before)
        events = [
            {"seq": r.seq, "day": r.day, "at": r.event.at, "type": r.event.type, "actor": r.event.actor}
            | m.to_record(r.event)
            for r in recorded
        ]
        for event in events:
            for secret in ("token", "visits"):  # of slips: who has one may rate
                event.pop(secret, None)
        return jsonify({"events": events})


def _at_a_glance(hall: Any) -> dict[str, Any]:
    plan = hall.plan
    windows = []
    for window in plan.windows:
        desk, person = hall.desks[window.id], plan.person.get(hall.desks[window.id].staff or "")
        windows.append(
            {
                "id": window.id,
                "label": window.label,
                "label_en": window.label_en,
                "floor": window.floor,
                "floor_name": plan.floor[window.floor].name,
                "units": list(window.units),
                "kind": window.kind,
                "queues": list(window.queues),
                "backup": list(window.backup_queues),
                "lanes": list(window.lanes) if window.lanes else None,
                "state": desk.state,
                "staff": {"no": person.no, "name": person.name} if person else None,
            }
        )
    queues = [queue_view(hall, q.id) for q in plan.queues]
    return {"seq": hall.seq, "hall": hall_view(hall), "windows": windows, "queues": queues}
