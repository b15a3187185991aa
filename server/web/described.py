"""The interface described by itself, OpenAPI 3.1.

Made for the first who asks: it takes as long as all the routes of a hall that starts.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Blueprint, Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from server.web.access.sessions import SESSION_COOKIE


def description(interface: Callable[[bool], APIBlueprint]) -> Blueprint:
    """`/api/openapi.json`. `interface(True)`: every route once more, described."""
    blueprint = Blueprint("openapi", __name__)

    @cache
    def document() -> dict[str, Any]:
        whole = OpenAPI(
            __name__,
            info=Info(title="Hallcall 叫号", version="0.1.0"),
            doc_ui=False,
            security_schemes={
                "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
                "device": {"type": "http", "scheme": "bearer"},
            },
        )
        whole.register_api(interface(True))
        made: dict[str, Any] = whole.api_doc
        return made

    @blueprint.get("/api/openapi.json")
    def openapi() -> Response:
        return jsonify(document())

    return blueprint
