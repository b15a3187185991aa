"""`/rater/<window>`: the tablet that faces the citizen at a window (R24): staff card, five levels, thanks."""

from flask import Blueprint, Response

from server.domain.views.rating import reason_views
from server.web.pages import Pages

STATIC = "/display/static"


def blueprint(pages: Pages) -> Blueprint:
    """A page for a paired tablet. Its scripts lie with the others of this room."""
    bp = Blueprint("rater", __name__, url_prefix="/rater")

    @bp.get("/<id_>")
    def tablet(id_: str) -> Response:
        window = pages.window(id_)
        refused = pages.require_device("rater", id_)
        if refused is not None:
            return refused
        return pages.shell(
            title=f"评价 {window.label}",
            page="rater",
            module=f"{STATIC}/rater.js",
            style=f"{STATIC}/rater.css",
            body_class="rater",
            id=id_,
            photos=pages.media.photos(),
            reasons=reason_views(),
        )

    return bp
