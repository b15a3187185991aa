"""What people watch: the hall board and the duty officer's view. Pages only; the feeds carry the data."""

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, Response, request

from server.domain.numbers import PAPER_FIRST, PAPER_LAST
from server.domain.plan import HallPlan
from server.web.pages import Pages

STATIC = "/display/static"


def blueprint(pages: Pages) -> Blueprint:
    """`/display/<id>` for a registered screen and `/duty` for staff."""
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
            module=f"{STATIC}/board.js",
            style=f"{STATIC}/board.css",
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
            **_names(pages.plan),
        )

    @bp.get("/duty/record")
    def duty_record() -> Response:
        """Of the day that the address asks for, else of today; what it says is asked of the API."""
        return pages.shell(
            title="值班记录",
            page="duty_record",
            module=f"{STATIC}/duty_record.js",
            style=f"{STATIC}/duty_record.css",
            day=request.args.get("day", "", type=_a_day),
            timezone=pages.plan.timezone,
            hall_name=pages.plan.name,
            **_names(pages.plan) | {"floors": {f.id: f.name for f in pages.plan.floors}},
        )

    @bp.get("/duty/pads")
    def duty_pads() -> Response:
        """Nothing on it is secret: names of queues, and the numbers that no machine gives."""
        return pages.shell(
            title="纸质号",
            page="duty_pads",
            module=f"{STATIC}/duty_pads.js",
            style=f"{STATIC}/duty_pads.css",
            queues=[{"id": q.id, "prefix": q.prefix, "name": q.name} for q in pages.plan.queues],
            first=PAPER_FIRST,
            last=PAPER_LAST,
            hall_name=pages.plan.name,
        )

    return bp


def _names(plan: HallPlan) -> dict[str, Any]:
    """Ids as the log has them -> what people read."""
    return {
        "names": {s.no: s.name for s in plan.staff},
        "windows": {w.id: w.label for w in plan.windows},
        "checks": {check.id: check.text for check in plan.duty_checks},
    }


def _a_day(text: str) -> str:
    """Raises ValueError for anything else: then it is today."""
    return date.fromisoformat(text).isoformat()
