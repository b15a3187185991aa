"""The HTTP API: tickets, windows, the hall. Each route parses, asks the executor and answers."""

import hashlib
import secrets
from functools import partial
from typing import Any

from flask import Response, jsonify, make_response, request
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.views.hall import hall_view, queue_view
from server.executor import Executor, Make, Outcome
from server.web import bodies as b
from server.web.access import principal
from server.web.problems import Problem

KEY_LENGTH = 128
WINDOW_COMMANDS: dict[str, type[m.AtWindow]] = {
    "sign-out": m.SignOut,
    "call-next": m.CallNext,
    "recall": m.Recall,
    "start": m.StartService,
    "finish": m.Finish,
    "pass": m.Pass,
    "resume": m.Resume,
}
HALL_COMMANDS: dict[str, type[m.Command]] = {
    "open": m.OpenHall,
    "close": m.CloseHall,
    "recover": m.RecoverHall,
}
PROBLEM: Any = {
    "description": "Problem details, RFC 9457",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "code", "detail", "detail_en", "params"],
                "properties": {
                    "code": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "detail_en": {"type": "string"},
                },
            }
        }
    },
}
PROBLEMS: Any = {"2XX": {"description": "Done"}} | {
    str(code): PROBLEM for code in (401, 403, 404, 405, 409, 413, 422, 429, 503)
}
"""What every route may answer."""


class Api:
    """The routes' way to the executor: idempotency in, outcome or problem out."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def do(self, make: Make, actor: str) -> dict[str, Any]:
        """The body of the yes; raises Problem for a refusal. `Idempotency-Key` is honoured here."""
        key = request.headers.get("Idempotency-Key")
        if key is not None and not (0 < len(key) <= KEY_LENGTH and key.isprintable()):
            raise Problem("invalid", errors=[{"field": "Idempotency-Key", "reason": "1 to 128 characters"}])
        full_key = f"{actor} {key}" if key else None
        outcome: Outcome = self.executor.submit(make, key=full_key, fingerprint=_fingerprint()).result()
        if outcome.code:
            raise Problem(outcome.code, outcome.params)
        return outcome.body

    def act(self, command: type[m.Command], **what: Any) -> Response:
        """Whoever asks gives this command; the answer as JSON."""
        who = principal()
        return jsonify(self.do(partial(command, actor=who.actor, **what), who.actor))


def _fingerprint() -> str:
    wanted = f"{request.method} {request.path}\n".encode() + request.get_data(cache=True)
    return hashlib.sha256(wanted).hexdigest()


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _tickets(blueprint, api)
    _windows(blueprint, api)
    _hall(blueprint, api)


def _tickets(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/tickets", summary="取号 Take a number", responses=PROBLEMS)
    def take_ticket(body: b.Take) -> Response:
        who = principal("kiosk", body.kiosk)
        kiosk = who.id if who.kind == "kiosk" else None
        make = partial(
            m.TakeNumber,
            actor=who.actor,
            queue=body.queue,
            token=secrets.token_urlsafe(16),
            kiosk=kiosk,
            lane=body.lane,
            reason=body.reason,
        )
        answer = api.do(make, who.actor)
        page = f"/t/{answer['token']}"
        links = {"phone_url": request.url_root.rstrip("/") + page, "qr": f"{page}/qr.svg"}
        return make_response(jsonify(answer | links), 201)

    @blueprint.post("/tickets/<ticket>/keep", summary="保留号码 Keep it without paper", responses=PROBLEMS)
    def keep_ticket(path: b.TicketPath, body: b.Nothing) -> Response:
        del body
        return api.act(m.KeepTicket, ticket=path.ticket)

    @blueprint.post("/tickets/<ticket>/void", summary="作废 Void with a reason", responses=PROBLEMS)
    def void_ticket(path: b.TicketPath, body: b.Reason) -> Response:
        return api.act(m.VoidTicket, ticket=path.ticket, reason=body.reason)

    @blueprint.post("/tickets/<ticket>/cancel", summary="弃号 The citizen gives up", responses=PROBLEMS)
    def cancel_ticket(path: b.TicketPath, body: b.Nothing) -> Response:
        del body
        return api.act(m.CancelTicket, ticket=path.ticket)

    @blueprint.post("/tickets/<ticket>/requeue", summary="过号重排 Back after a no-show", responses=PROBLEMS)
    def requeue_ticket(path: b.TicketPath, body: b.Nothing) -> Response:
        del body
        return api.act(m.RequeueTicket, ticket=path.ticket)

    @blueprint.post("/tickets/<ticket>/wake", summary="唤醒 A held ticket goes on", responses=PROBLEMS)
    def wake_ticket(path: b.TicketPath, body: b.Nothing) -> Response:
        del body
        return api.act(m.WakeTicket, ticket=path.ticket)


def _windows(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/windows/<window>/sign-in", summary="签到 Sign in at a window", responses=PROBLEMS)
    def window_sign_in(path: b.WindowPath, body: b.Nothing) -> Response:
        del body
        return api.act(m.SignIn, window=path.window, staff=principal().id)

    @blueprint.post("/windows/<window>/suspend", summary="暂停服务 Suspend", responses=PROBLEMS)
    def window_suspend(path: b.WindowPath, body: b.Reason) -> Response:
        return api.act(m.Suspend, window=path.window, reason=body.reason)

    @blueprint.post("/windows/<window>/call", summary="指呼 Call a chosen number", responses=PROBLEMS)
    def window_call(path: b.WindowPath, body: b.Chosen) -> Response:
        return api.act(m.CallChosen, window=path.window, ticket=body.ticket, reason=body.reason)

    @blueprint.post("/windows/<window>/walk-in", summary="直接办理 Nobody waits", responses=PROBLEMS)
    def window_walk_in(path: b.WindowPath, body: b.WalkingIn) -> Response:
        return api.act(m.WalkIn, window=path.window, queue=body.queue, token=secrets.token_urlsafe(16))

    @blueprint.post("/windows/<window>/return", summary="退回队首 Called by mistake", responses=PROBLEMS)
    def window_return(path: b.WindowPath, body: b.Reason) -> Response:
        return api.act(m.ReturnToFront, window=path.window, reason=body.reason)

    @blueprint.post("/windows/<window>/hold", summary="挂起 Hold, in three kinds", responses=PROBLEMS)
    def window_hold(path: b.WindowPath, body: b.Holding) -> Response:
        return api.act(m.Hold, window=path.window, kind=body.kind)

    @blueprint.post("/windows/<window>/transfer", summary="转移 To queue, window, person", responses=PROBLEMS)
    def window_transfer(path: b.WindowPath, body: b.Target) -> Response:
        return api.act(m.Transfer, window=path.window, to=body.to, id=body.id, come_back=body.come_back)

    @blueprint.post("/windows/<window>/<action>", summary="窗口操作 Act at a window", responses=PROBLEMS)
    def window_action(path: b.WindowActionPath, body: b.Nothing) -> Response:
        del body
        return api.act(WINDOW_COMMANDS[path.action], window=path.window)


def _hall(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/hall/<action>", summary="大厅状态 Open, close, recover", responses=PROBLEMS)
    def hall_action(path: b.HallActionPath, body: b.Nothing) -> Response:
        del body
        return api.act(HALL_COMMANDS[path.action])

    @blueprint.get("/hall", summary="大厅概况 The hall at a glance", responses=PROBLEMS)
    def get_hall() -> Response:
        return jsonify(api.executor.read(_at_a_glance))

    @blueprint.get("/events", summary="事件记录 The event log, newest first", responses=PROBLEMS)
    def get_events(query: b.EventsQuery) -> Response:
        recorded = api.executor.log.events(limit=query.limit, before=query.before)
        events = [
            {"seq": r.seq, "day": r.day, "at": r.event.at, "type": r.event.type, "actor": r.event.actor}
            | m.to_record(r.event)
            for r in recorded
        ]
        for event in events:
            event.pop("token", None)
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
                "state": desk.state,
                "staff": {"no": person.no, "name": person.name} if person else None,
            }
        )
    queues = [queue_view(hall, q.id) for q in plan.queues]
    return {"seq": hall.seq, "hall": hall_view(hall), "windows": windows, "queues": queues}
