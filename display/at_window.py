"""The two pages that stand at one window: its screen (R21), and the tablet for the rating (R24)."""

from typing import Any

from flask import Blueprint, Response

from server.domain.views.rating import reason_views
from server.web.pages.shell import Pages

STATIC = "/display/static"


def blueprint(pages: Pages) -> Blueprint:
    """`/window/<id>` and `/rater/<id>`, each for a device paired as such."""
    bp = Blueprint("at_window", __name__)

    def page(kind: str, id_: str, title: str, body_class: str, **boot: Any) -> Response:
        return pages.require_device(kind, id_) or pages.shell(
            title=title,
            page=kind,
            module=f"{STATIC}/window/{kind}.js",
            style=f"{STATIC}/window/{kind}.css",
            body_class=body_class,
            id=id_,
            photos=pages.media.photos(),
            **boot,
        )

    @bp.get("/window/<id_>")
    def screen(id_: str) -> Response:
        return page("window", id_, pages.window(id_).label, "dark window")

    @bp.get("/rater/<id_>")
    def tablet(id_: str) -> Response:
        return page("rater", id_, f"评价 {pages.window(id_).label}", "rater", reasons=reason_views())

    return bp
