"""What stands behind a thing of the duty officer's board, and a kiosk taken out of service."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.views.looks import queue_facts, window_facts
from server.web.api.base import PROBLEMS, Api
from server.web.problems import Problem
from server.web.requests import addresses as a
from server.web.requests import bodies as b


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _looks(blueprint, api)
    _kiosks(blueprint, api)


def _looks(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.get("/hall/windows/<window>", summary="窗口近况 Behind a window", responses=PROBLEMS)
    def get_window_facts(path: a.WindowPath) -> Response:
        if path.window not in api.plan.window:
            raise Problem("unknown_window", {"window": path.window})
        now = api.executor.clock()
        return jsonify(api.executor.read(lambda hall: window_facts(hall, path.window, now)))

    @blueprint.get("/hall/queues/<queue>", summary="队列近况 Who waits in a queue", responses=PROBLEMS)
    def get_queue_facts(path: a.QueuePath) -> Response:
        if path.queue not in api.plan.queue:
            raise Problem("unknown_queue", {"queue": path.queue})
        return jsonify(api.executor.read(lambda hall: queue_facts(hall, path.queue)))


def _kiosks(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post(
        "/kiosks/<kiosk>/service", summary="取号机停用或恢复 Out of service or back", responses=PROBLEMS
    )
    def switch_kiosk(path: a.KioskPath, body: b.Switching) -> Response:
        return api.act(m.SwitchKiosk, kiosk=path.kiosk, on=body.on, reason=body.reason)
