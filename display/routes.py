"""The hall board. The page only; the feed carries the data."""

from dataclasses import asdict

from flask import Blueprint, Response

from server.web.pages.shell import Pages

STATIC = "/display/static"


def blueprint(pages: Pages) -> Blueprint:
    """`/display/<id>` for a registered screen."""
    bp = Blueprint("display", __name__, static_folder="static", static_url_path=STATIC)

    @bp.get("/display/<id>")
    def board(id: str) -> Response:
        screen, voice = pages.screen(id), pages.plan.voice
        refused = pages.require_device("screen", id)
        if refused is not None:
            return refused
        return pages.shell(
            title=screen.name,
            page="board",
            module=f"{STATIC}/board/board.js",
            style=f"{STATIC}/board/board.css",
            body_class="dark board",
            id=screen.id,
            floors=list(screen.floors),
            timezone=pages.plan.timezone,
            packs={"mandarin": voice.speaker, "english": "english" if voice.english else ""},
            volume=[asdict(step) for step in voice.volume],
            hall_name=pages.plan.name,
            hall_name_en=pages.plan.name_en,
            pictures=pages.media.shown() if screen.pictures_s else [],
            pictures_s=screen.pictures_s,
        )

    return bp
