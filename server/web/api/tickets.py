"""Tickets that no window has in hand: taken, checked in, kept, printed again, ended, rated by card."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.answers import ticket_answer
from server.domain.views.story import story
from server.web.api.base import PROBLEMS, Api
from server.web.problems import Problem
from server.web.requests import addresses as a
from server.web.requests import bodies as b


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _issued(blueprint, api)
    _ended_or_kept(blueprint, api)
    _on_paper(blueprint, api)
    _afterwards(blueprint, api)


def _issued(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/tickets", summary="取号 Take a number", responses=PROBLEMS)
    def take_ticket(body: b.Take) -> Response:
        return api.issue(
            m.TakeNumber,
            body,
            queue=body.queue,
            lane=body.lane,
            reason=body.reason,
            matter=body.matter,
            assist=body.assist,
            no_papers=body.no_papers,
        )

    @blueprint.post("/check-ins", summary="预约签到 Check in an appointment", responses=PROBLEMS)
    def check_in(body: b.CheckingIn) -> Response:
        return api.issue(m.CheckIn, body, code=(body.code or "").strip())

    @blueprint.get("/tickets/<ticket>", summary="一张号票 One ticket of today", responses=PROBLEMS)
    def get_ticket(path: a.TicketPath) -> Response:
        now = api.executor.clock()
        found = api.executor.read(lambda hall: ticket_answer(hall, path.ticket, now))
        if found is None:
            raise Problem("unknown_ticket", {"ticket": path.ticket})
        return jsonify(found)

    @blueprint.get("/tickets/<ticket>/story", summary="号票经过 Its story in words", responses=PROBLEMS)
    def get_story(path: a.TicketPath) -> Response:
        day = api.executor.read(lambda hall: hall.day if path.ticket in hall.tickets else None)
        if day is None:
            raise Problem("unknown_ticket", {"ticket": path.ticket})
        events = [recorded.event for recorded in api.executor.log.of_ticket(path.ticket, day)]
        return jsonify({"story": story(api.plan, events)})


def _ended_or_kept(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/tickets/<ticket>/keep", summary="保留号码 Keep it without paper", responses=PROBLEMS)
    def keep_ticket(path: a.TicketPath, body: b.Nothing) -> Response:
        del body
        return api.act(m.KeepTicket, ticket=path.ticket)

    @blueprint.post("/tickets/<ticket>/void", summary="作废 Void with a reason", responses=PROBLEMS)
    def void_ticket(path: a.TicketPath, body: b.Reason) -> Response:
        return api.act(m.VoidTicket, ticket=path.ticket, reason=body.reason)

    @blueprint.post("/tickets/<ticket>/cancel", summary="弃号 The citizen gives up", responses=PROBLEMS)
    def cancel_ticket(path: a.TicketPath, body: b.Reason) -> Response:
        return api.act(m.CancelTicket, ticket=path.ticket, reason=body.reason)

    @blueprint.post("/tickets/<ticket>/requeue", summary="过号重排 Back after a no-show", responses=PROBLEMS)
    def requeue_ticket(path: a.TicketPath, body: b.Reprinting) -> Response:
        return api.act(m.RequeueTicket, ticket=path.ticket, kiosk=body.kiosk or "")

    @blueprint.post("/tickets/<ticket>/wake", summary="唤醒 A held ticket goes on", responses=PROBLEMS)
    def wake_ticket(path: a.TicketPath, body: b.Nothing) -> Response:
        del body
        return api.act(m.WakeTicket, ticket=path.ticket)


def _afterwards(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/tickets/<ticket>/outcome", summary="登记办理结果 How it ended", responses=PROBLEMS)
    def note_outcome(path: a.TicketPath, body: b.Noting) -> Response:
        what = {"case_no": body.case_no, "days": body.days, "reason": body.reason}
        return api.act(m.NoteOutcome, ticket=path.ticket, outcome=body.outcome, **what)


def _on_paper(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/tickets/<ticket>/reprint", summary="补打 The same paper again", responses=PROBLEMS)
    def reprint_ticket(path: a.TicketPath, body: b.Reprinting) -> Response:
        return api.act(m.Reprint, ticket=path.ticket, kiosk=body.kiosk or "")

    @blueprint.post("/tickets/<ticket>/card", summary="录入评议卡 Enter a paper card", responses=PROBLEMS)
    def enter_card(path: a.TicketPath, body: b.Card) -> Response:
        return api.act(m.EnterCard, ticket=path.ticket, level=body.level)
