"""A kiosk's page asks its ID reader for one card."""

from flask import Response, jsonify, make_response
from flask_openapi3.blueprint import APIBlueprint

from server.web.access.sessions import acting_device
from server.web.api.base import PROBLEMS, Api
from server.web.problems import Problem
from server.web.requests import addresses as a
from server.web.requests import bodies as b


def routes(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/kiosks/<kiosk>/card", summary="请刷身份证 Read one ID card", responses=PROBLEMS)
    def ask_card(path: a.KioskPath, body: b.Nothing) -> Response:
        del body
        _its_own(api, path.kiosk)
        return make_response(jsonify(api.cards.ask(path.kiosk)), 201)

    @blueprint.delete("/kiosks/<kiosk>/card/<session>", summary="不刷身份证 Read no card", responses=PROBLEMS)
    def cancel_card(path: a.CardPath) -> Response:
        _its_own(api, path.kiosk)
        return jsonify({"cancelled": api.cards.cancel(path.kiosk, path.session)})


def _its_own(api: Api, kiosk: str) -> None:
    """A kiosk has its own reader, and no other's."""
    if kiosk not in api.plan.kiosk:
        raise Problem("unknown_kiosk", {"kiosk": kiosk})
    if acting_device("kiosk", kiosk) is None:
        raise Problem("forbidden")
