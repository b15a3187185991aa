"""At a window: who sits there, whose turn it is, the ticket in hand."""

import secrets

from flask import Response, make_response, request
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.web.access.sessions import acting_device, principal
from server.web.api.base import PROBLEMS, Api
from server.web.problems import Problem
from server.web.requests import addresses as a
from server.web.requests import bodies as b

COMMANDS: dict[str, type[m.AtWindow]] = {
    "recall": m.Recall,
    "start": m.StartService,
    "finish": m.Finish,
    "pass": m.Pass,
    "undo": m.UndoCall,
    "resume": m.Resume,
}


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _post(blueprint, api)
    _calls(blueprint, api)
    _in_hand(blueprint, api)
    _seen(blueprint, api)


def _post(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/windows/<window>/sign-in", summary="签到 Sign in at a window", responses=PROBLEMS)
    def window_sign_in(path: a.WindowPath, body: b.SittingDown) -> Response:
        return api.act(m.SignIn, window=path.window, staff=principal().id, acting_for=body.acting_for)

    @blueprint.post("/windows/<window>/sign-out", summary="签退 Sign out", responses=PROBLEMS)
    def window_sign_out(path: a.WindowPath, body: b.Reason) -> Response:
        return api.act(m.SignOut, window=path.window, reason=body.reason)

    @blueprint.post("/windows/<window>/suspend", summary="暂停服务 Suspend", responses=PROBLEMS)
    def window_suspend(path: a.WindowPath, body: b.Reason) -> Response:
        return api.act(m.Suspend, window=path.window, reason=body.reason)

    @blueprint.post("/windows/<window>/help", summary="呼叫值班 Ask for the duty officer", responses=PROBLEMS)
    def window_help(path: a.WindowPath, body: b.Note) -> Response:
        return api.act(m.AskHelp, window=path.window, note=body.note)

    @blueprint.post("/windows/<window>/help/answer", summary="回复呼叫 Answer the call", responses=PROBLEMS)
    def window_help_answer(path: a.WindowPath, body: b.HelpAnswer) -> Response:
        return api.act(m.AnswerHelp, window=path.window, text=body.text)


def _calls(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/windows/<window>/call-next", summary="呼叫下一位 Call the next", responses=PROBLEMS)
    def window_call_next(path: a.WindowPath, body: b.Calling) -> Response:
        return api.act(m.CallNext, window=path.window, store=body.store)

    @blueprint.post("/windows/<window>/call", summary="指呼 Call a chosen number", responses=PROBLEMS)
    def window_call(path: a.WindowPath, body: b.Chosen) -> Response:
        return api.act(m.CallChosen, window=path.window, ticket=body.ticket, reason=body.reason)

    @blueprint.post("/windows/<window>/walk-in", summary="直接办理 Nobody waits", responses=PROBLEMS)
    def window_walk_in(path: a.WindowPath, body: b.WalkingIn) -> Response:
        token = secrets.token_urlsafe(16)
        return api.act(m.WalkIn, window=path.window, queue=body.queue, token=token, reason=body.reason)


def _in_hand(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/windows/<window>/return", summary="退回队首 Called by mistake", responses=PROBLEMS)
    def window_return(path: a.WindowPath, body: b.Reason) -> Response:
        return api.act(m.ReturnToFront, window=path.window, reason=body.reason)

    @blueprint.post("/windows/<window>/hold", summary="挂起 Hold, in three kinds", responses=PROBLEMS)
    def window_hold(path: a.WindowPath, body: b.Holding) -> Response:
        return api.act(m.Hold, window=path.window, kind=body.kind)

    @blueprint.post("/windows/<window>/transfer", summary="转移 To queue, window, person", responses=PROBLEMS)
    def window_transfer(path: a.WindowPath, body: b.Target) -> Response:
        what = body.model_dump() | {"kiosk": body.kiosk or ""}
        return api.act(m.Transfer, window=path.window, **what)

    @blueprint.post("/windows/<window>/<action>", summary="窗口操作 Act at a window", responses=PROBLEMS)
    def window_action(path: a.WindowActionPath, body: b.Nothing) -> Response:
        del body
        return api.act(COMMANDS[path.action], window=path.window)


def _seen(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.get(
        "/windows/<window>", summary="热键看到的窗口 A window for its hot keys", responses=PROBLEMS
    )
    def get_window(path: a.WindowPath, query: a.WaitQuery) -> Response:
        """`Hallcall-Now` is the server's clock, `Hallcall-Seq` the newest event the view knows of."""
        if path.window not in api.plan.window:
            raise Problem("unknown_window", {"window": path.window})
        if acting_device("agent", path.window) is None:
            raise Problem("forbidden")
        known = request.headers.get("If-None-Match", "").strip('"')
        ask = api.agents.newer if query.wait else api.agents.view
        seen = ask(path.window, known)
        response = make_response("", 304) if seen.etag == known else make_response(seen.body)
        response.content_type = "application/json"
        response.headers["ETag"] = f'"{seen.etag}"'
        response.headers["Hallcall-Seq"] = str(seen.seq)
        response.headers["Hallcall-Now"] = str(api.executor.clock())
        return response
