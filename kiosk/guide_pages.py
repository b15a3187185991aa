"""`/guide` and `/guide/<matter>`: what to bring, on the citizen's own phone. No login, nothing personal."""

import io

import segno
from flask import Blueprint, Response, make_response, render_template, request

from kiosk.slip import where
from server.web.pages.links import phone_link
from server.web.pages.shell import Pages


def blueprint(pages: Pages) -> Blueprint:
    bp = Blueprint("guide", __name__, template_folder="templates")

    @bp.get("/guide")
    def guide() -> Response:
        index = pages.guide()
        queues: dict[str, list[dict[str, str]]] = {}
        for matter in index["matters"]:
            queues.setdefault(matter["queue"], []).append(matter)
        return _page(render_template("guide.html", guide=index, queues=queues.values()))

    @bp.get("/guide/<matter>")
    def one(matter: str) -> Response:
        found = pages.matter_guide(matter)
        if found is None:
            return _page(render_template("guide_matter.html", guide=None, hall=pages.plan), 404)
        return _page(render_template("guide_matter.html", guide=found, places=where(found["windows"])))

    @bp.get("/guide/<matter>/qr.svg")
    def code(matter: str) -> Response:
        """For whoever wants to take the page along instead of paper."""
        drawn = io.BytesIO()
        segno.make(phone_link(f"/guide/{matter[:64]}"), error="m").save(
            drawn, kind="svg", scale=8, border=2, light="white"
        )
        return Response(drawn.getvalue(), content_type="image/svg+xml")

    return bp


def _page(html: str, status: int = 200) -> Response:
    """Kept by the phone and asked for again by its tag: the same text costs one short answer."""
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
