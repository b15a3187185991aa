"""What people watch: the hall board and the duty officer's view. Pages only; the feeds carry the data."""

from flask import Blueprint, Response

from server.web.pages import Pages

STATIC = "/display/static"


def blueprint(pages: Pages) -> Blueprint:
    """`/display/<id>` for a registered screen and `/duty` for staff."""
    bp = Blueprint("display", __name__, static_folder="static", static_url_path=STATIC)

    @bp.get("/display/<id>")
    def board(id: str) -> Response:
        screen = pages.screen(id)
        refused = pages.require_device("screen", id)
        if refused is not None:
            return refused
        return pages.shell(
            title=screen.name,
            page="board",
            module=f"{STATIC}/board.js",
            style=f"{STATIC}/board.css",
            body_class="dark board",
            id=screen.id,
            floors=list(screen.floors),
            hall_name=pages.plan.name,
            hall_name_en=pages.plan.name_en,
            pictures=pages.media.shown() if screen.pictures_s else [],
            pictures_s=screen.pictures_s,
        )

    @bp.get("/duty")
    def duty() -> Response:
        """Open to anybody: without a session the feed is refused and the page asks to sign in."""
        return pages.shell(
            title="值班台",
            page="duty",
            module=f"{STATIC}/duty.js",
            style=f"{STATIC}/duty.css",
            body_class="duty",
            floors=[{"id": f.id, "name": f.name, "name_en": f.name_en} for f in pages.plan.floors],
            names={s.no: s.name for s in pages.plan.staff},
        )

    return bp
