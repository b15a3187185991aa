"""`/window/<id>`: the screen of one window, where a hall has an LCD instead of an LED bar (R21)."""

from flask import Blueprint, Response

from server.web.pages import Pages

STATIC = "/display/static"


def blueprint(pages: Pages) -> Blueprint:
    """A page for a paired screen. Its scripts lie with the others of this room."""
    bp = Blueprint("window", __name__, url_prefix="/window")

    @bp.get("/<id_>")
    def screen(id_: str) -> Response:
        window = pages.window(id_)
        refused = pages.require_device("window", id_)
        if refused is not None:
            return refused
        return pages.shell(
            title=window.label,
            page="window",
            module=f"{STATIC}/window.js",
            style=f"{STATIC}/window.css",
            body_class="dark window",
            id=id_,
            photos=pages.media.photos(),
        )

    return bp
