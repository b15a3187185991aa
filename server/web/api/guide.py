"""The service guide: what every matter needs, for everybody; and handing it over in writing (R28, R51)."""

from typing import Any

from flask import Response, jsonify, make_response, request
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.views.guide import guide_index, matter_guide
from server.web.access.sessions import principal
from server.web.api.base import PROBLEMS, Api
from server.web.problems import Problem
from server.web.requests import addresses as a
from server.web.requests import bodies as b


def routes(blueprint: APIBlueprint, api: Api) -> None:
    def today() -> str:
        return api.executor.read(lambda hall: hall.day)

    @blueprint.get("/guide", summary="办事指南目录 The matters that have a guide", responses=PROBLEMS)
    def get_guide() -> Response:
        return _cached(guide_index(api.plan, today()))

    @blueprint.get("/guide/<matter>", summary="办事指南 The six facts of a matter", responses=PROBLEMS)
    def get_matter_guide(path: a.MatterPath) -> Response:
        found = matter_guide(api.plan, path.matter, today())
        if found is None:
            raise no_guide(api.plan.matter.get(path.matter), path.matter)
        return _cached(found)

    @blueprint.post("/guide-slips", summary="一次性告知 Give it in writing", responses=PROBLEMS)
    def give_notice(body: b.GuideSlip) -> Response:
        who = principal("kiosk", body.kiosk)
        what = {
            "matter": body.matter,
            "kiosk": body.kiosk or "",
            "window": body.window or "",
            "missing": tuple(body.missing),
            "ticket": body.ticket or "",
            "also": tuple(body.also),
        }

        def make(*, at: int) -> m.Command:
            return m.GiveNotice(at=at, actor=who.actor, **what)  # type: ignore[arg-type]

        return make_response(jsonify(api.do(make, who.actor)), 201)


def no_guide(matter: Any, id_: str) -> Problem:
    """There is no such matter, or nobody has written its guide yet."""
    if matter is None:
        return Problem("unknown_matter", {"matter": id_})
    return Problem("no_guide", {"matter": matter.name}, status=404)


def _cached(body: dict[str, Any]) -> Response:
    """Whoever has this very version is told so, and no more."""
    response = jsonify(body)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
