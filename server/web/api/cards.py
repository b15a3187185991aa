"""A kiosk's page asks its ID reader for one card."""

from flask import Response, jsonify, make_response
from flask_openapi3.blueprint import APIBlueprint

from server.web.api.base import PROBLEMS, Api
from server.web.requests import addresses as a
from server.web.requests import bodies as b


def routes(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/kiosks/<kiosk>/card", summary="请刷身份证 Read one ID card", responses=PROBLEMS)
    def ask_card(path: a.KioskPath, body: b.Nothing) -> Response:
        del body
        api.require_kiosk(path.kiosk)
        return make_response(jsonify(api.cards.ask(path.kiosk)), 201)

    @blueprint.delete("/kiosks/<kiosk>/card/<session>", summary="不刷身份证 Read no card", responses=PROBLEMS)
    def cancel_card(path: a.CardPath) -> Response:
        api.require_kiosk(path.kiosk)
        return jsonify({"cancelled": api.cards.cancel(path.kiosk, path.session)})
