"""`/t/<token>`: what the QR on the slip opens. One ticket, for the one who holds it; nothing about others."""

import io

import segno
from flask import Blueprint, Response, make_response, render_template, request

from kiosk.slip import where
from server.web.pages import Pages
from server.web.problems import Problem


def blueprint(pages: Pages) -> Blueprint:
    bp = Blueprint("phone", __name__, template_folder="templates")

    @bp.get("/t/<token>")
    def ticket(token: str) -> Response:
        try:
            view = pages.ticket(token)
            html, status = render_template("phone.html", ticket=view, places=where(view["windows"])), 200
        except Problem:
            html, status = render_template("phone.html", ticket=None), 404
        response = make_response(html, status)
        response.headers["Cache-Control"] = "no-store"
        return response

    @bp.get("/t/<token>/qr.svg")
    def code(token: str) -> Response:
        """Shown beside the number: drawn when it is looked at, not when the number is taken."""
        link = request.url_root.rstrip("/") + f"/t/{token[:64]}"
        drawn = io.BytesIO()
        segno.make(link, error="m").save(drawn, kind="svg", scale=8, border=2, light="white")
        return Response(drawn.getvalue(), content_type="image/svg+xml")

    return bp
