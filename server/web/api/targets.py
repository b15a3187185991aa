"""Where somebody may be sent on from a window, with the sounds of the names."""

from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint

from server.domain.views.targets import targets_view
from server.web.api.base import PROBLEMS, Api
from server.web.api.pinyin import findable
from server.web.problems import Problem
from server.web.requests import addresses as a


def routes(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.get(
        "/windows/<window>/targets", summary="可转移到哪里 Where to send somebody on", responses=PROBLEMS
    )
    def get_targets(path: a.WindowPath) -> Response:
        """`words` and `common` as in the catalogue: own names, and what else it may be looked for by."""
        if path.window not in api.plan.window:
            raise Problem("unknown_window", {"window": path.window})
        found = api.executor.read(lambda hall: targets_view(hall, path.window))
        for queue in found["queues"]:
            matters = (m.name for m in api.plan.matters_of[queue["id"]])
            _add(queue, [queue["name"], queue["name_en"], queue["prefix"]], [queue["unit"], *matters])
        for window in found["windows"]:
            _add(window, [window["label"], window["label_en"]], [*window["units"], *window["queues"]])
        for person in found["staff"]:
            _add(person, [person["name"], person["id"]], [])
        return jsonify(found)


def _add(target: dict[str, Any], own: list[str], other: list[str]) -> None:
    target |= {"words": findable(*own), "common": findable(*other)}
